package screentest

import (
	"bytes"
	"image"
	"image/draw"
	"image/png"
	"os"
	"path/filepath"
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
	Match(t, name+".png", w.Canvas().Capture())
}

// Match compares a picture with testdata/<file>, pixel by pixel; one that differs, or is
// not there, is left in testdata/failed. (Fyne's own comparison prints every byte of a
// picture that differs, which takes a minute.)
func Match(t *testing.T, file string, got image.Image) {
	t.Helper()
	want, err := read(filepath.Join("testdata", file))
	if err == nil && same(want, got) {
		return
	}
	failed := filepath.Join("testdata", "failed", file)
	if wrong := write(failed, got); wrong != nil {
		t.Error(wrong)
	}
	t.Errorf("%s: not as it was (%v): see %s", file, err, failed)
}

// read opens a picture.
func read(path string) (image.Image, error) {
	f, err := os.Open(path) //nolint:gosec // a picture of the tests
	if err != nil {
		return nil, err //nolint:wrapcheck // names the file
	}
	defer f.Close()      //nolint:errcheck // only read
	return png.Decode(f) //nolint:wrapcheck // the test names the file
}

// write keeps a picture.
func write(path string, img image.Image) error {
	var b bytes.Buffer
	if err := png.Encode(&b, img); err != nil {
		return err //nolint:wrapcheck // a test's own
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o750); err != nil {
		return err //nolint:wrapcheck // names the folder
	}
	return os.WriteFile(path, b.Bytes(), 0o600) //nolint:wrapcheck // names the file
}

// same tells whether two pictures have the same size and colors.
func same(x, y image.Image) bool {
	if x.Bounds() != y.Bounds() {
		return false
	}
	a, b := flat(x), flat(y)
	return bytes.Equal(a.Pix, b.Pix)
}

// flat is a picture in one form.
func flat(img image.Image) *image.NRGBA {
	if n, ok := img.(*image.NRGBA); ok && n.Stride == 4*n.Rect.Dx() {
		return n
	}
	out := image.NewNRGBA(img.Bounds())
	draw.Draw(out, out.Bounds(), img, img.Bounds().Min, draw.Src)
	return out
}
