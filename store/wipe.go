package store

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"pendamping/fault"
)

// Wipe destroys the store: first the slots that wrap the data key, without which the
// rest cannot be read by anybody, then the content of the file, then the files. The
// store is closed by it. The caller makes sure that the order to do so was verified; a
// secret of the device that it mixes into the PIN is the caller's to destroy.
func (s *Store) Wipe(ctx context.Context) error {
	const op fault.Op = "store.Wipe"
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		return fault.E(op, fault.Other, ErrClosed)
	}
	s.closed = true
	_ = s.calm() //nolint:errcheck // nothing is to be kept
	s.unlink()
	defer opened.drop(s.path)
	s.opts.Logger.WarnContext(ctx, "wiping the store")
	return fault.E(op, fault.Other, destroy(s.path))
}

// Destroy is [Store.Wipe] for a store that is not open; what is not there any more is
// no error, so that a wipe that was cut off can be finished.
func Destroy(ctx context.Context, path string) error {
	const op fault.Op = "store.Destroy"
	if err := ctx.Err(); err != nil {
		return fault.E(op, fault.Other, err)
	}
	name, err := resolve(path)
	if err != nil {
		return fault.E(op, fault.Other, err)
	}
	if !opened.take(name) {
		return fault.E(op, fault.Other, ErrInUse)
	}
	defer opened.drop(name)
	return fault.E(op, fault.Other, destroy(name))
}

// destroy overwrites and removes the files of a store. Flash may keep old copies of
// overwritten sectors: that is why the keys go first and everything else is sealed.
func destroy(path string) error {
	var failed error
	for _, name := range []string{headerPath(path), path, journalPath(path)} {
		failed = errors.Join(failed, overwrite(name))
	}
	names := []string{
		headerPath(path), headerPath(path) + ".new", triesPath(path), triesPath(path) + ".new", ballastPath(path),
		path + ".compact", journalPath(path), journalPath(path) + ".old", path,
	}
	for _, name := range names {
		if err := os.Remove(name); err != nil && !errors.Is(err, os.ErrNotExist) {
			failed = errors.Join(failed, fmt.Errorf("wipe: %w", err))
		}
	}
	// The key of the files beside the store went with the header.
	if err := os.RemoveAll(filepath.Join(filepath.Dir(path), blobFolder)); err != nil {
		failed = errors.Join(failed, fmt.Errorf("wipe: %w", err))
	}
	return failed
}

// overwrite fills a file with zeros, durably. A file that is not there is done.
func overwrite(name string) error {
	f, err := os.OpenFile(name, os.O_WRONLY, 0) //nolint:gosec // the store's own path
	if errors.Is(err, os.ErrNotExist) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("wipe: %w", err)
	}
	info, err := f.Stat()
	if err == nil {
		_, err = io.CopyN(f, zeros{}, info.Size())
	}
	if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
		return fmt.Errorf("wipe: %w", err)
	}
	return nil
}

// zeros reads as zeros without end.
type zeros struct{}

// Read implements io.Reader.
func (zeros) Read(b []byte) (int, error) {
	clear(b)
	return len(b), nil
}
