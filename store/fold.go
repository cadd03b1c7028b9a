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

// persist makes a transaction's writes durable and seen: in the journal, in which room is
// made when it has none, or in the tree when they are too many for it. The lock is held.
func (s *Store) persist(t *tx) error {
	if s.direct {
		return s.foldAll(t.pend)
	}
	err := s.append(t.pend)
	if errors.Is(err, errFull) {
		if failed := s.makeRoom(); failed != nil {
			return failed
		}
		err = s.append(t.pend)
	}
	if errors.Is(err, errFull) {
		if failed := s.fold(); failed != nil {
			return failed
		}
		return s.foldAll(t.pend)
	}
	if err == nil {
		s.over.Load().live.add(t.pend)
	}
	return err
}

// makeRoom makes room in the journal: in its other half, while this one is folded beside
// the commits that follow, or by folding all of it.
func (s *Store) makeRoom() error {
	failed := s.calm()
	if failed != nil || !s.opts.Beside || s.journal.shut || s.journal.seq == 0 || s.over.Load().sealed != nil {
		return s.fold() // what failed is tried again
	}
	return s.turn()
}

// fold puts all that the journal holds into the tree and begins an era. What is in the
// tree after a part of it is made good by the journal, whose values are put again by the
// next opening. The writer's lock is held.
func (s *Store) fold() error {
	_ = s.calm() //nolint:errcheck // what a fold beside did not do is done here
	over := s.over.Load()
	if over.empty() && !s.journal.shut {
		return nil
	}
	over.high.Store(anyLater)
	seq := over.live.seq.Load()
	rest, err := s.foldParts(func(bucket int) []row { return over.rows(bucket, seq) }, s.sealer)
	if err != nil {
		return err
	}
	return s.inTree(func(t *tx) error {
		if err := t.each(rest); err != nil {
			return err
		}
		return t.closing()
	})
}

// foldParts puts the rows of all buckets into the tree, but for the last ones, which are
// for the transaction that names the new era.
func (s *Store) foldParts(rows func(bucket int) []row, with *sealer) (rest []func(*tx) error, err error) {
	left := s.part
	for _, bucket := range buckets() {
		all := rows(number(bucket))
		for len(all) > 0 {
			part := all[:min(left, len(all))]
			all, left = all[len(part):], left-len(part)
			rest = append(rest, func(t *tx) error { return t.putAll(bucket, part) })
			if left > 0 {
				continue
			}
			if err := s.foldPart(rest, with); err != nil {
				return nil, err
			}
			left, rest = s.part, nil
		}
	}
	return rest, nil
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

// foldPart puts a part of what the journal holds into the tree. The era stays, and so does
// the overlay, which has the same values.
func (s *Store) foldPart(steps []func(*tx) error, with *sealer) error {
	_, err := s.commit(with, func(t *tx) error {
		if err := t.each(steps); err != nil {
			return err
		}
		return t.trace()
	})
	if err != nil {
		return err
	}
	_, err = s.treeNow()
	return err
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
	return t.naming(e)
}

// naming is closing with an era that was drawn before.
func (t *tx) naming(e era) error {
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
	t, err := s.commit(s.sealer, fn)
	if err != nil {
		return err
	}
	s.journal.restart(t.era)
	s.mirror(t)
	return s.pair(newOverlay())
}

// commit is one transaction of the tree. Who has the sealer to itself needs no lock.
func (s *Store) commit(with *sealer, fn func(*tx) error) (t *tx, err error) {
	err, panicked := guarded(func() error {
		return s.db.Update(func(b *bolt.Tx) error {
			t = s.begin(b)
			t.sealer = with
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
	id, err := s.treeNow()
	if err != nil {
		return err
	}
	over.low.Store(id)
	over.high.Store(id)
	if old := s.over.Load(); old != nil && old != over {
		old.high.Store(id) // before anything else goes into the tree
	}
	s.over.Store(over)
	return nil
}

// treeNow is the number of the tree's last transaction. The pages that were looked at are
// given back to the system.
func (s *Store) treeNow() (id uint64, err error) {
	err, _ = guarded(func() error {
		return s.db.View(func(b *bolt.Tx) error {
			id = uint64(b.ID()) //nolint:gosec // counts up from 0
			forget(s.db, b.Size())
			return nil
		})
	})
	return id, err
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
		return s.db.Update(func(b *bolt.Tx) error {
			again := s.begin(b)
			again.sealer = t.sealer
			return again.save(bucketState, keyFoot, t.left)
		})
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
		if over.fits(b.ID()) {
			t := s.begin(b)
			t.over, t.seq = over, over.live.seq.Load()
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
