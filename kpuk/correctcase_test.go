package kpuk_test

import (
	"errors"
	"reflect"
	"slices"
	"testing"

	"pendamping/fault"
	"pendamping/kpuk"
)

// the lines of the cases, by name.
var (
	lentOut   = numbered(501)
	paidOnce  = numbered(502)
	paidTwice = numbered(503)
	opening   = numbered(504)
	differs   = numbered(505)
)

// lent is an approved meeting at which a loan was paid out, and a later one, approved
// too, at which it was paid on; beside it savings that no meeting knows of.
func lent(tb testing.TB) *kpuk.Holdings {
	tb.Helper()
	s := newSitting(tb, 2)
	s.Rules.LatePayFine = 5_000
	loan := lend(tb, s, numbered(0), kpuk.ID{71})
	h := holdingsOf(tb, s)
	first, second := kpuk.Clone(s.Meeting), kpuk.Clone(s.Meeting)
	first.ID, first.Date = kpuk.ID{5, 1}, loan.Terms.Start
	second.ID, second.Date = kpuk.ID{5, 2}, loan.Terms.Start.AddMonths(2)
	for _, m := range []*kpuk.Meeting{first, second} {
		m.State = kpuk.Standing{State: kpuk.Approved}
		h.Meetings = append(h.Meetings, m)
	}
	add := func(id kpuk.ID, m *kpuk.Meeting, l kpuk.EntryLine) {
		l.Group, l.Member, l.Note = kpuk.ID{9}, numbered(0), "x"
		if m != nil {
			l.Meeting, l.Date = m.ID, m.Date
		}
		e := &kpuk.Entry{Header: kpuk.Header{ID: id, Partition: kpuk.ID{6}, Scope: kpuk.ID{9}}, Line: l}
		h.Ledger = kpuk.NewLedger(append(slices.Clone(h.Ledger.Entries()), e)...)
	}
	add(lentOut, first, kpuk.EntryLine{Kind: kpuk.EntryDisbursement, Amount: 1_000_000, Loan: loan.ID})
	add(paidOnce, second, kpuk.EntryLine{Kind: kpuk.EntryInstalment, Amount: 115_000, Service: 15_000, Loan: loan.ID})
	add(paidTwice, second, kpuk.EntryLine{Kind: kpuk.EntryInstalment, Amount: 100_000, Service: 15_000, Loan: loan.ID, Turn: 1})
	add(opening, nil, kpuk.EntryLine{Kind: kpuk.EntrySukarela, Amount: 400_000, Date: date(tb, "2025-12-31")})
	add(differs, second, kpuk.EntryLine{Kind: kpuk.EntryCashDifference, Amount: 5_000})
	return h
}

// correct corrects as a facilitator in August.
func correct(tb testing.TB, h *kpuk.Holdings, c kpuk.Correction) (*kpuk.Ripple, error) {
	tb.Helper()
	c.By.Office, c.Reason, c.ID = kpuk.OfficeFacilitator, "salah catat", kpuk.ID{98}
	return h.Correct(c, date(tb, "2026-08-01"))
}

