package memory

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"slices"

	"pendamping/fault"
	"pendamping/sync/merge"
)

// Link is what the replica remembers of its hub.
func (s *Store) Link(context.Context) (merge.Link, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.link, nil
}

// SetLink keeps what the replica shall remember of its hub.
func (s *Store) SetLink(_ context.Context, l merge.Link) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.link = l
	return nil
}

// Confirm notes that the hub holds own changes up to a head, and its verdicts. A head
// that is not of the own chain gives [merge.ErrForked] and changes nothing; an older
// receipt of the same hub epoch is ignored.
func (s *Store) Confirm(_ context.Context, receipt merge.Receipt, verdicts []merge.Verdict) error {
	const op fault.Op = "memory.Confirm"
	s.mu.Lock()
	defer s.mu.Unlock()
	if receipt.Replica != s.own || receipt.Head.Seq > s.head(s.own).Seq ||
		receipt.Head.Hash != s.hashAt(s.own, receipt.Head.Seq) {
		return fault.E(op, fault.Forked, merge.ErrForked)
	}
	if receipt.Epoch != s.link.Receipt.Epoch || receipt.Head.Seq >= s.link.Acked.Seq {
		s.link.Acked, s.link.Receipt = receipt.Head, receipt
	}
	for _, v := range verdicts {
		if !v.Code.Merged() && v.Seq > 0 && v.Seq <= s.head(s.own).Seq {
			s.setAside(merge.Quarantined{Change: s.logs[s.own][v.Seq-1].change, Verdict: v})
		}
	}
	return nil
}

// Absorb merges a page from the hub and keeps the cursor, all or nothing.
func (s *Store) Absorb(_ context.Context, page merge.Page, cursor []byte) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	before := s.position
	gone := false
	for i := range page.Deltas {
		d := &page.Deltas[i]
		if d.Gone {
			if it, held := s.records[d.Record]; held {
				gone, s.forgot[d.Record] = true, max(s.forgot[d.Record], it.rec.Own(s.own))
			}
			delete(s.records, d.Record)
			continue
		}
		s.observe(d)
		s.alter(s.find(d.Record, d.Kind, d.Partition), func(r *merge.Record, at uint64) bool {
			return r.MergeDelta(d, at)
		})
	}
	s.link.Cursor = bytes.Clone(cursor)
	if gone || s.position != before {
		s.notify(false)
	}
	return nil
}

// observe lets the clock follow the stamps of a delta.
func (s *Store) observe(d *merge.Delta) {
	for i := range d.Fields {
		for _, sib := range d.Fields[i].Register.Siblings {
			s.clock.Observe(sib.Stamp)
		}
	}
}

// Ingest takes changes of another replica into the log, in order and without gaps, and
// merges those that judge accepts (nil accepts all). What is held already counts for
// nothing; a different change under a held number is kept as a fork and ends the batch
// with [merge.ErrForked]; a gap ends the batch without error. It returns how far the
// chain is held now and a verdict on each change not simply accepted.
func (s *Store) Ingest(_ context.Context, r merge.Replica, changes []merge.Change, judge merge.Judge) (merge.Head, []merge.Verdict, error) {
	const op fault.Op = "memory.Ingest"
	s.mu.Lock()
	defer s.mu.Unlock()
	before := s.position
	defer func() {
		if s.position != before {
			s.notify(false)
		}
	}()
	for i := range changes {
		if changes[i].Replica != r || changes[i].Seq == 0 {
			return s.head(r), nil, fault.E(op, fault.Invalid, errors.New("a change of another replica"))
		}
	}
	var verdicts []merge.Verdict
	for i := range changes {
		c := &changes[i]
		head := s.head(r)
		if c.Seq > head.Seq+1 {
			break
		}
		v, forked := s.take(c, judge)
		if v.Code != merge.Accepted {
			verdicts = append(verdicts, v)
		}
		if forked {
			return head, verdicts, fault.E(op, fault.Forked, merge.ErrForked)
		}
	}
	return s.head(r), verdicts, nil
}

