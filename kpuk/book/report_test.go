package book_test

import (
	"testing"

	"pendamping/kpuk"
	"pendamping/kpuk/book"
)

func TestNewestEscrowCounts(t *testing.T) {
	device, other := kpuk.Derive("device"), kpuk.Derive("other")
	deposit := func(of kpuk.ID, scope byte, at int64) *kpuk.Escrow {
		s := kpuk.ID{scope}
		return &kpuk.Escrow{Header: kpuk.Header{ID: kpuk.EscrowID(of, s), Scope: s}, Device: of, At: at}
	}
	b := book.New()
	if b.Escrow(device) != nil {
		t.Error("there is one before any")
	}
	old, fresh := deposit(device, 1, 5), deposit(device, 2, 9)
	b.Put(fresh, old, deposit(other, 1, 20))
	if got := b.Escrow(device); got != fresh {
		t.Errorf("%+v", got)
	}
	newer := kpuk.Clone(old)
	newer.At = 10
	b.Put(newer)
	if got := b.Escrow(device); got != newer {
		t.Errorf("%+v", got)
	}
	b.Drop(newer.ID)
	if got := b.Escrow(device); got != fresh {
		t.Errorf("after it left: %+v", got)
	}
	gone := kpuk.Clone(fresh)
	gone.Removed = kpuk.Removal{Reason: "x"}
	b.Put(gone)
	if got := b.Escrow(device); got != nil {
		t.Errorf("removed: %+v", got)
	}
}

// A device whose group was taken away tells of its drills in another; the last counts.
func TestNewestDrillCounts(t *testing.T) {
	device := kpuk.Derive("device")
	told := func(scope byte, at int64) *kpuk.Drill {
		s := kpuk.ID{scope}
		return &kpuk.Drill{Header: kpuk.Header{ID: kpuk.DrillID(device, s), Scope: s}, Device: device, At: at}
	}
	b, before, after := book.New(), told(2, 5), told(1, 9)
	if b.Drill(device) != nil {
		t.Error("there is one before any")
	}
	b.Put(before, after)
	if got := b.Drill(device); got != after {
		t.Errorf("%+v", got)
	}
	b.Drop(after.ID)
	if got := b.Drill(device); got != before {
		t.Errorf("after it left: %+v", got)
	}
}
