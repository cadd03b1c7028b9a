package screentest

import (
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
	base "fyne.io/fyne/v2/theme"

	"pendamping/app/theme"
	"pendamping/kpuk"
)

// Coordinator makes a rig whose user is the coordinator of the small book, Baiq
// Handayani, on a desktop in the light theme. Screens may be built before they are shown.
func Coordinator(t *testing.T, lang string, recs ...kpuk.Record) *Rig {
	t.Helper()
	test.NewTempApp(t)
	test.ApplyTheme(t, theme.New(base.VariantLight, 1))
	rig := New(t, lang, recs...)
	rig.Me, rig.Office = ID("person", 2), kpuk.OfficeCoordinator
	rig.Help = nil // a desktop has its question mark in the frame
	return rig
}

// All lists the widgets of a type below an object, in the order in which they are drawn;
// hidden ones are left out.
func All[T fyne.CanvasObject](o fyne.CanvasObject) []T {
	var out []T
	if !o.Visible() {
		return nil
	}
	if w, ok := o.(T); ok {
		out = append(out, w)
	}
	switch v := o.(type) {
	case *fyne.Container:
		for _, child := range v.Objects {
			out = append(out, All[T](child)...)
		}
	case fyne.Widget:
		for _, child := range test.WidgetRenderer(v).Objects() {
			out = append(out, All[T](child)...)
		}
	default: // a drawing has nothing inside
	}
	return out
}

// TapAt taps a window at a place given from the upper left corner of an object, in dp.
func TapAt(w fyne.Window, o fyne.CanvasObject, x, y float32) {
	at := fyne.CurrentApp().Driver().AbsolutePositionForObject(o) //nolint:forbidigo // a test has no other way to the driver
	test.TapCanvas(w.Canvas(), at.AddXY(x, y))
}
