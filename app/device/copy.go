package device

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"pendamping/fault"
)

const (
	copyFile  = storeFile + ".copy" // the last copy, beside the store
	copyKey   = "copy"              // of Copied, on this device alone
	outKey    = "copy.out"          // of Copied, for the copy that was carried away last
	eveningAt = 16                  // hour of the day from which the day's copy is due
)

var (
	// ErrNoCopy is returned where there is no copy to restore.
	ErrNoCopy = fault.New(fault.NotFound, "no copy was made on this device")
	// ErrNoRoom is returned when a copy would take the room that meetings need.
	ErrNoRoom = fault.New(fault.Full, "no room for a copy")
)

// Copied is a copy of the records that was made. The zero value says that there is none.
type Copied struct {
	At       int64  `cbor:"1,keyasint,omitempty"` // Unix milliseconds
	Size     int64  `cbor:"2,keyasint,omitempty"` // bytes
	Position uint64 `cbor:"3,keyasint,omitempty"` // of the store, as of which it is
}

// Time is when the copy was made; zero when there is none.
func (c Copied) Time() time.Time {
	if c.At == 0 {
		return time.Time{}
	}
	return time.UnixMilli(c.At)
}

// copyPath is where a device's last copy lies.
func copyPath(dir string) string { return filepath.Join(dir, copyFile) }

// LastCopy tells when the copy on this device was made, and when one was carried away.
func (d *Device) LastCopy(ctx context.Context) (here, out Copied, err error) {
	const op fault.Op = "device.LastCopy"
	if _, err = d.Store.Local(ctx, copyKey, &here); err == nil {
		_, err = d.Store.Local(ctx, outKey, &out)
	}
	if err != nil {
		return Copied{}, Copied{}, fault.E(op, fault.Other, err)
	}
	if _, err := os.Stat(copyPath(d.cfg.Dir)); err != nil {
		here = Copied{} // after the device was put back from elsewhere
	}
	return here, out, nil
}

// KeepCopy makes a copy of the records in the device's own folder, sealed as they are,
// and verifies it before the copy from before is given up. Photos are not in it. It is
// not made where meetings need the room ([ErrNoRoom]).
func (d *Device) KeepCopy(ctx context.Context) (Copied, error) {
	const op fault.Op = "device.KeepCopy"
	d.copying.Lock()
	defer d.copying.Unlock()
	room, err := d.Free(ctx)
	if err != nil {
		return Copied{}, fault.E(op, fault.Other, err)
	}
	if room.Free-d.Size() < tight {
		return Copied{}, fault.E(op, fault.Full, ErrNoRoom)
	}
	c, err := d.stamp(ctx)
	if err == nil {
		c.Size, err = d.Store.KeepCopy(ctx, copyPath(d.cfg.Dir))
	}
	if err == nil {
		err = d.Store.SetLocal(ctx, copyKey, c)
	}
	if err != nil {
		return Copied{}, fault.E(op, fault.Other, err)
	}
	return c, nil
}

// stamp is when and as of what a copy that begins now is: what is saved meanwhile may
// be in it and is not promised.
func (d *Device) stamp(ctx context.Context) (Copied, error) {
	at, err := d.Store.Position(ctx)
	return Copied{At: d.cfg.Now().UnixMilli(), Position: at}, fault.E("", fault.Other, err)
}

// EveningCopy makes the day's copy where it is due: once after four in the afternoon,
// or at the next opening, and only if something was recorded since the last. It tells
// whether it made one.
func (d *Device) EveningCopy(ctx context.Context) (bool, error) {
	const op fault.Op = "device.EveningCopy"
	last, _, err := d.LastCopy(ctx)
	if err != nil {
		return false, fault.E(op, fault.Other, err)
	}
	at, err := d.Store.Position(ctx)
	if err != nil {
		return false, fault.E(op, fault.Other, err)
	}
	if !CopyDue(d.cfg.Now(), last, at) {
		return false, nil
	}
	_, err = d.KeepCopy(ctx)
	return err == nil, fault.E(op, fault.Other, err)
}

// CopyDue tells whether the day's copy is to be made: the last one is from before the
// evening that was last, and the store is at another position than it was then.
func CopyDue(now time.Time, last Copied, position uint64) bool {
	if position == last.Position {
		return false
	}
	evening := time.Date(now.Year(), now.Month(), now.Day(), eveningAt, 0, 0, 0, now.Location())
	if now.Before(evening) {
		evening = evening.AddDate(0, 0, -1)
	}
	return last.At == 0 || last.Time().Before(evening)
}

// CarryCopy has write make a file elsewhere of the copy that CopyTo gives, and remembers
// that it did.
func (d *Device) CarryCopy(ctx context.Context, write func() (int64, error)) (Copied, error) {
	const op fault.Op = "device.CarryCopy"
	d.copying.Lock()
	defer d.copying.Unlock()
	c, err := d.stamp(ctx)
	if err == nil {
		c.Size, err = write()
	}
	if err == nil {
		err = d.Store.SetLocal(ctx, outKey, c)
	}
	if err != nil {
		return Copied{}, fault.E(op, fault.Other, err)
	}
	return c, nil
}

// removeCopy removes the last copy and what restores left. What is not there is no error.
func removeCopy(dir string) error {
	var failed []error
	for _, name := range []string{copyPath(dir), copyPath(dir) + ".new"} {
		if err := os.Remove(name); err != nil && !errors.Is(err, fs.ErrNotExist) {
			failed = append(failed, err)
		}
	}
	return errors.Join(failed...)
}
