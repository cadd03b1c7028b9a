package secret

import (
	"fyne.io/fyne/v2"

	"pendamping/app/widget"
	"pendamping/assets"
	"pendamping/assets/translation"
)

// Entry is where a PIN or passphrase is typed: the pad of those with a PIN, whose last
// digit submits, or a field with a button.
type Entry struct {
	pad    *widget.PINPad
	field  *widget.Field
	next   *widget.Button
	object fyne.CanvasObject
}

// NewEntry makes an empty one; submit gets what was typed.
func NewEntry(t *translation.Printer, passphrase bool, submit func(string)) *Entry { //nolint:revive // what kind it is
	e := &Entry{}
	if !passphrase {
		e.pad = widget.NewPINPad(submit)
		e.object = e.pad
		return e
	}
	e.field = widget.NewField(t.T("unlock.passphrase"))
	e.field.Password = true
	e.next = widget.NewButton(t.T("secret.next"), widget.Primary, assets.Icon("arrow-right"), func() { submit(e.field.Text()) })
	e.field.OnLeave = func(secret string) {
		if e.field.Focused() && secret != "" { // Enter was pressed; a field that is only left tries nothing
			submit(secret)
		}
	}
	e.object = widget.VStack(16, e.field, e.next)
	return e
}

// Object is the pad or the field.
func (e *Entry) Object() fyne.CanvasObject { return e.object }

// Say shows a message; an empty one takes it away.
func (e *Entry) Say(tone widget.Tone, text string) {
	if e.pad != nil {
		e.pad.SetMessage(tone, text)
		return
	}
	e.field.SetMessage(tone, text)
}

// SetBusy holds what is typed back while something is tried.
func (e *Entry) SetBusy(busy bool) {
	switch {
	case e.pad != nil && busy:
		e.pad.Busy()
	case e.pad != nil:
		e.pad.Ready()
	case busy:
		e.next.Disable()
	default:
		e.next.Enable()
	}
}

// Empty takes what was typed off the screen.
func (e *Entry) Empty() {
	if e.pad != nil {
		e.pad.Reset()
		return
	}
	e.field.SetText("")
}

// Attach puts the cursor into the field.
func (e *Entry) Attach(c fyne.Canvas) {
	if e.field != nil {
		e.field.FocusOn(c)
	}
}

// Rune hands a digit of a physical keyboard to the pad.
func (e *Entry) Rune(r rune) bool {
	if e.pad == nil {
		return false
	}
	e.pad.TypedRune(r)
	return true
}

// Key hands backspace to the pad.
func (e *Entry) Key(k *fyne.KeyEvent) bool {
	if e.pad == nil || k.Name != fyne.KeyBackspace {
		return false
	}
	e.pad.TypedKey(k)
	return true
}
