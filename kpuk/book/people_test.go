package book_test

import (
	"testing"

	"pendamping/kpuk"
	"pendamping/kpuk/book"
)

// mover is member 1 of group 1 with savings there, on her way to group 2.
func mover(t *testing.T) (*book.Book, *kpuk.Moved) {
	t.Helper()
	b := bookOf(group(1, "Anggrek", "52.02.02.2003"), group(2, "Mawar", "52.02.02.2004"), member(1, 1, "Inaq Sahnim"), member(2, 1, "Rohayati"),
		entry(1, 0, 1, kpuk.EntryWajib, 10_000, day(2, 1)), entry(2, 0, 1, kpuk.EntrySukarela, 5_000, day(3, 1)))
	g := b.Group(id("group", 1))
	m := &kpuk.Move{
		Member: b.Member(id("member", 1)).Member, From: g.Group, To: b.Group(id("group", 2)).Group, Number: 1, On: day(4, 1), Reason: "pindah",
		Ledger: g.Ledger(),
	}
	moved, err := m.Records(day(4, 1))
	if err != nil {
		t.Fatal(err)
	}
	return b, moved
}

func TestAMoverIsInTheBooksOfBothGroups(t *testing.T) {
	b, moved := mover(t)
	b.Put(moved.Records()...)
	old, fresh := b.Group(id("group", 1)), b.Group(id("group", 2))
	if old.Active() != 1 || fresh.Active() != 1 || old.Savings() != 0 || fresh.Savings() != 15_000 || old.Cash()+fresh.Cash() != 15_000 {
		t.Errorf("old %d %v, new %d %v", old.Active(), old.Savings(), fresh.Active(), fresh.Savings())
	}
	m := b.Member(id("member", 1))
	if got := m.Savings().Left(); got != (kpuk.Savings{Wajib: 10_000, Sukarela: 5_000}) {
		t.Errorf("she has %+v", got)
	}
	past := m.History()
	if len(past) != 1 || past[0].Name != "Anggrek" || past[0].Until != day(4, 1) || len(past[0].Book) != 4 || past[0].Book[3].Balance != 0 {
		t.Errorf("history %+v", past)
	}
	if gone := old.Moved(); len(gone) != 1 || gone[0].Name != "Inaq Sahnim" || gone[0].ToName != "Mawar" {
		t.Errorf("moved %+v", gone)
	}
}

func TestAMoverIsNamedWhereHerRecordIsNotHeld(t *testing.T) {
	b, moved := mover(t)
	b.Put(moved.Records()...)
	b.Drop(moved.Member.ID)
	if got := b.Group(id("group", 1)).NameOf(moved.Member.ID); got != "Inaq Sahnim" {
		t.Errorf("she is called %q", got)
	}
	if got := b.Group(id("group", 1)).NameOf(id("member", 99)); got != "" {
		t.Errorf("a stranger is called %q", got)
	}
	// The other way round: who holds only the new group has her history without its lines.
	only := bookOf(group(2, "Mawar", "52.02.02.2004"), moved.Member)
	past := only.Member(moved.Member.ID).History()
	if len(past) != 1 || past[0].Book != nil || past[0].Wajib != 10_000 || past[0].Name != "Anggrek" {
		t.Errorf("history %+v", past)
	}
}

func TestClassesOfArrears(t *testing.T) {
	on := day(11, 23)
	recs := []kpuk.Record{group(1, "Anggrek", "52.02.02.2003")}
	for i, start := range []kpuk.Date{day(11, 1), day(10, 1), day(9, 1), day(8, 1), day(1, 1)} {
		recs = append(recs, member(i+1, 1, "x"), loan(i+1, i+1, 1, 100_000, start), pay(i+1, i+1, 1, kpuk.EntryDisbursement, 100_000, start))
	}
	got := bookOf(recs...).Group(id("group", 1)).Classes(on)
	if len(got) != 5 {
		t.Fatalf("%d classes", len(got))
	}
	for i, c := range got { // 22, 53 and 83 days after 1 month; more than 90
		if c.Lateness != kpuk.Lateness(i) || c.Loans != 1 || c.Outstanding != 100_000 {
			t.Errorf("class %v: %+v", kpuk.Lateness(i), c)
		}
	}
}

func TestSearchFindsVillagesAndNicknames(t *testing.T) {
	b := bookOf(group(1, "Ubung Indah", "52.02.02.2001"), group(2, "Mawar", "52.02.02.2001"))
	m := member(1, 1, "Hj. Nurhayati")
	m.Nickname = "Ubi"
	b.Put(m)
	b.SetAreaNames(func(string) string { return "Ubung" })
	got := b.Search("ub", 10)
	kinds := []kpuk.Kind{kpuk.KindGroup, kpuk.KindGroup, book.KindVillage, kpuk.KindMember}
	if len(got) != len(kinds) {
		t.Fatalf("found %+v", got)
	}
	for i, kind := range kinds {
		if got[i].Kind != kind {
			t.Errorf("hit %d is %+v", i, got[i])
		}
	}
	if v := got[2]; v.Village != "52.02.02.2001" || v.Name != "Ubung" || !v.Group.IsZero() {
		t.Errorf("village %+v", v)
	}
}

// TestAMoverStaysInOldFigures: who holds only the old group still counts and names her
// where she was.
func TestAMoverStaysInOldFigures(t *testing.T) {
	b, moved := mover(t)
	b.Put(moved.Records()...)
	g := b.Group(id("group", 1))
	for _, held := range []bool{true, false} {
		if !held {
			b.Drop(moved.Member.ID)
		}
		all := g.Everyone()
		if len(all) != 2 || all[1].ID != moved.Member.ID || all[1].Name != "Inaq Sahnim" || !all[1].ActiveOn(day(3, 31)) || all[1].ActiveOn(day(4, 1)) {
			t.Errorf("her record is held %v: %+v", held, all)
		}
		ind, err := g.Holdings().Indicators(day(1, 1), day(3, 31))
		if err != nil || ind.Members != 2 || ind.Left != 0 {
			t.Errorf("her record is held %v: %+v, %v", held, ind, err)
		}
	}
}
