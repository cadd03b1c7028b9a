package store

import (
	"fmt"
	"io"
	"math/rand/v2"
)

// folding is a fold that runs beside the commits of others.
type folding struct {
	done chan struct{} // closed at its end
	err  error         // good from then on
}

// calm waits until no fold runs beside and returns the error with which it ended. The
// writer's lock is held, or nobody else has the store: who begins a fold has that lock.
func (s *Store) calm() error {
	f := s.folding
	if f == nil {
		return nil
	}
	<-f.done
	s.folding = nil
	return f.err
}

// turn lets commits go on in the other half of the journal and begins to fold this one.
// No fold is under way, and the tree has all that came before this era. The writer's lock
// is held.
func (s *Store) turn() error {
	next, err := s.journal.era.next(s.opts.Rand)
	if err != nil {
		return err
	}
	with, err := s.sealer.apart()
	if err != nil {
		return err
	}
	old := s.over.Load()
	now := &overlay{live: &layer{}, sealed: old.live}
	now.low.Store(old.low.Load())
	now.high.Store(anyLater)
	s.over.Store(now) // who began with the old one keeps the tree as it was then
	s.journal.turn(next)
	f := &folding{done: make(chan struct{})}
	s.folding = f
	go func() {
		defer close(f.done)
		f.err = s.foldBeside(now, next, with)
	}()
	return nil
}

// foldBeside folds the sealed layer of the present overlay and names the era that follows
// on it. Whoever closes the file or exchanges it waits for that, see calm.
func (s *Store) foldBeside(over *overlay, next era, with *sealer) error {
	rest, err := s.foldParts(func(bucket int) []row { return over.sealed.rows(bucket, anyLater) }, with)
	if err != nil {
		return err
	}
	t, err := s.commit(with, func(t *tx) error {
		if fail := t.each(rest); fail != nil {
			return fail
		}
		return t.naming(next)
	})
	if err != nil {
		return err
	}
	s.mirror(t)
	return s.pair(&overlay{live: over.live})
}

// apart returns a sealer that seals as this one does, with a random source of its own: a
// stream cipher whose key is drawn from that of the store.
func (s *sealer) apart() (*sealer, error) {
	var key [32]byte
	if _, err := io.ReadFull(s.rand, key[:]); err != nil {
		return nil, fmt.Errorf("random source: %w", err)
	}
	return &sealer{aead: s.aead, rand: rand.NewChaCha8(key)}, nil
}
