package recorder

import (
	"strconv"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	fynetheme "fyne.io/fyne/v2/theme"
	fw "fyne.io/fyne/v2/widget"

	"pendamping/app/theme"
	"pendamping/app/widget"
	"pendamping/assets"
	"pendamping/kpuk"
)

// attendancePage is the second step: a tile per member.
type attendancePage struct {
	v       *View
	came    *widget.Text
	of      *widget.Text
	quorum  *widget.Progress
	chip    *widget.Chip
	undo    *widget.Button
	tiles   []*widget.AttendanceTile
	guests  *widget.Text
	summary *fyne.Container
	strip   *fyne.Container // the six choices for the member touched
	touched int             // index, -1 none, or the guests
	extra   *attendExtra    // what is typed about the member touched
	root    *fyne.Container
}

// newAttendancePage builds a tile per member.
func newAttendancePage(v *View) *attendancePage {
	t := v.env.Text
	p := &attendancePage{
		v: v, touched: v.model.Attending(), came: widget.Amount(""), of: widget.NewText("", theme.SizeName, false, theme.Ink2),
		quorum: widget.NewProgress(), chip: widget.NewChip("", widget.Neutral, nil), guests: widget.Caption(""),
		strip: container.NewStack(),
	}
	p.undo = widget.NewMediumButton(t.T("common.undo"), widget.Quiet, assets.Icon("arrow-counter-clockwise"), p.takeBack)
	cells := make([]fyne.CanvasObject, 0, len(v.model.Members())+1)
	for i, member := range v.model.Members() {
		tile := widget.NewAttendanceTile(widget.AttendanceConfig{
			Name: member.Name, Detail: p.detail(member),
			Tapped:      func() { p.touch(i); v.model.Cycle(member.ID); p.refresh() },
			StripTapped: func() { p.touch(i); p.refresh() },
		})
		p.tiles = append(p.tiles, tile)
		cells = append(cells, tile)
	}
	cells = append(cells, p.guestTile())
	p.summary = widget.HStack(20, widget.HStack(8, p.came, p.of), widget.Grow(p.quorum), p.chip)
	hint := widget.Spread(grey(t.T("recorder.tap_to_change")), p.undo)
	p.strip.Hide()
	p.root = container.NewBorder(nil, p.strip, nil, nil, container.NewVScroll(
		widget.Pad(widget.VStack(8, boxed(p.summary), hint, widget.Grid(236, 128, 12, cells...)), margin, margin, margin, margin)))
	p.refresh()
	return p
}

// detail is number and office of a member.
func (p *attendancePage) detail(member *kpuk.Member) string {
	t := p.v.env.Text
	if member.Role == kpuk.RoleMember {
		return t.T("recorder.number", "N", member.Number)
	}
	return t.T("recorder.number_role", "N", member.Number, "Role", t.T("recorder.role."+member.Role.String()))
}

// guestTile counts guests.
func (p *attendancePage) guestTile() fyne.CanvasObject {
	less := widget.NewIconButton(assets.Icon("minus"), func() { p.v.model.AddGuests(-1); p.refresh() })
	more := widget.NewIconButton(assets.Icon("plus"), func() { p.v.model.AddGuests(1); p.refresh() })
	t := p.v.env.Text
	names := widget.Caption(t.T("attend.names"))
	names.SetTone(widget.Active)
	words := newPress(widget.VStack(0, widget.Name(t.T("recorder.guests")), p.guests, names), func() { p.touch(guestsTouched); p.refresh() })
	return widget.Layers(widget.NewSurface(theme.Paper, theme.Edge, 1, 12),
		widget.Pad(widget.HStack(8, widget.Grow(widget.HStack(0, words)),
			widget.Panel(theme.Sunk, 12, less), widget.Panel(theme.Sunk, 12, more)), 8, 8, 8, 16))
}

