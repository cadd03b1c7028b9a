package store

import (
	"context"
	"time"

	"pendamping/fault"
	"pendamping/kpuk"
	"pendamping/sync/merge"
)

// Schema is the version of the records as they travel, told to the hub with every
// request. It is not the layout of the file.
const Schema = 1

// blank returns an empty record of a kind, nil when the kind is unknown here.
func blank(kind merge.Kind) kpuk.Record { //nolint:ireturn // any of the record types
	switch kpuk.Kind(kind) {
	case kpuk.KindFederation:
		return &kpuk.Federation{}
	case kpuk.KindGroup:
		return &kpuk.Group{}
	case kpuk.KindMember:
		return &kpuk.Member{}
	case kpuk.KindMeeting:
		return &kpuk.Meeting{}
	case kpuk.KindEntry:
		return &kpuk.Entry{}
	case kpuk.KindLoan:
		return &kpuk.Loan{}
	case kpuk.KindVisit:
		return &kpuk.Visit{}
	case kpuk.KindActivity:
		return &kpuk.Activity{}
	case kpuk.KindAmendment:
		return &kpuk.Amendment{}
	case kpuk.KindDrill:
		return &kpuk.Drill{}
	case kpuk.KindEscrow:
		return &kpuk.Escrow{}
	case kpuk.KindTask:
		return &kpuk.Task{}
	case kpuk.KindPhoto:
		return &kpuk.Photo{}
	case kpuk.KindPerson:
		return &kpuk.Person{}
	case kpuk.KindDevice:
		return &kpuk.Device{}
	case kpuk.KindInvite:
		return &kpuk.Invite{}
	case kpuk.KindHeld:
		return &kpuk.Held{}
	default:
		return nil
	}
}

// Read reads a record of whatever kind, also a removed one. A kind that this program
// does not know gives nil without an error: it is kept and forwarded, not shown.
func (s *Store) Read(ctx context.Context, id kpuk.ID) (kpuk.Record, error) { //nolint:ireturn // any of the record types
	const op fault.Op = "store.Read"
	own := s.Replica()
	rec, err := s.Record(ctx, merge.ID(id))
	if err != nil {
		return nil, fault.E(op, fault.Other, err)
	}
	out := blank(rec.Kind)
	if out == nil {
		return nil, nil //nolint:nilnil // documented: nothing to show
	}
	if err := s.decode(&rec, out, own); err != nil {
		return nil, fault.E(op, fault.Other, err)
	}
	return out, nil
}

// All reads every record of a kind known here, removed ones included. Either all are
// returned or an error.
func (s *Store) All(ctx context.Context) ([]kpuk.Record, error) {
	const op fault.Op = "store.All"
	var all []kpuk.Record
	own := s.Replica()
	err := s.stretches(ctx, merge.ID{}, 0, func(recs []merge.Record) (bool, error) {
		some := make([]kpuk.Record, len(recs))
		err := inParallel(len(recs), func(i int) error {
			if some[i] = blank(recs[i].Kind); some[i] == nil {
				return nil
			}
			return s.decode(&recs[i], some[i], own)
		})
		for _, rec := range some {
			if rec != nil {
				all = append(all, rec)
			}
		}
		return true, err
	})
	if err != nil {
		return nil, fault.E(op, fault.Other, err)
	}
	return all, nil
}

// Tries says how many wrong PINs a store still takes before the next has to wait, and
// how long it has to wait now.
func Tries(path string, now time.Time) (left int, wait time.Duration) {
	t := readTries(path)
	if t.count < freeTries {
		left = int(freeTries - t.count)
	}
	return left, t.wait(now)
}
