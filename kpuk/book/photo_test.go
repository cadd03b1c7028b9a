package book_test

import (
	"testing"

	"pendamping/kpuk"
	"pendamping/kpuk/book"
)

func TestPhotos(t *testing.T) {
	b := book.New()
	photo := func(n byte, of kpuk.ID, day int) *kpuk.Photo {
		return &kpuk.Photo{Header: kpuk.Header{ID: kpuk.ID{n}}, Of: of, TakenOn: kpuk.NewDate(2026, 11, day)}
	}
	one, two := kpuk.ID{1}, kpuk.ID{2}
	b.Put(photo(10, one, 23), photo(11, one, 20), photo(12, two, 1), photo(13, one, 23))
	want := func(of kpuk.ID, ids ...byte) {
		t.Helper()
		got := b.Photos(of)
		if len(got) != len(ids) {
			t.Fatalf("%d photos, want %v", len(got), ids)
		}
		for i, n := range ids {
			if got[i].ID != (kpuk.ID{n}) {
				t.Errorf("place %d: %v, want %d", i, got[i].ID, n)
			}
		}
	}
	want(one, 11, 10, 13)
	moved, gone := photo(10, two, 23), photo(13, one, 23)
	gone.Removed.Reason = "blurred"
	b.Put(moved, gone)
	b.Drop(kpuk.ID{12})
	want(one, 11)
	want(two, 10)
	want(kpuk.ID{3})
}
