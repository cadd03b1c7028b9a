package photo_test

import (
	"bytes"
	"image"
	"image/color"
	"image/draw"
	"image/jpeg"
	"strings"
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

// TestCodeOnAPhoto: a long code as a tablet shows it, photographed; and what is none.
func TestCodeOnAPhoto(t *testing.T) {
	long := "pendamping-pin:" + strings.Repeat("AbCd-9_z", 62)
	q, err := qrcode.New(long, qrcode.Low)
	if err != nil {
		t.Fatal(err)
	}
	shown := q.Image(-8)
	photographed := image.NewGray(image.Rect(0, 0, shown.Bounds().Dx()+300, shown.Bounds().Dy()+500))
	draw.Draw(photographed, photographed.Bounds(), image.NewUniform(color.Gray{Y: 60}), image.Point{}, draw.Src)
	draw.Draw(photographed, shown.Bounds().Add(image.Pt(150, 200)), shown, image.Point{}, draw.Src)
	var out bytes.Buffer
	if err := jpeg.Encode(&out, photographed, &jpeg.Options{Quality: 70}); err != nil {
		t.Fatal(err)
	}
	if code, picture := photo.Code(out.Bytes()); code != long || !picture {
		t.Errorf("read %d characters, a picture: %v", len(code), picture)
	}
	if code, picture := photo.Code(page(t, "")); code != "" || !picture {
		t.Errorf("of a page without one: %q, %v", code, picture)
	}
	if code, picture := photo.Code([]byte("AGE-SECRET-KEY-1")); code != "" || picture {
		t.Errorf("of a text: %q, %v", code, picture)
	}
	if code, picture := photo.Code(out.Bytes()[:200]); code != "" {
		t.Errorf("of half a picture: %q, %v", code, picture)
	}
}
