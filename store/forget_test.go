package store_test

import (
	"errors"
	"testing"

	"pendamping/kpuk"
	"pendamping/store"
	"pendamping/sync/merge"
)

// leave takes a record from a store.
func leave(t *testing.T, s *store.Store, record byte, kind kpuk.Kind) {
	t.Helper()
	gone := merge.Delta{Record: merge.ID{record}, Kind: merge.Kind(kind), Partition: merge.ID{1}, Gone: true}
	if err := s.Absorb(t.Context(), merge.Page{Deltas: []merge.Delta{gone}}, []byte("cursor")); err != nil {
		t.Fatal(err)
	}
}

// TestWriteToWhatLeft: a write to a record that left names what this replica wrote to it,
// also after the store was opened anew and after a rotation, by the names of that day.
func TestWriteToWhatLeft(t *testing.T) {
	for name, test := range map[string]struct {
		common uint64 // of a rotation before the write; zero: none
		want   uint64 // what the write names of the replica that makes it
	}{
		"no rotation":          {want: 2},
		"all is logged again":  {common: 1, want: 1},
		"nothing is its own":   {common: 2},
		"a later common write": {common: 3},
	} {
		t.Run(name, func(t *testing.T) {
			s, path, o := rotating(t, nil)
			put(t, s, 1, "a")
			put(t, s, 1, "b")
			put(t, s, 2, "c")
			leave(t, s, 1, kpuk.KindMember)
			if test.common > 0 {
				if _, err := s.RotateReplica(t.Context(), s.Replica(), test.common); err != nil {
					t.Fatal(err)
				}
			}
			if err := s.Close(); err != nil {
				t.Fatal(err)
			}
			s, err := store.Open(t.Context(), path, o)
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() {
				if err := s.Close(); err != nil {
					t.Error(err)
				}
			})
			seen := put(t, s, 1, "d").Edits[0].Writes[1].Context
			if seen.Seq(s.Replica()) != test.want || len(seen) != min(int(test.want), 1) {
				t.Errorf("context %v, want %d of %x", seen, test.want, s.Replica())
			}
			if seen = put(t, s, 3, "new").Edits[0].Writes[1].Context; len(seen) != 0 {
				t.Errorf("a new record: %v", seen)
			}
			if report, err := s.Check(t.Context()); err != nil || len(report.Findings) > 0 {
				t.Errorf("check: %v, %v", report.Findings, err)
			}
		})
	}
}

// TestEntryThatLeft: a ledger entry that left and is not back yet is not written again.
func TestEntryThatLeft(t *testing.T) {
	s, _, _ := rotating(t, nil)
	entry := func(value string) []merge.Edit {
		return []merge.Edit{{
			Record: merge.ID{7}, Kind: merge.Kind(kpuk.KindEntry), Partition: merge.ID{1}, Scope: merge.ID{2},
			Writes: []merge.Write{{Field: merge.Field{Number: 10}, Value: []byte(value)}},
		}}
	}
	if _, err := s.Commit(t.Context(), merge.ID{9}, entry("a")); err != nil {
		t.Fatal(err)
	}
	held, err := s.Record(t.Context(), merge.ID{7})
	if err != nil {
		t.Fatal(err)
	}
	leave(t, s, 7, kpuk.KindEntry)
	if _, err = s.Commit(t.Context(), merge.ID{9}, entry("b")); !errors.Is(err, store.ErrWritten) {
		t.Errorf("a second writing: %v", err)
	}
	back := held.Newer(0)
	if err = s.Absorb(t.Context(), merge.Page{Deltas: []merge.Delta{back}}, nil); err != nil {
		t.Fatal(err)
	}
	if got, err := s.Record(t.Context(), merge.ID{7}); err != nil || got.Digest() != held.Digest() {
		t.Errorf("it came back as %v, %v", got, err)
	}
}
