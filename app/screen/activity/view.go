package activity

import (
	"strconv"

	"fyne.io/fyne/v2"

	"pendamping/app/screen"
	"pendamping/app/screen/form"
	"pendamping/app/screen/helped"
	"pendamping/app/screen/pictures"
	"pendamping/app/widget"
	"pendamping/assets"
	"pendamping/kpuk"
)

// found is how many groups and members a search lists at most.
const found = 4

// View draws the page.
type View struct {
	*form.Page

	env    *screen.Env
	model  *Model
	photos pictures.Source
	hits   *fyne.Container // groups and members found
	state  kpuk.ActivityState
}

// New makes the page of an activity, or one that says that it is not there. photos picks
// and reads photos; nil: there are none on this page.
func New(env *screen.Env, id kpuk.ID, photos pictures.Source) *View {
	v := &View{Page: form.New(env), env: env, photos: photos}
	m, err := NewModel(env, id)
	if err != nil {
		v.Missing("activity.missing")
		return v
	}
	v.model = m
	v.Follow(m.keeper)
	v.Draft("activity", id, screen.Route{Name: screen.Activity, ID: id})
	v.draw()
	return v
}

// Model is what the page shows; nil when there is no such activity.
func (v *View) Model() *Model { return v.model }

// Refresh takes over what came from elsewhere; a field that is typed into stays.
func (v *View) Refresh() {
	if v.model == nil {
		return
	}
	v.model.Reload()
	if v.state != v.model.activity.State {
		v.draw()
	}
}

// draw builds the page.
func (v *View) draw() {
	m, p := v.model, v.env.Text
	v.state = m.activity.State
	state := widget.NewChip(p.T("word.activity_state."+m.activity.State.String()), tone(m.activity.State), nil)
	bar := widget.NewAppBar(p.T("activity.title"), p.T("word.activity."+m.activity.Type.String()), v.env.Back,
		helped.After(v.env, screen.Activity, state)...)
	parts := []fyne.CanvasObject{v.what(), v.where(), v.people(), v.result()}
	if v.photos != nil {
		strip := pictures.NewStrip(v.env, m.album, v.photos, m.Editable, func(back func()) { v.Offer(p.T("pictures.removed"), back, v.draw) })
		parts = append(parts, form.Box(strip.Object()))
	}
	v.Show(bar, v.foot(), parts...)
}

// tone is how urgent a state is.
func tone(s kpuk.ActivityState) widget.Tone {
	if s == kpuk.ActivityHeld {
		return widget.Good
	}
	return widget.Neutral
}

// field is a text of the activity that is saved on leaving it.
func (v *View) field(key string, rows int, at func(*kpuk.Activity) *string) *widget.Field {
	f := widget.NewField(v.env.Text.T(key))
	f.Rows, f.ReadOnly = rows, !v.model.Editable()
	f.SetText(*at(v.model.activity))
	f.OnLeave = func(s string) { v.model.Change(func(a *kpuk.Activity) { *at(a) = s }) }
	v.remember(key, f, func(held *kpuk.Activity) string { return *at(held) })
	return f
}

// fixed is a text that cannot be changed.
func (v *View) fixed(key, text string) *widget.Field {
	f := widget.NewField(v.env.Text.T(key))
	f.ReadOnly = true
	f.SetText(text)
	return f
}

// remember keeps what is typed into a field until the book has it.
func (v *View) remember(key string, in widget.Answer, of func(*kpuk.Activity) string) {
	id := v.model.activity.ID
	v.Edit(key, in, func() string {
		held := v.env.Book.Activity(id)
		if held == nil {
			return ""
		}
		return of(held)
	})
}

