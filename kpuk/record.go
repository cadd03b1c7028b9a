package kpuk

// Kind says what a record is. Numbers are stable for ever.
type Kind uint16

// The kinds of records.
const (
	KindFederation Kind = 1
	KindGroup      Kind = 2
	KindMember     Kind = 3
	KindMeeting    Kind = 4
	KindEntry      Kind = 5
	KindLoan       Kind = 6
	KindVisit      Kind = 7
	KindTask       Kind = 8
	KindPerson     Kind = 20
	KindDevice     Kind = 21
	KindInvite     Kind = 22
	KindHeld       Kind = 23
)

// Field numbers that every kind shares. Numbers below 10 belong to the header.
const (
	FieldScope   = 1 // the scope's 16 bytes
	FieldRemoved = 2 // Removal; absent or empty while the record stands
)

// Header is what every record carries beside its own fields.
type Header struct {
	ID        ID
	Partition ID // the federation; orders and shards
	Scope     ID // group, village scope, admin scope or the partition itself
	Removed   Removal
	// Seen is what the reader of the record saw, kept for the store: it is handed
	// back on saving so that only what changed is written, with the context in which
	// it was changed. Nil on a new record.
	Seen any
}

// Removal says why a record no longer stands. The zero Removal means that it stands.
type Removal struct {
	Reason string `cbor:"1,keyasint,omitempty"`
	On     Date   `cbor:"2,keyasint,omitempty"`
}

// Gone tells whether the record was removed.
func (h *Header) Gone() bool { return h.Removed != Removal{} }

// Head gives access to the header through the [Record] interface.
func (h *Header) Head() *Header { return h }

// Record is any of the record types; they implement it by pointer.
type Record interface {
	Head() *Header
	Kind() Kind
}

// Federation is a JarPUK: the groups of one or more kabupaten/kota. Its ID is the
// partition of everything in it.
type Federation struct {
	Header `cbor:"-"`

	Name  string   `cbor:"10,keyasint,omitempty"`
	Areas []string `cbor:"11,keyasint,omitempty"` // kabupaten codes, such as "52.02"
	Zone  string   `cbor:"12,keyasint,omitempty"` // WIB, WITA or WIT

	Recovery RecoveryKey `cbor:"13,keyasint,omitzero"` // for forgotten PINs; zero: none was set up
}

// Kind implementations.

// Kind implements Record.
func (*Federation) Kind() Kind { return KindFederation }

// Kind implements Record.
func (*Group) Kind() Kind { return KindGroup }

// Kind implements Record.
func (*Member) Kind() Kind { return KindMember }

// Kind implements Record.
func (*Meeting) Kind() Kind { return KindMeeting }

// Kind implements Record.
func (*Entry) Kind() Kind { return KindEntry }

// Kind implements Record.
func (*Loan) Kind() Kind { return KindLoan }

// Kind implements Record.
func (*Visit) Kind() Kind { return KindVisit }

// Kind implements Record.
func (*Task) Kind() Kind { return KindTask }

// Kind implements Record.
func (*Person) Kind() Kind { return KindPerson }

// Kind implements Record.
func (*Device) Kind() Kind { return KindDevice }

// Kind implements Record.
func (*Invite) Kind() Kind { return KindInvite }

// Kind implements Record.
func (*Held) Kind() Kind { return KindHeld }
