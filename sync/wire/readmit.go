package wire

import (
	"pendamping/fault"
)

// PathReadmit is where a device that a restored hub does not know shows what the hub
// signed for it before.
const PathReadmit = "/v1/readmit"

// ReadmitRequest asks a hub that was set back to know a device again. It is signed as an
// enrolment.
type ReadmitRequest struct {
	Label       string // what the device is called in lists
	Certificate []byte // as the hub signed it
	Bulletin    []byte // the latest that the device has; may be empty
}

// ReadmitReply is the answer to a ReadmitRequest.
type ReadmitReply struct {
	Approved bool // from now on the device is known; else somebody has to approve it
}

// readmitBody is the envelope of a ReadmitRequest. It is not compressed.
type readmitBody struct {
	Label       string `cbor:"1,keyasint,omitempty"`
	Certificate []byte `cbor:"2,keyasint"`
	Bulletin    []byte `cbor:"3,keyasint,omitempty"`
}

// PackReadmit gives the body of a request to be known again: plain CBOR.
func (c *Codec) PackReadmit(r ReadmitRequest) ([]byte, error) {
	const op fault.Op = "wire.PackReadmit"
	body, err := c.enc.Marshal(readmitBody(r))
	return body, fault.E(op, fault.Internal, err)
}

// UnpackReadmit reads the body of a request to be known again.
func (c *Codec) UnpackReadmit(body []byte) (ReadmitRequest, error) {
	const op fault.Op = "wire.UnpackReadmit"
	var b readmitBody
	if len(body) > MaxEnrolBody {
		return ReadmitRequest{}, fault.E(op, fault.Full, ErrTooLarge)
	}
	err := c.decode(body, &b)
	return ReadmitRequest(b), fault.E(op, fault.Other, err)
}

// PackReadmission gives the body of the answer to a request to be known again: plain CBOR.
func (c *Codec) PackReadmission(r ReadmitReply) ([]byte, error) {
	const op fault.Op = "wire.PackReadmission"
	body, err := c.enc.Marshal(successorAnswer(r))
	return body, fault.E(op, fault.Internal, err)
}

// UnpackReadmission reads the body of the answer to a request to be known again.
func (c *Codec) UnpackReadmission(body []byte) (ReadmitReply, error) {
	const op fault.Op = "wire.UnpackReadmission"
	var b successorAnswer
	err := c.decode(body, &b)
	return ReadmitReply(b), fault.E(op, fault.Other, err)
}
