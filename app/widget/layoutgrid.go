package widget

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
)

// padding keeps its one object away from the edges.
type padding struct{ top, right, bottom, left, width float32 }

// Pad puts room around an object, in dp, clockwise from the top.
func Pad(o fyne.CanvasObject, top, right, bottom, left float32) *fyne.Container {
	return container.New(&padding{top: top, right: right, bottom: bottom, left: left}, o)
}

// Layout places the objects inside the margins.
func (p *padding) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	p.width = size.Width
	for _, o := range objects {
		put(o, p.left, p.top, max(0, size.Width-p.left-p.right), max(0, size.Height-p.top-p.bottom))
	}
}

// MinSize is the object's with the margins added.
func (p *padding) MinSize(objects []fyne.CanvasObject) fyne.Size {
	var size fyne.Size
	for _, o := range visible(objects) {
		size = size.Max(o.MinSize())
	}
	size = size.AddWidthHeight(p.left+p.right, p.top+p.bottom)
	if p.width > 0 {
		size.Height = p.heightFor(objects, p.width)
	}
	return size
}

// heightFor is the object's height in the width left between the margins.
func (p *padding) heightFor(objects []fyne.CanvasObject, width float32) float32 {
	var height float32
	for _, o := range visible(objects) {
		height = max(height, heightOf(o, width-p.left-p.right))
	}
	return height + p.top + p.bottom
}

// fixed forces a size; 0 leaves that side as it is.
type fixed struct{ w, h float32 }

// Fixed gives an object a width and a height in dp; 0 keeps the natural one.
func Fixed(o fyne.CanvasObject, w, h float32) *fyne.Container {
	return container.New(&fixed{w: w, h: h}, o)
}

// Layout fills the room, which is the forced size unless the parent stretches it.
func (*fixed) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	for _, o := range objects {
		put(o, 0, 0, size.Width, size.Height)
	}
}

// MinSize is the forced size.
func (f *fixed) MinSize(objects []fyne.CanvasObject) fyne.Size {
	size := fyne.NewSize(f.w, f.h)
	for _, o := range objects {
		m := o.MinSize()
		if f.w == 0 {
			size.Width = max(size.Width, m.Width)
		}
		if f.h == 0 {
			size.Height = max(size.Height, f.heightFor(objects, size.Width))
		}
	}
	return size
}

// heightFor is the forced height, or the object's own.
func (f *fixed) heightFor(objects []fyne.CanvasObject, width float32) float32 {
	if f.h > 0 || len(objects) == 0 {
		return f.h
	}
	return heightOf(objects[0], width)
}

// columns shares a width by weights; objects are as tall as the row.
type columns struct {
	weights    []float32
	gap, width float32
}

// Columns is a row of objects whose widths follow the weights and which all have
// the height of the tallest. Missing weights count as 1.
func Columns(weights []float32, gap float32, objects ...fyne.CanvasObject) *fyne.Container {
	return container.New(&columns{weights: weights, gap: gap}, objects...)
}

// weight is the share of column i.
func (c *columns) weight(i int) float32 {
	if i < len(c.weights) {
		return c.weights[i]
	}
	return 1
}

// widths shares a width among n columns in whole dp, the last taking the remainder.
func (c *columns) widths(n int, width float32) []float32 {
	out := make([]float32, n)
	var sum float32
	for i := range n {
		sum += c.weight(i)
	}
	free := max(0, width-c.gap*float32(max(0, n-1)))
	left := free
	for i := range n {
		out[i] = float32(int(free * c.weight(i) / sum))
		if i == n-1 {
			out[i] = left
		}
		left -= out[i]
	}
	return out
}

// Layout places the columns at full height.
func (c *columns) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	c.width = size.Width
	shown := visible(objects)
	widths := c.widths(len(shown), size.Width)
	var x float32
	for i, o := range shown {
		put(o, x, 0, widths[i], size.Height)
		x += widths[i] + c.gap
	}
}

// MinSize asks for the widest column in proportion.
func (c *columns) MinSize(objects []fyne.CanvasObject) fyne.Size {
	shown := visible(objects)
	var size fyne.Size
	for i, o := range shown {
		m := o.MinSize()
		size.Width += m.Width
		size.Height = max(size.Height, m.Height)
		if i > 0 {
			size.Width += c.gap
		}
	}
	if c.width > 0 {
		size.Height = c.heightFor(objects, c.width)
	}
	return size
}

// heightFor is the tallest column in its share of the width.
func (c *columns) heightFor(objects []fyne.CanvasObject, width float32) float32 {
	shown := visible(objects)
	widths := c.widths(len(shown), width)
	var height float32
	for i, o := range shown {
		height = max(height, heightOf(o, widths[i]))
	}
	return height
}

// grid holds as many equal cells a row as fit.
type grid struct{ cell, height, gap, width float32 }

// Grid is rows of equal cells at least minCellWidth wide; cellHeight 0 takes the
// tallest object's height.
func Grid(minCellWidth, cellHeight, gap float32, objects ...fyne.CanvasObject) *fyne.Container {
	return container.New(&grid{cell: minCellWidth, height: cellHeight, gap: gap}, objects...)
}

// shape is the number of columns and the cell's size in a width.
func (g *grid) shape(shown []fyne.CanvasObject, width float32) (int, fyne.Size) {
	n := max(1, int((width+g.gap)/(g.cell+g.gap)))
	cell := fyne.NewSize(float32(int((width-g.gap*float32(n-1))/float32(n))), g.height)
	if g.height == 0 {
		for _, o := range shown {
			cell.Height = max(cell.Height, heightOf(o, cell.Width))
		}
	}
	return n, cell
}

