package photo

import (
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
