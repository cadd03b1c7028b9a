package tasks

import (
	"time"

	"fyne.io/fyne/v2"

	"pendamping/app/screen"
	"pendamping/app/screen/form"
	"pendamping/app/widget"
	"pendamping/assets"
	"pendamping/kpuk"
)

// writing asks for a new task. Its fields are its state; it lives until kept or called off.
type writing struct {
	view      *View
	what, who *widget.Field
	due       *widget.DateField
	group     *widget.Choice
	keep      *widget.Button
	sheet     *form.Sheet
}

// formNew is the form among the drafts of the device.
const formNew = "task-new"

// here is the page's own route.
func here() screen.Route { return screen.Route{Name: screen.Tasks} }

// write opens the form, once.
func (v *View) write() {
	if v.form.Visible() {
		return
	}
	p := v.env.Text
	f := &writing{view: v, what: widget.NewField(p.T("tasks.what")), who: widget.NewField(p.T("tasks.who"))}
	f.who.Optional = p.T("common.optional")
	f.due = widget.NewDateField(p.T("tasks.due"), time.Time{}, nil)
	f.due.Optional, f.due.ErrText = p.T("common.optional"), p.T("tasks.due_wrong")
	groups := v.model.Groups()
	options := make([]widget.Option, 0, len(groups))
	for _, g := range groups {
		options = append(options, widget.Option{Value: g.ID.String(), Text: g.Name})
	}
	chosen := ""
	if len(options) == 1 { // nothing to choose
		chosen = options[0].Value
	}
	f.group = widget.NewChoice(p.T("tasks.group"), options, chosen, func(string) { f.group.SetMessage(widget.Neutral, "") })
	f.openSheet()
	f.keep = widget.NewMediumButton(p.T("common.save"), widget.Primary, assets.Icon("check"), f.save)
	cancel := widget.NewMediumButton(p.T("common.cancel"), widget.Quiet, nil, f.cancel)
	v.form.Objects = []fyne.CanvasObject{widget.Card(widget.Pad(widget.VStack(16,
		f.sheet.Object(), f.what, widget.Columns(nil, 16, f.who, f.due), f.group,
		widget.Spread(widget.Body(""), widget.HStack(8, cancel, f.keep))), 20, 20, 20, 20))}
	v.form.Show()
	v.add.Hide()
	v.say()
	f.sheet.Resume()
	f.what.Focus()
}

// openSheet opens the draft of the form.
func (f *writing) openSheet() {
	p := f.view.env.Text
	f.sheet = form.NewSheet(f.view.env, formNew, kpuk.ID{}, here())
	f.sheet.Redraw = f.view.page.Refresh
	f.view.left.Hide()
	f.sheet.Ask("what", p.T("tasks.what"), f.what)
	f.sheet.Ask("who", p.T("tasks.who"), f.who)
	f.sheet.Ask("due", p.T("tasks.due"), f.due)
	f.sheet.Ask("group", p.T("tasks.group"), f.group)
}

// cancel gives the form up.
func (f *writing) cancel() {
	back := f.sheet.GiveUp()
	f.close()
	f.view.left.Thrown(back)
}

// save keeps what was typed, or says what is missing at its field.
func (f *writing) save() {
	d := Draft{What: f.what.Text(), Who: f.who.Text()}
	due, ok := widget.ParseDate(f.due.Text())
	if !ok {
		f.due.SetMessage(widget.Urgent, f.due.ErrText)
		return
	}
	d.Due = due
	if id, err := kpuk.ParseID(f.group.Selected()); err == nil {
		d.Group = id
	}
	f.what.SetMessage(widget.Neutral, "")
	switch missing := d.Missing(); missing {
	case "":
	case "group":
		f.group.SetMessage(widget.Urgent, f.view.env.Text.T("tasks.missing.group"))
		return
	default:
		f.what.SetMessage(widget.Urgent, f.view.env.Text.T("tasks.missing.what"))
		return
	}
	id, err := f.sheet.New()
	if f.view.failed(err, f.save) {
		return
	}
	f.keep.Disable() // a second press must not keep it twice
	f.view.model.Add(id, d, func(err error) {
		f.keep.Enable()
		if f.view.failed(err, f.save) {
			return
		}
		f.sheet.Saved()
		f.close()
		f.view.choose(false)
	})
}

// close removes the form.
func (f *writing) close() {
	f.view.form.Objects = nil
	f.view.form.Hide()
	f.view.add.Show()
	f.view.page.Refresh()
}
