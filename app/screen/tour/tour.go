// Package tour is three cards for somebody who opens the app for the first time: what it
// keeps, when it sends, and where to learn more.
package tour

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"pendamping/app/screen"
	"pendamping/app/theme"
	"pendamping/app/widget"
	"pendamping/assets"
)

// Key is the key under which a device keeps that the cards were seen.
const Key = "tour"

// Cards is how many cards there are.
const Cards = 3

// widest is the greatest width of a card in dp.
const widest = 560

// Seen is what a device keeps.
type Seen struct {
	Once bool `cbor:"1,keyasint,omitempty"`
}

// View is the tour.
type View struct {
	env  *screen.Env
	card int // from 0
	root *fyne.Container
}

// New starts at the first card.
func New(env *screen.Env) *View {
	v := &View{env: env, root: container.NewStack()}
	v.Refresh()
	return v
}

// Object is the page.
func (v *View) Object() fyne.CanvasObject { return v.root }

// Card is the number of the card in sight, from 0.
func (v *View) Card() int { return v.card }

// Refresh draws the card in sight.
func (v *View) Refresh() {
	t := v.env.Text
	name := []string{"kept", "sent", "learn"}[v.card]
	picture := []string{"device-tablet", "paper-plane-tilt", "student"}[v.card]
	title := widget.TitleSerif(t.T("tour.title." + name))
	title.Align, title.Wrap = fyne.TextAlignCenter, true
	text := widget.Body(t.T("tour.text." + name))
	text.Align, text.Wrap = fyne.TextAlignCenter, true
	marks := make([]fyne.CanvasObject, Cards)
	for i := range marks {
		state := widget.Todo
		switch {
		case i < v.card:
			state = widget.Done
		case i == v.card:
			state = widget.Current
		default:
		}
		marks[i] = widget.NewDiamond(state, "")
	}
	icon := widget.NewIcon(assets.IconFill(picture), theme.PlumInk, 72)
	parts := []fyne.CanvasObject{widget.Middle(icon), title, text}
	if v.card == Cards-1 {
		parts = append(parts, widget.Middle(widget.NewMediumButton(t.T("tour.practice"), widget.Secondary, assets.Icon("student"), v.practice)))
	}
	free := func() fyne.CanvasObject { return widget.Grow(widget.VStack(0)) }
	parts = append(parts, widget.HStack(8, append(append([]fyne.CanvasObject{free()}, marks...), free())...))
	card := widget.Card(widget.Pad(widget.VStack(24, parts...), 40, 32, 32, 32))
	v.root.Objects = []fyne.CanvasObject{widget.VStack(0, widget.Grow(container.New(middle{}, card)), v.foot())}
	v.root.Refresh()
}

// foot leads on, back and out.
func (v *View) foot() fyne.CanvasObject {
	t := v.env.Text
	left := widget.NewButton(t.T("tour.skip"), widget.Quiet, nil, v.end)
	if v.card > 0 {
		left = widget.NewButton(t.T("common.back"), widget.Secondary, nil, v.previous)
	}
	right := widget.NewButton(t.T("tour.next"), widget.Primary, assets.Icon("arrow-right"), v.next)
	if v.card == Cards-1 {
		right = widget.NewButton(t.T("tour.done"), widget.Primary, assets.Icon("check"), v.end)
	}
	return widget.Pad(widget.HStack(16, left, widget.Grow(widget.VStack(0)), right), 12, 24, 16, 24)
}

func (v *View) next() {
	v.card++
	v.Refresh()
}

func (v *View) previous() {
	v.card--
	v.Refresh()
}

// Leave keeps that the cards were seen: also who leaves another way is not asked again.
func (v *View) Leave() { v.env.Local(Key, Seen{Once: true}) }

// end goes on to the work.
func (v *View) end() { v.env.Back() }

// practice goes on to the practice group, not back to the cards from there.
func (v *View) practice() {
	v.env.Back()
	v.env.Open(screen.Route{Name: screen.Practice})
}

// middle keeps a card in the middle, no wider than is readable.
type middle struct{}

// Layout implements fyne.Layout.
func (middle) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	width := min(size.Width-48, widest)
	for _, o := range objects {
		o.Resize(fyne.NewSize(width, o.MinSize().Height)) // wraps the text, which decides the height
		height := min(o.MinSize().Height, size.Height)
		o.Move(fyne.NewPos((size.Width-width)/2, max(0, (size.Height-height)/2)))
		o.Resize(fyne.NewSize(width, height))
	}
}

// MinSize implements fyne.Layout.
func (middle) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.NewSize(320, 320) }
