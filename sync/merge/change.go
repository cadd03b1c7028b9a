package merge

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
	"hash"
)

// chainDomain keeps hashes of changes apart from all other uses of SHA-256.
const chainDomain = "pendamping change 1\x00"

// saltSize is the length of a value's salt in bytes.
const saltSize = 16

// Salt is the secret that hides a value behind its commitment:
// HMAC-SHA256(seed, replica ‖ seq ‖ edit ‖ write)[:16], numbers big-endian, the two
// indexes of four bytes.
func (c *Change) Salt(edit, write int) [saltSize]byte {
	return c.salt(hmac.New(sha256.New, c.Seed[:]), edit, write)
}

// Commitment stands for a value in the chain: SHA-256(salt ‖ value).
func Commitment(salt [saltSize]byte, value []byte) Hash {
	h := sha256.New()
	h.Write(salt[:])
	h.Write(value)
	return Hash(h.Sum(nil))
}

// Canonical returns the bytes that are hashed into the chain: everything of the change
// but its seed, with commitments in the place of values. Numbers are big-endian and of
// fixed width, counts of four bytes.
func (c *Change) Canonical() []byte {
	b := make([]byte, 0, 128+len(c.Edits)*128)
	b = append(b, c.Replica[:]...)
	b = binary.BigEndian.AppendUint64(b, c.Seq)
	b = binary.BigEndian.AppendUint64(b, uint64(c.Stamp))
	b = append(b, c.Author[:]...)
	b = appendCount(b, len(c.Edits))
	mac := hmac.New(sha256.New, c.Seed[:])
	for i := range c.Edits {
		e := &c.Edits[i]
		b = append(b, e.Record[:]...)
		b = binary.BigEndian.AppendUint16(b, uint16(e.Kind))
		b = append(b, e.Partition[:]...)
		b = append(b, e.Scope[:]...)
		b = appendCount(b, len(e.Writes))
		for j := range e.Writes {
			b = c.appendWrite(b, mac, i, j)
		}
	}
	return b
}

// Hash is the change's link in its replica's chain:
// SHA-256("pendamping change 1\0" ‖ prev ‖ canonical bytes).
func (c *Change) Hash(prev Hash) Hash {
	h := sha256.New()
	h.Write([]byte(chainDomain))
	h.Write(prev[:])
	h.Write(c.Canonical())
	return Hash(h.Sum(nil))
}

// Size estimates the change's bytes as sent or stored.
func (c *Change) Size() int {
	n := 64
	for i := range c.Edits {
		n += 56
		for j := range c.Edits[i].Writes {
			w := &c.Edits[i].Writes[j]
			n += 8 + len(w.Value) + 12*len(w.Context)
		}
	}
	return n
}

// Size estimates the delta's bytes as sent.
func (d *Delta) Size() int {
	n := 40
	for i := range d.Fields {
		r := &d.Fields[i].Register
		n += 8 + 12*len(r.Context)
		for j := range r.Siblings {
			n += 24 + len(r.Siblings[j].Value)
		}
	}
	return n
}

// appendWrite appends a write's canonical bytes.
func (c *Change) appendWrite(b []byte, mac hash.Hash, edit, write int) []byte {
	w := &c.Edits[edit].Writes[write]
	b = binary.BigEndian.AppendUint16(b, w.Field.Number)
	b = append(b, w.Field.Element[:]...)
	b = appendCount(b, len(w.Context))
	for _, d := range w.Context {
		b = append(b, d.Replica[:]...)
		b = binary.BigEndian.AppendUint64(b, d.Seq)
	}
	mac.Reset()
	sum := Commitment(c.salt(mac, edit, write), w.Value)
	return append(b, sum[:]...)
}

// salt computes a salt with a fresh or reset HMAC keyed by the seed.
func (c *Change) salt(mac hash.Hash, edit, write int) [saltSize]byte {
	b := make([]byte, 0, 24)
	b = append(b, c.Replica[:]...)
	b = binary.BigEndian.AppendUint64(b, c.Seq)
	b = appendCount(b, edit)
	b = appendCount(b, write)
	mac.Write(b)
	return [saltSize]byte(mac.Sum(nil)[:saltSize])
}

// appendCount appends a count or index.
func appendCount(b []byte, n int) []byte {
	return binary.BigEndian.AppendUint32(b, uint32(n)) //nolint:gosec // bounded by Validate
}
