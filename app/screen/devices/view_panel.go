package devices

import (
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	qrcode "github.com/skip2/go-qrcode"

	"pendamping/app/theme"
	"pendamping/app/widget"
	"pendamping/assets"
	"pendamping/kpuk"
)

// qrSide is the side of the QR code in dp, its quiet zone included.
const qrSide = 240

// panel draws what stands at the right: a tablet, the form of an invitation, or the
// invitation itself.
type panel struct {
	v       *View
	query   string
	choices []Choice
	list    *widget.RowList
	make    *widget.Button
	remark  *widget.Text
}

func newPanel(v *View) *panel { return &panel{v: v} }

// object is what the model asks for, nil for nothing.
func (p *panel) object() fyne.CanvasObject {
	m := p.v.model
	if issued := m.Issued(); issued != nil {
		return p.issued(issued)
	}
	if lost := m.Lost(); lost != nil {
		return p.lost(lost)
	}
	if form := m.Form(); form != nil {
		return p.form(form)
	}
	if row, ok := m.Selected(); ok {
		return p.row(row)
	}
	return nil
}

// frame puts a title with a way out above a content, and a way on below it.
func (p *panel) frame(title string, content, foot fyne.CanvasObject) fyne.CanvasObject {
	out := widget.NewIconButton(assets.Icon("x"), func() { p.v.do(p.v.model.Close) })
	heading := widget.Name(title)
	heading.Wrap = true
	parts := []fyne.CanvasObject{
		widget.HStack(8, widget.Grow(heading), out), widget.Grow(content),
	}
	if failure := p.v.model.Failure(); failure != "" {
		parts = append(parts, widget.NewBanner(widget.Urgent, nil, p.v.env.Text.T("devices.failed"), failure))
	}
	if foot != nil {
		parts = append(parts, foot)
	}
	return widget.Pad(widget.VStack(12, parts...), 12, 24, 20, 24)
}

// caption is a small text over several lines.
func caption(s string) fyne.CanvasObject {
	text := widget.NewText(s, theme.SizeText, false, theme.Ink2)
	text.Wrap = true
	return text
}

// row is a tablet or a person without one, with the ways on.
func (p *panel) row(r Row) fyne.CanvasObject {
	t, m := p.v.env.Text, p.v.model
	lines := []fyne.CanvasObject{
		caption(r.Office + " · " + p.v.groups(r) + " " + t.T("devices.groups")),
		widget.HStack(8, widget.NewChip(r.State, toneOf(r.Mood), nil)),
	}
	if !r.Device.IsZero() {
		lines = append(lines, widget.Rule(), widget.Strong(r.Label), caption(t.T("devices.heard", "When", r.Last)))
		if r.Drill != "" {
			lines = append(lines, caption(r.Drill))
		}
		if r.Cover != "" {
			lines = append(lines, caption(r.Cover))
		}
	}
	if reason := m.Reason(); reason != "" {
		lines = append(lines, caption(t.T("devices.reason.was", "Reason", reason)))
	}
	if why := m.Why(); why != "" {
		lines = append(lines, caption(why))
	}
	again := widget.NewSmallButton(t.T("devices.enrol.for"), widget.Secondary, assets.Icon("plus"), func() { p.v.do(m.StartForm) })
	foot := []fyne.CanvasObject{again}
	if m.Approvable() {
		foot = []fyne.CanvasObject{widget.NewSmallButton(t.T("devices.approve"), widget.Primary, assets.Icon("check"), func() { m.Approve(p.v.show) })}
	}
	if m.Helpable() {
		foot = append(foot, widget.NewSmallButton(t.T("lost.start"), widget.Secondary, assets.Icon("key"), func() { p.v.do(m.StartLost) }))
	}
	if m.Revocable() {
		foot = append(foot, p.revoke()...)
	}
	return p.frame(r.Name, container.NewVScroll(widget.VStack(12, lines...)), widget.VStack(12, foot...))
}

