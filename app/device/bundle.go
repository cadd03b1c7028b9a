package device

import (
	"context"
	"crypto/ed25519"
	"errors"
	"io"
	"os"

	"pendamping/fault"
	"pendamping/kpuk"
	"pendamping/store"
	"pendamping/sync/bundle"
	"pendamping/sync/merge"
	"pendamping/sync/parcel"
	"pendamping/sync/session"
	"pendamping/sync/wire"
)

// ErrUnasked is returned for an answer to a bundle that this device does not remember.
var ErrUnasked = parcel.ErrUnasked

// ExportBundle writes all that the hub has not confirmed, and the wish for what is new,
// to w as a bundle that only the hub can read; see [parcel.Counter.Export].
func (d *Device) ExportBundle(ctx context.Context, w io.Writer) (session.Packed, error) {
	const op fault.Op = "device.ExportBundle"
	_, parcels := d.lines()
	packed, err := parcels.Export(ctx, w)
	return packed, fault.E(op, fault.Other, err)
}

// ImportAck takes in the hub's answer to an exported bundle: what it confirms, and what
// is new; see [parcel.Counter.Take]. Whatever the result orders is for the caller to
// carry out, as after Sync.
func (d *Device) ImportAck(ctx context.Context, r io.Reader) (session.Received, error) {
	const op fault.Op = "device.ImportAck"
	spool, err := os.CreateTemp(d.cfg.Dir, "answer-*"+bundle.Extension)
	if err != nil {
		return session.Received{}, fault.E(op, fault.Other, err)
	}
	_, parcels := d.lines()
	got, err := parcels.Take(ctx, r, spool)
	if gone := errors.Join(spool.Close(), os.Remove(spool.Name())); gone != nil {
		d.Warn(ctx, "copy of an answer not removed", gone)
	}
	return got, fault.E(op, fault.Other, err)
}

// counter makes the counter where bundles are handed out.
func (d *Device) counter(id Identity, syncing *session.Session) (*parcel.Counter, error) {
	ids := kpuk.IDSource{Now: d.cfg.Now, Rand: d.cfg.Rand}
	counter, err := parcel.New(parcel.Config{
		Project: id.Project, Key: id.Key, HubKey: ed25519.PublicKey(id.HubKey), Derive: wire.Deriver(store.Derive), Openers: d.openers, Claim: d.claim,
		NewID: func() (merge.ID, error) {
			fresh, err := ids.New()
			return merge.ID(fresh), err
		},
	}, d.Store, syncing)
	return counter, fault.E("device.counter", fault.Other, err)
}
