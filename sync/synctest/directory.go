package synctest

import (
	"bytes"
	"context"
	"maps"
	"slices"
	"sync"

	"pendamping/fault"
	"pendamping/sync/hub"
	"pendamping/sync/merge"
)

var (
	errNoDevice = fault.New(fault.NotFound, "no such device")
	errTaken    = fault.New(fault.Denied, "taken by another device")
	errCode     = fault.New(fault.Denied, "no such code, or it was used")
)

// Directory is a hub.Directory in memory. Its maps may be filled and altered before and
// between syncs.
type Directory struct {
	mu      sync.Mutex
	Devices map[merge.ID]hub.Device
	Owners  map[merge.Replica]merge.ID
	Codes   map[[32]byte]hub.Grant // open invitations
	Names   map[merge.ID]string    // of the devices' people
	Offices map[merge.ID]uint8     // of the devices' people
	used    map[[32]byte]merge.ID
}

// NewDirectory makes an empty directory.
func NewDirectory() *Directory {
	return &Directory{
		Devices: map[merge.ID]hub.Device{}, Owners: map[merge.Replica]merge.ID{},
		Codes: map[[32]byte]hub.Grant{}, used: map[[32]byte]merge.ID{},
		Names: map[merge.ID]string{}, Offices: map[merge.ID]uint8{},
	}
}

// Enrol enters a device.
func (d *Directory) Enrol(id merge.ID, dev hub.Device) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.Devices[id] = dev
}

// Device implements hub.Directory.
func (d *Directory) Device(_ context.Context, id merge.ID) (hub.Device, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	dev, ok := d.Devices[id]
	if !ok {
		return hub.Device{}, fault.E("", fault.NotFound, errNoDevice)
	}
	return dev, nil
}

// Vouch implements hub.Notary.
func (d *Directory) Vouch(_ context.Context, id merge.ID) (hub.Voucher, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	v := hub.Voucher{Name: d.Names[id], Office: d.Offices[id]}
	for _, other := range slices.SortedFunc(maps.Keys(d.Devices), merge.ID.Compare) {
		switch dev := d.Devices[other]; {
		case dev.Revoked:
			v.Revoked = append(v.Revoked, other)
		case dev.All && !dev.ReadOnly:
			v.Openers = append(v.Openers, dev.Key)
		}
	}
	return v, nil
}

// Claim implements hub.Directory.
func (d *Directory) Claim(_ context.Context, device merge.ID, r merge.Replica) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	if owner, ok := d.Owners[r]; ok && owner != device {
		return fault.E("", fault.Denied, errTaken)
	}
	d.Owners[r] = device
	return nil
}

// Redeem implements hub.Directory.
func (d *Directory) Redeem(_ context.Context, code [32]byte, r hub.DeviceRequest) (hub.Grant, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	grant, ok := d.Codes[code]
	by, again := d.used[code]
	if !ok || (again && (by != r.Device || !bytes.Equal(d.Devices[by].Key, r.Key))) {
		return hub.Grant{}, fault.E("", fault.Denied, errCode)
	}
	grant.Device.Key = r.Key
	d.used[code] = r.Device
	d.Devices[r.Device] = grant.Device
	return grant, nil
}
