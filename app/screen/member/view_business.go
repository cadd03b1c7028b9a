package member

import (
	"strconv"

	"fyne.io/fyne/v2"

	"pendamping/app/theme"
	"pendamping/app/widget"
	"pendamping/assets"
	"pendamping/kpuk"
)

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

// enterprise is the card of one business.
type enterprise struct {
	v  *View
	id kpuk.ID
}

// businessCard is one business with all that is asked about it.
func (v *View) businessCard(id kpuk.ID) fyne.CanvasObject {
	p, b, c := v.env.Text, v.model.Business(id), enterprise{v, id}
	kinds := []string{"food", "weaving", "trade", "farming", "livestock", "craft", "services"}
	options := make([]widget.Option, len(kinds))
	for i, kind := range kinds {
		options[i] = widget.Option{Value: kind, Text: p.T("word.business." + kind)}
	}
	turnover := ""
	if b.Turnover > 0 {
		turnover = strconv.FormatInt(int64(b.Turnover), 10)
	}
	remove := widget.NewMediumButton(p.T("member.business.remove"), widget.Quiet, assets.Icon("trash"), func() {
		back := v.model.RemoveBusiness(id)
		v.unsaved = nil
		v.turn(sectionBusiness)
		v.takeBack(back)
	})
	card := widget.VStack(12,
		c.field(BusinessName, "member.business.name", b.Name, false),
		widget.NewChoice(p.T("member.business.kind"), options, b.Kind, func(kind string) { v.model.PutBusiness(id, BusinessKind, kind) }),
		widget.Columns([]float32{1, 1, 2}, 16,
			c.field(BusinessSince, "member.business.since", digits(b.Since), true),
			c.field(BusinessWorkers, "member.business.workers", digits(b.Workers), true),
			c.field(BusinessTurnover, "member.business.turnover", turnover, true)),
		c.bands(BusinessBand, "member.business.band", "member.business.band.", b.TurnoverBand),
		c.bands(BusinessAssets, "member.business.assets", "member.business.assets.", b.AssetsBand),
		widget.Columns(nil, 16,
			c.field(BusinessPlace, "member.business.place", b.Place, false),
			c.field(BusinessMarket, "member.business.market", b.Market, false),
			c.field(BusinessCapital, "member.business.capital", b.Capital, false)),
		widget.Columns(nil, 16,
			c.field(BusinessNIB, "member.business.nib", b.NIB, false),
			c.field(BusinessPIRT, "member.business.pirt", b.PIRT, false),
			c.field(BusinessHalal, "member.business.halal", b.Halal, false)),
		widget.Spread(widget.Body(""), remove))
	return widget.Card(widget.Pad(card, 16, 16, 16, 16))
}

// field makes a field of the business that is saved as it is left.
func (c enterprise) field(f Field, key, value string, figures bool) fyne.CanvasObject {
	p := c.v.env.Text
	w := widget.NewField(p.T(key))
	w.Digits = figures
	w.SetText(value)
	c.v.remember(businessDraft(c.id, f), key, w, func(m *Model) string { return m.businessText(c.id, f) })
	c.v.unsaved = append(c.v.unsaved, func() {
		if w.Focused() && w.Text() != value {
			c.v.model.PutBusiness(c.id, f, w.Text())
		}
	})
	w.OnLeave = func(typed string) {
		refused := c.v.model.PutBusiness(c.id, f, typed)
		w.SetMessage(widget.Neutral, "")
		if refused != "" {
			w.SetMessage(widget.Urgent, p.T(refused))
		}
	}
	return w
}

// bands chooses one of five bands of amounts.
func (c enterprise) bands(f Field, key, words string, band int) fyne.CanvasObject {
	p := c.v.env.Text
	options := make([]widget.Option, 5)
	for i := range options {
		value := strconv.Itoa(i + 1)
		options[i] = widget.Option{Value: value, Text: p.T(words + value)}
	}
	return widget.NewChoice(p.T(key), options, digits(band), func(value string) { c.v.model.PutBusiness(c.id, f, value) })
}
