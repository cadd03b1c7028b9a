package recorder

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"pendamping/app/screen/talk"
	"pendamping/app/widget"
	"pendamping/kpuk"
)

// newTalk makes the threads of the recorder: what is being answered stays while pages are
// drawn anew and steps are left.
func (v *View) newTalk() *talk.Threads {
	m := v.model
	host := talk.Host{Env: v.env, Photos: m.opts.Photos, Album: m.Evidence, Changed: v.talked}
	if m.MayAnswer() {
		host.Answer = m.Answer
	}
	host.Removed = func(back func()) {
		m.undo = &undo{text: v.env.Text.T("pictures.removed"), back: back}
		v.offerUndo()
	}
	return talk.New(host)
}

// talked draws anew what shows threads.
func (v *View) talked() {
	v.page.refresh()
	v.showTop()
	v.showHead()
}

// showTop shows above the page what was asked about the step as a whole, and the thread of
// the cell that was pressed.
func (v *View) showTop() {
	v.top.Objects = nil
	if s := v.model.Step(); s > 0 && v.model.Editable() {
		asked := v.model.Comments(s)
		if !v.pressed.IsZero() {
			asked = append(asked, v.model.CommentsOn(s, v.pressed)...)
		}
		if len(asked) > 0 {
			v.top.Add(widget.Pad(widget.VStack(8, v.talk.Pinned(asked...)...), 8, margin, 8, margin))
		}
	}
	v.top.Refresh()
	v.frame.body.Refresh()
}

// openThreads opens what was asked about a member above the page, where there is room for
// an answer.
func (v *View) openThreads(member kpuk.ID) {
	v.pressed = member
	for _, p := range v.model.CommentsOn(v.model.Step(), member) {
		v.talk.Spread(p.Thread)
	}
	v.talked()
}

// topped puts threads above a page, in half of the room at most.
type topped struct{}

// Layout gives the first object the height it needs, the second the rest.
func (topped) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	top, page := objects[0], objects[1]
	scroll, _ := top.(*container.Scroll) //nolint:errcheck // what put makes
	height := float32(0)
	if scroll != nil {
		held := scroll.Content
		held.Resize(fyne.NewSize(size.Width, held.MinSize().Height))
		height = min(widget.HeightOf(held, size.Width), size.Height/2)
	}
	place(top, 0, 0, size.Width, height)
	place(page, 0, height, size.Width, size.Height-height)
}

// MinSize is the page's.
func (topped) MinSize(objects []fyne.CanvasObject) fyne.Size { return objects[1].MinSize() }

// pins is a place in a page where what was asked about it is shown.
type pins struct {
	v     *View
	step  kpuk.Step
	field string
	inset bool // it stands between rows that reach from edge to edge
	box   *fyne.Container
}

// pinsAt makes the place of a field.
func (v *View) pinsAt(step kpuk.Step, field string) *pins {
	return &pins{v: v, step: step, field: field, box: widget.VStack(8)}
}

// refresh shows what is asked now; a place without a question takes no room.
func (p *pins) refresh() {
	p.box.Objects = p.v.pinned(p.step, p.field, kpuk.ID{})
	if p.inset && len(p.box.Objects) > 0 {
		p.box.Objects = []fyne.CanvasObject{widget.Pad(widget.VStack(8, p.box.Objects...), 8, 12, 12, 12), widget.Rule()}
	}
	if len(p.box.Objects) == 0 {
		p.box.Hide()
	} else {
		p.box.Show()
	}
	p.box.Refresh()
}

// pinned are the threads of a field and, where one is named, of a record.
func (v *View) pinned(step kpuk.Step, field string, of kpuk.ID) []fyne.CanvasObject {
	return v.talk.Pinned(v.model.CommentsAt(step, field, of)...)
}
