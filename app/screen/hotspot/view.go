package hotspot

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	qrcode "github.com/skip2/go-qrcode"

	"pendamping/app/screen"
	"pendamping/app/screen/helped"
	"pendamping/app/theme"
	"pendamping/app/widget"
	"pendamping/assets"
)

// Measures in dp.
const (
	margin   = 24
	twoPanes = 1000 // from this width on the two ways stand side by side
	qrSide   = 224
)

// View draws the page.
type View struct {
	env     *screen.Env
	model   *Model
	host    *fyne.Container
	visit   *visitForm
	parcels *fyne.Container
	root    *fyne.Container
}

// New makes the page.
func New(env *screen.Env, source Source, valid func(address, code string) string) *View {
	v := &View{env: env, model: NewModel(env, source, valid), host: widget.VStack(16), parcels: widget.VStack(12)}
	v.visit = newVisitForm(v)
	lead := widget.NewText(env.Text.T("hotspot.lead"), theme.SizeText, false, theme.Ink2)
	lead.Wrap = true
	host, visit := card(v.host), v.visit.card
	body := widget.NewResponsive(twoPanes,
		func() fyne.CanvasObject { return page(lead, host, visit, v.parcels) },
		func() fyne.CanvasObject {
			return page(lead, widget.Columns([]float32{1, 1}, 24, host, widget.VStack(20, visit, v.parcels)))
		})
	v.root = widget.VStack(0, widget.NewAppBar(env.Text.T("hotspot.title"), "", env.Back, helped.On(env, screen.Hotspot)...), widget.Grow(body))
	v.draw()
	return v
}

// page scrolls a column of objects.
func page(objects ...fyne.CanvasObject) fyne.CanvasObject {
	return container.NewVScroll(widget.Pad(widget.VStack(20, objects...), 8, margin, margin, margin))
}

func card(o fyne.CanvasObject) fyne.CanvasObject { return widget.Card(widget.Pad(o, 20, 20, 20, 20)) }

// Object is the page.
func (v *View) Object() fyne.CanvasObject { return v.root }

// Refresh reads the state again. What is being typed stays.
func (v *View) Refresh() {
	v.model.Reload()
	v.draw()
}

// draw takes the model over.
func (v *View) draw() {
	v.drawHost()
	v.visit.draw()
	v.drawParcels()
	v.root.Refresh()
}

// drawHost draws the place to meet: closed, or how it is found and who has been there.
func (v *View) drawHost() {
	t, m := v.env.Text, v.model.Meeting()
	parts := []fyne.CanvasObject{widget.Heading(t.T("hotspot.host")), words(t.T("hotspot.host.text"))}
	if n, told := v.model.MeetingNotice(); told {
		parts = append(parts, notice(n))
	}
	if m.Stage != On {
		begin := widget.NewMediumButton(t.T("hotspot.open"), widget.Primary, assets.Icon("broadcast"), v.toggle)
		if m.Stage == Busy {
			begin.Disable()
		}
		parts = append(parts, widget.WrapRow(12, begin))
		v.host.Objects = parts
		v.host.Refresh()
		return
	}
	parts = append(parts, qr(m.Link), middle(widget.NewText(t.T("hotspot.type"), theme.SizeText, false, theme.Ink2)),
		widget.Spread(widget.Strong(t.T("hotspot.address")), widget.NewText(m.Host, theme.SizeName, true, theme.Ink)),
		widget.Spread(widget.Strong(t.T("hotspot.code")), widget.NewText(spaced(m.Code), theme.SizeName, true, theme.Ink)),
		widget.WrapRow(12, widget.NewMediumButton(t.T("hotspot.close"), widget.Secondary, assets.Icon("x"), v.toggle),
			widget.NewMediumButton(t.T("hotspot.copy"), widget.Quiet, assets.Icon("copy"), v.model.Copy)),
		widget.Rule(), widget.Heading(t.T("hotspot.guests")))
	guests := v.model.Guests()
	if len(guests) == 0 {
		parts = append(parts, words(t.T("hotspot.guests.none")))
	}
	for i := range guests {
		parts = append(parts, v.row(&guests[i]))
	}
	v.host.Objects = parts
	v.host.Refresh()
}

func (v *View) toggle() {
	v.model.Toggle()
	v.Refresh()
}

// drawParcels lists what is carried for others.
func (v *View) drawParcels() {
	v.parcels.Objects = nil
	rows := v.model.Parcels()
	if len(rows) > 0 {
		list := widget.VStack(16)
		for i := range rows {
			if i > 0 {
				list.Add(widget.Rule())
			}
			list.Add(v.row(&rows[i]))
		}
		v.parcels.Objects = []fyne.CanvasObject{widget.Heading(v.env.Text.T("hotspot.parcels")), card(list)}
	}
	v.parcels.Refresh()
}

// row is a line with a chip, and a button where an answer can be saved.
func (v *View) row(r *Row) fyne.CanvasObject {
	sub := widget.Caption(r.Sub)
	sub.Wrap = true
	parts := []fyne.CanvasObject{widget.Grow(widget.VStack(2, widget.Strong(r.Title), sub))}
	if r.Chip != "" {
		tone, icon := look(r.Level)
		if r.Level == Calm {
			tone, icon = widget.Waiting, "clock"
		}
		parts = append(parts, widget.NewSmallChip(r.Chip, tone, assets.IconFill(icon)))
	}
	line := widget.HStack(12, parts...)
	if !r.Answer {
		return line
	}
	key := r.Key
	return widget.VStack(8, line, widget.WrapRow(8, widget.NewSmallButton(v.env.Text.T("hotspot.save_answer"), widget.Secondary,
		assets.Icon("file-arrow-down"), func() { v.model.source.SaveAnswer(key) })))
}

// words is a paragraph.
func words(text string) fyne.CanvasObject {
	p := widget.NewText(text, theme.SizeText, false, theme.Ink2)
	p.Wrap = true
	return p
}

func middle(t *widget.Text) fyne.CanvasObject {
	t.Align, t.Wrap = fyne.TextAlignCenter, true
	return t
}

// notice shows something to say.
func notice(n Notice) fyne.CanvasObject {
	tone, icon := look(n.Level)
	return widget.NewBanner(tone, assets.IconFill(icon), n.Strong, n.Text)
}

// look is how a level is shown.
func look(l Level) (tone widget.Tone, icon string) {
	switch l {
	case Good:
		return widget.Good, "check-circle"
	case NeedsYou:
		return widget.Urgent, "warning-circle"
	case Working:
		return widget.Active, "hourglass"
	case Calm:
	}
	return widget.Neutral, "info"
}

// spaced writes a code in two groups.
func spaced(code string) string {
	if len(code) != 6 {
		return code
	}
	return code[:3] + " " + code[3:]
}

// qr draws a text as a QR code, dark on white in either theme, as readers want it. A text
// too long for one leaves the address alone.
func qr(text string) fyne.CanvasObject {
	code, err := qrcode.New(text, qrcode.Medium)
	if err != nil {
		return widget.VStack(0)
	}
	img := canvas.NewImageFromImage(code.Image(-8))
	img.FillMode, img.ScaleMode = canvas.ImageFillContain, canvas.ImageScalePixels
	return widget.Middle(widget.Fixed(img, qrSide, qrSide))
}