func TestCannotBeCorrected(t *testing.T) {
	right := kpuk.EntryLine{Kind: kpuk.EntrySukarela, Amount: 5, Member: numbered(0)}
	for name, c := range map[string]struct {
		c    kpuk.Correction
		want error
	}{
		"an unknown line":         {kpuk.Correction{Entry: numbered(1), Line: right}, kpuk.ErrNoEntry},
		"a difference":            {kpuk.Correction{Entry: differs}, kpuk.ErrCounted},
		"to the same":             {kpuk.Correction{Entry: opening, Line: kpuk.EntryLine{Kind: kpuk.EntrySukarela, Amount: 400_000, Member: numbered(0)}}, kpuk.ErrSame},
		"a loan that was paid on": {kpuk.Correction{Entry: lentOut}, kpuk.ErrRepaid},
		"a loan to savings":       {kpuk.Correction{Entry: lentOut, Line: right}, kpuk.ErrCell},
		"savings to a loan":       {kpuk.Correction{Entry: opening, Line: kpuk.EntryLine{Kind: kpuk.EntryDisbursement, Amount: 5, Member: numbered(0)}}, kpuk.ErrCell},
		"to a payment of nothing": {kpuk.Correction{Entry: opening, Line: kpuk.EntryLine{Kind: kpuk.EntryInstalment, Amount: 5, Member: numbered(1)}}, kpuk.ErrNoLoan},
		"an unknown meeting":      {kpuk.Correction{Meeting: numbered(1), Attendance: &kpuk.Attendance{Presence: kpuk.Late}}, kpuk.ErrNoMeeting},
		"a line of no meeting":    {kpuk.Correction{Line: right}, kpuk.ErrNoMeeting},
		"to odd notes":            {kpuk.Correction{Meeting: kpuk.ID{5, 1}, Cash: &kpuk.CashCount{Notes: map[kpuk.Rupiah]int{3: 1}}}, kpuk.ErrNotMoney},
	} {
		if r, err := correct(t, lent(t), c.c); !errors.Is(err, c.want) || r != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	h := lent(t)
	if _, err := h.Correct(kpuk.Correction{Entry: opening, By: kpuk.Actor{Office: kpuk.OfficeViewer}}, 1); fault.KindOf(err) != fault.Denied {
		t.Errorf("a viewer corrects: %v", err)
	}
	half := kpuk.Clone(h.Ledger.Entry(opening))
	half.ID, half.Line.Linked = kpuk.ID{1, 2, 3}, kpuk.ID{1, 2, 4}
	h.Ledger = kpuk.NewLedger(append(slices.Clone(h.Ledger.Entries()), half)...)
	if _, err := correct(t, h, kpuk.Correction{Entry: half.ID}); !errors.Is(err, kpuk.ErrLinked) {
		t.Errorf("one half of a move: %v", err)
	}
	h.Meetings[1].State.State = kpuk.Returned
	if _, err := correct(t, h, kpuk.Correction{Entry: paidOnce}); !errors.Is(err, kpuk.ErrBeingWritten) {
		t.Errorf("a meeting that is being mended: %v", err)
	}
}

func TestCorrectionNeedsAReason(t *testing.T) {
	r, err := lent(t).Correct(kpuk.Correction{Entry: opening, By: kpuk.Actor{Office: kpuk.OfficeCoordinator}}, date(t, "2026-08-01"))
	if err != nil || len(r.Effects) == 0 {
		t.Fatalf("it cannot be looked at: %v", err)
	}
	if recs, err := r.Records(); err == nil || recs != nil {
		t.Error("it can be saved without a reason")
	}
}

// TestLinesOfNoMeeting corrects opening savings twice and takes them away, then brings
// them back: each line is named by the one before it.
func TestLinesOfNoMeeting(t *testing.T) {
	h := lent(t)
	name := opening
	for _, amount := range []kpuk.Rupiah{450_000, 300_000, 0} {
		line := kpuk.EntryLine{Kind: kpuk.EntrySukarela, Amount: amount, Member: numbered(0)}
		if amount == 0 {
			line = kpuk.EntryLine{}
		}
		r, err := correct(t, h, kpuk.Correction{Entry: name, Line: line})
		if err != nil {
			t.Fatal(err)
		}
		recs, err := r.Records()
		if err != nil || len(r.Meetings) != 0 || len(recs) != len(r.Voids)+len(r.Writes)+1 || len(r.Amendments) != 1 {
			t.Fatalf("%d records, %v", len(recs), err)
		}
		h = apply(h, r)
		if b, err := h.Ledger.Balances(date(t, "2025-12-31")); err != nil || b.Savings.Total() != amount {
			t.Fatalf("savings %d, %v; want %d", b.Savings.Total(), err, amount)
		}
		if amount > 0 {
			if got := r.Writes[0]; got.Line.Instead != name || got.ID != kpuk.Derive("instead", name[:]) || got.Line.Note != "x" || got.Line.Date != date(t, "2025-12-31") {
				t.Fatalf("%+v", got)
			}
			name = r.Writes[0].ID
		}
	}
	back, err := correct(t, h, kpuk.Correction{Entry: kpuk.VoidID(name)})
	if err != nil || len(back.Voids) != 0 || len(back.Writes) != 1 || back.Writes[0].Line.Amount != 300_000 {
		t.Fatalf("%+v, %v", back, err)
	}
	h = apply(h, back)
	if _, err := correct(t, h, kpuk.Correction{Entry: kpuk.VoidID(name)}); !errors.Is(err, kpuk.ErrVoided) {
		t.Errorf("brought back twice: %v", err)
	}
	if _, err := correct(t, h, kpuk.Correction{Entry: kpuk.VoidID(opening)}); !errors.Is(err, kpuk.ErrVoided) {
		t.Errorf("what was replaced is brought back: %v", err)
	}
}

// TestLoanPaidOutOtherwise makes the loan one of 1.500.000: its schedule grows, its two
// payments are split by the new service, both meetings go back.
func TestLoanPaidOutOtherwise(t *testing.T) {
	h := lent(t)
	line := kpuk.EntryLine{Kind: kpuk.EntryDisbursement, Amount: 1_500_000, Member: numbered(0)}
	r, err := correct(t, h, kpuk.Correction{Entry: lentOut, Line: line})
	if err != nil || len(r.Loans) != 1 || len(r.Meetings) != 2 {
		t.Fatalf("%+v, %v", r, err)
	}
	if r.Meetings[0].Corrections[kpuk.ID{98}].Spread || !r.Meetings[1].Corrections[kpuk.ID{98}].Spread {
		t.Error("it is not told apart which meeting was corrected and which follows")
	}
	h = apply(h, r)
	d, err := h.Ledger.Debt(h.Loans[0], 0)
	if err != nil {
		t.Fatal(err)
	}
	// 1.500.000 + 10 · 22.500; paid 215.000, of which two services of 22.500.
	if want := (kpuk.Split{Service: 202_500 - 22_500, Principal: 1_500_000 - 170_000}); d.Left() != want {
		t.Errorf("left %+v, want %+v", d.Left(), want)
	}
	b, err := h.Ledger.Balances(0)
	if err != nil || b.LoansOut != 1_330_000 || b.Service != 45_000 {
		t.Errorf("%+v, %v", b, err)
	}
	kinds := map[kpuk.EffectKind]int{}
	for _, e := range r.Effects {
		kinds[e.Kind]++
	}
	if kinds[kpuk.EffectSplit] != 2 || kinds[kpuk.EffectInstalment] != 1 || kinds[kpuk.EffectDebt] != 1 || kinds[kpuk.EffectCash] != 3 {
		t.Errorf("effects %v", kinds)
	}
}

// TestLoanNeverPaidOut voids the payments, then the loan, and brings all back.
func TestLoanNeverPaidOut(t *testing.T) {
	was := lent(t)
	h := was
	for _, id := range []kpuk.ID{paidOnce, paidTwice, lentOut} {
		for e := range h.Ledger.Standing() {
			if e.Line.Instead == id {
				id = e.ID // it was split anew when the one before it went
			}
		}
		r, err := correct(t, h, kpuk.Correction{Entry: id})
		if err != nil {
			t.Fatal(err)
		}
		h = apply(h, r)
	}
	if v, err := h.Ledger.View(h.Loans[0], date(t, "2026-08-01")); err != nil || v.Active || h.Loans[0].Status.Status != kpuk.LoanRejected {
		t.Fatalf("%+v, %v", v, err)
	}
	r, err := correct(t, h, kpuk.Correction{Entry: kpuk.VoidID(lentOut)})
	if err != nil {
		t.Fatal(err)
	}
	h = apply(h, r)
	if h.Loans[0].Status.Status != kpuk.LoanActive {
		t.Error("the loan does not run again")
	}
}

// TestPaidLoanRunsAgain voids a payment of a loan that counts as paid.
func TestPaidLoanRunsAgain(t *testing.T) {
	h := lent(t)
	h.Loans[0].Status = kpuk.LoanState{Status: kpuk.LoanPaid, On: date(t, "2026-03-31")}
	r, err := correct(t, h, kpuk.Correction{Entry: paidTwice})
	if err != nil || len(r.Loans) != 1 || r.Loans[0].Status.Status != kpuk.LoanActive {
		t.Errorf("%+v, %v", r.Loans, err)
	}
}

// TestLateFinesFollow: two instalments were late when a fine was charged in April; had
// 230.000 been paid in March, none would have been.
func TestLateFinesFollow(t *testing.T) {
	h := lent(t)
	day := date(t, "2026-04-10")
	own := kpuk.Clone(h.Loans[0])
	own.Charges = map[kpuk.Date]kpuk.Rupiah{day: 5_000} // 115.000 and 100.000 paid: March's is short
	h.Loans = []*kpuk.Loan{own}
	line := kpuk.EntryLine{Kind: kpuk.EntryInstalment, Amount: 115_000, Member: numbered(0)}
	r, err := correct(t, h, kpuk.Correction{Entry: paidTwice, Line: line})
	if err != nil || len(r.Loans) != 1 || r.Loans[0].Charges[day] != 0 {
		t.Fatalf("the fine stays: %+v, %v", r, err)
	}
	if !slices.ContainsFunc(r.Effects, func(e kpuk.Effect) bool { return e.Kind == kpuk.EffectCharge && e.Before == 5_000 && e.After == 0 }) {
		t.Errorf("the fine is not listed: %+v", r.Effects)
	}
	own.Charges[day] = 7_000 // by people, not by the rules
	r, err = correct(t, h, kpuk.Correction{Entry: paidTwice, Line: line})
	if err != nil || len(r.Loans) != 0 {
		t.Errorf("a fine that people set moves: %+v, %v", r.Loans, err)
	}
}

// TestLaterPaymentIsNamed raises a payment so that the one after it finds too little.
func TestLaterPaymentIsNamed(t *testing.T) {
	h := lent(t)
	line := kpuk.EntryLine{Kind: kpuk.EntryInstalment, Amount: 1_100_000, Member: numbered(0)}
	r, err := correct(t, h, kpuk.Correction{Entry: paidOnce, Line: line})
	if err != nil {
		t.Fatal(err)
	}
	p, refused := kpuk.Refused(r.Problems)
	excess, ok := p.Args["Excess"].(*kpuk.LaterExcessError)
	want := &kpuk.LaterExcessError{Entry: paidTwice, Date: h.Meetings[1].Date, Amount: 100_000, Excess: 50_000}
	if !refused || !ok || !reflect.DeepEqual(excess, want) || excess.Error() == "" {
		t.Errorf("%+v", r.Problems)
	}
}

// TestFineThatWasNotByTheRules stays as it is unless it is asked to follow.
func TestFineThatWasNotByTheRules(t *testing.T) {
	h := lent(t)
	c := kpuk.Correction{Meeting: kpuk.ID{5, 1}, Member: numbered(1), Attendance: &kpuk.Attendance{Presence: kpuk.Absent}}
	for _, c.Fine = range []bool{false, true} {
		r, err := correct(t, h, c)
		if err != nil || (len(r.Writes) == 1) != c.Fine || r.Meetings[0].Attendance[numbered(1)].Presence != kpuk.Absent {
			t.Errorf("fine %v: %+v, %v", c.Fine, r, err)
		}
		note := r.Meetings[0].Corrections[kpuk.ID{98}]
		if note.From.Presence != kpuk.Present || note.To.Presence != kpuk.Absent || note.Member != numbered(1) {
			t.Errorf("the note says %+v", note)
		}
	}
}

// TestCorrectedOnTwoDevices: the same correction is one; different ones that write
// different cells are found.
func TestCorrectedOnTwoDevices(t *testing.T) {
	h := lent(t)
	savings := kpuk.EntryLine{Kind: kpuk.EntrySukarela, Amount: 100_000, Member: numbered(0)}
	other := savings
	other.Member = numbered(1)
	for name, c := range map[string]struct {
		here, there kpuk.EntryLine
		lines       int
		found       bool
	}{
		"alike":     {savings, savings, 1, false},
		"one cell":  {savings, kpuk.EntryLine{Kind: kpuk.EntrySukarela, Amount: 90_000, Member: numbered(0)}, 1, false}, // one ID, two values
		"two cells": {savings, other, 1, true},                                                                          // both are kept, one counts
	} {
		a, errA := correct(t, h, kpuk.Correction{Entry: paidTwice, Line: c.here})
		b, errB := correct(t, h, kpuk.Correction{Entry: paidTwice, Line: c.there})
		if errA != nil || errB != nil {
			t.Fatal(errA, errB)
		}
		both := apply(apply(h, a), b)
		s := &kpuk.Sitting{Meeting: both.Meetings[1], Ledger: both.Ledger, Members: both.Members}
		found, lines := false, 0
		for _, p := range s.Warnings() {
			found = found || p.Key == "corrected_twice"
		}
		for e := range both.Ledger.Standing() {
			if e.Line.Instead == paidTwice {
				lines++
			}
		}
		if found != c.found || lines != c.lines {
			t.Errorf("%s: %d lines, found %v", name, lines, found)
		}
	}
}
