package main

import (
	"context"
	"errors"
	"slices"

	"pendamping/fault"
	"pendamping/kpuk"
	"pendamping/store"
	"pendamping/sync/merge"
)

// heldBatch is how many held changes are saved at once: a change may hold 1 MiB, and
// each of them nearly the 64 KiB of a value.
const heldBatch = 12

// hold writes a record for each change that was put aside and has none yet, so that its
// author and the coordinators see it. It is the hub's [hub.Aside].
func (d *directory) hold(ctx context.Context, device merge.ID, aside []merge.Quarantined) error {
	const op fault.Op = "directory.hold"
	var fresh []kpuk.Record
	for i := range aside {
		q := &aside[i]
		if q.Fork || q.Verdict.Code == merge.Branched {
			continue // written again under the device's next replica, and judged there
		}
		_, err := d.f.store.Record(ctx, merge.ID(kpuk.HeldID(q.Change.Replica[:], q.Change.Seq)))
		switch {
		case err == nil:
		case !errors.Is(err, merge.ErrNoRecord):
			return fault.E(op, fault.Other, err)
		default:
			fresh = append(fresh, d.heldOf(q, kpuk.ID(device)))
		}
	}
	for part := range slices.Chunk(fresh, heldBatch) {
		if err := d.f.save(ctx, part); err != nil {
			return fault.E(op, fault.Other, err)
		}
	}
	return nil
}

// heldOf words a change that was put aside. Neither author nor partition are taken from
// the change, which may name whom it likes: the record is that of the device's person.
func (d *directory) heldOf(q *merge.Quarantined, device kpuk.ID) *kpuk.Held {
	h := store.HeldOf(q, device)
	h.Partition = d.f.set.Partition
	d.mu.Lock()
	if dev := d.devices[device]; dev != nil {
		h.Author = dev.Person
	}
	d.mu.Unlock()
	if h.Author.IsZero() { // a device that nobody knows any more
		h.Author = d.f.set.Founder
	}
	h.Scope = h.Author
	for i := range q.Change.Edits {
		if q.Change.Edits[i].Partition != merge.ID(h.Partition) { // not to be released into this one
			for j := range h.Edits {
				h.Edits[j].Writes = nil
			}
			break
		}
	}
	return h
}

// holdAll does what [directory.hold] does for all of the quarantine. The hub may have
// stopped between putting a change aside and telling of it.
func (d *directory) holdAll(ctx context.Context) error {
	const op fault.Op = "directory.holdAll"
	aside, err := d.f.store.Quarantine(ctx)
	if err != nil {
		return fault.E(op, fault.Other, err)
	}
	var failed []error
	for i := range aside {
		var device kpuk.ID
		_, err = d.f.store.Local(ctx, claimKey(aside[i].Change.Replica), &device)
		if err == nil {
			err = d.hold(ctx, merge.ID(device), aside[i:i+1])
		}
		failed = append(failed, err)
	}
	return fault.E(op, fault.Other, errors.Join(failed...))
}
