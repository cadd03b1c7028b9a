package wire

import (
	"bytes"
	"slices"

	"pendamping/sync/merge"
)

// Columns of packed deltas. Each record is followed by its fields, each field by its
// siblings and, where it says more than they do, by its context.
const (
	deRecord    = iota // ID, or derived
	deKind             //
	dePartition        // ID
	deFields           // fields that follow + 1; 0: gone
	fiNumber           // field number
	fiElement          // ID
	fiSiblings         // siblings that follow
	fiContext          // dots of the context that follow + 1; 0: as the siblings' dots
	siReplica          // index
	siSeq              // step
	siStamp            // by how much the stamp differs from the change's
	siCount            // counters of the changes' stamps, see putStamps
	siAuthor           // ID
	siLength           // bytes of the folded value
	coReplica          // context: index
	coSeq              // context: step
	deColumns
)

// Rows is the deltas of a reply, packed one after the other as they are found, so that
// what was packed need not be kept. Make one with [Codec.NewRows].
type Rows struct{ w *writer }

// NewRows makes Rows without any. They may be given to one reply.
func (c *Codec) NewRows() *Rows { return &Rows{w: newWriter(deColumns, c.derive)} }

// Add packs a delta, of which nothing is kept; positions are not sent.
func (r *Rows) Add(d *merge.Delta) { r.w.delta(d) }

// Len is the number of deltas.
func (r *Rows) Len() int { return r.w.rows }

// Held is about how many bytes of memory they take at the most, until they are sent.
func (r *Rows) Held() int { return r.w.held() }

// packDeltas packs registers.
func packDeltas(deltas []merge.Delta, derive Deriver) *pack {
	w := newWriter(deColumns, derive)
	for i := range deltas {
		w.delta(&deltas[i])
	}
	return w.deltas()
}

// deltas hands out the pack.
func (w *writer) deltas() *pack {
	w.putStamps(siCount)
	return w.done()
}

func (w *writer) delta(d *merge.Delta) {
	w.rows++
	if id, ok := deriveDelta(w.derive, d); ok && id == d.Record {
		w.put(deRecord, refDerived)
	} else {
		w.put(deRecord, w.ref(d.Record))
	}
	w.put(deKind, int64(d.Kind))
	w.put(dePartition, w.ref(d.Partition))
	if d.Gone {
		w.put(deFields, 0)
		return
	}
	w.put(deFields, int64(len(d.Fields))+1)
	for i := range d.Fields {
		w.field(&d.Fields[i])
	}
}

func (w *writer) field(f *merge.FieldState) {
	w.put(fiNumber, int64(f.Field.Number))
	w.put(fiElement, w.ref(f.Field.Element))
	w.put(fiSiblings, int64(len(f.Register.Siblings)))
	plain := contextOf(f.Register.Siblings)
	if slices.Equal(plain, f.Register.Context) {
		w.put(fiContext, 0)
	} else {
		w.put(fiContext, int64(len(f.Register.Context))+1)
	}
	for i := range f.Register.Siblings {
		s := &f.Register.Siblings[i]
		w.dot(siReplica, s.Dot)
		w.stampOf(siStamp, s.Dot, s.Stamp)
		w.put(siAuthor, w.ref(s.Author))
		w.value(siLength, s.Value)
	}
	if !slices.Equal(plain, f.Register.Context) {
		for _, d := range f.Register.Context {
			w.dot(coReplica, d)
		}
	}
}

// contextOf is the least context that covers the siblings: sorted by replica, each
// replica once with its highest Seq.
func contextOf(siblings []merge.Sibling) merge.Context {
	c := make(merge.Context, 0, len(siblings))
	for i := range siblings {
		d := siblings[i].Dot
		n, found := slices.BinarySearchFunc(c, d, func(a, b merge.Dot) int {
			return bytes.Compare(a.Replica[:], b.Replica[:])
		})
		if !found {
			c = slices.Insert(c, n, d)
		} else {
			c[n].Seq = max(c[n].Seq, d.Seq)
		}
	}
	return c
}

func deriveDelta(derive Deriver, d *merge.Delta) (merge.ID, bool) {
	if derive == nil {
		return merge.ID{}, false
	}
	for i := range d.Fields {
		f := &d.Fields[i]
		if len(f.Register.Siblings) == 0 {
			continue
		}
		if id, ok := derive(d.Kind, f.Field, f.Register.Siblings[0].Value); ok {
			return id, true
		}
	}
	return merge.ID{}, false
}

// unpackDeltas undoes packDeltas.
func unpackDeltas(p *pack, derive Deriver) ([]merge.Delta, error) {
	r := newReader(p, deColumns, derive, 16*MaxPlain)
	if p.rows < 0 || p.rows > int64(r.budget/rowCost) {
		return nil, ErrTooLarge
	}
	r.spend(int(p.rows) * rowCost)
	var deltas []merge.Delta
	for range p.rows {
		d := r.delta()
		if r.err != nil {
			return nil, r.err
		}
		deltas = append(deltas, d)
	}
	r.setStamps(siCount, deltas)
	return deltas, r.end()
}

func (r *reader) delta() merge.Delta {
	var d merge.Delta
	ref := r.next(deRecord)
	if ref != refDerived {
		d.Record = r.id(ref)
	}
	d.Kind = merge.Kind(r.number16(deKind))
	d.Partition = r.id(r.next(dePartition))
	n := r.count(deFields, rowCost)
	d.Gone = n == 0
	for range n - 1 {
		d.Fields = append(d.Fields, r.field())
		if r.err != nil {
			return d
		}
	}
	if ref == refDerived {
		id, ok := deriveDelta(r.derive, &d)
		if !ok {
			r.fail("a record's ID does not follow from it")
		}
		d.Record = id
	}
	return d
}

func (r *reader) field() merge.FieldState {
	var f merge.FieldState
	f.Field.Number = r.number16(fiNumber)
	f.Field.Element = r.id(r.next(fiElement))
	siblings, dots := r.count(fiSiblings, rowCost), r.count(fiContext, rowCost)
	for range siblings {
		f.Register.Siblings = append(f.Register.Siblings, r.sibling())
	}
	if dots == 0 {
		f.Register.Context = contextOf(f.Register.Siblings)
		return f
	}
	for range dots - 1 {
		f.Register.Context = append(f.Register.Context, r.dot(coReplica))
	}
	return f
}

func (r *reader) sibling() merge.Sibling {
	var s merge.Sibling
	s.Dot = r.dot(siReplica)
	s.Stamp = merge.Stamp(walk(0, r.next(siStamp))) // and the change's, when all changes are known
	s.Author = r.id(r.next(siAuthor))
	s.Value = r.value(siLength)
	return s
}
