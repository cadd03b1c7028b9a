package kpuk_test

import (
	"errors"
	"slices"
	"testing"

	"pendamping/fault"
	"pendamping/kpuk"
)

// twice is the group of [counted] after two people corrected what was saved at its first
// meeting: one to 15.000 of the same woman, one to 20.000 of another.
func twice(tb testing.TB) (h *kpuk.Holdings, mine, theirs *kpuk.Entry) {
	tb.Helper()
	h = counted(tb)
	a, errA := correct(tb, h, kpuk.Correction{Entry: savedFirst, Line: kpuk.EntryLine{Kind: kpuk.EntrySukarela, Amount: 15_000, Member: numbered(0)}})
	b, errB := correct(tb, h, kpuk.Correction{Entry: savedFirst, Line: kpuk.EntryLine{Kind: kpuk.EntrySukarela, Amount: 20_000, Member: numbered(1)}})
	if errA != nil || errB != nil {
		tb.Fatal(errA, errB)
	}
	h = apply(apply(h, a), b)
	approve(h)
	return h, a.Writes[0], b.Writes[0]
}

func decide(tb testing.TB, h *kpuk.Holdings, d kpuk.Decision) (*kpuk.Ripple, error) {
	tb.Helper()
	d.ID, d.Root, d.Reason, d.By = kpuk.ID{97}, savedFirst, "buku kelompok", kpuk.Actor{Person: kpuk.ID{2}, Office: kpuk.OfficeCoordinator, At: 9}
	return h.Decide(d, date(tb, "2026-08-01"))
}

// TestOfTwoCorrectionsOneCounts: whatever order the lines come in, one of them counts, the
// same everywhere; the sum of both never does.
func TestOfTwoCorrectionsOneCounts(t *testing.T) {
	h, mine, theirs := twice(t)
	entries := slices.Clone(h.Ledger.Entries())
	slices.Reverse(entries)
	for _, l := range []*kpuk.Ledger{h.Ledger, kpuk.NewLedger(entries...)} {
		b, err := l.Balances(0)
		if err != nil || (b.Savings.Sukarela != 115_000 && b.Savings.Sukarela != 120_000) || b.Savings.Wajib != 20_000 {
			t.Fatalf("%+v, %v", b.Savings, err)
		}
		if b.Cash+b.LoansOut != b.Savings.Total()+b.Social+b.External+b.Surplus+b.Aside {
			t.Errorf("it does not balance: %+v", b)
		}
		d := l.Disputes()
		if len(d) != 1 || d[0].Root != savedFirst || len(d[0].Lines) != 2 || !d[0].Of(mine.ID) || !d[0].Of(theirs.ID) || d[0].Of(savedFirst) {
			t.Fatalf("%+v", d)
		}
		if slices.Compare(d[0].Lines[0].ID[:], d[0].Lines[1].ID[:]) >= 0 {
			t.Error("another one would count elsewhere")
		}
		n := 0
		for e := range l.Standing() {
			if d[0].Of(e.ID) {
				n++
			}
		}
		if n != 1 {
			t.Errorf("%d of the lines stand", n)
		}
	}
	if _, err := correct(t, h, kpuk.Correction{Entry: mine.ID}); !errors.Is(err, kpuk.ErrDisputed) {
		t.Errorf("it is corrected before it is decided: %v", err)
	}
	if r := kpuk.ReceiptOf(h.Meetings[0], h.Ledger.Entries()); r.Total != 20_000 && r.Total != 15_000 {
		t.Errorf("the receipt sums to %d", r.Total)
	}
}

// TestDeciding: the figures after each decision follow by hand; nothing stands beside it.
func TestDeciding(t *testing.T) {
	_, mine, theirs := twice(t)
	for name, c := range map[string]struct {
		keep kpuk.ID
		want figures
	}{
		"mine":    {mine.ID, figures{-4_000, 5_000, 136_000, 5_000, 1_000}},
		"theirs":  {theirs.ID, figures{-4_000, 0, 136_000, 0, 1_000}},
		"neither": {kpuk.ID{}, figures{-4_000, 20_000, 136_000, 20_000, 1_000}},
	} {
		t.Run(name, func(t *testing.T) {
			h, _, _ := twice(t)
			r, err := decide(t, h, kpuk.Decision{Keep: c.keep})
			if err != nil {
				t.Fatal(err)
			}
			h = apply(h, r)
			if got := figuresOf(t, h); got != c.want {
				t.Errorf("%+v, want %+v", got, c.want)
			}
			if len(h.Ledger.Disputes()) != 0 {
				t.Error("it is not decided")
			}
			m := h.Meetings[0]
			if m.State.State != kpuk.Submitted || m.Corrections[kpuk.ID{97}].Reason != "buku kelompok" {
				t.Errorf("the meeting is %s with %+v", m.State.State, m.Corrections)
			}
		})
	}
}

