package postgres_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"pendamping/store/memory"
	"pendamping/store/postgres"
	"pendamping/store/storetest"
	"pendamping/sync/merge"
)

// device is a facilitator's replica.
func device(n byte) *memory.Store {
	return memory.New(memory.Options{Replica: storetest.ReplicaNo(n), Now: storetest.Start})
}

// write makes one change of a record on a device.
func write(t *testing.T, dev *memory.Store, id merge.ID, value string) {
	t.Helper()
	rec, err := dev.Record(t.Context(), id)
	if err != nil && !errors.Is(err, merge.ErrNoRecord) {
		t.Error(err)
	}
	f := merge.Field{Number: 10}
	_, err = dev.Commit(t.Context(), merge.ID{0xdd}, []merge.Edit{{
		Record: id, Kind: 4, Partition: storetest.Partition(), Scope: merge.ID{0xbb},
		Writes: []merge.Write{{Field: f, Value: []byte(value), Context: rec.Field(f).Context}},
	}})
	if err != nil {
		t.Error(err)
	}
}

// push brings a device's changes to the hub.
func push(ctx context.Context, dev *memory.Store, hub *postgres.Store) error {
	head, err := hub.Head(ctx, dev.Replica())
	if err != nil {
		return err
	}
	changes, err := dev.Outbox(ctx, head.Seq, 0, 0)
	if err != nil {
		return err
	}
	got, verdicts, err := hub.Ingest(ctx, dev.Replica(), changes, nil)
	if err != nil || len(verdicts) > 0 || got.Seq != head.Seq+uint64(len(changes)) {
		return fmt.Errorf("ingest: head %d, %v: %w", got.Seq, verdicts, err)
	}
	return nil
}

// TestSlowCommitHoldsOthersBack stops one process between its last statement and its
// commit. Another process must not commit meanwhile, or a reader would take the second
// one's position for the end, and never see the first one's change.
func TestSlowCommitHoldsOthersBack(t *testing.T) {
	t.Parallel()
	needServer(t)
	schema := freshSchema(t)
	committing, release := make(chan struct{}), make(chan struct{})
	slow := options(storetest.ReplicaNo(9), schema)
	slow.Hook = func(stage string) error {
		if stage == "commit" {
			close(committing)
			<-release
		}
		return nil
	}
	one, two := open(t, slow), openAs(t, server.DSN(appUser)+" application_name=second", options(storetest.ReplicaNo(9), schema))
	first, second := device(1), device(2)
	write(t, first, merge.ID{1}, "first")
	write(t, second, merge.ID{2}, "second")
	done := make(chan error, 2)
	go func() { done <- push(t.Context(), first, one) }()
	select {
	case <-committing:
	case err := <-done:
		t.Fatalf("the first process did not come to its commit: %v", err)
	}
	go func() { done <- push(t.Context(), second, two) }()
	awaitLock(t, "second", done)
	q := merge.Query{Partition: storetest.Partition(), All: true}
	page, err := two.Page(t.Context(), q)
	if err != nil || len(page.Deltas) != 0 || page.Next != 0 {
		t.Errorf("a reader sees %v, %v before the first commit", page, err)
	}
	close(release)
	for range 2 {
		if failed := <-done; failed != nil {
			t.Error(failed)
		}
	}
	q.After, q.Base = page.Next, page.Base
	page, err = two.Page(t.Context(), q)
	if err != nil || len(page.Deltas) != 2 || page.Deltas[0].Record != (merge.ID{1}) || page.Next != 2 {
		t.Errorf("a reader goes on with %v, %v", page, err)
	}
}

// TestScanMoment: a record that moves while a scan goes on is met once, as it was.
func TestScanMoment(t *testing.T) {
	t.Parallel()
	needServer(t)
	hub, dev := open(t, options(storetest.ReplicaNo(9), freshSchema(t))), device(1)
	const records = 600 // more than one statement reads
	for i := range records {
		write(t, dev, merge.ID{1, byte(i >> 8), byte(i)}, "x")
	}
	if err := push(t.Context(), dev, hub); err != nil {
		t.Fatal(err)
	}
	met, after := map[merge.ID]int{}, 0
	err := hub.ScanMoment(t.Context(), merge.ID{}, 0, func(r merge.Record) bool {
		if len(met) == 0 { // to before what was read, and to behind it
			first, last := merge.ID{1, 0, 1}, merge.ID{1, 2, 80}
			for id, scope := range map[merge.ID]merge.ID{first: {0xff}, last: {0x01}} {
				if _, err := hub.Commit(t.Context(), merge.ID{0xdd}, []merge.Edit{{
					Record: id, Kind: 4, Partition: storetest.Partition(), Scope: scope,
					Writes: []merge.Write{{Field: merge.Field{Number: merge.FieldScope}, Value: merge.ScopeValue(scope), Context: r.Field(merge.Field{Number: merge.FieldScope}).Context}},
				}}); err != nil {
					t.Error(err)
				}
			}
		}
		met[r.ID]++
		return true
	})
	for _, n := range met {
		if n != 1 {
			t.Errorf("a record was met %d times", n)
		}
	}
	if err != nil || len(met) != records {
		t.Errorf("met %d records, %v", len(met), err)
	}
	if err = hub.ScanMoment(t.Context(), merge.ID{0xff}, 4, func(merge.Record) bool { after++; return false }); err != nil || after != 1 {
		t.Errorf("met %d in the new scope, %v", after, err)
	}
}

