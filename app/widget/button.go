package widget

import (
	"image/color"
	"strings"

	"fyne.io/fyne/v2"

	"pendamping/app/theme"
)

// ButtonKind says what a button stands for; only one Primary belongs on a screen.
type ButtonKind int

// The kinds: the way on, an alternative, a link, a thing that takes away, and the
// coordinator's approval.
const (
	Primary ButtonKind = iota
	Secondary
	Quiet
	Danger
	Approve
)

// ButtonSize is the height of a button in dp.
type ButtonSize float32

// Large stands alone, Medium sits in cards, Small is for the desktop.
const (
	Large  ButtonSize = 56
	Medium ButtonSize = 48
	Small  ButtonSize = 40
)

// Button is a labeled button. Size, Trailing and Hint are read when it is drawn:
// set them before showing it, or call Refresh.
type Button struct {
	tapper
	// Height class; NewButton makes it Large.
	Class ButtonSize
	// Trailing puts the icon after the text, as arrows forward are.
	Trailing bool

	text, hint, key string
	kind            ButtonKind
	icon            fyne.Resource
	ink             fyne.ThemeColorName // instead of the kind's, on tinted grounds
}

// NewButton makes a Large button; a nil icon leaves text only. Arrows and carets
// that point forward are put after the text.
func NewButton(text string, kind ButtonKind, icon fyne.Resource, tapped func()) *Button {
	b := &Button{text: text, kind: kind, icon: icon, Class: Large}
	b.tapped = tapped
	if icon != nil {
		name := icon.Name()
		b.Trailing = strings.HasPrefix(name, "arrow-right") || strings.HasPrefix(name, "caret-")
	}
	b.extend(b)
	return b
}

// NewMediumButton makes the 48 dp button used in cards and rows.
func NewMediumButton(text string, kind ButtonKind, icon fyne.Resource, tapped func()) *Button {
	b := NewButton(text, kind, icon, tapped)
	b.Class = Medium
	return b
}

// NewSmallButton makes the 40 dp button of the desktop screens.
func NewSmallButton(text string, kind ButtonKind, icon fyne.Resource, tapped func()) *Button {
	b := NewButton(text, kind, icon, tapped)
	b.Class = Small
	return b
}

// OnTapped replaces the action.
func (b *Button) OnTapped(tapped func()) { b.tapped = tapped }

// Text is the label.
func (b *Button) Text() string { return b.text }

// SetText changes the label.
func (b *Button) SetText(s string) {
	if b.text == s {
		return
	}
	b.text = s
	b.Refresh()
}

// SetIcon changes the icon; nil removes it.
func (b *Button) SetIcon(icon fyne.Resource) {
	b.icon = icon
	b.Refresh()
}

// Enable lets the button be pressed.
func (b *Button) Enable() {
	if !b.disabled {
		return
	}
	b.disabled = false
	b.Refresh()
}

// Disable greys the button out; say why with Hint.
func (b *Button) Disable() {
	if b.disabled {
		return
	}
	b.disabled = true
	b.Refresh()
}

// Disabled tells whether presses are ignored.
func (b *Button) Disabled() bool { return b.disabled }

// Hint is the reason written to the left while the button is disabled.
func (b *Button) Hint(reason string) {
	if b.hint == reason {
		return
	}
	b.hint = reason
	b.Refresh()
}

// KeyHint shows the key that presses the button, on desktop screens.
func (b *Button) KeyHint(key string) {
	b.key = key
	b.Refresh()
}

// buttonLook is what a kind looks like by color names.
type buttonLook struct{ fill, ink, border fyne.ThemeColorName }

// look chooses the colors; a keyboard focus shows as a border of 2 in the ink.
func (b *Button) look() buttonLook {
	if b.disabled {
		return buttonLook{theme.Sunk, theme.Ink2, ""}
	}
	var l buttonLook
	switch b.kind {
	case Secondary:
		l = buttonLook{theme.Card, theme.Plum, theme.Plum}
	case Quiet:
		l = buttonLook{"", theme.Plum, ""}
	case Danger:
		l = buttonLook{theme.Card, theme.Brick, theme.Brick}
	case Approve:
		l = buttonLook{theme.Leaf, theme.OnLeaf, ""}
	default:
		l = buttonLook{theme.Plum, theme.OnPlum, ""}
	}
	if b.ink != "" {
		l.ink = b.ink
		if l.border != "" {
			l.border = b.ink
		}
	}
	if b.focused {
		l.border = theme.Ink
	}
	return l
}

// buttonMeasures are the distances of one height class in dp.
type buttonMeasures struct{ height, pad, icon, gap, radius float32 }

// measures gives the distances; a border widens the padding of its kinds.
func (b *Button) measures() buttonMeasures {
	m := buttonMeasures{height: float32(b.Class), pad: 24, icon: 24, gap: 8, radius: 12}
	if b.Class != Large {
		m.pad, m.icon = 16, 20
	}
	if b.Class == Small {
		m.radius = 8
	}
	switch b.kind {
	case Secondary, Danger:
		m.pad += 2
	case Quiet:
		m.pad = 16
	default:
	}
	return m
}

// pen is 18/600 on large buttons, else 15/600.
func (b *Button) pen() pen {
	if b.Class == Large {
		return penOf(b, fontSemibold, theme.SizeName)
	}
	return penOf(b, fontSemibold, theme.SizeText)
}

// hintPen writes the reason and the key.
func (b *Button) hintPen() pen { return penOf(b, fontSans, theme.SizeText) }

