package screentest

import (
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/test"
	base "fyne.io/fyne/v2/theme"

	"pendamping/app/theme"
)

// The sizes screens are drawn in, in dp.
const (
	Portrait  = "portrait"  // tablet, 800×1200 above the app's bottom bar
	Landscape = "landscape" // tablet, 1192×800 beside the app's rail
	Desktop   = "desktop"   // 1158×768 beside the desktop's rail
	Dark      = "dark"      // tablet portrait in the dark theme
)

// Size is the room a screen has in one of the layouts.
func Size(layout string) fyne.Size {
	switch layout {
	case Landscape:
		return fyne.NewSize(1192, 800)
	case Desktop:
		return fyne.NewSize(1158, 768)
	default:
		return fyne.NewSize(800, 1200)
	}
}

// Look applies the theme of a layout. Call it before making the view of a dark picture.
func Look(t *testing.T, layout string) fyne.Theme {
	t.Helper()
	variant := base.VariantLight
	if layout == Dark {
		variant = base.VariantDark
	}
	look := theme.New(variant, 1)
	test.ApplyTheme(t, look)
	return look
}

// Show puts an object into a window of a layout, on paper, and returns the window.
func Show(t *testing.T, layout string, o fyne.CanvasObject) fyne.Window {
	t.Helper()
	look := Look(t, layout)
	w := test.NewTempWindow(t, nil)
	w.SetPadded(false)
	w.SetContent(container.NewStack(canvas.NewRectangle(theme.Color(look, theme.Paper)), o))
	w.Resize(Size(layout))
	return w
}

// Picture compares an object, drawn in a layout, with testdata/<name>.png. A picture that
// differs is left in testdata/failed, to be looked at and moved to testdata.
func Picture(t *testing.T, name, layout string, o fyne.CanvasObject) {
	t.Helper()
	w := Show(t, layout, o)
	test.AssertImageMatches(t, name+".png", w.Canvas().Capture())
}
