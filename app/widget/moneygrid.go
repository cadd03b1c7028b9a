package widget

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	fw "fyne.io/fyne/v2/widget"

	"pendamping/app/theme"
	"pendamping/assets"
)

// Measures of the money grid in dp at a text scale of 1.
const (
	moneyHeader    = 36
	moneyRowNarrow = 50
	moneyRowWide   = 48
	moneyMargin    = 16
	moneyEnd       = 8
	moneyNumber    = 24
	moneyTotal     = 104
	moneyTotalWide = 112
	moneyTick      = 48
	moneyTickWide  = 63
	moneyWideFrom  = 860
	moneyNameMin   = 150
	moneyCellPad   = 8
)

// MoneyState says how far a row of the money grid is.
type MoneyState int

// MoneyPrefilled rows await a look; the Active row is being entered; MoneyConfirmed rows were
// agreed with the member; MoneyAbsent rows pay nothing; MoneyAttention rows hold something odd.
const (
	MoneyPrefilled MoneyState = iota
	MoneyActive
	MoneyConfirmed
	MoneyAbsent
	MoneyAttention
)

// MoneyColumn is one kind of payment. Width is in dp in portrait; Wide is used
// where the grid is at least 860 wide, and falls back to Width.
type MoneyColumn struct {
	Key, Title  string
	Width, Wide float32
}

// MoneyRow is one member's payments, already formatted; a cell of "–" is a zero.
type MoneyRow struct {
	No    int
	Name  string
	Cells []string
	Total string
	State MoneyState
	// Badge marks a member who is late or pays for another; BadgeText shows where there is room.
	Badge     fyne.Resource
	BadgeTone Tone
	BadgeText string
	// Marked cells, bit i for cell i, are written bold and in red: somebody asks about them.
	Marked uint32
	// AbsentText, AbsentIcon and AbsentAction take the place of the cells of an absent member.
	AbsentText, AbsentAction string
	AbsentIcon               fyne.Resource
}

// MoneyGridCallbacks tell the screen what was tapped; nil ignores it.
type MoneyGridCallbacks struct {
	CellTapped   func(row, col int)
	TickTapped   func(row int)
	AbsentTapped func(row int)
}

// MoneyGrid is the table of one meeting's payments: a row per member, a column per
// kind of payment, a total and a tick. One row height; a change redraws its row only.
type MoneyGrid struct {
	fw.BaseWidget
	cols                  []MoneyColumn
	rows                  []MoneyRow
	callbacks             MoneyGridCallbacks
	nameTitle, totalTitle string
	row, col, first       int
	plan                  moneyPlan
	header                *moneyHead
	list                  *RowList
}

// NewMoneyGrid makes an empty grid with nothing selected.
func NewMoneyGrid(cols []MoneyColumn, callbacks MoneyGridCallbacks) *MoneyGrid {
	g := &MoneyGrid{cols: cols, callbacks: callbacks, row: -1, col: -1}
	g.header = newMoneyHead(g)
	g.list = NewRowList(
		func() int { return len(g.rows) }, moneyRowNarrow,
		func() fyne.CanvasObject { return newMoneyLine(g) },
		func(row int, o fyne.CanvasObject) {
			if l, ok := o.(*moneyLine); ok {
				l.set(row)
			}
		})
	g.ExtendBaseWidget(g)
	return g
}

// SetTitles names the first and the last column.
func (g *MoneyGrid) SetTitles(name, total string) {
	g.nameTitle, g.totalTitle = name, total
	g.header.Refresh()
}

// SetRows replaces every row; the selection stays where it was.
func (g *MoneyGrid) SetRows(rows []MoneyRow) {
	g.rows = rows
	g.list.Refresh()
}

// SetRow replaces one row and redraws it alone; a row that is not there is ignored.
func (g *MoneyGrid) SetRow(i int, row MoneyRow) {
	if i < 0 || i >= len(g.rows) {
		return
	}
	g.rows[i] = row
	g.list.RefreshRow(i)
}

// RefreshRow draws one row again from the rows given to SetRows.
func (g *MoneyGrid) RefreshRow(i int) { g.list.RefreshRow(i) }

// Select makes a cell the one being entered, and brings it into view; -1, -1 selects none.
// Only the rows left and entered are redrawn.
func (g *MoneyGrid) Select(row, col int) {
	before := g.row
	moved := g.col != col
	g.row, g.col = row, col
	if g.arrange() {
		g.list.Refresh()
	}
	if moved {
		g.header.Refresh()
	}
	g.list.RefreshRow(before)
	if row >= 0 && row < len(g.rows) {
		g.list.RefreshRow(row)
		g.list.ScrollToRow(row)
	}
}

