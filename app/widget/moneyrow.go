package widget

import (
	"strconv"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	fw "fyne.io/fyne/v2/widget"

	"pendamping/app/theme"
	"pendamping/assets"
)

// Measures inside a row of the money grid in dp.
const (
	moneyDiamond  = 28
	moneyBadge    = 28
	moneyCaret    = 22
	moneyCaretGap = 8
)

// moneyLine draws one row. It is reused for other rows as they come into view.
type moneyLine struct {
	fw.BaseWidget
	grid            *MoneyGrid
	index           int
	ground, rule    *canvas.Rectangle
	no, name, total *canvas.Text
	cells           []*canvas.Text
	entry           *box
	caret           *canvas.Rectangle
	badge           *box
	badgeIcon       *glyph
	badgeText       *canvas.Text
	diamond         *rhombus
	tick            *glyph
	absentIcon      *glyph
	absentText      *canvas.Text
	alert           *canvas.Text
	absentAction    *canvas.Text
	paints          int // how often it was drawn, for the tests of what a tap costs
}

// newMoneyLine makes a row of grid g, not yet bound.
func newMoneyLine(g *MoneyGrid) *moneyLine {
	text := func() *canvas.Text { return canvas.NewText("", nil) }
	l := &moneyLine{
		grid: g, index: -1,
		ground: canvas.NewRectangle(nil), rule: canvas.NewRectangle(nil), caret: canvas.NewRectangle(nil),
		no: text(), name: text(), total: text(), badgeText: text(), absentText: text(), absentAction: text(), alert: text(),
		entry: newBox(), badge: newBox(), badgeIcon: newGlyph(),
		diamond: newRhombus(), tick: newGlyph(), absentIcon: newGlyph(),
	}
	for range g.cols {
		l.cells = append(l.cells, text())
	}
	l.ExtendBaseWidget(l)
	return l
}

// set binds the row of that index and draws it.
func (l *moneyLine) set(index int) {
	l.index = index
	l.Refresh()
}

// row is what is drawn; the zero row when the grid shrank meanwhile.
func (l *moneyLine) row() MoneyRow {
	if l.index < 0 || l.index >= len(l.grid.rows) {
		return MoneyRow{}
	}
	return l.grid.rows[l.index]
}

// selected is the column being entered in this row, -1 for none.
func (l *moneyLine) selected() int {
	if l.index != l.grid.row || l.row().State == MoneyAbsent {
		return -1
	}
	return l.grid.col
}

// Tapped finds out what was hit: a cell, the tick, or an absent member's action.
func (l *moneyLine) Tapped(e *fyne.PointEvent) { l.hit(e.Position.X) }

// TappedSecondary answers a slow press the same way.
func (l *moneyLine) TappedSecondary(e *fyne.PointEvent) { l.hit(e.Position.X) }

// hit tells the screen about a tap x dp from the left.
func (l *moneyLine) hit(x float32) {
	c, p := l.grid.callbacks, &l.grid.plan
	switch {
	case l.row().State == MoneyAbsent:
		if x >= l.actionLeft() && c.AbsentTapped != nil {
			c.AbsentTapped(l.index)
		}
	case x >= p.tick.x:
		if c.TickTapped != nil {
			c.TickTapped(l.index)
		}
	case c.CellTapped != nil:
		c.CellTapped(l.index, l.columnAt(x))
	}
}

// actionLeft is where an absent member's action begins to be tappable.
func (l *moneyLine) actionLeft() float32 {
	p := &l.grid.plan
	return p.total.right() - max(p.total.width, l.absentAction.MinSize().Width+2*moneyMargin)
}

// columnAt is the column under x; the name counts as the first, the total as the last in view.
func (l *moneyLine) columnAt(x float32) int {
	p := &l.grid.plan
	for i := p.first; i < p.end; i++ {
		if x < p.cells[i].x+p.cells[i].width {
			return i
		}
	}
	return p.end - 1
}

// CreateRenderer is called by the toolkit.
func (l *moneyLine) CreateRenderer() fyne.WidgetRenderer {
	objects := []fyne.CanvasObject{l.ground, l.rule, l.no, l.name}
	objects = append(objects, l.badge.objects()...)
	objects = append(objects, l.badgeIcon.Image, l.badgeText)
	objects = append(objects, l.entry.objects()...)
	for _, t := range l.cells {
		objects = append(objects, t)
	}
	objects = append(objects, l.caret, l.total)
	objects = append(objects, l.diamond.objects()...)
	objects = append(objects, l.tick.Image, l.alert, l.absentIcon.Image, l.absentText, l.absentAction)
	l.paint()
	return &drawing{
		owner:   l,
		objects: objects, layout: l.layout, refresh: l.paint,
		min: func() fyne.Size { return fyne.NewSize(0, l.grid.list.height) },
	}
}

