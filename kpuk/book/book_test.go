package book_test

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"pendamping/kpuk"
	"pendamping/kpuk/book"
)

func TestRecordsComeAndGo(t *testing.T) {
	b := bookOf(group(2, "Melati", "52.02.01.2001"), group(1, "Anggrek", "52.02.02.2003"))
	if got := names(b.Groups()); !slices.Equal(got, []string{"Anggrek", "Melati"}) {
		t.Errorf("groups %v", got)
	}
	if b.Group(id("group", 9)) != nil || b.Member(id("member", 9)) != nil || b.Meeting(id("meeting", 9)) != nil {
		t.Error("an unknown ID was found")
	}

	m := member(1, 1, "Inaq Sahnim")
	b.Put(m)
	if got := b.Group(id("group", 1)).Active(); got != 1 {
		t.Errorf("active %d, want 1", got)
	}
	moved := *m
	moved.Group = id("group", 2)
	b.Put(&moved)
	if got := len(b.Group(id("group", 1)).Members()); got != 0 {
		t.Errorf("a member who moved is still listed %d times in her old group", got)
	}
	if got := b.Member(m.ID).In().Name; got != "Melati" {
		t.Errorf("she is in %q", got)
	}

	gone := *b.Record(id("group", 2)).(*kpuk.Group) //nolint:errcheck // a fixture of this test
	gone.Removed = kpuk.Removal{Reason: "ganda", On: day(2, 1)}
	b.Put(&gone)
	if got := names(b.Groups()); !slices.Equal(got, []string{"Anggrek"}) {
		t.Errorf("groups after a removal %v", got)
	}
	if b.Record(gone.ID) == nil {
		t.Error("the removed record cannot be read any more")
	}
	b.Drop(id("group", 1))
	if len(b.Groups()) != 0 || b.Len() != 2 {
		t.Errorf("after dropping: %d groups, %d records", len(b.Groups()), b.Len())
	}
}

func TestARemovedEntryStillCounts(t *testing.T) {
	b := bookOf(group(1, "Anggrek", "52.02.02.2003"))
	e := entry(1, 0, 1, kpuk.EntryWajib, 10_000, day(2, 1))
	e.Removed = kpuk.Removal{Reason: "x", On: day(2, 2)}
	b.Put(e)
	if got := b.Group(id("group", 1)).Cash(); got != 10_000 {
		t.Errorf("cash %v: a ledger line must not be removable", got)
	}
}

func TestMeetingsOfAGroup(t *testing.T) {
	b := bookOf(group(1, "Anggrek", "52.02.02.2003"))
	g := b.Group(id("group", 1))
	if g.LastMeeting() != 0 || g.NextMeeting() != 0 || g.Late(day(12, 1)) != 0 || g.Running() != nil {
		t.Error("a group that never met has a last meeting")
	}
	b.Put(meeting(1, 1, day(9, 2), kpuk.Approved), meeting(2, 1, day(8, 3), kpuk.Returned))
	if got := g.Running(); got == nil || got.ID != id("meeting", 2) {
		t.Errorf("running %v, want the returned meeting", got)
	}
	b.Put(meeting(3, 1, day(11, 23), kpuk.Draft))
	if got := g.Running(); got.ID != id("meeting", 3) {
		t.Error("the draft does not come first")
	}
	if got := g.LastMeeting(); got != day(9, 2) {
		t.Errorf("last meeting %v: a draft does not count", got)
	}
	if got := g.Late(day(11, 23)); got != 52 {
		t.Errorf("late %d days, want 52 beyond 2 October", got)
	}
	agreed := meeting(1, 1, day(9, 2), kpuk.Approved)
	agreed.NextDate = day(11, 20)
	b.Put(agreed)
	if got := g.Late(day(11, 23)); got != 3 {
		t.Errorf("late %d days, want 3 beyond the day agreed on", got)
	}
	if got := g.NextMeeting(); got != day(11, 20) {
		t.Errorf("next meeting %v", got)
	}
}

