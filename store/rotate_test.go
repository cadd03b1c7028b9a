package store_test

import (
	"bytes"
	"errors"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"
	"time"

	"pendamping/fault"
	"pendamping/kpuk"
	"pendamping/store"
	"pendamping/sync/merge"
)

// rotating makes a store whose commits fail as told.
func rotating(t *testing.T, hook func(string) error) (*store.Store, string, store.Options) {
	t.Helper()
	o := store.Options{
		Secret: store.RawKey([32]byte{7}), Now: func() time.Time { return time.UnixMilli(1_760_000_000_000) },
		Rand: rand.NewChaCha8([32]byte{5}), Hook: hook,
	}
	path := filepath.Join(t.TempDir(), "store.db")
	s, err := store.Create(t.Context(), path, o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s, path, o
}

// put writes one value on top of what the store shows of the field.
func put(t *testing.T, s *store.Store, record byte, value string) merge.Change {
	t.Helper()
	id, field := merge.ID{record}, merge.Field{Number: 10}
	rec, err := s.Record(t.Context(), id)
	if err != nil && !errors.Is(err, merge.ErrNoRecord) {
		t.Fatal(err)
	}
	c, err := s.Commit(t.Context(), merge.ID{9}, []merge.Edit{{
		Record: id, Kind: 3, Partition: merge.ID{1}, Scope: merge.ID{2},
		Writes: []merge.Write{{Field: field, Value: []byte(value), Context: rec.Field(field).Context}},
	}})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// TestRotate: after a rotation the changes behind the common one are a new chain that
// says the same, the records show the same under the new names, and what the hub has
// under the old ones merges beside them.
func TestRotate(t *testing.T) {
	ctx := t.Context()
	s, _, _ := rotating(t, nil)
	old := s.Replica()
	put(t, s, 1, "a")
	put(t, s, 1, "b")
	put(t, s, 2, "c")
	put(t, s, 1, "d")
	before, err := s.Since(ctx, old, 0, 0, 0)
	if err != nil {
		t.Fatal(err)
	}
	if err = s.SetLink(ctx, merge.Link{Cursor: []byte("far"), Counter: 7, Acked: merge.Head{Seq: 2}}); err != nil {
		t.Fatal(err)
	}
	fresh, err := s.RotateReplica(ctx, old, 2)
	if err != nil || fresh == old || fresh != s.Replica() {
		t.Fatalf("%x after %x, %v", fresh, old, err)
	}
	again, err := s.RotateReplica(ctx, old, 2)
	if err != nil || again != fresh {
		t.Errorf("a second rotation from the same: %x, %v", again, err)
	}
	after, err := s.Since(ctx, fresh, 0, 0, 0)
	if err != nil || len(after) != 2 {
		t.Fatalf("%d changes, %v", len(after), err)
	}
	for i, c := range after {
		was := before[i+2]
		if c.Seq != uint64(i+1) || c.Stamp != was.Stamp || c.Author != was.Author ||
			!bytes.Equal(c.Edits[0].Writes[len(c.Edits[0].Writes)-1].Value, was.Edits[0].Writes[len(was.Edits[0].Writes)-1].Value) {
			t.Errorf("change %d: %+v, was %+v", i, c, was)
		}
		if err = c.Validate(); err != nil {
			t.Error(err)
		}
	}
	// "d" had seen "b", which is common.
	if got := after[1].Edits[0].Writes[0].Context; !got.Has(merge.Dot{Replica: old, Seq: 2}) || got.Seq(old) != 2 {
		t.Errorf("context %v", got)
	}
	// The hub's own third change of the old replica is news.
	err = s.Absorb(ctx, merge.Page{Deltas: []merge.Delta{{Record: merge.ID{1}, Kind: 3, Partition: merge.ID{1}, Fields: []merge.FieldState{{
		Field: merge.Field{Number: 10}, Register: merge.Register{
			Siblings: []merge.Sibling{{Dot: merge.Dot{Replica: old, Seq: 3}, Value: []byte("x")}},
			Context:  merge.Context{{Replica: old, Seq: 3}},
		},
	}}}}}, []byte("on"))
	if err != nil {
		t.Fatal(err)
	}
	rec, err := s.Record(ctx, merge.ID{1})
	if err != nil {
		t.Fatal(err)
	}
	var values []string
	for _, sib := range rec.Field(merge.Field{Number: 10}).Siblings {
		values = append(values, string(sib.Value))
	}
	if len(values) != 2 || values[0] == values[1] {
		t.Errorf("the field holds %q, want d and x", values)
	}
	link, err := s.Link(ctx)
	if err != nil || link.Acked.Seq != 0 || link.Counter != 7 || len(link.Cursor) == 0 {
		t.Errorf("link %+v, %v", link, err)
	}
	elders, err := s.Elders(ctx)
	if err != nil || len(elders) != 1 || elders[0].Replica != old || elders[0].Common.Seq != 2 || elders[0].Last.Seq != 4 {
		t.Errorf("elders %+v, %v", elders, err)
	}
	if report, err := s.Check(ctx); err != nil || len(report.Findings) > 0 {
		t.Errorf("%+v, %v", report.Findings, err)
	}
}

// TestRotateUnknown: a rotation that fails before or after it is durable leaves a store
// that is whole, and the same call again ends in one rotation.
func TestRotateUnknown(t *testing.T) {
	for _, stage := range []string{"commit", "committed"} {
		t.Run(stage, func(t *testing.T) {
			ctx := t.Context()
			fail := false
			s, path, o := rotating(t, func(at string) error {
				if fail && at == stage {
					return errors.New("the disk says no")
				}
				return nil
			})
			old := s.Replica()
			put(t, s, 1, "a")
			put(t, s, 1, "b")
			fail = true
			if _, err := s.RotateReplica(ctx, old, 1); err == nil {
				t.Fatal("no error")
			}
			fail = false
			if err := s.Close(); err != nil {
				t.Fatal(err)
			}
			s, err := store.Open(ctx, path, o)
			if err != nil {
				t.Fatal(err)
			}
			defer s.Close()
			fresh, err := s.RotateReplica(ctx, old, 1)
			if err != nil || fresh == old {
				t.Fatalf("%x, %v", fresh, err)
			}
			elders, err := s.Elders(ctx)
			head, bad := s.Head(ctx, fresh)
			if err != nil || bad != nil || len(elders) != 1 || head.Seq != 1 {
				t.Errorf("%d elders, %d changes, %v, %v", len(elders), head.Seq, err, bad)
			}
			if report, err := s.Check(ctx); err != nil || len(report.Findings) > 0 {
				t.Errorf("%+v, %v", report.Findings, err)
			}
		})
	}
}

// TestSavedAcrossRotation: a form that was open while the replica rotated does not claim
// to have seen what somebody else wrote under the old name.
func TestSavedAcrossRotation(t *testing.T) {
	ctx := t.Context()
	s, _, _ := rotating(t, nil)
	old := s.Replica()
	id, person := kpuk.ID{1}, kpuk.ID{9}
	m := &kpuk.Member{Header: kpuk.Header{ID: id, Partition: kpuk.ID{1}, Scope: kpuk.ID{2}}, Name: "Sri"}
	if err := s.Save(ctx, person, m); err != nil {
		t.Fatal(err)
	}
	m.Name = "Sri Wahyuni"
	if err := s.Save(ctx, person, m); err != nil {
		t.Fatal(err)
	}
	if _, err := s.RotateReplica(ctx, old, 1); err != nil {
		t.Fatal(err)
	}
	m.Name = "Sri W."
	if err := s.Save(ctx, person, m); err != nil {
		t.Fatal(err)
	}
	rec, err := s.Record(ctx, merge.ID(id))
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range rec.Fields {
		if f.Register.Context.Seq(old) > 1 {
			t.Errorf("field %d claims %d of the old replica", f.Field.Number, f.Register.Context.Seq(old))
		}
		if len(f.Register.Siblings) != 1 {
			t.Errorf("field %d holds %d values", f.Field.Number, len(f.Register.Siblings))
		}
	}
}

// TestWipe: nothing of a wiped store is left, nor of one whose wipe was cut off.
func TestWipe(t *testing.T) {
	ctx := t.Context()
	s, path, _ := rotating(t, nil)
	put(t, s, 1, "a")
	if err := s.Wipe(ctx); err != nil {
		t.Fatal(err)
	}
	left, err := os.ReadDir(filepath.Dir(path))
	if err != nil || len(left) != 0 {
		t.Errorf("%d files are left, %v", len(left), err)
	}
	if err := s.Wipe(ctx); !errors.Is(err, store.ErrClosed) {
		t.Errorf("again: %v", err)
	}
	if err := os.WriteFile(path, []byte("half overwritten"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := store.Destroy(ctx, path); err != nil {
		t.Error(err)
	}
	if _, err := os.Stat(path); fault.KindOf(err) != fault.Other || !errors.Is(err, os.ErrNotExist) {
		t.Errorf("the file is there: %v", err)
	}
}
