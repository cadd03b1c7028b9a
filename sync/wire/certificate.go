package wire

import (
	"crypto/ed25519"
	"errors"
	"slices"

	"pendamping/assets/dictionary"
	"pendamping/fault"
	"pendamping/sync/merge"
)

// PathCertificate is where a device gets its passport: an empty body, signed as a request
// of the replica that the certificate shall name.
const PathCertificate = "/v1/certificate"

// MaxPassport is the largest passport in bytes, and certificate: a thousand scopes and as many
// keys of others.
const MaxPassport = 128 << 10

// Prefixes of what the hub signs for devices to show each other.
const (
	certificatePrefix = "pendamping certificate v1\n"
	bulletinPrefix    = "pendamping bulletin v1\n"
	claimPrefix       = "pendamping claim v1\n"
)

// Certificate is the hub's word on a device, for colleagues who meet it without the hub.
type Certificate struct {
	Device    merge.ID
	Key       ed25519.PublicKey
	Replica   merge.Replica // that the device writes under
	Person    merge.ID
	Name      string // of the person
	Office    uint8  // of the person, as in kpuk.Office
	Partition merge.ID
	All       bool // holds the whole partition
	Admin     bool // holds accounts too
	ReadOnly  bool
	Scopes    []merge.ID
	Epoch     merge.ID // hub epoch
	Issued    int64    // hub's clock, Unix milliseconds
	Until     int64    // hub's clock, Unix milliseconds; not shown to anybody who knows of a later time
}

// Bulletin is the hub's word on all devices of a partition.
type Bulletin struct {
	Partition merge.ID
	Epoch     merge.ID
	Issued    int64               // hub's clock, Unix milliseconds
	Openers   []ed25519.PublicKey // of devices that may open bundles: those that hold the whole partition and may write
	Revoked   []merge.ID          // devices whose certificates do not count any more
}

// Passport is what the hub gives a device to meet others with. The parts are kept and
// shown as the hub signed them.
type Passport struct {
	Certificate []byte
	Bulletin    []byte
	Claim       []byte // that the replica is the device's: see [SignClaim]
}

// signedBody is a signed part: what is signed, and the signature.
type signedBody struct {
	Body      []byte `cbor:"1,keyasint"`
	Signature []byte `cbor:"2,keyasint"`
}

type certificateBody struct {
	Key       []byte `cbor:"1,keyasint"`
	Replica   []byte `cbor:"2,keyasint"`
	Person    []byte `cbor:"3,keyasint"`
	Name      string `cbor:"4,keyasint,omitempty"`
	Office    uint8  `cbor:"5,keyasint,omitempty"`
	Partition []byte `cbor:"6,keyasint"`
	All       bool   `cbor:"7,keyasint,omitempty"`
	Admin     bool   `cbor:"8,keyasint,omitempty"`
	ReadOnly  bool   `cbor:"9,keyasint,omitempty"`
	Scopes    []byte `cbor:"10,keyasint,omitempty"`
	Epoch     []byte `cbor:"11,keyasint"`
	Issued    int64  `cbor:"12,keyasint,omitempty"`
	Until     int64  `cbor:"13,keyasint,omitempty"`
}

type bulletinBody struct {
	Partition []byte `cbor:"1,keyasint"`
	Epoch     []byte `cbor:"2,keyasint"`
	Issued    int64  `cbor:"3,keyasint,omitempty"`
	Openers   []byte `cbor:"4,keyasint,omitempty"` // keys, end to end
	Revoked   []byte `cbor:"5,keyasint,omitempty"`
}

type passportBody struct {
	Certificate []byte `cbor:"1,keyasint"`
	Bulletin    []byte `cbor:"2,keyasint"`
	Claim       []byte `cbor:"3,keyasint,omitempty"`
}

// SignCertificate gives a certificate as it is shown, signed with the hub's key.
func (c *Codec) SignCertificate(key ed25519.PrivateKey, project string, v *Certificate) ([]byte, error) {
	const op fault.Op = "wire.SignCertificate"
	raw, err := c.sign(key, certificatePrefix, project, certificateBody{
		Key: v.Key, Replica: v.Replica[:], Person: v.Person[:], Name: v.Name, Office: v.Office, Partition: v.Partition[:],
		All: v.All, Admin: v.Admin, ReadOnly: v.ReadOnly, Scopes: joinIDs(v.Scopes), Epoch: v.Epoch[:],
		Issued: v.Issued, Until: v.Until,
	})
	return raw, fault.E(op, fault.Other, err)
}

// ReadCertificate reads a certificate; ErrSignature when the hub of the key did not sign it.
func (c *Codec) ReadCertificate(hub ed25519.PublicKey, project string, raw []byte) (*Certificate, error) {
	const op fault.Op = "wire.ReadCertificate"
	var b certificateBody
	if err := c.open(hub, certificatePrefix, project, raw, &b); err != nil {
		return nil, fault.E(op, fault.Other, err)
	}
	scopes, err := splitIDs(b.Scopes)
	v := Certificate{
		Key: b.Key, Name: b.Name, Office: b.Office, All: b.All, Admin: b.Admin, ReadOnly: b.ReadOnly, Scopes: scopes,
		Issued: b.Issued, Until: b.Until,
	}
	err = errors.Join(err, fixed(v.Replica[:], b.Replica), fixed(v.Person[:], b.Person),
		fixed(v.Partition[:], b.Partition), fixed(v.Epoch[:], b.Epoch))
	if err == nil && len(v.Key) != ed25519.PublicKeySize {
		err = errShort
	}
	if err != nil {
		return nil, fault.E(op, fault.Invalid, err)
	}
	v.Device = DeviceID(v.Key)
	return &v, nil
}

