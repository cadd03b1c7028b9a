package widget

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
)

// narrow keeps its object to a greatest width, in dp.
type narrow struct{ most float32 }

// Narrow keeps an object to a greatest width in dp, in the middle of a wider window: lines
// that run from edge to edge of a wide screen cannot be followed by the eye.
func Narrow(most float32, o fyne.CanvasObject) *fyne.Container {
	return container.New(narrow{most}, o)
}

// Layout centers the object, which gets the full height.
func (n narrow) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	width := min(size.Width, n.most)
	for _, o := range objects {
		o.Resize(fyne.NewSize(width, size.Height))
		o.Move(fyne.NewPos((size.Width-width)/2, 0))
	}
}

// MinSize is the object's own.
func (narrow) MinSize(objects []fyne.CanvasObject) fyne.Size {
	var size fyne.Size
	for _, o := range objects {
		size = size.Max(o.MinSize())
	}
	return size
}
