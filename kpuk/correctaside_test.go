package kpuk_test

import (
	"slices"
	"testing"

	"pendamping/kpuk"
)

var (
	savedFirst  = numbered(601)
	savedSecond = numbered(602)
	spentFirst  = numbered(603)
	savedBefore = numbered(604)
)

// counted is a group with opening savings and two approved meetings, whose boxes were
// counted and fit but for 1.000 that was found at the second.
func counted(tb testing.TB) *kpuk.Holdings {
	tb.Helper()
	h := holdingsOf(tb, newSitting(tb, 2))
	h.Ledger = kpuk.NewLedger()
	first := &kpuk.Meeting{
		Header: kpuk.Header{ID: kpuk.ID{5, 1}, Partition: kpuk.ID{6}, Scope: kpuk.ID{9}}, Group: kpuk.ID{9}, Date: date(tb, "2026-02-10"),
		State: kpuk.Standing{State: kpuk.Approved, At: 1}, Cash: kpuk.CashCount{Counted: 115_000, Done: true},
	}
	second := kpuk.Clone(first)
	second.ID, second.Date, second.Cash = kpuk.ID{5, 2}, date(tb, "2026-03-10"), kpuk.CashCount{Counted: 136_000, Done: true, Reason: "kembalian"}
	h.Meetings = []*kpuk.Meeting{first, second}
	add := func(id kpuk.ID, m *kpuk.Meeting, l kpuk.EntryLine) {
		l.Group, l.Note, l.Date = kpuk.ID{9}, "x", date(tb, "2026-01-01")
		if m != nil {
			l.Meeting, l.Date = m.ID, m.Date
		}
		e := &kpuk.Entry{Header: kpuk.Header{ID: id, Partition: kpuk.ID{6}, Scope: kpuk.ID{9}}, Line: l}
		h.Ledger = kpuk.NewLedger(append(slices.Clone(h.Ledger.Entries()), e)...)
	}
	add(savedBefore, nil, kpuk.EntryLine{Kind: kpuk.EntrySukarela, Amount: 100_000, Member: numbered(0)})
	add(savedFirst, first, kpuk.EntryLine{Kind: kpuk.EntrySukarela, Amount: 20_000, Member: numbered(0)})
	add(spentFirst, first, kpuk.EntryLine{Kind: kpuk.EntryGroupExpense, Amount: 5_000})
	add(savedSecond, second, kpuk.EntryLine{Kind: kpuk.EntryWajib, Amount: 20_000, Member: numbered(1)})
	add(numbered(605), second, kpuk.EntryLine{Kind: kpuk.EntryCashDifference, Amount: 1_000})
	return h
}

// figures are what the cases look at: net income of the year, what corrections left, cash
// now, and the differences of both meetings.
type figures struct{ net, aside, cash, first, second kpuk.Rupiah }

func figuresOf(tb testing.TB, h *kpuk.Holdings) figures {
	tb.Helper()
	b, err := h.Ledger.Balances(0)
	if err != nil || b.Cash+b.LoansOut != b.Savings.Total()+b.Social+b.External+b.Surplus+b.Aside {
		tb.Fatalf("it does not balance: %+v, %v", b, err)
	}
	period := kpuk.SharePeriod{From: date(tb, "2026-01-01"), To: date(tb, "2026-12-31")}
	net, err := h.Ledger.NetIncome(period.From, period.To)
	if err != nil {
		tb.Fatal(err)
	}
	lines, err := h.Ledger.Income(period)
	var sum kpuk.Rupiah
	for _, l := range lines {
		sum += l.Amount
	}
	if err != nil || sum != net {
		tb.Fatalf("the lines of income sum to %d, the income is %d, %v", sum, net, err)
	}
	out := figures{net: net, aside: b.Aside, cash: b.Cash}
	for i, to := range []*kpuk.Rupiah{&out.first, &out.second} {
		sheet, err := h.Ledger.CashSheet(h.Meetings[i])
		if err != nil || sheet.Booked != sheet.Difference {
			tb.Fatalf("meeting %d: %+v, %v", i+1, sheet, err)
		}
		*to = sheet.Difference
	}
	return out
}

