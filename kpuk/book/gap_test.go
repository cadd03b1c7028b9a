package book_test

import (
	"slices"
	"testing"

	"pendamping/kpuk"
	"pendamping/kpuk/book"
)

func TestGaps(t *testing.T) {
	group, closed := kpuk.ID{1}, kpuk.ID{2}
	today := kpuk.NewDate(2026, 11, 23)
	whole := func(n byte, of kpuk.ID, alter func(*kpuk.Member)) *kpuk.Member {
		m := &kpuk.Member{
			Header: kpuk.Header{ID: kpuk.ID{of[0], n}, Scope: of}, Group: of, Number: int(n), Name: string('A' + rune(n)),
			NIK: "5202125203840003", Born: kpuk.NewDate(1984, 3, 12), Address: "Dusun Contoh",
			Consent:    kpuk.Consent{GivenOn: kpuk.NewDate(2026, 1, 1)},
			Businesses: map[kpuk.ID]kpuk.Business{{9}: {Name: "tenun"}},
		}
		alter(m)
		return m
	}
	b := book.New()
	b.Put(
		&kpuk.Group{Header: kpuk.Header{ID: group, Scope: group}, Name: "Contoh"},
		&kpuk.Group{Header: kpuk.Header{ID: closed, Scope: closed}, Name: "Tutup", Status: kpuk.GroupClosed},
		whole(1, group, func(*kpuk.Member) {}),
		whole(2, group, func(m *kpuk.Member) { m.NIK, m.Address, m.Businesses = "", "", nil }),
		whole(3, group, func(m *kpuk.Member) { m.Consent.WithdrawnOn = today }),
		whole(4, group, func(m *kpuk.Member) { m.Consent = kpuk.Consent{}; m.Status.State = kpuk.MemberLeft }),
		whole(5, group, func(m *kpuk.Member) { m.Born, m.AgeGiven, m.AgeGivenOn = 0, 40, today }),
		whole(6, group, func(m *kpuk.Member) { m.Born = 0 }),
		whole(7, closed, func(m *kpuk.Member) { m.NIK = "" }),
	)
	for gap, want := range map[book.Gap][]int{book.GapArrears: nil, book.GapConsent: {3}, book.GapIncomplete: {2, 6}} {
		var got []int
		for _, m := range b.Gaps(gap, today) {
			got = append(got, m.Number)
		}
		if !slices.Equal(got, want) {
			t.Errorf("%v: members %v, want %v", gap, got, want)
		}
	}
	if got := b.Member(kpuk.ID{1, 2}).Lacks(today); !slices.Equal(got, []string{"nik", "address", "business"}) {
		t.Errorf("lacks %v", got)
	}
	if got := b.Member(kpuk.ID{1, 6}).Lacks(today); !slices.Equal(got, []string{"born"}) {
		t.Errorf("lacks %v", got)
	}
}
