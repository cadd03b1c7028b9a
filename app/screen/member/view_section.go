package member

import (
	"strconv"

	"fyne.io/fyne/v2"

	"pendamping/app/theme"
	"pendamping/app/widget"
	"pendamping/assets"
	"pendamping/kpuk"
)

// self is who she is.
func (v *View) self() []fyne.CanvasObject {
	nik := v.field(NIK, "member.nik")
	nik.Digits, nik.MaxLength = true, 16
	if v.masked() {
		nik.ReadOnly = true
		nik.SetAction(assets.Icon("eye"), func() {
			v.unmasked = true
			v.turn(sectionSelf)
		})
	}
	reason := v.optional(NIKReason, "member.nik.reason")
	kk := v.figures(KK, "member.kk", 16)
	phone := v.figures(Phone, "member.phone", 16)
	v.born = v.date(Born, "member.born")
	age := v.figures(Age, "member.age", 3)
	return []fyne.CanvasObject{
		v.field(Name, "member.name"), nik, v.reading, reason,
		widget.Columns([]float32{5, 5, 3}, 16, v.born, v.optional(BirthPlace, "member.birth_place"), age),
		v.clash, v.same,
		widget.Columns([]float32{9, 5}, 16, kk, phone),
		v.choice(Marital, "member.marital", "member.marital.", "married", "divorced", "widowed", "single"),
		v.choice(HouseholdHead, "member.head", "member.answer.", "yes", "no"),
		v.choice(Education, "member.education", "member.education.", "none", "sd", "smp", "sma", "diploma", "bachelor"),
		widget.Columns(nil, 16, v.optional(Religion, "member.religion"), v.optional(Disability, "member.disability")),
	}
}

// address is where she lives, and her place in the group.
func (v *View) address() []fyne.CanvasObject {
	street := v.field(Address, "member.address")
	street.Rows = 2
	codes := v.model.Villages()
	options := make([]widget.Option, len(codes))
	for i, code := range codes {
		options[i] = widget.Option{Value: code, Text: v.env.Area(code)}
	}
	village := widget.NewChoice(v.env.Text.T("member.village"), options, v.model.Value(Village),
		func(code string) { v.model.Put(Village, code) })
	v.choices[Village] = village
	number := v.figures(Number, "member.number", 3)
	return []fyne.CanvasObject{
		street, village,
		widget.Heading(v.env.Text.T("member.in_group")),
		widget.Columns(nil, 16, number, v.date(JoinedOn, "member.joined")),
		v.choice(Role, "member.role", "word.role.", "member", "chair", "secretary", "treasurer"),
		v.choice(Status, "member.status", "word.status.", "active", "left", "moved", "died"),
		v.optional(StatusReason, "member.status.reason"),
	}
}

// household is whom she lives with, and what they have access to.
func (v *View) household() []fyne.CanvasObject {
	p := v.env.Text
	people := v.figures(Household, "member.household", 2)
	parts := []fyne.CanvasObject{
		widget.Columns([]float32{1, 2}, 16, people, widget.VStack(0)),
		v.choice(IncomeBand, "member.income", "member.income.", "1", "2", "3", "4", "5"),
		widget.Heading(p.T("member.services")),
	}
	for _, name := range Services() {
		options := []widget.Option{
			{Value: kpuk.Yes.String(), Text: p.T("member.answer.yes")}, {Value: kpuk.No.String(), Text: p.T("member.answer.no")},
		}
		parts = append(parts, widget.NewChoice(p.T("member.service."+name), options, v.model.Service(name).String(),
			func(answer string) { v.model.PutService(name, answer) }))
	}
	return parts
}

// business lists her businesses, each on a card.
func (v *View) business() []fyne.CanvasObject {
	p := v.env.Text
	var parts []fyne.CanvasObject
	for _, id := range v.model.Businesses() {
		parts = append(parts, v.businessCard(id))
	}
	add := widget.NewMediumButton(p.T("member.business.add"), widget.Secondary, assets.Icon("plus"), func() {
		if _, err := v.model.AddBusiness(); err != nil {
			v.model.Failure = err
		}
		v.turn(sectionBusiness)
	})
	if len(parts) == 0 {
		none := widget.Body(p.T("member.business.none"))
		none.SetColour(theme.Ink2)
		parts = append(parts, none)
	}
	return append(parts, widget.HStack(0, add))
}

// businessCard is one business.
func (v *View) businessCard(id kpuk.ID) fyne.CanvasObject {
	p, b := v.env.Text, v.model.Business(id)
	field := func(f Field, key, value string, figures bool) fyne.CanvasObject {
		w := widget.NewField(p.T(key))
		w.Digits = figures
		w.SetText(value)
		v.unsaved = append(v.unsaved, func() {
			if w.Focused() && w.Text() != value {
				v.model.PutBusiness(id, f, w.Text())
			}
		})
		w.OnLeave = func(typed string) {
			refused := v.model.PutBusiness(id, f, typed)
			w.SetMessage(widget.Neutral, "")
			if refused != "" {
				w.SetMessage(widget.Urgent, p.T(refused))
			}
		}
		return w
	}
	kinds := []string{"food", "weaving", "trade", "farming", "livestock", "craft", "services"}
	options := make([]widget.Option, len(kinds))
	for i, kind := range kinds {
		options[i] = widget.Option{Value: kind, Text: p.T("word.business." + kind)}
	}
	turnover := ""
	if b.Turnover > 0 {
		turnover = strconv.FormatInt(int64(b.Turnover), 10)
	}
	card := widget.VStack(12,
		field(BusinessName, "member.business.name", b.Name, false),
		widget.NewChoice(p.T("member.business.kind"), options, b.Kind, func(kind string) { v.model.PutBusiness(id, BusinessKind, kind) }),
		widget.Columns([]float32{1, 1, 2}, 16,
			field(BusinessSince, "member.business.since", digits(b.Since), true),
			field(BusinessWorkers, "member.business.workers", digits(b.Workers), true),
			field(BusinessTurnover, "member.business.turnover", turnover, true)),
		widget.Columns(nil, 16,
			field(BusinessPlace, "member.business.place", b.Place, false),
			field(BusinessMarket, "member.business.market", b.Market, false),
			field(BusinessNIB, "member.business.nib", b.NIB, false)))
	return widget.Card(widget.Pad(card, 16, 16, 16, 16))
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
	if since := m.Consented(); !since.IsZero() {
		banner := widget.NewBanner(widget.Good, nil, p.T("member.consent.given"), p.Date(since.Time())).
			Action(p.T("member.consent.withdraw"), func() {
				m.Withdraw()
				v.turn(sectionConsent)
			})
		return append(parts, banner)
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
