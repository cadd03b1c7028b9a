package store

import (
	"context"
	"slices"

	"pendamping/fault"
	"pendamping/kpuk"
	"pendamping/sync/merge"
)

// Unconfirmed lists the records of which the hub does not hold, as far as this replica
// knows, what is recorded here: those with own changes that were not acknowledged, or
// were put aside.
func (s *Store) Unconfirmed(ctx context.Context) (map[kpuk.ID]bool, error) {
	const op fault.Op = "store.Unconfirmed"
	link, err := s.Link(ctx)
	if err != nil {
		return nil, fault.E(op, fault.Other, err)
	}
	out, err := s.Unshared(ctx)
	if err != nil {
		return nil, fault.E(op, fault.Other, err)
	}
	for after := link.Acked.Seq; ; {
		changes, err := s.Outbox(ctx, after, 1_000, 0)
		if err != nil {
			return nil, fault.E(op, fault.Other, err)
		}
		if len(changes) == 0 {
			return out, nil
		}
		for i := range changes {
			noteAll(&changes[i], out)
		}
		after = changes[len(changes)-1].Seq
	}
}

// Unshared lists the records of which the hub does not hold what is recorded here,
// however often this replica syncs: what it did not accept, and what only colleagues
// have told of.
func (s *Store) Unshared(ctx context.Context) (map[kpuk.ID]bool, error) {
	const op fault.Op = "store.Unshared"
	out, err := s.Refused(ctx)
	if err != nil {
		return nil, fault.E(op, fault.Other, err)
	}
	if err = s.unheard(ctx, func(id merge.ID) { out[kpuk.ID(id)] = true }); err != nil {
		return nil, wrap(op, err)
	}
	return out, nil
}

// Refused lists the records that show something here which the hub did not accept: own
// changes that were put aside and not written over since.
func (s *Store) Refused(ctx context.Context) (map[kpuk.ID]bool, error) {
	const op fault.Op = "store.Refused"
	out := map[kpuk.ID]bool{}
	aside, err := s.Quarantine(ctx)
	if err != nil {
		return nil, fault.E(op, fault.Other, err)
	}
	for i := range aside {
		if err := s.noteLeft(ctx, &aside[i].Change, out); err != nil {
			return nil, fault.E(op, fault.Other, err)
		}
	}
	return out, nil
}

// noteAll adds the records of a change.
func noteAll(c *merge.Change, out map[kpuk.ID]bool) {
	for i := range c.Edits {
		out[kpuk.ID(c.Edits[i].Record)] = true
	}
}

// noteLeft adds the records that still show something of an own change that was put
// aside: what was written over since is nobody's concern.
func (s *Store) noteLeft(ctx context.Context, c *merge.Change, out map[kpuk.ID]bool) error {
	if c.Replica != s.Replica() {
		return nil
	}
	dot := merge.Dot{Replica: c.Replica, Seq: c.Seq}
	for i := range c.Edits {
		rec, err := s.Record(ctx, c.Edits[i].Record)
		if err != nil && !noRecord(err) {
			return err
		}
		for j := range rec.Fields {
			if slices.ContainsFunc(rec.Fields[j].Register.Siblings, func(b merge.Sibling) bool { return b.Dot == dot }) {
				out[kpuk.ID(rec.ID)] = true
			}
		}
	}
	return nil
}
