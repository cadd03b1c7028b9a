package store

import (
	"bytes"
	"encoding/binary"
	"math/bits"

	"pendamping/sync/merge"
)

// sieve remembers which records a hub has, so that it need not look for those that come
// new, as nearly all do of which devices tell: the IDs of ledger lines are random, and
// each would be looked for on a leaf of its own. It is a Bloom filter: what it does not
// know is not there, what it knows may be. The writer's lock guards it.
//
// It is filled bit by bit, in the order of keys, while changes come: what is put there
// meanwhile is noted at once, so that what it was asked to go along up to a key is
// complete up to there, whatever was written in between.
type sieve struct {
	blocks []block
	seed   [2]uint64
	noted  int
	room   int    // so many may be noted before it is made anew, larger
	upTo   []byte // of the keys of the tree it knows those below
	whole  bool   // it knows all
}

// block is the line of a processor's cache that one ID has its bits in.
type block [8]uint64

const (
	sieveBits   = 12      // of a block for each ID, for which 1 in 200 is looked for in vain
	sieveProbes = 6       // bits of each ID
	sieveLeast  = 1 << 15 // IDs
	sieveAhead  = 4       // keys of the tree that it goes along for each change that comes
	sieveLeaf   = 64      // keys that lie beside each other on a leaf of the tree, about
)

// spread gives the block of an ID and its bits there, nine bits of the second for each.
// Who chooses IDs does not know the seed.
func (w *sieve) spread(id merge.ID) (at, probes uint64) {
	high, low := bits.Mul64(binary.LittleEndian.Uint64(id[:8])^w.seed[0], binary.LittleEndian.Uint64(id[8:])^w.seed[1])
	h := high ^ low
	at, _ = bits.Mul64(h, uint64(len(w.blocks)))
	high, low = bits.Mul64(h^w.seed[1], 0x9e3779b97f4a7c15)
	return at, high ^ low
}

// note takes an ID in.
func (w *sieve) note(id merge.ID) {
	if len(w.blocks) == 0 {
		return
	}
	at, probes := w.spread(id)
	b := &w.blocks[at]
	for range sieveProbes {
		b[probes>>6&7] |= 1 << (probes & 63)
		probes >>= 9
	}
	w.noted++
}

// lacks tells whether there surely is no record of an ID.
func (w *sieve) lacks(id merge.ID) bool {
	if len(w.blocks) == 0 || !w.whole && bytes.Compare(id[:], w.upTo) >= 0 {
		return false
	}
	at, probes := w.spread(id)
	b := &w.blocks[at]
	for range sieveProbes {
		if b[probes>>6&7]&(1<<(probes&63)) == 0 {
			return true
		}
		probes >>= 9
	}
	return false
}

// restart empties it and gives it room for the records there are and half as many more.
func (w *sieve) restart(records int, seed merge.Seed) {
	room := records + records/2 + sieveLeast
	*w = sieve{
		blocks: make([]block, room*sieveBits/512+1), room: room,
		seed: [2]uint64{binary.LittleEndian.Uint64(seed[:8]), binary.LittleEndian.Uint64(seed[8:])},
	}
}

// goAlong lets the store remember more of the records that it has, as far as a number of
// changes pays for it.
func (t *tx) goAlong(changes int) error {
	w := &t.s.sieve
	if len(w.blocks) == 0 || w.noted > w.room {
		records := uint64(0)
		for k := range t.st.Totals {
			records += t.total(k).count
		}
		w.restart(int(records), t.s.seed)
		t.over.keys(number(bucketID), func(key string) { w.note(merge.ID([]byte(key))) })
	}
	if w.whole {
		return nil
	}
	c := t.b.Bucket([]byte(bucketID)).Cursor()
	k, _ := c.Seek(w.upTo)
	for n := range changes * sieveAhead {
		if k == nil {
			w.whole, w.upTo = true, nil
			return nil
		}
		if len(k) != len(merge.ID{}) {
			return damage("id: not a key")
		}
		w.note(merge.ID(k))
		if n%sieveLeaf == 0 {
			t.look()
		}
		k, _ = c.Next()
	}
	w.upTo = bytes.Clone(k)
	w.whole = k == nil
	return nil
}
