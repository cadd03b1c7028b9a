package store

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"

	bolt "go.etcd.io/bbolt"

	"pendamping/sync/merge"
)

// The buckets. All but meta hold sealed values.
const (
	bucketMeta  = "meta"  // plain: format, schema, header
	bucketState = "state" // state, link, footprint
	bucketLog   = "log"   // replica ‖ seq of the last → changes with links
	bucketHeads = "heads" // replica → head
	bucketRec   = "rec"   // scope ‖ kind ‖ id → record
	bucketID    = "id"    // id → scope ‖ kind
	bucketPos   = "pos"   // position of the last → steps
	bucketSums  = "sums"  // scope ‖ kind → count, sum of marks
	bucketAside = "aside" // replica ‖ seq ‖ hash → verdict, and the change if it is a fork
	bucketLocal = "local" // name → what is never synchronized
)

// Keys of single values.
const (
	metaFormat = "format"
	metaSchema = "schema"
	metaHeader = "header"
	keyState   = "state"
	keyLink    = "link"
	keyFoot    = "foot"
)

// formatName is how a file says that it is a store of this program.
const formatName = "id.asppuk.pendamping store"

func buckets() []string {
	return []string{
		bucketMeta, bucketState, bucketLog, bucketHeads, bucketRec, bucketID, bucketPos, bucketSums, bucketAside, bucketLocal,
	}
}

// state is what changes with every save.
type state struct {
	Replica  merge.Replica           `cbor:"1,keyasint"`
	Position uint64                  `cbor:"2,keyasint"`
	Clock    merge.Stamp             `cbor:"3,keyasint"`
	Totals   map[merge.Kind][]uint64 `cbor:"4,keyasint,omitempty"` // kind → count, sum of marks
	Indexed  bool                    `cbor:"5,keyasint,omitempty"` // pos is kept: somebody asked for a page once
	Forgot   bool                    `cbor:"6,keyasint,omitempty"` // records left that name own changes
}

// held is a record in a transaction, with the place where it was found.
type held struct {
	rec     merge.Record
	left    []departure
	was     spot // where it stands in the file; zero position: nowhere
	altered bool
	removed bool
}

// spot is where a record stands.
type spot struct {
	scope    merge.ID
	kind     merge.Kind
	position uint64
}

// tx is one transaction with its records unsealed. Altered records are written once, by
// flush, however often they were altered.
type tx struct {
	s       *Store
	b       *bolt.Tx
	sealer  *sealer  // of what goes into the tree
	over    *overlay // what the journal has beyond the tree; nil: nothing
	seq     uint64   // the commit of the overlay at which this transaction began
	pend    *writes  // its own writes; nil in one that reads, or that writes to the tree itself
	era     era      // that began with it, on the tree
	st      state
	recs    map[merge.ID]*held
	sums    map[string]*sum
	heads   map[merge.Replica]merge.Head // of chains that grew
	grown   map[merge.Replica]*growth
	read    *segment // of the log, the last that was read
	foot    []trace
	left    []footprint // of a transaction on the tree
	steps   []step      // of the trail
	start   uint64      // position at the beginning
	weight  int         // of the changes appended, in bytes
	local   bool        // a change was made here
	removed bool        // a record was removed
}

// get opens a value; nil when there is none. Nobody may alter it.
func (t *tx) get(bucket string, key []byte) ([]byte, error) {
	if t.pend != nil {
		if plain, ok := t.pend.by[number(bucket)][string(key)]; ok {
			return plain, nil
		}
	}
	if t.over != nil {
		if plain, ok := t.over.get(number(bucket), key, t.seq); ok {
			return plain, nil
		}
	}
	b := t.b.Bucket([]byte(bucket))
	if b == nil {
		return nil, damage("a bucket is missing")
	}
	t.look()
	v := b.Get(key)
	if v == nil {
		return nil, nil
	}
	return t.s.sealer.open(bucket, key, v)
}

// put keeps a value, sealed where it goes into the tree. Nobody may alter it any more.
func (t *tx) put(bucket string, key, plain []byte) error {
	if t.pend != nil {
		t.pend.set(number(bucket), key, plain)
		return nil
	}
	v, err := t.sealer.seal(bucket, key, plain)
	if err != nil {
		return err
	}
	if err := t.b.Bucket([]byte(bucket)).Put(key, v); err != nil {
		return fmt.Errorf("%s: %w", bucket, err)
	}
	t.note(trace{bucket: bucket, key: key, value: v})
	return nil
}

