package kpuk

import (
	"cmp"
	"slices"
	"strings"

	"pendamping/fault"
)

// Sitting is a meeting with all that its rules need to look at. Fields may be shared
// between sittings; methods change nothing of them.
type Sitting struct {
	Meeting *Meeting
	Rules   Rules     // of the group on the meeting's day
	Members []*Member // of the group, [Group.Everyone]; who was not active on the day is left out
	Loans   []*Loan   // of the group
	Ledger  *Ledger   // of the group
	Last    *Meeting  // the one before; nil when there is none
}

// Active returns the members who belong to the group on the meeting's day, by number
// and name.
func (s *Sitting) Active() []*Member {
	var out []*Member
	for _, m := range s.Members {
		if m.ActiveOn(s.Meeting.Date) {
			out = append(out, m)
		}
	}
	slices.SortFunc(out, func(a, b *Member) int {
		return cmp.Or(cmp.Compare(a.Number, b.Number), strings.Compare(a.Name, b.Name), strings.Compare(a.ID.String(), b.ID.String()))
	})
	return out
}

// Counts returns how many active members have each presence.
func (s *Sitting) Counts() map[Presence]int {
	out := make(map[Presence]int)
	for _, m := range s.Active() {
		out[s.Meeting.Attendance[m.ID].Presence]++
	}
	return out
}

// Quorum reckons the meeting's quorum.
func (s *Sitting) Quorum() Quorum {
	here, active := 0, 0
	for presence, n := range s.Counts() {
		active += n
		if presence.Attends() {
			here += n
		}
	}
	return QuorumOf(here, active)
}

// Pays tells whether the money grid has a row for a member: she came, or sent money.
func (s *Sitting) Pays(member ID) bool {
	return s.Meeting.Attendance[member].Presence.Attends() || s.Meeting.Sheet[member].Entrusted
}

// Debts returns the member's active loans with their debts before this meeting's
// payments, the oldest first. Loans whose terms cannot be kept are left out.
func (s *Sitting) Debts(member ID) []LoanView {
	before := s.Ledger.without(s.Meeting.ID, member)
	var out []LoanView
	for _, loan := range s.Loans {
		if loan.Member != member || !before.owing(loan) {
			continue
		}
		if v, err := before.View(loan, s.Meeting.Date); err == nil && v.Active {
			out = append(out, v)
		}
	}
	slices.SortFunc(out, func(a, b LoanView) int {
		return cmp.Or(cmp.Compare(a.Loan.Terms.Start, b.Loan.Terms.Start), strings.Compare(a.Loan.ID.String(), b.Loan.ID.String()))
	})
	return out
}

// without returns the ledger of a member before her lines of a meeting: what a row is
// suggested and split by must not depend on whether it was confirmed before.
func (l *Ledger) without(meeting, member ID) *Ledger {
	var kept []*Entry
	for _, e := range l.entries {
		line := e.Line
		if target := l.byID[line.Voids]; target != nil {
			line = target.Line // a void goes with what it voids
		}
		if line.Member == member && line.Meeting != meeting {
			kept = append(kept, e)
		}
	}
	return NewLedger(kept...)
}

// Bill sums what a member's loans ask for at this meeting.
func (s *Sitting) Bill(member ID) (Rupiah, error) {
	var t tally
	var sum Rupiah
	for _, v := range s.Debts(member) {
		t.add(&sum, v.Debt.Bill(s.Meeting.Date, v.Loan.Terms.Interval.ahead()).Split.Total())
	}
	return sum, t.err
}

// Suggest returns the usual amounts of a member's row: wajib and social fund by the
// rules, what is open of pokok and of the joining fee, the instalment due with arrears,
// and the fine for coming late or for an absence without excuse. Nothing for who
// neither came nor sent money.
func (s *Sitting) Suggest(member ID) (map[EntryKind]Rupiah, error) {
	out := make(map[EntryKind]Rupiah)
	if !s.Pays(member) {
		return out, nil
	}
	bill, err := s.Bill(member)
	if err != nil {
		return nil, err
	}
	put := func(kind EntryKind, amount Rupiah) {
		if amount > 0 {
			out[kind] = amount
		}
	}
	pokok, fee := s.Joined(member)
	put(EntryPokok, s.Rules.Pokok-pokok)
	put(EntryMembershipFee, s.Rules.Membership-fee)
	put(EntryWajib, s.Rules.Wajib)
	put(EntrySocialIn, s.Rules.Social)
	put(EntryInstalment, bill)
	switch s.Meeting.Attendance[member].Presence {
	case Late:
		put(EntryPenalty, s.Rules.LateFine)
	case Absent:
		put(EntryPenalty, s.Rules.AbsentFine)
	default: // no fine
	}
	return out, nil
}

// Joined returns what a member paid of pokok and of the joining fee before this meeting. Both
// are paid once.
func (s *Sitting) Joined(member ID) (pokok, fee Rupiah) {
	before := s.Ledger.without(s.Meeting.ID, member)
	for e := range before.Standing() {
		switch e.Line.Kind {
		case EntryPokok:
			pokok += e.Line.Amount
		case EntryMembershipFee:
			fee += e.Line.Amount
		default: // says nothing about joining
		}
	}
	return pokok, fee
}

