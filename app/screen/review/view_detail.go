package review

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"pendamping/app/screen/pictures"
	"pendamping/app/theme"
	"pendamping/app/widget"
	"pendamping/assets"
	"pendamping/kpuk"
)

// detail draws the open meeting and the way to decide on it.
type detail struct {
	v       *View
	title   *widget.Text
	line    *widget.Text
	notices *fyne.Container
	cards   *fyne.Container
	side    *fyne.Container
	table   *widget.Table
	tall    *fyne.Container
	body    *container.Scroll
	root    *fyne.Container
	comment *widget.Field
	pin     *fyne.Container
	approve *widget.Button
	back    *widget.Button
	reply   *widget.Button // only while a thread is answered, or a place is asked about

	strips map[kpuk.ID]*pictures.Strip // of threads

	rows []MoneyRow
	of   kpuk.ID // the meeting whose comment the field holds
}

// newDetail makes the widgets once.
func newDetail(v *View) *detail {
	t := v.env.Text
	d := &detail{v: v, title: widget.TitleSerif(""), line: widget.NewText("", theme.SizeText, false, theme.Ink2)}
	d.line.Align, d.line.Wrap = fyne.TextAlignTrailing, true
	d.notices, d.cards, d.side = widget.VStack(8), widget.Grid(164*textScale(d.title), 0, 8), widget.VStack(0)
	d.table = d.money()
	d.tall = widget.Fixed(d.table, 0, 0)
	d.comment = widget.NewField("")
	d.comment.Desk = true
	d.comment.OnChanged = func(s string) {
		v.model.SetComment(s)
		d.showNudge()
	}
	d.pin = widget.HStack(8)
	d.approve = widget.NewSmallButton(t.T("common.approve"), widget.Approve, assets.Icon("check"), func() { v.do(v.model.Approve) })
	d.approve.KeyHint("A")
	d.back = widget.NewSmallButton(t.T("common.return"), widget.Danger, assets.Icon("arrow-u-up-left"), v.doReturn)
	d.back.KeyHint("R")
	d.reply = widget.NewSmallButton(t.T("review.thread.send"), widget.Secondary, assets.Icon("arrow-bend-up-left"), func() { v.do(d.answer) })
	d.reply.Hide()
	return d
}

// object is the right side: what was submitted above, the decision below.
func (d *detail) object() fyne.CanvasObject {
	head := widget.HStack(16, d.title, widget.Grow(d.line))
	money := widget.VStack(0, widget.Card(widget.Pad(d.tall, 8, 1, 8, 1)))
	side := widget.VStack(0, widget.Card(widget.Pad(d.side, 14, 14, 14, 14)))
	// Figures are never cut: with large text the comparison goes below the money.
	least := (sideShare + moneyShare) * textScale(d.title)
	both := widget.NewResponsive(least,
		func() fyne.CanvasObject { return widget.VStack(12, money, side) },
		func() fyne.CanvasObject { return widget.Columns([]float32{sideShare, moneyShare}, 12, side, money) })
	d.body = container.NewVScroll(widget.Pad(widget.VStack(12, head, d.notices, d.cards, both), 20, 24, 20, 24))
	bar := widget.VStack(4, d.pin, widget.HStack(12, widget.Grow(d.comment), d.reply, d.back, d.approve))
	d.root = widget.VStack(0, widget.Grow(d.body), widget.Rule(), widget.Panel(theme.Card, 0, widget.Pad(bar, 12, 24, 12, 24)))
	return d.root
}

// The shares of the width that the comparison and the table of money have side by side.
const (
	sideShare  = 268
	moneyShare = 478
)

// money is the table; a press on a row pins the comment to that member.
func (d *detail) money() *widget.Table {
	t := d.v.env.Text
	table := widget.NewTable([]widget.TableColumn{
		{Title: t.T("review.col.member"), Leading: true},
		{Title: t.T("review.col.wajib"), Width: 62},
		{Title: t.T("review.col.sukarela"), Width: 64},
		{Title: t.T("review.col.instalment"), Width: 70},
		{Title: t.T("review.col.rest"), Width: 56},
		{Title: t.T("review.col.total"), Width: 78},
	}, func() int { return len(d.rows) }, d.cell, func(row int) {
		d.pinTo(Pin{Step: kpuk.StepMoney, Of: d.rows[row].Member})
	}).Dense()
	table.RowTone = func(row int) widget.Tone {
		if d.rows[row].Odd {
			return widget.Waiting
		}
		return widget.Neutral
	}
	return table
}

