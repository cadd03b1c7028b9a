// Package practice is a place to try everything out: a group that never was, in a book
// in memory, recorded through the same screens as real meetings. It is given no store,
// no device and no way to the real records, so nothing that is done here is written down
// or sent. It ends when the app is locked.
package practice

import (
	"context"
	"io"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/driver/mobile"

	"pendamping/app/screen"
	"pendamping/app/screen/correct"
	"pendamping/app/screen/group"
	"pendamping/app/screen/help"
	"pendamping/app/screen/loan"
	"pendamping/app/screen/meeting"
	"pendamping/app/screen/member"
	"pendamping/app/screen/recorder"
	"pendamping/app/screen/shareout"
	"pendamping/app/theme"
	"pendamping/app/widget"
	"pendamping/assets"
	"pendamping/assets/translation"
	"pendamping/kpuk"
	"pendamping/kpuk/book"
)

// Config is what practicing needs of the app.
type Config struct {
	Text     *translation.Printer
	Now      func() time.Time
	Rand     io.Reader
	Area     func(code string) string
	Areas    screen.Areas
	Go       func(work func(context.Context) error, done func(error))
	LeftHand bool
	Person   string // who practices
	// Leave goes back to the real records.
	Leave func()
}

// view is what every screen gives.
type view interface {
	Object() fyne.CanvasObject
	Refresh()
}

// page is a place on the way here, with its view.
type page struct {
	route screen.Route
	view  view
}

// Practice is the practice group on screen, under a strip that says what it is.
type Practice struct {
	cfg    Config
	env    *screen.Env
	before *book.Book // what was there before it was begun anew; nil when that is past
	pages  []page
	strip  *fyne.Container
	body   *fyne.Container
	root   *fyne.Container
	canvas fyne.Canvas // nil before the first Attach
}

// New begins to practice, at the page that says what can be tried.
func New(cfg Config) *Practice {
	p := &Practice{cfg: cfg, strip: container.NewStack(), body: container.NewStack()}
	p.root = widget.VStack(0, p.strip, widget.Grow(p.body))
	p.env = &screen.Env{
		Keep:  p.keep,
		Local: func(string, any) {}, // where one was is not kept: it would be written down
		Go:    cfg.Go,
		IDs:   kpuk.IDSource{Now: cfg.Now, Rand: cfg.Rand}, Now: cfg.Now,
		Me: id("person", 1), Office: kpuk.OfficeFacilitator, Partition: partition(),
		Area: cfg.Area, Areas: cfg.Areas, Open: p.Open, Back: p.back,
	}
	p.env.Help = func(topic string) { p.Open(screen.Route{Name: screen.Help, Tab: topic}) }
	p.fill()
	p.Redress(cfg.Text, cfg.LeftHand)
	return p
}

// fill makes a new book with the group as it is at the beginning.
func (p *Practice) fill() {
	b := book.New()
	b.SetAreaNames(p.cfg.Area)
	b.Put(Records(p.env.Today(), p.env.Me, p.cfg.Person)...)
	p.env.Book = b
}

// keep puts records into the book; there is nowhere else they could go.
func (p *Practice) keep(done func(error), recs ...kpuk.Record) {
	p.env.Book.Put(recs...)
	if done != nil {
		done(nil)
	}
}

// Book is what was recorded.
func (p *Practice) Book() *book.Book { return p.env.Book }

// Object is the strip and the page under it.
func (p *Practice) Object() fyne.CanvasObject { return p.root }

// Refresh shows what the book holds now.
func (p *Practice) Refresh() { p.top().view.Refresh() }

// Redress builds the pages anew, in another language or for the other hand.
func (p *Practice) Redress(text *translation.Printer, leftHand bool) {
	p.env.Text, p.cfg.LeftHand = text, leftHand
	p.strip.Objects = []fyne.CanvasObject{p.sign()}
	if len(p.pages) == 0 {
		p.pages = []page{{}}
	}
	for i := range p.pages {
		p.pages[i].view = p.view(p.pages[i].route)
	}
	p.show()
}

