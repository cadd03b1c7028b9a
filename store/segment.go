package store

import (
	"bytes"
	"encoding/binary"

	"pendamping/sync/merge"
)

// The log keeps changes of one replica that came in one transaction together, as a
// segment under the number of its last change: one value instead of one for each, with
// IDs that occur again named once. A segment of one change is kept as [encodeChange]
// writes it.
const (
	segmentVersion = 2
	segmentChanges = 64       // at most
	segmentBytes   = 16 << 10 // about, before the next begins
)

// segment is a stretch of a replica's log. links has the chain's link after each change.
type segment struct {
	changes []merge.Change
	links   []merge.Hash
}

// at returns a change of the segment by its number.
func (g *segment) at(r merge.Replica, seq uint64) (*merge.Change, merge.Hash, bool) {
	if g == nil || len(g.changes) == 0 {
		return nil, merge.Hash{}, false
	}
	first := g.changes[0].Seq
	if g.changes[0].Replica != r || seq < first || seq-first >= uint64(len(g.changes)) {
		return nil, merge.Hash{}, false
	}
	return &g.changes[seq-first], g.links[seq-first], true
}

// growth is what a transaction adds to a replica's log; before is the link before it.
type growth struct {
	segment

	before merge.Hash
}

// append puts a change at the end of its chain, which is head.
func (t *tx) append(c *merge.Change, head merge.Head) merge.Head {
	next := merge.Head{Seq: c.Seq, Hash: c.Hash(head.Hash)}
	g := t.grown[c.Replica]
	if g == nil {
		g = &growth{before: head.Hash}
		t.grown[c.Replica] = g
	}
	g.changes, g.links = append(g.changes, *c), append(g.links, next.Hash)
	t.weight += c.Size()
	t.heads[c.Replica] = next
	return next
}

// putLog writes what was appended.
func (t *tx) putLog() error {
	for r, g := range t.grown {
		before := g.before
		for from := 0; from < len(g.changes); {
			to, size := from, 0
			for to < len(g.changes) && to-from < segmentChanges && (to == from || size < segmentBytes) {
				size += g.changes[to].Size()
				to++
			}
			part := segment{changes: g.changes[from:to], links: g.links[from:to]}
			if err := t.put(bucketLog, logKey(r, g.changes[to-1].Seq), part.encode(before)); err != nil {
				return err
			}
			before, from = g.links[to-1], to
		}
	}
	return nil
}

// segment reads the segment that has a change, which must be there.
func (t *tx) segment(r merge.Replica, seq uint64) (*segment, error) {
	if g := t.grown[r]; g != nil {
		if _, _, ok := g.at(r, seq); ok {
			return &g.segment, nil
		}
	}
	if _, _, ok := t.read.at(r, seq); ok {
		return t.read, nil
	}
	key := logKey(r, seq)
	plain, err := t.get(bucketLog, key)
	if err == nil && plain == nil { // inside a segment that ends later
		c := t.cursor(bucketLog)
		i := c.seek(key)
		if bytes.HasPrefix(i.key, r[:]) && len(i.key) == len(key) {
			key = bytes.Clone(i.key)
			plain, err = t.s.reveal(bucketLog, &i)
		}
	}
	if err != nil {
		return nil, err
	}
	g, ok := decodeSegment(r, binary.BigEndian.Uint64(key[len(r):]), plain)
	if ok {
		_, _, ok = g.at(r, seq)
	}
	if !ok {
		return nil, damage("log: a change is missing or cannot be read")
	}
	t.read = g
	return g, nil
}

// change reads a logged change, which must be there.
func (t *tx) change(r merge.Replica, seq uint64) (merge.Change, merge.Hash, error) {
	g, err := t.segment(r, seq)
	if err != nil {
		return merge.Change{}, merge.Hash{}, err
	}
	c, link, _ := g.at(r, seq)
	return *c, link, nil
}

// encode writes a segment: version, link before it, link at its end, tables of IDs and
// replicas, number of changes, then the changes.
func (g *segment) encode(before merge.Hash) []byte {
	if len(g.changes) == 1 {
		return encodeChange(&g.changes[0], g.links[0])
	}
	w := &segmentWriter{}
	var last uint64
	for i := range g.changes {
		c := &g.changes[i]
		w.b = binary.AppendVarint(w.b, int64(uint64(c.Stamp)-last)) //nolint:gosec // a difference modulo 2^64
		last = uint64(c.Stamp)
		w.id(c.Author)
		w.id(merge.ID(c.Seed))
		w.b = appendLen(w.b, len(c.Edits))
		for j := range c.Edits {
			w.edit(&c.Edits[j])
		}
	}
	b := make([]byte, 0, 128+len(w.b)+16*len(w.ids.all)+8*len(w.reps.all))
	b = append(b, segmentVersion)
	b = append(b, before[:]...)
	b = append(b, g.links[len(g.links)-1][:]...)
	b = appendLen(b, len(w.ids.all))
	for _, id := range w.ids.all {
		b = append(b, id[:]...)
	}
	b = appendLen(b, len(w.reps.all))
	for _, r := range w.reps.all {
		b = append(b, r[:]...)
	}
	b = appendLen(b, len(g.changes))
	return append(b, w.b...)
}