// CellKinds returns the kinds a member's row of the grid may have, in its order. Her
// share of SHU is no part of the row: it is paid by itself, see [Sitting.PayShare].
func CellKinds() []EntryKind {
	return []EntryKind{
		EntryPokok, EntryMembershipFee, EntryWajib, EntrySukarela, EntryInstalment, EntryPenalty, EntrySocialIn,
		EntryWithdrawal, EntrySocialOut,
	}
}

// Errors of rows.
var (
	// ErrRowWritten says that the row has standing entries; it must be reopened first.
	ErrRowWritten = fault.New(fault.Exists, "the row is confirmed already")
	// ErrCell says that a cell has a kind or an amount that a row cannot have.
	ErrCell = fault.New(fault.Invalid, "a cell of the row cannot be written")
)

// RowTotal returns what a row brings into the box: what is paid in less what is paid out.
func RowTotal(cells map[EntryKind]Rupiah) (Rupiah, error) {
	var t tally
	var total Rupiah
	for kind, amount := range cells {
		t.add(&total, kind.CashEffect()*amount)
	}
	return total, t.err
}

// Written returns the standing entries of a member's row, by kind and turn.
func (s *Sitting) Written(member ID) []*Entry {
	var out []*Entry
	cells := CellKinds()
	for e := range s.Ledger.Standing() {
		if e.Line.Meeting == s.Meeting.ID && e.Line.Member == member && slices.Contains(cells, e.Line.Kind) {
			out = append(out, e)
		}
	}
	slices.SortFunc(out, func(a, b *Entry) int {
		return cmp.Or(cmp.Compare(a.Line.Kind, b.Line.Kind), cmp.Compare(a.Line.Turn, b.Line.Turn))
	})
	return out
}

// ConfirmRow returns the entries that a member's row writes: one per cell, an
// instalment one per loan, split by the debt. Their IDs follow from the cell, so the
// same row confirmed on two devices is one. Cells of 0 write nothing. An instalment
// beyond all debts is an [ExcessError]; a row that was written, [ErrRowWritten].
func (s *Sitting) ConfirmRow(member ID) ([]*Entry, error) {
	const op fault.Op = "kpuk.Sitting.ConfirmRow"
	if len(s.Written(member)) > 0 {
		return nil, fault.E(op, fault.Exists, ErrRowWritten)
	}
	cells := s.Meeting.Sheet[member].Cells
	kinds := CellKinds()
	for kind, amount := range cells {
		if amount < 0 || (amount > 0 && !slices.Contains(kinds, kind)) {
			return nil, fault.E(op, fault.Invalid, ErrCell)
		}
	}
	var out []*Entry
	for _, kind := range kinds {
		amount := cells[kind]
		if amount == 0 {
			continue
		}
		turn := s.Ledger.nextTurn(s.Meeting.ID, member, kind)
		if kind != EntryInstalment {
			out = append(out, s.Meeting.entry(member, kind, turn, amount))
			continue
		}
		lines, err := s.instalments(member, amount, turn)
		if err != nil {
			return nil, fault.E(op, fault.Invalid, err)
		}
		out = append(out, lines...)
	}
	return out, nil
}

// instalments spreads a payment over the member's loans: first what each is billed,
// oldest loan first, then the rest of the debts in the same order.
func (s *Sitting) instalments(member ID, amount Rupiah, turn int) ([]*Entry, error) {
	debts := s.Debts(member)
	shares := make([]Rupiah, len(debts))
	left := amount
	for i, v := range debts {
		shares[i] = min(left, v.Debt.Bill(s.Meeting.Date, v.Loan.Terms.Interval.ahead()).Split.Total())
		left -= shares[i]
	}
	for i, v := range debts {
		more := min(left, v.Debt.Left().Total()-shares[i])
		shares[i] += more
		left -= more
	}
	if left > 0 {
		return nil, fault.E("kpuk.Sitting.instalments", fault.Invalid, &ExcessError{Excess: left})
	}
	var out []*Entry
	for i, v := range debts {
		if shares[i] == 0 {
			continue
		}
		split, err := v.Debt.Allocate(shares[i])
		if err != nil {
			return nil, err
		}
		e := s.Meeting.entry(member, EntryInstalment, turn+len(out), shares[i])
		e.Line.Loan, e.Line.Penalty, e.Line.Service = v.Loan.ID, split.Penalty, split.Service
		out = append(out, e)
	}
	return out, nil
}

// ReopenRow returns the voids that take a member's row back. A row that was not written
// has none.
func (s *Sitting) ReopenRow(member ID, reason string) ([]*Entry, error) {
	const op fault.Op = "kpuk.Sitting.ReopenRow"
	var out []*Entry
	for _, e := range s.Written(member) {
		void, err := s.Ledger.Void(e.ID, s.Meeting.Date, reason)
		if err != nil {
			return nil, fault.E(op, fault.Other, err)
		}
		out = append(out, void)
	}
	return out, nil
}
