package widget_test

import (
	"flag"
	"image"
	"image/color"
	"image/draw"
	"image/png"
	"os"
	"path/filepath"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/test"
	base "fyne.io/fyne/v2/theme"

	"pendamping/app/theme"
	"pendamping/app/widget"
)

var update = flag.Bool("update", false, "rewrite the pictures in testdata/golden")

// tolerance is how far a channel may be off before a pixel counts as different;
// rounding differs a little between processors.
const tolerance = 24

// allowed is the share of different pixels, in thousandths, still called equal.
const allowed = 2

// variants are the two looks every picture is drawn in.
func variants() map[string]fyne.ThemeVariant {
	return map[string]fyne.ThemeVariant{"light": base.VariantLight, "dark": base.VariantDark}
}

// show builds an object under the theme, puts it into a window of its own on the
// paper color and lets its layout settle. The window closes with the test.
func show(t *testing.T, build func() fyne.CanvasObject, variant fyne.ThemeVariant, scale float32, size fyne.Size) fyne.Window {
	t.Helper()
	th := theme.New(variant, scale)
	test.NewTempApp(t)
	test.ApplyTheme(t, th)
	page := container.NewStack(widget.NewSurface(theme.Paper, "", 0, 0), build())
	w := test.NewTempWindow(t, page)
	w.SetPadded(false)
	w.Resize(size)
	// Wrapped text learns its width in the first pass and asks for its height in the second.
	w.Resize(size.AddWidthHeight(0, 1))
	w.Resize(size)
	return w
}

// golden compares what make builds with the stored picture, light and dark.
func golden(t *testing.T, name string, scale float32, size fyne.Size, build func() fyne.CanvasObject) {
	t.Helper()
	for look, variant := range variants() {
		t.Run(name+"-"+look, func(t *testing.T) {
			w := show(t, build, variant, scale, size)
			compare(t, filepath.Join("testdata", "golden", name+"-"+look+".png"), w.Canvas().Capture())
		})
	}
}

// compare fails when more than a few pixels differ; the new picture is then left in
// testdata/failed to be looked at.
func compare(t *testing.T, path string, got image.Image) {
	t.Helper()
	if *update {
		save(t, path, got)
		return
	}
	file, err := os.Open(path)
	if err != nil {
		t.Fatalf("no picture to compare with, run with -update: %v", err)
	}
	defer file.Close()
	want, err := png.Decode(file)
	if err != nil {
		t.Fatalf("decode %s: %v", path, err)
	}
	if got.Bounds().Size() != want.Bounds().Size() {
		t.Fatalf("%s is %v, want %v", path, got.Bounds().Size(), want.Bounds().Size())
	}
	if n := different(got, want); n*1000 > got.Bounds().Dx()*got.Bounds().Dy()*allowed {
		failed := filepath.Join("testdata", "failed", filepath.Base(path))
		save(t, failed, got)
		t.Errorf("%s: %d pixels differ; compare with %s", path, n, failed)
	}
}

// different counts the pixels that are visibly apart.
func different(a, b image.Image) int {
	left, right := rgba(a), rgba(b)
	n := 0
	for i := 0; i < len(left.Pix); i += 4 {
		for c := range 3 {
			if d := int(left.Pix[i+c]) - int(right.Pix[i+c]); d > tolerance || d < -tolerance {
				n++
				break
			}
		}
	}
	return n
}

// rgba copies a picture into one pixel format.
func rgba(src image.Image) *image.RGBA {
	out := image.NewRGBA(image.Rect(0, 0, src.Bounds().Dx(), src.Bounds().Dy()))
	draw.Draw(out, out.Bounds(), src, src.Bounds().Min, draw.Src)
	return out
}

// save writes a picture, making its folder.
func save(t *testing.T, path string, img image.Image) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o750); err != nil {
		t.Fatal(err)
	}
	file, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := png.Encode(file, img); err != nil {
		t.Fatal(err)
	}
	if err := file.Close(); err != nil {
		t.Fatal(err)
	}
}

// TestDifferent keeps the comparison itself honest.
func TestDifferent(t *testing.T) {
	a := image.NewRGBA(image.Rect(0, 0, 4, 1))
	b := image.NewRGBA(image.Rect(0, 0, 4, 1))
	b.Set(1, 0, color.RGBA{R: tolerance + 1, A: 255})
	b.Set(2, 0, color.RGBA{R: tolerance, A: 255})
	if n := different(a, b); n != 1 {
		t.Errorf("different = %d, want 1", n)
	}
}
