package enrol

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"pendamping/app/theme"
	"pendamping/app/widget"
	"pendamping/assets"
)

// copyButton begins with a copy instead of an invitation.
func (v *View) copyButton() fyne.CanvasObject {
	return container.NewCenter(widget.NewMediumButton(v.cfg.Text.T("enrol.copy"), widget.Secondary, assets.Icon("archive"), func() {
		v.cfg.Pick(func(name string, err error) {
			v.model.Picked(name, err)
			v.show()
		})
	}))
}

// copyPage asks for the secret of a copy.
func (v *View) copyPage() []fyne.CanvasObject {
	t := v.cfg.Text
	note := middleText(widget.NewText(t.T("enrol.copy.note", "Name", v.model.Copy()), theme.SizeText, false, theme.Ink2))
	back := widget.NewMediumButton(t.T("enrol.back"), widget.Quiet, nil, func() { v.model.Back(); v.show() })
	title := middleText(widget.Name(t.T("enrol.copy.secret")))
	if v.cfg.Passphrase {
		secret := widget.NewField(t.T("enrol.passphrase"))
		secret.Password = true
		if p := v.model.Problem(); p != "" {
			secret.SetMessage(widget.Urgent, p)
		}
		open := widget.NewButton(t.T("enrol.copy.open"), widget.Primary, assets.Icon("arrow-right"), func() { v.unlock(secret.Text()) })
		return []fyne.CanvasObject{title, note, secret, open, back}
	}
	v.pad = widget.NewPINPad(v.unlock)
	if p := v.model.Problem(); p != "" {
		v.pad.SetMessage(widget.Waiting, p)
	}
	return []fyne.CanvasObject{title, note, v.pad, back}
}

// unlock opens the copy and shows what it gave.
func (v *View) unlock(secret string) {
	if !v.model.Unlock(secret) {
		v.show()
		return
	}
	v.show()
	v.cfg.Restore(secret, func(r Restored, err error) {
		v.model.Unlocked(r, err)
		v.show()
	})
}

// restoringPage says that the copy is being read.
func (v *View) restoringPage() []fyne.CanvasObject {
	t := v.cfg.Text
	bar := widget.NewProgress()
	bar.SetValue(0.3)
	return []fyne.CanvasObject{middleText(widget.Name(t.T("enrol.copy.working"))), bar, middleText(widget.Body(t.T("enrol.copy.reading")))}
}

// restoredPage says what came back.
func (v *View) restoredPage() []fyne.CanvasObject {
	t := v.cfg.Text
	rows := []fyne.CanvasObject{middleText(widget.Name(t.T("enrol.copy.done")))}
	for i, l := range v.model.Lines() {
		tone := widget.Neutral
		switch {
		case l.Grave:
			tone = widget.Waiting
		case i == 0:
			tone = widget.Good
		}
		rows = append(rows, widget.NewBanner(tone, nil, "", l.Text))
	}
	return append(rows, widget.NewButton(t.T("enrol.copy.go"), widget.Primary, assets.Icon("arrow-right"), v.cfg.Go))
}
