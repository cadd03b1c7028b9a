package widget

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
)

// holder is a kit widget with other widgets inside, which the search for a
// field's place has to look into.
type holder interface{ held() []fyne.CanvasObject }

// childrenOf lists what an object holds, as far as the kit knows.
func childrenOf(o fyne.CanvasObject) []fyne.CanvasObject {
	switch v := o.(type) {
	case *fyne.Container:
		return v.Objects
	case *container.Scroll:
		return []fyne.CanvasObject{v.Content}
	case *container.ThemeOverride:
		return []fyne.CanvasObject{v.Content}
	case holder:
		return v.held()
	default:
		return nil
	}
}

// pathTo lists the objects from root down to target, nil when it is not inside.
func pathTo(root, target fyne.CanvasObject) []fyne.CanvasObject {
	if root == target {
		return []fyne.CanvasObject{root}
	}
	for _, child := range childrenOf(root) {
		if child == nil {
			continue
		}
		if rest := pathTo(child, target); rest != nil {
			return append([]fyne.CanvasObject{root}, rest...)
		}
	}
	return nil
}

// reveal scrolls every scroll area around an object so that all of it shows. Fyne
// does not do this when it focuses a field. On a tablet the field goes to the upper
// third, above where the keyboard will be.
func reveal(target fyne.CanvasObject) {
	c := canvasOf(target)
	if c == nil {
		return
	}
	root := c.Content()
	if top := c.Overlays().Top(); top != nil && pathTo(root, target) == nil {
		root = top
	}
	path := pathTo(root, target)
	for i, o := range path {
		if area, ok := o.(*container.Scroll); ok {
			revealIn(area, path[i+1:], target.Size().Height)
		}
	}
}

// revealIn scrolls one area; inside lists the objects from its content to the target.
func revealIn(area *container.Scroll, inside []fyne.CanvasObject, height float32) {
	const room = 16
	var y float32
	for _, o := range inside[1:] {
		y += o.Position().Y
	}
	view, offset := area.Size().Height, area.Offset
	switch {
	case y-room < offset.Y:
		offset.Y = max(0, y-room)
	case fyne.CurrentDevice().IsMobile() && y+height > offset.Y+view/2:
		offset.Y = y - view/3
	case y+height+room > offset.Y+view:
		offset.Y = y + height + room - view
	default:
		return
	}
	most := max(0, area.Content.MinSize().Height-view)
	offset.Y = min(max(0, offset.Y), most)
	area.ScrollToOffset(offset)
}
