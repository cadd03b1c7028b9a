package visit

import (
	"time"

	"fyne.io/fyne/v2"

	"pendamping/app/screen"
	"pendamping/app/screen/form"
	"pendamping/app/widget"
	"pendamping/assets"
	"pendamping/kpuk"
)

// clock is when she came and went, and where it was; nil while there is nothing of it.
func (v *View) clock() fyne.CanvasObject {
	m, p := v.model, v.env.Text
	if m.visit.State == kpuk.VisitPlanned || m.visit.State == kpuk.VisitCancelled {
		return nil
	}
	arrived, departed := widget.NewField(p.T("visit.arrived")), widget.NewField(p.T("visit.departed"))
	set := func(string) {
		refused := m.SetTimes(arrived.Text(), departed.Text())
		arrived.SetMessage(widget.Neutral, "")
		departed.SetMessage(widget.Neutral, "")
		if refused != "" {
			departed.SetMessage(widget.Urgent, p.T(refused))
			return
		}
		arrived.SetText(screen.Hour(p, m.visit.Arrived))
		departed.SetText(screen.Hour(p, m.visit.Departed))
	}
	for field, at := range map[*widget.Field]kpuk.Minutes{arrived: m.visit.Arrived, departed: m.visit.Departed} {
		field.ReadOnly = !m.Editable()
		field.SetText(screen.Hour(p, at))
		field.OnLeave = set
	}
	// No hint in the time of leaving: grey digits beside a time of arrival read as one.
	arrived.Placeholder = p.T("visit.time_hint")
	v.remember("visit.arrived", arrived, func(held *kpuk.Visit) string { return screen.Hour(p, held.Arrived) })
	v.remember("visit.departed", departed, func(held *kpuk.Visit) string { return screen.Hour(p, held.Departed) })
	v.place = newPlaceForm(v)
	return form.Box(widget.VStack(16, widget.Name(p.T("visit.when")), widget.Columns(nil, 16, arrived, departed), v.place.root))
}

// placeForm is where on earth the visit was.
type placeForm struct {
	v        *View
	lat, lon *widget.Field
	root     *fyne.Container
}

func newPlaceForm(v *View) *placeForm {
	p := v.env.Text
	f := &placeForm{v: v, lat: widget.NewField(p.T("visit.lat")), lon: widget.NewField(p.T("visit.lon"))}
	lat, lon := v.model.visit.Place.Texts()
	for field, text := range map[*widget.Field]string{f.lat: lat, f.lon: lon} {
		field.ReadOnly = !v.model.Editable()
		field.SetText(text)
		field.OnLeave = func(string) { f.set() }
	}
	v.remember("visit.lat", f.lat, func(held *kpuk.Visit) string { lat, _ := held.Place.Texts(); return lat })
	v.remember("visit.lon", f.lon, func(held *kpuk.Visit) string { _, lon := held.Place.Texts(); return lon })
	f.lat.Optional, f.lon.Optional = p.T("common.optional"), p.T("common.optional")
	f.lat.Placeholder, f.lon.Placeholder = "-8.705", "116.270"
	parts := []fyne.CanvasObject{widget.Columns(nil, 16, f.lat, f.lon)}
	if v.opts.Locate != nil && v.model.Editable() {
		parts = append(parts, widget.HStack(0, widget.NewMediumButton(p.T("visit.locate"), widget.Secondary, assets.Icon("map-pin"), f.locate)))
	}
	f.root = widget.VStack(8, parts...)
	return f
}

// set keeps what was typed once both are there.
func (f *placeForm) set() {
	f.lat.SetMessage(widget.Neutral, "")
	f.lon.SetMessage(widget.Neutral, "")
	if (f.lat.Text() == "") != (f.lon.Text() == "") {
		return // the other one comes next
	}
	if !f.v.model.SetPlace(f.lat.Text(), f.lon.Text()) {
		f.lon.SetMessage(widget.Urgent, f.v.env.Text.T("visit.place_wrong"))
		return
	}
	lat, lon := f.v.model.visit.Place.Texts()
	f.lat.SetText(lat)
	f.lon.SetText(lon)
}