// revoke is the reason and the button that takes a tablet out.
func (p *panel) revoke() []fyne.CanvasObject {
	t, m := p.v.env.Text, p.v.model
	reason := widget.NewField(t.T("devices.reason"))
	reason.Desk, reason.Placeholder = true, t.T("devices.reason.such")
	out := widget.NewSmallButton(t.T("devices.revoke"), widget.Danger, assets.Icon("prohibit"), nil)
	out.OnTapped(func() {
		if !m.Revoke(reason.Text(), p.v.show) {
			reason.SetMessage(widget.Urgent, t.T("devices.reason.wanted"))
			reason.Focus()
		}
	})
	return []fyne.CanvasObject{widget.Rule(), reason, caption(t.T("devices.revoke.why")), widget.HStack(8, out)}
}

// form asks who the tablet is for and which groups it will hold.
func (p *panel) form(f *Form) fyne.CanvasObject {
	t, m := p.v.env.Text, p.v.model
	p.make = widget.NewSmallButton(t.T("devices.make"), widget.Primary, assets.Icon("qr-code"), func() { m.Invite(p.v.show) })
	p.remark = widget.Caption("")
	p.remark.Wrap = true
	var parts []fyne.CanvasObject
	title := t.T("devices.enrol")
	if row, chosen := m.Selected(); chosen && row.Person == f.Person {
		title = t.T("devices.issued", "Name", row.Name)
	} else {
		parts = append(parts, p.who(f))
	}
	label := widget.NewField(t.T("devices.label"))
	label.Desk, label.Placeholder = true, t.T("devices.label.such")
	label.SetText(f.Label)
	label.OnChanged = func(s string) { f.Label = s }
	if f.Person.IsZero() {
		parts = append(parts, p.somebody(f)...)
	}
	parts = append(parts, label)
	if f.NeedsGroups() {
		parts = append(parts, widget.Strong(t.T("devices.choose")), p.search(), widget.Grow(p.checklist()))
	} else {
		parts = append(parts, widget.Grow(caption(t.T("devices.holds.all"))))
	}
	p.check()
	return p.frame(title, widget.VStack(12, parts...), widget.VStack(8, p.remark, widget.HStack(8, p.make)))
}

// who chooses among the people there are, or somebody new.
func (p *panel) who(f *Form) fyne.CanvasObject {
	t, m := p.v.env.Text, p.v.model
	selected := f.Person.String()
	options := []widget.Option{{Value: kpuk.ID{}.String(), Text: t.T("devices.new")}}
	for _, person := range m.Persons() {
		options = append(options, widget.Option{Value: person.ID.String(), Text: person.Name})
	}
	return widget.NewChoice(t.T("devices.who"), options, selected, func(value string) {
		id, err := kpuk.ParseID(value)
		if err != nil {
			return // the values are IDs that were written above
		}
		p.v.do(func() { m.SetPerson(id) })
	})
}

// somebody asks for the name and office of a new person.
func (p *panel) somebody(f *Form) []fyne.CanvasObject {
	t := p.v.env.Text
	name := widget.NewField(t.T("devices.name"))
	name.Desk = true
	name.SetText(f.Name)
	name.OnChanged = func(s string) {
		f.Name = s
		p.check()
	}
	offices := []kpuk.Office{kpuk.OfficeFacilitator, kpuk.OfficeCoordinator}
	options := make([]widget.Option, len(offices))
	for i, o := range offices {
		options[i] = widget.Option{Value: o.String(), Text: t.T("devices.office." + o.String())}
	}
	office := widget.NewChoice("", options, f.Office.String(), func(value string) {
		for _, o := range offices {
			if o.String() == value {
				f.Office = o
			}
		}
		p.v.show()
	})
	return []fyne.CanvasObject{name, office}
}

// search shortens the checklist.
func (p *panel) search() fyne.CanvasObject {
	search := widget.NewSearch(p.v.env.Text.T("devices.search"), func(query string) {
		p.query = query
		p.relist()
	})
	search.Desk = true
	search.SetText(p.query)
	return search
}

