package store

import (
	"encoding/binary"

	"pendamping/sync/merge"
)

// codecVersion begins every encoded record and change. The encoding is compact because
// a tablet reads tens of thousands of records at once; it never leaves the file.
const codecVersion = 1

// departure says at which position a record left a scope.
type departure struct {
	scope merge.ID
	at    uint64
}

// standing says which record stands at a position and which scopes it left, so that who
// may not hold the record is answered without reading it.
type standing struct {
	id    merge.ID
	scope merge.ID
	kind  merge.Kind
	left  []departure
}

// reader takes an encoding apart; it sticks to the first mistake.
type reader struct {
	b   []byte
	bad bool
}

func (r *reader) bytes(n int) []byte {
	if r.bad || n < 0 || n > len(r.b) {
		r.bad = true
		return nil
	}
	out := r.b[:n:n]
	r.b = r.b[n:]
	return out
}

func (r *reader) uvarint() uint64 {
	v, n := binary.Uvarint(r.b)
	if r.bad || n <= 0 {
		r.bad = true
		return 0
	}
	r.b = r.b[n:]
	return v
}

// count reads a length that cannot exceed the bytes left.
func (r *reader) count() int {
	v := r.uvarint()
	if v > uint64(len(r.b)) {
		r.bad = true
		return 0
	}
	return int(v) //nolint:gosec // at most len(r.b)
}

func (r *reader) u64() uint64 {
	b := r.bytes(8)
	if b == nil {
		return 0
	}
	return binary.BigEndian.Uint64(b)
}

func (r *reader) id() (id merge.ID) {
	copy(id[:], r.bytes(len(id)))
	return id
}

func (r *reader) replica() (rep merge.Replica) {
	copy(rep[:], r.bytes(len(rep)))
	return rep
}

func (r *reader) field() (f merge.Field) {
	n := r.uvarint()
	if n>>1 > 1<<16-1 {
		r.bad = true
		return f
	}
	f.Number = uint16(n >> 1)
	if n&1 == 1 {
		f.Element = r.id()
	}
	return f
}

// done tells whether everything was read and made sense.
func (r *reader) done() bool { return !r.bad && len(r.b) == 0 }

func appendField(b []byte, f merge.Field) []byte {
	n := uint64(f.Number) << 1
	if f.Element.IsZero() {
		return binary.AppendUvarint(b, n)
	}
	return append(binary.AppendUvarint(b, n|1), f.Element[:]...)
}

func appendLen(b []byte, n int) []byte {
	return binary.AppendUvarint(b, uint64(n)) //nolint:gosec // a length
}

// table numbers the replicas and authors of a record in the order of their appearance.
type table[T comparable] struct{ all []T }

func (t *table[T]) index(v T) uint64 {
	for i, x := range t.all {
		if x == v {
			return uint64(i)
		}
	}
	t.all = append(t.all, v)
	return uint64(len(t.all) - 1) //nolint:gosec // an index
}

// encodeRecord writes a record without its ID, which is in its key:
// version, kind, partition, departures, tables of replicas and authors, numbers of
// fields, siblings and context entries, then the fields.
func encodeRecord(r *merge.Record, left []departure) []byte {
	var reps table[merge.Replica]
	var authors table[merge.ID]
	body := make([]byte, 0, 64*len(r.Fields))
	siblings, dots := 0, 0
	for i := range r.Fields {
		f := &r.Fields[i]
		siblings += len(f.Register.Siblings)
		dots += len(f.Register.Context)
		body = appendRegister(body, f, &reps, &authors)
	}
	b := make([]byte, 0, 96+len(body))
	b = append(b, codecVersion)
	b = binary.AppendUvarint(b, uint64(r.Kind))
	b = append(b, r.Partition[:]...)
	b = appendLen(b, len(left))
	for _, l := range left {
		b = append(b, l.scope[:]...)
		b = binary.AppendUvarint(b, l.at)
	}
	b = appendLen(b, len(reps.all))
	for _, x := range reps.all {
		b = append(b, x[:]...)
	}
	b = appendLen(b, len(authors.all))
	for _, x := range authors.all {
		b = append(b, x[:]...)
	}
	b = appendLen(b, len(r.Fields))
	b = appendLen(b, siblings)
	b = appendLen(b, dots)
	return append(b, body...)
}

// appendRegister writes a field; a context that says no more than the siblings' dots,
// which is the usual one, takes one byte.
func appendRegister(b []byte, f *merge.FieldState, reps *table[merge.Replica], authors *table[merge.ID]) []byte {
	b = appendField(b, f.Field)
	b = binary.AppendUvarint(b, f.Position)
	b = appendLen(b, len(f.Register.Siblings))
	for _, s := range f.Register.Siblings {
		b = binary.AppendUvarint(b, reps.index(s.Dot.Replica))
		b = binary.AppendUvarint(b, s.Dot.Seq)
		b = binary.BigEndian.AppendUint64(b, uint64(s.Stamp))
		b = binary.AppendUvarint(b, authors.index(s.Author))
		b = appendLen(b, len(s.Value))
		b = append(b, s.Value...)
	}
	if plainContext(&f.Register) {
		return append(b, 0)
	}
	b = appendLen(b, len(f.Register.Context)+1)
	for _, d := range f.Register.Context {
		b = binary.AppendUvarint(b, reps.index(d.Replica))
		b = binary.AppendUvarint(b, d.Seq)
	}
	return b
}

// plainContext tells whether the context is just the siblings' dots.
func plainContext(r *merge.Register) bool {
	if len(r.Context) != len(r.Siblings) {
		return false
	}
	for i := range r.Context {
		if r.Context[i] != r.Siblings[i].Dot {
			return false
		}
	}
	return true
}

