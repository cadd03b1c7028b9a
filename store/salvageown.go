package store

import (
	"cmp"
	"maps"
	"slices"

	"pendamping/sync/merge"
)

// Span is a stretch of numbers, both included.
type Span struct{ From, To uint64 }

// revival is what becomes of the own log: a salvaged store writes under a fresh replica
// ID, because it cannot be sure to have the end of its old log. What the hub has not
// confirmed is written again under it, without the gaps.
type revival struct {
	old, fresh merge.Replica
	common     uint64         // the hub holds the old log so far
	last       uint64         // number of the last change of the old log
	kept       []uint64       // old numbers of changes, in order
	changes    []merge.Change // with their new names
	mended     int            // of these, put together from what the records hold
	gaps       []Span         // old numbers of which nothing is left
}

// revive collects the own changes that the hub has not confirmed.
func (f *find) revive(fresh merge.Replica) revival {
	v := revival{old: f.own(), fresh: fresh}
	if v.old.IsZero() {
		return v
	}
	v.last = f.last(v.old)
	if f.link != nil && f.link.Receipt.Replica == v.old {
		v.common = min(f.link.Acked.Seq, v.last)
	}
	mended := f.mend(&v)
	for seq := v.common + 1; seq <= v.last; seq++ {
		c, found := f.proven(v.old, seq)
		if !found {
			if c, found = mended[seq]; found {
				v.mended++
			}
		}
		if !found {
			v.miss(seq)
			continue
		}
		v.kept, v.changes = append(v.kept, seq), append(v.changes, c)
	}
	for i := range v.changes {
		v.rename(&v.changes[i])
	}
	return v
}

// miss notes that nothing is left of a change.
func (v *revival) miss(seq uint64) {
	if n := len(v.gaps); n > 0 && v.gaps[n-1].To == seq-1 {
		v.gaps[n-1].To = seq
		return
	}
	v.gaps = append(v.gaps, Span{From: seq, To: seq})
}

// mend puts changes that the log has lost together from the records: each sibling says
// which change wrote it, when and by whom. What a later change has overwritten is gone,
// and no longer matters.
func (f *find) mend(v *revival) map[uint64]merge.Change {
	out := map[uint64]merge.Change{}
	for _, rec := range f.ordered() {
		edits := f.unlogged(v, &rec, out)
		for _, seq := range slices.Sorted(maps.Keys(edits)) {
			c := out[seq]
			c.Edits = append(c.Edits, edits[seq])
			out[seq] = c
		}
	}
	maps.DeleteFunc(out, func(_ uint64, c merge.Change) bool { return c.Validate() != nil })
	return out
}

// unlogged lists what changes that the log has lost did to a record, and notes in out
// who made them and when.
func (f *find) unlogged(v *revival, rec *merge.Record, out map[uint64]merge.Change) map[uint64]merge.Edit {
	edits := map[uint64]merge.Edit{}
	for i := range rec.Fields {
		reg := &rec.Fields[i].Register
		for _, s := range reg.Siblings {
			if !f.needs(v, s.Dot) {
				continue
			}
			e, begun := edits[s.Dot.Seq]
			if !begun {
				e = merge.Edit{Record: rec.ID, Kind: rec.Kind, Partition: rec.Partition, Scope: rec.Scope()}
			}
			e.Writes = append(e.Writes, merge.Write{Field: rec.Fields[i].Field, Value: s.Value, Context: sawBefore(reg, s)})
			edits[s.Dot.Seq] = e
			out[s.Dot.Seq] = merge.Change{
				Replica: v.old, Seq: s.Dot.Seq, Stamp: s.Stamp, Author: s.Author, Seed: f.s.seed, Edits: out[s.Dot.Seq].Edits,
			}
		}
	}
	return edits
}

// needs tells whether a dot is of an own change that the hub has not confirmed and the
// log has lost.
func (f *find) needs(v *revival, d merge.Dot) bool {
	if d.Replica != v.old || d.Seq <= v.common {
		return false
	}
	_, logged := f.proven(d.Replica, d.Seq)
	return !logged
}

