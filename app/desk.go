package app

import (
	"context"
	"log/slog"
	"maps"
	"slices"
	"sync"

	"fyne.io/fyne/v2"

	"pendamping/app/background"
	"pendamping/app/device"
	"pendamping/app/practice"
	"pendamping/app/screen"
	"pendamping/app/screen/recorder"
	"pendamping/app/screen/settings"
	"pendamping/app/screen/tour"
	"pendamping/fault"
	"pendamping/kpuk"
	"pendamping/kpuk/book"
	"pendamping/store"
	"pendamping/sync/merge"
)

// desk is what exists while somebody is signed in.
type desk struct {
	app    *App
	ctx    context.Context //nolint:containedctx // from sign-in to lock
	end    context.CancelFunc
	dev    *device.Device
	keeper *keeper
	syncer *syncer
	meetup *meetup
	doubts *store.Doubts // records of which people said different things
	album  *album        // nil when its folder cannot be opened
	copies *copier
	photos settings.PhotoRules
	sync   settings.SyncRules
	env    *screen.Env
	from   uint64 // position up to which the book is
	pages  []page
	frame  *frame

	refused   map[kpuk.ID]bool // what the pages show of it
	differing []kpuk.ID        // and of it

	covering sync.WaitGroup // see cover

	practice *practice.Practice // nil before somebody practiced
}

// page is a place on the way here, with its view.
type page struct {
	route screen.Route
	view  view
}

// sit opens the desk of the person who signed in.
func (a *App) sit(l *loaded) {
	ctx, end := context.WithCancel(a.ctx)
	id := l.dev.Identity
	d := &desk{
		app: a, ctx: ctx, end: end, dev: l.dev, from: l.from, photos: l.photos, sync: l.sync, doubts: store.NewDoubts(l.dev.Store, id.Partition),
	}
	// The keeper outlives the desk's context: what was handed over is saved before the
	// store closes.
	d.keeper = newKeeper(a.ctx, l.dev.Store, id.Person, background.Post)
	d.album = newAlbum(d)
	d.copies = newCopier(d, d.copied)
	d.syncer = newSyncer(ctx, l.dev, a.cfg.Now, d.synced, a.obey)
	d.meetup = newMeetup(ctx, a, d.syncer, d.met)
	d.env = d.surroundings(l.book)
	d.env.Drafts = d.openDrafts(l.drafts)
	a.desk = d
	d.frame = newFrame(d)
	d.begin(l.resume)
	d.introduce(l.toured)
	d.lookForDoubts()
	notes := l.dev.Store.Watch(ctx)
	background.Each(ctx, notes, func(merge.Note) { d.catchUp() })
	d.syncer.may = d.mayAuto
	d.syncer.Auto()
	d.album.look()
	d.copies.Evening()
	d.cover()
}

// surroundings is what the screens are given, over a book.
func (d *desk) surroundings(b *book.Book) *screen.Env {
	id, a := d.dev.Identity, d.app
	env := &screen.Env{
		Text: a.text, Book: b, Keep: d.keep, Local: d.local, Go: d.background,
		IDs: kpuk.IDSource{Now: a.cfg.Now, Rand: a.cfg.Rand}, Now: a.cfg.Now,
		Me: id.Person, Office: id.Office, Partition: id.Partition,
		Area: a.areaName, Areas: a.areas, Open: d.open, Back: d.back, Print: d.print, Tight: d.tight,
		Refused:  func(id kpuk.ID) bool { return d.syncer.state.Refused[id] },
		Compared: func(id kpuk.ID, r kpuk.Receipt) screen.Comparison { return d.syncer.compared(id, r) },
	}
	if env.Office == kpuk.OfficeFacilitator { // a desktop has its question mark in the frame
		env.Help = d.help
	}
	return env
}

// begin shows the first page; a meeting that was being recorded is opened where it was.
func (d *desk) begin(r recorder.Resume) {
	d.open(screen.Route{Name: d.home()})
	if r.Meeting.IsZero() {
		return
	}
	if m := d.env.Book.Meeting(r.Meeting); m != nil && (m.State.State == kpuk.Draft || m.State.State == kpuk.Returned) {
		d.open(screen.Route{Name: screen.Recorder, ID: r.Meeting, Step: r.Step, Cell: r.Cell})
	}
}