// locate asks the device.
func (f *placeForm) locate() {
	f.lat.SetMessage(widget.Neutral, f.v.env.Text.T("visit.locating"))
	f.v.opts.Locate(func(at kpuk.GeoPoint, err error) {
		f.lat.SetMessage(widget.Neutral, "")
		if err != nil || at.IsZero() {
			f.lat.SetMessage(widget.Waiting, f.v.env.Text.T("visit.no_place"))
			return
		}
		lat, lon := at.Texts()
		f.lat.SetText(lat)
		f.lon.SetText(lon)
		f.set()
	})
}

// whom is which groups and members were met.
func (v *View) whom() fyne.CanvasObject {
	m, p := v.model, v.env.Text
	chips := make([]fyne.CanvasObject, 0, 8)
	for _, g := range m.Groups() {
		if g.Ticked || m.Editable() { // afterwards only those that were met are of interest
			chips = append(chips, v.chip(g, m.TickGroup))
		}
	}
	parts := []fyne.CanvasObject{widget.Name(p.T("visit.groups"))}
	if len(chips) == 0 {
		parts = append(parts, form.Grey(p.T("visit.no_groups")))
	}
	parts = append(parts, widget.WrapRow(8, chips...))
	if m.visit.State == kpuk.VisitRunning {
		parts = append(parts, v.meetings()...)
	}
	parts = append(parts, widget.Name(p.T("visit.members")), v.met())
	if m.Editable() {
		v.hits = widget.VStack(0)
		parts = append(parts, widget.NewSearch(p.T("visit.find"), v.find), v.hits)
	}
	return form.Box(widget.VStack(12, parts...))
}

// chip is a group one can tick.
func (v *View) chip(g Person, set func(kpuk.ID, bool)) fyne.CanvasObject {
	if !v.model.Editable() {
		return widget.NewChip(g.Name, widget.Neutral, nil)
	}
	return widget.NewFilterChip(g.Name, g.Ticked, func(on bool) {
		set(g.ID, on)
		v.redrawWhom()
	})
}

// meetings leads to the meetings of the groups that are met.
func (v *View) meetings() []fyne.CanvasObject {
	var out []fyne.CanvasObject
	for _, g := range v.model.Groups() {
		if !g.Ticked {
			continue
		}
		id := g.ID
		out = append(out, widget.HStack(0, widget.NewMediumButton(v.env.Text.T("visit.meeting", "Group", g.Name), widget.Secondary,
			assets.Icon("notebook"), func() {
				v.env.StartMeeting(id, func(err error) { v.Fail(err, nil) })
			})))
	}
	return out
}

// met lists the members met at home.
func (v *View) met() fyne.CanvasObject {
	members := v.model.Members()
	if len(members) == 0 {
		return form.Grey(v.env.Text.T("visit.no_members"))
	}
	chips := make([]fyne.CanvasObject, len(members))
	for i, member := range members {
		chips[i] = v.chip(member, v.model.TickMember)
	}
	return widget.WrapRow(8, chips...)
}

// find lists members while a name is typed.
func (v *View) find(typed string) {
	hits := v.model.Find(typed, found)
	rows := make([]fyne.CanvasObject, len(hits))
	for i, h := range hits {
		rows[i] = widget.NewListRow(widget.ListRowConfig{
			Title: h.Name, Height: widget.RowCompact, Last: i == len(hits)-1,
			Tapped: func() {
				v.model.TickMember(h.ID, true)
				v.redrawWhom()
			},
		})
	}
	v.hits.Objects = rows
	v.Redraw()
}

// redrawWhom draws the part anew after a tick.
func (v *View) redrawWhom() {
	v.Replace(v.whomAt, v.whom())
}