func TestMeetingMoney(t *testing.T) {
	b := bookOf(group(1, "Anggrek", "52.02.02.2003"), member(1, 1, "Inaq Sahnim"), member(2, 1, "Baiq Rohani"),
		meeting(1, 1, day(10, 5), kpuk.Approved), meeting(2, 1, day(11, 5), kpuk.Submitted))
	b.Put(
		entry(1, 0, 1, kpuk.EntryPokok, 50_000, day(9, 1)),
		entry(2, 1, 1, kpuk.EntryWajib, 10_000, day(10, 5)),
		entry(3, 2, 1, kpuk.EntryWajib, 10_000, day(11, 5)),
		entry(4, 2, 2, kpuk.EntryWajib, 15_000, day(11, 5)),
		void(5, 2, 4, 15_000, day(11, 5)),
		entry(6, 2, 2, kpuk.EntryWajib, 10_000, day(11, 5)),
		entry(7, 2, 2, kpuk.EntryWithdrawal, 4_000, day(11, 5)),
		entry(8, 2, 0, kpuk.EntryCashDifference, -2_000, day(11, 5)),
		entry(9, 0, 0, kpuk.EntryGroupIncome, 7_000, day(11, 20)),
	)
	m := b.Meeting(id("meeting", 2))
	sheet, err := m.Sheet()
	if err != nil {
		t.Fatal(err)
	}
	want := map[kpuk.EntryKind]kpuk.Rupiah{
		kpuk.EntryWajib: 20_000, kpuk.EntryWithdrawal: 4_000, kpuk.EntryCashDifference: -2_000,
	}
	if d := cmp.Diff(want, sheet.Kinds); d != "" {
		t.Errorf("kinds: %s", d)
	}
	if sheet.Opening != 60_000 || sheet.In != 20_000 || sheet.Out != 4_000 || sheet.Expected != 76_000 {
		t.Errorf("sheet %+v", sheet)
	}
	if got := b.Group(id("group", 1)).Cash(); got != 81_000 {
		t.Errorf("cash %v", got)
	}
	if got := m.PerMember(id("member", 2)); got[kpuk.EntryWajib] != 10_000 || got[kpuk.EntryWithdrawal] != 4_000 {
		t.Errorf("per member %v", got)
	}
	if got := b.Member(id("member", 2)).Savings(); got.Total() != 6_000 || got.Wajib != 10_000 || got.Withdrawn != 4_000 {
		t.Errorf("savings %+v", got)
	}
	if len(m.AllEntries()) != 6 || len(m.Entries()) != 4 {
		t.Errorf("%d lines, %d of them live", len(m.AllEntries()), len(m.Entries()))
	}
	if got := m.Previous(); got == nil || got.ID != id("meeting", 1) {
		t.Error("no previous meeting")
	}
	if got := b.Meeting(id("meeting", 1)).Previous(); got != nil {
		t.Error("the first meeting has a previous one")
	}
}

func TestCashBookRunsOn(t *testing.T) {
	b := bookOf(group(1, "Anggrek", "52.02.02.2003"))
	b.Put(
		entry(1, 0, 1, kpuk.EntryWajib, 10_000, day(3, 1)),
		entry(2, 0, 0, kpuk.EntryGroupExpense, 3_000, day(3, 2)),
		entry(3, 0, 0, kpuk.EntryGroupIncome, 5_000, day(2, 1)),
	)
	var got []kpuk.Rupiah
	lines := b.Group(id("group", 1)).CashBook()
	for _, l := range lines {
		got = append(got, l.Effect, l.Balance)
	}
	if want := []kpuk.Rupiah{5_000, 5_000, 10_000, 15_000, -3_000, 12_000}; !slices.Equal(got, want) {
		t.Errorf("cash book %v, want %v", got, want)
	}
}

func TestSumsThatDoNotFitAreSaid(t *testing.T) {
	const most = kpuk.Rupiah(1<<63 - 1)
	b := bookOf(group(1, "Anggrek", "52.02.02.2003"))
	b.Put(entry(1, 0, 1, kpuk.EntryWajib, most, day(3, 1)))
	if err := b.Group(id("group", 1)).Err(); err != nil {
		t.Fatalf("one line alone: %v", err)
	}
	b.Put(entry(2, 0, 1, kpuk.EntryWajib, 1, day(3, 1)))
	if b.Group(id("group", 1)).Err() == nil {
		t.Error("a sum overflowed unsaid")
	}
	if b.Figures(day(4, 1)).Err == nil {
		t.Error("the figures do not say it")
	}
}

func TestWaitingOldestFirst(t *testing.T) {
	b := bookOf(group(1, "Anggrek", "52.02.02.2003"),
		meeting(3, 1, day(3, 1), kpuk.Submitted), meeting(1, 1, day(5, 1), kpuk.Submitted), meeting(2, 1, day(4, 1), kpuk.Approved))
	var got []kpuk.ID
	for _, m := range b.Waiting(kpuk.Submitted) {
		got = append(got, m.ID)
	}
	if want := []kpuk.ID{id("meeting", 1), id("meeting", 3)}; !slices.Equal(got, want) {
		t.Errorf("waiting %v, want %v", got, want)
	}
}

