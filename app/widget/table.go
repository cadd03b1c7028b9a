package widget

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	fw "fyne.io/fyne/v2/widget"

	"pendamping/app/theme"
	"pendamping/assets"
)

// Measures of a desktop table in dp.
const (
	tableMargin    = 16
	tableHeader    = 36
	tableRow       = 32
	tableDense     = 28
	tableCellPad   = 8
	tableSortIcon  = 14
	tableFlexLeast = 96
	tableBarText   = 48
)

// TableColumn is one column of a table.
type TableColumn struct {
	Title string
	// Width in dp; columns of width 0 share what is left.
	Width float32
	// Leading aligns texts at the left; figures stand at the right.
	Leading bool
	// Bar draws a bar of that share (0 to 1) before the text; nil draws none.
	Bar func(row int) float32
}

// Table is a desktop table on a list with fixed columns: header, rows of one height,
// and a row of totals when there are any.
type Table struct {
	fw.BaseWidget
	cols   []TableColumn
	count  func() int
	cell   func(row, col int) (text string, tone Tone, bold bool)
	tapped func(row int)
	// OnSort makes headers tappable; it is told the column.
	OnSort func(col int)
	// RowTone gives the ground of a row; nil or Neutral is plain.
	RowTone func(row int) Tone

	sorted     int
	descending bool
	selected   int
	dense      bool
	footer     []string
	spans      []span
	header     *tableLine
	sums       *tableLine
	list       *RowList
}

// NewTable makes a table of count() rows whose cells come from cell; tapped may be nil.
func NewTable(cols []TableColumn, count func() int,
	cell func(row, col int) (text string, tone Tone, bold bool), tapped func(row int),
) *Table {
	t := &Table{cols: cols, count: count, cell: cell, tapped: tapped, sorted: -1, selected: -1}
	t.header = newTableLine(t, lineHeader)
	t.sums = newTableLine(t, lineFooter)
	t.list = NewRowList(count, tableRow,
		func() fyne.CanvasObject { return newTableLine(t, lineRow) },
		func(row int, o fyne.CanvasObject) {
			if l, ok := o.(*tableLine); ok {
				l.index = row
				l.Refresh()
			}
		})
	t.ExtendBaseWidget(t)
	return t
}

// Dense makes rows 28 dp high with small text, for tables beside others.
func (t *Table) Dense() *Table {
	t.dense = true
	t.Refresh()
	return t
}

// SetSort marks the column the rows are sorted by, upwards.
func (t *Table) SetSort(col int) {
	t.sorted, t.descending = col, false
	t.header.Refresh()
}

// SetSortDescending marks the column the rows are sorted by, downwards.
func (t *Table) SetSortDescending(col int) {
	t.sorted, t.descending = col, true
	t.header.Refresh()
}

// SetFooter gives the row of totals below a thick rule; nil removes it.
func (t *Table) SetFooter(cells []string) {
	t.footer = cells
	t.Refresh()
}

// Select marks a row and brings it into view; -1 marks none.
func (t *Table) Select(row int) {
	before := t.selected
	t.selected = row
	t.list.RefreshRow(before)
	if row >= 0 && row < t.count() {
		t.list.RefreshRow(row)
		t.list.ScrollToRow(row)
	}
}

// RefreshRow draws one row again.
func (t *Table) RefreshRow(row int) { t.list.RefreshRow(row) }

// CreateRenderer is called by the toolkit.
func (t *Table) CreateRenderer() fyne.WidgetRenderer {
	t.list.setRowHeight(t.rowHeight())
	return &drawing{
		owner:   t,
		objects: []fyne.CanvasObject{t.header, t.list, t.sums},
		layout:  t.layout, min: t.minSize,
		refresh: func() {
			t.list.setRowHeight(t.rowHeight())
			t.header.Refresh()
			t.list.Refresh()
			t.sums.Refresh()
		},
	}
}

// scale is how much larger than standard the user wants text.
func (t *Table) scale() float32 { return measureOf(t, theme.SizeText) / 15 }

// rowHeight is that of every row in dp.
func (t *Table) rowHeight() float32 {
	if t.dense {
		return tableDense * t.scale()
	}
	return tableRow * t.scale()
}

// headerHeight is that of the titles in dp.
func (t *Table) headerHeight() float32 {
	if t.dense {
		return 32 * t.scale()
	}
	return tableHeader * t.scale()
}

