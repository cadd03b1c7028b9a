package app

import (
	"context"
	"log/slog"

	"pendamping/app/background"
	"pendamping/app/device"
	"pendamping/app/screen/rescue"
	"pendamping/kpuk"
)

// rescued is a device that was brought back, and what there is to say about it.
type rescued struct {
	loaded *loaded
	told   device.Rescued
}

// showRescue says that the store is damaged and offers to restore it. The secret was
// right, or the rescue will say that it is not.
func (a *App) showRescue(secret string) {
	var l *loaded
	v := rescue.New(rescue.Config{
		Text: a.text, Zone: a.cfg.Now().Location(), Join: a.showEnrol,
		Go: func() {
			if l != nil {
				a.sit(l)
			}
		},
		Start: func(progress func(rescue.Progress), done func(rescue.Result, error)) {
			a.rescue(secret, progress, func(r rescued, err error) {
				l = r.loaded
				done(resultOf(&r), err)
			})
		},
	})
	a.cfg.Window.SetContent(v.Object())
}

// rescue restores the store in the background and reads it.
func (a *App) rescue(secret string, progress func(rescue.Progress), done func(rescued, error)) {
	steps := make(chan rescue.Progress, 16)
	background.Each(a.ctx, steps, progress)
	cfg := a.settingUp()
	background.Run(a.ctx, func(ctx context.Context) (r rescued, err error) {
		defer close(steps)
		var dev *device.Device
		dev, r.told, err = device.Rescue(ctx, cfg, secret, func(s device.RescueStage, n float64) {
			p := rescue.Progress{Part: n}
			if s == device.Asked {
				p = rescue.Progress{Part: 1, Fetching: true, Received: int(n)}
			}
			select {
			case steps <- p:
			default: // a later one follows
			}
		})
		if err != nil {
			return r, err //nolint:wrapcheck // already carries place and kind
		}
		r.loaded, err = a.readOrClose(ctx, dev)
		return r, err
	}, func(r rescued, err error) {
		if err != nil {
			a.cfg.Logger.ErrorContext(a.ctx, "not rescued", slog.Any("err", err))
		}
		done(r, err)
	})
}

// resultOf puts what the device tells into the terms of the page.
func resultOf(r *rescued) rescue.Result {
	return rescue.Result{
		Records: r.told.Found.Records, FromHub: r.told.FromHub, Missing: r.told.Missing, Waiting: r.told.Unsent,
		Lost: r.told.Lost(), Check: r.told.Doubtful(), Hub: r.told.Hub, Unsure: r.told.Found.Unsure,
		Copy: r.told.Copy.Time(), Filled: r.told.Filled.Time(), FromCopy: counted(r.told.Found.Copied), Saves: r.told.Found.CopiedChanges,
	}
}

// counted sums counts of records up.
func counted(by map[kpuk.Kind]int) (n int) {
	for _, c := range by {
		n += c
	}
	return n
}

// tight tells whether too little space is left to begin a meeting.
func (d *desk) tight() bool {
	room, err := d.dev.Free(d.ctx)
	return err == nil && room.Tight
}
