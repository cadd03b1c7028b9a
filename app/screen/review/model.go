// Package review is the coordinator's inbox: meetings that were submitted, the one that
// waits longest first, each beside what is odd about it. She approves, or returns with
// a comment.
//
// A decision is held back for a few seconds in which it can be taken back, since a
// state that was sent cannot be unsaid; leaving the page or deciding again ends the
// wait. A meeting that changed after it was opened is not decided on before it was
// looked at again.
package review

import (
	"context"
	"reflect"
	"slices"
	"strings"
	"time"

	"pendamping/app/screen"
	"pendamping/fault"
	"pendamping/kpuk"
	"pendamping/kpuk/book"
)

// HoldFor is how long a decision can be taken back.
const HoldFor = 8 * time.Second

// Hold waits for HoldFor, or until ctx ends.
func Hold(ctx context.Context) error {
	timer := time.NewTimer(HoldFor)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return fault.E("review.Hold", fault.Transient, ctx.Err())
	}
}

// Pin is the place in a meeting that a comment speaks of; the zero Pin is the whole.
type Pin struct {
	Step kpuk.Step
	Of   kpuk.ID // the member, or none

	Field  string  // of the step, such as "wajib" for a cell of the money grid; empty: all of it
	Thread kpuk.ID // the comment that is answered; zero begins a thread
}

// draft is a comment that was not sent yet.
type draft struct {
	text string
	pin  Pin
}

// opened is what was on screen when a meeting was opened.
type opened struct {
	meeting *kpuk.Meeting
	lines   []kpuk.EntryLine
}

// decision is what was decided and can still be taken back.
type decision struct {
	before []*kpuk.Meeting // as the book held them
	after  []kpuk.Record
	said   string
	drafts map[kpuk.ID]draft
}

// Model is the inbox, the meeting that is open, and what was decided last.
type Model struct {
	env     *screen.Env
	hold    func(context.Context) error
	changed func()

	waiting  []*book.Meeting
	selected kpuk.ID
	seen     opened
	stale    bool
	gone     string // title of the meeting that left the inbox while it was open
	checked  map[kpuk.ID]bool
	drafts   map[kpuk.ID]draft
	judged   map[kpuk.ID]judgement
	settling map[kpuk.ID]*kpuk.Meeting // handed over, not yet in the book
	pending  *decision
	failed   fault.Kind
	hasErr   bool
	nudge    bool // a comment is wanted
}

// NewModel reads the inbox. hold waits as long as a decision can be taken back; changed
// is called when something happened that no call of the view's brought about.
func NewModel(env *screen.Env, hold func(context.Context) error, changed func()) *Model {
	m := &Model{
		env: env, hold: hold, changed: changed, checked: map[kpuk.ID]bool{}, drafts: map[kpuk.ID]draft{},
		judged: map[kpuk.ID]judgement{}, settling: map[kpuk.ID]*kpuk.Meeting{},
	}
	m.Reload()
	return m
}

// Reload reads the inbox again. What is open stays open, and is marked when it changed.
func (m *Model) Reload() {
	m.waiting = m.waiting[:0]
	for _, b := range m.env.Book.Waiting(kpuk.Submitted) {
		if m.settling[b.ID] != b.Meeting && !m.isPending(b.ID) {
			m.waiting = append(m.waiting, b)
		}
	}
	if b := m.Open(); b != nil {
		m.stale = m.stale || !m.seen.same(b)
		return
	}
	if m.seen.meeting != nil && !m.isPending(m.selected) && m.settling[m.selected] == nil {
		m.gone = m.title(m.seen.meeting)
	}
	m.Select(0)
}

// same tells whether a meeting is still what was opened, apart from what the store
// remembers of it.
func (o opened) same(b *book.Meeting) bool {
	if o.meeting == nil {
		return false
	}
	if o.meeting != b.Meeting {
		x, y := *o.meeting, *b.Meeting
		x.Seen, y.Seen = nil, nil
		if !reflect.DeepEqual(x, y) {
			return false
		}
	}
	return slices.Equal(o.lines, linesOf(b))
}

