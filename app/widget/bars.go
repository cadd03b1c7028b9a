package widget

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	fw "fyne.io/fyne/v2/widget"

	"pendamping/app/theme"
	"pendamping/assets"
)

// AppBar heads a page: back, title over subtitle, and what belongs at the right.
type AppBar struct {
	fw.BaseWidget
	title, subtitle *Text
	full, shorter   string // the subtitle, and what is shown of it where it does not fit
	room            float32
	back            *IconButton
	body            *fyne.Container
}

// NewAppBar makes a 64 dp bar; a nil back leaves the arrow out, an empty subtitle
// its line.
func NewAppBar(title, subtitle string, back func(), right ...fyne.CanvasObject) *AppBar {
	a := &AppBar{title: Heading(title), subtitle: Caption(subtitle)}
	setVisible(a.subtitle, subtitle != "")
	a.full, a.shorter = subtitle, subtitle
	middle := Grow(container.New(&barTitles{bar: a}, VStack(0, a.title, a.subtitle)))
	left := float32(24)
	parts := []fyne.CanvasObject{middle}
	if back != nil {
		left = 8
		a.back = NewIconButton(assets.Icon("arrow-left"), back)
		parts = []fyne.CanvasObject{a.back, middle}
	}
	parts = append(parts, right...)
	a.body = Pad(HStack(8, parts...), 0, 16, 0, left)
	a.ExtendBaseWidget(a)
	return a
}

// CloseIcon turns the arrow into a cross, for forms.
func (a *AppBar) CloseIcon() {
	if a.back != nil {
		a.back.SetIcon(assets.Icon("x"))
	}
}

// SetTitle changes both lines.
func (a *AppBar) SetTitle(title, subtitle string) {
	a.SetTitles(title, subtitle, subtitle)
}

// SetTitles changes both lines; shorter stands for the subtitle where that does not fit.
func (a *AppBar) SetTitles(title, subtitle, shorter string) {
	a.title.SetText(title)
	a.full, a.shorter = subtitle, shorter
	setVisible(a.subtitle, subtitle != "")
	a.body.Refresh()
	a.Refresh()
}

// SetRoom bounds what the two lines take, where something else stands inside the bar; 0
// gives them all there is.
func (a *AppBar) SetRoom(width float32) {
	if a.room != width {
		a.room = width
		a.body.Refresh()
	}
}

// barTitles lays the two lines out in the room they have.
type barTitles struct {
	fill
	bar *AppBar
}

// Layout implements fyne.Layout.
func (b *barTitles) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	width, a := size.Width, b.bar
	if a.room > 0 {
		width = min(width, a.room)
	}
	text := a.full
	if penOf(a, fontSans, theme.SizeCaption).width(text) > width {
		text = a.shorter
	}
	a.subtitle.SetText(text)
	b.fill.Layout(objects, fyne.NewSize(width, size.Height))
}

// held lets reveal look inside.
func (a *AppBar) held() []fyne.CanvasObject { return []fyne.CanvasObject{a.body} }

// CreateRenderer lays the bar out, growing with the text size.
func (a *AppBar) CreateRenderer() fyne.WidgetRenderer {
	d := &drawing{owner: a, objects: a.held()}
	d.min = func() fyne.Size {
		lines := penOf(a, fontSerif, theme.SizeName).line() + penOf(a, fontSans, theme.SizeCaption).line()
		return fyne.NewSize(a.body.MinSize().Width, max(64, a.body.MinSize().Height, lines+16))
	}
	d.layout = func(s fyne.Size) { put(a.body, 0, 0, s.Width, s.Height) }
	return d
}

// NewActionBar is the 88 dp bar at the foot of a page: a note at the left, the
// buttons at the right, the primary one last.
func NewActionBar(left fyne.CanvasObject, right ...fyne.CanvasObject) *fyne.Container {
	var start fyne.CanvasObject = VStack(0)
	if left != nil {
		start = left
	}
	switch left := left.(type) {
	case *Text:
		left.Wrap = true // large text leaves it little room
	case *Button:
		start = HStack(0, left) // as wide as its words, at the far end from the primary button
	default:
	}
	parts := append([]fyne.CanvasObject{Grow(Middle(start))}, right...)
	row := Pad(HStack(12, parts...), 15, 16, 16, 16)
	return Layers(NewSurface(theme.Card, "", 0, 0), VStack(0, Rule(), Grow(row)))
}
