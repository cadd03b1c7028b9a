package kpuk

import (
	"encoding/binary"

	"pendamping/fault"
)

// The field on which signatures are drawn, in units of [Dot]; wider than high, as the
// line on paper is.
const (
	SignatureWide = 1000
	SignatureHigh = 400
)

// MaxInk is how many bytes the strokes of a signature may have. A name written with the
// finger has a few hundred.
const MaxInk = 4096

// inkVersion begins every encoded ink.
const inkVersion = 1

// ErrInk says that bytes are no strokes of a signature.
var ErrInk = fault.New(fault.Invalid, "not the strokes of a signature")

// Dot is a place on the field of a signature, counted from its upper left corner.
type Dot struct{ X, Y int16 }

// Stroke is a line drawn without lifting the finger. One dot alone is a point.
type Stroke []Dot

// Signature is a name or a mark drawn on the screen under the minutes. It is one value:
// drawn anew it replaces the one before.
type Signature struct {
	At  int64  `cbor:"1,keyasint,omitempty"` // Unix milliseconds of the device's clock
	Ink []byte `cbor:"2,keyasint,omitempty"` // see [EncodeInk]; empty: the signature was taken away
}

// IsZero tells whether nothing is drawn.
func (s Signature) IsZero() bool { return len(s.Ink) == 0 }

// EncodeInk writes strokes as they are kept: a version byte, then each stroke as its
// number of dots, its first dot and the steps to the others, as varints. Strokes without
// dots are left out; no strokes give nil. Dots outside the field, or more bytes than
// [MaxInk], are [ErrInk].
func EncodeInk(strokes []Stroke) ([]byte, error) {
	const op fault.Op = "kpuk.EncodeInk"
	out := []byte{inkVersion}
	for _, s := range strokes {
		if len(s) == 0 {
			continue
		}
		out = binary.AppendUvarint(out, uint64(len(s)))
		var at Dot
		for _, d := range s {
			if !d.inside() {
				return nil, fault.E(op, fault.Invalid, ErrInk)
			}
			out = binary.AppendVarint(out, int64(d.X)-int64(at.X))
			out = binary.AppendVarint(out, int64(d.Y)-int64(at.Y))
			at = d
		}
	}
	switch {
	case len(out) == 1:
		return nil, nil
	case len(out) > MaxInk:
		return nil, fault.E(op, fault.Invalid, ErrInk)
	}
	return out, nil
}

// Strokes reads what [EncodeInk] wrote; nothing drawn gives none.
func (s Signature) Strokes() ([]Stroke, error) {
	const op fault.Op = "kpuk.Signature.Strokes"
	if s.IsZero() {
		return nil, nil
	}
	if s.Ink[0] != inkVersion || len(s.Ink) > MaxInk || len(s.Ink) == 1 {
		return nil, fault.E(op, fault.Invalid, ErrInk)
	}
	var out []Stroke
	for rest := s.Ink[1:]; len(rest) > 0; {
		var stroke Stroke
		if stroke, rest = readStroke(rest); stroke == nil {
			return nil, fault.E(op, fault.Invalid, ErrInk)
		}
		out = append(out, stroke)
	}
	return out, nil
}

// readStroke reads one stroke and returns what follows it; nil when it is none.
func readStroke(b []byte) (Stroke, []byte) {
	n, used := binary.Uvarint(b)
	if used <= 0 || n == 0 || n > uint64(len(b)) {
		return nil, nil
	}
	b = b[used:]
	out := make(Stroke, 0, n)
	var x, y int64
	for range n {
		dx, a := binary.Varint(b)
		if a <= 0 {
			return nil, nil
		}
		dy, c := binary.Varint(b[a:])
		if c <= 0 {
			return nil, nil
		}
		b = b[a+c:]
		if max(dx, -dx, dy, -dy) > SignatureWide {
			return nil, nil
		}
		x, y = x+dx, y+dy
		d := Dot{X: int16(max(-1, min(x, SignatureWide+1))), Y: int16(max(-1, min(y, SignatureWide+1)))}
		if !d.inside() {
			return nil, nil
		}
		out = append(out, d)
	}
	return out, b
}

// inside tells whether the dot is on the field.
func (d Dot) inside() bool {
	return d.X >= 0 && d.X <= SignatureWide && d.Y >= 0 && d.Y <= SignatureHigh
}
