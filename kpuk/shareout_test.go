package kpuk_test

import (
	"errors"
	"reflect"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"pendamping/kpuk"
)

// shareRules are those of a usual group.
func shareRules(unit kpuk.Rupiah) kpuk.Rules {
	return kpuk.Rules{SHUUnit: unit, SHU: []kpuk.SHUShare{
		{Purpose: kpuk.SHUSavings, BP: 4000},
		{Purpose: kpuk.SHUService, BP: 3000},
		{Purpose: kpuk.SHUOfficers, BP: 1000},
		{Purpose: kpuk.SHUSocial, BP: 1000},
		{Purpose: kpuk.SHUReserve, BP: 1000},
	}}
}

// shareOf is a share-out meeting of three, two of them officers, with a year behind it.
func shareOf(tb testing.TB) *kpuk.Sitting {
	tb.Helper()
	s := newSitting(tb, 3)
	s.Meeting.Type, s.Rules = kpuk.MeetingShareOut, shareRules(500)
	s.Members[0].Role, s.Members[2].Role = kpuk.RoleChair, kpuk.RoleTreasurer
	s.Meeting.Share = kpuk.SharePeriod{From: date(tb, "2025-01-01"), To: date(tb, "2025-12-31")}
	n := 200
	add := func(kind kpuk.EntryKind, member kpuk.ID, amount, service, penalty kpuk.Rupiah, day, note string) {
		l := line(kind, amount, date(tb, day))
		l.Member, l.Service, l.Penalty, l.Note, l.Loan = member, service, penalty, note, kpuk.ID{}
		if kind == kpuk.EntryInstalment || kind == kpuk.EntryDisbursement {
			l.Loan = kpuk.ID{70}
		}
		n++
		write(s, &kpuk.Entry{Header: kpuk.Header{ID: numbered(n), Scope: s.Meeting.Group}, Line: l})
	}
	add(kpuk.EntrySukarela, numbered(0), 1_000_000, 0, 0, "2025-02-01", "")
	add(kpuk.EntrySukarela, numbered(1), 500_000, 0, 0, "2025-02-01", "")
	add(kpuk.EntryInstalment, numbered(1), 115_000, 15_000, 5_000, "2025-06-01", "")
	add(kpuk.EntryInstalment, numbered(2), 130_000, 30_000, 0, "2025-06-01", "")
	add(kpuk.EntryPenalty, numbered(2), 2_000, 0, 0, "2025-06-01", "")
	add(kpuk.EntryMembershipFee, numbered(2), 10_000, 0, 0, "2025-01-01", "")
	add(kpuk.EntryGroupIncome, kpuk.ID{}, 40_000, 0, 0, "2025-06-30", "Bunga bank")
	add(kpuk.EntryGroupIncome, kpuk.ID{}, 45_000, 0, 0, "2025-12-31", "bunga bank ")
	add(kpuk.EntryGroupExpense, kpuk.ID{}, 25_000, 0, 0, "2025-07-01", "Buku kas")
	add(kpuk.EntryCashDifference, kpuk.ID{}, -1_000, 0, 0, "2025-08-01", "Kembalian")
	add(kpuk.EntryGroupIncome, kpuk.ID{}, 999_000, 0, 0, "2026-01-01", "Sesudah masa")
	add(kpuk.EntryGroupIncome, kpuk.ID{}, 888_000, 0, 0, "2024-12-31", "Sebelum masa")
	add(kpuk.EntrySocialIn, numbered(0), 24_000, 0, 0, "2025-03-01", "")
	add(kpuk.EntryExternalIn, kpuk.ID{}, 700_000, 0, 0, "2025-03-01", "LKP")
	return s
}

// TestShareOut is reckoned by hand: service 45.000, penalties 5.000 + 2.000, fees 10.000,
// interest 85.000, expenses −25.000, difference −1.000 make 121.000. Savings: 48.400 in
// 96 whole units of 500 by 2 : 1 : 0; service: 36.300 in 72 by 1 : 2; officers: 12.100 in
// 24 by 1 : 1; below a unit remain 400 + 300 + 100.
func TestShareOut(t *testing.T) {
	s := shareOf(t)
	got, err := s.ShareOut()
	if err != nil {
		t.Fatal(err)
	}
	income := []kpuk.IncomeLine{
		{Kind: kpuk.EntryInstalment, Amount: 45_000},
		{Kind: kpuk.EntryPenalty, Amount: 7_000},
		{Kind: kpuk.EntryMembershipFee, Amount: 10_000},
		{Kind: kpuk.EntryGroupIncome, Note: "Bunga bank", Amount: 85_000},
		{Kind: kpuk.EntryCashDifference, Amount: -1_000},
		{Kind: kpuk.EntryGroupExpense, Note: "Buku kas", Amount: -25_000},
	}
	if !slices.Equal(got.Income, income) || got.Net != 121_000 {
		t.Errorf("income %+v, net %d", got.Income, got.Net)
	}
	want := []kpuk.Payout{
		{Member: numbered(0), Saved: 1_000_000, Savings: 32_000, Office: 6_000},
		{Member: numbered(1), Saved: 500_000, Served: 15_000, Savings: 16_000, Service: 12_000},
		{Member: numbered(2), Served: 30_000, Service: 24_000, Office: 6_000},
	}
	if !slices.Equal(got.Members, want) || got.Social != 12_100 || got.Reserve != 12_100+400+300+100 || got.Paid() != 96_000 {
		t.Errorf("members %+v, social %d, reserve %d, paid %d", got.Members, got.Social, got.Reserve, got.Paid())
	}
}

