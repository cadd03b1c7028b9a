package app

import (
	"context"
	"log/slog"

	"pendamping/app/background"
	"pendamping/app/device"
	"pendamping/kpuk"
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
		if deposit := device.Deposit(d.env.Book, d.env.Partition, &r, d.env.Now().UnixMilli()); deposit != nil {
			d.keep(nil, deposit)
		}
	})
}

// follow covers the device again after news of the federation, which names the key, or of
// groups, one of which the deposit lies in.
func (d *desk) follow(news []kpuk.Record) {
	for _, rec := range news {
		if k := rec.Kind(); k == kpuk.KindFederation || k == kpuk.KindGroup {
			d.cover()
			return
		}
	}
}
