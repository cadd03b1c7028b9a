package devices

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"pendamping/app/screen"
	"pendamping/app/theme"
	"pendamping/app/widget"
	"pendamping/assets"
	"pendamping/kpuk"
)

// Measures in dp.
const (
	sideWidth = 376
	rowHeight = 56
)

// View draws the list at the left and, when something is chosen, the panel at the right.
type View struct {
	env    *screen.Env
	model  *Model
	root   *fyne.Container
	count  *widget.Text
	tabs   []*widget.FilterChip
	list   *widget.RowList
	body   *fyne.Container
	empty  *widget.Empty
	framed fyne.CanvasObject
	side   *fyne.Container
	panel  *panel
}

// New makes the page.
func New(env *screen.Env, cfg Config) *View {
	v := &View{env: env, model: NewModel(env, cfg)}
	t := env.Text
	v.count = widget.NewText("", theme.SizeText, false, theme.Ink2)
	enrol := widget.NewSmallButton(t.T("devices.enrol"), widget.Primary, assets.Icon("plus"), func() {
		v.do(func() {
			v.model.Close()
			v.model.StartForm()
		})
	})
	for _, tab := range []Tab{Everybody, Silent, Revoked} {
		chip := widget.NewFilterChip("", false, func(bool) {
			v.model.SetTab(tab)
			v.showList()
		})
		chip.Small = true
		v.tabs = append(v.tabs, chip)
	}
	v.list = widget.NewRowList(func() int { return len(v.model.Rows()) }, rowHeight*textScale(v.count),
		func() fyne.CanvasObject { return widget.NewListRow(widget.ListRowConfig{Height: rowHeight}) },
		func(row int, o fyne.CanvasObject) {
			if r, ok := o.(*widget.ListRow); ok && row < len(v.model.Rows()) {
				r.Set(v.row(row))
			}
		})
	v.framed = widget.Card(widget.Pad(v.list, 8, 1, 8, 1))
	v.empty = widget.NewEmpty(t.T("devices.empty"), "", nil)
	v.body = widget.Layers(v.framed)
	head := widget.HStack(12, widget.TitleSerif(t.T("devices.title")), widget.Grow(v.count), enrol)
	chips := widget.WrapRow(8, v.tabs[0], v.tabs[1], v.tabs[2])
	left := widget.Pad(widget.VStack(12, head, chips, widget.Grow(v.body)), 12, 24, 24, 24)
	v.panel = newPanel(v)
	v.side = widget.Layers()
	v.root = container.New(panes{}, left, v.side)
	v.show()
	return v
}

// Object is the page.
func (v *View) Object() fyne.CanvasObject { return v.root }

// Refresh reads the list again. What is being filled in is not touched.
func (v *View) Refresh() {
	v.model.Reload()
	v.showList()
}

// SelectDevice shows one tablet.
func (v *View) SelectDevice(id kpuk.ID) { v.do(func() { v.model.SelectDevice(id) }) }

// do runs an action of the model and shows what came of it.
func (v *View) do(action func()) {
	action()
	v.show()
}

// show brings everything in line with the model.
func (v *View) show() {
	v.showList()
	content := v.panel.object()
	if content == nil {
		v.side.Hide()
	} else {
		v.side.Objects = []fyne.CanvasObject{widget.NewSurface(theme.Card, "", 0, 0), content}
		v.side.Show()
	}
	v.root.Refresh()
}

// showList brings the left side in line with the model.
func (v *View) showList() {
	t := v.env.Text
	all, silent, revoked, tablets := v.model.Counts()
	v.count.SetText(t.T("devices.count", "People", t.Number(int64(v.model.People())), "Tablets", t.Number(int64(tablets))))
	for i, words := range []string{
		t.T("devices.tab.all", "N", all), t.T("devices.tab.silent", "N", silent), t.T("devices.tab.revoked", "N", revoked),
	} {
		v.tabs[i].SetText(words)
		v.tabs[i].SetOn(Tab(i) == v.model.Tab())
	}
	content := v.framed
	if len(v.model.Rows()) == 0 {
		content = v.empty
	}
	if v.body.Objects[0] != content {
		v.body.Objects[0] = content
		v.body.Refresh()
	}
	v.list.Refresh()
}

// row words one line.
func (v *View) row(i int) widget.ListRowConfig {
	r, t := v.model.Rows()[i], v.env.Text
	chosen, ok := v.model.Selected()
	c := widget.ListRowConfig{
		Title: r.Name, Subtitle: r.Office, Height: rowHeight, ChipText: r.State, ChipTone: toneOf(r.Mood), ChipWidth: 150,
		Selected: ok && chosen.Person == r.Person && chosen.Device == r.Device,
		Cells: []widget.RowCell{
			{Text: r.Label, Note: r.Last, Width: 150},
			{Text: v.groups(r), Note: t.T("devices.groups"), Width: 80},
		},
		Tapped: func() { v.do(func() { v.model.Select(i) }) },
	}
	switch {
	case r.revoked:
		c.ChipIcon = assets.IconFill("prohibit")
	case r.Mood == Good:
		c.ChipIcon = assets.IconFill("check-circle")
	case r.Mood == Waiting:
		c.ChipIcon = assets.IconFill("clock-countdown")
	}
	return c
}

// groups is how many groups a person was given; who holds all is given none.
func (v *View) groups(r Row) string {
	if r.HoldsAll {
		return v.env.Text.T("devices.groups.all")
	}
	return v.env.Text.Number(int64(r.Groups))
}

// toneOf is the kit's word for a mood.
func toneOf(m Mood) widget.Tone {
	switch m {
	case Good:
		return widget.Good
	case Waiting:
		return widget.Waiting
	default:
		return widget.Neutral
	}
}

// textScale is how much larger than usual the user wants text.
func textScale(of interface{ Theme() fyne.Theme }) float32 {
	return theme.Size(of.Theme(), theme.SizeText) / 15
}

// panes lays the list beside the panel, which takes its width while it shows.
type panes struct{}

// Layout places the two.
func (panes) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	list, side := objects[0], objects[1]
	width := float32(0)
	if side.Visible() {
		width = min(sideWidth, size.Width)
	}
	list.Move(fyne.NewPos(0, 0))
	list.Resize(fyne.NewSize(size.Width-width, size.Height))
	side.Move(fyne.NewPos(size.Width-width, 0))
	side.Resize(fyne.NewSize(width, size.Height))
}

// MinSize leaves the width to the window.
func (panes) MinSize(objects []fyne.CanvasObject) fyne.Size {
	return fyne.NewSize(sideWidth, objects[0].MinSize().Height)
}
