package kpuk

import (
	"strings"

	"pendamping/fault"
)

// Closing is a group that is to be closed.
type Closing struct {
	Group    *Group
	On       Date
	Reason   string
	Ledger   *Ledger
	Loans    []*Loan
	Meetings []*Meeting
}

// Check returns what stands against closing the group, and as warnings what it leaves
// unsettled: loans, savings, money in the box, debts to an LKP.
func (c *Closing) Check(today Date) []Problem {
	var f findings
	if strings.TrimSpace(c.Reason) == "" {
		f.refuse("Reason", "close_reason")
	}
	last := c.Group.FormedOn
	for _, m := range c.Meetings {
		if m.Gone() {
			continue
		}
		last = max(last, m.Date)
		if m.State.State == Draft {
			f = append(f, Problem{Field: "Meeting", Key: "close_meeting", Of: m.ID, Args: map[string]any{"Date": m.Date}})
		}
	}
	switch {
	case c.On.IsZero() || c.On > today:
		f.refuse("On", "close_day")
	case c.On < last:
		f = append(f, Problem{Field: "On", Key: "close_early", Args: map[string]any{"Date": last}})
	}
	b, err := c.Ledger.Balances(0)
	if err != nil {
		f.refuse("Ledger", "close_sums")
		return f
	}
	for _, left := range []struct {
		key    string
		amount Rupiah
	}{{"close_loans", b.LoansOut}, {"close_savings", b.Savings.Total()}, {"close_cash", b.Cash}, {"close_external", b.External}} {
		if left.amount > 0 {
			f = append(f, Problem{Field: "Ledger", Key: left.key, Warning: true, Args: map[string]any{"Amount": left.amount}})
		}
	}
	return f
}

// Record returns the closed group, a copy. What [Closing.Check] refuses is an error.
func (c *Closing) Record(today Date) (*Group, error) {
	const op fault.Op = "kpuk.Closing.Record"
	if p, refused := Refused(c.Check(today)); refused {
		return nil, fault.E(op, fault.Invalid, fault.New(fault.Invalid, p.Key))
	}
	g := Clone(c.Group)
	g.Status, g.ClosedOn, g.CloseReason = GroupClosed, c.On, strings.TrimSpace(c.Reason)
	return g, nil
}

// Reopen takes a closing back.
func (g *Group) Reopen() { g.Status, g.ClosedOn, g.CloseReason = GroupActive, 0, "" }

// ErrPast says that rules were to begin on a day that is over.
var ErrPast = fault.New(fault.Invalid, "rules begin today or later")

// Agree gives the group rules that hold from a day on. Rules of days that are over stay
// as they were: only a group without any may be given rules for its past.
func (g *Group) Agree(from, today Date, rules Rules) error {
	const op fault.Op = "kpuk.Group.Agree"
	if from.IsZero() || (from < today && len(g.Rules) > 0) {
		return fault.E(op, fault.Invalid, ErrPast)
	}
	if p, refused := Refused(rules.Check()); refused {
		return fault.E(op, fault.Invalid, fault.New(fault.Invalid, p.Key))
	}
	if g.Rules == nil {
		g.Rules = map[Date]Rules{}
	}
	g.Rules[from] = rules
	return nil
}

// Forget takes back rules that do not hold yet.
func (g *Group) Forget(from, today Date) error {
	const op fault.Op = "kpuk.Group.Forget"
	if from <= today {
		return fault.E(op, fault.Invalid, ErrPast)
	}
	delete(g.Rules, from)
	return nil
}
