package postgres_test

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"pendamping/store/memory"
	"pendamping/store/postgres"
	"pendamping/store/postgres/cluster"
	"pendamping/store/storetest"
	"pendamping/sync/merge"
)

// await waits until something is so.
func await(t *testing.T, what string, so func() bool) {
	t.Helper()
	tick, late := time.NewTicker(2*time.Millisecond), time.NewTimer(patience)
	defer tick.Stop()
	defer late.Stop()
	for !so() {
		select {
		case <-late.C:
			t.Fatalf("waited in vain: %s", what)
		case <-tick.C:
		}
	}
}

// ingested is what a call of Ingest returned.
type ingested struct {
	head     merge.Head
	verdicts []merge.Verdict
	err      error
}

// TestCrowd lets pushes wait for each other: they share a transaction, each gets its own
// answer, and what is wrong with one harms no other.
func TestCrowd(t *testing.T) {
	t.Parallel()
	needServer(t)
	var commits atomic.Int64
	o := options(storetest.ReplicaNo(9), freshSchema(t))
	o.Hook = func(stage string) error {
		if stage == "commit" {
			commits.Add(1)
		}
		return nil
	}
	hub := open(t, o)
	const crowd = 12
	devices := make([]*memory.Store, crowd)
	pushes := make([][]merge.Change, 0, crowd+3)
	for i := range devices {
		devices[i] = device(byte(i + 1))
		write(t, devices[i], merge.ID{7}, "all write to this one")
		write(t, devices[i], merge.ID{1, byte(i)}, "own")
		pushes = append(pushes, outbox(t, devices[i]))
	}
	twice := len(pushes) // the first device's request came twice
	pushes = append(pushes, pushes[0])
	forked := len(pushes) // and a clone of the second wrote something else
	clone := device(2)
	write(t, clone, merge.ID{7}, "other")
	pushes = append(pushes, outbox(t, clone))

	giveBack := hub.Token()
	commits.Store(0)
	got := make([]ingested, len(pushes))
	var all sync.WaitGroup
	for i := range pushes {
		all.Go(func() {
			g := &got[i]
			g.head, g.verdicts, g.err = hub.Ingest(t.Context(), pushes[i][0].Replica, pushes[i], onlyOwn)
		})
		await(t, "a call in the queue", func() bool { return hub.Waiting() == i+1 })
	}
	gone, cancel := context.WithCancel(t.Context())
	late := device(99)
	write(t, late, merge.ID{3}, "late")
	changes := outbox(t, late)
	all.Go(func() { // one gives up before it is taken along
		if _, _, err := hub.Ingest(gone, late.Replica(), changes, nil); !errors.Is(err, context.Canceled) {
			t.Errorf("who gave up was told %v", err)
		}
	})
	await(t, "the last call in the queue", func() bool { return hub.Waiting() == len(pushes)+1 })
	cancel()
	await(t, "who gave up to leave", func() bool { return hub.Waiting() == len(pushes) })
	giveBack()
	all.Wait()

	for i := range pushes {
		g := &got[i]
		switch {
		case i == forked:
			if !errors.Is(g.err, merge.ErrForked) || g.head.Seq != 2 {
				t.Errorf("the clone: %d, %v", g.head.Seq, g.err)
			}
		case g.err != nil || g.head.Seq != 2 || len(g.verdicts) != 1 || g.verdicts[0] != (merge.Verdict{Seq: 2, Code: merge.NoRight}):
			t.Errorf("push %d: %d, %v, %v", i, g.head.Seq, g.verdicts, g.err)
		}
	}
	if got[twice].head != got[0].head {
		t.Error("the second copy of a request was answered otherwise than the first")
	}
	if n := commits.Load(); n != 1 {
		t.Errorf("%d commits for %d pushes", n, len(pushes))
	}
	rec, err := hub.Record(t.Context(), merge.ID{7})
	if err != nil || len(rec.Field(merge.Field{Number: 10}).Siblings) != crowd {
		t.Errorf("the shared record: %v, %v", rec, err)
	}
	checkSound(t, hub, 2*crowd)
}

// onlyOwn refuses the records that devices have for themselves.
func onlyOwn(c merge.Change, _ func(merge.ID) (merge.Record, bool)) merge.Verdict {
	if c.Edits[0].Record != (merge.ID{7}) {
		return merge.Verdict{Code: merge.NoRight}
	}
	return merge.Verdict{}
}

// outbox is all that a device wrote.
func outbox(t *testing.T, dev *memory.Store) []merge.Change {
	t.Helper()
	changes, err := dev.Outbox(t.Context(), 0, 0, 0)
	if err != nil {
		t.Error(err)
	}
	return changes
}

// checkSound wants a check without findings over so many changes.
func checkSound(t *testing.T, hub *postgres.Store, changes int) {
	t.Helper()
	report, err := hub.Check(t.Context())
	if err != nil || len(report.Findings) > 0 || report.Changes != changes {
		t.Errorf("check: %+v, %v", report, err)
	}
}

// TestCrowdWithABadOne: what cannot be taken in because the database is damaged there
// fails alone.
func TestCrowdWithABadOne(t *testing.T) {
	t.Parallel()
	needServer(t)
	schema := freshSchema(t)
	hub := open(t, options(storetest.ReplicaNo(9), schema))
	bad, good := device(1), device(2)
	write(t, bad, merge.ID{1}, "x")
	if err := push(t.Context(), bad, hub); err != nil {
		t.Fatal(err)
	}
	if err := execAs(t, cluster.Superuser, schema, "UPDATE records SET body = sha256(body)"); err != nil {
		t.Fatal(err)
	}
	write(t, bad, merge.ID{1}, "y")
	write(t, good, merge.ID{2}, "z")
	giveBack := hub.Token()
	done := make(chan error, 2)
	go func() { done <- push(t.Context(), bad, hub) }()
	go func() { done <- push(t.Context(), good, hub) }()
	await(t, "both in the queue", func() bool { return hub.Waiting() == 2 })
	giveBack()
	first, second := <-done, <-done
	if first == nil {
		first, second = second, first
	}
	if !errors.Is(first, postgres.ErrDamaged) || second != nil {
		t.Errorf("%v and %v", first, second)
	}
	if head, err := hub.Head(t.Context(), good.Replica()); err != nil || head.Seq != 1 {
		t.Errorf("the good one: %v, %v", head, err)
	}
}