// paint takes the row's values and state over.
func (l *moneyLine) paint() {
	l.paints++
	row, th := l.row(), l.Theme()
	absent := row.State == MoneyAbsent
	fillWith(l.ground, tint(l, l.groundTone(row.State)), 0)
	fillWith(l.rule, tint(l, theme.Line), 0)
	no := ""
	if row.No > 0 {
		no = strconv.Itoa(row.No)
	}
	write(l.no, th, no, inkStyle{size: theme.SizeCaption, tone: theme.Ink2})
	name := inkStyle{size: l.grid.plan.nameSize, tone: theme.Ink, bold: true}
	if absent {
		name.tone, name.bold = theme.Ink2, false
	}
	write(l.name, th, row.Name, name)
	l.paintBadge(row)
	l.paintCells(row)
	l.paintDiamond(row.State)
	l.absentIcon.set(row.AbsentIcon, tint(l, theme.Ink2))
	write(l.absentText, th, row.AbsentText, inkStyle{size: theme.SizeText, tone: theme.Ink2})
	write(l.absentAction, th, row.AbsentAction,
		inkStyle{size: theme.SizeText, tone: theme.Plum, bold: true, align: fyne.TextAlignTrailing})
	setVisible(l.absentIcon.Image, absent && row.AbsentIcon != nil)
	setVisible(l.absentText, absent)
	setVisible(l.absentAction, absent)
}

// groundTone is the color of the whole row. The row being entered is marked even
// before the screen has told its new state.
func (l *moneyLine) groundTone(s MoneyState) fyne.ThemeColorName {
	switch {
	case s == MoneyAbsent:
		return theme.Paper
	case l.selected() >= 0 || s == MoneyActive:
		return theme.PlumSoft
	case s == MoneyConfirmed:
		return theme.LeafSoft
	case s == MoneyAttention:
		return theme.AmberSoft
	default:
		return theme.Card
	}
}

// paintBadge shows the mark beside the name: a circle in portrait, a chip where there is room.
func (l *moneyLine) paintBadge(row MoneyRow) {
	on := row.Badge != nil && row.State != MoneyAbsent
	l.badge.set(look{fill: tint(l, row.BadgeTone.soft()), radius: l.badgeHeight() / 2})
	l.badge.show(on)
	l.badgeIcon.set(row.Badge, tint(l, row.BadgeTone.ink()))
	setVisible(l.badgeIcon.Image, on)
	write(l.badgeText, l.Theme(), row.BadgeText, inkStyle{size: theme.SizeCaption, tone: row.BadgeTone.ink(), bold: true})
	setVisible(l.badgeText, on && l.badgeWords())
}

// badgeWords tells whether the badge is a chip with its word.
func (l *moneyLine) badgeWords() bool { return l.grid.plan.wide && l.row().BadgeText != "" }

// badgeHeight is that of a small chip or of the circle.
func (l *moneyLine) badgeHeight() float32 {
	if l.badgeWords() {
		return 24
	}
	return moneyBadge
}

// paintCells writes the amounts; what nobody has looked at yet is in the second ink.
func (l *moneyLine) paintCells(row MoneyRow) {
	p, selected := &l.grid.plan, l.selected()
	settled := row.State != MoneyPrefilled || selected >= 0
	for i, t := range l.cells {
		text := ""
		if i < len(row.Cells) {
			text = row.Cells[i]
		}
		f := inkStyle{size: theme.SizeName, tone: theme.Ink2, align: fyne.TextAlignTrailing}
		if settled && text != "–" {
			f.tone = theme.Ink
		}
		if i == selected {
			f.tone, f.bold = theme.Ink, true
		}
		if row.Marked>>i&1 == 1 {
			f.tone, f.bold = Urgent.ink(), true
		}
		write(t, l.Theme(), text, f)
		setVisible(t, row.State != MoneyAbsent && i >= p.first && i < p.end)
	}
	total := inkStyle{size: theme.SizeName, tone: theme.Ink2, bold: settled, align: fyne.TextAlignTrailing}
	if settled {
		total.tone = theme.Ink
	}
	write(l.total, l.Theme(), row.Total, total)
	setVisible(l.total, row.State != MoneyAbsent)
	entering := selected >= p.first && selected < p.end && selected >= 0
	l.entry.set(look{fill: tint(l, theme.Card), border: tint(l, theme.Plum), stroke: 3, radius: 8})
	l.entry.show(entering)
	fillWith(l.caret, tint(l, theme.Plum), 0)
	setVisible(l.caret, entering)
}