// segmentWriter writes the changes of a segment.
type segmentWriter struct {
	b    []byte
	ids  table[merge.ID]
	reps table[merge.Replica]
}

func (w *segmentWriter) id(id merge.ID) { w.b = binary.AppendUvarint(w.b, w.ids.index(id)) }

func (w *segmentWriter) edit(e *merge.Edit) {
	w.b = append(w.b, e.Record[:]...)
	w.b = binary.AppendUvarint(w.b, uint64(e.Kind))
	w.id(e.Partition)
	w.id(e.Scope)
	w.b = appendLen(w.b, len(e.Writes))
	for i := range e.Writes {
		x := &e.Writes[i]
		w.b = appendField(w.b, x.Field)
		w.b = appendLen(w.b, len(x.Value))
		w.b = append(w.b, x.Value...)
		w.b = appendLen(w.b, len(x.Context))
		for _, d := range x.Context {
			w.b = binary.AppendUvarint(w.b, w.reps.index(d.Replica))
			w.b = binary.AppendUvarint(w.b, d.Seq)
		}
	}
}

// segmentReader reads what a segmentWriter wrote.
type segmentReader struct {
	reader

	ids  []merge.ID
	reps []merge.Replica
}

// decodeSegment reads the segment of a replica that ends with a number. The links are
// made anew and must lead from its beginning to its end.
func decodeSegment(r merge.Replica, last uint64, b []byte) (*segment, bool) {
	if len(b) == 0 || b[0] != segmentVersion {
		c, link, ok := decodeChange(r, last, b)
		return &segment{changes: []merge.Change{c}, links: []merge.Hash{link}}, ok
	}
	in := &segmentReader{reader: reader{b: b[1:]}}
	var link, end merge.Hash
	copy(link[:], in.bytes(len(link)))
	copy(end[:], in.bytes(len(end)))
	in.ids = make([]merge.ID, in.count())
	for i := range in.ids {
		in.ids[i] = in.id()
	}
	in.reps = make([]merge.Replica, in.count())
	for i := range in.reps {
		copy(in.reps[i][:], in.bytes(len(in.reps[i])))
	}
	n := in.count()
	if in.bad || n == 0 || uint64(n) > last { //nolint:gosec // a length
		return nil, false
	}
	g := &segment{changes: make([]merge.Change, n), links: make([]merge.Hash, n)}
	var stamp uint64
	for i := range g.changes {
		c := &g.changes[i]
		stamp += uint64(in.varint())                                          //nolint:gosec // a difference modulo 2^64
		c.Replica, c.Seq, c.Stamp = r, last-uint64(n-1-i), merge.Stamp(stamp) //nolint:gosec // an index
		c.Author, c.Seed = in.known(), merge.Seed(in.known())
		if k := in.count(); k > 0 {
			c.Edits = make([]merge.Edit, k)
		}
		for j := range c.Edits {
			in.edit(&c.Edits[j])
		}
		if in.bad {
			return nil, false
		}
		link = c.Hash(link)
		g.links[i] = link
	}
	return g, in.done() && link == end
}

func (r *reader) varint() int64 {
	v, n := binary.Varint(r.b)
	if r.bad || n <= 0 {
		r.bad = true
		return 0
	}
	r.b = r.b[n:]
	return v
}

// known reads an ID of the table.
func (r *segmentReader) known() merge.ID {
	i := r.uvarint()
	if i >= uint64(len(r.ids)) {
		r.bad = true
		return merge.ID{}
	}
	return r.ids[i]
}

// knownReplica reads a replica of the table.
func (r *segmentReader) knownReplica() merge.Replica {
	i := r.uvarint()
	if i >= uint64(len(r.reps)) {
		r.bad = true
		return merge.Replica{}
	}
	return r.reps[i]
}

func (r *segmentReader) edit(e *merge.Edit) {
	e.Record, e.Kind = r.id(), merge.Kind(r.uvarint()) //nolint:gosec // written from a Kind
	e.Partition, e.Scope = r.known(), r.known()
	if n := r.count(); n > 0 {
		e.Writes = make([]merge.Write, n)
	}
	for i := range e.Writes {
		w := &e.Writes[i]
		w.Field = r.field()
		if n := r.count(); n > 0 {
			w.Value = r.bytes(n)
		}
		if n := r.count(); n > 0 {
			w.Context = make(merge.Context, n)
		}
		for j := range w.Context {
			if w.Context[j] = (merge.Dot{Replica: r.knownReplica(), Seq: r.uvarint()}); r.bad {
				return
			}
		}
	}
}
