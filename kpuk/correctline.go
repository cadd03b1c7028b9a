package kpuk

import (
	"bytes"
	"slices"

	"pendamping/fault"
)

// replace corrects a line of the ledger: it is voided, and what is right is written.
func (k *correcting) replace() error {
	line := k.c.Line
	if k.c.Entry.IsZero() {
		return k.missing(line)
	}
	wrong := k.Ledger.byID[k.c.Entry]
	if wrong == nil {
		return fault.E(opCorrect, fault.Other, ErrNoEntry)
	}
	if wrong.Line.Kind == EntryVoid {
		return k.restore(wrong)
	}
	if !k.Ledger.voids[wrong.ID].IsZero() {
		return fault.E(opCorrect, fault.Other, ErrVoided)
	}
	if wrong.Line.Kind == EntryCashDifference {
		return fault.E(opCorrect, fault.Other, ErrCounted)
	}
	if !wrong.Line.Linked.IsZero() {
		return fault.E(opCorrect, fault.Other, ErrLinked)
	}
	if k.Ledger.disputed(wrong.ID) {
		return fault.E(opCorrect, fault.Other, ErrDisputed)
	}
	if _, err := k.meeting(wrong.Line.Meeting); err != nil {
		return err
	}
	k.own = wrong.Line.Meeting
	line = rightOf(wrong, line)
	if line.Kind != 0 && sameLine(&line, &wrong.Line) {
		return fault.E(opCorrect, fault.Other, ErrSame)
	}
	if wrong.Line.Kind == EntryDisbursement {
		return k.lentOtherwise(wrong, line)
	}
	k.take(wrong)
	if line.Kind == 0 {
		k.places[VoidID(wrong.ID)] = placeOf(wrong)
		return nil
	}
	return k.write(line, wrong)
}

// rightOf completes the line that stands instead of a wrong one: it belongs to the same
// meeting and group, and to the same day unless there is no meeting and another is given.
func rightOf(wrong *Entry, line EntryLine) EntryLine {
	if line.Kind == 0 {
		return line
	}
	line.Group, line.Meeting = wrong.Line.Group, wrong.Line.Meeting
	if line.Date.IsZero() || !line.Meeting.IsZero() {
		line.Date = wrong.Line.Date
	}
	if line.Loan.IsZero() && line.Kind == wrong.Line.Kind && line.Member == wrong.Line.Member {
		line.Loan = wrong.Line.Loan
	}
	if line.Note == "" {
		line.Note = wrong.Line.Note
	}
	return line
}

// sameLine tells whether two lines move the same money.
func sameLine(a, b *EntryLine) bool {
	return a.Kind == b.Kind && a.Amount == b.Amount && a.Member == b.Member && a.Loan == b.Loan && a.Date == b.Date
}

// missing writes a line that was forgotten at a meeting.
func (k *correcting) missing(line EntryLine) error {
	m, err := k.meeting(line.Meeting)
	if err != nil {
		return err
	}
	if m == nil {
		return fault.E(opCorrect, fault.Other, ErrNoMeeting)
	}
	k.own = m.ID
	line.Group, line.Date = m.Group, m.Date
	return k.write(line, nil)
}

// restore writes a line again that was voided wrongly: a void cannot be voided.
func (k *correcting) restore(void *Entry) error {
	target := k.Ledger.byID[void.Line.Voids]
	if target == nil || k.Ledger.voids[target.ID] != void.ID {
		return fault.E(opCorrect, fault.Other, ErrNoEntry) // the void does nothing
	}
	if target.Line.Kind == EntryCashDifference {
		return fault.E(opCorrect, fault.Other, ErrCounted)
	}
	if k.Ledger.replaced(target.ID) {
		return fault.E(opCorrect, fault.Other, ErrVoided)
	}
	if _, err := k.meeting(target.Line.Meeting); err != nil {
		return err
	}
	k.own = target.Line.Meeting
	line := target.Line
	if k.c.Line.Kind != 0 {
		line = rightOf(target, k.c.Line)
	}
	if line.Kind == EntryDisbursement {
		if loan := k.loan(line.Loan); loan != nil {
			k.changeLoan(loan).Status = LoanState{Status: LoanActive, On: line.Date}
		}
	}
	return k.write(line, target)
}

