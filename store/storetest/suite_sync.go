package storetest

import (
	"bytes"
	"context"
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"pendamping/sync/merge"
)

func testConflict(t *testing.T, open Open) {
	t.Helper()
	a, b, hub := open(t, ReplicaNo(1)), open(t, ReplicaNo(2)), open(t, ReplicaNo(3))
	qa := merge.Query{Partition: Partition(), All: true}
	qb := qa
	commit(t, a, fresh(record(1), scope(1), 10, "first"))
	push(t, a, hub, nil)
	pull(t, hub, b, &qb)
	commit(t, a, edit(get(t, a, record(1)), scope(1), 10, "by a"))
	commit(t, b, edit(get(t, b, record(1)), scope(1), 10, "by b"))
	push(t, b, hub, nil)
	push(t, a, hub, nil)
	pull(t, hub, a, &qa)
	pull(t, hub, b, &qb)
	for _, l := range []Log{a, b} {
		r := get(t, l, record(1)).Field(field(10))
		if !r.Conflicted() || len(r.Siblings) != 2 || !bytes.Equal(r.Value(), get(t, hub, record(1)).Field(field(10)).Value()) {
			t.Errorf("both values must stay, and the same be shown: %v", r)
		}
	}
	commit(t, b, edit(get(t, b, record(1)), scope(1), 10, "settled"))
	push(t, b, hub, nil)
	pull(t, hub, a, &qa)
	if r := get(t, a, record(1)).Field(field(10)); r.Conflicted() || string(r.Value()) != "settled" {
		t.Errorf("settled: %v", r)
	}
	if digest(t, a) != digest(t, b) || digest(t, a) != digest(t, hub) {
		t.Error("digests differ")
	}
}

