package app

import (
	"bytes"
	"context"
	"log/slog"

	"pendamping/app/background"
	"pendamping/kpuk"
	"pendamping/kpuk/book"
	"pendamping/store"
)

// cover seals the code of this device for the federation's recovery key and deposits it,
// where that was not done yet.
func (d *desk) cover() {
	d.covering.Add(1)
	background.Run(d.ctx, func(ctx context.Context) (store.Recovery, error) {
		defer d.covering.Done()
		return d.dev.Cover(ctx)
	}, func(r store.Recovery, err error) {
		if err != nil {
			d.app.cfg.Logger.ErrorContext(d.ctx, "not covered against a forgotten PIN", slog.Any("err", err))
			return
		}
		if deposit := escrowReport(d.env.Book, d.env.Partition, &r, d.env.Now().UnixMilli()); deposit != nil {
			d.keep(nil, deposit)
		}
	})
}

// follow covers the device again after news of the federation, which names the key, or of
// groups, one of which the deposit lies in.
func (d *desk) follow(news []kpuk.Record) {
	for _, rec := range news {
		switch rec.(type) {
		case *kpuk.Federation, *kpuk.Group:
			d.cover()
			return
		}
	}
}

// escrowReport is what a device deposits with the coordinators, a record that syncs like
// any other; nil when that is there, or the device holds no group yet.
func escrowReport(b *book.Book, partition kpuk.ID, r *store.Recovery, now int64) *kpuk.Escrow {
	groups := b.Groups()
	if r.IsZero() || len(groups) == 0 {
		return nil
	}
	scope := groups[0].ID
	var told *kpuk.Escrow
	for _, g := range groups {
		e, ok := b.Record(kpuk.EscrowID(r.Device, g.ID)).(*kpuk.Escrow)
		if !ok {
			continue
		}
		if bytes.Equal(e.Sealed, r.Escrow) && !e.Gone() {
			return nil
		}
		told, scope = e, g.ID
	}
	next := &kpuk.Escrow{
		Header: kpuk.Header{ID: kpuk.EscrowID(r.Device, scope), Partition: partition, Scope: scope}, Device: r.Device,
	}
	if told != nil {
		next = kpuk.Clone(told)
	}
	next.Removed = kpuk.Removal{}
	next.Recipient, next.Sealed, next.At = r.For, r.Escrow, now
	return next
}
