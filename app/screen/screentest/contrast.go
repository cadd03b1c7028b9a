package screentest

import (
	"fmt"
	"image/color"
	"math"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
)

// Faint lists the texts below an object whose contrast with what they stand on is less
// than WCAG AA asks for: 4.5, or 3 for large text. Grounds are rectangles, circles and diamonds; what stands on
// a drawing is left to the test of the theme's pairs. ground is what is below all of them.
// The object must have been laid out by a window.
func Faint(root fyne.CanvasObject, ground color.Color) []string {
	f := &faint{grounds: []slab{{color: ground, at: fyne.NewPos(-1e6, -1e6), size: fyne.NewSize(2e6, 2e6)}}}
	f.look(root, fyne.Position{})
	return f.found
}

// slab is a rectangle that was drawn.
type slab struct {
	color color.Color // nil: a drawing
	at    fyne.Position
	size  fyne.Size
}

// faint walks over what is drawn, in the order of drawing.
type faint struct {
	grounds []slab
	found   []string
}

func (f *faint) look(o fyne.CanvasObject, at fyne.Position) {
	if o == nil || !o.Visible() {
		return
	}
	at = at.Add(o.Position())
	switch o := o.(type) {
	case *canvas.Rectangle:
		if o.FillColor == nil {
			break
		}
		if _, _, _, alpha := o.FillColor.RGBA(); alpha == 0xffff {
			f.grounds = append(f.grounds, slab{color: o.FillColor, at: at, size: o.Size()})
		}
	case *canvas.Circle:
		if o.FillColor != nil {
			f.grounds = append(f.grounds, slab{color: o.FillColor, at: at, size: o.Size()})
		}
	case *canvas.Polygon:
		if o.FillColor != nil {
			f.grounds = append(f.grounds, slab{color: o.FillColor, at: at, size: o.Size()})
		}
	case *canvas.Image, *canvas.Raster:
		f.grounds = append(f.grounds, slab{at: at, size: o.Size()})
	case *canvas.Text:
		f.text(o, at)
	case *container.Scroll:
		f.look(o.Content, at)
		return
	default:
	}
	for _, child := range children(o) {
		f.look(child, at)
	}
}

// text compares a text with the last ground that was drawn under its middle.
func (f *faint) text(t *canvas.Text, at fyne.Position) {
	if t.Text == "" || t.Color == nil {
		return
	}
	mid := at.AddXY(t.Size().Width/2, t.Size().Height/2)
	least := 4.5
	if t.TextSize >= 24 || t.TextSize >= 18.66 && t.TextStyle.Bold {
		least = 3
	}
	for n := len(f.grounds) - 1; n >= 0; n-- {
		g := f.grounds[n]
		if mid.X < g.at.X || mid.Y < g.at.Y || mid.X > g.at.X+g.size.Width || mid.Y > g.at.Y+g.size.Height {
			continue
		}
		if g.color == nil {
			return
		}
		if ratio := contrast(t.Color, g.color); ratio < least {
			f.found = append(f.found, fmt.Sprintf("%q has contrast %.2f, want %.1f", t.Text, ratio, least))
		}
		return
	}
}

// contrast is the contrast ratio of WCAG 2.
func contrast(a, b color.Color) float64 {
	light := func(c color.Color) float64 {
		r, g, b, _ := c.RGBA()
		linear := func(v uint32) float64 {
			s := float64(v) / 0xffff
			if s <= 0.03928 {
				return s / 12.92
			}
			return math.Pow((s+0.055)/1.055, 2.4)
		}
		return 0.2126*linear(r) + 0.7152*linear(g) + 0.0722*linear(b)
	}
	x, y := light(a), light(b)
	return (max(x, y) + 0.05) / (min(x, y) + 0.05)
}
