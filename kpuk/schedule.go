package kpuk

import (
	"errors"
	"slices"

	"pendamping/fault"
)

// maxInstalments bounds schedules: a hundred years of months.
const maxInstalments = 1200

// Errors of terms. Each says which condition of a loan cannot be kept.
var (
	ErrPrincipal   = fault.New(fault.Invalid, "the principal must be more than nothing")
	ErrRate        = fault.New(fault.Invalid, "the rate must not be negative")
	ErrInstalments = fault.New(fault.Invalid, "a loan has 1 to 1200 instalments")
	ErrGrace       = fault.New(fault.Invalid, "the grace must leave an instalment to pay the principal")
	ErrUnit        = fault.New(fault.Invalid, "the rounding unit is 1, 100 or 500 rupiah")
	ErrMethod      = fault.New(fault.Invalid, "the service method is not known")
	ErrInterval    = fault.New(fault.Invalid, "the interval is not known")
	ErrStart       = fault.New(fault.Invalid, "the loan needs a start date")
)

// Instalment is one line of a schedule.
type Instalment struct {
	No        int // from 1
	Due       Date
	Principal Rupiah
	Service   Rupiah
}

// Total returns what the instalment asks for.
func (i Instalment) Total() Rupiah { return i.Principal + i.Service } // fits: the schedule's sum does

// unit returns the rounding unit; unset means whole rupiah.
func (t Terms) unit() int64 { return max(int64(t.Unit), 1) }

// Check returns every reason for which the terms have no schedule, or nil.
func (t Terms) Check() error {
	const op fault.Op = "kpuk.Terms.Check"
	var errs []error
	require := func(ok bool, err error) {
		if !ok {
			errs = append(errs, err)
		}
	}
	require(t.Principal > 0, ErrPrincipal)
	require(t.RateBP >= 0, ErrRate)
	require(t.Instalments > 0 && t.Instalments <= maxInstalments, ErrInstalments)
	require(t.Grace >= 0 && t.Grace < t.Instalments, ErrGrace)
	require(slices.Contains([]Rupiah{0, 1, 100, 500}, t.Unit), ErrUnit)
	require(t.Method == Flat || t.Method == Declining, ErrMethod)
	require(t.Interval <= Weekly, ErrInterval)
	require(!t.Start.IsZero(), ErrStart)
	return fault.E(op, fault.Invalid, errors.Join(errs...))
}

// Due returns the due date of instalment no, always counted from the start: monthly
// dates fall on the start's day, clamped to the last day of the month. Counted from the
// instalment before, a loan of 31 January would be due on the 28th for ever after February.
func (t Terms) Due(no int) Date {
	switch t.Interval {
	case Weekly:
		return t.Start.AddDays(7 * no)
	case Fortnightly:
		return t.Start.AddDays(14 * no)
	default:
		return t.Start.AddMonths(no)
	}
}

// Schedule returns the instalments of terms. They sum exactly to the principal and the
// service; what rounding to the unit leaves over falls on the last, so that all meetings but
// one ask for the same notes. The group agrees on rate, method and unit; no law sets them.
// Terms that cannot be kept give their error of [Terms.Check], sums too large [ErrOverflow].
func Schedule(t Terms) ([]Instalment, error) {
	const op fault.Op = "kpuk.Schedule"
	if err := t.Check(); err != nil {
		return nil, fault.E(op, fault.Invalid, err)
	}
	lines := make([]Instalment, t.Instalments)
	for i := range lines {
		lines[i].No = i + 1
		lines[i].Due = t.Due(i + 1)
	}
	t.sharePrincipal(lines)
	total, err := t.shareService(lines)
	if err != nil {
		return nil, fault.E(op, fault.Invalid, err)
	}
	if _, err = total.Add(t.Principal); err != nil {
		return nil, fault.E(op, fault.Invalid, err)
	}
	return lines, nil
}

// sharePrincipal spreads the principal over the instalments after the grace.
func (t Terms) sharePrincipal(lines []Instalment) {
	k := int64(t.Instalments - t.Grace)
	part := Rupiah(int64(t.Principal) / k / t.unit() * t.unit())
	left := t.Principal
	for i := t.Grace; i < len(lines)-1; i++ {
		lines[i].Principal = part
		left -= part
	}
	lines[len(lines)-1].Principal = left
}

// shareService spreads the service over all instalments and returns its total. The
// principal must be spread before, because a declining service needs the balances.
func (t Terms) shareService(lines []Instalment) (Rupiah, error) {
	total, err := t.flatTotal()
	balance := int64(t.Principal)
	var exactSum Rupiah
	for i := range lines {
		if err != nil {
			return 0, err
		}
		lines[i].Service, err = t.servicePart(balance, &exactSum)
		balance -= int64(lines[i].Principal)
	}
	if t.Method == Declining {
		total = exactSum
	}
	// The last takes what the others leave of the total.
	rest := total
	for i := range lines[:len(lines)-1] {
		rest -= lines[i].Service
	}
	lines[len(lines)-1].Service = rest
	return total, err
}

// flatTotal returns the whole flat service: principal · rate · instalments, half-up.
func (t Terms) flatTotal() (Rupiah, error) {
	if t.Method == Declining {
		return 0, nil
	}
	rates, err := Rupiah(t.RateBP).Mul(int64(t.Instalments))
	if err != nil {
		return 0, err
	}
	total, err := roundDiv(int64(t.Principal), int64(rates), wholeBP)
	return Rupiah(total), err
}

// servicePart returns the rounded service of one instalment and adds its exact amount
// to sum where the method reckons the total so.
func (t Terms) servicePart(balance int64, sum *Rupiah) (Rupiah, error) {
	unit := t.unit()
	if t.Method == Flat {
		// The floor is taken of the exact product, before any rounding to rupiah.
		units, _, err := mulDiv(int64(t.Principal), t.RateBP, wholeBP*unit)
		return Rupiah(units * unit), err
	}
	exact, err := roundDiv(balance, t.RateBP, wholeBP)
	if err != nil {
		return 0, err
	}
	*sum, err = sum.Add(Rupiah(exact))
	return Rupiah(exact / unit * unit), err
}
