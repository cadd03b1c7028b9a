package widget

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
)

// flow is a widget whose height depends on the width it is given.
type flow interface{ heightFor(width float32) float32 }

// flowLayout is a layout that can tell the height its objects need in a width.
type flowLayout interface {
	heightFor(objects []fyne.CanvasObject, width float32) float32
}

// heightOf asks an object for its height in a column of the width. Fyne asks for
// minimum sizes before it hands out widths; wrapped text needs it the other way
// round.
func heightOf(o fyne.CanvasObject, width float32) float32 {
	if v, ok := o.(flow); ok {
		return v.heightFor(width)
	}
	if c, ok := o.(*fyne.Container); ok {
		if l, ok := c.Layout.(flowLayout); ok {
			return l.heightFor(c.Objects, width)
		}
	}
	return o.MinSize().Height
}

// HeightOf is the height that an object needs in a width; wrapped text takes more where
// there is less room.
func HeightOf(o fyne.CanvasObject, width float32) float32 { return heightOf(o, width) }

// visible leaves hidden objects out of a layout, with their gaps.
func visible(objects []fyne.CanvasObject) []fyne.CanvasObject {
	shown := make([]fyne.CanvasObject, 0, len(objects))
	for _, o := range objects {
		if o.Visible() {
			shown = append(shown, o)
		}
	}
	return shown
}

// put moves and sizes an object at once.
func put(o fyne.CanvasObject, x, y, width, height float32) {
	o.Move(fyne.NewPos(x, y))
	o.Resize(fyne.NewSize(width, height))
}

// growLayout gives its one object all its room and marks it as taking what is free.
type growLayout struct{ fill }

// Grow lets an object inside VStack or HStack take the space that is left.
func Grow(o fyne.CanvasObject) *fyne.Container { return container.New(&growLayout{}, o) }

// grows tells whether an object was wrapped by Grow.
func grows(o fyne.CanvasObject) bool {
	c, ok := o.(*fyne.Container)
	if !ok {
		return false
	}
	_, ok = c.Layout.(*growLayout)
	return ok
}

// fill lays all its objects over each other, each as large as the container.
type fill struct{ width float32 }

// Layout stretches every object.
func (f *fill) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	f.width = size.Width
	for _, o := range objects {
		put(o, 0, 0, size.Width, size.Height)
	}
}

// MinSize is the largest of the objects.
func (f *fill) MinSize(objects []fyne.CanvasObject) fyne.Size {
	var size fyne.Size
	for _, o := range visible(objects) {
		size = size.Max(o.MinSize())
	}
	if f.width > 0 {
		size.Height = f.heightFor(objects, f.width)
	}
	return size
}

// heightFor is the tallest object in the width.
func (*fill) heightFor(objects []fyne.CanvasObject, width float32) float32 {
	var height float32
	for _, o := range visible(objects) {
		height = max(height, heightOf(o, width))
	}
	return height
}

// Layers lays objects over each other, the last on top.
func Layers(objects ...fyne.CanvasObject) *fyne.Container {
	return container.New(&fill{}, objects...)
}

// vstack is a column; it keeps the last width because minimum heights depend on it.
type vstack struct{ gap, width float32 }

// VStack is a column of objects as wide as itself, gap dp apart.
func VStack(gap float32, objects ...fyne.CanvasObject) *fyne.Container {
	return container.New(&vstack{gap: gap}, objects...)
}

// Layout gives every object its height and shares what is left among the growing ones.
func (v *vstack) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	v.width = size.Width
	shown := visible(objects)
	free, growing := size.Height-v.heightFor(objects, size.Width), 0
	for _, o := range shown {
		if grows(o) {
			growing++
		}
	}
	var y float32
	for _, o := range shown {
		height := heightOf(o, size.Width)
		if grows(o) {
			height = max(0, height+free/float32(growing))
		}
		put(o, 0, y, size.Width, height)
		y += height + v.gap
	}
}

// MinSize is the widest object by the sum of the heights.
func (v *vstack) MinSize(objects []fyne.CanvasObject) fyne.Size {
	var size fyne.Size
	shown := visible(objects)
	for i, o := range shown {
		m := o.MinSize()
		size.Width = max(size.Width, m.Width)
		size.Height += m.Height
		if i > 0 {
			size.Height += v.gap
		}
	}
	if v.width > 0 {
		size.Height = v.heightFor(objects, v.width)
	}
	return size
}

// heightFor is the height of the column in a width, gaps included.
func (v *vstack) heightFor(objects []fyne.CanvasObject, width float32) float32 {
	var height float32
	for i, o := range visible(objects) {
		if i > 0 {
			height += v.gap
		}
		height += heightOf(o, width)
	}
	return height
}

// hstack is a row whose objects keep their width and are centered upright.
type hstack struct{ gap, width float32 }

// HStack is a row of objects at their natural width, centered upright, gap dp apart.
func HStack(gap float32, objects ...fyne.CanvasObject) *fyne.Container {
	return container.New(&hstack{gap: gap}, objects...)
}

// widths shares the width: natural for most, the rest for the growing ones.
func (h *hstack) widths(shown []fyne.CanvasObject, width float32) []float32 {
	out := make([]float32, len(shown))
	free := width - h.gap*float32(max(0, len(shown)-1))
	growing := 0
	for i, o := range shown {
		if grows(o) {
			growing++
			continue
		}
		out[i] = o.MinSize().Width
		free -= out[i]
	}
	for i, o := range shown {
		if grows(o) {
			out[i] = max(0, free/float32(growing))
		}
	}
	return out
}

// Layout places the row, each object at its own height in the middle.
func (h *hstack) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	h.width = size.Width
	shown := visible(objects)
	widths := h.widths(shown, size.Width)
	var x float32
	for i, o := range shown {
		height := min(size.Height, heightOf(o, widths[i]))
		put(o, x, float32(int((size.Height-height)/2)), widths[i], height)
		x += widths[i] + h.gap
	}
}

// MinSize is the sum of the widths by the tallest object.
func (h *hstack) MinSize(objects []fyne.CanvasObject) fyne.Size {
	var size fyne.Size
	for i, o := range visible(objects) {
		m := o.MinSize()
		size.Width += m.Width
		size.Height = max(size.Height, m.Height)
		if i > 0 {
			size.Width += h.gap
		}
	}
	if h.width > 0 {
		size.Height = h.heightFor(objects, h.width)
	}
	return size
}

// heightFor is the tallest object once the width is shared.
func (h *hstack) heightFor(objects []fyne.CanvasObject, width float32) float32 {
	shown := visible(objects)
	widths := h.widths(shown, width)
	var height float32
	for i, o := range shown {
		height = max(height, heightOf(o, widths[i]))
	}
	return height
}

// Spread puts one object at the left end and one at the right, the left one giving way.
func Spread(left, right fyne.CanvasObject) *fyne.Container {
	return HStack(12, Grow(left), right)
}