// paintDiamond shows how far the row is.
func (l *moneyLine) paintDiamond(s MoneyState) {
	switch {
	case s == MoneyConfirmed:
		l.diamond.set(tint(l, theme.Leaf), tint(l, theme.Leaf), 0)
	case s == MoneyAttention:
		l.diamond.set(tint(l, theme.Amber), tint(l, theme.Amber), 0)
	case s == MoneyActive || l.selected() >= 0:
		l.diamond.set(tint(l, theme.Card), tint(l, theme.Plum), 2)
	default:
		l.diamond.set(tint(l, theme.Card), tint(l, theme.Edge), 1.2)
	}
	l.tick.set(assets.Icon("check"), tint(l, theme.OnLeaf))
	write(l.alert, l.Theme(), "!",
		inkStyle{size: theme.SizeText, tone: theme.OnAmber, bold: true, align: fyne.TextAlignCenter})
	l.diamond.show(s != MoneyAbsent)
	setVisible(l.tick.Image, s == MoneyConfirmed)
	setVisible(l.alert, s == MoneyAttention)
}

// layout places the parts by the grid's plan.
func (l *moneyLine) layout(size fyne.Size) {
	p, mid := &l.grid.plan, (size.Height-1)/2
	place(l.ground, 0, 0, size.Width, size.Height)
	place(l.rule, 0, size.Height-1, size.Width, 1)
	line(l.no, p.name.x, mid, moneyNumber)
	l.layoutName(mid)
	for i := p.first; i < p.end && i < len(p.cells); i++ {
		inset := float32(moneyCellPad)
		if i == l.selected() {
			inset += moneyCaretGap - 4
			l.layoutEntry(p.cells[i], size.Height)
		}
		room := p.cells[i].width - inset
		fit(l.cells[i], l.cells[i].Text, room, measureOf(l, theme.SizeName))
		line(l.cells[i], p.cells[i].x, mid, room)
	}
	line(l.total, p.total.x, mid, p.total.width-moneyCellPad)
	middle := p.tick.x + moneyTick/2
	if p.wide {
		middle += 4
	}
	at := fyne.NewPos(middle-moneyDiamond/2, mid-moneyDiamond/2+0.5)
	l.diamond.place(at, moneyDiamond)
	center(l.tick.Image, 18, at, fyne.NewSquareSize(moneyDiamond))
	line(l.alert, at.X, mid, moneyDiamond)
	left := p.name.x + p.name.width + moneyCellPad
	place(l.absentIcon.Image, left+4, mid-9, 18, 18)
	line(l.absentText, left+30, mid, p.total.x-left-30)
	line(l.absentAction, p.total.x-moneyTotal, mid, moneyTotal+p.total.width-2*moneyCellPad)
}

// layoutEntry draws the box and caret of the cell being entered over the whole row height.
func (l *moneyLine) layoutEntry(cell span, height float32) {
	l.entry.place(fyne.NewPos(cell.x, 0), fyne.NewSize(cell.width, height))
	caret := moneyCaret * l.grid.plan.scale
	place(l.caret, cell.right()-2, (height-caret)/2, 2, caret)
}

// layoutName gives the name what number and badge leave.
func (l *moneyLine) layoutName(mid float32) {
	p, row := &l.grid.plan, l.row()
	x := p.name.x + moneyNumber*min(p.scale, 1.2)
	end := p.name.x + p.name.width
	if row.Badge != nil && row.State != MoneyAbsent {
		end = l.layoutBadge(end, mid)
	}
	fit(l.name, row.Name, end-x, measureOf(l, l.grid.plan.nameSize))
	line(l.name, x, mid, end-x)
}

// layoutBadge places the badge before right and tells where it begins.
func (l *moneyLine) layoutBadge(right, mid float32) float32 {
	height := l.badgeHeight()
	width, icon := height, float32(18)
	if l.badgeWords() {
		icon = 16
		width = 8 + icon + 4 + l.badgeText.MinSize().Width + 8
		line(l.badgeText, right-width+8+icon+4, mid, width)
		right -= 8 - moneyCellPad
	} else {
		right -= 4
	}
	left := right - width
	l.badge.place(fyne.NewPos(left, mid-height/2), fyne.NewSize(width, height))
	inset := (height - icon) / 2
	if l.badgeWords() {
		inset = 8
	}
	place(l.badgeIcon.Image, left+inset, mid-icon/2, icon, icon)
	return left - moneyCellPad
}
