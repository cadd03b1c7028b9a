package wire

import (
	"crypto/ed25519"

	"pendamping/fault"
	"pendamping/sync/merge"
)

// SuccessorRequest asks that a new key takes the place of a device's own, which another
// device uses too. The request is signed like an enrolment, with the new key in the
// place of the challenge.
type SuccessorRequest struct {
	Device    merge.ID // that has been
	Label     string   // what the device is called in lists
	Signature []byte   // of the old key; see [SuccessorBytes]
}

// SuccessorReply says how far the request has come.
type SuccessorReply struct {
	Approved bool // the new key may be used from now on; until then the old one, as long as it is not closed
}

// SuccessorBytes are what the old key of a device signs so that another may take its
// place.
func SuccessorBytes(project string, device merge.ID, successor ed25519.PublicKey) []byte {
	b := append([]byte(successorPrefix), project...)
	b = append(b, '\n')
	b = append(b, device[:]...)
	return append(b, successor...)
}

// Sign signs the request with the old key.
func (r *SuccessorRequest) Sign(old ed25519.PrivateKey, project string, successor ed25519.PublicKey) {
	r.Signature = ed25519.Sign(old, SuccessorBytes(project, r.Device, successor))
}

// Verify returns ErrSignature unless the old key signed the request for the new one.
func (r *SuccessorRequest) Verify(old ed25519.PublicKey, project string, successor ed25519.PublicKey) error {
	if len(old) != ed25519.PublicKeySize || !ed25519.Verify(old, SuccessorBytes(project, r.Device, successor), r.Signature) {
		return fault.E("", fault.Wrong, ErrSignature)
	}
	return nil
}

// successorBody is the envelope of a SuccessorRequest, successorAnswer that of the reply.
// Neither is compressed.
type successorBody struct {
	Device    []byte `cbor:"1,keyasint"`
	Label     string `cbor:"2,keyasint,omitempty"`
	Signature []byte `cbor:"3,keyasint"`
}

type successorAnswer struct {
	Approved bool `cbor:"1,keyasint,omitempty"`
}

// PackSuccessor gives the body of a request for a new key: plain CBOR.
func (c *Codec) PackSuccessor(r *SuccessorRequest) ([]byte, error) {
	const op fault.Op = "wire.PackSuccessor"
	body, err := c.enc.Marshal(successorBody{Device: r.Device[:], Label: r.Label, Signature: r.Signature})
	return body, fault.E(op, fault.Internal, err)
}

// UnpackSuccessor reads the body of a request for a new key.
func (c *Codec) UnpackSuccessor(body []byte) (SuccessorRequest, error) {
	const op fault.Op = "wire.UnpackSuccessor"
	var b successorBody
	if len(body) > MaxEnrolBody {
		return SuccessorRequest{}, fault.E(op, fault.Full, ErrTooLarge)
	}
	if err := c.decode(body, &b); err != nil {
		return SuccessorRequest{}, fault.E(op, fault.Other, err)
	}
	r := SuccessorRequest{Label: b.Label, Signature: b.Signature}
	return r, fault.E(op, fault.Invalid, fixed(r.Device[:], b.Device))
}

// PackSuccession gives the body of the answer to a request for a new key: plain CBOR.
func (c *Codec) PackSuccession(r SuccessorReply) ([]byte, error) {
	const op fault.Op = "wire.PackSuccession"
	body, err := c.enc.Marshal(successorAnswer(r))
	return body, fault.E(op, fault.Internal, err)
}

// UnpackSuccession reads the body of the answer to a request for a new key.
func (c *Codec) UnpackSuccession(body []byte) (SuccessorReply, error) {
	const op fault.Op = "wire.UnpackSuccession"
	var b successorAnswer
	err := c.decode(body, &b)
	return SuccessorReply(b), fault.E(op, fault.Other, err)
}
