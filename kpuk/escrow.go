package kpuk

import "strings"

// KindEscrow is the kind of [Escrow]; its number is stable for ever.
const KindEscrow Kind = 14

// RecoveryKey is the federation's key for forgotten PINs: its public half, an age X25519
// recipient. The other half is kept by the coordinators, on paper or in a file, and by no
// device.
type RecoveryKey struct {
	Recipient string `cbor:"1,keyasint,omitempty"`
	Since     int64  `cbor:"2,keyasint,omitempty"` // when it took effect, Unix milliseconds
}

// Escrow is what a device deposits for the case that its PIN is forgotten: the code that
// opens it, sealed for the recovery key of that time, so that neither hub nor colleagues
// can use it. There is one for each device and scope, the newest counts; the scope is one
// of the groups that the device holds.
type Escrow struct {
	Header `cbor:"-"`

	Device    ID     `cbor:"10,keyasint,omitzero"`
	Recipient string `cbor:"11,keyasint,omitempty"` // for which it is sealed
	Sealed    []byte `cbor:"12,keyasint,omitempty"` // age, of store, device and code
	At        int64  `cbor:"13,keyasint,omitempty"` // when the device made it, Unix milliseconds
}

// Kind implements Record.
func (*Escrow) Kind() Kind { return KindEscrow }

// EscrowID names the escrow of a device in a scope. Were it one for all scopes, a device
// that lost the group in which it lies could never write another.
func EscrowID(device, scope ID) ID { return Derive("escrow", device[:], scope[:]) }

// maxSealed bounds an escrow in bytes; one is some 350.
const maxSealed = 4 << 10

// Check returns what is wrong about an escrow: one that is not its device's, or cannot be
// one.
func (e *Escrow) Check() []Problem {
	var f findings
	if e.ID != EscrowID(e.Device, e.Scope) {
		f.refuse("Device", "escrow_device")
	}
	if !IsRecipient(e.Recipient) {
		f.refuse("Recipient", "recovery_recipient")
	}
	if len(e.Sealed) == 0 || len(e.Sealed) > maxSealed {
		f.refuse("Sealed", "escrow_sealed")
	}
	return f
}

// IsRecipient tells whether a text has the form of an age X25519 recipient: 32 bytes in
// bech32 (BIP 173) with the prefix "age".
func IsRecipient(text string) bool {
	const letters, size = "qpzry9x8gf2tvdw0s3jn54khce6mua7l", 62
	rest, found := strings.CutPrefix(text, "age1")
	if !found || len(text) != size {
		return false
	}
	sum := bech32Step(1, 'a'>>5, 'g'>>5, 'e'>>5, 0, 'a'&31, 'g'&31, 'e'&31)
	for i := range len(rest) {
		v := strings.IndexByte(letters, rest[i])
		if v < 0 {
			return false
		}
		sum = bech32Step(sum, byte(v)) //nolint:gosec // below 32
	}
	return sum == 1
}

// bech32Step takes values into the checksum of BIP 173.
func bech32Step(sum uint32, values ...byte) uint32 {
	generator := [5]uint32{0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3}
	for _, v := range values {
		top := sum >> 25
		sum = (sum&0x1ffffff)<<5 ^ uint32(v)
		for i, g := range generator {
			if top>>i&1 == 1 {
				sum ^= g
			}
		}
	}
	return sum
}
