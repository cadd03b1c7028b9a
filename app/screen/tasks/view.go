package tasks

import (
	"fyne.io/fyne/v2"

	"pendamping/app/screen"
	"pendamping/app/screen/form"
	"pendamping/app/screen/helped"
	"pendamping/app/theme"
	"pendamping/app/widget"
	"pendamping/assets"
	"pendamping/kpuk"
)

// View draws the list. It is built once; Refresh binds its rows anew.
type View struct {
	env   *screen.Env
	model *Model

	overdue    *widget.Text
	open, done *widget.FilterChip
	rows       *widget.RowList
	body       *fyne.Container // the rows, or why there are none
	shown      string          // what body holds: rowsShown or the key of an empty state
	form       *fyne.Container // the new task while it is typed
	left       *form.Offer     // a new task that was left half-typed
	note       *fyne.Container // what went wrong, or what can be undone
	add        *widget.Button
	lines      map[fyne.CanvasObject]*line
	page       fyne.CanvasObject
}

// rowsShown is the state of a body with rows; the other states are keys of texts.
const rowsShown = "rows"

// New makes the page.
func New(env *screen.Env) *View {
	v := &View{
		env: env, model: NewModel(env), body: widget.Layers(), form: widget.VStack(0), note: widget.VStack(0),
		lines: map[fyne.CanvasObject]*line{},
	}
	v.overdue = widget.Body("")
	v.open = widget.NewFilterChip("", true, func(bool) { v.choose(false) })
	v.done = widget.NewFilterChip("", false, func(bool) { v.choose(true) })
	v.rows = widget.NewRowList(func() int { return len(v.model.Rows) }, widget.RowTall, v.newLine, v.bind)
	v.add = widget.NewButton(env.Text.T("tasks.add"), widget.Primary, assets.Icon("plus"), v.write)
	v.form.Hide()
	about := widget.Body(env.Text.T("tasks.about"))
	about.SetColour(theme.Ink2)
	v.overdue.Align = fyne.TextAlignTrailing
	v.left = form.NewOffer(env, form.Way{Form: formNew, Open: v.write})
	parts := widget.VStack(16,
		helped.Beside(env, screen.Tasks, widget.VStack(0, widget.TitleSerif(env.Text.T("tasks.title")), about)),
		widget.Spread(widget.HStack(8, v.open, v.done), v.overdue),
		v.left.Object(), v.form, widget.Grow(v.body),
		widget.HStack(16, widget.Grow(v.note), v.add))
	v.page = widget.Pad(parts, 24, 24, 16, 24)
	v.left.Redraw = v.page.Refresh
	v.show()
	return v
}

// Object is the page.
func (v *View) Object() fyne.CanvasObject { return v.page }

// Refresh shows what the book holds now; a task being typed stays as it is.
func (v *View) Refresh() {
	v.model.Load()
	v.show()
}

// choose shows one of the two lists.
func (v *View) choose(done bool) {
	v.model.Choose(done)
	v.say()
	v.show()
}

// show brings the page in line with the model.
func (v *View) show() {
	p, m := v.env.Text, v.model
	v.open.SetText(p.T("tasks.open", "N", m.Open))
	v.done.SetText(p.T("tasks.done", "N", m.Done))
	v.open.SetOn(!m.ShowDone)
	v.done.SetOn(m.ShowDone)
	v.overdue.SetText("")
	if m.Overdue > 0 {
		v.overdue.SetTone(widget.Waiting)
		v.overdue.SetText(p.N("tasks.overdue", m.Overdue))
	}
	if m.HasGroups {
		v.add.Enable()
	} else {
		v.add.Disable()
	}
	v.fill()
	v.rows.Refresh()
	v.page.Refresh()
}

// fill puts the rows or the reason why there are none into the body, when that changed.
func (v *View) fill() {
	state := rowsShown
	switch {
	case len(v.model.Rows) > 0:
	case !v.model.HasGroups:
		state = "tasks.empty_groups"
	case v.model.ShowDone:
		state = "tasks.empty_done"
	default:
		state = "tasks.empty"
	}
	if state == v.shown {
		return
	}
	v.shown = state
	if state == rowsShown {
		v.body.Objects = []fyne.CanvasObject{widget.Card(widget.Pad(v.rows, 8, 1, 8, 1))}
	} else {
		v.body.Objects = []fyne.CanvasObject{v.empty(state)}
	}
	v.body.Refresh()
}

// empty is an empty state with the way on, where there is one.
func (v *View) empty(key string) fyne.CanvasObject {
	p := v.env.Text
	switch key {
	case "tasks.empty_groups":
		return widget.NewEmpty(p.T(key), p.T("tasks.receive"), func() { v.env.Open(screen.Route{Name: screen.Sync}) })
	case "tasks.empty_done":
		return widget.NewEmpty(p.T(key), "", nil)
	default:
		return widget.NewEmpty(p.T(key), p.T("tasks.add"), v.write)
	}
}

// toggle settles a row, or opens a settled one again, and offers to take that back.
func (v *View) toggle(r Row) {
	do, back, said := v.model.Settle, v.model.Reopen, "tasks.settled"
	if r.Done {
		do, back, said = v.model.Reopen, v.model.Settle, "tasks.reopened"
	}
	v.keep(r.ID, do, func() {
		v.say(widget.NewUndoBar(v.env.Text.T(said), v.env.Text.T("common.undo"), func() {
			v.keep(r.ID, back, func() { v.say() })
		}))
	})
}

// keep changes a task and then shows the result, or what went wrong.
func (v *View) keep(id kpuk.ID, change func(kpuk.ID, func(error)), then func()) {
	change(id, func(err error) {
		if v.failed(err, func() { v.keep(id, change, then) }) {
			return
		}
		then()
		v.Refresh()
	})
}

// failed says in words what could not be kept, with a way to try again.
func (v *View) failed(err error, again func()) bool {
	if err == nil {
		return false
	}
	banner := widget.NewBanner(widget.Urgent, nil, "", screen.Words(v.env.Text, err))
	banner.Action(v.env.Text.T("common.retry"), func() {
		v.say()
		again()
	})
	v.say(banner)
	return true
}

// say puts something beside the button, or clears the place.
func (v *View) say(what ...fyne.CanvasObject) {
	v.note.Objects = what
	v.note.Refresh()
	v.page.Refresh()
}
