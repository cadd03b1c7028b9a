package kpuk

import (
	"slices"
	"time"
)

// risk compares the portfolio at risk.
func (k *correcting) risk() error {
	par := func(l *Ledger, loans []*Loan) (int64, error) {
		exposed, _, err := l.Portfolio(loans, k.today)
		if err != nil {
			return 0, err
		}
		return PAR30(exposed)
	}
	before, err := par(k.Ledger, k.Loans)
	if err != nil {
		return err
	}
	loans := slices.Clone(k.Loans)
	for i, l := range loans {
		loans[i] = k.loan(l.ID)
	}
	after, err := par(k.after, loans)
	k.moved(Effect{Kind: EffectPAR30, Before: before, After: after})
	return err
}

// income compares the net income of each year since, and what it gives each member.
func (k *correcting) income() error {
	for year := k.from.Year(); year <= k.today.Year(); year++ {
		from := NewDate(year, time.January, 1)
		to := min(NewDate(year, time.December, 31), k.today)
		before, err := k.Ledger.NetIncome(from, to)
		if err != nil {
			return err
		}
		after, err := k.after.NetIncome(from, to)
		if err != nil {
			return err
		}
		k.moved(Effect{Kind: EffectNetIncome, On: to, Before: int64(before), After: int64(after)})
		if err := k.shares(from, to); err != nil {
			return err
		}
	}
	for e := range k.Ledger.Standing() {
		if e.Line.Kind == EntrySHU && e.Line.Date >= k.from {
			k.warn("Line", "correct_shared_out", e.Line.Date, ID{}, 0)
			break
		}
	}
	return nil
}

// shares compares what a share-out by the rules would give each member. A year with a
// loss, or rules that do not share out, has none.
func (k *correcting) shares(from, to Date) error {
	rules, _ := k.Group.RulesAt(to)
	if len(rules.SHU) == 0 {
		return nil
	}
	before := k.shareOf(k.Ledger, rules, from, to)
	after := k.shareOf(k.after, rules, from, to)
	for _, m := range k.Members {
		k.moved(Effect{Kind: EffectShare, On: to, Member: m.ID, Before: int64(before[m.ID]), After: int64(after[m.ID])})
	}
	return nil
}

// shareOf is each member's share of a period's net income. A loss, or rules that do not
// share out, give none.
func (k *correcting) shareOf(l *Ledger, rules Rules, from, to Date) map[ID]Rupiah {
	sharing, err := l.ShareOut(SharePeriod{From: from, To: to}, rules, k.Members, to)
	if err != nil {
		return nil
	}
	shares := map[ID]Rupiah{}
	for _, p := range sharing.Members {
		shares[p.Member] = p.Total()
	}
	return shares
}
