package kpuk

import (
	"maps"
	"slices"
)

// book pays an amount and says how it was split, and what was beyond the debt.
func (d *Debt) book(amount Rupiah) (Split, Rupiah) {
	split, excess := d.spread(amount, func(i int, service, principal Rupiah) {
		d.Lines[i].PaidService += service
		d.Lines[i].PaidPrincipal += principal
	})
	d.Fined += split.Penalty
	return split, excess
}

// play goes through a loan's payments from the first that moves on, splitting each by
// the rule; those before it count as they were written. Fines for paying late that were
// charged by the rules follow: was is the loan as it stood, nil when that is what is
// played.
func (k *correcting) play(l *Ledger, loan, was *Loan, first place) ([]paid, map[Date]Rupiah, error) {
	d, err := NewDebt(loan.Terms)
	if err != nil {
		return nil, nil, err
	}
	charges := map[Date]Rupiah{}
	days := slices.Sorted(maps.Keys(loan.Charges))
	var moved []paid
	for _, p := range k.payments(l, loan.ID) {
		for len(days) > 0 && days[0] <= p.day {
			if err := k.charge(d, loan, was, days[0], charges); err != nil {
				return nil, nil, err
			}
			days = days[1:]
		}
		if p.compare(first) < 0 || p.e.Line.Kind == EntryPenalty {
			d.record(p.e.written())
			continue
		}
		p.split, p.over = d.book(p.e.Line.Amount)
		moved = append(moved, p)
	}
	for _, day := range days {
		if err := k.charge(d, loan, was, day, charges); err != nil {
			return nil, nil, err
		}
	}
	if len(charges) == 0 {
		charges = loan.Charges
	}
	return moved, charges, nil
}

// written is what a payment paid, as the ledger has it.
func (e *Entry) written() Split {
	if e.Line.Kind == EntryPenalty {
		return Split{Penalty: e.Line.Amount}
	}
	return e.Line.Split()
}

// charge books the fines of one day: as they were charged, or, where that was what the
// rules asked for and they would ask for something else now, what they ask for.
func (k *correcting) charge(d *Debt, loan, was *Loan, day Date, charges map[Date]Rupiah) error {
	amount := loan.Charges[day]
	if was != nil && day >= k.from {
		rules, _ := k.Group.RulesAt(day)
		asked, errAsked := k.asked(k.Ledger, was, was.Charges, rules, day)
		now := *loan
		now.Charges = charges
		asks, errAsks := now.FineDue(d, rules, day)
		if errAsked == nil && errAsks == nil && asked == amount {
			amount = asks
		}
	}
	charges[day] = amount
	if amount <= 0 {
		return nil
	}
	return d.Charge(amount)
}

// asked is what the rules asked for on a day as the ledger stood before it.
func (*correcting) asked(l *Ledger, loan *Loan, all map[Date]Rupiah, rules Rules, day Date) (Rupiah, error) {
	before := *loan
	before.Charges = map[Date]Rupiah{}
	for on, amount := range all {
		if on < day {
			before.Charges[on] = amount
		}
	}
	d, err := l.Debt(&before, day.AddDays(-1))
	if err != nil {
		return 0, err
	}
	return before.FineDue(d, rules, day)
}

// statusOf opens a loan again that counted as paid and is not any more.
func (k *correcting) statusOf(loan *Loan) error {
	loan = k.loan(loan.ID)
	if loan.Status.Status != LoanPaid {
		return nil
	}
	d, err := k.after.Debt(loan, 0)
	if err != nil || d.Left().Total() == 0 {
		return err
	}
	status, err := loan.Status.To(LoanActive, loan.Status.On, k.note)
	if err != nil {
		return err
	}
	k.changeLoan(loan).Status = status
	return nil
}
