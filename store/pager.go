package store

import (
	"context"
	"errors"

	"pendamping/fault"
	"pendamping/sync/merge"
)

// Page returns what is newer than a position for somebody who holds certain scopes, in
// the order of positions. A page has at least one delta if there is any.
func (s *Store) Page(ctx context.Context, q merge.Query) (merge.Page, error) {
	return merge.Collect(ctx, q, s.PageTo) //nolint:wrapcheck // PageTo's own
}

// PageTo is Page for those who take each delta as it is found. take runs in a transaction
// and must not call the store.
func (s *Store) PageTo(ctx context.Context, q merge.Query, take merge.Taker) (merge.Page, error) {
	const op fault.Op = "store.Page"
	p := newPager(&q, q.Room(take))
	for {
		var full, end bool
		err := s.view(ctx, func(t *tx) (err error) {
			p.t = t
			full, end, err = p.on()
			return err
		})
		if errors.Is(err, errNoIndex) { // the first page ever
			if err = s.rewriteTree(ctx, (*tx).makeIndex); err == nil {
				continue
			}
		}
		switch {
		case err != nil:
			return merge.Page{}, wrap(op, err)
		case full:
			p.page.More = true
			return p.page, nil
		case end:
			return p.page, nil
		}
	}
}

var (
	// errMoved is the answer about a record that stands at a newer position.
	errMoved = errors.New("the record has moved on")
	// errNoIndex is the answer of a store that nobody has asked for a page yet.
	errNoIndex = errors.New("no index of positions")
)

// pager fills a page, in one transaction or several.
type pager struct {
	t    *tx
	q    *merge.Query
	page merge.Page
	room *merge.Room
	// others are the records in which somebody else than the asker wrote since its base;
	// nil when the asker needs all of them.
	others map[merge.ID]struct{}
}

// newPager begins a page. Who asks from the middle of a pull has passed steps that are not
// gone along again, so that it is not known who wrote what since its base.
func newPager(q *merge.Query, room *merge.Room) *pager {
	p := &pager{q: q, page: merge.Page{Next: q.After, Base: q.Base}, room: room}
	if !q.Own.IsZero() && q.After == q.Base {
		p.others = map[merge.ID]struct{}{}
	}
	return p
}

// on goes on with a page for a while: until it is full, or at the end of what there is, or
// so far that the transaction should make way.
func (p *pager) on() (full, end bool, err error) {
	t, page := p.t, &p.page
	if fail := t.loadState(); fail != nil {
		return false, false, fail
	}
	steps, near := t.s.trail.since(page.Next, t.st.Position)
	switch {
	case page.Next == 0 && !t.st.Indexed:
		err = errNoIndex // who begins at the beginning is another, and more will
	case page.Next >= t.st.Position:
		end = true
	case near:
		full, end, err = p.follow(steps)
	case t.st.Indexed:
		full, end, err = p.walk()
	default:
		err = errNoIndex
	}
	if end && err == nil {
		page.Next, page.Base = t.st.Position, t.st.Position
	}
	return full, end, err
}

// follow goes along the trail.
func (p *pager) follow(steps []step) (full, end bool, err error) {
	found := 0
	for i := range steps {
		s := &steps[i]
		switch {
		case s.at > p.t.st.Position:
			return false, true, nil
		case p.passes(s):
			continue
		case found >= pageRecords:
			return false, false, nil
		}
		d, ok, err := p.along(s)
		if err != nil {
			return false, false, err
		}
		if ok {
			found++
		}
		if !p.add(&d, ok, s.at) {
			return true, false, nil
		}
	}
	return false, true, nil
}

// passes tells at a glance that a step is none of the asker's: most are not.
func (p *pager) passes(s *step) bool {
	if s.partition != p.q.Partition || len(s.left) == 0 && !p.q.Sees(s.scope) {
		return true
	}
	return p.spares(s)
}

// spares tells whether a step is of a record to which the asker alone wrote since its base.
// A later step of somebody else is yet to come, and then the record is read there.
func (p *pager) spares(s *step) bool {
	if p.others == nil {
		return false
	}
	if s.by != p.q.Own || len(s.left) > 0 {
		p.others[s.id] = struct{}{}
		return false
	}
	_, mixed := p.others[s.id]
	return !mixed
}

// along is what the asker gets at a step; nothing when the record has a step further on
// or is no more.
func (p *pager) along(s *step) (d merge.Delta, ok bool, err error) {
	d, ok, err = p.t.delta(p.q, &s.standing, s.at)
	if ok && d.Gone { // was answered without the record, which may be back since
		var h *held
		if h, err = p.t.find(s.id); err == nil && h.was.position != s.at {
			err = errMoved
		}
	}
	if errors.Is(err, errMoved) || noRecord(err) {
		return merge.Delta{}, false, nil
	}
	return d, ok, err
}

// add puts what the asker gets of the record at a position on the page; false when the
// page is full.
func (p *pager) add(d *merge.Delta, ok bool, at uint64) bool { //nolint:revive // as delta says
	if ok && !p.room.Take(d) {
		return false
	}
	p.page.Next = at
	return true
}

// delta is what an asker gets of the record at a position: its news, a departure
// notice, or nothing. Only what the asker may hold is read.
func (t *tx) delta(q *merge.Query, stands *standing, at uint64) (d merge.Delta, ok bool, err error) {
	if !q.Sees(stands.scope) {
		for _, l := range stands.left {
			if q.Left(l.scope, l.at) {
				return merge.Delta{Record: stands.id, Kind: stands.kind, Partition: q.Partition, Gone: true}, true, nil
			}
		}
		return d, false, nil
	}
	h, err := t.find(stands.id)
	if err != nil {
		return d, false, err
	}
	if h.was.position != at || h.was.scope != stands.scope {
		return d, false, errMoved
	}
	delete(t.recs, stands.id) // a page of records is not to be kept twice
	return h.rec.Newer(q.Base), true, nil
}
