package recorder

import (
	"image/color"
	"strconv"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"pendamping/app/theme"
	"pendamping/app/widget"
	"pendamping/assets"
	"pendamping/kpuk"
)

// cashPage is the fifth step: the box counted note by note beside what it should hold.
type cashPage struct {
	v        *View
	rows     []*widget.CashRow
	coins    *widget.Text
	coinRow  *widget.Surface
	figures  [5]*widget.Text // opening, in, out, expected, counted
	diff     *widget.Text
	diffWord *widget.Text
	mark     *widget.Diamond
	reasons  []*widget.FilterChip
	other    *widget.Field
	why      fyne.CanvasObject
	pads     [2]*widget.Keypad // dock, panel
	contexts [2]*cashContext
	lines    []*fyne.Container // laid out again when their figures change
	pins     []*pins           // what is asked about a row or a figure
	group    *groupSheet
	loans    *loanSheet
	undo     *fyne.Container
	root     *fyne.Container
}

// undoSlot is where the undo bar goes: above the keys.
func (p *cashPage) undoSlot() *fyne.Container { return p.undo }

// noteColour is the color of the real note.
func noteColour(note kpuk.Rupiah) color.NRGBA {
	rgb := map[kpuk.Rupiah]uint32{
		100_000: 0xB23A2E, 50_000: 0x2B6496, 20_000: 0x2F7440, 10_000: 0x704596,
		5_000: 0x8A5A22, 2_000: 0x5E6268, 1_000: 0x626C1A,
	}[note]
	return color.NRGBA{R: uint8(rgb >> 16), G: uint8(rgb >> 8 & 0xff), B: uint8(rgb & 0xff), A: 0xff} //nolint:gosec // masked to bytes
}

// newCashPage builds the count.
func newCashPage(v *View) *cashPage {
	p := &cashPage{v: v, group: newGroupSheet(v), loans: newLoanSheet(v)}
	p.group.changed, p.loans.changed = p.refresh, p.refresh
	count := widget.Card(widget.VStack(0, p.countRows()...))
	side := widget.VStack(12, p.bookCard(), p.countedCard(), p.reasonCard())
	columns := widget.Columns([]float32{480, 272}, 16, widget.VStack(0, count), side)
	content := container.NewVScroll(widget.Pad(widget.VStack(16, columns, p.loans.object(), p.group.object()), margin, margin, margin, margin))
	p.undo = container.NewStack()
	p.pads[0], p.contexts[0] = p.keypad(false)
	p.pads[1], p.contexts[1] = p.keypad(true)
	shape := &padded{mirrored: v.model.opts.LeftHand}
	p.root = container.New(shape, container.New(&stacked{}, content, p.undo), p.pads[0], p.pads[1])
	opened := func(card fyne.CanvasObject) func(bool) {
		return func(open bool) {
			shape.bare = open
			p.root.Refresh()
			if open {
				content.ScrollToOffset(fyne.NewPos(0, card.Position().Y))
			}
		}
	}
	p.group.opened, p.loans.opened = opened(p.group.object()), opened(p.loans.object())
	p.refresh()
	return p
}

// countRows are the heading, a row per note and one for coins.
func (p *cashPage) countRows() []fyne.CanvasObject {
	t := p.v.env.Text
	out := []fyne.CanvasObject{widget.Pad(widget.Name(t.T("recorder.count_box")), 12, 16, 12, 16), widget.Rule()}
	for i, row := range p.v.model.CashRows() {
		if row.Coins {
			out = append(out, p.coinLine(i), p.pinInset(kpuk.NoteField(row.Note)))
			continue
		}
		r := widget.NewCashRow(t.Amount(int64(row.Note)), noteColour(row.Note), row.Pieces, "", func(n int) {
			p.v.model.SelectCash(i)
			p.v.model.SetPieces(i, n)
			p.refresh()
		})
		r.OnSelect = func() { p.choose(i) }
		p.rows = append(p.rows, r)
		out = append(out, widget.Pad(r, 0, 1, 0, 1), p.pinInset(kpuk.NoteField(row.Note))) // inside the card's line
	}
	return out
}

// coinLine is the row of coins, typed as one sum.
func (p *cashPage) coinLine(i int) fyne.CanvasObject {
	p.coins = widget.Name("0")
	p.coins.Align = fyne.TextAlignTrailing
	p.coinRow = widget.NewSurface(theme.Card, theme.Edge, 1, 8)
	sum := widget.Fixed(widget.Layers(p.coinRow, widget.Pad(p.coins, 0, 12, 0, 12)), 112, 48)
	words := widget.NewText(p.v.env.Text.T("recorder.coins"), theme.SizeName, false, theme.Ink)
	return newPress(widget.Pad(widget.Spread(words, sum), 12, 16, 12, 16), func() { p.choose(i) })
}