// introduce shows a facilitator the cards for somebody new, once on a device.
func (d *desk) introduce(seen tour.Seen) {
	if d.env.Office == kpuk.OfficeFacilitator && !seen.Once {
		d.open(screen.Route{Name: screen.Tour})
	}
}

// help opens the page that says how a page is used.
func (d *desk) help(topic string) { d.open(screen.Route{Name: screen.Help, Tab: topic}) }

func (d *desk) home() screen.Name {
	if d.env.Office == kpuk.OfficeFacilitator {
		return screen.Today
	}
	return screen.Dashboard
}

// close saves what is open, ends all background work and closes the store.
func (d *desk) close() {
	d.leave()
	d.keeper.close()
	d.end()
	d.syncer.wait()
	d.meetup.wait()
	d.album.wait()
	d.copies.wait()
	d.covering.Wait()
	d.dev.Close()
}

// keep saves records; when they are durable the book and the pages follow.
func (d *desk) keep(done func(error), recs ...kpuk.Record) {
	d.keeper.keep(func(err error) {
		if err == nil {
			d.env.Book.Put(recs...)
			d.env.Drafts.Recorded(among(recs))
			d.frame.saved(d.app.cfg.Now())
		} else {
			d.app.cfg.Logger.ErrorContext(d.ctx, "not saved", slog.Any("err", err))
			d.frame.failed(fault.KindOf(err))
		}
		if done != nil {
			done(err)
		}
	}, recs...)
}

// local keeps a value on this device alone.
func (d *desk) local(key string, value any) {
	if key == settings.LocalKey {
		return // the profile keeps them: they are needed before the store is open
	}
	if rules, ok := value.(settings.PhotoRules); ok {
		d.photos = rules
	}
	if rules, ok := value.(settings.SyncRules); ok {
		d.sync = rules
	}
	d.keeper.local(key, value, func(err error) {
		if err != nil {
			d.app.cfg.Logger.ErrorContext(d.ctx, "local value not kept", slog.String("key", key), slog.Any("err", err))
		}
	})
}

// background runs slow work for a screen.
func (d *desk) background(work func(context.Context) error, done func(error)) {
	background.Run(d.ctx, func(ctx context.Context) (struct{}, error) { return struct{}{}, work(ctx) },
		func(_ struct{}, err error) { done(err) })
}

// catchUp brings the book up to the store after changes from outside.
func (d *desk) catchUp() {
	after := d.from
	background.Run(d.ctx, func(ctx context.Context) (device.News, error) { return d.dev.News(ctx, after) },
		func(n device.News, err error) {
			if err != nil {
				d.app.cfg.Logger.ErrorContext(d.ctx, "news not read", slog.Any("err", err))
				return
			}
			if n.Next <= d.from {
				return // a later answer was here first
			}
			d.from = n.Next
			if len(n.Records)+len(n.Gone) == 0 {
				return
			}
			d.env.Book.Drop(n.Gone...)
			d.env.Book.Put(n.Records...)
			d.sweepDrafts(n.Gone)
			d.follow(n.Records)
			d.refresh()
			d.lookForDoubts()
		})
}

// lookForDoubts finds what people said differently without knowing of each other, so
// that the book marks it and the bars count it.
func (d *desk) lookForDoubts() {
	background.Run(d.ctx, d.doubts.Contests, func(found []kpuk.Contest, err error) {
		if err != nil {
			d.app.cfg.Logger.ErrorContext(d.ctx, "doubts not read", slog.Any("err", err))
			return
		}
		ids := make([]kpuk.ID, len(found))
		for i, c := range found {
			ids[i] = c.Record
		}
		n := len(found) + len(d.env.Book.Twins()) + len(d.env.Book.Disputes())
		if n == 0 && d.syncer.State().Doubts == 0 {
			return
		}
		d.env.Book.Contest(ids...)
		d.syncer.doubtful(n)
		d.refresh()
	})
}

