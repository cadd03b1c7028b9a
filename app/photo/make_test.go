package photo_test

import (
	"bytes"
	"encoding/binary"
	"errors"
	"hash/crc32"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"io"
	"strings"
	"testing"

	"pendamping/app/photo"
	"pendamping/kpuk"
)

var today = kpuk.NewDate(2026, 11, 23)

// corners is a picture with a color in each corner: red, green, blue, white, clockwise
// from the upper left.
func corners(w, h int) *image.RGBA {
	img := image.NewRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			c := color.RGBA{R: 255, A: 255}
			switch {
			case x >= w/2 && y < h/2:
				c = color.RGBA{G: 255, A: 255}
			case x >= w/2:
				c = color.RGBA{B: 255, A: 255}
			case y >= h/2:
				c = color.RGBA{R: 255, G: 255, B: 255, A: 255}
			}
			img.SetRGBA(x, y, c)
		}
	}
	return img
}

// colors names the corners of a JPEG, clockwise from the upper left.
func colors(t *testing.T, b []byte) (out string, size image.Point) {
	t.Helper()
	img, err := jpeg.Decode(bytes.NewReader(b))
	if err != nil {
		t.Fatal(err)
	}
	r := img.Bounds()
	w, h := r.Dx(), r.Dy()
	var seen strings.Builder
	for _, p := range []image.Point{{w / 4, h / 4}, {3 * w / 4, h / 4}, {3 * w / 4, 3 * h / 4}, {w / 4, 3 * h / 4}} {
		red, green, blue, _ := img.At(p.X, p.Y).RGBA()
		name := map[[3]bool]string{{true, false, false}: "r", {false, true, false}: "g", {false, false, true}: "b", {true, true, true}: "w"}
		seen.WriteString(name[[3]bool{red > 0x8000, green > 0x8000, blue > 0x8000}])
	}
	return seen.String(), r.Size()
}

// tag is an entry of EXIF.
type tag struct {
	id, kind uint16
	count    uint32
	value    uint32
}

// exif makes a segment with orientation, day and place.
func exif(order binary.AppendByteOrder, orientation uint16, day string, ns, ew byte) []byte {
	magic := "II*\x00"
	if order.String() == binary.BigEndian.String() {
		magic = "MM\x00*"
	}
	b := order.AppendUint32([]byte(magic), 8)
	short := func(v uint16) uint32 { // in the first two of four bytes
		raw := append(order.AppendUint16(nil, v), 0, 0)
		if magic[0] == 'M' {
			return binary.BigEndian.Uint32(raw)
		}
		return binary.LittleEndian.Uint32(raw)
	}
	letter := func(c byte) uint32 {
		if magic[0] == 'M' {
			return uint32(c) << 24
		}
		return uint32(c)
	}
	dir := func(tags ...tag) {
		b = order.AppendUint16(b, uint16(len(tags)))
		for _, e := range tags {
			b = order.AppendUint32(order.AppendUint32(order.AppendUint16(order.AppendUint16(b, e.id), e.kind), e.count), e.value)
		}
		b = order.AppendUint32(b, 0)
	}
	dir(tag{0x0112, 3, 1, short(orientation)}, tag{0x8769, 4, 1, 50}, tag{0x8825, 4, 1, 88}) // ends at 50
	dir(tag{0x9003, 2, 20, 68})                                                              // ends at 68
	b = append(b, (day + " 09:14:00\x00")[:20]...)                                           // ends at 88
	dir(tag{1, 2, 2, letter(ns)}, tag{2, 5, 3, 142}, tag{3, 2, 2, letter(ew)}, tag{4, 5, 3, 166})
	for _, v := range []uint32{8, 1, 42, 1, 3_600, 100, 116, 1, 16, 1, 48, 1} { // 8°42'36", 116°16'48"
		b = order.AppendUint32(b, v)
	}
	return append([]byte("Exif\x00\x00"), b...)
}

// withExif puts a segment into a JPEG.
func withExif(t *testing.T, img image.Image, segment []byte) []byte {
	t.Helper()
	var out bytes.Buffer
	if err := jpeg.Encode(&out, img, nil); err != nil {
		t.Fatal(err)
	}
	head := append([]byte{0xff, 0xd8, 0xff, 0xe1}, binary.BigEndian.AppendUint16(nil, uint16(len(segment)+2))...)
	return append(append(head, segment...), out.Bytes()[2:]...)
}

