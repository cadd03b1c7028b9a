package today

import (
	"fyne.io/fyne/v2"

	"pendamping/app/theme"
	"pendamping/app/widget"
	"pendamping/assets"
)

// drafts lists the forms that were left half-filled, each to go on with or to throw away.
func (v *View) drafts() fyne.CanvasObject {
	p := v.env.Text
	rows := make([]fyne.CanvasObject, 0, 2*len(v.model.Drafts))
	for i, d := range v.model.Drafts {
		if i > 0 {
			rows = append(rows, widget.Pad(widget.Rule(), 0, 16, 0, 16))
		}
		title := widget.Name(d.Title)
		title.Wrap = true
		text := widget.Body(d.Text)
		text.Wrap = true
		text.SetColour(theme.Ink2)
		throw := widget.NewMediumButton(p.T("draft.throw"), widget.Quiet, nil, func() { v.throw(d) })
		goOn := widget.NewMediumButton(p.T("today.draft_open"), widget.Secondary, assets.Icon("arrow-right"), func() { v.env.Open(d.Route) })
		rows = append(rows, widget.Pad(widget.HStack(12, widget.NewDiamond(widget.Attention, ""),
			widget.Grow(widget.VStack(4, title, text)), throw, goOn), 12, 16, 12, 16))
	}
	count := widget.NewSmallChip(p.Number(int64(len(v.model.Drafts))), widget.Waiting, assets.IconFill("pencil-simple"))
	return widget.VStack(12, widget.Spread(widget.Heading(p.T("today.drafts")), count), widget.Card(widget.VStack(0, rows...)))
}

// throw gives a form up and offers to take that back.
func (v *View) throw(d Draft) {
	back := v.model.Throw(d)
	v.Refresh()
	if back == nil {
		return
	}
	v.say(widget.NewUndoBar(v.env.Text.T("draft.thrown"), v.env.Text.T("common.undo"), func() {
		back()
		v.say()
		v.Refresh()
	}))
}
