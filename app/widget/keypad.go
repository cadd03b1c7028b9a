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

// Measures of the keypad in dp: the dock lies below the page, the panel beside it.
const (
	dockHeight    = 344
	panelWidth    = 392
	padMargin     = 16
	padGap        = 8
	dockContext   = 264
	dockAction    = 140
	panelAction   = 108
	panelKey      = 76
	keyRows       = 4
	keyColumns    = 3
	keyNameDelete = "backspace"
)

// KeypadConfig is what a keypad shows and whom it tells. Texts are translated.
type KeypadConfig struct {
	// Context is shown beside the keys (dock) or above them (panel); nil leaves the room empty.
	Context fyne.CanvasObject
	// Zeros is the key left of 0: "000" for rupiah, "00" for counts; empty means "000".
	Zeros string
	// Clear, Next and Go name the keys that empty the value, move to the next column and confirm.
	Clear, Next, Go string
	// GoIcon stands above the text of the confirming key; nil shows a check mark.
	GoIcon fyne.Resource
	// GoOutlined draws the confirming key as a secondary one, where another button leads on.
	GoOutlined bool
	// Panel lays the keypad out as a side panel for landscape instead of a dock.
	Panel bool
	// Mirrored puts the confirming key on the left for left-handed users.
	Mirrored bool
	// Digit receives "0" to "9" or Zeros; the others are told of their key. Nil ignores the key.
	Digit           func(digits string)
	OnClear, OnBack func()
	OnNext, OnGo    func()
}

// Keypad is the docked money keypad. With the focus it also takes the digits,
// Backspace, Delete, Tab and Enter of a physical keyboard.
type Keypad struct {
	fw.BaseWidget
	cfg     KeypadConfig
	ground  *canvas.Rectangle
	edge    *canvas.Rectangle
	digits  []*padKey
	back    *padKey
	next    *padKey
	confirm *padKey
}

// NewKeypad makes a keypad from cfg.
func NewKeypad(cfg KeypadConfig) *Keypad {
	if cfg.Zeros == "" {
		cfg.Zeros = "000"
	}
	if cfg.GoIcon == nil {
		cfg.GoIcon = assets.Icon("check-fat")
	}
	k := &Keypad{cfg: cfg, ground: canvas.NewRectangle(nil), edge: canvas.NewRectangle(nil)}
	for _, text := range []string{"1", "2", "3", "4", "5", "6", "7", "8", "9", cfg.Zeros, "0"} {
		k.digits = append(k.digits, newPadKey(padDigit, text, nil, func() { k.digit(text) }))
	}
	k.digits = append(k.digits, newPadKey(padGrey, cfg.Clear, nil, func() { call(k.cfg.OnClear) }))
	k.back = newPadKey(padGrey, "", assets.Icon(keyNameDelete), func() { call(k.cfg.OnBack) })
	k.next = newPadKey(padNext, cfg.Next, assets.Icon("arrow-right"), func() { call(k.cfg.OnNext) })
	style := padGo
	if cfg.GoOutlined {
		style = padGoOutlined
	}
	k.confirm = newPadKey(style, cfg.Go, cfg.GoIcon, func() { call(k.cfg.OnGo) })
	k.ExtendBaseWidget(k)
	return k
}

// SetNext renames the grey key that leads to the next column; empty hides it.
func (k *Keypad) SetNext(text string) {
	k.next.setText(text)
	setVisible(k.next, text != "")
}

// SetGo renames the confirming key, for example after the last row.
func (k *Keypad) SetGo(text string) { k.confirm.setText(text) }

// SetContext replaces what is shown beside the keys.
func (k *Keypad) SetContext(o fyne.CanvasObject) {
	k.cfg.Context = o
	k.Refresh()
}

// CreateRenderer is called by the toolkit.
func (k *Keypad) CreateRenderer() fyne.WidgetRenderer {
	d := &drawing{owner: k, layout: k.layout, min: k.minSize}
	d.refresh = func() {
		d.objects = k.objects()
		k.paint()
	}
	d.refresh()
	return d
}

// objects lists ground, context and keys.
func (k *Keypad) objects() []fyne.CanvasObject {
	all := []fyne.CanvasObject{k.ground, k.edge}
	if k.cfg.Context != nil {
		all = append(all, k.cfg.Context)
	}
	for _, key := range k.digits {
		all = append(all, key)
	}
	return append(all, k.back, k.next, k.confirm)
}

// paint colors the ground; the keys paint themselves.
func (k *Keypad) paint() {
	fillWith(k.ground, tint(k, theme.Dock), 0)
	fillWith(k.edge, tint(k, theme.Line), 0)
	for _, key := range k.digits {
		key.Refresh()
	}
	k.back.Refresh()
	k.next.Refresh()
	k.confirm.Refresh()
}

