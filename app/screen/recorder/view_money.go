package recorder

import (
	"strconv"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"pendamping/app/widget"
	"pendamping/assets"
	"pendamping/kpuk"
)

// totalsHeight is the height of the bar under the grid in dp.
const totalsHeight = 56

// moneyPage is the fourth step: the grid with its keypad. It has its own way on, the
// button beside the sum, so that the keypad stays where the thumb is.
type moneyPage struct {
	v        *View
	grid     *widget.MoneyGrid
	totals   *widget.Totals
	on       *widget.Button
	pads     [2]*widget.Keypad // dock, panel
	contexts [2]*moneyContext
	undo     *fyne.Container
	root     *fyne.Container
}

// newMoneyPage builds grid, totals and keypads.
func newMoneyPage(v *View) *moneyPage {
	t := v.env.Text
	p := &moneyPage{v: v}
	p.grid = widget.NewMoneyGrid(p.columns(), widget.MoneyGridCallbacks{
		CellTapped:   p.choose,
		TickTapped:   p.tick,
		AbsentTapped: p.entrust,
	})
	p.grid.SetTitles(t.T("recorder.member"), t.T("recorder.total"))
	p.on = widget.NewMediumButton(p.onward(), widget.Secondary, assets.Icon("arrow-right"), v.finish)
	p.totals = widget.NewTotals("", "", t.T("recorder.taken_in"), "", p.on)
	for i, panel := range []bool{false, true} {
		p.pads[i], p.contexts[i] = p.keypad(panel)
	}
	p.undo = container.NewStack()
	page := container.New(&stacked{}, p.grid, p.undo, p.totals)
	p.root = container.New(&padded{mirrored: v.model.opts.LeftHand}, page, p.pads[0], p.pads[1])
	p.refresh()
	return p
}

// undoSlot is where the undo bar goes: between grid and sums, off the keys.
func (p *moneyPage) undoSlot() *fyne.Container { return p.undo }

// ownActions marks the page as having its own way on.
func (*moneyPage) ownActions() {}

// columns are the grid's columns with the widths of the design.
func (p *moneyPage) columns() []widget.MoneyColumn {
	out := make([]widget.MoneyColumn, 0, len(p.v.model.Columns()))
	for _, kind := range p.v.model.Columns() {
		narrow, wide := columnWidth(kind)
		out = append(out, widget.MoneyColumn{Key: kind.String(), Title: p.v.kindName(kind), Width: narrow, Wide: wide})
	}
	return out
}

// columnWidth is the width of a column in dp, in portrait and landscape.
func columnWidth(kind kpuk.EntryKind) (narrow, wide float32) {
	switch kind {
	case kpuk.EntryWajib:
		return 84, 96
	case kpuk.EntrySukarela:
		return 88, 96
	case kpuk.EntryInstalment:
		return 100, 108
	case kpuk.EntryPenalty:
		return 72, 76
	case kpuk.EntrySocialIn:
		return 76, 80
	default:
		return 84, 92
	}
}

// kindName is the short name of a column.
func (v *View) kindName(kind kpuk.EntryKind) string {
	return v.env.Text.T("recorder.column." + kind.String())
}

// keypad makes the pad below or beside the grid.
func (p *moneyPage) keypad(panel bool) (*widget.Keypad, *moneyContext) {
	t, m := p.v.env.Text, p.v.model
	ctx := newMoneyContext(p)
	return widget.NewKeypad(widget.KeypadConfig{
		Context: ctx.root, Clear: t.T("common.clear"), Next: " ", Go: t.T("recorder.fits_next"),
		Panel: panel, Mirrored: m.opts.LeftHand,
		Digit:   func(d string) { m.Digits(d); p.refreshRow() },
		OnClear: func() { m.ClearCell(); p.refreshRow() },
		OnBack:  func() { m.Backspace(); p.refreshRow() },
		OnNext:  func() { m.NextColumn(); p.refreshRow() },
		OnGo:    p.confirm,
	}), ctx
}

// choose makes a cell the one the keypad writes to.
func (p *moneyPage) choose(row, col int) {
	p.v.model.SelectCell(row, col)
	p.refreshRow()
}

// tick confirms the row, or reopens it.
func (p *moneyPage) tick(row int) {
	m := p.v.model
	if m.Row(row).State == RowConfirmed {
		m.Reopen(row)
		p.refresh()
		return
	}
	_, col := m.Cell()
	m.SelectCell(row, col)
	p.confirm()
}

// entrust gives an absent member a row.
func (p *moneyPage) entrust(row int) {
	p.v.model.Entrust(row)
	p.refresh()
	p.v.offerUndo()
}

