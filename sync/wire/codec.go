package wire

import (
	"errors"
	"fmt"

	"github.com/fxamacker/cbor/v2"
	"github.com/klauspost/compress/zstd"

	"pendamping/assets/dictionary"
	"pendamping/fault"
	"pendamping/sync/merge"
)

var (
	// ErrTooLarge is returned for a message beyond the limits of this package.
	ErrTooLarge = fault.New(fault.Full, "the message is larger than allowed")
	// errOrder is returned for changes that are not one replica's, one after the other.
	errOrder = fault.New(fault.Invalid, "the changes are not contiguous")
	// errShort is returned for an ID, hash or key of the wrong length.
	errShort = fault.New(fault.Invalid, "a fixed-size field has the wrong length")
)

// shortMessage is below what carries words: receipts, idle requests. Loading the
// dictionary for them costs more time than all the rest of a reply.
const shortMessage = 256

// smallMessage is below what one visit says. The better encoder needs a millisecond to
// load its tables and saves 3 % of such a message.
const smallMessage = 16 << 10

// Options set up a Codec.
type Options struct {
	Derive Deriver // nil: no record's ID follows from its content
}

// Codec turns messages into compressed bytes and back. It may be used by several
// goroutines at once.
type Codec struct {
	derive Deriver
	zip    map[uint64]zippers // by dictionary
	short  *zstd.Encoder      // for messages in which a dictionary finds nothing
	unzip  *zstd.Decoder
	enc    cbor.EncMode
	dec    cbor.DecMode
}

// zippers compress with one dictionary. They take their memory when they are first used,
// so the one for old peers costs nothing where there are none.
type zippers struct {
	well *zstd.Encoder
	soon *zstd.Encoder // for small messages
}

// New makes a Codec.
func New(o Options) (*Codec, error) {
	const op fault.Op = "wire.New"
	c := &Codec{derive: o.Derive, zip: map[uint64]zippers{}}
	if err := errors.Join(c.modes(), c.compressors()); err != nil {
		return nil, fault.E(op, fault.Internal, err)
	}
	return c, nil
}

// modes sets up CBOR.
func (c *Codec) modes() (err error) {
	c.enc, err = cbor.CoreDetEncOptions().EncMode()
	if err != nil {
		return fault.E("", fault.Internal, err)
	}
	c.dec, err = cbor.DecOptions{
		DupMapKey:        cbor.DupMapKeyEnforcedAPF,
		IndefLength:      cbor.IndefLengthForbidden,
		TagsMd:           cbor.TagsForbidden,
		UTF8:             cbor.UTF8RejectInvalid,
		MaxNestedLevels:  8,
		MaxArrayElements: 1 << 20, // columns are flat; MaxPlain is the real bound
		MaxMapPairs:      64,
	}.DecMode()
	return fault.E("", fault.Internal, err)
}

// compressors sets up zstd.
func (c *Codec) compressors() error {
	writer := func(level zstd.EncoderLevel, more ...zstd.EOption) (*zstd.Encoder, error) {
		// A checksum would repeat what the signature and TLS do.
		return zstd.NewWriter(nil, append(more, zstd.WithEncoderLevel(level), zstd.WithEncoderCRC(false), zstd.WithEncoderConcurrency(2))...)
	}
	for number, with := range map[uint64]zstd.EOption{
		dictionary.First:  zstd.WithEncoderDictRaw(dictionary.First, dictionary.Raw()),
		dictionary.Second: zstd.WithEncoderDict(dictionary.Trained()),
	} {
		well, err := writer(zstd.SpeedBetterCompression, with)
		if err != nil {
			return fault.E("", fault.Internal, err)
		}
		soon, err := writer(zstd.SpeedFastest, with)
		if err != nil {
			return fault.E("", fault.Internal, err)
		}
		c.zip[number] = zippers{well: well, soon: soon}
	}
	var err error
	if c.short, err = writer(zstd.SpeedFastest); err != nil {
		return fault.E("", fault.Internal, err)
	}
	c.unzip, err = zstd.NewReader(nil, zstd.WithDecoderMaxMemory(MaxPlain), zstd.WithDecoderConcurrency(2),
		zstd.WithDecoderDictRaw(dictionary.First, dictionary.Raw()), zstd.WithDecoderDicts(dictionary.Trained()))
	return fault.E("", fault.Internal, err)
}

// Close frees what the Codec holds.
func (c *Codec) Close() error {
	const op fault.Op = "wire.Codec.Close"
	c.unzip.Close()
	err := c.short.Close()
	for _, z := range c.zip {
		err = errors.Join(err, z.well.Close(), z.soon.Close())
	}
	return fault.E(op, fault.Internal, err)
}

