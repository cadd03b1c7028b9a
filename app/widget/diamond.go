package widget

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	fw "fyne.io/fyne/v2/widget"

	"pendamping/app/theme"
)

// DiamondState is what the songket diamond says about a step or a row.
type DiamondState int

// The states: not yet, being done, done, look here, and waiting for a person.
const (
	Todo DiamondState = iota
	Current
	Done
	Attention
	NeedsYou
)

// colors are the shape's fill, what is written on it, and its border ("" for none).
func (s DiamondState) paints() (fill, ink, border fyne.ThemeColorName) {
	switch s {
	case Current:
		return theme.Plum, theme.OnPlum, ""
	case Done:
		return theme.Leaf, theme.OnLeaf, ""
	case Attention:
		return theme.Amber, theme.OnAmber, ""
	case NeedsYou:
		return theme.Brick, theme.OnBrick, ""
	default:
		return theme.Card, theme.Ink2, theme.Edge
	}
}

// Diamond is the one mark of state. Each state differs in shape as well as color.
type Diamond struct {
	fw.BaseWidget
	// Side is the square the diamond fills but for 1 dp; 32 unless set before showing.
	Side float32

	state DiamondState
	label string
}

// NewDiamond makes a 32 dp diamond; the label, a step's number, shows in Todo and Current.
func NewDiamond(state DiamondState, label string) *Diamond {
	w := &Diamond{Side: 32, state: state, label: label}
	w.ExtendBaseWidget(w)
	return w
}

// Set changes state and label.
func (w *Diamond) Set(state DiamondState, label string) {
	if w.state == state && w.label == label {
		return
	}
	w.state, w.label = state, label
	w.Refresh()
}

// diamondArt is the drawing of one diamond, shared with the widgets that hold several.
type diamondArt struct {
	shape *rhombus
	tick  *glyph
	text  *canvas.Text
}

// newDiamondArt makes the objects.
func newDiamondArt() *diamondArt {
	return &diamondArt{shape: newRhombus(), tick: newGlyph(), text: newRun(fyne.TextAlignCenter)}
}

// objects lists what is painted.
func (a *diamondArt) objects() []fyne.CanvasObject {
	return append(a.shape.objects(), a.tick.Image, a.text)
}

// set paints a state in the colors of w's theme.
func (a *diamondArt) set(w themed, state DiamondState, label string) {
	fill, ink, border := state.paints()
	edge, stroke := tint(w, fill), float32(0)
	if border != "" {
		edge, stroke = tint(w, border), 1.2
	}
	a.shape.set(tint(w, fill), edge, stroke)
	said := label
	switch state {
	case Done:
		said = ""
	case Attention, NeedsYou:
		said = "!"
	default:
	}
	setRun(a.text, said, penOf(w, fontSemibold, theme.SizeCaption), tint(w, ink))
	if state == Done {
		a.tick.draw(tickDrawing(tint(w, ink)))
		return
	}
	a.tick.set(nil, nil)
}

// tickDrawing is the tick in a diamond, heavier than the icon font's so that it
// reads at arm's length. Its color is written in, as only fills can be recoloured.
func tickDrawing(c color.Color) fyne.Resource {
	paint := hex(c)
	svg := `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16"><path d="M2.6 8.4L6.4 12L13.4 4.4" fill="none" stroke="` +
		paint + `" stroke-width="2.8" stroke-linecap="round" stroke-linejoin="round"/></svg>`
	return fyne.NewStaticResource("diamond-tick-"+paint+".svg", []byte(svg))
}

// place puts the diamond into a square.
func (a *diamondArt) place(pos fyne.Position, side float32) {
	a.shape.place(pos.AddXY(1, 1), side-2)
	mark := min(16, float32(int(side/2)))
	center(a.tick, mark, pos, fyne.NewSquareSize(side))
	placeRun(a.text, pos.X, pos.Y, side, side)
}

// CreateRenderer draws the diamond.
func (w *Diamond) CreateRenderer() fyne.WidgetRenderer {
	art := newDiamondArt()
	d := &drawing{owner: w, objects: art.objects()}
	d.min = func() fyne.Size { return fyne.NewSquareSize(w.Side) }
	d.layout = func(s fyne.Size) {
		at := fyne.NewPos(float32(int((s.Width-w.Side)/2)), float32(int((s.Height-w.Side)/2)))
		art.place(at, w.Side)
	}
	d.refresh = func() { art.set(w, w.state, w.label) }
	d.refresh()
	return d
}

