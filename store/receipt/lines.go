package receipt

import (
	"context"
	"slices"
	"sync"

	"pendamping/fault"
	"pendamping/kpuk"
	"pendamping/sync/merge"
)

const (
	// maxLines is how many entries are known by their meetings at once, in all groups: 32
	// bytes each, or the five years of some 75 groups.
	maxLines = 200_000
	// pageBytes bounds a page of what is new in a group.
	pageBytes = 1 << 20
)

// lines knows which entries belong to which meeting, of the groups that were asked for
// last. What it names is read from the store each time.
type lines struct {
	mu     sync.Mutex
	groups map[merge.ID]*group
	known  int    // entries in all groups
	turn   uint64 // counts the uses, so that the one used longest ago is known
}

// group is what is known of one group's entries.
type group struct {
	mu   sync.Mutex
	at   uint64 // position up to which it is true
	read bool
	of   map[merge.ID][]merge.ID // entries by meeting

	count int    // entries; guarded by lines.mu, as is what follows
	used  uint64 // turn of the last use
	gone  bool   // forgotten, while somebody still works with it
}

// of lists the entries of a meeting in a scope, as of now or later.
func (r *Reckoner) of(ctx context.Context, scope, meeting merge.ID) ([]merge.ID, error) {
	g := r.lines.take(scope)
	g.mu.Lock()
	defer g.mu.Unlock()
	grown, err := r.follow(ctx, scope, g)
	r.lines.grow(g, grown)
	if err != nil {
		return nil, err
	}
	return slices.Clone(g.of[meeting]), nil
}

// take finds a group, or begins it.
func (l *lines) take(scope merge.ID) *group {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.turn++
	g, ok := l.groups[scope]
	if !ok {
		g = &group{of: map[merge.ID][]merge.ID{}}
		l.groups[scope] = g
	}
	g.used = l.turn
	return g
}

// grow notes that more is known of a group, and forgets others when it is too much.
func (l *lines) grow(g *group, n int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if g.gone {
		return
	}
	g.count, l.known = g.count+n, l.known+n
	for l.known > maxLines && len(l.groups) > 1 {
		var oldest merge.ID
		least := uint64(0)
		for scope, one := range l.groups {
			if one != g && (least == 0 || one.used < least) {
				oldest, least = scope, one.used
			}
		}
		if least == 0 {
			return
		}
		l.known -= l.groups[oldest].count
		l.groups[oldest].gone = true
		delete(l.groups, oldest)
	}
}

// follow brings what is known of a group up to now, and tells by how much it grew. Its
// lock is held.
func (r *Reckoner) follow(ctx context.Context, scope merge.ID, g *group) (grown int, err error) {
	now, err := r.source.Position(ctx)
	if err != nil || (g.read && now == g.at) {
		return 0, fault.E("", fault.Other, err)
	}
	if !g.read || g.at == 0 {
		return r.first(ctx, scope, g, now)
	}
	q := merge.Query{Partition: r.partition, Scopes: []merge.ID{scope}, After: g.at, Base: g.at, MaxBytes: pageBytes}
	for more := true; more; {
		page, err := r.source.Page(ctx, q)
		if err != nil {
			return grown, fault.E("", fault.Other, err)
		}
		n, err := r.learn(ctx, g, page.Deltas)
		grown += n
		if err != nil {
			return grown, err
		}
		q.After, q.Base, more = page.Next, page.Base, page.More
	}
	g.at = q.After
	return grown, nil
}

// first reads the entries of a group.
func (r *Reckoner) first(ctx context.Context, scope merge.ID, g *group, now uint64) (grown int, err error) {
	var failed error
	err = r.source.Scan(ctx, scope, merge.Kind(kpuk.KindEntry), func(rec merge.Record) bool {
		var n int
		n, failed = r.note(g, &rec)
		grown += n
		return failed == nil
	})
	if err == nil {
		err = failed
	}
	if err != nil {
		return grown, fault.E("", fault.Other, err)
	}
	g.read, g.at = true, now // what came while it was read comes again
	return grown, nil
}

// learn notes the entries among what is new. Of one that only moved here the news do not
// tell the line, so it is read whole.
func (r *Reckoner) learn(ctx context.Context, g *group, deltas []merge.Delta) (grown int, err error) {
	var ids []merge.ID
	for i := range deltas {
		if deltas[i].Kind == merge.Kind(kpuk.KindEntry) && !deltas[i].Gone {
			ids = append(ids, deltas[i].Record)
		}
	}
	if len(ids) == 0 {
		return 0, nil
	}
	recs, err := r.source.Gather(ctx, ids)
	if err != nil {
		return 0, fault.E("", fault.Other, err)
	}
	for i := range recs {
		n, err := r.note(g, &recs[i])
		if err != nil {
			return grown, err
		}
		grown += n
	}
	return grown, nil
}

// note puts an entry under its meeting.
func (r *Reckoner) note(g *group, rec *merge.Record) (grown int, err error) {
	var line kpuk.EntryLine
	err = r.decoder.Value(rec.Field(merge.Field{Number: fieldLine}).Value(), &line)
	if err != nil || line.Meeting.IsZero() {
		return 0, fault.E("", fault.Other, err)
	}
	meeting := merge.ID(line.Meeting)
	if slices.Contains(g.of[meeting], rec.ID) {
		return 0, nil
	}
	g.of[meeting] = append(g.of[meeting], rec.ID)
	return 1, nil
}