func TestUsualPeriod(t *testing.T) {
	l, on := shareOf(t).Ledger, date(t, "2026-02-28")
	for name, c := range map[string]struct {
		sharedTo kpuk.Date
		want     kpuk.SharePeriod
	}{
		"first":  {0, kpuk.SharePeriod{From: date(t, "2024-12-31"), To: date(t, "2026-02-27")}},
		"second": {date(t, "2025-12-31"), kpuk.SharePeriod{From: date(t, "2026-01-01"), To: date(t, "2026-02-27")}},
	} {
		if got := l.UsualPeriod(c.sharedTo, on); got != c.want {
			t.Errorf("%s: %v to %v", name, got.From, got.To)
		}
	}
	if got := kpuk.NewLedger().UsualPeriod(0, on); got.From != got.To || got.To != on.AddDays(-1) {
		t.Errorf("without entries: %v to %v", got.From, got.To)
	}
}

// TestVoidCountsOnItsDay has an expense of the year voided in the next: the year stays as
// it was, and the next one has it back under the same words.
func TestVoidCountsOnItsDay(t *testing.T) {
	s := shareOf(t)
	expense := slices.IndexFunc(s.Ledger.Entries(), func(e *kpuk.Entry) bool { return e.Line.Kind == kpuk.EntryGroupExpense })
	void, err := s.Ledger.Void(s.Ledger.Entries()[expense].ID, date(t, "2026-01-05"), "salah catat")
	if err != nil {
		t.Fatal(err)
	}
	write(s, void)
	if net, failed := s.Ledger.NetIncome(s.Meeting.Share.From, s.Meeting.Share.To); failed != nil || net != 121_000 {
		t.Errorf("the year now has %d, %v", net, failed)
	}
	lines, err := s.Ledger.Income(kpuk.SharePeriod{From: date(t, "2026-01-02"), To: date(t, "2026-02-01")})
	want := []kpuk.IncomeLine{{Kind: kpuk.EntryGroupExpense, Note: "Buku kas", Amount: 25_000}}
	if err != nil || !slices.Equal(lines, want) {
		t.Errorf("the next has %+v, %v", lines, err)
	}
}

func TestShareOutRefused(t *testing.T) {
	s := shareOf(t)
	s.Rules.SHU = nil
	if got, err := s.ShareOut(); !errors.Is(err, kpuk.ErrPurposes) || got.Net != 121_000 {
		t.Errorf("without rules: net %d, %v", got.Net, err)
	}
	s = shareOf(t)
	s.Meeting.Share.To = date(t, "2025-01-01").AddDays(-1)
	s.Meeting.Share.From = date(t, "2024-06-01")
	loss := line(kpuk.EntryGroupExpense, 900_000, date(t, "2024-12-30"))
	write(s, &kpuk.Entry{Header: kpuk.Header{ID: numbered(900)}, Line: loss})
	if got, err := s.ShareOut(); !errors.Is(err, kpuk.ErrLoss) || got.Net != -12_000 || got.Paid() != 0 {
		t.Errorf("a loss: net %d, %v", got.Net, err)
	}
}

