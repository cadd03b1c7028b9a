package kpuk

// Office is what a person may do in the program.
type Office uint8

// The offices.
const (
	OfficeFacilitator Office = iota + 1
	OfficeCoordinator
	OfficeNetworkAdmin
	OfficeViewer
)

// Person is somebody who uses the program. Its scope is the admin scope; those who
// work in the partition receive name and office with their enrolment.
type Person struct {
	Header `cbor:"-"`

	Name     string            `cbor:"10,keyasint,omitempty"`
	Phone    string            `cbor:"11,keyasint,omitempty"` // E.164
	Office   Office            `cbor:"12,keyasint,omitempty"`
	Assigned map[ID]Assignment `cbor:"13,keyasint,omitempty"` // by scope: what she may read and write
}

// Assignment grants or revokes a scope.
type Assignment struct {
	Granted bool `cbor:"1,keyasint,omitempty"`
	Since   Date `cbor:"2,keyasint,omitempty"`
}

// Device is an enrolled tablet or desktop.
type Device struct {
	Header `cbor:"-"`

	Person     ID     `cbor:"10,keyasint,omitzero"`
	Label      string `cbor:"11,keyasint,omitempty"`
	Key        []byte `cbor:"12,keyasint,omitempty"` // Ed25519 public key
	EnrolledAt int64  `cbor:"13,keyasint,omitempty"` // Unix milliseconds
	RevokedAt  int64  `cbor:"14,keyasint,omitempty"` // Unix milliseconds; zero while it may sync
	Order      string `cbor:"15,keyasint,omitempty"` // "", lock, push-then-wipe or wipe
	Reason     string `cbor:"16,keyasint,omitempty"` // why it was revoked

	// A device that was copied shares its key with the copy. Each then asks for a key of
	// its own, as a new device that succeeds the old one once a coordinator approves.
	SharedAt   int64 `cbor:"40,keyasint,omitempty"` // when the hub noticed, Unix milliseconds; zero: it is one device
	Succeeds   ID    `cbor:"41,keyasint,omitzero"`  // Device whose place it takes; zero for one that was invited, itself for one that came back
	ApprovedAt int64 `cbor:"42,keyasint,omitempty"` // of a successor, Unix milliseconds; zero while it waits
	ClosedAt   int64 `cbor:"43,keyasint,omitempty"` // when the first successor was approved, Unix milliseconds
}

// Waits tells whether the device asks to succeed another and nobody has answered.
func (d *Device) Waits() bool { return !d.Succeeds.IsZero() && d.ApprovedAt == 0 && d.RevokedAt == 0 }

// CameBack tells whether a hub that was set back to an older state knew the device again
// by a certificate: it then succeeds itself.
func (d *Device) CameBack() bool { return !d.ID.IsZero() && d.Succeeds == d.ID }

// ApproveReturn lets a device that came back sync again; now is in Unix milliseconds.
func ApproveReturn(d *Device, now int64) bool {
	if !d.CameBack() || !d.Waits() {
		return false
	}
	d.ApprovedAt = now
	return true
}

// ApproveSuccessor lets a device take the place of the one before, which is closed from
// now on: whoever else used its key has to ask for a new one. It alters both; now is in
// Unix milliseconds.
func ApproveSuccessor(before, successor *Device, now int64) bool {
	if !successor.Waits() || successor.Succeeds != before.ID || successor.CameBack() {
		return false
	}
	successor.ApprovedAt = now
	if before.ClosedAt == 0 {
		before.ClosedAt = now
	}
	return true
}

// Invite lets one new device enrol, once. Only the hash of its code is kept.
type Invite struct {
	Header `cbor:"-"`

	CodeHash []byte `cbor:"10,keyasint,omitempty"` // SHA-256 of the code
	Person   ID     `cbor:"11,keyasint,omitzero"`  // who will use the device
	Expires  int64  `cbor:"12,keyasint,omitempty"` // Unix milliseconds
	UsedBy   ID     `cbor:"13,keyasint,omitzero"`  // Device; zero while it is open
	Label    string `cbor:"14,keyasint,omitempty"`
}
