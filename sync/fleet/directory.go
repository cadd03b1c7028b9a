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
}

// Device implements hub.Directory.
func (d *directory) Device(_ context.Context, id merge.ID) (hub.Device, error) {
	dev, ok := d.devices[id]
	if !ok {
		return hub.Device{}, errNoDevice //nolint:wrapcheck // the hub asks for its kind
	}
	return dev, nil
}

// Claim implements hub.Directory.
func (d *directory) Claim(_ context.Context, device merge.ID, r merge.Replica) error {
	if owner, ok := d.owners[r]; ok && owner != device {
		return errTaken //nolint:wrapcheck // the hub asks for its kind
	}
	d.owners[r] = device
	return nil
}

// Redeem implements hub.Directory.
func (*directory) Redeem(context.Context, [32]byte, hub.DeviceRequest) (hub.Grant, error) {
	return hub.Grant{}, errCode //nolint:wrapcheck // the hub asks for its kind
}