// minSize leaves the keys at least 48 dp each way.
func (k *Keypad) minSize() fyne.Size {
	if k.cfg.Panel {
		return fyne.NewSize(panelWidth, 2*padMargin+keyRows*48+(keyRows-1)*padGap)
	}
	return fyne.NewSize(2*padMargin+dockAction+dockContext+3*64, dockHeight)
}

// layout puts the keys at the bottom of a panel or at the right of a dock.
func (k *Keypad) layout(size fyne.Size) {
	place(k.ground, 0, 0, size.Width, size.Height)
	if k.cfg.Panel {
		place(k.edge, 0, 0, 1, size.Height)
		k.layoutPanel(size)
		return
	}
	place(k.edge, 0, 0, size.Width, 1)
	k.layoutDock(size)
}

// layoutDock has the context on the far side of the confirming key.
func (k *Keypad) layoutDock(size fyne.Size) {
	top := float32(padMargin)
	keyHeight := (size.Height - 2*padMargin - (keyRows-1)*padGap) / keyRows
	keysWidth := size.Width - 3*padMargin - dockContext
	contextX, keysX := float32(padMargin), float32(2*padMargin+dockContext)
	if k.cfg.Mirrored {
		contextX, keysX = size.Width-padMargin-dockContext, padMargin
	}
	if k.cfg.Context != nil {
		place(k.cfg.Context, contextX, top, dockContext, size.Height-2*padMargin)
	}
	keyWidth := (keysWidth - dockAction - keyColumns*padGap) / keyColumns
	k.layoutKeys(fyne.NewPos(keysX, top), fyne.NewSize(keyWidth, keyHeight), dockAction)
}

// layoutPanel has the context above the keys, which keep to the bottom.
func (k *Keypad) layoutPanel(size fyne.Size) {
	const gaps = (keyRows - 1) * padGap
	keyHeight := min(panelKey, (size.Height-2*padMargin-gaps)/keyRows)
	top := size.Height - padMargin - keyRows*keyHeight - gaps
	if k.cfg.Context != nil {
		place(k.cfg.Context, padMargin, padMargin, size.Width-2*padMargin, max(0, top-2*padMargin))
	}
	keyWidth := (size.Width - 2*padMargin - panelAction - keyColumns*padGap) / keyColumns
	k.layoutKeys(fyne.NewPos(padMargin, top), fyne.NewSize(keyWidth, keyHeight), panelAction)
}

// layoutKeys places four rows of keys and the action column, whose lower half is the confirming key.
func (k *Keypad) layoutKeys(at fyne.Position, key fyne.Size, action float32) {
	left, actionX := at.X, at.X+keyColumns*(key.Width+padGap)
	if k.cfg.Mirrored {
		left, actionX = at.X+action+padGap, at.X
	}
	pitch := key.Height + padGap
	for i, digit := range k.digits {
		column, row := float32(i%keyColumns), float32(i/keyColumns)
		place(digit, left+column*(key.Width+padGap), at.Y+row*pitch, key.Width, key.Height)
	}
	place(k.back, actionX, at.Y, action, key.Height)
	place(k.next, actionX, at.Y+pitch, action, key.Height)
	place(k.confirm, actionX, at.Y+2*pitch, action, 2*key.Height+padGap)
}

// digit tells of a digit key.
func (k *Keypad) digit(digits string) {
	if k.cfg.Digit != nil {
		k.cfg.Digit(digits)
	}
}

// Focus takes the digits of a physical keyboard.
func (k *Keypad) Focus() {
	if c := canvasOf(k); c != nil {
		c.Focus(k)
	}
}

// FocusGained begins to take the physical keyboard.
func (*Keypad) FocusGained() {}

// FocusLost ends it.
func (*Keypad) FocusLost() {}

// AcceptsTab keeps Tab for moving to the next column.
func (*Keypad) AcceptsTab() bool { return true }

// TypedRune takes a digit of a physical keyboard; anything else is ignored.
func (k *Keypad) TypedRune(r rune) {
	if strings.ContainsRune("0123456789", r) {
		k.digit(string(r))
	}
}

// TypedKey takes the keys beside the digits. Back goes on to the window, for a
// focused widget would otherwise keep the user on the page.
func (k *Keypad) TypedKey(e *fyne.KeyEvent) {
	switch e.Name {
	case fyne.KeyBackspace:
		call(k.cfg.OnBack)
	case fyne.KeyDelete:
		call(k.cfg.OnClear)
	case fyne.KeyTab:
		call(k.cfg.OnNext)
	case fyne.KeyReturn, fyne.KeyEnter:
		call(k.cfg.OnGo)
	case mobile.KeyBack, fyne.KeyEscape:
		passKey(k, e)
	default:
	}
}

// call runs f unless it is nil.
func call(f func()) {
	if f != nil {
		f()
	}
}