// sawBefore is the context that a sibling's author had: all that the register covers but
// the siblings that still stand beside it, and itself.
func sawBefore(r *merge.Register, s merge.Sibling) merge.Context {
	var out merge.Context
	for _, d := range r.Context {
		for _, beside := range r.Siblings {
			if beside.Dot.Replica == d.Replica && (beside.Dot != s.Dot || d.Seq >= s.Dot.Seq) {
				d.Seq = min(d.Seq, beside.Dot.Seq-1)
			}
		}
		if d.Seq > 0 {
			out = out.With(d)
		}
	}
	return out
}

// number is the new number of the newest change up to an old number; zero when there is
// none. exact tells whether it is that very change.
func (v *revival) number(seq uint64) (number uint64, exact bool) {
	i, exact := slices.BinarySearch(v.kept, seq)
	if exact {
		i++
	}
	return uint64(i), exact //nolint:gosec // an index
}

// dot is the new name of a dot. A change of which too little is left to be sent keeps
// its old name: no name ever means two things.
func (v *revival) dot(d merge.Dot) merge.Dot {
	if d.Replica != v.old || d.Seq <= v.common {
		return d
	}
	if n, exact := v.number(d.Seq); exact {
		return merge.Dot{Replica: v.fresh, Seq: n}
	}
	return d
}

// context says with the new names what c says.
func (v *revival) context(c merge.Context) merge.Context {
	seen := c.Seq(v.old)
	if seen <= v.common {
		return c
	}
	out := slices.DeleteFunc(slices.Clone(c), func(d merge.Dot) bool { return d.Replica == v.old })
	if held := max(v.common, v.lost(seen)); held > 0 {
		out = out.With(merge.Dot{Replica: v.old, Seq: held})
	}
	if n, _ := v.number(seen); n > 0 {
		out = out.With(merge.Dot{Replica: v.fresh, Seq: n})
	}
	return out
}

// lost is the highest number of a gap up to a number; zero when there is none.
func (v *revival) lost(seen uint64) (last uint64) {
	for _, g := range v.gaps {
		if g.From <= seen {
			last = min(g.To, seen)
		}
	}
	return last
}

// rename gives a change its new names.
func (v *revival) rename(c *merge.Change) {
	n, _ := v.number(c.Seq)
	c.Replica, c.Seq = v.fresh, n
	c.Edits = cloneEdits(c.Edits)
	for i := range c.Edits {
		for j := range c.Edits[i].Writes {
			w := &c.Edits[i].Writes[j]
			w.Context = v.context(w.Context)
		}
	}
}

// record gives the dots of a record their new names, and all its fields a position.
func (v *revival) record(r *merge.Record, at uint64) {
	fields := slices.Clone(r.Fields)
	for i := range fields {
		reg := &fields[i].Register
		siblings := slices.Clone(reg.Siblings)
		for j := range siblings {
			siblings[j].Dot = v.dot(siblings[j].Dot)
		}
		slices.SortFunc(siblings, func(a, b merge.Sibling) int { return a.Dot.Compare(b.Dot) })
		fields[i].Position = at
		fields[i].Register = merge.Register{Siblings: siblings, Context: v.context(reg.Context)}
	}
	r.Fields = fields
}

// elders are the earlier replicas of the salvaged store, the one it had last included,
// each as far as its log is whole.
func (f *find) elders(v *revival) []merge.Elder {
	all := slices.Clone(f.lineage)
	if !v.old.IsZero() && !slices.ContainsFunc(all, func(e merge.Elder) bool { return e.Replica == v.old }) {
		all = append(all, merge.Elder{Replica: v.old, Common: merge.Head{Seq: v.common}, Last: merge.Head{Seq: v.last}})
	}
	for i := range all {
		e := &all[i]
		_, heads := f.chain(e.Replica, cmp.Or(e.Last.Seq, e.Common.Seq))
		end := uint64(len(heads) - 1) //nolint:gosec // an index
		e.Common, e.Last = heads[min(e.Common.Seq, end)], heads[end]
	}
	return all
}