func TestDecidingRefused(t *testing.T) {
	h, mine, _ := twice(t)
	today := date(t, "2026-08-01")
	boss := kpuk.Actor{Person: kpuk.ID{2}, Office: kpuk.OfficeCoordinator}
	for name, c := range map[string]struct {
		d    kpuk.Decision
		want fault.Kind
	}{
		"by a facilitator":   {kpuk.Decision{Root: savedFirst, Keep: mine.ID, Reason: "x", By: kpuk.Actor{Office: kpuk.OfficeFacilitator}}, fault.Denied},
		"of another line":    {kpuk.Decision{Root: savedSecond, Keep: mine.ID, Reason: "x", By: boss}, fault.NotFound},
		"for another line":   {kpuk.Decision{Root: savedFirst, Keep: savedSecond, Reason: "x", By: boss}, fault.NotFound},
		"without any reason": {kpuk.Decision{Root: savedFirst, Keep: mine.ID, Reason: " ", By: boss}, fault.Invalid},
	} {
		if r, err := h.Decide(c.d, today); fault.KindOf(err) != c.want || r != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestCorrectedFurtherIsFoundToo: one corrected on what she had corrected, another the line
// itself.
func TestCorrectedFurtherIsFoundToo(t *testing.T) {
	h := counted(t)
	other, err := correct(t, h, kpuk.Correction{Entry: savedFirst, Line: kpuk.EntryLine{Kind: kpuk.EntrySukarela, Amount: 20_000, Member: numbered(1)}})
	if err != nil {
		t.Fatal(err)
	}
	id := savedFirst
	for _, amount := range []kpuk.Rupiah{15_000, 12_000} {
		r, err := correct(t, h, kpuk.Correction{Entry: id, Line: kpuk.EntryLine{Kind: kpuk.EntrySukarela, Amount: amount, Member: numbered(0)}})
		if err != nil {
			t.Fatal(err)
		}
		h = apply(h, r)
		approve(h)
		id = r.Writes[0].ID
	}
	h = apply(h, other)
	if d := h.Ledger.Disputes(); len(d) != 1 || d[0].Root != savedFirst || !d[0].Of(id) || !d[0].Of(other.Writes[0].ID) {
		t.Errorf("%+v", d)
	}
}

// TestResolving settles a correction that two devices wrote under one name: the second
// value is chosen, and what is left in the box follows.
func TestResolving(t *testing.T) {
	h := counted(t)
	r, err := correct(t, h, kpuk.Correction{Entry: savedFirst, Line: kpuk.EntryLine{Kind: kpuk.EntrySukarela, Amount: 15_000, Member: numbered(0)}})
	if err != nil {
		t.Fatal(err)
	}
	h = apply(h, r)
	shown := r.Writes[0]
	right := shown.Line
	right.Amount = 12_000
	d := kpuk.Decision{ID: kpuk.ID{96}, Root: shown.ID, Reason: "x", By: kpuk.Actor{Person: kpuk.ID{2}, Office: kpuk.OfficeCoordinator}}
	settled, err := h.Resolve(d, right, date(t, "2026-08-01"))
	if err != nil {
		t.Fatal(err)
	}
	if got, want := figuresOf(t, apply(h, settled)), (figures{-4_000, 8_000, 136_000, 8_000, 1_000}); got != want {
		t.Errorf("%+v, want %+v", got, want)
	}
	d.By.Office = kpuk.OfficeFacilitator
	if _, err := h.Resolve(d, right, date(t, "2026-08-01")); fault.KindOf(err) != fault.Denied {
		t.Errorf("by a facilitator: %v", err)
	}
	d.By.Office, d.Root = kpuk.OfficeCoordinator, savedFirst
	if _, err := h.Resolve(d, right, date(t, "2026-08-01")); fault.KindOf(err) != fault.NotFound {
		t.Errorf("a voided line: %v", err)
	}
}
