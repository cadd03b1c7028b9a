package device

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"time"

	"pendamping/fault"
	"pendamping/kpuk"
	"pendamping/store"
	"pendamping/sync/merge"
	"pendamping/sync/session"
)

var (
	// ErrHere is returned where a copy would take the place of records.
	ErrHere = fault.New(fault.Exists, "this device has records of its own")
	// ErrNoDevice is returned for a copy of something that was never a device.
	ErrNoDevice = fault.New(fault.Foreign, "the copy is not of a device of this program")
)

// Restored says in plain numbers what a copy gave on a new device.
type Restored struct {
	Records map[kpuk.Kind]int // in the copy
	Until   time.Time         // of the newest change in it: everything recorded up to then is here
	Hub     bool              // the hub was reached
	Refused error             // why it does not let the device in; nil when it does, or was not reached
	Newer   int               // records that were newer at the hub, and were fetched
	Unsent  int               // own changes that wait to be sent
}

// RestoreCopy makes a device of a carried copy in a folder that has none, with the PIN that it
// had. The copy is opened and read through aside first; nothing is there when it cannot be
// used: [fault.Wrong] for another PIN, Damaged, Foreign for what is no copy of a device, Exists
// where there are records already.
//
// The device has the key and the replica that it had. It may not be the only one: when the hub
// holds more of the replica than the copy, or hears of it from another tablet, this one takes a
// fresh replica, and each a key of its own once a coordinator approves, as any clone does. It
// therefore syncs before anybody writes, where there is a network.
func RestoreCopy(ctx context.Context, cfg Config, from, secret string) (*Device, Restored, error) {
	const op fault.Op = "device.RestoreCopy"
	var r Restored
	if Exists(cfg.Dir) {
		return nil, r, fault.E(op, fault.Exists, ErrHere)
	}
	err := r.look(ctx, cfg, from, secret)
	if err == nil {
		_, err = store.PutBack(ctx, filepath.Join(cfg.Dir, storeFile), from)
	}
	var d *Device
	if err == nil {
		d, err = Open(ctx, cfg, secret)
	}
	if err != nil {
		return nil, r, fault.E(op, fault.Other, err)
	}
	if err = d.introduce(ctx, secret); err != nil {
		d.Close()
		return nil, r, fault.E(op, fault.Other, err)
	}
	r.meet(ctx, d)
	pending, err := d.Store.Pending(ctx)
	if err != nil {
		d.Close()
		return nil, r, fault.E(op, fault.Other, err)
	}
	r.Unsent = pending.Changes
	return d, r, nil
}

// look opens the copy in a folder of its own and reads it through.
func (r *Restored) look(ctx context.Context, cfg Config, from, secret string) (err error) {
	err = errors.Join(os.MkdirAll(cfg.Dir, 0o700), store.SweepScratch(cfg.Dir))
	if err != nil {
		return err
	}
	tried, err := store.Restore(ctx, filepath.Join(cfg.Dir, storeFile), from, cfg.Dir, cfg.options(secret))
	if err != nil {
		var locked *store.LockedError
		if errors.As(err, &locked) {
			return fault.E("", fault.Wrong, err)
		}
		return err //nolint:wrapcheck // wrapped by RestoreCopy
	}
	defer func() { err = errors.Join(err, tried.Close()) }()
	var id Identity
	found, err := tried.Local(ctx, identityKey, &id)
	if err != nil || !found {
		return errors.Join(err, ErrNoDevice)
	}
	report, err := tried.Check(ctx)
	if err != nil {
		return err //nolint:wrapcheck // wrapped by RestoreCopy
	}
	if len(report.Findings) > 0 {
		return fault.E("", fault.Damaged, store.ErrDamaged)
	}
	r.Records = make(map[kpuk.Kind]int)
	return tried.Scan(ctx, merge.ID{}, 0, func(rec merge.Record) bool { //nolint:wrapcheck // wrapped by RestoreCopy
		r.count(&rec)
		return true
	})
}

// count takes a record of the copy in.
func (r *Restored) count(rec *merge.Record) {
	r.Records[kpuk.Kind(rec.Kind)]++
	for i := range rec.Fields {
		for _, s := range rec.Fields[i].Register.Siblings {
			if at := s.Stamp.Time(); at.After(r.Until) {
				r.Until = at
			}
		}
	}
}

// meet syncs once, so that the hub says whether it knows more than the copy.
func (r *Restored) meet(ctx context.Context, d *Device) {
	pulled := 0
	_, err := d.Sync(ctx, func(p session.Progress) { pulled = p.Pulled })
	r.Newer = pulled
	switch fault.KindOf(err) {
	case fault.Transient:
		d.Warn(ctx, "restored without the hub", err)
	default:
		r.Hub = err == nil
		if r.Refused = err; err != nil {
			d.Warn(ctx, "restored, and not let in", err)
		}
	}
}