func TestPayShare(t *testing.T) {
	s := shareOf(t)
	first, err := s.PayShare(numbered(0))
	if err != nil || len(first) != 1 || first[0].Line.Amount != 38_000 || first[0].ID != kpuk.EntryID(s.Meeting.ID, numbered(0), kpuk.EntrySHU, 0) {
		t.Fatalf("paid %+v, %v", first, err)
	}
	again, err := s.PayShare(numbered(0))
	if err != nil || !reflect.DeepEqual(again, first) {
		t.Errorf("another tablet pays %+v, %v", again, err)
	}
	write(s, first...)
	if _, twice := s.PayShare(numbered(0)); !errors.Is(twice, kpuk.ErrRowWritten) {
		t.Errorf("paid twice: %v", twice)
	}
	if _, none := s.PayShare(kpuk.ID{200}); !errors.Is(none, kpuk.ErrNoShare) {
		t.Errorf("a stranger: %v", none)
	}
	if len(s.Written(numbered(0))) != 0 {
		t.Error("a share must not keep the member's row of savings from being confirmed")
	}
	voids, err := s.TakeShareBack(numbered(0), "salah amplop")
	if err != nil || len(voids) != 1 {
		t.Fatalf("took back %v, %v", voids, err)
	}
	write(s, voids...)
	if s.PaidShare(numbered(0)) != 0 {
		t.Errorf("still paid %d", s.PaidShare(numbered(0)))
	}
	if next, err := s.PayShare(numbered(0)); err != nil || next[0].Line.Turn != 1 {
		t.Errorf("paid anew: %+v, %v", next, err)
	}
}

// TestPaySocial moves the fund's part without touching the box.
func TestPaySocial(t *testing.T) {
	s := shareOf(t)
	before, err := s.Ledger.Balances(0)
	if err != nil {
		t.Fatal(err)
	}
	moved, err := s.PaySocial("Bagian dana sosial")
	if err != nil || len(moved) != 2 {
		t.Fatalf("moved %v, %v", moved, err)
	}
	for _, e := range moved {
		if p := s.Ledger.Check(e); len(p) > 0 {
			t.Errorf("%v: %+v", e.Line.Kind, p)
		}
	}
	write(s, moved...)
	after, err := s.Ledger.Balances(0)
	if err != nil || after.Cash != before.Cash || after.Social != before.Social+12_100 || after.Surplus != before.Surplus-12_100 {
		t.Errorf("cash %d to %d, fund %d to %d, surplus %d to %d, %v", before.Cash, after.Cash, before.Social, after.Social, before.Surplus, after.Surplus, err)
	}
	if _, twice := s.PaySocial(""); !errors.Is(twice, kpuk.ErrRowWritten) {
		t.Errorf("moved twice: %v", twice)
	}
	voids, err := s.TakeShareBack(kpuk.ID{}, "batal")
	if err != nil || len(voids) != 2 {
		t.Errorf("took back %v, %v", voids, err)
	}
}

func TestShareWarnings(t *testing.T) {
	s := shareOf(t)
	for i := range s.Members {
		entries, err := s.PayShare(numbered(i))
		if err != nil {
			t.Fatal(err)
		}
		if i < 2 {
			write(s, entries...)
		}
	}
	late := line(kpuk.EntryGroupIncome, 500_000, date(t, "2025-05-05"))
	late.Note = "Jual kue"
	write(s, &kpuk.Entry{Header: kpuk.Header{ID: numbered(901)}, Line: late})
	var got []string
	for _, p := range s.Warnings() {
		if p.Field == "Share" {
			got = append(got, p.Key)
		}
	}
	if want := []string{"shu_differs", "shu_differs", "shu_unpaid"}; !slices.Equal(got, want) {
		t.Errorf("warned %v, want %v", got, want)
	}
	s.Rules.SHU = nil
	if w := s.Warnings(); !slices.ContainsFunc(w, func(p kpuk.Problem) bool { return p.Key == "shu_none" && p.Warning }) {
		t.Errorf("without rules: %+v", w)
	}
}

// TestSharePaymentsAddUp pays random groups in a random order: what is paid, the fund and
// the reserve make the net income, whatever the order of entries, members and payments,
// and notes for the envelopes are worth what is in them.
func TestSharePaymentsAddUp(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s, members := randomShare(t)
		want, err := s.ShareOut()
		if errors.Is(err, kpuk.ErrLoss) {
			return
		}
		if err != nil {
			t.Fatal(err)
		}
		s.Members = rapid.Permutation(s.Members).Draw(t, "members")
		s.Ledger = kpuk.NewLedger(rapid.Permutation(s.Ledger.Entries()).Draw(t, "entries")...)
		var envelopes []kpuk.Rupiah
		for _, id := range rapid.Permutation(members).Draw(t, "order") {
			if want.Of(id).Total() == 0 {
				continue
			}
			paid, refused := s.PayShare(id)
			if refused != nil {
				t.Fatal(refused)
			}
			s.Ledger = kpuk.NewLedger(append(slices.Clone(s.Ledger.Entries()), paid...)...)
			envelopes = append(envelopes, paid[0].Line.Amount)
		}
		sum := want.Social + want.Reserve
		for _, id := range members {
			sum += s.PaidShare(id)
			if s.PaidShare(id) != want.Of(id).Total() {
				t.Fatalf("%v was paid %d, due %d", id, s.PaidShare(id), want.Of(id).Total())
			}
		}
		if sum != want.Net {
			t.Fatalf("paid, fund and reserve make %d of %d", sum, want.Net)
		}
		got, err := s.ShareOut()
		if err != nil || !reflect.DeepEqual(got, want) {
			t.Fatalf("paying changed the reckoning: %+v, %v; was %+v", got, err, want)
		}
		if net, err := s.Ledger.NetIncome(s.Meeting.Share.From, s.Meeting.Share.To); err != nil || net != want.Net {
			t.Fatalf("net income %d, %v; the lines sum to %d", net, err, want.Net)
		}
		checkNotes(t, envelopes)
	})
}

