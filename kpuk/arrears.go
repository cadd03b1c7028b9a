package kpuk

// Lateness is a class of arrears by age in days.
type Lateness uint8

// The classes of arrears.
const (
	LateNone Lateness = iota
	Late30            // 1–30 days
	Late60            // 31–60 days
	Late90            // 61–90 days
	LateMore          // more than 90 days
)

// String returns the class as it is named in reports: "none", "1-30", … ">90".
func (c Lateness) String() string { return named(c, "none", "1-30", "31-60", "61-90", ">90") }

// LatenessOf sorts days late into their class.
func LatenessOf(days int) Lateness {
	switch {
	case days <= 0:
		return LateNone
	case days <= 30:
		return Late30
	case days <= 60:
		return Late60
	case days <= 90:
		return Late90
	default:
		return LateMore
	}
}

// DaysLate returns the days since the oldest instalment fell due that is not wholly
// paid, 0 if none did. An instalment is late from the day after its due date.
func (d *Debt) DaysLate(on Date) int {
	for i := range d.Lines {
		if d.Lines[i].Due >= on {
			return 0
		}
		if d.Lines[i].Left() > 0 {
			return on.Sub(d.Lines[i].Due)
		}
	}
	return 0
}

// Bill is what a member is asked for at a meeting.
type Bill struct {
	No      int   // the newest instalment in the bill; 0 when nothing is due
	Of      int   // instalments of the loan
	Split   Split // what is due, arrears and standing penalties included
	Arrears Rupiah
}

// Bill returns what is due on a day: standing penalties and everything unpaid of
// instalments due until then. When none of those is open, the next instalment is
// billed if it falls due within ahead days, because meetings seldom fall on the due
// date itself.
func (d *Debt) Bill(on Date, ahead int) Bill {
	b := Bill{Of: len(d.Lines), Split: Split{Penalty: d.Charged - d.Fined}}
	for i := range d.Lines {
		line := &d.Lines[i]
		if line.Left() == 0 {
			continue
		}
		if line.Due > on && (b.No != 0 || line.Due > on.AddDays(ahead)) {
			break
		}
		b.No = line.No
		b.Split.Service += line.Service - line.PaidService
		b.Split.Principal += line.Principal - line.PaidPrincipal
		if line.Due < on {
			b.Arrears += line.Left()
		}
	}
	return b
}

// ahead returns half a rhythm in days: an instalment belongs to the meeting nearest to
// its due date.
func (r Rhythm) ahead() int {
	switch r {
	case Weekly:
		return 3
	case Fortnightly:
		return 7
	default:
		return 15
	}
}

// FineDue returns the penalty to charge on a day by the group's rules: LatePayFine for
// each instalment that became late since the last charge and is still unpaid.
func (l *Loan) FineDue(d *Debt, r Rules, on Date) (Rupiah, error) {
	var last Date
	for day := range l.Charges {
		if day <= on && (last.IsZero() || day > last) {
			last = day
		}
	}
	var count int64
	for i := range d.Lines {
		line := &d.Lines[i]
		// A charge covers what was late on its own day: due before it.
		if line.Left() > 0 && line.Due < on && (last.IsZero() || line.Due >= last) {
			count++
		}
	}
	return r.LatePayFine.Mul(count)
}

// Exposure is the outstanding principal of an active loan and how late it is.
type Exposure struct {
	Outstanding Rupiah
	DaysLate    int
}

// riskDays is the age beyond which a loan counts in PAR30: all that is left of it, not only
// what is late (CGAP, "Microfinance Consensus Guidelines", 2003).
const riskDays = 30

// PAR30 returns the portfolio at risk in basis points, half-up: outstanding principal
// of loans more than 30 days late ÷ outstanding principal of all; 0 where nothing is
// outstanding.
func PAR30(loans []Exposure) (int64, error) {
	var all, risky Rupiah
	var err error
	for _, e := range loans {
		if all, err = all.Add(e.Outstanding); err != nil {
			return 0, err
		}
		if e.DaysLate > riskDays {
			risky += e.Outstanding // no more than all
		}
	}
	if all <= 0 {
		return 0, nil
	}
	return roundDiv(int64(risky), wholeBP, int64(all))
}
