package widget

import (
	"fyne.io/fyne/v2"
	fw "fyne.io/fyne/v2/widget"

	"pendamping/app/theme"
	"pendamping/assets"
)

// UndoBar says what was just done and offers to take it back. It stays until the
// screen hides it; the usual time is 8 seconds.
type UndoBar struct {
	fw.BaseWidget
	text   string
	action *Button
}

// NewUndoBar makes a 56 dp bar.
func NewUndoBar(text, action string, undo func()) *UndoBar {
	u := &UndoBar{text: text, action: NewMediumButton(action, Quiet, nil, undo)}
	u.action.ink = theme.Paper
	u.ExtendBaseWidget(u)
	return u
}

// Set changes what can be taken back.
func (u *UndoBar) Set(text string, undo func()) {
	u.text = text
	u.action.OnTapped(undo)
	u.Refresh()
}

// held lets reveal look inside.
func (u *UndoBar) held() []fyne.CanvasObject { return []fyne.CanvasObject{u.action} }

// CreateRenderer draws ground, tick, text and action.
func (u *UndoBar) CreateRenderer() fyne.WidgetRenderer {
	ground, tick, text := newBox(), newGlyph(), newRun(fyne.TextAlignLeading)
	d := &drawing{owner: u, objects: append(ground.objects(), tick.Image, text, u.action)}
	p := func() pen { return penOf(u, fontSans, theme.SizeText) }
	d.min = func() fyne.Size {
		return fyne.NewSize(160+u.action.MinSize().Width, max(56, p().line()+24))
	}
	d.layout = func(s fyne.Size) {
		ground.place(fyne.Position{}, s)
		center(tick, 24, fyne.NewPos(15, 0), fyne.NewSize(24, s.Height))
		width := u.action.MinSize().Width
		put(u.action, s.Width-width-4, (s.Height-48)/2, width, 48)
		setFitted(text, u.text, s.Width-width-66, p(), tint(u, theme.Paper))
		placeRun(text, 50, 0, s.Width-width-66, s.Height)
	}
	d.refresh = func() {
		ground.set(look{fill: tint(u, theme.Ink), radius: 12})
		tick.set(assets.IconFill("check-circle"), tint(u, theme.Paper))
	}
	d.refresh()
	return d
}