// cell words one cell of the money.
func (d *detail) cell(row, col int) (string, widget.Tone, bool) {
	r := d.rows[row]
	return r.Cells[col], widget.Neutral, col == 5 && !r.Absent
}

// pinTo pins the comment to a place and gives it the keyboard.
func (d *detail) pinTo(p Pin) {
	d.v.model.SetPin(p)
	d.showPin()
	d.comment.Focus()
}

// show takes the open meeting over.
func (d *detail) show() {
	d.showNotices()
	open := d.v.model.Open()
	for _, o := range []fyne.CanvasObject{d.cards, d.side, d.tall} {
		setVisible(o, open != nil)
	}
	if open == nil {
		d.title.SetText("")
		d.line.SetText("")
		d.approve.Disable()
		d.back.Disable()
		return
	}
	title, line := d.v.model.Heading()
	d.title.SetText(title)
	d.line.SetText(line)
	d.showCards()
	d.showSide()
	rows, sums := d.v.model.Money()
	d.rows = rows
	d.table.SetFooter(sums[:])
	d.tall.Objects = []fyne.CanvasObject{widget.Fixed(d.table, 0, d.table.Height())}
	d.tall.Refresh()
	d.showDecision()
	if d.of != open.ID {
		d.body.ScrollToTop()
	}
	d.showComment(open.ID)
	d.body.Refresh()
}

// setVisible shows or hides an object.
func setVisible(o fyne.CanvasObject, visible bool) { //nolint:revive // the state is what is set
	if visible {
		o.Show()
		return
	}
	o.Hide()
}

// showNotices says that something failed, changed or went away.
func (d *detail) showNotices() {
	t, m := d.v.env.Text, d.v.model
	notices := []fyne.CanvasObject{}
	if failure := m.Failure(); failure != "" {
		notices = append(notices, widget.NewBanner(widget.Urgent, nil, t.T("review.failed"), failure).
			Action(t.T("common.close"), func() { d.v.do(m.Calm) }))
	}
	if m.Stale() {
		notices = append(notices, widget.NewBanner(widget.Waiting, nil, t.T("review.stale"), t.T("review.stale.why")).
			Action(t.T("review.stale.seen"), func() { d.v.do(m.Look) }))
	}
	if gone := m.Gone(); gone != "" {
		notices = append(notices, widget.NewBanner(widget.Neutral, assets.IconFill("info"), gone, t.T("review.gone")).
			Action(t.T("common.close"), func() { d.v.do(m.Calm) }))
	}
	d.notices.Objects = notices
	setVisible(d.notices, len(notices) > 0)
	d.notices.Refresh()
}

// showDecision greys the ways to decide out while a change was not looked at.
func (d *detail) showDecision() {
	if d.v.model.Stale() {
		d.approve.Disable()
		d.back.Disable()
		return
	}
	d.approve.Enable()
	d.back.Enable()
}

// showCards draws the findings; a press pins the comment to where it is to be mended.
func (d *detail) showCards() {
	cards := d.v.model.Cards()
	objects := make([]fyne.CanvasObject, len(cards))
	widest := 164 * textScale(d.title)
	for i, c := range cards {
		// A title with a figure has to stand whole.
		widest = max(widest, widget.Strong(c.Title).MinSize().Width+findingRest)
		objects[i] = newFinding(c, func() { d.pinTo(c.Pin) })
	}
	d.cards.Objects, d.cards.Layout = objects, widget.Grid(widest, 0, 8).Layout
	d.cards.Refresh()
}

