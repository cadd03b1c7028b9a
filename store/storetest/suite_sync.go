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
