package app

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/dialog"
	"fyne.io/fyne/v2/storage"

	"pendamping/app/background"
	"pendamping/app/device"
	"pendamping/app/photo"
	"pendamping/app/screen/pictures"
	"pendamping/app/screen/settings"
	syncscreen "pendamping/app/screen/sync"
	"pendamping/kpuk"
	"pendamping/sync/blob"
	"pendamping/sync/merge"
	"pendamping/sync/session"
)

// album picks, keeps and sends photos. Its methods are called on the UI thread; a nil
// album does nothing.
type album struct {
	desk    *desk
	shelf   *photo.Shelf
	client  *blob.Client
	sending bool
	synced  time.Time // of the sync after which photos were sent last
	swept   bool
	group   sync.WaitGroup
}

// newAlbum opens the device's files of photos; nil, with a word in the log, when that
// fails: everything else works without.
func newAlbum(d *desk) *album {
	a := &album{desk: d}
	id := d.dev.Identity
	var err error
	a.shelf, err = photo.NewShelf(d.dev.Store, d.app.cfg.Now)
	if err == nil {
		a.client, err = blob.New(blob.Config{
			Hub: id.Hub, Device: merge.ID(id.Device), Key: id.Key, Project: id.Project,
		}, session.NewClient(id.Pin))
	}
	if err != nil {
		d.app.cfg.Logger.ErrorContext(d.ctx, "photos not opened", slog.Any("err", err))
		return nil
	}
	return a
}

// pictures is the album as the recorder knows it.
func (d *desk) pictures() pictures.Source { //nolint:ireturn // nil where there is no album
	if d.album == nil {
		return nil
	}
	return d.album
}

// wait waits for what runs to end, before the store closes.
func (a *album) wait() {
	if a != nil {
		a.group.Wait()
	}
}

// work runs slow work that ends before the store closes.
func work[T any](a *album, do func(context.Context) (T, error), done func(T, error)) {
	a.group.Add(1)
	background.Run(a.desk.ctx, func(ctx context.Context) (T, error) {
		defer a.group.Done()
		return do(ctx)
	}, done)
}

// Pick implements pictures.Source with the system's own picker. The chosen file is read
// at once: the right to read it ends with the process.
func (a *album) Pick(working func(), done func(pictures.Picked, error)) {
	chosen := func(file fyne.URIReadCloser, err error) {
		if file == nil && err == nil {
			return // she chose none
		}
		// On Android the picker answers on another thread.
		background.Post(func() {
			if err != nil {
				done(pictures.Picked{}, err)
				return
			}
			working()
			work(a, func(ctx context.Context) (pictures.Picked, error) { return a.take(ctx, file) }, done)
		})
	}
	if pick := a.desk.app.cfg.Pick; pick != nil {
		pick(chosen)
		return
	}
	open := dialog.NewFileOpen(chosen, a.desk.app.cfg.Window)
	open.SetFilter(storage.NewMimeTypeFileFilter([]string{"image/jpeg", "image/png"}))
	open.Show()
}

// take makes a photo of a picked file and keeps it.
func (a *album) take(ctx context.Context, file fyne.URIReadCloser) (pictures.Picked, error) {
	defer func() {
		if err := file.Close(); err != nil {
			a.desk.app.cfg.Logger.DebugContext(ctx, "picked file not closed", slog.Any("err", err))
		}
	}()
	rules, err := a.rules(ctx)
	if err != nil {
		return pictures.Picked{}, err
	}
	p, err := photo.Make(file, photo.Options{Place: rules.Place, Today: kpuk.DateOf(a.desk.app.cfg.Now())})
	if err != nil {
		return pictures.Picked{}, err //nolint:wrapcheck // already carries place and kind
	}
	image, err := a.shelf.Keep(ctx, p)
	if err != nil {
		return pictures.Picked{}, err //nolint:wrapcheck // already carries place and kind
	}
	return pictures.Picked{Image: image, TakenOn: p.TakenOn, Place: p.Place, Code: p.Code}, nil
}

// Thumb implements pictures.Source.
func (a *album) Thumb(p *kpuk.Photo, done func([]byte, error)) {
	work(a, func(ctx context.Context) ([]byte, error) {
		return a.shelf.File(ctx, a.client, p, p.Image.Thumb)
	}, done)
}

