package photo

import (
	"bytes"
	"errors"
	"image"
	"image/color"
	"image/draw"
	"image/jpeg"
	_ "image/png" // pictures of screens and of scanners
	"io"

	"pendamping/fault"
	"pendamping/kpuk"
)

var (
	// ErrTooLarge says that a picked file is larger than any camera makes.
	ErrTooLarge = fault.New(fault.Invalid, "the picture is too large")
	// ErrFormat says that a picked file is no picture that can be read: JPEG or PNG.
	ErrFormat = fault.New(fault.Invalid, "the file is not a picture that can be read")
)

// Limits of what is read and made.
const (
	MaxBytes  = 30 << 20   // of a picked file
	MaxPixels = 20_000_000 // of a picked picture
	Side      = 1600       // pixels, the longest side of a photo
	ThumbSide = 320        // pixels, the longest side of its thumbnail
	quality   = 80         // of JPEG, from 1 to 100
	smallest  = 70         // quality of thumbnails
)

// Options say how a picture is made.
type Options struct {
	Place bool      // keep where it was taken, if the picture says so
	Today kpuk.Date // on which it is picked, at the device
}

// Picture is a photo with its thumbnail, ready to be kept.
type Picture struct {
	Full, Thumb   []byte // JPEG without metadata
	Width, Height int    // pixels of Full
	TakenOn       kpuk.Date
	Place         kpuk.GeoPoint
	Code          string // what a QR code in it says; empty without one
}

// Make makes a photo of a picked file. A picture that is small already is only encoded
// anew. A day that the camera cannot have known (before 2000, or after today) is taken
// for a clock that was not set: then the photo is of today.
func Make(r io.Reader, o Options) (Picture, error) {
	const op fault.Op = "photo.Make"
	raw, err := io.ReadAll(io.LimitReader(r, MaxBytes+1))
	if err != nil {
		return Picture{}, fault.E(op, fault.Transient, err)
	}
	if len(raw) > MaxBytes {
		return Picture{}, fault.E(op, fault.Other, ErrTooLarge)
	}
	// The dimensions are read before the pixels: a small file can unfold without end.
	conf, _, err := image.DecodeConfig(bytes.NewReader(raw))
	if err != nil || conf.Width <= 0 || conf.Height <= 0 {
		return Picture{}, fault.E(op, fault.Other, errors.Join(ErrFormat, err))
	}
	if conf.Width > MaxPixels/conf.Height {
		return Picture{}, fault.E(op, fault.Other, ErrTooLarge)
	}
	src, _, err := image.Decode(bytes.NewReader(raw))
	if err != nil {
		return Picture{}, fault.E(op, fault.Other, errors.Join(ErrFormat, err))
	}
	return make1600(src, readMeta(raw), o)
}

// make1600 scales, turns and encodes a decoded picture.
func make1600(src image.Image, m meta, o Options) (Picture, error) {
	const op fault.Op = "photo.Make"
	full := turn(scale(src, Side), m.orientation)
	thumb := scale(full, ThumbSide)
	p := Picture{Width: full.Rect.Dx(), Height: full.Rect.Dy(), TakenOn: o.Today, Code: readCode(full)}
	var err error
	if p.Full, err = encode(full, quality); err == nil {
		p.Thumb, err = encode(thumb, smallest)
	}
	if err != nil {
		return Picture{}, fault.E(op, fault.Internal, err)
	}
	if !m.takenOn.IsZero() && m.takenOn >= kpuk.NewDate(2000, 1, 1) && m.takenOn <= o.Today {
		p.TakenOn = m.takenOn
	}
	if o.Place {
		p.Place = m.place
	}
	return p, nil
}

func encode(img image.Image, q int) ([]byte, error) {
	var out bytes.Buffer
	err := jpeg.Encode(&out, img, &jpeg.Options{Quality: q})
	return out.Bytes(), fault.E("", fault.Internal, err)
}

// fit gives the dimensions of a picture whose longest side is at most side.
func fit(w, h, side int) (fitW, fitH int) {
	longest := max(w, h)
	if longest <= side {
		return w, h
	}
	return max((w*side+longest/2)/longest, 1), max((h*side+longest/2)/longest, 1)
}

// strip is how many rows of the source are converted at once: a picture of 20 million
// pixels would take 80 MB as RGBA.
const strip = 16

