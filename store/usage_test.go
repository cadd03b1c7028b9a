package store

import (
	"errors"
	"testing"

	"pendamping/kpuk"
)

// TestUsageCountsFreePages compares the list of free pages with a walk over the file.
func TestUsageCountsFreePages(t *testing.T) {
	s := fresh(t, options())
	for i := range 40 { // rewriting leaves pages free
		if err := s.SetLocal(t.Context(), "filler", make([]byte, 10_000+100*i)); err != nil {
			t.Fatal(err)
		}
	}
	if err := s.SetLocal(t.Context(), "filler", kpuk.ID{}); err != nil {
		t.Fatal(err)
	}
	u, err := s.Usage(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	size, err := s.Size()
	if err != nil {
		t.Fatal(err)
	}
	s.mu.RLock()
	walked := int64(s.freePages()) * pageSize
	s.mu.RUnlock()
	// The walk counts the two meta pages and the list itself as free.
	if u.Size != size || u.Free == 0 || u.Free > walked || walked-u.Free > 8*pageSize {
		t.Errorf("usage %+v, file %d, walked %d", u, size, walked)
	}
}

// TestReadyTellsOfTrouble: a store that may only be read is not ready.
func TestReadyTellsOfTrouble(t *testing.T) {
	s := fresh(t, options())
	if err := s.Ready(t.Context()); err != nil {
		t.Fatal(err)
	}
	s.hurt.Store(true)
	if err := s.Ready(t.Context()); !errors.Is(err, ErrDamaged) {
		t.Errorf("a hurt store is ready: %v", err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if err := s.Ready(t.Context()); !errors.Is(err, ErrClosed) {
		t.Errorf("a closed store is ready: %v", err)
	}
}
