package widget

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	fw "fyne.io/fyne/v2/widget"

	"pendamping/app/theme"
)

// Measures of progress bars and rings in dp.
const (
	progressHeight = 16
	progressThin   = 10 // of the bar within a table cell
	progressMark   = 28
	ringSide       = 48
)

// Progress is a bar that fills from the left, with an optional mark such as the quorum.
type Progress struct {
	fw.BaseWidget
	value, mark        float32
	tone               Tone
	track, bar, needle *canvas.Rectangle
	caption            *canvas.Text
	markText           string
}

// NewProgress makes an empty green bar 16 dp high without a mark.
func NewProgress() *Progress {
	p := &Progress{
		tone: Good, mark: -1,
		track: canvas.NewRectangle(nil), bar: canvas.NewRectangle(nil), needle: canvas.NewRectangle(nil),
		caption: canvas.NewText("", nil),
	}
	p.ExtendBaseWidget(p)
	return p
}

// SetValue fills the bar to a share from 0 to 1; values beyond are cut.
func (p *Progress) SetValue(share float32) {
	p.value = max(0, min(1, share))
	p.Refresh()
}

// SetMark puts a needle at a share from 0 to 1 with a caption below; negative removes it.
func (p *Progress) SetMark(share float32, caption string) {
	p.mark, p.markText = min(1, share), caption
	p.Refresh()
}

// SetTone colors the filled part: Good in leaf, Active and Neutral in plum, Waiting amber, Urgent brick.
func (p *Progress) SetTone(tone Tone) {
	p.tone = tone
	p.Refresh()
}

// solid is the full color of a tone, for shapes rather than text.
func (t Tone) solid() fyne.ThemeColorName {
	switch t {
	case Good:
		return theme.Leaf
	case Waiting:
		return theme.Amber
	case Urgent:
		return theme.Brick
	default:
		return theme.Plum
	}
}

// CreateRenderer is called by the toolkit.
func (p *Progress) CreateRenderer() fyne.WidgetRenderer {
	p.paint()
	return &drawing{
		owner:   p,
		objects: []fyne.CanvasObject{p.track, p.bar, p.needle, p.caption},
		layout:  p.layout, min: p.minSize, refresh: p.paint,
	}
}

// paint takes values and theme over.
func (p *Progress) paint() {
	fillWith(p.track, tint(p, theme.Sunk), progressHeight/2)
	fillWith(p.bar, tint(p, p.tone.solid()), progressHeight/2)
	fillWith(p.needle, tint(p, theme.Ink), 1)
	write(p.caption, p.Theme(), p.markText,
		inkStyle{size: theme.SizeCaption, tone: theme.Ink2, align: fyne.TextAlignCenter})
	setVisible(p.bar, p.value > 0)
	setVisible(p.needle, p.mark >= 0)
	setVisible(p.caption, p.mark >= 0 && p.markText != "")
}

// minSize has room for the needle and its caption where there is one.
func (p *Progress) minSize() fyne.Size {
	if p.mark < 0 {
		return fyne.NewSize(48, progressHeight)
	}
	height := float32(progressMark)
	if p.markText != "" {
		height += 2 + 2*p.caption.MinSize().Height
	}
	return fyne.NewSize(96, height)
}

// layout has the bar in the middle and the caption below the needle.
func (p *Progress) layout(size fyne.Size) {
	mid := size.Height / 2
	place(p.track, 0, mid-progressHeight/2, size.Width, progressHeight)
	place(p.bar, 0, mid-progressHeight/2, max(progressHeight, size.Width*p.value), progressHeight)
	x := size.Width * p.mark
	place(p.needle, x-1, mid-progressMark/2, 3, progressMark)
	width := p.caption.MinSize().Width
	left := max(0, min(size.Width-width, x-width/2))
	line(p.caption, left, mid+progressMark/2+p.caption.MinSize().Height/2, width)
}

// Ring shows a share as a ring with a text in its middle.
type Ring struct {
	fw.BaseWidget
	value       float32
	text        string
	track, part *canvas.Arc
	label       *canvas.Text
}

// NewRing makes an empty ring of 48 dp.
func NewRing() *Ring {
	r := &Ring{
		track: canvas.NewArc(0, 360, 0.8, nil), part: canvas.NewArc(0, 0, 0.8, nil),
		label: canvas.NewText("", nil),
	}
	r.ExtendBaseWidget(r)
	return r
}

// Set fills the ring to a share from 0 to 1 and writes text in it.
func (r *Ring) Set(share float32, text string) {
	r.value, r.text = max(0, min(1, share)), text
	r.Refresh()
}

// CreateRenderer is called by the toolkit.
func (r *Ring) CreateRenderer() fyne.WidgetRenderer {
	r.paint()
	return &drawing{
		owner:   r,
		objects: []fyne.CanvasObject{r.track, r.part, r.label},
		layout: func(size fyne.Size) {
			side := min(size.Width, size.Height)
			at := fyne.NewPos((size.Width-side)/2, (size.Height-side)/2)
			place(r.track, at.X, at.Y, side, side)
			place(r.part, at.X, at.Y, side, side)
			line(r.label, 0, size.Height/2, size.Width)
		},
		min:     func() fyne.Size { return fyne.NewSquareSize(ringSide) },
		refresh: r.paint,
	}
}

// paint takes share and theme over; a full ring is green.
func (r *Ring) paint() {
	tone := theme.Plum
	if r.value >= 1 {
		tone = theme.Leaf
	}
	r.track.FillColor = tint(r, theme.Sunk)
	r.part.FillColor = tint(r, tone)
	r.part.EndAngle = 360 * r.value
	r.track.Refresh()
	r.part.Refresh()
	setVisible(r.part, r.value > 0)
	write(r.label, r.Theme(), r.text,
		inkStyle{size: theme.SizeCaption, tone: theme.Ink, bold: true, align: fyne.TextAlignCenter})
}
