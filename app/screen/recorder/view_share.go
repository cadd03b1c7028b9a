package recorder

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"pendamping/app/screen"
	"pendamping/app/screen/shareout"
	"pendamping/app/widget"
	"pendamping/assets"
	"pendamping/kpuk"
)

// sharePage is the second page of the money step of a share-out meeting: the result per
// member, and a tick for each envelope handed over.
type sharePage struct {
	v      *View
	period *shareout.PeriodFields
	sheet  *shareout.Sheet
	note   *fyne.Container
	root   fyne.CanvasObject
}

// newSharePage builds the page.
func newSharePage(v *View) *sharePage {
	t, m := v.env.Text, v.model
	p := &sharePage{v: v, note: widget.VStack(0)}
	p.note.Hide()
	p.period = shareout.NewPeriodFields(v.env, m.SetShare)
	p.sheet = shareout.NewSheet(v.env, t.T("shareout.title"), m.Where(), shareout.Actions{Pay: p.pay, Rules: func() {
		v.env.Open(screen.Route{Name: screen.Group, ID: m.meeting.Group, Tab: "rules"})
	}})
	p.root = container.NewVScroll(widget.Pad(widget.VStack(12, p.note, p.period.Object(), p.sheet.Object()), margin, margin, margin, margin))
	p.refresh()
	return p
}

// pay turns a tick; what hinders it is said above the sheet.
func (p *sharePage) pay(member kpuk.ID) {
	problem := p.v.model.TogglePaid(member)
	p.note.Objects = nil
	if problem != "" {
		p.note.Objects = []fyne.CanvasObject{widget.NewBanner(widget.Waiting, assets.IconFill("warning"), "", problem)}
	}
	if problem == "" {
		p.note.Hide()
	} else {
		p.note.Show()
	}
	p.note.Refresh()
	p.refresh()
	if problem == "" {
		p.v.offerUndo()
	}
}

// object implements page.
func (p *sharePage) object() fyne.CanvasObject { return p.root }

// refresh implements page.
func (p *sharePage) refresh() {
	p.period.Show(p.v.model.meeting.Share)
	p.sheet.Show(p.v.model.Share())
	p.v.showNote()
}

// share is the share-out in the minutes: what was earned, and where it went.
func (p *closePage) share() fyne.CanvasObject {
	t, r := p.v.env.Text, p.v.model.Share()
	if r.Problem != "" {
		return widget.VStack(8, widget.Name(t.T("shareout.title")), wrapped(widget.Body(r.Problem)))
	}
	days := t.Date(r.Period.From.Time()) + " – " + t.Date(r.Period.To.Time())
	left := [][2]string{
		{days, ""},
		{"*" + t.T("shareout.net"), t.Amount(int64(r.Net))},
		{t.N("shareout.received", r.PaidCount), t.Amount(int64(r.PaidSum))},
	}
	if r.OpenCount > 0 {
		left = append(left, [2]string{t.N("shareout.left_open", r.OpenCount), t.Amount(int64(r.OpenSum))})
	}
	return widget.Columns(nil, 40, block(t.T("shareout.title"), left...), block(t.T("shareout.parts"),
		[2]string{t.T("shareout.sum"), t.Amount(int64(r.Paid()))},
		[2]string{t.T("shareout.fund"), t.Amount(int64(r.Social))},
		[2]string{t.T("shareout.reserve"), t.Amount(int64(r.Reserve))}))
}
