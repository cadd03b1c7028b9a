package kpuk

import (
	"encoding/hex"
)

// KindPhoto is the kind of [Photo]; its number is stable for ever.
const KindPhoto Kind = 9

// MaxPhotoSize is how many bytes a photo's file may have. One whose longest side is 1600
// pixels has a few hundred thousand.
const MaxPhotoSize = 4 << 20

// maxPhotoSide bounds width and height in pixels.
const maxPhotoSide = 1 << 14

// Digest is the SHA-256 of a file, by which the file is named. The zero Digest means
// none.
type Digest [32]byte

// IsZero tells whether d means none.
func (d Digest) IsZero() bool { return d == Digest{} }

// String returns the digest in hexadecimal.
func (d Digest) String() string { return hex.EncodeToString(d[:]) }

// ParseDigest reads what String wrote; false for anything else.
func ParseDigest(text string) (d Digest, ok bool) {
	if len(text) != hex.EncodedLen(len(d)) {
		return Digest{}, false
	}
	if _, err := hex.Decode(d[:], []byte(text)); err != nil || d.String() != text {
		return Digest{}, false
	}
	return d, true
}

// Photo is a picture taken at a meeting or on a visit. The record travels like any
// other; the files that it names follow it. Its scope is that of the record it shows, so
// whoever may read the one may see the other.
type Photo struct {
	Header `cbor:"-"`

	Of      ID         `cbor:"10,keyasint,omitzero"` // the meeting, visit, member or task
	Image   PhotoImage `cbor:"11,keyasint,omitzero"`
	TakenOn Date       `cbor:"12,keyasint,omitempty"` // by the camera, else the day on which it was picked
	By      ID         `cbor:"13,keyasint,omitzero"`  // Person
	Place   GeoPoint   `cbor:"14,keyasint,omitempty"` // only where the person wanted it kept
	Caption string     `cbor:"15,keyasint,omitempty"`
}

// PhotoImage names a photo's two files: one value, so that it can only exist whole.
type PhotoImage struct {
	Hash      Digest `cbor:"1,keyasint,omitzero"`
	Size      int64  `cbor:"2,keyasint,omitempty"` // bytes
	Thumb     Digest `cbor:"3,keyasint,omitzero"`
	ThumbSize int64  `cbor:"4,keyasint,omitempty"` // bytes
	Width     int    `cbor:"5,keyasint,omitempty"` // pixels
	Height    int    `cbor:"6,keyasint,omitempty"` // pixels
}

// Kind implements Record.
func (*Photo) Kind() Kind { return KindPhoto }

// SizeOf is the size in bytes of the file with this digest; false when the image does
// not name it.
func (i *PhotoImage) SizeOf(d Digest) (int64, bool) {
	switch {
	case d.IsZero():
		return 0, false
	case d == i.Hash:
		return i.Size, true
	case d == i.Thumb:
		return i.ThumbSize, true
	}
	return 0, false
}

// Check returns what is wrong or odd about a photo.
func (p *Photo) Check() []Problem {
	var f findings
	i := &p.Image
	if i.Hash.IsZero() || i.Size <= 0 || i.Size > MaxPhotoSize {
		f.refuse("Image", "photo_file")
	}
	if i.Thumb.IsZero() != (i.ThumbSize == 0) || i.ThumbSize < 0 || i.ThumbSize > MaxPhotoSize {
		f.refuse("Image", "photo_thumb")
	}
	if i.Width < 0 || i.Height < 0 || i.Width > maxPhotoSide || i.Height > maxPhotoSide {
		f.refuse("Image", "photo_side")
	}
	if !p.Place.onEarth() {
		f.refuse("Place", "photo_place")
	}
	if p.Of.IsZero() {
		f.warn("Of", "photo_of")
	}
	return f
}

// onEarth tells whether the point is within the bounds of latitude and longitude.
func (p GeoPoint) onEarth() bool {
	const rightAngle = 90_000_000
	return p.LatE6 >= -rightAngle && p.LatE6 <= rightAngle && p.LonE6 >= -2*rightAngle && p.LonE6 <= 2*rightAngle
}
