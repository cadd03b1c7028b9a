package device

import (
	"context"
	"errors"
	"os"
	"time"

	"pendamping/fault"
	"pendamping/kpuk"
	"pendamping/store"
	"pendamping/sync/merge"
)

// drillKey is where the result of the last drill is kept, on this device alone.
const drillKey = "drill"

// Drill is the result of a rehearsed recovery.
type Drill struct {
	At      int64             `cbor:"1,keyasint,omitempty"` // when it was tried, Unix milliseconds
	Until   int64             `cbor:"2,keyasint,omitempty"` // everything up to then comes back, Unix milliseconds
	Records int               `cbor:"3,keyasint,omitempty"` // that the copy gives
	Groups  int               `cbor:"4,keyasint,omitempty"` // scopes that were compared
	Same    int               `cbor:"5,keyasint,omitempty"` // of them those that are to the last field as they are here
	Newer   map[kpuk.Kind]int `cbor:"6,keyasint,omitempty"` // records made or altered since, which the copy lacks
	Unsent  int               `cbor:"7,keyasint,omitempty"` // of them those of which the hub does not hold all either
	Ahead   int               `cbor:"8,keyasint,omitempty"` // records of which the copy knows more than this device
	Faults  int               `cbor:"9,keyasint,omitempty"` // found by reading the restored store through
}

// Time is when the drill was held; zero when there was none.
func (r *Drill) Time() time.Time { return Copied{At: r.At}.Time() }

// OK tells whether the copy gave back everything it should.
func (r *Drill) OK() bool { return r.At != 0 && r.Until != 0 && r.Ahead == 0 && r.Faults == 0 }

// LastDrill is the result of the last drill; zero when there was none.
func (d *Device) LastDrill(ctx context.Context) (r Drill, err error) {
	_, err = d.Store.Local(ctx, drillKey, &r)
	return r, fault.E("device.LastDrill", fault.Other, err)
}

// Rehearse restores the last copy into a store of its own, as after a loss, with the
// same PIN; reads it through; and compares every record with the one here. The restored
// store is removed again; neither the copy nor the records are touched. A copy that does
// not open is a result too: its Until is zero. The result is kept.
func (d *Device) Rehearse(ctx context.Context) (Drill, error) {
	const op fault.Op = "device.Rehearse"
	d.copying.Lock()
	defer d.copying.Unlock()
	last, _, err := d.LastCopy(ctx)
	if err != nil {
		return Drill{}, fault.E(op, fault.Other, err)
	}
	if last.At == 0 {
		return Drill{}, fault.E(op, fault.NotFound, ErrNoCopy)
	}
	room, err := d.Free(ctx)
	if err != nil {
		return Drill{}, fault.E(op, fault.Other, err)
	}
	if info, gone := os.Stat(copyPath(d.cfg.Dir)); gone == nil && room.Free-info.Size() < tight/2 {
		return Drill{}, fault.E(op, fault.Full, ErrNoRoom)
	}
	r, err := d.rehearse(ctx, last)
	if err != nil {
		return Drill{}, fault.E(op, fault.Other, err)
	}
	return r, fault.E(op, fault.Other, d.Store.SetLocal(ctx, drillKey, r))
}

// rehearse is the drill without its bookkeeping.
func (d *Device) rehearse(ctx context.Context, last Copied) (r Drill, err error) {
	if err = store.SweepScratch(d.cfg.Dir); err != nil {
		return r, fault.E("", fault.Other, err)
	}
	r = Drill{At: d.cfg.Now().UnixMilli(), Newer: make(map[kpuk.Kind]int)}
	back, err := d.Store.Restore(ctx, copyPath(d.cfg.Dir), d.cfg.Dir)
	if err != nil {
		if lost(err) {
			r.Faults = 1
			return r, nil
		}
		return r, fault.E("", fault.Other, err)
	}
	defer func() { err = errors.Join(err, back.Close()) }()
	report, err := back.Check(ctx)
	if err != nil {
		if lost(err) {
			r.Faults = 1
			return r, nil
		}
		return r, fault.E("", fault.Other, err)
	}
	r.Faults = len(report.Findings)
	if r.Faults > 0 {
		return r, nil // what it would say of records is not to be relied on
	}
	r.Until = last.At
	err = d.compareCopy(ctx, back.Store, &r)
	return r, err
}

