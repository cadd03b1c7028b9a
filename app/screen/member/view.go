package member

import (
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"pendamping/app/screen"
	"pendamping/app/theme"
	"pendamping/app/widget"
	"pendamping/assets"
	"pendamping/kpuk"
)

// The sections of the page, in their order.
const (
	sectionSelf = iota
	sectionAddress
	sectionBusiness
	sectionHousehold
	sectionConsent
	sectionBook
	sections
)

// View draws the page.
type View struct {
	env    *screen.Env
	model  *Model
	object *fyne.Container
	bar    *widget.AppBar
	saved  *widget.Chip
	state  *fyne.Container // around the chip
	ring   *widget.Ring
	tabs   *widget.Tabs
	failed *fyne.Container
	body   *fyne.Container
	foot   *fyne.Container
	open   int

	unmasked bool     // the NIK is shown in full
	unsaved  []func() // keep what stands in a business's field that was not left

	fields  map[Field]*widget.Field // of the section that is open
	choices map[Field]*widget.Choice
	born    *widget.DateField
	reading *fyne.Container // below the NIK
	clash   *fyne.Container // below the date of birth
	same    *fyne.Container // who may be the same
}

// New makes the page of a member; a zero id begins a new one of the group. tab names the
// section to open.
func New(env *screen.Env, id, group kpuk.ID, tab string) *View {
	v := &View{
		env: env, object: widget.Layers(), failed: widget.VStack(0), body: widget.Layers(), foot: widget.Layers(),
		saved: widget.NewChip("", widget.Neutral, assets.Icon("device-tablet")), ring: widget.NewRing(),
	}
	v.model = NewModel(env, id, group, v.show)
	if !v.model.Found {
		v.object.Objects = []fyne.CanvasObject{widget.NewEmpty(env.Text.T("member.missing"), env.Text.T("common.back"), env.Back)}
		return v
	}
	// The room is fixed because the bar does not look again when the chip's words change.
	v.state = widget.Fixed(widget.HStack(0, widget.Grow(widget.VStack(0)), v.saved), 180, 0)
	v.bar = widget.NewAppBar("", "", env.Back, v.state, v.ring)
	v.bar.CloseIcon()
	labels := make([]string, sections)
	for i := range labels {
		labels[i] = env.Text.T("member.tab." + sectionName(i))
	}
	v.open = sectionOf(tab)
	v.tabs = widget.NewTabs(labels, v.open, v.turn)
	v.object.Objects = []fyne.CanvasObject{widget.VStack(0,
		v.bar, widget.Pad(v.tabs, 0, 16, 0, 16), widget.Pad(v.failed, 8, 24, 0, 24), widget.Grow(v.body), v.foot)}
	v.turn(v.open)
	return v
}

// sectionName is the name of a section in texts.
func sectionName(i int) string {
	return [...]string{"self", "address", "business", "household", "consent", "book"}[i]
}

// sectionOf finds a section by name; "loans" is the book, any other name the first.
func sectionOf(tab string) int {
	if tab == "loans" {
		return sectionBook
	}
	for i := range sections {
		if sectionName(i) == tab {
			return i
		}
	}
	return sectionSelf
}

// Object is the page.
func (v *View) Object() fyne.CanvasObject { return v.object }

// Refresh shows what the book holds now, but leaves a field that is being typed into.
func (v *View) Refresh() {
	if !v.model.Found || v.typing() {
		return
	}
	v.model.Load()
	v.show()
}

// typing tells whether somebody is in a field.
func (v *View) typing() bool {
	for _, f := range v.fields {
		if f.Focused() {
			return true
		}
	}
	return v.born != nil && v.born.Focused()
}

// Leave keeps what stands in a field that was not left yet. The app calls it before it
// goes to another page.
func (v *View) Leave() {
	for f, field := range v.fields {
		if field.Focused() && field.Text() != v.value(f) {
			v.model.Put(f, field.Text())
		}
	}
	if v.born != nil && v.born.Focused() {
		if day, ok := widget.ParseDate(v.born.Text()); ok && !day.Equal(v.model.Date(Born)) {
			v.model.PutDate(Born, day)
		}
	}
	for _, keep := range v.unsaved {
		keep()
	}
}

