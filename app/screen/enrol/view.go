package enrol

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"pendamping/app/theme"
	"pendamping/app/widget"
	"pendamping/assets"
)

// column is the width of the form in dp.
const column = 464

// View is the form of the first start.
type View struct {
	cfg   Config
	model *Model
	pad   *widget.PINPad
	bar   *widget.Progress
	doing *widget.Text
	body  *fyne.Container
	root  fyne.CanvasObject
}

// New makes the form.
func New(cfg Config) *View {
	v := &View{cfg: cfg, model: NewModel(cfg), body: container.NewStack()}
	v.root = container.NewBorder(widget.Fixed(widget.Songket(), 0, 16), nil, nil, nil,
		container.NewVScroll(container.New(&middle{}, v.body)))
	v.show()
	return v
}

// Object is the screen.
func (v *View) Object() fyne.CanvasObject { return v.root }

// Refresh draws the page anew.
func (v *View) Refresh() { v.show() }

// Model is the state of the form.
func (v *View) Model() *Model { return v.model }

// Rune hands a digit of a physical keyboard to the PIN pad.
func (v *View) Rune(r rune) bool {
	if v.pad == nil {
		return false
	}
	v.pad.TypedRune(r)
	return true
}

// show builds the page of the model.
func (v *View) show() {
	t := v.cfg.Text
	v.pad = nil
	head := []fyne.CanvasObject{
		container.NewCenter(widget.Logo(72)), middleText(widget.TitleSerif(t.T("enrol.title"))),
	}
	var rows []fyne.CanvasObject
	switch v.model.Page() {
	case PageInvite:
		rows = v.invitePage()
	case PageSecret:
		rows = v.secretPage("choose", v.model.Choose)
	case PageRepeat:
		rows = v.secretPage("repeat", func(s string) bool {
			if !v.model.Repeat(s) {
				return false
			}
			v.join()
			return true
		})
	case PageJoining:
		rows = v.joiningPage()
	case PageCopy:
		rows = v.copyPage()
	case PageRestoring:
		rows = v.restoringPage()
	case PageRestored:
		rows = v.restoredPage()
	}
	v.body.Objects = []fyne.CanvasObject{widget.VStack(16, append(head, rows...)...)}
	v.body.Refresh()
	v.root.Refresh()
}

// middleText sets a text in the middle and lets it wrap.
func middleText(t *widget.Text) *widget.Text {
	t.Align, t.Wrap = fyne.TextAlignCenter, true
	return t
}

// invitePage asks for the invitation.
func (v *View) invitePage() []fyne.CanvasObject {
	t := v.cfg.Text
	invite := widget.NewField(t.T("enrol.invite"))
	invite.Placeholder = t.T("enrol.invite_hint")
	invite.Rows = 3
	invite.SetText(v.model.invite)
	if p := v.model.Problem(); p != "" {
		invite.SetMessage(widget.Urgent, p)
	}
	next := widget.NewButton(t.T("enrol.next"), widget.Primary, assets.Icon("arrow-right"), func() {
		v.model.Invite(invite.Text())
		v.show()
	})
	rows := []fyne.CanvasObject{middleText(widget.NewText(t.T("enrol.lead"), theme.SizeText, false, theme.Ink2)), invite, next}
	if p := v.model.Wrong(); p != "" {
		rows = append(rows, widget.NewBanner(widget.Urgent, nil, "", p))
	}
	if v.cfg.Pick != nil {
		rows = append(rows, v.copyButton())
	}
	if v.cfg.Language != nil {
		rows = append(rows, container.NewCenter(
			widget.NewMediumButton(t.T("enrol.language"), widget.Quiet, assets.Icon("globe"), v.cfg.Language)))
	}
	return rows
}

// secretPage asks for the secret, the first or the second time.
func (v *View) secretPage(turn string, take func(string) bool) []fyne.CanvasObject {
	t := v.cfg.Text
	note := middleText(widget.NewText(t.T("enrol.secret_note"), theme.SizeText, false, theme.Ink2))
	back := widget.NewMediumButton(t.T("enrol.back"), widget.Quiet, nil, func() { v.model.Back(); v.show() })
	if v.cfg.Passphrase {
		secret := widget.NewField(t.T("enrol.passphrase"))
		secret.Password = true
		if p := v.model.Problem(); p != "" {
			secret.SetMessage(widget.Urgent, p)
		}
		next := widget.NewButton(t.T("enrol.next"), widget.Primary, assets.Icon("arrow-right"), func() { take(secret.Text()); v.show() })
		return []fyne.CanvasObject{middleText(widget.Name(t.T("enrol." + turn + "_passphrase"))), note, secret, next, back}
	}
	v.pad = widget.NewPINPad(func(pin string) { take(pin); v.show() })
	if p := v.model.Problem(); p != "" {
		v.pad.SetMessage(widget.Waiting, p)
	}
	return []fyne.CanvasObject{middleText(widget.Name(t.T("enrol." + turn + "_pin"))), note, v.pad, back}
}

// join asks the hub and shows how far it has come.
func (v *View) join() {
	v.cfg.Join(v.model.Request(), func(p Progress) {
		v.model.Report(p)
		v.showProgress()
	}, func(err error) {
		v.model.Finish(err)
		v.show()
	})
}

// joiningPage shows progress, or why it failed and how to go on.
func (v *View) joiningPage() []fyne.CanvasObject {
	t := v.cfg.Text
	v.bar, v.doing = widget.NewProgress(), middleText(widget.Body(""))
	v.showProgress()
	rows := []fyne.CanvasObject{middleText(widget.Name(t.T("enrol.joining"))), v.bar, v.doing}
	if !v.model.Failed() {
		return rows
	}
	retry := widget.NewButton(t.T("enrol.retry"), widget.Primary, nil, func() { v.join(); v.show() })
	back := widget.NewButton(t.T("enrol.back"), widget.Secondary, nil, func() { v.model.Back(); v.show() })
	return append(rows, widget.NewBanner(widget.Urgent, assets.IconFill("warning"), "", v.model.Problem()),
		widget.HStack(12, widget.Grow(widget.VStack(0)), back, retry))
}

// showProgress moves the bar.
func (v *View) showProgress() {
	if v.bar == nil {
		return
	}
	v.bar.SetValue(v.model.Fraction())
	v.doing.SetText(v.model.Doing())
}

// middle keeps a column in the middle of a wide screen.
type middle struct{}

// Layout implements fyne.Layout.
func (*middle) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	width := min(column, size.Width-32)
	for _, o := range objects {
		o.Move(fyne.NewPos((size.Width-width)/2, 48))
		o.Resize(fyne.NewSize(width, max(o.MinSize().Height, size.Height-96)))
	}
}

// MinSize implements fyne.Layout.
func (*middle) MinSize(objects []fyne.CanvasObject) fyne.Size {
	var height float32
	for _, o := range objects {
		height = max(height, o.MinSize().Height)
	}
	return fyne.NewSize(column, height+96)
}
