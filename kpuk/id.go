package kpuk

import (
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"io"
	"time"

	"github.com/google/uuid"

	"pendamping/fault"
)

// ID identifies a record, a person or a scope. The zero ID means none.
type ID [16]byte

// IsZero tells whether id means none.
func (id ID) IsZero() bool { return id == ID{} }

// String returns the usual text form of a UUID.
func (id ID) String() string { return uuid.UUID(id).String() }

// MarshalText writes the text form, for CSV and JSON.
func (id ID) MarshalText() ([]byte, error) { return []byte(id.String()), nil }

// UnmarshalText reads what MarshalText wrote.
func (id *ID) UnmarshalText(text []byte) error {
	got, err := ParseID(string(text))
	if err != nil {
		return err
	}
	*id = got
	return nil
}

// MarshalBinary writes the 16 bytes.
func (id ID) MarshalBinary() ([]byte, error) { return id[:], nil }

// UnmarshalBinary reads the 16 bytes.
func (id *ID) UnmarshalBinary(b []byte) error {
	if len(b) != len(id) {
		return fault.E("kpuk.ID.UnmarshalBinary", fault.Invalid, fmt.Errorf("an ID has 16 bytes, not %d", len(b)))
	}
	copy(id[:], b)
	return nil
}

// ParseID reads the text form of a UUID.
func ParseID(text string) (ID, error) {
	const op fault.Op = "kpuk.ParseID"
	u, err := uuid.Parse(text)
	if err != nil {
		return ID{}, fault.E(op, fault.Invalid, err)
	}
	return ID(u), nil
}

// IDSource makes new IDs: UUID version 7 (RFC 9562 §5.7), time-ordered and random.
type IDSource struct {
	Now  func() time.Time
	Rand io.Reader
}

// New returns a fresh ID, or the error of the random source.
func (s IDSource) New() (ID, error) {
	const op fault.Op = "kpuk.IDSource.New"
	var id ID
	if _, err := io.ReadFull(s.Rand, id[6:]); err != nil {
		return ID{}, fault.E(op, fault.Internal, fmt.Errorf("random source: %w", err))
	}
	ms := max(s.Now().UnixMilli(), 0)
	var t [8]byte
	binary.BigEndian.PutUint64(t[:], uint64(ms))
	copy(id[:6], t[2:])
	id[6] = id[6]&0x0f | 0x70
	id[8] = id[8]&0x3f | 0x80
	return id, nil
}

// Derive names something by what it belongs to: the same parts always give the same ID
// (UUID version 8, RFC 9562 §5.8, from SHA-256). Two devices that record the same
// thing so give it the same name, and the doubling is seen instead of summed.
func Derive(domain string, parts ...[]byte) ID {
	h := sha256.New()
	var n [4]byte
	for _, p := range append([][]byte{[]byte(domain)}, parts...) {
		binary.BigEndian.PutUint32(n[:], uint32(len(p))) //nolint:gosec // parts are short
		h.Write(n[:])
		h.Write(p)
	}
	var id ID
	copy(id[:], h.Sum(nil))
	id[6] = id[6]&0x0f | 0x80
	id[8] = id[8]&0x3f | 0x80
	return id
}

// VillageScope is the scope of what belongs to a village rather than to one group.
func VillageScope(areaCode string) ID { return Derive("village", []byte(areaCode)) }

// AdminScope is the scope of people, devices and invitations of a federation; only
// coordinators hold it.
func AdminScope(partition ID) ID { return Derive("admin", partition[:]) }
