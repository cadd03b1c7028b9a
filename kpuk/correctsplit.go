package kpuk

import (
	"bytes"
	"cmp"
	"maps"
	"slices"
)

// place orders the payments of a loan: by day, meeting and turn. A payment that stands
// instead of another has that one's place.
type place struct {
	day     Date
	meeting ID
	turn    int
	id      ID
}

func placeOf(e *Entry) place { return place{e.Line.Date, e.Line.Meeting, e.Line.Turn, e.ID} }

func (p place) compare(o place) int {
	return cmp.Or(cmp.Compare(p.day, o.day), bytes.Compare(p.meeting[:], o.meeting[:]),
		cmp.Compare(p.turn, o.turn), bytes.Compare(p.id[:], o.id[:]))
}

// paid is a payment in its place, with the split it has.
type paid struct {
	place
	e     *Entry
	split Split
	over  Rupiah // what exceeds the debt
}

// payments lists what was paid to a loan, in order.
func (k *correcting) payments(l *Ledger, loan ID) []paid {
	var out []paid
	for e := range l.Standing() {
		if e.Line.Loan != loan || (e.Line.Kind != EntryInstalment && e.Line.Kind != EntryPenalty) {
			continue
		}
		at, ok := k.places[e.ID]
		if !ok {
			at = placeOf(e)
		}
		out = append(out, paid{place: at, e: e})
	}
	slices.SortFunc(out, func(a, b paid) int { return a.compare(b.place) })
	return out
}

// splitAnew splits the payments that follow a changed one by the rule: penalty, service,
// principal, the oldest first. Lines are never changed: one whose split moves is voided
// and written again, on its own day. What the correction does not move stays as it was
// written, even where it was not split by the rule.
func (k *correcting) splitAnew() error {
	for _, id := range slices.SortedFunc(maps.Keys(k.spread), func(a, b ID) int { return bytes.Compare(a[:], b[:]) }) {
		loan := k.loan(id)
		if loan == nil {
			continue
		}
		if err := k.splitLoan(loan); err != nil {
			return err
		}
	}
	return nil
}

// splitLoan splits one loan's payments anew.
func (k *correcting) splitLoan(loan *Loan) error {
	old := k.Loans[slices.IndexFunc(k.Loans, func(l *Loan) bool { return l.ID == loan.ID })]
	first := k.firstMoved(loan.ID)
	before, _, err := k.play(k.Ledger, old, nil, first)
	if err != nil {
		return err
	}
	after, charges, err := k.play(k.after, loan, old, first)
	if err != nil {
		return err
	}
	if !maps.Equal(charges, loan.Charges) {
		k.changeLoan(loan).Charges = charges
	}
	was := map[ID]paid{}
	for _, p := range before {
		was[p.e.ID] = p
	}
	for _, p := range after {
		k.settleSplit(p, was)
	}
	return k.statusOf(loan)
}

// settleSplit takes over the split of one payment.
func (k *correcting) settleSplit(p paid, was map[ID]paid) {
	old, known := was[p.e.ID]
	fresh := slices.Contains(k.r.Writes, p.e)
	if p.over > 0 && (!known || p.over > old.over) {
		excess := &LaterExcessError{Date: p.e.Line.Date, Amount: p.e.Line.Amount, Excess: p.over}
		if !fresh {
			excess.Entry = p.e.ID
		}
		k.r.Problems = append(k.r.Problems, Problem{Field: "Amount", Key: "correct_excess", Args: map[string]any{"Excess": excess}})
		return
	}
	switch {
	case p.e.Line.Kind != EntryInstalment || p.over > 0:
	case fresh:
		p.e.Line.Penalty, p.e.Line.Service = p.split.Penalty, p.split.Service
	case p.split != old.split && p.split != p.e.Line.Split():
		line := p.e.Line
		line.Penalty, line.Service = p.split.Penalty, p.split.Service
		k.take(p.e)
		e := k.put(line, p.e.ID)
		k.places[e.ID] = p.place
	}
}

// firstMoved is the place of the first payment that the correction takes or writes.
func (k *correcting) firstMoved(loan ID) place {
	var first *place
	consider := func(p place) {
		if first == nil || p.compare(*first) < 0 {
			first = &p
		}
	}
	for _, e := range append(slices.Clone(k.r.Voids), k.r.Writes...) {
		if e.Line.Loan != loan {
			continue
		}
		at, ok := k.places[e.ID]
		if !ok {
			at = placeOf(e)
			if target := k.Ledger.byID[e.Line.Voids]; target != nil {
				at = placeOf(target)
			}
		}
		if target := k.Ledger.byID[e.Line.Voids]; target != nil && target.Line.Kind == EntryDisbursement {
			at = place{} // the whole schedule moves
		}
		consider(at)
	}
	if first == nil {
		return place{}
	}
	return *first
}
