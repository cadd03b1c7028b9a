package book_test

import (
	"testing"

	"pgregory.net/rapid"

	"pendamping/kpuk"
	"pendamping/kpuk/book"
)

// sign is the cash effect of each kind, written down a second time on purpose.
var sign = map[kpuk.EntryKind]int64{
	kpuk.EntryPokok: 1, kpuk.EntryWajib: 1, kpuk.EntrySukarela: 1, kpuk.EntryWithdrawal: -1,
	kpuk.EntryDisbursement: -1, kpuk.EntryInstalment: 1, kpuk.EntryMembershipFee: 1, kpuk.EntryPenalty: 1,
	kpuk.EntrySocialIn: 1, kpuk.EntrySocialOut: -1, kpuk.EntryGroupIncome: 1, kpuk.EntryGroupExpense: -1,
	kpuk.EntryExternalIn: 1, kpuk.EntryExternalOut: -1, kpuk.EntryCashDifference: 1, kpuk.EntrySHU: -1,
}

// drawLedger makes lines of five members and voids of some of them.
func drawLedger(t *rapid.T) (entries []*kpuk.Entry, voids map[kpuk.ID]bool) {
	voids = map[kpuk.ID]bool{}
	n := rapid.IntRange(0, 40).Draw(t, "lines")
	for i := range n {
		kind := kpuk.EntryKind(rapid.IntRange(1, 16).Draw(t, "kind"))
		e := entry(i, rapid.IntRange(0, 3).Draw(t, "meeting"), rapid.IntRange(1, 5).Draw(t, "member"), kind,
			kpuk.Rupiah(rapid.IntRange(1, 1_000_000).Draw(t, "amount")), day(1, rapid.IntRange(1, 300).Draw(t, "day")))
		if kind == kpuk.EntryInstalment {
			e.Line.Service = e.Line.Amount / 4
			e.Line.Penalty = e.Line.Amount / 10
		}
		entries = append(entries, e)
		if rapid.IntRange(0, 4).Draw(t, "void") == 0 {
			voids[e.ID] = true
		}
	}
	return entries, voids
}

func TestBalancesAreIndependentSums(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		entries, voids := drawLedger(t)
		recs := []kpuk.Record{group(1, "Anggrek", "52.02.02.2003")}
		for i := range 5 {
			recs = append(recs, member(i+1, 1, "x"))
		}
		for i, e := range entries {
			recs = append(recs, e)
			if voids[e.ID] {
				recs = append(recs, void(1000+i, 0, i, e.Line.Amount, e.Line.Date))
			}
		}
		b := bookOf(rapid.Permutation(recs).Draw(t, "order")...)
		var cash, social, owed int64
		saved := map[kpuk.ID]int64{}
		for _, e := range entries {
			if voids[e.ID] {
				continue
			}
			l, amount := e.Line, int64(e.Line.Amount)
			cash += sign[l.Kind] * amount
			switch l.Kind {
			case kpuk.EntryPokok, kpuk.EntryWajib, kpuk.EntrySukarela, kpuk.EntryWithdrawal:
				saved[l.Member] += sign[l.Kind] * amount
			case kpuk.EntrySocialIn, kpuk.EntrySocialOut:
				social += sign[l.Kind] * amount
			case kpuk.EntryDisbursement:
				owed += amount
			case kpuk.EntryInstalment:
				owed -= amount - int64(l.Service) - int64(l.Penalty)
			default:
			}
		}
		g := b.Group(id("group", 1))
		if int64(g.Cash()) != cash || int64(g.Social()) != social || int64(g.Outstanding()) != owed {
			t.Fatalf("cash %v social %v owed %v, want %d %d %d", g.Cash(), g.Social(), g.Outstanding(), cash, social, owed)
		}
		var all int64
		for i := range 5 {
			m := b.Member(id("member", i+1))
			if got := int64(m.Savings().Total()); got != saved[m.ID] {
				t.Fatalf("member %d saved %d, want %d", i+1, got, saved[m.ID])
			}
			all += saved[m.ID]
		}
		if int64(g.Savings()) != all {
			t.Fatalf("group saved %v, want %d", g.Savings(), all)
		}
		if lines := g.CashBook(); len(lines) > 0 && int64(lines[len(lines)-1].Balance) != cash {
			t.Fatalf("the cash book ends at %v, want %d", lines[len(lines)-1].Balance, cash)
		}
		figures := b.Figures(day(12, 31))
		if int64(figures.Savings) != all || figures.Months[11].Savings != figures.Savings {
			t.Fatalf("figures %v, last month %v, want %d", figures.Savings, figures.Months[11].Savings, all)
		}
	})
}

// A chain of meetings must hand the box over: what one expects is what the next opens with.
func TestCashIsHandedOver(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		recs := []kpuk.Record{group(1, "Anggrek", "52.02.02.2003")}
		for i := range 4 {
			recs = append(recs, meeting(i+1, 1, day(i+1, 10), kpuk.Approved))
			for j := range rapid.IntRange(0, 8).Draw(t, "lines") {
				kind := kpuk.EntryKind(rapid.IntRange(1, 14).Draw(t, "kind"))
				recs = append(recs, entry(100*i+j, i+1, 1, kind, kpuk.Rupiah(rapid.IntRange(1, 9999).Draw(t, "amount")), day(i+1, 10)))
			}
		}
		b := bookOf(recs...)
		for i := 1; i < 4; i++ {
			before, m := b.Meeting(id("meeting", i)), b.Meeting(id("meeting", i+1))
			if end, begin := sheet(t, before), sheet(t, m); end.Expected != begin.Opening {
				t.Fatalf("meeting %d ends with %v, the next opens with %v", i, end.Expected, begin.Opening)
			}
		}
		if last := b.Meeting(id("meeting", 4)); sheet(t, last).Expected != b.Group(id("group", 1)).Cash() {
			t.Fatal("the last meeting does not end with the group's cash")
		}
	})
}

// What is put one by one, read in between, must equal what is put at once.
func TestCachesFollowChanges(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		entries, _ := drawLedger(t)
		b := bookOf(group(1, "Anggrek", "52.02.02.2003"))
		all := []kpuk.Record{group(1, "Anggrek", "52.02.02.2003")}
		for _, e := range entries {
			b.Put(e)
			all = append(all, e)
			if g, w := b.Group(id("group", 1)).Cash(), bookOf(all...).Group(id("group", 1)).Cash(); g != w {
				t.Fatalf("cash %v, want %v", g, w)
			}
			if g, w := b.Figures(day(12, 1)).Savings, bookOf(all...).Figures(day(12, 1)).Savings; g != w {
				t.Fatalf("savings %v, want %v", g, w)
			}
		}
	})
}

func sheet(t *rapid.T, m *book.Meeting) kpuk.CashSheet {
	s, err := m.Sheet()
	if err != nil {
		t.Fatal(err)
	}
	return s
}
