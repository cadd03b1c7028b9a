// Package conflicts is the page on which people decide what is right where two of them
// said different things without knowing of each other: about a field of a record, a
// line of the ledger, a record that one removed and another wrote into, or a meeting
// that two tablets recorded.
//
// Nothing is chosen beforehand, and both values stay kept until somebody who has seen
// them decides; her word then counts on every device. Money is never written over: the
// line is voided and written anew.
package conflicts

import (
	"context"
	"slices"

	"pendamping/app/screen"
	"pendamping/fault"
	"pendamping/kpuk"
	"pendamping/kpuk/book"
)

// Source lists what is contested and settles it. *store.Doubts is one.
type Source interface {
	Contests(ctx context.Context) ([]kpuk.Contest, error)
	Settle(ctx context.Context, author kpuk.ID, c kpuk.Contest, choices []kpuk.Choice) error
}

// Row is one line of the list.
type Row struct {
	Title, Subtitle string
	Fields          int // fields to decide on
	Twins           bool
	Corrected       bool // a line that was corrected twice
}

// pick is what was chosen for a field: a value that was said, or one that was typed.
type pick struct {
	said    int    // −1: typed
	typed   string // as it stands in the field
	value   any
	problem string // why what was typed cannot be
}

// place names what is open: a record, the first of two meetings, or a line that was
// corrected twice.
type place struct {
	id      kpuk.ID
	twins   bool
	dispute bool
}

// sides tells whether what is open is chosen from side by side.
func (p place) sides() bool { return p.twins || p.dispute }

// item is one thing to decide on: a contest, a meeting recorded twice, or a line corrected
// twice.
type item struct {
	at      place
	contest kpuk.Contest
	twins   []*book.Meeting
	dispute kpuk.Dispute
}

// Model is the list and what is open of it.
type Model struct {
	env     *screen.Env
	source  Source
	changed func()

	contests []kpuk.Contest
	items    []item
	open     place
	picks    map[int]pick
	loaded   bool
	busy     bool
	failure  string
	gone     bool // what was open was settled, here or elsewhere
}

// NewModel begins reading; changed is called when something came of it.
func NewModel(env *screen.Env, source Source, changed func()) *Model {
	m := &Model{env: env, source: source, changed: changed, picks: map[int]pick{}}
	m.Load()
	return m
}

// Load reads in the background what is contested now. What was chosen stays chosen as
// long as the same values stand against each other.
func (m *Model) Load() {
	var list []kpuk.Contest
	m.env.Go(func(ctx context.Context) (err error) {
		list, err = m.source.Contests(ctx)
		return err //nolint:wrapcheck // the source's error carries its place
	}, func(err error) {
		if err != nil {
			m.failure = screen.Words(m.env.Text, err)
		} else {
			m.take(list)
		}
		m.changed()
	})
}

// take shows a new list.
func (m *Model) take(list []kpuk.Contest) {
	before, had := m.current()
	m.loaded, m.contests = true, list
	m.items = m.items[:0]
	for _, c := range list {
		if m.mine(&c) {
			m.items = append(m.items, item{at: place{id: c.Record}, contest: c})
		}
	}
	for _, twins := range m.env.Book.Twins() {
		m.items = append(m.items, item{at: place{id: twins[0].ID, twins: true}, twins: twins})
	}
	for _, d := range m.env.Book.Disputes() {
		m.items = append(m.items, item{at: place{id: d.Root, dispute: true}, dispute: d})
	}
	now, has := m.current()
	switch {
	case has && had && !alike(&before, &now):
		m.picks = map[int]pick{} // what is said now was not seen before
	case !has && m.open != place{}:
		m.gone, m.open, m.picks = had, place{}, map[int]pick{}
	}
}

// mine tells whether the user has to do with a contest: a coordinator with all, others
// with what they said themselves.
func (m *Model) mine(c *kpuk.Contest) bool {
	if m.Decides() {
		return true
	}
	return slices.ContainsFunc(c.Fields, func(f kpuk.Contested) bool {
		return slices.ContainsFunc(f.Said, func(s kpuk.Said) bool { return s.By == m.env.Me })
	})
}

// alike tells whether the same values stand against each other.
func alike(a, b *item) bool {
	return slices.EqualFunc(a.contest.Fields, b.contest.Fields, func(x, y kpuk.Contested) bool {
		return x.Number == y.Number && x.Element == y.Element && slices.EqualFunc(x.Said, y.Said, func(v, w kpuk.Said) bool {
			return v.By == w.By && v.At == w.At
		})
	})
}

// Decides tells whether the user decides about everything; a facilitator decides only
// about what she said herself, and never about money.
func (m *Model) Decides() bool {
	return m.env.Office == kpuk.OfficeCoordinator || m.env.Office == kpuk.OfficeNetworkAdmin
}

// MayDecide tells whether the user decides about what is open.
func (m *Model) MayDecide() bool {
	it, ok := m.current()
	if !ok {
		return false
	}
	removal := slices.ContainsFunc(it.contest.Fields, func(f kpuk.Contested) bool { return f.Number == kpuk.FieldRemoved })
	return m.Decides() || !it.at.sides() && it.contest.Kind == kpuk.KindMember && !removal
}

