package wire

import (
	"errors"

	"pendamping/assets/dictionary"
	"pendamping/fault"
	"pendamping/sync/merge"
)

// replyBody is the envelope of a Reply.
type replyBody struct {
	Epoch      []byte          `cbor:"1,keyasint"`
	Seq        uint64          `cbor:"2,keyasint,omitempty"`
	Hash       []byte          `cbor:"3,keyasint,omitempty"`
	Signature  []byte          `cbor:"4,keyasint,omitempty"`
	Challenge  []byte          `cbor:"5,keyasint,omitempty"`
	Now        int64           `cbor:"6,keyasint,omitempty"`
	Verdicts   []verdictBody   `cbor:"7,keyasint,omitempty"`
	Directives []directiveBody `cbor:"8,keyasint,omitempty"`
	Cursor     []byte          `cbor:"9,keyasint,omitempty"`
	More       bool            `cbor:"10,keyasint,omitempty"`
	Deltas     *pack           `cbor:"11,keyasint,omitempty"`
	Agreements []byte          `cbor:"12,keyasint,omitempty"` // one byte for each check
	Digests    []byte          `cbor:"13,keyasint,omitempty"` // of those that differ, end to end
}

type verdictBody struct {
	_ struct{} `cbor:",toarray"`

	Seq    uint64
	Code   uint8
	Detail string
}

type directiveBody struct {
	Kind      uint8  `cbor:"1,keyasint"`
	All       bool   `cbor:"2,keyasint,omitempty"`
	Scopes    []byte `cbor:"3,keyasint,omitempty"` // 16 bytes each
	Signature []byte `cbor:"4,keyasint,omitempty"`
}

// PackReply gives the body of a reply. Its Rows are given away with it.
func (c *Codec) PackReply(r *Reply) ([]byte, error) {
	const op fault.Op = "wire.PackReply"
	b := replyBody{
		Epoch: r.Epoch[:], Seq: r.Head.Seq, Hash: hashBytes(r.Head), Signature: r.Signature,
		Challenge: r.Challenge, Now: r.Now, Cursor: r.Cursor, More: r.More,
	}
	for _, v := range r.Verdicts {
		b.Verdicts = append(b.Verdicts, verdictBody{Seq: v.Seq, Code: uint8(v.Code), Detail: v.Detail})
	}
	for _, d := range r.Directives {
		b.Directives = append(b.Directives, directiveBody{
			Kind: uint8(d.Kind), All: d.All, Scopes: joinIDs(d.Scopes), Signature: d.Signature,
		})
	}
	head, err := c.enc.Marshal(&b)
	if err != nil {
		return nil, fault.E(op, fault.Internal, err)
	}
	var m rope
	agreements, digests := joinChecked(r.Checked)
	rows := r.pack(c.derive)
	for _, there := range []bool{rows != nil, len(agreements) > 0, len(digests) > 0} {
		if there {
			head[0]++ // a map of fewer than 24
		}
	}
	m.write(head)
	if rows != nil {
		// They are moved, not encoded with the others; what follows has higher keys.
		m.head(majorUint, replyDeltas)
		m.take(&rows.written)
	}
	m.bytes(replyAgreements, agreements)
	m.bytes(replyDigests, digests)
	body, err := c.zipped(&m, r.Peer)
	return body, fault.E(op, fault.Other, err)
}

// Keys of a reply from that of its deltas on.
const (
	replyDeltas     = 11
	replyAgreements = 12
	replyDigests    = 13
)

// bytes appends a field that is a byte string, when there is something in it.
func (r *rope) bytes(key uint64, b []byte) {
	if len(b) > 0 {
		r.head(majorUint, key)
		r.head(majorBytes, uint64(len(b)))
		r.write(b)
	}
}

// pack gives the deltas of a reply; nil without any.
func (r *Reply) pack(derive Deriver) *pack {
	switch {
	case r.Rows != nil && r.Rows.Len() > 0:
		return r.Rows.w.deltas()
	case len(r.Deltas) > 0:
		return packDeltas(r.Deltas, derive)
	}
	return nil
}

