package member

import (
	"fyne.io/fyne/v2"

	"pendamping/app/screen"
	"pendamping/app/theme"
	"pendamping/app/widget"
	"pendamping/assets"
)

// showReading says what the NIK says, and settles a date of birth that differs.
func (v *View) showReading(problems map[Field]Problem) {
	m, p := v.model, v.env.Text
	v.clash.Objects = nil
	if v.active != NIK {
		v.readOut(m.Reading())
	}
	if _, asks := v.fields[NIKReason]; asks && problems[NIK].Warning {
		v.fields[NIKReason].Show()
	} else if asks && m.Value(NIKReason) == "" {
		v.fields[NIKReason].Hide()
	}
	if nik, given := m.Clash(); !nik.IsZero() {
		text := p.T("member.clash.text", "NIK", p.Date(nik.Time()), "Given", p.Date(given.Time()))
		banner := widget.NewBanner(widget.Waiting, nil, p.T("member.clash"), text).
			Action(p.T("member.clash.take", "Date", p.DayMonth(nik.Time())), m.TakeNIKDate).
			Action(p.T("member.clash.keep"), v.fields[NIKReason].Focus)
		v.clash.Objects = []fyne.CanvasObject{banner}
	}
}

// readOut shows what a NIK says.
func (v *View) readOut(words string) {
	v.reading.Objects = nil
	if words != "" {
		v.reading.Objects = []fyne.CanvasObject{
			widget.NewBanner(widget.Good, assets.IconFill("identification-card"), v.env.Text.T("member.nik.read"), words),
		}
	}
	v.reading.Refresh()
}

// showSame warns of somebody who may be the same person.
func (v *View) showSame() {
	m, p := v.model, v.env.Text
	other, found := m.Duplicate()
	v.same.Objects = nil
	if !found {
		return
	}
	name := widget.VStack(2, widget.Name(other.Name), widget.Body(other.Text))
	it := widget.NewMediumButton(p.T("member.same.yes"), widget.Secondary, nil, func() { m.TakeOther(other.ID) })
	not := widget.NewMediumButton(p.T("member.same.no"), widget.Quiet, nil, func() {
		m.NotSame(other.ID)
		v.show()
	})
	heading := p.T("member.same.title")
	if other.Said {
		heading, it = p.T("member.same.said"), widget.NewMediumButton(p.T("common.open"), widget.Secondary, nil, func() {
			v.env.Open(screen.Route{Name: screen.Member, ID: other.ID})
		})
	}
	row := widget.HStack(12, widget.NewAvatar(other.Name, 48), widget.Grow(name), it, not)
	title := widget.HStack(12, widget.NewIcon(assets.IconFill("users"), theme.AmberInk, 24), widget.Name(heading))
	frame := widget.NewSurface(theme.Card, theme.AmberInk, 2, 12)
	v.same.Objects = []fyne.CanvasObject{widget.Layers(frame, widget.Pad(widget.VStack(8, title, row), 16, 16, 16, 16))}
}
