package sync

import (
	"fyne.io/fyne/v2"

	"pendamping/app/screen"
	"pendamping/app/theme"
	"pendamping/app/widget"
	"pendamping/assets"
)

// carry is the part of the page for journeys by file.
type carry struct {
	model   *Model
	send    *widget.Button
	read    *widget.Button
	notice  *widget.Banner
	noticed *fyne.Container // holds the notice while there is one
	card    fyne.CanvasObject
}

func newCarry(env *screen.Env, m *Model) *carry {
	t := env.Text
	c := &carry{model: m, notice: widget.NewBanner(widget.Neutral, nil, "", ""), noticed: widget.VStack(0)}
	c.send = widget.NewMediumButton(t.T("sync.carry.out"), widget.Secondary, assets.Icon("file-arrow-up"), m.Export)
	c.read = widget.NewMediumButton(t.T("sync.carry.in"), widget.Secondary, assets.Icon("file-arrow-down"), m.Import)
	words := widget.NewText(t.T("sync.carry.text"), theme.SizeText, false, theme.Ink2)
	words.Wrap = true
	c.card = widget.VStack(12, widget.Heading(t.T("sync.carry")), widget.Card(widget.Pad(
		widget.VStack(16, words, widget.WrapRow(12, c.send, c.read), c.noticed), 16, 16, 16, 16)))
	return c
}

// draw takes the model over.
func (c *carry) draw() {
	for _, b := range []*widget.Button{c.send, c.read} {
		if c.model.CanCarry() {
			b.Enable()
		} else {
			b.Disable()
		}
	}
	c.noticed.Objects = nil
	if n, told := c.model.Notice(); told {
		tone, icon := look(n.Level)
		c.notice.Set(tone, assets.IconFill(icon), n.Strong, n.Text)
		c.noticed.Add(c.notice)
	}
	setVisible(c.noticed, len(c.noticed.Objects) > 0)
	c.noticed.Refresh()
}

// look is how a notice is shown.
func look(l Level) (tone widget.Tone, icon string) {
	switch l {
	case Good:
		return widget.Good, "check-circle"
	case NeedsYou:
		return widget.Urgent, "warning-circle"
	case Working:
		return widget.Active, "hourglass"
	case Calm:
	}
	return widget.Neutral, "info"
}
