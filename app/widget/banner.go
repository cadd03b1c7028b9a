package widget

import (
	"fyne.io/fyne/v2"

	"pendamping/app/theme"
	"pendamping/assets"
)

// Banner states one thing across the page, with the ways out at its right end.
type Banner struct {
	tapper
	tone    Tone
	icon    fyne.Resource
	remark  remark
	actions []*Button
}

// NewBanner makes a banner; strong is the bold beginning, and a nil icon takes the
// one of the tone.
func NewBanner(tone Tone, icon fyne.Resource, strong, text string) *Banner {
	b := &Banner{tone: tone, icon: icon, remark: remark{strong, text}}
	b.extend(b)
	return b
}

// Set changes what the banner says.
func (b *Banner) Set(tone Tone, icon fyne.Resource, strong, text string) {
	b.tone, b.icon, b.remark = tone, icon, remark{strong, text}
	for i, action := range b.actions {
		b.dressAction(action, i)
	}
	b.Refresh()
}

// Text is what the banner says, its strong beginning first.
func (b *Banner) Text() string { return b.remark.strong + " " + b.remark.text }

// Action adds a button; the first is framed, further ones are quiet. It returns the
// banner, so that actions can be chained.
func (b *Banner) Action(text string, tapped func()) *Banner {
	action := NewMediumButton(text, Quiet, nil, tapped)
	b.actions = append(b.actions, action)
	b.dressAction(action, len(b.actions)-1)
	b.Refresh()
	return b
}

// dressAction colors a button by the tone.
func (b *Banner) dressAction(action *Button, i int) {
	action.ink = b.tone.ink()
	if i == 0 {
		action.kind = Secondary
	}
	action.Refresh()
}

// OnTapped makes the whole banner a way to another page, marked by a caret.
func (b *Banner) OnTapped(tapped func()) *Banner {
	b.tapped = tapped
	b.Refresh()
	return b
}

// actionsWidth is the room of the buttons or of the caret, with the gap before.
func (b *Banner) actionsWidth() float32 {
	var width float32
	for _, action := range b.actions {
		width += action.MinSize().Width + 8
	}
	if b.tapped != nil {
		width += 32
	}
	return width
}

// bannerInset is the room of icon and padding before the text.
const bannerInset = 52

// stacked tells whether the buttons go below, as beside them the text would be a
// narrow column.
func (b *Banner) stacked(width float32) bool {
	return len(b.actions) > 0 && width-bannerInset-b.actionsWidth()-16 < 200
}

// textWidth is the room of the text.
func (b *Banner) textWidth(width float32) float32 {
	if b.stacked(width) {
		return width - bannerInset - 16
	}
	return width - bannerInset - b.actionsWidth() - 16
}

// heightFor is at least 48, or 64 beside buttons.
func (b *Banner) heightFor(width float32) float32 {
	height := b.remark.height(b, b.textWidth(width)) + 24
	switch {
	case b.stacked(width):
		return height + 56
	case len(b.actions) > 0:
		return max(64, height)
	default:
		return max(48, height)
	}
}

// held lets reveal look inside.
func (b *Banner) held() []fyne.CanvasObject {
	out := make([]fyne.CanvasObject, len(b.actions))
	for i, action := range b.actions {
		out[i] = action
	}
	return out
}

// CreateRenderer draws ground, icon, text and actions.
func (b *Banner) CreateRenderer() fyne.WidgetRenderer {
	ground, icon, caret := newBox(), newGlyph(), newGlyph()
	d := &drawing{owner: b}
	fixedObjects := func() []fyne.CanvasObject {
		return append(append(ground.objects(), icon.Image, caret.Image), b.held()...)
	}
	d.min = func() fyne.Size {
		width := max(200, b.Size().Width)
		return fyne.NewSize(200, b.heightFor(width))
	}
	d.layout = func(s fyne.Size) {
		ground.place(fyne.Position{}, s)
		text := b.remark.height(b, b.textWidth(s.Width))
		body := s.Height
		if b.stacked(s.Width) {
			body -= 56
		}
		top := float32(int((body - text) / 2))
		center(icon, 24, fyne.NewPos(16, 0), fyne.NewSize(24, body))
		at := fyne.NewPos(bannerInset, top)
		d.objects = append(fixedObjects(), b.remark.draw(b, at, b.textWidth(s.Width), b.textColour())...)
		b.placeActions(s)
		center(caret, 20, fyne.NewPos(s.Width-32, 0), fyne.NewSize(20, s.Height))
	}
	d.refresh = func() {
		l := look{fill: tint(b, b.tone.soft()), radius: 12}
		if b.focused {
			l.border, l.stroke = tint(b, b.tone.ink()), 2
		}
		ground.set(l)
		picture := b.icon
		if picture == nil {
			picture = toneIcon(b.tone)
		}
		icon.set(picture, tint(b, b.tone.ink()))
		caret.set(nil, nil)
		if b.tapped != nil {
			caret.set(assets.Icon("caret-right"), tint(b, b.tone.ink()))
		}
		if d.objects == nil {
			d.objects = fixedObjects()
		}
	}
	d.refresh()
	return d
}

// textColour is ink on the neutral ground, else the tone's.
func (b *Banner) textColour() fyne.ThemeColorName {
	if b.tone == Neutral {
		return theme.Ink2
	}
	return b.tone.ink()
}

// placeActions lines the buttons up at the right end, or below.
func (b *Banner) placeActions(s fyne.Size) {
	x, y := s.Width, float32(int((s.Height-48)/2))
	if b.stacked(s.Width) {
		y = s.Height - 56
	}
	x -= 8
	for i := len(b.actions) - 1; i >= 0; i-- {
		width := b.actions[i].MinSize().Width
		x -= width
		put(b.actions[i], x, y, width, 48)
		x -= 8
	}
}
