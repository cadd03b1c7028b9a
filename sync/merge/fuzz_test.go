package merge_test

import (
	"encoding/binary"
	"testing"

	"pendamping/sync/merge"
)

// changeOf makes a change of any bytes: each takes from them what it needs, and zeros
// when they are used up.
func changeOf(b []byte) merge.Change {
	next := func(n int) []byte {
		out := make([]byte, n)
		b = b[copy(out, b):]
		return out
	}
	small := func() int { return int(next(1)[0]) % 5 }
	id := func() (id merge.ID) { copy(id[:], next(2)); return id }
	c := merge.Change{Seq: binary.BigEndian.Uint64(append(next(1), make([]byte, 7)...)) >> 56, Stamp: merge.Stamp(next(1)[0]), Author: id()}
	copy(c.Replica[:], next(1))
	for range small() {
		e := merge.Edit{Record: id(), Kind: merge.Kind(next(1)[0]), Partition: id(), Scope: id()}
		for range small() {
			w := merge.Write{Field: merge.Field{Number: uint16(next(1)[0] % 4), Element: id()}, Value: next(int(next(1)[0]) % 20)}
			for range small() {
				var r merge.Replica
				copy(r[:], next(1))
				w.Context = append(w.Context, merge.Dot{Replica: r, Seq: uint64(next(1)[0])})
			}
			e.Writes = append(e.Writes, w)
		}
		c.Edits = append(c.Edits, e)
	}
	return c
}

// FuzzValidate: whatever a change is, validating it does not panic and does not alter it;
// a valid one can be applied twice with the effect of once, and its order is canonical.
func FuzzValidate(f *testing.F) {
	f.Add([]byte{3, 9, 9, 0, 7, 1, 1, 0, 4, 2, 0, 3, 0, 2, 1, 0, 0, 17, 0x50})
	f.Add([]byte{1, 0, 0, 0, 1, 1, 1, 1, 3, 2, 2, 2, 2, 2, 2, 1, 1, 1, 3, 'a', 'b', 'c', 1, 9, 1, 3, 0, 0, 0})
	f.Add([]byte{2, 0, 0, 0, 1, 2, 1, 1, 3, 2, 2, 2, 2, 1, 2, 0, 0, 1, 'x', 0, 1, 1, 3, 2, 2, 2, 2})
	f.Fuzz(func(t *testing.T, b []byte) {
		c := changeOf(b)
		before := c.Hash(merge.Hash{})
		err := c.Validate()
		if c.Hash(merge.Hash{}) != before {
			t.Error("validating altered the change")
		}
		if err != nil {
			return
		}
		merge.Normalize(c.Edits)
		if c.Hash(merge.Hash{}) != before {
			t.Error("a valid change was not in its canonical order")
		}
		for i := range c.Edits {
			e := &c.Edits[i]
			once := merge.Record{ID: e.Record, Kind: e.Kind, Partition: e.Partition}
			once.Apply(&c, e, 1)
			twice := once.Clone()
			twice.Apply(&c, e, 2)
			if once.Digest() != twice.Digest() {
				t.Errorf("edit %d does more when it is applied again", i)
			}
		}
	})
}
