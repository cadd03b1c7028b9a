package visit

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

// found is how many members a search lists at most.
const found = 6

// Options are what only the app can do.
type Options struct {
	// Photos picks and reads photos; nil: there are none on this page.
	Photos pictures.Source
	// Locate asks the device where it is and tells done on the UI thread; nil where the
	// device cannot tell.
	Locate func(done func(kpuk.GeoPoint, error))
}

// View draws the page.
type View struct {
	*form.Page

	env    *screen.Env
	opts   Options
	model  *Model
	hits   *fyne.Container // members found
	whomAt int             // the place of those who were met on the page; follow-ups are two below
	task   *fyne.Container // the follow-up being written
	place  *placeForm
	build  kpuk.VisitState // for which the page was built
}

// New makes the page of a visit, or one that says that it is not there.
func New(env *screen.Env, id kpuk.ID, opts Options) *View {
	v := &View{Page: form.New(env), env: env, opts: opts}
	m, err := NewModel(env, id)
	if err != nil {
		v.Missing("visit.missing")
		return v
	}
	v.model = m
	v.Follow(m.keeper)
	v.openDrafts()
	v.draw()
	return v
}

// Model is what the page shows; nil when there is no such visit.
func (v *View) Model() *Model { return v.model }

// Refresh takes over what came from elsewhere; a field that is typed into stays.
func (v *View) Refresh() {
	if v.model == nil {
		return
	}
	v.model.Reload()
	if v.build != v.model.visit.State {
		v.draw()
	}
}

// draw builds the page for the visit's state.
func (v *View) draw() {
	m, p := v.model, v.env.Text
	v.build = m.visit.State
	state := widget.NewChip(p.T("word.visit."+m.visit.State.String()), tone(m.visit.State), nil)
	bar := widget.NewAppBar(p.T("visit.title", "Village", v.env.Area(m.visit.Village)), p.Date(m.visit.Date.Time()), v.env.Back,
		helped.After(v.env, screen.Visit, state)...)
	var parts []fyne.CanvasObject
	if when := v.clock(); when != nil {
		parts = append(parts, when)
	}
	v.whomAt = len(parts) + 1
	parts = append(parts, v.plan(), v.whom(), v.findings(), v.tasks())
	if v.opts.Photos != nil {
		strip := pictures.NewStrip(v.env, m.album, v.opts.Photos, m.Editable, func(back func()) {
			v.offer(&Undo{Text: p.T("pictures.removed"), Back: back})
		})
		parts = append(parts, form.Box(strip.Object()))
	}
	v.Show(bar, v.foot(), parts...)
}

// tone is how urgent a state is.
func tone(s kpuk.VisitState) widget.Tone {
	switch s {
	case kpuk.VisitRunning:
		return widget.Active
	case kpuk.VisitDone:
		return widget.Good
	default:
		return widget.Neutral
	}
}

// plan is where to, when and why.
func (v *View) plan() fyne.CanvasObject {
	m, p := v.model, v.env.Text
	purpose := v.field("visit.purpose", 2, func(of *kpuk.Visit) *string { return &of.Purpose })
	parts := []fyne.CanvasObject{widget.Name(p.T("visit.plan"))}
	if m.visit.State == kpuk.VisitPlanned && m.Mine() {
		parts = append(parts, widget.Columns([]float32{2, 1}, 16, v.village(), v.date()))
	}
	return form.Box(widget.VStack(16, append(parts, purpose)...))
}

// village chooses among those that have a group.
func (v *View) village() fyne.CanvasObject {
	codes := v.env.Villages()
	options := make([]widget.Option, len(codes))
	for i, code := range codes {
		options[i] = widget.Option{Value: code, Text: v.env.Area(code)}
	}
	return widget.NewChoice(v.env.Text.T("visit.village"), options, v.model.visit.Village, func(code string) {
		v.model.SetVillage(code)
		v.draw()
	})
}

// date is the planned day.
func (v *View) date() fyne.CanvasObject {
	d := widget.NewDateField(v.env.Text.T("visit.date"), v.model.visit.Date.Time(), nil)
	d.ErrText = v.env.Text.T("tasks.due_wrong")
	d.OnLeave = func(text string) {
		day, ok := widget.ParseDate(text)
		if !ok || day.IsZero() {
			d.SetMessage(widget.Urgent, d.ErrText)
			return
		}
		d.SetMessage(widget.Neutral, "")
		v.model.Change(func(to *kpuk.Visit) { to.Date = kpuk.DateOf(day) })
		d.SetValue(day)
	}
	v.remember("visit.date", d, func(held *kpuk.Visit) string { return widget.DateText(held.Date.Time()) })
	return d
}

// field is a text of the visit that is saved on leaving it.
func (v *View) field(key string, rows int, at func(*kpuk.Visit) *string) *widget.Field {
	f := widget.NewField(v.env.Text.T(key))
	f.Rows, f.ReadOnly = rows, !v.model.Editable()
	f.SetText(*at(v.model.visit))
	f.OnLeave = func(s string) { v.model.Change(func(to *kpuk.Visit) { *at(to) = s }) }
	v.remember(key, f, func(held *kpuk.Visit) string { return *at(held) })
	return f
}

// findings is what was seen, and what stood in the way.
func (v *View) findings() fyne.CanvasObject {
	return form.Box(widget.VStack(16, widget.Name(v.env.Text.T("visit.log")),
		v.field("visit.findings", 3, func(of *kpuk.Visit) *string { return &of.Findings }),
		v.field("visit.problems", 2, func(of *kpuk.Visit) *string { return &of.Problems })))
}

// foot has the one button of the visit's state.
func (v *View) foot() fyne.CanvasObject {
	m, p := v.model, v.env.Text
	away := widget.NewButton(p.T("common.close"), widget.Secondary, nil, v.env.Back)
	if !m.Mine() {
		return widget.NewActionBar(form.Grey(p.T("visit.read_only")), away)
	}
	switch m.visit.State {
	case kpuk.VisitPlanned:
		off := widget.NewButton(p.T("visit.cancel"), widget.Quiet, nil, v.askWhy)
		return widget.NewActionBar(off, widget.NewButton(p.T("visit.begin"), widget.Primary, assets.Icon("play"), func() { v.move(m.Begin) }))
	case kpuk.VisitRunning:
		return widget.NewActionBar(form.Grey(p.T("visit.note_running")),
			widget.NewButton(p.T("visit.finish"), widget.Primary, assets.Icon("check"), func() { v.move(m.Finish) }))
	case kpuk.VisitCancelled:
		return widget.NewActionBar(form.Grey(p.T("visit.called_off", "Reason", m.visit.Reason)),
			widget.NewButton(p.T("visit.restore"), widget.Secondary, assets.Icon("arrow-counter-clockwise"), func() { v.move(m.Restore) }))
	default:
		back := widget.NewButton(p.T("visit.resume"), widget.Quiet, assets.Icon("arrow-counter-clockwise"), func() { v.move(m.Resume) })
		return widget.NewActionBar(back, away)
	}
}

// move goes from one state to the next and offers to take that back.
func (v *View) move(do func() error) {
	v.Leave()
	if err := do(); err != nil {
		v.Fail(err, nil)
		return
	}
	v.Say()
	v.draw()
	v.offer(v.model.TakeUndo())
}

// offer shows how to take the last thing back, where it can be.
func (v *View) offer(u *Undo) {
	if u != nil {
		v.Offer(u.Text, u.Back, v.draw)
	}
}
