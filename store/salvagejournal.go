package store

import (
	"cmp"
	"os"
	"slices"

	"pendamping/sync/merge"
)

// entry is a record of the journal that verifies.
type entry struct {
	era era
	seq uint64
	w   *writes
}

// journal takes what the journal holds, also behind a record that does not verify. What
// is in the tree already counts like a value on a free page: it may be old.
func (f *find) journal() {
	b, err := os.ReadFile(journalPath(f.s.path))
	if err != nil {
		return
	}
	var all []entry
	for at := 0; at+pageSize <= len(b); {
		e, seq, w, n, ok := f.s.journalRecord(b[at:])
		if !ok {
			at += pageSize
			continue
		}
		all = append(all, entry{era: e, seq: seq, w: w})
		at += n
	}
	slices.SortFunc(all, func(a, b entry) int {
		return cmp.Or(cmp.Compare(a.era.number(), b.era.number()), cmp.Compare(a.seq, b.seq))
	})
	if len(all) == 0 {
		return
	}
	live := f.living(all)
	var before passed
	for i := range all {
		r := &all[i]
		if !live[r.era] {
			f.outdated(r.w)
			continue
		}
		if r.era != before.era {
			if on := r.w.after; on != nil && on.era == before.era {
				f.values += int(on.seq - min(before.seq, on.seq)) //nolint:gosec // records of one file
			}
			before = passed{era: r.era}
		}
		f.values += int(r.seq - before.seq - 1) //nolint:gosec // records of one file
		before.seq = r.seq
		f.commit(r.w)
	}
}

// living are the eras that are not in the tree yet, or were just put there: the last one,
// and the one before it, when it follows on that and the tree may not have all of it.
func (f *find) living(all []entry) map[era]bool {
	last := all[len(all)-1].era
	if !f.ahead(last, all) {
		return nil
	}
	out := map[era]bool{last: true}
	for i := range all {
		on := all[i].w.after
		if all[i].era == last && on != nil && (f.era == (era{}) || on.era.number() >= f.era.number()) {
			out[on.era] = true
		}
	}
	return out
}

// ahead tells whether the records of an era, the last ones, are not in the tree yet, or
// were just put there.
func (f *find) ahead(last era, all []entry) bool {
	if f.era != (era{}) {
		return last.number() >= f.era.number()
	}
	plain, ok := all[len(all)-1].w.by[number(bucketState)][keyState]
	var st state
	if !ok || f.s.code.dec.Unmarshal(plain, &st) != nil {
		return false
	}
	if f.present != nil {
		return !f.present.newest(&st)
	}
	for id := range f.recs {
		if f.recs[id].Position() > st.Position {
			return false
		}
	}
	return true
}

// outdated takes the writes of a record that may be old.
func (f *find) outdated(w *writes) {
	for _, bucket := range buckets() {
		for key, plain := range w.by[number(bucket)] {
			switch {
			case plain == nil:
			case bucket == bucketLocal:
				f.old[key] = plain
			default:
				f.take(bucket, []byte(key), plain, false)
			}
		}
	}
}

// commit takes the writes of a record that is not in the tree.
func (f *find) commit(w *writes) {
	for _, bucket := range buckets() {
		for key, plain := range w.by[number(bucket)] {
			switch {
			case plain != nil && bucket == bucketLocal:
				f.locals[key] = plain
			case plain != nil:
				f.take(bucket, []byte(key), plain, true)
			case bucket == bucketLocal:
				delete(f.locals, key)
			case bucket == bucketID && len(key) == len(merge.ID{}):
				delete(f.recs, merge.ID([]byte(key)))
				delete(f.places, merge.ID([]byte(key)))
			}
		}
	}
}
