package device_test

import (
	"testing"

	"pendamping/app/device"
	"pendamping/kpuk"
	"pendamping/kpuk/book"
	"pendamping/store"
)

// TestDeposit: one deposit for each escrow, in a group that the device holds, also
// after the group of the last one has left it.
func TestDeposit(t *testing.T) {
	fed, own := kpuk.ID{1}, kpuk.Derive("device")
	b := book.New()
	r := &store.Recovery{For: "age1first", Device: own, Escrow: []byte("one")}
	if device.Deposit(b, fed, r, 5) != nil {
		t.Error("deposited without a group")
	}
	group := func(n byte) *kpuk.Group {
		return &kpuk.Group{Header: kpuk.Header{ID: kpuk.ID{n}, Partition: fed, Scope: kpuk.ID{n}}, Name: string(rune('A' + n))}
	}
	b.Put(group(2), group(3))
	if device.Deposit(b, fed, &store.Recovery{}, 5) != nil {
		t.Error("deposited without an escrow")
	}
	first := device.Deposit(b, fed, r, 5)
	if first == nil || first.ID != kpuk.EscrowID(own, first.Scope) || first.Recipient != "age1first" || string(first.Sealed) != "one" || first.At != 5 {
		t.Fatalf("%+v", first)
	}
	b.Put(first)
	if again := device.Deposit(b, fed, r, 6); again != nil {
		t.Errorf("once more: %+v", again)
	}
	r.For, r.Escrow = "age1second", []byte("two")
	next := device.Deposit(b, fed, r, 7)
	if next == nil || next.ID != first.ID || next == first || string(first.Sealed) != "one" || next.Recipient != "age1second" {
		t.Fatalf("%+v", next)
	}
	b.Put(next)
	b.Drop(next.Scope, next.ID) // another facilitator has the group now
	moved := device.Deposit(b, fed, r, 8)
	if moved == nil || moved.Scope == next.Scope || moved.ID == next.ID || string(moved.Sealed) != "two" {
		t.Fatalf("%+v", moved)
	}
	other := *r
	other.Device = kpuk.Derive("another") // after two clones got keys of their own
	b.Put(moved)
	if got := device.Deposit(b, fed, &other, 9); got == nil || got.Device != other.Device || got.ID == moved.ID {
		t.Errorf("%+v", got)
	}
}
