// Package tasks is the facilitator's list of follow-ups (RTL): what was promised, by
// whom and by when, the latest first, with a tick for what is done.
package tasks

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"pendamping/app/screen"
	"pendamping/kpuk"
)

// Model is the list and what it is filtered by.
type Model struct {
	env *screen.Env

	// ShowDone chooses the settled follow-ups instead of the open ones.
	ShowDone bool

	Rows       []Row
	Open, Done int // counts of both lists
	Overdue    int // of the open ones
	HasGroups  bool
}

// Row is one follow-up.
type Row struct {
	ID   kpuk.ID
	What string
	Who  string // who promised and in which group, in words
	Late int    // days past the promised day; 0 for none
	Due  string // the promised or the settled day in words
	Done bool
}

// Draft is a new follow-up as it is typed.
type Draft struct {
	What, Who string
	Due       time.Time // zero: no day was named
	Group     kpuk.ID
}

// NewModel lists what the book holds.
func NewModel(env *screen.Env) *Model {
	m := &Model{env: env}
	m.Load()
	return m
}

// Load reads the book anew.
func (m *Model) Load() {
	m.Rows, m.Open, m.Done, m.Overdue = nil, 0, 0, 0
	m.HasGroups = len(m.Groups()) > 0
	today := m.env.Today()
	var shown []*kpuk.Task
	for _, t := range m.env.Book.Tasks() {
		switch t.State {
		case kpuk.TaskOpen:
			m.Open++
			if t.Overdue(today) > 0 {
				m.Overdue++
			}
		case kpuk.TaskDone:
			m.Done++
		default:
			continue // what was dropped needs nobody any more
		}
		if (t.State == kpuk.TaskDone) == m.ShowDone {
			shown = append(shown, t)
		}
	}
	if m.ShowDone { // the newest first; the book gives the open ones by their day
		slices.SortStableFunc(shown, func(x, y *kpuk.Task) int { return cmp.Compare(y.DoneOn, x.DoneOn) })
	}
	for _, t := range shown {
		m.Rows = append(m.Rows, m.row(t, today))
	}
}

// row puts a follow-up into words.
func (m *Model) row(t *kpuk.Task, today kpuk.Date) Row {
	p := m.env.Text
	r := Row{ID: t.ID, What: t.What, Late: t.Overdue(today), Done: t.State == kpuk.TaskDone}
	words := make([]string, 0, 3)
	if who := m.who(t); who != "" {
		words = append(words, who)
	}
	if g := m.env.Book.Group(t.Group); g != nil {
		words = append(words, p.T("tasks.of", "Name", g.Name))
		if place := m.env.Area(g.Village); place != "" {
			words = append(words, place)
		}
	}
	r.Who = strings.Join(words, " · ")
	switch {
	case r.Done && !t.DoneOn.IsZero():
		r.Due = p.T("tasks.done_on", "Date", p.DayMonth(t.DoneOn.Time()))
	case r.Done || t.Due.IsZero():
	case t.Due == today:
		r.Due = p.T("common.today")
	default:
		r.Due = p.Date(t.Due.Time())
	}
	return r
}

// who is the person who promised; a member by her name of today.
func (m *Model) who(t *kpuk.Task) string {
	if member := m.env.Book.Member(t.Member); member != nil {
		return member.Name
	}
	return strings.TrimSpace(t.Who)
}

// Choose shows the open or the settled ones.
func (m *Model) Choose(done bool) {
	m.ShowDone = done
	m.Load()
}

// Group is a group that a follow-up can belong to.
type Group struct {
	ID   kpuk.ID
	Name string
}

// Groups lists the active groups by name.
func (m *Model) Groups() []Group {
	var out []Group
	for _, g := range m.env.Book.Groups() {
		if g.Status == kpuk.GroupActive {
			out = append(out, Group{g.ID, m.env.Text.T("tasks.of", "Name", g.Name)})
		}
	}
	return out
}

// Settle marks a follow-up as done today; done is told when it is kept.
func (m *Model) Settle(id kpuk.ID, done func(error)) {
	m.set(id, kpuk.TaskDone, m.env.Today(), done)
}

// Reopen takes Settle back.
func (m *Model) Reopen(id kpuk.ID, done func(error)) { m.set(id, kpuk.TaskOpen, 0, done) }

// set keeps a copy of a follow-up in another state.
func (m *Model) set(id kpuk.ID, state kpuk.TaskState, on kpuk.Date, done func(error)) {
	t, ok := m.env.Book.Record(id).(*kpuk.Task)
	if !ok || t.State == state {
		return
	}
	changed := *t // a task holds plain values only
	changed.State, changed.DoneOn = state, on
	m.env.Keep(done, &changed)
}

// Missing names what a draft still lacks: "what", "group", or "" when it can be kept.
// A follow-up without a name or a day is kept, as the minutes sometimes have none.
func (d *Draft) Missing() string {
	switch {
	case strings.TrimSpace(d.What) == "":
		return "what"
	case d.Group.IsZero():
		return "group"
	default:
		return ""
	}
}

// Add keeps a complete draft as a new follow-up under an ID of its own; done is told when it
// is kept.
func (m *Model) Add(id kpuk.ID, d Draft, done func(error)) {
	g := m.env.Book.Group(d.Group)
	if g == nil || d.Missing() != "" {
		return
	}
	t := &kpuk.Task{
		Header: kpuk.Header{ID: id, Partition: g.Partition, Scope: g.ID},
		What:   strings.TrimSpace(d.What), Who: strings.TrimSpace(d.Who), Group: g.ID,
	}
	if !d.Due.IsZero() {
		t.Due = kpuk.DateOf(d.Due)
	}
	m.env.Keep(done, t)
}
