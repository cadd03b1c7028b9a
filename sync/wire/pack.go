package wire

import (
	"fmt"

	"pendamping/fault"
	"pendamping/sync/merge"
)

// Deriver names a record by its content: given the kind of a record and one of its
// values it returns the ID that follows from them, if that is how such records are
// named. Both ends must use the same.
type Deriver func(kind merge.Kind, field merge.Field, value []byte) (merge.ID, bool)

// References to IDs in columns.
const (
	refNone    = 0 // the zero ID
	refDerived = 1 // follows from the content
	refNew     = 2 // the next ID of the table
	refKnown   = 3 // plus the index in the table, for one that occurred before
)

// pack is the wire form of changes or deltas.
type pack struct {
	_ struct{} `cbor:",toarray"`

	Rows     int64     // changes or deltas
	IDs      []byte    // 16 bytes each, in the order of first occurrence
	Replicas []byte    // 8 bytes each, likewise
	Seeds    []byte    // changes: 16 bytes each, likewise; deltas: stamps, see putStamps
	Columns  [][]int64 // a column of equal numbers has one, of zeros none
	Values   []byte    // folded values, end to end
}

// errPack is the kind of all faults in a pack.
var errPack = fault.New(fault.Invalid, "the packed rows cannot be read")

// writer fills a pack row by row.
type writer struct {
	pack
	derive   Deriver
	ids      map[merge.ID]int64
	replicas map[merge.Replica]int64
	seeds    map[merge.Seed]int64
	stamps   map[stampKey]merge.Stamp
	last     []uint64 // by replica: the Seq that was written last
	ms       uint64   // of the stamp that was written last
	spots    []int
}

func newWriter(columns int, derive Deriver) *writer {
	return &writer{
		pack:     pack{Columns: make([][]int64, columns)},
		derive:   derive,
		ids:      map[merge.ID]int64{},
		replicas: map[merge.Replica]int64{},
		seeds:    map[merge.Seed]int64{},
		stamps:   map[stampKey]merge.Stamp{},
	}
}

func (w *writer) put(column int, v int64) { w.Columns[column] = append(w.Columns[column], v) }

// ref returns the reference of id and enters it into the table when it is new.
func (w *writer) ref(id merge.ID) int64 {
	if id == (merge.ID{}) {
		return refNone
	}
	if n, ok := w.ids[id]; ok {
		return refKnown + n
	}
	w.ids[id] = int64(len(w.ids))
	w.IDs = append(w.IDs, id[:]...)
	return refNew
}

// replica returns the index of r, entering it when it is new.
func (w *writer) replica(r merge.Replica) int64 {
	n, ok := w.replicas[r]
	if !ok {
		n = int64(len(w.replicas))
		w.replicas[r] = n
		w.Replicas = append(w.Replicas, r[:]...)
		w.last = append(w.last, 0)
	}
	return n
}

func (w *writer) seed(s merge.Seed) int64 {
	n, ok := w.seeds[s]
	if !ok {
		n = int64(len(w.seeds))
		w.seeds[s] = n
		w.Seeds = append(w.Seeds, s[:]...)
	}
	return n
}

// dot writes a dot as the index of its replica and the step from the replica's last
// Seq in this pack.
func (w *writer) dot(column int, d merge.Dot) {
	n := w.replica(d.Replica)
	w.put(column, n)
	w.put(column+1, step(w.last[n], d.Seq))
	w.last[n] = d.Seq
}

// stamp writes milliseconds as the step from the last stamp, and the counter.
func (w *writer) stamp(column int, s merge.Stamp) {
	ms := uint64(s) >> 16
	w.put(column, step(w.ms, ms))
	w.put(column+1, int64(s&0xffff))
	w.ms = ms
}

func (w *writer) value(column int, v []byte) {
	before := len(w.Values)
	w.Values = w.fold(w.Values, v)
	w.put(column, int64(len(w.Values)-before))
}

// done shortens the columns that say nothing and hands out the pack.
func (w *writer) done(rows int) *pack {
	w.Rows = int64(rows)
	for i, c := range w.Columns {
		w.Columns[i] = shorten(c)
	}
	return &w.pack
}

func shorten(c []int64) []int64 {
	for _, v := range c {
		if v != c[0] {
			return c
		}
	}
	if len(c) == 0 || c[0] == 0 {
		return []int64{}
	}
	return c[:1]
}

// step is the difference of two counters; it wraps, so that every pair has one.
func step(from, to uint64) int64 { return int64(to - from) } //nolint:gosec // wraps on purpose

func walk(from uint64, by int64) uint64 { return from + uint64(by) } //nolint:gosec // wraps on purpose

