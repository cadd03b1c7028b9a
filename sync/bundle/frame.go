package bundle

import (
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/binary"

	"pendamping/sync/merge"
	"pendamping/sync/wire"
)

// Version is the format that this package writes and reads.
const Version = 1

// Limits of a bundle.
const (
	MaxBytes    = 256 << 20 // of a file
	MaxMessages = 10_000
	maxOpening  = 256
	maxCursor   = 1 << 10
)

// The plain head of a file: what it is and whom it is for. The magic begins like that
// of PNG, so that it does not survive being taken for text.
const (
	magic      = "\x89PDMP\r\n\x1a"
	headerSize = len(magic) + 2 + 16
)

// direction tells who speaks in a bundle.
type direction byte

const (
	toHub    direction = 1
	toDevice direction = 2
)

// kind of an item.
type kind byte

const (
	opening kind = 1 // first: whose bundle it is
	message kind = 2
	closing kind = 3 // last: how many messages there were
)

// Sizes of an item's parts before and after its body.
const (
	itemHead    = 1 + 8 + 4 // kind, counter, length
	openingSize = 16 + 16 + 8
	closingSize = 4
)

// signPrefix keeps these signatures from being taken for others.
const signPrefix = "pendamping bundle v1\n"

// Manifest says whose bundle it is.
type Manifest struct {
	ID       merge.ID      // drawn by the device; the answer has the same
	Device   merge.ID      // that made the bundle, or whom the answer is for
	Replica  merge.Replica // of the device
	Messages int           // once read to the end
	// Claim is the hub's word that the replica is the device's, in bundles to the hub, for
	// those who open them on the way; see wire.VerifyClaim.
	Claim []byte
}

// envelope is what all items of a bundle have in common in what is signed.
type envelope struct {
	direction direction
	to        merge.ID // DeviceID of the receiver's key
	project   string
	Manifest
}

// header is the plain head of the file.
func (e *envelope) header() []byte {
	b := make([]byte, 0, headerSize)
	b = append(b, magic...)
	b = append(b, Version, byte(e.direction))
	return append(b, e.to[:]...)
}

// checkHeader tells what is wrong with a header of a bundle that should go to a receiver.
func checkHeader(b []byte, want direction, to merge.ID) error {
	if len(b) < headerSize || string(b[:len(magic)]) != magic {
		return ErrNotBundle
	}
	b = b[len(magic):]
	switch {
	case b[0] > Version:
		return ErrNewer
	case b[0] < Version:
		return ErrOlder
	case direction(b[1]) != want && (direction(b[1]) == toHub || direction(b[1]) == toDevice):
		return ErrDirection
	case direction(b[1]) != want:
		return ErrNotBundle
	case merge.ID(b[2:]) != to:
		return ErrElsewhere
	}
	return nil
}

// item is one signed part of a bundle.
type item struct {
	kind    kind
	counter uint64 // of the request that it is or answers
	body    []byte
}

// signed is what the signature of the item at an index covers: its place too, so that
// items cannot be left out, moved or taken into another bundle.
func (e *envelope) signed(index uint32, it *item) []byte {
	sum := sha256.Sum256(it.body)
	b := make([]byte, 0, 192)
	b = append(b, signPrefix...)
	b = append(b, e.header()...)
	b = append(b, e.project...)
	b = append(b, '\n')
	b = append(b, e.ID[:]...)
	b = append(b, e.Device[:]...)
	b = append(b, e.Replica[:]...)
	b = binary.BigEndian.AppendUint32(b, index)
	b = append(b, byte(it.kind))
	b = binary.BigEndian.AppendUint64(b, it.counter)
	return append(b, sum[:]...)
}

// append writes an item in its form within the sealed part.
func (e *envelope) append(b []byte, index uint32, it *item, key ed25519.PrivateKey) []byte {
	b = append(b, byte(it.kind))
	b = binary.BigEndian.AppendUint64(b, it.counter)
	b = binary.BigEndian.AppendUint32(b, uint32(len(it.body))) //nolint:gosec // below MaxBody
	b = append(b, it.body...)
	return append(b, ed25519.Sign(key, e.signed(index, it))...)
}

// opening is the body of the first item.
func (m *Manifest) opening() []byte {
	b := make([]byte, 0, openingSize)
	b = append(b, m.ID[:]...)
	b = append(b, m.Device[:]...)
	b = append(b, m.Replica[:]...)
	return append(b, m.Claim...)
}

// parseOpening reads the body of the first item; what a later program appended to it is
// skipped.
func parseOpening(b []byte) (m Manifest, err error) {
	if len(b) < openingSize {
		return m, ErrDamaged
	}
	m.ID, m.Device, m.Replica = merge.ID(b), merge.ID(b[16:]), merge.Replica(b[32:])
	if rest := b[openingSize:]; len(rest) >= ed25519.SignatureSize {
		m.Claim = rest[:ed25519.SignatureSize]
	}
	return m, nil
}

// limit is the longest body that an item of this kind may have.
func (k kind) limit() int {
	switch k {
	case opening, closing:
		return maxOpening
	case message:
		return wire.MaxBody + 2 + maxCursor
	default:
		return -1
	}
}

// Answer is one reply of the hub in an answer bundle.
type Answer struct {
	Counter uint64 // of the request that it answers
	From    []byte // cursor from which its records go on
	Reply   *wire.Reply
}

// packAnswer is the body of a message to a device.
func packAnswer(from, reply []byte) ([]byte, error) {
	if len(from) > maxCursor {
		return nil, ErrTooLarge
	}
	b := make([]byte, 0, 2+len(from)+len(reply))
	b = binary.BigEndian.AppendUint16(b, uint16(len(from))) //nolint:gosec // at most maxCursor
	b = append(b, from...)
	return append(b, reply...), nil
}

// parseAnswer undoes packAnswer.
func parseAnswer(b []byte) (from, reply []byte, err error) {
	if len(b) < 2 {
		return nil, nil, ErrDamaged
	}
	n := int(binary.BigEndian.Uint16(b))
	if n > maxCursor || n > len(b)-2 {
		return nil, nil, ErrDamaged
	}
	return b[2 : 2+n], b[2+n:], nil
}