// songket is the strip of diamonds, as many as fit.
type songket struct{ fw.BaseWidget }

// Songket is the woven strip, for the unlock screen and printed pages only.
func Songket() fyne.CanvasObject {
	s := &songket{}
	s.ExtendBaseWidget(s)
	return s
}

// CreateRenderer draws a diamond about every 24 dp with a dot between two; the strip ends
// in a diamond at either side.
func (s *songket) CreateRenderer() fyne.WidgetRenderer {
	const pitch, big, eye, dot, height = 24, 14, 6, 4, 16
	d := &drawing{owner: s}
	d.min = func() fyne.Size { return fyne.NewSize(pitch*10, height) }
	var drawn float32
	build := func(width float32) {
		plum, amber := tint(s, theme.Plum), tint(s, theme.Amber)
		n := int((width-big)/pitch) + 1
		step := float32(pitch)
		if n > 1 {
			step = (width - big) / float32(n-1)
		}
		d.objects = d.objects[:0]
		add := func(mid, side float32, c color.Color) {
			p := canvas.NewPolygon(4, c)
			put(p, mid-side/2, (height-side)/2, side, side)
			d.objects = append(d.objects, p)
		}
		for i := range n {
			mid := float32(int(float32(i)*step)) + big/2
			add(mid, big, plum)
			add(mid, eye, amber)
			if i < n-1 {
				add(mid+float32(int(step/2)), dot, plum)
			}
		}
	}
	d.layout = func(size fyne.Size) {
		if size.Width != drawn {
			drawn = size.Width
			build(drawn)
		}
	}
	d.refresh = func() { drawn = 0 }
	return d
}

// logo is the app's mark on its own ground; its colors stay the same in the dark.
type logo struct {
	fw.BaseWidget
	size  float32
	plain bool
}

// Logo is the app icon, a rounded square of the given side in dp.
func Logo(size float32) fyne.CanvasObject {
	l := &logo{size: size}
	l.ExtendBaseWidget(l)
	return l
}

// LogoMark is the diamond alone, for the desktop rail.
func LogoMark(size float32) fyne.CanvasObject {
	l := &logo{size: size, plain: true}
	l.ExtendBaseWidget(l)
	return l
}

// logoPart is one diamond of the mark: its half width on the 96 grid, and color.
type logoPart struct {
	half  float32
	paint color.Color
}

// parts lists the diamonds from the outside in, after the app icon's drawing.
func (l *logo) parts() []logoPart {
	paper := color.NRGBA{R: 0xF6, G: 0xEF, B: 0xE3, A: 0xFF}
	plum := color.NRGBA{R: 0x6B, G: 0x2C, B: 0x5F, A: 0xFF}
	amber := color.NRGBA{R: 0xE3, G: 0xA5, B: 0x35, A: 0xFF}
	if l.plain {
		return []logoPart{{48, paper}, {33, color.NRGBA{R: 0x4A, G: 0x1C, B: 0x41, A: 0xFF}}, {21, amber}}
	}
	return []logoPart{{36, paper}, {26, plum}, {17, amber}}
}

// CreateRenderer draws ground, diamonds and tick.
func (l *logo) CreateRenderer() fyne.WidgetRenderer {
	ground := canvas.NewRectangle(color.NRGBA{R: 0x6B, G: 0x2C, B: 0x5F, A: 0xFF})
	ground.CornerRadius = l.size / 4
	ground.Hidden = l.plain
	d := &drawing{owner: l, objects: []fyne.CanvasObject{ground}}
	parts := l.parts()
	shapes := make([]*canvas.Polygon, len(parts))
	for i, part := range parts {
		shapes[i] = canvas.NewPolygon(4, part.paint)
		d.objects = append(d.objects, shapes[i])
	}
	tick := newGlyph()
	if !l.plain {
		tick.draw(tickDrawing(color.NRGBA{R: 0x2B, G: 0x1E, B: 0x29, A: 0xFF}))
	}
	d.objects = append(d.objects, tick.Image)
	d.min = func() fyne.Size { return fyne.NewSquareSize(l.size) }
	d.layout = func(s fyne.Size) {
		center(ground, l.size, fyne.Position{}, s)
		for i, part := range parts {
			side := 2 * float32(int(part.half*l.size/96+0.5))
			center(shapes[i], side, fyne.Position{}, s)
		}
		center(tick, float32(int(l.size/4)), fyne.Position{}, s)
	}
	return d
}
