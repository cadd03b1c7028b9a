package widget

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	fw "fyne.io/fyne/v2/widget"

	"pendamping/app/theme"
)

// NavItem is one area of the app in a bar or rail. Icon shows at rest, IconFill
// while the area is open; a Badge counts what waits there, "" for nothing.
type NavItem struct {
	Key, Text      string
	Icon, IconFill fyne.Resource
	Badge          string
}

// navButton is one item of the bottom bar or of the narrow rail: pill, icon, label.
type navButton struct {
	tapper
	item     NavItem
	selected *int
	index    int
}

// newNavButton makes an item that is lit while *selected is its index.
func newNavButton(item NavItem, selected *int, index int, tapped func()) *navButton {
	b := &navButton{item: item, selected: selected, index: index}
	b.tapped = tapped
	b.extend(b)
	return b
}

// open tells whether the item's area is showing.
func (b *navButton) open() bool { return *b.selected == b.index }

// CreateRenderer draws pill, icon, label and badge.
func (b *navButton) CreateRenderer() fyne.WidgetRenderer {
	pill, icon, label := newBox(), newGlyph(), newRun(fyne.TextAlignCenter)
	badge := newBadge()
	d := &drawing{owner: b, objects: append(pill.objects(), icon.Image, label, badge.shape.edge, badge.shape.face, badge.text)}
	p := func() pen {
		if b.open() {
			return penOf(b, fontSemibold, theme.SizeText)
		}
		return penOf(b, fontSans, theme.SizeText)
	}
	d.min = func() fyne.Size { return fyne.NewSize(80, max(80, 49+p().line()+8)) }
	d.layout = func(s fyne.Size) {
		mid := float32(int(s.Width / 2))
		pill.place(fyne.NewPos(mid-36, 13), fyne.NewSize(72, 32))
		center(icon, 24, fyne.NewPos(mid-36, 13), fyne.NewSize(72, 32))
		setFitted(label, b.item.Text, s.Width, p(), b.ink())
		placeRun(label, 0, 49, s.Width, p().line())
		badge.place(b, mid+8, 7)
	}
	d.refresh = func() {
		l := look{fill: tint(b, theme.PlumSoft), radius: 16}
		if b.focused {
			l.border, l.stroke = tint(b, theme.Plum), 2
		}
		pill.show(b.open() || b.focused)
		pill.set(l)
		picture := b.item.Icon
		if b.open() && b.item.IconFill != nil {
			picture = b.item.IconFill
		}
		icon.set(picture, b.ink())
		badge.set(b, b.item.Badge)
	}
	d.refresh()
	return d
}

// ink is plum where one is, else the secondary ink.
func (b *navButton) ink() color.Color {
	if b.open() {
		return tint(b, theme.PlumInk)
	}
	return tint(b, theme.Ink2)
}

// badge is an amber pill with a count.
type badge struct {
	shape *box
	text  *canvas.Text
}

// newBadge makes a badge, hidden until set gives it a count.
func newBadge() *badge { return &badge{shape: newBox(), text: newRun(fyne.TextAlignCenter)} }

// set writes the count; "" hides the badge.
func (n *badge) set(w themed, count string) {
	n.shape.show(count != "")
	setVisible(n.text, count != "")
	n.shape.set(look{fill: tint(w, theme.Amber), radius: 10})
	setRun(n.text, count, penOf(w, fontSemibold, theme.SizeCaption), tint(w, theme.OnAmber))
}

// width is the room of the badge, at least a circle.
func (n *badge) width(w themed) float32 {
	return max(20, penOf(w, fontSemibold, theme.SizeCaption).width(n.text.Text)+12)
}

// place puts the badge with its left end at x.
func (n *badge) place(w themed, x, y float32) {
	n.shape.place(fyne.NewPos(x, y), fyne.NewSize(n.width(w), 20))
	placeRun(n.text, x, y, n.width(w), 20)
}

// navItem is a button of either kind of bar.
type navItem interface {
	fyne.Widget
	setBadge(count string)
}

// setBadge changes the count.
func (b *navButton) setBadge(count string) {
	b.item.Badge = count
	b.Refresh()
}

// NavBar is any of the three bars that lead to the areas of the app.
type NavBar struct {
	fw.BaseWidget
	items    []NavItem
	selected int
	body     *fyne.Container
	buttons  []navItem
	choose   func(i int)
}

// newNavBar builds a bar with the given maker of its parts.
func newNavBar(items []NavItem, selected int, tapped func(int), build func(*NavBar) (*fyne.Container, []navItem)) *NavBar {
	n := &NavBar{items: items, selected: selected, choose: tapped}
	n.body, n.buttons = build(n)
	n.ExtendBaseWidget(n)
	return n
}

// Tapped swallows presses beside the items, so that nothing below the bar gets them.
func (*NavBar) Tapped(*fyne.PointEvent) {}

// Selected is the index of the area that is open.
func (n *NavBar) Selected() int { return n.selected }

// Select lights an area without telling anyone.
func (n *NavBar) Select(i int) {
	if n.selected == i {
		return
	}
	n.selected = i
	for _, b := range n.buttons {
		b.Refresh()
	}
}

// SetBadge changes the count at the area of that key; "" takes it away.
func (n *NavBar) SetBadge(key, count string) {
	for i := range n.items {
		if n.items[i].Key != key || n.items[i].Badge == count {
			continue
		}
		n.items[i].Badge = count
		n.buttons[i].setBadge(count)
	}
}

// visit opens an area by a press.
func (n *NavBar) visit(i int) {
	n.Select(i)
	if n.choose != nil {
		n.choose(i)
	}
}

// CreateRenderer shows the bar's parts.
func (n *NavBar) CreateRenderer() fyne.WidgetRenderer { return wrapRenderer(n, n.body) }

// held lets reveal look inside.
func (n *NavBar) held() []fyne.CanvasObject { return []fyne.CanvasObject{n.body} }

// navButtons makes an item for every area.
func navButtons(n *NavBar) ([]navItem, []fyne.CanvasObject) {
	buttons := make([]navItem, len(n.items))
	objects := make([]fyne.CanvasObject, len(n.items))
	for i, item := range n.items {
		b := newNavButton(item, &n.selected, i, func() { n.visit(i) })
		buttons[i], objects[i] = b, b
	}
	return buttons, objects
}

// NewBottomBar is the 80 dp bar of the tablet held upright.
func NewBottomBar(items []NavItem, selected int, tapped func(int)) *NavBar {
	return newNavBar(items, selected, tapped, func(n *NavBar) (*fyne.Container, []navItem) {
		buttons, objects := navButtons(n)
		row := Columns(nil, 0, objects...)
		return Layers(NewSurface(theme.Card, "", 0, 0), VStack(0, Rule(), Grow(row))), buttons
	})
}

// NewRail is the 88 dp rail of the tablet on its side, the logo on top.
func NewRail(items []NavItem, selected int, tapped func(int)) *NavBar {
	return newNavBar(items, selected, tapped, func(n *NavBar) (*fyne.Container, []navItem) {
		buttons, objects := navButtons(n)
		top := Pad(Fixed(Logo(40), 0, 40), 16, 0, 27, 0)
		column := VStack(0, append([]fyne.CanvasObject{top}, objects...)...)
		rail := Layers(NewSurface(theme.Line, "", 0, 0), Pad(Layers(NewSurface(theme.Card, "", 0, 0), column), 0, 1, 0, 0))
		return Fixed(rail, 88, 0), buttons
	})
}
