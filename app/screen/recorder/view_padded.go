package recorder

import "fyne.io/fyne/v2"

// Measures of the two shapes of the keypad in dp.
const (
	dockHeight = 344
	panelWidth = 392
)

// padded lays a page out with its keypad docked below, or beside it where there is
// room. Its objects are the page, the dock and the panel.
type padded struct {
	mirrored bool
	bare     bool // a form is open: the page has all the room
}

// Layout implements fyne.Layout.
func (p *padded) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	page, dock, panel := objects[0], objects[1], objects[2]
	if p.bare {
		dock.Hide()
		panel.Hide()
		place(page, 0, 0, size.Width, size.Height)
		return
	}
	if size.Width >= wideFrom {
		dock.Hide()
		panel.Show()
		if p.mirrored {
			place(panel, 0, 0, panelWidth, size.Height)
			place(page, panelWidth, 0, size.Width-panelWidth, size.Height)
			return
		}
		place(page, 0, 0, size.Width-panelWidth, size.Height)
		place(panel, size.Width-panelWidth, 0, panelWidth, size.Height)
		return
	}
	panel.Hide()
	dock.Show()
	place(page, 0, 0, size.Width, size.Height-dockHeight)
	place(dock, 0, size.Height-dockHeight, size.Width, dockHeight)
}

// MinSize implements fyne.Layout: the recorder takes what it gets.
func (*padded) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.NewSize(320, 400) }

// stacked lays a page out above the room for the undo bar, which is there only while
// it is used, and above a bar of its own. Keys and sums so never lie under the undo
// bar. Its objects are the page, the undo bar and, if any, the bar.
type stacked struct{}

// Layout implements fyne.Layout.
func (*stacked) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	bottom := size.Height
	if len(objects) > 2 {
		bottom -= totalsHeight
		place(objects[2], 0, bottom, size.Width, totalsHeight)
	}
	if undo := objects[1]; undo.Visible() {
		bottom -= undoHeight + 8
		place(undo, 8, bottom+4, size.Width-16, undoHeight)
	}
	place(objects[0], 0, 0, size.Width, bottom)
}

// MinSize implements fyne.Layout.
func (*stacked) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.NewSize(320, 160) }