// Selected tells the cell being entered, -1, -1 when there is none.
func (g *MoneyGrid) Selected() (row, col int) { return g.row, g.col }

// CreateRenderer is called by the toolkit.
func (g *MoneyGrid) CreateRenderer() fyne.WidgetRenderer {
	return &drawing{
		owner:   g,
		objects: []fyne.CanvasObject{g.header, g.list},
		layout:  g.layout,
		min:     func() fyne.Size { return fyne.NewSize(320, moneyHeader+2*moneyRowNarrow) },
		refresh: func() {
			g.arrange()
			g.header.Refresh()
			g.list.Refresh()
		},
	}
}

// layout puts the header above the rows.
func (g *MoneyGrid) layout(size fyne.Size) {
	if g.arrange() {
		g.list.Refresh()
		g.header.Refresh()
	}
	height := moneyHeader * g.scale()
	place(g.header, 0, 0, size.Width, height)
	place(g.list, 0, height, size.Width, max(0, size.Height-height))
}

// scale is how much larger than standard the user wants text.
func (g *MoneyGrid) scale() float32 { return measureOf(g, theme.SizeText) / 15 }

// span is a stretch of a row in dp.
type span struct{ x, width float32 }

// right is where right-aligned text ends.
func (s span) right() float32 { return s.x + s.width - moneyCellPad }

// moneyPlan says where the parts of every row lie. Columns outside first..end have
// no room beside a readable name; selecting one of them brings it in.
type moneyPlan struct {
	width, scale      float32
	wide              bool
	first, end        int
	name, total, tick span
	cells             []span
	nameSize          fyne.ThemeSizeName
}

// same tells whether two plans draw alike.
func (p *moneyPlan) same(q *moneyPlan) bool {
	return p.width == q.width && p.scale == q.scale && p.first == q.first && p.end == q.end
}

// arrange plans the columns for the present width, text scale and selection, and
// tells whether anything moved.
func (g *MoneyGrid) arrange() bool {
	p := moneyPlan{width: g.Size().Width, scale: g.scale(), nameSize: theme.SizeGrid}
	p.total.width, p.tick.width = moneyTotal*p.scale, moneyTick
	height := float32(moneyRowNarrow)
	if p.width >= moneyWideFrom {
		p.wide, p.nameSize = true, theme.SizeName
		p.total.width, p.tick.width = moneyTotalWide*p.scale, moneyTickWide
		height = moneyRowWide
	}
	free := p.width - moneyMargin - moneyEnd - p.total.width - p.tick.width
	p.first, p.end = g.window(&p, free-moneyNameMin*min(p.scale, 1.1))
	for i := p.first; i < p.end; i++ {
		free -= g.columnWidth(&p, i)
	}
	p.name = span{moneyMargin, free}
	x := p.name.x + p.name.width
	p.cells = make([]span, len(g.cols))
	for i := p.first; i < p.end; i++ {
		p.cells[i] = span{x, g.columnWidth(&p, i)}
		x += p.cells[i].width
	}
	p.total.x, p.tick.x = x, x+p.total.width
	if p.same(&g.plan) && len(g.plan.cells) == len(p.cells) {
		return false
	}
	g.plan = p
	g.list.setRowHeight(height * p.scale)
	return true
}

// columnWidth is the width of one column under plan p.
func (g *MoneyGrid) columnWidth(p *moneyPlan, i int) float32 {
	width := g.cols[i].Width
	if p.wide && g.cols[i].Wide > 0 {
		width = g.cols[i].Wide
	}
	return width * p.scale
}

// window picks the columns that fit room dp, always with the selected one.
func (g *MoneyGrid) window(p *moneyPlan, room float32) (first, end int) {
	first = min(g.first, max(0, len(g.cols)-1))
	if g.col >= 0 && g.col < first {
		first = g.col
	}
	for {
		left := room
		for end = first; end < len(g.cols) && left >= g.columnWidth(p, end); end++ {
			left -= g.columnWidth(p, end)
		}
		if g.col < end || first >= g.col {
			break
		}
		first++
	}
	// Do not leave room empty at the right that an earlier column could fill.
	for first > 0 && end == len(g.cols) && g.span(p, first-1, end) <= room {
		first--
	}
	g.first = first
	return first, max(end, min(first+1, len(g.cols)))
}

