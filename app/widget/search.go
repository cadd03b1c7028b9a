package widget

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	fw "fyne.io/fyne/v2/widget"

	"pendamping/app/theme"
	"pendamping/assets"
)

// Search is a field to find things in while typing, with a button to empty it.
type Search struct {
	fw.BaseWidget
	// Desk makes it 40 dp high instead of 48; set it before showing.
	Desk bool

	key     string
	focused bool
	look    *inputLook
	entry   *input
	dressed *container.ThemeOverride
	clear   *IconButton
	changed func(string)
}

// NewSearch makes an empty search; changed is told the text after every edit.
func NewSearch(placeholder string, changed func(string)) *Search {
	s := &Search{changed: changed, entry: newInput()}
	s.ExtendBaseWidget(s)
	s.look = &inputLook{th: s.Theme(), text: theme.SizeText, padding: 14, radius: 12, icon: 20, spacing: 10}
	s.entry.PlaceHolder = placeholder
	s.entry.typed = s.told
	s.entry.focus = func(in bool) {
		s.focused = in
		s.Refresh()
	}
	s.clear = NewIconButton(assets.Icon("x"), s.empty)
	s.clear.SetColour(theme.Ink2)
	s.dressed = container.NewThemeOverride(s.entry, inputTheme{look: s.look})
	return s
}

// told passes the text on and shows or hides the clear button.
func (s *Search) told(text string) {
	s.Refresh()
	if s.changed != nil {
		s.changed(text)
	}
}

// empty forgets what was searched.
func (s *Search) empty() {
	if s.entry.Text == "" {
		return
	}
	s.entry.write("")
	s.told("")
}

// Text is what is searched for.
func (s *Search) Text() string { return s.entry.Text }

// SetText searches for something without telling anyone.
func (s *Search) SetText(text string) {
	s.entry.write(text)
	s.Refresh()
}

// KeyHint shows the keys that jump to the search, on desktop screens.
func (s *Search) KeyHint(key string) {
	s.key = key
	s.Refresh()
}

// OnEnter is called when Enter is pressed in the search.
func (s *Search) OnEnter(enter func()) { s.entry.enter = enter }

// Focus puts the caret into the search.
func (s *Search) Focus() {
	if c := canvasOf(s); c != nil {
		c.Focus(s.entry)
	}
}

// held lets reveal see the entry.
func (s *Search) held() []fyne.CanvasObject { return []fyne.CanvasObject{s.dressed} }

// height is 48, or 40 on the desktop.
func (s *Search) height() float32 {
	line := penOf(s, fontSans, theme.SizeText).line()
	if s.Desk {
		return max(40, line+20)
	}
	return max(48, line+28)
}

// CreateRenderer draws frame, glass, entry, key and clear button.
func (s *Search) CreateRenderer() fyne.WidgetRenderer {
	frame, keyFrame, key := newBox(), newBox(), newRun(fyne.TextAlignCenter)
	d := &drawing{owner: s, objects: append(frame.objects(), s.dressed, keyFrame.edge, keyFrame.face, key, s.clear)}
	caption := func() pen { return penOf(s, fontSans, theme.SizeCaption) }
	d.min = func() fyne.Size { return fyne.NewSize(200, s.height()) }
	d.layout = func(size fyne.Size) {
		frame.place(fyne.Position{}, size)
		put(s.dressed, 0, 0, size.Width, size.Height)
		width := caption().width(s.key) + 12
		at := fyne.NewPos(size.Width-width-8, float32(int((size.Height-20)/2)))
		keyFrame.place(at, fyne.NewSize(width, 20))
		placeRun(key, at.X, at.Y, width, 20)
		put(s.clear, size.Width-48, (size.Height-48)/2, 48, 48)
	}
	d.refresh = func() {
		s.look.th, s.look.padding, s.look.radius = s.Theme(), 14, 12
		s.look.icon = penOf(s, fontSans, theme.SizeText).line() // the glass grows with the text
		if s.Desk {
			s.look.padding, s.look.radius = 10, 8
		}
		border, stroke := theme.Edge, float32(1)
		if s.focused {
			border, stroke = theme.Plum, 2
		}
		frame.set(look{fill: tint(s, theme.Card), border: tint(s, border), stroke: stroke, radius: s.look.radius})
		hint := s.key != "" && s.entry.Text == ""
		keyFrame.show(hint)
		keyFrame.set(look{fill: tint(s, theme.Card), border: tint(s, theme.Edge), stroke: 1, radius: 4})
		setVisible(key, hint)
		setRun(key, s.key, caption(), tint(s, theme.Ink2))
		setVisible(s.clear, s.entry.Text != "")
		if glass := assets.Icon("magnifying-glass"); glass != nil {
			s.entry.Icon = recolor(glass, tint(s, theme.Ink2))
		}
		s.dressed.Refresh()
	}
	d.refresh()
	return d
}
