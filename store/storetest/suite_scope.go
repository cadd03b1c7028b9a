package storetest

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"pendamping/sync/merge"
)

// testTaken: a page ends where it is not taken any more, as if that had not been found, and
// the next goes on there. Notices of departure are taken like records.
func testTaken(t *testing.T, open Open) {
	t.Helper()
	dev, hub := open(t, ReplicaNo(1)), open(t, ReplicaNo(2))
	for i := range byte(30) {
		commit(t, dev, fresh(record(i+1), scope(1), 10, "a"))
	}
	push(t, dev, hub, nil)
	q := merge.Query{Partition: Partition(), Scopes: []merge.ID{scope(1)}}
	for _, n := range []int{1, 14, 29} {
		var got []merge.ID
		page, err := hub.PageTo(t.Context(), q, func(d *merge.Delta) bool {
			if len(got) == n {
				return false
			}
			got = append(got, d.Record)
			return true
		})
		if err != nil || len(got) != n || len(page.Deltas) != 0 || !page.More || page.Next != uint64(n) || page.Base != 0 { //nolint:gosec // small
			t.Errorf("%d taken: %d, next %d, base %d, more %v, %v", n, len(got), page.Next, page.Base, page.More, err)
		}
		next := q
		next.After, next.Base = page.Next, page.Base
		left, err := hub.Page(t.Context(), next)
		if err != nil || left.More || len(left.Deltas) != 30-n || left.Deltas[0].Record != record(byte(n+1)) { //nolint:gosec // small
			t.Errorf("after %d: %d, more %v, %v", n, len(left.Deltas), left.More, err)
		}
	}
	departures(t, dev, hub)
}

// departures moves records away and takes some of the notices.
func departures(t *testing.T, dev, hub Log) {
	t.Helper()
	for i := range byte(5) {
		commit(t, dev, move(get(t, dev, record(i+1)), scope(2)))
	}
	push(t, dev, hub, nil)
	gone := 0
	page, err := hub.PageTo(t.Context(), merge.Query{Partition: Partition(), Scopes: []merge.ID{scope(1)}, After: 30, Base: 30}, func(d *merge.Delta) bool {
		if gone == 3 || !d.Gone {
			return false
		}
		gone++
		return true
	})
	if err != nil || gone != 3 || !page.More || page.Next != 33 {
		t.Errorf("%d departures taken, next %d, more %v, %v", gone, page.Next, page.More, err)
	}
}

