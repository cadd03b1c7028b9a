package app

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"testing"

	"pendamping/app/device"
	"pendamping/fault"
	"pendamping/kpuk"
	"pendamping/kpuk/book"
)

// A copy that is carried away is read again; one that is not whole is removed and not
// counted, and one that is opens.
func TestCarryCopy(t *testing.T) {
	tablet, _ := bench(t)
	checked := false
	step := func(checking bool, _ int64) { checked = checked || checking }
	for name, d := range map[string]*disk{
		"cut short":     {spoil: func(b []byte) []byte { return b[:len(b)/2] }},
		"not closed":    {endFail: errors.New("the card is out")},
		"gone at check": {openFail: errors.New("the card is out")},
	} {
		if _, err := carryCopy(t.Context(), tablet, d, d.at(), step); !errors.Is(err, errUnwritten) || !d.removed {
			t.Errorf("%s: %v, removed %v", name, err, d.removed)
		}
	}
	if _, out, err := tablet.LastCopy(t.Context()); err != nil || out.At != 0 {
		t.Errorf("counted all the same: %+v, %v", out, err)
	}
	whole := &disk{}
	c, err := carryCopy(t.Context(), tablet, whole, whole.at(), step)
	if err != nil || c.Size != int64(whole.Len()) || !checked || whole.removed {
		t.Fatalf("%+v, %v", c, err)
	}
	if _, out, fail := tablet.LastCopy(t.Context()); fail != nil || out != c {
		t.Errorf("remembered %+v, %v", out, fail)
	}
	path := filepath.Join(t.TempDir(), "copy")
	if err = os.WriteFile(path, whole.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	back, err := tablet.Store.Restore(t.Context(), path, t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	if report, fail := back.Check(t.Context()); fail != nil || len(report.Findings) > 0 {
		t.Errorf("%v %v", report.Findings, fail)
	}
	if err = back.Close(); err != nil {
		t.Error(err)
	}
	if bytes.Contains(whole.Bytes(), []byte("135791")) {
		t.Error("the PIN is in the file")
	}
}

// What the page says of a drill follows from the device's result.
func TestDrillOf(t *testing.T) {
	good := device.Drill{At: noon().UnixMilli(), Until: noon().UnixMilli(), Records: 3, Groups: 2, Same: 2}
	ahead, broken := good, good
	ahead.Ahead, broken.Faults, broken.Until = 1, 1, 0
	for name, c := range map[string]struct {
		from device.Drill
		ok   bool
	}{"good": {good, true}, "ahead": {ahead, false}, "broken": {broken, false}, "none": {device.Drill{}, false}} {
		got := drillOf(&c.from)
		if got.OK != c.ok || got.Ahead != c.from.Ahead || got.At.IsZero() != (c.from.At == 0) || got.Until.IsZero() != (c.from.Until == 0) {
			t.Errorf("%s: %+v", name, got)
		}
	}
	if fault.KindOf(device.ErrNoRoom) != fault.Full {
		t.Error("no room is not told as a full disk")
	}
}

// TestDrillReport: coordinators are told of each drill once, by one record of the device.
func TestDrillReport(t *testing.T) {
	b, id, group := book.New(), kpuk.Derive("device"), kpuk.Derive("group")
	r := &device.Drill{At: 5, Until: 4}
	if drillReport(b, kpuk.ID{}, id, r) != nil {
		t.Error("a device without a group has nobody to tell")
	}
	b.Put(&kpuk.Group{Header: kpuk.Header{ID: group, Scope: group}, Name: "Contoh"})
	if drillReport(b, kpuk.ID{}, id, &device.Drill{}) != nil {
		t.Error("there was no drill")
	}
	first := drillReport(b, kpuk.ID{}, id, r)
	if first == nil || !first.OK || first.At != 5 || first.Until != 4 || first.Scope != group || first.Check() != nil {
		t.Fatalf("told %+v", first)
	}
	first.Seen = "seen"
	b.Put(first)
	if drillReport(b, kpuk.ID{}, id, r) != nil {
		t.Error("told twice")
	}
	next := drillReport(b, kpuk.ID{}, id, &device.Drill{At: 9, Until: 8, Faults: 1})
	if next == nil || next.OK || next.At != 9 || next.Seen != "seen" || first.At != 5 {
		t.Errorf("told %+v after %+v", next, first)
	}
	b.Drop(group)
	other := kpuk.Derive("another group")
	b.Put(&kpuk.Group{Header: kpuk.Header{ID: other, Scope: other}, Name: "Lain"})
	if moved := drillReport(b, kpuk.ID{}, id, &device.Drill{At: 9}); moved == nil || moved.ID == first.ID || moved.Scope != other || moved.Seen != nil {
		t.Errorf("with another group: %+v", moved)
	}
}