func testPages(t *testing.T, open Open) {
	t.Helper()
	dev, hub, other := open(t, ReplicaNo(1)), open(t, ReplicaNo(2)), open(t, ReplicaNo(3))
	for i := range byte(40) {
		commit(t, dev, fresh(record(i+1), scope(i%3), 10, string(make([]byte, 300))))
	}
	push(t, dev, hub, nil)
	q := merge.Query{Partition: Partition(), All: true, MaxBytes: 2000}
	pages := pull(t, hub, other, &q)
	if pages < 5 || digest(t, other) != digest(t, hub) {
		t.Errorf("%d pages of 2,000 bytes; digests equal: %v", pages, digest(t, other) == digest(t, hub))
	}
	if string(link(t, other).Cursor) != "40" || q.After != 40 || q.Base != 40 {
		t.Errorf("cursor %q, next %d, base %d", link(t, other).Cursor, q.After, q.Base)
	}
	commit(t, dev, edit(get(t, dev, record(7)), scope(0), 11, "more"))
	push(t, dev, hub, nil)
	page, err := hub.Page(t.Context(), q)
	if err != nil || len(page.Deltas) != 1 || len(page.Deltas[0].Fields) != 1 || page.Next != 41 {
		t.Errorf("only the news are sent: %v, %v", page, err)
	}
	q.Partition = merge.ID{1}
	if page, fail := hub.Page(t.Context(), q); fail != nil || len(page.Deltas) != 0 {
		t.Errorf("another partition: %v, %v", page, fail)
	}
	before, err := other.Position(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	pull(t, hub, other, &merge.Query{Partition: Partition(), All: true})
	pull(t, hub, other, &merge.Query{Partition: Partition(), All: true})
	if after, err := other.Position(t.Context()); err != nil || after != before+1 {
		t.Errorf("position %d after %d: what was known counted as news, %v", after, before, err)
	}
}

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

// testRefusedSuccessor: a write over somebody's value is refused and leaves its author
// together with the record. When she writes to it again, blindly, she writes over nothing
// but her own: the other's value was not before her eyes, and nobody has overwritten it.
func testRefusedSuccessor(t *testing.T, open Open) {
	t.Helper()
	dev, hub, other := open(t, ReplicaNo(1)), open(t, ReplicaNo(2)), open(t, ReplicaNo(3))
	qo := merge.Query{Partition: Partition(), All: true}
	commit(t, other, fresh(record(1), scope(1), 10, "by other"))
	push(t, other, hub, nil)
	pull(t, hub, dev, &merge.Query{Partition: Partition(), All: true})
	commit(t, dev, edit(get(t, dev, record(1)), scope(1), 10, "refused"))
	push(t, dev, hub, func(merge.Change, func(merge.ID) (merge.Record, bool)) merge.Verdict {
		return merge.Verdict{Code: merge.NoRight}
	})
	gone := merge.Page{Deltas: []merge.Delta{{Record: record(1), Kind: kind, Partition: Partition(), Gone: true}}}
	if err := dev.Absorb(t.Context(), gone, nil); err != nil {
		t.Fatal(err)
	}
	commit(t, dev, fresh(record(1), scope(1), 10, "after"))
	push(t, dev, hub, nil)
	pull(t, hub, dev, &merge.Query{Partition: Partition(), All: true})
	pull(t, hub, other, &qo)
	for _, l := range []Log{dev, hub, other} {
		var shown []string
		for _, s := range get(t, l, record(1)).Field(field(10)).Siblings {
			shown = append(shown, string(s.Value))
		}
		if diff := cmp.Diff([]string{"after", "by other"}, shown); diff != "" {
			t.Errorf("values: %s", diff)
		}
	}
}

func testMoving(t *testing.T, open Open) {
	t.Helper()
	dev, hub, one, two := open(t, ReplicaNo(1)), open(t, ReplicaNo(2)), open(t, ReplicaNo(3)), open(t, ReplicaNo(4))
	q1 := merge.Query{Partition: Partition(), Scopes: []merge.ID{scope(1)}}
	q2 := merge.Query{Partition: Partition(), Scopes: []merge.ID{scope(2)}}
	commit(t, dev, fresh(record(1), scope(1), 10, "a"))
	commit(t, dev, fresh(record(2), scope(1), 10, "stays"))
	push(t, dev, hub, nil)
	pull(t, hub, one, &q1)
	pull(t, hub, two, &q2)
	commit(t, dev, move(get(t, dev, record(1)), scope(2)))
	push(t, dev, hub, nil)
	if diff := cmp.Diff([]merge.ID{record(1)}, scan(t, hub, scope(2), kind)); diff != "" {
		t.Errorf("index after moving: %s", diff)
	}
	pull(t, hub, one, &q1)
	pull(t, hub, two, &q2)
	if _, err := one.Record(t.Context(), record(1)); !errors.Is(err, merge.ErrNoRecord) {
		t.Errorf("who holds the old scope still has it: %v", err)
	}
	if diff := cmp.Diff([]merge.ID{record(2)}, scan(t, one, merge.ID{}, 0)); diff != "" {
		t.Errorf("index after leaving: %s", diff)
	}
	if r := get(t, two, record(1)); string(r.Field(field(10)).Value()) != "a" || r.Scope() != scope(2) {
		t.Errorf("who holds the new scope has %v", r)
	}
	commit(t, dev, move(get(t, dev, record(1)), scope(1)))
	push(t, dev, hub, nil)
	pull(t, hub, one, &q1)
	pull(t, hub, two, &q2)
	if r := get(t, one, record(1)); string(r.Field(field(10)).Value()) != "a" {
		t.Errorf("after moving back: %v", r)
	}
	if digest(t, one) != digest(t, hub) || len(scan(t, two, merge.ID{}, 0)) != 0 {
		t.Error("after moving back the replicas differ")
	}
}

func testFarAhead(t *testing.T, open Open) {
	t.Helper()
	hub := open(t, ReplicaNo(2))
	c := merge.Change{
		Replica: ReplicaNo(1), Seq: 1, Stamp: merge.StampAt(Start().AddDate(24, 0, 0)),
		Edits: []merge.Edit{fresh(record(1), scope(1), 10, "x")},
	}
	_, verdicts, err := hub.Ingest(t.Context(), c.Replica, []merge.Change{c}, nil)
	if err != nil || len(verdicts) != 1 || verdicts[0].Code != merge.ClockFarAhead {
		t.Errorf("verdicts %v, %v", verdicts, err)
	}
	if got := get(t, hub, record(1)).Field(field(10)).Siblings; len(got) != 1 || got[0].Stamp != c.Stamp {
		t.Errorf("the change must be kept as it is: %v", got)
	}
	if own := commit(t, hub, fresh(record(2), scope(1), 10, "y")); own.Stamp >= c.Stamp {
		t.Error("a tablet in 2050 dragged the clock along")
	}
	near := c
	near.Replica, near.Stamp = ReplicaNo(5), merge.StampAt(Start().Add(time.Hour))
	if _, _, err := hub.Ingest(t.Context(), near.Replica, []merge.Change{near}, nil); err != nil {
		t.Fatal(err)
	}
	if own := commit(t, hub, fresh(record(3), scope(1), 10, "z")); own.Stamp <= near.Stamp {
		t.Error("the clock is behind what was received")
	}
}

func testWatch(t *testing.T, open Open) {
	t.Helper()
	dev, hub := open(t, ReplicaNo(1)), open(t, ReplicaNo(2))
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	notes := hub.Watch(ctx)
	commit(t, dev, fresh(record(1), scope(1), 10, "a"))
	push(t, dev, hub, nil)
	if n := <-notes; n.Position != 1 || n.Local {
		t.Errorf("after a push: %v", n)
	}
	commit(t, hub, fresh(record(2), scope(1), 10, "b"))
	push(t, dev, hub, nil) // nothing new: no note
	commit(t, hub, fresh(record(3), scope(1), 10, "c"))
	if n := <-notes; n.Position != 3 || !n.Local {
		t.Errorf("joined note: %v", n)
	}
	select {
	case n := <-notes:
		t.Errorf("one more note: %v", n)
	default:
	}
	cancel()
	if _, open := <-notes; open {
		t.Error("the channel is open after the end")
	}
}

// testConverge lets three devices write, push and pull in any order, and wants all to
// hold the same in the end, with no change lost or applied twice.
func testConverge(t *testing.T, open Open) {
	t.Helper()
	rapid.Check(t, func(t *rapid.T) {
		hub := open(t, ReplicaNo(9))
		devices := []Log{open(t, ReplicaNo(1)), open(t, ReplicaNo(2)), open(t, ReplicaNo(3))}
		all := merge.Query{Partition: Partition(), All: true, MaxBytes: 400}
		queries := []merge.Query{all, all, all}
		for range rapid.IntRange(1, 25).Draw(t, "steps") {
			i := rapid.IntRange(0, len(devices)-1).Draw(t, "device")
			switch rapid.IntRange(0, 3).Draw(t, "what") {
			case 0, 1:
				id := record(rapid.ByteRange(1, 3).Draw(t, "record"))
				r, err := devices[i].Record(t.Context(), id)
				if err != nil {
					r = merge.Record{ID: id}
				}
				commit(t, devices[i], edit(r, scope(1), rapid.Uint16Range(10, 12).Draw(t, "field"),
					rapid.StringN(0, 3, 9).Draw(t, "value")))
			case 2:
				push(t, devices[i], hub, nil)
			default:
				pull(t, hub, devices[i], &queries[i])
			}
		}
		settle(t, hub, devices, queries)
	})
}

// settle lets all push and pull once more; then they must hold the same.
func settle(t Tester, hub Log, devices []Log, queries []merge.Query) {
	t.Helper()
	for _, d := range devices {
		push(t, d, hub, nil)
	}
	for i, d := range devices {
		pull(t, hub, d, &queries[i])
		if digest(t, d) != digest(t, hub) {
			t.Fatalf("device %d differs from the hub", i)
		}
	}
}