// replaced tells whether something stands in the place of a line, or of one that it stands
// instead of.
func (l *Ledger) replaced(id ID) bool {
	root := l.root(id)
	for e := range l.Standing() {
		if l.root(e.ID) == root {
			return true
		}
	}
	return false
}

// write puts the right line where the wrong one stood; wrong is nil for a missing one.
func (k *correcting) write(line EntryLine, wrong *Entry) error {
	if line.Kind == EntryCashDifference || line.Kind == EntryVoid || (line.Kind == EntryDisbursement && line.Loan.IsZero()) {
		return fault.E(opCorrect, fault.Other, ErrCell)
	}
	if line.Kind == EntryInstalment && line.Loan.IsZero() {
		loan := k.owes(line.Member, line.Date)
		if loan == nil {
			return fault.E(opCorrect, fault.Other, ErrNoLoan)
		}
		line.Loan = loan.ID
	}
	if line.Kind != EntryInstalment {
		line.Penalty, line.Service = 0, 0
		if line.Kind != EntryDisbursement && line.Kind != EntryPenalty {
			line.Loan = ID{}
		}
	}
	if line.Kind == EntryInstalment && line.Amount > 0 {
		line.Penalty, line.Service = 0, 0 // the split follows
	}
	k.r.Problems = append(k.r.Problems, line.Check()...)
	var instead ID
	if wrong != nil {
		instead = wrong.ID
	}
	e := k.put(line, instead)
	if wrong != nil {
		k.places[e.ID] = placeOf(wrong)
	}
	return nil
}

// owes is the member's oldest loan that still asks for something on a day.
func (k *correcting) owes(member ID, on Date) *Loan {
	var out *Loan
	for _, l := range k.Loans {
		d, err := k.after.Debt(l, on)
		if l.Member != member || l.Terms.Start > on || !k.Ledger.owing(l) || err != nil || d.Left().Total() == 0 {
			continue
		}
		if out == nil || l.Terms.Start < out.Terms.Start || (l.Terms.Start == out.Terms.Start && bytes.Compare(l.ID[:], out.ID[:]) < 0) {
			out = l
		}
	}
	return out
}

// loan finds a loan as it will be.
func (k *correcting) loan(id ID) *Loan {
	if l := k.loans[id]; l != nil {
		return l
	}
	i := slices.IndexFunc(k.Loans, func(l *Loan) bool { return l.ID == id })
	if i < 0 {
		return nil
	}
	return k.Loans[i]
}

// changeLoan is the changed copy of a loan.
func (k *correcting) changeLoan(l *Loan) *Loan {
	if k.loans[l.ID] == nil {
		k.loans[l.ID] = Clone(l)
	}
	return k.loans[l.ID]
}

// lentOtherwise corrects what was paid out: another amount makes another schedule. A
// loan that was never paid out is rejected, unless it was paid on.
func (k *correcting) lentOtherwise(wrong *Entry, line EntryLine) error {
	loan := k.loan(wrong.Line.Loan)
	if loan == nil {
		return fault.E(opCorrect, fault.Other, ErrNoLoan)
	}
	if line.Kind != 0 && (line.Kind != EntryDisbursement || line.Member != wrong.Line.Member) {
		return fault.E(opCorrect, fault.Other, ErrCell) // another loan than was agreed on is a new one
	}
	k.take(wrong)
	if line.Kind == 0 {
		for e := range k.Ledger.Standing() {
			if e.Line.Loan == loan.ID && e.Line.Kind == EntryInstalment {
				return fault.E(opCorrect, fault.Other, ErrRepaid)
			}
		}
		k.changeLoan(loan).Status = LoanState{Status: LoanRejected, On: line.Date, Reason: k.note}
		k.loans[loan.ID].Status.On = wrong.Line.Date
		return nil
	}
	own := k.changeLoan(loan)
	own.Terms.Principal = line.Amount
	if err := own.Terms.Check(); err != nil {
		return err
	}
	return k.write(line, wrong)
}
