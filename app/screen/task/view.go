package task

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"pendamping/app/screen"
	"pendamping/app/screen/pictures"
	"pendamping/app/theme"
	"pendamping/app/widget"
	"pendamping/assets"
	"pendamping/kpuk"
)

// View draws the page.
type View struct {
	env    *screen.Env
	model  *Model
	photos pictures.Source
	page   *fyne.Container
	note   *fyne.Container
	canvas fyne.Canvas // once the page is shown
	state  kpuk.TaskState
}

// New makes the page of a follow-up, or one that says that it is not there. photos picks
// and reads photos; nil: there are none on this page.
func New(env *screen.Env, id kpuk.ID, photos pictures.Source) *View {
	v := &View{env: env, photos: photos, page: widget.Layers(), note: widget.VStack(0)}
	m, err := NewModel(env, id)
	if err != nil {
		v.page.Objects = []fyne.CanvasObject{widget.NewEmpty(env.Text.T("task.missing"), env.Text.T("common.back"), env.Back)}
		return v
	}
	v.model = m
	m.keeper.Changed = v.saved
	v.draw()
	return v
}

// Object is the page.
func (v *View) Object() fyne.CanvasObject { return v.page }

// Model is what the page shows; nil when there is no such follow-up.
func (v *View) Model() *Model { return v.model }

// Attach tells the page its canvas.
func (v *View) Attach(c fyne.Canvas) { v.canvas = c }

// Leave saves the field that is typed into.
func (v *View) Leave() {
	if v.canvas != nil {
		v.canvas.Unfocus()
	}
}

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

// saved says when a save failed.
func (v *View) saved() {
	if err := v.model.Failure(); err != nil {
		v.say(widget.NewBanner(widget.Urgent, nil, "", screen.Words(v.env.Text, err)).Action(v.env.Text.T("common.retry"), func() {
			v.say()
			v.model.Retry()
		}))
	}
}

// say puts something above the buttons, or clears the place.
func (v *View) say(what ...fyne.CanvasObject) {
	v.note.Objects = what
	v.note.Refresh()
	v.page.Refresh()
}

// draw builds the page.
func (v *View) draw() {
	m, p := v.model, v.env.Text
	v.state = m.task.State
	words, _ := m.Origin()
	bar := widget.NewAppBar(p.T("task.title"), words, v.env.Back, v.chip())
	parts := []fyne.CanvasObject{v.promise(), v.evidence()}
	if v.photos != nil {
		strip := pictures.NewStrip(v.env, m.album, v.photos, func() bool { return m.task.State != kpuk.TaskDropped },
			func(back func()) { v.offer(p.T("pictures.removed"), back) })
		parts = append(parts, boxed(strip.Object()))
	}
	v.page.Objects = []fyne.CanvasObject{widget.VStack(0, bar,
		widget.Grow(container.NewVScroll(widget.Pad(widget.VStack(12, parts...), 16, 24, 24, 24))),
		widget.Pad(v.note, 0, 24, 8, 24), v.foot())}
	v.page.Refresh()
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

// boxed frames a part of the page.
func boxed(o fyne.CanvasObject) fyne.CanvasObject { return widget.Card(widget.Pad(o, 16, 16, 16, 16)) }

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
	}
	parts := []fyne.CanvasObject{what, widget.Columns(nil, 16, who, due)}
	if words, to := m.Origin(); to != (screen.Route{}) {
		parts = append(parts, widget.NewBanner(widget.Neutral, assets.IconFill("link"), "", words).OnTapped(func() { v.env.Open(to) }))
	}
	return boxed(widget.VStack(16, parts...))
}

// who is the member's name, else what was written.
func (v *View) who() string {
	if member := v.env.Book.Member(v.model.task.Member); member != nil {
		return member.Name
	}
	return v.model.task.Who
}

// evidence is what came of it.
func (v *View) evidence() fyne.CanvasObject {
	m, p := v.model, v.env.Text
	result := widget.NewField(p.T("task.result"))
	result.Rows, result.ReadOnly, result.Optional = 3, m.task.State == kpuk.TaskDropped, p.T("common.optional")
	result.SetText(m.task.Result)
	result.OnLeave = func(text string) { m.Change(func(t *kpuk.Task) { t.Result = text }) }
	how := widget.NewText(p.T("task.how"), theme.SizeText, false, theme.Ink2)
	how.Wrap = true
	return boxed(widget.VStack(12, result, how))
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
	v.offer(v.env.Text.T(said), back)
}

// offer shows how to take the last thing back.
func (v *View) offer(text string, back func()) {
	v.say(widget.NewUndoBar(text, v.env.Text.T("common.undo"), func() {
		back()
		v.say()
		v.draw()
	}))
}
