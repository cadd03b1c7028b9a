package merge

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"slices"
)

// Digest is a fingerprint of the record's registers. It leaves positions out, so that
// replicas that hold the same have the same digest.
func (r Record) Digest() Hash {
	b := make([]byte, 0, 64+len(r.Fields)*96)
	b = append(b, r.ID[:]...)
	b = binary.BigEndian.AppendUint16(b, uint16(r.Kind))
	b = append(b, r.Partition[:]...)
	for i := range r.Fields {
		f := &r.Fields[i]
		b = binary.BigEndian.AppendUint16(b, f.Field.Number)
		b = append(b, f.Field.Element[:]...)
		b = appendCount(b, len(f.Register.Siblings))
		for _, s := range f.Register.Siblings {
			b = appendDot(b, s.Dot)
			b = binary.BigEndian.AppendUint64(b, uint64(s.Stamp))
			b = append(b, s.Author[:]...)
			b = appendCount(b, len(s.Value))
			b = append(b, s.Value...)
		}
		b = appendCount(b, len(f.Register.Context))
		for _, d := range f.Register.Context {
			b = appendDot(b, d)
		}
	}
	return sha256.Sum256(b)
}

// appendDot appends a dot in fixed width.
func appendDot(b []byte, d Dot) []byte {
	b = append(b, d.Replica[:]...)
	return binary.BigEndian.AppendUint64(b, d.Seq)
}

// Digests joins the digests of a set of records in any order. The zero value is ready.
type Digests struct{ all []Hash }

// Add takes a record into the set.
func (d *Digests) Add(r *Record) { d.all = append(d.all, r.Digest()) }

// Sum is the fingerprint of the set: SHA-256 over the sorted digests.
func (d *Digests) Sum() Hash {
	sorted := slices.Clone(d.all)
	slices.SortFunc(sorted, func(a, b Hash) int { return bytes.Compare(a[:], b[:]) })
	h := sha256.New()
	for i := range sorted {
		h.Write(sorted[i][:])
	}
	return Hash(h.Sum(nil))
}
