package wire

import (
	"math"
	"unsafe"

	"pendamping/sync/merge"
)

// Columns of packed changes. Each change is followed by its edits, each edit by its
// writes, each write by the dots of its context; every level has its own columns.
const (
	chStampMS    = iota // step from the last stamp, milliseconds
	chStampCount        // counter of the stamp
	chAuthor            // ID
	chSeed              // index
	chEdits             // edits that follow
	edRecord            // ID, or derived
	edKind
	edPartition // ID
	edScope     // ID
	edWrites    // writes that follow
	wrNumber    // field number
	wrElement   // ID
	wrContext   // dots of the context that follow
	wrReplica   // context: index
	wrSeq       // context: step
	wrLength    // bytes of the folded value
	chColumns
)

// packChanges packs changes of one replica that are contiguous from base+1.
func packChanges(replica merge.Replica, base uint64, changes []merge.Change, derive Deriver) (*pack, error) {
	w := newWriter(chColumns, derive)
	w.last[w.replica(replica)] = base
	for i := range changes {
		c := &changes[i]
		if c.Replica != replica || c.Seq != base+uint64(i)+1 {
			return nil, errOrder
		}
		w.stamp(chStampMS, c.Stamp)
		w.put(chAuthor, w.ref(c.Author))
		w.put(chSeed, w.seed(c.Seed))
		w.put(chEdits, int64(len(c.Edits)))
		for j := range c.Edits {
			w.edit(&c.Edits[j])
		}
	}
	w.rows = len(changes)
	return w.done(), nil
}

func (w *writer) edit(e *merge.Edit) {
	if w.derived(e) {
		w.put(edRecord, refDerived)
	} else {
		w.put(edRecord, w.ref(e.Record))
	}
	w.put(edKind, int64(e.Kind))
	w.put(edPartition, w.ref(e.Partition))
	w.put(edScope, w.ref(e.Scope))
	w.put(edWrites, int64(len(e.Writes)))
	for _, wr := range e.Writes {
		w.put(wrNumber, int64(wr.Field.Number))
		w.put(wrElement, w.ref(wr.Field.Element))
		w.put(wrContext, int64(len(wr.Context)))
		for _, d := range wr.Context {
			w.dot(wrReplica, d)
		}
		w.value(wrLength, wr.Value)
	}
}

// derived tells whether the reader will find the record's ID from the edit itself.
func (w *writer) derived(e *merge.Edit) bool {
	id, ok := deriveEdit(w.derive, e)
	return ok && id == e.Record
}

func deriveEdit(derive Deriver, e *merge.Edit) (merge.ID, bool) {
	if derive == nil {
		return merge.ID{}, false
	}
	for _, wr := range e.Writes {
		if id, ok := derive(e.Kind, wr.Field, wr.Value); ok {
			return id, true
		}
	}
	return merge.ID{}, false
}

// What the parts of a change take in memory, in bytes.
const (
	changeCost = int(unsafe.Sizeof(merge.Change{}))
	editCost   = int(unsafe.Sizeof(merge.Edit{}))
	writeCost  = int(unsafe.Sizeof(merge.Write{})) + 16 // its value is a piece of memory of its own
	dotCost    = int(unsafe.Sizeof(merge.Dot{}))
)

// unpackChanges undoes packChanges. budget is the most bytes of memory that they may take.
func unpackChanges(p *pack, replica merge.Replica, base uint64, derive Deriver, budget int) ([]merge.Change, error) {
	if p.rows < 0 || p.rows > MaxChanges {
		return nil, ErrTooLarge
	}
	if base > math.MaxInt64 {
		return nil, errOrder
	}
	r := newReader(p, chColumns, derive, budget)
	r.spend(int(p.rows) * changeCost)
	if len(p.seeds)%len(merge.Seed{}) != 0 {
		r.fail("a table is cut")
	}
	if len(r.last) == 0 || merge.Replica(r.replicas[:len(replica)]) != replica {
		return nil, errOrder
	}
	r.last[0] = base
	changes := make([]merge.Change, 0, p.rows)
	for i := range uint64(p.rows) {
		c := merge.Change{Replica: replica, Seq: base + i + 1}
		c.Stamp = r.stamp(chStampMS)
		c.Author = r.id(r.next(chAuthor))
		c.Seed = r.seed(r.next(chSeed))
		c.Edits = some[merge.Edit](r.count(chEdits, editCost))
		for j := range c.Edits {
			c.Edits[j] = r.edit()
		}
		if r.err != nil {
			return nil, r.err
		}
		changes = append(changes, c)
	}
	return changes, r.end()
}

func (r *reader) edit() merge.Edit {
	var e merge.Edit
	ref := r.next(edRecord)
	if ref != refDerived {
		e.Record = r.id(ref)
	}
	e.Kind = merge.Kind(r.number16(edKind))
	e.Partition = r.id(r.next(edPartition))
	e.Scope = r.id(r.next(edScope))
	e.Writes = some[merge.Write](r.count(edWrites, writeCost))
	for j := range e.Writes {
		e.Writes[j] = r.write()
		if r.err != nil {
			return e
		}
	}
	if ref == refDerived {
		id, ok := deriveEdit(r.derive, &e)
		if !ok {
			r.fail("a record's ID does not follow from it")
		}
		e.Record = id
	}
	return e
}

func (r *reader) write() merge.Write {
	var wr merge.Write
	wr.Field.Number = r.number16(wrNumber)
	wr.Field.Element = r.id(r.next(wrElement))
	wr.Context = some[merge.Dot](r.count(wrContext, dotCost))
	for i := range wr.Context {
		wr.Context[i] = r.dot(wrReplica)
	}
	wr.Value = r.value(wrLength)
	return wr
}

// some is a slice of n; nil of none.
func some[T any](n int) []T {
	if n == 0 {
		return nil
	}
	return make([]T, n)
}
