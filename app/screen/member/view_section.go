package member

import (
	"time"

	"fyne.io/fyne/v2"

	"pendamping/app/theme"
	"pendamping/app/widget"
	"pendamping/assets"
	"pendamping/kpuk"
)

// self is who she is.
func (v *View) self() []fyne.CanvasObject {
	name, nick := v.field(Name, "member.name"), v.optional(Nickname, "member.nickname")
	nik := v.figures(NIK, "member.nik", nikAll)
	reason := v.optional(NIKReason, "member.nik.reason")
	age := v.figures(Age, "member.age", 3)
	kk := v.figures(KK, "member.kk", nikAll)
	phone := v.figures(Phone, "member.phone", 13)
	parts := []fyne.CanvasObject{
		widget.Columns([]float32{5, 2}, 16, name, nick), nik, v.reading, reason,
		widget.Columns([]float32{5, 5, 3}, 16, v.date(Born, "member.born"), v.optional(BirthPlace, "member.birth_place"), age),
		v.reason(Born), v.clash, v.same,
		widget.Columns([]float32{9, 5}, 16, kk, phone), v.reason(KK),
		v.choice(Marital, "member.marital", "member.marital.", "married", "divorced", "widowed", "single"),
		v.choice(HouseholdHead, "member.head", "member.answer.", "yes", "no"),
		v.choice(Education, "member.education", "member.education.", "none", "sd", "smp", "sma", "diploma", "bachelor"),
		widget.Columns(nil, 16, v.optional(Religion, "member.religion"), v.optional(Disability, "member.disability")),
	}
	if v.photos != nil {
		parts = append(parts, v.photos.Object())
	}
	return parts
}

// address is where she lives.
func (v *View) address() []fyne.CanvasObject {
	street := v.field(Address, "member.address")
	street.Rows = 2
	return append([]fyne.CanvasObject{street, v.village()}, v.inGroup()...)
}

// village chooses the village out of all of Indonesia, her group's province first.
func (v *View) village() fyne.CanvasObject {
	p, m := v.env.Text, v.model
	home := m.Province()
	drill := widget.NewDrill(widget.DrillConfig{
		Label: p.T("member.village"), Hint: p.T("member.area.search"), None: p.T("member.area.none"), Empty: p.T("member.area.choose"),
		Asks: []string{p.T("member.area.regency"), p.T("member.area.district"), p.T("member.area.village")},
		Home: home, Root: v.env.Area(home), Value: m.Value(Village),
		Path: m.AreaPath, Inside: m.AreasIn, Find: m.FindAreas, Note: m.AreaNote,
		Chosen: func(code string) {
			v.leavePad()
			m.Put(Village, code)
		},
	})
	if problem, odd := m.Problems()[Village]; odd {
		drill.SetMessage(widget.Urgent, p.T(problem.Key))
	}
	return drill
}

// household is whom she lives with, and what they have access to.
func (v *View) household() []fyne.CanvasObject {
	p := v.env.Text
	parts := []fyne.CanvasObject{
		widget.Columns([]float32{1, 2}, 16, v.figures(Household, "member.household", 2), widget.VStack(0)),
		v.choice(IncomeBand, "member.income", "member.income.", "1", "2", "3", "4", "5"),
		widget.Heading(p.T("member.services")),
	}
	for _, name := range Services() {
		parts = append(parts, v.service(name))
	}
	return parts
}

// service asks for one public service, and since when it is so.
func (v *View) service(name string) fyne.CanvasObject {
	p := v.env.Text
	has, since := v.model.Service(name)
	day := widget.NewDateField(p.T("member.service.since"), since, func(day time.Time) { v.model.PutServiceDate(name, day) })
	day.ErrText, day.OnEnter = p.T("member.problem.date"), v.leavePad
	v.remember("service."+name, "member.service.since", day, func(m *Model) string {
		_, on := m.Service(name)
		return widget.DateText(on)
	})
	v.unsaved = append(v.unsaved, func() {
		if typed, ok := widget.ParseDate(day.Text()); ok && day.Focused() && !typed.Equal(day.Value()) {
			v.model.PutServiceDate(name, typed)
		}
	})
	if has == kpuk.Unanswered {
		day.Hide()
	}
	options := []widget.Option{
		{Value: kpuk.Yes.String(), Text: p.T("member.answer.yes")}, {Value: kpuk.No.String(), Text: p.T("member.answer.no")},
	}
	answer := widget.NewChoice(p.T("member.service."+name), options, has.String(), func(answer string) {
		v.leavePad()
		v.model.PutService(name, answer)
		_, on := v.model.Service(name)
		day.SetValue(on)
		day.Show()
		v.object.Refresh()
	})
	return widget.Columns([]float32{3, 2}, 16, answer, day)
}

// consent is the text that is read aloud, and her answer to it.
func (v *View) consent() []fyne.CanvasObject {
	p, m := v.env.Text, v.model
	words := widget.NewText(p.T("member.consent.text"), theme.SizeName, false, theme.Ink)
	words.Wrap = true
	parts := []fyne.CanvasObject{
		widget.Heading(p.T("member.consent.read")),
		widget.Card(widget.Pad(words, 20, 20, 20, 20)),
	}
	switch m.ConsentState() {
	case ConsentStands:
		banner := widget.NewBanner(widget.Good, nil, p.T("member.consent.given"), m.ConsentWords()).
			Action(p.T("member.consent.withdraw"), func() {
				back := m.Withdraw()
				v.turn(sectionConsent)
				v.takeBack(back)
			})
		parts = append(parts, banner)
		if !m.ConsentStale() {
			day := v.date(ConsentOn, "member.consent.on")
			return append(parts, widget.Columns([]float32{1, 2}, 16, day, widget.VStack(0)))
		}
		parts = append(parts, widget.NewBanner(widget.Waiting, nil, p.T("member.consent.stale"), p.T("member.consent.again")))
	case ConsentWithdrawn:
		parts = append(parts, widget.NewBanner(widget.Urgent, assets.IconFill("prohibit"), m.ConsentWords(), p.T("member.consent.meaning")))
	default: // never asked
	}
	agree := func(means, key string) fyne.CanvasObject {
		return widget.NewButton(p.T(key), widget.Secondary, nil, func() {
			m.Consent(means)
			v.turn(sectionConsent)
		})
	}
	asked := widget.Name(p.T("member.consent.ask"))
	return append(parts, asked, widget.WrapRow(12,
		agree("spoken", "member.consent.spoken"), agree("signed", "member.consent.signed"),
		agree("thumbprint", "member.consent.thumbprint")))
}
