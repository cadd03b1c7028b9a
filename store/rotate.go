package store

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"

	"pendamping/fault"
	"pendamping/sync/merge"
)

// keyLineage is where the elders are kept, oldest first.
const keyLineage = "lineage"

// nowhere is a cursor that no hub gave: the hub then sends everything anew, together
// with the notices of records that left the device's scopes.
const nowhere = 0

// RotateReplica gives the store a fresh replica ID, because somebody else writes under
// its present one: the device was cloned or restored from an old copy. from is the
// replica that forked; when the store has another by now nothing is done. common is the
// number up to which the hub's chain of it is this store's too.
//
// The changes after common are written again under the new ID, in their order, with
// their stamps and authors and with contexts that say the same; the registers follow. It
// is a renaming of this store's own dots, which no other replica has ever seen, so that
// nothing disappears from the screen meanwhile. The link starts anew: everything is sent
// and pulled again. The old log stays. All of it is one transaction: after a power cut
// the store is rotated or it is not.
func (s *Store) RotateReplica(ctx context.Context, from merge.Replica, common uint64) (merge.Replica, error) {
	const op fault.Op = "store.RotateReplica"
	err := s.update(ctx, func(t *tx) error {
		if t.st.Replica != from {
			return nil
		}
		return t.rotate(common)
	})
	// Also after an error, when the outcome is unknown: the file says which name it is.
	fresh := s.view(ctx, (*tx).loadState)
	return s.Replica(), wrap(op, errors.Join(err, fresh))
}

// Elders lists the replicas under which this store wrote before, oldest first.
func (s *Store) Elders(ctx context.Context) (out []merge.Elder, err error) {
	const op fault.Op = "store.Elders"
	err = s.view(ctx, func(t *tx) (fail error) {
		out, fail = t.lineage()
		return fail
	})
	return out, wrap(op, err)
}

// ElderHeld notes that the hub of an epoch holds an elder up to its common head.
func (s *Store) ElderHeld(ctx context.Context, r merge.Replica, epoch merge.ID) error {
	const op fault.Op = "store.ElderHeld"
	return wrap(op, s.update(ctx, func(t *tx) error {
		all, err := t.lineage()
		if err != nil {
			return err
		}
		for i := range all {
			if all[i].Replica == r {
				all[i].Epoch = epoch
			}
		}
		return t.save(bucketState, keyLineage, all)
	}))
}

func (t *tx) lineage() (all []merge.Elder, err error) {
	_, err = t.load(bucketState, keyLineage, &all)
	return all, err
}

// rotate is RotateReplica inside a transaction.
func (t *tx) rotate(common uint64) error {
	old := t.st.Replica
	last, err := t.head(old)
	if err != nil {
		return err
	}
	if common > last.Seq {
		return fault.E("", fault.Invalid, fmt.Errorf("%w: no change %d", ErrInvalid, common))
	}
	link, err := t.linkAt(old, common)
	if err != nil {
		return err
	}
	step := rename{old: old, common: common}
	if _, err = io.ReadFull(t.s.opts.Rand, step.fresh[:]); err != nil {
		return fmt.Errorf("random source: %w", err)
	}
	t.st.Replica = step.fresh
	all, err := t.lineage()
	if err != nil {
		return err
	}
	all = append(all, merge.Elder{Replica: old, Common: merge.Head{Seq: common, Hash: link}, Last: last})
	return errors.Join(t.rewrite(step, last.Seq), t.save(bucketState, keyLineage, all), t.unlinked())
}

// unlinked makes the link start anew. The counter stays: the hub counts by device.
func (t *tx) unlinked() error {
	var l merge.Link
	if _, err := t.load(bucketState, keyLink, &l); err != nil {
		return err
	}
	l.Acked, l.Receipt = merge.Head{}, merge.Receipt{}
	if len(l.Cursor) > 0 {
		l.Cursor = []byte{nowhere}
	}
	return t.save(bucketState, keyLink, &l)
}

// rewrite logs the changes after the common one again and renames them in the registers.
func (t *tx) rewrite(step rename, last uint64) error {
	var head merge.Head
	known := knowledge{}
	for seq := step.common + 1; seq <= last; seq++ {
		c, _, err := t.change(step.old, seq)
		if err != nil {
			return err
		}
		// A verdict of a hub that had the change and has lost it: judged again.
		err = t.del(bucketAside, logKey(step.old, seq))
		if err != nil {
			return err
		}
		c.Replica, c.Seq = step.fresh, seq-step.common
		step.change(&c, known)
		head = t.append(&c, head)
	}
	return t.renameRecords(step, known)
}

