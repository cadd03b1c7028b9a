package kpuk

import "pendamping/fault"

// Indicators are the figures of one group over a period, after SAVIX. Rates are basis
// points, half-up; a rate of nothing is 0.
type Indicators struct {
	Members         int    // active on the last day
	Joined          int    // in the period
	Left            int    // in the period, for whatever reason
	DropoutBP       int64  // left ÷ (members on the first day + joined)
	Meetings        int    // held in the period
	Planned         int    // by the group's rhythm
	AttendanceBP    int64  // came ÷ all whose attendance was taken
	Savings         Rupiah // held on the last day
	SavingsEach     Rupiah // per active member, half-up
	LoansOut        Rupiah // outstanding principal of active loans on the last day
	LoansActive     int
	PAR30BP         int64
	NetIncome       Rupiah // of the period
	ReturnBP        int64  // net income ÷ savings on the last day; negative for a loss
	SocialFund      Rupiah
	External        Rupiah // owed to an LKP
	LoansOfSavingBP int64  // loans outstanding ÷ savings
}

// Holdings is a group with all that its indicators are reckoned from.
type Holdings struct {
	Group    *Group
	Members  []*Member
	Meetings []*Meeting
	Loans    []*Loan
	Ledger   *Ledger

	Amendments []*Amendment // reviews of lines of no meeting
}

// Indicators reckons a group's figures from one day to another, both included.
func (h *Holdings) Indicators(from, to Date) (Indicators, error) {
	const op fault.Op = "kpuk.Holdings.Indicators"
	var out Indicators
	h.people(&out, from, to)
	h.gatherings(&out, from, to)
	if err := h.money(&out, from, to); err != nil {
		return Indicators{}, fault.E(op, fault.Invalid, err)
	}
	return out, nil
}

// people counts everybody who belonged to the group in the period, also those who moved
// to another since: what was true of a past day stays true.
func (h *Holdings) people(out *Indicators, from, to Date) {
	atStart := 0
	for _, m := range h.Group.Everyone(h.Members) {
		if m.Gone() {
			continue
		}
		if m.ActiveOn(from.AddDays(-1)) {
			atStart++
		}
		if m.ActiveOn(to) {
			out.Members++
		}
		joined, left := m.cameAndWent(from, to)
		out.Joined += joined
		out.Left += left
	}
	out.DropoutBP = rate(int64(out.Left), int64(atStart+out.Joined))
}

// cameAndWent counts how often the member joined and left her group in a period.
func (m *Member) cameAndWent(from, to Date) (joined, left int) {
	for _, s := range m.stays() {
		if s.from >= from && s.from <= to {
			joined++
		}
		if s.ended && s.to >= from && s.to <= to {
			left++
		}
	}
	return joined, left
}

func (h *Holdings) gatherings(out *Indicators, from, to Date) {
	var came, taken int64
	for _, m := range h.Meetings {
		if m.Gone() || m.Date < from || m.Date > to {
			continue
		}
		out.Meetings++
		for _, a := range m.Attendance {
			if a.Presence == NotTaken {
				continue
			}
			taken++
			if a.Presence.Attends() {
				came++
			}
		}
	}
	out.AttendanceBP = rate(came, taken)
	rules, _ := h.Group.RulesAt(to)
	start := from
	if h.Group.FormedOn > start {
		start = h.Group.FormedOn
	}
	out.Planned = rules.Rhythm.Planned(start, to)
}

func (h *Holdings) money(out *Indicators, from, to Date) error {
	b, err := h.Ledger.Balances(to)
	if err != nil {
		return err
	}
	loans, _, err := h.Ledger.Portfolio(h.Loans, to)
	if err != nil {
		return err
	}
	if out.PAR30BP, err = PAR30(loans); err != nil {
		return err
	}
	if out.NetIncome, err = h.Ledger.NetIncome(from, to); err != nil {
		return err
	}
	for _, e := range loans {
		out.LoansOut += e.Outstanding // PAR30 summed them without overflow
	}
	out.LoansActive = len(loans)
	out.Savings, out.SocialFund, out.External = b.Savings.Total(), b.Social, b.External
	out.SavingsEach = mean(out.Savings, out.Members)
	out.ReturnBP = rate(int64(out.NetIncome), int64(out.Savings))
	out.LoansOfSavingBP = rate(int64(out.LoansOut), int64(out.Savings))
	return nil
}

// rate returns part ÷ whole in basis points, half-up and away from zero; 0 where the
// whole is nothing or the result does not fit.
func rate(part, whole int64) int64 {
	if whole <= 0 {
		return 0
	}
	abs := max(part, -part)
	bp, err := roundDiv(abs, wholeBP, whole)
	if err != nil {
		return 0
	}
	if part < 0 {
		return -bp
	}
	return bp
}
