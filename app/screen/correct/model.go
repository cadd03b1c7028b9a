// Package correct is where something that was recorded wrongly in the past is put
// right: a line of the ledger, one member's attendance at a meeting, or its cash count.
//
// The page shows what is written, asks for what is right and why, and lists every figure
// that moves, before and after, while the user types; nothing is written before she
// confirms. The rules are [kpuk.Holdings.Correct].
package correct

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"pendamping/app/screen"
	"pendamping/kpuk"
	"pendamping/kpuk/book"
)

// Kind says what the page corrects.
type Kind int

// The kinds of pages.
const (
	Nothing  Kind = iota // what the route names is not held here
	Choosing             // of a meeting: its lines, attendance and count
	Line                 // a line that was written
	Back                 // a line that was voided, to be written again
	Missing              // a line that was forgotten at a meeting
	Presence             // a member's attendance
	Count                // what was counted
)

// The tabs of a route to a meeting's parts that have no record of their own.
const (
	TabMissing = "missing"
	TabCount   = "count"
)

// Input is what the user says is right.
type Input struct {
	Never    bool // it never happened: nothing stands instead
	Amount   string
	Line     kpuk.EntryKind
	Member   kpuk.ID
	Note     string // of the group's own lines
	Presence kpuk.Presence
	Fine     bool
	Reason   string
}

// Model is one correction being made.
type Model struct {
	env   *screen.Env
	route screen.Route

	Kind    Kind
	Input   Input
	Busy    bool
	Failure string // why it could not be saved
	Saved   bool

	group   *book.Group
	meeting *kpuk.Meeting // nil for a line of no meeting
	entry   *kpuk.Entry   // the line, or the void of Back
	note    kpuk.ID       // of the correction
	ripple  *kpuk.Ripple
	err     error // why it cannot be corrected
}

// NewModel opens what the route names: a line, or a meeting, of which Of names a member
// for her attendance and Tab the parts without a record.
func NewModel(env *screen.Env, route screen.Route) *Model {
	return newModel(env, route, env.IDs.New)
}

// newModel is NewModel with the correction's ID given from outside.
func newModel(env *screen.Env, route screen.Route, note func() (kpuk.ID, error)) *Model {
	m := &Model{env: env, route: route}
	if id, err := note(); err == nil {
		m.note = id
	}
	m.Load()
	m.fill()
	m.Look()
	return m
}

// Load reads the book anew; what was typed stays.
func (m *Model) Load() {
	m.Kind, m.group, m.meeting, m.entry = Nothing, nil, nil, nil
	switch r := m.env.Book.Record(m.route.ID).(type) {
	case *kpuk.Entry:
		m.entry, m.Kind = r, Line
		m.group = m.env.Book.Group(r.Line.Group)
		if r.Line.Kind == kpuk.EntryVoid {
			m.Kind = Back
		}
		if held := m.env.Book.Meeting(r.Line.Meeting); held != nil {
			m.meeting = held.Meeting
		}
	case *kpuk.Meeting:
		m.meeting, m.Kind = r, Choosing
		m.group = m.env.Book.Group(r.Group)
		switch {
		case m.route.Tab == TabMissing:
			m.Kind = Missing
		case m.route.Tab == TabCount:
			m.Kind = Count
		case !m.route.Of.IsZero():
			m.Kind = Presence
		}
	default: // nothing that can be corrected
	}
	if m.group == nil {
		m.Kind = Nothing
	}
}

// fill begins with what is written.
func (m *Model) fill() {
	switch m.Kind {
	case Line, Back:
		l := m.line()
		m.Input.Line, m.Input.Member, m.Input.Note = l.Kind, l.Member, l.Note
		m.Input.Amount = strconv.FormatInt(int64(l.Amount), 10)
	case Missing:
		m.Input.Line, m.Input.Member = kpuk.EntrySukarela, m.route.Of
	case Presence:
		m.SetPresence(m.meeting.Attendance[m.route.Of].Presence)
	case Count:
		if total, err := m.meeting.Cash.Total(); err == nil {
			m.Input.Amount = strconv.FormatInt(int64(total), 10)
		}
	default:
	}
}

// line is what the page is about: the line, or for Back the one that was voided.
func (m *Model) line() kpuk.EntryLine {
	if m.Kind == Back {
		if target := m.group.Ledger().Entry(m.entry.Line.Voids); target != nil {
			return target.Line
		}
	}
	return m.entry.Line
}

// SetPresence chooses an attendance. The fine follows by itself where the one that was
// paid was what the rules asked for; a fine that was not paid is not added unasked.
func (m *Model) SetPresence(p kpuk.Presence) {
	m.Input.Presence = p
	paid, asked, _ := m.group.Holdings().Fines(m.meeting, m.route.Of, p)
	m.Input.Fine = paid > 0 && paid == asked
}

