package postgres

import (
	"encoding/binary"

	"pendamping/sync/merge"
)

// codecVersion begins every encoded record and change.
const codecVersion = 1

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

// version reads the first byte; no version is zero.
func (r *reader) version() byte {
	if v := r.bytes(1); len(v) == 1 {
		return v[0]
	}
	return 0
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

// count reads a number of things, each of which takes at least a byte.
func (r *reader) count() int {
	v := r.uvarint()
	if v > uint64(len(r.b)) {
		r.bad = true
		return 0
	}
	return int(v) //nolint:gosec // at most len(r.b)
}

// small reads a number of 16 bits.
func (r *reader) small() uint16 {
	v := r.uvarint()
	if v > 1<<16-1 {
		r.bad = true
		return 0
	}
	return uint16(v)
}

func (r *reader) id() (id merge.ID) {
	copy(id[:], r.bytes(len(id)))
	return id
}

func (r *reader) replica() (rep merge.Replica) {
	copy(rep[:], r.bytes(len(rep)))
	return rep
}

func (r *reader) stamp() merge.Stamp {
	if b := r.bytes(8); b != nil {
		return merge.Stamp(binary.BigEndian.Uint64(b))
	}
	return 0
}

// value reads bytes with their length; none are nil.
func (r *reader) value() []byte {
	if n := r.count(); n > 0 {
		return r.bytes(n)
	}
	return nil
}

// field reads what appendField wrote: its lowest bit says whether an element follows.
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

// context reads a version vector; an empty one is nil.
func (r *reader) context() merge.Context {
	n := r.count()
	if n == 0 {
		return nil
	}
	c := make(merge.Context, n)
	for i := range c {
		c[i] = merge.Dot{Replica: r.replica(), Seq: r.uvarint()}
	}
	return c
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

func appendValue(b, v []byte) []byte { return append(appendLen(b, len(v)), v...) }

func appendContext(b []byte, c merge.Context) []byte {
	b = appendLen(b, len(c))
	for _, d := range c {
		b = append(b, d.Replica[:]...)
		b = binary.AppendUvarint(b, d.Seq)
	}
	return b
}

// encodeRecord writes the registers of a record; its ID and kind are columns.
func encodeRecord(r *merge.Record) []byte {
	b := make([]byte, 0, 128*(len(r.Fields)+1))
	b = append(b, codecVersion)
	b = appendLen(b, len(r.Fields))
	for i := range r.Fields {
		f := &r.Fields[i]
		b = appendField(b, f.Field)
		b = binary.AppendUvarint(b, f.Position)
		b = appendLen(b, len(f.Register.Siblings))
		for _, s := range f.Register.Siblings {
			b = append(b, s.Dot.Replica[:]...)
			b = binary.AppendUvarint(b, s.Dot.Seq)
			b = binary.BigEndian.AppendUint64(b, uint64(s.Stamp))
			b = append(b, s.Author[:]...)
			b = appendValue(b, s.Value)
		}
		b = appendContext(b, f.Register.Context)
	}
	return b
}

// decodeRecord reads what encodeRecord wrote; values share memory with b.
func decodeRecord(b []byte) (fields []merge.FieldState, ok bool) {
	r := &reader{b: b}
	if r.version() != codecVersion {
		return nil, false
	}
	fields = make([]merge.FieldState, r.count())
	for i := range fields {
		f := &fields[i]
		f.Field, f.Position = r.field(), r.uvarint()
		f.Register.Siblings = make([]merge.Sibling, r.count())
		for j := range f.Register.Siblings {
			f.Register.Siblings[j] = merge.Sibling{
				Dot: merge.Dot{Replica: r.replica(), Seq: r.uvarint()}, Stamp: r.stamp(), Author: r.id(), Value: r.value(),
			}
		}
		f.Register.Context = r.context()
	}
	return fields, r.done()
}

// encodeChange writes a change; its replica and number are columns.
func encodeChange(c *merge.Change) []byte {
	b := make([]byte, 0, 96+c.Size())
	b = append(b, codecVersion)
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
			w := &e.Writes[j]
			b = appendField(b, w.Field)
			b = appendValue(b, w.Value)
			b = appendContext(b, w.Context)
		}
	}
	return b
}

// decodeChange reads what encodeChange wrote.
func decodeChange(rep merge.Replica, seq uint64, b []byte) (c merge.Change, ok bool) {
	r := &reader{b: b}
	if r.version() != codecVersion {
		return c, false
	}
	c = merge.Change{Replica: rep, Seq: seq, Stamp: r.stamp(), Author: r.id()}
	copy(c.Seed[:], r.bytes(len(c.Seed)))
	if n := r.count(); n > 0 {
		c.Edits = make([]merge.Edit, n)
	}
	for i := range c.Edits {
		e := &c.Edits[i]
		e.Record, e.Kind = r.id(), merge.Kind(r.small())
		e.Partition, e.Scope = r.id(), r.id()
		if n := r.count(); n > 0 {
			e.Writes = make([]merge.Write, n)
		}
		for j := range e.Writes {
			e.Writes[j] = merge.Write{Field: r.field(), Value: r.value(), Context: r.context()}
		}
	}
	return c, r.done()
}
