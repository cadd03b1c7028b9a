package month

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
)

// frames does before each look what a real driver does before it draws: what has become
// larger or smaller has its parent place its children anew. The software driver does not.
type frames struct {
	least map[fyne.CanvasObject]fyne.Size // as of the last frame
}

// draw brings what is below an object to rest.
func (f *frames) draw(root fyne.CanvasObject) {
	if root == nil {
		return
	}
	const rounds = 4 // a page whose texts wrap may need another
	for range rounds {
		next := make(map[fyne.CanvasObject]fyne.Size, len(f.least))
		changed := f.settle(root, next)
		f.least = next
		if !changed {
			return
		}
	}
}

// settle goes through the children first and tells whether anything below changed.
func (f *frames) settle(o fyne.CanvasObject, next map[fyne.CanvasObject]fyne.Size) bool {
	if o == nil || !o.Visible() {
		return false
	}
	children, place := inside(o)
	changed, mine := false, false
	for _, child := range children {
		if child == nil || !child.Visible() {
			continue
		}
		changed = f.settle(child, next) || changed
		least := child.MinSize()
		next[child] = least
		if was, known := f.least[child]; known && was != least {
			mine = true
		}
	}
	if mine && place != nil {
		place()
	}
	return changed || mine
}

// inside lists what an object is made of, and how it places that.
func inside(o fyne.CanvasObject) (children []fyne.CanvasObject, place func()) {
	switch v := o.(type) {
	case *fyne.Container:
		if v.Layout == nil {
			return v.Objects, nil
		}
		return v.Objects, func() { v.Layout.Layout(v.Objects, v.Size()) }
	case fyne.Widget:
		r := test.WidgetRenderer(v)
		return r.Objects(), func() { r.Layout(v.Size()) }
	default: // a drawing has nothing inside
		return nil, nil
	}
}