// linesOf lists the money of a meeting.
func linesOf(b *book.Meeting) []kpuk.EntryLine {
	entries := b.Entries()
	out := make([]kpuk.EntryLine, len(entries))
	for i, e := range entries {
		out[i] = e.Line
	}
	return out
}

// isPending tells whether a meeting was decided on and can still be taken back.
func (m *Model) isPending(id kpuk.ID) bool {
	return m.pending != nil && slices.ContainsFunc(m.pending.before, func(k *kpuk.Meeting) bool { return k.ID == id })
}

// Count is how many meetings wait.
func (m *Model) Count() int { return len(m.waiting) }

// Index is the row of the open meeting, −1 when none is open.
func (m *Model) Index() int {
	return slices.IndexFunc(m.waiting, func(b *book.Meeting) bool { return b.ID == m.selected })
}

// Open is the meeting that is open, or nil.
func (m *Model) Open() *book.Meeting {
	if i := m.Index(); i >= 0 {
		return m.waiting[i]
	}
	return nil
}

// Select opens a row of the inbox; a row that is not there opens the nearest one.
func (m *Model) Select(row int) {
	m.stale, m.nudge = false, false
	if len(m.waiting) == 0 {
		m.selected, m.seen = kpuk.ID{}, opened{}
		return
	}
	b := m.waiting[min(max(row, 0), len(m.waiting)-1)]
	m.selected = b.ID
	m.Look()
}

// SelectID opens a meeting by its ID and tells whether it waits.
func (m *Model) SelectID(id kpuk.ID) bool {
	i := slices.IndexFunc(m.waiting, func(b *book.Meeting) bool { return b.ID == id })
	if i >= 0 {
		m.Select(i)
	}
	return i >= 0
}

// Step opens the row so many below; nothing happens beyond the ends.
func (m *Model) Step(by int) {
	m.gone = ""
	if i := m.Index() + by; i >= 0 && i < len(m.waiting) {
		m.Select(i)
	}
}

// Look takes over what the open meeting holds now: a change was seen.
func (m *Model) Look() {
	if b := m.Open(); b != nil {
		m.seen = opened{meeting: b.Meeting, lines: linesOf(b)}
	}
	m.stale = false
}

// Stale tells that the open meeting changed after it was opened.
func (m *Model) Stale() bool { return m.stale }

// Gone names the meeting that left the inbox while it was open, empty when none did.
func (m *Model) Gone() string { return m.gone }

// Comment is the comment being written about the open meeting, and what it is pinned to.
func (m *Model) Comment() (string, Pin) {
	d := m.drafts[m.selected]
	return d.text, d.pin
}

// SetComment keeps what was written, for this meeting only.
func (m *Model) SetComment(text string) {
	d := m.drafts[m.selected]
	d.text = text
	m.drafts[m.selected] = d
	if strings.TrimSpace(text) != "" {
		m.nudge = false
	}
}

// SetPin pins the comment to a place; the zero Pin takes the pin away.
func (m *Model) SetPin(p Pin) {
	d := m.drafts[m.selected]
	d.pin = p
	m.drafts[m.selected] = d
}

// Nudged tells that returning was asked for without a comment.
func (m *Model) Nudged() bool { return m.nudge }

// Checked tells whether a row is marked for approval together with others.
func (m *Model) Checked(row int) bool { return m.checked[m.waiting[row].ID] }

// Check marks a row or not. One with warnings is opened instead: it is for single eyes.
func (m *Model) Check(row int, on bool) { //nolint:revive // the state is what is set
	if len(m.Warnings(row)) > 0 || m.doubtful(m.waiting[row]) {
		m.Select(row)
		return
	}
	id := m.waiting[row].ID
	if on {
		m.checked[id] = true
		return
	}
	delete(m.checked, id)
}

// Bulk lists the meetings that one press approves: those marked, or else all without
// warnings.
func (m *Model) Bulk() []*book.Meeting {
	var marked, clean []*book.Meeting
	for i, b := range m.waiting {
		if len(m.Warnings(i)) > 0 || m.doubtful(b) {
			continue
		}
		clean = append(clean, b)
		if m.checked[b.ID] {
			marked = append(marked, b)
		}
	}
	if len(marked) > 0 {
		return marked
	}
	return clean
}
