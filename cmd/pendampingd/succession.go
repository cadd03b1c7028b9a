package main

import (
	"bytes"
	"context"

	"pendamping/fault"
	"pendamping/kpuk"
	"pendamping/sync/hub"
	"pendamping/sync/merge"
)

// maxWaiting is how many keys may wait to succeed one device: two clones, and some that
// were copied again.
const maxWaiting = 8

// maxLine is how many devices may follow on each other, so that a ring that somebody
// wrote ends.
const maxLine = 64

var (
	errNotShared = fault.New(fault.Denied, "nobody told this device to ask for a new key")
	errWaiting   = fault.New(fault.Denied, "too many keys wait to succeed this device")
)

// Share implements hub.Succession.
func (d *directory) Share(ctx context.Context, device merge.ID) error {
	const op fault.Op = "directory.Share"
	d.redeeming.Lock()
	defer d.redeeming.Unlock()
	rec, err := d.f.store.Read(ctx, kpuk.ID(device))
	dev, isDevice := rec.(*kpuk.Device)
	if err != nil || !isDevice || dev.SharedAt > 0 {
		return fault.E(op, fault.Other, err)
	}
	dev.SharedAt = d.f.now().UnixMilli()
	return fault.E(op, fault.Other, d.f.save(ctx, []kpuk.Record{dev}))
}

// Succeed implements hub.Succession. The new device is a record like that of one that was
// invited; it waits until a coordinator has approved it.
func (d *directory) Succeed(ctx context.Context, device merge.ID, r hub.DeviceRequest) (bool, error) {
	const op fault.Op = "directory.Succeed"
	d.redeeming.Lock()
	defer d.redeeming.Unlock()
	if err := d.refresh(ctx); err != nil {
		return false, fault.E(op, fault.Other, err)
	}
	fresh, approved, err := d.successor(kpuk.ID(device), r)
	if err != nil || fresh == nil {
		return approved, fault.E(op, fault.Other, err)
	}
	return false, fault.E(op, fault.Other, d.f.save(ctx, []kpuk.Record{fresh}))
}

// successor is the record to keep of a new key; nil when there is one already, and then
// whether it was approved.
func (d *directory) successor(device kpuk.ID, r hub.DeviceRequest) (fresh *kpuk.Device, approved bool, err error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	old, known := d.devices[device], d.devices[kpuk.ID(r.Device)]
	switch {
	case old == nil:
		return nil, false, errNoDevice
	case known != nil && (known.RevokedAt > 0 || known.Succeeds != device || !bytes.Equal(known.Key, r.Key)):
		return nil, false, errRevoked
	case known != nil:
		return nil, known.ApprovedAt > 0, nil
	case old.SharedAt == 0 && old.ClosedAt == 0:
		return nil, false, errNotShared //nolint:wrapcheck // wrapped by Succeed
	}
	waiting := 0
	for _, other := range d.devices {
		if other.Succeeds == device && other.Waits() {
			waiting++
		}
	}
	if waiting >= maxWaiting {
		return nil, false, errWaiting //nolint:wrapcheck // wrapped by Succeed
	}
	label := old.Label
	if label == "" {
		label = r.Label
	}
	h := old.Header
	h.ID, h.Seen = kpuk.ID(r.Device), nil
	return &kpuk.Device{
		Header: h, Person: old.Person, Label: label, Key: r.Key, EnrolledAt: r.At.UnixMilli(), Succeeds: device,
	}, false, nil
}

// sameLine tells whether two devices descend from one: they may speak for the same
// replicas, as either may have to bring again what was written before they were two.
func (d *directory) sameLine(a, b kpuk.ID) bool {
	if a == b {
		return true
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	root := d.first(a)
	return d.devices[root] != nil && root == d.first(b)
}

// first is the device that was invited, from which a device descends. The lock is held.
func (d *directory) first(id kpuk.ID) kpuk.ID {
	for range maxLine {
		dev := d.devices[id]
		if dev == nil || dev.Succeeds.IsZero() {
			break
		}
		id = dev.Succeeds
	}
	return id
}
