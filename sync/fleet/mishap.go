package fleet

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"syscall"

	"pendamping/fault"
	"pendamping/store"
)

// errKilled is what a killed process would see, if it saw anything.
var errKilled = fault.New(fault.Transient, "killed")

// mishap makes a store's transactions fail.
type mishap struct {
	full   bool // the disk
	dead   bool // the process: nothing that it does after its death counts
	fuse   int  // transactions until it is killed; 0: it is not
	before bool // it is killed before the transaction is durable, not after
}

// hook is a store's Options.Hook.
func (m *mishap) hook(stage string) error {
	switch {
	case m.dead:
		return errKilled //nolint:wrapcheck // the store wraps it
	case stage == "commit" && m.full:
		return syscall.ENOSPC
	}
	if stage == "fold" || stage == "mirror" {
		return nil // also part of copying and closing, which are not what is killed here
	}
	if (stage == "commit") == m.before && m.fuse > 0 {
		m.fuse--
		if m.fuse == 0 {
			m.dead = true
			return errKilled //nolint:wrapcheck // the store wraps it
		}
	}
	return nil
}

// light makes the process die after some transactions.
func (m *mishap) light(w *world, most int) {
	m.fuse, m.before = 1+w.rng.IntN(most), w.rng.IntN(2) == 0
}

// backup is a copy of a store.
type backup struct {
	db, header []byte
	tokens     []uint64 // of a device
}

// spared does something that mishaps do not strike, such as a copy that somebody makes
// of the files.
func (m *mishap) spared(do func() error) error {
	before := *m
	*m = mishap{}
	err := do()
	*m = before
	return err
}

// copyOf copies the device's files.
func (d *device) copyOf(ctx context.Context) (b *backup, err error) {
	err = d.mishap.spared(func() error {
		b, err = copyOf(ctx, d.store, d.path)
		return err
	})
	return b, err
}

// copyOf copies a store that is open.
func copyOf(ctx context.Context, s *store.Store, path string) (*backup, error) {
	var db bytes.Buffer
	if err := s.CopyTo(ctx, &db); err != nil {
		return nil, fmt.Errorf("copy: %w", err)
	}
	header, err := os.ReadFile(path + ".key") //nolint:gosec // the fleet's own folder
	if err != nil {
		return nil, fmt.Errorf("copy: %w", err)
	}
	return &backup{db: db.Bytes(), header: header}, nil
}

// write makes a store's files of the copy.
func (b *backup) write(path string) error {
	if err := os.WriteFile(path, b.db, 0o600); err != nil {
		return fmt.Errorf("restore: %w", err)
	}
	if err := os.WriteFile(path+".key", b.header, 0o600); err != nil {
		return fmt.Errorf("restore: %w", err)
	}
	if err := os.Remove(path + ".journal"); err != nil && !errors.Is(err, os.ErrNotExist) { // of what the store became later
		return fmt.Errorf("restore: %w", err)
	}
	return nil
}

// hubMishap restarts a hub that was killed while it answered, and lights the next fuse.
func (w *world) hubMishap(ctx context.Context) {
	if !w.mishap.dead {
		if w.mishap.fuse == 0 && w.hit(HubKill, 0.004) {
			w.mishap.light(w, 6)
		}
		return
	}
	w.count(HubKill)
	if err := w.reopenHub(ctx); err != nil {
		w.find(&w.report.Unsound, "the hub does not start after it was killed: %v", err)
	}
}

// reopenHub closes and opens the hub's store.
func (w *world) reopenHub(ctx context.Context) error {
	_ = w.store.Close() //nolint:errcheck // never fails
	w.mishap = mishap{}
	s, err := w.backend.Open(ctx)
	if err != nil {
		return fmt.Errorf("hub: %w", err)
	}
	w.store = s
	return w.startHub()
}