// Look works the correction out as it is typed now.
func (m *Model) Look() {
	m.ripple, m.err = nil, nil
	if m.Kind == Nothing || m.Kind == Choosing || m.Saved {
		return
	}
	m.ripple, m.err = m.group.Holdings().Correct(m.correction(), m.env.Today())
}

// correction is what the user says, for the rules.
func (m *Model) correction() kpuk.Correction {
	in := m.Input
	c := kpuk.Correction{
		ID: m.note, Reason: strings.TrimSpace(in.Reason),
		By: kpuk.Actor{Person: m.env.Me, Office: m.env.Office, At: m.env.Now().UnixMilli()},
	}
	switch m.Kind {
	case Presence:
		a := m.meeting.Attendance[m.route.Of]
		if a.Presence != in.Presence {
			a = kpuk.Attendance{Presence: in.Presence}
		}
		c.Meeting, c.Member, c.Attendance, c.Fine = m.meeting.ID, m.route.Of, &a, in.Fine
	case Count:
		c.Meeting, c.Cash = m.meeting.ID, &kpuk.CashCount{Counted: m.amount(), Reason: m.meeting.Cash.Reason}
	case Missing:
		c.Line = m.right()
		c.Line.Meeting = m.meeting.ID
	default:
		c.Entry = m.entry.ID
		if !in.Never {
			c.Line = m.right()
		}
	}
	return c
}

// right is the line as it should be.
func (m *Model) right() kpuk.EntryLine {
	l := kpuk.EntryLine{Kind: m.Input.Line, Amount: m.amount(), Member: m.Input.Member, Note: strings.TrimSpace(m.Input.Note)}
	if !slices.Contains(Kinds(false), l.Kind) {
		l.Member = kpuk.ID{}
	}
	return l
}

// amount is what was typed; what is no amount counts as nothing, which is refused.
func (m *Model) amount() kpuk.Rupiah {
	amount, err := kpuk.ParseRupiah(m.Input.Amount)
	if err != nil {
		return 0
	}
	return amount
}

// AmountWords is what was typed as it is written everywhere; empty when it is no amount.
func (m *Model) AmountWords() string {
	if m.amount() == 0 {
		return ""
	}
	return m.env.Text.Rupiah(int64(m.amount()))
}

// Kinds lists the kinds a line may be corrected to: of a member, or of the group.
func Kinds(ofGroup bool) []kpuk.EntryKind { //nolint:revive // whose line it is, not how to work
	if ofGroup {
		return []kpuk.EntryKind{
			kpuk.EntryGroupIncome, kpuk.EntryGroupExpense, kpuk.EntryExternalIn, kpuk.EntryExternalOut, kpuk.EntrySocialOut,
		}
	}
	return append(kpuk.CellKinds(), kpuk.EntryDisbursement)
}

// Save writes the correction in one change. done is told when it is kept.
func (m *Model) Save(done func()) {
	m.Load() // what came meanwhile is reckoned with
	m.Look()
	if !m.Ready() || m.Busy {
		return
	}
	recs, err := m.ripple.Records()
	if err != nil {
		m.Failure = screen.Words(m.env.Text, err)
		return
	}
	m.Busy, m.Failure = true, ""
	m.env.Keep(func(err error) {
		m.Busy = false
		if err != nil {
			m.Failure = screen.Words(m.env.Text, err)
		} else {
			m.Saved = true
		}
		done()
	}, recs...)
}

// Ready tells whether the correction can be saved.
func (m *Model) Ready() bool {
	if m.ripple == nil || m.err != nil || m.Saved {
		return false
	}
	_, refused := kpuk.Refused(m.ripple.Problems)
	return !refused
}

// day words a day.
func (m *Model) day(d kpuk.Date) string { return m.env.Text.Date(d.Time()) }

// name is a member's name, or a word for one not held here.
func (m *Model) name(id kpuk.ID) string {
	if name := m.group.NameOf(id); name != "" {
		return name
	}
	return m.env.Text.T("correct.somebody")
}

// person is who made a correction.
func (m *Model) person(id kpuk.ID) string {
	if p := m.env.Book.Person(id); p != nil {
		return p.Name
	}
	return m.env.Text.T("correct.somebody")
}

// moment words a time of the device's clock.
func (m *Model) moment(ms int64) string {
	at := time.UnixMilli(ms).In(m.env.Now().Location())
	return m.env.Text.DateLong(at) + ", " + m.env.Text.Clock(at)
}