// keyWidth is the room of the key hint, its gap included.
func (b *Button) keyWidth() float32 {
	if b.key == "" {
		return 0
	}
	return max(22, penOf(b, fontSans, theme.SizeCaption).width(b.key)+12) + b.measures().gap
}

// hintWidth is the room of the reason at the left, its gap included.
func (b *Button) hintWidth() float32 {
	if b.hint == "" || !b.disabled {
		return 0
	}
	return b.hintPen().width(b.hint) + 16
}

// contentWidth is icon, text and key side by side.
func (b *Button) contentWidth() float32 {
	m := b.measures()
	w := b.pen().width(b.text) + b.keyWidth()
	if b.icon != nil {
		w += m.icon
		if b.text != "" {
			w += m.gap
		}
	}
	return w
}

// CreateRenderer draws shape, icon, text, key and reason.
func (b *Button) CreateRenderer() fyne.WidgetRenderer {
	shape, keyShape, icon := newBox(), newBox(), newGlyph()
	text, key, hint := newRun(fyne.TextAlignCenter), newRun(fyne.TextAlignCenter), newRun(fyne.TextAlignTrailing)
	d := &drawing{owner: b, objects: append(append(shape.objects(), keyShape.objects()...), icon.Image, text, key, hint)}
	d.min = func() fyne.Size {
		m := b.measures()
		height := max(m.height, b.pen().line()+16)
		return fyne.NewSize(max(m.height, b.contentWidth()+2*m.pad)+b.hintWidth(), height)
	}
	d.layout = func(s fyne.Size) {
		m, left := b.measures(), b.hintWidth()
		placeRun(hint, 0, 0, max(0, left-16), s.Height)
		shape.place(fyne.NewPos(left, 0), fyne.NewSize(s.Width-left, s.Height))
		free := s.Width - left - 16
		room := max(0, free-(b.contentWidth()-b.pen().width(b.text)))
		setFitted(text, b.text, room, b.pen(), tint(b, b.look().ink))
		width := min(room, b.pen().width(b.text))
		total := b.contentWidth() - b.pen().width(b.text) + width
		x := left + float32(int((s.Width-left-total)/2))
		if b.icon != nil && !b.Trailing {
			center(icon, m.icon, fyne.NewPos(x, 0), fyne.NewSize(m.icon, s.Height))
			x += m.icon + m.gap
		}
		placeRun(text, x, 0, width, s.Height)
		x += width + m.gap
		if b.icon != nil && b.Trailing {
			center(icon, m.icon, fyne.NewPos(x, 0), fyne.NewSize(m.icon, s.Height))
			x += m.icon + m.gap
		}
		keyShape.place(fyne.NewPos(x, float32(int((s.Height-20)/2))), fyne.NewSize(max(0, b.keyWidth()-m.gap), 20))
		placeRun(key, x, 0, max(0, b.keyWidth()-m.gap), s.Height)
	}
	d.refresh = func() {
		l := b.look()
		shape.set(look{fill: b.ground(l.fill), border: b.paint(l.border), stroke: 2, radius: b.measures().radius})
		ink := tint(b, l.ink)
		icon.set(b.icon, ink)
		keyShape.show(b.key != "")
		keyShape.set(look{fill: b.ground(l.fill), border: ink, stroke: 1, radius: 4})
		setRun(key, b.key, penOf(b, fontSans, theme.SizeCaption), ink)
		reason := b.hint
		if !b.disabled {
			reason = ""
		}
		setRun(hint, reason, b.hintPen(), tint(b, theme.Ink2))
	}
	d.refresh()
	return d
}

// ground is a fill; quiet buttons have none.
func (b *Button) ground(name fyne.ThemeColorName) color.Color {
	if name == "" {
		return color.Transparent
	}
	return tint(b, name)
}

// paint looks a color up; no name means no border.
func (b *Button) paint(name fyne.ThemeColorName) color.Color {
	if name == "" {
		return nil
	}
	return tint(b, name)
}

// IconButton is a 48 dp square with an icon and no label.
type IconButton struct {
	tapper
	icon fyne.Resource
	ink  fyne.ThemeColorName
	size float32
}

// NewIconButton makes a 48 dp icon button in ink.
func NewIconButton(icon fyne.Resource, tapped func()) *IconButton {
	b := &IconButton{icon: icon, ink: theme.Ink, size: 24}
	b.tapped = tapped
	b.extend(b)
	return b
}

// Icon is the name of the icon's file; empty without one.
func (b *IconButton) Icon() string {
	if b.icon == nil {
		return ""
	}
	return b.icon.Name()
}

// SetIcon changes the icon.
func (b *IconButton) SetIcon(icon fyne.Resource) {
	b.icon = icon
	b.Refresh()
}

// SetColour changes the color of the icon.
func (b *IconButton) SetColour(name fyne.ThemeColorName) {
	b.ink = name
	b.Refresh()
}

// CreateRenderer draws the icon, and a soft ground under keyboard focus.
func (b *IconButton) CreateRenderer() fyne.WidgetRenderer {
	ground, icon := newBox(), newGlyph()
	d := &drawing{owner: b, objects: append(ground.objects(), icon.Image)}
	d.min = func() fyne.Size { return fyne.NewSquareSize(48) }
	d.layout = func(s fyne.Size) {
		ground.place(fyne.Position{}, s)
		center(icon, b.size, fyne.Position{}, s)
	}
	d.refresh = func() {
		ground.show(b.focused)
		ground.set(look{fill: tint(b, theme.PlumSoft), border: tint(b, theme.Plum), stroke: 2, radius: 12})
		icon.set(b.icon, tint(b, b.ink))
	}
	d.refresh()
	return d
}