// Loaded tells that the list was read.
func (m *Model) Loaded() bool { return m.loaded }

// Count is the number of lines of the list.
func (m *Model) Count() int { return len(m.items) }

// Index is the line that is open, −1 for none.
func (m *Model) Index() int {
	return slices.IndexFunc(m.items, func(it item) bool { return it.at == m.open })
}

// current is what is open.
func (m *Model) current() (item, bool) {
	if i := m.Index(); i >= 0 {
		return m.items[i], true
	}
	return item{}, false
}

// Open opens a line.
func (m *Model) Open(row int) {
	if row < 0 || row >= len(m.items) || m.items[row].at == m.open {
		return
	}
	m.open, m.picks, m.gone, m.failure = m.items[row].at, map[int]pick{}, false, ""
}

// Close leaves what is open.
func (m *Model) Close() { m.open, m.picks = place{}, map[int]pick{} }

// Failure words what went wrong, empty when nothing did.
func (m *Model) Failure() string { return m.failure }

// Gone tells that what was open was settled.
func (m *Model) Gone() bool { return m.gone }

// Busy tells that a decision is being kept.
func (m *Model) Busy() bool { return m.busy }

// Row words a line of the list.
func (m *Model) Row(row int) Row {
	it := m.items[row]
	if it.at.dispute {
		title, subtitle := m.describeDispute(it.dispute)
		return Row{Title: title, Subtitle: subtitle, Corrected: true}
	}
	if it.at.twins {
		first := it.twins[0]
		return Row{Title: m.groupName(first.Group), Subtitle: m.meetingName(first.Meeting), Twins: true}
	}
	title, subtitle := m.describe(&it.contest)
	return Row{Title: title, Subtitle: subtitle, Fields: len(it.contest.Fields)}
}

// Heading words what is open.
func (m *Model) Heading() (title, line string) {
	it, ok := m.current()
	if !ok {
		return "", ""
	}
	if it.at.dispute {
		return m.describeDispute(it.dispute)
	}
	if it.at.twins {
		return m.groupName(it.twins[0].Group), m.meetingName(it.twins[0].Meeting)
	}
	return m.describe(&it.contest)
}

// Pick chooses one of the values of a field.
func (m *Model) Pick(field, said int) {
	p := m.picks[field]
	m.picks[field] = pick{said: said, typed: p.typed}
	m.failure = ""
}

// PickAll chooses what one person said, wherever she said something.
func (m *Model) PickAll(by kpuk.ID) {
	it, _ := m.current()
	for i, f := range it.contest.Fields {
		if j := slices.IndexFunc(f.Said, func(s kpuk.Said) bool { return s.By == by }); j >= 0 {
			m.Pick(i, j)
		}
	}
}

// Type gives a field a third value; an empty text takes it back.
func (m *Model) Type(field int, text string) {
	it, ok := m.current()
	if !ok || field >= len(it.contest.Fields) {
		return
	}
	m.failure = ""
	if text == "" {
		if p := m.picks[field]; p.said < 0 {
			delete(m.picks, field)
		}
		return
	}
	value, problem := m.read(&it.contest, &it.contest.Fields[field], text)
	m.picks[field] = pick{said: -1, typed: text, value: value, problem: problem}
}

// Chosen counts the fields of what is open, and those with a choice that can be kept.
func (m *Model) Chosen() (n, of int) {
	it, _ := m.current()
	for i := range it.contest.Fields {
		if p, ok := m.picks[i]; ok && p.problem == "" {
			n++
		}
	}
	return n, len(it.contest.Fields)
}

// Save keeps what was chosen; fields without a choice stay open.
func (m *Model) Save() {
	it, ok := m.current()
	n, _ := m.Chosen()
	if !ok || n == 0 || m.busy || !m.MayDecide() {
		return
	}
	if it.contest.Kind == kpuk.KindEntry {
		m.saveLine(&it.contest)
		return
	}
	var choices []kpuk.Choice
	for i := range it.contest.Fields {
		if p, chosen := m.picks[i]; chosen && p.problem == "" {
			choices = append(choices, kpuk.Choice{Field: i, Pick: p.said, Value: p.value})
		}
	}
	m.busy = true
	m.env.Go(func(ctx context.Context) error {
		return m.source.Settle(ctx, m.env.Me, it.contest, choices)
	}, m.kept)
}

// kept takes over how keeping a decision went.
func (m *Model) kept(err error) {
	m.busy = false
	if err != nil {
		m.failure = screen.Words(m.env.Text, err)
		m.changed()
		return
	}
	m.picks = map[int]pick{}
	m.Load()
}

// refuse says that a decision cannot be kept.
func (m *Model) refuse(err error) {
	m.failure = m.env.Text.T("conflicts.refused")
	if fault.KindOf(err) != fault.Other {
		m.failure = screen.Words(m.env.Text, err)
	}
	m.changed()
}
