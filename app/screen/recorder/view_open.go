package recorder

import (
	"fyne.io/fyne/v2"

	"pendamping/app/widget"
	"pendamping/assets"
	"pendamping/kpuk"
)

// openPage is the first step: when, where, who leads and writes.
type openPage struct {
	v             *View
	place, agenda *widget.Field
	start         *widget.Field
	root          fyne.CanvasObject
}

// newOpenPage builds the form; all of it is prefilled.
func newOpenPage(v *View) *openPage {
	t, m := v.env.Text, v.model
	p := &openPage{v: v}
	o := m.Opening()
	date := widget.NewDateField(t.T("recorder.date"), o.Date, m.SetDate)
	p.start = widget.NewField(t.T("recorder.start"))
	p.start.SetText(o.Start)
	p.start.OnLeave = func(s string) {
		p.start.SetMessage(widget.Urgent, m.SetStart(s))
		p.start.SetText(m.Opening().Start)
	}
	p.place = v.field("recorder.place", func() string { return m.Opening().Place }, 1, m.SetPlace)
	p.agenda = v.field("recorder.agenda", func() string { return m.Opening().Agenda }, 3, m.SetAgenda)
	kinds := make([]widget.Option, 0, 5)
	for k := kpuk.MeetingRoutine; k <= kpuk.MeetingExtraordinary; k++ {
		kinds = append(kinds, widget.Option{Value: k.String(), Text: t.T("recorder.type_short." + k.String())})
	}
	kind := widget.NewChoice(t.T("recorder.type"), kinds, o.Type.String(), func(value string) {
		if k, err := kpuk.ParseName[kpuk.MeetingType](value); err == nil {
			m.SetType(k)
		}
	})
	who := widget.Columns(nil, 16,
		p.members(t.T("recorder.leader"), o.LedBy, m.SetLeader),
		p.members(t.T("recorder.writer"), o.WrittenBy, m.SetWriter))
	form := boxed(widget.VStack(16,
		widget.Columns(nil, 16, date, p.start), kind, p.place, who, p.agenda,
		widget.NewToggle(t.T("recorder.paper_toggle"), m.FromPaper(), m.SetFromPaper)))
	parts := []fyne.CanvasObject{form}
	if v.env.Tight != nil && v.env.Tight() { // told before the meeting, from wherever it was begun
		parts = []fyne.CanvasObject{
			widget.NewBanner(widget.Waiting, assets.IconFill("warning"), t.T("today.tight"), t.T("today.tight_how")), form,
		}
	}
	p.root = scrolled(16, parts...)
	return p
}

// members is a choice among the members.
func (p *openPage) members(label string, selected kpuk.ID, changed func(kpuk.ID)) fyne.CanvasObject {
	return memberChoice(p.v, label, selected, changed)
}

// memberChoice is a choice among the members of the meeting.
func memberChoice(v *View, label string, selected kpuk.ID, changed func(kpuk.ID)) *widget.Choice {
	members := v.model.Members()
	options := make([]widget.Option, 0, len(members))
	for _, member := range members {
		options = append(options, widget.Option{Value: member.ID.String(), Text: member.Name})
	}
	value := ""
	if !selected.IsZero() {
		value = selected.String()
	}
	return widget.NewChoice(label, options, value, func(chosen string) {
		if id, err := kpuk.ParseID(chosen); err == nil {
			changed(id)
		}
	})
}

// field is a text field that keeps what was typed when it is left.
func field(label, text string, rows int, keep func(string)) *widget.Field {
	f := widget.NewField(label)
	if rows > 1 {
		f.Rows = rows
	}
	f.SetText(text)
	f.OnLeave = keep
	return f
}

// object implements page.
func (p *openPage) object() fyne.CanvasObject { return p.root }

// refresh implements page: its fields hold what was typed in them.
func (*openPage) refresh() {}
