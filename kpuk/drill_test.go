package kpuk_test

import (
	"slices"
	"testing"

	"pendamping/kpuk"
)

func TestDrillIsOfItsDevice(t *testing.T) {
	device := kpuk.Derive("device")
	group := kpuk.Derive("group")
	d := &kpuk.Drill{Header: kpuk.Header{ID: kpuk.DrillID(device, group), Scope: group}, Device: device, At: 1, OK: true}
	if got := d.Check(); got != nil {
		t.Errorf("problems %v", keys(got))
	}
	d.Device = kpuk.Derive("another")
	if got := keys(d.Check()); !slices.Equal(got, []string{"drill_device"}) {
		t.Errorf("another device's: %v", got)
	}
	d.Device, d.Scope = device, kpuk.Derive("another group")
	if got := keys(d.Check()); !slices.Equal(got, []string{"drill_device"}) {
		t.Errorf("in another scope: %v", got)
	}
	if kpuk.DrillID(device, group) == kpuk.DrillID(group, device) || kpuk.KindDrill.String() != "drill" {
		t.Error("devices share a name, or the kind has none")
	}
}
