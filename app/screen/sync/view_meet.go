package sync

import (
	"fyne.io/fyne/v2"

	"pendamping/app/screen"
	"pendamping/app/widget"
	"pendamping/assets"
)

// meetTile leads to the page for meeting colleagues where no hub is.
func meetTile(env *screen.Env) fyne.CanvasObject {
	t := env.Text
	return widget.Card(widget.Pad(widget.NewListRow(widget.ListRowConfig{
		LeadIcon: assets.Icon("broadcast"), Chevron: true, Last: true, Title: t.T("sync.meet"), Subtitle: t.T("sync.meet.text"),
		Tapped: func() { env.Open(screen.Route{Name: screen.Hotspot}) },
	}), 4, 4, 4, 4))
}