// TestWhatACorrectionLeaves: counted cash stays what it was; what a correction leaves is
// named at the meeting, and is no income. The figures of each step follow by hand.
func TestWhatACorrectionLeaves(t *testing.T) {
	savings := func(amount kpuk.Rupiah) kpuk.EntryLine {
		return kpuk.EntryLine{Kind: kpuk.EntrySukarela, Amount: amount, Member: numbered(0)}
	}
	before := figures{net: -4_000, cash: 136_000, second: 1_000}
	type step struct {
		c    kpuk.Correction
		want figures
	}
	for name, steps := range map[string][]step{
		"less was saved": {
			{kpuk.Correction{Entry: savedFirst, Line: savings(15_000)}, figures{-4_000, 5_000, 136_000, 5_000, 1_000}},
		},
		"it was never saved": {
			{kpuk.Correction{Entry: savedFirst}, figures{-4_000, 20_000, 136_000, 20_000, 1_000}},
		},
		"corrected twice, then back": {
			{kpuk.Correction{Entry: savedFirst, Line: savings(15_000)}, figures{-4_000, 5_000, 136_000, 5_000, 1_000}},
			{kpuk.Correction{Entry: kpuk.EntryID(kpuk.ID{5, 1}, numbered(0), kpuk.EntrySukarela, 0), Line: savings(12_000)}, figures{-4_000, 8_000, 136_000, 8_000, 1_000}},
			{kpuk.Correction{Entry: kpuk.EntryID(kpuk.ID{5, 1}, numbered(0), kpuk.EntrySukarela, 1), Line: savings(20_000)}, figures{-4_000, 0, 136_000, 0, 1_000}},
		},
		"a line was forgotten": {
			{kpuk.Correction{Line: kpuk.EntryLine{Kind: kpuk.EntryWajib, Amount: 7_000, Member: numbered(1), Meeting: kpuk.ID{5, 1}}}, figures{-4_000, -7_000, 136_000, -7_000, 1_000}},
		},
		"beside a difference that was counted": {
			{kpuk.Correction{Entry: savedSecond, Line: kpuk.EntryLine{Kind: kpuk.EntryWajib, Amount: 18_000, Member: numbered(1)}}, figures{-4_000, 2_000, 136_000, 0, 3_000}},
		},
		"opening savings": { // missing at the first count after it
			{kpuk.Correction{Entry: savedBefore, Line: savings(150_000)}, figures{-4_000, -50_000, 136_000, -50_000, 1_000}},
		},
		"an expense is income by itself": {
			{kpuk.Correction{Entry: spentFirst, Line: kpuk.EntryLine{Kind: kpuk.EntryGroupExpense, Amount: 3_000}}, figures{-2_000, -2_000, 136_000, -2_000, 1_000}},
		},
		"the count": { // what was lost at the first was found at the second
			{kpuk.Correction{Meeting: kpuk.ID{5, 1}, Cash: &kpuk.CashCount{Counted: 110_000}}, figures{-4_000, 0, 136_000, -5_000, 6_000}},
		},
		"the count of what was corrected": {
			{kpuk.Correction{Entry: savedFirst, Line: savings(15_000)}, figures{-4_000, 5_000, 136_000, 5_000, 1_000}},
			{kpuk.Correction{Meeting: kpuk.ID{5, 1}, Cash: &kpuk.CashCount{Counted: 110_000}}, figures{1_000, 0, 136_000, 0, 6_000}},
		},
	} {
		t.Run(name, func(t *testing.T) {
			h := counted(t)
			if got := figuresOf(t, h); got != before {
				t.Fatalf("before: %+v", got)
			}
			for i, s := range steps {
				r, err := correct(t, h, s.c)
				if err != nil {
					t.Fatal(err)
				}
				was := figuresOf(t, h)
				h = apply(h, r)
				if got := figuresOf(t, h); got != s.want {
					t.Fatalf("step %d: %+v, want %+v", i+1, got, s.want)
				}
				var aside int64
				for _, e := range r.Effects {
					if e.Kind == kpuk.EffectAside {
						aside += e.After - e.Before
					}
					if e.Kind == kpuk.EffectNetIncome && e.After-e.Before != int64(s.want.net-was.net) {
						t.Errorf("step %d: the ripple says %+v of the income", i+1, e)
					}
				}
				if aside != int64(s.want.aside-was.aside) {
					t.Errorf("step %d: the ripple says %d is left", i+1, aside)
				}
				approve(h)
			}
			named := map[kpuk.ID]int{}
			for e := range h.Ledger.Standing() {
				if e.Line.Aside() {
					named[e.Line.Corrects]++
					if e.Line.Note != "salah catat" {
						t.Errorf("named %q", e.Line.Note)
					}
				}
			}
			for id, n := range named {
				if n > 1 {
					t.Errorf("%d lines for %s", n, id)
				}
			}
		})
	}
}

