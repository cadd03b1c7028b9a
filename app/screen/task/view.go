package task

import (
	"fyne.io/fyne/v2"

	"pendamping/app/screen"
	"pendamping/app/screen/form"
	"pendamping/app/screen/helped"
	"pendamping/app/screen/pictures"
	"pendamping/app/widget"
	"pendamping/assets"
	"pendamping/kpuk"
)

// View draws the page.
type View struct {
	*form.Page

	env    *screen.Env
	model  *Model
	photos pictures.Source
	state  kpuk.TaskState
}

// New makes the page of a follow-up, or one that says that it is not there. photos picks
// and reads photos; nil: there are none on this page.
func New(env *screen.Env, id kpuk.ID, photos pictures.Source) *View {
	v := &View{Page: form.New(env), env: env, photos: photos}
	m, err := NewModel(env, id)
	if err != nil {
		v.Missing("task.missing")
		return v
	}
	v.model = m
	v.Follow(m.keeper)
	v.Draft("task", id, screen.Route{Name: screen.Task, ID: id})
	v.draw()
	return v
}

// Model is what the page shows; nil when there is no such follow-up.
func (v *View) Model() *Model { return v.model }

// Refresh takes over what came from elsewhere; a field that is typed into stays.
func (v *View) Refresh() {
	if v.model == nil {
		return
	}
	v.model.Reload()
	if v.state != v.model.task.State {
		v.draw()
	}
}

// draw builds the page.
func (v *View) draw() {
	m, p := v.model, v.env.Text
	v.state = m.task.State
	words, _ := m.Origin()
	bar := widget.NewAppBar(p.T("task.title"), words, v.env.Back,
		helped.After(v.env, screen.Task, v.chip())...)
	parts := []fyne.CanvasObject{v.promise(), v.evidence()}
	if v.photos != nil {
		strip := pictures.NewStrip(v.env, m.album, v.photos, func() bool { return m.task.State != kpuk.TaskDropped },
			func(back func()) { v.Offer(p.T("pictures.removed"), back, v.draw) })
		parts = append(parts, form.Box(strip.Object()))
	}
	v.Show(bar, v.foot(), parts...)
}

// chip says how it stands.
func (v *View) chip() fyne.CanvasObject {
	p, t := v.env.Text, v.model.task
	late := t.Overdue(v.env.Today())
	switch {
	case t.State == kpuk.TaskDone:
		return widget.NewChip(p.T("tasks.done_on", "Date", p.Date(t.DoneOn.Time())), widget.Good, assets.IconFill("check-circle"))
	case t.State == kpuk.TaskDropped:
		return widget.NewChip(p.T("task.dropped"), widget.Neutral, nil)
	case late > 0:
		return widget.NewChip(p.N("tasks.late", late), widget.Waiting, assets.IconFill("clock-countdown"))
	}
	return widget.NewChip(p.T("task.open"), widget.Neutral, nil)
}

// promise is what, who and until when.
func (v *View) promise() fyne.CanvasObject {
	m, p := v.model, v.env.Text
	what := widget.NewField(p.T("tasks.what"))
	what.Rows, what.ReadOnly = 2, !m.Open()
	what.SetText(m.task.What)
	what.OnLeave = func(text string) {
		what.SetMessage(widget.Neutral, "")
		if !m.SetWhat(text) {
			what.SetMessage(widget.Urgent, p.T("tasks.missing.what"))
		}
	}
	who := widget.NewField(p.T("tasks.who"))
	who.ReadOnly = !m.Open()
	who.SetText(v.who())
	who.OnLeave = func(text string) {
		if text != v.who() {
			m.Change(func(t *kpuk.Task) { t.Who, t.Member = text, kpuk.ID{} })
		}
	}
	v.remember("tasks.what", what, func(t *kpuk.Task) string { return t.What })
	v.remember("tasks.who", who, v.whoOf)
	due := widget.NewDateField(p.T("tasks.due"), m.task.Due.Time(), nil)
	due.ErrText, due.ReadOnly, due.Optional = p.T("tasks.due_wrong"), !m.Open(), p.T("common.optional")
	due.OnLeave = func(text string) {
		day, ok := widget.ParseDate(text)
		if !ok {
			due.SetMessage(widget.Urgent, due.ErrText)
			return
		}
		due.SetMessage(widget.Neutral, "")
		m.Change(func(t *kpuk.Task) { t.Due = kpuk.DateOf(day) })
		due.SetValue(day)
	}
	v.remember("tasks.due", due, func(t *kpuk.Task) string { return widget.DateText(t.Due.Time()) })
	parts := []fyne.CanvasObject{what, widget.Columns(nil, 16, who, due)}
	if words, to := m.Origin(); to != (screen.Route{}) {
		parts = append(parts, widget.NewBanner(widget.Neutral, assets.IconFill("link"), "", words).OnTapped(func() { v.env.Open(to) }))
	}
	return form.Box(widget.VStack(16, parts...))
}

// who is the member's name, else what was written.
func (v *View) who() string { return v.whoOf(v.model.task) }

func (v *View) whoOf(t *kpuk.Task) string {
	if member := v.env.Book.Member(t.Member); member != nil {
		return member.Name
	}
	return t.Who
}

// remember keeps what is typed into a field until the book has it.
func (v *View) remember(key string, in widget.Answer, of func(*kpuk.Task) string) {
	id := v.model.task.ID
	v.Edit(key, in, func() string {
		held, ok := v.env.Book.Record(id).(*kpuk.Task)
		if !ok {
			return ""
		}
		return of(held)
	})
}

// evidence is what came of it.
func (v *View) evidence() fyne.CanvasObject {
	m, p := v.model, v.env.Text
	result := widget.NewField(p.T("task.result"))
	result.Rows, result.ReadOnly, result.Optional = 3, m.task.State == kpuk.TaskDropped, p.T("common.optional")
	result.SetText(m.task.Result)
	result.OnLeave = func(text string) { m.Change(func(t *kpuk.Task) { t.Result = text }) }
	v.remember("task.result", result, func(t *kpuk.Task) string { return t.Result })
	return form.Box(widget.VStack(12, result, form.Grey(p.T("task.how"))))
}

// foot has the buttons of the follow-up's state.
func (v *View) foot() fyne.CanvasObject {
	m, p := v.model, v.env.Text
	if m.Open() {
		drop := widget.NewButton(p.T("task.drop"), widget.Quiet, nil, func() { v.turn(kpuk.TaskDropped, "task.said_dropped") })
		done := widget.NewButton(p.T("task.done"), widget.Primary, assets.Icon("check"), func() { v.turn(kpuk.TaskDone, "tasks.settled") })
		return widget.NewActionBar(drop, done)
	}
	again := widget.NewButton(p.T("task.again"), widget.Quiet, assets.Icon("arrow-counter-clockwise"), func() { v.turn(kpuk.TaskOpen, "tasks.reopened") })
	return widget.NewActionBar(again, widget.NewButton(p.T("common.close"), widget.Secondary, nil, v.env.Back))
}

// turn changes the state and offers to take that back.
func (v *View) turn(to kpuk.TaskState, said string) {
	v.Leave()
	back := v.model.SetState(to)
	v.draw()
	v.Offer(v.env.Text.T(said), back, v.draw)
}
