package widget

import (
	"fyne.io/fyne/v2"
	fw "fyne.io/fyne/v2/widget"
)

// Icon is a plain icon in one color of the theme.
type Icon struct {
	fw.BaseWidget
	res  fyne.Resource
	ink  fyne.ThemeColorName
	side float32
}

// NewIcon makes an icon; side in dp.
func NewIcon(res fyne.Resource, ink fyne.ThemeColorName, side float32) *Icon {
	i := &Icon{res: res, ink: ink, side: side}
	i.ExtendBaseWidget(i)
	return i
}

// Set changes drawing and color.
func (i *Icon) Set(res fyne.Resource, ink fyne.ThemeColorName) {
	i.res, i.ink = res, ink
	i.Refresh()
}

// CreateRenderer draws the icon in the middle of its room.
func (i *Icon) CreateRenderer() fyne.WidgetRenderer {
	g := newGlyph()
	d := &drawing{owner: i, objects: []fyne.CanvasObject{g.Image}}
	d.min = func() fyne.Size { return fyne.NewSquareSize(i.side) }
	d.layout = func(s fyne.Size) { center(g, i.side, fyne.Position{}, s) }
	d.refresh = func() { g.set(i.res, tint(i, i.ink)) }
	d.refresh()
	return d
}
