package device

import (
	"context"
	"errors"
	"os"
	"path/filepath"

	"pendamping/fault"
	"pendamping/kpuk"
	"pendamping/store"
	"pendamping/sync/merge"
	"pendamping/sync/session"
)

// RescueStage is how far a rescue has come.
type RescueStage uint8

// The stages of a rescue, in order.
const (
	Reading RescueStage = iota + 1 // what verifies is read out of the damaged file
	Asked                          // the hub is asked for the rest
)

// Rescued says in plain numbers what a rescue brought back and what not.
type Rescued struct {
	Found   store.Salvaged    // from the damaged file
	FromHub int               // records that the file lacked and the hub had
	Missing map[kpuk.Kind]int // records that are on this device no longer; with Hub false they may come yet
	Unsent  int               // own changes that wait to be sent now
	Hub     bool              // the hub was reached: nothing more will come
	Filled  Copied            // the copy that gave what the file had lost, see Found.Copied; zero: none did
	Copy    Copied            // the copy that took the place of the file; zero: the file gave enough
}

// Whole tells whether nothing that is known of is missing.
func (r *Rescued) Whole() bool {
	return r.Hub && !r.Found.Unsure && len(r.Missing) == 0 && len(r.Found.Gaps) == 0 && r.Doubtful() == 0
}

// Doubtful is the number of own changes that were put together from records while other
// records were missing: parts of them may be lost.
func (r *Rescued) Doubtful() int {
	if len(r.Found.Missing)+r.Found.Short() == 0 {
		return 0
	}
	return r.Found.Mended
}

// Lost is the number of own changes that were not sent and of which nothing is left.
func (r *Rescued) Lost() int {
	n := 0
	for _, g := range r.Found.Gaps {
		n += int(g.To - g.From + 1) //nolint:gosec // bounded by the log's length
	}
	return n
}

// Rescue opens a device whose store is damaged: the file is set aside, never deleted, and
// rebuilt from what verifies in it; then the rest is fetched from the hub, and own
// changes that it does not hold are sent. Without a network the device opens with what
// it has, and its next sync fetches the rest. What the file lost is taken from the last copy;
// where nothing in the file verifies, that takes its place. The error is [ErrNotEnrolled] when even the
// device's identity is lost; then only joining again helps, with the file kept aside.
//
// progress is told the part that is done from 0 to 1 while Reading, and the number of
// records received once Asked.
func Rescue(ctx context.Context, cfg Config, secret string, progress func(RescueStage, float64)) (*Device, Rescued, error) {
	const op fault.Op = "device.Rescue"
	var r Rescued
	var err error
	path := filepath.Join(cfg.Dir, storeFile)
	from := copyPath(cfg.Dir)
	r.Found, err = store.SalvageWith(ctx, path, from, cfg.options(secret), func(part float64) { progress(Reading, part) })
	if info, gone := os.Stat(from); gone == nil && len(r.Found.Copied)+r.Found.CopiedChanges > 0 {
		r.Filled = Copied{At: info.ModTime().UnixMilli(), Size: info.Size()}
	}
	var d *Device
	if err == nil {
		d, err = Open(ctx, cfg, secret)
	}
	if fault.KindOf(err) == fault.Damaged || errors.Is(err, ErrNotEnrolled) {
		d, err = r.fromCopy(ctx, cfg, secret, err)
	}
	if err != nil {
		var locked *store.LockedError
		if errors.As(err, &locked) {
			return nil, r, fault.E(op, fault.Wrong, err)
		}
		return nil, r, fault.E(op, fault.Other, err)
	}
	progress(Asked, 0)
	_, err = d.Sync(ctx, func(p session.Progress) { progress(Asked, float64(p.Pulled)) })
	r.Hub = err == nil
	if err != nil {
		d.Warn(ctx, "rescued without the hub", err)
	}
	if err := d.compare(ctx, &r); err != nil {
		d.Close()
		return nil, r, fault.E(op, fault.Other, err)
	}
	return d, r, nil
}

// fromCopy puts the last copy into the place of a file of which nothing, or not even the
// device's identity, was left. What was recorded since comes from the hub as far as it
// was sent. Without a copy that opens, the error is why there was nothing left.
func (r *Rescued) fromCopy(ctx context.Context, cfg Config, secret string, why error) (*Device, error) {
	from := copyPath(cfg.Dir)
	info, err := os.Stat(from)
	if err != nil {
		return nil, why
	}
	tried, err := store.Restore(ctx, filepath.Join(cfg.Dir, storeFile), from, cfg.Dir, cfg.options(secret))
	if err == nil {
		err = tried.Close()
	}
	if err != nil {
		return nil, errors.Join(why, err)
	}
	aside, err := store.PutBack(ctx, filepath.Join(cfg.Dir, storeFile), from)
	if err != nil {
		return nil, errors.Join(why, err)
	}
	d, err := Open(ctx, cfg, secret)
	if err != nil {
		return nil, errors.Join(why, err)
	}
	r.Found = store.Salvaged{Aside: aside, Records: make(map[kpuk.Kind]int), Unsure: true}
	r.Copy = Copied{At: info.ModTime().UnixMilli(), Size: info.Size()}
	err = d.Store.Scan(ctx, merge.ID{}, 0, func(rec merge.Record) bool {
		r.Found.Records[kpuk.Kind(rec.Kind)]++
		return true
	})
	if err != nil {
		d.Close()
		return nil, fault.E("device.fromCopy", fault.Other, err)
	}
	return d, nil
}

// compare counts what is still missing and what waits.
func (d *Device) compare(ctx context.Context, r *Rescued) error {
	r.Missing = make(map[kpuk.Kind]int)
	for id, kind := range r.Found.Missing {
		rec, err := d.Store.Record(ctx, merge.ID(id))
		switch {
		case err == nil && !rec.Scope().IsZero():
			r.FromHub++
		case err == nil, fault.KindOf(err) == fault.NotFound:
			r.Missing[kind]++
		default:
			return fault.E("device.compare", fault.Other, err)
		}
	}
	// What the file counted and names no longer: at least so many are missing.
	now := make(map[kpuk.Kind]int)
	err := d.Store.Scan(ctx, merge.ID{}, 0, func(rec merge.Record) bool {
		now[kpuk.Kind(rec.Kind)]++
		return true
	})
	if err != nil {
		return fault.E("device.compare", fault.Other, err)
	}
	for kind, n := range r.Found.Counted {
		if short := n - now[kind]; short > r.Missing[kind] {
			r.Missing[kind] = short
		}
	}
	pending, err := d.Store.Pending(ctx)
	r.Unsent = pending.Changes
	return fault.E("device.compare", fault.Other, err)
}
