package kpuk_test

import (
	"errors"
	"testing"

	"pgregory.net/rapid"

	"pendamping/kpuk"
)

// owing is a loan of ten monthly instalments at 1.5 % flat, paid out, with some paid back.
func owing(tb testing.TB, principal kpuk.Rupiah, paid ...kpuk.Rupiah) (*kpuk.Loan, []*kpuk.Entry) {
	tb.Helper()
	start := date(tb, "2026-01-26")
	l := &kpuk.Loan{
		Header: kpuk.Header{ID: kpuk.ID{7}, Partition: kpuk.ID{9}, Scope: kpuk.ID{1}}, Group: kpuk.ID{1}, Member: kpuk.ID{3},
		Terms:  kpuk.Terms{Principal: principal, RateBP: 150, Instalments: 10, Unit: 100, Start: start},
		Status: kpuk.LoanState{Status: kpuk.LoanActive, On: start},
	}
	entries := []*kpuk.Entry{{
		Header: kpuk.Header{ID: kpuk.ID{100}, Scope: kpuk.ID{1}},
		Line:   kpuk.EntryLine{Kind: kpuk.EntryDisbursement, Amount: principal, Group: kpuk.ID{1}, Member: kpuk.ID{3}, Loan: l.ID, Date: start},
	}}
	for i, amount := range paid {
		e, err := kpuk.NewLedger(entries...).PayOutside(l, kpuk.ID{101, byte(i)}, amount, start.AddMonths(i+1))
		if err != nil {
			tb.Fatal(err)
		}
		entries = append(entries, e)
	}
	return l, entries
}

func TestReschedulingMovesNoMoney(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		principal := kpuk.Rupiah(rapid.Int64Range(10, 5_000).Draw(rt, "principal")) * 1_000
		var paid []kpuk.Rupiah
		for range rapid.IntRange(0, 4).Draw(rt, "paid") {
			paid = append(paid, principal*115/1000)
		}
		l, entries := owing(t, principal, paid...)
		ledger := kpuk.NewLedger(entries...)
		before, err := ledger.Balances(0)
		if err != nil {
			rt.Fatal(err)
		}
		r := &kpuk.Rescheduling{
			Loan: l, Ledger: ledger, Reason: "gagal panen", Carry: rapid.Bool().Draw(rt, "carry"),
			Terms: kpuk.Terms{RateBP: 100, Instalments: rapid.IntRange(1, 24).Draw(rt, "n"), Unit: 500, Start: date(t, "2026-11-23")},
		}
		owed, err := r.Owed()
		if err != nil {
			rt.Fatal(err)
		}
		out, err := r.Records()
		if err != nil {
			rt.Fatal(err)
		}
		for _, rec := range []kpuk.Record{out.Old, out.New, out.Entries[0], out.Entries[1]} {
			if p, refused := kpuk.Refused(kpuk.Validate(rec)); refused {
				rt.Fatalf("%T is refused: %+v", rec, p)
			}
		}
		after := kpuk.NewLedger(append(entries, out.Entries...)...)
		b, err := after.Balances(0)
		if err != nil {
			rt.Fatal(err)
		}
		if b.Cash != before.Cash || !kpuk.Pairs(out.Entries[0], out.Entries[1]) {
			rt.Fatalf("the box had %v and has %v", before.Cash, b.Cash)
		}
		if b.LoansOut-before.LoansOut != owed.Service+owed.Penalty || b.Surplus-before.Surplus != owed.Service+owed.Penalty {
			rt.Fatalf("lent %v, was %v, carried %+v", b.LoansOut, before.LoansOut, owed)
		}
		old, err := after.View(out.Old, r.Terms.Start)
		if err != nil || old.Active || old.Debt.PrincipalLeft() != 0 || old.Debt.Overpaid != 0 {
			rt.Fatalf("the old loan stands at %+v, %v", old, err)
		}
		fresh, err := after.View(out.New, r.Terms.Start)
		if err != nil || !fresh.Active || fresh.DaysLate != 0 || fresh.Debt.PrincipalLeft() != owed.Total() {
			rt.Fatalf("the new loan stands at %+v, %v; owed %+v", fresh, err, owed)
		}
		if !r.Carry && owed.Total() != before.LoansOut {
			rt.Fatalf("owed %+v of %v", owed, before.LoansOut)
		}
		if again, err := r.Records(); err != nil || again.New.ID != out.New.ID || again.Entries[0].ID != out.Entries[0].ID {
			rt.Fatal("the same rescheduling makes another loan")
		}
	})
}

