package app

import (
	"context"
	"io"
	"log/slog"
	"os"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/dialog"

	"pendamping/app/background"
	"pendamping/app/device"
	"pendamping/app/screen/enrol"
)

// cardName begins the name of a chosen copy while it is looked at.
const cardName = "copy-in-"

// pickCopy lets the person choose a copy with the system's picker, or the one that is given.
// The file is taken over at once: the right to read it ends with the process.
func (a *App) pickCopy(done func(name string, err error)) {
	chosen := func(file fyne.URIReadCloser, err error) {
		if file == nil && err == nil {
			return // she chose none
		}
		// On Android the picker answers on another thread.
		background.Post(func() {
			if err != nil {
				done("", err)
				return
			}
			name := file.URI().Name()
			background.Run(a.ctx, func(context.Context) (string, error) { return takeCard(a.cfg.Dir, file) }, func(path string, err error) {
				if err != nil {
					a.cfg.Logger.InfoContext(a.ctx, "chosen copy not read", slog.Any("err", err))
				}
				a.dropCard()
				a.card = path
				done(name, err)
			})
		})
	}
	if pick := a.cfg.Pick; pick != nil {
		pick(chosen)
		return
	}
	dialog.NewFileOpen(chosen, a.cfg.Window).Show()
}

// takeCard copies a chosen file into the app's own folder.
func takeCard(dir string, from io.ReadCloser) (path string, err error) {
	defer func() { _ = from.Close() }() //nolint:errcheck // only read
	err = os.MkdirAll(dir, 0o700)
	if err != nil {
		return "", err //nolint:wrapcheck // told as unreadable
	}
	f, err := os.CreateTemp(dir, cardName+"*")
	if err != nil {
		return "", err //nolint:wrapcheck // told as unreadable
	}
	_, err = io.Copy(f, from)
	if failed := f.Close(); err == nil {
		err = failed
	}
	if err != nil {
		_ = os.Remove(f.Name()) //nolint:errcheck // half a copy is none
		return "", err
	}
	return f.Name(), nil
}

// dropCard removes a chosen copy that was looked at; the one on the card stays.
func (a *App) dropCard() {
	if a.card == "" {
		return
	}
	if err := os.Remove(a.card); err != nil {
		a.cfg.Logger.InfoContext(a.ctx, "chosen copy not removed", slog.Any("err", err))
	}
	a.card = ""
}

// restore makes this device of the chosen copy.
func (a *App) restore(secret string, done func(enrol.Restored, error)) {
	cfg, card := a.settingUp(), a.card
	type outcome struct {
		loaded *loaded
		told   device.Restored
	}
	background.Run(a.ctx, func(ctx context.Context) (o outcome, err error) {
		var dev *device.Device
		if dev, o.told, err = device.RestoreCopy(ctx, cfg, card, secret); err != nil {
			return o, err //nolint:wrapcheck // already carries place and kind
		}
		o.loaded, err = a.readOrClose(ctx, dev)
		return o, err
	}, func(o outcome, err error) {
		if err != nil {
			a.cfg.Logger.InfoContext(a.ctx, "not restored from a copy", slog.Any("err", err))
			done(enrol.Restored{}, err)
			return
		}
		a.dropCard()
		a.found, a.profile = o.loaded, o.loaded.profile
		r := o.told
		done(enrol.Restored{
			Records: counted(r.Records), Until: r.Until, Hub: r.Hub, Refused: r.Refused != nil, Newer: r.Newer, Unsent: r.Unsent,
		}, nil)
	})
}

// openRestored opens the device that a copy gave.
func (a *App) openRestored() {
	if l := a.found; l != nil {
		a.found, a.joiner = nil, nil
		a.sit(l)
	}
}
