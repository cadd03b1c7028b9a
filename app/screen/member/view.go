package member

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"pendamping/app/screen"
	"pendamping/app/screen/form"
	"pendamping/app/screen/helped"
	"pendamping/app/screen/pictures"
	"pendamping/app/screen/printed"
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
	side   *fyne.Container // the keypad of a wide page
	foot   *fyne.Container
	undo   *fyne.Container // takes back what was just done
	open   int
	photos *pictures.Strip // nil where there is no album

	sheet *form.Sheet // what was typed and is not recorded
	ends  *form.Offer // of the forms in which a membership ends

	openEnd func(kpuk.MemberStatus) // opens one of these forms; nil while they cannot be

	unmasked bool     // numbers of identity are shown in full
	unsaved  []func() // keep what stands in a field of a part that was not left

	fields  map[Field]*widget.Field // of the section that is open
	choices map[Field]*widget.Choice
	dates   map[Field]*widget.DateField
	pads    map[Field]*widget.DigitField
	padded  []Field                 // the pads in their order
	active  Field                   // typed into with the keypad; "" for none
	spoken  *widget.Text            // beside the keys; nil without a keypad
	reasons map[Field]*widget.Field // why what is odd is right
	reading *fyne.Container         // below the NIK
	clash   *fyne.Container         // below the date of birth
	same    *fyne.Container         // who may be the same
}

// Config is what the app gives the page beside the environment.
type Config struct {
	// Tab opens a section: "book" or "loans" the book, any other name that section or the
	// first.
	Tab string
	// Photos picks and reads photos; nil where there is no album.
	Photos pictures.Source
}

