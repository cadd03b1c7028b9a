package widget

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	fw "fyne.io/fyne/v2/widget"

	"pendamping/app/theme"
)

// The field of a drawing in its own units; it is shown at this proportion.
const (
	InkWide = 1000
	InkHigh = 400
)

const (
	inkPen   = 7    // width of the pen in units of the field
	inkLeast = 5    // units a finger moves before another dot is taken
	inkMost  = 2000 // dots of one drawing; more than a name has
	inkBase  = 0.8  // of the height, where the line to sign on is
)

// Ink shows strokes drawn by hand, as wide as it is given room. Each stroke is a line
// through dots in units of the field.
type Ink struct {
	fw.BaseWidget
	strokes [][]fyne.Position
	art     *inkArt
}

// NewInk shows strokes.
func NewInk(strokes [][]fyne.Position) *Ink {
	i := &Ink{strokes: strokes}
	i.ExtendBaseWidget(i)
	return i
}

// CreateRenderer is called by the toolkit.
func (i *Ink) CreateRenderer() fyne.WidgetRenderer {
	i.art = &inkArt{owner: i}
	i.art.Refresh()
	return i.art
}

// heightFor keeps the field's proportion.
func (*Ink) heightFor(width float32) float32 { return width * InkHigh / InkWide }

// inkArt draws an Ink.
type inkArt struct {
	owner *Ink
	size  fyne.Size
	lines []fyne.CanvasObject
	drawn int // dots that have their line
}

// Destroy implements fyne.WidgetRenderer.
func (*inkArt) Destroy() {}

// MinSize implements fyne.WidgetRenderer: any room will do.
func (*inkArt) MinSize() fyne.Size { return fyne.NewSize(50, 20) }

// Objects implements fyne.WidgetRenderer.
func (a *inkArt) Objects() []fyne.CanvasObject { return a.lines }

// Layout implements fyne.WidgetRenderer.
func (a *inkArt) Layout(size fyne.Size) {
	a.size = size
	a.lines, a.drawn = nil, 0
	a.draw()
}

// Refresh implements fyne.WidgetRenderer: all is drawn anew in the theme's ink.
func (a *inkArt) Refresh() {
	a.lines, a.drawn = nil, 0
	a.draw()
	canvas.Refresh(a.owner)
}

// draw adds the lines that are not there yet, so that a stroke under the finger costs
// one line for each move.
func (a *inkArt) draw() {
	scale := min(a.size.Width/InkWide, a.size.Height/InkHigh)
	if scale <= 0 {
		return
	}
	n := 0
	for _, stroke := range a.owner.strokes {
		for i, at := range stroke {
			n++
			if n <= a.drawn {
				continue
			}
			from := at
			if i > 0 {
				from = stroke[i-1]
			} else if len(stroke) > 1 {
				continue // the line to the next dot begins here
			}
			line := canvas.NewLine(tint(a.owner, theme.Ink))
			line.StrokeWidth = max(1.5, inkPen*scale)
			line.Position1 = fyne.NewPos(from.X*scale, from.Y*scale)
			line.Position2 = fyne.NewPos(at.X*scale, at.Y*scale)
			if i == 0 { // a dot
				line.Position2.X += line.StrokeWidth
			}
			a.lines = append(a.lines, line)
		}
	}
	a.drawn = n
}

// InkPad is a field to draw on with the finger, such as a signature over its line.
type InkPad struct {
	fw.BaseWidget
	changed func()
	ink     *Ink
	ground  *Surface
	line    *Surface
	drawing bool // a finger is down
	dots    int
}

// NewInkPad makes an empty field; changed is told after each stroke and may be nil.
func NewInkPad(changed func()) *InkPad {
	p := &InkPad{
		changed: changed, ink: NewInk(nil), ground: NewSurface(theme.Card, theme.Edge, 1, 12), line: NewSurface(theme.Line, "", 0, 0),
	}
	p.ExtendBaseWidget(p)
	return p
}

// Strokes are what was drawn; none when the field is empty.
func (p *InkPad) Strokes() [][]fyne.Position { return p.ink.strokes }

// Clear empties the field.
func (p *InkPad) Clear() {
	p.ink.strokes, p.dots, p.drawing = nil, 0, false
	p.ink.Refresh()
	p.tell()
}

// tell says that something changed.
func (p *InkPad) tell() {
	if p.changed != nil {
		p.changed()
	}
}

// Dragged implements fyne.Draggable: the finger draws. The first event begins where the
// finger went down.
func (p *InkPad) Dragged(e *fyne.DragEvent) {
	if !p.drawing {
		p.drawing = true
		p.ink.strokes = append(p.ink.strokes, nil)
		p.dot(e.Position.SubtractXY(e.Dragged.DX, e.Dragged.DY))
	}
	p.dot(e.Position)
	if p.ink.art != nil {
		p.ink.art.draw()
		canvas.Refresh(p.ink)
	}
}

// DragEnd implements fyne.Draggable: the finger was lifted.
func (p *InkPad) DragEnd() {
	p.drawing = false
	p.ink.Refresh()
	p.tell()
}

// Tapped draws a dot, as over an i.
func (p *InkPad) Tapped(e *fyne.PointEvent) {
	p.ink.strokes = append(p.ink.strokes, nil)
	p.dot(e.Position)
	p.ink.Refresh()
	p.tell()
}

// TappedSecondary draws a dot on a slow press the same way.
func (p *InkPad) TappedSecondary(e *fyne.PointEvent) { p.Tapped(e) }

// dot adds a place to the last stroke, kept on the field and apart from the one before.
func (p *InkPad) dot(at fyne.Position) {
	scale := min(p.Size().Width/InkWide, p.Size().Height/InkHigh)
	last := len(p.ink.strokes) - 1
	if scale <= 0 || last < 0 || p.dots >= inkMost {
		return
	}
	d := fyne.NewPos(max(0, min(at.X/scale, InkWide)), max(0, min(at.Y/scale, InkHigh)))
	stroke := p.ink.strokes[last]
	if n := len(stroke); n > 0 {
		gap := d.Subtract(stroke[n-1])
		if gap.X*gap.X+gap.Y*gap.Y < inkLeast*inkLeast {
			return
		}
	}
	p.dots++
	p.ink.strokes[last] = append(stroke, d)
}

// heightFor keeps the field's proportion.
func (*InkPad) heightFor(width float32) float32 { return width * InkHigh / InkWide }

// held lets reveal look inside.
func (p *InkPad) held() []fyne.CanvasObject { return []fyne.CanvasObject{p.ground, p.line, p.ink} }

// CreateRenderer is called by the toolkit.
func (p *InkPad) CreateRenderer() fyne.WidgetRenderer {
	d := &drawing{owner: p, objects: p.held()}
	d.min = func() fyne.Size { return fyne.NewSize(250, 100) }
	d.layout = func(s fyne.Size) {
		put(p.ground, 0, 0, s.Width, s.Height)
		put(p.line, 24, s.Height*inkBase, s.Width-48, 1)
		put(p.ink, 0, 0, s.Width, s.Height)
	}
	return d
}
