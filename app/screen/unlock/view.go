package unlock

import (
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"pendamping/app/theme"
	"pendamping/app/widget"
	"pendamping/assets"
)

// Measures in dp.
const (
	column    = 464 // width of the column of name and keys
	songket   = 16  // height of the strip
	gap       = 24
	tickEvery = time.Second
)

// View is the unlock screen.
type View struct {
	cfg    Config
	model  *Model
	pad    *widget.PINPad
	field  *widget.Field
	open   *widget.Button
	root   fyne.CanvasObject
	ticked bool // a countdown is being drawn
}

// New makes the screen.
func New(cfg Config) *View {
	v := &View{cfg: cfg, model: NewModel(cfg)}
	v.root = container.New(&centered{}, widget.Fixed(widget.Songket(), 0, songket), v.intro(), v.way(), v.foot())
	v.refresh()
	return v
}

// Object is the screen.
func (v *View) Object() fyne.CanvasObject { return v.root }

// Refresh draws the state anew.
func (v *View) Refresh() { v.refresh() }

// Attach puts the cursor into the field of those who have a keyboard, once the screen is
// shown.
func (v *View) Attach(c fyne.Canvas) {
	if v.field != nil {
		v.field.FocusOn(c)
	}
}

// Key hands a physical key to the PIN pad.
func (v *View) Key(e *fyne.KeyEvent) bool {
	if v.pad == nil || e.Name != fyne.KeyBackspace {
		return false
	}
	v.pad.TypedKey(e)
	return true
}

// Rune hands a digit of a physical keyboard to the PIN pad.
func (v *View) Rune(r rune) bool {
	if v.pad == nil {
		return false
	}
	v.pad.TypedRune(r)
	return true
}

// intro is the mark and who is signed in.
func (v *View) intro() fyne.CanvasObject {
	return widget.VStack(8, container.NewCenter(widget.Logo(88)), title(v.cfg.Text.T("unlock.title")),
		center(widget.NewText(v.cfg.Place, theme.SizeText, false, theme.Ink2)),
		widget.Fixed(widget.VStack(0), 0, 24), v.person(), widget.Fixed(widget.VStack(0), 0, 24))
}

// way is how to get in.
func (v *View) way() fyne.CanvasObject {
	if v.cfg.Passphrase {
		return widget.VStack(8, v.passphrase()...)
	}
	v.pad = widget.NewPINPad(v.try)
	return widget.VStack(8, center(widget.Name(v.cfg.Text.T("unlock.ask_pin"))), widget.Fixed(widget.VStack(0), 0, 16), v.pad, v.links())
}

// title is the name of the program in the book face.
func title(s string) fyne.CanvasObject {
	text := widget.NewText(s, theme.SizeAmount, true, theme.Ink)
	text.Serif = true
	return center(text)
}

// center sets a text in the middle.
func center(t *widget.Text) *widget.Text {
	t.Align = fyne.TextAlignCenter
	return t
}

// person is who is signed in on this device.
func (v *View) person() fyne.CanvasObject {
	words := widget.VStack(0, widget.Name(v.cfg.Name), widget.NewText(v.cfg.Office, theme.SizeText, false, theme.Ink2))
	return widget.Card(widget.Pad(widget.HStack(16, widget.NewAvatar(v.cfg.Name, 48), widget.Grow(words)), 16, 16, 16, 16))
}

// passphrase is the field of those who have a keyboard.
func (v *View) passphrase() []fyne.CanvasObject {
	t := v.cfg.Text
	v.field = widget.NewField(t.T("unlock.passphrase"))
	v.field.Password = true
	v.open = widget.NewButton(t.T("unlock.open"), widget.Primary, nil, func() { v.try(v.field.Text()) })
	v.field.OnLeave = func(secret string) {
		if v.field.Focused() { // Enter was pressed; a field that is only left tries nothing
			v.try(secret)
		}
	}
	return []fyne.CanvasObject{
		center(widget.Name(t.T("unlock.ask_passphrase"))), v.field, widget.Fixed(widget.VStack(0), 0, 8), v.open, v.links(),
	}
}

