package widget

import (
	"fyne.io/fyne/v2"
	fw "fyne.io/fyne/v2/widget"

	"pendamping/app/theme"
)

// Surface is a plain shape to lay things on: a fill, perhaps a border, rounded corners.
type Surface struct {
	fw.BaseWidget
	fill, border   fyne.ThemeColorName
	stroke, radius float32
}

// NewSurface makes a surface; an empty border name means no border. Stroke and
// radius in dp.
func NewSurface(fill, border fyne.ThemeColorName, stroke, radius float32) *Surface {
	s := &Surface{fill: fill, border: border, stroke: stroke, radius: radius}
	s.ExtendBaseWidget(s)
	return s
}

// SetColours repaints the surface; an empty border name removes the border.
func (s *Surface) SetColours(fill, border fyne.ThemeColorName) {
	if s.fill == fill && s.border == border {
		return
	}
	s.fill, s.border = fill, border
	s.Refresh()
}

// CreateRenderer draws the box.
func (s *Surface) CreateRenderer() fyne.WidgetRenderer {
	b := newBox()
	d := &drawing{owner: s, objects: b.objects()}
	d.min = func() fyne.Size { return fyne.Size{} }
	d.layout = func(size fyne.Size) { b.place(fyne.Position{}, size) }
	d.refresh = func() {
		l := look{fill: tint(s, s.fill), radius: s.radius}
		if s.border != "" {
			l.border, l.stroke = tint(s, s.border), s.stroke
		}
		b.set(l)
	}
	d.refresh()
	return d
}

// Panel lays an object on a filled shape.
func Panel(fillName fyne.ThemeColorName, radius float32, o fyne.CanvasObject) *fyne.Container {
	return Layers(NewSurface(fillName, "", 0, radius), o)
}

// Card lays an object on the kit's card: 1 line, radius 12. Padding is the caller's,
// since rows inside a card run from edge to edge.
func Card(o fyne.CanvasObject) *fyne.Container {
	return Layers(NewSurface(theme.Card, theme.Line, 1, 12), o)
}

// Rule is a 1 dp line across.
func Rule() *fyne.Container { return Fixed(NewSurface(theme.Line, "", 0, 0), 0, 1) }

// UprightRule is a 1 dp line from top to bottom.
func UprightRule() *fyne.Container { return Fixed(NewSurface(theme.Line, "", 0, 0), 1, 0) }
