package hub

import (
	"math/rand/v2"
	"path/filepath"
	"reflect"
	"testing"
	"time"

	"pendamping/store"
	"pendamping/sync/merge"
)

// writer is a device that writes at random.
type writer struct {
	t       *testing.T
	rng     *rand.Rand
	into    *store.Store
	replica merge.Replica
	head    merge.Head
	seen    map[merge.ID]merge.Record // what it last saw of each record
}

// write makes a change of up to three edits, some of which know of what others wrote.
func (w *writer) write() {
	c := merge.Change{
		Replica: w.replica, Seq: w.head.Seq + 1, Stamp: merge.StampAt(time.UnixMilli(1_760_000_000_000).Add(time.Duration(w.rng.IntN(1e9)))),
		Author: merge.ID{7}, Seed: merge.Seed{8},
	}
	for k := range 1 + w.rng.IntN(3) {
		id := merge.ID{1, byte(20*k + w.rng.IntN(20))}
		if rec, err := w.into.Record(w.t.Context(), id); err == nil && w.rng.IntN(3) > 0 {
			w.seen[id] = rec
		}
		rec := w.seen[id]
		scope := merge.ID{2, byte(w.rng.IntN(2))}
		e := merge.Edit{Record: id, Kind: 3, Partition: merge.ID{3}, Scope: scope}
		put := func(f merge.Field, v []byte) {
			e.Writes = append(e.Writes, merge.Write{Field: f, Value: v, Context: rec.Field(f).Context})
		}
		if w.rng.IntN(5) == 0 || len(rec.Fields) == 0 {
			put(merge.Field{Number: merge.FieldScope}, merge.ScopeValue(scope))
		}
		put(merge.Field{Number: uint16(10 + w.rng.IntN(4))}, []byte{byte(w.rng.IntN(24))})
		c.Edits = append(c.Edits, e)
	}
	merge.Normalize(c.Edits)
	head, verdicts, err := w.into.Ingest(w.t.Context(), w.replica, []merge.Change{c}, nil)
	if err != nil || len(verdicts) > 0 {
		w.t.Fatal(err, verdicts)
	}
	w.head = head
}

// TestOwnIsNotReadBack: what a store leaves out for somebody who needs nothing back of her
// own is what the hub would leave out, whoever wrote what and knew of what.
func TestOwnIsNotReadBack(t *testing.T) {
	t.Parallel()
	rng := rand.New(rand.NewPCG(3, 4))
	s, err := store.Create(t.Context(), filepath.Join(t.TempDir(), "hub.db"), store.Options{
		Secret: store.RawKey([32]byte{1}), Now: func() time.Time { return time.UnixMilli(1_760_000_000_000) }, Rand: rand.NewChaCha8([32]byte{}),
	})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	var all []*writer
	for n := range 3 {
		all = append(all, &writer{t: t, rng: rng, into: s, replica: merge.Replica{byte(n + 1)}, seen: map[merge.ID]merge.Record{}})
	}
	page := func(q merge.Query) merge.Page {
		p, err := s.Page(t.Context(), q)
		if err != nil {
			t.Fatal(err)
		}
		return p
	}
	bases, spared := []uint64{0}, 0
	for i := range 400 {
		w := all[rng.IntN(len(all))]
		for range 1 + rng.IntN(3) { // often several of one's own after each other
			w.write()
		}
		q := merge.Query{Partition: merge.ID{3}, All: i%2 == 0, Scopes: []merge.ID{{2, 1}}}
		q.After = bases[max(len(bases)-1-rng.IntN(3), 0)]
		q.Base = q.After
		plain := page(q)
		q.Own = w.replica
		spare := page(q)
		spared += len(plain.Deltas) - len(spare.Deltas)
		want, got := allNews(plain.Deltas, w.replica, q.Base), allNews(spare.Deltas, w.replica, q.Base)
		if len(want)+len(got) > 0 && !reflect.DeepEqual(want, got) || plain.Next != spare.Next {
			t.Fatalf("round %d, from %d: %+v is left of %+v", i, q.Base, got, want)
		}
		bases = append(bases, plain.Next)
	}
	if spared < 100 {
		t.Errorf("%d records were not read back", spared)
	}
}

// allNews is what news leaves of deltas.
func allNews(deltas []merge.Delta, asker merge.Replica, full uint64) (out []merge.Delta) {
	for _, d := range deltas {
		if news(&d, asker, full) {
			out = append(out, d)
		}
	}
	return out
}
