// Package help shows the help pages, which are read without a network.
package help

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"pendamping/app/screen"
	"pendamping/app/theme"
	"pendamping/app/widget"
	"pendamping/assets"
	"pendamping/assets/help"
)

// margin is the room around the page in dp, widest its greatest width.
const (
	margin = 24
	widest = 760
)

// View is a help page, or the list of all.
type View struct {
	env  *screen.Env
	root fyne.CanvasObject
}

// New makes the page of a topic; of one that has none, and of "", the list.
func New(env *screen.Env, topic string) *View {
	v := &View{env: env}
	page, ok := help.Of(env.Text.Lang(), topic)
	title, body := page.Title, v.page(page)
	if !ok {
		title, body = env.Text.T("help.all"), v.list()
	}
	v.root = widget.VStack(0, widget.NewAppBar(title, env.Text.T("help.title"), env.Back),
		widget.Grow(container.NewVScroll(widget.Narrow(widest, widget.Pad(body, 8, margin, margin, margin)))))
	return v
}

// Object is the page.
func (v *View) Object() fyne.CanvasObject { return v.root }

// Refresh has nothing to show anew: help does not change.
func (*View) Refresh() {}

// words is running text that takes as many lines as it needs.
func words(line string) *widget.Text {
	t := widget.Body(help.Quoted(line))
	t.Wrap = true
	return t
}

// page says what the screen is for, how it is used and what to do when something is odd.
func (v *View) page(of help.Page) fyne.CanvasObject {
	t := v.env.Text
	var parts []fyne.CanvasObject
	for _, line := range of.About {
		parts = append(parts, words(line))
	}
	steps := make([]fyne.CanvasObject, len(of.Steps))
	for i, line := range of.Steps {
		steps[i] = widget.HStack(16, widget.NewDiamond(widget.Current, t.Number(int64(i+1))), widget.Grow(words(line)))
	}
	parts = append(parts, widget.Card(widget.Pad(widget.VStack(16, steps...), 20, 20, 20, 20)))
	if len(of.Odd) > 0 {
		parts = append(parts, widget.Heading(t.T("help.odd")))
	}
	for _, line := range of.Odd {
		parts = append(parts, widget.NewBanner(widget.Waiting, assets.Icon("question"), "", help.Quoted(line)))
	}
	all := widget.NewMediumButton(t.T("help.all"), widget.Quiet, assets.Icon("list-bullets"), func() {
		v.env.Open(screen.Route{Name: screen.Help})
	})
	return widget.VStack(16, append(parts, widget.WrapRow(8, all))...)
}

// list leads to all pages.
func (v *View) list() fyne.CanvasObject {
	pages := help.Pages(v.env.Text.Lang())
	rows := make([]fyne.CanvasObject, len(pages))
	for i, p := range pages {
		rows[i] = widget.NewListRow(widget.ListRowConfig{
			Title: p.Title, Chevron: true, Last: i == len(pages)-1, Height: widget.RowCompact,
			Tapped: func() { v.env.Open(screen.Route{Name: screen.Help, Tab: p.Topic}) },
		})
	}
	about := widget.NewText(v.env.Text.T("help.about"), theme.SizeText, false, theme.Ink2)
	about.Wrap = true
	return widget.VStack(16, about, widget.Card(widget.Pad(widget.VStack(0, rows...), 8, 1, 8, 1)))
}