// Height is what the table needs to show all its rows, in dp.
func (t *Table) Height() float32 {
	height := t.headerHeight() + float32(t.count())*t.rowHeight()
	if len(t.footer) > 0 {
		height += t.rowHeight()
	}
	return height
}

// minSize shows the header and at least one row.
func (t *Table) minSize() fyne.Size {
	width := float32(2*tableMargin - tableCellPad)
	for _, c := range t.cols {
		if c.Width == 0 {
			width += tableFlexLeast
			continue
		}
		width += c.Width * t.scale()
	}
	return fyne.NewSize(width, t.headerHeight()+t.rowHeight())
}

// layout puts the header above and the totals right below the last row, or at the
// bottom when the rows scroll.
func (t *Table) layout(size fyne.Size) {
	t.spans = t.arrange(size.Width)
	header, footer := t.headerHeight(), float32(0)
	if len(t.footer) > 0 {
		footer = t.rowHeight()
	}
	setVisible(t.sums, footer > 0)
	place(t.header, 0, 0, size.Width, header)
	room := max(0, size.Height-header-footer)
	place(t.list, 0, header, size.Width, room)
	used := min(room, float32(t.count())*t.rowHeight())
	place(t.sums, 0, header+used, size.Width, footer)
}

// arrange shares the width among the columns.
func (t *Table) arrange(width float32) []span {
	free, flexible := width-2*tableMargin+tableCellPad, 0
	for _, c := range t.cols {
		free -= c.Width * t.scale()
		if c.Width == 0 {
			flexible++
		}
	}
	spans := make([]span, len(t.cols))
	x := float32(tableMargin)
	for i, c := range t.cols {
		w := c.Width * t.scale()
		if c.Width == 0 {
			w = max(tableFlexLeast, free/float32(flexible))
		}
		spans[i] = span{x, w}
		if c.Leading && i > 0 && !t.cols[i-1].Leading {
			// A text right of a figure keeps its distance.
			spans[i] = span{x + tableMargin, w - tableMargin}
		}
		x += w
	}
	return spans
}

// columnAt is the column under x, -1 beside all.
func (t *Table) columnAt(x float32) int {
	for i, s := range t.spans {
		if x >= s.x && x < s.x+s.width {
			return i
		}
	}
	return -1
}

// tableLineKind tells header, rows and totals apart.
type tableLineKind int

// The kinds of line.
const (
	lineHeader tableLineKind = iota
	lineRow
	lineFooter
)

// tableLine draws the header, one row or the totals.
type tableLine struct {
	fw.BaseWidget
	table        *Table
	kind         tableLineKind
	index        int
	ground, rule *canvas.Rectangle
	texts        []*canvas.Text
	tracks, bars []*canvas.Rectangle
	arrow        *glyph
}

// newTableLine makes a line of table t.
func newTableLine(t *Table, kind tableLineKind) *tableLine {
	l := &tableLine{
		table: t, kind: kind, ground: canvas.NewRectangle(nil), rule: canvas.NewRectangle(nil), arrow: newGlyph(),
	}
	for range t.cols {
		l.texts = append(l.texts, canvas.NewText("", nil))
		l.tracks = append(l.tracks, canvas.NewRectangle(nil))
		l.bars = append(l.bars, canvas.NewRectangle(nil))
	}
	l.ExtendBaseWidget(l)
	return l
}

// Tapped answers a quick press: a header sorts, a row opens.
func (l *tableLine) Tapped(e *fyne.PointEvent) { l.hit(e.Position.X) }

// TappedSecondary answers a slow press the same way.
func (l *tableLine) TappedSecondary(e *fyne.PointEvent) { l.hit(e.Position.X) }

// hit runs the action of the line.
func (l *tableLine) hit(x float32) {
	switch l.kind {
	case lineHeader:
		if col := l.table.columnAt(x); col >= 0 && l.table.OnSort != nil {
			l.table.OnSort(col)
		}
	case lineRow:
		if l.table.tapped != nil {
			l.table.tapped(l.index)
		}
	case lineFooter:
	}
}

// CreateRenderer is called by the toolkit.
func (l *tableLine) CreateRenderer() fyne.WidgetRenderer {
	objects := []fyne.CanvasObject{l.ground, l.rule, l.arrow.Image}
	for i := range l.texts {
		objects = append(objects, l.tracks[i], l.bars[i], l.texts[i])
	}
	l.paint()
	return &drawing{
		owner:   l,
		objects: objects, layout: l.layout, refresh: l.paint,
		min: func() fyne.Size { return fyne.NewSize(0, tableDense) },
	}
}

