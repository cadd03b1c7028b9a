package review

import (
	"context"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"pendamping/app/screen"
	"pendamping/app/screen/pictures"
	"pendamping/app/theme"
	"pendamping/app/widget"
	"pendamping/assets"
	"pendamping/kpuk"
)

// listWidth is the width of the inbox in dp.
const listWidth = 352

// View draws the inbox at the left and the open meeting at the right.
type View struct {
	env   *screen.Env
	model *Model
	root  *fyne.Container
	page  fyne.CanvasObject
	empty fyne.CanvasObject

	count *widget.Chip
	list  *widget.RowList
	clean *widget.Text
	bulk  *widget.Button
	undo  *widget.UndoBar
	foot  *fyne.Container
	// amended are the corrected lines of no meeting that wait.
	amended *fyne.Container
	detail  *detail
	photos  pictures.Source // nil: none are shown
}

// New makes the page. hold is how a decision is held back, [Hold] in the app; photos
// reads the photos that answer a question, and may be nil.
func New(env *screen.Env, hold func(context.Context) error, photos pictures.Source) *View {
	v := &View{env: env, root: container.NewStack(), photos: photos}
	v.model = NewModel(env, hold, v.show)
	v.show()
	return v
}

// Object is the page.
func (v *View) Object() fyne.CanvasObject { return v.root }

// Refresh reads the inbox again. A comment that is being written is not touched.
func (v *View) Refresh() {
	v.model.Reload()
	v.show()
}

// Leave keeps the last decision for good, as nobody can take it back from elsewhere.
func (v *View) Leave() {
	if v.model.Said() != "" {
		v.do(v.model.Settle)
	}
}

// SelectID opens a meeting of the inbox and tells whether it waits there.
func (v *View) SelectID(id kpuk.ID) bool {
	found := v.model.SelectID(id)
	v.show()
	return found
}

// Rune answers the letters of the keyboard: j and k go down and up, a approves, r
// returns. While a comment is being written it takes none.
func (v *View) Rune(r rune) bool {
	if v.typing() || v.model.Open() == nil {
		return false
	}
	switch r {
	case 'j', 'J':
		v.step(1)
	case 'k', 'K':
		v.step(-1)
	case 'a', 'A':
		v.do(v.model.Approve)
	case 'r', 'R':
		v.doReturn()
	default:
		return false
	}
	return true
}

// Key answers arrows, and Enter, which opens the whole meeting. Escape in the comment
// stays here: it must not leave the page with a comment half written.
func (v *View) Key(e *fyne.KeyEvent) bool {
	if v.typing() || v.model.Open() == nil {
		return v.typing() && e.Name == fyne.KeyEscape
	}
	switch e.Name {
	case fyne.KeyDown:
		v.step(1)
	case fyne.KeyUp:
		v.step(-1)
	case fyne.KeyReturn, fyne.KeyEnter:
		v.env.Open(screen.Route{Name: screen.Meeting, ID: v.model.Open().ID})
	default:
		return false
	}
	return true
}

// typing tells whether the comment has the keyboard.
func (v *View) typing() bool { return v.detail != nil && v.detail.comment.Focused() }

// step goes to another row.
func (v *View) step(by int) {
	v.model.Step(by)
	v.show()
	v.list.ScrollToRow(v.model.Index())
}

// do runs an action of the model and shows what came of it.
func (v *View) do(action func()) {
	action()
	v.show()
}

// doReturn returns the meeting, or asks for the comment by giving it the keyboard.
func (v *View) doReturn() {
	v.do(v.model.Return)
	if v.model.Nudged() {
		v.detail.comment.Focus()
	}
}

// show brings the widgets in line with the model.
func (v *View) show() {
	if v.model.Count() == 0 && len(v.model.Amendments()) == 0 && v.model.Said() == "" && v.model.Failure() == "" {
		if v.empty == nil {
			v.empty = widget.NewEmpty(v.env.Text.T("review.empty"), v.env.Text.T("review.empty.do"), func() {
				v.env.Open(screen.Route{Name: screen.Meeting})
			})
		}
		v.put(v.empty)
		return
	}
	if v.page == nil {
		v.page = v.build()
	}
	v.list.Refresh()
	v.showAmended()
	v.count.Set(v.env.Text.N("review.count", v.model.Count()), widget.Active, nil)
	v.fillFoot()
	v.detail.show()
	v.put(v.page)
}

// put swaps the content when it is another.
func (v *View) put(o fyne.CanvasObject) {
	if len(v.root.Objects) == 1 && v.root.Objects[0] == o {
		return
	}
	v.root.Objects = []fyne.CanvasObject{o}
	v.root.Refresh()
}

// build makes inbox and detail once.
func (v *View) build() fyne.CanvasObject {
	v.detail = newDetail(v)
	return container.New(panes{}, v.inbox(), widget.UprightRule(), v.detail.object())
}

// panes lays the inbox at its width beside a rule and the detail, all at full height.
type panes struct{}

