package settings

import (
	"fyne.io/fyne/v2"

	"pendamping/app/theme"
	"pendamping/app/widget"
	"pendamping/assets"
)

// copies is the card about copies of the records.
type copies struct {
	view                *View
	model               *CopyModel
	here, out           *widget.Text
	keep, carry, rehear *widget.Button
	told                *fyne.Container // holds what is said, while something is
	card                fyne.CanvasObject
}

// copyCard makes the card; nil where the device keeps no copies.
func (v *View) copyCard(from Copies) *copies {
	if from == nil {
		return nil
	}
	t := v.env.Text
	c := &copies{view: v, model: &CopyModel{env: v.env, copies: from}, told: widget.VStack(0)}
	c.here, c.out = widget.Strong(""), widget.NewText("", theme.SizeText, false, theme.Ink2)
	c.here.Wrap, c.out.Wrap = true, true
	words := widget.NewText(t.T("settings.copy.text"), theme.SizeText, false, theme.Ink2)
	words.Wrap = true
	c.rehear = widget.NewMediumButton(t.T("settings.drill"), widget.Secondary, assets.Icon("first-aid-kit"), c.model.Rehearse)
	c.keep = widget.NewMediumButton(t.T("settings.copy.keep"), widget.Secondary, assets.Icon("copy"), c.model.Keep)
	c.carry = widget.NewMediumButton(t.T("settings.copy.carry"), widget.Secondary, assets.Icon("floppy-disk"), c.model.Carry)
	c.card = card(t.T("settings.copy"), widget.VStack(4, c.here, c.out), words, widget.WrapRow(12, c.rehear, c.keep, c.carry), c.told)
	return c
}

// draw takes the model over.
func (c *copies) draw() {
	c.here.SetText(c.model.Here())
	c.out.SetText(c.model.Out())
	able(c.keep, c.model.Free())
	able(c.carry, c.model.Free())
	able(c.rehear, c.model.CanRehearse())
	c.told.Objects = nil
	if told, is := c.model.Told(); is {
		tone, icon := told.look()
		banner := widget.NewBanner(tone, assets.IconFill(icon), told.Strong, told.Text)
		if told.Again {
			banner.Action(c.view.env.Text.T("settings.copy.keep"), c.model.Keep)
		}
		c.told.Add(banner)
		c.told.Show()
	} else {
		c.told.Hide()
	}
	c.told.Refresh()
}

// look is how something that is said is shown.
func (t *Told) look() (tone widget.Tone, icon string) {
	switch t.Tone {
	case Fine:
		return widget.Good, "check-circle"
	case Busy:
		return widget.Active, "hourglass"
	case Urgent:
		return widget.Urgent, "warning-circle"
	case Plain:
	}
	return widget.Neutral, "info"
}

// able enables a button or not.
func able(b *widget.Button, can bool) { //nolint:revive // the state is what is set
	if can {
		b.Enable()
		return
	}
	b.Disable()
}