// content gives text and look of one cell.
func (l *tableLine) content(col int) (string, inkStyle) {
	t, f := l.table, inkStyle{size: theme.SizeText, tone: theme.Ink, align: fyne.TextAlignTrailing}
	if t.cols[col].Leading {
		f.align = fyne.TextAlignLeading
	}
	if t.dense || l.kind == lineHeader {
		f.size = theme.SizeCaption
	}
	switch l.kind {
	case lineHeader:
		f.tone, f.bold = theme.Ink2, true
		return t.cols[col].Title, f
	case lineFooter:
		f.bold = true
		if col < len(t.footer) {
			return t.footer[col], f
		}
		return "", f
	default:
	}
	if l.index >= t.count() {
		return "", f
	}
	text, tone, bold := t.cell(l.index, col)
	f.bold = bold
	if t.cols[col].Bar != nil {
		f.size, f.tone = theme.SizeCaption, theme.Ink2
	}
	if tone != Neutral {
		f.tone = tone.ink()
	}
	return text, f
}

// paint takes cells and theme over.
func (l *tableLine) paint() {
	t := l.table
	ground, rule := theme.Card, theme.Line
	switch {
	case l.kind == lineFooter:
		rule = theme.Ink
	case l.kind == lineRow && l.index == t.selected:
		ground = theme.PlumSoft
	case l.kind == lineRow && t.RowTone != nil && l.index < t.count() && t.RowTone(l.index) != Neutral:
		ground = t.RowTone(l.index).soft()
	}
	fillWith(l.ground, tint(l, ground), 0)
	fillWith(l.rule, tint(l, rule), 0)
	for i, text := range l.texts {
		s, f := l.content(i)
		write(text, l.Theme(), s, f)
		bar := l.kind == lineRow && t.cols[i].Bar != nil
		fillWith(l.tracks[i], tint(l, theme.Sunk), progressThin/2)
		fillWith(l.bars[i], tint(l, theme.Leaf), progressThin/2)
		setVisible(l.tracks[i], bar)
		setVisible(l.bars[i], bar)
	}
	arrow := "arrow-up"
	if t.descending {
		arrow = "arrow-down"
	}
	l.arrow.set(assets.Icon(arrow), tint(l, theme.Ink2))
	setVisible(l.arrow.Image, l.kind == lineHeader && t.sorted >= 0 && t.sorted < len(l.texts))
}

// layout places the cells; long texts are shortened, figures never are.
func (l *tableLine) layout(size fyne.Size) {
	place(l.ground, 0, 0, size.Width, size.Height)
	top, thick, mid := size.Height-1, float32(1), (size.Height-1)/2
	if l.kind == lineFooter {
		top, thick = 0, 2
	}
	place(l.rule, 0, top, size.Width, thick)
	for i, text := range l.texts {
		if i >= len(l.table.spans) {
			return
		}
		cell := l.table.spans[i]
		width := cell.width - tableCellPad
		if l.table.cols[i].Leading && l.table.cols[i].Bar == nil {
			s, _ := l.content(i)
			fit(text, s, width)
		}
		if l.kind == lineHeader && i == l.table.sorted {
			l.layoutArrow(cell, mid)
		}
		if l.kind == lineRow && l.table.cols[i].Bar != nil {
			l.layoutBar(i, cell, mid)
			continue
		}
		line(text, cell.x, mid, width)
	}
}

// layoutArrow puts the sort sign beside the title.
func (l *tableLine) layoutArrow(cell span, mid float32) {
	i := l.table.sorted
	width := l.texts[i].MinSize().Width
	x := cell.right() - width - 4 - tableSortIcon
	if l.table.cols[i].Leading {
		x = cell.x + width + 4
	}
	place(l.arrow.Image, x, mid-tableSortIcon/2, tableSortIcon, tableSortIcon)
}

// layoutBar draws the bar with the text behind it.
func (l *tableLine) layoutBar(i int, cell span, mid float32) {
	room := cell.width - tableCellPad - tableBarText*l.table.scale()
	share := float32(0)
	if l.index < l.table.count() {
		share = max(0, min(1, l.table.cols[i].Bar(l.index)))
	}
	place(l.tracks[i], cell.x, mid-progressThin/2, room, progressThin)
	place(l.bars[i], cell.x, mid-progressThin/2, room*share, progressThin)
	setVisible(l.bars[i], share > 0)
	line(l.texts[i], cell.x+room+8, mid, tableBarText)
}
