package device

import (
	"context"
	"os"
	"path/filepath"

	"pendamping/fault"
)

const (
	// tight is how little free space is worth a warning before a meeting, in bytes: a
	// meeting with its photos, the growth of the file in steps, and the ballast anew.
	tight = 64 << 20
	// roomy is the size from which compacting is worth its time, in bytes. More than half
	// of it free is more than 16 MiB.
	roomy = 32 << 20
)

// Room is how much space the device has left for records.
type Room struct {
	Free    int64 // bytes that the app may still use
	Ballast bool  // the reserve for finishing a meeting is there
	Tight   bool  // a meeting should not be begun without freeing some
}

// Free looks how much space is left on the disk that holds the records.
func (d *Device) Free(ctx context.Context) (Room, error) {
	const op fault.Op = "device.Free"
	if err := ctx.Err(); err != nil {
		return Room{}, fault.E(op, fault.Other, err)
	}
	free, err := freeBytes(d.cfg.Dir)
	if err != nil {
		return Room{}, fault.E(op, fault.Other, err)
	}
	info, err := os.Stat(filepath.Join(d.cfg.Dir, storeFile+".ballast"))
	held := err == nil && info.Size() >= ballast
	return Room{Free: free, Ballast: held, Tight: free < tight || !held}, nil
}

// Tidy makes the store's file small again when it is large and mostly empty, and tells
// whether it did. It takes as long as copying what is in use.
func (d *Device) Tidy(ctx context.Context) (bool, error) {
	const op fault.Op = "device.Tidy"
	if d.Size() <= roomy {
		return false, nil
	}
	done, err := d.Store.Compact(ctx)
	return done, fault.E(op, fault.Other, err)
}
