package store

import (
	"bytes"
	"path/filepath"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"pendamping/kpuk"
	"pendamping/sync/merge"
)

// steps are one step for each position above from, up to to.
func steps(from, to uint64) []step {
	var out []step
	for at := from + 1; at <= to; at++ {
		out = append(out, step{at: at})
	}
	return out
}

func TestTrailReach(t *testing.T) {
	t.Parallel()
	var w trail
	if _, ok := w.since(0, 0); ok {
		t.Error("an empty trail reaches somewhere")
	}
	w.add(100, 110, steps(100, 110))
	w.add(110, 120, steps(110, 120))
	for name, test := range map[string]struct {
		after, position uint64
		want            int
		ok              bool
	}{
		"all of it":      {100, 120, 20, true},
		"its end":        {118, 120, 2, true},
		"nothing new":    {120, 120, 0, true},
		"an old reader":  {115, 117, 5, true},
		"before it":      {99, 120, 0, false},
		"store is ahead": {110, 121, 0, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, ok := w.since(test.after, test.position)
			if ok != test.ok || len(got) != test.want || ok && len(got) > 0 && got[0].at != test.after+1 {
				t.Errorf("%d steps, %v; want %d, %v", len(got), ok, test.want, test.ok)
			}
		})
	}
}

// TestTrailForgets: what went by the trail makes it begin anew, and it does not grow
// without bound; what a reader took stays as it was.
func TestTrailForgets(t *testing.T) {
	t.Parallel()
	var w trail
	w.add(0, 10, steps(0, 10))
	w.add(12, 15, steps(12, 15))
	if _, ok := w.since(5, 15); ok {
		t.Error("it reaches over a gap")
	}
	if got, ok := w.since(12, 15); !ok || len(got) != 3 {
		t.Error("it does not reach to where it began anew", len(got), ok)
	}
	held, _ := w.since(12, 15)
	before := slices.Clone(held)
	for at := uint64(15); at < 15+5*trailSteps; at += 1000 {
		w.add(at, at+1000, steps(at, at+1000))
	}
	if len(w.steps) > 2*trailSteps || len(w.steps) < trailSteps {
		t.Error("steps held:", len(w.steps))
	}
	if got, ok := w.since(w.from, w.to); !ok || got[0].at != w.from+1 {
		t.Error("it does not reach to where it says")
	}
	if _, ok := w.since(w.from-1, w.to); ok {
		t.Error("it reaches to what was dropped")
	}
	for i := range held {
		if held[i].at != before[i].at {
			t.Fatal("a reader's steps were altered")
		}
	}
}

// stand writes a record, or moves it, to a scope.
func stand(t *testing.T, s *Store, record, scope merge.ID) {
	t.Helper()
	at := merge.Field{Number: merge.FieldScope}
	rec, err := s.Record(t.Context(), record)
	if err != nil && !noRecord(err) {
		t.Fatal(err)
	}
	w := merge.Write{Field: at, Value: merge.ScopeValue(scope), Context: rec.Field(at).Context}
	_, err = s.Commit(t.Context(), merge.ID{9}, []merge.Edit{{
		Record: record, Kind: merge.Kind(kpuk.KindMember), Partition: merge.ID(id(1)), Scope: scope, Writes: []merge.Write{w},
	}})
	if err != nil {
		t.Fatal(err)
	}
}

// pull is all that a query gives, page by page.
func pull(t *testing.T, s *Store, q merge.Query) []merge.Delta {
	t.Helper()
	var out []merge.Delta
	for {
		page, err := s.Page(t.Context(), q)
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, page.Deltas...)
		if q.After, q.Base = page.Next, page.Base; !page.More {
			return out
		}
	}
}

