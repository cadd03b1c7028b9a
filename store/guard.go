package store

import (
	"context"
	"errors"
	"fmt"
	"os"
	"runtime/debug"
	"syscall"

	bolt "go.etcd.io/bbolt"

	"pendamping/fault"
	"pendamping/sync/merge"
)

// guarded runs fn so that neither a damaged page, on which bbolt panics, nor a file cut
// short under its map, which is a memory fault, ends the process.
func guarded(fn func() error) (err error, panicked bool) { //nolint:revive // the error is the result, the flag a remark
	old := debug.SetPanicOnFault(true)
	defer debug.SetPanicOnFault(old)
	panicked = true
	defer func() {
		if panicked {
			err = damage("%v", recover())
		}
	}()
	err = fn()
	panicked = false
	return err, false
}

// usable tells why the store cannot be used; nil when it can. The lock is held.
func (s *Store) usable(write bool) error {
	switch {
	case s.db == nil:
		return ErrClosed
	case s.dead.Load(), write && s.hurt.Load():
		return ErrDamaged
	}
	return nil
}

// view runs a short read transaction.
func (s *Store) view(ctx context.Context, fn func(*tx) error) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	s.mu.RLock()
	defer s.mu.RUnlock()
	if err := s.usable(false); err != nil {
		return err
	}
	err, panicked := guarded(func() error {
		t, err := s.snapshot()
		if err != nil {
			return err
		}
		defer t.end()
		return fn(t)
	})
	if panicked {
		// The transaction was rolled back; but nothing is to be built on such a file.
		s.hurt.Store(true)
	}
	return err
}

// job is a write that waits for its transaction; err and done are guarded by the
// writer's lock.
type job struct {
	fn   func(*tx) error
	err  error
	done bool
}

// update runs fn in a write transaction and tells the watchers. Writes that wait at the
// same time share one: a hub syncs its disk once for many devices. fn may be run again
// after a failure of others or of the disk, and must begin anew each time.
func (s *Store) update(ctx context.Context, fn func(*tx) error) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	s.mu.RLock()
	defer s.mu.RUnlock()
	j := &job{fn: fn}
	s.waiting.Lock()
	s.jobs = append(s.jobs, j)
	s.waiting.Unlock()
	s.writing.Lock()
	defer s.writing.Unlock()
	if !j.done { // nobody else has taken it along
		s.waiting.Lock()
		jobs := s.jobs
		s.jobs = nil
		s.waiting.Unlock()
		s.runAll(ctx, jobs)
	}
	return j.err
}

// sharedMost is how many bytes of changes writes may share a transaction: more would only
// take more memory.
const sharedMost = 512 << 10

// runAll runs jobs, as many as may share a transaction at once, or, when that fails, each
// of them in its own, so that nobody suffers from another's fault.
func (s *Store) runAll(ctx context.Context, jobs []*job) {
	for len(jobs) > 0 {
		n := 0
		together := func(t *tx) error {
			for n = 0; n < len(jobs) && t.weight < sharedMost; n++ {
				if err := jobs[n].fn(t); err != nil {
					n++
					return err
				}
			}
			return nil
		}
		shared := len(jobs) > 1 && s.attempt(together) == nil
		n = max(n, 1)
		for _, j := range jobs[:n] {
			if j.done = true; !shared {
				j.err = s.runOne(ctx, j.fn)
			}
		}
		jobs = jobs[n:]
	}
}

// runOne runs one write. A full disk is tried again once after the ballast was given up.
func (s *Store) runOne(ctx context.Context, fn func(*tx) error) error {
	err := s.attempt(fn)
	if errors.Is(err, syscall.ENOSPC) && s.dropBallast(ctx) {
		err = s.attempt(fn)
	}
	return err
}

// attempt is one try of a write transaction. The lock is held.
func (s *Store) attempt(fn func(*tx) error) error {
	if err := s.usable(true); err != nil {
		return err
	}
	var t *tx
	clock := s.clock
	err, panicked := guarded(func() (err error) {
		if t, err = s.snapshot(); err != nil {
			return err
		}
		defer t.end()
		t.pend = &writes{}
		return t.run(fn)
	})
	if panicked {
		s.hurt.Store(true) // nothing was written, and nothing is to be built on such a file
	}
	if err == nil {
		err = s.persist(t)
	}
	if err == nil {
		err = s.hook("committed")
	}
	if err != nil {
		s.clock = clock
		return err
	}
	s.trail.add(t.start, t.st.Position, t.steps)
	if t.st.Position != t.start || t.removed {
		s.notify(merge.Note{Position: t.st.Position, Local: t.local})
	}
	return nil
}

// run is the whole of a write transaction.
func (t *tx) run(fn func(*tx) error) error {
	if err := t.loadState(); err != nil {
		return err
	}
	// After an error of the disk the file may know a later stamp than the clock.
	t.s.clock.SetLast(t.st.Clock)
	if err := fn(t); err != nil {
		return err
	}
	if err := t.flush(); err != nil {
		return err
	}
	return t.s.hook("commit")
}

// begin prepares a transaction.
func (s *Store) begin(b *bolt.Tx) *tx {
	return &tx{
		s: s, b: b, sealer: s.sealer, recs: map[merge.ID]*held{}, sums: map[string]*sum{}, heads: map[merge.Replica]merge.Head{},
		grown: map[merge.Replica]*growth{},
	}
}

// complete tells whether all buckets are there.
func (t *tx) complete() error {
	for _, name := range buckets() {
		if t.b.Bucket([]byte(name)) == nil {
			return damage("a bucket is missing")
		}
	}
	return nil
}

// hook asks the options' hook.
func (s *Store) hook(stage string) error {
	if s.opts.Hook == nil {
		return nil
	}
	if err := s.opts.Hook(stage); err != nil {
		return fmt.Errorf("%s: %w", stage, err)
	}
	return nil
}

func ballastPath(path string) string { return path + ".ballast" }

// dropBallast frees the space that was held back, and tells whether there was any.
func (s *Store) dropBallast(ctx context.Context) bool {
	err := os.Remove(ballastPath(s.path))
	if err == nil {
		s.opts.Logger.WarnContext(ctx, "disk full, ballast given up")
	}
	return err == nil
}

// keepBallast holds space back, if the options ask for it and there is space.
func (s *Store) keepBallast(ctx context.Context) {
	want := s.opts.Ballast
	if info, err := os.Stat(ballastPath(s.path)); want <= 0 || err == nil && info.Size() >= want {
		return
	}
	err := s.hook("ballast")
	if err == nil {
		err = writeBallast(ballastPath(s.path), want)
	}
	if err != nil {
		s.opts.warn(ctx, "no ballast", errors.Join(err, os.Remove(ballastPath(s.path))))
	}
}

// writeBallast writes zeros: a sparse file would hold nothing back.
func writeBallast(path string, size int64) error {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600) //nolint:gosec // the store's own path
	if err != nil {
		return fmt.Errorf("ballast: %w", err)
	}
	chunk := make([]byte, 1<<20)
	for left := size; left > 0 && err == nil; left -= int64(len(chunk)) {
		_, err = f.Write(chunk[:min(left, int64(len(chunk)))])
	}
	if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
		return fmt.Errorf("ballast: %w", err)
	}
	return nil
}

// damaged tells whether an error speaks of damage.
func damaged(err error) bool { return fault.KindOf(err) == fault.Damaged }
