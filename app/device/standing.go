package device

import (
	"context"
	"log/slog"
	"time"

	"pendamping/fault"
	"pendamping/kpuk"
	"pendamping/store/receipt"
)

// Standing is how a device stands with its hub, from receipts only.
type Standing struct {
	Waiting   map[kpuk.Kind]int   // records touched by changes that are not confirmed
	KindBytes map[kpuk.Kind]int64 // about what of Bytes each kind takes
	Bytes     int64               // that sending those changes takes, with HTTP's headers
	Confirmed uint64              // own changes that the hub durably holds
	Total     uint64              // own changes
	At        time.Time           // of the last sync that reached the hub; zero: none
	// Unconfirmed are the records of which the hub does not hold what is recorded here.
	Unconfirmed map[kpuk.ID]bool
	// Refused are those of them that show something which the hub did not accept.
	Refused map[kpuk.ID]bool
	Held    int // changes in quarantine that somebody has to do something about
	// Words are what came of comparing the receipts of meetings with the hub's.
	Words map[kpuk.ID]receipt.Word
}

// Standing reads how the device stands.
func (d *Device) Standing(ctx context.Context) (Standing, error) {
	const op fault.Op = "device.Standing"
	link, err := d.Store.Link(ctx)
	if err != nil {
		return Standing{}, fault.E(op, fault.Other, err)
	}
	head, err := d.Store.Head(ctx, d.Store.Replica())
	if err != nil {
		return Standing{}, fault.E(op, fault.Other, err)
	}
	pending, err := d.Store.Pending(ctx)
	if err != nil {
		return Standing{}, fault.E(op, fault.Other, err)
	}
	unconfirmed, err := d.Store.Unconfirmed(ctx)
	if err != nil {
		return Standing{}, fault.E(op, fault.Other, err)
	}
	refused, err := d.Store.Refused(ctx)
	if err != nil {
		return Standing{}, fault.E(op, fault.Other, err)
	}
	held, err := d.Store.Held(ctx)
	if err != nil {
		return Standing{}, fault.E(op, fault.Other, err)
	}
	cost, err := d.session.Cost(ctx)
	if err != nil {
		return Standing{}, fault.E(op, fault.Other, err)
	}
	words, err := d.receipts.Words(ctx)
	if err != nil {
		return Standing{}, fault.E(op, fault.Other, err)
	}
	st := Standing{Waiting: pending.Records, Confirmed: link.Acked.Seq, Total: head.Seq, Bytes: cost.Up}
	st.KindBytes = shares(pending.Sizes, cost.Up)
	st.Unconfirmed, st.Refused, st.Held, st.Words = unconfirmed, refused, len(held), words
	if link.SyncedAt > 0 {
		st.At = time.UnixMilli(link.SyncedAt)
	}
	return st, nil
}

// shares divides what a sync takes among the kinds, by what their values take.
func shares(sizes map[kpuk.Kind]int, total int64) map[kpuk.Kind]int64 {
	all := int64(0)
	for _, n := range sizes {
		all += int64(n)
	}
	out := make(map[kpuk.Kind]int64, len(sizes))
	for kind, n := range sizes {
		out[kind] = total * int64(n) / max(all, 1)
	}
	return out
}

// Warn logs a fault of this device that does not stop its work.
func (d *Device) Warn(ctx context.Context, msg string, err error) {
	d.cfg.Logger.LogAttrs(ctx, slog.LevelWarn, msg, slog.Any("err", err)) //nolint:sloglint // callers pass constant messages
}