// TestPagesAlongTrail: who follows the trail is told the same as who reads the index of
// positions, also of records that moved and of those that left.
func TestPagesAlongTrail(t *testing.T) {
	t.Parallel()
	s := fresh(t, options())
	ledger(t, s, 3, 30)
	here, there := merge.ID{0xf0, 0}, merge.ID{0xf0, 1}
	stand(t, s, merge.ID{0xa1}, here)
	start, err := s.Position(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	news := merge.Query{Partition: merge.ID(id(1)), All: true, After: start, Base: start}
	if err = s.update(t.Context(), (*tx).makeIndex); err != nil {
		t.Fatal(err)
	}
	stand(t, s, merge.ID{0xa1}, there)
	for i := range byte(5) {
		stand(t, s, merge.ID{0xa2, i}, merge.ID{0xf0, i % 3})
		stand(t, s, merge.ID{0xa2, 0}, merge.ID{0xf0, i % 2})
	}
	want := map[string]struct{ deltas, gone int }{"all": {6, 0}, "by pieces": {6, 0}, "here": {3, 1}, "there": {4, 1}}
	for name, q := range map[string]merge.Query{
		"all":       news,
		"by pieces": {Partition: news.Partition, All: true, After: start, Base: start, MaxBytes: 1},
		"here":      {Partition: news.Partition, Scopes: []merge.ID{here}, After: start, Base: start},
		"there":     {Partition: news.Partition, Scopes: []merge.ID{there}, After: start, Base: start},
	} {
		if _, ok := s.trail.since(start, s.trail.to); !ok {
			t.Fatal("no trail")
		}
		along := pull(t, s, q)
		to := s.trail.to
		s.trail.to = 0 // does not reach now
		walked := pull(t, s, q)
		s.trail.to = to
		if diff := cmp.Diff(walked, along); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
		gone := 0
		for i := range along {
			if along[i].Gone {
				gone++
			}
		}
		if w := want[name]; len(along) != w.deltas || gone != w.gone {
			t.Errorf("%s: %d deltas, of which %d left; want %+v", name, len(along), gone, w)
		}
	}
}

// TestMigrationPlacesDepartures: in files of schema 2 only the records say which scopes
// they left.
func TestMigrationPlacesDepartures(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "a.store")
	s, err := Create(t.Context(), path, options())
	if err != nil {
		t.Fatal(err)
	}
	here, there := merge.ID{0xf0, 0}, merge.ID{0xf0, 1}
	stand(t, s, merge.ID{0xa1}, here)
	stand(t, s, merge.ID{0xa1}, there)
	err = s.onTree(func(tr *tx) error {
		// As schema 2 had it: partition and position, then the record's place.
		return tr.put(bucketPos, append(bytes.Repeat([]byte{1}, 16), stepsKey(2)...), append(make([]byte, 32), 0, 3))
	})
	if err == nil {
		err = s.Close()
	}
	if err != nil {
		t.Fatal(err)
	}
	setSchema(t, path, 2)
	s = reopen(t, path, options())
	wantSound(t, s)
	got := pull(t, s, merge.Query{Partition: merge.ID(id(1)), Scopes: []merge.ID{here}, After: 1, Base: 1})
	if len(got) != 1 || !got[0].Gone || got[0].Record != (merge.ID{0xa1}) {
		t.Errorf("who held the scope is told %+v", got)
	}
}

// TestStepsSayWho: a step keeps who wrote it, and one of schema 5, which did not say so,
// is read as one of nobody in particular.
func TestStepsSayWho(t *testing.T) {
	t.Parallel()
	want := []step{
		{standing: standing{id: merge.ID{1}, kind: 5, scope: merge.ID{2}}, partition: merge.ID{3}, at: 7, by: merge.Replica{4}},
		{standing: standing{id: merge.ID{5}, kind: 4, scope: merge.ID{2}, left: []departure{{scope: merge.ID{6}, at: 8}}}, partition: merge.ID{3}, at: 9},
	}
	same := cmp.AllowUnexported(step{}, standing{}, departure{})
	got, ok := new(stepsBuffer).decode(encodeSteps(want))
	if diff := cmp.Diff(want, got, same); !ok || diff != "" {
		t.Error(ok, diff)
	}
	old := []byte{stepsUnnamed, 2}
	for _, named := range []merge.ID{{2}, {3}} {
		old = append(old, named[:]...)
	}
	first := merge.ID{1}
	old = append(append(old, first[:]...), 5, 0, 1, 7, 0)
	got, ok = new(stepsBuffer).decode(old)
	want[0].by = merge.Replica{}
	if diff := cmp.Diff(want[:1], got, same); !ok || diff != "" {
		t.Error(ok, diff)
	}
}
