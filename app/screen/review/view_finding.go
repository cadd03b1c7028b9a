package review

import (
	"fyne.io/fyne/v2"
	fw "fyne.io/fyne/v2/widget"

	"pendamping/app/theme"
	"pendamping/app/widget"
	"pendamping/assets"
)

// finding is one card above the meeting: green when all is well, amber when it wants a
// look. A press pins the comment to where it is to be mended.
type finding struct {
	fw.BaseWidget
	card   Card
	tapped func()
}

// findingRest is the width in dp of a card beside its words.
const findingRest = 10 + 20 + 10 + 12

// newFinding makes the card.
func newFinding(c Card, tapped func()) *finding {
	f := &finding{card: c, tapped: tapped}
	f.ExtendBaseWidget(f)
	return f
}

// Tapped answers a quick press.
func (f *finding) Tapped(*fyne.PointEvent) { f.tapped() }

// TappedSecondary answers a slow press the same way.
func (f *finding) TappedSecondary(*fyne.PointEvent) { f.tapped() }

// CreateRenderer is called by the toolkit.
func (f *finding) CreateRenderer() fyne.WidgetRenderer {
	ground, ink, icon := theme.AmberSoft, theme.AmberInk, "warning"
	if f.card.Good {
		ground, ink, icon = theme.LeafSoft, theme.LeafInk, "check-circle"
	}
	sign := widget.NewIcon(assets.IconFill(icon), ink, 20)
	words := widget.VStack(0,
		widget.Fixed(widget.NewText(f.card.Title, theme.SizeText, true, ink), 1, 0),
		widget.Fixed(widget.NewText(f.card.Note, theme.SizeCaption, false, ink), 1, 0))
	return fw.NewSimpleRenderer(widget.Panel(ground, 8, widget.Pad(widget.HStack(10, sign, widget.Grow(words)), 7, 10, 7, 12)))
}
