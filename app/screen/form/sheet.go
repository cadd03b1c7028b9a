package form

import (
	"strings"

	"fyne.io/fyne/v2"

	"pendamping/app/screen"
	"pendamping/app/widget"
	"pendamping/kpuk"
)

// Sheet keeps what is typed into a form until it is saved or given up, also when the app is
// ended in between: see [screen.Draft]. A view tells it the fields as it builds them and puts
// its Object above them.
type Sheet struct {
	// Redraw lays the page out again after the sheet's own part changed its size; it may be
	// nil.
	Redraw func()
	// Resuming is called instead of Resume when the person goes on with what was left, for a
	// page that shows only some of its fields at a time; it may be nil.
	Resuming func()

	env     *screen.Env
	filling *screen.Filling
	fields  map[string]*entry
	order   []string
	facts   map[string]string // labels
	place   *fyne.Container
}

// entry is one field of a sheet.
type entry struct {
	label    string
	in       widget.Answer
	recorded func() string
	edits    bool // it shows something that is recorded
	show     func(string) string
	masked   bool
}

// NewSheet opens the sheet of a form about a record, see [screen.Env.Fill].
func NewSheet(env *screen.Env, name string, record kpuk.ID, to screen.Route) *Sheet {
	s := &Sheet{
		env: env, filling: env.Fill(name, record, to), fields: map[string]*entry{}, facts: map[string]string{}, place: widget.VStack(8),
	}
	s.place.Hide() // takes no room while it is empty
	return s
}

// Object is where the sheet says what it took over; empty when that is nothing.
func (s *Sheet) Object() fyne.CanvasObject { return s.place }

// Ask takes a field in that asks for something new. What stands in it now is its beginning.
func (s *Sheet) Ask(name, label string, in widget.Answer) {
	first := in.Typed()
	s.add(name, &entry{label: label, in: in, recorded: func() string { return first }, show: in.Shown})
}

// Edit takes a field in that shows something recorded; recorded is what the book holds now.
func (s *Sheet) Edit(name, label string, in widget.Answer, recorded func() string) {
	s.add(name, &entry{label: label, in: in, recorded: recorded, edits: true, show: in.Shown})
}

// Mask has a field's values shown by fn where they are spoken of, as numbers of identity.
func (s *Sheet) Mask(name string, fn func(string) string) {
	if e := s.fields[name]; e != nil {
		e.show, e.masked = fn, true
	}
}

func (s *Sheet) add(name string, e *entry) {
	if _, again := s.fields[name]; !again {
		s.order = append(s.order, name)
	}
	s.fields[name] = e
	e.in.Watch(func() {
		typed := e.in.Typed()
		if s.fields[name] != e || e.masked && strings.ContainsRune(typed, '•') {
			return // the field is not in sight any more, or masked, which was not typed
		}
		s.filling.Type(name, typed, e.recorded())
	})
}

// Fact notes something recorded that the form is about; see [screen.Filling.Fact].
func (s *Sheet) Fact(name, label, words string) {
	s.facts[name] = label
	s.filling.Fact(name, words)
}

// New is the ID of the record that comes of the form; see [screen.Filling.New].
func (s *Sheet) New() (kpuk.ID, error) {
	return s.filling.New() //nolint:wrapcheck // already carries place and kind
}

// Left tells whether something stands in the form that was not saved.
func (s *Sheet) Left() (screen.Draft, bool) { return s.filling.Left() }

// Rename makes the form one about a record that exists by now.
func (s *Sheet) Rename(name string, record kpuk.ID, to screen.Route) {
	s.filling.Rename(name, record, to)
}

// Settle forgets what is recorded by now. A page whose fields are saved as they are left
// calls it after each save.
func (s *Sheet) Settle() {
	left, _ := s.Left()
	for name, typed := range left.Typed {
		if e := s.fields[name]; e != nil && e.edits && screen.Same(typed, e.recorded()) {
			s.filling.Settle(name)
		}
	}
}

// Saved forgets the form: what stood in it is recorded.
func (s *Sheet) Saved() {
	s.filling.Done()
	s.say()
}

// GiveUp forgets the form and returns how to take that back; nil when nothing had been typed.
func (s *Sheet) GiveUp() (back func()) {
	s.say()
	return s.filling.Done()
}

// Offer shows what was left in the form, to go on with or to throw away.
func (s *Sheet) Offer() {
	left, ok := s.Left()
	if !ok {
		s.say()
		return
	}
	t := s.env.Text
	s.say(widget.NewBanner(widget.Waiting, nil, t.T("draft.left"), s.env.DraftWords(&left)).
		Action(t.T("draft.go_on"), s.goOn).
		Action(t.T("draft.throw"), func() { s.thrown(s.filling.Done()) }))
}

