package visit

import (
	"pendamping/app/screen"
	"pendamping/app/screen/form"
	"pendamping/app/widget"
	"pendamping/kpuk"
)

// The forms of the page among the drafts of the device.
const (
	formVisit  = "visit"
	formTask   = "visit-task"
	formCancel = "visit-cancel"
)

// here is the page's own route.
func (v *View) here() screen.Route { return screen.Route{Name: screen.Visit, ID: v.model.visit.ID} }

// openDrafts offers what was left half-filled here.
func (v *View) openDrafts() {
	id := v.model.visit.ID
	v.Draft(formVisit, id, v.here())
	v.Ways(form.Way{Form: formTask, Record: id, Open: v.writeTask}, form.Way{Form: formCancel, Record: id, Open: v.askWhy})
}

// remember keeps what is typed into a field until the book has it.
func (v *View) remember(key string, in widget.Answer, of func(*kpuk.Visit) string) {
	id := v.model.visit.ID
	v.Edit(key, in, func() string {
		held := v.env.Book.Visit(id)
		if held == nil {
			return ""
		}
		return of(held)
	})
}

// openTask opens the draft of a new follow-up. One that was kept before the app was ended
// is not asked for again.
func (v *View) openTask(what, who *widget.Field, due *widget.DateField) *form.Sheet {
	p := v.env.Text
	sheet := v.Form(formTask, v.model.visit.ID, v.here())
	sheet.Ask("what", p.T("tasks.what"), what)
	sheet.Ask("who", p.T("tasks.who"), who)
	sheet.Ask("due", p.T("tasks.due"), due)
	return sheet
}