func TestReschedulingNeedsAReason(t *testing.T) {
	l, entries := owing(t, 1_000_000)
	r := &kpuk.Rescheduling{Loan: l, Ledger: kpuk.NewLedger(entries...), Terms: kpuk.Terms{Instalments: 5, Start: date(t, "2026-11-23")}}
	if _, err := r.Records(); !errors.Is(err, kpuk.ErrNoReason) {
		t.Errorf("without a reason: %v", err)
	}
	r.Reason, r.Loan.Status.Status = "x", kpuk.LoanPaid
	if _, err := r.Records(); !errors.Is(err, kpuk.ErrLoanState) {
		t.Errorf("a paid loan: %v", err)
	}
}

func TestWritingOff(t *testing.T) {
	l, entries := owing(t, 1_000_000, 115_000, 115_000)
	ledger := kpuk.NewLedger(entries...)
	day := date(t, "2026-11-23")
	for days, allowed := range map[int]bool{0: false, 300: false, 180: true} {
		_, _, err := ledger.WriteOff(l, kpuk.Rules{WriteOffDays: days}, day, "meninggal")
		if (err == nil) != allowed || (err != nil && !errors.Is(err, kpuk.ErrWriteOffRule)) {
			t.Errorf("after %d days: %v", days, err)
		}
	}
	if _, _, err := ledger.WriteOff(l, kpuk.Rules{WriteOffDays: 1}, day, ""); !errors.Is(err, kpuk.ErrNoReason) {
		t.Errorf("without a reason: %v", err)
	}
	gone, lines, err := ledger.WriteOff(l, kpuk.Rules{WriteOffDays: 180}, day, "meninggal")
	if err != nil || len(lines) != 2 || !kpuk.Pairs(lines[0], lines[1]) {
		t.Fatalf("lines %+v, %v", lines, err)
	}
	before, after := balancesOf(t, entries), balancesOf(t, append(entries, lines...))
	if after.Cash != before.Cash || after.LoansOut != 0 || before.Surplus-after.Surplus != before.LoansOut {
		t.Errorf("before %+v, after %+v", before, after)
	}
	if gone.Status.Status != kpuk.LoanWrittenOff || gone.Status.Reason != "meninggal" || l.Status.Status != kpuk.LoanActive {
		t.Errorf("loan %+v", gone.Status)
	}
	for _, e := range lines {
		if p, refused := kpuk.Refused(kpuk.Validate(e)); refused {
			t.Errorf("a line is refused: %+v", p)
		}
	}
}

func TestPayingOutside(t *testing.T) {
	l, entries := owing(t, 1_000_000)
	ledger := kpuk.NewLedger(entries...)
	e, err := ledger.PayOutside(l, kpuk.ID{200}, 115_000, date(t, "2026-02-26"))
	if err != nil || e.Line.Service != 15_000 || e.Line.Penalty != 0 || !e.Line.Meeting.IsZero() || e.Scope != l.Scope {
		t.Fatalf("%+v, %v", e, err)
	}
	var excess *kpuk.ExcessError
	if _, err = ledger.PayOutside(l, kpuk.ID{200}, 2_000_000, date(t, "2026-02-26")); !errors.As(err, &excess) || excess.Excess != 850_000 {
		t.Errorf("too much: %v", err)
	}
	l.Status.Status = kpuk.LoanRequested
	if _, err = ledger.PayOutside(l, kpuk.ID{200}, 1, 1); !errors.Is(err, kpuk.ErrLoanState) {
		t.Errorf("a request was paid: %v", err)
	}
}

