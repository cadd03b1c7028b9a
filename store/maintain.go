package store

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

	bolt "go.etcd.io/bbolt"

	"pendamping/fault"
)

// compactBatch bounds the transactions of a compaction, in bytes.
const compactBatch = 1 << 20

// CopyTo writes a consistent copy of the file, sealed as it is; the secret that opens
// the store opens the copy. Saves go on meanwhile.
func (s *Store) CopyTo(ctx context.Context, w io.Writer) error {
	const op fault.Op = "store.CopyTo"
	if err := ctx.Err(); err != nil {
		return fault.E(op, fault.Other, err)
	}
	s.mu.RLock()
	defer s.mu.RUnlock()
	t, err := s.complete()
	if err != nil {
		return wrap(op, err)
	}
	err, panicked := guarded(func() error {
		defer t.end()
		_, fail := t.b.WriteTo(w)
		return fail //nolint:wrapcheck // wrapped below
	})
	if panicked {
		s.hurt.Store(true)
	}
	return wrap(op, err)
}

// complete begins a read transaction of a tree that has everything. What is committed
// afterwards begins a new era, so that the journal is never taken for that of the copy.
func (s *Store) complete() (t *tx, err error) {
	s.writing.Lock()
	defer s.writing.Unlock()
	if fail := s.usable(false); fail != nil {
		return nil, fail
	}
	if fail := s.fold(); fail != nil {
		return nil, fail
	}
	s.journal.shut = true
	err, _ = guarded(func() error {
		t, err = s.snapshot()
		return err
	})
	return t, err
}

// ChangeSecret replaces the secret of the same kind, such as a PIN by another. The old
// one opens the store no longer, but for older copies of the file.
func (s *Store) ChangeSecret(ctx context.Context, old, next Secret) error {
	const op fault.Op = "store.ChangeSecret"
	s.mu.Lock()
	defer s.mu.Unlock()
	if err := s.usable(true); err != nil {
		return fault.E(op, fault.Other, err)
	}
	if err := ctx.Err(); err != nil {
		return fault.E(op, fault.Other, err)
	}
	o := s.opts
	o.Secret = old
	key, err := unlockCounted(s.path, s.header, &o)
	if err != nil {
		return fault.E(op, fault.Other, err)
	}
	o.Secret = next
	h := s.header.clone()
	o.Argon = h.cost(o.Argon)
	if err := errors.Join(o.check(), ensureKeyFile(&o)); err != nil {
		return fault.E(op, fault.Other, err)
	}
	if err := h.addSlot(key, &o); err != nil {
		return fault.E(op, fault.Other, err)
	}
	if err := s.writeHeader(h); err != nil {
		return wrap(op, err)
	}
	s.header = h
	if s.opts.Secret.kind == next.kind {
		s.opts.Secret = next // copies are tried with it
	}
	return nil
}

// writeHeader replaces both copies of the header, the one beside the file first: the
// other opens the store until the new one is safe. No fold may be under way beside, since
// tree and overlay are paired anew.
func (s *Store) writeHeader(h *header) error {
	_ = s.calm() //nolint:errcheck // tried again by the next fold
	text, err := h.encode()
	if err != nil {
		return err
	}
	if fail := errors.Join(writeFile(headerPath(s.path), text), s.hook("header")); fail != nil {
		return fail
	}
	err, panicked := guarded(func() error {
		return s.db.Update(func(b *bolt.Tx) error {
			return putPlain(b.Bucket([]byte(bucketMeta)), metaHeader, text)
		})
	})
	if panicked {
		s.dead.Store(true) // as in commit
	}
	if err != nil {
		return err
	}
	return s.pair(s.over.Load())
}

// Compact rewrites the file without free pages when they are more than half of it, and
// tells whether it did. Other operations wait. The old file stays until the new one has
// been read through.
func (s *Store) Compact(ctx context.Context) (done bool, err error) {
	const op fault.Op = "store.Compact"
	s.mu.Lock()
	defer s.mu.Unlock()
	_ = s.calm() //nolint:errcheck // tried again by the next fold
	if err = s.usable(true); err != nil {
		return false, fault.E(op, fault.Other, err)
	}
	var used int64
	free := int64(s.freePages()) * pageSize
	err, _ = guarded(func() error {
		return s.db.View(func(b *bolt.Tx) error {
			used = b.Size()
			return ctx.Err()
		})
	})
	if err != nil || free*2 <= used {
		return false, wrap(op, err)
	}
	tmp := s.path + ".compact"
	defer func() { _ = os.Remove(tmp) }() //nolint:errcheck // gone when it took the place of the file
	if err = s.copyCompact(tmp); err != nil {
		return false, wrap(op, err)
	}
	s.unlink()
	err = os.Rename(tmp, s.path)
	if err == nil {
		err = syncDir(filepath.Dir(s.path))
	}
	again := s.connect(false)
	if again == nil {
		again = s.pair(s.over.Load())
	}
	if again != nil {
		return false, wrap(op, errors.Join(err, again))
	}
	return err == nil, wrap(op, err)
}

// freePages is the number of free pages; the lock is held. It reads through the store's
// own descriptor: on Android, closing another one would drop the lock.
func (s *Store) freePages() int {
	info, err := s.file.Stat()
	if err != nil {
		return 0
	}
	w := &inspector{f: s.file, size: info.Size(), seen: map[uint64]struct{}{}}
	if w.readMeta() != nil || w.tree(w.meta.root, 0) != nil {
		return 0
	}
	return max(int(w.meta.end)-len(w.seen), 0) //nolint:gosec // a number of pages
}

// copyCompact writes the content to a new file and looks it over.
func (s *Store) copyCompact(path string) error {
	_ = os.Remove(path) //nolint:errcheck // of an attempt that was cut off
	err, _ := guarded(func() (err error) {
		dst, err := bolt.Open(path, 0o600, &bolt.Options{
			Timeout: time.Millisecond, FreelistType: bolt.FreelistMapType, PageSize: pageSize, NoStatistics: true,
		})
		if err != nil {
			return fmt.Errorf("compact: %w", err)
		}
		return errors.Join(bolt.Compact(dst, s.db, compactBatch), dst.Sync(), dst.Close())
	})
	if err != nil {
		return err
	}
	f, err := os.Open(path) //nolint:gosec // the store's own path
	if err != nil {
		return fmt.Errorf("compact: %w", err)
	}
	return errors.Join(inspect(f), f.Close())
}
