package main

import (
	"bytes"
	"context"
	"slices"

	"pendamping/fault"
	"pendamping/kpuk"
	"pendamping/sync/hub"
	"pendamping/sync/merge"
	"pendamping/sync/wire"
)

// readmissionKey is where the store of a hub that was set back keeps whom it knows again.
const readmissionKey = "readmission"

// readmission says which devices a hub that was set back knows again by its own
// certificate. A hub that never was has none.
type readmission struct {
	Since   int64     `cbor:"1,keyasint,omitempty"` // of the state that was brought back, Unix milliseconds; zero: not known
	Mode    string    `cbor:"2,keyasint,omitempty"` // who needs no approval: see the modes
	Refused []kpuk.ID `cbor:"3,keyasint,omitempty"` // the operator's list: not to be known again
	Listed  []kpuk.ID `cbor:"4,keyasint,omitempty"` // devices whose certificates did not count any more by a bulletin of before
}

// The modes of readmission.
const (
	readmitOpen  = ""      // whoever has lost nothing but her device's record; others wait for approval
	readmitHold  = "hold"  // all wait for approval
	readmitClose = "close" // nobody is known again
)

// maxListed bounds what bulletins of before may say.
const maxListed = 10_000

var errNotReadmitted = fault.New(fault.Denied, "the device is not to be known again")

// reopen begins to know devices again after the hub was set back to a state of a time.
func (f *folder) reopen(ctx context.Context, since int64) error {
	var state readmission
	if _, err := f.store.Local(ctx, readmissionKey, &state); err != nil {
		return fault.E("reopen", fault.Other, err)
	}
	state.Since = since
	return fault.E("reopen", fault.Other, f.store.SetLocal(ctx, readmissionKey, &state))
}

// Readmit implements hub.Readmitter. The certificate proves that this hub enrolled the
// device and what it might do then. The record is made anew; its rights follow from the
// accounts, as everybody's do.
func (d *directory) Readmit(ctx context.Context, r hub.Readmission) (bool, error) {
	const op fault.Op = "directory.Readmit"
	d.redeeming.Lock()
	defer d.redeeming.Unlock()
	var state readmission
	set, err := d.f.store.Local(ctx, readmissionKey, &state)
	if err == nil {
		err = d.refresh(ctx)
	}
	if err != nil {
		return false, fault.E(op, fault.Other, err)
	}
	id := kpuk.ID(r.Device)
	if !set || state.Mode == readmitClose || slices.Contains(state.Refused, id) ||
		kpuk.ID(r.Shown.Partition) != d.f.set.Partition {
		return false, fault.E(op, fault.Other, errNotReadmitted)
	}
	d.mu.Lock()
	known := d.devices[id]
	d.mu.Unlock()
	switch {
	case known != nil && (known.RevokedAt > 0 || len(known.Key) > 0 && !bytes.Equal(known.Key, r.Key)):
		return false, fault.E(op, fault.Other, errNotReadmitted)
	case known != nil && len(known.Key) > 0: // its answer was lost, or somebody has approved it since
		return !known.Waits(), nil
	case !r.Earlier || r.Shown.Issued <= state.Since: // it was removed, not forgotten
		return false, fault.E(op, fault.Other, errNotReadmitted)
	}
	approved, err := d.comeBack(ctx, known, &state, r)
	return approved, fault.E(op, fault.Other, err)
}

// comeBack makes the record of a device that came back, and that of its person where it
// was lost, too.
func (d *directory) comeBack(ctx context.Context, known *kpuk.Device, state *readmission, r hub.Readmission) (bool, error) {
	id, person := kpuk.ID(r.Device), kpuk.ID(r.Shown.Person)
	dev := &kpuk.Device{Header: kpuk.Header{ID: id, Partition: d.f.set.Partition, Scope: kpuk.AdminScope(d.f.set.Partition)}}
	if known != nil { // a colleague wrote to it on a device of hers
		dev = kpuk.Clone(known)
	}
	dev.Person, dev.Key, dev.EnrolledAt, dev.Succeeds = person, r.Key, r.At.UnixMilli(), id
	if dev.Label == "" {
		dev.Label = r.Label
	}
	recs := []kpuk.Record{dev}
	d.mu.Lock()
	owner := d.people[person]
	d.mu.Unlock()
	if owner == nil {
		lost, err := d.lostPerson(ctx, r.Shown)
		if err != nil {
			return false, err
		}
		recs = append(recs, lost)
	}
	doubted, err := d.revocation(ctx, id)
	if err != nil {
		return false, err
	}
	approved := state.Mode == readmitOpen && owner != nil && !doubted && !slices.Contains(state.Listed, id) && d.proven(dev, owner, r.Shown)
	if approved {
		dev.ApprovedAt = dev.EnrolledAt
	}
	err = d.f.save(ctx, recs)
	if err != nil {
		return false, err
	}
	// What it wrote is nobody else's; one that another took meanwhile it has to leave.
	err = d.Claim(ctx, r.Device, r.Shown.Replica)
	if fault.KindOf(err) == fault.Denied {
		err = nil
	}
	return approved, err
}

