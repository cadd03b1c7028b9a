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

// packParts is the number of elements of a pack.
const packParts = 6

// pack is the wire form of changes or deltas: an array of the fields below.
type pack struct {
	rows     int64    // changes or deltas
	ids      []byte   // 16 bytes each, in the order of first occurrence
	replicas []byte   // 8 bytes each, likewise
	seeds    []byte   // changes: 16 bytes each, likewise; deltas: stamps, see putStamps
	columns  []column // a column of equal numbers has one, of zeros none
	values   []byte   // folded values, end to end

	written rope // all of it, when it is to be sent
}

// MarshalCBOR implements cbor.Marshaler. The pack is given away.
func (p *pack) MarshalCBOR() ([]byte, error) { return p.written.join(), nil }

// UnmarshalCBOR implements cbor.Unmarshaler. The pack refers to the bytes it is read from.
func (p *pack) UnmarshalCBOR(b []byte) error {
	if !p.parse(b) {
		return fault.E("", fault.Invalid, errPack)
	}
	return nil
}

// parse reads a pack, of which nothing may be left over.
func (p *pack) parse(b []byte) (ok bool) {
	if b, ok = parseArray(b, packParts, packParts, nil); !ok {
		return false
	}
	if p.rows, b, ok = parseInteger(b); !ok {
		return false
	}
	for _, table := range []*[]byte{&p.ids, &p.replicas, &p.seeds} {
		if *table, b, ok = parseBytes(b); !ok {
			return false
		}
	}
	if b, ok = parseArray(b, 0, maxColumns, &p.columns); !ok {
		return false
	}
	for i := range p.columns {
		if p.columns[i], b, ok = parseColumn(b); !ok {
			return false
		}
	}
	p.values, b, ok = parseBytes(b)
	return ok && len(b) == 0
}

// maxColumns is more than any pack has.
const maxColumns = 64

// errPack is the kind of all faults in a pack.
var errPack = fault.New(fault.Invalid, "the packed rows cannot be read")

// writer makes a pack row by row.
type writer struct {
	derive   Deriver
	rows     int
	ids      map[merge.ID]uint32
	replicas map[merge.Replica]int64
	seeds    map[merge.Seed]int64
	stamps   map[stampKey]merge.Stamp
	columns  []numbers
	last     []uint64 // by replica: the Seq that was written last
	ms       uint64   // of the stamp that was written last
	spots    []int    // room for the value that is folded
	folded   []byte   // likewise

	newIDs, newReplicas, newSeeds, values rope
}

func newWriter(columns int, derive Deriver) *writer {
	return &writer{
		derive:   derive,
		columns:  make([]numbers, columns),
		ids:      map[merge.ID]uint32{},
		replicas: map[merge.Replica]int64{},
		seeds:    map[merge.Seed]int64{},
		stamps:   map[stampKey]merge.Stamp{},
	}
}

// What an entry of the writer's maps takes, about: key, value and what the map needs.
const (
	idCost    = 20 * 8 / 5
	stampCost = 24 * 8 / 5
	sortCost  = 24 // and to be put in order
)

// held is about how much memory the writer takes at the most until it is done.
func (w *writer) held() int {
	n := w.newIDs.size + w.newReplicas.size + w.newSeeds.size + w.values.size
	for i := range w.columns {
		n += w.columns[i].items.size
	}
	return n + len(w.ids)*idCost + len(w.stamps)*(stampCost+sortCost+1)
}

func (w *writer) put(column int, v int64) { w.columns[column].put(v) }

// ref returns the reference of id and enters it into the table when it is new.
func (w *writer) ref(id merge.ID) int64 {
	if id == (merge.ID{}) {
		return refNone
	}
	if n, ok := w.ids[id]; ok {
		return refKnown + int64(n)
	}
	w.ids[id] = uint32(len(w.ids)) //nolint:gosec // a message has fewer
	w.newIDs.write(id[:])
	return refNew
}

// replica returns the index of r, entering it when it is new.
func (w *writer) replica(r merge.Replica) int64 {
	n, ok := w.replicas[r]
	if !ok {
		n = int64(len(w.replicas))
		w.replicas[r] = n
		w.newReplicas.write(r[:])
		w.last = append(w.last, 0)
	}
	return n
}