// recordReader holds the tables and the slabs from which a record's slices are cut: a
// few allocations for a record instead of several for a field.
type recordReader struct {
	reader
	reps     []merge.Replica
	authors  []merge.ID
	siblings []merge.Sibling
	dots     merge.Context
}

// decodeRecord reads what encodeRecord wrote; values share memory with b.
func decodeRecord(id merge.ID, b []byte) (rec merge.Record, left []departure, ok bool) {
	r := &recordReader{reader: reader{b: b}}
	if v := r.bytes(1); len(v) == 0 || v[0] != codecVersion {
		return rec, nil, false
	}
	rec.ID = id
	rec.Kind = merge.Kind(r.uvarint()) //nolint:gosec // written from a Kind, authenticated
	rec.Partition = r.id()
	for range r.count() {
		left = append(left, departure{scope: r.id(), at: r.uvarint()})
	}
	r.reps = make([]merge.Replica, r.count())
	for i := range r.reps {
		copy(r.reps[i][:], r.bytes(len(r.reps[i])))
	}
	r.authors = make([]merge.ID, r.count())
	for i := range r.authors {
		r.authors[i] = r.id()
	}
	rec.Fields = make([]merge.FieldState, r.count())
	r.siblings = make([]merge.Sibling, 0, r.count())
	r.dots = make(merge.Context, 0, r.count())
	for i := range rec.Fields {
		r.register(&rec.Fields[i])
	}
	return rec, left, r.done()
}

func (r *recordReader) register(f *merge.FieldState) {
	f.Field = r.field()
	f.Position = r.uvarint()
	start := len(r.siblings)
	for range r.count() {
		s := merge.Sibling{Dot: r.dot(), Stamp: merge.Stamp(r.u64())}
		if i := r.uvarint(); i < uint64(len(r.authors)) {
			s.Author = r.authors[i]
		} else {
			r.bad = true
		}
		s.Value = r.bytes(r.count())
		r.siblings = append(r.siblings, s)
	}
	f.Register.Siblings = r.siblings[start:len(r.siblings):len(r.siblings)]
	first := len(r.dots)
	if n := r.count(); n == 0 {
		for _, s := range f.Register.Siblings {
			r.dots = append(r.dots, s.Dot)
		}
	} else {
		for range n - 1 {
			r.dots = append(r.dots, r.dot())
		}
	}
	f.Register.Context = r.dots[first:len(r.dots):len(r.dots)]
}

func (r *recordReader) dot() (d merge.Dot) {
	i := r.uvarint()
	if i >= uint64(len(r.reps)) {
		r.bad = true
		return d
	}
	return merge.Dot{Replica: r.reps[i], Seq: r.uvarint()}
}

// encodeChange writes a change with its link of the chain, without replica and number,
// which are in its key.
func encodeChange(c *merge.Change, link merge.Hash) []byte {
	b := make([]byte, 0, 96+c.Size())
	b = append(b, codecVersion)
	b = append(b, link[:]...)
	b = binary.BigEndian.AppendUint64(b, uint64(c.Stamp))
	b = append(b, c.Author[:]...)
	b = append(b, c.Seed[:]...)
	b = appendLen(b, len(c.Edits))
	for i := range c.Edits {
		e := &c.Edits[i]
		b = append(b, e.Record[:]...)
		b = binary.AppendUvarint(b, uint64(e.Kind))
		b = append(b, e.Partition[:]...)
		b = append(b, e.Scope[:]...)
		b = appendLen(b, len(e.Writes))
		for j := range e.Writes {
			b = appendWrite(b, &e.Writes[j])
		}
	}
	return b
}

func appendWrite(b []byte, w *merge.Write) []byte {
	b = appendField(b, w.Field)
	b = appendLen(b, len(w.Value))
	b = append(b, w.Value...)
	b = appendLen(b, len(w.Context))
	for _, d := range w.Context {
		b = append(b, d.Replica[:]...)
		b = binary.AppendUvarint(b, d.Seq)
	}
	return b
}

// decodeChange reads what encodeChange wrote.
func decodeChange(rep merge.Replica, seq uint64, b []byte) (c merge.Change, link merge.Hash, ok bool) {
	r := &reader{b: b}
	if v := r.bytes(1); len(v) == 0 || v[0] != codecVersion {
		return c, link, false
	}
	copy(link[:], r.bytes(len(link)))
	c = merge.Change{Replica: rep, Seq: seq, Stamp: merge.Stamp(r.u64()), Author: r.id()}
	copy(c.Seed[:], r.bytes(len(c.Seed)))
	if n := r.count(); n > 0 {
		c.Edits = make([]merge.Edit, n)
	}
	for i := range c.Edits {
		e := &c.Edits[i]
		e.Record, e.Kind = r.id(), merge.Kind(r.uvarint()) //nolint:gosec // written from a Kind
		e.Partition, e.Scope = r.id(), r.id()
		if n := r.count(); n > 0 {
			e.Writes = make([]merge.Write, n)
		}
		for j := range e.Writes {
			r.write(&e.Writes[j])
		}
	}
	return c, link, r.done()
}

func (r *reader) write(w *merge.Write) {
	w.Field = r.field()
	if n := r.count(); n > 0 {
		w.Value = r.bytes(n)
	}
	n := r.count()
	if n == 0 {
		return
	}
	w.Context = make(merge.Context, n)
	for i := range w.Context {
		copy(w.Context[i].Replica[:], r.bytes(8))
		w.Context[i].Seq = r.uvarint()
	}
}
