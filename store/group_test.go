package store

import (
	"encoding/binary"
	"errors"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"pendamping/kpuk"
	"pendamping/store/storetest"
	"pendamping/sync/merge"
)

// Writes that wait together share a transaction; one that is refused does not take the
// others along, and nothing is done twice.
func TestSharedTransactions(t *testing.T) {
	t.Parallel()
	var commits atomic.Int64
	o := options()
	o.Hook = func(stage string) error {
		if stage == "commit" {
			commits.Add(1)
		}
		return nil
	}
	s := fresh(t, o)
	commits.Store(0)
	const writers = 24
	errs := make([]error, writers)
	var wg sync.WaitGroup
	s.writing.Lock() // let all of them wait
	for i := range writers {
		wg.Go(func() {
			m := meeting(byte(i + 1))
			if i%12 == 5 {
				_, errs[i] = s.Commit(t.Context(), merge.ID{}, nil)
				return
			}
			errs[i] = s.Save(t.Context(), id(99), m)
		})
	}
	waitFor(t, func() bool {
		s.waiting.Lock()
		defer s.waiting.Unlock()
		return len(s.jobs) == writers
	})
	s.writing.Unlock()
	wg.Wait()
	for i, err := range errs {
		if (i%12 == 5) != errors.Is(err, merge.ErrInvalidChange) {
			t.Errorf("writer %d: %v", i, err)
		}
	}
	list, err := List[kpuk.Meeting](t.Context(), s, kpuk.ID{})
	p, err2 := s.Pending(t.Context())
	if err != nil || err2 != nil || len(list) != writers-2 || p.Changes != writers-2 {
		t.Errorf("%d records, %d changes, %v %v", len(list), p.Changes, err, err2)
	}
	wantSound(t, s)
}

// waitFor spins until a condition holds; the test's own deadline ends it.
func waitFor(t *testing.T, cond func() bool) {
	t.Helper()
	tick := time.NewTicker(time.Millisecond)
	defer tick.Stop()
	for !cond() {
		select {
		case <-tick.C:
		case <-t.Context().Done():
			t.Fatal("waited in vain")
		}
	}
}

// visit is what a device pushes after a visit: 36 changes of 25 records.
func visit(r merge.Replica, first uint64) []merge.Change {
	out := make([]merge.Change, 36)
	for i := range out {
		var rec merge.ID
		binary.BigEndian.PutUint64(rec[:], first)
		copy(rec[8:15], r[:])
		rec[15] = byte(i % 25)
		e := merge.Edit{Record: rec, Kind: 5, Partition: storetest.Partition(), Writes: []merge.Write{
			{Field: merge.Field{Number: merge.FieldScope}, Value: merge.ScopeValue(merge.ID{r[0]})},
			{Field: merge.Field{Number: 10}, Value: make([]byte, 30)},
		}}
		if i >= 25 {
			e.Writes = []merge.Write{{Field: merge.Field{Number: uint16(20 + i)}, Value: make([]byte, 10)}}
		}
		out[i] = merge.Change{Replica: r, Seq: first + uint64(i), Stamp: merge.StampAt(storetest.Start()), Edits: []merge.Edit{e}}
	}
	return out
}

// BenchmarkIngest pushes visits from many devices at once.
func BenchmarkIngest(b *testing.B) {
	o := options()
	s := fresh(b, o)
	var devices atomic.Uint64
	b.SetParallelism(16)
	b.RunParallel(func(pb *testing.PB) {
		n := devices.Add(1)
		r, next := merge.Replica{byte(n), byte(n >> 8), 1}, uint64(1)
		for pb.Next() {
			head, _, err := s.Ingest(b.Context(), r, visit(r, next), nil)
			if err != nil || head.Seq != next+35 {
				b.Error(head, err)
				return
			}
			next = head.Seq + 1
		}
	})
}