// showSide draws the comparison, what was promised and what was said.
func (d *detail) showSide() {
	t, m := d.v.env.Text, d.v.model
	objects := []fyne.CanvasObject{}
	day, compared := m.Compare()
	objects = append(objects, widget.Spread(widget.Strong(t.T("review.compare")), widget.Caption(day)))
	if day == "" {
		objects = append(objects, widget.Caption(t.T("review.compare.none")))
	}
	objects = append(objects, comparison(compared)...)
	objects = append(objects, d.box()...)
	if promises := m.Promises(); len(promises) > 0 {
		objects = append(objects, widget.Pad(widget.Strong(t.T("review.promises")), 14, 0, 4, 0))
		for _, p := range promises {
			objects = append(objects, d.spot(p.Pin, wrapped(widget.Body(p.What)), widget.Pad(widget.Caption(p.Who), 0, 0, 6, 0)))
		}
	}
	objects = append(objects, d.topics()...)
	objects = append(objects, d.threads()...)
	if corrected := m.Corrected(); len(corrected) > 0 {
		objects = append(objects, widget.Pad(widget.Strong(t.T("review.corrections")), 14, 0, 4, 0))
		for _, c := range corrected {
			objects = append(objects, wrapped(widget.Body(c.What)), widget.Pad(wrapped(widget.Caption(c.Who)), 0, 0, 6, 0))
		}
	}
	for _, w := range m.Words() {
		objects = append(objects, d.spot(w.Pin, widget.Pad(widget.Strong(w.What), 14, 0, 4, 0), wrapped(widget.Body(w.Who))))
	}
	d.side.Objects = objects
	d.side.Refresh()
}

// comparison draws the compared figures, the changes in a column as wide as the longest.
// A figure is never cut: where it leaves its name too little room, the name stands above.
func comparison(compared []Compared) []fyne.CanvasObject {
	const room, gap = sideShare - 28, 8
	var by float32
	for _, c := range compared {
		by = max(by, widget.Body(c.By).MinSize().Width)
	}
	objects := make([]fyne.CanvasObject, 0, 2*len(compared))
	for _, c := range compared {
		label, figure, change := wrapped(widget.Body(c.Label)), widget.Body(c.Now), widget.NewText(c.By, theme.SizeText, false, theme.Ink2)
		change.Align = fyne.TextAlignTrailing
		figures := []fyne.CanvasObject{figure, widget.Fixed(change, by, 0)}
		line := fyne.CanvasObject(widget.HStack(gap, append([]fyne.CanvasObject{widget.Grow(label)}, figures...)...))
		if label.MinSize().Width+figure.MinSize().Width+by+2*gap > room {
			line = widget.VStack(0, label, widget.HStack(gap, append([]fyne.CanvasObject{widget.Grow(widget.VStack(0))}, figures...)...))
		}
		objects = append(objects, widget.Pad(line, 6, 0, 5, 0), widget.Rule())
	}
	return objects
}

// wrapped lets a text run over several lines.
func wrapped(text *widget.Text) *widget.Text {
	text.Wrap = true
	return text
}

// showComment brings the field in line when another meeting was opened or the comment
// was sent; what is being written is never touched.
func (d *detail) showComment(id kpuk.ID) {
	text, _ := d.v.model.Comment()
	if d.of != id || text == "" {
		d.of = id
		if d.comment.Text() != text {
			d.comment.SetText(text)
		}
	}
	d.comment.Placeholder = d.v.env.Text.T("review.comment", "Name", d.v.model.Sender())
	d.comment.Refresh()
	d.showNudge()
	d.showPin()
}

// showNudge asks for a comment when returning was asked for without one.
func (d *detail) showNudge() {
	message := ""
	if d.v.model.Nudged() {
		message = d.v.env.Text.T("review.comment.wanted")
	}
	if d.comment.Message() == message {
		return
	}
	d.comment.SetMessage(widget.Urgent, message)
	d.root.Refresh() // the field grew or shrank
}

// showPin shows what the comment is pinned to, and how to take the pin away.
func (d *detail) showPin() {
	_, pin := d.v.model.Comment()
	d.pin.Objects = nil
	if label := d.v.model.PinLabel(pin); label != "" {
		loose := widget.NewIconButton(assets.Icon("x"), func() {
			d.v.model.SetPin(Pin{})
			d.showPin()
		})
		d.pin.Objects = []fyne.CanvasObject{
			widget.NewChip(label, widget.Active, assets.IconFill("push-pin")), widget.Fixed(loose, 32, 32),
		}
	}
	d.pin.Objects = append(d.pin.Objects, d.kinds(pin)...)
	key := "review.thread.send"
	if pin.Thread.IsZero() {
		key = "review.ask"
	}
	d.reply.SetText(d.v.env.Text.T(key))
	setVisible(d.reply, !pin.Thread.IsZero() || pin.Step > 0)
	setVisible(d.approve, pin.Thread.IsZero()) // its room is needed, and an answer comes first
	setVisible(d.pin, len(d.pin.Objects) > 0)
	d.pin.Refresh()
	d.root.Refresh() // the pin has a line of its own
}