func names(groups []*book.Group) []string {
	var out []string
	for _, g := range groups {
		out = append(out, g.Name)
	}
	return out
}

func TestLateLoans(t *testing.T) {
	b := bookOf(group(1, "Anggrek", "52.02.02.2003"), member(1, 1, "Inaq Sahnim"), member(2, 1, "Baiq Rohani"),
		loan(1, 1, 1, 1_000_000, day(1, 10)), loan(2, 2, 1, 500_000, day(1, 10)),
		pay(1, 1, 1, kpuk.EntryDisbursement, 1_000_000, day(1, 10)), pay(2, 2, 1, kpuk.EntryDisbursement, 500_000, day(1, 10)))
	first := pay(3, 1, 1, kpuk.EntryInstalment, 115_000, day(2, 10))
	first.Line.Service = 15_000
	b.Put(first)
	g, today := b.Group(id("group", 1)), day(3, 20)
	if got := b.Member(id("member", 1)).DaysLate(today); got != 10 {
		t.Errorf("she is %d days late, want 10 after 10 March", got)
	}
	if got := b.Member(id("member", 2)).DaysLate(today); got != 38 {
		t.Errorf("the other is %d days late, want 38 after 10 February", got)
	}
	if got := g.PAR30BP(today); got != 3571 {
		t.Errorf("PAR30 %d, want 500,000 of 1,400,000", got)
	}
	if got := b.Loan(id("loan", 1)).Outstanding(); got != 900_000 {
		t.Errorf("outstanding %v", got)
	}
	view, err := b.Loan(id("loan", 1)).State(today)
	if err != nil || view.DaysLate != 10 || len(view.Debt.Lines) != 10 {
		t.Errorf("view %+v, %v", view, err)
	}
	if got := b.Figures(today).AtRisk; got != 500_000 {
		t.Errorf("at risk %v", got)
	}
	if months := b.Figures(today).Months; months[11].PAR30BP != 3571 || months[9].PAR30BP != 0 || months[9].Outstanding != 1_500_000 {
		t.Errorf("months %+v", months[9:])
	}
	// Once it is paid off the history stays.
	paid := *b.Loan(id("loan", 2)).Loan
	paid.Status = kpuk.LoanState{Status: kpuk.LoanPaid, On: day(4, 1)}
	b.Put(&paid)
	if months := b.Figures(day(4, 20)).Months; months[10].PAR30BP == 0 || months[11].PAR30BP == months[10].PAR30BP {
		t.Errorf("PAR30 by month %v, then %v", months[10].PAR30BP, months[11].PAR30BP)
	}
}

func TestSearch(t *testing.T) {
	b := book.New()
	b.SetAreaNames(func(code string) string {
		return map[string]string{"52.02.01.2001": "Ubung", "52.02.02.2003": "Penujak"}[code]
	})
	b.Put(group(1, "Anggrek Merah", "52.02.02.2003"), group(2, "Melati", "52.02.01.2001"),
		member(1, 1, "Inaq Sahnim"), member(2, 2, "Baiq Ubaidah"))
	tests := map[string][]string{
		"ub":           {"Melati", "Ubung", "Baiq Ubaidah"},
		"  MERAH angg": {"Anggrek Merah"},
		"Ibu sah":      {"Inaq Sahnim"},
		"enujak":       nil, // not the beginning of a word
		"sahnim":       {"Inaq Sahnim"},
		" ":            nil,
	}
	for query, want := range tests {
		t.Run(query, func(t *testing.T) {
			var got []string
			for _, h := range b.Search(query, 10) {
				got = append(got, h.Name)
			}
			if !slices.Equal(got, want) {
				t.Errorf("found %v, want %v", got, want)
			}
		})
	}
	if got := b.Search("ub", 1); len(got) != 1 {
		t.Errorf("limit 1 gave %d", len(got))
	}
	renamed := *b.Record(id("member", 1)).(*kpuk.Member) //nolint:errcheck // a fixture of this test
	renamed.Name = "Maesarah"
	b.Put(&renamed)
	if len(b.Search("sahnim", 10)) != 0 || len(b.Search("maes", 10)) != 1 {
		t.Error("the index did not follow a change of name")
	}
}