// tasks lists the follow-ups agreed on.
func (v *View) tasks() fyne.CanvasObject {
	p := v.env.Text
	parts := []fyne.CanvasObject{widget.Name(p.T("visit.tasks"))}
	list := v.model.Tasks()
	for _, t := range list {
		words := t.Who
		if !t.Due.IsZero() {
			if words != "" {
				words += " · "
			}
			words += p.Date(t.Due.Time())
		}
		parts = append(parts, widget.VStack(0, widget.Strong(t.What), widget.Caption(words)))
	}
	if len(list) == 0 {
		parts = append(parts, form.Grey(p.T("visit.no_tasks")))
	}
	if v.model.Editable() {
		v.task = widget.VStack(0, widget.HStack(0, widget.NewMediumButton(p.T("tasks.add"), widget.Secondary, assets.Icon("plus"), v.writeTask)))
		parts = append(parts, v.task)
	}
	return form.Box(widget.VStack(12, parts...))
}

// writeTask opens the fields of a new follow-up.
func (v *View) writeTask() {
	p := v.env.Text
	what, who := widget.NewField(p.T("tasks.what")), widget.NewField(p.T("tasks.who"))
	who.Optional = p.T("common.optional")
	due := widget.NewDateField(p.T("tasks.due"), time.Time{}, nil)
	due.Optional, due.ErrText = p.T("common.optional"), p.T("tasks.due_wrong")
	sheet := v.openTask(what, who, due)
	save := widget.NewMediumButton(p.T("common.save"), widget.Primary, assets.Icon("check"), func() {
		day, ok := widget.ParseDate(due.Text())
		if !ok {
			due.SetMessage(widget.Urgent, due.ErrText)
			return
		}
		id, err := sheet.New()
		missing := ""
		if err == nil {
			missing = v.model.AddTask(id, what.Text(), who.Text(), kpuk.DateOf(day), func(err error) {
				if err == nil {
					sheet.Saved()
				}
			})
		}
		switch {
		case err != nil:
			what.SetMessage(widget.Urgent, screen.Words(p, err))
		case missing != "":
			what.SetMessage(widget.Urgent, p.T(missing))
		default:
			v.redrawTasks()
		}
	})
	cancel := widget.NewMediumButton(p.T("common.cancel"), widget.Quiet, nil, func() {
		v.redrawTasks()
		v.GaveUp(sheet)
	})
	v.task.Objects = []fyne.CanvasObject{widget.VStack(12, sheet.Object(), what, widget.Columns(nil, 16, who, due),
		widget.HStack(8, widget.Grow(widget.VStack(0)), cancel, save))}
	v.Redraw()
	sheet.Resume()
}

// redrawTasks draws the follow-ups anew.
func (v *View) redrawTasks() {
	v.Replace(v.whomAt+2, v.tasks())
}

// askWhy asks for the reason before a visit is called off.
func (v *View) askWhy() {
	p := v.env.Text
	why := widget.NewField(p.T("visit.why"))
	sheet := v.Form(formCancel, v.model.visit.ID, v.here())
	sheet.Ask("why", p.T("visit.why"), why)
	off := widget.NewMediumButton(p.T("visit.cancel"), widget.Danger, nil, func() {
		if why.Text() == "" {
			why.SetMessage(widget.Urgent, p.T("visit.why_missing"))
			return
		}
		v.move(func() error { return v.model.Cancel(why.Text()) })
		if v.model.visit.State == kpuk.VisitCancelled {
			sheet.Saved()
		}
	})
	keep := widget.NewMediumButton(p.T("common.back"), widget.Quiet, nil, func() {
		v.Say()
		v.GaveUp(sheet)
	})
	v.Say(form.Box(widget.VStack(12, sheet.Object(), why, widget.HStack(8, widget.Grow(widget.VStack(0)), keep, off))))
	sheet.Resume()
}