// awaitLock returns when a session of the name waits for a lock; that a push ends
// before is an error.
func awaitLock(t *testing.T, application string, done chan error) {
	t.Helper()
	tick, late := time.NewTicker(5*time.Millisecond), time.NewTimer(patience)
	defer tick.Stop()
	defer late.Stop()
	for {
		select {
		case err := <-done:
			t.Errorf("a process committed before the first: %v", err)
			done <- err
			return
		case <-late.C:
			t.Error("nobody waits")
			return
		case <-tick.C:
			if ask(t, "", `SELECT count(*) FROM pg_stat_activity WHERE application_name = $1 AND wait_event_type = 'Lock'`, application) > 0 {
				return
			}
		}
	}
}

// The size of the crowd.
const (
	processes = 4
	writers   = 2 // of each process
	rounds    = 12
)

// TestManyProcesses lets several processes write to one partition, with commits that
// take their time, while readers follow with cursors. In the end every reader has all
// that the hub has, and the hub all that the devices wrote.
func TestManyProcesses(t *testing.T) {
	t.Parallel()
	needServer(t)
	schema := freshSchema(t)
	slowCommits(t, schema)
	hubs := make([]*postgres.Store, processes)
	for i := range hubs {
		hubs[i] = open(t, options(storetest.ReplicaNo(99), schema))
	}
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	var writing, reading sync.WaitGroup
	devices := make([]*memory.Store, processes*writers)
	for i := range devices {
		devices[i] = device(byte(i + 1))
		writing.Go(func() { work(t, devices[i], hubs[i%processes], i) })
	}
	ended := make(chan struct{})
	readers := make([]*reader, processes)
	for i := range readers {
		readers[i] = &reader{hub: hubs[i], held: device(byte(100 + i)), query: merge.Query{Partition: storetest.Partition(), All: true, MaxBytes: 700}}
		reading.Go(func() { readers[i].follow(ctx, t, ended) })
	}
	writing.Wait()
	close(ended)
	reading.Wait()
	want, err := hubs[0].Digest(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for i, r := range readers {
		got, err := r.held.Digest(t.Context())
		if err != nil || got != want {
			t.Errorf("reader %d missed something: %v", i, err)
		}
		if r.moves < 5 {
			t.Errorf("reader %d met %d positions: it saw nothing of the race", i, r.moves)
		}
	}
	checkLogs(t, hubs[1], devices)
}

// work is one device's share: changes of records that others write too and of its own,
// each sent at once. The hub process writes to the own log as well.
func work(t *testing.T, dev *memory.Store, hub *postgres.Store, n int) {
	t.Helper()
	for round := range rounds {
		write(t, dev, merge.ID{1, byte(round % 3)}, fmt.Sprintf("%d in round %d", n, round))
		write(t, dev, merge.ID{2, byte(n), byte(round)}, "own")
		if err := push(t.Context(), dev, hub); err != nil {
			t.Error(err)
			return
		}
		if round%4 == 0 {
			if _, err := hub.Commit(t.Context(), merge.ID{0xdd}, []merge.Edit{{
				Record: merge.ID{3, byte(n), byte(round)}, Kind: 4, Partition: storetest.Partition(), Scope: merge.ID{0xbb},
				Writes: []merge.Write{{Field: merge.Field{Number: 10}, Value: []byte("hub")}},
			}}); err != nil {
				t.Error(err)
			}
		}
	}
}

// reader follows a hub.
type reader struct {
	hub   *postgres.Store
	held  *memory.Store
	query merge.Query
	moves int // how often the cursor moved
}

// follow pulls until the writers have ended and there is no more.
func (r *reader) follow(ctx context.Context, t *testing.T, ended <-chan struct{}) {
	t.Helper()
	for ctx.Err() == nil {
		last := false
		select {
		case <-ended:
			last = true
		default:
		}
		page, err := r.hub.Page(ctx, r.query)
		if err == nil {
			err = r.held.Absorb(ctx, page, nil)
		}
		if err != nil || page.Next < r.query.After {
			t.Errorf("page to %d after %d: %v", page.Next, r.query.After, err)
			return
		}
		if page.Next > r.query.After {
			r.moves++
		}
		r.query.After, r.query.Base = page.Next, page.Base
		if last && !page.More {
			return
		}
	}
	t.Error("the reader did not come to an end")
}

// checkLogs holds the hub's logs against the devices'.
func checkLogs(t *testing.T, hub *postgres.Store, devices []*memory.Store) {
	t.Helper()
	for i, dev := range devices {
		want, err := dev.Outbox(t.Context(), 0, 0, 0)
		if err != nil || len(want) != 2*rounds {
			t.Fatalf("device %d wrote %d changes, %v", i, len(want), err)
		}
		got, err := hub.Since(t.Context(), dev.Replica(), 0, 0, 0)
		if diff := cmp.Diff(want, got); diff != "" || err != nil {
			t.Errorf("log of device %d: %v %s", i, err, diff)
		}
	}
	own, err := hub.Outbox(t.Context(), 0, 0, 0)
	if err != nil || len(own) != len(devices)*rounds/4 {
		t.Errorf("own log has %d changes, %v", len(own), err)
	}
	replicas, err := hub.Replicas(t.Context())
	if err != nil || len(replicas) != len(devices)+1 {
		t.Errorf("%d replicas, %v", len(replicas), err)
	}
}

// slowCommits makes commits of changes take up to 8 ms, each another time.
func slowCommits(t *testing.T, schema string) {
	t.Helper()
	err := execAs(t, "postgres", schema, `
		CREATE FUNCTION linger() RETURNS trigger LANGUAGE plpgsql AS
			$$ BEGIN PERFORM pg_sleep(random() * 0.008); RETURN NULL; END $$;
		CREATE CONSTRAINT TRIGGER linger AFTER INSERT ON changes
			DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION linger()`)
	if err != nil {
		t.Fatal(err)
	}
}
