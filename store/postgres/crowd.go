package postgres

import (
	"context"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"pendamping/sync/merge"
)

// Bounds of what shares one transaction.
const (
	crowdBytes  = 8 << 20 // of changes; a single call may have more
	crowdCalls  = 64
	crowdAtMost = 30 * time.Second // the transaction is nobody's alone: no caller's end ends it
)

// crowd brings an ingestion to its end together with those that wait beside it: whoever
// gets the token takes all of them along in one transaction.
func (s *Store) crowd(ctx context.Context, in *ingestion) error {
	s.waiting.Lock()
	s.queue = append(s.queue, in)
	s.waiting.Unlock()
	select {
	case err := <-in.done:
		return err
	case <-s.writing:
	case <-ctx.Done():
		if s.withdraw(in) {
			return ctx.Err()
		}
		return <-in.done // it is under way
	}
	defer func() { s.writing <- struct{}{} }()
	within, cancel := context.WithTimeout(context.WithoutCancel(ctx), crowdAtMost)
	defer cancel()
	for {
		select {
		case err := <-in.done:
			return err
		default:
			s.serve(within, s.next())
		}
	}
}

// withdraw takes an ingestion out of the queue, unless somebody is at it.
func (s *Store) withdraw(in *ingestion) bool {
	s.waiting.Lock()
	defer s.waiting.Unlock()
	i := slices.Index(s.queue, in)
	if i < 0 {
		return false
	}
	s.queue = slices.Delete(s.queue, i, i+1)
	return true
}

// next takes the first of the queue, as many as share a transaction.
func (s *Store) next() []*ingestion {
	s.waiting.Lock()
	defer s.waiting.Unlock()
	n, size := 0, 0
	for n < len(s.queue) && n < crowdCalls {
		for i := range s.queue[n].changes {
			size += s.queue[n].changes[i].Size()
		}
		if n > 0 && size > crowdBytes {
			break
		}
		n++
	}
	group := slices.Clone(s.queue[:n])
	s.queue = slices.Delete(s.queue, 0, n)
	return group
}

// serve brings a group to its end. When its transaction fails each has one of its own,
// so that nobody fails for another's sake.
func (s *Store) serve(ctx context.Context, group []*ingestion) {
	if err := s.together(ctx, group); err == nil || len(group) == 1 {
		for _, in := range group {
			in.done <- err
		}
		return
	}
	for _, in := range group {
		in.done <- s.together(ctx, []*ingestion{in})
	}
}

// together runs a group in one transaction.
func (s *Store) together(ctx context.Context, group []*ingestion) error {
	var ids []merge.ID
	var replicas []merge.Replica
	for _, in := range group {
		ids = in.ids(ids)
		replicas = append(replicas, in.replica)
	}
	slices.SortFunc(ids, merge.ID.Compare)
	slices.SortFunc(replicas, merge.Replica.Compare)
	ids, replicas = slices.Compact(ids), slices.Compact(replicas)
	return s.insist(ctx, func(t *tx, b *pgx.Batch) {
		t.queueHeads(b, replicas...)
		t.queueRecords(b, ids)
	}, func(t *tx) error {
		for _, in := range group {
			if err := in.run(ctx, t); err != nil {
				return err
			}
		}
		return nil
	})
}
