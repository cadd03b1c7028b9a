package widget

import (
	"fmt"
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	fw "fyne.io/fyne/v2/widget"

	"pendamping/app/theme"
)

// openBook is the drawing of an empty state: a cash book with the diamond on it.
type openBook struct{ fw.BaseWidget }

// NewOpenBook is the 200x92 drawing alone.
func NewOpenBook() fyne.CanvasObject {
	o := &openBook{}
	o.ExtendBaseWidget(o)
	return o
}

// bookSVG draws on a 200x92 grid; the colors are ground, border, rules, diamond and eye.
const bookSVG = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 200 92">` +
	`<path fill="%[1]s" stroke="%[2]s" stroke-width="1.6" d="M28 13C42 7 76 7 100 15L100 84C76 76 50 76 28 81Z"/>` +
	`<path fill="%[1]s" stroke="%[2]s" stroke-width="1.6" d="M100 15C124 7 158 7 172 13L172 81C150 76 124 76 100 84Z"/>` +
	`<path fill="%[3]s" d="M44 28.5H84V30.5H44ZM44 42.5H84V44.5H44ZM44 56.5H84V58.5H44Z"/>` +
	`<path fill="%[3]s" d="M116 28.5H156V30.5H116ZM116 56.5H156V58.5H116Z"/>` +
	`<path fill="%[4]s" d="M136 25.5L158 47.5L136 69.5L114 47.5Z"/>` +
	`<path fill="%[5]s" d="M136 36.5L147 47.5L136 58.5L125 47.5Z"/></svg>`

// CreateRenderer draws the book in the theme's colors.
func (o *openBook) CreateRenderer() fyne.WidgetRenderer {
	img := &canvas.Image{FillMode: canvas.ImageFillContain}
	d := &drawing{owner: o, objects: []fyne.CanvasObject{img}}
	d.min = func() fyne.Size { return fyne.NewSize(200, 92) }
	d.layout = func(s fyne.Size) {
		put(img, float32(int((s.Width-200)/2)), float32(int((s.Height-92)/2)), 200, 92)
	}
	d.refresh = func() {
		ground := hex(tint(o, theme.Sunk))
		svg := fmt.Sprintf(bookSVG, ground, hex(tint(o, theme.Edge)), hex(tint(o, theme.Line)),
			hex(tint(o, theme.Plum)), hex(tint(o, theme.Amber)))
		img.Resource = fyne.NewStaticResource("open-book-"+ground+".svg", []byte(svg))
		img.Refresh()
	}
	d.refresh()
	return d
}

// hex writes a color the way SVG wants it.
func hex(c color.Color) string {
	r, g, b, _ := c.RGBA()
	return fmt.Sprintf("#%02x%02x%02x", r>>8, g>>8, b>>8)
}

// Empty fills a page with nothing on it: a drawing, one line, one way on.
type Empty struct {
	fw.BaseWidget
	line   *Text
	button *Button
	body   *fyne.Container
}

// NewEmpty makes an empty state; without a button text there is only drawing and line.
func NewEmpty(line, button string, tapped func()) *Empty {
	e := &Empty{line: Name(line), button: NewMediumButton(button, Primary, nil, tapped)}
	e.line.Align, e.line.Wrap = fyne.TextAlignCenter, true
	setVisible(e.button, button != "")
	e.body = VStack(12, NewOpenBook(), e.line, Middle(e.button))
	setVisible(e.body.Objects[2], button != "")
	e.ExtendBaseWidget(e)
	return e
}

// SetIcon puts an icon on the button.
func (e *Empty) SetIcon(icon fyne.Resource) { e.button.SetIcon(icon) }

// SetText changes the line.
func (e *Empty) SetText(line string) {
	e.line.SetText(line)
	e.Refresh()
}

// held lets reveal look inside.
func (e *Empty) held() []fyne.CanvasObject { return []fyne.CanvasObject{e.body} }

// heightFor is the height of drawing, line and button.
func (e *Empty) heightFor(width float32) float32 { return heightOf(e.body, width) }

// CreateRenderer lays the parts out in the middle of the room given.
func (e *Empty) CreateRenderer() fyne.WidgetRenderer {
	d := &drawing{owner: e, objects: e.held()}
	d.min = func() fyne.Size { return e.body.MinSize() }
	d.layout = func(s fyne.Size) {
		height := heightOf(e.body, s.Width)
		put(e.body, 0, max(0, float32(int((s.Height-height)/2))), s.Width, height)
	}
	return d
}