// UnpackReply reads the body of a reply.
func (c *Codec) UnpackReply(body []byte) (*Reply, error) {
	const op fault.Op = "wire.UnpackReply"
	var b replyBody
	if err := c.unpack(body, &b); err != nil {
		return nil, fault.E(op, fault.Other, err)
	}
	r := Reply{
		Head: merge.Head{Seq: b.Seq}, Signature: b.Signature, Challenge: b.Challenge, Now: b.Now,
		Cursor: b.Cursor, More: b.More,
	}
	if err := errors.Join(fixed(r.Epoch[:], b.Epoch), setHash(&r.Head, b.Hash)); err != nil {
		return nil, fault.E(op, fault.Invalid, err)
	}
	for _, v := range b.Verdicts {
		r.Verdicts = append(r.Verdicts, merge.Verdict{Seq: v.Seq, Code: merge.Code(v.Code), Detail: v.Detail})
	}
	for _, d := range b.Directives {
		scopes, err := splitIDs(d.Scopes)
		if err != nil {
			return nil, fault.E(op, fault.Invalid, err)
		}
		r.Directives = append(r.Directives, Directive{
			Kind: DirectiveKind(d.Kind), All: d.All, Scopes: scopes, Signature: d.Signature,
		})
	}
	if b.Deltas != nil {
		deltas, err := unpackDeltas(b.Deltas, c.derive)
		if err != nil {
			return nil, fault.E(op, fault.Other, err)
		}
		r.Deltas = deltas
	}
	var err error
	if r.Checked, err = splitChecked(b.Agreements, b.Digests); err != nil {
		return nil, fault.E(op, fault.Invalid, err)
	}
	return &r, nil
}

func joinIDs(ids []merge.ID) []byte {
	var out []byte
	for _, id := range ids {
		out = append(out, id[:]...)
	}
	return out
}

func splitIDs(raw []byte) ([]merge.ID, error) {
	if len(raw)%idSize != 0 {
		return nil, errShort
	}
	var ids []merge.ID
	for i := 0; i < len(raw); i += idSize {
		ids = append(ids, merge.ID(raw[i:]))
	}
	return ids, nil
}

// problemBody is the envelope of a Problem. Problems are not compressed.
type problemBody struct {
	Code       uint8  `cbor:"1,keyasint"`
	Challenge  []byte `cbor:"2,keyasint,omitempty"`
	Counter    uint64 `cbor:"3,keyasint,omitempty"`
	RetryAfter uint64 `cbor:"4,keyasint,omitempty"`
}

// PackProblem gives the body of a problem: plain CBOR.
func (c *Codec) PackProblem(p Problem) ([]byte, error) {
	const op fault.Op = "wire.PackProblem"
	body, err := c.enc.Marshal(problemBody{
		Code: uint8(p.Code), Challenge: p.Challenge, Counter: p.Counter, RetryAfter: p.RetryAfter,
	})
	return body, fault.E(op, fault.Internal, err)
}

// UnpackProblem reads the body of a problem.
func (c *Codec) UnpackProblem(body []byte) (Problem, error) {
	const op fault.Op = "wire.UnpackProblem"
	var b problemBody
	if err := c.decode(body, &b); err != nil {
		return Problem{}, fault.E(op, fault.Other, err)
	}
	return Problem{Code: Code(b.Code), Challenge: b.Challenge, Counter: b.Counter, RetryAfter: b.RetryAfter}, nil
}

// enrolBody is the envelope of an EnrolRequest. It is not compressed, so that a
// stranger's bytes never reach the decompressor.
type enrolBody struct {
	Code   []byte `cbor:"1,keyasint"`
	Label  string `cbor:"2,keyasint,omitempty"`
	Schema uint64 `cbor:"3,keyasint,omitempty"`
	Cert   []byte `cbor:"4,keyasint,omitempty"`
}

