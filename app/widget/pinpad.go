package widget

import (
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/mobile"
	fw "fyne.io/fyne/v2/widget"

	"pendamping/app/theme"
	"pendamping/assets"
)

// Measures of the PIN pad in dp.
const (
	pinLength     = 6
	pinKeyWidth   = 144
	pinKeyHeight  = 88
	pinKeyGap     = 16
	pinDot        = 26
	pinDotPitch   = 48
	pinDotsHeight = 24
	pinMessage    = 56
	pinSection    = 24
	pinWidth      = 3*pinKeyWidth + 2*pinKeyGap
	pinKeysTop    = pinDotsHeight + pinSection + pinMessage + pinSection
)

// PINPad asks for a PIN of six digits: diamonds that fill, room for one message,
// and twelve large keys. The sixth digit submits; there is no confirming key.
// With the focus it also takes a physical keyboard.
type PINPad struct {
	fw.BaseWidget
	done    func(pin string)
	pin     []rune
	busy    bool
	tone    Tone
	message string
	dots    [pinLength]*rhombus
	keys    []*padKey
	panel   *box
	icon    *glyph
	strong  *canvas.Text
	text    *canvas.Text
}

// NewPINPad makes an empty pad; done receives the PIN when its sixth digit is in.
func NewPINPad(done func(pin string)) *PINPad {
	p := &PINPad{done: done, panel: newBox(), icon: newGlyph(), strong: canvas.NewText("", nil), text: canvas.NewText("", nil)}
	for i := range p.dots {
		p.dots[i] = newRhombus()
	}
	for _, r := range "1234567890" {
		p.keys = append(p.keys, newPadKey(padPIN, string(r), nil, func() { p.digit(r) }))
	}
	p.keys = append(p.keys, newPadKey(padBare, "", assets.Icon("backspace"), p.erase))
	p.ExtendBaseWidget(p)
	return p
}

// Reset empties the pad for another try; the message stays.
func (p *PINPad) Reset() {
	p.pin = nil
	p.paintDots()
}

// Busy makes the pad ignore keys while a PIN is tried; Ready ends it.
func (p *PINPad) Busy() { p.setBusy(true) }

// Ready lets keys work again after Busy.
func (p *PINPad) Ready() { p.setBusy(false) }

// setBusy greys the keys and makes them ignore taps, or wakes them again.
func (p *PINPad) setBusy(busy bool) {
	p.busy = busy
	for _, key := range p.keys {
		key.disabled = busy
		key.Refresh()
	}
}

// SetMessage shows a line above the keys, such as the tries left; empty text removes it.
// The room for it is always kept, so that keys never move under the finger.
func (p *PINPad) SetMessage(tone Tone, text string) {
	p.tone, p.message = tone, text
	p.paintMessage()
}

// CreateRenderer is called by the toolkit.
func (p *PINPad) CreateRenderer() fyne.WidgetRenderer {
	var objects []fyne.CanvasObject
	for _, dot := range p.dots {
		objects = append(objects, dot.objects()...)
	}
	objects = append(objects, p.panel.objects()...)
	objects = append(objects, p.icon.Image, p.strong, p.text)
	for _, key := range p.keys {
		objects = append(objects, key)
	}
	p.paint()
	return &drawing{owner: p, objects: objects, layout: p.layout, min: p.minSize, refresh: p.paint}
}

// minSize is fixed: the keys do not shrink.
func (*PINPad) minSize() fyne.Size {
	return fyne.NewSize(pinWidth, pinKeysTop+4*pinKeyHeight+3*pinKeyGap)
}

// paint takes the state over into dots, message and keys.
func (p *PINPad) paint() {
	p.paintDots()
	p.paintMessage()
	for _, key := range p.keys {
		key.Refresh()
	}
}

// paintDots fills one diamond per digit typed.
func (p *PINPad) paintDots() {
	for i, dot := range p.dots {
		if i < len(p.pin) {
			dot.set(tint(p, theme.Plum), tint(p, theme.Plum), 0)
			continue
		}
		dot.set(tint(p, theme.Card), tint(p, theme.Edge), 2)
	}
}

