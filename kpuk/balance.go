package kpuk

import "pendamping/fault"

// Savings is what a member put in and took out.
type Savings struct {
	Pokok     Rupiah
	Wajib     Rupiah
	Sukarela  Rupiah
	Withdrawn Rupiah
}

// Total returns what is left of the savings.
func (s Savings) Total() Rupiah { return s.Pokok + s.Wajib + s.Sukarela - s.Withdrawn }

// Left returns the savings by kind after withdrawals, which are taken from voluntary
// savings first, then wajib, then pokok; Withdrawn is 0. What was taken beyond all
// savings makes Sukarela negative, so that the kinds always sum to Total.
func (s Savings) Left() Savings {
	out := Savings{Pokok: s.Pokok, Wajib: s.Wajib, Sukarela: s.Sukarela}
	left := s.Withdrawn
	for _, kind := range []*Rupiah{&out.Sukarela, &out.Wajib, &out.Pokok} {
		part := max(min(left, *kind), 0)
		*kind -= part
		left -= part
	}
	out.Sukarela -= left
	return out
}

// Balances are sums of a ledger. They obey Cash + LoansOut = Savings + Social +
// External + Surplus + Aside: money neither appears nor vanishes.
type Balances struct {
	Cash     Rupiah // in the box
	Savings  Savings
	LoansOut Rupiah // principal lent and not yet paid back
	Social   Rupiah // social fund
	External Rupiah // owed to an LKP
	Surplus  Rupiah // service, penalties, fees, income and differences, less expenses and SHU paid
	Aside    Rupiah // cash differences that corrections left, which are nobody's income
	Service  Rupiah // service received, part of Surplus
	Fines    Rupiah // penalties received, part of Surplus
	Paid     Rupiah // SHU paid out, taken from Surplus
	Members  map[ID]Savings
	Loans    map[ID]LoanFlow
}

// LoanFlow is what moved for one loan.
type LoanFlow struct {
	Disbursed Rupiah
	Paid      Split
}

// Balances sums the ledger until a day; the zero Date means everything. It returns
// [ErrOverflow] when a sum does not fit.
func (l *Ledger) Balances(until Date) (Balances, error) {
	const op fault.Op = "kpuk.Ledger.Balances"
	b := Balances{Members: map[ID]Savings{}, Loans: map[ID]LoanFlow{}}
	var t tally
	for m := range l.Movements(until) {
		b.add(&t, m)
	}
	return b, fault.E(op, fault.Invalid, t.err)
}

// add books one movement.
func (b *Balances) add(t *tally, m Movement) {
	line, amount := m.Line, m.Sign*m.Line.Amount
	t.add(&b.Cash, m.Cash())
	switch line.Kind {
	case EntryPokok, EntryWajib, EntrySukarela, EntryWithdrawal:
		b.save(t, line, amount)
	case EntryDisbursement, EntryInstalment:
		b.lend(t, m)
	case EntryPenalty:
		t.add(&b.Surplus, amount)
		t.add(&b.Fines, amount)
		if !line.Loan.IsZero() {
			flow := b.Loans[line.Loan]
			t.add(&flow.Paid.Penalty, amount)
			b.Loans[line.Loan] = flow
		}
	case EntrySocialIn:
		t.add(&b.Social, amount)
	case EntrySocialOut:
		t.add(&b.Social, -amount)
	case EntryExternalIn:
		t.add(&b.External, amount)
	case EntryExternalOut:
		t.add(&b.External, -amount)
	case EntryMembershipFee, EntryGroupIncome:
		t.add(&b.Surplus, amount)
	case EntryCashDifference:
		if line.Aside() {
			t.add(&b.Aside, amount)
			return
		}
		t.add(&b.Surplus, amount)
	case EntryGroupExpense:
		t.add(&b.Surplus, -amount)
	case EntrySHU:
		t.add(&b.Surplus, -amount)
		t.add(&b.Paid, amount)
	case EntryVoid: // a void moves what its target moved, never itself
	}
}

// save books savings, of the group and of the member.
func (b *Balances) save(t *tally, line EntryLine, amount Rupiah) {
	own := b.Members[line.Member]
	for _, s := range []*Savings{&b.Savings, &own} {
		switch line.Kind {
		case EntryPokok:
			t.add(&s.Pokok, amount)
		case EntryWajib:
			t.add(&s.Wajib, amount)
		case EntrySukarela:
			t.add(&s.Sukarela, amount)
		default:
			t.add(&s.Withdrawn, amount)
		}
	}
	b.Members[line.Member] = own
}

