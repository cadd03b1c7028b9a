package recorder

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	fw "fyne.io/fyne/v2/widget"

	"pendamping/app/theme"
	"pendamping/app/widget"
)

// Measures of the recorder's frame in dp.
const (
	wideFrom   = 1000 // from this width on bar and stepper share a line
	barHeight  = 64
	stepHeight = 72
	actHeight  = 88
	undoHeight = 56
	wideTitle  = 296 // room of the title beside the stepper
	wideBack   = 64  // of it, what the arrow takes
	wideStatus = 216 // room of the chip beside the stepper
	wideHelp   = 56  // and of the question mark
	margin     = 16
)

// frame lays out bar, stepper, body and action bar: one under the other, or with
// the stepper inside the bar where it is wide enough.
type frame struct {
	bar                  *widget.AppBar
	steps, rule, actions fyne.CanvasObject
	body, undo           *fyne.Container
	focus                fyne.Canvas
	helped               bool // the bar has a question mark
}

// objects lists the parts, the undo bar on top.
func (f *frame) objects() []fyne.CanvasObject {
	return []fyne.CanvasObject{f.bar, f.steps, f.rule, f.body, f.actions, f.undo}
}

// place moves and sizes an object.
func place(o fyne.CanvasObject, x, y, w, h float32) {
	o.Move(fyne.NewPos(x, y))
	o.Resize(fyne.NewSize(max(0, w), max(0, h)))
}

// Layout implements fyne.Layout.
func (f *frame) Layout(_ []fyne.CanvasObject, size fyne.Size) {
	top := float32(barHeight + stepHeight)
	if size.Width >= wideFrom {
		top = stepHeight
		f.bar.SetRoom(wideTitle - wideBack)
		place(f.bar, 0, 0, size.Width, stepHeight)
		room := size.Width - wideTitle - wideStatus
		if f.helped {
			room -= wideHelp
		}
		place(f.steps, wideTitle, 0, room, stepHeight)
	} else {
		f.bar.SetRoom(0)
		place(f.bar, 0, 0, size.Width, barHeight)
		place(f.steps, 0, barHeight, size.Width, stepHeight)
	}
	place(f.rule, 0, top-1, size.Width, 1)
	bottom := size.Height
	if f.actions.Visible() {
		bottom -= actHeight
		place(f.actions, 0, bottom, size.Width, actHeight)
	}
	place(f.body, 0, top, size.Width, bottom-top)
	if f.undo.Visible() {
		place(f.undo, margin, bottom-undoHeight-margin, size.Width-2*margin, undoHeight)
	}
}

// MinSize implements fyne.Layout: the recorder takes what it gets.
func (*frame) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.NewSize(320, 480) }

// press is anything with a content that can be pressed; a slow press counts too.
type press struct {
	fw.BaseWidget
	content fyne.CanvasObject
	tapped  func()
}

// newPress makes content pressable.
func newPress(content fyne.CanvasObject, tapped func()) *press {
	p := &press{content: content, tapped: tapped}
	p.ExtendBaseWidget(p)
	return p
}

// CreateRenderer implements fyne.Widget.
func (p *press) CreateRenderer() fyne.WidgetRenderer { return fw.NewSimpleRenderer(p.content) }

// Tapped implements fyne.Tappable.
func (p *press) Tapped(*fyne.PointEvent) { p.tapped() }

// TappedSecondary implements fyne.SecondaryTappable.
func (p *press) TappedSecondary(*fyne.PointEvent) { p.tapped() }

// scrolled puts a column of objects into a page that scrolls, with the recorder's margins.
func scrolled(gap float32, objects ...fyne.CanvasObject) fyne.CanvasObject {
	return container.NewVScroll(widget.Pad(widget.VStack(gap, objects...), margin, margin, margin, margin))
}

// boxed is a card with its own padding.
func boxed(o fyne.CanvasObject) fyne.CanvasObject { return widget.Card(widget.Pad(o, 16, 16, 16, 16)) }

// pair is a line with words at the left and a figure at the right.
func pair(left, right *widget.Text) *fyne.Container {
	right.Align = fyne.TextAlignTrailing
	return widget.Spread(left, right)
}

// grey is running text in the secondary ink.
func grey(s string) *widget.Text { return widget.NewText(s, theme.SizeText, false, theme.Ink2) }

// wrapped lets a text take as many lines as it needs.
func wrapped(t *widget.Text) *widget.Text {
	t.Wrap = true
	return t
}
