package store

import (
	"bytes"
	"context"
	"encoding/binary"
	"slices"

	"pendamping/kpuk"
	"pendamping/sync/merge"
)

// fillBatch is how many records or changes one transaction of a salvage writes.
const fillBatch = 1_000

// refill writes what was found into the new store.
func (w *salvager) refill(ctx context.Context, s *Store) error {
	f, v := w.find, w.find.revive(s.Replica())
	recs := f.ordered()
	w.report.Records, w.report.Changes, w.report.Rebuilt = make(map[kpuk.Kind]int), 0, 0
	err := batches(len(recs), func(from, to int) error {
		w.progress(0.4 + 0.3*float64(to)/float64(len(recs)))
		return s.update(ctx, func(t *tx) error { return t.placeAll(recs[from:to], &v) })
	})
	if err != nil {
		return err
	}
	if err := w.logs(ctx, s, &v); err != nil {
		return err
	}
	w.progress(0.8)
	if err := s.update(ctx, func(t *tx) error { return w.rest(t, &v) }); err != nil {
		return err
	}
	w.report.Unsent, w.report.Mended, w.report.Gaps = len(v.changes), v.mended, v.gaps
	w.progress(0.9)
	return w.count(ctx, s)
}

// batches calls fn with stretches of n things.
func batches(n int, fn func(from, to int) error) error {
	for from := 0; from < n; from += fillBatch {
		if err := fn(from, min(from+fillBatch, n)); err != nil {
			return err
		}
	}
	return nil
}

// placeAll writes records as they were found, with their new names.
func (t *tx) placeAll(recs []merge.Record, v *revival) error {
	for i := range recs {
		h, err := t.findOrNew(recs[i].ID, recs[i].Kind, recs[i].Partition)
		if err != nil {
			return err
		}
		t.alter(h, func(r *merge.Record, at uint64) bool {
			r.Fields = recs[i].Fields
			v.record(r, at)
			return true
		})
	}
	return nil
}

// logs writes every log as far as it is whole, then the own changes that are to be sent
// again. What they wrote and the records have lost is written from them.
func (w *salvager) logs(ctx context.Context, s *Store, v *revival) error {
	f := w.find
	made, common := f.made(v), map[merge.Replica]uint64{}
	for _, e := range f.lineage {
		common[e.Replica] = e.Common.Seq // what came after has other names
	}
	common[v.old] = v.common
	for _, r := range f.replicas() {
		chain, _ := f.chain(r, f.last(r))
		w.report.Changes += len(chain)
		err := s.writeChain(ctx, chain, func(c *merge.Change, id merge.ID) bool { return (made[id] || f.older(id)) && c.Seq <= common[r] })
		if err != nil {
			return err
		}
	}
	return s.writeChain(ctx, v.changes, func(_ *merge.Change, id merge.ID) bool {
		_, held := f.recs[id]
		_, named := f.places[id]
		return held || named // others have left this device
	})
}

// made lists the records that are missing and were made on this device: its log has all
// that it wrote to them.
func (f *find) made(v *revival) map[merge.ID]bool {
	out := map[merge.ID]bool{}
	look := func(changes []merge.Change) {
		for i := range changes {
			for _, e := range changes[i].Edits {
				_, held := f.recs[e.Record]
				if _, named := f.places[e.Record]; !held && named && firstWrite(&e) {
					out[e.Record] = true
				}
			}
		}
	}
	for _, r := range f.replicas() {
		chain, _ := f.chain(r, f.last(r))
		look(chain)
	}
	look(v.changes)
	return out
}

// firstWrite tells whether an edit makes its record.
func firstWrite(e *merge.Edit) bool {
	return slices.ContainsFunc(e.Writes, func(w merge.Write) bool {
		return w.Field.Number == merge.FieldScope && len(w.Context) == 0
	})
}

