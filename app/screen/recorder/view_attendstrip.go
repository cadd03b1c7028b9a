package recorder

import (
	"fyne.io/fyne/v2"

	"pendamping/app/theme"
	"pendamping/app/widget"
	"pendamping/assets"
	"pendamping/kpuk"
)

// guestsTouched stands for the tile of guests among the tiles touched.
const guestsTouched = attendGuests

// attendExtra is what can be typed about the member touched: when she came or left, or
// why she is away. It is built once for a member and a presence, so that a refresh leaves
// a field in use alone.
type attendExtra struct {
	member   kpuk.ID
	presence kpuk.Presence
	field    *widget.Field
	root     fyne.CanvasObject
}

// refreshStrip shows the six choices for the member touched, or the names of guests.
func (p *attendancePage) refreshStrip() {
	switch {
	case p.touched >= 0:
		p.showChoices(p.v.model.Tile(p.touched))
	case p.touched == guestsTouched:
		p.showGuests()
	default:
		return
	}
	p.strip.Show()
	p.strip.Refresh()
	p.root.Refresh()
}

// showChoices are the six choices, and what is typed about the one chosen.
func (p *attendancePage) showChoices(tile Tile) {
	t := p.v.env.Text
	keys := make([]fyne.CanvasObject, 0, 6)
	for _, presence := range Presences() {
		keys = append(keys, p.key(tile, presence))
	}
	words := widget.HStack(6, widget.NewText(tile.Name, theme.SizeName, true, theme.PlumInk),
		widget.NewText(t.T("recorder.then", "What", p.v.model.FineNote(tile.Member)), theme.SizeName, false, theme.PlumInk))
	rows := []fyne.CanvasObject{words, widget.Columns(nil, 8, keys...)}
	if asked := p.v.model.CommentsOn(kpuk.StepAttendance, tile.Member); len(asked) > 0 {
		rows = append(p.v.talk.Pinned(asked...), rows...)
	}
	if extra := p.extraOf(tile); extra != nil {
		rows = append(rows, extra)
	}
	p.fillStrip(rows)
}

// fillStrip puts rows into the strip under the tiles.
func (p *attendancePage) fillStrip(rows []fyne.CanvasObject) {
	p.strip.Objects = []fyne.CanvasObject{widget.Panel(theme.PlumSoft, 0,
		widget.VStack(0, widget.Rule(), widget.Pad(widget.VStack(16, rows...), 16, 16, 16, 16)))}
}

// extraOf is what can be typed about a member, nil for who is simply there.
func (p *attendancePage) extraOf(tile Tile) fyne.CanvasObject {
	m := p.v.model
	if tile.Presence == kpuk.Present {
		p.extra = nil
		return nil
	}
	value := m.AwayReason(tile.Member)
	if timed(tile.Presence) {
		value = m.Moment(tile.Member)
	}
	if p.extra == nil || p.extra.member != tile.Member || p.extra.presence != tile.Presence {
		p.extra = p.newExtra(tile)
	}
	if !p.extra.field.Focused() {
		p.extra.field.SetText(value)
	}
	return p.extra.root
}

// newExtra makes the field for a time, with five minutes more or less, or for a reason.
func (p *attendancePage) newExtra(tile Tile) *attendExtra {
	t, m, who := p.v.env.Text, p.v.model, tile.Member
	e := &attendExtra{member: who, presence: tile.Presence}
	if !timed(tile.Presence) {
		e.field = widget.NewField(t.T("attend.reason"))
		e.field.OnLeave = func(text string) { m.SetAwayReason(who, text) }
		e.root = e.field
		return e
	}
	label := t.T("attend.came_at")
	if tile.Presence == kpuk.LeftEarly {
		label = t.T("attend.left_at")
	}
	e.field = widget.NewField(label)
	e.field.OnLeave = func(text string) {
		e.field.SetMessage(widget.Urgent, m.SetMoment(who, text))
		p.refresh()
	}
	shift := func(key string, steps int) fyne.CanvasObject {
		return atBox(widget.NewMediumButton(t.T(key), widget.Secondary, nil, func() { m.ShiftMoment(who, steps); p.refresh() }))
	}
	e.root = widget.HStack(8, widget.Fixed(e.field, 180, 0), shift("attend.earlier", -1), shift("attend.later", 1))
	return e
}

// atBox puts a button at the height of the box of a field beside it, below its label.
func atBox(b fyne.CanvasObject) fyne.CanvasObject {
	return widget.VStack(4, widget.Caption(""), b)
}

// showGuests lists the guests known by name, each with a cross, and asks for more.
func (p *attendancePage) showGuests() {
	t, m := p.v.env.Text, p.v.model
	if p.extra == nil || !p.extra.member.IsZero() {
		name := widget.NewField(t.T("attend.visitor"))
		add := widget.NewMediumButton(t.T("attend.visitor_add"), widget.Secondary, assets.Icon("plus"), func() {
			problem := m.AddVisitor(name.Text())
			name.SetMessage(widget.Urgent, problem)
			if problem == "" {
				name.SetText("")
			}
			p.refresh()
		})
		p.extra = &attendExtra{field: name, root: widget.HStack(8, widget.Grow(name), atBox(add))}
	}
	words := widget.NewText(t.T("recorder.guests")+" · "+t.N("recorder.guest_count", m.Guests()), theme.SizeName, true, theme.PlumInk)
	names := make([]fyne.CanvasObject, 0, len(m.Visitors()))
	for _, name := range m.Visitors() {
		names = append(names, widget.NewMediumButton(name, widget.Secondary, assets.Icon("x"), func() {
			m.RemoveVisitor(name)
			p.refresh()
			p.v.offerUndo()
		}))
	}
	rows := []fyne.CanvasObject{words}
	if len(names) > 0 {
		rows = append(rows, widget.WrapRow(8, names...))
	}
	p.fillStrip(append(rows, p.extra.root))
}
