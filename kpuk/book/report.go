package book

import "pendamping/kpuk"

// deposit puts what a device tells its coordinators to the rest of it: devices write one
// such record for each scope, as they may lose the one in which the last lies.
func deposit[R kpuk.Record](all map[kpuk.ID]map[kpuk.ID]R, device kpuk.ID, rec R) {
	if all[device] == nil {
		all[device] = map[kpuk.ID]R{}
	}
	all[device][rec.Head().ID] = rec
}

// Escrow is the newest that a device has deposited for a forgotten PIN, in whatever group;
// nil when there is none.
func (b *Book) Escrow(device kpuk.ID) *kpuk.Escrow {
	return newest(b.escrows[device], func(e *kpuk.Escrow) int64 { return e.At })
}

// Drill is the last of which a device has told, in whatever group; nil when there is none.
func (b *Book) Drill(device kpuk.ID) *kpuk.Drill {
	return newest(b.drills[device], func(d *kpuk.Drill) int64 { return d.At })
}

// newest is the record of the latest time; nil when there is none. Of two of the same
// time it is the same one everywhere.
func newest[R kpuk.Record](all map[kpuk.ID]R, at func(R) int64) (best R) {
	found := false
	for _, rec := range all {
		if !found || at(rec) > at(best) || at(rec) == at(best) && compareID(rec.Head().ID, best.Head().ID) > 0 {
			best, found = rec, true
		}
	}
	return best
}