// PackEnrol gives the body of an enrolment request: plain CBOR.
func (c *Codec) PackEnrol(r EnrolRequest) ([]byte, error) {
	const op fault.Op = "wire.PackEnrol"
	body, err := c.enc.Marshal(enrolBody{Code: r.Code[:], Label: r.Label, Schema: r.Schema, Cert: r.Certificate})
	return body, fault.E(op, fault.Internal, err)
}

// UnpackEnrol reads the body of an enrolment request.
func (c *Codec) UnpackEnrol(body []byte) (EnrolRequest, error) {
	const op fault.Op = "wire.UnpackEnrol"
	var b enrolBody
	if len(body) > MaxEnrolBody {
		return EnrolRequest{}, fault.E(op, fault.Full, ErrTooLarge)
	}
	if err := c.decode(body, &b); err != nil {
		return EnrolRequest{}, fault.E(op, fault.Other, err)
	}
	r := EnrolRequest{Label: b.Label, Schema: b.Schema, Certificate: b.Cert}
	return r, fault.E(op, fault.Invalid, fixed(r.Code[:], b.Code))
}

// grantBody is the envelope of an EnrolReply.
type grantBody struct {
	Epoch     []byte `cbor:"1,keyasint"`
	HubKey    []byte `cbor:"2,keyasint"`
	Partition []byte `cbor:"3,keyasint"`
	Person    []byte `cbor:"4,keyasint,omitempty"`
	All       bool   `cbor:"5,keyasint,omitempty"`
	Admin     bool   `cbor:"6,keyasint,omitempty"`
	Scopes    []byte `cbor:"7,keyasint,omitempty"`
	Recovery  []byte `cbor:"8,keyasint,omitempty"`
	Challenge []byte `cbor:"9,keyasint,omitempty"`
	Now       int64  `cbor:"10,keyasint,omitempty"`
	Deltas    *pack  `cbor:"11,keyasint,omitempty"`
	Cert      []byte `cbor:"12,keyasint,omitempty"`
}

// PackGrant gives the body of the reply to an enrolment.
func (c *Codec) PackGrant(r *EnrolReply) ([]byte, error) {
	const op fault.Op = "wire.PackGrant"
	b := grantBody{
		Epoch: r.Epoch[:], HubKey: r.HubKey, Partition: r.Partition[:], Person: r.Person[:], All: r.All, Admin: r.Admin,
		Scopes: joinIDs(r.Scopes), Recovery: r.Recovery, Challenge: r.Challenge, Now: r.Now, Cert: r.Certificate,
	}
	if len(r.Deltas) > 0 {
		b.Deltas = packDeltas(r.Deltas, c.derive)
	}
	body, err := c.pack(&b, dictionary.First)
	return body, fault.E(op, fault.Other, err)
}

// UnpackGrant reads the body of the reply to an enrolment.
func (c *Codec) UnpackGrant(body []byte) (*EnrolReply, error) {
	const op fault.Op = "wire.UnpackGrant"
	var b grantBody
	if err := c.unpack(body, &b); err != nil {
		return nil, fault.E(op, fault.Other, err)
	}
	scopes, err := splitIDs(b.Scopes)
	r := EnrolReply{
		HubKey: b.HubKey, All: b.All, Admin: b.Admin, Scopes: scopes, Recovery: b.Recovery,
		Challenge: b.Challenge, Now: b.Now, Certificate: b.Cert,
	}
	err = errors.Join(err, fixed(r.Epoch[:], b.Epoch), fixed(r.Partition[:], b.Partition),
		optional(r.Person[:], b.Person))
	if err == nil && b.Deltas != nil {
		r.Deltas, err = unpackDeltas(b.Deltas, c.derive)
	}
	if err != nil {
		return nil, fault.E(op, fault.Invalid, err)
	}
	return &r, nil
}
