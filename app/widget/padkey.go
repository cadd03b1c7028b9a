package widget

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	fw "fyne.io/fyne/v2/widget"

	"pendamping/app/theme"
)

// padStyle says how a key of a pad is painted.
type padStyle int

// The keys: digits on card, grey helpers, the next-column key (text before icon),
// the confirming key filled or outlined, the large digits and the bare key of the PIN pad.
const (
	padDigit padStyle = iota
	padGrey
	padNext
	padGo
	padGoOutlined
	padPIN
	padBare
)

// padKey is one key: it does not take the focus, so that a physical keyboard stays with the pad.
type padKey struct {
	fw.BaseWidget
	style    padStyle
	text     string
	res      fyne.Resource
	tapped   func()
	disabled bool
	box      *box
	icon     *glyph
	lines    [2]*canvas.Text
}

// newPadKey makes a key with a text, an icon, or both.
func newPadKey(style padStyle, text string, icon fyne.Resource, tapped func()) *padKey {
	k := &padKey{style: style, text: text, res: icon, tapped: tapped, box: newBox(), icon: newGlyph()}
	for i := range k.lines {
		k.lines[i] = canvas.NewText("", nil)
	}
	k.ExtendBaseWidget(k)
	return k
}

// setText renames the key.
func (k *padKey) setText(text string) {
	if k.text == text {
		return
	}
	k.text = text
	k.Refresh()
}

// Tapped answers a quick press.
func (k *padKey) Tapped(*fyne.PointEvent) { k.press() }

// TappedSecondary answers a slow press the same way.
func (k *padKey) TappedSecondary(*fyne.PointEvent) { k.press() }

// press runs the action unless the pad is busy.
func (k *padKey) press() {
	if !k.disabled {
		call(k.tapped)
	}
}

// CreateRenderer is called by the toolkit.
func (k *padKey) CreateRenderer() fyne.WidgetRenderer {
	k.paint()
	objects := append(k.box.objects(), k.icon.Image, k.lines[0], k.lines[1])
	return &drawing{owner: k, objects: objects, layout: k.layout, min: k.minSize, refresh: k.paint}
}

// minSize is the smallest target a finger finds.
func (*padKey) minSize() fyne.Size { return fyne.NewSquareSize(48) }

// paint takes style, text and theme over.
func (k *padKey) paint() {
	k.box.set(k.look())
	ink := k.ink()
	k.icon.set(k.res, tint(k, ink))
	for _, t := range k.lines {
		write(t, k.Theme(), t.Text, inkStyle{size: k.textSize(), tone: ink, bold: true, align: fyne.TextAlignCenter})
	}
	if size := k.Size(); !size.IsZero() {
		k.layout(size)
	}
}

// look gives ground and border by style.
func (k *padKey) look() look {
	card := look{fill: tint(k, theme.Card), border: tint(k, theme.Line), stroke: 1, radius: 12}
	switch k.style {
	case padGrey, padNext:
		return look{fill: tint(k, theme.Line), radius: 12}
	case padGo:
		return look{fill: tint(k, theme.Plum), radius: 12}
	case padGoOutlined:
		return look{fill: tint(k, theme.Card), border: tint(k, theme.Plum), stroke: 2, radius: 12}
	case padBare:
		return look{fill: tint(k, theme.Paper), radius: 12}
	default:
		return card
	}
}

// ink is the color of text and icon by style.
func (k *padKey) ink() fyne.ThemeColorName {
	switch {
	case k.disabled:
		return theme.Ink2
	case k.style == padGo:
		return theme.OnPlum
	case k.style == padGoOutlined:
		return theme.Plum
	default:
		return theme.Ink
	}
}

// textSize is large for digits and small for words.
func (k *padKey) textSize() fyne.ThemeSizeName {
	switch k.style {
	case padDigit:
		return theme.SizeTitle
	case padPIN:
		return theme.SizeAmount
	case padGo, padGoOutlined:
		return theme.SizeName
	default:
		return theme.SizeText
	}
}

// layout centers icon and text: the icon above the text on the confirming key,
// behind it on the next-column key, alone on the others.
func (k *padKey) layout(size fyne.Size) {
	k.box.place(fyne.NewPos(0, 0), size)
	switch k.style {
	case padGo, padGoOutlined:
		k.layoutGo(size)
	case padNext:
		k.layoutNext(size)
	default:
		k.setLines(size.Width - 8)
		k.layoutLines(size.Width, size.Height/2)
		side := float32(28)
		if k.style == padPIN || k.style == padBare {
			side = 32
		}
		center(k.icon.Image, side, fyne.NewPos(0, 0), size)
	}
}

// layoutGo stacks icon and up to two lines of text.
func (k *padKey) layoutGo(size fyne.Size) {
	const side = 34
	n := k.setLines(size.Width - 12)
	pitch := k.pitch()
	height := side + 6 + float32(n)*pitch
	top := (size.Height - height) / 2
	place(k.icon.Image, (size.Width-side)/2, top, side, side)
	k.layoutLines(size.Width, top+side+6+float32(n)*pitch/2)
}

// layoutNext writes the text with the arrow behind it, both centered as one.
func (k *padKey) layoutNext(size fyne.Size) {
	const side, gap = 20, 8
	k.setLines(size.Width - 8 - side - gap)
	width := k.lines[0].MinSize().Width
	left := (size.Width - width - gap - side) / 2
	line(k.lines[0], left, size.Height/2, width)
	place(k.icon.Image, left+width+gap, (size.Height-side)/2, side, side)
}

// setLines spreads the text over at most two lines no wider than width and tells how many it took.
func (k *padKey) setLines(width float32) int {
	first, size := k.lines[0], measureOf(k, k.textSize())
	measure := func(s string) float32 { return fyne.MeasureText(s, size, first.TextStyle).Width }
	wrapped := wrapWords(k.text, width, measure)
	if k.style != padGo && k.style != padGoOutlined && len(wrapped) > 1 {
		wrapped = []string{k.text}
	}
	// The longest line sets the size of all.
	for _, s := range wrapped[:min(len(wrapped), len(k.lines))] {
		size = sizeWithin(width, size, leastSize(s, measureOf(k, k.textSize())), func(size float32) float32 {
			return fyne.MeasureText(s, size, first.TextStyle).Width
		})
	}
	for i, t := range k.lines {
		s := ""
		if i < len(wrapped) {
			s = wrapped[i]
		}
		fit(t, s, width, size)
	}
	return min(len(wrapped), len(k.lines))
}

// pitch is the distance of two lines of text in dp.
func (k *padKey) pitch() float32 { return measureOf(k, k.textSize()) * 22 / 18 }

// layoutLines centers the lines in use around midY.
func (k *padKey) layoutLines(width, midY float32) {
	if k.lines[1].Text == "" {
		line(k.lines[0], 0, midY, width)
		return
	}
	line(k.lines[0], 0, midY-k.pitch()/2, width)
	line(k.lines[1], 0, midY+k.pitch()/2, width)
}
