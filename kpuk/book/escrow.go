package book

import "pendamping/kpuk"

// deposit puts an escrow to the others of its device.
func (b *Book) deposit(e *kpuk.Escrow) {
	if b.escrows[e.Device] == nil {
		b.escrows[e.Device] = map[kpuk.ID]*kpuk.Escrow{}
	}
	b.escrows[e.Device][e.ID] = e
}

// Escrow is the newest that a device has deposited for a forgotten PIN, in whatever group;
// nil when there is none.
func (b *Book) Escrow(device kpuk.ID) *kpuk.Escrow {
	var newest *kpuk.Escrow
	for _, e := range b.escrows[device] {
		if newest == nil || e.At > newest.At || e.At == newest.At && compareID(e.ID, newest.ID) > 0 {
			newest = e
		}
	}
	return newest
}