// lost tells whether an error means that the copy cannot be used.
func lost(err error) bool {
	switch fault.KindOf(err) {
	case fault.Damaged, fault.Foreign, fault.Wrong, fault.NotFound:
		return true
	default:
		return false
	}
}

// compareCopy compares every record of a restored store with the one of this device, by
// the digests of scopes and, where these differ, record by record.
func (d *Device) compareCopy(ctx context.Context, back *store.Store, r *Drill) error {
	was, err := scopes(ctx, back)
	if err != nil {
		return err
	}
	now, err := scopes(ctx, d.Store)
	if err != nil {
		return err
	}
	held := map[merge.ID]merge.Record{} // of the copy, those of the scopes that differ
	for scope, sum := range was {
		r.Records += sum.count
		r.Groups++
		if now[scope] == sum {
			r.Same++
			continue
		}
		err = each(ctx, back, scope, func(rec *merge.Record) { held[rec.ID] = *rec })
		if err != nil {
			return err
		}
	}
	return d.weighAll(ctx, was, now, held, r)
}

// weighAll compares the records of the scopes that differ.
func (d *Device) weighAll(ctx context.Context, was, now map[merge.ID]scopeSum, held map[merge.ID]merge.Record, r *Drill) error {
	unconfirmed, err := d.Store.Unconfirmed(ctx)
	if err != nil {
		return fault.E("", fault.Other, err)
	}
	for scope, sum := range now {
		if was[scope] == sum {
			continue
		}
		err = each(ctx, d.Store, scope, func(rec *merge.Record) {
			old := held[rec.ID]
			if r.weigh(&old, rec) && unconfirmed[kpuk.ID(rec.ID)] {
				r.Unsent++
			}
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// each calls fn with every record of a scope; the zero scope means all.
func each(ctx context.Context, s *store.Store, scope merge.ID, fn func(*merge.Record)) error {
	err := s.Scan(ctx, scope, 0, func(rec merge.Record) bool {
		fn(&rec)
		return true
	})
	return fault.E("", fault.Other, err)
}

// weigh counts a record as newer or ahead, and tells whether it is newer.
func (r *Drill) weigh(old, now *merge.Record) (newer bool) {
	if old.ID == now.ID && old.Digest() == now.Digest() {
		return false
	}
	if old.ID == now.ID {
		both := now.Clone()
		if both.MergeDelta(&merge.Delta{Record: old.ID, Kind: old.Kind, Partition: old.Partition, Fields: old.Fields}, 0) {
			r.Ahead++
			return false
		}
	}
	r.Newer[kpuk.Kind(now.Kind)]++
	return true
}

// scopeSum is what stands in a scope.
type scopeSum struct {
	count  int
	digest merge.Hash
}

// scopes sums up the scopes of a store.
func scopes(ctx context.Context, s *store.Store) (map[merge.ID]scopeSum, error) {
	all := map[merge.ID]*merge.Digests{}
	counts := map[merge.ID]int{}
	err := each(ctx, s, merge.ID{}, func(rec *merge.Record) {
		scope := rec.Scope()
		if all[scope] == nil {
			all[scope] = &merge.Digests{}
		}
		all[scope].Add(rec)
		counts[scope]++
	})
	if err != nil {
		return nil, err
	}
	out := make(map[merge.ID]scopeSum, len(all))
	for scope, d := range all {
		out[scope] = scopeSum{count: counts[scope], digest: d.Sum()}
	}
	return out, nil
}
