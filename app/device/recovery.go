package device

import (
	"bytes"
	"context"
	"errors"
	"io"
	"path/filepath"
	"strings"

	"pendamping/fault"
	"pendamping/kpuk"
	"pendamping/kpuk/book"
	"pendamping/store"
	"pendamping/store/escrow"
	"pendamping/sync/wire"
)

// Cover makes sure that a forgotten PIN loses nothing: where the federation has a
// recovery key for which this device has not sealed a code yet, it draws one, makes it
// open the store and seals it. It returns what the store then keeps, which is zero as long
// as the federation has no key.
func (d *Device) Cover(ctx context.Context) (store.Recovery, error) {
	const op fault.Op = "device.Cover"
	d.covering.Lock()
	defer d.covering.Unlock()
	now, own := d.Store.Recovery(), d.Present().Device
	fed, err := store.Get[kpuk.Federation](ctx, d.Store, d.Identity.Partition)
	if fault.KindOf(err) == fault.NotFound {
		return now, nil
	}
	if err != nil {
		return store.Recovery{}, fault.E(op, fault.Other, err)
	}
	to := fed.Recovery.Recipient
	if !kpuk.IsRecipient(to) || (now.For == to && now.Device == own) {
		return now, nil
	}
	code, err := drawCode(d.cfg.Rand)
	if err != nil {
		return store.Recovery{}, fault.E(op, fault.Internal, err)
	}
	next := store.Recovery{Store: d.Store.ID(), For: to, Device: own}
	if next.Escrow, err = sealed(&next, code); err == nil {
		err = d.Store.SetRecovery(ctx, code, next)
	}
	if err != nil {
		return store.Recovery{}, fault.E(op, fault.Other, err)
	}
	return next, nil
}

// sealed is a code in its escrow.
func sealed(r *store.Recovery, code [store.CodeSize]byte) ([]byte, error) {
	return escrow.Seal(r.For, escrow.Contents{Store: r.Store, Device: r.Device, Code: code}) //nolint:wrapcheck // wrapped by the caller
}

// drawCode draws a code whose written form has letters and digits alone: the other check
// symbols of an invitation's code (* ~ $ =) are hard to say on the phone.
func drawCode(rand io.Reader) (code [store.CodeSize]byte, err error) {
	for {
		if _, err := io.ReadFull(rand, code[:]); err != nil {
			return code, fault.E("", fault.Internal, err)
		}
		if text := wire.FormatCode(code); !strings.ContainsAny(text, "*~$=") {
			return code, nil
		}
	}
}

// Recovery is what a device that is not open keeps for a forgotten PIN.
func Recovery(ctx context.Context, dir string) (store.Recovery, error) {
	r, err := store.ReadRecovery(ctx, filepath.Join(dir, storeFile))
	return r, fault.E("device.Recovery", fault.Other, err)
}

// TryCode tells whether a recovery code opens the device in cfg.Dir, which is not open. The
// error is of kind Wrong when it does not: it is another device's, or was used.
func TryCode(ctx context.Context, cfg Config, code [store.CodeSize]byte) error {
	o := cfg.options("")
	o.Secret = store.Code(code)
	return fault.E("device.TryCode", fault.Other, store.Try(ctx, filepath.Join(cfg.Dir, storeFile), o))
}

// Recover gives the device in cfg.Dir, which is not open, a new PIN or passphrase by its
// recovery code. That code opens it no longer: another is sealed in its place, for the
// same key. [Open] with the new secret follows, and after it [Device.RenewCopy].
func Recover(ctx context.Context, cfg Config, code [store.CodeSize]byte, secret string) error {
	const op fault.Op = "device.Recover"
	path := filepath.Join(cfg.Dir, storeFile)
	kept, err := store.ReadRecovery(ctx, path)
	if err != nil {
		return fault.E(op, fault.Other, err)
	}
	if kept.IsZero() {
		return fault.E(op, fault.Other, store.ErrNoRecovery)
	}
	next := store.Renewal{Secret: store.PIN(secret), Recovery: kept}
	if next.Code, err = drawCode(cfg.Rand); err == nil {
		next.Recovery.Escrow, err = sealed(&kept, next.Code)
	}
	if err != nil {
		return fault.E(op, fault.Other, err)
	}
	o := cfg.options("")
	o.Secret = store.Code(code)
	return fault.E(op, fault.Other, store.Reset(ctx, path, o, next))
}

// ChangeSecret replaces the PIN or passphrase by another. The error is of kind Wrong when
// the old one is not right. With no error the new one holds, also where the last copy could
// not be made anew, which is only logged.
func (d *Device) ChangeSecret(ctx context.Context, old, next string) error {
	const op fault.Op = "device.ChangeSecret"
	if err := d.Store.ChangeSecret(ctx, store.PIN(old), store.PIN(next)); err != nil {
		var locked *store.LockedError
		if errors.As(err, &locked) {
			return fault.E(op, fault.Wrong, err)
		}
		return fault.E(op, fault.Other, err)
	}
	if err := d.RenewCopy(ctx); err != nil {
		d.Warn(ctx, "copy not made anew", err)
	}
	return nil
}

// RenewCopy makes the last copy on this device anew, if there is one: by itself it opens
// with what opened the device when it was made.
func (d *Device) RenewCopy(ctx context.Context) error {
	const op fault.Op = "device.RenewCopy"
	here, _, err := d.LastCopy(ctx)
	if err == nil && here.At != 0 {
		_, err = d.KeepCopy(ctx)
	}
	if errors.Is(err, ErrNoRoom) {
		return nil // the next evening tries again
	}
	return fault.E(op, fault.Other, err)
}

// Deposit is what a device deposits with the coordinators, a record that syncs like
// any other; nil when that is there, or the device holds no group yet.
func Deposit(b *book.Book, partition kpuk.ID, r *store.Recovery, now int64) *kpuk.Escrow {
	groups := b.Groups()
	if r.IsZero() || len(groups) == 0 {
		return nil
	}
	scope := groups[0].ID
	var told *kpuk.Escrow
	for _, g := range groups {
		e, ok := b.Record(kpuk.EscrowID(r.Device, g.ID)).(*kpuk.Escrow)
		if !ok {
			continue
		}
		if bytes.Equal(e.Sealed, r.Escrow) && !e.Gone() {
			return nil
		}
		told, scope = e, g.ID
	}
	next := &kpuk.Escrow{
		Header: kpuk.Header{ID: kpuk.EscrowID(r.Device, scope), Partition: partition, Scope: scope}, Device: r.Device,
	}
	if told != nil {
		next = kpuk.Clone(told)
	}
	next.Removed = kpuk.Removal{}
	next.Recipient, next.Sealed, next.At = r.For, r.Escrow, now
	return next
}
