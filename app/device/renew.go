package device

import (
	"context"
	"crypto/ed25519"
	"errors"

	"pendamping/fault"
	"pendamping/kpuk"
	"pendamping/sync/parcel"
	"pendamping/sync/session"
	"pendamping/sync/wire"
)

// Sync sends what waits and fetches what is new, once. When the hub says that another
// device uses the same key, as after a tablet was copied, the device asks for a key of
// its own, at each sync until a coordinator has approved; meanwhile it goes on with the
// old one, or, once that is closed, waits with everything it has: the error is then
// [session.ErrClosed]. With the new key the device has another ID; Identity says so when
// the store is opened next.
//
// A hub that was set back to a backup of before this device was enrolled does not know it:
// the device shows what the hub signed for it, and goes on. Where somebody has to approve
// that, the error is [session.ErrHeld].
//
// What is carried for others goes first: what this device wrote on top of it must not
// come to the hub before it.
func (d *Device) Sync(ctx context.Context, progress func(session.Progress)) (session.Result, error) {
	if _, err := d.Deliver(ctx); err != nil {
		d.Warn(ctx, "carried bundles not delivered", err)
	}
	d.holdBulletin(ctx)
	res, err := d.sync(ctx, progress)
	if err == nil {
		d.renewPassport(ctx, &res)
	}
	return res, err
}

// sync is Sync without what goes before and after it.
func (d *Device) sync(ctx context.Context, progress func(session.Progress)) (session.Result, error) {
	syncing, _ := d.lines()
	res, err := syncing.Sync(ctx, progress)
	if errors.Is(err, session.ErrRefused) {
		again, held := d.readmit(ctx)
		if held != nil {
			return res, held
		}
		if again {
			res, err = syncing.Sync(ctx, progress)
		}
	}
	if !res.Reidentify() && !errors.Is(err, session.ErrClosed) {
		return res, err //nolint:wrapcheck // already carries place and kind
	}
	renewed, failed := d.renew(ctx)
	if failed != nil {
		d.Warn(ctx, "no answer about a new key", failed)
	}
	if !renewed || err == nil {
		return res, err //nolint:wrapcheck // already carries place and kind
	}
	syncing, _ = d.lines()
	return syncing.Sync(ctx, progress) //nolint:wrapcheck // already carries place and kind
}

// lines are the session and the counter for files of the present key.
func (d *Device) lines() (*session.Session, *parcel.Counter) {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.session, d.parcels
}

// renew brings a change of keys one step further, and tells whether there is a new one.
func (d *Device) renew(ctx context.Context) (bool, error) {
	const op fault.Op = "device.renew"
	syncing, _ := d.lines()
	key, err := syncing.Renew(ctx, session.Renewal{Keep: d.Store, Rand: d.cfg.Rand, Label: (&Joiner{cfg: d.cfg}).label()})
	if err != nil || key == nil {
		return false, fault.E(op, fault.Other, err)
	}
	public, ok := key.Public().(ed25519.PublicKey)
	if !ok {
		return false, fault.E(op, fault.Internal, session.ErrConfig)
	}
	id := d.Present()
	id.Key, id.Device = key, kpuk.ID(wire.DeviceID(public))
	if err = d.Store.SetLocal(ctx, identityKey, id); err != nil {
		return false, fault.E(op, fault.Other, err)
	}
	return true, fault.E(op, fault.Other, d.connect(id))
}
