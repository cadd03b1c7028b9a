package main

import (
	"context"
	"errors"
	"slices"

	"github.com/fxamacker/cbor/v2"

	"pendamping/fault"
	"pendamping/kpuk"
	"pendamping/store"
	"pendamping/sync/merge"
)

// heldState is the one field of a held change that devices write.
const heldState = 18

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

// mayAnswer tells whether an edit of a held change is an answer to it that its author may
// give. Only the hub writes new ones, and what they hold stays: a coordinator releases
// it in her own name and must be able to trust that it is what was put aside.
func (d *directory) mayAnswer(c *merge.Change, e *merge.Edit, rec *merge.Record) bool {
	field := merge.Field{Number: heldState}
	if rec.Kind != merge.Kind(kpuk.KindHeld) || len(e.Writes) != 1 || e.Writes[0].Field != field {
		return false
	}
	w := &e.Writes[0]
	var to kpuk.HeldStanding
	if err := cbor.Unmarshal(w.Value, &to); err != nil || to.By != kpuk.ID(c.Author) {
		return false
	}
	reg := rec.Field(field)
	from := []kpuk.HeldState{kpuk.HeldWaiting, kpuk.HeldReturned} // answered behind her back: for people to settle
	if known := seenStates(&reg, w.Context); len(known) > 0 {
		from = known
	}
	office, own := d.office(kpuk.ID(c.Author)), c.Author == rec.Scope()
	return slices.ContainsFunc(from, func(s kpuk.HeldState) bool { return kpuk.MayAnswer(s, to.State, office, own) })
}

// seenStates are the states in which the writer saw a held change.
func seenStates(reg *merge.Register, seen merge.Context) []kpuk.HeldState {
	if len(reg.Siblings) == 0 {
		return []kpuk.HeldState{kpuk.HeldWaiting}
	}
	var out []kpuk.HeldState
	for _, s := range reg.Siblings {
		var at kpuk.HeldStanding
		if err := cbor.Unmarshal(s.Value, &at); err == nil && seen.Has(s.Dot) {
			out = append(out, at.State)
		}
	}
	return out
}

// strays tells whether something else than a held change lies in a person's own scope,
// where nobody would look for it.
func (d *directory) strays(rec kpuk.Record) bool {
	return rec.Kind() != kpuk.KindHeld && d.office(rec.Head().Scope) != 0
}