// writeChain appends changes of one replica to its log and merges the edits that are
// wanted.
func (s *Store) writeChain(ctx context.Context, changes []merge.Change, want func(*merge.Change, merge.ID) bool) error {
	return batches(len(changes), func(from, to int) error {
		return s.update(ctx, func(t *tx) error {
			head, err := t.head(changes[from].Replica)
			for i := from; i < to && err == nil; i++ {
				c := &changes[i]
				head = t.append(c, head)
				wanted := *c
				wanted.Edits = slices.DeleteFunc(slices.Clone(c.Edits), func(e merge.Edit) bool { return !want(c, e.Record) })
				err = t.apply(&wanted)
			}
			return err
		})
	})
}

// rest writes clock, link, elders, verdicts and local values.
func (w *salvager) rest(t *tx, v *revival) error {
	f := w.find
	if st := f.state(); st != nil {
		t.s.clock.SetLast(st.Clock)
	}
	for i := range v.changes {
		t.s.clock.Observe(v.changes[i].Stamp)
	}
	var l merge.Link
	if f.link != nil {
		l = *f.link
	}
	l.Acked, l.Receipt, l.Cursor = merge.Head{}, merge.Receipt{}, []byte{nowhere}
	if err := t.save(bucketState, keyLink, &l); err != nil {
		return err
	}
	if elders := f.elders(v); len(elders) > 0 {
		if err := t.save(bucketState, keyLineage, elders); err != nil {
			return err
		}
	}
	for _, p := range f.aside {
		if !f.keepsVerdict(p.key, v) {
			continue
		}
		if err := t.put(bucketAside, p.key, p.value); err != nil {
			return err
		}
	}
	return w.locals(t)
}

// keepsVerdict tells whether a verdict's change is still there to be shown.
func (f *find) keepsVerdict(key []byte, v *revival) bool {
	if len(key) != 16 {
		return true // a fork: it holds the change itself
	}
	r, seq := merge.Replica(key), binary.BigEndian.Uint64(key[8:])
	if r == v.old && seq > v.common {
		return false // to be sent and judged again
	}
	chain, _ := f.chain(r, seq)
	return seq > 0 && uint64(len(chain)) == seq
}

// locals writes the values of this device alone. Where present ones are lost, a copy on
// a free page is better than none.
func (w *salvager) locals(t *tx) error {
	f := w.find
	w.report.Locals = 0
	all := f.locals
	if len(all) == 0 || f.values > 0 {
		for key, plain := range f.old {
			if _, there := all[key]; !there {
				all[key] = plain
			}
		}
	}
	for key, plain := range all {
		if err := t.put(bucketLocal, []byte(key), bytes.Clone(plain)); err != nil {
			return err
		}
		w.report.Locals++
	}
	return nil
}

// count says what the new store has, and what it lacks of what the old one named.
func (w *salvager) count(ctx context.Context, s *Store) error {
	f := w.find
	w.report.Missing, w.report.Counted = make(map[kpuk.ID]kpuk.Kind), f.counted()
	err := s.Scan(ctx, merge.ID{}, 0, func(rec merge.Record) bool {
		w.report.Records[kpuk.Kind(rec.Kind)]++
		if _, found := f.recs[rec.ID]; !found && !rec.Scope().IsZero() {
			w.report.Rebuilt++
		}
		return true
	})
	if err != nil {
		return err
	}
	for _, id := range f.missing() {
		rec, err := s.Record(ctx, id)
		if noRecord(err) || err == nil && rec.Scope().IsZero() {
			w.report.Missing[kpuk.ID(id)] = kpuk.Kind(f.places[id].kind)
			continue
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// counted is how many records of each kind there were, by the file's own totals.
func (f *find) counted() map[kpuk.Kind]int {
	out := make(map[kpuk.Kind]int)
	if st := f.state(); st != nil {
		for kind, total := range st.Totals {
			if len(total) == 2 && total[0] > 0 {
				out[kpuk.Kind(kind)] = int(total[0]) //nolint:gosec // a number of records
			}
		}
	}
	return out
}