// links are the ways out at the foot of the column.
func (v *View) links() fyne.CanvasObject {
	t := v.cfg.Text
	var links []fyne.CanvasObject
	if v.cfg.Forgot != nil {
		word := t.T("unlock.forgot")
		if v.cfg.Passphrase {
			word = t.T("unlock.forgot_passphrase")
		}
		links = append(links, widget.NewMediumButton(word, widget.Quiet, nil, v.cfg.Forgot))
	}
	if v.cfg.Language != nil {
		links = append(links, widget.NewMediumButton(t.T("unlock.language"), widget.Quiet, assets.Icon("globe"), v.cfg.Language))
	}
	return container.NewCenter(widget.HStack(8, links...))
}

// foot says what this device holds.
func (v *View) foot() fyne.CanvasObject {
	return center(widget.NewText(v.cfg.Standing, theme.SizeText, false, theme.Ink2))
}

// try asks for the store to be opened, unless a try is under way or has to wait.
func (v *View) try(secret string) {
	if secret == "" || !v.model.Begin() {
		v.empty()
		return
	}
	v.refresh()
	v.cfg.Try(secret, func(r Result) {
		v.model.Finish(r)
		v.empty()
		v.refresh()
	})
}

// empty takes the secret off the screen.
func (v *View) empty() {
	if v.pad != nil {
		v.pad.Reset()
	}
	if v.field != nil && !v.model.Busy() {
		v.field.SetText("")
	}
}

// refresh takes the model over, and keeps a countdown moving.
func (v *View) refresh() {
	m := v.model.Message()
	blocked := v.model.Busy() || v.model.Remaining() > 0
	tone := map[Level]widget.Tone{Quiet: widget.Active, Waiting: widget.Waiting, Broken: widget.Urgent}[m.Level]
	if v.pad != nil {
		v.pad.SetMessage(tone, m.Text)
		if blocked {
			v.pad.Busy()
		} else {
			v.pad.Ready()
		}
	}
	if v.field != nil {
		v.field.SetMessage(tone, m.Text)
		if blocked {
			v.open.Disable()
		} else {
			v.open.Enable()
		}
	}
	if v.model.Remaining() > 0 && !v.ticked {
		v.ticked = true
		v.cfg.After(tickEvery, func() { v.ticked = false; v.refresh() })
	}
}

// centered lays out the strip at the top, who and how in the middle, the foot at the
// bottom. Who stands above how, or beside it where the screen is too low for both.
type centered struct{}

// Layout implements fyne.Layout.
func (*centered) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	strip, intro, way, foot := objects[0], objects[1], objects[2], objects[3]
	strip.Resize(fyne.NewSize(size.Width, songket))
	width := min(column, size.Width-2*gap)
	upper, lower := intro.MinSize().Height, way.MinSize().Height
	top := max(gap, min(96, (size.Height-upper-lower-48)/2))
	left := (size.Width - width) / 2
	put(intro, left, top, width, upper)
	if top+upper+lower+48 > size.Height && size.Width >= 2*column+3*gap {
		left = (size.Width - 2*width - 2*gap) / 2
		put(intro, left, max(gap, (size.Height-upper)/2-gap), width, upper)
		put(way, left+width+2*gap, max(gap, (size.Height-lower-48)/2), width, lower)
	} else {
		put(way, left, top+upper+8, width, lower)
	}
	put(foot, 0, size.Height-32-foot.MinSize().Height, size.Width, foot.MinSize().Height)
}

// put moves and sizes an object.
func put(o fyne.CanvasObject, x, y, w, h float32) {
	o.Move(fyne.NewPos(x, y))
	o.Resize(fyne.NewSize(w, h))
}

// MinSize implements fyne.Layout.
func (*centered) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.NewSize(column, 640) }