// lend books a disbursement, or an instalment with its parts.
func (b *Balances) lend(t *tally, m Movement) {
	flow := b.Loans[m.Line.Loan]
	if m.Line.Kind == EntryDisbursement {
		t.add(&flow.Disbursed, m.Sign*m.Line.Amount)
		t.add(&b.LoansOut, m.Sign*m.Line.Amount)
	} else {
		s := m.Line.Split()
		t.add(&flow.Paid.Penalty, m.Sign*s.Penalty)
		t.add(&flow.Paid.Service, m.Sign*s.Service)
		t.add(&flow.Paid.Principal, m.Sign*s.Principal)
		t.add(&b.LoansOut, -m.Sign*s.Principal)
		t.add(&b.Service, m.Sign*s.Service)
		t.add(&b.Fines, m.Sign*s.Penalty)
		t.add(&b.Surplus, m.Sign*(s.Service+s.Penalty))
	}
	b.Loans[m.Line.Loan] = flow
}

// Split returns the parts of an instalment; its principal is what penalty and service
// leave.
func (l EntryLine) Split() Split {
	return Split{Penalty: l.Penalty, Service: l.Service, Principal: l.Amount - l.Penalty - l.Service}
}

// NetIncome returns what a group earned from one day to another, both included: service,
// penalties, fees and income, less expenses, with cash differences that were counted, not
// those that corrections left; SHU paid is no expense. It is what SHU shares out, and may be negative.
func (l *Ledger) NetIncome(from, to Date) (Rupiah, error) {
	const op fault.Op = "kpuk.Ledger.NetIncome"
	var t tally
	b := Balances{Members: map[ID]Savings{}, Loans: map[ID]LoanFlow{}}
	for m := range l.Movements(to) {
		if m.Line.Date >= from {
			b.add(&t, m)
		}
	}
	net := b.Surplus
	t.add(&net, b.Paid)
	return net, fault.E(op, fault.Invalid, t.err)
}

// Debt returns a loan's debt with the penalties charged and the payments recorded until
// a day; the zero Date means everything. A payment to a loan whose terms cannot be kept
// is lost to no sum: [Balances] does not need terms.
func (l *Ledger) Debt(loan *Loan, until Date) (*Debt, error) {
	const op fault.Op = "kpuk.Ledger.Debt"
	d, err := NewDebt(loan.Terms)
	if err != nil {
		return nil, fault.E(op, fault.Invalid, err)
	}
	for day, penalty := range loan.Charges {
		if penalty > 0 && (until.IsZero() || day <= until) {
			if err = d.Charge(penalty); err != nil {
				return nil, fault.E(op, fault.Invalid, err)
			}
		}
	}
	var t tally
	b := Balances{Members: map[ID]Savings{}, Loans: map[ID]LoanFlow{}}
	for _, m := range l.loans[loan.ID] {
		if until.IsZero() || m.Line.Date <= until {
			b.add(&t, m)
		}
	}
	if t.err != nil {
		return nil, fault.E(op, fault.Invalid, t.err)
	}
	d.record(b.Loans[loan.ID].Paid)
	return d, nil
}

// LoanView is a loan with all that is asked about it on a day.
type LoanView struct {
	Loan     *Loan
	Debt     *Debt
	On       Date
	DaysLate int
	Class    Lateness
	Active   bool // counted in the portfolio: lent, and not wholly paid
}

// owing tells whether a loan may be in the portfolio. One marked as paid is asked
// again where the ledger knows it, for its last payment may have been voided.
func (l *Ledger) owing(loan *Loan) bool {
	switch loan.Status.Status {
	case LoanActive:
		return !loan.Gone()
	case LoanPaid:
		return !loan.Gone() && len(l.loans[loan.ID]) > 0
	default:
		return false
	}
}

// View returns a loan as it stands on a day.
func (l *Ledger) View(loan *Loan, on Date) (LoanView, error) {
	d, err := l.Debt(loan, on)
	if err != nil {
		return LoanView{}, err
	}
	v := LoanView{Loan: loan, Debt: d, On: on}
	if v.Active = l.owing(loan) && d.Left().Total() > 0; v.Active {
		v.DaysLate = d.DaysLate(on)
		v.Class = LatenessOf(v.DaysLate)
	}
	return v, nil
}

// Portfolio returns the exposures of active loans on a day, for [PAR30], and their sum
// by class of lateness.
func (l *Ledger) Portfolio(loans []*Loan, on Date) ([]Exposure, map[Lateness]Rupiah, error) {
	var out []Exposure
	ages := make(map[Lateness]Rupiah)
	var t tally
	for _, loan := range loans {
		if !l.owing(loan) {
			continue
		}
		v, err := l.View(loan, on)
		if err != nil {
			return nil, nil, err
		}
		if !v.Active {
			continue
		}
		e := Exposure{Outstanding: v.Debt.PrincipalLeft(), DaysLate: v.DaysLate}
		out = append(out, e)
		sum := ages[v.Class]
		t.add(&sum, e.Outstanding)
		ages[v.Class] = sum
	}
	return out, ages, t.err
}
