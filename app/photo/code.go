package photo

import (
	"bytes"
	"image"

	"github.com/makiuchi-d/gozxing"
	"github.com/makiuchi-d/gozxing/qrcode"
)

// readCode reads the QR code in a picture; empty when there is none that can be read.
func readCode(img image.Image) string {
	bits, err := gozxing.NewBinaryBitmapFromImage(img)
	if err != nil {
		return ""
	}
	hints := make(map[gozxing.DecodeHintType]any, 1)
	hints[gozxing.DecodeHintType_TRY_HARDER] = true
	found, err := qrcode.NewQRCodeReader().Decode(bits, hints)
	if err != nil {
		return ""
	}
	return found.GetText()
}

// Code reads the QR code in a picture of any kind that is known here, and tells whether it
// is a picture at all. The code is empty when none can be read.
func Code(b []byte) (code string, picture bool) {
	conf, _, err := image.DecodeConfig(bytes.NewReader(b))
	if err != nil {
		return "", false
	}
	if conf.Width*conf.Height > MaxPixels {
		return "", true
	}
	img, _, err := image.Decode(bytes.NewReader(b))
	if err != nil {
		return "", true
	}
	return readCode(img), true
}