func (w *writer) seed(s merge.Seed) int64 {
	n, ok := w.seeds[s]
	if !ok {
		n = int64(len(w.seeds))
		w.seeds[s] = n
		w.newSeeds.write(s[:])
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
	w.folded = w.fold(w.folded[:0], v)
	w.values.write(w.folded)
	w.put(column, int64(len(w.folded)))
}

// done hands out the pack; the writer is empty then.
func (w *writer) done() *pack {
	w.ids, w.stamps = nil, nil
	p := &pack{}
	out := &p.written
	out.head(majorArray, packParts)
	out.integer(int64(w.rows))
	out.str(&w.newIDs)
	out.str(&w.newReplicas)
	out.str(&w.newSeeds)
	out.head(majorArray, uint64(len(w.columns)))
	for i := range w.columns {
		w.columns[i].moveTo(out)
	}
	out.str(&w.values)
	return p
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
	value0 int   // bytes of Values read
	fresh  int64 // IDs of the table that have occurred
	last   []uint64
	ms     uint64
	budget int
	room   []byte // for the value that is unfolded
}

// rowCost is what a row of any column counts against the budget, in bytes.
const rowCost = 48

func newReader(p *pack, columns int, derive Deriver, budget int) *reader {
	r := &reader{pack: *p, derive: derive, budget: budget}
	switch {
	case len(p.columns) != columns:
		r.fail("wrong number of columns")
	case len(p.ids)%idSize != 0, len(p.replicas)%len(merge.Replica{}) != 0:
		r.fail("a table is cut")
	}
	r.last = make([]uint64, len(p.replicas)/len(merge.Replica{}))
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
		r.exceed()
	}
}

// exceed ends the reading of a pack that would take too much memory.
func (r *reader) exceed() {
	if r.err == nil {
		r.err = ErrTooLarge
	}
}

// next takes the next number of a column.
func (r *reader) next(column int) int64 {
	if r.err != nil {
		return 0
	}
	c := &r.columns[column]
	switch c.n {
	case 0:
		return 0
	case 1:
		return c.only
	}
	v, rest, ok := parseInteger(c.items)
	if !ok {
		r.fail("a column is too short")
		return 0
	}
	c.items = rest
	return v
}

// count takes a number of rows and pays for them, each by what it takes in memory.
func (r *reader) count(column, cost int) int {
	n := r.next(column)
	switch {
	case n < 0:
		r.fail("a count is out of range")
		return 0
	case n > int64(max(r.budget, 0)/cost):
		r.exceed()
		return 0
	}
	r.spend(int(n) * cost)
	return int(n)
}

func (r *reader) id(ref int64) merge.ID {
	known := int64(len(r.ids) / idSize)
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
	return merge.ID(r.ids[int(n)*idSize:])
}

func (r *reader) dot(column int) merge.Dot {
	n := r.next(column)
	by := r.next(column + 1)
	if n < 0 || n >= int64(len(r.last)) {
		r.fail("a replica is not in the table")
		return merge.Dot{}
	}
	r.last[n] = walk(r.last[n], by)
	return merge.Dot{Replica: merge.Replica(r.replicas[int(n)*len(merge.Replica{}):]), Seq: r.last[n]}
}

func (r *reader) seed(n int64) merge.Seed {
	size := int64(len(merge.Seed{}))
	if n < 0 || n >= int64(len(r.seeds))/size {
		r.fail("a seed is not in the table")
		return merge.Seed{}
	}
	return merge.Seed(r.seeds[n*size:])
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
	if n < 0 || n > int64(len(r.values)-r.value0) {
		r.fail("a value is cut")
		return nil
	}
	v := r.values[r.value0 : r.value0+int(n)]
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
	for i := range r.columns {
		if c := &r.columns[i]; r.err == nil && c.n > 1 && len(c.items) > 0 {
			r.fail("a column is too long")
		}
	}
	if r.err == nil && (r.value0 != len(r.values) || int(r.fresh)*idSize != len(r.ids)) {
		r.fail("bytes are left over")
	}
	return r.err
}
