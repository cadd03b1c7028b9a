package store

import (
	"bytes"
	"context"
	"slices"

	"pendamping/fault"
	"pendamping/sync/merge"
)

// keyStale is where the records are kept of which a colleague told something that the hub
// has refused. Their state is replaced by the hub's, not merged with it, at the next pull.
const keyStale = "stale"

// Vouched notes what the hub says of a colleague's changes that came past it: it has dealt
// with them up to a number. Those that it accepted are as good as if it had told of them.
// What it refused must leave the registers again: everything is pulled anew, and what the
// hub then gives of the records takes the place of what is held, with this replica's own
// changes on top.
func (s *Store) Vouched(ctx context.Context, r merge.Replica, upTo uint64, refused func(seq uint64) bool) error {
	const op fault.Op = "store.Vouched"
	err := s.update(ctx, func(t *tx) error {
		all, err := t.hearsay()
		if err != nil || len(all[r]) == 0 {
			return err
		}
		var stale []merge.ID
		before := len(all[r])
		all.keep(r, func(seq uint64, record merge.ID) bool {
			if refused(seq) {
				stale = append(stale, record)
				return false
			}
			return seq > upTo
		})
		if len(all[r]) == before {
			return nil
		}
		if err := t.setHearsay(r, all[r]); err != nil || len(stale) == 0 {
			return err
		}
		return t.doubt(stale)
	})
	return wrap(op, err)
}

// doubt marks records as stale and makes the next pull begin anew.
func (t *tx) doubt(records []merge.ID) error {
	known, err := t.stale()
	if err != nil {
		return err
	}
	for _, id := range records {
		known[id] = true
	}
	if err := t.setStale(known); err != nil {
		return err
	}
	var l merge.Link
	if _, err := t.load(bucketState, keyLink, &l); err != nil || len(l.Cursor) == 0 {
		return err
	}
	l.Cursor = []byte{nowhere}
	return t.save(bucketState, keyLink, &l)
}

// stale reads which records are.
func (t *tx) stale() (map[merge.ID]bool, error) {
	var raw []byte
	if _, err := t.load(bucketLocal, keyStale, &raw); err != nil {
		return nil, err
	}
	out := map[merge.ID]bool{}
	for id := range slices.Chunk(raw, len(merge.ID{})) {
		if len(id) != len(merge.ID{}) {
			return nil, damage("local: cannot be read")
		}
		out[merge.ID(id)] = true
	}
	return out, nil
}

func (t *tx) setStale(ids map[merge.ID]bool) error {
	if len(ids) == 0 {
		return t.del(bucketLocal, []byte(keyStale))
	}
	sorted := make([]merge.ID, 0, len(ids))
	for id := range ids {
		sorted = append(sorted, id)
	}
	slices.SortFunc(sorted, merge.ID.Compare)
	var raw []byte
	for _, id := range sorted {
		raw = append(raw, id[:]...)
	}
	return t.save(bucketLocal, keyStale, raw)
}

// renewal replaces stale records while a page of the hub is taken in.
type renewal struct {
	t     *tx
	stale map[merge.ID]bool
	begun bool
	own   map[merge.ID][]merge.Change // own changes of stale records, in order
}

// renewal begins one; it costs nothing while no record is stale.
func (t *tx) renewal() (*renewal, error) {
	n := &renewal{t: t}
	var err error
	n.stale, err = t.stale()
	return n, err
}

// take replaces the record of a delta if it is stale, and tells whether it was. The hub
// gives it whole, as the pull began anew.
func (n *renewal) take(d *merge.Delta) (bool, error) {
	if !n.stale[d.Record] {
		return false, nil
	}
	delete(n.stale, d.Record)
	if d.Gone {
		return false, n.t.setStale(n.stale)
	}
	h, err := n.t.findOrNew(d.Record, d.Kind, d.Partition)
	if err == nil {
		err = n.replace(h, d)
	}
	if err != nil {
		return false, err
	}
	return true, n.t.setStale(n.stale)
}

// end deals, once the pull has come to its end, with the stale records of which the hub
// gave nothing: what is left of them is what was written here.
func (n *renewal) end(page *merge.Page, cursor []byte) error {
	if len(n.stale) == 0 || page.More || bytes.Equal(cursor, []byte{nowhere}) {
		return nil
	}
	for id := range n.stale {
		h, err := n.t.find(id)
		if noRecord(err) {
			continue
		}
		if err != nil {
			return err
		}
		if err := n.replace(h, &merge.Delta{Record: id}); err != nil {
			return err
		}
		if len(h.rec.Fields) == 0 {
			h.removed, n.t.removed = true, true
		}
	}
	return n.t.setStale(nil)
}

// replace makes a record what the own changes and a delta make of it.
func (n *renewal) replace(h *held, d *merge.Delta) error {
	own, err := n.ownOf(d.Record)
	if err != nil {
		return err
	}
	for i := range d.Fields {
		for _, s := range d.Fields[i].Register.Siblings {
			n.t.s.clock.Observe(s.Stamp)
		}
	}
	n.t.alter(h, func(r *merge.Record, at uint64) bool {
		next := merge.Record{ID: r.ID, Kind: r.Kind, Partition: r.Partition}
		for i := range own {
			for j := range own[i].Edits {
				if own[i].Edits[j].Record == r.ID {
					next.Apply(&own[i], &own[i].Edits[j], at)
				}
			}
		}
		next.MergeDelta(d, at)
		*r = next
		return true
	})
	return nil
}

// ownOf lists the own changes of a stale record. The log is read once for all of them.
func (n *renewal) ownOf(id merge.ID) ([]merge.Change, error) {
	if n.begun {
		return n.own[id], nil
	}
	wanted, err := n.t.stale()
	if err != nil {
		return nil, err
	}
	n.own, n.begun = map[merge.ID][]merge.Change{}, true
	head, err := n.t.head(n.t.st.Replica)
	if err != nil {
		return nil, err
	}
	for seq := uint64(1); seq <= head.Seq; seq++ {
		c, _, err := n.t.change(n.t.st.Replica, seq)
		if err != nil {
			return nil, err
		}
		for i := range c.Edits {
			if wanted[c.Edits[i].Record] {
				n.own[c.Edits[i].Record] = append(n.own[c.Edits[i].Record], c)
			}
		}
	}
	return n.own[id], nil
}
