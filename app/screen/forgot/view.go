package forgot

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/driver/mobile"
	qrcode "github.com/skip2/go-qrcode"

	"pendamping/app/screen/secret"
	"pendamping/app/theme"
	"pendamping/app/widget"
	"pendamping/assets"
)

// Measures in dp.
const (
	column  = 520 // width of the column
	songket = 16
	gap     = 24
	qrSide  = 336 // the code is a long one: some 80 modules a side
)

// View is the page.
type View struct {
	cfg   Config
	model *Model
	entry *secret.Entry // while a secret is chosen
	field *widget.Field // while the code is typed
	next  *widget.Button
	body  *fyne.Container
	root  fyne.CanvasObject
}

// New makes the page.
func New(cfg Config) *View {
	v := &View{cfg: cfg, model: NewModel(cfg), body: widget.Layers()}
	back := widget.NewIconButton(assets.Icon("arrow-left"), v.back)
	head := widget.Pad(widget.HStack(8, back, widget.Grow(widget.TitleSerif(cfg.Text.T("forgot.title", "What", v.what())))), 12, 16, 4, 16)
	v.root = container.NewBorder(widget.VStack(0, widget.Fixed(widget.Songket(), 0, songket), head), nil, nil, nil,
		container.NewVScroll(container.New(&middle{}, v.body)))
	v.show()
	return v
}

// Object is the screen.
func (v *View) Object() fyne.CanvasObject { return v.root }

// Refresh draws the state anew.
func (v *View) Refresh() { v.show() }

// Attach puts the cursor where something is to be typed.
func (v *View) Attach(c fyne.Canvas) {
	switch {
	case v.entry != nil:
		v.entry.Attach(c)
	case v.field != nil:
		v.field.FocusOn(c)
	}
}

// Key takes the keys of going back, and hands others to the pad.
func (v *View) Key(e *fyne.KeyEvent) bool {
	if e.Name == mobile.KeyBack || e.Name == fyne.KeyEscape {
		v.back()
		return true
	}
	return v.entry != nil && v.entry.Key(e)
}

// Rune hands a digit of a physical keyboard to the pad.
func (v *View) Rune(r rune) bool { return v.entry != nil && v.entry.Rune(r) }

// back goes one page back, or leaves.
func (v *View) back() {
	if !v.model.Back() {
		v.cfg.Back()
		return
	}
	v.show()
}

// show builds the page of the model.
func (v *View) show() {
	v.entry, v.field, v.next = nil, nil, nil
	var rows []fyne.CanvasObject
	switch {
	case !v.cfg.Ready:
		rows = v.nothing()
	case v.model.Page() == PageShow:
		rows = v.escrow()
	case v.model.Page() == PageSecret:
		rows = v.secret()
	default:
		rows = v.code()
	}
	v.body.Objects = []fyne.CanvasObject{widget.VStack(16, rows...)}
	v.body.Refresh()
	v.root.Refresh()
}

// what is what was forgotten.
func (v *View) what() string {
	if v.cfg.Passphrase {
		return v.cfg.Text.T("forgot.what.passphrase")
	}
	return v.cfg.Text.T("forgot.what.pin")
}

// words is a paragraph.
func words(s string) fyne.CanvasObject {
	text := widget.NewText(s, theme.SizeText, false, theme.Ink)
	text.Wrap = true
	return text
}

// steps is a list of what to do, numbered.
func (v *View) steps(keys ...string) fyne.CanvasObject {
	var rows []fyne.CanvasObject
	for i, key := range keys {
		number := widget.NewText(v.cfg.Text.Number(int64(i+1))+".", theme.SizeText, true, theme.Ink)
		rows = append(rows, widget.HStack(8, widget.Fixed(number, 24, 0), widget.Grow(words(v.cfg.Text.T(key, "What", v.what())))))
	}
	return widget.VStack(8, rows...)
}

// nothing says that there is no code, and what remains.
func (v *View) nothing() []fyne.CanvasObject {
	t := v.cfg.Text
	return []fyne.CanvasObject{
		widget.NewBanner(widget.Waiting, assets.IconFill("warning-circle"), t.T("forgot.none", "What", v.what()), t.T("forgot.none.text", "What", v.what())),
		widget.Strong(t.T("forgot.none.can")),
		v.steps("forgot.none.try", "forgot.none.keep", "forgot.none.sent"),
		widget.NewButton(t.T("forgot.back"), widget.Primary, nil, v.cfg.Back),
	}
}

// mark is what both sides read to each other.
func (v *View) mark() fyne.CanvasObject {
	t := v.cfg.Text
	mark := widget.NewText(v.cfg.Mark, theme.SizeAmount, true, theme.Ink)
	label := widget.NewText(t.T("forgot.mark"), theme.SizeText, false, theme.Ink2)
	place := widget.Strong(v.cfg.Place)
	label.Wrap, place.Wrap = true, true
	return widget.Card(widget.Pad(widget.HStack(16, widget.Grow(widget.VStack(2, label, place)), mark), 12, 16, 12, 16))
}

