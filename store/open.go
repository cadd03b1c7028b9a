package store

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"time"

	bolt "go.etcd.io/bbolt"
	bolterr "go.etcd.io/bbolt/errors"

	"pendamping/fault"
	"pendamping/sync/merge"
)

// mapSize is how much address space is mapped from the start, in bytes: a writer that
// must enlarge the map waits for all readers.
const mapSize = 64 << 20

// lockPatience is how long another holder of the file is waited for. A child that this
// process is just starting holds the lock until it runs its own program, also when the file
// was closed here meanwhile.
const lockPatience = 150 * time.Millisecond

// leastSize is that of an empty bbolt file in bytes: two meta pages, free pages, a root.
const leastSize = 4 * pageSize

// Store is an open store. Make one with [Create] or [Open].
type Store struct {
	path   string
	opts   Options
	code   codec
	plans  sync.Map // reflect.Type → *plan
	sealer *sealer
	seed   merge.Seed // of the changes made in this run

	mu      sync.RWMutex // held for writing to close or exchange the file
	writing sync.Mutex   // held by the one writer; guards clock
	db      *bolt.DB
	closed  bool
	file    *os.File // of db, to let go of it after a panic
	header  *header
	unequal bool // the two copies of the header differ
	clock   merge.Clock
	own     atomic.Pointer[merge.Replica] // as of the last transaction
	dead    atomic.Bool                   // a write panicked
	hurt    atomic.Bool                   // a read panicked

	waiting sync.Mutex // guards jobs
	jobs    []*job     // writes that wait for the writer's lock

	swap    sync.RWMutex            // held for writing while a fold replaces tree and overlay
	over    atomic.Pointer[overlay] // what the journal has beyond the tree
	journal journal                 // guarded by the writer's lock
	folding *folding                // a fold under way; guarded by the writer's lock
	direct  bool                    // do without a journal
	touched atomic.Int64            // looks into the tree since its pages were given back
	part    int                     // how many values a transaction of a fold puts

	trail trail // of the newest alterations
	sieve sieve // which records there are; guarded by the writer's lock

	watch    sync.Mutex
	watchers map[chan merge.Note]struct{}
}

// registry names the files that this process has open. On Android a second Open of the
// same file would succeed, and closing it drop the lock of the first.
type registry struct {
	mu    sync.Mutex
	paths map[string]struct{}
}

//nolint:gochecknoglobals // one handle for a file in the whole process: that is its meaning
var opened = &registry{paths: map[string]struct{}{}}

func (r *registry) take(path string) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	if _, taken := r.paths[path]; taken {
		return false
	}
	r.paths[path] = struct{}{}
	return true
}

func (r *registry) drop(path string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	delete(r.paths, path)
}

// resolve is the one name of a file.
func resolve(path string) (string, error) {
	abs, err := filepath.Abs(path)
	if err != nil {
		return "", fmt.Errorf("path: %w", err)
	}
	dir, err := filepath.EvalSymlinks(filepath.Dir(abs))
	if err != nil {
		return "", fmt.Errorf("path: %w", err)
	}
	return filepath.Join(dir, filepath.Base(abs)), nil
}

// Open opens a store. Its errors are [ErrAbsent], [ErrInUse], [ErrWrongPIN],
// [LockedError], [ErrNewer], [ErrForeign] and [ErrDamaged]; with all of them the file
// stays as it was.
func Open(ctx context.Context, path string, o Options) (*Store, error) {
	const op fault.Op = "store.Open"
	s, err := claim(path, o)
	if err != nil {
		return nil, fault.E(op, fault.Other, err)
	}
	if err := s.open(ctx); err != nil {
		s.release()
		return nil, wrap(op, err)
	}
	s.keepBallast(ctx)
	return s, nil
}

// claim checks the options and takes the path for this process.
func claim(path string, o Options) (*Store, error) {
	if err := o.check(); err != nil {
		return nil, err
	}
	name, err := resolve(path)
	if err != nil {
		return nil, err
	}
	s := &Store{path: name, opts: o, part: foldRows, clock: merge.Clock{Now: o.Now}, watchers: map[chan merge.Note]struct{}{}}
	s.journal.limit, s.journal.shut = s.opts.Journal, true // until it is known over what it lies
	s.over.Store(newOverlay())
	if s.code, err = newCodec(); err != nil {
		return nil, err
	}
	if _, err := io.ReadFull(o.Rand, s.seed[:]); err != nil {
		return nil, fmt.Errorf("random source: %w", err)
	}
	if !opened.take(name) {
		return nil, ErrInUse
	}
	return s, nil
}

// release lets go of the file and the path.
func (s *Store) release() {
	s.unlink()
	opened.drop(s.path)
}

// unlink closes the file. After a panic bbolt's own locks may be held, so that only the
// descriptor is closed; the map stays until the process ends.
func (s *Store) unlink() {
	if s.db != nil && !s.dead.Load() {
		_, _ = guarded(s.db.Close) //nolint:errcheck // what was to be kept is synced by its transaction
	}
	if s.file != nil {
		_ = s.file.Close() //nolint:errcheck // closed before, or given up
	}
	s.db, s.file = nil, nil
	s.journal.close()
}

// Close closes the store and waits for transactions under way. Closing again does
// nothing. Channels of Watch stay open until their contexts end.
func (s *Store) Close() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.closed {
		s.closed = true
		_ = s.calm() //nolint:errcheck // fold tries again
		if s.usable(true) == nil {
			_ = s.fold() //nolint:errcheck // nothing is lost: the next opening reads the journal
		}
		s.release()
	}
	return nil
}

