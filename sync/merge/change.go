package merge

import (
	"crypto/sha256"
	"encoding/binary"
)

// chainDomain keeps hashes of changes apart from all other uses of SHA-256.
const chainDomain = "pendamping change 1\x00"

// saltSize is the length of a value's salt in bytes.
const saltSize = 16

// Salt is the secret that hides a value behind its commitment:
// HMAC-SHA256(seed, replica ‖ seq ‖ edit ‖ write)[:16], numbers big-endian, the two
// indexes of four bytes.
func (c *Change) Salt(edit, write int) [saltSize]byte {
	k := newSalter(c)
	return k.salt(edit, write)
}

// salter computes the salts of a change: HMAC-SHA256 without memory of its own, as there
// are two for each fact that a device tells of.
type salter struct {
	inner [sha256.BlockSize + 24]byte // pad, message
	outer [sha256.BlockSize + sha256.Size]byte
}

// newSalter keys a salter by the change's seed.
func newSalter(c *Change) *salter {
	k := &salter{}
	for i := range sha256.BlockSize {
		k.inner[i], k.outer[i] = 0x36, 0x5c
	}
	for i, b := range c.Seed {
		k.inner[i], k.outer[i] = k.inner[i]^b, k.outer[i]^b
	}
	message := k.inner[sha256.BlockSize:]
	copy(message, c.Replica[:])
	binary.BigEndian.PutUint64(message[8:], c.Seq)
	return k
}

func (k *salter) salt(edit, write int) [saltSize]byte {
	message := k.inner[sha256.BlockSize:]
	binary.BigEndian.PutUint32(message[16:], uint32(edit))  //nolint:gosec // bounded by Validate
	binary.BigEndian.PutUint32(message[20:], uint32(write)) //nolint:gosec // bounded by Validate
	sum := sha256.Sum256(k.inner[:])
	copy(k.outer[sha256.BlockSize:], sum[:])
	sum = sha256.Sum256(k.outer[:])
	return [saltSize]byte(sum[:saltSize])
}

// Commitment stands for a value in the chain: SHA-256(salt ‖ value).
func Commitment(salt [saltSize]byte, value []byte) Hash {
	var few [512]byte // most values are shorter
	b := append(few[:0], salt[:]...)
	return sha256.Sum256(append(b, value...))
}

// canonical appends the bytes that are hashed into the chain: everything of the change
// but its seed, with commitments in the place of values. Numbers are big-endian and of
// fixed width, counts of four bytes.
func (c *Change) canonical(b []byte) []byte {
	b = append(b, c.Replica[:]...)
	b = binary.BigEndian.AppendUint64(b, c.Seq)
	b = binary.BigEndian.AppendUint64(b, uint64(c.Stamp))
	b = append(b, c.Author[:]...)
	b = appendCount(b, len(c.Edits))
	k := newSalter(c)
	for i := range c.Edits {
		e := &c.Edits[i]
		b = append(b, e.Record[:]...)
		b = binary.BigEndian.AppendUint16(b, uint16(e.Kind))
		b = append(b, e.Partition[:]...)
		b = append(b, e.Scope[:]...)
		b = appendCount(b, len(e.Writes))
		for j := range e.Writes {
			b = c.appendWrite(b, k, i, j)
		}
	}
	return b
}

// Hash is the change's link in its replica's chain:
// SHA-256("pendamping change 1\0" ‖ prev ‖ canonical bytes).
func (c *Change) Hash(prev Hash) Hash {
	var few [1024]byte // most changes are shorter
	b := append(few[:0], chainDomain...)
	b = append(b, prev[:]...)
	return sha256.Sum256(c.canonical(b))
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
func (c *Change) appendWrite(b []byte, k *salter, edit, write int) []byte {
	w := &c.Edits[edit].Writes[write]
	b = binary.BigEndian.AppendUint16(b, w.Field.Number)
	b = append(b, w.Field.Element[:]...)
	b = appendCount(b, len(w.Context))
	for _, d := range w.Context {
		b = append(b, d.Replica[:]...)
		b = binary.BigEndian.AppendUint64(b, d.Seq)
	}
	sum := Commitment(k.salt(edit, write), w.Value)
	return append(b, sum[:]...)
}

// appendCount appends a count or index.
func appendCount(b []byte, n int) []byte {
	return binary.BigEndian.AppendUint32(b, uint32(n)) //nolint:gosec // bounded by Validate
}
