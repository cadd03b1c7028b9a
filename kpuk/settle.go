package kpuk

import (
	"strings"

	"pendamping/fault"
)

// ErrWriteOffRule says that the group's rules do not allow the loan to be written off.
var ErrWriteOffRule = fault.New(fault.Invalid, "the group's rules do not allow it")

// ServiceDue returns the service unpaid of instalments that fell due until a day.
func (d *Debt) ServiceDue(on Date) Rupiah {
	var due Rupiah
	for i := range d.Lines {
		if d.Lines[i].Due <= on {
			due += d.Lines[i].Service - d.Lines[i].PaidService
		}
	}
	return due
}

// Rescheduling replaces a running loan by another one on new terms.
type Rescheduling struct {
	Loan   *Loan
	Ledger *Ledger
	Terms  Terms // of the new loan; its principal follows from the debt
	Carry  bool  // service due and penalties that stand become principal; else they are waived
	Reason string
}

// Owed returns what of the old loan goes into the new one.
func (r *Rescheduling) Owed() (Split, error) {
	const op fault.Op = "kpuk.Rescheduling.Owed"
	d, err := r.Ledger.Debt(r.Loan, r.Terms.Start)
	if err != nil {
		return Split{}, fault.E(op, fault.Other, err)
	}
	s := Split{Principal: d.PrincipalLeft()}
	if r.Carry {
		s.Service, s.Penalty = d.ServiceDue(r.Terms.Start), d.Charged-d.Fined
	}
	return s, nil
}

// Rescheduled is what is saved, in one change.
type Rescheduled struct {
	Old, New *Loan
	Entries  []*Entry // the old loan paid by the new one; no money moves
}

// Records returns the old loan settled by the new one: two lines that cancel out in the
// box, so that the ledger knows what is owed on each. The new loan's ID follows from the
// old one's: two tablets that reschedule the same loan do not make two.
func (r *Rescheduling) Records() (*Rescheduled, error) {
	const op fault.Op = "kpuk.Rescheduling.Records"
	owed, err := r.Owed()
	if err != nil {
		return nil, err
	}
	status, err := r.Loan.Status.To(LoanRescheduled, r.Terms.Start, strings.TrimSpace(r.Reason))
	if err != nil {
		return nil, fault.E(op, fault.Other, err)
	}
	terms := r.Terms
	terms.Principal = owed.Total()
	if err := terms.Check(); err != nil {
		return nil, fault.E(op, fault.Invalid, err)
	}
	out := &Rescheduled{Old: Clone(r.Loan)}
	out.Old.Status = status
	out.New = &Loan{
		Header: Header{ID: Derive("rescheduled", r.Loan.ID[:]), Partition: r.Loan.Partition, Scope: r.Loan.Scope},
		Member: r.Loan.Member, Group: r.Loan.Group, Terms: terms, Purpose: r.Loan.Purpose, Source: r.Loan.Source,
		Guarantor: r.Loan.Guarantor, Status: LoanState{Status: LoanActive, On: terms.Start}, RequestedOn: terms.Start, Replaces: r.Loan.ID,
	}
	paid := r.Loan.line(EntryInstalment, terms.Principal, terms.Start, "rescheduled", status.Reason)
	paid.Line.Service, paid.Line.Penalty = owed.Service, owed.Penalty
	lent := out.New.line(EntryDisbursement, terms.Principal, terms.Start, "rescheduled", status.Reason)
	paid.Line.Linked, lent.Line.Linked = lent.ID, paid.ID
	out.Entries = []*Entry{paid, lent}
	return out, nil
}

// line makes a line of the loan outside any meeting; act tells lines of one kind apart.
func (l *Loan) line(kind EntryKind, amount Rupiah, on Date, act, note string) *Entry {
	return &Entry{
		Header: Header{ID: Derive("loan line", l.ID[:], []byte(act), []byte{byte(kind)}), Partition: l.Partition, Scope: l.Scope},
		Line:   EntryLine{Kind: kind, Amount: amount, Group: l.Group, Member: l.Member, Loan: l.ID, Date: on, Note: note},
	}
}

// MayWriteOff tells whether a group's rules let a loan be written off on a day.
func (r Rules) MayWriteOff(v LoanView) bool {
	return r.WriteOffDays > 0 && v.Active && v.DaysLate >= r.WriteOffDays
}

// WriteOff returns the loan given up and the two lines that take its principal out of
// what is lent, as an expense of the group: no money moves. The rules are those of the
// day.
func (l *Ledger) WriteOff(loan *Loan, rules Rules, on Date, reason string) (*Loan, []*Entry, error) {
	const op fault.Op = "kpuk.Ledger.WriteOff"
	v, err := l.View(loan, on)
	if err != nil {
		return nil, nil, fault.E(op, fault.Other, err)
	}
	if !rules.MayWriteOff(v) {
		return nil, nil, fault.E(op, fault.Denied, ErrWriteOffRule)
	}
	reason = strings.TrimSpace(reason)
	status, err := loan.Status.To(LoanWrittenOff, on, reason)
	if err != nil {
		return nil, nil, fault.E(op, fault.Other, err)
	}
	out := Clone(loan)
	out.Status = status
	left := v.Debt.PrincipalLeft()
	if left == 0 {
		return out, nil, nil // only service is given up, which was never booked
	}
	gone := loan.line(EntryInstalment, left, on, "written off", reason)
	lost := loan.line(EntryGroupExpense, left, on, "written off", reason)
	lost.Line.Member = ID{}
	gone.Line.Linked, lost.Line.Linked = lost.ID, gone.ID
	return out, []*Entry{gone, lost}, nil
}

// PayOutside returns the line of a payment between two meetings; id is a new one. More
// than the whole debt is refused with an [ExcessError].
func (l *Ledger) PayOutside(loan *Loan, id ID, amount Rupiah, on Date) (*Entry, error) {
	const op fault.Op = "kpuk.Ledger.PayOutside"
	if loan.Status.Status != LoanActive {
		return nil, fault.E(op, fault.Invalid, ErrLoanState)
	}
	d, err := l.Debt(loan, 0)
	if err != nil {
		return nil, fault.E(op, fault.Other, err)
	}
	split, err := d.Allocate(amount)
	if err != nil {
		return nil, fault.E(op, fault.Invalid, err)
	}
	return &Entry{
		Header: Header{ID: id, Partition: loan.Partition, Scope: loan.Scope},
		Line: EntryLine{
			Kind: EntryInstalment, Amount: amount, Group: loan.Group, Member: loan.Member, Loan: loan.ID, Date: on,
			Penalty: split.Penalty, Service: split.Service,
		},
	}, nil
}