// checklist is villages with their groups below, to tick.
func (p *panel) checklist() fyne.CanvasObject {
	m := p.v.model
	p.choices = m.Choices(p.query)
	p.list = widget.NewRowList(func() int { return len(p.choices) }, widget.InboxRowHeight*textScale(p.remark),
		func() fyne.CanvasObject { return widget.NewInboxRow(widget.InboxRowConfig{}) },
		func(row int, o fyne.CanvasObject) {
			r, ok := o.(*widget.InboxRow)
			if !ok || row >= len(p.choices) {
				return
			}
			c := p.choices[row]
			toggle := func(on bool) {
				m.Choose(c, on)
				p.check()
				p.relist()
			}
			r.Set(widget.InboxRowConfig{
				Title: c.Title, Subtitle: c.Note, On: c.On, Selected: c.Village, Checked: toggle, Tapped: func() { toggle(!c.On) },
			})
		})
	return widget.Card(widget.Pad(p.list, 8, 1, 8, 1))
}

// relist reads the checklist again.
func (p *panel) relist() {
	if p.v.model.Form() == nil {
		return
	}
	p.choices = p.v.model.Choices(p.query)
	p.list.Refresh()
}

// check lets the invitation be made once nothing is missing, and says what is.
func (p *panel) check() {
	f := p.v.model.Form()
	if f == nil {
		return
	}
	missing := f.Missing()
	if missing == "" {
		p.remark.SetText(p.v.env.Text.N("devices.chosen", len(f.Groups)))
		p.make.Enable()
		return
	}
	p.remark.SetText(p.v.env.Text.T(missing))
	p.make.Disable()
}

// issued shows the invitation: to scan, to read out, and what to do with it.
func (p *panel) issued(i *Issued) fyne.CanvasObject {
	t, m := p.v.env.Text, p.v.model
	// Spaces let the groups go on in a second line; the code may be typed either way.
	code := widget.NewText(strings.ReplaceAll(i.Code, "-", " "), theme.SizeName, true, theme.Ink)
	code.Wrap, code.Align = true, fyne.TextAlignCenter
	until := widget.Caption(t.T("devices.until", "When", i.Until))
	until.Align = fyne.TextAlignCenter
	parts := []fyne.CanvasObject{caption(t.T("devices.scan")), qr(i.Link), code, until}
	if m.cfg.Copy != nil {
		parts = append(parts, widget.Middle(widget.NewSmallButton(t.T("devices.copy"), widget.Secondary, assets.Icon("copy"),
			func() { m.cfg.Copy(i.Link) })))
	}
	parts = append(parts, link(t.T("devices.link"), i.Link), widget.Rule(), caption(t.T("devices.sync")), caption(t.T("devices.once")))
	done := widget.NewSmallButton(t.T("common.done"), widget.Primary, nil, func() { p.v.do(m.Close) })
	return p.frame(t.T("devices.issued", "Name", i.Name), container.NewVScroll(widget.VStack(10, parts...)), widget.HStack(8, done))
}

// linkLine is how many characters of a link stand on a line.
const linkLine = 44

// link writes a link over several lines: it has no spaces to break at.
func link(label, text string) fyne.CanvasObject {
	lines := []fyne.CanvasObject{widget.NewText(label, theme.SizeCaption, true, theme.Ink2)}
	for rest := text; rest != ""; {
		n := min(len(rest), linkLine)
		lines = append(lines, widget.NewText(rest[:n], theme.SizeCaption, false, theme.Ink))
		rest = rest[n:]
	}
	return widget.VStack(0, lines...)
}

// qr draws a text as a QR code, dark on white in either theme, as readers want it. A
// text too long for one leaves the link alone.
func qr(text string) fyne.CanvasObject {
	code, err := qrcode.New(text, qrcode.Medium)
	if err != nil {
		return widget.VStack(0)
	}
	img := canvas.NewImageFromImage(code.Image(-8))
	img.FillMode, img.ScaleMode = canvas.ImageFillContain, canvas.ImageScalePixels
	return widget.Middle(widget.Fixed(img, qrSide, qrSide))
}
