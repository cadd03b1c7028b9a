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
)

// Page is the frame. A view embeds it and draws with Show.
type Page struct {
	// Body holds the parts; one can be replaced in place and Redrawn.
	Body *fyne.Container

	env    *screen.Env
	page   *fyne.Container
	note   *fyne.Container
	canvas fyne.Canvas // once the page is shown
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

// Follow says when a save of the keeper failed, with the way to try again.
func (p *Page) Follow(k *keep.Keeper) {
	k.Changed = func() {
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
	p.page.Objects = []fyne.CanvasObject{widget.VStack(0, bar,
		widget.Grow(container.NewVScroll(widget.Pad(p.Body, 16, 24, 24, 24))),
		widget.Pad(p.note, 0, 24, 8, 24), foot)}
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