func TestClosing(t *testing.T) {
	l, entries := owing(t, 1_000_000)
	entries = append(entries, saved(t, 1, kpuk.EntryWajib, 1_500_000))
	day := date(t, "2026-11-23")
	closing := func() *kpuk.Closing {
		return &kpuk.Closing{
			Group: &kpuk.Group{Name: "Melati", FormedOn: date(t, "2014-03-12")}, On: day, Reason: " bubar ", Ledger: kpuk.NewLedger(entries...),
			Loans: []*kpuk.Loan{l}, Meetings: []*kpuk.Meeting{{Date: date(t, "2026-10-26"), State: kpuk.Standing{State: kpuk.Approved}}},
		}
	}
	c := closing()
	var keys []string
	for _, p := range c.Check(day) {
		if !p.Warning {
			t.Errorf("refused for %s", p.Key)
		}
		keys = append(keys, p.Key)
	}
	if len(keys) != 3 || keys[0] != "close_loans" || keys[1] != "close_savings" || keys[2] != "close_cash" {
		t.Errorf("warned of %v", keys)
	}
	g, err := c.Record(day)
	if err != nil || g.Status != kpuk.GroupClosed || g.ClosedOn != day || g.CloseReason != "bubar" || c.Group.Status != kpuk.GroupActive {
		t.Fatalf("%+v, %v", g, err)
	}
	g.Reopen()
	if g.Status != kpuk.GroupActive || g.ClosedOn != 0 || g.CloseReason != "" {
		t.Errorf("reopened %+v", g)
	}
	for key, change := range map[string]func(*kpuk.Closing){
		"close_reason":  func(c *kpuk.Closing) { c.Reason = "" },
		"close_day":     func(c *kpuk.Closing) { c.On = day.AddDays(1) },
		"close_early":   func(c *kpuk.Closing) { c.On = date(t, "2026-10-25") },
		"close_meeting": func(c *kpuk.Closing) { c.Meetings[0].State.State = kpuk.Draft },
	} {
		c := closing()
		change(c)
		if p, refused := kpuk.Refused(c.Check(day)); !refused || p.Key != key {
			t.Errorf("%s: %+v", key, c.Check(day))
		}
		if _, err := c.Record(day); err == nil {
			t.Errorf("%s: closed", key)
		}
	}
}

func TestRulesNeverChangeThePast(t *testing.T) {
	today := date(t, "2026-11-23")
	g := &kpuk.Group{}
	if err := g.Agree(date(t, "2014-03-12"), today, kpuk.Rules{Wajib: 5_000}); err != nil {
		t.Fatalf("first rules: %v", err)
	}
	if err := g.Agree(today.AddDays(-1), today, kpuk.Rules{Wajib: 9_000}); !errors.Is(err, kpuk.ErrPast) {
		t.Errorf("yesterday: %v", err)
	}
	if err := g.Agree(today.AddDays(30), today, kpuk.Rules{Wajib: -1}); err == nil {
		t.Error("negative savings were agreed on")
	}
	if err := g.Agree(today.AddDays(30), today, kpuk.Rules{Wajib: 10_000}); err != nil {
		t.Fatal(err)
	}
	for day, want := range map[kpuk.Date]kpuk.Rupiah{today: 5_000, today.AddDays(29): 5_000, today.AddDays(30): 10_000} {
		if r, ok := g.RulesAt(day); !ok || r.Wajib != want {
			t.Errorf("%v: %v", day, r.Wajib)
		}
	}
	if err := g.Forget(date(t, "2014-03-12"), today); !errors.Is(err, kpuk.ErrPast) || len(g.Rules) != 2 {
		t.Errorf("the past was forgotten: %v", err)
	}
	if err := g.Forget(today.AddDays(30), today); err != nil || len(g.Rules) != 1 {
		t.Errorf("the future stays: %v", err)
	}
}
