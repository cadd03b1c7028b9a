package group

import (
	"fyne.io/fyne/v2"

	"pendamping/app/screen"
	"pendamping/app/widget"
	"pendamping/assets"
)

// shareLink leads from the cash book to what a share-out would give today.
func (v *View) shareLink() fyne.CanvasObject {
	p := v.env.Text
	ask := widget.NewMediumButton(p.T("group.share_today"), widget.Secondary, assets.Icon("calculator"), func() {
		v.env.Open(screen.Route{Name: screen.ShareOut, ID: v.id})
	})
	return widget.Pad(widget.Spread(widget.Body(p.T("group.share_words")), ask), 8, 16, 8, 16)
}
