package kpuk

import (
	"fmt"

	"pendamping/fault"
)

// ErrNoAmount says that a payment is not more than nothing.
var ErrNoAmount = fault.New(fault.Invalid, "the amount must be more than nothing")

// ExcessError refuses a payment that is more than the whole debt.
type ExcessError struct {
	Excess Rupiah // by how much
}

// Error states the excess.
func (e *ExcessError) Error() string {
	return fmt.Sprintf("the payment exceeds the debt by %s", e.Excess)
}

// Split says what a payment pays.
type Split struct {
	Penalty   Rupiah
	Service   Rupiah
	Principal Rupiah
}

// Total returns the sum of the parts; it saturates nowhere because parts of one
// payment fit one amount.
func (s Split) Total() Rupiah { return s.Penalty + s.Service + s.Principal }

// DebtLine is an instalment with what was paid of it.
type DebtLine struct {
	Instalment

	PaidPrincipal Rupiah
	PaidService   Rupiah
}

// Left returns what is unpaid of the instalment.
func (l DebtLine) Left() Rupiah { return l.Total() - l.PaidPrincipal - l.PaidService }

// Debt is a loan's schedule with all that was charged and paid. It is reckoned anew
// from the ledger whenever it is needed and never stored.
type Debt struct {
	Lines    []DebtLine
	Charged  Rupiah // penalties charged
	Fined    Rupiah // penalties paid
	Overpaid Rupiah // recorded payments beyond the debt, as when two tablets take the same money
}

// NewDebt returns the debt of terms before any payment.
func NewDebt(t Terms) (*Debt, error) {
	lines, err := Schedule(t)
	if err != nil {
		return nil, err
	}
	d := &Debt{Lines: make([]DebtLine, len(lines))}
	for i, line := range lines {
		d.Lines[i].Instalment = line
	}
	return d, nil
}

// Charge adds a penalty that stands until it is paid.
func (d *Debt) Charge(penalty Rupiah) error {
	const op fault.Op = "kpuk.Debt.Charge"
	if penalty <= 0 {
		return fault.E(op, fault.Invalid, ErrNoAmount)
	}
	charged, err := d.Charged.Add(penalty)
	if err != nil {
		return fault.E(op, fault.Invalid, err)
	}
	if _, err = charged.Add(d.PrincipalLeft() + d.ServiceLeft()); err != nil {
		return fault.E(op, fault.Invalid, err) // the whole debt must stay an amount
	}
	d.Charged = charged
	return nil
}

// Left returns what is owed: penalties, service and principal, due or not.
func (d *Debt) Left() Split {
	return Split{Penalty: d.Charged - d.Fined, Service: d.ServiceLeft(), Principal: d.PrincipalLeft()}
}

// PrincipalLeft returns the outstanding principal.
func (d *Debt) PrincipalLeft() Rupiah {
	var left Rupiah
	for i := range d.Lines {
		left += d.Lines[i].Principal - d.Lines[i].PaidPrincipal
	}
	return left
}

// ServiceLeft returns the outstanding service.
func (d *Debt) ServiceLeft() Rupiah {
	var left Rupiah
	for i := range d.Lines {
		left += d.Lines[i].Service - d.Lines[i].PaidService
	}
	return left
}

// Allocate says how a payment would be split: all standing penalties, then instalment
// by instalment, oldest first, its service before its principal, going on to those not
// yet due. More than the whole debt is refused with an [ExcessError].
func (d *Debt) Allocate(amount Rupiah) (Split, error) {
	const op fault.Op = "kpuk.Debt.Allocate"
	if amount <= 0 {
		return Split{}, fault.E(op, fault.Invalid, ErrNoAmount)
	}
	split, excess := d.spread(amount, func(int, Rupiah, Rupiah) {})
	if excess > 0 {
		return Split{}, fault.E(op, fault.Invalid, &ExcessError{Excess: excess})
	}
	return split, nil
}

// Pay allocates a payment and books it. A refused payment changes nothing.
func (d *Debt) Pay(amount Rupiah) (Split, error) {
	split, err := d.Allocate(amount)
	if err != nil {
		return Split{}, err
	}
	d.settle(amount)
	return split, nil
}

// settle books an amount in the order of payments and returns what exceeds the debt.
func (d *Debt) settle(amount Rupiah) Rupiah {
	split, excess := d.spread(amount, func(i int, service, principal Rupiah) {
		d.Lines[i].PaidService += service
		d.Lines[i].PaidPrincipal += principal
	})
	d.Fined += split.Penalty
	return excess
}

// spread walks the debt in the order of payments. pay is told what each instalment
// gets; what is left of the amount is returned as excess.
func (d *Debt) spread(amount Rupiah, pay func(i int, service, principal Rupiah)) (Split, Rupiah) {
	left := amount
	take := func(owed Rupiah) Rupiah {
		part := max(min(left, owed), 0)
		left -= part
		return part
	}
	split := Split{Penalty: take(d.Charged - d.Fined)}
	for i := range d.Lines {
		if left == 0 {
			break
		}
		line := &d.Lines[i]
		service := take(line.Service - line.PaidService)
		principal := take(line.Principal - line.PaidPrincipal)
		split.Service += service
		split.Principal += principal
		pay(i, service, principal)
	}
	return split, left
}

// record books a split as the ledger has it, each part oldest first. A part that finds
// nothing left to pay, as after the same debt was paid on two tablets, goes on to the
// rest of the debt; what even that cannot take is Overpaid. So no rupiah is forgotten.
func (d *Debt) record(s Split) {
	fined := max(min(s.Penalty, d.Charged-d.Fined), 0)
	d.Fined += fined
	service, principal := s.Service, s.Principal
	for i := range d.Lines {
		line := &d.Lines[i]
		part := max(min(service, line.Service-line.PaidService), 0)
		line.PaidService += part
		service -= part
		part = max(min(principal, line.Principal-line.PaidPrincipal), 0)
		line.PaidPrincipal += part
		principal -= part
	}
	d.Overpaid += d.settle(s.Penalty - fined + service + principal)
}