// code says what to do and takes the code.
func (v *View) code() []fyne.CanvasObject {
	t := v.cfg.Text
	v.field = widget.NewField(t.T("forgot.code"))
	v.field.Placeholder = t.T("forgot.code.such")
	v.field.SetText(v.model.Code())
	v.next = widget.NewButton(t.T("forgot.next"), widget.Primary, assets.Icon("arrow-right"), v.try)
	v.field.OnChanged = func(s string) {
		v.model.SetCode(s)
		v.remark()
	}
	v.field.OnLeave = func(string) {
		if v.field != nil && v.field.Focused() { // Enter was pressed
			v.try()
		}
	}
	v.remark()
	show := widget.NewMediumButton(t.T("forgot.show"), widget.Quiet, assets.Icon("qr-code"), func() {
		v.model.Show()
		v.show()
	})
	return []fyne.CanvasObject{
		widget.NewBanner(widget.Good, assets.IconFill("check-circle"), t.T("forgot.safe"), t.T("forgot.safe.text", "What", v.what())),
		v.steps("forgot.step.call", "forgot.step.mark", "forgot.step.type"),
		v.mark(), v.field, v.next, container.NewCenter(show),
	}
}

// remark says how the code stands.
func (v *View) remark() {
	text, good := v.model.Remark()
	tone := widget.Active
	switch {
	case v.model.Busy():
		text = v.cfg.Text.T("forgot.trying")
	case good:
		tone = widget.Good
	case v.model.Failed():
		tone = widget.Urgent
	case len([]rune(clean(v.model.Code()))) >= CodeLength:
		tone = widget.Waiting
	}
	v.field.SetMessage(tone, text)
	if v.model.Complete() {
		v.next.Enable()
	} else {
		v.next.Disable()
	}
}

// try tries the code.
func (v *View) try() {
	if !v.model.Complete() {
		return
	}
	v.model.Try(func() {
		v.show()
	})
	if v.model.Busy() {
		v.remark()
	}
}

// secret asks for the new PIN.
func (v *View) secret() []fyne.CanvasObject {
	t, choice := v.cfg.Text, v.model.Choice()
	ask := widget.Name(choice.Ask())
	ask.Align, ask.Wrap = fyne.TextAlignCenter, true
	v.entry = secret.NewEntry(t, v.cfg.Passphrase, func(typed string) { v.model.Take(typed, v.show) })
	switch {
	case v.model.Busy():
		v.entry.Say(widget.Active, t.T("unlock.busy"))
		v.entry.SetBusy(true)
	case choice.Problem() != "":
		v.entry.Say(widget.Waiting, choice.Problem())
	}
	return []fyne.CanvasObject{
		widget.NewBanner(widget.Good, assets.IconFill("check-circle"), t.T("forgot.right"), t.T("forgot.right.text", "What", v.what())),
		ask, container.NewCenter(widget.Fixed(v.entry.Object(), padWidth(v.cfg.Passphrase), 0)),
	}
}

// padWidth is the width of what is typed on; a field takes the column.
func padWidth(passphrase bool) float32 { //nolint:revive // what kind it is
	if passphrase {
		return column
	}
	return 0
}

// escrow shows what the coordinator needs when the hub has none of this device.
func (v *View) escrow() []fyne.CanvasObject {
	t := v.cfg.Text
	rows := []fyne.CanvasObject{words(t.T("forgot.show.why")), v.mark(), qr(v.cfg.Escrow)}
	if v.cfg.Copy != nil {
		rows = append(rows, container.NewCenter(widget.NewMediumButton(t.T("forgot.copy"), widget.Secondary, assets.Icon("copy"),
			func() { v.cfg.Copy(v.cfg.Escrow) })))
	}
	note := widget.NewText(t.T("forgot.show.note"), theme.SizeText, false, theme.Ink2)
	note.Wrap = true
	return append(rows, text(v.cfg.Escrow), note)
}

// textLine is how many characters stand on a line of the text.
const textLine = 48

// text writes the escrow over several lines: it has no spaces to break at.
func text(s string) fyne.CanvasObject {
	var lines []fyne.CanvasObject
	for rest := s; rest != ""; {
		n := min(len(rest), textLine)
		line := widget.NewText(rest[:n], theme.SizeCaption, false, theme.Ink)
		line.Align = fyne.TextAlignCenter
		lines, rest = append(lines, line), rest[n:]
	}
	return widget.VStack(0, lines...)
}

// qr draws a text as a QR code, dark on white in either theme, as readers want it. A text
// too long for one leaves the lines alone.
func qr(text string) fyne.CanvasObject {
	code, err := qrcode.New(text, qrcode.Low)
	if err != nil {
		return widget.VStack(0)
	}
	img := canvas.NewImageFromImage(code.Image(-4))
	img.FillMode, img.ScaleMode = canvas.ImageFillContain, canvas.ImageScalePixels
	return widget.Middle(widget.Fixed(img, qrSide, qrSide))
}

// middle sets a column in the middle of what is free.
type middle struct{ width float32 }

// Layout implements fyne.Layout.
func (m *middle) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	width := min(column, size.Width-2*gap)
	m.width = width
	for _, o := range objects {
		o.Move(fyne.NewPos((size.Width-width)/2, gap))
		o.Resize(fyne.NewSize(width, size.Height-2*gap))
	}
}

// MinSize implements fyne.Layout.
func (m *middle) MinSize(objects []fyne.CanvasObject) fyne.Size {
	width := m.width
	if width == 0 {
		width = column
	}
	return fyne.NewSize(320, widget.HeightOf(objects[0], width)+2*gap)
}
