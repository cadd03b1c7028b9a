package store_test

import (
	"testing"

	"pendamping/kpuk"
	"pendamping/store"
)

// drafts are the names of the half-filled forms.
func drafts(t *testing.T, s *store.Store) (keys []string, err error) {
	t.Helper()
	err = s.Locals(t.Context(), kpuk.DraftPrefix, func(name string, _ func(any) error) error {
		keys = append(keys, kpuk.DraftPrefix+name)
		return nil
	})
	return keys, err
}

// TestDraftsLeaveWithTheirRecord: a half-filled form about a record goes in the transaction in
// which that leaves, and no other does; also after folds and a new opening.
func TestDraftsLeaveWithTheirRecord(t *testing.T) {
	s, path, o := rotating(t, nil)
	put(t, s, 1, "a")
	put(t, s, 2, "b")
	keep := func(record byte, form string) string {
		key := kpuk.DraftKey(kpuk.ID{record}, form)
		if record == 0 {
			key = kpuk.DraftKey(kpuk.ID{}, form)
		}
		if err := s.SetLocal(t.Context(), key, "x"); err != nil {
			t.Fatal(err)
		}
		return key
	}
	stays := map[string]bool{keep(0, "form"): true, keep(2, "member"): true}
	keep(1, "member")
	keep(1, "member-end-left")
	if err := s.SetLocal(t.Context(), "drag", 1); err != nil {
		t.Fatal(err)
	}
	if keys, err := drafts(t, s); err != nil || len(keys) != 4 {
		t.Fatalf("drafts %q, %v", keys, err)
	}
	leave(t, s, 1, kpuk.KindMember)
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	s, err := store.Open(t.Context(), path, o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if failed := s.Close(); failed != nil {
			t.Error(failed)
		}
	})
	keys, err := drafts(t, s)
	if err != nil || len(keys) != len(stays) {
		t.Fatalf("left %q, %v", keys, err)
	}
	for _, key := range keys {
		if !stays[key] {
			t.Errorf("%s is still there", key)
		}
	}
	var v int
	if found, err := s.Local(t.Context(), "drag", &v); err != nil || !found {
		t.Errorf("another value went too (%v)", err)
	}
}