// SignBulletin gives a bulletin as it is kept, signed with the hub's key.
func (c *Codec) SignBulletin(key ed25519.PrivateKey, project string, v *Bulletin) ([]byte, error) {
	const op fault.Op = "wire.SignBulletin"
	b := bulletinBody{Partition: v.Partition[:], Epoch: v.Epoch[:], Issued: v.Issued, Revoked: joinIDs(v.Revoked)}
	for _, k := range v.Openers {
		b.Openers = append(b.Openers, k...)
	}
	raw, err := c.sign(key, bulletinPrefix, project, b)
	return raw, fault.E(op, fault.Other, err)
}

// ReadBulletin reads a bulletin; ErrSignature when the hub of the key did not sign it.
func (c *Codec) ReadBulletin(hub ed25519.PublicKey, project string, raw []byte) (*Bulletin, error) {
	const op fault.Op = "wire.ReadBulletin"
	var b bulletinBody
	if err := c.open(hub, bulletinPrefix, project, raw, &b); err != nil {
		return nil, fault.E(op, fault.Other, err)
	}
	revoked, err := splitIDs(b.Revoked)
	v := Bulletin{Issued: b.Issued, Revoked: revoked}
	err = errors.Join(err, fixed(v.Partition[:], b.Partition), fixed(v.Epoch[:], b.Epoch))
	if err == nil && len(b.Openers)%ed25519.PublicKeySize != 0 {
		err = errShort
	}
	if err != nil {
		return nil, fault.E(op, fault.Invalid, err)
	}
	for i := 0; i < len(b.Openers); i += ed25519.PublicKeySize {
		v.Openers = append(v.Openers, ed25519.PublicKey(b.Openers[i:i+ed25519.PublicKeySize]))
	}
	return &v, nil
}

// PackPassport gives the body of the answer to a request for a passport.
func (c *Codec) PackPassport(p Passport) ([]byte, error) {
	const op fault.Op = "wire.PackPassport"
	body, err := c.pack(passportBody(p), dictionary.First)
	return body, fault.E(op, fault.Other, err)
}

// UnpackPassport reads the body of the answer to a request for a passport.
func (c *Codec) UnpackPassport(body []byte) (Passport, error) {
	const op fault.Op = "wire.UnpackPassport"
	var b passportBody
	err := c.unpack(body, &b)
	return Passport(b), fault.E(op, fault.Other, err)
}

// sign encodes and signs a part.
func (c *Codec) sign(key ed25519.PrivateKey, prefix, project string, v any) ([]byte, error) {
	body, err := c.enc.Marshal(v)
	if err != nil {
		return nil, fault.E("", fault.Internal, err)
	}
	raw, err := c.enc.Marshal(signedBody{Body: body, Signature: ed25519.Sign(key, vouched(prefix, project, body))})
	if err == nil && len(raw) > MaxPassport {
		return nil, fault.E("", fault.Full, ErrTooLarge)
	}
	return raw, fault.E("", fault.Internal, err)
}

// open verifies a part before it reads it.
func (c *Codec) open(hub ed25519.PublicKey, prefix, project string, raw []byte, v any) error {
	var s signedBody
	if len(raw) > MaxPassport {
		return fault.E("", fault.Full, ErrTooLarge)
	}
	if err := c.decode(raw, &s); err != nil {
		return err
	}
	if len(hub) != ed25519.PublicKeySize || !ed25519.Verify(hub, vouched(prefix, project, s.Body), s.Signature) {
		return fault.E("", fault.Wrong, ErrSignature)
	}
	return c.decode(s.Body, v)
}

// SignClaim is the hub's word that a replica is a device's, short enough for the opening
// of a bundle: nobody else's changes are believed to be of that replica.
func SignClaim(key ed25519.PrivateKey, project string, device merge.ID, replica merge.Replica) []byte {
	return ed25519.Sign(key, claimBytes(project, device, replica))
}

// VerifyClaim returns ErrSignature unless the hub signed the claim.
func VerifyClaim(hub ed25519.PublicKey, project string, device merge.ID, replica merge.Replica, claim []byte) error {
	if len(hub) != ed25519.PublicKeySize || !ed25519.Verify(hub, claimBytes(project, device, replica), claim) {
		return fault.E("wire.VerifyClaim", fault.Wrong, ErrSignature)
	}
	return nil
}

func claimBytes(project string, device merge.ID, replica merge.Replica) []byte {
	return vouched(claimPrefix, project, append(append([]byte(nil), device[:]...), replica[:]...))
}

// vouched is what the signature of a part covers.
func vouched(prefix, project string, body []byte) []byte {
	b := append([]byte(prefix), project...)
	b = append(b, '\n')
	return append(b, body...)
}

// Holds tells whether a scope is in the device's rights.
func (v *Certificate) Holds(scope merge.ID) bool {
	if scope == merge.AdminScope(v.Partition) {
		return v.Admin
	}
	return v.All || slices.Contains(v.Scopes, scope)
}
