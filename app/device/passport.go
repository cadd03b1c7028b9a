package device

import (
	"context"
	"crypto/ed25519"
	"errors"
	"slices"
	"sync"

	"pendamping/fault"
	"pendamping/kpuk"
	"pendamping/store"
	"pendamping/store/rule"
	"pendamping/sync/merge"
	"pendamping/sync/peer"
	"pendamping/sync/session"
	"pendamping/sync/wire"
)

// What may be wrong with papers: see [peer.ErrNoPassport] and its neighbors.
var (
	ErrNoPassport = peer.ErrNoPassport
	ErrStranger   = peer.ErrStranger
	ErrExpired    = peer.ErrExpired
	ErrRevoked    = peer.ErrRevoked
)

// Papers are what this device shows to colleagues and judges theirs by.
type Papers struct {
	*peer.Papers

	d *Device
}

// Papers reads the passport; ErrNoPassport when it does not fit this device.
func (d *Device) Papers(ctx context.Context) (*Papers, error) {
	const op fault.Op = "device.Papers"
	p, err := d.papers(ctx)
	if err != nil {
		return nil, fault.E(op, fault.Other, err)
	}
	if p == nil || !p.Of(merge.ID(d.Present().Device), d.Store.Replica()) {
		return nil, fault.E(op, fault.Other, ErrNoPassport)
	}
	return p, nil
}

// papers reads the passport as it is kept; nil when there is none.
func (d *Device) papers(ctx context.Context) (*Papers, error) {
	var kept peer.Passport
	found, err := d.Store.Local(ctx, peer.PassportKey, &kept)
	if err != nil || !found {
		return nil, fault.E("", fault.Other, err)
	}
	p, err := kept.Read(ed25519.PublicKey(d.Present().HubKey), d.Present().Project, store.Derive)
	if err != nil {
		return nil, fault.E("", fault.Other, err)
	}
	return &Papers{Papers: p, d: d}, nil
}

// Store is that of the device whose papers these are.
func (p *Papers) Store() *store.Store { return p.d.Store }

// Accept judges the certificate that another device shows, as [peer.Papers.Accept] does. A
// device that holds accounts knows of more: it leaves of the rights what the accounts say
// today.
func (p *Papers) Accept(ctx context.Context, raw []byte) (*wire.Certificate, error) {
	const op fault.Op = "device.Accept"
	c, err := p.Papers.Accept(raw)
	if err != nil {
		return nil, fault.E(op, fault.Other, err)
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

	bulletin []byte   // the one that was kept before the sync
	epoch    merge.ID // of that
}

// renewPassport fetches the passport after a sync when something of it has changed, or
// when it is old. That it cannot be had is no fault of the sync.
func (d *Device) renewPassport(ctx context.Context, r *session.Result) {
	d.renewing.mu.Lock()
	defer d.renewing.mu.Unlock()
	if d.renewing.refused || !d.dueForPassport(ctx, r) {
		return
	}
	err := d.fetchPassport(ctx)
	switch fault.KindOf(err) {
	case fault.Denied, fault.Newer, fault.Forked:
		d.renewing.refused = true
	default: // tried again after the next sync
	}
	if err != nil {
		d.Warn(ctx, "passport not renewed", err)
	}
}

// RenewPassport fetches the passport now.
func (d *Device) RenewPassport(ctx context.Context) error {
	d.holdBulletin(ctx)
	d.renewing.mu.Lock()
	defer d.renewing.mu.Unlock()
	return d.fetchPassport(ctx)
}

// fetchPassport fetches and keeps the passport. The lock of renewing is held.
func (d *Device) fetchPassport(ctx context.Context) error {
	const op fault.Op = "device.RenewPassport"
	syncing, _ := d.lines()
	old := d.staleBulletin(ctx)
	p, err := syncing.Passport(ctx, old)
	if fault.KindOf(err) == fault.Full { // a hub of before, which wants none
		p, err = syncing.Passport(ctx, nil)
	}
	if err == nil {
		err = d.Store.SetLocal(ctx, peer.PassportKey, peer.Passport(p))
	}
	return fault.E(op, fault.Other, err)
}

// holdBulletin remembers the kept bulletin: a sync may throw the passport away, and a hub
// that was set back to an older state is to hear of it.
func (d *Device) holdBulletin(ctx context.Context) {
	var kept peer.Passport
	found, err := d.Store.Local(ctx, peer.PassportKey, &kept)
	p, failed := d.papers(ctx)
	if errors.Join(err, failed) != nil || !found || p == nil {
		return
	}
	d.renewing.mu.Lock()
	defer d.renewing.mu.Unlock()
	d.renewing.bulletin, d.renewing.epoch = kept.Bulletin, p.Bulletin.Epoch
}

// staleBulletin is the bulletin that was kept of another epoch of the hub than the present
// one; nil without any. The lock of renewing is held.
func (d *Device) staleBulletin(ctx context.Context) []byte {
	link, err := d.Store.Link(ctx)
	if err != nil || d.renewing.epoch == link.Hub {
		return nil
	}
	return d.renewing.bulletin
}

// dueForPassport tells whether a passport is to be fetched.
func (d *Device) dueForPassport(ctx context.Context, r *session.Result) bool {
	var kept *peer.Papers
	if p, err := d.papers(ctx); err == nil && p != nil {
		kept = p.Papers
	}
	link, err := d.Store.Link(ctx)
	return err != nil || kept.Due(r, link, merge.ID(d.Present().Device), d.Store.Replica())
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
	var kept peer.Passport
	found, err := d.Store.Local(ctx, peer.PassportKey, &kept)
	if err != nil || !found {
		return nil, fault.E("device.claim", fault.Other, err)
	}
	hub, own := ed25519.PublicKey(d.Present().HubKey), merge.ID(d.Present().Device)
	if wire.VerifyClaim(hub, d.Present().Project, own, r, kept.Claim) == nil {
		return kept.Claim, nil
	}
	return nil, nil // it is of an earlier replica
}
