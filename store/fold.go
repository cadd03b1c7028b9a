package store

import (
	"context"
	"errors"

	bolt "go.etcd.io/bbolt"

	"pendamping/fault"
)

// foldRows is how many values one transaction of a fold puts into the tree, at most: it
// bounds the memory that a fold needs.
const foldRows = 2_048

// persist makes a transaction's writes durable and seen: in the journal, which is folded
// when it has no room, or in the tree when they are too many for it. The lock is held.
func (s *Store) persist(t *tx) error {
	if s.direct {
		return s.foldAll(t.pend)
	}
	err := s.append(t.pend)
	if errors.Is(err, errFull) {
		if failed := s.fold(); failed != nil {
			return failed
		}
		err = s.append(t.pend)
	}
	if errors.Is(err, errFull) {
		return s.foldAll(t.pend)
	}
	if err == nil {
		s.over.Load().add(t.pend)
	}
	return err
}

// fold puts all that the journal holds into the tree and begins an era. What is in the
// tree after a part of it is made good by the journal, whose values are put again by the
// next opening. The writer's lock is held.
func (s *Store) fold() error {
	over := s.over.Load()
	seq := over.seq.Load()
	if seq == 0 && !s.journal.shut {
		return nil
	}
	left := s.part
	var waiting []func(*tx) error
	for _, bucket := range buckets() {
		rows := over.rows(number(bucket), seq)
		for len(rows) > 0 {
			part := rows[:min(left, len(rows))]
			rows, left = rows[len(part):], left-len(part)
			waiting = append(waiting, func(t *tx) error { return t.putAll(bucket, part) })
			if left > 0 {
				continue
			}
			if err := s.foldPart(over, waiting); err != nil {
				return err
			}
			left, waiting = s.part, nil
		}
	}
	return s.inTree(func(t *tx) error {
		if err := t.each(waiting); err != nil {
			return err
		}
		return t.closing()
	})
}

// each runs steps of a transaction.
func (t *tx) each(steps []func(*tx) error) error {
	for _, do := range steps {
		if err := do(t); err != nil {
			return err
		}
	}
	return nil
}

// foldPart puts a part of what the journal holds into the tree. The era stays.
func (s *Store) foldPart(over *overlay, steps []func(*tx) error) error {
	s.swap.Lock()
	defer s.swap.Unlock()
	if _, err := s.commit(func(t *tx) error {
		if err := t.each(steps); err != nil {
			return err
		}
		return t.trace()
	}); err != nil {
		return err
	}
	return s.pair(over)
}

// foldAll puts writes that are not in the journal into the tree, in one transaction; what
// is in the journal was folded before.
func (s *Store) foldAll(w *writes) error {
	return s.inTree(func(t *tx) error {
		for _, bucket := range buckets() {
			if err := t.putAll(bucket, laid(nil, w.by[number(bucket)])); err != nil {
				return err
			}
		}
		return t.closing()
	})
}

// putAll writes rows into the tree.
func (t *tx) putAll(bucket string, rows []row) error {
	for i := range rows {
		t.look()
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
	return t.trace()
}

// trace leaves the footprint of a transaction on the tree.
func (t *tx) trace() error {
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
	t, err := s.commit(fn)
	if err != nil {
		return err
	}
	s.journal.restart(t.era)
	s.mirror(t)
	return s.pair(&overlay{})
}

// commit is one transaction of the tree.
func (s *Store) commit(fn func(*tx) error) (t *tx, err error) {
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
	return t, err
}

// pair notes that an overlay lies over the tree as it is now, and makes it the present one.
func (s *Store) pair(over *overlay) error {
	err, _ := guarded(func() error {
		return s.db.View(func(b *bolt.Tx) error {
			over.txid.Store(uint64(b.ID())) //nolint:gosec // counts up from 0
			forget(s.db, b.Size())
			return nil
		})
	})
	s.over.Store(over)
	return err
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
	if err := s.fold(); err != nil {
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
		if uint64(b.ID()) == over.txid.Load() { //nolint:gosec // counts up from 0
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