// New makes the page of a member; a zero id begins a new one of the group.
func New(env *screen.Env, id, group kpuk.ID, cfg Config) *View {
	v := &View{
		env: env, object: widget.Layers(), failed: widget.VStack(0), body: widget.Layers(), foot: widget.Layers(),
		side: widget.Layers(), undo: widget.VStack(0),
		saved: widget.NewChip("", widget.Neutral, assets.Icon("device-tablet")), ring: widget.NewRing(),
	}
	v.openSheet(id, group)
	v.model = newModel(env, id, group, v.sheet.New, v.show)
	if !v.model.Found {
		v.object.Objects = []fyne.CanvasObject{widget.NewEmpty(env.Text.T("member.missing"), env.Text.T("common.back"), env.Back)}
		return v
	}
	// The room is fixed because the bar does not look again when the chip's words change.
	v.state = widget.Fixed(widget.HStack(0, widget.Grow(widget.VStack(0)), v.saved), 180, 0)
	right := []fyne.CanvasObject{v.state, v.ring}
	if icon := printed.Icon(env, v.say, printed.Choice{What: screen.Print{Kind: screen.PrintMember, ID: id}}); icon != nil && !id.IsZero() {
		right = append(right, icon)
	}
	right = append(right, helped.On(env, screen.Member)...)
	v.bar = widget.NewAppBar("", "", env.Back, right...)
	v.bar.CloseIcon()
	labels := make([]string, sections)
	for i := range labels {
		labels[i] = env.Text.T("member.tab." + sectionName(i))
	}
	v.open = sectionOf(cfg.Tab)
	v.unmasked = v.model.Fresh()
	if cfg.Photos != nil {
		v.photos = pictures.NewStrip(env, v.model.Album(), cfg.Photos, v.model.Kept, v.takeBack)
	}
	v.tabs = widget.NewTabs(labels, v.open, v.turn)
	v.object.Objects = []fyne.CanvasObject{widget.VStack(0,
		v.bar, widget.Pad(v.tabs, 0, 16, 0, 16), widget.Pad(v.failed, 8, 24, 0, 24), widget.Pad(v.sheet.Object(), 0, 24, 0, 24), widget.Pad(v.ends.Object(), 0, 24, 0, 24),
		widget.Grow(container.NewBorder(nil, nil, nil, v.side, v.body)), widget.Pad(v.undo, 0, 24, 8, 24), v.foot)}
	v.offerDrafts()
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

// say puts something below the bar, or clears the place.
func (v *View) say(what ...fyne.CanvasObject) {
	v.failed.Objects = what
	v.failed.Refresh()
	v.object.Refresh()
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
	for _, f := range v.reasons {
		if f.Focused() {
			return true
		}
	}
	for _, d := range v.dates {
		if d.Focused() {
			return true
		}
	}
	return false
}

// Leave keeps what stands in a field that was not left yet. The app calls it before it
// goes to another page.
func (v *View) Leave() {
	if !v.model.Found {
		return
	}
	v.leavePad()
	for f, field := range v.fields {
		if field.Focused() && field.Text() != v.value(f) {
			v.model.Put(f, field.Text())
		}
	}
	for f, field := range v.reasons {
		if field.Focused() && field.Text() != v.model.Passed(f) {
			v.model.Pass(f, field.Text())
		}
	}
	v.leaveDates()
	for _, keep := range v.unsaved {
		keep()
	}
}

// leaveDates keeps a date that stands in a field that was not left yet.
func (v *View) leaveDates() {
	for f, d := range v.dates {
		if !d.Focused() {
			continue
		}
		if day, ok := widget.ParseDate(d.Text()); ok && !day.Equal(v.model.Date(f)) {
			v.model.PutDate(f, day)
		}
	}
}

// turn opens a section.
func (v *View) turn(i int) {
	v.Leave()
	v.open, v.unsaved, v.padded = i, nil, nil
	v.fields, v.choices, v.dates = make(map[Field]*widget.Field), make(map[Field]*widget.Choice), make(map[Field]*widget.DateField)
	v.pads, v.reasons = make(map[Field]*widget.DigitField), make(map[Field]*widget.Field)
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
	v.settleDrafts()
	v.bar.SetTitle(m.Title(), m.Subtitle())
	n, of := m.Filled()
	v.ring.Set(float32(n)/float32(of), p.T("member.filled", "N", n, "Of", of))
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
	v.showDates(problems)
	v.showReading(problems)
	v.showSame()
	if v.photos != nil {
		v.photos.Refresh()
	}
	v.object.Refresh()
}

// showDates brings the dates and the reasons for what is odd in line with the model.
func (v *View) showDates(problems map[Field]Problem) {
	m := v.model
	for f, d := range v.dates {
		if _, refused := m.Refused[f]; !refused && !d.Focused() && d.Message() != d.ErrText {
			d.SetValue(m.Date(f))
		}
		v.remark(&d.Field, problems[f])
	}
	for f, field := range v.reasons {
		if !field.Focused() {
			field.SetText(m.Passed(f))
		}
		if problems[f].Warning || m.Passed(f) != "" {
			field.Show()
		} else {
			field.Hide()
		}
	}
}

// remark writes what is wrong below a field: refused in red, odd in amber.
func (v *View) remark(f *widget.Field, problem Problem) {
	tone := widget.Urgent
	if problem.Warning {
		tone = widget.Waiting
	}
	switch {
	case problem.Key != "":
		f.SetRemark(tone, problem.Strong, v.env.Text.T(problem.Key))
	default:
		f.SetMessage(widget.Neutral, "")
	}
}

// takeBack offers to take back what was just done.
func (v *View) takeBack(back func()) {
	p := v.env.Text
	v.undo.Objects = []fyne.CanvasObject{widget.NewUndoBar(p.T("member.undo"), p.T("common.undo"), func() {
		v.undo.Objects = nil
		back()
		v.turn(v.open)
	})}
	v.object.Refresh()
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
	case v.env.Unaccepted(m.ID()):
		v.failed.Objects = []fyne.CanvasObject{widget.NewBanner(widget.Urgent, nil, p.T("common.unaccepted"), p.T("common.unaccepted.why")).
			Action(p.T("common.unaccepted.open"), func() { v.env.Open(screen.Route{Name: screen.Quarantine}) })}
		v.saved.Set(p.T("common.saved"), widget.Neutral, assets.Icon("device-tablet"))
	case !m.SavedAt.IsZero():
		v.failed.Objects = nil
		v.saved.Set(p.T("common.saved.at", "Time", p.Clock(m.SavedAt)), widget.Neutral, assets.Icon("device-tablet"))
	case m.Kept():
		v.failed.Objects = nil
		v.saved.Set(p.T("common.saved"), widget.Neutral, assets.Icon("device-tablet"))
	default:
		v.saved.Set(p.T("member.begin"), widget.Neutral, assets.Icon("pencil-simple"))
	}
}
