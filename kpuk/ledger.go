package kpuk

import (
	"bytes"
	"cmp"
	"iter"
	"slices"
)

// Ledger is a set of entries with their voids resolved, for summing. The order in
// which entries were added makes no difference. It holds the entries of one group or of
// many.
type Ledger struct {
	byID     map[ID]*Entry
	entries  []*Entry  // by date, then ID
	voids    map[ID]ID // by the entry voided: the void that counts
	loans    map[ID][]Movement
	idle     map[ID]bool // lines that wait: another one stands instead of the same line
	disputes []Dispute   // lines that two people corrected
}

// Movement is an entry as it moves money: a void appears as its target's line with the
// void's date and meeting, and Sign −1. An entry later voided keeps its own movement,
// so that the sums of past days do not change.
type Movement struct {
	ID   ID // of the entry, or of the void
	Line EntryLine
	Sign Rupiah // 1 or −1
}

// NewLedger returns a ledger of entries; the same ID counts once. The entries are kept,
// not copied.
func NewLedger(entries ...*Entry) *Ledger {
	l := &Ledger{byID: make(map[ID]*Entry, len(entries)), voids: map[ID]ID{}, loans: map[ID][]Movement{}}
	for _, e := range entries {
		if _, twice := l.byID[e.ID]; !twice {
			l.byID[e.ID] = e
			l.entries = append(l.entries, e)
		}
	}
	slices.SortFunc(l.entries, func(a, b *Entry) int {
		return cmp.Or(cmp.Compare(a.Line.Date, b.Line.Date), bytes.Compare(a.ID[:], b.ID[:]))
	})
	for _, e := range l.entries {
		// The first void in the ledger's order counts; others of the same entry do nothing.
		if _, done := l.voids[e.Line.Voids]; !done && l.voidable(&e.Line) == "" {
			l.voids[e.Line.Voids] = e.ID
		}
	}
	l.rest()
	for _, e := range l.entries {
		if m, ok := l.movement(e); ok && !m.Line.Loan.IsZero() {
			l.loans[m.Line.Loan] = append(l.loans[m.Line.Loan], m)
		}
	}
	return l
}

// rest sets aside the lines that wait: of those that stand in one line's place all but the
// first.
func (l *Ledger) rest() {
	l.disputes = l.dispute()
	for _, d := range l.disputes {
		for _, e := range d.Lines[1:] {
			if l.idle == nil {
				l.idle = map[ID]bool{}
			}
			l.idle[e.ID] = true
		}
	}
}

// voidable returns the key of what is wrong with a void beside its target, or "".
func (l *Ledger) voidable(void *EntryLine) string {
	if void.Kind != EntryVoid {
		return "void_kind"
	}
	target, ok := l.byID[void.Voids]
	switch {
	case !ok:
		return "void_unknown"
	case target.Line.Kind == EntryVoid:
		return "void_of_void"
	case target.Line.Group != void.Group:
		return "void_group"
	case target.Line.Amount != void.Amount:
		return "void_amount"
	default:
		return ""
	}
}

// Entry returns an entry by ID, or nil.
func (l *Ledger) Entry(id ID) *Entry { return l.byID[id] }

// Entries returns all entries by date and ID, voids and voided ones included. The
// slice must not be changed.
func (l *Ledger) Entries() []*Entry { return l.entries }

// VoidedBy returns the void that counts against an entry; the zero ID when it stands.
func (l *Ledger) VoidedBy(id ID) ID { return l.voids[id] }

// Standing returns the entries that move money and were not voided, by date. Of lines that
// two people put in place of one, only the first of its [Dispute] is among them.
func (l *Ledger) Standing() iter.Seq[*Entry] {
	return func(yield func(*Entry) bool) {
		for _, e := range l.entries {
			if e.Line.Kind == EntryVoid || !l.voids[e.ID].IsZero() || l.idle[e.ID] {
				continue
			}
			if !yield(e) {
				return
			}
		}
	}
}

// unvoided returns the entries that were not voided, also those that wait for a decision.
func (l *Ledger) unvoided() iter.Seq[*Entry] {
	return func(yield func(*Entry) bool) {
		for _, e := range l.entries {
			if e.Line.Kind != EntryVoid && l.voids[e.ID].IsZero() && !yield(e) {
				return
			}
		}
	}
}

// Movements returns what moved money until a day, by date; the zero Date means always.
func (l *Ledger) Movements(until Date) iter.Seq[Movement] {
	return func(yield func(Movement) bool) {
		for _, e := range l.entries {
			m, ok := l.movement(e)
			if !ok || (!until.IsZero() && m.Line.Date > until) {
				continue
			}
			if !yield(m) {
				return
			}
		}
	}
}

// movement turns an entry into its movement; voids that do not count, and lines that wait
// for a decision, have none.
func (l *Ledger) movement(e *Entry) (Movement, bool) {
	if e.Line.Kind != EntryVoid {
		if l.idle[e.ID] {
			return Movement{}, false
		}
		return Movement{ID: e.ID, Line: e.Line, Sign: 1}, true
	}
	if l.voids[e.Line.Voids] != e.ID {
		return Movement{}, false
	}
	line := l.byID[e.Line.Voids].Line
	line.Date, line.Meeting, line.Note = e.Line.Date, e.Line.Meeting, e.Line.Note
	return Movement{ID: e.ID, Line: line, Sign: -1}, true
}

// CashEffect says what an entry of the kind does to the money in the box: 1 puts in, −1
// takes out, 0 moves nothing. A cash difference carries its own sign.
func (k EntryKind) CashEffect() Rupiah {
	switch k {
	case EntryPokok, EntryWajib, EntrySukarela, EntryInstalment, EntryMembershipFee, EntryPenalty,
		EntrySocialIn, EntryGroupIncome, EntryExternalIn, EntryCashDifference:
		return 1
	case EntryWithdrawal, EntryDisbursement, EntrySocialOut, EntryGroupExpense, EntryExternalOut, EntrySHU:
		return -1
	default:
		return 0
	}
}

// Known tells whether this version knows the kind.
func (k EntryKind) Known() bool { return k >= EntryPokok && k <= EntryVoid }

// Cash returns what the movement adds to the box, negative when it takes out.
func (m Movement) Cash() Rupiah { return m.Sign * m.Line.Kind.CashEffect() * m.Line.Amount }

// Cash returns the money in the box after a day; the zero Date means now.
func (l *Ledger) Cash(until Date) (Rupiah, error) {
	var t tally
	var cash Rupiah
	for m := range l.Movements(until) {
		t.add(&cash, m.Cash())
	}
	return cash, t.err
}

// Unknown counts entries of kinds this version does not know: their money is in no sum,
// so figures are to be shown as incomplete.
func (l *Ledger) Unknown() int {
	n := 0
	for _, e := range l.entries {
		if !e.Line.Kind.Known() {
			n++
		}
	}
	return n
}

// tally sums with one error at the end.
type tally struct{ err error }

func (t *tally) add(to *Rupiah, amount Rupiah) {
	sum, err := to.Add(amount)
	if err != nil {
		t.err = err
		return
	}
	*to = sum
}