// span adds up the widths of columns from first to before end.
func (g *MoneyGrid) span(p *moneyPlan, first, end int) (sum float32) {
	for i := first; i < end; i++ {
		sum += g.columnWidth(p, i)
	}
	return sum
}

// page shows the next columns where not all fit, beginning again after the last.
func (g *MoneyGrid) page() {
	if g.plan.first == 0 && g.plan.end == len(g.cols) {
		return
	}
	g.first = g.plan.end
	if g.first >= len(g.cols) {
		g.first = 0
	}
	col := g.col
	g.col = -1 // the user looks elsewhere; the selection does not pull the columns back
	g.arrange()
	g.col = col
	g.list.Refresh()
	g.header.Refresh()
}

// moneyHead is the row of column titles.
type moneyHead struct {
	fw.BaseWidget
	grid   *MoneyGrid
	ground *canvas.Rectangle
	rules  [2]*canvas.Rectangle
	more   *glyph
	titles []*canvas.Text // name, columns, total
}

// newMoneyHead makes the titles of grid g.
func newMoneyHead(g *MoneyGrid) *moneyHead {
	h := &moneyHead{grid: g, ground: canvas.NewRectangle(nil), more: newGlyph()}
	for i := range h.rules {
		h.rules[i] = canvas.NewRectangle(nil)
	}
	for range len(g.cols) + 2 {
		h.titles = append(h.titles, canvas.NewText("", nil))
	}
	h.ExtendBaseWidget(h)
	return h
}

// Tapped pages through the columns where they do not all fit.
func (h *moneyHead) Tapped(*fyne.PointEvent) { h.grid.page() }

// TappedSecondary answers a slow press the same way.
func (h *moneyHead) TappedSecondary(*fyne.PointEvent) { h.grid.page() }

// CreateRenderer is called by the toolkit.
func (h *moneyHead) CreateRenderer() fyne.WidgetRenderer {
	objects := []fyne.CanvasObject{h.ground, h.rules[0], h.rules[1], h.more.Image}
	for _, t := range h.titles {
		objects = append(objects, t)
	}
	h.paint()
	return &drawing{
		owner:   h,
		objects: objects, layout: h.layout, refresh: h.paint,
		min: func() fyne.Size { return fyne.NewSize(0, moneyHeader) },
	}
}

// paint writes the titles, the selected column's in plum.
func (h *moneyHead) paint() {
	fillWith(h.ground, tint(h, theme.Sunk), 0)
	for _, rule := range h.rules {
		fillWith(rule, tint(h, theme.Line), 0)
	}
	last := len(h.titles) - 1
	for i, t := range h.titles {
		f := inkStyle{size: theme.SizeCaption, tone: theme.Ink2, bold: true, align: fyne.TextAlignTrailing}
		var text string
		switch i {
		case 0:
			text, f.align = h.grid.nameTitle, fyne.TextAlignLeading
		case last:
			text, f.tone = h.grid.totalTitle, theme.Ink
		default:
			text = h.grid.cols[i-1].Title
			if i-1 == h.grid.col {
				f.tone = theme.PlumInk
			}
		}
		write(t, h.Theme(), text, f)
	}
	hidden := h.grid.plan.end-h.grid.plan.first < len(h.grid.cols)
	h.more.set(assets.Icon("caret-right"), tint(h, theme.Plum))
	setVisible(h.more.Image, hidden)
}

// layout places the titles over their columns.
func (h *moneyHead) layout(size fyne.Size) {
	p := &h.grid.plan
	place(h.ground, 0, 0, size.Width, size.Height)
	place(h.rules[0], 0, 0, size.Width, 1)
	place(h.rules[1], 0, size.Height-1, size.Width, 1)
	mid := size.Height / 2
	last := len(h.titles) - 1
	for i, t := range h.titles {
		switch i {
		case 0:
			line(t, p.name.x, mid, p.name.width)
		case last:
			line(t, p.total.x, mid, p.total.width-moneyCellPad)
		default:
			setVisible(t, i > p.first && i <= p.end)
			if t.Visible() && len(p.cells) > 0 {
				line(t, p.cells[i-1].x, mid, p.cells[i-1].width-moneyCellPad)
			}
		}
	}
	place(h.more.Image, p.tick.x+(p.tick.width-20)/2, mid-10, 20, 20)
}
