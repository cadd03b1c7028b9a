package recorder

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"pendamping/app/widget"
	"pendamping/assets"
	"pendamping/kpuk"
)

// signPage is where the holder of an office draws her name under the minutes.
type signPage struct {
	v    *View
	role kpuk.Role
	pad  *widget.InkPad
	keep *widget.Button
	note *widget.Text
	root fyne.CanvasObject
}

// openSign shows the field for an office.
func (v *View) openSign(role kpuk.Role) {
	if !v.model.CanSign(role) {
		return
	}
	v.leaveField()
	v.put(newSignPage(v, role))
}

// newSignPage builds the page.
func newSignPage(v *View, role kpuk.Role) *signPage {
	t, m := v.env.Text, v.model
	p := &signPage{v: v, role: role, note: wrapped(grey(t.T("sign.note")))}
	p.pad = widget.NewInkPad(p.changed)
	p.keep = widget.NewButton(t.T("common.save"), widget.Primary, assets.Icon("check"), p.save)
	p.keep.Disable()
	clean := widget.NewMediumButton(t.T("sign.clear"), widget.Secondary, assets.Icon("arrow-counter-clockwise"), p.pad.Clear)
	head := widget.VStack(0, widget.Heading(t.T("sign.title", "Name", m.Officer(role))), grey(t.T("sign.as", "Role", t.T("recorder.role."+role.String()))))
	parts := []fyne.CanvasObject{widget.Spread(head, clean)}
	if len(m.Signature(role)) > 0 {
		parts = append(parts, widget.NewMediumButton(t.T("sign.take_away"), widget.Quiet, nil, p.takeAway))
	}
	parts = append(parts, widget.Grow(container.New(&padRoom{}, p.pad)))
	cancel := widget.NewButton(t.T("common.cancel"), widget.Secondary, nil, v.show)
	// Nothing scrolls here: a finger that draws must not move the page.
	p.root = widget.VStack(0, widget.Grow(widget.Pad(boxed(widget.VStack(16, parts...)), margin, margin, margin, margin)),
		widget.NewActionBar(p.note, cancel, p.keep))
	return p
}

// padRoom gives the field all the room that keeps its proportion.
type padRoom struct{}

// Layout implements fyne.Layout.
func (*padRoom) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	width := min(size.Width, size.Height*widget.InkWide/widget.InkHigh)
	for _, o := range objects {
		place(o, (size.Width-width)/2, 0, width, width*widget.InkHigh/widget.InkWide)
	}
}

// MinSize implements fyne.Layout.
func (*padRoom) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.NewSize(250, 100) }

// ownActions marks the page as having its own bar.
func (*signPage) ownActions() {}

// object implements page.
func (p *signPage) object() fyne.CanvasObject { return p.root }

// refresh implements page: what is drawn stays.
func (*signPage) refresh() {}

// changed lets a name be kept once something is drawn.
func (p *signPage) changed() {
	if len(p.pad.Strokes()) > 0 {
		p.keep.Enable()
	} else {
		p.keep.Disable()
	}
}

// save keeps what was drawn and goes back to the minutes.
func (p *signPage) save() { p.end(dots(p.pad.Strokes())) }

// takeAway removes the signature that is there.
func (p *signPage) takeAway() { p.end(nil) }

// end keeps strokes and shows the minutes, or says what is wrong.
func (p *signPage) end(strokes []kpuk.Stroke) {
	if problem := p.v.model.Sign(p.role, strokes); problem != "" {
		p.note.SetText(problem)
		p.note.SetTone(widget.Urgent)
		return
	}
	p.v.show()
	p.v.offerUndo()
}

// dots turns what was drawn into strokes as they are kept.
func dots(drawn [][]fyne.Position) []kpuk.Stroke {
	out := make([]kpuk.Stroke, 0, len(drawn))
	for _, line := range drawn {
		s := make(kpuk.Stroke, 0, len(line))
		for _, at := range line {
			s = append(s, kpuk.Dot{X: int16(at.X + 0.5), Y: int16(at.Y + 0.5)})
		}
		out = append(out, s)
	}
	return out
}

// drawn turns kept strokes into what is shown.
func drawn(strokes []kpuk.Stroke) [][]fyne.Position {
	out := make([][]fyne.Position, 0, len(strokes))
	for _, s := range strokes {
		line := make([]fyne.Position, 0, len(s))
		for _, d := range s {
			line = append(line, fyne.NewPos(float32(d.X), float32(d.Y)))
		}
		out = append(out, line)
	}
	return out
}

// Measures of a signature in the minutes in dp.
const (
	signWide = 160
	signHigh = 64
)

// signatures are the lines for chair and treasurer, and the next meeting.
func (p *closePage) signatures() fyne.CanvasObject {
	t, m := p.v.env.Text, p.v.model
	when := m.NextPlace()
	if at := m.NextStart(); at != "" {
		when = t.T("sign.next_when", "Clock", at, "Place", when)
	}
	next := widget.VStack(4, widget.Caption(t.T("recorder.next_meeting")), widget.Name(t.DateLong(m.NextDate())), wrapped(grey(when)))
	lines := make([]fyne.CanvasObject, 0, len(Signatories())+1)
	for _, role := range Signatories() {
		lines = append(lines, p.signature(role))
	}
	return widget.Columns(nil, 40, append(lines, next)...)
}

// signature is the line of one office with what was drawn over it; a press opens the
// field to draw on.
func (p *closePage) signature(role kpuk.Role) fyne.CanvasObject {
	t, m := p.v.env.Text, p.v.model
	var over fyne.CanvasObject = widget.VStack(0)
	strokes := m.Signature(role)
	switch {
	case len(strokes) > 0:
		over = widget.HStack(0, widget.Fixed(widget.NewInk(drawn(strokes)), signWide, signHigh))
	case m.CanSign(role):
		sign := widget.NewMediumButton(t.T("sign.sign"), widget.Quiet, assets.Icon("signature"), func() { p.v.openSign(role) })
		over = widget.HStack(0, sign)
	}
	line := widget.VStack(4, widget.Caption(t.T("recorder.role."+role.String())), widget.Fixed(over, 0, signHigh),
		widget.Rule(), widget.Strong(m.Officer(role)))
	if len(strokes) > 0 && m.CanSign(role) {
		return newPress(line, func() { p.v.openSign(role) })
	}
	return line
}