// sign is the strip above every page: what this is, and the way out.
func (p *Practice) sign() fyne.CanvasObject {
	t := p.env.Text
	what := widget.NewText(t.T("practice.strip"), theme.SizeText, true, theme.OnAmber)
	out := widget.NewSmallButton(t.T("practice.leave"), widget.Secondary, assets.Icon("x"), p.leave)
	return widget.Panel(theme.Amber, 0, widget.Pad(widget.HStack(12,
		widget.NewIcon(assets.IconFill("warning"), theme.OnAmber, 24), widget.Grow(what), out), 4, 16, 4, 16))
}

// view makes the view of a route. Whatever belongs to the whole work is not here.
func (p *Practice) view(r screen.Route) view { //nolint:ireturn // every screen has its own type
	switch r.Name {
	case "":
		return newHome(p)
	case screen.Group:
		return group.New(p.env, r.ID, group.Config{Tab: r.Tab})
	case screen.Loan:
		return loan.New(p.env, r.ID)
	case screen.Member:
		return member.New(p.env, r.ID, r.Of, member.Config{Tab: r.Tab})
	case screen.Recorder:
		return recorder.New(p.env, r, recorder.Options{LeftHand: p.cfg.LeftHand, Sent: func(kpuk.ID) bool { return false }})
	case screen.Meeting:
		return meeting.New(p.env, r.ID, nil)
	case screen.ShareOut:
		return shareout.New(p.env, r.ID)
	case screen.Correct:
		return correct.New(p.env, r)
	case screen.Help:
		return help.New(p.env, r.Tab)
	default:
		return newAbsent(p.env)
	}
}

// Open goes to a place of the practice group; of any other it says that it is not here.
func (p *Practice) Open(r screen.Route) {
	p.Leave()
	p.pages = append(p.pages, page{route: r, view: p.view(r)})
	p.show()
}

// back goes to the place before, and from the first one out.
func (p *Practice) back() {
	if len(p.pages) == 1 {
		p.leave()
		return
	}
	p.Leave()
	p.pages = p.pages[:len(p.pages)-1]
	p.top().view.Refresh()
	p.show()
}

// leave ends practicing for now; what was recorded is there when it goes on.
func (p *Practice) leave() {
	p.Leave()
	p.cfg.Leave()
}

// again begins anew, and undo takes that back.
func (p *Practice) again() {
	p.before = p.env.Book
	p.fill()
	p.top().view.Refresh()
}

// undo is as if it had not been begun anew.
func (p *Practice) undo() {
	p.env.Book, p.before = p.before, nil
	p.top().view.Refresh()
}

func (p *Practice) top() *page { return &p.pages[len(p.pages)-1] }

// show draws the page in sight.
func (p *Practice) show() {
	top := p.top()
	p.body.Objects = []fyne.CanvasObject{top.view.Object()}
	p.root.Refresh()
	if p.canvas == nil {
		return
	}
	p.canvas.Unfocus()
	if a, ok := top.view.(interface{ Attach(fyne.Canvas) }); ok {
		a.Attach(p.canvas)
	}
	// Asked of the canvas itself: Fyne forgets to which canvas an object belongs that was
	// out of sight for a minute.
	p.canvas.Refresh(p.root)
}

// Attach names the canvas on which the pages are shown.
func (p *Practice) Attach(c fyne.Canvas) {
	p.canvas = c
	if a, ok := p.top().view.(interface{ Attach(fyne.Canvas) }); ok {
		a.Attach(c)
	}
}

// Leave lets the page in sight keep what is open in it.
func (p *Practice) Leave() {
	if l, ok := p.top().view.(interface{ Leave() }); ok {
		l.Leave()
	}
}

// Key hands a key to the page in sight; back and Escape leave it.
func (p *Practice) Key(e *fyne.KeyEvent) bool {
	if k, ok := p.top().view.(interface{ Key(*fyne.KeyEvent) bool }); ok && k.Key(e) {
		return true
	}
	if e.Name != mobile.KeyBack && e.Name != fyne.KeyEscape {
		return false
	}
	p.back()
	return true
}

// Rune hands a letter to the page in sight.
func (p *Practice) Rune(r rune) bool {
	t, ok := p.top().view.(interface{ Rune(rune) bool })
	return ok && t.Rune(r)
}
