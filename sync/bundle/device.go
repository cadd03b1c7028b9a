package bundle

import (
	"context"
	"crypto/ed25519"
	"errors"
	"io"

	"pendamping/fault"
	"pendamping/sync/merge"
	"pendamping/sync/wire"
)

// Device exports bundles and reads the answers. It may be used by several goroutines.
type Device struct {
	project string
	key     ed25519.PrivateKey
	id      merge.ID
	hub     ed25519.PublicKey
	codec   *wire.Codec
}

// NewDevice makes the device's side: its own key, and the hub's as of enrolment.
func NewDevice(project string, key ed25519.PrivateKey, hub ed25519.PublicKey, derive wire.Deriver) (*Device, error) {
	const op fault.Op = "bundle.NewDevice"
	if len(key) != ed25519.PrivateKeySize || len(hub) != ed25519.PublicKeySize {
		return nil, fault.E(op, fault.Internal, errKey)
	}
	codec, err := wire.New(wire.Options{Derive: derive})
	if err != nil {
		return nil, fault.E(op, fault.Other, err)
	}
	public, ok := key.Public().(ed25519.PublicKey)
	if !ok {
		return nil, fault.E(op, fault.Internal, errKey)
	}
	return &Device{project: project, key: key, id: wire.DeviceID(public), hub: hub, codec: codec}, nil
}

// Add puts one request into a bundle, with the device's counter for it.
type Add func(counter uint64, req *wire.Request) error

// MaxOpeners is how many others than the hub may open a bundle.
const MaxOpeners = 32

// Export writes a bundle of the requests that fill adds, at least one. The ID has to be
// fresh. The openers can read it with an [Opener]; without any the hub alone can. After an
// error what w got is not a bundle.
func (d *Device) Export(w io.Writer, m Manifest, openers []ed25519.PublicKey, fill func(Add) error) error {
	const op fault.Op = "bundle.Export"
	env := envelope{direction: toHub, project: d.project, Manifest: Manifest{ID: m.ID, Device: d.id, Replica: m.Replica, Claim: m.Claim}}
	b, err := newWriter(w, &env, d.key, d.hub, openers[:min(len(openers), MaxOpeners)]...)
	if err != nil {
		return fault.E(op, fault.Other, err)
	}
	err = fill(func(counter uint64, req *wire.Request) error {
		body, fail := d.codec.PackRequest(m.Replica, req)
		if fail != nil {
			return fail //nolint:wrapcheck // wrapped by Export
		}
		return b.message(counter, body)
	})
	if err == nil {
		err = b.close()
	}
	return fault.E(op, fault.Other, err)
}

// Check reads an answer to its end and acts on nothing: every item is signed by the
// device's hub, can be read and is in its place.
func (d *Device) Check(ctx context.Context, r io.Reader) (Manifest, error) {
	const op fault.Op = "bundle.Device.Check"
	m, err := d.each(ctx, r, func(Answer) error { return nil })
	return m, fault.E(op, fault.Other, err)
}

// Read calls fn for each reply of an answer that was checked.
func (d *Device) Read(ctx context.Context, r io.Reader, fn func(Answer) error) (Manifest, error) {
	const op fault.Op = "bundle.Device.Read"
	m, err := d.each(ctx, r, fn)
	return m, fault.E(op, fault.Other, err)
}

func (d *Device) each(ctx context.Context, r io.Reader, fn func(Answer) error) (Manifest, error) {
	hub := func(_ context.Context, device merge.ID) (ed25519.PublicKey, error) {
		if device != d.id {
			return nil, ErrElsewhere
		}
		return d.hub, nil
	}
	b, err := newReader(ctx, r, envelope{direction: toDevice, project: d.project}, d.key, hub)
	if err != nil {
		return Manifest{}, err
	}
	return b.each(ctx, func(it *item) error {
		from, body, err := parseAnswer(it.body)
		if err != nil {
			return err
		}
		reply, err := d.codec.UnpackReply(body)
		if err != nil {
			return errors.Join(ErrDamaged, err)
		}
		return fn(Answer{Counter: it.counter, From: from, Reply: reply})
	})
}