// pack compresses a message for a peer that reads dictionaries up to the given one; 0
// stands for the first, which everybody reads.
func (c *Codec) pack(v any, reads uint64) ([]byte, error) {
	raw, err := c.enc.Marshal(v)
	if err != nil {
		return nil, fault.E("", fault.Internal, err)
	}
	if len(raw) > MaxPlain {
		return nil, fault.E("", fault.Full, ErrTooLarge)
	}
	with := c.zip[min(max(reads, dictionary.First), dictionary.Newest)]
	switch {
	case len(raw) < shortMessage:
		return c.short.EncodeAll(raw, nil), nil
	case len(raw) < smallMessage:
		return with.soon.EncodeAll(raw, nil), nil
	}
	return with.well.EncodeAll(raw, nil), nil
}

func (c *Codec) unpack(body []byte, v any) error {
	if len(body) > MaxBody {
		return fault.E("", fault.Full, ErrTooLarge)
	}
	raw, err := c.unzip.DecodeAll(body, nil)
	if errors.Is(err, zstd.ErrDecoderSizeExceeded) || errors.Is(err, zstd.ErrWindowSizeExceeded) {
		return fault.E("", fault.Full, ErrTooLarge)
	}
	if err != nil {
		return fault.E("", fault.Invalid, fmt.Errorf("zstd: %w", err))
	}
	return c.decode(raw, v)
}

func (c *Codec) decode(raw []byte, v any) error {
	if err := c.dec.Unmarshal(raw, v); err != nil {
		return fault.E("", fault.Invalid, fmt.Errorf("cbor: %w", err))
	}
	return nil
}

// requestBody is the envelope of a Request.
type requestBody struct {
	Schema  uint64 `cbor:"1,keyasint,omitempty"`
	Base    uint64 `cbor:"2,keyasint,omitempty"`
	Hash    []byte `cbor:"3,keyasint,omitempty"` // of Base; absent while Base is 0
	Ahead   uint64 `cbor:"4,keyasint,omitempty"` // Head - Base
	Changes *pack  `cbor:"5,keyasint,omitempty"`
	Cursor  []byte `cbor:"6,keyasint,omitempty"`
	Want    uint64 `cbor:"7,keyasint,omitempty"`
	Reads   uint64 `cbor:"8,keyasint,omitempty"`
}

// PackRequest gives the body of a request of the replica.
func (c *Codec) PackRequest(replica merge.Replica, r *Request) ([]byte, error) {
	const op fault.Op = "wire.PackRequest"
	b := requestBody{
		Schema: r.Schema, Base: r.Base.Seq, Ahead: r.Head - r.Base.Seq, Cursor: r.Cursor, Want: r.Want,
		Hash: hashBytes(r.Base), Reads: r.Reads,
	}
	if r.Head < r.Base.Seq {
		return nil, fault.E(op, fault.Internal, errOrder)
	}
	if len(r.Changes) > 0 {
		p, err := packChanges(replica, r.Base.Seq, r.Changes, c.derive)
		if err != nil {
			return nil, fault.E(op, fault.Internal, err)
		}
		b.Changes = p
	}
	body, err := c.pack(&b, r.Peer)
	return body, fault.E(op, fault.Other, err)
}

// UnpackRequest reads the body of a request of the replica.
func (c *Codec) UnpackRequest(replica merge.Replica, body []byte) (*Request, error) {
	const op fault.Op = "wire.UnpackRequest"
	var b requestBody
	if err := c.unpack(body, &b); err != nil {
		return nil, fault.E(op, fault.Other, err)
	}
	r := Request{
		Schema: b.Schema, Base: merge.Head{Seq: b.Base}, Head: walk(b.Base, step(0, b.Ahead)), Cursor: b.Cursor, Want: b.Want,
		Reads: b.Reads,
	}
	if r.Head < r.Base.Seq {
		return nil, fault.E(op, fault.Invalid, errOrder)
	}
	if err := setHash(&r.Base, b.Hash); err != nil {
		return nil, fault.E(op, fault.Invalid, err)
	}
	if b.Changes != nil {
		changes, err := unpackChanges(b.Changes, replica, b.Base, c.derive)
		if err != nil {
			return nil, fault.E(op, fault.Other, err)
		}
		r.Changes = changes
	}
	return &r, nil
}

func hashBytes(h merge.Head) []byte {
	if h.Seq == 0 {
		return nil
	}
	return h.Hash[:]
}

func setHash(h *merge.Head, hash []byte) error {
	if h.Seq == 0 && len(hash) == 0 {
		return nil
	}
	return fixed(h.Hash[:], hash)
}

// fixed copies src to dst, which must be of the same length.
func fixed(dst, src []byte) error {
	if copy(dst, src) != len(src) || len(src) != len(dst) {
		return fault.E("", fault.Invalid, errShort)
	}
	return nil
}

// optional is fixed, but nothing is allowed too.
func optional(dst, src []byte) error {
	if len(src) == 0 {
		return nil
	}
	return fixed(dst, src)
}
