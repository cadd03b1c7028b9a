package member

import (
	"time"

	"fyne.io/fyne/v2"

	"pendamping/app/screen/form"
	"pendamping/app/theme"
	"pendamping/app/widget"
	"pendamping/assets"
	"pendamping/kpuk"
)

// inGroup is her place in the group.
func (v *View) inGroup() []fyne.CanvasObject {
	p, m := v.env.Text, v.model
	parts := []fyne.CanvasObject{
		widget.Heading(p.T("member.in_group")),
		widget.Columns(nil, 16, v.figures(Number, "member.number", 3), v.date(JoinedOn, "member.joined")), v.reason(JoinedOn),
	}
	if !m.Kept() { // nobody yet who could hold an office or leave
		return parts
	}
	if m.Active() {
		parts = append(parts, v.role())
	}
	parts = append(parts, v.offices()...)
	return append(parts, widget.Heading(p.T("member.status")), v.membership())
}

// role chooses her office. One that somebody else holds is asked about first.
func (v *View) role() fyne.CanvasObject {
	p, m := v.env.Text, v.model
	var options []widget.Option
	for role := kpuk.RoleMember; role <= kpuk.RoleTreasurer; role++ {
		options = append(options, widget.Option{Value: role.String(), Text: p.T("word.role." + role.String())})
	}
	ask := widget.VStack(0)
	take := func(role kpuk.Role) {
		m.TakeRole(role)
		v.turn(v.open)
	}
	var c *widget.Choice
	c = widget.NewChoice(p.T("member.role"), options, m.Role().String(), func(name string) {
		role, err := kpuk.ParseName[kpuk.Role](name)
		if err != nil {
			return
		}
		v.leavePad()
		holder := m.Holder(role)
		if holder == "" {
			take(role)
			return
		}
		text := p.T("member.role.held", "Name", holder, "Role", p.T("word.role."+role.String()))
		ask.Objects = []fyne.CanvasObject{widget.NewBanner(widget.Waiting, nil, "", text).
			Action(p.T("member.role.replace"), func() { take(role) }).
			Action(p.T("common.cancel"), func() {
				ask.Objects = nil
				c.SetSelected(m.Role().String())
				v.object.Refresh()
			})}
		v.object.Refresh()
	})
	return widget.VStack(8, c, ask)
}

// offices are the offices that she held, each with its day.
func (v *View) offices() []fyne.CanvasObject {
	lines := v.model.Offices()
	if len(lines) == 0 {
		return nil
	}
	history := widget.VStack(2)
	for _, line := range lines {
		text := widget.Body(line)
		text.SetColour(theme.Ink2)
		history.Add(text)
	}
	since := v.date(RoleSince, "member.role.from")
	return []fyne.CanvasObject{widget.Columns([]float32{2, 3}, 16, since, widget.Pad(history, 24, 0, 0, 0))}
}

// membership tells whether she belongs to the group, and how that ends or begins again.
func (v *View) membership() fyne.CanvasObject {
	p, m := v.env.Text, v.model
	if !m.Active() {
		strong, text := m.StatusWords()
		banner := widget.NewBanner(widget.Neutral, assets.IconFill("door-open"), strong, text)
		again := func(do func()) func() {
			return func() {
				do()
				v.turn(v.open)
			}
		}
		if m.MayRejoin() {
			banner.Action(p.T("member.rejoin"), again(m.Rejoin))
		}
		return banner.Action(p.T("member.never_left"), again(m.NeverLeft))
	}
	room := widget.VStack(0)
	v.openEnd = func(state kpuk.MemberStatus) {
		v.leavePad()
		v.ends.Hide()
		room.Objects = []fyne.CanvasObject{v.ending(state, room)}
		v.object.Refresh()
	}
	end := func(state kpuk.MemberStatus, key, icon string) fyne.CanvasObject {
		return widget.NewMediumButton(p.T(key), widget.Secondary, assets.Icon(icon), func() { v.openEnd(state) })
	}
	return widget.VStack(12, widget.WrapRow(12,
		end(kpuk.MemberMoved, "member.end.move", "arrows-left-right"), end(kpuk.MemberLeft, "member.end.leave", "door-open"),
		end(kpuk.MemberDied, "member.end.died", "heart")), room)
}