func TestOrientation(t *testing.T) {
	want := []string{"rgbw", "grwb", "bwrg", "wbgr", "rwbg", "wrgb", "bgrw", "gbwr"}
	for i, order := range want {
		raw := withExif(t, corners(80, 40), exif(binary.LittleEndian, uint16(i+1), "2026:11:20", 'S', 'E'))
		p, err := photo.Make(bytes.NewReader(raw), photo.Options{Today: today})
		if err != nil {
			t.Fatal(err)
		}
		size := image.Pt(80, 40)
		if i >= 4 {
			size = image.Pt(40, 80)
		}
		for name, b := range map[string][]byte{"photo": p.Full, "thumbnail": p.Thumb} {
			if got, is := colors(t, b); got != order || is != size {
				t.Errorf("orientation %d, %s: %s of %v, want %s of %v", i+1, name, got, is, order, size)
			}
		}
		if p.Width != size.X || p.Height != size.Y {
			t.Errorf("orientation %d: said to be %dx%d", i+1, p.Width, p.Height)
		}
	}
}

func TestSizes(t *testing.T) {
	tests := map[string]struct{ w, h, fullW, fullH, thumbW, thumbH int }{
		"wide":            {4000, 3000, 1600, 1200, 320, 240},
		"tall":            {1201, 1701, 1130, 1600, 226, 320},
		"small":           {100, 50, 100, 50, 100, 50},
		"at the limit":    {1600, 10, 1600, 10, 320, 2},
		"thin as a hair":  {10_000, 1, 1600, 1, 320, 1},
		"one pixel":       {1, 1, 1, 1, 1, 1},
		"one more":        {1601, 1601, 1600, 1600, 320, 320},
		"thumbnail alone": {321, 160, 321, 160, 320, 160},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			var raw bytes.Buffer
			if err := png.Encode(&raw, corners(tt.w, tt.h)); err != nil {
				t.Fatal(err)
			}
			p, err := photo.Make(&raw, photo.Options{Today: today})
			if err != nil {
				t.Fatal(err)
			}
			full, size := colors(t, p.Full)
			thumb, small := colors(t, p.Thumb)
			if size != image.Pt(tt.fullW, tt.fullH) || small != image.Pt(tt.thumbW, tt.thumbH) {
				t.Errorf("%v and %v", size, small)
			}
			if tt.h > 9 && (full != "rgbw" || tt.thumbH > 9 && thumb != "rgbw") {
				t.Errorf("colors %s and %s", full, thumb)
			}
		})
	}
}

// TestAverage: shrinking keeps the mean of what it covers, also when a new pixel covers
// parts of old ones.
func TestAverage(t *testing.T) {
	src := image.NewGray(image.Rect(5, 7, 5+3200, 7+33)) // bounds that do not begin at 0
	for y := range 33 {
		for x := range 3200 {
			src.SetGray(5+x, 7+y, color.Gray{Y: uint8(255 * (x % 2))})
		}
	}
	var raw bytes.Buffer
	if err := png.Encode(&raw, src); err != nil {
		t.Fatal(err)
	}
	p, err := photo.Make(&raw, photo.Options{Today: today})
	if err != nil {
		t.Fatal(err)
	}
	img, err := jpeg.Decode(bytes.NewReader(p.Full))
	if err != nil {
		t.Fatal(err)
	}
	for x := range 1600 {
		if v, _, _, _ := img.At(x, 8).RGBA(); v>>8 < 126 || v>>8 > 130 {
			t.Fatalf("at %d the mean of black and white is %d", x, v>>8)
		}
	}
}

func TestMetadata(t *testing.T) {
	for _, order := range []binary.AppendByteOrder{binary.LittleEndian, binary.BigEndian} {
		raw := withExif(t, corners(40, 40), exif(order, 1, "2026:11:20", 'S', 'E'))
		p, err := photo.Make(bytes.NewReader(raw), photo.Options{Today: today, Place: true})
		if err != nil {
			t.Fatal(err)
		}
		want := kpuk.GeoPoint{LatE6: -8_710_000, LonE6: 116_280_000}
		if p.Place != want || p.TakenOn != kpuk.NewDate(2026, 11, 20) {
			t.Errorf("%v: at %v on %v", order, p.Place, p.TakenOn)
		}
		for _, b := range [][]byte{p.Full, p.Thumb} {
			if bytes.Contains(b, []byte("Exif")) || bytes.Contains(b, []byte{0xff, 0xe1}) {
				t.Error("metadata are left in the photo")
			}
		}
		p, err = photo.Make(bytes.NewReader(raw), photo.Options{Today: today})
		if err != nil || p.Place != (kpuk.GeoPoint{}) {
			t.Errorf("the place was kept unasked: %v, %v", p.Place, err)
		}
	}
	raw := withExif(t, corners(40, 40), exif(binary.LittleEndian, 1, "2026:11:20", 'N', 'W'))
	if p, err := photo.Make(bytes.NewReader(raw), photo.Options{Today: today, Place: true}); err != nil ||
		p.Place != (kpuk.GeoPoint{LatE6: 8_710_000, LonE6: -116_280_000}) {
		t.Errorf("north and west: %v, %v", p.Place, err)
	}
	for _, day := range []string{"1970:01:01", "2050:01:01", "2026:13:40", "0000:00:00", "not a day!"} {
		raw := withExif(t, corners(40, 40), exif(binary.LittleEndian, 1, day, 'S', 'E'))
		if p, err := photo.Make(bytes.NewReader(raw), photo.Options{Today: today}); err != nil || p.TakenOn != today {
			t.Errorf("%s: of %v, %v", day, p.TakenOn, err)
		}
	}
}

