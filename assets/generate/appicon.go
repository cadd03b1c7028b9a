package main

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"math"
	"os"
)

// The app icon is a wajik, the diamond of songket, on a grid of 96: a paper, a plum and an amber
// diamond and an ink tick.
const (
	grid       = 96.0
	middle     = grid / 2
	corner     = 24.0 // radius of the plum square
	outer      = 36.0 // half widths of the diamonds
	inner      = 26.0
	core       = 17.0
	tickWidth  = 5.2
	samples    = 8   // per pixel and direction
	adaptive   = 432 // pixels of a 108 dp layer at the densest screens
	iconPixels = 512
	// adaptiveScale keeps the diamonds within 66 % of the layer, the part no launcher cuts off.
	adaptiveScale = 0.66 * grid / (2 * outer)
)

// point is a place on the grid.
type point struct{ x, y float64 }

// tick lists the corners of the tick.
func tick() []point {
	return []point{{40.9, 48.0}, {46.4, 53.6}, {56.4, 42.6}}
}

// palette lists what the samples of a pixel can be: nothing, plum, paper, amber, ink.
func palette() []color.NRGBA {
	return []color.NRGBA{
		{},
		{R: 0x6B, G: 0x2C, B: 0x5F, A: 0xFF},
		{R: 0xF6, G: 0xEF, B: 0xE3, A: 0xFF},
		{R: 0xE3, G: 0xA5, B: 0x35, A: 0xFF},
		{R: 0x2B, G: 0x1E, B: 0x29, A: 0xFF},
	}
}

// mark returns the palette index of the diamonds and the tick at a point, 0 outside.
func mark(p point) int {
	away := math.Abs(p.x-middle) + math.Abs(p.y-middle)
	if away < inner && onTick(p) { // the tick lies within; elsewhere there is no need to measure
		return 4
	}
	switch {
	case away <= core:
		return 3
	case away <= inner:
		return 1
	case away <= outer:
		return 2
	default:
		return 0
	}
}

// square returns the palette index of the whole icon: the mark on a plum square with round corners.
func square(p point) int {
	if at := mark(p); at != 0 {
		return at
	}
	dx := max(math.Abs(p.x-middle)-(middle-corner), 0)
	dy := max(math.Abs(p.y-middle)-(middle-corner), 0)
	if dx*dx+dy*dy <= corner*corner {
		return 1
	}
	return 0
}

// foreground returns the palette index of the adaptive icon's upper layer.
func foreground(p point) int {
	return mark(point{middle + (p.x-middle)/adaptiveScale, middle + (p.y-middle)/adaptiveScale})
}

// background returns the palette index of the adaptive icon's lower layer.
func background(point) int { return 1 }

// onTick tells whether a point is on the tick's stroke, whose ends and corners are round.
func onTick(p point) bool {
	corners := tick()
	for i := range len(corners) - 1 {
		if distanceSquared(p, corners[i], corners[i+1]) <= tickWidth*tickWidth/4 {
			return true
		}
	}
	return false
}

// distanceSquared returns the square of how far p is from the line between a and b.
func distanceSquared(p, a, b point) float64 {
	abx, aby := b.x-a.x, b.y-a.y
	t := ((p.x-a.x)*abx + (p.y-a.y)*aby) / (abx*abx + aby*aby)
	t = min(max(t, 0), 1)
	dx, dy := p.x-a.x-t*abx, p.y-a.y-t*aby
	return dx*dx + dy*dy
}

// draw samples a shape into a picture, each pixel the mean of its samples.
func draw(pixels int, shape func(point) int) *image.NRGBA {
	picture := image.NewNRGBA(image.Rect(0, 0, pixels, pixels))
	unit, colors := grid/float64(pixels), palette()
	for y := range pixels {
		for x := range pixels {
			picture.SetNRGBA(x, y, pixel(x, y, unit, shape, colors))
		}
	}
	return picture
}

// pixel mixes the samples of one pixel.
func pixel(x, y int, unit float64, shape func(point) int, colors []color.NRGBA) color.NRGBA {
	var r, g, b, opaque int
	for i := range samples * samples {
		sx, sy := float64(i%samples)+0.5, float64(i/samples)+0.5
		c := colors[shape(point{(float64(x) + sx/samples) * unit, (float64(y) + sy/samples) * unit})]
		if c.A == 0 {
			continue
		}
		r, g, b, opaque = r+int(c.R), g+int(c.G), b+int(c.B), opaque+1
	}
	if opaque == 0 {
		return color.NRGBA{}
	}
	mean := func(sum, n int) uint8 { return uint8((sum + n/2) / n) } //nolint:gosec // a mean of bytes is a byte
	return color.NRGBA{mean(r, opaque), mean(g, opaque), mean(b, opaque), mean(opaque*0xFF, samples*samples)}
}

// writeAppIcon writes the icon as PNG, the two layers of the adaptive icon, and the SVG.
func writeAppIcon(root *os.Root) error {
	pictures := []struct {
		name   string
		pixels int
		shape  func(point) int
	}{
		{"appicon/Icon.png", iconPixels, square},
		{"appicon/foreground.png", adaptive, foreground},
		{"appicon/background.png", adaptive, background},
	}
	for _, p := range pictures {
		if err := writePicture(root, p.name, draw(p.pixels, p.shape)); err != nil {
			return err
		}
	}
	if err := root.WriteFile("appicon/Icon.svg", []byte(iconSVG()), 0o644); err != nil {
		return fmt.Errorf("write icon: %w", err)
	}
	return nil
}

// writePicture writes a PNG unless the file already holds the same pixels.
func writePicture(root *os.Root, name string, picture *image.NRGBA) error {
	if old, err := root.ReadFile(name); err == nil && samePixels(old, picture) {
		return nil
	}
	var out bytes.Buffer
	if err := (&png.Encoder{CompressionLevel: png.BestCompression}).Encode(&out, picture); err != nil {
		return fmt.Errorf("encode %s: %w", name, err)
	}
	if err := root.WriteFile(name, out.Bytes(), 0o644); err != nil {
		return fmt.Errorf("write icon: %w", err)
	}
	return nil
}

// samePixels tells whether a PNG decodes to the picture.
func samePixels(encoded []byte, picture *image.NRGBA) bool {
	old, err := png.Decode(bytes.NewReader(encoded))
	if err != nil || old.Bounds() != picture.Bounds() {
		return false
	}
	for y := range picture.Bounds().Dy() {
		for x := range picture.Bounds().Dx() {
			if color.NRGBAModel.Convert(old.At(x, y)) != picture.At(x, y) {
				return false
			}
		}
	}
	return true
}

// iconSVG writes the icon from the same measures.
func iconSVG() string {
	diamond := func(half float64, fill string) string {
		return fmt.Sprintf("<path fill=%q d=\"M48 %gL%g 48L48 %gL%g 48Z\"/>",
			fill, middle-half, middle+half, middle+half, middle-half)
	}
	t := tick()
	return fmt.Sprintf("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 96 96\">"+
		"<rect width=\"96\" height=\"96\" rx=\"%g\" fill=\"#6B2C5F\"/>%s%s%s"+
		"<path fill=\"none\" stroke=\"#2B1E29\" stroke-width=\"%g\" stroke-linecap=\"round\" "+
		"stroke-linejoin=\"round\" d=\"M%g %gL%g %gL%g %g\"/></svg>\n",
		corner, diamond(outer, "#F6EFE3"), diamond(inner, "#6B2C5F"), diamond(core, "#E3A535"),
		tickWidth, t[0].x, t[0].y, t[1].x, t[1].y, t[2].x, t[2].y)
}