// rules reads how photos are sent.
func (a *album) rules(ctx context.Context) (settings.PhotoRules, error) {
	return photoRules(ctx, a.desk.dev)
}

// photoRules reads what was chosen about photos on a device.
func photoRules(ctx context.Context, dev *device.Device) (settings.PhotoRules, error) {
	r := settings.UsualPhotoRules()
	_, err := dev.Store.Local(ctx, settings.PhotoKey, &r)
	return r, err //nolint:wrapcheck // already carries place and kind
}

// follow sends what waits once after every sync that went well: records first.
func (a *album) follow(s syncscreen.State) {
	if a == nil || a.sending || s.Running || !s.Online || s.At.IsZero() || s.At.Equal(a.synced) {
		return
	}
	a.synced = s.At
	a.run(false)
}

// sendNow sends what waits because somebody asked for it, on whatever connection and
// beyond the day's budget.
func (a *album) sendNow() {
	if a != nil && !a.sending && a.desk.ctx.Err() == nil {
		a.run(true)
	}
}

// look counts what waits.
func (a *album) look() {
	if a == nil {
		return
	}
	work(a, a.shelf.Waiting, func(items []blob.Item, err error) {
		if err != nil || a.sending {
			return // what is sent tells itself how it stands
		}
		p := &a.desk.syncer.state.Photos
		p.Files, p.Bytes = len(items), 0
		for _, it := range items {
			p.Bytes += it.Size
		}
		a.desk.syncer.changed()
	})
}

// run sends what waits.
func (a *album) run(asked bool) {
	a.sending = true
	a.desk.syncer.state.Photos.Sending = true
	work(a, func(ctx context.Context) (blob.Result, error) { return a.send(ctx, asked) }, func(r blob.Result, err error) {
		a.sending = false
		a.desk.syncer.state.Photos = photosOf(r, err)
		a.desk.syncer.changed()
		log := a.desk.app.cfg.Logger
		if err != nil {
			log.InfoContext(a.desk.ctx, "photos not sent, will be tried again", slog.Any("err", err))
			return
		}
		if r.Sent+r.Waiting > 0 {
			log.InfoContext(a.desk.ctx, "photos sent", slog.Int("sent", r.Sent), slog.Int("waiting", r.Waiting), slog.Int64("bytes", r.Bytes))
		}
	})
}

// photosOf puts how a sending ended into the terms of the page.
func photosOf(r blob.Result, err error) syncscreen.Photos {
	p := syncscreen.Photos{Files: r.Waiting, Bytes: r.WaitingBytes}
	switch {
	case err != nil:
		p.Why = syncscreen.PhotosBroken
	case r.Why == blob.NoWiFi:
		p.Why = syncscreen.PhotosWiFi
	case r.Why == blob.BudgetUsed:
		p.Why = syncscreen.PhotosBudget
	}
	return p
}

// send brings photos to the hub; the first time it also clears away files that no record
// names any more.
func (a *album) send(ctx context.Context, asked bool) (blob.Result, error) { //nolint:revive // who asked is what differs
	rules, err := a.rules(ctx)
	if err != nil {
		return blob.Result{}, err
	}
	if asked {
		rules.PerDay, rules.WiFiOnly = settings.NoBudget, false
	}
	r, err := a.client.Run(ctx, a.shelf, blob.Rules{PerDay: rules.PerDay, WiFiOnly: rules.WiFiOnly, WiFi: a.desk.app.onWiFi()})
	if err != nil || a.swept {
		return r, err //nolint:wrapcheck // already carries place and kind
	}
	a.swept = true // sends do not overlap
	_, err = a.shelf.Sweep(ctx)
	return r, err //nolint:wrapcheck // already carries place and kind
}

// onWiFi tells whether the connection may count as Wi-Fi: one that counts nothing. Where
// that is not known, a tablet's counts as mobile data and a desktop's as Wi-Fi.
func (a *App) onWiFi() bool {
	if a.cfg.Metered != nil {
		if metered, known := a.cfg.Metered(); known {
			return !metered
		}
	}
	return !a.cfg.Mobile
}

// knowsWiFi tells whether Wi-Fi can be told from mobile data now.
func (a *App) knowsWiFi() bool {
	if a.cfg.Metered == nil {
		return !a.cfg.Mobile
	}
	_, known := a.cfg.Metered()
	return known
}