// Layout places the three.
func (panes) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	x := float32(0)
	for i, width := range []float32{listWidth - 1, 1, max(0, size.Width-listWidth)} {
		objects[i].Move(fyne.NewPos(x, 0))
		objects[i].Resize(fyne.NewSize(width, size.Height))
		x += width
	}
}

// MinSize leaves the width to the window.
func (panes) MinSize(objects []fyne.CanvasObject) fyne.Size {
	return fyne.NewSize(listWidth, max(objects[0].MinSize().Height, objects[2].MinSize().Height))
}

// inbox is the left side.
func (v *View) inbox() fyne.CanvasObject {
	t := v.env.Text
	v.count = widget.NewChip("", widget.Active, nil)
	v.list = widget.NewRowList(v.model.Count, widget.InboxRowHeight*textScale(v.count),
		func() fyne.CanvasObject { return widget.NewInboxRow(widget.InboxRowConfig{}) },
		func(row int, o fyne.CanvasObject) {
			if r, ok := o.(*widget.InboxRow); ok {
				r.Set(v.row(row))
			}
		})
	v.clean = widget.Caption("")
	v.clean.Wrap = true
	v.bulk = widget.NewSmallButton(t.T("review.bulk"), widget.Secondary, assets.Icon("checks"), func() { v.do(v.model.ApproveBulk) })
	v.undo = widget.NewUndoBar("", t.T("common.undo"), nil)
	v.foot, v.amended = widget.VStack(0), widget.VStack(0)
	head := widget.VStack(8,
		widget.HStack(8, widget.Grow(widget.TitleSerif(t.T("review.title"))), widget.Caption(t.T("review.oldest")), key("J"), key("K")),
		widget.HStack(8, v.count))
	return widget.VStack(0, widget.Pad(head, 16, 16, 12, 24), widget.Rule(), v.amended, widget.Grow(v.list), v.foot)
}

// showAmended lists the corrected lines of no meeting above the meetings; each has a page
// of its own.
func (v *View) showAmended() {
	v.amended.Objects = nil
	const most = 4 // the rest moves up as these are decided; meetings need the room
	waiting := v.model.Amendments()
	for _, a := range waiting[:min(len(waiting), most)] {
		v.amended.Add(widget.NewListRow(widget.ListRowConfig{
			Title: a.Title, Subtitle: a.Subtitle, ChipText: a.Age, ChipTone: widget.Waiting, ChipIcon: assets.IconFill("note-pencil"),
			Height: widget.RowCompact, Tapped: func() { v.env.Open(a.Route) },
		}))
	}
	if n := len(waiting) - most; n > 0 {
		v.amended.Add(widget.Pad(widget.Caption(v.env.Text.N("review.amended.more", n)), 4, 16, 8, 16))
	}
	v.amended.Refresh()
}

// textScale is how much larger than usual the user wants text.
func textScale(of interface{ Theme() fyne.Theme }) float32 {
	return theme.Size(of.Theme(), theme.SizeText) / 15
}

// key draws a key of the keyboard.
func key(name string) fyne.CanvasObject {
	letter := widget.NewText(name, theme.SizeCaption, false, theme.Ink2)
	letter.Align = fyne.TextAlignCenter
	return widget.Fixed(widget.Layers(widget.NewSurface(theme.Card, theme.Edge, 1, 4), letter), 22, 20)
}

// row words one line of the inbox.
func (v *View) row(row int) widget.InboxRowConfig {
	if row >= v.model.Count() {
		return widget.InboxRowConfig{}
	}
	r := v.model.Row(row)
	c := widget.InboxRowConfig{
		Title: r.Title, Subtitle: r.Subtitle, Age: r.Age, On: v.model.Checked(row), Selected: row == v.model.Index(),
		Checked: func(on bool) { v.do(func() { v.model.Check(row, on) }) },
		Tapped:  func() { v.do(func() { v.model.Calm(); v.model.Select(row) }) },
	}
	if r.Chip != "" {
		c.ChipText, c.ChipTone, c.ChipIcon = r.Chip, widget.Waiting, assets.IconFill("warning")
	}
	return c
}

// fillFoot shows what one press approves, and above it what can be taken back.
func (v *View) fillFoot() {
	t := v.env.Text
	n := len(v.model.Bulk())
	v.clean.SetText(t.N("review.clean", n))
	v.bulk.Enable()
	if n == 0 {
		v.bulk.Disable()
	}
	objects := []fyne.CanvasObject{}
	if said := v.model.Said(); said != "" {
		v.undo.Set(said, func() { v.do(v.model.Undo) })
		objects = append(objects, widget.Pad(v.undo, 8, 8, 8, 8))
	}
	bar := widget.HStack(12, widget.Grow(widget.Fixed(v.clean, 0, 40)), v.bulk)
	if textScale(v.count) > 1 { // no room for both side by side
		bar = widget.VStack(8, v.clean, v.bulk)
	}
	objects = append(objects, widget.Rule(), widget.Panel(theme.Card, 0, widget.Pad(bar, 12, 16, 12, 24)))
	v.foot.Objects = objects
	v.foot.Refresh()
}
