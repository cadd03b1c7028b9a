package postgres_test

import (
	"bytes"
	"context"
	"encoding/binary"
	"fmt"
	"os"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"

	"pendamping/store/memory"
	"pendamping/store/postgres"
	"pendamping/store/postgres/cluster"
	"pendamping/store/storetest"
	"pendamping/sync/merge"
)

// visitChanges is how many changes the visit of one group makes.
const visitChanges = 36

// durable starts a server that waits for the disk, and opens a store in it.
func durable(b *testing.B) *postgres.Store {
	b.Helper()
	c, err := cluster.Start(context.WithoutCancel(b.Context()), "fsync=on", "full_page_writes=on", "autovacuum=on")
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() {
		if failed := c.Stop(); failed != nil {
			b.Error(failed)
		}
	})
	dsn := c.DSN(cluster.Superuser)
	if err = postgres.Migrate(b.Context(), dsn, ""); err != nil {
		b.Fatal(err)
	}
	o := options(storetest.ReplicaNo(9), "")
	o.Settings.MaxConns = 0
	s, err := postgres.Open(b.Context(), dsn, o)
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() {
		if err := s.Close(); err != nil {
			b.Error(err)
		}
	})
	return s
}

// visit makes a device with one visit's changes, of records of 300 bytes.
func visit(b *testing.B, n uint64) *memory.Store {
	b.Helper()
	var r merge.Replica
	binary.BigEndian.PutUint64(r[:], n+1)
	dev := memory.New(memory.Options{Replica: r, Now: storetest.Start})
	for i := range uint64(visitChanges) {
		id := merge.ID{9}
		binary.BigEndian.PutUint64(id[4:], n*visitChanges+i)
		if _, err := dev.Commit(b.Context(), merge.ID{0xdd}, []merge.Edit{{
			Record: id, Kind: 4, Partition: storetest.Partition(), Scope: merge.ID{0xbb, byte(n)},
			Writes: []merge.Write{{Field: merge.Field{Number: 10}, Value: make([]byte, 300)}},
		}}); err != nil {
			b.Fatal(err)
		}
	}
	return dev
}

// BenchmarkVisit pushes visits of one federation, each by a device of its own, as many
// at a time as there are sessions, durably.
func BenchmarkVisit(b *testing.B) {
	hub := durable(b)
	before := serverTime(b, hub)
	var devices atomic.Uint64
	b.SetParallelism(16)
	b.RunParallel(func(p *testing.PB) {
		for p.Next() {
			if err := push(b.Context(), visit(b, devices.Add(1)), hub); err != nil {
				b.Error(err)
			}
		}
	})
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "visits/s")
	b.ReportMetric(float64(serverTime(b, hub)-before)/float64(b.N), "server-ms/visit")
}

// serverTime is the processor time in milliseconds that the server's processes have taken,
// which other work on the machine does not change.
func serverTime(b *testing.B, hub *postgres.Store) (ms int64) {
	b.Helper()
	pids, err := hub.Pids(b.Context())
	if err != nil {
		b.Fatal(err)
	}
	for _, pid := range pids {
		text, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
		if err != nil {
			continue // not Linux, or a process that ended
		}
		fields := strings.Fields(string(text[bytes.LastIndexByte(text, ')')+1:])) // from the third on
		for _, ticks := range fields[11:13] {
			n, err := strconv.ParseInt(ticks, 10, 64)
			if err != nil {
				b.Fatal(err)
			}
			ms += n * 10 // a hundred ticks a second
		}
	}
	return ms
}

// BenchmarkIdle asks for news where there are none, after many records.
func BenchmarkIdle(b *testing.B) {
	hub := durable(b)
	const visits = 1000
	for n := range uint64(visits) {
		if err := push(b.Context(), visit(b, n), hub); err != nil {
			b.Fatal(err)
		}
	}
	at, err := hub.Position(b.Context())
	if err != nil || at != visits*visitChanges {
		b.Fatal(at, err)
	}
	q := merge.Query{Partition: storetest.Partition(), Scopes: []merge.ID{{0xbb, 1}, {0xbb, 2}}, After: at - 10, Base: at - 10, MaxBytes: 1 << 18}
	for b.Loop() {
		page, err := hub.Page(b.Context(), q)
		if err != nil || page.Next != at {
			b.Fatal(page.Next, err)
		}
	}
}

// BenchmarkFirst gives a device of one scope all that it may see among many others.
func BenchmarkFirst(b *testing.B) {
	hub := durable(b)
	const visits = 1000
	for n := range uint64(visits) {
		if err := push(b.Context(), visit(b, n), hub); err != nil {
			b.Fatal(err)
		}
	}
	q := merge.Query{Partition: storetest.Partition(), Scopes: []merge.ID{{0xbb, 1}}}
	for b.Loop() {
		page, err := hub.Page(b.Context(), q)
		if err != nil || len(page.Deltas) < 3*visitChanges {
			b.Fatal(len(page.Deltas), err)
		}
	}
}
