package widget

import (
	"fyne.io/fyne/v2"
	fw "fyne.io/fyne/v2/widget"

	"pendamping/app/theme"
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
	tableNameUsual = 148 // of a name such as "5. Sri Wahyuni, telat"
	tableBarText   = 48
	tableDenseSide = 12 // margin of a dense table
	tableDensePad  = 10 // least room between two of its columns
)

// TableColumn is one column of a table.
type TableColumn struct {
	Title string
	// Width in dp; columns of width 0 share what is left. In a dense table figures take
	// what their longest line needs, and names what that leaves.
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
	ratio      float32 // of the text's size, less than 1 where large text has no room
	header     *tableLine
	sums       *tableLine
	list       *RowList
}

// NewTable makes a table of count() rows whose cells come from cell; tapped may be nil.
func NewTable(cols []TableColumn, count func() int,
	cell func(row, col int) (text string, tone Tone, bold bool), tapped func(row int),
) *Table {
	t := &Table{cols: cols, count: count, cell: cell, tapped: tapped, sorted: -1, selected: -1, ratio: 1}
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

// margin is the room left and right of the cells in dp.
func (t *Table) margin() float32 {
	if t.dense {
		return tableDenseSide
	}
	return tableMargin
}

// colWidth is the width of a column in dp, 0 for one that shares what is left. The
// figures of a dense table are measured: all its rows are in sight, and are few.
func (t *Table) colWidth(col int) float32 {
	c := t.cols[col]
	if !t.dense || c.Leading || c.Width == 0 {
		return c.Width * t.scale()
	}
	widest := t.header.needs(col)
	if len(t.footer) > 0 {
		widest = max(widest, t.sums.needs(col))
	}
	probe := tableLine{table: t, kind: lineRow}
	for probe.index = range t.count() {
		widest = max(widest, probe.needs(col))
	}
	return widest + tableDensePad
}

// minSize shows the header and at least one row.
func (t *Table) minSize() fyne.Size {
	width := 2*t.margin() - tableCellPad
	for i, c := range t.cols {
		if c.Width == 0 {
			width += tableFlexLeast * t.scale()
			continue
		}
		width += t.colWidth(i)
	}
	return fyne.NewSize(width, t.headerHeight()+t.rowHeight())
}

// layout puts the header above and the totals right below the last row, or at the
// bottom when the rows scroll.
func (t *Table) layout(size fyne.Size) {
	t.ratio = t.shrink(size.Width)
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

// shrink is the share of large text's size at which the columns fit the width, names of a
// common length included. Text is never made smaller than without enlargement.
func (t *Table) shrink(width float32) float32 {
	needs := 2*t.margin() - tableCellPad
	for i, c := range t.cols {
		if c.Width == 0 {
			needs += tableNameUsual * t.scale()
		}
		needs += t.colWidth(i)
	}
	return min(1, max(1/max(1, t.scale()), width/needs))
}

// arrange shares the width among the columns.
func (t *Table) arrange(width float32) []span {
	free, flexible := width-2*t.margin()+tableCellPad, 0
	widths := make([]float32, len(t.cols))
	for i, c := range t.cols {
		widths[i] = t.colWidth(i) * t.ratio
		free -= widths[i]
		if c.Width == 0 {
			flexible++
		}
	}
	spans := make([]span, len(t.cols))
	x := t.margin()
	for i, c := range t.cols {
		w := widths[i]
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