// bookCard is what should be in the box.
func (p *cashPage) bookCard() fyne.CanvasObject {
	t := p.v.env.Text
	for i := range p.figures {
		p.figures[i] = widget.NewText("", theme.SizeName, i >= 3, theme.Ink)
	}
	p.figures[4] = widget.Title("")
	return boxed(widget.VStack(8, widget.Name(t.T("recorder.by_book")),
		p.line(grey(t.T("recorder.cash_opening")), 0), p.pin(kpuk.FieldOpening),
		p.line(grey(t.T("recorder.cash_in")), 1), p.pin(kpuk.FieldIn),
		p.line(grey(t.T("recorder.cash_out")), 2), p.pin(kpuk.FieldOut),
		widget.Rule(), p.line(widget.Strong(t.T("recorder.cash_expected")), 3), p.pin(kpuk.FieldExpected),
		widget.NewMediumButton(t.T("recorder.group_add"), widget.Secondary, assets.Icon("plus"), p.group.openLine)))
}

// countedCard is what was counted.
func (p *cashPage) countedCard() fyne.CanvasObject {
	counted := p.line(widget.Strong(p.v.env.Text.T("recorder.cash_counted")), 4)
	return boxed(widget.VStack(8, counted, p.pin(kpuk.FieldCounted), p.pin(kpuk.FieldDifference)))
}

// pin is the place of what is asked about a field of the count.
func (p *cashPage) pin(field string) fyne.CanvasObject {
	pin := p.v.pinsAt(kpuk.StepCash, field)
	p.pins = append(p.pins, pin)
	return pin.box
}

// pinInset is pin between rows of the count.
func (p *cashPage) pinInset(field string) fyne.CanvasObject {
	box := p.pin(field)
	p.pins[len(p.pins)-1].inset = true
	return box
}

// line is words beside figure i.
func (p *cashPage) line(words *widget.Text, i int) fyne.CanvasObject {
	l := pair(words, p.figures[i])
	p.lines = append(p.lines, l)
	return l
}

// reasonCard names the difference and asks for its reason.
func (p *cashPage) reasonCard() fyne.CanvasObject {
	t, m := p.v.env.Text, p.v.model
	p.diff, p.diffWord = widget.Title(""), widget.Body("")
	p.mark = widget.NewDiamond(widget.Attention, "")
	rows := []fyne.CanvasObject{
		widget.HStack(12, p.mark, widget.Grow(widget.VStack(0, p.diffWord, p.diff))), widget.Caption(t.T("recorder.reason")),
	}
	for _, key := range Reasons() {
		words := t.T("recorder.reason." + key)
		chip := widget.NewFilterChip(words, false, func(bool) { m.SetReason(words); p.refresh() })
		p.reasons = append(p.reasons, chip)
		rows = append(rows, chip)
	}
	p.other = field(t.T("recorder.reason_other"), "", 1, func(s string) { m.SetReason(s); p.refresh() })
	rows = append(rows, p.other)
	p.why = widget.Layers(widget.NewSurface(theme.Card, theme.AmberInk, 2, 12),
		widget.Pad(widget.VStack(8, rows...), 16, 16, 16, 16))
	return p.why
}

// keypad makes the pad below or beside the count.
func (p *cashPage) keypad(panel bool) (*widget.Keypad, *cashContext) {
	t, m := p.v.env.Text, p.v.model
	ctx := newCashContext(p.v)
	act := func(f func()) func() {
		return func() { f(); p.refresh() }
	}
	return widget.NewKeypad(widget.KeypadConfig{
		Context: ctx.root, Zeros: "00", Clear: t.T("common.clear"), Next: " ", Go: t.T("recorder.next_note"),
		GoOutlined: true, Panel: panel, Mirrored: m.opts.LeftHand,
		Digit:   func(d string) { m.CashDigits(d); p.refresh() },
		OnClear: act(m.CashClear), OnBack: act(m.CashBack), OnNext: act(m.NextCash), OnGo: act(m.NextCash),
	}), ctx
}

// choose makes a row the one the keypad writes to.
func (p *cashPage) choose(i int) {
	p.v.leaveField()
	p.v.model.SelectCash(i)
	p.refresh()
}

// object implements page.
func (p *cashPage) object() fyne.CanvasObject { return p.root }

