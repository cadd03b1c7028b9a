package device

import (
	"context"
	"crypto/ed25519"
	"errors"
	"io"
	"os"
	"slices"

	"pendamping/fault"
	"pendamping/kpuk"
	"pendamping/store"
	"pendamping/sync/bundle"
	"pendamping/sync/merge"
	"pendamping/sync/session"
	"pendamping/sync/wire"
)

const (
	// parcelsKey is where the store keeps which bundles were exported.
	parcelsKey = "bundles"
	// maxParcels is how many of them are remembered; answers to older ones are refused,
	// and nothing is lost by it, as each bundle holds all that is not confirmed.
	maxParcels = 32
)

// ErrUnasked is returned for an answer to a bundle that this device does not remember,
// because it is very old or the device was set back or got a new replica ID since.
// Another export gets a new answer.
var ErrUnasked = fault.New(fault.Foreign, "an answer to a bundle that is not known here")

// parcel is an exported bundle.
type parcel struct {
	ID      kpuk.ID `cbor:"1,keyasint"`
	Hub     kpuk.ID `cbor:"2,keyasint"` // hub epoch known then
	Settled bool    `cbor:"3,keyasint,omitempty"`
}

// ExportBundle writes all that the hub has not confirmed, and the wish for what is new,
// to w as a bundle that only the hub can read. It may be done again at any time; only an
// answer takes changes off the list of what waits. After an error w holds no bundle.
func (d *Device) ExportBundle(ctx context.Context, w io.Writer) (session.Packed, error) {
	const op fault.Op = "device.ExportBundle"
	maker, err := d.bundles()
	if err != nil {
		return session.Packed{}, fault.E(op, fault.Other, err)
	}
	id, err := kpuk.IDSource{Now: d.cfg.Now, Rand: d.cfg.Rand}.New()
	if err != nil {
		return session.Packed{}, fault.E(op, fault.Other, err)
	}
	// Before the first byte is out: an answer to it must be known.
	if err = d.expect(ctx, id); err != nil {
		return session.Packed{}, fault.E(op, fault.Other, err)
	}
	var packed session.Packed
	err = maker.Export(w, merge.ID(id), d.Store.Replica(), func(add bundle.Add) error {
		packed, err = d.session.Pack(ctx, add)
		return err //nolint:wrapcheck // wrapped by ExportBundle
	})
	if err != nil {
		return session.Packed{}, fault.E(op, fault.Other, err)
	}
	return packed, nil
}

// ImportAck takes in the hub's answer to an exported bundle: what it confirms, and what
// is new. It is read to its end and verified before anything is changed. Importing it
// twice is harmless, and so is one that a later sync has overtaken. Whatever the result
// orders is for the caller to carry out, as after Sync.
func (d *Device) ImportAck(ctx context.Context, r io.Reader) (session.Received, error) {
	const op fault.Op = "device.ImportAck"
	reader, err := d.bundles()
	if err != nil {
		return session.Received{}, fault.E(op, fault.Other, err)
	}
	spool, err := os.CreateTemp(d.cfg.Dir, "answer-*"+bundle.Extension)
	if err != nil {
		return session.Received{}, fault.E(op, fault.Other, err)
	}
	got, err := d.importAck(ctx, reader, spool, r)
	if gone := errors.Join(spool.Close(), os.Remove(spool.Name())); gone != nil {
		d.Warn(ctx, "copy of an answer not removed", gone)
	}
	return got, fault.E(op, fault.Other, err)
}

// importAck checks an answer while it is copied, sealed as it is, and then acts on the
// copy: what r reads from may be able to give its bytes only once.
func (d *Device) importAck(ctx context.Context, reader *bundle.Device, spool *os.File, r io.Reader) (session.Received, error) {
	m, err := reader.Check(ctx, io.TeeReader(r, spool))
	if err != nil {
		return session.Received{}, err //nolint:wrapcheck // wrapped by ImportAck
	}
	parcels, err := d.parcels(ctx)
	if err != nil {
		return session.Received{}, err
	}
	at := slices.IndexFunc(parcels, func(p parcel) bool { return merge.ID(p.ID) == m.ID })
	if at < 0 || m.Replica != d.Store.Replica() {
		return session.Received{}, fault.E("", fault.Foreign, ErrUnasked)
	}
	if _, err = spool.Seek(0, io.SeekStart); err != nil {
		return session.Received{}, err //nolint:wrapcheck // wrapped by ImportAck
	}
	p := session.Parcel{Hub: merge.ID(parcels[at].Hub), Settled: parcels[at].Settled}
	got, err := d.session.Receive(ctx, p, func(take func(session.Reply) error) error {
		_, fail := reader.Read(ctx, spool, func(a bundle.Answer) error {
			return take(session.Reply{Counter: a.Counter, From: a.From, Reply: a.Reply})
		})
		return fail //nolint:wrapcheck // wrapped by ImportAck
	})
	if err != nil {
		return got, err //nolint:wrapcheck // wrapped by ImportAck
	}
	return got, d.settled(ctx, parcels[at].ID)
}

// bundles makes the maker and reader of this device's bundles.
func (d *Device) bundles() (*bundle.Device, error) {
	id := d.Identity
	return bundle.NewDevice(id.Project, id.Key, ed25519.PublicKey(id.HubKey), wire.Deriver(store.Derive)) //nolint:wrapcheck // wrapped by callers
}

// parcels lists the exported bundles that are remembered, oldest first.
func (d *Device) parcels(ctx context.Context) (all []parcel, err error) {
	_, err = d.Store.Local(ctx, parcelsKey, &all)
	return all, err //nolint:wrapcheck // wrapped by callers
}

// expect remembers a new bundle.
func (d *Device) expect(ctx context.Context, id kpuk.ID) error {
	link, err := d.Store.Link(ctx)
	if err != nil {
		return err //nolint:wrapcheck // wrapped by ExportBundle
	}
	d.exports.Lock()
	defer d.exports.Unlock()
	all, err := d.parcels(ctx)
	if err != nil {
		return err
	}
	all = append(all, parcel{ID: id, Hub: kpuk.ID(link.Hub)})
	all = all[max(0, len(all)-maxParcels):]
	return d.Store.SetLocal(ctx, parcelsKey, all) //nolint:wrapcheck // wrapped by ExportBundle
}

// settled notes that an answer was taken in to its end.
func (d *Device) settled(ctx context.Context, id kpuk.ID) error {
	d.exports.Lock()
	defer d.exports.Unlock()
	all, err := d.parcels(ctx)
	if err != nil {
		return err
	}
	for i := range all {
		if all[i].ID == id {
			all[i].Settled = true
		}
	}
	return d.Store.SetLocal(ctx, parcelsKey, all) //nolint:wrapcheck // wrapped by ImportAck
}
