package widget

import (
	"fmt"
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/driver/mobile"
	fw "fyne.io/fyne/v2/widget"

	"pendamping/app/theme"
)

// Tone says how much attention a thing asks for; the theme turns it into colors.
type Tone int

// The tones, from rest to alarm; Active marks what is selected or under way.
const (
	Neutral Tone = iota
	Good
	Waiting
	Urgent
	Active
)

// soft is the background a tone is written on.
func (t Tone) soft() fyne.ThemeColorName {
	switch t {
	case Good:
		return theme.LeafSoft
	case Waiting:
		return theme.AmberSoft
	case Urgent:
		return theme.BrickSoft
	case Active:
		return theme.PlumSoft
	default:
		return theme.Sunk
	}
}

// ink is the color of text and icons on the soft background; it also passes on paper.
func (t Tone) ink() fyne.ThemeColorName {
	switch t {
	case Good:
		return theme.LeafInk
	case Waiting:
		return theme.AmberInk
	case Urgent:
		return theme.BrickInk
	case Active:
		return theme.PlumInk
	default:
		return theme.Ink2
	}
}

// themed is anything that can name the theme it is drawn with.
type themed interface{ Theme() fyne.Theme }

// tint looks a color up in the theme of w, honoring overrides around it.
func tint(w themed, name fyne.ThemeColorName) color.Color {
	return theme.Color(w.Theme(), name)
}

// measureOf looks a text size up in the theme of w, in dp, scaled by the user's setting.
func measureOf(w themed, name fyne.ThemeSizeName) float32 {
	return theme.Size(w.Theme(), name)
}

// drawing is the renderer of all kit widgets. It is built anew each time Fyne
// asks (renderers of hidden widgets are destroyed), so it holds no state of its own.
type drawing struct {
	owner   fyne.Widget // whose renderer it is
	objects []fyne.CanvasObject
	layout  func(fyne.Size)
	min     func() fyne.Size
	refresh func()
	size    fyne.Size
}

// Destroy has nothing to release: canvas objects are freed with their textures.
func (*drawing) Destroy() {}

// Layout places the objects within the size given.
func (d *drawing) Layout(s fyne.Size) {
	d.size = s
	d.layout(s)
}

// MinSize is the least room the widget needs in its present state.
func (d *drawing) MinSize() fyne.Size { return d.min() }

// Objects lists what is painted, lowest first. Fyne lays a widget out only when its size
// changes, but the renderer of one that was out of sight for a minute is new: it is laid
// out here, when it is first painted.
func (d *drawing) Objects() []fyne.CanvasObject {
	if size := d.owner.Size(); d.size.IsZero() && !size.IsZero() {
		d.Layout(size)
	}
	return d.objects
}

// Refresh takes the widget's state over into its objects and places them again.
func (d *drawing) Refresh() {
	if d.refresh != nil {
		d.refresh()
	}
	if !d.size.IsZero() {
		d.layout(d.size)
	}
}

// tapper is embedded by every widget one can press. A slow press, a space or an
// Enter is a tap too. A disabled tapper keeps still.
type tapper struct {
	fw.BaseWidget
	self     fyne.Widget
	tapped   func()
	disabled bool
	focused  bool
}

// extend must be called by the constructor with the outermost widget.
func (t *tapper) extend(self fyne.Widget) {
	t.self = self
	t.ExtendBaseWidget(self)
}

// press runs the action unless the widget is disabled or has none.
func (t *tapper) press() {
	if !t.disabled && t.tapped != nil {
		t.tapped()
	}
}

// Tapped answers a quick press.
func (t *tapper) Tapped(*fyne.PointEvent) { t.press() }

// TappedSecondary answers a press of over 300 ms the same way.
func (t *tapper) TappedSecondary(*fyne.PointEvent) { t.press() }

// Cursor shows a hand over what can be pressed.
func (t *tapper) Cursor() desktop.Cursor {
	if t.disabled {
		return desktop.DefaultCursor
	}
	return desktop.PointerCursor
}

// FocusGained marks the widget as the one the keyboard acts on.
func (t *tapper) FocusGained() {
	t.focused = true
	t.Refresh()
}

// FocusLost takes the mark away.
func (t *tapper) FocusLost() {
	t.focused = false
	t.Refresh()
}

// TypedRune does nothing: a space arrives as a key.
func (*tapper) TypedRune(rune) {}

// TypedKey presses the widget with Space or Enter and lets Back through to the screen.
func (t *tapper) TypedKey(e *fyne.KeyEvent) {
	switch e.Name {
	case fyne.KeySpace, fyne.KeyReturn, fyne.KeyEnter:
		t.press()
	case mobile.KeyBack, fyne.KeyEscape:
		passKey(t.self, e)
	default:
	}
}

