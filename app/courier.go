package app

import (
	"context"
	"log/slog"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/dialog"
	"fyne.io/fyne/v2/storage"

	"pendamping/app/background"
	"pendamping/app/hotspot"
	syncscreen "pendamping/app/screen/sync"
	"pendamping/sync/bundle"
	"pendamping/sync/session"
)

// courier is the syncer together with the journeys by file. Its methods are called on
// the UI thread. One of them runs at a time, and no sync meanwhile.
type courier struct {
	*syncer

	app *App
}

// Export implements the sync page's Source with the system's own dialog.
func (c *courier) Export() {
	save := dialog.NewFileSave(func(file fyne.URIWriteCloser, err error) {
		if file == nil && err == nil {
			return // no place was chosen
		}
		// On Android the dialog answers on another thread.
		background.Post(func() {
			if err != nil {
				c.failed(syncscreen.NotExported, err, syncscreen.Unread)
				return
			}
			c.export(file)
		})
	}, c.app.cfg.Window)
	if c.app.cfg.Mobile {
		// Of this type Android leaves the name's ending alone.
		save.SetFilter(storage.NewMimeTypeFileFilter([]string{"application/octet-stream"}))
	}
	save.SetFileName("pendamping-" + c.now().Format("2006-01-02-1504") + bundle.Extension)
	save.Show()
}

// export writes what waits to a file that was chosen. The right to it ends with the
// process, so it is done at once.
func (c *courier) export(file fyne.URIWriteCloser) {
	if !c.begin(syncscreen.Writing) {
		c.drop(file)
		return
	}
	carryOut(c, func(ctx context.Context, step func(syncscreen.Carry)) (syncscreen.Carry, error) {
		return writeOut(ctx, file, shelfmark{read: storage.Reader, remove: storage.Delete}, c.dev.ExportBundle, step)
	}, func(done syncscreen.Carry, err error) {
		if err != nil {
			c.failed(syncscreen.NotExported, err, syncscreen.Unwritten)
			return
		}
		c.carried(done)
	})
}

// Import implements the sync page's Source with the system's own dialog. Chat programs
// rename files, so all are offered.
func (c *courier) Import() {
	dialog.NewFileOpen(func(file fyne.URIReadCloser, err error) {
		if file == nil && err == nil {
			return // no file was chosen
		}
		background.Post(func() {
			if err != nil {
				c.failed(syncscreen.NotImported, err, syncscreen.Unread)
				return
			}
			c.take(file)
		})
	}, c.app.cfg.Window).Show()
}

// take takes in a file that was chosen.
func (c *courier) take(file fyne.URIReadCloser) {
	if !c.begin(syncscreen.Reading) {
		c.drop(file)
		return
	}
	var got session.Received
	in := fileTaker{dev: c.dev, host: c.judge()}
	carryOut(c, func(ctx context.Context, step func(syncscreen.Carry)) (done syncscreen.Carry, err error) {
		got, done, err = readIn(ctx, file, in.take, step)
		return done, err
	}, func(done syncscreen.Carry, err error) {
		if err != nil {
			c.failed(syncscreen.NotImported, err, syncscreen.Unread)
			return
		}
		if in.on != nil { // another's, to be brought to the hub
			c.pending = true
			c.carried(in.on.carry(done.Bytes))
			return
		}
		c.remember(syncscreen.Past{At: got.At, Sent: got.Pushed, Received: got.Pulled, Bytes: done.Bytes})
		if order := got.Order(); order != session.OrderNone {
			c.state.Carry = done
			c.obey(order)
			return
		}
		c.carried(done)
	})
}

// judge is what files of other devices are judged by.
func (c *courier) judge() hotspot.Config {
	return hotspot.Config{Device: c.dev, Now: c.app.cfg.Now, Rand: c.app.cfg.Rand, Logger: c.app.cfg.Logger}
}

// SendPhotos implements the sync page's Source.
func (c *courier) SendPhotos() {
	if d := c.app.desk; d != nil {
		d.album.sendNow()
	}
}

// begin tells whether a journey may begin now, and shows it.
func (c *courier) begin(stage syncscreen.Stage) bool {
	if c.ctx.Err() != nil || c.state.Carry.Running() || c.paused {
		return false // locked while the file was chosen, or chosen twice
	}
	c.state.Carry = syncscreen.Carry{Stage: stage}
	c.changed()
	return true
}

// carryOut does slow work that ends before the store closes, and shows how it gets on.
func carryOut(c *courier, do func(context.Context, func(syncscreen.Carry)) (syncscreen.Carry, error), done func(syncscreen.Carry, error)) {
	steps := make(chan syncscreen.Carry, 1)
	background.Each(c.ctx, steps, func(s syncscreen.Carry) {
		if c.state.Carry.Running() { // a step may be told after the end
			c.state.Carry = s
			c.changed()
		}
	})
	c.group.Add(1)
	background.Run(c.ctx, func(ctx context.Context) (syncscreen.Carry, error) {
		defer c.group.Done()
		defer close(steps)
		return do(ctx, func(s syncscreen.Carry) {
			select {
			case steps <- s:
			default: // a later one follows
			}
		})
	}, done)
}

// carried shows how a journey ended, and does what had to wait for it.
func (c *courier) carried(done syncscreen.Carry) {
	c.state.Carry = done
	c.look()
	c.changed()
	if c.pending {
		c.pending = false
		c.start()
	}
}

// failed shows why a journey failed; where the error does not say, it is what usually
// is the reason.
func (c *courier) failed(stage syncscreen.Stage, err error, usual syncscreen.Trouble) {
	c.app.cfg.Logger.WarnContext(c.ctx, "not carried by file", slog.Any("err", err))
	c.carried(syncscreen.Carry{Stage: stage, Trouble: troubleOf(err, usual)})
}

// drop closes a file that is not used.
func (c *courier) drop(file interface{ Close() error }) {
	if err := file.Close(); err != nil {
		c.app.cfg.Logger.DebugContext(c.ctx, "chosen file not closed", slog.Any("err", err))
	}
}
