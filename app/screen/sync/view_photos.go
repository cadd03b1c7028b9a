package sync

import (
	"fyne.io/fyne/v2"
	fynetheme "fyne.io/fyne/v2/theme"
	fw "fyne.io/fyne/v2/widget"

	"pendamping/app/theme"
	"pendamping/app/widget"
	"pendamping/assets"
)

// photoRow is the line about photos, with a button to send them now.
func (v *View) photoRow(p PhotoRow) fyne.CanvasObject {
	t := v.env.Text
	icon := fw.NewIcon(fynetheme.NewColoredResource(assets.Icon("camera"), theme.Ink2))
	why := widget.Caption(p.Why)
	why.Wrap = true
	size := widget.NewText(p.Bytes, theme.SizeText, false, theme.Ink2)
	chip := widget.NewSmallChip(p.Count, widget.Waiting, assets.IconFill("clock"))
	row := widget.HStack(16, widget.Fixed(icon, 24, 24),
		widget.Grow(widget.VStack(2, widget.Strong(t.T("sync.photos")), why)), size, chip)
	now := widget.NewMediumButton(t.T("sync.photos.now"), widget.Secondary, assets.Icon("upload-simple"), func() {
		v.model.SendPhotos()
		v.Refresh()
	})
	if !p.Now {
		now.Disable()
	}
	return widget.Pad(widget.VStack(12, row, widget.WrapRow(12, now)), 16, 0, 16, 0)
}
