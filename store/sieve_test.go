package store

import (
	"encoding/binary"
	"math/rand/v2"
	"testing"

	"pendamping/kpuk"
	"pendamping/sync/merge"
)

// told is a change in which another replica tells of a new record.
func told(r merge.Replica, seq uint64, record merge.ID) merge.Change {
	return merge.Change{
		Replica: r, Seq: seq, Stamp: merge.Stamp(seq << 16), Author: merge.ID{5}, Seed: merge.Seed{6},
		Edits: []merge.Edit{{
			Record: record, Kind: merge.Kind(kpuk.KindEntry), Partition: merge.ID(id(1)), Scope: merge.ID(id(2)),
			Writes: []merge.Write{{Field: merge.Field{Number: merge.FieldScope}, Value: merge.ScopeValue(merge.ID(id(2)))}},
		}},
	}
}

// TestSieve: whatever was written before and while the sieve is filled, with folds and
// larger sieves in between, it never says that a record is not there which is.
func TestSieve(t *testing.T) {
	t.Parallel()
	rng := rand.New(rand.NewPCG(9, 10))
	draw := func() (out merge.ID) {
		for i := range out {
			out[i] = byte(rng.IntN(256))
		}
		return out
	}
	s := fresh(t, options())
	var all []merge.ID
	seqs := map[merge.Replica]uint64{}
	tell := func(r merge.Replica, n int) {
		var changes []merge.Change
		for range n {
			all = append(all, draw())
			seqs[r]++
			changes = append(changes, told(r, seqs[r], all[len(all)-1]))
		}
		if _, verdicts, err := s.Ingest(t.Context(), r, changes, nil); err != nil || len(verdicts) > 0 {
			t.Fatal(err, verdicts)
		}
	}
	tell(merge.Replica{1}, 200)
	for round := range 120 {
		s.writing.Lock()
		switch rng.IntN(6) {
		case 0:
			if err := s.fold(); err != nil {
				t.Fatal(err)
			}
		case 1:
			if round < 60 {
				s.sieve.room = 0 // as if it were full
			}
		}
		for _, record := range all {
			if s.sieve.lacks(record) {
				t.Fatalf("round %d: a record is missed", round)
			}
		}
		s.writing.Unlock()
		tell(merge.Replica{byte(1 + rng.IntN(3))}, 1+rng.IntN(40))
	}
	if !s.sieve.whole {
		t.Fatalf("it knows the tree up to %x only", s.sieve.upTo)
	}
	wrong := 0
	for range 20_000 {
		if !s.sieve.lacks(draw()) {
			wrong++
		}
	}
	if wrong > 200 {
		t.Errorf("%d of 20000 unknown records were taken for known", wrong)
	}
	wantSound(t, s)
}

// TestSieveOfAFullOne: as many IDs as it has room for leave few that are looked for in
// vain, also when they begin alike, as those do that follow from the time.
func TestSieveOfAFullOne(t *testing.T) {
	t.Parallel()
	var w sieve
	w.restart(100_000, merge.Seed{1, 2, 3, 200, 5, 6, 7, 8, 9})
	random := rand.NewChaCha8([32]byte{1})
	draw := func() (out merge.ID) {
		out[0] = 1
		binary.LittleEndian.PutUint64(out[8:], random.Uint64())
		return out
	}
	for range w.room {
		w.note(draw())
	}
	w.whole = true
	wrong := 0
	for range 100_000 {
		if !w.lacks(draw()) {
			wrong++
		}
	}
	t.Logf("%d of 100000 in vain", wrong)
	if wrong > 2_000 {
		t.Errorf("%d of 100000 in vain", wrong)
	}
}
