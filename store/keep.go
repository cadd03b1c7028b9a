package store

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"pendamping/fault"
)

// KeepCopy writes a consistent copy of the store to a file and returns its size. The
// copy is written aside, read again, compared and looked through before it takes the
// place of an older one: that stays when anything goes wrong.
func (s *Store) KeepCopy(ctx context.Context, path string) (int64, error) {
	const op fault.Op = "store.KeepCopy"
	fresh := path + ".new"
	size, err := s.writeCopy(ctx, fresh)
	if err == nil {
		err = os.Rename(fresh, path)
	}
	if err != nil {
		_ = os.Remove(fresh) //nolint:errcheck // half a copy is none
		return 0, wrap(op, err)
	}
	return size, wrap(op, syncDir(filepath.Dir(path)))
}

// writeCopy writes a copy, makes it durable and verifies it.
func (s *Store) writeCopy(ctx context.Context, path string) (int64, error) {
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE|os.O_TRUNC, 0o600) //nolint:gosec // beside the store
	if err != nil {
		return 0, fmt.Errorf("copy: %w", err)
	}
	defer func() { _ = f.Close() }() //nolint:errcheck // closed below where it counts
	wrote := sha256.New()
	if fail := errors.Join(s.CopyTo(ctx, io.MultiWriter(f, wrote)), s.hook("copy"), f.Sync()); fail != nil {
		return 0, fmt.Errorf("copy: %w", fail)
	}
	held := sha256.New()
	if _, err = f.Seek(0, io.SeekStart); err != nil {
		return 0, fmt.Errorf("copy: %w", err)
	}
	size, err := io.Copy(held, f)
	if err != nil {
		return 0, fmt.Errorf("copy: %w", err)
	}
	if !bytes.Equal(held.Sum(nil), wrote.Sum(nil)) {
		return 0, damage("the copy does not hold what was written")
	}
	if fail := errors.Join(inspect(f), f.Close()); fail != nil {
		return 0, fmt.Errorf("copy: %w", fail)
	}
	return size, nil
}

// Restored is a store that was made from a copy in a folder of its own, see
// [Store.Restore].
type Restored struct {
	*Store

	dir string
}

// Close closes the store and removes its folder.
func (r *Restored) Close() error {
	return errors.Join(r.Store.Close(), os.RemoveAll(r.dir))
}

// Restore makes a store of a copy in a folder of its own below dir, opens it with the
// secret of this store as after a loss, and leaves the copy as it is. Closing what it
// returns removes the folder. As with [PutBack] the present secret opens also a copy from
// before it was chosen.
func (s *Store) Restore(ctx context.Context, from, dir string) (*Restored, error) {
	s.mu.RLock()
	o, h := s.opts, s.header
	s.mu.RUnlock()
	return restore(ctx, from, dir, o, h)
}

// Restore is [Store.Restore] where the store at path, if there is one, does not open.
func Restore(ctx context.Context, path, from, dir string, o Options) (*Restored, error) {
	return restore(ctx, from, dir, o, readHeaderFile(path))
}

// restore opens a copy, with the header that would stand beside it; nil: with its own.
func restore(ctx context.Context, from, dir string, o Options, beside *header) (*Restored, error) {
	const op fault.Op = "store.Restore"
	scratch, err := os.MkdirTemp(dir, scratchName+"*")
	if err != nil {
		return nil, fault.E(op, fault.Other, fmt.Errorf("scratch: %w", err))
	}
	path := filepath.Join(scratch, "store.db")
	err = copyFile(ctx, from, path)
	if err == nil && beside != nil {
		var text []byte
		if text, err = beside.encode(); err == nil {
			err = writeFile(headerPath(path), text)
		}
	}
	var opened *Store
	if err == nil {
		o.Ballast, o.Hook = 0, nil
		opened, err = Open(ctx, path, o)
	}
	if err != nil {
		return nil, wrap(op, errors.Join(err, os.RemoveAll(scratch)))
	}
	return &Restored{Store: opened, dir: scratch}, nil
}

// scratchName begins the name of a folder for a restored copy.
const scratchName = "restored-"

// SweepScratch removes what restores that were cut off left below dir.
func SweepScratch(dir string) error {
	const op fault.Op = "store.SweepScratch"
	left, err := filepath.Glob(filepath.Join(dir, scratchName+"*"))
	for _, name := range left {
		err = errors.Join(err, os.RemoveAll(name))
	}
	return fault.E(op, fault.Other, err)
}

// PutBack sets the file of a store that is not open aside, with its journal, and puts a
// copy into its place; aside is the name under which the old file is kept. The copy
// stays. A power cut in between is made good by the next opening. The header beside the
// file stays: with a PIN that was changed since, the new one opens the copy.
func PutBack(ctx context.Context, path, from string) (aside string, err error) {
	const op fault.Op = "store.PutBack"
	name, err := resolve(path)
	if err != nil {
		return "", fault.E(op, fault.Other, err)
	}
	if !opened.take(name) {
		return "", fault.E(op, fault.Other, ErrInUse)
	}
	defer opened.drop(name)
	if aside, err = freeAside(name); err != nil {
		return "", fault.E(op, fault.Other, err)
	}
	dir := filepath.Dir(name)
	for _, step := range []func() error{
		func() error { return copyFile(ctx, from, salvagingPath(name)) },
		func() error { return os.Rename(salvagingPath(name), salvagedPath(name)) },
		func() error { return syncDir(dir) },
		func() error { return moved(os.Rename(name, aside)) },
		func() error { return moved(os.Rename(journalPath(name), journalPath(aside))) },
		func() error { return os.Rename(salvagedPath(name), name) },
		func() error { return syncDir(dir) },
	} {
		if err := step(); err != nil {
			return "", wrap(op, fmt.Errorf("exchange: %w", err))
		}
	}
	return aside, nil
}

// freeAside is a name beside the store that no damaged file has yet.
func freeAside(path string) (string, error) {
	for n := 1; n <= maxAside; n++ {
		name := fmt.Sprintf("%s.damaged-%d", path, n)
		if _, err := os.Stat(name); errors.Is(err, os.ErrNotExist) {
			return name, nil
		}
	}
	return "", ErrExists
}

// copyFile copies a file durably.
func copyFile(ctx context.Context, from, to string) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	in, err := os.Open(from) //nolint:gosec // the caller's own path
	if errors.Is(err, os.ErrNotExist) {
		return ErrAbsent
	}
	if err != nil {
		return fmt.Errorf("copy: %w", err)
	}
	out, err := os.OpenFile(to, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600) //nolint:gosec // the store's own folder
	if err != nil {
		return fmt.Errorf("copy: %w", errors.Join(err, in.Close()))
	}
	_, err = io.Copy(out, in)
	if err = errors.Join(err, out.Sync(), out.Close(), in.Close()); err != nil {
		return fmt.Errorf("copy: %w", err)
	}
	return nil
}