// connect opens the file with bbolt, guarded.
func (s *Store) connect(readOnly bool) error {
	open := func(name string, flag int, mode os.FileMode) (*os.File, error) {
		f, err := os.OpenFile(name, flag, mode) //nolint:gosec // the store's own path
		s.file = f
		return f, err //nolint:wrapcheck // bbolt asks for the bare error
	}
	err, _ := guarded(func() (err error) {
		s.db, err = bolt.Open(s.path, 0o600, &bolt.Options{
			Timeout: lockPatience, FreelistType: bolt.FreelistMapType, InitialMmapSize: mapSize,
			PageSize: pageSize, ReadOnly: readOnly, OpenFile: open, NoStatistics: true,
		})
		return err //nolint:wrapcheck // reason sorts the bare error
	})
	if err != nil {
		s.unlink()
		return s.reason(err)
	}
	return nil
}

// reason sorts the errors of opening.
func (s *Store) reason(err error) error {
	switch {
	case errors.Is(err, bolterr.ErrTimeout):
		return ErrInUse
	case errors.Is(err, bolterr.ErrInvalid), errors.Is(err, bolterr.ErrVersionMismatch):
		// With our header beside it, it was ours.
		if readHeaderFile(s.path) == nil {
			return ErrForeign
		}
		return damage("no meta page verifies")
	case errors.Is(err, bolterr.ErrChecksum):
		return damage("no meta page verifies")
	}
	return err
}

// open looks the file over without writing, unlocks it, and only then opens it for
// writing.
func (s *Store) open(ctx context.Context) error {
	takePlace(s.path)
	info, err := os.Stat(s.path)
	if errors.Is(err, os.ErrNotExist) || err == nil && info.Size() == 0 {
		return ErrAbsent
	}
	if err != nil {
		return fmt.Errorf("file: %w", err)
	}
	if !info.Mode().IsRegular() {
		return ErrForeign
	}
	if info.Size() < leastSize {
		return s.reason(bolterr.ErrInvalid)
	}
	if err := s.connect(true); err != nil {
		return err
	}
	if err := s.examine(); err != nil {
		return err
	}
	s.unlink()
	if err := s.connect(false); err != nil {
		return err
	}
	s.heal(ctx)
	if err := s.pair(s.over.Load()); err != nil {
		return err
	}
	return s.start(ctx)
}

// examine checks the file that is open for reading, and unlocks it.
func (s *Store) examine() error {
	if err := inspect(s.file); err != nil {
		return err
	}
	err, _ := guarded(func() error { return s.db.View(s.readHeader) })
	if err != nil {
		return err
	}
	key, err := unlockCounted(s.path, s.header, &s.opts)
	if err != nil {
		return err
	}
	if s.sealer, err = newSealer(key, s.header.StoreID, s.opts.Rand); err != nil {
		return err
	}
	err, _ = guarded(func() error {
		return s.db.View(func(b *bolt.Tx) error {
			t := s.begin(b)
			if fail := t.verifyFootprint(); fail != nil {
				return fail
			}
			return s.replay(t)
		})
	})
	return err
}

// readHeader reads the plain part of the file.
func (s *Store) readHeader(b *bolt.Tx) error {
	meta := b.Bucket([]byte(bucketMeta))
	beside := readHeaderFile(s.path)
	if meta == nil || string(meta.Get([]byte(metaFormat))) != formatName {
		if beside == nil {
			return ErrForeign
		}
		return damage("the format's name is missing")
	}
	switch v := readSchema(meta); {
	case v > schema:
		return ErrNewer
	case v == 0:
		return damage("no schema")
	}
	within := decodeHeader(meta.Get([]byte(metaHeader)))
	if s.header = newer(within, beside); s.header == nil {
		return damage("no header verifies")
	}
	s.unequal = within == nil || beside == nil || within.Generation != beside.Generation
	return nil
}

// verifyFootprint checks that the state can be read and that what the last transaction
// wrote is there.
func (t *tx) verifyFootprint() error {
	if err := t.complete(); err != nil {
		return err
	}
	if err := t.loadState(); err != nil {
		return err
	}
	var foot []footprint
	if ok, err := t.load(bucketState, keyFoot, &foot); err != nil || !ok {
		return err
	}
	for _, f := range foot {
		b := t.b.Bucket([]byte(f.Bucket))
		if b == nil {
			return damage("a bucket is missing")
		}
		if !f.holds(b.Get(f.Key)) {
			return damage("%s: the last save is not on the disk, though the disk said so", f.Bucket)
		}
	}
	return nil
}

// start reads the state of the file that is open for writing, after migrating it.
func (s *Store) start(ctx context.Context) error {
	old := false
	err := s.view(ctx, func(t *tx) error {
		old = readSchema(t.b.Bucket([]byte(bucketMeta))) < schema
		if err := t.loadState(); err != nil {
			return err
		}
		s.clock.SetLast(t.st.Clock)
		return nil
	})
	if err != nil {
		return err
	}
	if !old {
		s.settleJournal()
		return nil
	}
	s.opts.Logger.LogAttrs(ctx, slog.LevelInfo, "migrating the store", slog.Int("schema", schema))
	return s.onTree((*tx).migrate)
}
