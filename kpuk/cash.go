package kpuk

import (
	"slices"

	"pendamping/fault"
)

// Denominations returns the notes and coins in use, largest first.
func Denominations() []Rupiah {
	return []Rupiah{100_000, 75_000, 50_000, 20_000, 10_000, 5_000, 2_000, 1_000, 500, 200, 100}
}

// Total returns the money counted: the sum of notes and coins where any is given, else
// the amount typed. Negative pieces and unknown denominations are errors.
func (c CashCount) Total() (Rupiah, error) {
	const op fault.Op = "kpuk.CashCount.Total"
	if len(c.Notes) == 0 {
		return c.Counted, nil
	}
	var t tally
	var total Rupiah
	known := Denominations()
	for worth, pieces := range c.Notes {
		part, err := worth.Mul(int64(pieces))
		if err != nil || pieces < 0 || !slices.Contains(known, worth) {
			return 0, fault.E(op, fault.Invalid, ErrNotMoney)
		}
		t.add(&total, part)
	}
	return total, fault.E(op, fault.Invalid, t.err)
}

// CashSheet is the money of one meeting: Opening + In − Out = Expected, and what was
// counted beside it.
type CashSheet struct {
	Opening    Rupiah
	In         Rupiah
	Out        Rupiah
	Expected   Rupiah
	Counted    Rupiah
	Difference Rupiah // Counted − Expected
	Booked     Rupiah // difference already in the ledger for this meeting
	Aside      Rupiah // of it, what corrections left
	Kinds      map[EntryKind]Rupiah
}

// CashSheet reckons a meeting's money. What belongs to this meeting is In and Out,
// voids taken off again; all else until its day is the opening. The meeting's own cash
// difference is in neither, or counting twice would hide it.
func (l *Ledger) CashSheet(m *Meeting) (CashSheet, error) {
	const op fault.Op = "kpuk.Ledger.CashSheet"
	s := CashSheet{Kinds: make(map[EntryKind]Rupiah)}
	var t tally
	for mv := range l.Movements(0) {
		own := mv.Line.Meeting == m.ID
		// Own entries count even if the meeting's date was mended after they were written; a
		// void of a later day is money of that day.
		if mv.Line.Group == m.Group && (mv.Line.Date <= m.Date || (own && mv.Sign > 0)) {
			s.add(&t, mv, own)
		}
	}
	expected := s.Opening
	t.add(&expected, s.In)
	t.add(&expected, -s.Out)
	s.Expected = expected
	counted, err := m.Cash.Total()
	if err != nil {
		return CashSheet{}, fault.E(op, fault.Invalid, err)
	}
	s.Counted = counted
	difference, err := counted.Sub(expected)
	if err != nil {
		t.err = err
	}
	s.Difference = difference
	return s, fault.E(op, fault.Invalid, t.err)
}

// add books one movement, of this meeting or of before.
func (s *CashSheet) add(t *tally, mv Movement, own bool) { //nolint:revive // own is what the movement is, not how to work
	if !own {
		t.add(&s.Opening, mv.Cash())
		return
	}
	amount := mv.Sign * mv.Line.Amount
	sum := s.Kinds[mv.Line.Kind]
	t.add(&sum, amount)
	s.Kinds[mv.Line.Kind] = sum
	switch {
	case mv.Line.Kind == EntryCashDifference:
		t.add(&s.Booked, amount)
		if mv.Line.Aside() {
			t.add(&s.Aside, amount)
		}
	case mv.Line.Kind.CashEffect() > 0:
		t.add(&s.In, amount)
	case mv.Line.Kind.CashEffect() < 0:
		t.add(&s.Out, amount)
	}
}

// BookDifference returns the entries that make the ledger agree with the counted cash:
// voids of differences booked before, and the difference that stands now. None when
// they agree already. What corrections left is never more than the difference that there
// is; the rest is what was counted. A difference without a reason is [ErrNoReason].
func (l *Ledger) BookDifference(m *Meeting) ([]*Entry, error) {
	const op fault.Op = "kpuk.Ledger.BookDifference"
	sheet, err := l.CashSheet(m)
	if err != nil {
		return nil, fault.E(op, fault.Invalid, err)
	}
	if sheet.Booked == sheet.Difference {
		return nil, nil
	}
	if m.Cash.Reason == "" && sheet.Difference != 0 {
		return nil, fault.E(op, fault.Invalid, ErrNoReason)
	}
	aside := min(max(sheet.Aside, min(0, sheet.Difference)), max(0, sheet.Difference))
	out, left, err := l.unbook(m, aside != sheet.Aside)
	if err != nil {
		return nil, fault.E(op, fault.Invalid, err)
	}
	turn := l.nextTurn(m.ID, ID{}, EntryCashDifference)
	book := func(amount Rupiah, corrects ID) {
		if amount == 0 {
			return
		}
		e := m.entry(ID{}, EntryCashDifference, turn, amount)
		e.Line.Note, e.Line.Corrects = m.Cash.Reason, corrects
		out = append(out, e)
		turn++
	}
	book(sheet.Difference-aside, ID{})
	if aside != sheet.Aside {
		book(aside, left)
	}
	return out, nil
}

// unbook voids the differences of a meeting that were counted, and where asked those that
// corrections left; left is a line whose correction did.
func (l *Ledger) unbook(m *Meeting, all bool) (out []*Entry, left ID, err error) { //nolint:revive // what is to go
	for e := range l.Standing() {
		if e.Line.Kind != EntryCashDifference || e.Line.Meeting != m.ID || (e.Line.Aside() && !all) {
			continue
		}
		void, err := l.Void(e.ID, m.Date, "recount")
		if err != nil {
			return nil, left, err
		}
		out = append(out, void)
		if e.Line.Aside() {
			left = e.Line.Corrects
		}
	}
	return out, left, nil
}

// entry returns a new entry of a cell of the meeting; the zero member is the group.
func (m *Meeting) entry(member ID, kind EntryKind, turn int, amount Rupiah) *Entry {
	return &Entry{
		Header: Header{ID: EntryID(m.ID, member, kind, turn), Partition: m.Partition, Scope: m.Group},
		Line: EntryLine{
			Kind: kind, Amount: amount, Group: m.Group, Meeting: m.ID, Member: member, Date: m.Date, Turn: turn,
		},
	}
}
