package device

import (
	"context"
	"crypto/ed25519"
	"slices"
	"sync"
	"time"

	"pendamping/fault"
	"pendamping/kpuk"
	"pendamping/store"
	"pendamping/store/rule"
	"pendamping/sync/merge"
	"pendamping/sync/session"
	"pendamping/sync/wire"
)

const (
	passportKey = "passport"
	// passportAge is how old the hub's word on the devices may get before it is fetched
	// anew at the next sync.
	passportAge = 7 * 24 * time.Hour
)

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

// passport is what is kept of it.
type passport struct {
	Certificate []byte `cbor:"1,keyasint"`
	Bulletin    []byte `cbor:"2,keyasint"`
	Claim       []byte `cbor:"3,keyasint,omitempty"`
}

// Papers are what this device shows to colleagues and judges theirs by.
type Papers struct {
	Raw      []byte // the certificate as the hub signed it
	Own      *wire.Certificate
	Bulletin *wire.Bulletin

	d     *Device
	codec *wire.Codec
}

// Papers reads the passport; ErrNoPassport when it does not fit this device.
func (d *Device) Papers(ctx context.Context) (*Papers, error) {
	const op fault.Op = "device.Papers"
	p, err := d.papers(ctx)
	if err != nil {
		return nil, fault.E(op, fault.Other, err)
	}
	if p == nil || p.Own.Replica != d.Store.Replica() || p.Own.Device != merge.ID(d.Present().Device) {
		return nil, fault.E(op, fault.Other, ErrNoPassport)
	}
	return p, nil
}

// papers reads the passport as it is kept; nil when there is none.
func (d *Device) papers(ctx context.Context) (*Papers, error) {
	var kept passport
	found, err := d.Store.Local(ctx, passportKey, &kept)
	if err != nil || !found {
		return nil, fault.E("", fault.Other, err)
	}
	p := &Papers{Raw: kept.Certificate, d: d}
	if p.codec, err = wire.New(wire.Options{Derive: store.Derive}); err != nil {
		return nil, fault.E("", fault.Other, err)
	}
	hub := ed25519.PublicKey(d.Present().HubKey)
	if p.Own, err = p.codec.ReadCertificate(hub, d.Present().Project, kept.Certificate); err != nil {
		return nil, fault.E("", fault.Other, err)
	}
	p.Bulletin, err = p.codec.ReadBulletin(hub, d.Present().Project, kept.Bulletin)
	return p, fault.E("", fault.Other, err)
}

// Store is that of the device whose papers these are.
func (p *Papers) Store() *store.Store { return p.d.Store }

// Accept judges the certificate that another device shows. Clocks of tablets are wrong by
// years, so it is held against the latest time that the hub is known to have signed
// something at. A device that holds accounts knows of more: it leaves of the rights what
// the accounts say today.
func (p *Papers) Accept(ctx context.Context, raw []byte) (*wire.Certificate, error) {
	const op fault.Op = "device.Accept"
	c, err := p.codec.ReadCertificate(ed25519.PublicKey(p.d.Present().HubKey), p.d.Present().Project, raw)
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
	if !p.Own.Admin {
		return c, nil
	}
	dev, person, err := p.d.account(ctx, kpuk.ID(c.Device))
	if err != nil || dev == nil {
		return c, fault.E(op, fault.Other, err) // enrolled after the last sync
	}
	now := rule.RightsOf(dev, person)
	if now.Revoked || dev.ClosedAt > 0 || dev.Waits() {
		return nil, fault.E(op, fault.Denied, ErrRevoked)
	}
	c.All, c.Admin, c.ReadOnly = c.All && now.All, c.Admin && now.Admin, c.ReadOnly || now.ReadOnly
	if !now.All {
		c.Scopes = slices.DeleteFunc(c.Scopes, func(s merge.ID) bool { return !slices.Contains(now.Scopes, kpuk.ID(s)) })
	}
	return c, nil
}

