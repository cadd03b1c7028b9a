package main

import (
	"context"
	"sync"

	"pendamping/fault"
	"pendamping/sync/hub"
	"pendamping/sync/merge"
)

// directory holds the devices that a hub knows, in memory. It lets nobody in by a code.
type directory struct {
	mu      sync.Mutex
	devices map[merge.ID]hub.Device
	owners  map[merge.Replica]merge.ID
}

func newDirectory() *directory {
	return &directory{devices: map[merge.ID]hub.Device{}, owners: map[merge.Replica]merge.ID{}}
}

// add lets a device in.
func (d *directory) add(id merge.ID, device hub.Device) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.devices[id] = device
}

// Device implements hub.Directory.
func (d *directory) Device(_ context.Context, id merge.ID) (hub.Device, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	device, ok := d.devices[id]
	if !ok {
		return hub.Device{}, fault.New(fault.NotFound, "no such device")
	}
	return device, nil
}

// Claim implements hub.Directory.
func (d *directory) Claim(_ context.Context, device merge.ID, r merge.Replica) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	if owner, ok := d.owners[r]; ok && owner != device {
		return fault.New(fault.Denied, "taken by another device")
	}
	d.owners[r] = device
	return nil
}

// Redeem implements hub.Directory.
func (*directory) Redeem(context.Context, [32]byte, hub.DeviceRequest) (hub.Grant, error) {
	return hub.Grant{}, fault.New(fault.Denied, "no invitations")
}
