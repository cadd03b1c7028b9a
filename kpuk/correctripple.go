package kpuk

import (
	"bytes"
	"cmp"
	"slices"
)

// EffectKind says which figure a correction moves.
type EffectKind uint8

// The figures that a correction may move, in the order in which they are listed.
const (
	EffectAttendance EffectKind = iota + 1 // members who came
	EffectQuorum                           // 1 reached, 0 not
	EffectSavings                          // a member's savings after a day
	EffectCash                             // the group's cash after a day
	EffectDifference                       // counted less expected, of a meeting
	EffectAside                            // of it, what corrections left: no income of the group
	EffectSocial                           // the social fund now
	EffectExternal                         // owed to an LKP now
	EffectSplit                            // how a payment is split: Parts
	EffectInstalment                       // what the loan's first full instalment asks for
	EffectDebt                             // what is left of a loan: Parts
	EffectCharge                           // a fine for paying late
	EffectLate                             // days late, now
	EffectPAR30                            // of the group, basis points, now
	EffectNetIncome                        // of a year
	EffectShare                            // a member's share of a year's SHU
	EffectState                            // of a meeting: MeetingState
)

// String returns the name of the kind of effect.
func (k EffectKind) String() string {
	return named(k, "none", "attendance", "quorum", "savings", "cash", "difference", "aside", "social", "external", "split",
		"instalment", "debt", "charge", "late", "par30", "income", "share", "state")
}

// Effect is one figure before and after a correction. On is the day after which it holds;
// zero means now. What does not belong to a member, loan or meeting has none.
type Effect struct {
	Kind    EffectKind
	On      Date
	Meeting ID
	Member  ID
	Loan    ID
	Before  int64
	After   int64
	Parts   [2]Split // of split and debt: before and after
}

// effects compares everything before and after. The parts that are listed are those that
// differ; the order is that of the kinds, then days and members.
func (k *correcting) effects() error {
	for _, part := range []func() error{k.people, k.balances, k.differences, k.lending, k.risk, k.income} {
		if err := part(); err != nil {
			return err
		}
	}
	for _, m := range k.r.Meetings {
		was := k.Meetings[slices.IndexFunc(k.Meetings, func(o *Meeting) bool { return o.ID == m.ID })]
		k.moved(Effect{Kind: EffectState, On: m.Date, Meeting: m.ID, Before: int64(was.State.State), After: int64(m.State.State)})
	}
	number := map[ID]int{}
	for _, m := range k.Members {
		number[m.ID] = m.Number
	}
	late := func(d Date) int64 { // now comes last
		if d.IsZero() {
			return 1 << 40
		}
		return int64(d)
	}
	slices.SortStableFunc(k.r.Effects, func(a, b Effect) int {
		return cmp.Or(cmp.Compare(a.Kind, b.Kind), cmp.Compare(number[a.Member], number[b.Member]), bytes.Compare(a.Member[:], b.Member[:]),
			cmp.Compare(late(a.On), late(b.On)))
	})
	return nil
}

// moved lists an effect that moves something.
func (k *correcting) moved(e Effect) {
	if e.Before != e.After || e.Parts[0] != e.Parts[1] {
		k.r.Effects = append(k.r.Effects, e)
	}
}

// people compares attendance and quorum.
func (k *correcting) people() error {
	due := k.held[k.own]
	if due == nil || k.c.Attendance == nil {
		return nil
	}
	was := k.Meetings[slices.IndexFunc(k.Meetings, func(o *Meeting) bool { return o.ID == k.own })]
	at := func(m *Meeting) Quorum {
		s := Sitting{Meeting: m, Members: k.Group.Everyone(k.Members)}
		return s.Quorum()
	}
	before, after := at(was), at(due)
	k.moved(Effect{Kind: EffectAttendance, On: was.Date, Meeting: was.ID, Before: int64(before.Here), After: int64(after.Here)})
	one := map[bool]int64{true: 1}
	k.moved(Effect{
		Kind: EffectQuorum, On: was.Date, Meeting: was.ID, Before: one[before.Reached()], After: one[after.Reached()],
	})
	return nil
}

// snapshot is how money stood after a day.
type snapshot struct {
	cash    Rupiah
	savings map[ID]Rupiah
}

// snapshots sums a ledger once and stops at each of the days, which ascend; the last
// snapshot is of now.
func snapshots(l *Ledger, days []Date) ([]snapshot, Balances, error) {
	var t tally
	b := Balances{Members: map[ID]Savings{}, Loans: map[ID]LoanFlow{}}
	var out []snapshot
	stop := func() {
		s := snapshot{cash: b.Cash, savings: make(map[ID]Rupiah, len(b.Members))}
		for id, own := range b.Members {
			s.savings[id] = own.Total()
		}
		out = append(out, s)
	}
	for m := range l.Movements(0) {
		for len(out) < len(days) && m.Line.Date > days[len(out)] {
			stop()
		}
		b.add(&t, m)
	}
	for len(out) <= len(days) {
		stop()
	}
	return out, b, t.err
}

