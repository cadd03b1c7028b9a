package device

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"

	"pendamping/fault"
	"pendamping/store"
)

// Wipe removes the records of this device and what could open them, on the hub's
// verified order. Afterwards the folder is that of a new device.
func (d *Device) Wipe(ctx context.Context) error {
	const op fault.Op = "device.Wipe"
	if err := d.Store.Wipe(ctx); err != nil {
		return fault.E(op, fault.Other, err)
	}
	var failed []error
	for _, name := range []string{profileFile, keyFile} {
		if err := os.Remove(filepath.Join(d.cfg.Dir, name)); err != nil && !errors.Is(err, fs.ErrNotExist) {
			failed = append(failed, err)
		}
	}
	failed = append(failed, os.RemoveAll(filepath.Join(d.cfg.Dir, carriedDir)), removeCopy(d.cfg.Dir), store.SweepScratch(d.cfg.Dir))
	return fault.E(op, fault.Other, errors.Join(failed...))
}