// paintMessage shows or hides the message.
func (p *PINPad) paintMessage() {
	p.panel.set(look{fill: tint(p, p.tone.soft()), radius: 12})
	strong, rest := firstSentence(p.message)
	write(p.strong, p.Theme(), strong, inkStyle{size: theme.SizeText, tone: p.tone.ink(), bold: true})
	write(p.text, p.Theme(), rest, inkStyle{size: theme.SizeText, tone: p.tone.ink()})
	p.icon.set(assets.IconFill(messageIcon(p.tone)), tint(p, p.tone.ink()))
	p.panel.show(p.message != "")
	setVisible(p.icon.Image, p.message != "")
	p.layoutMessage()
}

// firstSentence splits a message after its first sentence, which is written bold.
func firstSentence(message string) (strong, rest string) {
	before, after, found := strings.Cut(message, ". ")
	if !found {
		return message, ""
	}
	return before + ".", after
}

// messageIcon is the sign beside a message, so that color is never the only one.
func messageIcon(tone Tone) string {
	switch tone {
	case Good:
		return "check-circle"
	case Waiting:
		return "clock-countdown"
	case Urgent:
		return "warning"
	default:
		return "info"
	}
}

// layout centers dots, message and keys in the width.
func (p *PINPad) layout(size fyne.Size) {
	left := (size.Width - pinWidth) / 2
	dotsLeft := (size.Width - (pinLength-1)*pinDotPitch - pinDot) / 2
	for i, dot := range p.dots {
		dot.place(fyne.NewPos(dotsLeft+float32(i)*pinDotPitch, (pinDotsHeight-pinDot)/2), pinDot)
	}
	p.layoutMessage()
	for i, key := range p.keys {
		column, row := float32(i%3), float32(i/3)
		if i >= 9 {
			column++ // the last row is empty at the left: 0 in the middle, backspace at the right
		}
		place(key, left+column*(pinKeyWidth+pinKeyGap), pinKeysTop+row*(pinKeyHeight+pinKeyGap), pinKeyWidth, pinKeyHeight)
	}
}

// layoutMessage places the line of message between dots and keys.
func (p *PINPad) layoutMessage() {
	left := (p.Size().Width - pinWidth) / 2
	top := float32(pinDotsHeight + pinSection)
	p.panel.place(fyne.NewPos(left, top), fyne.NewSize(pinWidth, pinMessage))
	place(p.icon.Image, left+16, top+(pinMessage-24)/2, 24, 24)
	_, rest := firstSentence(p.message)
	room := float32(pinWidth - 52 - 16)
	width := p.strong.MinSize().Width
	line(p.strong, left+52, top+pinMessage/2, width)
	fit(p.text, rest, room-width-4, measureOf(p, theme.SizeText))
	line(p.text, left+52+width+4, top+pinMessage/2, room-width-4)
}

// digit adds one digit and submits at the sixth.
func (p *PINPad) digit(r rune) {
	if p.busy || len(p.pin) >= pinLength {
		return
	}
	p.pin = append(p.pin, r)
	p.paintDots()
	if len(p.pin) == pinLength && p.done != nil {
		p.done(string(p.pin))
	}
}

// erase takes the last digit back.
func (p *PINPad) erase() {
	if p.busy || len(p.pin) == 0 {
		return
	}
	p.pin = p.pin[:len(p.pin)-1]
	p.paintDots()
}

// FocusGained begins to take the physical keyboard.
func (*PINPad) FocusGained() {}

// FocusLost ends it.
func (*PINPad) FocusLost() {}

// TypedRune takes a digit; anything else is ignored.
func (p *PINPad) TypedRune(r rune) {
	if r >= '0' && r <= '9' {
		p.digit(r)
	}
}

// TypedKey takes Backspace and hands Back on to the window.
func (p *PINPad) TypedKey(e *fyne.KeyEvent) {
	switch e.Name {
	case fyne.KeyBackspace:
		p.erase()
	case mobile.KeyBack, fyne.KeyEscape:
		passKey(p, e)
	default:
	}
}