// renameRecords renames the dots in the records that were written; those that have left
// the device are none of its business.
func (t *tx) renameRecords(step rename, known knowledge) error {
	ids := make([]merge.ID, 0, len(known))
	for id := range known {
		ids = append(ids, id)
	}
	slices.SortFunc(ids, merge.ID.Compare) // positions do not depend on chance
	for _, id := range ids {
		if err := t.refresh(step, id); err != nil {
			return err
		}
		h, err := t.find(id)
		if noRecord(err) {
			continue
		}
		if err != nil {
			return err
		}
		t.alter(h, func(r *merge.Record, at uint64) bool { return step.record(r, known[id], at) })
	}
	return nil
}

// rename says that the dots of old after common are called otherwise now: they are
// those of fresh, counted from one.
type rename struct {
	old, fresh merge.Replica
	common     uint64
}

// dot is the new name of a dot.
func (n rename) dot(d merge.Dot) merge.Dot {
	if d.Replica != n.old || d.Seq <= n.common {
		return d
	}
	return merge.Dot{Replica: n.fresh, Seq: d.Seq - n.common}
}

// knowledge is, for the fields of records that were written after the common change, the
// highest number of old up to common that their authors had seen. A context does not say
// it any more once it names a later one.
type knowledge map[merge.ID]map[merge.Field]uint64

// change renames in a change that was logged after the common one.
func (n rename) change(c *merge.Change, known knowledge) {
	for i := range c.Edits {
		e := &c.Edits[i]
		fields := known[e.Record]
		if fields == nil {
			fields = map[merge.Field]uint64{}
			known[e.Record] = fields
		}
		for j := range e.Writes {
			w := &e.Writes[j]
			if seen := w.Context.Seq(n.old); seen <= n.common {
				fields[w.Field] = max(fields[w.Field], seen)
			}
			w.Context = n.context(w.Context, fields[w.Field])
		}
	}
}

// context says with the new names what c says; known is what c said of old before it
// named a number after the common one. To claim more, such as all up to common, would
// cover values that were not seen, and differ from what the hub makes of the log.
func (n rename) context(c merge.Context, known uint64) merge.Context {
	seen := c.Seq(n.old)
	if seen <= n.common {
		return c
	}
	var out merge.Context
	for _, d := range c {
		if d.Replica != n.old {
			out = append(out, d)
		}
	}
	if known > 0 {
		out = out.With(merge.Dot{Replica: n.old, Seq: known})
	}
	return out.With(merge.Dot{Replica: n.fresh, Seq: seen - n.common})
}

// register is a register with the new names.
func (n rename) register(r merge.Register, known uint64) merge.Register {
	out := merge.Register{Siblings: slices.Clone(r.Siblings)}
	for i := range out.Siblings {
		s := &out.Siblings[i]
		if s.Dot.Replica == n.old && s.Dot.Seq <= n.common {
			known = max(known, s.Dot.Seq)
		}
		s.Dot = n.dot(s.Dot)
	}
	slices.SortFunc(out.Siblings, func(a, b merge.Sibling) int { return a.Dot.Compare(b.Dot) })
	out.Context = n.context(r.Context, known)
	return out
}

// record renames in a record and marks what it altered with the position.
func (n rename) record(r *merge.Record, known map[merge.Field]uint64, at uint64) bool {
	altered := false
	fields := slices.Clone(r.Fields)
	for i := range fields {
		now := n.register(fields[i].Register, known[fields[i].Field])
		if !now.Equal(fields[i].Register) {
			fields[i].Register, fields[i].Position, altered = now, at, true
		}
	}
	r.Fields = fields
	return altered
}

// renaming is what happened to the names of dots since a record was read.
type renaming []rename

// renames are the steps from the time when this replica was called own. A name that is
// no elder's needs none.
func (t *tx) renames(own merge.Replica) (renaming, error) {
	if own == t.st.Replica || own.IsZero() {
		return nil, nil
	}
	all, err := t.lineage()
	if err != nil {
		return nil, err
	}
	var steps renaming
	for i := range all {
		if len(steps) == 0 && all[i].Replica != own {
			continue
		}
		next := t.st.Replica
		if i+1 < len(all) {
			next = all[i+1].Replica
		}
		steps = append(steps, rename{old: all[i].Replica, fresh: next, common: all[i].Common.Seq})
	}
	return steps, nil
}

// register is what a register, seen before the steps, would be seen as now.
func (n renaming) register(r merge.Register) merge.Register {
	for _, step := range n {
		r = step.register(r, 0) // what is not known any more is covered by what was written again
	}
	return r
}

// rename brings a draft up to date that was read before the replica rotated: its
// contexts name dots that have other names now, and the old names may be somebody's.
func (t *tx) rename(d *draft) error {
	steps, err := t.renames(d.own)
	if err != nil || len(steps) == 0 {
		return err
	}
	for _, step := range steps {
		step.record(&d.base, nil, 0)
	}
	d.edit.Writes = slices.Clone(d.edit.Writes)
	for i := range d.edit.Writes {
		w := &d.edit.Writes[i]
		w.Context = d.base.Field(w.Field).Context
	}
	return nil
}