// proven tells whether the certificate covers all that the device may do by the accounts.
// Who holds the whole partition could undo what the hub has lost, and waits.
func (d *directory) proven(dev *kpuk.Device, owner *kpuk.Person, shown *wire.Certificate) bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	probe := *dev
	probe.ApprovedAt = 1
	now := d.rights(&probe)
	if now.All || now.Admin || shown.All || shown.Admin || uint8(owner.Office) != shown.Office || shown.ReadOnly && !now.ReadOnly {
		return false
	}
	return !slices.ContainsFunc(now.Scopes, func(s merge.ID) bool { return !slices.Contains(shown.Scopes, s) })
}

// lostPerson is the account of somebody who was entered after the state that the hub was
// set back to, as the certificate tells it. One that was removed stays removed.
func (d *directory) lostPerson(ctx context.Context, shown *wire.Certificate) (*kpuk.Person, error) {
	rec, err := d.f.store.Read(ctx, kpuk.ID(shown.Person))
	if err == nil && rec != nil && rec.Head().Gone() {
		return nil, errNotReadmitted //nolint:wrapcheck // wrapped by Readmit
	}
	if err != nil && fault.KindOf(err) != fault.NotFound {
		return nil, fault.E("", fault.Other, err)
	}
	p := &kpuk.Person{
		Header: kpuk.Header{ID: kpuk.ID(shown.Person), Partition: d.f.set.Partition, Scope: kpuk.AdminScope(d.f.set.Partition)},
		Name:   shown.Name, Office: kpuk.Office(shown.Office), Assigned: map[kpuk.ID]kpuk.Assignment{},
	}
	for _, scope := range shown.Scopes {
		if scope != shown.Person {
			p.Assigned[kpuk.ID(scope)] = kpuk.Assignment{Granted: true, Since: d.f.today()}
		}
	}
	return p, nil
}

// Numbers of fields of a device that take it out.
const (
	deviceRevoked = 14
	deviceOrder   = 15
)

// revocation tells whether somebody wrote that the device is revoked, and it was put aside
// because the hub did not know the device yet.
func (d *directory) revocation(ctx context.Context, id kpuk.ID) (bool, error) {
	aside, err := d.f.store.Quarantine(ctx)
	if err != nil {
		return false, fault.E("", fault.Other, err)
	}
	for i := range aside {
		for _, e := range aside[i].Change.Edits {
			if e.Record == merge.ID(id) && slices.ContainsFunc(e.Writes, func(w merge.Write) bool {
				return w.Field.Number == deviceRevoked || w.Field.Number == deviceOrder
			}) {
				return true, nil
			}
		}
	}
	return false, nil
}

// Learn implements hub.Readmitter. A bulletin does not tell the revoked from those whose
// key was replaced, so nobody is revoked by it: who came back without approval waits.
func (d *directory) Learn(ctx context.Context, b *wire.Bulletin) error {
	const op fault.Op = "directory.Learn"
	d.redeeming.Lock()
	defer d.redeeming.Unlock()
	var state readmission
	set, err := d.f.store.Local(ctx, readmissionKey, &state)
	if err != nil || !set || kpuk.ID(b.Partition) != d.f.set.Partition || b.Issued <= state.Since {
		return fault.E(op, fault.Other, err)
	}
	if err = d.refresh(ctx); err != nil {
		return fault.E(op, fault.Other, err)
	}
	before := len(state.Listed)
	var again []kpuk.Record
	d.mu.Lock()
	for _, id := range b.Revoked {
		if !slices.Contains(state.Listed, kpuk.ID(id)) && len(state.Listed) < maxListed {
			state.Listed = append(state.Listed, kpuk.ID(id))
			if dev := d.devices[kpuk.ID(id)]; dev != nil && dev.CameBack() && dev.RevokedAt == 0 && dev.ApprovedAt == dev.EnrolledAt {
				mended := kpuk.Clone(dev)
				mended.ApprovedAt = 0
				again = append(again, mended)
			}
		}
	}
	d.mu.Unlock()
	if len(state.Listed) > before {
		err = d.f.store.SetLocal(ctx, readmissionKey, &state)
	}
	if err == nil && len(again) > 0 {
		err = d.f.save(ctx, again)
	}
	return fault.E(op, fault.Other, err)
}
