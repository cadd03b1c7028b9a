package store

import (
	"bytes"
	"crypto/sha256"
	"slices"
)

// footprint is what the last transaction wrote: a disk that confirmed it and lost it
// is found out at the next opening.
type footprint struct {
	Bucket string `cbor:"1,keyasint"`
	Key    []byte `cbor:"2,keyasint"`
	Sum    []byte `cbor:"3,keyasint"` // first 8 bytes of the value's SHA-256; empty: deleted
}

// maxFootprint bounds what is kept of a large transaction: its end.
const maxFootprint = 48

// trace is a write of which the footprint may tell; its value is hashed only then.
type trace struct {
	bucket string
	key    []byte
	value  []byte // sealed; nil: deleted
}

// note remembers a write for the footprint; of very many only the newest.
func (t *tx) note(w trace) {
	if len(t.foot) >= 8*maxFootprint {
		t.foot = append(t.foot[:0], t.foot[len(t.foot)-2*maxFootprint:]...)
	}
	t.foot = append(t.foot, w)
}

// footprint is what the newest writes left, one for each key.
func (t *tx) footprint() []footprint {
	out := make([]footprint, 0, min(len(t.foot), maxFootprint))
	for i := len(t.foot) - 1; i >= 0 && len(out) < maxFootprint; i-- {
		w := &t.foot[i]
		if slices.ContainsFunc(out, func(f footprint) bool { return f.Bucket == w.bucket && bytes.Equal(f.Key, w.key) }) {
			continue
		}
		f := footprint{Bucket: w.bucket, Key: w.key}
		if w.value != nil {
			h := sha256.Sum256(w.value)
			f.Sum = h[:8]
		}
		out = append(out, f)
	}
	return out
}

// holds tells whether a step of the footprint is as it was left.
func (f *footprint) holds(value []byte) bool {
	if len(f.Sum) == 0 {
		return value == nil
	}
	h := sha256.Sum256(value)
	return value != nil && bytes.Equal(h[:8], f.Sum)
}
