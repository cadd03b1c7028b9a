package review

import (
	"fyne.io/fyne/v2"
	fw "fyne.io/fyne/v2/widget"

	"pendamping/app/theme"
	"pendamping/app/widget"
)

// answer sends what was written: into the thread that is answered, or as a question about
// the place it is pinned to.
func (d *detail) answer() {
	if _, pin := d.v.model.Comment(); pin.Thread.IsZero() {
		d.v.model.Ask()
		return
	}
	d.v.model.Reply()
}

// box draws the count; a press on a figure pins the comment to it.
func (d *detail) box() []fyne.CanvasObject {
	spots := d.v.model.Box()
	if len(spots) == 0 {
		return nil
	}
	out := []fyne.CanvasObject{widget.Pad(widget.Strong(d.v.env.Text.T("review.box")), 14, 0, 4, 0)}
	for _, s := range spots {
		label, value := wrapped(widget.NewText(s.Label, theme.SizeText, s.Strong, theme.Ink)), widget.NewText(s.Value, theme.SizeText, s.Strong, theme.Ink)
		value.Align = fyne.TextAlignTrailing
		out = append(out, d.spot(s.Pin, widget.Pad(widget.HStack(8, widget.Grow(label), value), 5, 0, 4, 0)), widget.Rule())
	}
	return out
}

// topics draws what was talked about; a press on a topic pins the comment to it.
func (d *detail) topics() []fyne.CanvasObject {
	spots := d.v.model.Topics()
	if len(spots) == 0 {
		return nil
	}
	chips := make([]fyne.CanvasObject, len(spots))
	for i, s := range spots {
		chips[i] = d.spot(s.Pin, widget.NewSmallChip(s.Label, widget.Neutral, nil))
	}
	return []fyne.CanvasObject{widget.Pad(widget.Strong(d.v.env.Text.T("review.topics")), 14, 0, 4, 0), widget.WrapRow(8, chips...)}
}

// spot makes objects a place that a press pins the comment to.
func (d *detail) spot(pin Pin, objects ...fyne.CanvasObject) fyne.CanvasObject {
	content := objects[0]
	if len(objects) > 1 {
		content = widget.VStack(0, objects...)
	}
	p := &press{tapped: func() { d.pinTo(pin) }}
	p.ExtendBaseWidget(p)
	return widget.Layers(content, p)
}

// press lies over something that can be pressed; a slow press counts too.
type press struct {
	fw.BaseWidget
	tapped func()
}

// CreateRenderer is called by the toolkit: there is nothing to see.
func (*press) CreateRenderer() fyne.WidgetRenderer { return fw.NewSimpleRenderer(widget.VStack(0)) }

// Tapped answers a quick press.
func (p *press) Tapped(*fyne.PointEvent) { p.tapped() }

// TappedSecondary answers a slow press the same way.
func (p *press) TappedSecondary(*fyne.PointEvent) { p.tapped() }