func testScopes(t *testing.T, open Open) {
	t.Helper()
	dev, hub := open(t, ReplicaNo(1)), open(t, ReplicaNo(2))
	admin := merge.AdminScope(Partition())
	commit(t, dev, fresh(record(1), scope(1), 10, "a"))
	commit(t, dev, fresh(record(2), scope(2), 10, "b"), fresh(record(3), admin, 10, "c"))
	push(t, dev, hub, nil)
	for name, c := range map[string]struct {
		q    merge.Query
		want []merge.ID
	}{
		"one":       {merge.Query{Scopes: []merge.ID{scope(1)}}, []merge.ID{record(1)}},
		"two":       {merge.Query{Scopes: []merge.ID{scope(2), scope(1)}}, []merge.ID{record(1), record(2)}},
		"none":      {merge.Query{}, nil},
		"all":       {merge.Query{All: true}, []merge.ID{record(1), record(2)}},
		"and admin": {merge.Query{All: true, Scopes: []merge.ID{admin}}, []merge.ID{record(1), record(2), record(3)}},
	} {
		c.q.Partition = Partition()
		page, err := hub.Page(t.Context(), c.q)
		if err != nil || page.Next != 3 {
			t.Errorf("%s: next %d, %v", name, page.Next, err)
		}
		var got []merge.ID
		for _, d := range page.Deltas {
			got = append(got, d.Record)
		}
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
	if digest(t, hub, scope(1)) == digest(t, hub, scope(2)) || digest(t, hub, scope(1), scope(2)) != digest(t, dev, scope(2), scope(1)) {
		t.Error("the digest does not follow the scopes")
	}
}

// testForgotten: records left and come back later, and meanwhile the replica writes to
// fields that it had written before. Its context claims its earlier write in any case, so
// it must say so to the hub.
func testForgotten(t *testing.T, open Open) {
	t.Helper()
	dev, hub, other := open(t, ReplicaNo(1)), open(t, ReplicaNo(2)), open(t, ReplicaNo(3))
	q, qo := merge.Query{Partition: Partition(), All: true}, merge.Query{Partition: Partition(), All: true}
	commit(t, dev, fresh(record(1), scope(1), 10, "before"), fresh(record(2), scope(1), 10, "before"))
	commit(t, dev, edit(get(t, dev, record(1)), scope(1), 11, "before"))
	push(t, dev, hub, nil)
	pull(t, hub, other, &qo)
	commit(t, other, edit(get(t, other, record(2)), scope(1), 10, "by other"))
	push(t, other, hub, nil)
	gone := merge.Page{Deltas: []merge.Delta{
		{Record: record(1), Kind: kind, Partition: Partition(), Gone: true},
		{Record: record(2), Kind: kind, Partition: Partition(), Gone: true},
	}}
	if err := dev.Absorb(t.Context(), gone, nil); err != nil {
		t.Fatal(err)
	}
	commit(t, dev, fresh(record(1), scope(1), 10, "after"), fresh(record(2), scope(1), 10, "after"))
	commit(t, dev, edit(get(t, dev, record(1)), scope(1), 11, "after"), fresh(record(3), scope(1), 10, "new"))
	pull(t, hub, dev, &q) // before the hub has the writes
	push(t, dev, hub, nil)
	pull(t, hub, dev, &q)
	pull(t, hub, other, &qo)
	if digest(t, dev) != digest(t, hub) || digest(t, dev) != digest(t, other) {
		t.Errorf("device %v, hub %v", get(t, dev, record(1)), get(t, hub, record(1)))
	}
	for _, f := range []uint16{10, 11} {
		if r := get(t, hub, record(1)).Field(field(f)); len(r.Siblings) != 1 || string(r.Value()) != "after" {
			t.Errorf("a replica overwrites what it wrote itself: %v", r)
		}
	}
	if r := get(t, dev, record(2)).Field(field(10)); len(r.Siblings) != 2 || !r.Conflicted() {
		t.Errorf("what another wrote meanwhile stays beside it: %v", r)
	}
}

// testReturned: a record comes back from a hub that does not have the replica's last write
// to it yet, and leaves and comes back once more. What the replica then writes claims that
// one too, wherever the two meet.
func testReturned(t *testing.T, open Open) {
	t.Helper()
	dev, hub := open(t, ReplicaNo(1)), open(t, ReplicaNo(2))
	commit(t, dev, fresh(record(1), scope(1), 10, "at the hub"))
	push(t, dev, hub, nil)
	commit(t, dev, edit(get(t, dev, record(1)), scope(1), 10, "not yet at the hub"))
	gone := merge.Page{Deltas: []merge.Delta{{Record: record(1), Kind: kind, Partition: Partition(), Gone: true}}}
	for range 2 {
		if err := dev.Absorb(t.Context(), gone, nil); err != nil {
			t.Fatal(err)
		}
		pull(t, hub, dev, &merge.Query{Partition: Partition(), All: true})
	}
	if r := get(t, dev, record(1)).Field(field(10)); string(r.Value()) != "at the hub" {
		t.Fatalf("it came back with %v", r)
	}
	commit(t, dev, edit(get(t, dev, record(1)), scope(1), 10, "after"))
	push(t, dev, hub, nil)
	pull(t, hub, dev, &merge.Query{Partition: Partition(), All: true})
	if r := get(t, hub, record(1)).Field(field(10)); digest(t, dev) != digest(t, hub) || len(r.Siblings) != 1 {
		t.Errorf("device %v, hub %v", get(t, dev, record(1)).Field(field(10)), r)
	}
}
