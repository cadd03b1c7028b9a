package screentest

import (
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/test"

	"pendamping/app/widget"
)

// children lists what an object is made of: of a container what it holds, of a widget
// what its renderer draws.
func children(o fyne.CanvasObject) []fyne.CanvasObject {
	switch v := o.(type) {
	case *fyne.Container:
		return v.Objects
	case fyne.Widget:
		return test.WidgetRenderer(v).Objects()
	default:
		return nil
	}
}

// Texts lists every text that shows below an object, in drawing order.
func Texts(root fyne.CanvasObject) []string {
	if root == nil || !root.Visible() {
		return nil
	}
	var out []string
	if t, ok := root.(*canvas.Text); ok && t.Text != "" {
		out = append(out, t.Text)
	}
	for _, child := range children(root) {
		out = append(out, Texts(child)...)
	}
	return out
}

// Says tells whether a text shows somewhere below an object, lines joined by spaces.
func Says(root fyne.CanvasObject, text string) bool {
	return strings.Contains(strings.Join(Texts(root), " "), text)
}

// Tap presses the innermost widget that shows the text, slowly or not being the same to
// the kit. It ends the test when there is none.
func Tap(t *testing.T, root fyne.CanvasObject, text string) {
	t.Helper()
	target := find(root, text)
	if target == nil {
		t.Fatalf("nothing to press says %q; there is %q", text, Texts(root))
	}
	test.Tap(target)
}

// find returns the innermost widget that can be pressed and shows the text.
func find(root fyne.CanvasObject, text string) fyne.Tappable {
	if root == nil || !root.Visible() || !Says(root, text) {
		return nil
	}
	for _, child := range children(root) {
		if inner := find(child, text); inner != nil {
			return inner
		}
	}
	target, ok := root.(fyne.Tappable)
	if !ok {
		return nil
	}
	return target
}

// Type writes a text into the first field below an object, as a keyboard would, and
// then leaves the field.
func Type(t *testing.T, root fyne.CanvasObject, text string) {
	t.Helper()
	TypeOn(t, root, text).FocusLost()
}

// TypeOn is Type, but stays in the field and returns it.
func TypeOn(t *testing.T, root fyne.CanvasObject, text string) fyne.Focusable {
	t.Helper()
	field := entry(root)
	if field == nil {
		t.Fatalf("no field below %T", root)
	}
	field.FocusGained()
	test.Type(field, text)
	return field
}

// entry returns the first thing below an object that text can be typed into.
func entry(root fyne.CanvasObject) fyne.Focusable {
	if root == nil || !root.Visible() {
		return nil
	}
	_, presses := root.(fyne.Tappable)
	if field, ok := root.(fyne.Focusable); ok && (!presses || isEntry(root)) {
		return field
	}
	for _, child := range children(root) {
		if field := entry(child); field != nil {
			return field
		}
	}
	return nil
}

// isEntry tells a field from a button, which takes the focus too.
func isEntry(o fyne.CanvasObject) bool {
	_, ok := o.(interface{ SelectedText() string })
	return ok
}

// TapButton presses the button whose whole label is the text.
func TapButton(t *testing.T, root fyne.CanvasObject, text string) {
	t.Helper()
	for _, b := range All[*widget.Button](root) {
		if b.Text() == text {
			test.Tap(b)
			return
		}
	}
	t.Fatalf("no button says %q; there is %q", text, Texts(root))
}

// TypeIn types into the field with a label, in place of what it holds, and stays in it.
func TypeIn(t *testing.T, root fyne.CanvasObject, label, text string) fyne.Focusable {
	t.Helper()
	for _, f := range fields(root) {
		if Says(f, label) {
			f.Retype("")
			return TypeOn(t, f, text)
		}
	}
	t.Fatalf("no field %q; there is %q", label, Texts(root))
	return nil
}

// Holds is what stands in the field with a label.
func Holds(t *testing.T, root fyne.CanvasObject, label string) string {
	t.Helper()
	for _, f := range fields(root) {
		if Says(f, label) {
			return f.Typed()
		}
	}
	t.Fatalf("no field %q; there is %q", label, Texts(root))
	return ""
}

// input is a field of whatever kind.
type input interface {
	fyne.CanvasObject
	widget.Answer
}

// fields lists the visible fields to type into below an object.
func fields(root fyne.CanvasObject) []input {
	if root == nil || !root.Visible() {
		return nil
	}
	switch f := root.(type) {
	case *widget.Field:
		return []input{f}
	case *widget.DateField:
		return []input{f}
	case *widget.DigitField:
		return []input{f}
	default:
	}
	var out []input
	for _, child := range children(root) {
		out = append(out, fields(child)...)
	}
	return out
}
