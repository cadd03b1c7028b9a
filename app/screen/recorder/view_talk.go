package recorder

import (
	"fyne.io/fyne/v2"

	"pendamping/app/screen/form"
	"pendamping/app/widget"
	"pendamping/assets"
	"pendamping/kpuk"
)

// talkPage is the sixth step: what was talked about, decided and promised.
type talkPage struct {
	v     *View
	tasks *fyne.Container
	pins  []*pins // what is asked about a topic or a text
	form  *fyne.Container
	left  *form.Offer // a promise that was left half-written
	root  fyne.CanvasObject
}

// newTalkPage builds topics, notes and promises.
func newTalkPage(v *View) *talkPage {
	t, m := v.env.Text, v.model
	p := &talkPage{v: v, tasks: widget.VStack(0), form: widget.VStack(12)}
	chips := make([]fyne.CanvasObject, 0, len(kpuk.Topics()))
	for _, topic := range kpuk.Topics() {
		chips = append(chips, widget.NewFilterChip(t.T("word.topic."+topic), m.HasTopic(topic),
			func(on bool) { m.SetTopic(topic, on) }))
	}
	parts := []fyne.CanvasObject{widget.Name(t.T("recorder.topics")), widget.WrapRow(8, chips...)}
	for _, topic := range kpuk.Topics() {
		parts = append(parts, p.pin(kpuk.TopicField(topic)))
	}
	talk := boxed(widget.VStack(16, append(parts,
		v.field("recorder.discussion", m.Discussion, 4, m.SetDiscussion), p.pin(kpuk.FieldDiscussion),
		v.field("recorder.decisions", m.Decisions, 3, m.SetDecisions), p.pin(kpuk.FieldDecisions))...))
	add := widget.NewMediumButton(t.T("recorder.task_add"), widget.Secondary, assets.Icon("plus"), p.open)
	p.left = v.left(p.form, form.Way{Form: formTask, Record: m.meeting.ID, Open: p.open})
	p.fill()
	p.root = scrolled(16, talk, boxed(widget.VStack(12,
		widget.Spread(widget.Name(t.T("recorder.new_tasks")), add), p.tasks, p.left.Object(), p.form)))
	return p
}

// pin is the place of what is asked about a field of the discussion.
func (p *talkPage) pin(field string) fyne.CanvasObject {
	pin := p.v.pinsAt(kpuk.StepDiscussion, field)
	p.pins = append(p.pins, pin)
	return pin.box
}

// fill lists what was promised at this meeting.
func (p *talkPage) fill() {
	var rows []fyne.CanvasObject
	for _, task := range p.v.model.NewTasks() {
		drop := widget.NewIconButton(assets.Icon("x"), func() {
			p.v.model.DropTask(task.ID)
			p.fill()
			p.v.offerUndo()
		})
		rows = append(rows, widget.Rule(), widget.Spread(widget.Body(p.v.taskWords(task)), drop))
		rows = append(rows, p.v.pinned(kpuk.StepDiscussion, kpuk.FieldTask, task.ID)...)
	}
	if len(rows) == 0 {
		rows = append(rows, grey(p.v.env.Text.T("recorder.no_new_tasks")))
	}
	p.tasks.Objects = rows
	p.tasks.Refresh()
	for _, pin := range p.pins {
		pin.refresh()
	}
}

// open asks what, who and by when.
func (p *talkPage) open() {
	t, m := p.v.env.Text, p.v.model
	var who kpuk.ID
	what := widget.NewField(t.T("recorder.task_what"))
	due := widget.NewDateField(t.T("recorder.task_due"), m.UsualDue(), nil)
	member := memberChoice(p.v, t.T("recorder.task_who"), kpuk.ID{}, func(id kpuk.ID) { who = id })
	sheet := p.v.sheet(formTask, p.form)
	p.left.Hide()
	sheet.Ask("what", t.T("recorder.task_what"), what)
	sheet.Ask("due", t.T("recorder.task_due"), due)
	sheet.Ask("who", t.T("recorder.task_who"), member)
	keep := widget.NewMediumButton(t.T("common.save"), widget.Primary, nil, func() {
		if problem := m.addTask(p.v.fresh(sheet), what.Text(), who, due.Value()); problem != "" {
			what.SetMessage(widget.Urgent, problem)
			return
		}
		p.v.kept(sheet)
		p.close()
	})
	cancel := widget.NewMediumButton(t.T("common.cancel"), widget.Secondary, nil, func() {
		p.close()
		p.left.Thrown(sheet.GiveUp())
	})
	p.form.Objects = []fyne.CanvasObject{
		sheet.Object(), what, widget.Columns(nil, 16, member, due), widget.Spread(widget.Body(""), widget.HStack(8, cancel, keep)),
	}
	p.form.Refresh()
	p.root.Refresh()
	sheet.Resume()
}

// close removes the form.
func (p *talkPage) close() {
	p.form.Objects = nil
	p.form.Refresh()
	p.fill()
	p.root.Refresh()
}

// object implements page.
func (p *talkPage) object() fyne.CanvasObject { return p.root }

// refresh implements page; fields keep what is typed in them.
func (p *talkPage) refresh() {
	p.fill()
	p.root.Refresh()
}