// randomShare is a share-out meeting of up to 12 with random lines before and after it.
func randomShare(t *rapid.T) (*kpuk.Sitting, []kpuk.ID) {
	day := kpuk.NewDate(2026, 2, 28)
	m := &kpuk.Meeting{Group: kpuk.ID{9}, Date: day, Type: kpuk.MeetingShareOut}
	m.ID, m.Scope = kpuk.ID{5}, kpuk.ID{9}
	s := &kpuk.Sitting{Meeting: m, Rules: shareRules(rapid.SampledFrom([]kpuk.Rupiah{0, 1, 100, 500, 1000}).Draw(t, "unit"))}
	m.Share = kpuk.SharePeriod{From: day.AddDays(-300), To: day.AddDays(-rapid.IntRange(0, 40).Draw(t, "end"))}
	var ids []kpuk.ID
	for i := range rapid.IntRange(0, 12).Draw(t, "members") {
		member := &kpuk.Member{Number: i%7 + 1, Role: kpuk.Role(rapid.Uint8Range(0, 3).Draw(t, "role"))}
		member.ID = numbered(i)
		s.Members, ids = append(s.Members, member), append(ids, member.ID)
	}
	kinds := []kpuk.EntryKind{
		kpuk.EntryWajib, kpuk.EntryWithdrawal, kpuk.EntryInstalment, kpuk.EntryPenalty, kpuk.EntryGroupIncome,
		kpuk.EntryGroupExpense, kpuk.EntryCashDifference, kpuk.EntrySHU, kpuk.EntrySocialIn,
	}
	var entries []*kpuk.Entry
	for i := range rapid.IntRange(0, 40).Draw(t, "lines") {
		amount := kpuk.Rupiah(rapid.Int64Range(1, 5e6).Draw(t, "amount"))
		l := kpuk.EntryLine{
			Kind: rapid.SampledFrom(kinds).Draw(t, "kind"), Amount: amount, Group: m.Group,
			Date: day.AddDays(-rapid.IntRange(0, 400).Draw(t, "day")), Note: rapid.SampledFrom([]string{"", "a", "A ", "b"}).Draw(t, "note"),
		}
		if len(ids) > 0 {
			l.Member = rapid.SampledFrom(ids).Draw(t, "who")
		}
		if l.Kind == kpuk.EntryInstalment {
			l.Service = amount / 3
			l.Penalty = amount / 7
		}
		entries = append(entries, &kpuk.Entry{Header: kpuk.Header{ID: numbered(300 + i)}, Line: l})
	}
	s.Ledger = kpuk.NewLedger(entries...)
	for _, e := range entries {
		if rapid.IntRange(0, 5).Draw(t, "void") == 0 {
			if v, err := s.Ledger.Void(e.ID, e.Line.Date.AddDays(rapid.IntRange(0, 60).Draw(t, "later")), "x"); err == nil {
				entries = append(entries, v)
			}
		}
	}
	s.Ledger = kpuk.NewLedger(entries...)
	return s, ids
}

// checkNotes fills every envelope from the notes, largest first.
func checkNotes(t *rapid.T, envelopes []kpuk.Rupiah) {
	notes, rest := kpuk.NotesFor(envelopes...)
	if notes[75_000] != 0 {
		t.Fatal("no bank keeps notes of 75.000")
	}
	var sum, worth kpuk.Rupiah
	for _, e := range envelopes {
		sum += e
		for _, note := range kpuk.Denominations() {
			for note != 75_000 && e >= note {
				e -= note
				notes[note]--
				worth += note
			}
		}
	}
	for note, n := range notes {
		if n != 0 {
			t.Fatalf("%d notes of %d too many or few", n, note)
		}
	}
	if worth+rest != sum || rest < 0 {
		t.Fatalf("notes of %d and a rest of %d for %d", worth, rest, sum)
	}
}
