package newpin

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"pendamping/app/screen"
	"pendamping/app/screen/helped"
	"pendamping/app/screen/secret"
	"pendamping/app/theme"
	"pendamping/app/widget"
	"pendamping/assets"
)

// Measures in dp.
const (
	margin = 24
	column = 464
)

// View is the page.
type View struct {
	env   *screen.Env
	cfg   Config
	model *Model
	entry *secret.Entry // nil once it is done
	body  *fyne.Container
	root  fyne.CanvasObject
}

// New makes the page.
func New(env *screen.Env, cfg Config) *View {
	v := &View{env: env, cfg: cfg, model: NewModel(env, cfg), body: widget.Layers()}
	title := env.Text.T("settings.pin")
	if cfg.Passphrase {
		title = env.Text.T("settings.passphrase")
	}
	back := widget.NewIconButton(assets.Icon("arrow-left"), env.Back)
	head := helped.Beside(env, screen.NewPIN, widget.HStack(8, back, widget.Grow(widget.TitleSerif(title))))
	v.root = container.NewVScroll(widget.Pad(widget.VStack(margin, head, container.NewCenter(widget.Fixed(v.body, column, 0))), 16, margin, margin, margin))
	v.show()
	return v
}

// Object is the page.
func (v *View) Object() fyne.CanvasObject { return v.root }

// Refresh leaves what is being typed alone.
func (*View) Refresh() {}

// Attach puts the cursor into the field of those who have a keyboard.
func (v *View) Attach(c fyne.Canvas) {
	if v.entry != nil {
		v.entry.Attach(c)
	}
}

// Key hands a physical key to the pad.
func (v *View) Key(e *fyne.KeyEvent) bool { return v.entry != nil && v.entry.Key(e) }

// Rune hands a digit of a physical keyboard to the pad.
func (v *View) Rune(r rune) bool { return v.entry != nil && v.entry.Rune(r) }

// show builds what the model asks for.
func (v *View) show() {
	t := v.env.Text
	v.entry = nil
	if v.model.Done() {
		v.body.Objects = []fyne.CanvasObject{widget.VStack(16,
			widget.NewBanner(widget.Good, nil, t.T("newpin.done"), t.T("newpin.done.text")),
			widget.NewButton(t.T("common.done"), widget.Primary, nil, v.env.Back))}
		v.body.Refresh()
		v.root.Refresh()
		return
	}
	ask := widget.Name(v.model.Ask())
	ask.Align, ask.Wrap = fyne.TextAlignCenter, true
	note := widget.NewText(t.T("newpin.note"), theme.SizeText, false, theme.Ink2)
	note.Align, note.Wrap = fyne.TextAlignCenter, true
	v.entry = secret.NewEntry(t, v.cfg.Passphrase, func(typed string) { v.model.Take(typed, v.show) })
	if p := v.model.Problem(); p != "" {
		v.entry.Say(widget.Waiting, p)
	}
	if v.model.Busy() {
		v.entry.Say(widget.Active, t.T("newpin.busy"))
		v.entry.SetBusy(true)
	}
	v.body.Objects = []fyne.CanvasObject{widget.VStack(16, ask, note, v.entry.Object())}
	v.body.Refresh()
	v.root.Refresh()
}