// touch marks the tile worked on and opens the six choices for it.
func (p *attendancePage) touch(i int) {
	p.touched = i
	p.v.model.Attend(i)
}

// takeBack undoes the last tap.
func (p *attendancePage) takeBack() {
	p.v.model.Unattend()
	p.refresh()
}

// object implements page.
func (p *attendancePage) object() fyne.CanvasObject { return p.root }

// refresh implements page.
func (p *attendancePage) refresh() {
	t, m := p.v.env.Text, p.v.model
	turnout := m.Turnout()
	p.came.SetText(strconv.Itoa(turnout.Here))
	p.of.SetText(t.T("recorder.present_of", "Of", turnout.Active))
	if turnout.Active > 0 {
		p.quorum.SetValue(float32(turnout.Here) / float32(turnout.Active))
		p.quorum.SetMark(float32(turnout.Needed)/float32(turnout.Active), t.T("recorder.quorum", "N", turnout.Needed))
	}
	if turnout.Reached() {
		p.chip.Set(t.T("recorder.quorum_reached"), widget.Good, assets.IconFill("check-circle"))
	} else {
		p.chip.Set(t.T("recorder.quorum_missing"), widget.Waiting, assets.IconFill("warning"))
	}
	p.summary.Objects[0].Refresh()
	p.summary.Refresh()
	for i, tile := range p.tiles {
		tile.Set(p.tileState(i))
	}
	p.guests.SetText(t.N("recorder.guest_count", m.Guests()))
	if m.CanUnattend() {
		p.undo.Enable()
	} else {
		p.undo.Disable()
	}
	p.refreshStrip()
	p.v.showNote()
}

// tileState is what tile i shows.
func (p *attendancePage) tileState(i int) widget.AttendanceState {
	tile := p.v.model.Tile(i)
	word, icon, tone := p.v.presence(tile.Presence)
	note := tile.At
	if len(p.v.model.CommentsOn(kpuk.StepAttendance, tile.Member)) > 0 {
		note, tone = p.v.env.Text.T("recorder.badge_comment"), widget.Urgent
	}
	return widget.AttendanceState{
		Word: word, Note: note, Icon: assets.IconFill(icon), Tone: tone, Touched: i == p.touched,
	}
}

// presence is a kind of attendance in word, icon and tone.
func (v *View) presence(p kpuk.Presence) (word, icon string, tone widget.Tone) {
	word = v.env.Text.T("recorder.presence." + p.String())
	switch p {
	case kpuk.Late:
		return word, "clock", widget.Waiting
	case kpuk.Excused:
		return word, "envelope", widget.Active
	case kpuk.Sick:
		return word, "thermometer-simple", widget.Active
	case kpuk.Absent:
		return word, "x-circle", widget.Urgent
	case kpuk.LeftEarly:
		return word, "sign-out", widget.Waiting
	default:
		return word, "check-circle", widget.Good
	}
}

// key is one of the six choices: icon over word.
func (p *attendancePage) key(tile Tile, presence kpuk.Presence) fyne.CanvasObject {
	word, icon, _ := p.v.presence(presence)
	fill, edge, ink, res := theme.Card, theme.Edge, theme.Ink, assets.Icon(icon)
	if presence == tile.Presence {
		fill, edge, ink, res = theme.Plum, theme.Plum, theme.OnPlum, assets.IconFill(icon)
	}
	text := widget.NewText(word, theme.SizeText, true, ink)
	text.Align = fyne.TextAlignCenter
	sign := widget.Fixed(fw.NewIcon(fynetheme.NewColoredResource(res, ink)), 24, 24)
	content := widget.Layers(widget.NewSurface(fill, edge, 1, 12),
		widget.Pad(widget.VStack(0, container.NewCenter(sign), text), 8, 4, 8, 4))
	return newPress(widget.Fixed(content, 0, 64), func() {
		p.v.model.SetPresence(tile.Member, presence)
		p.refresh()
	})
}