// canvasOf finds the canvas an object is shown on, nil when it is on none.
func canvasOf(o fyne.CanvasObject) fyne.Canvas {
	//nolint:forbidigo // Fyne offers a widget no other way to find its canvas
	app := fyne.CurrentApp()
	if app == nil || o == nil {
		return nil
	}
	return app.Driver().CanvasForObject(o)
}

// passKey hands a key to the window's own handler. The focused widget gets keys
// first and Fyne does not pass on what it ignores, so Back would die in a field.
func passKey(o fyne.CanvasObject, e *fyne.KeyEvent) {
	c := canvasOf(o)
	if c == nil {
		return
	}
	c.Unfocus()
	if f := c.OnTypedKey(); f != nil {
		f(e)
	}
}

// box is a filled shape with rounded corners and a border drawn inside its edge.
type box struct {
	edge, face *canvas.Rectangle
	stroke     float32
	radius     float32
}

// newBox makes an empty box; set gives it its looks.
func newBox() *box {
	return &box{edge: canvas.NewRectangle(color.Transparent), face: canvas.NewRectangle(color.Transparent)}
}

// objects lists the two shapes, border first.
func (b *box) objects() []fyne.CanvasObject { return []fyne.CanvasObject{b.edge, b.face} }

// look is how a box is painted; Stroke and Radius in dp.
type look struct {
	fill, border   color.Color
	stroke, radius float32
}

// set paints the box, touching only what differs. A nil border means none.
func (b *box) set(l look) {
	if l.border == nil {
		l.stroke = 0
	}
	moved := b.stroke != l.stroke || b.radius != l.radius
	b.stroke, b.radius = l.stroke, l.radius
	outer := l.border
	if l.stroke == 0 {
		outer = color.Transparent
	}
	fillWith(b.edge, outer, l.radius)
	fillWith(b.face, l.fill, max(0, l.radius-l.stroke))
	if moved {
		b.place(b.edge.Position(), b.edge.Size())
	}
}

// place moves the box to cover the area given.
func (b *box) place(pos fyne.Position, size fyne.Size) {
	b.edge.Move(pos)
	b.edge.Resize(size)
	b.face.Move(pos.AddXY(b.stroke, b.stroke))
	b.face.Resize(fyne.NewSize(max(0, size.Width-2*b.stroke), max(0, size.Height-2*b.stroke)))
}

// show makes the box visible or not.
func (b *box) show(visible bool) {
	setVisible(b.edge, visible)
	setVisible(b.face, visible)
}

// fillWith recolors a rectangle and repaints it only when something changed.
func fillWith(r *canvas.Rectangle, c color.Color, radius float32) {
	if r.FillColor == c && r.CornerRadius == radius {
		return
	}
	r.FillColor, r.CornerRadius = c, radius
	r.Refresh()
}

// setVisible shows or hides an object, doing nothing when it already is so.
func setVisible(o fyne.CanvasObject, visible bool) {
	switch {
	case visible && !o.Visible():
		o.Show()
	case !visible && o.Visible():
		o.Hide()
	}
}

// glyph is an icon painted in one color of the theme.
type glyph struct {
	*canvas.Image
	res  fyne.Resource
	tint color.Color
}

// newGlyph makes an icon slot, hidden until set gives it a drawing.
func newGlyph() *glyph {
	img := &canvas.Image{FillMode: canvas.ImageFillContain}
	img.Hide()
	return &glyph{Image: img}
}

// set draws res in color c; a nil res hides the slot. The drawing is redone only
// when resource or color changed, as recoloring parses the SVG.
func (g *glyph) set(res fyne.Resource, c color.Color) {
	if res == nil {
		g.res = nil
		setVisible(g.Image, false)
		return
	}
	setVisible(g.Image, true)
	if g.res != nil && g.res.Name() == res.Name() && g.tint == c {
		return
	}
	g.res, g.tint = res, c
	g.Resource = recolor(res, c)
	g.Refresh()
}

// draw shows a drawing in its own colors.
func (g *glyph) draw(res fyne.Resource) {
	setVisible(g.Image, true)
	if g.res != nil && g.res.Name() == res.Name() {
		return
	}
	g.res, g.tint = res, nil
	g.Resource = res
	g.Refresh()
}

// recolor returns a copy of an SVG with its fills in c, or res itself when it is
// no SVG. The name carries the color because Fyne caches drawings by name.
func recolor(res fyne.Resource, c color.Color) fyne.Resource {
	out, err := canvas.RecolorSVG(res.Content(), c)
	if err != nil {
		return res
	}
	r, g, b, a := c.RGBA()
	return fyne.NewStaticResource(fmt.Sprintf("%02x%02x%02x%02x-%s", r>>8, g>>8, b>>8, a>>8, res.Name()), out)
}

// center places an object of a square size in the middle of a box.
func center(o fyne.CanvasObject, side float32, pos fyne.Position, area fyne.Size) {
	o.Resize(fyne.NewSquareSize(side))
	o.Move(pos.AddXY(float32(int((area.Width-side)/2)), float32(int((area.Height-side)/2))))
}
