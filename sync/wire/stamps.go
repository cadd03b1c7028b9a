package wire

import (
	"cmp"
	"slices"

	"pendamping/sync/merge"
)

// A change has one stamp, so deltas tell each change's stamp once, in the order in which
// its replica made them: there the steps are short and never go back. The steps are
// written byte by byte of their significance, all lowest bytes first: those are noise
// and stay as they are, while the others are nearly all alike and vanish.

// planes is the number of bytes of a step.
const planes = 8

// stampKey names a change by its replica's place in the table.
type stampKey struct {
	replica int64
	seq     uint64
}

// compare orders changes by replica, then as they were made.
func (k stampKey) compare(o stampKey) int {
	return cmp.Or(cmp.Compare(k.replica, o.replica), cmp.Compare(k.seq, o.seq))
}

// stampOf notes the stamp of a sibling's change, and writes by how much the sibling's own
// differs from the one noted first: not at all, unless a replica has two histories.
func (w *writer) stampOf(column int, d merge.Dot, s merge.Stamp) {
	k := stampKey{w.replica(d.Replica), d.Seq}
	noted, ok := w.stamps[k]
	if !ok {
		noted = s
		w.stamps[k] = s
	}
	w.put(column, step(uint64(noted), uint64(s)))
}

// putStamps writes the noted stamps: steps of milliseconds in planes, counters in a column.
func (w *writer) putStamps(column int) {
	w.ids = nil // nothing that is named follows, and sorting needs the room
	keys := make([]stampKey, 0, len(w.stamps))
	for k := range w.stamps {
		keys = append(keys, k)
	}
	slices.SortFunc(keys, stampKey.compare)
	last, all := uint64(0), uint64(0)
	for i, k := range keys {
		s := w.stamps[k]
		keys[i].seq = zigzag(step(last, uint64(s)>>16))
		all |= keys[i].seq
		last = uint64(s) >> 16
		w.put(column, int64(s&0xffff))
	}
	w.stamps = nil
	for p := 0; all>>p != 0; p += 8 {
		for _, k := range keys {
			w.newSeeds.write([]byte{byte(k.seq >> p)}) //nolint:gosec // one byte of it
		}
	}
}

// setStamps reads what putStamps wrote into the siblings of deltas, which hold by how
// much they differ.
func (r *reader) setStamps(column int, deltas []merge.Delta) {
	index := make(map[merge.Replica]int64, len(r.last))
	for i := range int64(len(r.last)) {
		index[merge.Replica(r.replicas[int(i)*len(merge.Replica{}):])] = i
	}
	stamps := map[stampKey]merge.Stamp{}
	keyOf := func(s *merge.Sibling) stampKey { return stampKey{index[s.Dot.Replica], s.Dot.Seq} }
	for s := range siblings(deltas) {
		stamps[keyOf(s)] = 0
	}
	r.spend(len(stamps) * rowCost)
	if r.err == nil {
		r.readStamps(column, stamps)
	}
	for s := range siblings(deltas) {
		s.Stamp += stamps[keyOf(s)]
	}
}

// readStamps fills in the stamps of the changes that occurred.
func (r *reader) readStamps(column int, stamps map[stampKey]merge.Stamp) {
	keys := make([]stampKey, 0, len(stamps))
	for k := range stamps {
		keys = append(keys, k)
	}
	slices.SortFunc(keys, stampKey.compare)
	n := len(keys)
	if len(r.seeds) > planes*n || n > 0 && (len(r.seeds)%n != 0 || len(r.seeds) > 0 && allZero(r.seeds[len(r.seeds)-n:])) {
		r.fail("the stamps are not as many as the changes")
		return
	}
	last := uint64(0)
	for i, k := range keys {
		v := uint64(0)
		for p := 0; p*n < len(r.seeds); p++ {
			v |= uint64(r.seeds[p*n+i]) << (8 * p)
		}
		last = walk(last, unzigzag(v))
		low := r.next(column)
		if last >= 1<<48 || low < 0 || low > 0xffff {
			r.fail("a stamp is out of range")
			return
		}
		stamps[k] = merge.Stamp(last<<16 | uint64(low))
	}
}

// siblings goes through all siblings.
func siblings(deltas []merge.Delta) func(func(*merge.Sibling) bool) {
	return func(yield func(*merge.Sibling) bool) {
		for i := range deltas {
			for j := range deltas[i].Fields {
				all := deltas[i].Fields[j].Register.Siblings
				for k := range all {
					if !yield(&all[k]) {
						return
					}
				}
			}
		}
	}
}

// zigzag maps small numbers of either sign to small numbers.
func zigzag(v int64) uint64 { return uint64(v)<<1 ^ uint64(v>>63) } //nolint:gosec // bits, not amounts

func unzigzag(v uint64) int64 { return int64(v>>1) ^ -int64(v&1) }

func allZero(b []byte) bool {
	for _, v := range b {
		if v != 0 {
			return false
		}
	}
	return true
}
