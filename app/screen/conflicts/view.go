package conflicts

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"pendamping/app/screen"
	"pendamping/app/screen/helped"
	"pendamping/app/theme"
	"pendamping/app/widget"
	"pendamping/assets"
)

// Measures in dp.
const (
	listWidth = 288
	twoPanes  = 960 // from this width on list and detail stand side by side
	nameWidth = 136
	typeWidth = 144
)

// View draws the list at the left and what is open at the right; on a narrow window one
// of them at a time.
type View struct {
	env    *screen.Env
	model  *Model
	narrow *fyne.Container
	rows   *fyne.Container
	body   *fyne.Container
	bar    *fyne.Container
	list   *fyne.Container // the left side of a wide window
	right  *fyne.Container
	root   *fyne.Container

	heading *fyne.Container // of what is open, in a wide window
	drawn   place           // what the detail was drawn for
	fields  []*fieldRow
}

// New makes the page over what is contested; *store.Doubts is a source.
func New(env *screen.Env, source Source) *View {
	v := &View{
		env: env, narrow: widget.Layers(), rows: widget.VStack(0), body: widget.Layers(), bar: widget.VStack(0), heading: widget.VStack(0),
	}
	v.model = NewModel(env, source, v.show)
	v.list = widget.VStack(0, v.head(), widget.Rule(), widget.Grow(container.NewVScroll(v.rows)), v.explain())
	v.right = widget.VStack(0, v.heading, widget.Grow(v.body), v.bar)
	v.root = container.NewStack(widget.NewResponsive(twoPanes,
		func() fyne.CanvasObject { return v.narrow },
		func() fyne.CanvasObject { return container.New(panes{}, v.list, widget.UprightRule(), v.right) }))
	v.show()
	return v
}

// Object is the page.
func (v *View) Object() fyne.CanvasObject { return v.root }

// Refresh reads anew what is contested. What was chosen and is being typed stays.
func (v *View) Refresh() { v.model.Load() }

// Key answers Escape, which on a narrow window leads back to the list.
func (v *View) Key(e *fyne.KeyEvent) bool {
	if e.Name != fyne.KeyEscape || v.model.Index() < 0 {
		return false
	}
	v.do(v.model.Close)
	return true
}

// panes lays the list at its width beside a rule and the detail, all at full height.
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

// MinSize leaves the size to the window.
func (panes) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.NewSize(listWidth, 0) }

// head is the title above the list, with the way back.
func (v *View) head() fyne.CanvasObject {
	back := widget.NewIconButton(assets.Icon("arrow-left"), v.env.Back)
	title := widget.Heading(v.env.Text.T("conflicts.title"))
	title.Wrap = true
	parts := helped.After(v.env, screen.Conflicts, back, widget.Grow(title))
	return widget.Pad(widget.HStack(4, parts...), 8, 16, 8, 8)
}

// explain says below the list how it comes that two values stand.
func (v *View) explain() fyne.CanvasObject {
	text := widget.Caption(v.env.Text.T("conflicts.explain"))
	text.Wrap = true
	return widget.Pad(widget.Panel(theme.Sunk, 12, widget.Pad(text, 12, 12, 12, 12)), 8, 16, 16, 24)
}

// do runs an action of the model and shows what came of it.
func (v *View) do(action func()) {
	action()
	v.show()
}

// show brings the widgets in line with the model.
func (v *View) show() {
	if v.model == nil {
		return // the first list came while the model was being made
	}
	v.showRows()
	v.showDetail()
	v.showNarrow()
	for _, o := range []*fyne.Container{v.list, v.right} { // the bar may be new, or a row larger
		if o != nil {
			o.Refresh()
		}
	}
}

// showRows draws the list.
func (v *View) showRows() {
	m, t := v.model, v.env.Text
	rows := make([]fyne.CanvasObject, 0, m.Count())
	for i := range m.Count() {
		r := m.Row(i)
		chip := t.N("conflicts.fields", r.Fields)
		if r.Twins {
			chip = t.T("conflicts.twice")
		}
		if r.Corrected {
			chip = t.T("conflicts.corrected")
		}
		rows = append(rows, widget.NewListRow(widget.ListRowConfig{
			Title: r.Title, Subtitle: r.Subtitle, ChipText: chip, ChipTone: widget.Waiting, ChipIcon: assets.IconFill("git-branch"),
			Height: widget.RowCompact, Selected: i == m.Index(), Tapped: func() { v.do(func() { m.Open(i) }) },
		}))
	}
	if m.Count() == 0 && m.Loaded() {
		rows = append(rows, widget.Pad(widget.NewEmpty(t.T("conflicts.none"), t.T("common.back"), v.env.Back), 24, 8, 0, 8))
	}
	v.rows.Objects = rows
	v.rows.Refresh()
}

// showNarrow shows on a narrow window the list, or what is open.
func (v *View) showNarrow() {
	t, m := v.env.Text, v.model
	if m.Index() < 0 {
		v.narrow.Objects = []fyne.CanvasObject{widget.VStack(0,
			widget.NewAppBar(t.T("conflicts.title"), "", v.env.Back, helped.On(v.env, screen.Conflicts)...), v.notice(), widget.Grow(container.NewVScroll(v.rows)), v.explain())}
	} else {
		title, line := m.Heading()
		v.narrow.Objects = []fyne.CanvasObject{widget.VStack(0,
			widget.NewAppBar(title, line, func() { v.do(m.Close) }, helped.On(v.env, screen.Conflicts)...), widget.Grow(v.body), v.bar)}
	}
	v.narrow.Refresh()
}

// notice says that something failed, or that what was open was settled.
func (v *View) notice() fyne.CanvasObject {
	t, m := v.env.Text, v.model
	switch {
	case m.Failure() != "":
		return widget.Pad(widget.NewBanner(widget.Urgent, nil, t.T("conflicts.failed"), m.Failure()), 0, 24, 12, 24)
	case m.Gone():
		return widget.Pad(widget.NewBanner(widget.Good, assets.IconFill("check-circle"), t.T("conflicts.settled"), t.T("conflicts.settled.text")), 0, 24, 12, 24)
	default:
		return widget.VStack(0)
	}
}
