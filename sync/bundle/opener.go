package bundle

import (
	"context"
	"crypto/ed25519"
	"errors"
	"io"

	"filippo.io/age"

	"pendamping/fault"
	"pendamping/sync/merge"
	"pendamping/sync/wire"
)

// ErrSealed is returned for a bundle that is sealed for the hub and not for this device
// too. It can be carried all the same.
var ErrSealed = fault.New(fault.Denied, "the bundle is not sealed for this device")

// Opener reads the bundles of others on their way to the hub: on a coordinator's desktop,
// for which devices seal them beside the hub.
type Opener struct {
	project string
	key     ed25519.PrivateKey
	hub     ed25519.PublicKey
	codec   *wire.Codec
}

// NewOpener makes an opener with the key of the own device and the hub's.
func NewOpener(project string, key ed25519.PrivateKey, hub ed25519.PublicKey, derive wire.Deriver) (*Opener, error) {
	const op fault.Op = "bundle.NewOpener"
	if len(key) != ed25519.PrivateKeySize || len(hub) != ed25519.PublicKeySize {
		return nil, fault.E(op, fault.Internal, errKey)
	}
	codec, err := wire.New(wire.Options{Derive: derive})
	return &Opener{project: project, key: key, hub: hub, codec: codec}, fault.E(op, fault.Other, err)
}

// Signer finds the public key of a device.
type Signer func(ctx context.Context, device merge.ID) (ed25519.PublicKey, error)

// Read calls fn for each request of a bundle, whose items are signed by the device that
// signer knows, and whose replica is that device's by the hub's word; without that word it
// counts as sealed, as nobody here could tell. A caller that must not act on half a bundle reads it twice.
func (o *Opener) Read(ctx context.Context, r io.Reader, signer Signer, fn func(Manifest, *wire.Request) error) (Manifest, error) {
	const op fault.Op = "bundle.Opener.Read"
	b, err := newReader(ctx, r, envelope{direction: toHub, to: wire.DeviceID(o.hub), project: o.project}, o.key, signer)
	var other *age.NoIdentityMatchError
	if errors.As(err, &other) {
		err = ErrSealed
	}
	if err != nil {
		return Manifest{}, fault.E(op, fault.Other, err)
	}
	if err = wire.VerifyClaim(o.hub, o.project, b.env.Device, b.env.Replica, b.env.Claim); err != nil {
		return Manifest{}, fault.E(op, fault.Other, ErrSealed)
	}
	m, err := b.each(ctx, func(it *item) error {
		req, fail := o.codec.UnpackRequest(b.env.Replica, it.body)
		if fail != nil {
			return errors.Join(ErrDamaged, fail)
		}
		return fn(b.env.Manifest, req)
	})
	return m, fault.E(op, fault.Other, err)
}

// Direction says which way a file goes.
type Direction uint8

// The directions.
const (
	NoBundle Direction = iota // not a bundle for or of the hub
	ToHub
	ToDevice
)

// Sniff tells from a file's first [HeaderSize] bytes which way it goes, and for an answer the
// device that it is for. One that goes to another hub is none.
func Sniff(head []byte, hub ed25519.PublicKey) (Direction, merge.ID, error) {
	const op fault.Op = "bundle.Sniff"
	err := checkHeader(head, toHub, wire.DeviceID(hub))
	switch {
	case err == nil:
		return ToHub, merge.ID{}, nil
	case errors.Is(err, ErrDirection):
		return ToDevice, merge.ID(head[headerSize-len(merge.ID{}) : headerSize]), nil
	default:
		return NoBundle, merge.ID{}, fault.E(op, fault.Other, err)
	}
}

// HeaderSize is how many bytes [Sniff] needs.
const HeaderSize = headerSize
