// Package form is the frame of a page whose fields are saved as they are left: bar, parts
// below each other, a place for what went wrong or can be undone, and buttons.
package form

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"pendamping/app/screen"
	"pendamping/app/screen/keep"
	"pendamping/app/theme"
	"pendamping/app/widget"
	"pendamping/kpuk"
)

// Page is the frame. A view embeds it and draws with Show.
type Page struct {
	// Body holds the parts; one can be replaced in place and Redrawn.
	Body *fyne.Container

	env    *screen.Env
	page   *fyne.Container
	note   *fyne.Container
	canvas fyne.Canvas // once the page is shown
	sheet  *Sheet      // nil before Draft
	offer  *Offer      // of forms on the page; nil before Ways
}

// New makes an empty frame.
func New(env *screen.Env) *Page {
	return &Page{env: env, page: widget.Layers(), note: widget.VStack(0), Body: widget.VStack(12)}
}

// Object is the page.
func (p *Page) Object() fyne.CanvasObject { return p.page }

// Attach tells the page its canvas.
func (p *Page) Attach(c fyne.Canvas) { p.canvas = c }

// Leave saves the field that is typed into.
func (p *Page) Leave() {
	if p.canvas != nil {
		p.canvas.Unfocus()
	}
}

// Missing shows that what the page is about is not there.
func (p *Page) Missing(key string) {
	p.page.Objects = []fyne.CanvasObject{widget.NewEmpty(p.env.Text.T(key), p.env.Text.T("common.back"), p.env.Back)}
	p.page.Refresh()
}

// Draft keeps what is typed into the page's fields until the book has it, under the name of
// the form.
func (p *Page) Draft(name string, record kpuk.ID, to screen.Route) {
	p.sheet = NewSheet(p.env, name, record, to)
	p.sheet.Redraw = p.page.Refresh
	p.sheet.Offer()
}

// Edit keeps what is typed into a field; recorded is what the book holds. The field is
// labeled by key.
func (p *Page) Edit(key string, in widget.Answer, recorded func() string) {
	if p.sheet != nil {
		p.sheet.Edit(key, p.env.Text.T(key), in, recorded)
	}
}

// Ways offers what was left in forms that open on the page.
func (p *Page) Ways(ways ...Way) {
	p.offer = NewOffer(p.env, ways...)
	p.offer.Redraw = p.page.Refresh
}

// Form opens the draft of a form that opens on the page.
func (p *Page) Form(name string, record kpuk.ID, to screen.Route) *Sheet {
	s := NewSheet(p.env, name, record, to)
	s.Redraw = p.Redraw
	if p.offer != nil {
		p.offer.Hide()
	}
	return s
}

// GaveUp says that a form was given up, with the way back.
func (p *Page) GaveUp(s *Sheet) {
	back := s.GiveUp()
	if p.offer != nil {
		p.offer.Thrown(back)
	}
}

// Settled forgets what the book holds by now.
func (p *Page) Settled() {
	if p.sheet != nil {
		p.sheet.Settle()
	}
}

// Follow says when a save of the keeper failed, with the way to try again.
func (p *Page) Follow(k *keep.Keeper) {
	k.Changed = func() {
		p.Settled()
		if k.Err == nil {
			return
		}
		p.Fail(k.Err, k.Retry)
	}
}

// Fail says in words what could not be done; again may be nil.
func (p *Page) Fail(err error, again func()) {
	banner := widget.NewBanner(widget.Urgent, nil, "", screen.Words(p.env.Text, err))
	if again != nil {
		banner.Action(p.env.Text.T("common.retry"), func() {
			p.Say()
			again()
		})
	}
	p.Say(banner)
}

// Say puts something above the buttons, or clears the place.
func (p *Page) Say(what ...fyne.CanvasObject) {
	p.note.Objects = what
	p.note.Refresh()
	p.page.Refresh()
}

// Offer shows how to take the last thing back; redraw is called when that was done.
func (p *Page) Offer(text string, back, redraw func()) {
	p.Say(widget.NewUndoBar(text, p.env.Text.T("common.undo"), func() {
		back()
		p.Say()
		redraw()
	}))
}

// Show draws the page anew.
func (p *Page) Show(bar, foot fyne.CanvasObject, parts ...fyne.CanvasObject) {
	p.Body = widget.VStack(12, parts...)
	head := []fyne.CanvasObject{bar}
	if p.sheet != nil {
		head = append(head, widget.Pad(p.sheet.Object(), 0, 24, 0, 24))
	}
	if p.offer != nil {
		head = append(head, widget.Pad(p.offer.Object(), 0, 24, 0, 24))
	}
	p.page.Objects = []fyne.CanvasObject{widget.VStack(0, append(head,
		widget.Grow(container.NewVScroll(widget.Pad(p.Body, 16, 24, 24, 24))),
		widget.Pad(p.note, 0, 24, 8, 24), foot)...)}
	p.page.Refresh()
}

// Replace puts another part in the place of part i.
func (p *Page) Replace(i int, part fyne.CanvasObject) {
	p.Body.Objects[i] = part
	p.Redraw()
}

// Redraw lays the parts out again after one of them changed its size.
func (p *Page) Redraw() {
	p.Body.Refresh()
	p.page.Refresh()
}

// Box frames a part of the page.
func Box(o fyne.CanvasObject) fyne.CanvasObject { return widget.Card(widget.Pad(o, 16, 16, 16, 16)) }

// Grey is running text in the secondary ink.
func Grey(s string) *widget.Text {
	t := widget.NewText(s, theme.SizeText, false, theme.Ink2)
	t.Wrap = true
	return t
}
