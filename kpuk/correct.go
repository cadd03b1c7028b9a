package kpuk

import (
	"bytes"
	"cmp"
	"fmt"
	"slices"
	"strings"

	"pendamping/fault"
)

// Errors of corrections.
var (
	// ErrBeingWritten says that the meeting is still being written or mended: it is
	// changed there.
	ErrBeingWritten = fault.New(fault.Invalid, "the meeting is still being written")
	// ErrCounted says that a cash difference follows from what was counted: the count is
	// corrected, never the difference.
	ErrCounted = fault.New(fault.Invalid, "a cash difference follows from the count")
	// ErrLinked says that a line is one half of an act, such as savings that moved with a
	// member: taking it back alone would make money appear.
	ErrLinked = fault.New(fault.Invalid, "the line has another half")
	// ErrRepaid says that a loan was paid on, so that it cannot be made not to have been.
	ErrRepaid = fault.New(fault.Invalid, "there are payments to the loan")
	// ErrNoLoan says that a payment has no loan that it could pay.
	ErrNoLoan = fault.New(fault.Invalid, "the member has no loan to pay")
	// ErrSame says that the correction would change nothing.
	ErrSame = fault.New(fault.Invalid, "the correction changes nothing")
	// ErrNoMeeting says that the meeting to correct is not there.
	ErrNoMeeting = fault.New(fault.NotFound, "the meeting is not there")
)

// opCorrect names the place of errors.
const opCorrect fault.Op = "kpuk.Holdings.Correct"

// Correction says what was recorded wrongly in the past, and what is right. One of three
// things is corrected: a line of the ledger (Entry, or a line that is missing), one
// member's attendance (Attendance), or the cash that was counted (Cash).
type Correction struct {
	ID ID // of its note on the meetings it changes

	Entry ID        // the line that is wrong; a void to bring its line back; zero for a line that is missing
	Line  EntryLine // what stands instead; its Kind is zero when nothing does

	Meeting    ID // whose attendance or count is corrected
	Member     ID
	Attendance *Attendance
	Fine       bool // the fine of the attendance follows by the rules
	Cash       *CashCount

	Reason string
	By     Actor
}

// Corrected is the note of a correction on a meeting that it changed.
type Corrected struct {
	By     ID         `cbor:"1,keyasint,omitzero"`
	At     int64      `cbor:"2,keyasint,omitempty"` // Unix milliseconds of the device's clock
	Reason string     `cbor:"3,keyasint,omitempty"`
	Void   []ID       `cbor:"4,keyasint,omitempty"` // voids written at this meeting
	Write  []ID       `cbor:"5,keyasint,omitempty"` // lines written in their place
	Member ID         `cbor:"6,keyasint,omitzero"`  // whose attendance changed
	From   Attendance `cbor:"7,keyasint,omitempty"`
	To     Attendance `cbor:"8,keyasint,omitempty"`
	Spread bool       `cbor:"9,keyasint,omitempty"` // another meeting was corrected, this one follows
}

// Wrote tells whether the correction wrote a line.
func (c Corrected) Wrote(line ID) bool { return slices.Contains(c.Write, line) }

// LaterExcessError names a payment that would exceed its loan's debt after a correction.
type LaterExcessError struct {
	Entry  ID // zero for the corrected line itself
	Date   Date
	Amount Rupiah
	Excess Rupiah
}

// Error names day and excess.
func (e *LaterExcessError) Error() string {
	return fmt.Sprintf("the payment of %s exceeds the debt by %s", e.Date, e.Excess)
}

// Ripple is what a correction would write and what it moves. Nothing is changed until
// its records are saved.
type Ripple struct {
	Voids    []*Entry
	Writes   []*Entry
	Meetings []*Meeting // changed copies, by day
	Loans    []*Loan    // changed copies
	// Amendments are the reviews of lines that belong to no meeting: changed copies, or new.
	Amendments []*Amendment
	Effects    []Effect // what moves, before and after
	Problems   []Problem
}

// Records returns what is to be saved in one change. A ripple with a refusal has none.
func (r *Ripple) Records() ([]Record, error) {
	const op fault.Op = "kpuk.Ripple.Records"
	if p, refused := Refused(r.Problems); refused {
		return nil, fault.E(op, fault.Invalid, fault.New(fault.Invalid, p.Key))
	}
	var out []Record
	for _, m := range r.Meetings {
		out = append(out, m)
	}
	for _, e := range append(slices.Clone(r.Voids), r.Writes...) {
		out = append(out, e)
	}
	for _, l := range r.Loans {
		out = append(out, l)
	}
	for _, a := range r.Amendments {
		out = append(out, a)
	}
	return out, nil
}

// correcting is a correction while it is worked out.
type correcting struct {
	*Holdings

	c      Correction
	today  Date
	note   string // of voids; never empty
	from   Date   // nothing before this day moves
	own    ID     // the meeting that is corrected
	after  *Ledger
	loans  map[ID]*Loan                 // changed
	held   map[ID]*Meeting              // changed
	spread map[ID]bool                  // loans whose payments are split anew
	places map[ID]place                 // of new payments: where the line stood that they are instead of
	clean  map[ID]bool                  // meetings whose count is booked anew as a whole
	handed struct{ before, now Rupiah } // what the last count left unbooked: as it stood, and as it will
	r      *Ripple
}

