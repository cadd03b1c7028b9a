package recorder

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"pendamping/app/screen/talk"
	"pendamping/app/theme"
	"pendamping/app/widget"
	"pendamping/assets"
	"pendamping/kpuk"
)

// moneyContext stands beside the keys: whose cell it is, what she owes, what falls
// short, and amounts to take over with one tap.
type moneyContext struct {
	p       *moneyPage
	place   *widget.Text
	cell    *widget.Text
	amount  *widget.Text
	lines   *fyne.Container
	warning *fyne.Container
	quick   *fyne.Container
	root    fyne.CanvasObject
}

// newMoneyContext builds it empty.
func newMoneyContext(p *moneyPage) *moneyContext {
	c := &moneyContext{
		p: p, place: widget.Caption(""), cell: widget.Name(""), amount: widget.Amount(""),
		lines: widget.VStack(4), warning: container.NewStack(), quick: container.NewStack(),
	}
	sum := widget.HStack(8, widget.NewText(p.v.env.Text.T("recorder.rp"), theme.SizeName, false, theme.Ink2), widget.Grow(c.amount))
	c.root = widget.VStack(4, c.place, c.cell, sum, c.lines, c.warning, widget.Grow(widget.VStack(0)), c.quick)
	return c
}

// refresh shows the cell chosen.
func (c *moneyContext) refresh() {
	t, m := c.p.v.env.Text, c.p.v.model
	if m.Rows() == 0 {
		return
	}
	row, col := m.Cell()
	r, kind := m.Row(row), m.Columns()[col]
	c.place.SetText(t.T("recorder.row_of", "N", row+1, "Of", m.Rows()))
	c.cell.SetText(t.T("recorder.cell", "Name", r.Name, "Kind", c.p.v.kindName(kind)))
	c.amount.SetText(t.Amount(int64(r.Cells[col])))
	c.lines.Objects = c.bill(kind)
	c.warning.Objects = c.warn(kind)
	c.quick.Objects = []fyne.CanvasObject{c.chips()}
	c.root.Refresh()
}

// bill is what an instalment is made of.
func (c *moneyContext) bill(kind kpuk.EntryKind) []fyne.CanvasObject {
	t := c.p.v.env.Text
	bill, ok := c.p.v.model.Bill()
	if kind != kpuk.EntryInstalment || !ok {
		return nil
	}
	line := func(label string, amount kpuk.Rupiah) fyne.CanvasObject {
		return pair(grey(label), widget.Body(t.Amount(int64(amount))))
	}
	out := []fyne.CanvasObject{
		pair(widget.Strong(t.T("recorder.bill", "N", bill.No, "Of", bill.Of)), widget.Strong(t.Amount(int64(bill.Total)))),
		line(t.T("recorder.bill_service"), bill.Service), line(t.T("recorder.bill_principal"), bill.Principal),
	}
	if bill.Penalty > 0 {
		out = append(out, line(t.T("recorder.bill_penalty"), bill.Penalty))
	}
	return append(out, line(t.T("recorder.bill_left"), bill.Left))
}

// warn is the amber line: why the row cannot be confirmed, or what falls short.
func (c *moneyContext) warn(kind kpuk.EntryKind) []fyne.CanvasObject {
	m := c.p.v.model
	row, _ := m.Cell()
	if asked := m.CommentsOn(kpuk.StepMoney, m.Row(row).Member); len(asked) > 0 {
		return c.asked(asked)
	}
	strong, text := m.Warning()
	once := m.TwicePaid(row) // said on the whole row
	if strong == "" || (text != "" && kind != kpuk.EntryInstalment && !once) {
		return nil
	}
	return []fyne.CanvasObject{widget.NewBanner(widget.Waiting, assets.IconFill("warning"), strong, text)}
}

// asked is the first of what was asked about the row; pressed, it opens above the grid,
// where there is room for an answer.
func (c *moneyContext) asked(all []talk.Point) []fyne.CanvasObject {
	v, first := c.p.v, all[0]
	tone, icon := widget.Urgent, assets.IconFill("chat-text")
	if first.Handled {
		tone, icon = widget.Good, assets.IconFill("check-circle")
	}
	banner := widget.NewBanner(tone, icon, first.Field, v.env.Text.T("talk.quoted", "Text", first.Text))
	return []fyne.CanvasObject{banner.OnTapped(func() { v.openThreads(first.Of) })}
}

// chips offer amounts.
func (c *moneyContext) chips() fyne.CanvasObject {
	t, m := c.p.v.env.Text, c.p.v.model
	var chips []fyne.CanvasObject
	for _, amount := range m.Quick() {
		text := widget.Strong(t.Amount(int64(amount)))
		text.Align = fyne.TextAlignCenter
		pill := widget.Layers(widget.NewSurface(theme.Card, theme.Edge, 1, 24), text)
		chips = append(chips, newPress(widget.Fixed(pill, 0, 48), func() {
			m.SetAmount(amount)
			c.p.refreshRow()
		}))
	}
	return widget.Columns(nil, 8, chips...)
}