// TestCorrectedOnTwoDevicesLeavesOne: the same correction made twice leaves one difference,
// two of different lines leave both.
func TestCorrectedOnTwoDevicesLeavesOne(t *testing.T) {
	h := counted(t)
	less := kpuk.Correction{Entry: savedFirst, Line: kpuk.EntryLine{Kind: kpuk.EntrySukarela, Amount: 15_000, Member: numbered(0)}}
	other := kpuk.Correction{Line: kpuk.EntryLine{Kind: kpuk.EntryWajib, Amount: 7_000, Member: numbered(1), Meeting: kpuk.ID{5, 1}}}
	for name, c := range map[string]struct {
		there kpuk.Correction
		want  figures
	}{
		"the same":  {less, figures{-4_000, 5_000, 136_000, 5_000, 1_000}},
		"different": {other, figures{-4_000, -2_000, 136_000, -2_000, 1_000}},
	} {
		a, errA := correct(t, h, less)
		b, errB := correct(t, h, c.there)
		if errA != nil || errB != nil {
			t.Fatal(errA, errB)
		}
		if got := figuresOf(t, apply(apply(h, a), b)); got != c.want {
			t.Errorf("%s: %+v", name, got)
		}
	}
}

// TestRecountKeepsWhatCorrectionsLeft mends a meeting in which a correction left 5.000.
func TestRecountKeepsWhatCorrectionsLeft(t *testing.T) {
	for name, c := range map[string]struct {
		counted kpuk.Rupiah
		want    figures
	}{
		"more in the box": {117_000, figures{-2_000, 5_000, 138_000, 7_000, 1_000}},
		"a little less":   {113_000, figures{-4_000, 3_000, 134_000, 3_000, 1_000}},
		"it fits now":     {110_000, figures{-4_000, 0, 131_000, 0, 1_000}},
		"less than that":  {109_000, figures{-5_000, 0, 130_000, -1_000, 1_000}},
	} {
		t.Run(name, func(t *testing.T) {
			h := counted(t)
			r, err := correct(t, h, kpuk.Correction{Entry: savedFirst, Line: kpuk.EntryLine{Kind: kpuk.EntrySukarela, Amount: 15_000, Member: numbered(0)}})
			if err != nil {
				t.Fatal(err)
			}
			h = apply(h, r)
			m := kpuk.Clone(h.Meetings[0])
			m.Cash.Counted = c.counted
			booked, err := h.Ledger.BookDifference(m)
			if err != nil {
				t.Fatal(err)
			}
			h.Ledger = kpuk.NewLedger(append(slices.Clone(h.Ledger.Entries()), booked...)...)
			h.Meetings[0] = m
			h.Meetings[1] = kpuk.Clone(h.Meetings[1])
			h.Meetings[1].Cash.Counted += c.counted - 115_000 // so that the second still differs by 1.000
			if got := figuresOf(t, h); got != c.want {
				t.Errorf("%+v, want %+v", got, c.want)
			}
		})
	}
}
