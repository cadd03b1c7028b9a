package book

import (
	"pendamping/fault"
	"pendamping/kpuk"
)

// Loan is a loan's record with its payments.
type Loan struct {
	*kpuk.Loan
	group *Group
}

// Of is the member who borrowed, or nil when her record is not held.
func (l *Loan) Of() *Member { return l.group.book.Member(l.Member) }

// Entries lists the standing lines of the loan by day: its disbursement and payments.
func (l *Loan) Entries() []*kpuk.Entry { return l.group.ledger().loans[l.ID] }

// Outstanding is the principal that was paid out and did not come back, by the ledger.
func (l *Loan) Outstanding() kpuk.Rupiah {
	flow := l.group.ledger().balances.Loans[l.ID]
	return flow.Disbursed - flow.Paid.Principal
}

// State returns the loan as it stands on a day: its schedule, what was paid of it, how
// late it is. Terms that cannot be kept are an error.
func (l *Loan) State(today kpuk.Date) (kpuk.LoanView, error) {
	const op fault.Op = "book.Loan.State"
	view, err := l.group.ledger().View(l.Loan, today)
	return view, fault.E(op, fault.Other, err)
}

// quality is what was worked out of the loans for one day.
type quality struct {
	today kpuk.Date
	par   int64
	late  map[kpuk.ID]int // days, by member
	err   error
}

// arrears looks at every running loan once for a day.
func (g *Group) arrears(today kpuk.Date) *quality {
	if g.quality != nil && g.quality.today == today {
		return g.quality
	}
	q := &quality{today: today, late: map[kpuk.ID]int{}}
	var t tally
	exposures := g.exposures(&t, today, func(l *kpuk.Loan, days int) { q.late[l.Member] = max(q.late[l.Member], days) })
	par, err := kpuk.PAR30(exposures)
	if err != nil {
		t.note(err)
	}
	q.par, q.err = par, t.err
	g.quality = q
	return q
}

// exposures lists the loans that ran on a day, those settled since included.
func (g *Group) exposures(t *tally, on kpuk.Date, each func(l *kpuk.Loan, days int)) []kpuk.Exposure {
	var out []kpuk.Exposure
	for _, l := range g.loans {
		if !ranOn(l, on) {
			continue
		}
		debt, err := g.ledger().Debt(l, on)
		if err != nil {
			t.note(err)
			continue
		}
		e := kpuk.Exposure{Outstanding: debt.PrincipalLeft(), DaysLate: debt.DaysLate(on)}
		out = append(out, e)
		if each != nil {
			each(l, e.DaysLate)
		}
	}
	return out
}

// ranOn tells whether a loan was paid out and not yet settled on a day.
func ranOn(l *kpuk.Loan, on kpuk.Date) bool {
	switch l.Status.Status {
	case kpuk.LoanActive:
		return l.Terms.Start <= on
	case kpuk.LoanPaid, kpuk.LoanRescheduled, kpuk.LoanWrittenOff:
		return l.Terms.Start <= on && l.Status.On > on
	default:
		return false
	}
}
