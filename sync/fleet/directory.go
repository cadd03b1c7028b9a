package fleet

import (
	"context"

	"pendamping/fault"
	"pendamping/sync/hub"
	"pendamping/sync/merge"
)

var (
	errNoDevice = fault.New(fault.NotFound, "no such device")
	errTaken    = fault.New(fault.Denied, "the replica belongs to another device")
	errCode     = fault.New(fault.Denied, "nobody is invited here")
)

// directory is what the hub knows of devices. It outlives the hub, as an operator enters
// accounts again before a restored hub answers.
type directory struct {
	devices map[merge.ID]hub.Device
	owners  map[merge.Replica]merge.ID
	before  map[merge.ID]merge.ID // by a new key's device: the one whose place it takes
	waiting []merge.ID            // for the coordinator
}

// Device implements hub.Directory.
func (d *directory) Device(_ context.Context, id merge.ID) (hub.Device, error) {
	dev, ok := d.devices[id]
	if !ok {
		return hub.Device{}, errNoDevice //nolint:wrapcheck // the hub asks for its kind
	}
	return dev, nil
}

// Claim implements hub.Directory. A device and its copies speak for the same replicas.
func (d *directory) Claim(_ context.Context, device merge.ID, r merge.Replica) error {
	if owner, ok := d.owners[r]; ok && d.devices[owner].Person != d.devices[device].Person {
		return errTaken //nolint:wrapcheck // the hub asks for its kind
	}
	d.owners[r] = device
	return nil
}

// Share implements hub.Succession.
func (d *directory) Share(_ context.Context, device merge.ID) error {
	dev := d.devices[device]
	dev.Shared = true
	d.devices[device] = dev
	return nil
}

// Succeed implements hub.Succession: the new device waits until [directory.approve].
func (d *directory) Succeed(_ context.Context, device merge.ID, r hub.DeviceRequest) (bool, error) {
	if _, ok := d.before[r.Device]; !ok {
		fresh := d.devices[device]
		fresh.Key, fresh.Shared, fresh.Closed, fresh.Waiting = r.Key, false, false, true
		d.before[r.Device], d.devices[r.Device] = device, fresh
		d.waiting = append(d.waiting, r.Device)
	}
	return !d.devices[r.Device].Waiting, nil
}

// approve is what the coordinator does on her page: those who wait may go on under their
// new keys, and the old ones are closed.
func (d *directory) approve() {
	for _, id := range d.waiting {
		fresh, old := d.devices[id], d.devices[d.before[id]]
		fresh.Waiting, old.Closed = false, true
		d.devices[id], d.devices[d.before[id]] = fresh, old
	}
	d.waiting = nil
}

// entitle gives all devices of a person the same groups: rights are people's.
func (d *directory) entitle(person merge.ID, scopes []merge.ID) {
	for id, dev := range d.devices {
		if dev.Person == person {
			dev.Scopes = scopes
			d.devices[id] = dev
		}
	}
}

// Redeem implements hub.Directory.
func (*directory) Redeem(context.Context, [32]byte, hub.DeviceRequest) (hub.Grant, error) {
	return hub.Grant{}, errCode //nolint:wrapcheck // the hub asks for its kind
}
