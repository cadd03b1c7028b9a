package peer

import (
	"context"
	"crypto/ed25519"
	"slices"
	"time"

	"pendamping/fault"
	"pendamping/sync/merge"
	"pendamping/sync/session"
	"pendamping/sync/wire"
)

// PassportKey is the name under which a device keeps its [Passport].
const PassportKey = "passport"

// passportAge is how old the hub's word on the devices may get before it is fetched anew
// at the next sync.
const passportAge = 7 * 24 * time.Hour

var (
	// ErrNoPassport is returned when colleagues cannot be met because the hub has not
	// vouched for this device yet, or for another replica than it writes under now. One
	// sync over the network mends it.
	ErrNoPassport = fault.New(fault.NotFound, "the hub has not vouched for this device")
	// ErrStranger is returned for a device for which this one's hub did not vouch.
	ErrStranger = fault.New(fault.Wrong, "the hub does not vouch for the other device")
	// ErrExpired is returned for a certificate that does not count any more.
	ErrExpired = fault.New(fault.Denied, "the other device's certificate has expired")
	// ErrRevoked is returned for a device that is known to be revoked.
	ErrRevoked = fault.New(fault.Denied, "the other device was revoked")
)

// Passport is what the hub gave, as a device keeps it.
type Passport struct {
	Certificate []byte `cbor:"1,keyasint"`
	Bulletin    []byte `cbor:"2,keyasint"`
	Claim       []byte `cbor:"3,keyasint,omitempty"`
}

// Drawer keeps something under a name, on this device only.
type Drawer interface {
	SetLocal(ctx context.Context, key string, v any) error
}

// Outdated throws the passport away when the device learns that it may hold something
// else, before it has new papers: with the old ones colleagues would give it back what has
// just left it, and the hub would not take that away again. It is for
// [session.Config.Rights].
func Outdated(s Drawer) func(context.Context, wire.Directive) error {
	return func(ctx context.Context, _ wire.Directive) error {
		return fault.E("peer.Outdated", fault.Other, s.SetLocal(ctx, PassportKey, nil))
	}
}

// Papers are what a device shows to colleagues and judges theirs by.
type Papers struct {
	Raw      []byte // the certificate as the hub signed it
	Own      *wire.Certificate
	Bulletin *wire.Bulletin

	hub     ed25519.PublicKey
	project string
	codec   *wire.Codec
}

// Read opens a passport that was kept, and checks that the hub signed it.
func (p *Passport) Read(hub ed25519.PublicKey, project string, derive wire.Deriver) (*Papers, error) {
	const op fault.Op = "peer.Read"
	out := &Papers{Raw: p.Certificate, hub: hub, project: project}
	var err error
	if out.codec, err = wire.New(wire.Options{Derive: derive}); err != nil {
		return nil, fault.E(op, fault.Other, err)
	}
	if out.Own, err = out.codec.ReadCertificate(hub, project, p.Certificate); err != nil {
		return nil, fault.E(op, fault.Other, err)
	}
	out.Bulletin, err = out.codec.ReadBulletin(hub, project, p.Bulletin)
	return out, fault.E(op, fault.Other, err)
}

// Of tells whether these are the papers of a device that writes under a replica.
func (p *Papers) Of(device merge.ID, replica merge.Replica) bool {
	return p.Own.Device == device && p.Own.Replica == replica
}

// Accept judges the certificate that another device shows. Clocks of tablets are wrong by
// years, so it is held against the latest time that the hub is known to have signed
// something at.
func (p *Papers) Accept(raw []byte) (*wire.Certificate, error) {
	const op fault.Op = "peer.Accept"
	c, err := p.codec.ReadCertificate(p.hub, p.project, raw)
	switch {
	case err != nil:
		return nil, fault.E(op, fault.Wrong, ErrStranger)
	case c.Partition != p.Own.Partition || c.Device == p.Own.Device:
		return nil, fault.E(op, fault.Wrong, ErrStranger)
	case c.Until < max(p.Own.Issued, p.Bulletin.Issued, c.Issued):
		return nil, fault.E(op, fault.Denied, ErrExpired)
	case slices.Contains(p.Bulletin.Revoked, c.Device):
		return nil, fault.E(op, fault.Denied, ErrRevoked)
	}
	return c, nil
}

// Due tells whether a device is to fetch its papers anew after a sync: something of them
// has changed, or they are old, or there are none (nil).
func (p *Papers) Due(r *session.Result, link merge.Link, device merge.ID, replica merge.Replica) bool {
	if slices.ContainsFunc(r.Directives, func(o wire.Directive) bool { return o.Kind != wire.DirectScopes }) {
		return false // to rotate, upgrade, lock or wipe
	}
	if p == nil {
		return true
	}
	age := r.HubTime.Sub(time.UnixMilli(p.Own.Issued))
	return len(r.Directives) > 0 || r.Rotated > 0 || !p.Of(device, replica) || p.Own.Epoch != link.Hub || age > passportAge || age < 0
}