// mayAuto tells whether a sync may begin unasked on the connection as it is.
func (d *desk) mayAuto() bool { return !d.sync.ByHand || d.app.onWiFi() }

// synced is called when the state of syncing changed.
func (d *desk) synced() {
	d.frame.standing()
	d.album.follow(d.syncer.State())
	top := d.top()
	if top == nil {
		return
	}
	if now := d.syncer.State(); !maps.Equal(now.Refused, d.refused) || !slices.Equal(now.Differing, d.differing) {
		d.refused, d.differing = now.Refused, now.Differing
		d.refresh()
		return
	}
	// Today only says how a sync ended; the page of syncing follows it.
	if top.route.Name == screen.Sync || (top.route.Name == screen.Today && !d.syncer.State().Running) {
		top.view.Refresh()
	}
}

// met is called when something about meeting colleagues changed.
func (d *desk) met() {
	if top := d.top(); top != nil && top.route.Name == screen.Hotspot {
		top.view.Refresh()
	}
}

// copied is called when the state of copies changed.
func (d *desk) copied() {
	if top := d.top(); top != nil && top.route.Name == screen.Settings {
		top.view.Refresh()
	}
}

// refresh redraws the page in sight.
func (d *desk) refresh() {
	d.frame.refresh()
	if top := d.top(); top != nil {
		top.view.Refresh()
	}
}

func (d *desk) top() *page {
	if len(d.pages) == 0 {
		return nil
	}
	return &d.pages[len(d.pages)-1]
}

// open goes to a place. A main place of the bar clears the way behind it.
func (d *desk) open(r screen.Route) {
	d.leave()
	if d.frame.main(r) {
		d.pages = d.pages[:0]
	}
	d.pages = append(d.pages, page{route: r, view: d.view(r)})
	d.show()
}

// back goes to the place before; at the first one nothing happens.
func (d *desk) back() {
	if len(d.pages) < 2 {
		return
	}
	d.leave()
	d.pages = d.pages[:len(d.pages)-1]
	d.top().view.Refresh()
	d.show()
}

// show draws the page in sight inside its frame.
func (d *desk) show() {
	top := d.top()
	d.app.cfg.Window.Canvas().Unfocus()
	d.frame.show(top.route, top.view.Object())
	if a, ok := top.view.(attacher); ok {
		a.Attach(d.app.cfg.Window.Canvas())
	}
}

// redress builds the pages anew, in another language or other colors.
func (d *desk) redress() {
	d.env.Text = d.app.text
	d.frame = newFrame(d)
	if d.practice != nil {
		d.practice.Redress(d.app.text, d.app.profile.LeftHand)
	}
	for i := range d.pages {
		d.pages[i].view = d.view(d.pages[i].route)
	}
	d.show()
}

// leave lets the page in sight save what is open in it.
func (d *desk) leave() {
	if top := d.top(); top != nil {
		if l, ok := top.view.(leaver); ok {
			l.Leave()
		}
	}
}

// key hands a key to the page in sight.
func (d *desk) key(e *fyne.KeyEvent) bool {
	top := d.top()
	if top == nil {
		return false
	}
	k, ok := top.view.(keyed)
	return ok && k.Key(e)
}

// rune hands a letter to the page in sight.
func (d *desk) rune(r rune) {
	if top := d.top(); top != nil {
		if t, ok := top.view.(typed); ok {
			t.Rune(r)
		}
	}
}

// settings is what the settings page changes and asks.
func (d *desk) settings() settings.Config {
	return settings.Config{
		Choices: d.app.choices(), Apply: d.app.apply, Lock: d.app.lock,
		Photos: d.photos, Sync: d.sync, KnowsWiFi: d.app.knowsWiFi(), Copies: d.backups(), Keys: d.recoveryKeys(),
		ChangeSecret: func() { d.open(screen.Route{Name: screen.NewPIN}) }, Passphrase: d.app.profile.Passphrase,
		About: func() settings.About {
			p := d.app.profile
			return settings.About{Version: d.app.cfg.Version, Device: p.Label, Person: p.Name, Used: d.dev.Size()}
		},
	}
}