// what is kind, topic and title.
func (v *View) what() fyne.CanvasObject {
	m, p := v.model, v.env.Text
	title := v.field("activity.name", 1, func(of *kpuk.Activity) *string { return &of.Title })
	program := v.field("activity.program", 1, func(of *kpuk.Activity) *string { return &of.Program })
	speaker := v.field("activity.speaker", 1, func(of *kpuk.Activity) *string { return &of.Speaker })
	program.Optional, speaker.Optional = p.T("common.optional"), p.T("common.optional")
	if !m.Editable() {
		words := ""
		if m.activity.Topic != "" {
			words = p.T("word.topic." + m.activity.Topic)
		}
		topic := v.fixed("activity.topic", words)
		return form.Box(widget.VStack(16, title, topic, widget.Columns(nil, 16, program, speaker)))
	}
	kinds := make([]widget.Option, 0, 3)
	for k := kpuk.ActivityTraining; k <= kpuk.ActivityOther; k++ {
		kinds = append(kinds, widget.Option{Value: k.String(), Text: p.T("word.activity." + k.String())})
	}
	kind := widget.NewChoice(p.T("activity.kind"), kinds, m.activity.Type.String(), func(s string) {
		if k, err := kpuk.ParseName[kpuk.ActivityType](s); err == nil {
			m.Change(func(a *kpuk.Activity) { a.Type = k })
		}
	})
	topics := make([]widget.Option, 0, len(kpuk.Topics()))
	for _, t := range kpuk.Topics() {
		topics = append(topics, widget.Option{Value: t, Text: p.T("word.topic." + t)})
	}
	topic := widget.NewChoice(p.T("activity.topic"), topics, m.activity.Topic, func(s string) {
		m.Change(func(a *kpuk.Activity) { a.Topic = s })
	})
	return form.Box(widget.VStack(16, kind, title, topic, widget.Columns(nil, 16, program, speaker)))
}

// where is village, place, day and hours.
func (v *View) where() fyne.CanvasObject {
	m, p := v.model, v.env.Text
	place := v.field("activity.place", 1, func(of *kpuk.Activity) *string { return &of.Place })
	place.Optional = p.T("common.optional")
	date := widget.NewDateField(p.T("visit.date"), m.activity.Date.Time(), nil)
	date.ErrText, date.ReadOnly = p.T("tasks.due_wrong"), !m.Editable()
	date.OnLeave = func(text string) {
		day, ok := widget.ParseDate(text)
		if !ok || day.IsZero() {
			date.SetMessage(widget.Urgent, date.ErrText)
			return
		}
		date.SetMessage(widget.Neutral, "")
		m.Change(func(a *kpuk.Activity) { a.Date = kpuk.DateOf(day) })
		date.SetValue(day)
	}
	v.remember("visit.date", date, func(held *kpuk.Activity) string { return widget.DateText(held.Date.Time()) })
	start, end := widget.NewField(p.T("activity.start")), widget.NewField(p.T("activity.end"))
	times := func(string) {
		end.SetMessage(widget.Neutral, "")
		if refused := m.SetTimes(start.Text(), end.Text()); refused != "" {
			end.SetMessage(widget.Urgent, p.T(refused))
			return
		}
		start.SetText(screen.Hour(p, m.activity.Start))
		end.SetText(screen.Hour(p, m.activity.End))
	}
	v.remember("activity.start", start, func(held *kpuk.Activity) string { return screen.Hour(p, held.Start) })
	v.remember("activity.end", end, func(held *kpuk.Activity) string { return screen.Hour(p, held.End) })
	start.SetText(screen.Hour(p, m.activity.Start))
	end.SetText(screen.Hour(p, m.activity.End))
	for _, f := range []*widget.Field{start, end} {
		f.ReadOnly, f.Placeholder, f.OnLeave = !m.Editable(), p.T("visit.time_hint"), times
	}
	return form.Box(widget.VStack(16, v.village(), widget.Columns([]float32{1.6, 1.5, 1, 1}, 16, place, date, start, end)))
}

// village chooses among those that have a group, or names the one it was.
func (v *View) village() fyne.CanvasObject {
	m := v.model
	if !m.Editable() {
		return v.fixed("visit.village", v.env.Area(m.activity.Village))
	}
	codes := v.env.Villages()
	options := make([]widget.Option, len(codes))
	for i, code := range codes {
		options[i] = widget.Option{Value: code, Text: v.env.Area(code)}
	}
	return widget.NewChoice(v.env.Text.T("visit.village"), options, m.activity.Village, m.SetVillage)
}

// result is what came of it.
func (v *View) result() fyne.CanvasObject {
	return form.Box(v.field("activity.result", 3, func(of *kpuk.Activity) *string { return &of.Result }))
}

// peopleAt is the place of the participants on the page.
const peopleAt = 2

