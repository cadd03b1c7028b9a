package kpuk

import (
	"slices"

	"pendamping/fault"
)

// ErrLoanState says that a loan cannot go from its state to the one asked for.
var ErrLoanState = fault.New(fault.Invalid, "the loan's state does not allow it")

// Open tells whether the loan may still be disbursed or paid.
func (s LoanStatus) Open() bool { return s == LoanRequested || s == LoanApproved || s == LoanActive }

// next returns the states that may follow.
func (s LoanStatus) next() []LoanStatus {
	switch s {
	case LoanRequested:
		return []LoanStatus{LoanApproved, LoanRejected}
	case LoanApproved:
		return []LoanStatus{LoanActive, LoanRejected}
	case LoanActive:
		return []LoanStatus{LoanPaid, LoanRescheduled, LoanWrittenOff}
	case LoanPaid:
		return []LoanStatus{LoanActive} // a payment was voided
	default:
		return nil
	}
}

// To moves a loan's state. Rejecting, rescheduling and writing off need a reason.
func (s LoanState) To(status LoanStatus, on Date, reason string) (LoanState, error) {
	const op fault.Op = "kpuk.LoanState.To"
	if !slices.Contains(s.Status.next(), status) {
		return s, fault.E(op, fault.Invalid, ErrLoanState)
	}
	needs := status == LoanRejected || status == LoanRescheduled || status == LoanWrittenOff
	if needs && reason == "" {
		return s, fault.E(op, fault.Invalid, ErrNoReason)
	}
	return LoanState{Status: status, On: on, Reason: reason}, nil
}

// Disburse returns the entry that pays an approved loan out at the meeting; the caller
// saves it together with the loan's state. A loan that was paid out is ErrLoanState.
func (s *Sitting) Disburse(loan *Loan) (*Entry, error) {
	const op fault.Op = "kpuk.Sitting.Disburse"
	if err := loan.Terms.Check(); err != nil {
		return nil, fault.E(op, fault.Invalid, err)
	}
	if loan.Status.Status != LoanApproved {
		return nil, fault.E(op, fault.Invalid, ErrLoanState)
	}
	for e := range s.Ledger.Standing() {
		if e.Line.Kind == EntryDisbursement && e.Line.Loan == loan.ID {
			return nil, fault.E(op, fault.Exists, ErrLoanState)
		}
	}
	turn := s.Ledger.nextTurn(s.Meeting.ID, loan.Member, EntryDisbursement)
	e := s.Meeting.entry(loan.Member, EntryDisbursement, turn, loan.Terms.Principal)
	e.Line.Loan = loan.ID
	return e, nil
}

// TermsFor returns the terms that a group's rules set for a loan from a day.
func (r Rules) TermsFor(principal Rupiah, instalments int, start Date) Terms {
	return Terms{
		Principal: principal, RateBP: r.RateBP, Instalments: instalments, Grace: r.Grace, Method: r.Method,
		Unit: r.Unit, Start: start, Interval: r.Rhythm,
	}
}
