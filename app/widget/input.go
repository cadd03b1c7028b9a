package widget

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/mobile"
	base "fyne.io/fyne/v2/theme"
	fw "fyne.io/fyne/v2/widget"

	"pendamping/app/theme"
)

// inputLook is what the toolkit's entry needs to look like part of a kit field:
// the sizes of its text and padding, in dp, and the width kept free on the right.
type inputLook struct {
	// th is the theme around the field. The entry's own theme must not ask the field
	// for it while drawing, as Fyne would answer with the entry's own again.
	th      fyne.Theme
	text    fyne.ThemeSizeName
	padding float32
	radius  float32
	icon    float32
	spacing float32
}

// inputTheme dresses the toolkit's entry: no ground and no border of its own but
// the plum one it shows while typed into.
type inputTheme struct {
	look *inputLook
}

// Color hides the entry's own box and takes the rest from the field's theme.
func (t inputTheme) Color(name fyne.ThemeColorName, variant fyne.ThemeVariant) color.Color {
	switch name {
	case base.ColorNameInputBackground, base.ColorNameInputBorder:
		return color.Transparent
	case base.ColorNamePlaceHolder, base.ColorNameDisabled:
		return theme.Color(t.look.th, theme.Ink2)
	case base.ColorNameForeground:
		return theme.Color(t.look.th, theme.Ink)
	case base.ColorNamePrimary:
		return theme.Color(t.look.th, theme.Plum)
	default:
		return t.look.th.Color(name, variant)
	}
}

// Font is the owner's.
func (t inputTheme) Font(style fyne.TextStyle) fyne.Resource { return t.look.th.Font(style) }

// Icon is the owner's.
func (t inputTheme) Icon(name fyne.ThemeIconName) fyne.Resource { return t.look.th.Icon(name) }

// Size gives the entry the field's measures; its border is also the caret's width.
func (t inputTheme) Size(name fyne.ThemeSizeName) float32 {
	switch name {
	case base.SizeNameText:
		return theme.Size(t.look.th, t.look.text)
	case base.SizeNameInnerPadding:
		return t.look.padding
	case base.SizeNameInputRadius:
		return t.look.radius
	case base.SizeNameInputBorder:
		return 2
	case base.SizeNameInlineIcon:
		if t.look.icon > 0 {
			return t.look.icon
		}
	case base.SizeNameLineSpacing:
		if t.look.spacing > 0 {
			return t.look.spacing
		}
	default:
	}
	return t.look.th.Size(name)
}

// input is the toolkit's entry with the traps taken out: digits stay digits when
// pasted, Back reaches the screen, and leaving is told once.
type input struct {
	fw.Entry
	digits bool
	most   int
	allow  string
	focus  func(bool)
	enter  func()
	typed  func(string)
	quiet  bool
}

// newInput makes an entry; the callbacks may be set later.
func newInput() *input {
	i := &input{}
	i.ExtendBaseWidget(i)
	i.OnChanged = i.changed
	i.OnSubmitted = func(string) { i.submit() }
	return i
}

// submit tells that Enter was pressed.
func (i *input) submit() {
	if i.enter != nil {
		i.enter()
	}
}

// accepts tells whether a character may be typed.
func (i *input) accepts(r rune) bool {
	if !i.digits || r >= '0' && r <= '9' {
		return true
	}
	for _, other := range i.allow {
		if r == other {
			return true
		}
	}
	return false
}

// clean drops what may not be typed and what is over the length, as a paste or an
// on-screen keyboard can bring anything.
func (i *input) clean(s string) string {
	kept := make([]rune, 0, len(s))
	for _, r := range s {
		if i.accepts(r) && (i.most == 0 || len(kept) < i.most) {
			kept = append(kept, r)
		}
	}
	return string(kept)
}

// changed passes an edit on, cleaned; quiet is set while the program writes.
func (i *input) changed(s string) {
	if i.quiet {
		return
	}
	if cleaned := i.clean(s); cleaned != s {
		i.write(cleaned)
	}
	if i.typed != nil {
		i.typed(i.Text)
	}
}

// write sets the text without telling anyone.
func (i *input) write(s string) {
	i.quiet = true
	i.SetText(s)
	i.quiet = false
}

// Keyboard asks for the number keys where only digits are wanted.
func (i *input) Keyboard() mobile.KeyboardType {
	if i.digits {
		return mobile.NumberKeyboard
	}
	return i.Entry.Keyboard()
}

// TypedRune drops what may not be typed.
func (i *input) TypedRune(r rune) {
	if i.accepts(r) {
		i.Entry.TypedRune(r)
	}
}

// TypedKey lets Back and Escape through to the screen, which closes it.
func (i *input) TypedKey(e *fyne.KeyEvent) {
	if e.Name == mobile.KeyBack || e.Name == fyne.KeyEscape {
		passKey(i, e)
		return
	}
	i.Entry.TypedKey(e)
}

// TappedSecondary is a slow press: in a field of digits it only puts the caret
// there, elsewhere the toolkit offers to paste.
func (i *input) TappedSecondary(e *fyne.PointEvent) {
	if !i.digits {
		i.Entry.TappedSecondary(e)
		return
	}
	i.Tapped(e)
	if c := canvasOf(i); c != nil {
		c.Focus(i)
	}
}

// FocusGained tells the owner.
func (i *input) FocusGained() {
	i.Entry.FocusGained()
	if i.focus != nil {
		i.focus(true)
	}
}

// FocusLost tells the owner.
func (i *input) FocusLost() {
	i.Entry.FocusLost()
	if i.focus != nil {
		i.focus(false)
	}
}
