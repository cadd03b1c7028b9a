package widget

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"pendamping/app/theme"
)

// inkStyle says how a line of text looks: size and color by name, weight, and the
// end it is aligned to.
type inkStyle struct {
	size  fyne.ThemeSizeName
	tone  fyne.ThemeColorName
	bold  bool
	align fyne.TextAlign
}

// write sets text and look of a line, and redraws it only when one of them changed.
func write(t *canvas.Text, th fyne.Theme, s string, f inkStyle) {
	size := theme.Size(th, f.size)
	ink := theme.Color(th, f.tone)
	style := fyne.TextStyle{Bold: f.bold}
	if t.Text == s && t.TextSize == size && t.Color == ink && t.TextStyle == style && t.Alignment == f.align {
		return
	}
	t.Text, t.TextSize, t.Color, t.TextStyle, t.Alignment = s, size, ink, style, f.align
	t.Refresh()
}

// rhombus is a diamond with a border drawn inside its edge, as two nested fills.
type rhombus struct {
	edge, face *canvas.Polygon
	stroke     float32
}

// newRhombus makes an empty diamond; set gives it its looks.
func newRhombus() *rhombus {
	return &rhombus{
		edge: canvas.NewPolygon(4, color.Transparent),
		face: canvas.NewPolygon(4, color.Transparent),
	}
}

// objects lists the two shapes, border first.
func (r *rhombus) objects() []fyne.CanvasObject { return []fyne.CanvasObject{r.edge, r.face} }

// set paints the diamond, touching only what differs; width of the border in dp.
func (r *rhombus) set(inside, border color.Color, width float32) {
	moved := r.stroke != width
	r.stroke = width
	paintPolygon(r.edge, border)
	paintPolygon(r.face, inside)
	if moved {
		r.place(r.edge.Position(), r.edge.Size().Width)
	}
}

// place moves the diamond into a square of the given side.
func (r *rhombus) place(pos fyne.Position, side float32) {
	// A border of constant width along the slanted sides needs √2 more at the tips.
	inset := r.stroke * 1.4142
	place(r.edge, pos.X, pos.Y, side, side)
	place(r.face, pos.X+inset, pos.Y+inset, max(0, side-2*inset), max(0, side-2*inset))
}

// show makes the diamond visible or not.
func (r *rhombus) show(visible bool) {
	setVisible(r.edge, visible)
	setVisible(r.face, visible)
}

// paintPolygon recolours a polygon and repaints it only when the color changed.
func paintPolygon(p *canvas.Polygon, c color.Color) {
	if p.FillColor == c {
		return
	}
	p.FillColor = c
	p.Refresh()
}

// place moves and resizes in one step; all measures in dp.
func place(o fyne.CanvasObject, x, y, w, h float32) {
	o.Move(fyne.NewPos(x, y))
	o.Resize(fyne.NewSize(w, h))
}

// line places a text with its middle height at midY, as wide as w.
func line(t *canvas.Text, x, midY, w float32) {
	h := t.MinSize().Height
	// The letters of Plex sit one dp below the middle of their line.
	place(t, x, midY-h/2-1, w, h)
}

// fit makes a text that is wider than width smaller, and then shortens it with an
// ellipsis. The full text and its size in dp are passed again at each layout, so nothing
// is lost for good.
func fit(t *canvas.Text, full string, width, size float32) {
	before, was := t.Text, t.TextSize
	t.TextSize = size
	if width > 0 {
		t.TextSize = sizeWithin(width, size, leastSize(full, size), func(size float32) float32 {
			return fyne.MeasureText(full, size, t.TextStyle).Width
		})
	}
	t.Text = shorten(t, full, width)
	if t.Text != before || t.TextSize != was {
		t.Refresh()
	}
}

// shorten finds the longest beginning of full that fits width beside an ellipsis.
func shorten(t *canvas.Text, full string, width float32) string {
	measure := func(s string) float32 { return fyne.MeasureText(s, t.TextSize, t.TextStyle).Width }
	if width <= 0 || measure(full) <= width {
		return full
	}
	runes := []rune(full)
	low, high := 0, len(runes)
	for low < high {
		mid := (low + high + 1) / 2
		if measure(string(runes[:mid])+"…") <= width {
			low = mid
			continue
		}
		high = mid - 1
	}
	return string(runes[:low]) + "…"
}

// wrapWords breaks text into lines no wider than width; a word that is wider
// keeps a line for itself.
func wrapWords(text string, width float32, measure func(string) float32) []string {
	var lines []string
	current := ""
	for _, word := range words(text, width, measure) {
		joined := word
		if current != "" {
			joined = current + " " + word
		}
		if current == "" || measure(joined) <= width {
			current = joined
			continue
		}
		lines = append(lines, current)
		current = word
	}
	if current != "" {
		lines = append(lines, current)
	}
	return lines
}