// confirm agrees the row and goes on to the next one; after the last it leads on.
func (p *moneyPage) confirm() {
	m := p.v.model
	if m.Tally().AllConfirmed() {
		p.v.finish()
		return
	}
	row, _ := m.Cell()
	confirmed := m.Confirm()
	p.redraw(row)
	p.refreshRow()
	if confirmed {
		p.v.offerUndo()
	}
}

// object implements page.
func (p *moneyPage) object() fyne.CanvasObject { return p.root }

// refresh implements page: every row.
func (p *moneyPage) refresh() {
	rows := make([]widget.MoneyRow, p.v.model.Rows())
	for i := range rows {
		rows[i] = p.row(i)
	}
	p.grid.SetRows(rows)
	p.refreshRow()
}

// refreshRow redraws what a key changes: the row chosen, the sums and the context.
func (p *moneyPage) refreshRow() {
	t, m := p.v.env.Text, p.v.model
	before, _ := p.grid.Selected()
	row, col := m.Cell()
	if before >= 0 && before != row {
		p.redraw(before)
	}
	p.redraw(row)
	p.grid.Select(row, col)
	tally := m.Tally()
	p.totals.SetCount(strconv.Itoa(tally.Confirmed), t.T("recorder.of_payers", "Of", tally.Of))
	p.totals.SetAmount(t.Rupiah(int64(tally.In)))
	for i, pad := range p.pads {
		pad.SetNext(p.v.kindName(m.NextKind()))
		pad.SetGo(p.goText(tally))
		p.contexts[i].refresh()
	}
}

// onward names the page after the grid: the cash, or the share-out of a share-out meeting.
func (p *moneyPage) onward() string {
	if p.v.model.SharesOut() {
		return p.v.env.Text.T("shareout.step")
	}
	return p.v.stepName(kpuk.StepCash)
}

// goText is what the confirming key says.
func (p *moneyPage) goText(tally Tally) string {
	t := p.v.env.Text
	if tally.AllConfirmed() {
		return t.T("recorder.on_to", "Step", p.onward())
	}
	return t.T("recorder.fits_next")
}

// redraw draws one row anew.
func (p *moneyPage) redraw(i int) {
	if i >= 0 && i < p.v.model.Rows() {
		p.grid.SetRow(i, p.row(i))
	}
}

// row is line i as the grid shows it.
func (p *moneyPage) row(i int) widget.MoneyRow {
	t, m := p.v.env.Text, p.v.model
	r := m.Row(i)
	out := widget.MoneyRow{
		No: r.Number, Name: r.Name, Total: t.AmountDash(int64(r.Total)), Cells: make([]string, len(r.Cells)),
		State: widget.MoneyPrefilled,
	}
	for c, amount := range r.Cells {
		out.Cells[c] = t.AmountDash(int64(amount))
	}
	chosen, _ := m.Cell()
	switch {
	case r.State == RowConfirmed:
		out.State = widget.MoneyConfirmed
	case r.State == RowAbsent:
		word, icon, _ := p.v.presence(r.Presence)
		out.State, out.AbsentIcon = widget.MoneyAbsent, assets.Icon(icon)
		out.AbsentText, out.AbsentAction = t.T("recorder.absent_nothing", "Word", word), t.T("recorder.entrust")
	case i == chosen:
		out.State = widget.MoneyActive
	}
	for c, kind := range m.Columns() {
		if m.Commented(r.Member, kind) {
			out.Marked |= 1 << c
		}
	}
	switch {
	case len(m.CommentsOn(kpuk.StepMoney, r.Member)) > 0:
		out.Badge, out.BadgeTone, out.BadgeText = assets.IconFill("chat-text"), widget.Urgent, t.T("recorder.badge_comment")
	case m.TwicePaid(i):
		out.Badge, out.BadgeTone, out.BadgeText = assets.IconFill("warning"), widget.Waiting, t.T("recorder.badge_twice")
	case r.Entrusted:
		out.Badge, out.BadgeTone, out.BadgeText = assets.IconFill("hand-coins"), widget.Active, t.T("recorder.badge_entrusted")
	case r.Presence == kpuk.Late:
		out.Badge, out.BadgeTone, out.BadgeText = assets.IconFill("clock"), widget.Waiting, t.T("recorder.badge_late")
	}
	return out
}

// key takes a physical keyboard's keys to the pad.
func (p *moneyPage) key(e *fyne.KeyEvent) bool { return padKey(p.pads[0], e) }

// char takes a physical keyboard's digits to the pad.
func (p *moneyPage) char(r rune) bool { return padRune(p.pads[0], r) }