// del removes a value.
func (t *tx) del(bucket string, key []byte) error {
	if t.pend != nil {
		t.pend.set(number(bucket), key, nil)
		return nil
	}
	if err := t.b.Bucket([]byte(bucket)).Delete(key); err != nil {
		return fmt.Errorf("%s: %w", bucket, err)
	}
	t.note(trace{bucket: bucket, key: key})
	return nil
}

// load reads a sealed CBOR value into v; false when there is none.
func (t *tx) load(bucket, key string, v any) (bool, error) {
	plain, err := t.get(bucket, []byte(key))
	if err != nil || plain == nil {
		return false, err
	}
	if err := t.s.code.dec.Unmarshal(plain, v); err != nil {
		return false, damage("%s: cannot be read", bucket)
	}
	return true, nil
}

// save seals v as CBOR.
func (t *tx) save(bucket, key string, v any) error {
	plain, err := t.s.code.enc.Marshal(v)
	if err != nil {
		return fmt.Errorf("%s: %w", bucket, err)
	}
	return t.put(bucket, []byte(key), plain)
}

// loadState reads the state.
func (t *tx) loadState() error {
	ok, err := t.load(bucketState, keyState, &t.st)
	if err != nil {
		return err
	}
	if !ok {
		return damage("no state")
	}
	t.start = t.st.Position
	if own := t.s.own.Load(); own == nil || *own != t.st.Replica {
		committed := t.st.Replica // this transaction may alter the state and fail
		t.s.own.Store(&committed)
	}
	return nil
}

// flush writes altered records, sums, the log, heads, the clock and the state.
func (t *tx) flush() error {
	for id, h := range t.recs {
		if h.altered || h.removed {
			if err := t.settle(id, h); err != nil {
				return err
			}
		}
	}
	for key, v := range t.sums {
		if err := t.put(bucketSums, []byte(key), encodeSum(v)); err != nil {
			return err
		}
	}
	if err := errors.Join(t.putLog(), t.putSteps()); err != nil {
		return err
	}
	for r, h := range t.heads {
		if err := t.put(bucketHeads, r[:], append(binary.BigEndian.AppendUint64(nil, h.Seq), h.Hash[:]...)); err != nil {
			return err
		}
	}
	t.st.Clock = t.s.clock.Last()
	return t.save(bucketState, keyState, &t.st)
}

// settle moves a record from where it was found to where it belongs now.
func (t *tx) settle(id merge.ID, h *held) error {
	now := spot{scope: h.rec.Scope(), kind: h.rec.Kind, position: h.rec.Position()}
	moved := h.was.position == 0 || h.was.scope != now.scope
	if err := t.unplace(id, h); err != nil || h.removed {
		return err
	}
	if moved && h.was.position != 0 {
		if err := t.del(bucketRec, recKey(h.was.scope, h.was.kind, id)); err != nil {
			return err
		}
	}
	if err := t.put(bucketRec, recKey(now.scope, now.kind, id), encodeRecord(&h.rec, h.left)); err != nil {
		return err
	}
	if moved {
		t.s.sieve.note(id)
		if err := t.put(bucketID, id[:], spotKey(now.scope, now.kind)); err != nil {
			return err
		}
	}
	stands := standing{id: id, scope: now.scope, kind: now.kind, left: h.left}
	t.steps = append(t.steps, step{standing: stands, partition: h.rec.Partition, at: now.position, by: author(&h.rec, t.start)})
	return t.count(id, now, 1)
}

// author is the replica that has written all there is in the fields altered after a
// position; zero when it was not one alone.
func author(r *merge.Record, after uint64) (by merge.Replica) {
	for i := range r.Fields {
		if r.Fields[i].Position <= after {
			continue
		}
		for j := range r.Fields[i].Register.Siblings {
			one := r.Fields[i].Register.Siblings[j].Dot.Replica
			if !by.IsZero() && by != one {
				return merge.Replica{}
			}
			by = one
		}
	}
	return by
}

// unplace takes a record out of the sums, and, when it goes for good, out of everything.
func (t *tx) unplace(id merge.ID, h *held) error {
	if h.was.position == 0 {
		return nil
	}
	if err := t.count(id, h.was, -1); err != nil || !h.removed {
		return err
	}
	if err := t.del(bucketRec, recKey(h.was.scope, h.was.kind, id)); err != nil {
		return err
	}
	return t.del(bucketID, id[:])
}