// take puts one change into its place: known already, a fork, or new.
func (s *Store) take(c *merge.Change, judge merge.Judge) (v merge.Verdict, forked bool) {
	if c.Seq <= s.head(c.Replica).Seq {
		if c.Hash(s.hashAt(c.Replica, c.Seq-1)) == s.hashAt(c.Replica, c.Seq) {
			return s.verdictOn(c), false
		}
		v = merge.Verdict{Seq: c.Seq, Code: merge.Branched}
		s.setAside(merge.Quarantined{Change: *c, Verdict: v, Fork: true})
		return v, true
	}
	v = s.judged(c, judge)
	v.Seq = c.Seq
	s.append(*c)
	if !v.Code.Merged() {
		s.setAside(merge.Quarantined{Change: *c, Verdict: v})
		return v, false
	}
	if s.clock.Observe(c.Stamp) && v.Code == merge.Accepted {
		v.Code = merge.ClockFarAhead
	}
	s.apply(c)
	return v, false
}

// judged is the verdict on a new change.
func (s *Store) judged(c *merge.Change, judge merge.Judge) merge.Verdict {
	if err := c.Validate(); err != nil {
		return merge.Verdict{Code: merge.Malformed}
	}
	if judge == nil {
		return merge.Verdict{}
	}
	return judge(*c, func(id merge.ID) (merge.Record, bool) {
		it, ok := s.records[id]
		if !ok {
			return merge.Record{}, false
		}
		return it.rec.Clone(), true
	})
}

// verdictOn repeats the verdict on a change that is held already.
func (s *Store) verdictOn(c *merge.Change) merge.Verdict {
	for _, q := range s.aside {
		if !q.Fork && q.Change.Replica == c.Replica && q.Change.Seq == c.Seq {
			return q.Verdict
		}
	}
	return merge.Verdict{Seq: c.Seq}
}

// setAside keeps a change in quarantine, once.
func (s *Store) setAside(q merge.Quarantined) {
	for i, old := range s.aside {
		same := old.Fork == q.Fork && old.Change.Replica == q.Change.Replica && old.Change.Seq == q.Change.Seq
		if same && old.Change.Hash(merge.Hash{}) == q.Change.Hash(merge.Hash{}) {
			s.aside[i] = q
			return
		}
	}
	s.aside = append(s.aside, q)
}

// Page returns what is newer than a position for somebody who holds certain scopes, in
// the order of positions. A page has at least one delta if there is any.
func (s *Store) Page(ctx context.Context, q merge.Query) (merge.Page, error) {
	return merge.Collect(ctx, q, s.PageTo) //nolint:wrapcheck // PageTo's own
}

// PageTo is Page for those who take each delta as it is found; see [merge.Query].
func (s *Store) PageTo(_ context.Context, q merge.Query, take merge.Taker) (merge.Page, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	var newer []*item
	for _, it := range s.records {
		if it.rec.Partition == q.Partition && it.rec.Position() > q.After {
			newer = append(newer, it)
		}
	}
	slices.SortFunc(newer, func(a, b *item) int { return cmp.Compare(a.rec.Position(), b.rec.Position()) })
	page := merge.Page{Next: q.After, Base: q.Base}
	room := q.Room(take)
	for _, it := range newer {
		if d, ok := it.delta(q); ok && !room.Take(&d) {
			page.More = true
			return page, nil
		}
		page.Next = it.rec.Position()
	}
	page.Next, page.Base = s.position, s.position
	return page, nil
}

// delta is what an asker gets of a record: its news, a departure notice, or nothing.
func (it *item) delta(q merge.Query) (merge.Delta, bool) {
	if q.Sees(it.rec.Scope()) {
		return it.rec.Newer(q.Base), true
	}
	for _, l := range it.left {
		if q.Left(l.scope, l.at) {
			return merge.Delta{Record: it.rec.ID, Kind: it.rec.Kind, Partition: it.rec.Partition, Gone: true}, true
		}
	}
	return merge.Delta{}, false
}
