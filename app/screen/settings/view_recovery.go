package settings

import (
	"fyne.io/fyne/v2"

	"pendamping/app/theme"
	"pendamping/app/widget"
	"pendamping/assets"
)

// keyCard is the card about the recovery key.
type keyCard struct {
	view  *View
	model *KeyModel
	body  *fyne.Container
	card  fyne.CanvasObject
	shown KeyStep
	drawn bool
}

// recoveryCard makes the card; nil where the key is not this person's affair.
func (v *View) recoveryCard(keys Keys) *keyCard {
	if keys == nil {
		return nil
	}
	c := &keyCard{view: v, model: &KeyModel{env: v.env, keys: keys}, body: widget.VStack(16)}
	c.card = card(v.env.Text.T("recovery.title"), c.body)
	c.draw()
	return c
}

// note is a paragraph in the second ink.
func note(s string) fyne.CanvasObject {
	text := widget.NewText(s, theme.SizeText, false, theme.Ink2)
	text.Wrap = true
	return text
}

// do runs a step of the model and shows what came of it.
func (c *keyCard) do(step func()) func() {
	return func() {
		step()
		c.redraw()
	}
}

// redraw draws the card and the page around it.
func (c *keyCard) redraw() {
	c.drawn = false
	c.draw()
	c.view.root.Refresh()
}

// draw takes the model over. While the end of the key is typed nothing is built anew.
func (c *keyCard) draw() {
	m := c.model
	if c.drawn && c.shown == m.Step() && m.Step() != KeyIdle {
		return
	}
	c.drawn, c.shown = true, m.Step()
	switch m.Step() {
	case KeyShown:
		c.body.Objects = c.identity()
	case KeyAsked:
		c.body.Objects = c.asked()
	case KeyIdle:
		c.body.Objects = c.standing()
	}
	c.body.Refresh()
}

// standing says how things are, and offers a key.
func (c *keyCard) standing() []fyne.CanvasObject {
	t, m := c.view.env.Text, c.model
	stands := widget.Strong(m.Standing())
	stands.Wrap = true
	word := t.T("recovery.make")
	if m.Set() {
		word = t.T("recovery.replace")
	}
	rows := []fyne.CanvasObject{stands, note(t.T("recovery.text"))}
	switch {
	case m.Fresh():
		rows = append(rows, widget.NewBanner(widget.Good, nil, t.T("recovery.done"), t.T("recovery.done.text")))
	case m.Failed():
		rows = append(rows, widget.NewBanner(widget.Urgent, nil, t.T("recovery.failed"), t.T("recovery.failed.text")))
	}
	return append(rows, widget.WrapRow(12, widget.NewMediumButton(word, widget.Secondary, assets.Icon("key"), c.do(m.Make))))
}

// identity shows the new key, this once.
func (c *keyCard) identity() []fyne.CanvasObject {
	t, m := c.view.env.Text, c.model
	key := widget.NewText(m.Identity(), theme.SizeName, true, theme.Ink)
	key.Wrap = true
	rows := []fyne.CanvasObject{
		widget.NewBanner(widget.Waiting, assets.IconFill("warning-circle"), t.T("recovery.once"), t.T("recovery.once.text")),
	}
	if m.Set() {
		rows = append(rows, note(t.T("recovery.old")))
	}
	rows = append(rows, widget.Card(widget.Pad(key, 12, 16, 12, 16)), widget.WrapRow(12,
		widget.NewMediumButton(t.T("recovery.print"), widget.Secondary, assets.Icon("printer"), func() { m.Print(c.redraw) }),
		widget.NewMediumButton(t.T("recovery.save"), widget.Secondary, assets.Icon("floppy-disk"), func() { m.Save(c.redraw) })))
	switch {
	case m.Failed():
		rows = append(rows, widget.NewBanner(widget.Urgent, nil, t.T("recovery.unkept"), ""))
	case m.Kept():
		rows = append(rows, widget.NewBanner(widget.Good, nil, t.T("recovery.kept"), t.T("recovery.kept.text")))
	}
	return append(rows, widget.WrapRow(12,
		widget.NewMediumButton(t.T("recovery.have"), widget.Primary, assets.Icon("arrow-right"), c.do(m.Ask)),
		widget.NewMediumButton(t.T("common.cancel"), widget.Quiet, nil, c.do(m.Cancel))))
}

// asked has the end of the key typed back, from where it was kept.
func (c *keyCard) asked() []fyne.CanvasObject {
	t, m := c.view.env.Text, c.model
	field := widget.NewField(t.T("recovery.asked"))
	field.Desk = true
	confirm := func() {
		m.Confirm(field.Text(), func() {
			if m.Step() == KeyAsked && m.Wrong() {
				field.SetMessage(widget.Urgent, t.T("recovery.wrong"))
				return
			}
			if !m.Saving() {
				c.redraw()
			}
		})
	}
	field.OnLeave = func(string) {
		if field.Focused() { // Enter was pressed
			confirm()
		}
	}
	rows := []fyne.CanvasObject{note(t.T("recovery.asked.text")), field}
	if m.Failed() {
		rows = append(rows, widget.NewBanner(widget.Urgent, nil, t.T("recovery.failed"), t.T("recovery.failed.text")))
	}
	return append(rows, widget.WrapRow(12,
		widget.NewMediumButton(t.T("recovery.confirm"), widget.Primary, assets.Icon("check"), confirm),
		widget.NewMediumButton(t.T("recovery.look"), widget.Quiet, nil, c.do(m.Look)),
		widget.NewMediumButton(t.T("common.cancel"), widget.Quiet, nil, c.do(m.Cancel))))
}
