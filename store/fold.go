package store

import (
	"context"
	"errors"

	bolt "go.etcd.io/bbolt"

	"pendamping/fault"
)

// persist makes a transaction's writes durable and seen: in the journal, or in the tree
// together with all that the journal holds, when it has no room. The lock is held.
func (s *Store) persist(t *tx) error {
	if s.direct {
		return s.fold(t.pend)
	}
	err := s.append(t.pend)
	if errors.Is(err, errFull) {
		return s.fold(t.pend)
	}
	if err == nil {
		s.over.Load().add(t.pend)
	}
	return err
}

// fold puts all that the journal holds, and the writes given, which may be nil, into the
// tree, in one transaction. The writer's lock is held.
func (s *Store) fold(with *writes) error {
	over := s.over.Load()
	if over.seq.Load() == 0 && (with == nil || with.empty()) && !s.journal.shut {
		return nil
	}
	return s.inTree(func(t *tx) error {
		for _, bucket := range buckets() {
			rows := over.rows(number(bucket), over.seq.Load())
			if with != nil {
				rows = laid(rows, with.by[number(bucket)])
			}
			if err := t.putAll(bucket, rows); err != nil {
				return err
			}
		}
		return t.closing()
	})
}

// putAll writes rows into the tree.
func (t *tx) putAll(bucket string, rows []row) error {
	for i := range rows {
		r := &rows[i]
		var err error
		if r.plain == nil {
			err = t.del(bucket, []byte(r.key))
		} else {
			err = t.put(bucket, []byte(r.key), r.plain)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// closing ends a transaction on the tree: it names a new era and leaves the footprint.
func (t *tx) closing() error {
	e, err := t.s.journal.era.next(t.s.opts.Rand)
	if err != nil {
		return err
	}
	t.era = e
	if err := t.put(bucketState, []byte(journalPlace), e[:]); err != nil {
		return err
	}
	t.left = t.footprint()
	if err := t.save(bucketState, keyFoot, t.left); err != nil {
		return err
	}
	return t.s.hook("fold")
}

// inTree runs fn in a transaction of the tree; fn ends with closing. The writer's lock is
// held, or nobody else has the store yet.
func (s *Store) inTree(fn func(*tx) error) error {
	s.swap.Lock()
	defer s.swap.Unlock()
	var t *tx
	err, panicked := guarded(func() error {
		return s.db.Update(func(b *bolt.Tx) error {
			t = s.begin(b)
			return fn(t)
		})
	})
	if panicked {
		// bbolt's locks may be held for ever: this handle is not touched again.
		s.dead.Store(true)
	}
	if err != nil {
		return err
	}
	s.journal.restart(t.era)
	s.mirror(t)
	return s.pair(&overlay{})
}

// mirror commits once more, so that both meta pages lead to what was folded: when the
// newer one is damaged nothing is missing. The fold stands also when this fails.
func (s *Store) mirror(t *tx) {
	if s.direct || s.dead.Load() {
		return
	}
	_, panicked := guarded(func() error { //nolint:errcheck // as said
		if err := s.hook("mirror"); err != nil {
			return err
		}
		return s.db.Update(func(b *bolt.Tx) error { return s.begin(b).save(bucketState, keyFoot, t.left) })
	})
	if panicked {
		s.dead.Store(true)
	}
}

// pair lays an overlay, which nobody reads yet, over the tree as it is now.
func (s *Store) pair(over *overlay) error {
	err, _ := guarded(func() error {
		return s.db.View(func(b *bolt.Tx) error {
			over.txid = uint64(b.ID()) //nolint:gosec // counts up from 0
			forget(s.db, b.Size())
			return nil
		})
	})
	s.over.Store(over)
	return err
}

// rewriteTree runs fn, which writes more than a transaction should keep in memory, on the
// tree itself.
func (s *Store) rewriteTree(ctx context.Context, fn func(*tx) error) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	s.mu.RLock()
	defer s.mu.RUnlock()
	s.writing.Lock()
	defer s.writing.Unlock()
	return s.onTree(fn)
}

// onTree is rewriteTree with the locks held.
func (s *Store) onTree(fn func(*tx) error) error {
	if err := s.usable(true); err != nil {
		return err
	}
	if err := s.fold(nil); err != nil {
		return err
	}
	return s.inTree(func(t *tx) error {
		if err := t.loadState(); err != nil {
			return err
		}
		t.s.clock.SetLast(t.st.Clock)
		if err := fn(t); err != nil {
			return err
		}
		if err := t.flush(); err != nil {
			return err
		}
		return t.closing()
	})
}

// snapshot begins a read transaction of the tree with the overlay that belongs to it.
func (s *Store) snapshot() (*tx, error) {
	for {
		over := s.over.Load()
		b, err := s.db.Begin(false)
		if err != nil {
			return nil, fault.E("", fault.Other, err)
		}
		if uint64(b.ID()) == over.txid { //nolint:gosec // counts up from 0
			t := s.begin(b)
			t.over, t.seq = over, over.seq.Load()
			return t, nil
		}
		_ = b.Rollback() //nolint:errcheck // nothing was written
		s.await()
	}
}

// await waits for a fold that is about to replace the overlay.
func (s *Store) await() {
	s.swap.RLock()
	s.swap.RUnlock() //nolint:gocritic,staticcheck // waiting is all
}

// end ends a read transaction.
func (t *tx) end() { _ = t.b.Rollback() } //nolint:errcheck // nothing was written
