package memory

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"sync"
	"time"

	"pendamping/fault"
	"pendamping/sync/merge"
)

// Options say who the replica is.
type Options struct {
	Replica merge.Replica    // name of its own log; required
	Seed    merge.Seed       // hides values in the chain
	Now     func() time.Time // wall clock; required
}

// Store is a replica in memory. Make one with [New].
type Store struct {
	mu       sync.Mutex
	own      merge.Replica
	seed     merge.Seed
	clock    merge.Clock
	records  map[merge.ID]*item
	logs     map[merge.Replica][]logged
	aside    []merge.Quarantined
	link     merge.Link
	position uint64
	forgot   map[merge.ID]uint64 // highest own number in a record that left: see merge.Edit.Recall
	watchers map[chan merge.Note]struct{}
}

// item is a record with the scopes that it left.
type item struct {
	rec  merge.Record
	left []departure
}

// departure says at which position a record left a scope.
type departure struct {
	scope merge.ID
	at    uint64
}

// logged is a change with its link of the chain.
type logged struct {
	change merge.Change
	hash   merge.Hash
}

// New makes an empty replica.
func New(o Options) *Store {
	return &Store{
		own: o.Replica, seed: o.Seed, clock: merge.Clock{Now: o.Now},
		records:  map[merge.ID]*item{},
		logs:     map[merge.Replica][]logged{},
		forgot:   map[merge.ID]uint64{},
		watchers: map[chan merge.Note]struct{}{},
	}
}

// Replica is the name of this replica's own log.
func (s *Store) Replica() merge.Replica { return s.own }

// Commit makes the edits the next change of the own log and merges them.
func (s *Store) Commit(_ context.Context, author merge.ID, edits []merge.Edit) (merge.Change, error) {
	const op fault.Op = "memory.Commit"
	s.mu.Lock()
	defer s.mu.Unlock()
	edits = cloneEdits(edits)
	for i := range edits {
		current := &s.item(&edits[i]).rec
		edits[i].CompleteScope(current)
		edits[i].Recall(current, s.own, s.forgot[current.ID])
	}
	merge.Normalize(edits)
	before := s.clock
	c := merge.Change{
		Replica: s.own, Seq: s.head(s.own).Seq + 1, Stamp: s.clock.Next(), Author: author, Seed: s.seed, Edits: edits,
	}
	if err := c.Validate(); err != nil {
		s.clock = before
		return merge.Change{}, fault.E(op, fault.Other, err)
	}
	s.append(c)
	s.apply(&c)
	s.notify(true)
	return c, nil
}

// Outbox returns own changes after a number, in order; limits of zero are none, and at
// least one change is returned if there is one.
func (s *Store) Outbox(ctx context.Context, after uint64, maxChanges, maxBytes int) ([]merge.Change, error) {
	return s.Since(ctx, s.own, after, maxChanges, maxBytes)
}

// Since returns the held changes of a replica after a number, like [Store.Outbox].
func (s *Store) Since(_ context.Context, r merge.Replica, after uint64, maxChanges, maxBytes int) ([]merge.Change, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	var out []merge.Change
	size := 0
	for _, l := range s.logs[r] {
		if l.change.Seq <= after {
			continue
		}
		size += l.change.Size()
		if len(out) > 0 && (maxChanges > 0 && len(out) >= maxChanges || maxBytes > 0 && size > maxBytes) {
			break
		}
		out = append(out, l.change)
	}
	return out, nil
}

// Head is the end of a replica's chain; zero when nothing of it is held.
func (s *Store) Head(_ context.Context, r merge.Replica) (merge.Head, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.head(r), nil
}

// HashAt is the link of a replica's chain at a number; zero for number zero.
func (s *Store) HashAt(_ context.Context, r merge.Replica, seq uint64) (merge.Hash, error) {
	const op fault.Op = "memory.HashAt"
	s.mu.Lock()
	defer s.mu.Unlock()
	if seq > s.head(r).Seq {
		return merge.Hash{}, fault.E(op, fault.NotFound, fmt.Errorf("no change %d", seq))
	}
	return s.hashAt(r, seq), nil
}

// Record returns what is held of a record, or [merge.ErrNoRecord].
func (s *Store) Record(_ context.Context, id merge.ID) (merge.Record, error) {
	const op fault.Op = "memory.Record"
	s.mu.Lock()
	defer s.mu.Unlock()
	it, ok := s.records[id]
	if !ok {
		return merge.Record{}, fault.E(op, fault.NotFound, merge.ErrNoRecord)
	}
	return it.rec.Clone(), nil
}

// Gather reads several records as of one moment. Those that are not held are left out.
func (s *Store) Gather(_ context.Context, ids []merge.ID) ([]merge.Record, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	var out []merge.Record
	for _, id := range ids {
		if it, ok := s.records[id]; ok {
			out = append(out, it.rec.Clone())
		}
	}
	return out, nil
}

