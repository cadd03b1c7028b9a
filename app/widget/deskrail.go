package widget

import (
	"fyne.io/fyne/v2"

	"pendamping/app/theme"
)

// deskItem is one 40 dp line of the desktop rail.
type deskItem struct {
	tapper
	item     NavItem
	selected *int
	index    int
}

// newDeskItem makes an item that is lit while *selected is its index.
func newDeskItem(item NavItem, selected *int, index int, tapped func()) *deskItem {
	b := &deskItem{item: item, selected: selected, index: index}
	b.tapped = tapped
	b.extend(b)
	return b
}

// CreateRenderer draws ground, icon, label and badge.
func (b *deskItem) CreateRenderer() fyne.WidgetRenderer {
	ground, icon, label, count := newBox(), newGlyph(), newRun(fyne.TextAlignLeading), newBadge()
	d := &drawing{owner: b, objects: append(ground.objects(), icon.Image, label, count.shape.edge, count.shape.face, count.text)}
	p := func() pen {
		if *b.selected == b.index {
			return penOf(b, fontSemibold, theme.SizeText)
		}
		return penOf(b, fontSans, theme.SizeText)
	}
	d.min = func() fyne.Size { return fyne.NewSize(160, max(40, p().line()+16)) }
	d.layout = func(s fyne.Size) {
		ground.place(fyne.Position{}, s)
		center(icon, 20, fyne.NewPos(12, 0), fyne.NewSize(20, s.Height))
		room := s.Width - 44 - 8
		if b.item.Badge != "" {
			room -= count.width(b) + 8
		}
		setFitted(label, b.item.Text, room, p(), tint(b, b.ink()))
		placeRun(label, 44, 0, room, s.Height)
		count.place(b, s.Width-count.width(b)-12, float32(int((s.Height-20)/2)))
	}
	d.refresh = func() {
		open := *b.selected == b.index
		l := look{fill: tint(b, theme.PlumSoft), radius: 8}
		if !open {
			l.fill = tint(b, theme.Rail)
		}
		if b.focused {
			l.border, l.stroke = tint(b, theme.RailText), 2
		}
		ground.set(l)
		picture := b.item.Icon
		if open && b.item.IconFill != nil {
			picture = b.item.IconFill
		}
		icon.set(picture, tint(b, b.ink()))
		count.set(b, b.item.Badge)
	}
	d.refresh()
	return d
}

// setBadge changes the count.
func (b *deskItem) setBadge(count string) {
	b.item.Badge = count
	b.Refresh()
}

// ink is the rail's text color, or plum on the open item's soft ground.
func (b *deskItem) ink() fyne.ThemeColorName {
	if *b.selected == b.index {
		return theme.PlumInk
	}
	return theme.RailText
}

// DeskRail says what stands around the items of the desktop rail.
type DeskRail struct {
	// Name is written beside the mark on top.
	Name string
	// Footer lines stand at the bottom, such as the organization; the caller may go on
	// changing their words.
	Footer []*Text
}

// NewDeskRail is the 208 dp rail of the desktop.
func NewDeskRail(around DeskRail, items []NavItem, selected int, tapped func(int)) *NavBar {
	return newNavBar(items, selected, tapped, func(n *NavBar) (*fyne.Container, []navItem) {
		buttons := make([]navItem, len(n.items))
		objects := make([]fyne.CanvasObject, len(n.items))
		for i, item := range n.items {
			b := newDeskItem(item, &n.selected, i, func() { n.visit(i) })
			buttons[i], objects[i] = b, b
		}
		name := Heading(around.Name)
		name.Ink = theme.RailText
		top := Fixed(Pad(HStack(13, LogoMark(30), Grow(name)), 0, 8, 0, 17), 0, 72)
		footer := make([]fyne.CanvasObject, len(around.Footer))
		for i, line := range around.Footer {
			line.Ink = theme.RailText
			footer[i] = line
		}
		column := VStack(0, top, Pad(VStack(4, objects...), 0, 12, 0, 12), Grow(VStack(0)), Pad(VStack(2, footer...), 12, 16, 16, 24))
		return Fixed(Panel(theme.Rail, 0, column), 208, 0), buttons
	})
}