// correcting begins one.
func (h *Holdings) correcting(c Correction, today Date) *correcting {
	return &correcting{
		Holdings: h, c: c, today: today, note: strings.TrimSpace(c.Reason), after: h.Ledger, r: &Ripple{},
		loans: map[ID]*Loan{}, held: map[ID]*Meeting{}, spread: map[ID]bool{}, places: map[ID]place{}, clean: map[ID]bool{},
	}
}

// Correct works out a correction as of today: what is voided and written, which later
// payments are split anew, which counts are booked anew, and what all that moves. Lines
// are dated as those they stand instead of, so that every figure since is what it would
// be had the right thing been recorded at once. A missing reason and a payment beyond its
// debt are refusals among the problems, so that the ripple can be looked at; what cannot
// be corrected at all is an error.
func (h *Holdings) Correct(c Correction, today Date) (*Ripple, error) {
	k := h.correcting(c, today)
	if !c.By.Office.records() {
		return nil, fault.E(opCorrect, fault.Denied, ErrNotYours)
	}
	if k.note == "" {
		k.r.Problems = append(k.r.Problems, Problem{Field: "Reason", Key: "correct_reason"})
		k.note = "…" // only looked at, never saved
	}
	if err := k.work(); err != nil {
		return nil, fault.E(opCorrect, fault.Other, err)
	}
	return k.r, nil
}

// work goes through the parts of a correction in their order.
func (k *correcting) work() error {
	var err error
	switch {
	case k.c.Attendance != nil:
		err = k.attend()
	case k.c.Cash != nil:
		err = k.count()
	default:
		err = k.replace()
	}
	if err != nil {
		return err
	}
	return k.finish()
}

// finish works out what follows from the lines that were taken and written.
func (k *correcting) finish() error {
	if err := k.splitAnew(); err != nil {
		return err
	}
	if err := k.bookAnew(); err != nil {
		return err
	}
	if err := k.mark(); err != nil {
		return err
	}
	if err := k.amend(); err != nil {
		return err
	}
	return k.effects()
}

// meeting finds a meeting that may be corrected; the zero ID is none.
func (k *correcting) meeting(id ID) (*Meeting, error) {
	if id.IsZero() {
		return nil, nil //nolint:nilnil // lines of no meeting have none
	}
	i := slices.IndexFunc(k.Meetings, func(m *Meeting) bool { return m.ID == id && !m.Gone() })
	switch {
	case i < 0:
		return nil, fault.E(opCorrect, fault.Other, ErrNoMeeting)
	case k.Meetings[i].State.Editable():
		return nil, fault.E(opCorrect, fault.Other, ErrBeingWritten)
	}
	return k.Meetings[i], nil
}

// copyOf is the changed copy of a meeting.
func (k *correcting) copyOf(m *Meeting) *Meeting {
	if k.held[m.ID] == nil {
		k.held[m.ID] = Clone(m)
	}
	return k.held[m.ID]
}

// take voids a line on its own day, so that the day's figures become right.
func (k *correcting) take(e *Entry) {
	l := e.Line
	k.add(&k.r.Voids, &Entry{
		Header: Header{ID: VoidID(e.ID), Partition: e.Partition, Scope: e.Scope},
		Line: EntryLine{
			Kind: EntryVoid, Amount: l.Amount, Group: l.Group, Meeting: l.Meeting, Member: l.Member, Loan: l.Loan,
			Date: l.Date, Voids: e.ID, Note: k.note,
		},
	})
}

// put writes a line instead of another, or a missing one. Its name follows from its
// cell, or from the line it stands instead of where there is no meeting: the same
// correction made on two devices is one.
func (k *correcting) put(l EntryLine, instead ID) *Entry {
	l.Instead, l.Turn = instead, 0
	e := &Entry{Line: l}
	e.Partition, e.Scope = k.Group.Partition, l.Group
	if l.Meeting.IsZero() {
		for e.ID = Derive("instead", instead[:]); k.after.byID[e.ID] != nil; {
			e.Line.Instead = e.ID
			e.ID = Derive("instead", e.ID[:])
		}
	} else {
		e.Line.Turn = k.after.nextTurn(l.Meeting, l.Member, l.Kind)
		e.ID = EntryID(l.Meeting, l.Member, l.Kind, e.Line.Turn)
	}
	k.add(&k.r.Writes, e)
	return e
}

// add takes a new entry into the ledger that is to be.
func (k *correcting) add(list *[]*Entry, entries ...*Entry) {
	*list = append(*list, entries...)
	k.after = NewLedger(append(slices.Clone(k.after.entries), entries...)...)
	for _, e := range entries {
		if k.from.IsZero() || e.Line.Date < k.from {
			k.from = e.Line.Date
		}
		if !e.Line.Loan.IsZero() {
			k.spread[e.Line.Loan] = true
		}
	}
}

// inTime lists the group's meetings since the correction's day, the earliest first.
func (k *correcting) inTime() []*Meeting {
	var out []*Meeting
	for _, m := range k.Meetings {
		if m.Date >= k.from && !m.Gone() {
			out = append(out, m)
		}
	}
	slices.SortFunc(out, func(a, b *Meeting) int {
		return cmp.Or(cmp.Compare(a.Date, b.Date), cmp.Compare(a.Start, b.Start), bytes.Compare(a.ID[:], b.ID[:]))
	})
	return out
}
