package app

import (
	"context"
	"slices"

	"pendamping/app/device"
	"pendamping/app/screen"
	"pendamping/kpuk"
)

// readDrafts reads the half-filled forms of a device.
func readDrafts(ctx context.Context, dev *device.Device) ([]screen.Draft, error) {
	var out []screen.Draft
	err := dev.Store.Locals(ctx, kpuk.DraftPrefix, func(_ string, read func(any) error) error {
		var d screen.Draft
		err := read(&d)
		if err == nil {
			out = append(out, d)
		}
		return err
	})
	return out, err //nolint:wrapcheck // already carries place and kind
}

// openDrafts makes the half-filled forms of who signed in, without those that were saved
// before the app was ended.
func (d *desk) openDrafts(kept []screen.Draft) *screen.Drafts {
	drafts := screen.NewDrafts(d.local, kept...)
	drafts.Recorded(func(id kpuk.ID) bool { return d.env.Book.Record(id) != nil })
	return drafts
}

// among tells whether one of the records has an ID.
func among(recs []kpuk.Record) func(kpuk.ID) bool {
	return func(id kpuk.ID) bool {
		return slices.ContainsFunc(recs, func(r kpuk.Record) bool { return r.Head().ID == id })
	}
}

// sweepDrafts forgets forms about records that left the device. The store removed them with
// the records.
func (d *desk) sweepDrafts(gone []kpuk.ID) {
	d.env.Drafts.Sweep(func(id kpuk.ID) bool { return !slices.Contains(gone, id) })
}