// ending is the form in which a membership ends. It says what goes along and what stays
// unsettled before anything is kept.
type ending struct {
	v      *View
	e      Ending
	on     *widget.DateField
	reason *widget.Field
	to     *widget.Choice
	notes  *fyne.Container
	keep   *widget.Button
	sheet  *form.Sheet
	root   fyne.CanvasObject
}

func (v *View) ending(state kpuk.MemberStatus, room *fyne.Container) fyne.CanvasObject {
	p := v.env.Text
	f := &ending{v: v, e: Ending{State: state, On: v.env.Today().Time()}, notes: widget.VStack(8)}
	f.on = widget.NewDateField(p.T("member.end.on"), f.e.On, func(day time.Time) {
		f.e.On = day
		f.look()
	})
	f.on.ErrText = p.T("member.problem.date")
	f.reason = widget.NewField(p.T("member.end.reason"))
	f.reason.OnChanged = func(typed string) { f.e.Reason = typed }
	f.reason.OnLeave = func(typed string) {
		f.e.Reason = typed
		f.look()
	}
	if state == kpuk.MemberDied {
		f.reason.Optional = p.T("common.optional")
	}
	parts := []fyne.CanvasObject{widget.Name(p.T("member.end.title." + state.String()))}
	if state == kpuk.MemberMoved {
		parts = append(parts, f.groups())
	}
	f.keep = widget.NewMediumButton(p.T("member.end.keep."+state.String()), widget.Primary, assets.Icon("check"), f.save)
	cancel := widget.NewMediumButton(p.T("common.cancel"), widget.Quiet, nil, func() {
		room.Objects = nil
		v.ends.Thrown(f.sheet.GiveUp())
		v.object.Refresh()
	})
	parts = append(parts, widget.Columns([]float32{2, 3}, 16, f.on, f.reason), f.notes, widget.Spread(widget.Body(""), widget.HStack(8, cancel, f.keep)))
	f.openSheet()
	f.root = widget.Card(widget.Pad(widget.VStack(12, append([]fyne.CanvasObject{f.sheet.Object()}, parts...)...), 16, 16, 16, 16))
	f.look()
	f.sheet.Resume()
	return f.root
}

// groups chooses where she goes.
func (f *ending) groups() fyne.CanvasObject {
	var options []widget.Option
	for _, g := range f.v.model.Targets() {
		options = append(options, widget.Option{Value: g.ID.String(), Text: f.v.env.Text.T("member.group", "Name", g.Name) + " · " + f.v.env.Area(g.Village)})
	}
	f.to = widget.NewChoice(f.v.env.Text.T("member.move.to"), options, "", func(id string) {
		if to, err := kpuk.ParseID(id); err == nil {
			f.e.To = to
		}
		f.look()
	})
	return f.to
}

// look says what stands against it and what goes along. What is merely not filled yet is
// said when somebody tries to keep it.
func (f *ending) look() {
	found := f.v.model.Ends(f.e)
	f.notes.Objects = nil
	for _, text := range found.Notes {
		f.notes.Add(widget.NewBanner(widget.Neutral, assets.IconFill("info"), "", text))
	}
	if text := found.Refused["Member"]; text != "" {
		f.notes.Add(widget.NewBanner(widget.Urgent, nil, "", text))
	}
	f.on.SetMessage(widget.Urgent, found.Refused["On"])
	f.v.object.Refresh()
}

// save keeps it, or says at the fields what is missing.
func (f *ending) save() {
	found := f.v.model.Ends(f.e)
	f.look()
	f.reason.SetMessage(widget.Urgent, found.Refused["Reason"])
	if f.to != nil {
		f.to.SetMessage(widget.Urgent, found.Refused["To"])
	}
	if len(found.Refused) > 0 {
		return
	}
	f.keep.Disable() // a second press must not keep it twice
	back := f.v.model.End(f.e)
	if f.v.model.Failure == nil {
		f.sheet.Saved()
	}
	f.v.turn(f.v.open)
	if back != nil {
		f.v.takeBack(back)
	}
}
