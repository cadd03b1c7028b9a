package widget

import (
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	fw "fyne.io/fyne/v2/widget"

	"pendamping/app/theme"
)

// avatarSide is the diameter an avatar has by default, in dp.
const avatarSide = 48

// Avatar is a circle with a person's initials.
type Avatar struct {
	fw.BaseWidget
	name   string
	side   float32
	circle *canvas.Circle
	text   *canvas.Text
}

// NewAvatar makes the circle for a name; side is its diameter in dp, 48 when not positive.
func NewAvatar(name string, side float32) *Avatar {
	a := &Avatar{name: name, side: side, circle: canvas.NewCircle(nil), text: canvas.NewText("", nil)}
	if a.side <= 0 {
		a.side = avatarSide
	}
	a.ExtendBaseWidget(a)
	return a
}

// SetName changes whose initials are shown.
func (a *Avatar) SetName(name string) {
	a.name = name
	a.Refresh()
}

// Initials takes the first letters of the first and the last word of a name, titles such
// as "Hj." left out. A single word gives its first letter and the one that begins its
// second syllable (Nurlaela: NL), as its first two letters are read as a word.
func Initials(name string) string {
	words := strings.Fields(name)
	for len(words) > 1 && strings.HasSuffix(words[0], ".") {
		words = words[1:]
	}
	if len(words) == 0 {
		return ""
	}
	first := []rune(strings.ToUpper(words[0]))
	last := []rune(strings.ToUpper(words[len(words)-1]))
	if len(words) > 1 {
		return string([]rune{first[0], last[0]})
	}
	for i := 2; i+1 < len(first); i++ {
		if !isVowel(first[i]) && isVowel(first[i+1]) {
			return string([]rune{first[0], first[i]})
		}
	}
	return string(first[:min(2, len(first))])
}

// isVowel tells whether a capital letter is a vowel.
func isVowel(r rune) bool { return strings.ContainsRune("AIUEO", r) }

// CreateRenderer is called by the toolkit.
func (a *Avatar) CreateRenderer() fyne.WidgetRenderer {
	a.paint()
	return &drawing{
		owner:   a,
		objects: []fyne.CanvasObject{a.circle, a.text},
		layout: func(size fyne.Size) {
			place(a.circle, (size.Width-a.side)/2, (size.Height-a.side)/2, a.side, a.side)
			line(a.text, 0, size.Height/2, size.Width)
		},
		min:     func() fyne.Size { return fyne.NewSquareSize(a.side) },
		refresh: a.paint,
	}
}

// paint takes name and theme over.
func (a *Avatar) paint() {
	a.circle.FillColor = tint(a, theme.PlumSoft)
	a.circle.Refresh()
	size := theme.SizeName
	if a.side < 40 {
		size = theme.SizeCaption
	}
	write(a.text, a.Theme(), Initials(a.name),
		inkStyle{size: size, tone: theme.PlumInk, bold: true, align: fyne.TextAlignCenter})
}