// turn opens a section.
func (v *View) turn(i int) {
	v.Leave()
	v.open, v.unsaved = i, nil
	v.fields, v.choices, v.born = make(map[Field]*widget.Field), make(map[Field]*widget.Choice), nil
	v.reading, v.clash, v.same = widget.VStack(0), widget.VStack(0), widget.VStack(0)
	if v.tabs.Selected() != i {
		v.tabs.Select(i)
	}
	var parts []fyne.CanvasObject
	switch i {
	case sectionSelf:
		parts = v.self()
	case sectionAddress:
		parts = v.address()
	case sectionBusiness:
		parts = v.business()
	case sectionHousehold:
		parts = v.household()
	case sectionConsent:
		parts = v.consent()
	default:
		parts = v.book()
	}
	v.body.Objects = []fyne.CanvasObject{container.NewVScroll(widget.Pad(widget.VStack(16, parts...), 16, 24, 24, 24))}
	v.drawFoot()
	v.show()
	v.body.Refresh()
}

// drawFoot has the way to the next section; the last leads back.
func (v *View) drawFoot() {
	p := v.env.Text
	note := widget.Body(p.T("member.saves_itself"))
	note.SetColour(theme.Ink2)
	back := widget.NewButton(p.T("common.back"), widget.Secondary, nil, v.env.Back)
	if v.open >= sectionConsent {
		done := widget.NewButton(p.T("common.done"), widget.Primary, assets.Icon("check"), v.env.Back)
		v.foot.Objects = []fyne.CanvasObject{widget.NewActionBar(note, done)}
		return
	}
	text := p.T("member.next", "Section", p.T("member.tab."+sectionName(v.open+1)))
	next := widget.NewButton(text, widget.Primary, assets.Icon("arrow-right"), func() { v.turn(v.open + 1) })
	v.foot.Objects = []fyne.CanvasObject{widget.NewActionBar(note, back, next)}
}

// show brings head, fields and remarks in line with the model. A field that is being
// typed into keeps its text.
func (v *View) show() {
	m, p := v.model, v.env.Text
	if v.bar == nil {
		return
	}
	v.bar.SetTitle(m.Title(), m.Subtitle())
	v.ring.Set(float32(m.Complete())/100, p.Percent(int64(m.Complete())*100))
	v.showSaved()
	v.state.Refresh()
	problems := m.Problems()
	for f, field := range v.fields {
		if _, refused := m.Refused[f]; !refused && !field.Focused() {
			field.SetText(v.value(f))
		}
		v.remark(field, problems[f])
	}
	for f, c := range v.choices {
		c.SetSelected(m.Value(f))
	}
	if v.born != nil {
		if !v.born.Focused() {
			v.born.SetValue(m.Date(Born))
		}
		v.remark(&v.born.Field, problems[Born])
	}
	v.showReading(problems)
	v.showSame()
	v.object.Refresh()
}

// remark writes what is wrong below a field: refused in red, odd in amber.
func (v *View) remark(f *widget.Field, problem Problem) {
	tone := widget.Urgent
	if problem.Warning {
		tone = widget.Waiting
	}
	if problem.Key == "" {
		f.SetMessage(widget.Neutral, "")
		return
	}
	f.SetMessage(tone, v.env.Text.T(problem.Key))
}

// showSaved tells that all is kept, or why not.
func (v *View) showSaved() {
	m, p := v.model, v.env.Text
	switch {
	case m.Failure != nil:
		again := widget.NewBanner(widget.Urgent, nil, p.T("member.not_saved"), screen.Words(p, m.Failure)).
			Action(p.T("common.retry"), m.Retry)
		v.failed.Objects = []fyne.CanvasObject{again}
		v.saved.Set(p.T("member.not_saved"), widget.Urgent, assets.IconFill("warning-circle"))
	case !m.SavedAt.IsZero():
		v.failed.Objects = nil
		v.saved.Set(p.T("common.saved.at", "Time", p.Clock(m.SavedAt)), widget.Neutral, assets.Icon("device-tablet"))
	case m.Kept():
		v.saved.Set(p.T("common.saved"), widget.Neutral, assets.Icon("device-tablet"))
	default:
		v.saved.Set(p.T("member.begin"), widget.Neutral, assets.Icon("pencil-simple"))
	}
}

