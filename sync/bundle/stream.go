package bundle

import (
	"context"
	"crypto/ed25519"
	"encoding/binary"
	"errors"
	"fmt"
	"io"

	"filippo.io/age"

	"pendamping/fault"
	"pendamping/sync/merge"
	"pendamping/sync/wire"
)

// writer writes a bundle item by item.
type writer struct {
	env   envelope
	key   ed25519.PrivateKey
	out   io.WriteCloser // the sealing of age
	index uint32
	size  int
	buf   []byte
}

// newWriter begins a bundle: its header and its first item. Others than the receiver may
// open it too, for reading.
func newWriter(w io.Writer, env *envelope, key ed25519.PrivateKey, to ed25519.PublicKey, others ...ed25519.PublicKey) (*writer, error) {
	var recipients []age.Recipient
	for _, one := range append([]ed25519.PublicKey{to}, others...) {
		r, err := RecipientOf(one)
		if err != nil {
			return nil, err
		}
		recipients = append(recipients, r)
	}
	env.to = wire.DeviceID(to)
	if _, err := w.Write(env.header()); err != nil {
		return nil, fault.E("", fault.Transient, err)
	}
	sealed, err := age.Encrypt(w, recipients...)
	if err != nil {
		return nil, fault.E("", fault.Transient, err)
	}
	b := &writer{env: *env, key: key, out: sealed}
	err = b.put(&item{kind: opening, body: env.opening()})
	return b, err
}

// put writes one item.
func (b *writer) put(it *item) error {
	b.buf = b.env.append(b.buf[:0], b.index, it, b.key)
	b.index++
	b.size += len(b.buf)
	if _, err := b.out.Write(b.buf); err != nil {
		return fault.E("", fault.Transient, err)
	}
	return nil
}

// message writes a message of the counter.
func (b *writer) message(counter uint64, body []byte) error {
	if b.index > MaxMessages || len(body) > message.limit() || !b.room(len(body)) {
		return ErrTooLarge
	}
	return b.put(&item{kind: message, counter: counter, body: body})
}

// room tells whether a message of n bytes and the end still fit.
func (b *writer) room(n int) bool {
	return b.size+n <= MaxBytes-(2<<20) // sealing adds 16 bytes to every 64 KiB
}

// close writes the last item and ends the sealing. A bundle without it is no bundle.
func (b *writer) close() error {
	count := binary.BigEndian.AppendUint32(nil, b.index-1)
	if err := b.put(&item{kind: closing, body: count}); err != nil {
		return err
	}
	return fault.E("", fault.Transient, b.out.Close())
}

// reader reads a bundle item by item and verifies each.
type reader struct {
	env     envelope
	signer  func(ctx context.Context, device merge.ID) (ed25519.PublicKey, error)
	key     ed25519.PublicKey // of the signer, once the opening is read
	in      io.Reader         // opened by age
	index   uint32
	counter uint64
	spent   *io.LimitedReader
}

// newReader opens a bundle sealed for the holder of key. env says what it must be; without
// a receiver, for the holder of key.
func newReader(ctx context.Context, r io.Reader, env envelope, key ed25519.PrivateKey, signer func(context.Context, merge.ID) (ed25519.PublicKey, error)) (*reader, error) {
	public, ok := key.Public().(ed25519.PublicKey)
	if !ok {
		return nil, errKey
	}
	if env.to.IsZero() {
		env.to = wire.DeviceID(public)
	}
	id, err := IdentityOf(key)
	if err != nil {
		return nil, err
	}
	limited := &io.LimitedReader{R: r, N: MaxBytes + 1}
	b := &reader{env: env, signer: signer, spent: limited}
	head := make([]byte, headerSize)
	n, err := io.ReadFull(limited, head)
	if err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
		return nil, fault.E("", fault.Transient, err)
	}
	err = checkHeader(head[:n], env.direction, env.to)
	if err != nil {
		return nil, err
	}
	if b.in, err = age.Decrypt(limited, id); err != nil {
		return nil, b.broken(err)
	}
	err = b.open(ctx)
	return b, err
}

