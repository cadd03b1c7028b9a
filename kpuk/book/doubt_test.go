package book_test

import (
	"testing"

	"pendamping/kpuk"
	"pendamping/kpuk/book"
)

// twice is a group whose meeting of March was recorded by two tablets, 10,000 and 12,000
// of the same member, after an undisputed meeting in February.
func twice(first, second kpuk.MeetingState) []kpuk.Record {
	return []kpuk.Record{
		group(1, "Melati", "52.02.02.2001"), member(1, 1, "Inaq Sahnim"),
		meeting(1, 1, day(2, 10), kpuk.Approved), entry(1, 1, 1, kpuk.EntryWajib, 5_000, day(2, 10)),
		meeting(2, 1, day(3, 10), first), entry(2, 2, 1, kpuk.EntryWajib, 10_000, day(3, 10)),
		meeting(3, 1, day(3, 10), second), entry(3, 3, 1, kpuk.EntryWajib, 12_000, day(3, 10)),
	}
}

func TestTwinsAreNeitherSummedNorDropped(t *testing.T) {
	b := bookOf(twice(kpuk.Draft, kpuk.Submitted)...)
	g := b.Group(id("group", 1))
	if g.Savings() != 17_000 || g.Cash() != 17_000 || b.Member(id("member", 1)).Savings().Total() != 17_000 {
		t.Errorf("savings %v, cash %v: the submitted one alone should count", g.Savings(), g.Cash())
	}
	if f := b.Figures(day(12, 1)); f.Savings != 17_000 {
		t.Errorf("figures %v", f.Savings)
	}
	shown, other := b.Meeting(id("meeting", 3)), b.Meeting(id("meeting", 2))
	if !shown.Counts() || other.Counts() || len(other.Twins()) != 1 || other.Twins()[0].ID != shown.ID {
		t.Errorf("counts %v and %v, twins %v", shown.Counts(), other.Counts(), other.Twins())
	}
	if len(other.Entries()) != 1 || len(g.Entries()) != 3 || other.Receipt().Total != 10_000 {
		t.Errorf("the other's lines are lost: %v, %v", other.Entries(), g.Entries())
	}
	for m, want := range map[*book.Meeting]kpuk.Rupiah{shown: 12_000, other: 10_000} {
		if sheet, err := m.Sheet(); err != nil || sheet.Opening != 5_000 || sheet.In != want {
			t.Errorf("sheet of %v: %+v, %v", m.ID, sheet, err)
		}
		if ledger := m.Ledger(); len(ledger.Entries()) != 2 {
			t.Errorf("the meeting sees %d lines, want its own and February's", len(ledger.Entries()))
		}
	}
	if twins := b.Twins(); len(twins) != 1 || len(twins[0]) != 2 || twins[0][0].ID != shown.ID {
		t.Errorf("twins %v", twins)
	}
	if lines, meetings := g.Doubts(); lines != 0 || meetings != 1 {
		t.Errorf("doubts: %d lines, %d meetings", lines, meetings)
	}
}

func TestTwinsFollowDecisions(t *testing.T) {
	for name, c := range map[string]struct {
		decide func(first, second *kpuk.Meeting)
		lines  []kpuk.Record
		want   kpuk.Rupiah
	}{
		"approved":     {func(first, _ *kpuk.Meeting) { first.State.State = kpuk.Approved }, nil, 15_000},
		"told apart":   {func(first, second *kpuk.Meeting) { first.Apart = map[kpuk.ID]bool{second.ID: true} }, nil, 27_000},
		"another type": {func(first, _ *kpuk.Meeting) { first.Type = kpuk.MeetingTraining }, nil, 27_000},
		// Removing a meeting does not remove its money: that takes a void.
		"removed": {func(_, second *kpuk.Meeting) { second.Removed.Reason = "ganda" }, nil, 27_000},
		"removed and voided": {
			func(_, second *kpuk.Meeting) { second.Removed.Reason = "ganda" },
			[]kpuk.Record{voidOf(3, 12_000)},
			15_000,
		},
	} {
		t.Run(name, func(t *testing.T) {
			recs := twice(kpuk.Submitted, kpuk.Submitted)
			b := bookOf(recs...)
			g := b.Group(id("group", 1))
			if got := g.Savings(); got != 15_000 && got != 17_000 {
				t.Fatalf("before: %v", got)
			}
			first, second := kpuk.Clone(b.Meeting(id("meeting", 2)).Meeting), kpuk.Clone(b.Meeting(id("meeting", 3)).Meeting)
			c.decide(first, second)
			b.Put(append(c.lines, first, second)...)
			if got := g.Savings(); got != c.want {
				t.Errorf("savings %v, want %v", got, c.want)
			}
		})
	}
}

// voidOf takes back line n of meeting n.
func voidOf(n int, amount kpuk.Rupiah) *kpuk.Entry {
	e := entry(n, n, 1, kpuk.EntryVoid, amount, day(3, 11))
	e.ID, e.Line.Voids, e.Line.Note = kpuk.VoidID(id("entry", n)), id("entry", n), "ganda"
	return e
}

func TestContestedLinesAreSaid(t *testing.T) {
	recs := twice(kpuk.Approved, kpuk.Draft)
	b := bookOf(recs...)
	b.Contest(id("entry", 1), id("member", 1))
	g, m := b.Group(id("group", 1)), b.Meeting(id("meeting", 1))
	if lines, _ := g.Doubts(); lines != 1 || m.Contested() != 1 || !b.Contested(id("member", 1)) {
		t.Errorf("%d lines of the group, %d of the meeting", lines, m.Contested())
	}
	if g.Savings() != 15_000 {
		t.Errorf("the shown value does not count: %v", g.Savings())
	}
	b.Put(voidOf(1, 5_000))
	if lines, _ := g.Doubts(); lines != 0 || b.Meeting(id("meeting", 1)).Contested() != 0 {
		t.Error("a voided line is still in doubt")
	}
	b.Contest()
	if b.Contested(id("member", 1)) {
		t.Error("what was settled is still contested")
	}
}
