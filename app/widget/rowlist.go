package widget

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	fw "fyne.io/fyne/v2/widget"
)

// RowList scrolls rows of one height and keeps objects only for the rows in view.
// Unlike the toolkit's list it adds no padding or selection of its own, and a
// refresh of one row touches that row alone. Rows draw their own dividers.
type RowList struct {
	fw.BaseWidget
	count  func() int
	height float32
	make   func() fyne.CanvasObject
	bind   func(row int, o fyne.CanvasObject)
	scroll *container.Scroll
	body   *rowBody
}

// NewRowList shows count() rows, each rowHeight dp high. Objects come from newRow
// and are filled by bind, again and again as rows come into view.
func NewRowList(count func() int, rowHeight float32, newRow func() fyne.CanvasObject,
	bind func(row int, o fyne.CanvasObject),
) *RowList {
	l := &RowList{count: count, height: rowHeight, make: newRow, bind: bind}
	l.body = &rowBody{list: l, shown: map[int]fyne.CanvasObject{}}
	l.body.ExtendBaseWidget(l.body)
	l.scroll = container.NewVScroll(l.body)
	l.scroll.OnScrolled = func(fyne.Position) { l.body.update() }
	l.ExtendBaseWidget(l)
	return l
}

// Refresh binds the rows in view again, for changed data, count or theme.
func (l *RowList) Refresh() {
	l.body.rebind()
	l.scroll.Refresh()
	l.BaseWidget.Refresh()
}

// RefreshRow binds one row again if it is in view and touches no other.
func (l *RowList) RefreshRow(row int) {
	if o, ok := l.body.shown[row]; ok && row < l.count() {
		l.bind(row, o)
	}
}

// ScrollToRow brings a row into view with the least movement.
func (l *RowList) ScrollToRow(row int) {
	top, view := float32(row)*l.height, l.scroll.Size().Height
	offset := l.scroll.Offset.Y
	switch {
	case top < offset:
		offset = top
	case top+l.height > offset+view:
		offset = top + l.height - view
	default:
		return
	}
	l.scrollTo(offset)
}

// ScrollBy moves the rows by dp, down when positive.
func (l *RowList) ScrollBy(dp float32) { l.scrollTo(l.scroll.Offset.Y + dp) }

// scrollTo moves to an offset within what there is and binds the rows that came into view.
func (l *RowList) scrollTo(offset float32) {
	last := float32(l.count())*l.height - l.scroll.Size().Height
	l.scroll.ScrollToOffset(fyne.NewPos(0, max(0, min(offset, last))))
	l.body.update()
}

// setRowHeight changes the height of every row.
func (l *RowList) setRowHeight(height float32) {
	if l.height == height {
		return
	}
	l.height = height
	l.body.update()
}

// CreateRenderer is called by the toolkit.
func (l *RowList) CreateRenderer() fyne.WidgetRenderer {
	return &drawing{
		owner:   l,
		objects: []fyne.CanvasObject{l.scroll},
		layout: func(size fyne.Size) {
			place(l.scroll, 0, 0, size.Width, size.Height)
			l.body.update()
		},
		min: func() fyne.Size { return fyne.NewSize(l.scroll.MinSize().Width, l.height) },
	}
}

// rowBody is the full height of all rows; it holds objects for those in view.
type rowBody struct {
	fw.BaseWidget
	list  *RowList
	shown map[int]fyne.CanvasObject
	spare []fyne.CanvasObject
	draw  *drawing
}

// CreateRenderer is called by the toolkit.
func (b *rowBody) CreateRenderer() fyne.WidgetRenderer {
	b.draw = &drawing{
		owner:  b,
		layout: func(fyne.Size) { b.update() },
		min: func() fyne.Size {
			return fyne.NewSize(0, float32(b.list.count())*b.list.height)
		},
	}
	b.collect()
	return b.draw
}

// view gives the first row in view and the one after the last.
func (b *rowBody) view() (first, end int) {
	l := b.list
	first = max(0, int(l.scroll.Offset.Y/l.height))
	end = min(l.count(), int((l.scroll.Offset.Y+l.scroll.Size().Height)/l.height)+1)
	return first, max(first, end)
}

// update gives objects to the rows that came into view and takes them from those that left.
func (b *rowBody) update() {
	first, end := b.view()
	changed := false
	for row, o := range b.shown {
		if row < first || row >= end {
			delete(b.shown, row)
			b.spare = append(b.spare, o)
			changed = true
		}
	}
	width := b.list.scroll.Size().Width
	for row := first; row < end; row++ {
		o, ok := b.shown[row]
		if !ok {
			o = b.take()
			b.shown[row] = o
			b.list.bind(row, o)
			changed = true
		}
		place(o, 0, float32(row)*b.list.height, width, b.list.height)
	}
	if changed {
		b.collect()
	}
}

// rebind fills every row in view anew.
func (b *rowBody) rebind() {
	b.update()
	for row, o := range b.shown {
		b.list.bind(row, o)
		o.Refresh()
	}
}

// take reuses an object that left the view or makes one.
func (b *rowBody) take() fyne.CanvasObject {
	if n := len(b.spare); n > 0 {
		o := b.spare[n-1]
		b.spare = b.spare[:n-1]
		return o
	}
	return b.list.make()
}

// collect hands the rows in view to the renderer, in order.
func (b *rowBody) collect() {
	if b.draw == nil {
		return
	}
	first, end := b.view()
	b.draw.objects = b.draw.objects[:0]
	for row := first; row < end; row++ {
		if o, ok := b.shown[row]; ok {
			b.draw.objects = append(b.draw.objects, o)
		}
	}
}
