package store

import (
	"context"
	"crypto/sha256"
	"errors"
	"testing"

	"pendamping/kpuk"
	"pendamping/sync/merge"
)

// lent is a store as a Log of another package would be.
type lent struct{ *Store }

// Revise implements Log.
func (l lent) Revise(ctx context.Context, author merge.ID, _ []merge.ID,
	plan func(func(merge.ID) (merge.Record, error)) ([]merge.Edit, error),
) (merge.Change, error) {
	edits, err := plan(func(id merge.ID) (merge.Record, error) { return l.Record(ctx, id) })
	if err != nil || len(edits) == 0 {
		return merge.Change{}, err
	}
	return l.Commit(ctx, author, edits)
}

// TestRecords: what is saved through a log reads the same as from the store itself, a save
// writes what was altered, and repeating it writes nothing.
func TestRecords(t *testing.T) {
	t.Parallel()
	s := fresh(t, options())
	r, err := NewRecords(lent{s})
	if err != nil {
		t.Fatal(err)
	}
	m := meeting(1)
	again := kpuk.Clone(m)
	if err = r.Save(t.Context(), id(99), m); err != nil {
		t.Fatal(err)
	}
	if err = r.Save(t.Context(), id(99), m, again); err != nil { // nothing was altered; the very same
		t.Fatal(err)
	}
	m.Place = "Balai"
	if err = r.Save(t.Context(), id(99), m); err != nil {
		t.Fatal(err)
	}
	other := meeting(1)
	other.Place = "elsewhere"
	if err = r.Save(t.Context(), id(99), other); !errors.Is(err, ErrTaken) {
		t.Errorf("another record under a taken ID: %v", err)
	}
	want, err := s.Read(t.Context(), m.ID)
	if err != nil {
		t.Fatal(err)
	}
	got, err := r.Read(t.Context(), m.ID)
	if err != nil || got.(*kpuk.Meeting).Place != "Balai" || want.(*kpuk.Meeting).Place != "Balai" { //nolint:errcheck // the test fails
		t.Errorf("read %+v, %v; the store reads %+v", got, err, want)
	}
	changes, err := s.Outbox(t.Context(), 0, 0, 0)
	if err != nil || len(changes) != 2 || len(changes[1].Edits[0].Writes) != 1 {
		t.Errorf("changes: %+v, %v", changes, err)
	}
	if all, err := r.All(t.Context()); err != nil || len(all) != 1 {
		t.Errorf("all: %v, %v", all, err)
	}
	if _, err := r.Read(t.Context(), id(77)); !errors.Is(err, merge.ErrNoRecord) {
		t.Errorf("a record that is not there: %v", err)
	}
	if replicas, err := s.Replicas(t.Context()); err != nil || len(replicas) != 1 || replicas[0] != s.Replica() {
		t.Errorf("replicas: %v, %v", replicas, err)
	}
	if named, err := r.Named(t.Context()); err != nil || len(named) != 0 {
		t.Errorf("named: %v, %v", named, err)
	}
}

// TestBlobsApart: files beside no store; another name or key does not open them.
func TestBlobsApart(t *testing.T) {
	t.Parallel()
	o, dir := options(), t.TempDir()
	one, err := NewBlobs(dir, [32]byte{1}, []byte("one"), o.Now, o.Rand)
	if err != nil {
		t.Fatal(err)
	}
	d, err := one.Put(t.Context(), []byte("photo"))
	if err != nil || d != sha256.Sum256([]byte("photo")) {
		t.Fatal(d, err)
	}
	for name, open := range map[string]struct {
		key  [32]byte
		name string
		ok   bool
	}{"same": {[32]byte{1}, "one", true}, "another name": {[32]byte{1}, "two", false}, "another key": {[32]byte{2}, "one", false}} {
		b, err := NewBlobs(dir, open.key, []byte(open.name), o.Now, o.Rand)
		if err != nil {
			t.Fatal(err)
		}
		if _, err = b.Get(t.Context(), d); (err == nil) != open.ok || !open.ok && !errors.Is(err, ErrDamaged) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
