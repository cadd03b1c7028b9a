package widget

import (
	"strings"
	"unicode/utf8"

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

// Initials takes the first letters of the first and the last word of a name, or the
// first two letters of a single word.
func Initials(name string) string {
	words := strings.Fields(name)
	switch len(words) {
	case 0:
		return ""
	case 1:
		runes := []rune(words[0])
		return strings.ToUpper(string(runes[:min(2, len(runes))]))
	default:
		first, _ := utf8.DecodeRuneInString(words[0])
		last, _ := utf8.DecodeRuneInString(words[len(words)-1])
		return strings.ToUpper(string([]rune{first, last}))
	}
}

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