// find returns a record as it stands in this transaction, or merge.ErrNoRecord.
func (t *tx) find(id merge.ID) (*held, error) {
	if h, ok := t.recs[id]; ok {
		if h.removed || h.was.position == 0 && !h.altered {
			return nil, merge.ErrNoRecord
		}
		return h, nil
	}
	if t.pend != nil && t.s.sieve.lacks(id) {
		t.recs[id] = &held{}
		return nil, merge.ErrNoRecord
	}
	at, err := t.get(bucketID, id[:])
	if err != nil {
		return nil, err
	}
	if at == nil {
		t.recs[id] = &held{} // not to be looked for twice
		return nil, merge.ErrNoRecord
	}
	key := append(bytes.Clone(at), id[:]...)
	plain, err := t.get(bucketRec, key)
	if err != nil {
		return nil, err
	}
	rec, left, ok := decodeRecord(id, plain)
	if !ok || !bytes.Equal(spotKey(rec.Scope(), rec.Kind), at) {
		return nil, damage("rec: a record is missing or not in its place")
	}
	h := &held{rec: rec, left: left, was: spot{scope: rec.Scope(), kind: rec.Kind, position: rec.Position()}}
	t.recs[id] = h
	return h, nil
}

// findOrNew is find, or an empty record that is written when it is altered.
func (t *tx) findOrNew(id merge.ID, kind merge.Kind, partition merge.ID) (*held, error) {
	h, err := t.find(id)
	if !errors.Is(err, merge.ErrNoRecord) {
		return h, err
	}
	if old, ok := t.recs[id]; ok && old.removed {
		// Removed and back in one transaction: the old place is still to be cleared.
		old.rec, old.left = merge.Record{ID: id, Kind: old.rec.Kind, Partition: partition}, nil
		return old, nil
	}
	h = &held{rec: merge.Record{ID: id, Kind: kind, Partition: partition}}
	t.recs[id] = h
	return h, nil
}

// alter changes a record at the next position and notes which scope it left.
func (t *tx) alter(h *held, change func(*merge.Record, uint64) bool) {
	next := h.rec
	if !h.altered { // else it is this transaction's own copy
		next = h.rec.Clone()
	}
	was, existed := h.rec.Scope(), len(h.rec.Fields) > 0
	if !change(&next, t.st.Position+1) {
		return
	}
	t.st.Position++
	if existed && was != next.Scope() {
		h.left = append(h.left, departure{scope: was, at: t.st.Position})
	}
	h.rec, h.altered, h.removed = next, true, false
}

// apply merges all edits of a change.
func (t *tx) apply(c *merge.Change) error {
	for i := range c.Edits {
		e := &c.Edits[i]
		h, err := t.findOrNew(e.Record, e.Kind, e.Partition)
		if err != nil {
			return err
		}
		t.alter(h, func(r *merge.Record, at uint64) bool { return r.Apply(c, e, at) })
	}
	return nil
}

// head is the end of a replica's chain; zero when nothing of it is held.
func (t *tx) head(r merge.Replica) (merge.Head, error) {
	if h, ok := t.heads[r]; ok {
		return h, nil
	}
	plain, err := t.get(bucketHeads, r[:])
	if err != nil || plain == nil {
		return merge.Head{}, err
	}
	if len(plain) != 8+sha256.Size {
		return merge.Head{}, damage("heads: cannot be read")
	}
	return merge.Head{Seq: binary.BigEndian.Uint64(plain), Hash: merge.Hash(plain[8:])}, nil
}

// linkAt is the link of a chain at a number that is held.
func (t *tx) linkAt(r merge.Replica, seq uint64) (merge.Hash, error) {
	if seq == 0 {
		return merge.Hash{}, nil
	}
	_, link, err := t.change(r, seq)
	return link, err
}

func logKey(r merge.Replica, seq uint64) []byte {
	return binary.BigEndian.AppendUint64(bytes.Clone(r[:]), seq)
}

func spotKey(scope merge.ID, kind merge.Kind) []byte {
	return binary.BigEndian.AppendUint16(bytes.Clone(scope[:]), uint16(kind))
}

func recKey(scope merge.ID, kind merge.Kind, id merge.ID) []byte {
	return append(spotKey(scope, kind), id[:]...)
}

// putPlain writes to the meta bucket.
func putPlain(meta *bolt.Bucket, key string, value []byte) error {
	if err := meta.Put([]byte(key), value); err != nil {
		return fmt.Errorf("meta: %w", err)
	}
	return nil
}
