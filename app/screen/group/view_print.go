package group

import (
	"fyne.io/fyne/v2"

	"pendamping/app/screen"
	"pendamping/app/screen/printed"
)

// prints lists what can be printed of a group: the page of its next meeting, to fill in by
// hand, and its cash book.
func (v *View) prints() []printed.Choice {
	day := v.env.Today()
	if g := v.env.Book.Group(v.id); g != nil {
		day = max(day, g.NextMeeting())
		if running := g.Running(); running != nil {
			day = running.Date
		}
	}
	return []printed.Choice{
		{Key: "print.choose.sheet", What: screen.Print{Kind: screen.PrintSheet, ID: v.id, Date: day}},
		{Key: "print.choose.cash_book", What: screen.Print{Kind: screen.PrintCashBook, ID: v.id}},
	}
}

// say puts something above the head, or clears the place.
func (v *View) say(what ...fyne.CanvasObject) {
	v.note.Objects = what
	v.note.Refresh()
	v.object.Refresh()
}
