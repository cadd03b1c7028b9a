package book

import "pendamping/kpuk"

// ledger is a group's ledger with what is often asked of it.
type ledger struct {
	*kpuk.Ledger              // what counts
	all          *kpuk.Ledger // with the lines that do not
	balances     kpuk.Balances
	meetings     map[kpuk.ID][]*kpuk.Entry // standing lines
	loans        map[kpuk.ID][]*kpuk.Entry // standing lines
	err          error
}

// ledger resolves and sums the group's lines once and keeps the result until one changes.
func (g *Group) ledger() *ledger {
	if g.sums != nil {
		return g.sums
	}
	entries := make([]*kpuk.Entry, 0, len(g.entries))
	for _, e := range g.entries {
		entries = append(entries, e)
	}
	all := kpuk.NewLedger(entries...)
	l := &ledger{
		Ledger:   all,
		all:      all,
		meetings: map[kpuk.ID][]*kpuk.Entry{},
		loans:    map[kpuk.ID][]*kpuk.Entry{},
	}
	if counted := g.counted(entries); len(counted) < len(entries) {
		l.Ledger = kpuk.NewLedger(counted...)
	}
	l.balances, l.err = l.Balances(0)
	for e := range all.Standing() {
		if !e.Line.Meeting.IsZero() {
			l.meetings[e.Line.Meeting] = append(l.meetings[e.Line.Meeting], e)
		}
	}
	for e := range l.Standing() {
		if !e.Line.Loan.IsZero() {
			l.loans[e.Line.Loan] = append(l.loans[e.Line.Loan], e)
		}
	}
	g.sums = l
	return l
}

// Line is a line of a cash book or savings book: what it moved, and the balance after it.
type Line struct {
	kpuk.Movement

	Effect  kpuk.Rupiah // positive: into the box, or into the savings
	Balance kpuk.Rupiah
}

// Voids tells whether the line takes back an earlier one.
func (l Line) Voids() bool { return l.Sign < 0 }

// running lists the movements that have an effect, each with the balance after it.
func (l *ledger) running(effect func(kpuk.Movement) kpuk.Rupiah) []Line {
	var out []Line
	var balance kpuk.Rupiah
	for m := range l.Movements(0) {
		moved := effect(m)
		if moved == 0 {
			continue
		}
		sum, err := balance.Add(moved)
		if err != nil {
			// The group's Err says that its figures are not to be shown.
			return out
		}
		balance = sum
		out = append(out, Line{Movement: m, Effect: moved, Balance: balance})
	}
	return out
}

// savingsEffect is what a movement does to its member's savings.
func savingsEffect(m kpuk.Movement) kpuk.Rupiah {
	switch m.Line.Kind {
	case kpuk.EntryPokok, kpuk.EntryWajib, kpuk.EntrySukarela, kpuk.EntryWithdrawal:
		return m.Cash() // savings are put into the box and taken out of it
	default:
		return 0
	}
}

// owedEffect is what a movement does to what members owe.
func owedEffect(m kpuk.Movement) kpuk.Rupiah {
	switch m.Line.Kind {
	case kpuk.EntryDisbursement:
		return m.Sign * m.Line.Amount
	case kpuk.EntryInstalment:
		return -m.Sign * m.Line.Split().Principal
	default:
		return 0
	}
}

// tally adds amounts and remembers the first sum that did not fit.
type tally struct{ err error }

func (t *tally) add(to *kpuk.Rupiah, amount kpuk.Rupiah) {
	sum, err := to.Add(amount)
	if err != nil {
		t.note(err)
		return
	}
	*to = sum
}

func (t *tally) note(err error) {
	if t.err == nil {
		t.err = err
	}
}
