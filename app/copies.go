package app

import (
	"context"
	"errors"
	"io"
	"sync"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/dialog"
	"fyne.io/fyne/v2/storage"

	"pendamping/app/background"
	"pendamping/app/device"
	"pendamping/app/screen/settings"
	"pendamping/fault"
	"pendamping/kpuk"
	"pendamping/kpuk/book"
)

// copyExtension ends the name of a copy that is carried away.
const copyExtension = ".pendamping-salinan"

// copier makes copies of the records, carries them away and tries them, one at a time.
// Its exported methods are called on the UI thread.
type copier struct {
	desk    *desk
	state   settings.CopyState
	changed func()
	group   sync.WaitGroup
}

// newCopier reads what is known from before.
func newCopier(d *desk, changed func()) *copier {
	c := &copier{desk: d, changed: changed}
	c.look()
	return c
}

// backups is the copier as the page of settings knows it.
func (d *desk) backups() settings.Copies { //nolint:ireturn // nil where there is no copier
	if d.copies == nil {
		return nil
	}
	return d.copies
}

// State implements settings.Copies.
func (c *copier) State() settings.CopyState { return c.state }

// copyFacts is what the device knows about its copies.
type copyFacts struct {
	here, out device.Copied
	drill     device.Drill
}

// look reads how copies stand.
func (c *copier) look() {
	run(c, func(ctx context.Context) (f copyFacts, err error) {
		if f.here, f.out, err = c.desk.dev.LastCopy(ctx); err == nil {
			f.drill, err = c.desk.dev.LastDrill(ctx)
		}
		return f, err //nolint:wrapcheck // already carries place and kind
	}, func(f copyFacts, err error) {
		if err != nil {
			c.warn("copies not known", err)
			return
		}
		c.state.Here, c.state.Size, c.state.Out = f.here.Time(), f.here.Size, f.out.Time()
		c.state.Drill = drillOf(&f.drill)
		if report := drillReport(c.desk.env.Book, c.desk.env.Partition, c.desk.dev.Identity.Device, &f.drill); report != nil {
			c.desk.env.Keep(nil, report)
		}
		c.changed()
	})
}

// drillReport tells the coordinators how the last drill went, by a record that syncs like
// any other; nil when they were told, or the device holds no group yet.
func drillReport(b *book.Book, partition, id kpuk.ID, r *device.Drill) *kpuk.Drill {
	groups := b.Groups()
	if r.At == 0 || len(groups) == 0 {
		return nil
	}
	next := &kpuk.Drill{Header: kpuk.Header{ID: kpuk.DrillID(id, groups[0].ID), Partition: partition, Scope: groups[0].ID}, Device: id}
	if told := b.Drill(id); told != nil && told.At == r.At {
		return nil
	}
	if told, ok := b.Record(next.ID).(*kpuk.Drill); ok {
		next = kpuk.Clone(told)
	}
	next.At, next.Until, next.OK = r.At, r.Until, r.OK()
	return next
}

// drillOf puts a drill into the terms of the page.
func drillOf(r *device.Drill) settings.Drill {
	return settings.Drill{
		At: r.Time(), Until: device.Copied{At: r.Until}.Time(), Records: r.Records, Groups: r.Groups, Same: r.Same,
		Newer: r.Newer, Unsent: r.Unsent, Ahead: r.Ahead, OK: r.OK(),
	}
}

// Evening makes the day's copy where it is due. Nobody asked for it, so that nothing is
// shown while it runs, and a full tablet is only told in the log and by the date.
func (c *copier) Evening() {
	if c.state.Work != settings.NoCopyWork || c.desk.ctx.Err() != nil {
		return
	}
	run(c, c.desk.dev.EveningCopy, func(made bool, err error) {
		if err != nil {
			c.warn("no copy of the day", err)
			return
		}
		if made {
			c.look()
		}
	})
}

// Keep implements settings.Copies.
func (c *copier) Keep() {
	do(c, settings.Keeping, c.desk.dev.KeepCopy)
}

// Rehearse implements settings.Copies.
func (c *copier) Rehearse() {
	do(c, settings.Rehearsing, c.desk.dev.Rehearse)
}