// balances compares savings and cash after every meeting since, and now.
func (k *correcting) balances() error {
	var days []Date
	at := map[Date]ID{}
	for _, m := range k.inTime() {
		if !slices.Contains(days, m.Date) {
			days = append(days, m.Date)
		}
		at[m.Date] = m.ID
	}
	before, was, err := snapshots(k.Ledger, days)
	if err != nil {
		return err
	}
	after, is, err := snapshots(k.after, days)
	if err != nil {
		return err
	}
	for i := range before {
		var on Date
		if i < len(days) {
			on = days[i]
		}
		k.moved(Effect{Kind: EffectCash, On: on, Meeting: at[on], Before: int64(before[i].cash), After: int64(after[i].cash)})
		for member, now := range after[i].savings {
			k.moved(Effect{
				Kind: EffectSavings, On: on, Meeting: at[on], Member: member, Before: int64(before[i].savings[member]), After: int64(now),
			})
			k.short(member, on, before[i].savings[member], now)
		}
		if after[i].cash < 0 && before[i].cash >= 0 {
			k.warn("Cash", "correct_cash_negative", on, ID{}, after[i].cash)
		}
	}
	k.moved(Effect{Kind: EffectSocial, Before: int64(was.Social), After: int64(is.Social)})
	k.moved(Effect{Kind: EffectExternal, Before: int64(was.External), After: int64(is.External)})
	return nil
}

// short warns of savings that would be less than nothing.
func (k *correcting) short(member ID, on Date, before, after Rupiah) {
	if after < 0 && before >= 0 {
		k.warn("Amount", "correct_savings_negative", on, member, after)
	}
}

// warn notes something odd once for each member.
func (k *correcting) warn(field, key string, on Date, of ID, amount Rupiah) {
	if slices.ContainsFunc(k.r.Problems, func(p Problem) bool { return p.Key == key && p.Of == of }) {
		return
	}
	k.r.Problems = append(k.r.Problems, Problem{
		Field: field, Key: key, Warning: true, Of: of, Args: map[string]any{"On": on, "Amount": amount},
	})
}

// differences compares what was counted with what was expected, meeting by meeting.
func (k *correcting) differences() error {
	for _, m := range k.inTime() {
		due := m
		if own := k.held[m.ID]; own != nil {
			due = own
		}
		if !due.Cash.Done {
			continue
		}
		was, err := k.Ledger.CashSheet(m)
		if err != nil {
			return err
		}
		is, err := k.after.CashSheet(due)
		if err != nil {
			return err
		}
		k.moved(Effect{Kind: EffectDifference, On: m.Date, Meeting: m.ID, Before: int64(was.Difference), After: int64(is.Difference)})
		k.moved(Effect{Kind: EffectAside, On: m.Date, Meeting: m.ID, Before: int64(was.Aside), After: int64(is.Aside)})
	}
	return nil
}

// lending compares the splits, schedules and debts of the loans that are touched.
func (k *correcting) lending() error {
	for _, e := range k.r.Writes {
		target := k.Ledger.byID[e.Line.Instead]
		if target == nil || e.Line.Kind != EntryInstalment || target.Line.Kind != EntryInstalment {
			continue
		}
		before, after := target.Line.Split(), e.Line.Split()
		k.moved(Effect{
			Kind: EffectSplit, On: e.Line.Date, Meeting: e.Line.Meeting, Member: e.Line.Member, Loan: e.Line.Loan,
			Before: int64(before.Total()), After: int64(after.Total()), Parts: [2]Split{before, after},
		})
	}
	for id := range k.spread {
		i := slices.IndexFunc(k.Loans, func(l *Loan) bool { return l.ID == id })
		if i < 0 {
			continue
		}
		if err := k.debts(k.Loans[i], k.loan(id)); err != nil {
			return err
		}
	}
	return nil
}

// debts compares one loan.
func (k *correcting) debts(was, is *Loan) error {
	before, err := k.Ledger.View(was, k.today)
	if err != nil {
		return err
	}
	after, err := k.after.View(is, k.today)
	if err != nil {
		return err
	}
	effect := func(kind EffectKind, on Date, b, a int64) Effect {
		return Effect{Kind: kind, On: on, Member: was.Member, Loan: was.ID, Before: b, After: a}
	}
	left := func(v LoanView) Split {
		if !v.Active {
			return Split{}
		}
		return v.Debt.Left()
	}
	e := effect(EffectDebt, 0, int64(left(before).Total()), int64(left(after).Total()))
	e.Parts = [2]Split{left(before), left(after)}
	k.moved(e)
	k.moved(effect(EffectInstalment, 0, int64(before.Debt.Lines[0].Total()), int64(after.Debt.Lines[0].Total())))
	k.moved(effect(EffectLate, 0, int64(before.DaysLate), int64(after.DaysLate)))
	for day, charge := range is.Charges {
		k.moved(effect(EffectCharge, day, int64(was.Charges[day]), int64(charge)))
	}
	return nil
}
