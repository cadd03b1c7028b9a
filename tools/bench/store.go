package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"time"

	"golang.org/x/crypto/argon2"
	"golang.org/x/sys/unix"

	"pendamping/kpuk"
	"pendamping/kpuk/book"
	"pendamping/store"
)

// store measures saves on a tablet with five years of data, and opening.
func (b *bench) store(ctx context.Context) error {
	path, m, f, err := b.tablet(ctx)
	if err != nil {
		return err
	}
	err = b.saves(ctx, path, m, f)
	if err != nil {
		return err
	}
	opened, err := b.timed(b.size.opens, func(int) error { return b.loads(ctx, path, 1) })
	if err != nil {
		return err
	}
	cost := store.DefaultArgon()
	argon, err := b.timed(b.size.opens, func(int) error {
		argon2.IDKey([]byte("123456"), make([]byte, 16), cost.Time, cost.Memory, cost.Threads, 32)
		return nil
	})
	if err != nil {
		return err
	}
	err = errors.Join(
		b.figure("open.tablet_ms", millis(percentile(opened, 50)), "ms", f.records),
		b.figure("unlock.argon_ms", millis(percentile(argon, 50)), "ms", len(argon)),
	)
	if err != nil {
		return err
	}
	return b.desk(ctx)
}

// tablet makes the store of a tablet after five years and returns its path.
func (b *bench) tablet(ctx context.Context) (string, *maker, *filled, error) {
	path := filepath.Join(b.dir, "tablet.db")
	m, f, err := b.filledStore(ctx, path, 1, b.size.tablet)
	return path, m, f, err
}

// filledStore makes a store with a set of data and closes it.
func (b *bench) filledStore(ctx context.Context, path string, seed byte, of shape) (*maker, *filled, error) {
	m, err := newMaker(42)
	if err != nil {
		return nil, nil, err
	}
	s, err := store.Create(ctx, path, storeOptions(b.now, seed))
	if err != nil {
		return nil, nil, fmt.Errorf("create: %w", err)
	}
	begin := b.now()
	f, err := fill(ctx, s, m, of)
	err = errors.Join(err, s.Close())
	if err != nil {
		return nil, nil, err
	}
	info, err := os.Stat(path)
	if err != nil {
		return nil, nil, fmt.Errorf("size: %w", err)
	}
	b.log.InfoContext(ctx, "store filled", slog.String("file", filepath.Base(path)), slog.Int("records", f.records),
		slog.Int("changes", f.changes), slog.Int64("bytes", info.Size()), slog.Duration("took", b.now().Sub(begin)))
	return m, f, nil
}

// saves measures taps, each a durable save, beside what the disk itself needs.
func (b *bench) saves(ctx context.Context, path string, m *maker, f *filled) (err error) {
	s, err := store.Open(ctx, path, storeOptions(m.clock, 1))
	if err != nil {
		return fmt.Errorf("open: %w", err)
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	var taps, visits, syncs []time.Duration
	tapped := func(save func() error) error {
		took, err := b.timed(1, func(int) error { return save() })
		taps = append(taps, took...)
		return err
	}
	for i := 0; len(taps) < b.size.taps; i++ {
		// The disk is asked between the saves, as its speed changes from minute to minute.
		some, err := b.fsyncs(20)
		if err != nil {
			return err
		}
		syncs = append(syncs, some...)
		c := f.circles[i%len(f.circles)]
		tap, err := m.visit(c, wireKinds)
		if err != nil {
			return err
		}
		err = record(ctx, s, m, tap, tapped)
		if err != nil {
			return err
		}
		whole, err := m.visit(c, wireKinds)
		if err != nil {
			return err
		}
		took, err := b.timed(1, func(int) error { return saveWhole(ctx, s, m, whole) })
		if err != nil {
			return err
		}
		visits = append(visits, took...)
	}
	disk, tap := percentile(syncs, 50), percentile(taps, 50)
	return errors.Join(
		b.figure("fsync.p50_us", micros(disk), "us", len(syncs)),
		b.figure("save.tap_p50_us", micros(tap), "us", len(taps)),
		b.figure("save.tap_p99_us", micros(percentile(taps, 99)), "us", len(taps)),
		b.figure("save.tap_over_fsync", float64(tap)/float64(max(disk, 1)), "ratio", len(taps)),
		b.figure("save.visit_p50_us", micros(percentile(visits, 50)), "us", len(visits)),
	)
}

// saveWhole saves a visit's 25 records in one transaction.
func saveWhole(ctx context.Context, s *store.Store, m *maker, v *visit) error {
	edited, err := v.edits(ctx, s)
	if err != nil {
		return err
	}
	recs := []kpuk.Record{v.meeting}
	for _, e := range v.entries {
		recs = append(recs, e)
	}
	for _, member := range edited {
		recs = append(recs, member)
	}
	if err := s.Save(ctx, m.author, recs...); err != nil {
		return fmt.Errorf("save: %w", err)
	}
	return nil
}

// fsyncs times n writes of 4 KiB, each with fdatasync, in the folder of the stores.
func (b *bench) fsyncs(n int) (took []time.Duration, err error) {
	f, err := os.OpenFile(filepath.Join(b.dir, "fsync"), os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, fmt.Errorf("fsync: %w", err)
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	page := make([]byte, 4096)
	// As in a store, the pages exist: their size need not be written.
	if _, err := f.Write(make([]byte, 64*len(page))); err != nil {
		return nil, fmt.Errorf("fsync: %w", err)
	}
	if err := f.Sync(); err != nil {
		return nil, fmt.Errorf("fsync: %w", err)
	}
	return b.timed(n, func(i int) error {
		page[0]++
		if _, err := f.WriteAt(page, int64(i%64*len(page))); err != nil {
			return fmt.Errorf("fsync: %w", err)
		}
		if err := unix.Fdatasync(int(f.Fd())); err != nil {
			return fmt.Errorf("fsync: %w", err)
		}
		return nil
	})
}

// load opens a store and reads everything into a book, as the app does after the PIN.
func (b *bench) load(ctx context.Context, path string, seed byte) (out *book.Book, err error) {
	begin := b.now()
	s, err := store.Open(ctx, path, storeOptions(b.now, seed))
	if err != nil {
		return nil, fmt.Errorf("open: %w", err)
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	opened := b.now()
	all, err := s.All(ctx)
	if err != nil {
		return nil, fmt.Errorf("read: %w", err)
	}
	read := b.now()
	out = book.New()
	out.Put(all...)
	b.log.DebugContext(ctx, "opened", slog.Int("records", len(all)), slog.Duration("open", opened.Sub(begin)),
		slog.Duration("read", read.Sub(opened)), slog.Duration("book", b.now().Sub(read)))
	return out, nil
}

// loads is load for those who only want to know how long it takes.
func (b *bench) loads(ctx context.Context, path string, seed byte) error {
	_, err := b.load(ctx, path, seed)
	return err
}

// desk measures opening the store of a federation of national size.
func (b *bench) desk(ctx context.Context) error {
	path := filepath.Join(b.dir, "desk.db")
	_, f, err := b.filledStore(ctx, path, 3, b.size.desk)
	if err != nil {
		return err
	}
	opened, err := b.timed(1, func(int) error { return b.loads(ctx, path, 3) })
	if err != nil {
		return err
	}
	return b.figure("open.desk_ms", millis(percentile(opened, 50)), "ms", f.records)
}