// Scan calls fn with each record of a scope and kind, in the order of scope, kind and
// ID, until it returns false. The zero scope means all scopes, kind zero all kinds.
func (s *Store) Scan(_ context.Context, scope merge.ID, kind merge.Kind, fn func(merge.Record) bool) error {
	s.mu.Lock()
	var found []merge.Record
	for _, it := range s.records {
		if (scope.IsZero() || it.rec.Scope() == scope) && (kind == 0 || it.rec.Kind == kind) {
			found = append(found, it.rec.Clone())
		}
	}
	s.mu.Unlock()
	slices.SortFunc(found, func(a, b merge.Record) int {
		return cmp.Or(a.Scope().Compare(b.Scope()), cmp.Compare(a.Kind, b.Kind), a.ID.Compare(b.ID))
	})
	for _, r := range found {
		if !fn(r) {
			break
		}
	}
	return nil
}

// Position is the position of the newest change of any record.
func (s *Store) Position(context.Context) (uint64, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.position, nil
}

// Quarantine lists the changes kept without effect, by replica, number and hash.
func (s *Store) Quarantine(context.Context) ([]merge.Quarantined, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	out := slices.Clone(s.aside)
	slices.SortStableFunc(out, func(a, b merge.Quarantined) int {
		return cmp.Or(a.Change.Replica.Compare(b.Change.Replica), cmp.Compare(a.Change.Seq, b.Change.Seq))
	})
	return out, nil
}

// Verdicts lists those on changes of a replica after a number and up to another that are
// without effect, by number.
func (s *Store) Verdicts(ctx context.Context, r merge.Replica, after, upTo uint64) (out []merge.Verdict, err error) {
	aside, err := s.Quarantine(ctx)
	for _, q := range aside {
		if c := &q.Change; !q.Fork && c.Replica == r && c.Seq > after && c.Seq <= upTo {
			out = append(out, q.Verdict)
		}
	}
	return out, err
}

// Watch returns a channel that tells of changes until ctx ends, when it is closed.
// Notes that were not fetched in time are joined into one.
func (s *Store) Watch(ctx context.Context) <-chan merge.Note {
	ch := make(chan merge.Note, 1)
	s.mu.Lock()
	s.watchers[ch] = struct{}{}
	s.mu.Unlock()
	context.AfterFunc(ctx, func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		delete(s.watchers, ch)
		close(ch)
	})
	return ch
}

// notify tells the watchers; the lock is held.
func (s *Store) notify(local bool) {
	for ch := range s.watchers {
		n := merge.Note{Position: s.position, Local: local}
		select {
		case old := <-ch:
			n.Local = n.Local || old.Local
		default:
		}
		ch <- n
	}
}

// head is the end of a chain.
func (s *Store) head(r merge.Replica) merge.Head {
	log := s.logs[r]
	if len(log) == 0 {
		return merge.Head{}
	}
	last := log[len(log)-1]
	return merge.Head{Seq: last.change.Seq, Hash: last.hash}
}

// hashAt is the link at a number that is held, or the zero hash before the first.
func (s *Store) hashAt(r merge.Replica, seq uint64) merge.Hash {
	if seq == 0 {
		return merge.Hash{}
	}
	return s.logs[r][seq-1].hash
}

// append puts a change at the end of its chain.
func (s *Store) append(c merge.Change) {
	h := c.Hash(s.head(c.Replica).Hash)
	s.logs[c.Replica] = append(s.logs[c.Replica], logged{change: c, hash: h})
}

// apply merges all edits of a change.
func (s *Store) apply(c *merge.Change) {
	for i := range c.Edits {
		e := &c.Edits[i]
		s.alter(s.item(e), func(r *merge.Record, at uint64) bool { return r.Apply(c, e, at) })
	}
}

// alter changes a record at the next position and notes which scope it left.
func (s *Store) alter(it *item, change func(*merge.Record, uint64) bool) {
	next := it.rec.Clone()
	if !change(&next, s.position+1) {
		return
	}
	s.position++
	if was := it.rec.Scope(); len(it.rec.Fields) > 0 && was != next.Scope() {
		it.left = append(it.left, departure{scope: was, at: s.position})
	}
	it.rec = next
	s.records[it.rec.ID] = it
}

// item finds the record that an edit speaks of, or an empty one that is not kept yet.
func (s *Store) item(e *merge.Edit) *item {
	return s.find(e.Record, e.Kind, e.Partition)
}

func (s *Store) find(id merge.ID, kind merge.Kind, partition merge.ID) *item {
	if it, ok := s.records[id]; ok {
		return it
	}
	return &item{rec: merge.Record{ID: id, Kind: kind, Partition: partition}}
}

// cloneEdits copies what a caller might alter later.
func cloneEdits(edits []merge.Edit) []merge.Edit {
	out := slices.Clone(edits)
	for i := range out {
		out[i].Writes = slices.Clone(out[i].Writes)
		for j := range out[i].Writes {
			w := &out[i].Writes[j]
			w.Value, w.Context = bytes.Clone(w.Value), slices.Clone(w.Context)
		}
	}
	return out
}

// Digest is the fingerprint of the records of the scopes, or of all without any.
func (s *Store) Digest(_ context.Context, scopes ...merge.ID) ([32]byte, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	var d merge.Digests
	for _, id := range slices.SortedFunc(maps.Keys(s.records), merge.ID.Compare) {
		r := &s.records[id].rec
		if len(scopes) == 0 || slices.Contains(scopes, r.Scope()) {
			d.Add(r)
		}
	}
	return d.Sum(), nil
}