// account finds a device and its person among the accounts; nil when it is not known.
func (d *Device) account(ctx context.Context, id kpuk.ID) (*kpuk.Device, *kpuk.Person, error) {
	dev, err := store.Get[kpuk.Device](ctx, d.Store, id)
	if fault.KindOf(err) == fault.NotFound {
		return nil, nil, nil
	}
	if err != nil {
		return nil, nil, err
	}
	person, err := store.Get[kpuk.Person](ctx, d.Store, dev.Person)
	if fault.KindOf(err) == fault.NotFound {
		return dev, nil, nil
	}
	return dev, person, err
}

// Account is a device as this one's accounts know it, and what it may do; nil when it
// does not hold accounts, or none of that device.
func (d *Device) Account(ctx context.Context, id merge.ID) (*kpuk.Device, rule.Rights, error) {
	dev, person, err := d.account(ctx, kpuk.ID(id))
	if err != nil || dev == nil {
		return nil, rule.Rights{}, fault.E("device.Account", fault.Other, err)
	}
	r := rule.RightsOf(dev, person)
	r.Revoked = r.Revoked || dev.ClosedAt > 0 || dev.Waits()
	return dev, r, nil
}

// renewing is what a device remembers of its tries to get a passport.
type renewing struct {
	mu      sync.Mutex
	refused bool // the hub gives none: not asked again before the program starts anew
}

// renewPassport fetches the passport after a sync when something of it has changed, or
// when it is old. That it cannot be had is no fault of the sync.
func (d *Device) renewPassport(ctx context.Context, r *session.Result) {
	d.renewing.mu.Lock()
	defer d.renewing.mu.Unlock()
	if d.renewing.refused || !d.dueForPassport(ctx, r) {
		return
	}
	syncing, _ := d.lines()
	p, err := syncing.Passport(ctx)
	if err == nil {
		err = d.Store.SetLocal(ctx, passportKey, passport(p))
	}
	switch fault.KindOf(err) {
	case fault.Denied, fault.Newer, fault.Forked:
		d.renewing.refused = true
	default: // tried again after the next sync
	}
	if err != nil {
		d.Warn(ctx, "passport not renewed", err)
	}
}

// dueForPassport tells whether a passport is to be fetched.
func (d *Device) dueForPassport(ctx context.Context, r *session.Result) bool {
	if slices.ContainsFunc(r.Directives, func(o wire.Directive) bool { return o.Kind != wire.DirectScopes }) {
		return false // to rotate, upgrade, lock or wipe
	}
	p, err := d.papers(ctx)
	if err != nil || p == nil {
		return true
	}
	link, err := d.Store.Link(ctx)
	age := r.HubTime.Sub(time.UnixMilli(p.Own.Issued))
	return err != nil || len(r.Directives) > 0 || r.Rotated > 0 || p.Own.Replica != d.Store.Replica() ||
		p.Own.Device != merge.ID(d.Present().Device) || p.Own.Epoch != link.Hub || age > passportAge || age < 0
}

// openers are the keys of devices that may read this one's bundles.
func (d *Device) openers(ctx context.Context) ([]ed25519.PublicKey, error) {
	p, err := d.papers(ctx)
	if err != nil || p == nil {
		return nil, err
	}
	own := p.Own.Key
	return slices.DeleteFunc(slices.Clone(p.Bulletin.Openers), func(k ed25519.PublicKey) bool { return k.Equal(own) }), nil
}

// claim is the hub's word that a replica is this device's; nil when it has given none.
func (d *Device) claim(ctx context.Context, r merge.Replica) ([]byte, error) {
	var kept passport
	found, err := d.Store.Local(ctx, passportKey, &kept)
	if err != nil || !found {
		return nil, fault.E("device.claim", fault.Other, err)
	}
	hub, own := ed25519.PublicKey(d.Present().HubKey), merge.ID(d.Present().Device)
	if wire.VerifyClaim(hub, d.Present().Project, own, r, kept.Claim) == nil {
		return kept.Claim, nil
	}
	return nil, nil // it is of an earlier replica
}
