package form

import (
	"fyne.io/fyne/v2"

	"pendamping/app/screen"
	"pendamping/app/widget"
	"pendamping/kpuk"
)

// Way leads to a form of a page that is closed now.
type Way struct {
	Form   string
	Record kpuk.ID
	Open   func() // opens the form, which takes over what was left in it
}

// Offer shows on a page what was left in its forms, each to go on with or to throw away.
type Offer struct {
	// Redraw lays the page out again; it may be nil.
	Redraw func()

	env   *screen.Env
	ways  []Way
	place *fyne.Container
}

// NewOffer makes the offer of a page with forms.
func NewOffer(env *screen.Env, ways ...Way) *Offer {
	o := &Offer{env: env, ways: ways, place: widget.VStack(8)}
	o.place.Hide()
	o.Look()
	return o
}

// Object is where the offer shows; empty when nothing was left.
func (o *Offer) Object() fyne.CanvasObject { return o.place }

// Look shows what is left now, with more below it.
func (o *Offer) Look(more ...fyne.CanvasObject) {
	t := o.env.Text
	var parts []fyne.CanvasObject
	for _, w := range o.ways {
		left, ok := o.env.Drafts.Find(w.Form, w.Record)
		if !ok {
			continue
		}
		parts = append(parts, widget.NewBanner(widget.Waiting, nil, t.T("draft.left"), o.env.DraftWords(&left)).
			Action(t.T("draft.go_on"), func() {
				o.Hide()
				w.Open()
			}).
			Action(t.T("draft.throw"), func() { o.Thrown(o.env.Drafts.Drop(w.Form, w.Record)) }))
	}
	o.say(append(parts, more...)...)
}

// Thrown says that a form was given up, with the way back; nil says nothing.
func (o *Offer) Thrown(back func()) {
	if back == nil {
		o.Look()
		return
	}
	o.Look(widget.NewUndoBar(o.env.Text.T("draft.thrown"), o.env.Text.T("common.undo"), func() {
		back()
		o.Look()
	}))
}

// Hide shows nothing while a form is open.
func (o *Offer) Hide() { o.say() }

func (o *Offer) say(parts ...fyne.CanvasObject) {
	if len(parts)+len(o.place.Objects) == 0 {
		return
	}
	fill(o.place, parts)
	if o.Redraw != nil {
		o.Redraw()
	}
}