// Layout places the cells row by row.
func (g *grid) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	g.width = size.Width
	shown := visible(objects)
	n, cell := g.shape(shown, size.Width)
	for i, o := range shown {
		put(o, float32(i%n)*(cell.Width+g.gap), float32(i/n)*(cell.Height+g.gap), cell.Width, cell.Height)
	}
}

// MinSize is one cell wide and as tall as all rows in the last width.
func (g *grid) MinSize(objects []fyne.CanvasObject) fyne.Size {
	return fyne.NewSize(g.cell, g.heightFor(objects, max(g.width, g.cell)))
}

// heightFor is the height of all rows in a width.
func (g *grid) heightFor(objects []fyne.CanvasObject, width float32) float32 {
	shown := visible(objects)
	if len(shown) == 0 {
		return 0
	}
	n, cell := g.shape(shown, width)
	rows := float32((len(shown) + n - 1) / n)
	return rows*cell.Height + (rows-1)*g.gap
}

// wrapping is a row that continues on the next line.
type wrapping struct{ gap, width float32 }

// WrapRow is a row of objects at their natural size that breaks onto further lines,
// for chips and choices.
func WrapRow(gap float32, objects ...fyne.CanvasObject) *fyne.Container {
	return container.New(&wrapping{gap: gap}, objects...)
}

// walk visits every object with its place and returns the height used.
func (w *wrapping) walk(objects []fyne.CanvasObject, width float32, visit func(fyne.CanvasObject, fyne.Position, fyne.Size)) float32 {
	var x, y, line float32
	for _, o := range visible(objects) {
		m := o.MinSize()
		if x > 0 && x+m.Width > width {
			x, y, line = 0, y+line+w.gap, 0
		}
		visit(o, fyne.NewPos(x, y), fyne.NewSize(min(m.Width, width), m.Height))
		x += m.Width + w.gap
		line = max(line, m.Height)
	}
	return y + line
}

// Layout places the objects line by line.
func (w *wrapping) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	w.width = size.Width
	w.walk(objects, size.Width, func(o fyne.CanvasObject, pos fyne.Position, s fyne.Size) {
		o.Move(pos)
		o.Resize(s)
	})
}

// MinSize is as wide as the widest object, and as tall as the lines in the last width.
func (w *wrapping) MinSize(objects []fyne.CanvasObject) fyne.Size {
	var size fyne.Size
	for _, o := range visible(objects) {
		size.Width = max(size.Width, o.MinSize().Width)
		size.Height = max(size.Height, o.MinSize().Height)
	}
	if w.width > 0 {
		size.Height = w.heightFor(objects, w.width)
	}
	return size
}

// heightFor is the height of all lines in a width.
func (w *wrapping) heightFor(objects []fyne.CanvasObject, width float32) float32 {
	return w.walk(objects, width, func(fyne.CanvasObject, fyne.Position, fyne.Size) {})
}

// responsive swaps its content when the width crosses a breakpoint.
type responsive struct {
	at           float32
	narrow, wide func() fyne.CanvasObject
	box          *fyne.Container
	built        [2]fyne.CanvasObject
}

// NewResponsive shows narrow below the breakpoint (in dp) and wide from it on. Each
// is built once, when first needed, and kept, so that turning the tablet loses nothing.
func NewResponsive(breakpoint float32, narrow, wide func() fyne.CanvasObject) *fyne.Container {
	r := &responsive{at: breakpoint, narrow: narrow, wide: wide}
	r.box = container.New(r)
	return r.box
}

// pick returns the content for a width, building it the first time.
func (r *responsive) pick(width float32) fyne.CanvasObject {
	i, build := 0, r.narrow
	if width >= r.at {
		i, build = 1, r.wide
	}
	if r.built[i] == nil {
		r.built[i] = build()
	}
	return r.built[i]
}

// Layout chooses by width. Fyne tells of a turned tablet in no other way.
func (r *responsive) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	if size.Width <= 0 {
		return
	}
	content := r.pick(size.Width)
	if len(objects) != 1 || objects[0] != content {
		r.box.Objects = []fyne.CanvasObject{content}
	}
	put(content, 0, 0, size.Width, size.Height)
}

// MinSize asks for no width, so that the window can shrink past the breakpoint.
func (*responsive) MinSize(objects []fyne.CanvasObject) fyne.Size {
	var height float32
	for _, o := range objects {
		height = max(height, o.MinSize().Height)
	}
	return fyne.NewSize(0, height)
}

// heightFor is the height of whatever fits the width.
func (r *responsive) heightFor(_ []fyne.CanvasObject, width float32) float32 {
	return heightOf(r.pick(width), width)
}

// middle keeps its one object at its natural size in the middle, or at full width
// and middle height when it may wrap.
type middle struct{ fill }

// Middle centers an object in the room it gets; wrapped text takes the full width.
func Middle(o fyne.CanvasObject) *fyne.Container { return container.New(&middle{}, o) }

// Layout centers the objects.
func (m *middle) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	m.width = size.Width
	for _, o := range objects {
		width := size.Width
		if b, ok := o.(*Button); ok {
			width = min(width, b.MinSize().Width)
		}
		height := min(size.Height, heightOf(o, width))
		put(o, float32(int((size.Width-width)/2)), float32(int((size.Height-height)/2)), width, height)
	}
}
