package screentest

import (
	"fmt"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
)

// Cut lists the texts below an object that do not show whole: those that end in an
// ellipsis, that are wider than the room they were given, or that reach out of the widget
// they belong to. The object must have been laid out by a window.
func Cut(root fyne.CanvasObject) []string { return cutIn(root, root.Size()) }

// cutIn looks below an object whose nearest widget has the size given.
func cutIn(o fyne.CanvasObject, room fyne.Size) []string {
	if o == nil || !o.Visible() {
		return nil
	}
	var out []string
	if t, ok := o.(*canvas.Text); ok && t.Text != "" {
		out = append(out, cutText(t, room)...)
	}
	if _, ok := o.(fyne.Widget); ok {
		room = o.Size()
	}
	if s, ok := o.(*container.Scroll); ok { // what is out of sight can be scrolled to
		return append(out, Cut(s.Content)...)
	}
	for _, child := range children(o) {
		out = append(out, cutIn(child, room)...)
	}
	return out
}

// cutText says what is wrong with one line of text in a widget of the size given.
func cutText(t *canvas.Text, room fyne.Size) []string {
	const slack = 1.5 // letters keep clear of the edge of their line by more
	need, has, at := t.MinSize(), t.Size(), t.Position()
	left := at.X
	switch t.Alignment {
	case fyne.TextAlignCenter:
		left += (has.Width - need.Width) / 2
	case fyne.TextAlignTrailing:
		left += has.Width - need.Width
	default:
	}
	switch {
	case strings.HasSuffix(t.Text, "…"):
		return []string{fmt.Sprintf("%q is shortened", t.Text)}
	case left < -slack || left+need.Width > room.Width+slack:
		return []string{fmt.Sprintf("%q needs %.0f to %.0f of %.0f dp", t.Text, left, left+need.Width, room.Width)}
	case at.Y+need.Height/2+t.TextSize/2 > room.Height+slack || at.Y+need.Height/2-t.TextSize/2 < -slack:
		return []string{fmt.Sprintf("%q stands at %.0f of %.0f dp, too low or too high", t.Text, at.Y, room.Height)}
	}
	return nil
}