// showReading says what the NIK says, and settles a date of birth that differs.
func (v *View) showReading(problems map[Field]Problem) {
	m, p := v.model, v.env.Text
	v.reading.Objects, v.clash.Objects = nil, nil
	if words := m.Reading(); words != "" {
		v.reading.Objects = []fyne.CanvasObject{
			widget.NewBanner(widget.Good, assets.IconFill("identification-card"), p.T("member.nik.read"), words),
		}
	}
	if _, asks := v.fields[NIKReason]; asks && problems[NIK].Warning {
		v.fields[NIKReason].Show()
	} else if asks && m.Value(NIKReason) == "" {
		v.fields[NIKReason].Hide()
	}
	if nik, given := m.Clash(); !nik.IsZero() {
		text := p.T("member.clash.text", "NIK", p.Date(nik.Time()), "Given", p.Date(given.Time()))
		banner := widget.NewBanner(widget.Waiting, nil, p.T("member.clash"), text).
			Action(p.T("member.clash.take", "Date", p.DayMonth(nik.Time())), m.TakeNIKDate).
			Action(p.T("member.clash.keep"), v.fields[NIKReason].Focus)
		v.clash.Objects = []fyne.CanvasObject{banner}
	}
}

// showSame warns of somebody who may be the same person.
func (v *View) showSame() {
	m, p := v.model, v.env.Text
	other, found := m.Duplicate()
	v.same.Objects = nil
	if !found {
		return
	}
	name := widget.VStack(2, widget.Name(other.Name), widget.Body(other.Text))
	it := widget.NewMediumButton(p.T("member.same.yes"), widget.Secondary, nil, func() { m.TakeOther(other.ID) })
	not := widget.NewMediumButton(p.T("member.same.no"), widget.Quiet, nil, func() {
		m.NotSame(other.ID)
		v.show()
	})
	row := widget.HStack(12, widget.NewAvatar(other.Name, 48), widget.Grow(name), it, not)
	title := widget.HStack(12, widget.NewIcon(assets.IconFill("users"), theme.AmberInk, 24), widget.Name(p.T("member.same.title")))
	frame := widget.NewSurface(theme.Card, theme.AmberInk, 2, 12)
	v.same.Objects = []fyne.CanvasObject{widget.Layers(frame, widget.Pad(widget.VStack(8, title, row), 16, 16, 16, 16))}
}

// date makes a field for a date of the member.
func (v *View) date(f Field, key string) *widget.DateField {
	d := widget.NewDateField(v.env.Text.T(key), v.model.Date(f), func(day time.Time) { v.model.PutDate(f, day) })
	d.ErrText = v.env.Text.T("member.problem.date")
	return d
}

// field makes a field that is saved as it is left.
func (v *View) field(f Field, key string) *widget.Field {
	field := widget.NewField(v.env.Text.T(key))
	field.SetText(v.value(f))
	field.OnLeave = func(typed string) {
		v.model.Put(f, typed)
		v.show()
	}
	v.fields[f] = field
	return field
}

// value is what a field shows: her NIK is masked until somebody asks for it.
func (v *View) value(f Field) string {
	if f == NIK && v.masked() {
		return v.model.Masked()
	}
	return v.model.Value(f)
}

// masked tells whether the NIK is hidden: always when the form of a known member opens.
func (v *View) masked() bool { return !v.unmasked && !v.model.Fresh() && v.model.Value(NIK) != "" }

// optional is a field that may stay empty.
func (v *View) optional(f Field, key string) *widget.Field {
	field := v.field(f, key)
	field.Optional = v.env.Text.T("common.optional")
	return field
}

// figures is an optional field for digits.
func (v *View) figures(f Field, key string, length int) *widget.Field {
	field := v.optional(f, key)
	field.Digits, field.MaxLength = true, length
	return field
}

// choice makes a choice whose answers are words of an area of texts.
func (v *View) choice(f Field, key, words string, values ...string) *widget.Choice {
	options := make([]widget.Option, len(values))
	for i, value := range values {
		options[i] = widget.Option{Value: value, Text: v.env.Text.T(words + value)}
	}
	c := widget.NewChoice(v.env.Text.T(key), options, v.model.Value(f), func(value string) { v.model.Put(f, value) })
	v.choices[f] = c
	return c
}