// reader reads a pack row by row. The first fault sticks and ends the reading; the
// budget bounds what a small pack can unfold to.
type reader struct {
	pack
	derive Deriver
	err    error
	at     []int // by column
	value0 int   // bytes of Values read
	fresh  int64 // IDs of the table that have occurred
	last   []uint64
	ms     uint64
	budget int
}

// rowCost is what a row of any column counts against the budget, in bytes.
const rowCost = 48

func newReader(p *pack, columns int, derive Deriver, budget int) *reader {
	r := &reader{pack: *p, derive: derive, at: make([]int, columns), budget: budget}
	switch {
	case len(p.Columns) != columns:
		r.fail("wrong number of columns")
	case len(p.IDs)%idSize != 0, len(p.Replicas)%len(merge.Replica{}) != 0:
		r.fail("a table is cut")
	}
	r.last = make([]uint64, len(p.Replicas)/len(merge.Replica{}))
	return r
}

func (r *reader) fail(what string) {
	if r.err == nil {
		r.err = fmt.Errorf("%w: %s", errPack, what)
	}
}

func (r *reader) spend(n int) {
	r.budget -= n
	if r.budget < 0 {
		r.fail("too much in one message")
	}
}

// next takes the next number of a column.
func (r *reader) next(column int) int64 {
	if r.err != nil {
		return 0
	}
	c := r.Columns[column]
	switch len(c) {
	case 0:
		return 0
	case 1:
		return c[0]
	}
	i := r.at[column]
	if i >= len(c) {
		r.fail("a column is too short")
		return 0
	}
	r.at[column]++
	return c[i]
}

// count takes a number of rows and pays for them.
func (r *reader) count(column int) int {
	n := r.next(column)
	if n < 0 || n > int64(max(r.budget, 0)/rowCost) {
		r.fail("a count is out of range")
		return 0
	}
	r.spend(int(n) * rowCost)
	return int(n)
}

func (r *reader) id(ref int64) merge.ID {
	known := int64(len(r.IDs) / idSize)
	var n int64
	switch ref {
	case refNone:
		return merge.ID{}
	case refNew:
		n = r.fresh
		r.fresh++
	default:
		n = ref - refKnown
		known = min(known, r.fresh)
	}
	if n < 0 || n >= known {
		r.fail("an ID is not in the table")
		return merge.ID{}
	}
	return merge.ID(r.IDs[int(n)*idSize:])
}

func (r *reader) dot(column int) merge.Dot {
	n := r.next(column)
	by := r.next(column + 1)
	if n < 0 || n >= int64(len(r.last)) {
		r.fail("a replica is not in the table")
		return merge.Dot{}
	}
	r.last[n] = walk(r.last[n], by)
	return merge.Dot{Replica: merge.Replica(r.Replicas[int(n)*len(merge.Replica{}):]), Seq: r.last[n]}
}

func (r *reader) seed(n int64) merge.Seed {
	size := int64(len(merge.Seed{}))
	if n < 0 || n >= int64(len(r.Seeds))/size {
		r.fail("a seed is not in the table")
		return merge.Seed{}
	}
	return merge.Seed(r.Seeds[n*size:])
}

func (r *reader) stamp(column int) merge.Stamp {
	r.ms = walk(r.ms, r.next(column))
	low := r.next(column + 1)
	if r.ms >= 1<<48 || low < 0 || low > 0xffff {
		r.fail("a stamp is out of range")
		return 0
	}
	return merge.Stamp(r.ms<<16 | uint64(low))
}

func (r *reader) value(column int) []byte {
	n := r.next(column)
	if n < 0 || n > int64(len(r.Values)-r.value0) {
		r.fail("a value is cut")
		return nil
	}
	v := r.Values[r.value0 : r.value0+int(n)]
	r.value0 += int(n)
	if len(v) == 0 {
		return nil
	}
	return r.unfold(v)
}

// number16 takes a number that must fit 16 bits.
func (r *reader) number16(column int) uint16 {
	n := r.next(column)
	if n < 0 || n > 0xffff {
		r.fail("a number does not fit")
		return 0
	}
	return uint16(n)
}

// end checks that nothing is left over: a message has one spelling only.
func (r *reader) end() error {
	for i, c := range r.Columns {
		if r.err == nil && len(c) > 1 && r.at[i] != len(c) {
			r.fail("a column is too long")
		}
	}
	if r.err == nil && (r.value0 != len(r.Values) || int(r.fresh)*idSize != len(r.IDs)) {
		r.fail("bytes are left over")
	}
	return r.err
}
