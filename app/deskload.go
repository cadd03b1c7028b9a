package app

import (
	"context"
	"log/slog"

	"pendamping/app/device"
	"pendamping/app/screen"
	"pendamping/app/screen/recorder"
	"pendamping/app/screen/settings"
	"pendamping/app/screen/tour"
	"pendamping/kpuk/book"
)

// loaded is what opening a device gives: the device and its records in memory.
type loaded struct {
	dev     *device.Device
	book    *book.Book
	from    uint64 // position up to which the book is
	profile device.Profile
	resume  recorder.Resume
	photos  settings.PhotoRules
	sync    settings.SyncRules
	toured  tour.Seen
	drafts  []screen.Draft
}

// load opens the store with a secret and reads it.
func (a *App) load(ctx context.Context, secret string) (*loaded, error) {
	cfg := a.settingUp()
	cfg.Profile = a.profile
	dev, err := device.Open(ctx, cfg, secret)
	if err != nil {
		return nil, err //nolint:wrapcheck // already carries place and kind
	}
	if _, err := dev.Tidy(ctx); err != nil {
		dev.Warn(ctx, "store not compacted", err)
	}
	return a.readOrClose(ctx, dev)
}

// readOrClose is read, after which a device that cannot be read is closed.
func (a *App) readOrClose(ctx context.Context, dev *device.Device) (*loaded, error) {
	l, err := a.read(ctx, dev)
	if err != nil {
		dev.Close()
	}
	return l, err
}

// read fills a book from the device's store.
func (a *App) read(ctx context.Context, dev *device.Device) (*loaded, error) {
	l := &loaded{dev: dev, book: book.New(), profile: dev.Profile()}
	l.book.SetAreaNames(a.areaName)
	var err error
	if l.from, err = dev.Fill(ctx, l.book); err != nil {
		return nil, err //nolint:wrapcheck // already carries place and kind
	}
	if _, err = dev.Store.Local(ctx, recorder.ResumeKey, &l.resume); err != nil {
		a.cfg.Logger.WarnContext(ctx, "resume state not readable", slog.Any("err", err))
	}
	if _, err = dev.Store.Local(ctx, settings.SyncKey, &l.sync); err != nil {
		a.cfg.Logger.WarnContext(ctx, "rules of syncing not readable", slog.Any("err", err))
	}
	if _, err = dev.Store.Local(ctx, tour.Key, &l.toured); err != nil {
		a.cfg.Logger.WarnContext(ctx, "whether the tour was seen is not readable", slog.Any("err", err))
	}
	if l.drafts, err = readDrafts(ctx, dev); err != nil {
		a.cfg.Logger.WarnContext(ctx, "half-filled forms not readable", slog.Any("err", err))
	}
	if l.photos, err = photoRules(ctx, dev); err != nil {
		a.cfg.Logger.WarnContext(ctx, "rules of photos not readable", slog.Any("err", err))
	}
	return l, nil
}

// areaName names an area code in full, or gives the code back.
func (a *App) areaName(code string) string {
	if name, ok := a.areas.Name(code); ok {
		return name
	}
	return code
}
