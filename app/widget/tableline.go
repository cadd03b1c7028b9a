package widget

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	fw "fyne.io/fyne/v2/widget"

	"pendamping/app/theme"
	"pendamping/assets"
)

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

// needs is the width in dp that one cell takes unshortened.
func (l *tableLine) needs(col int) float32 {
	text, look := l.content(col)
	return fyne.MeasureText(text, measureOf(l.table, look.size), fyne.TextStyle{Bold: look.bold}).Width
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
		s, look := l.content(i)
		if l.kind == lineRow && l.table.cols[i].Bar != nil {
			width = tableBarText * l.table.scale() * l.table.ratio
		}
		fit(text, s, width, measureOf(l, look.size)*l.table.ratio)
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
	words := tableBarText * l.table.scale() * l.table.ratio
	room := cell.width - tableCellPad - words
	share := float32(0)
	if l.index < l.table.count() {
		share = max(0, min(1, l.table.cols[i].Bar(l.index)))
	}
	place(l.tracks[i], cell.x, mid-progressThin/2, room, progressThin)
	place(l.bars[i], cell.x, mid-progressThin/2, room*share, progressThin)
	setVisible(l.bars[i], share > 0)
	line(l.texts[i], cell.x+room+8, mid, words)
}