// bomb is a PNG of a few bytes that says it has w by h pixels.
func bomb(w, h uint32) []byte {
	head := binary.BigEndian.AppendUint32(binary.BigEndian.AppendUint32([]byte("IHDR"), w), h)
	head = append(head, 8, 6, 0, 0, 0)
	out := append([]byte("\x89PNG\r\n\x1a\n"), 0, 0, 0, 13)
	out = append(out, head...)
	return binary.BigEndian.AppendUint32(out, crc32.ChecksumIEEE(head))
}

func TestRefused(t *testing.T) {
	var fine bytes.Buffer
	if err := jpeg.Encode(&fine, corners(64, 64), nil); err != nil {
		t.Fatal(err)
	}
	tests := map[string]struct {
		raw  io.Reader
		want error
	}{
		"20 million pixels and a row": {bytes.NewReader(bomb(5_000, 4_001)), photo.ErrTooLarge},
		"more than fit in an int":     {bytes.NewReader(bomb(1<<31-1, 1<<31-1)), photo.ErrFormat},
		"as wide as can be":           {bytes.NewReader(bomb(1<<31-1, 1)), photo.ErrTooLarge},
		"promises only":               {bytes.NewReader(bomb(100, 100)), photo.ErrFormat},
		"a file without end":          {endless{}, photo.ErrTooLarge},
		"nothing":                     {bytes.NewReader(nil), photo.ErrFormat},
		"no picture":                  {bytes.NewReader([]byte("%PDF-1.7")), photo.ErrFormat},
		"cut off":                     {bytes.NewReader(fine.Bytes()[:fine.Len()/2]), photo.ErrFormat},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			if _, err := photo.Make(tt.raw, photo.Options{Today: today}); !errors.Is(err, tt.want) {
				t.Errorf("%v, want %v", err, tt.want)
			}
		})
	}
	if _, err := photo.Make(bytes.NewReader(bomb(5_000, 4_000)), photo.Options{Today: today}); !errors.Is(err, photo.ErrFormat) {
		t.Errorf("20 million pixels, but no content: %v", err)
	}
}

// endless is a file without end.
type endless struct{}

func (endless) Read(p []byte) (int, error) { return len(p), nil }

// FuzzMake: whatever is picked gives a small photo or an error, and nothing else.
func FuzzMake(f *testing.F) {
	var fine bytes.Buffer
	if err := jpeg.Encode(&fine, corners(16, 8), nil); err != nil {
		f.Fatal(err)
	}
	segment := exif(binary.BigEndian, 6, "2026:11:20", 'S', 'E')
	head := append([]byte{0xff, 0xd8, 0xff, 0xe1}, binary.BigEndian.AppendUint16(nil, uint16(len(segment)+2))...)
	f.Add(append(append(head, segment...), fine.Bytes()[2:]...))
	f.Add(fine.Bytes())
	f.Add(bomb(3, 2))
	f.Add([]byte{0xff, 0xd8, 0xff, 0xe1, 0, 2})
	f.Fuzz(func(t *testing.T, raw []byte) {
		conf, _, err := image.DecodeConfig(bytes.NewReader(raw))
		if err == nil && conf.Width > 0 && conf.Height > 1<<20/conf.Width {
			return // allowed, but slow
		}
		p, err := photo.Make(bytes.NewReader(raw), photo.Options{Today: today, Place: true})
		if err != nil {
			return
		}
		if p.Width < 1 || p.Height < 1 || max(p.Width, p.Height) > photo.Side || p.TakenOn > today || len(p.Full) > kpuk.MaxPhotoSize {
			t.Errorf("%dx%d of %v, %d bytes", p.Width, p.Height, p.TakenOn, len(p.Full))
		}
		found := kpuk.Photo{Header: kpuk.Header{ID: kpuk.ID{1}}, Place: p.Place, Image: kpuk.PhotoImage{Hash: kpuk.Digest{1}, Size: 1}}
		if refused, bad := kpuk.Refused(found.Check()); bad {
			t.Errorf("a place that is none: %v", refused)
		}
	})
}
