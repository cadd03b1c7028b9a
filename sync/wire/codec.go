package wire

import (
	"errors"
	"fmt"
	"runtime"

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

	unzipRequest *zstd.Decoder // that gives up at MaxRequest
}

// zippers compress with one dictionary. They take their memory when they are first used,
// so the one for old peers costs nothing where there are none.
type zippers struct {
	well chan *zstd.Encoder // those not at work
	soon *zstd.Encoder      // for small messages
}

// longAtOnce is how many long messages are compressed at the same time: each takes 9 MB of
// tables that are kept.
func longAtOnce() int { return min(max(runtime.GOMAXPROCS(0)/2, 1), 2) }

const (
	// atOnce is how many other messages are compressed or decompressed at the same time.
	atOnce = 2
	// longWindow is how far back the better encoder finds what was said already. It keeps
	// that many bytes for each message that it compresses at the same time. Columns have
	// what is alike close together: 8 MiB make a first download larger by 0.2 %.
	longWindow = 512 << 10
	// shortWindow is that of the fast one: dictionary and message.
	shortWindow = 256 << 10
)

// stream compresses a long message piece by piece, each of which is given away before the
// next, so that what is sent takes the place of what was held.
func (z zippers) stream(m *rope) ([]byte, error) {
	zip := <-z.well // an encoder's work ends by itself, so this wait does
	defer func() { z.well <- zip }()
	var out rope
	zip.ResetContentSize(&out, int64(m.size))
	for i, p := range m.pieces {
		m.pieces[i] = nil
		if _, err := zip.Write(p); err != nil {
			return nil, fault.E("", fault.Internal, err)
		}
	}
	if err := zip.Close(); err != nil {
		return nil, fault.E("", fault.Internal, err)
	}
	if out.size > MaxBody {
		return nil, fault.E("", fault.Full, ErrTooLarge)
	}
	return out.join(), nil
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
	writer := func(level zstd.EncoderLevel, window, workers int, more ...zstd.EOption) (*zstd.Encoder, error) {
		// A checksum would repeat what the signature and TLS do.
		return zstd.NewWriter(nil, append(more, zstd.WithEncoderLevel(level), zstd.WithWindowSize(window), zstd.WithLowerEncoderMem(true),
			zstd.WithEncoderCRC(false), zstd.WithEncoderConcurrency(workers))...)
	}
	for number, with := range map[uint64]zstd.EOption{
		dictionary.First:  zstd.WithEncoderDictRaw(dictionary.First, dictionary.Raw()),
		dictionary.Second: zstd.WithEncoderDict(dictionary.Trained()),
	} {
		soon, err := writer(zstd.SpeedFastest, shortWindow, atOnce, with)
		if err != nil {
			return fault.E("", fault.Internal, err)
		}
		z := zippers{well: make(chan *zstd.Encoder, longAtOnce()), soon: soon}
		for range cap(z.well) {
			well, err := writer(zstd.SpeedBetterCompression, longWindow, 1, with)
			if err != nil {
				return fault.E("", fault.Internal, err)
			}
			z.well <- well
		}
		c.zip[number] = z
	}
	var err error
	if c.short, err = writer(zstd.SpeedFastest, shortWindow, atOnce); err != nil {
		return fault.E("", fault.Internal, err)
	}
	for limit, reader := range map[uint64]**zstd.Decoder{MaxPlain: &c.unzip, MaxRequest: &c.unzipRequest} {
		*reader, err = zstd.NewReader(nil, zstd.WithDecoderMaxMemory(limit), zstd.WithDecoderConcurrency(atOnce), zstd.WithDecoderLowmem(true),
			zstd.WithDecoderDictRaw(dictionary.First, dictionary.Raw()), zstd.WithDecoderDicts(dictionary.Trained()))
		if err != nil {
			return fault.E("", fault.Internal, err)
		}
	}
	return nil
}

// Close frees what the Codec holds.
func (c *Codec) Close() error {
	const op fault.Op = "wire.Codec.Close"
	c.unzip.Close()
	c.unzipRequest.Close()
	err := c.short.Close()
	for _, z := range c.zip {
		err = errors.Join(err, z.soon.Close())
		for range cap(z.well) {
			err = errors.Join(err, (<-z.well).Close())
		}
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
	return c.zipped(&rope{pieces: [][]byte{raw}, size: len(raw)}, reads)
}

// zipped is pack for a message in CBOR. It takes the rope to pieces.
func (c *Codec) zipped(m *rope, reads uint64) ([]byte, error) {
	if m.size > MaxPlain {
		return nil, fault.E("", fault.Full, ErrTooLarge)
	}
	with := c.zip[min(max(reads, dictionary.First), dictionary.Newest)]
	switch {
	case m.size < shortMessage:
		return c.short.EncodeAll(m.join(), nil), nil
	case m.size < smallMessage:
		return with.soon.EncodeAll(m.join(), nil), nil
	}
	return with.stream(m)
}

func (c *Codec) unpack(body []byte, v any) error {
	if len(body) > MaxBody {
		return fault.E("", fault.Full, ErrTooLarge)
	}
	_, err := c.unzipped(c.unzip, body, v)
	return err
}

// unzipped decompresses and decodes a message, and says how large it was.
func (c *Codec) unzipped(unzip *zstd.Decoder, body []byte, v any) (size int, err error) {
	raw, err := unzip.DecodeAll(body, nil)
	if errors.Is(err, zstd.ErrDecoderSizeExceeded) || errors.Is(err, zstd.ErrWindowSizeExceeded) {
		return 0, fault.E("", fault.Full, ErrTooLarge)
	}
	if err != nil {
		return 0, fault.E("", fault.Invalid, fmt.Errorf("zstd: %w", err))
	}
	return len(raw), c.decode(raw, v)
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
	Checks  []byte `cbor:"9,keyasint,omitempty"` // subject and digest, end to end
}

// PackRequest gives the body of a request of the replica.
func (c *Codec) PackRequest(replica merge.Replica, r *Request) ([]byte, error) {
	const op fault.Op = "wire.PackRequest"
	b := requestBody{
		Schema: r.Schema, Base: r.Base.Seq, Ahead: r.Head - r.Base.Seq, Cursor: r.Cursor, Want: r.Want,
		Hash: hashBytes(r.Base), Reads: r.Reads, Checks: joinChecks(r.Checks),
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
	if len(body) > MaxRequestBody {
		return nil, fault.E(op, fault.Full, ErrTooLarge)
	}
	plain, err := c.unzipped(c.unzipRequest, body, &b)
	if err != nil {
		return nil, fault.E(op, fault.Other, err)
	}
	r := Request{
		Schema: b.Schema, Base: merge.Head{Seq: b.Base}, Head: walk(b.Base, step(0, b.Ahead)), Cursor: b.Cursor, Want: b.Want,
		Reads: b.Reads,
	}
	if r.Head < r.Base.Seq {
		return nil, fault.E(op, fault.Invalid, errOrder)
	}
	if err = setHash(&r.Base, b.Hash); err != nil {
		return nil, fault.E(op, fault.Invalid, err)
	}
	if r.Checks, err = splitChecks(b.Checks); err != nil {
		return nil, fault.E(op, fault.Invalid, err)
	}
	if b.Changes != nil {
		changes, err := unpackChanges(b.Changes, replica, b.Base, c.derive, maxUnfolded-plain)
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
