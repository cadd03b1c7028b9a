package store

import (
	"crypto/sha256"
	"encoding/binary"

	"pendamping/sync/merge"
)

// sum is a number of records and the sum of their marks, modulo 2^64.
type sum struct{ count, marks uint64 }

// count adds a record to the sums of its scope and kind and to its kind's total, or
// takes it away.
func (t *tx) count(id merge.ID, at spot, sign int) error {
	s, err := t.sum(at.scope, at.kind)
	if err != nil {
		return err
	}
	total := t.total(at.kind)
	m := at.mark(id)
	if sign > 0 {
		s.count, s.marks = s.count+1, s.marks+m
		total.count, total.marks = total.count+1, total.marks+m
	} else {
		s.count, s.marks = s.count-1, s.marks-m
		total.count, total.marks = total.count-1, total.marks-m
	}
	if t.st.Totals == nil {
		t.st.Totals = map[merge.Kind][]uint64{}
	}
	t.st.Totals[at.kind] = []uint64{total.count, total.marks}
	return nil
}

// total is the sum of all records of a kind.
func (t *tx) total(k merge.Kind) sum {
	if v := t.st.Totals[k]; len(v) == 2 {
		return sum{count: v[0], marks: v[1]}
	}
	return sum{}
}

// sum is the sum of a scope and kind, as altered in this transaction.
func (t *tx) sum(scope merge.ID, kind merge.Kind) (*sum, error) {
	key := spotKey(scope, kind)
	if s, ok := t.sums[string(key)]; ok {
		return s, nil
	}
	plain, err := t.get(bucketSums, key)
	if err != nil {
		return nil, err
	}
	s := &sum{}
	if plain != nil {
		if len(plain) != 16 {
			return nil, damage("sums: cannot be read")
		}
		s.count, s.marks = binary.BigEndian.Uint64(plain), binary.BigEndian.Uint64(plain[8:])
	}
	t.sums[string(key)] = s
	return s, nil
}

// mark is a short hash of a record's place and position.
func (p spot) mark(id merge.ID) uint64 {
	b := make([]byte, 0, 64)
	b = append(b, id[:]...)
	b = append(b, p.scope[:]...)
	b = binary.BigEndian.AppendUint16(b, uint16(p.kind))
	b = binary.BigEndian.AppendUint64(b, p.position)
	h := sha256.Sum256(b)
	return binary.BigEndian.Uint64(h[:])
}

func encodeSum(s *sum) []byte {
	return binary.BigEndian.AppendUint64(binary.BigEndian.AppendUint64(nil, s.count), s.marks)
}

// rebuildSums counts all records anew, for files without sums.
func (t *tx) rebuildSums() error {
	t.st.Totals = nil
	c := t.cursor(bucketRec)
	for i := c.seek(nil); i.key != nil; i = c.next() {
		rec, err := t.s.unsealRecord(&i)
		if err != nil {
			return err
		}
		at := spot{scope: rec.Scope(), kind: rec.Kind, position: rec.Position()}
		if err := t.count(rec.ID, at, 1); err != nil {
			return err
		}
	}
	return nil
}