// people is who took part.
func (v *View) people() fyne.CanvasObject {
	m, p := v.model, v.env.Text
	parts := []fyne.CanvasObject{widget.Spread(widget.Name(p.T("activity.people")),
		widget.NewChip(p.N("visits.people", m.activity.Participants()), widget.Neutral, assets.IconFill("users")))}
	var chips []fyne.CanvasObject
	for _, member := range m.Members() {
		if !m.Editable() {
			chips = append(chips, widget.NewChip(member.Name, widget.Neutral, nil))
			continue
		}
		chips = append(chips, widget.NewFilterChip(member.Name, true, func(on bool) {
			m.Tick(member.ID, on)
			v.redrawPeople()
		}))
	}
	if len(chips) == 0 {
		parts = append(parts, form.Grey(p.T("activity.nobody")))
	}
	parts = append(parts, widget.WrapRow(8, chips...))
	if m.Editable() {
		v.hits = widget.VStack(0)
		parts = append(parts, widget.NewSearch(p.T("activity.find"), v.find), v.hits)
	}
	return form.Box(widget.VStack(12, append(parts, v.crowd())...))
}

// crowd is how many others took part.
func (v *View) crowd() fyne.CanvasObject {
	m, p := v.model, v.env.Text
	women, men := widget.NewField(p.T("activity.women")), widget.NewField(p.T("activity.men"))
	set := func(string) {
		men.SetMessage(widget.Neutral, "")
		if !m.SetCrowd(women.Text(), men.Text()) {
			men.SetMessage(widget.Urgent, p.T("activity.crowd_wrong"))
		}
	}
	v.remember("activity.women", women, func(held *kpuk.Activity) string { return number(held.Women) })
	v.remember("activity.men", men, func(held *kpuk.Activity) string { return number(held.Men) })
	for _, f := range []struct {
		field *widget.Field
		n     int
	}{{women, m.activity.Women}, {men, m.activity.Men}} {
		f.field.ReadOnly, f.field.Digits, f.field.MaxLength, f.field.OnLeave = !m.Editable(), true, 5, set
		f.field.SetText(number(f.n))
	}
	return widget.Columns(nil, 16, women, men)
}

// number writes how many there were; nothing for none.
func number(n int) string {
	if n == 0 {
		return ""
	}
	return strconv.Itoa(n)
}

// find lists groups and members while a name is typed.
func (v *View) find(typed string) {
	groups, members := v.model.Find(typed, found)
	var rows []fyne.CanvasObject
	for _, g := range groups {
		rows = append(rows, v.hit(v.env.Text.T("activity.all_of", "Group", g.Name), func() { v.model.TickGroup(g.ID) }))
	}
	for _, member := range members {
		rows = append(rows, v.hit(member.Name, func() { v.model.Tick(member.ID, true) }))
	}
	v.hits.Objects = rows
	v.Redraw()
}

// hit is one line found.
func (v *View) hit(title string, add func()) fyne.CanvasObject {
	return widget.NewListRow(widget.ListRowConfig{Title: title, Height: widget.RowCompact, Tapped: func() {
		add()
		v.redrawPeople()
	}})
}

// redrawPeople draws the participants anew.
func (v *View) redrawPeople() {
	v.Replace(peopleAt, v.people())
}

// foot has the buttons of the activity's state.
func (v *View) foot() fyne.CanvasObject {
	m, p := v.model, v.env.Text
	done := widget.NewButton(p.T("common.close"), widget.Secondary, nil, v.env.Back)
	if !m.Mine() {
		return widget.NewActionBar(form.Grey(p.T("visit.read_only")), done)
	}
	switch m.activity.State {
	case kpuk.ActivityPlanned:
		off := widget.NewButton(p.T("activity.cancel"), widget.Quiet, nil, func() { v.turn(kpuk.ActivityCanceled, "activity.canceled") })
		held := widget.NewButton(p.T("activity.hold"), widget.Primary, assets.Icon("check"), func() { v.turn(kpuk.ActivityHeld, "activity.held") })
		return widget.NewActionBar(off, held)
	case kpuk.ActivityCanceled:
		again := widget.NewButton(p.T("activity.restore"), widget.Secondary, assets.Icon("arrow-counter-clockwise"), func() {
			v.turn(kpuk.ActivityPlanned, "activity.restored")
		})
		return widget.NewActionBar(form.Grey(p.T("activity.called_off")), again)
	default:
		again := widget.NewButton(p.T("activity.unhold"), widget.Quiet, assets.Icon("arrow-counter-clockwise"), func() {
			v.turn(kpuk.ActivityPlanned, "activity.restored")
		})
		return widget.NewActionBar(again, done)
	}
}

// turn changes the state and offers to take that back.
func (v *View) turn(to kpuk.ActivityState, said string) {
	v.Leave()
	back := v.model.SetState(to)
	v.draw()
	if back != nil {
		v.Offer(v.env.Text.T(said), back, v.draw)
	}
}
