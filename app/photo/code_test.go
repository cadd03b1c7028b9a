package photo_test

import (
	"bytes"
	"image"
	"image/color"
	"image/draw"
	"image/jpeg"
	"testing"

	"github.com/skip2/go-qrcode"

	"pendamping/app/photo"
	"pendamping/kpuk"
)

// page is a photo of a page: a code at the upper right of a grayish sheet.
func page(t *testing.T, code string) []byte {
	t.Helper()
	sheet := image.NewRGBA(image.Rect(0, 0, 2400, 1700))
	draw.Draw(sheet, sheet.Bounds(), image.NewUniform(color.Gray{Y: 225}), image.Point{}, draw.Src)
	if code != "" {
		q, err := qrcode.New(code, qrcode.Medium)
		if err != nil {
			t.Fatal(err)
		}
		draw.Draw(sheet, image.Rect(2000, 80, 2350, 430), q.Image(350), image.Point{}, draw.Src)
	}
	for i := range 20 { // ruled lines
		draw.Draw(sheet, image.Rect(100, 500+i*50, 2300, 503+i*50), image.Black, image.Point{}, draw.Src)
	}
	var out bytes.Buffer
	if err := jpeg.Encode(&out, sheet, &jpeg.Options{Quality: 75}); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func TestTheCodeOfAPageIsRead(t *testing.T) {
	code := kpuk.PageCode(kpuk.Derive("group"), kpuk.NewDate(2026, 11, 23))
	for _, want := range []string{code, ""} {
		p, err := photo.Make(bytes.NewReader(page(t, want)), photo.Options{Today: kpuk.NewDate(2026, 11, 23)})
		if err != nil || p.Code != want {
			t.Errorf("read %q, %v; want %q", p.Code, err, want)
		}
	}
}