// scale shrinks a picture by averaging the area that each new pixel covers. What is
// transparent becomes white.
func scale(src image.Image, side int) *image.RGBA {
	b := src.Bounds()
	w, h := fit(b.Dx(), b.Dy(), side)
	out := image.NewRGBA(image.Rect(0, 0, w, h))
	rows := image.NewRGBA(image.Rect(0, 0, b.Dx(), strip))
	s := newSummer(b.Dx(), b.Dy(), out)
	for y := 0; y < b.Dy(); y += strip {
		draw.Draw(rows, rows.Rect, image.NewUniform(color.White), image.Point{}, draw.Src)
		draw.Draw(rows, rows.Rect, src, image.Pt(b.Min.X, b.Min.Y+y), draw.Over)
		for i := range min(strip, b.Dy()-y) {
			s.add(y+i, rows.Pix[i*rows.Stride:])
		}
	}
	return out
}

// summer adds up rows of the source into rows of the result. Both are measured in a
// common unit, so that all shares are whole: a source pixel is as wide as the result
// has pixels, and the other way round.
type summer struct {
	fromW, fromH int
	out          *image.RGBA
	row          []int64 // a source row, summed up to the width of the result
	sum          []int64 // the result's row under way
	y            int     // its number
}

func newSummer(fromW, fromH int, out *image.RGBA) *summer {
	n := out.Rect.Dx() * 3
	return &summer{fromW: fromW, fromH: fromH, out: out, row: make([]int64, n), sum: make([]int64, n)}
}

// add adds the source's row number y, four bytes a pixel.
func (s *summer) add(y int, pix []byte) {
	s.across(pix)
	h := s.out.Rect.Dy()
	for top, bottom := y*h, (y+1)*h; top < bottom; {
		end := (s.y + 1) * s.fromH // of the result's row
		share := int64(min(bottom, end) - top)
		for i, v := range s.row {
			s.sum[i] += v * share
		}
		top = min(bottom, end)
		if top == end {
			s.flush()
		}
	}
}

// across sums a source row up to the width of the result.
func (s *summer) across(pix []byte) {
	clear(s.row)
	w := s.out.Rect.Dx()
	at := 0
	for x := range s.fromW {
		p := pix[4*x : 4*x+3]
		for left, right := x*w, (x+1)*w; left < right; {
			end := (at + 1) * s.fromW
			share := int64(min(right, end) - left)
			for c, v := range p {
				s.row[3*at+c] += int64(v) * share
			}
			left = min(right, end)
			if left == end {
				at++
			}
		}
	}
}

// flush writes the row under way and begins the next.
func (s *summer) flush() {
	area := int64(s.fromW) * int64(s.fromH)
	to := s.out.Pix[s.y*s.out.Stride:]
	for x := range s.out.Rect.Dx() {
		for c := range 3 {
			to[4*x+c] = byte((s.sum[3*x+c] + area/2) / area) //nolint:gosec // an average of bytes
		}
		to[4*x+3] = 0xff
	}
	clear(s.sum)
	s.y++
}

// turn applies an orientation of EXIF, 1 to 8; anything else leaves the picture as it is.
func turn(src *image.RGBA, orientation int) *image.RGBA {
	if orientation < 2 || orientation > 8 {
		return src
	}
	w, h := src.Rect.Dx(), src.Rect.Dy()
	out := image.NewRGBA(image.Rect(0, 0, w, h))
	if orientation >= 5 {
		out = image.NewRGBA(image.Rect(0, 0, h, w))
	}
	for y := range h {
		for x := range w {
			tx, ty := turned(orientation, x, y, w, h)
			copy(out.Pix[out.PixOffset(tx, ty):][:4], src.Pix[src.PixOffset(x, y):])
		}
	}
	return out
}

// turned is where a pixel of a picture of w by h goes.
func turned(orientation, x, y, w, h int) (tx, ty int) {
	switch orientation {
	case 2: // mirrored
		return w - 1 - x, y
	case 3: // upside down
		return w - 1 - x, h - 1 - y
	case 4:
		return x, h - 1 - y
	case 5:
		return y, x
	case 6: // held with the right side down: turned clockwise
		return h - 1 - y, x
	case 7:
		return h - 1 - y, w - 1 - x
	default: // 8
		return y, w - 1 - x
	}
}