// open reads the first item. The signer is found by the device that it names.
func (b *reader) open(ctx context.Context) error {
	it, signature, err := b.take()
	if err != nil {
		return err
	}
	if it.kind != opening {
		return ErrDamaged
	}
	m, err := parseOpening(it.body)
	if err != nil {
		return err
	}
	b.env.Manifest = m
	if b.key, err = b.signer(ctx, m.Device); err != nil {
		return err
	}
	return b.verify(it, signature)
}

// each calls fn for every message, and tells whose bundle it was once all was in order.
func (b *reader) each(ctx context.Context, fn func(*item) error) (Manifest, error) {
	for {
		if err := ctx.Err(); err != nil {
			return Manifest{}, fault.E("", fault.Transient, err)
		}
		it, err := b.next()
		if err != nil {
			return Manifest{}, err
		}
		if it == nil {
			return b.env.Manifest, nil
		}
		if err := fn(it); err != nil {
			return Manifest{}, err
		}
	}
}

// next reads a message; nil after the last one, when the bundle has ended as it should.
func (b *reader) next() (*item, error) {
	it, signature, err := b.take()
	if err != nil {
		return nil, err
	}
	if err := b.verify(it, signature); err != nil {
		return nil, err
	}
	switch it.kind {
	case message:
		// The hub may answer one request at length; a device counts each.
		if it.counter < b.counter || b.index > MaxMessages+1 {
			return nil, ErrDamaged
		}
		b.counter = it.counter
		b.env.Messages++
		return it, nil
	case closing:
		return nil, b.end(it)
	case opening:
	}
	return nil, ErrDamaged
}

// end checks that nothing is missing and that nothing follows.
func (b *reader) end(it *item) error {
	if b.env.Messages == 0 || len(it.body) < closingSize || binary.BigEndian.Uint32(it.body) != uint32(b.env.Messages) { //nolint:gosec // at most MaxMessages
		return ErrDamaged
	}
	var more [1]byte
	switch _, err := io.ReadFull(b.in, more[:]); {
	case err == nil:
		return ErrDamaged
	case errors.Is(err, io.EOF):
		return nil
	default:
		return b.broken(err)
	}
}

// take reads one item, not yet verified.
func (b *reader) take() (*item, []byte, error) {
	var head [itemHead]byte
	if _, err := io.ReadFull(b.in, head[:]); err != nil {
		return nil, nil, b.broken(err)
	}
	it := &item{kind: kind(head[0]), counter: binary.BigEndian.Uint64(head[1:])}
	n := int64(binary.BigEndian.Uint32(head[9:]))
	if n > int64(it.kind.limit()) {
		return nil, nil, ErrDamaged
	}
	// Grown while it is read: a length costs nothing to claim.
	rest, err := io.ReadAll(io.LimitReader(b.in, n+ed25519.SignatureSize))
	if err != nil {
		return nil, nil, b.broken(err)
	}
	if int64(len(rest)) != n+ed25519.SignatureSize {
		return nil, nil, ErrDamaged
	}
	it.body = rest[:n:n]
	return it, rest[n:], nil
}

// verify checks the signature of the item that was taken last.
func (b *reader) verify(it *item, signature []byte) error {
	if len(b.key) != ed25519.PublicKeySize || !ed25519.Verify(b.key, b.env.signed(b.index, it), signature) {
		return ErrSigner
	}
	b.index++
	return nil
}

// broken is the error of a bundle that cannot be read on: trouble of the medium stays
// what it is, all else is damage.
func (b *reader) broken(err error) error {
	if b.spent.N <= 0 {
		return ErrTooLarge
	}
	if kind := fault.KindOf(err); kind != fault.Other {
		return err
	}
	return errors.Join(ErrDamaged, fmt.Errorf("reading: %w", err))
}