// Carry implements settings.Copies with the system's own dialog.
func (c *copier) Carry() {
	cfg := &c.desk.app.cfg
	save := dialog.NewFileSave(func(file fyne.URIWriteCloser, err error) {
		if file == nil && err == nil {
			return // no place was chosen
		}
		// On Android the dialog answers on another thread.
		background.Post(func() {
			if err != nil {
				c.done(settings.Carrying, err)
				return
			}
			c.carry(file)
		})
	}, cfg.Window)
	if cfg.Mobile {
		// Of this type Android leaves the name's ending alone.
		save.SetFilter(storage.NewMimeTypeFileFilter([]string{"application/octet-stream"}))
	}
	save.SetFileName("pendamping-" + cfg.Now().Format("2006-01-02-1504") + copyExtension)
	save.Show()
}

// carry writes a copy to a file that was chosen. The right to it ends with the process,
// so it is done at once.
func (c *copier) carry(file fyne.URIWriteCloser) {
	if c.state.Work != settings.NoCopyWork || c.desk.ctx.Err() != nil {
		if err := file.Close(); err != nil {
			c.warn("chosen file not closed", err)
		}
		return
	}
	dev := c.desk.dev
	steps := make(chan settings.CopyState, 1)
	background.Each(c.desk.ctx, steps, func(s settings.CopyState) {
		if c.state.Work == settings.Carrying || c.state.Work == settings.Checking { // a step may be told after the end
			c.state.Work, c.state.Bytes = s.Work, s.Bytes
			c.changed()
		}
	})
	do(c, settings.Carrying, func(ctx context.Context) (device.Copied, error) {
		defer close(steps)
		return carryCopy(ctx, dev, file, shelfmark{read: storage.Reader, remove: storage.Delete}, func(checking bool, n int64) {
			s := settings.CopyState{Work: settings.Carrying, Bytes: n}
			if checking {
				s.Work = settings.Checking
			}
			select {
			case steps <- s:
			default: // a later one follows
			}
		})
	})
}

// carryCopy writes a copy of the records to a file, and reads it again.
func carryCopy(ctx context.Context, dev *device.Device, file fyne.URIWriteCloser, at shelfmark, step func(checking bool, n int64)) (device.Copied, error) {
	return dev.CarryCopy(ctx, func() (int64, error) { //nolint:wrapcheck // already carries place and kind
		return saveOut(file, at, func(w io.Writer) error {
			return dev.Store.CopyTo(ctx, w) //nolint:wrapcheck // wrapped by saveOut
		}, step)
	})
}

// wait waits for what runs to end, before the store closes.
func (c *copier) wait() { c.group.Wait() }

// warn logs a fault.
func (c *copier) warn(msg string, err error) { c.desk.dev.Warn(c.desk.ctx, msg, err) }

// do does a work that the person asked for, unless one is being done.
func do[T any](c *copier, work settings.CopyWork, what func(context.Context) (T, error)) {
	if c.state.Work != settings.NoCopyWork || c.desk.ctx.Err() != nil {
		return
	}
	c.state.Work, c.state.Bytes, c.state.Failed, c.state.Last, c.state.Unwritten = work, 0, nil, settings.NoCopyWork, false
	c.changed()
	run(c, what, func(_ T, err error) { c.done(work, err) })
}

// done shows how a work ended.
func (c *copier) done(work settings.CopyWork, err error) {
	if err != nil {
		c.warn("copy or its trial failed", err)
	}
	c.state.Work, c.state.Last, c.state.Failed = settings.NoCopyWork, work, err
	// A chosen place that cannot be opened or read says nothing about its reason.
	c.state.Unwritten = work == settings.Carrying && err != nil &&
		(errors.Is(err, errUnwritten) || fault.KindOf(err) == fault.Other)
	c.changed()
	c.look()
}

// run runs slow work that ends before the store closes.
func run[T any](c *copier, what func(context.Context) (T, error), done func(T, error)) {
	c.group.Add(1)
	background.Run(c.desk.ctx, func(ctx context.Context) (T, error) {
		defer c.group.Done()
		return what(ctx)
	}, done)
}