// refresh implements page.
func (p *cashPage) refresh() {
	t, m := p.v.env.Text, p.v.model
	rows, chosen := m.CashRows(), m.CashRowSelected()
	for i, r := range p.rows {
		r.SetCount(rows[i].Pieces, t.Amount(int64(rows[i].Amount)))
		if i == chosen {
			r.Select()
		} else {
			r.Deselect()
		}
	}
	p.coins.SetText(t.Amount(int64(rows[len(rows)-1].Amount)))
	edge := theme.Edge
	if rows[chosen].Coins {
		edge = theme.Plum
	}
	p.coinRow.SetColours(theme.Card, edge)
	box := m.Box()
	for i, amount := range []kpuk.Rupiah{box.Opening, box.In, -box.Out, box.Expected, box.Counted} {
		p.figures[i].SetText(t.Amount(int64(amount)))
	}
	for _, l := range p.lines {
		l.Refresh()
	}
	p.showDifference(m.Difference())
	next := rows[(chosen+1)%len(rows)]
	for i, pad := range p.pads {
		p.contexts[i].show(rows[chosen])
		if next.Coins {
			pad.SetNext(t.T("recorder.coins_short"))
		} else {
			pad.SetNext(t.Amount(int64(next.Note)))
		}
	}
	for _, pin := range p.pins {
		pin.refresh()
	}
	p.group.refresh()
	p.loans.refresh()
	p.root.Refresh()
	p.v.showHead()
}

// showDifference names the difference, or hides the card where there is none.
func (p *cashPage) showDifference(diff kpuk.Rupiah) {
	t, reason := p.v.env.Text, p.v.model.Reason()
	if diff == 0 {
		p.why.Hide()
		return
	}
	p.why.Show()
	p.diff.SetText(t.Signed(int64(diff)))
	p.diffWord.SetText(t.T("recorder.difference_less"))
	if diff > 0 {
		p.diffWord.SetText(t.T("recorder.difference_more"))
	}
	usual := false
	for i, key := range Reasons() {
		on := reason == t.T("recorder.reason."+key)
		p.reasons[i].SetOn(on)
		usual = usual || on
	}
	if !p.other.Focused() && !usual {
		p.other.SetText(reason)
	}
}

// cashContext is what stands beside the keys: the row chosen, and a word of advice.
type cashContext struct {
	v            *View
	what, pieces *widget.Text
	sum          *widget.Text
	line         *fyne.Container
	root         fyne.CanvasObject
}

// newCashContext builds it.
func newCashContext(v *View) *cashContext {
	t := v.env.Text
	c := &cashContext{v: v, what: widget.Caption(""), pieces: widget.Amount(""), sum: widget.NewText("", theme.SizeName, false, theme.Ink2)}
	advice := widget.Panel(theme.Card, 12, widget.Pad(wrapped(grey(t.T("recorder.count_together"))), 12, 12, 12, 12))
	c.line = widget.HStack(8, c.pieces, widget.Grow(c.sum))
	rows := []fyne.CanvasObject{c.what, c.line, advice}
	if name := v.model.Witness(); name != "" {
		rows = append(rows, widget.Grow(widget.Body("")), grey(t.T("recorder.witness", "Name", name)))
	}
	c.root = widget.VStack(8, rows...)
	return c
}

// show names the row chosen.
func (c *cashContext) show(row CashRow) {
	t := c.v.env.Text
	if row.Coins {
		c.what.SetText(t.T("recorder.coins"))
		c.pieces.SetText(t.Amount(int64(row.Amount)))
		c.sum.SetText("")
		c.line.Refresh()
		return
	}
	c.what.SetText(t.T("recorder.note_of", "Amount", t.Amount(int64(row.Note))))
	c.pieces.SetText(strconv.Itoa(row.Pieces))
	c.sum.SetText(t.T("recorder.pieces_are", "Amount", t.Amount(int64(row.Amount))))
	c.line.Refresh()
}

// key takes a physical keyboard's keys to the pad.
func (p *cashPage) key(e *fyne.KeyEvent) bool { return padKey(p.pads[0], e) }

// char takes a physical keyboard's digits to the pad.
func (p *cashPage) char(r rune) bool { return padRune(p.pads[0], r) }

// padKey hands a key to a keypad, if it is one it knows.
func padKey(pad *widget.Keypad, e *fyne.KeyEvent) bool {
	switch e.Name {
	case fyne.KeyBackspace, fyne.KeyDelete, fyne.KeyTab, fyne.KeyReturn, fyne.KeyEnter:
		pad.TypedKey(e)
		return true
	default:
		return false
	}
}

// padRune hands a digit to a keypad.
func padRune(pad *widget.Keypad, r rune) bool {
	if r < '0' || r > '9' {
		return false
	}
	pad.TypedRune(r)
	return true
}