// goOn puts back what was left, as the page wants it.
func (s *Sheet) goOn() {
	s.say()
	if s.Resuming != nil {
		s.Resuming()
		return
	}
	s.Resume()
}

// thrown says that the form was given up, with the way back.
func (s *Sheet) thrown(back func()) {
	if back == nil {
		s.say()
		return
	}
	s.say(widget.NewUndoBar(s.env.Text.T("draft.thrown"), s.env.Text.T("common.undo"), func() {
		back()
		s.Offer()
	}))
}

// Resume puts back what was left, and says where something was recorded otherwise meanwhile.
func (s *Sheet) Resume() {
	left, ok := s.Left()
	if !ok {
		return
	}
	changes := s.changes()
	contested := map[string]bool{}
	for _, c := range changes {
		contested[c.Name] = !c.Fact
	}
	for i := 0; i < len(s.order); i++ { //nolint:intrange // an answer may bring further questions
		name := s.order[i]
		typed, was := left.Typed[name]
		if was && !contested[name] {
			s.fields[name].in.Retype(typed)
		}
	}
	s.told(&left, changes)
}

// changes are what others recorded meanwhile.
func (s *Sheet) changes() []screen.Change {
	now := map[string]string{}
	for name, e := range s.fields {
		if e.edits {
			now[name] = e.recorded()
		}
	}
	return s.filling.Changes(now)
}

// told says what was taken over, and asks about what is contested.
func (s *Sheet) told(left *screen.Draft, changes []screen.Change) {
	t := s.env.Text
	var parts []fyne.CanvasObject
	if s.asks() {
		if _, still := s.Left(); still {
			parts = append(parts, widget.NewBanner(widget.Neutral, nil, t.T("draft.going"), s.env.DraftWords(left)).
				Action(t.T("draft.throw"), s.reset))
		}
	}
	for _, c := range changes {
		parts = append(parts, s.contest(c))
	}
	s.say(parts...)
}

// asks tells whether the form asks for something new, so that it can be emptied.
func (s *Sheet) asks() bool {
	for _, e := range s.fields {
		if !e.edits {
			return true
		}
	}
	return false
}

// reset empties the form again.
func (s *Sheet) reset() {
	back := s.filling.Done()
	for _, name := range s.order {
		if e := s.fields[name]; !e.edits {
			e.in.Retype(e.recorded())
		}
	}
	s.filling.Done() // what emptying said of fields that depend on others
	if back == nil {
		s.say()
		return
	}
	s.say(widget.NewUndoBar(s.env.Text.T("draft.thrown"), s.env.Text.T("common.undo"), func() {
		back()
		s.Resume()
	}))
}

// contest is what stands against something that was typed.
func (s *Sheet) contest(c screen.Change) fyne.CanvasObject {
	t := s.env.Text
	if c.Fact {
		return widget.NewBanner(widget.Waiting, nil, s.facts[c.Name], t.T("draft.fact", "Was", words(c.Was), "Is", words(c.Is)))
	}
	e := s.fields[c.Name]
	show := func(text string) string { return words(e.show(text)) }
	banner := widget.NewBanner(widget.Waiting, nil, e.label, t.T("draft.changed", "Was", show(c.Was), "Is", show(c.Is), "Typed", show(c.Typed)))
	return banner.Action(t.T("draft.mine"), func() {
		s.drop(banner)
		e.in.Retype(c.Typed)
	}).Action(t.T("draft.theirs"), func() {
		s.filling.Settle(c.Name)
		s.drop(banner, widget.NewUndoBar(t.T("draft.thrown"), t.T("common.undo"), func() {
			s.filling.Type(c.Name, c.Typed, c.Was)
			s.Offer()
		}))
	})
}

// words stands in for an empty text.
func words(text string) string {
	if strings.TrimSpace(text) == "" {
		return "–"
	}
	return text
}

// drop takes a part away, for others.
func (s *Sheet) drop(part fyne.CanvasObject, instead ...fyne.CanvasObject) {
	var rest []fyne.CanvasObject
	for _, o := range s.place.Objects {
		if o != part {
			rest = append(rest, o)
		}
	}
	s.say(append(rest, instead...)...)
}

// say fills the sheet's place.
func (s *Sheet) say(parts ...fyne.CanvasObject) {
	if len(parts)+len(s.place.Objects) == 0 {
		return
	}
	fill(s.place, parts)
	if s.Redraw != nil {
		s.Redraw()
	}
}

// fill puts parts into a place, which takes no room while it is empty.
func fill(place *fyne.Container, parts []fyne.CanvasObject) {
	place.Objects = parts
	if len(parts) == 0 {
		place.Hide()
	} else {
		place.Show()
	}
	place.Refresh()
}
