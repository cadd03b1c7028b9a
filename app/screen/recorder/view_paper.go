package recorder

import (
	"fyne.io/fyne/v2"

	"pendamping/app/widget"
	"pendamping/assets"
)

// paperCard compares the totals at the foot of the page with what was keyed in.
type paperCard struct {
	v     *View
	state *widget.Chip
	root  fyne.CanvasObject
	marks []*widget.Field
}

// newPaperCard builds a field for each column of the page.
func newPaperCard(v *View) *paperCard {
	t, m := v.env.Text, v.model
	p := &paperCard{v: v, state: widget.NewChip("", widget.Neutral, nil)}
	fields := make([]fyne.CanvasObject, 0, 8)
	for _, total := range m.PaperTotals() {
		f := widget.NewField(t.T("word.entry." + total.Kind.String()))
		f.Digits, f.MaxLength, f.ReadOnly, f.Placeholder = true, 13, !m.Editable(), "0"
		if total.Paper != 0 {
			f.SetText(t.Amount(int64(total.Paper)))
		}
		f.OnLeave = func(text string) {
			if err := m.SetPaperTotal(total.Kind, text); err != nil {
				f.SetMessage(widget.Urgent, t.T("recorder.paper_amount"))
				return
			}
			p.refresh()
		}
		p.marks = append(p.marks, f)
		fields = append(fields, f)
	}
	p.root = boxed(widget.VStack(12,
		widget.Spread(widget.Name(t.T("recorder.paper_title")), p.state),
		wrapped(grey(t.T("recorder.paper_how"))),
		widget.Grid(220, 110, 12, fields...)))
	p.refresh()
	return p
}

// object is the card.
func (p *paperCard) object() fyne.CanvasObject { return p.root }

// refresh says column by column whether page and rows agree.
func (p *paperCard) refresh() {
	t := p.v.env.Text
	off := 0
	for i, total := range p.v.model.PaperTotals() {
		if i >= len(p.marks) {
			break
		}
		if total.Agrees() {
			p.marks[i].SetMessage(widget.Good, t.T("recorder.paper_agrees"))
			continue
		}
		off++
		p.marks[i].SetMessage(widget.Waiting, t.T("recorder.paper_keyed", "Amount", t.Amount(int64(total.Keyed))))
	}
	if off == 0 {
		p.state.Set(t.T("recorder.paper_agrees"), widget.Good, assets.IconFill("check-circle"))
		return
	}
	p.state.Set(t.N("recorder.paper_off", off), widget.Waiting, assets.IconFill("warning"))
}
