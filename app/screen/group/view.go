package group

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"pendamping/app/screen"
	"pendamping/app/screen/form"
	"pendamping/app/screen/helped"
	"pendamping/app/screen/printed"
	"pendamping/app/theme"
	"pendamping/app/widget"
	"pendamping/assets"
	"pendamping/kpuk"
)

// Widths of the columns of the tabs, in dp.
const (
	cellWidth  = 112
	stateWidth = 128
)

// Config is what the app gives the page beside the environment. Every field may be zero.
type Config struct {
	Tab  string // the tab to open: members, meetings, cash, loans, visits or rules
	Pane bool   // the page stands beside the list of groups and has no way back
}

// View draws the page.
type View struct {
	env    *screen.Env
	id     kpuk.ID
	cfg    Config
	model  *Model
	object *fyne.Container
	head   *fyne.Container // title, figures and banner
	tabs   *widget.Tabs
	body   *fyne.Container // the open tab
	rows   *widget.RowList
	foot   *fyne.Container
	whole  fyne.CanvasObject
	note   *fyne.Container // why something could not be done
	work   *fyne.Container // a form over the open tab: rules, closing; empty when there is none
	left   *form.Offer     // of forms that were left half-filled
	sheet  *form.Sheet     // of the form that is open; nil without one
}

// New makes the page of a group.
func New(env *screen.Env, id kpuk.ID, cfg Config) *View {
	v := &View{
		env: env, id: id, cfg: cfg, model: NewModel(env, id, tabOf(cfg.Tab)),
		object: widget.Layers(), head: widget.VStack(12), body: widget.Layers(), foot: widget.Layers(), note: widget.VStack(0),
		work: widget.VStack(0),
	}
	labels := make([]string, tabs)
	for tab := range labels {
		labels[tab] = env.Text.T("group.tab." + Tab(tab).name())
	}
	v.tabs = widget.NewTabs(labels, int(v.model.Tab), v.open)
	v.rows = widget.NewRowList(func() int { return len(v.model.Rows) }, widget.RowCompact,
		func() fyne.CanvasObject { return widget.NewListRow(widget.ListRowConfig{}) }, v.bind)
	v.openDrafts()
	v.draw()
	return v
}

// name is the tab's name in routes and texts.
func (t Tab) name() string {
	return [...]string{"members", "meetings", "cash", "loans", "visits", "rules"}[t]
}

// tabOf finds a tab by name; any other name opens the members.
func tabOf(name string) Tab {
	for tab := Members; tab < tabs; tab++ {
		if tab.name() == name {
			return tab
		}
	}
	return Members
}

// Object is the page.
func (v *View) Object() fyne.CanvasObject { return v.object }

// Refresh shows what the book holds now; the open tab stays where it was scrolled to.
func (v *View) Refresh() {
	v.model.Load()
	v.draw()
}

// draw brings the page in line with the model.
func (v *View) draw() {
	if !v.model.Found {
		missing := widget.NewEmpty(v.env.Text.T("group.missing"), v.env.Text.T("common.back"), v.env.Back)
		v.object.Objects = []fyne.CanvasObject{missing}
		v.object.Refresh()
		return
	}
	v.drawHead()
	v.drawBody()
	v.drawFoot()
	if v.whole == nil {
		v.whole = v.page()
	}
	v.object.Objects = []fyne.CanvasObject{v.whole}
	v.object.Refresh()
}

// page arranges the parts once.
func (v *View) page() fyne.CanvasObject {
	top := widget.VStack(8, v.note, v.head, v.left.Object(), v.tabs)
	return widget.VStack(0,
		widget.Pad(top, 8, 24, 12, 24),
		widget.Grow(widget.Pad(v.body, 0, 24, 16, 24)),
		v.foot)
}

// drawHead is title, figures and the running meeting.
func (v *View) drawHead() {
	m := v.model
	title := widget.NewText(m.Title, theme.SizeAmount, true, theme.Ink)
	title.Serif = true
	below := widget.Body(m.Subtitle)
	below.SetColour(theme.Ink2)
	saved := widget.NewChip(v.env.Text.T("common.saved"), widget.Neutral, assets.Icon("device-tablet"))
	names := widget.VStack(0, title, below)
	right := widget.HStack(8, saved)
	if icon := printed.Icon(v.env, v.say, v.prints()...); icon != nil {
		right.Add(icon)
	}
	for _, icon := range helped.On(v.env, screen.Group) {
		right.Add(icon)
	}
	right.Add(widget.NewIconButton(assets.Icon("dots-three-vertical"), v.more))
	parts := []fyne.CanvasObject{widget.Spread(names, right)}
	if !v.cfg.Pane {
		back := widget.NewIconButton(assets.Icon("arrow-left"), v.env.Back)
		parts = []fyne.CanvasObject{widget.Spread(widget.HStack(0, back), right), names}
	}
	if m.Closed != "" {
		parts = append(parts, widget.NewBanner(widget.Neutral, assets.IconFill("archive"), "", m.Closed).
			Action(v.env.Text.T("group.reopen"), func() { m.Reopen(v.done) }))
	}
	parts = append(parts, v.figures())
	if m.Running != nil {
		parts = append(parts, v.running(m.Running))
	}
	v.head.Objects = parts
	v.head.Refresh()
}

// figures are the four tiles; the ones with sums are wider.
func (v *View) figures() fyne.CanvasObject {
	leads := [...]Tab{Members, Cash, Loans, Loans}
	tiles := make([]fyne.CanvasObject, len(v.model.Figures))
	for i, f := range v.model.Figures {
		tiles[i] = widget.NewStatTile(f.Label, f.Value, f.Note, tone(f.Tone), func() { v.open(int(leads[i])) })
	}
	return widget.Columns([]float32{1.15, 1.7, 1.7, 1.25}, 12, tiles...)
}

// running is the banner of the meeting that is being written.
func (v *View) running(b *Banner) fyne.CanvasObject {
	kind, icon := widget.Active, assets.IconFill("play-circle")
	if b.Returned {
		kind, icon = widget.Urgent, assets.IconFill("flag")
	}
	return widget.NewBanner(kind, icon, b.Strong, b.Text).OnTapped(func() {
		v.env.Open(screen.Route{Name: screen.Recorder, ID: b.Meeting})
	})
}

// open turns to a tab.
func (v *View) open(tab int) {
	v.work.Objects = nil
	v.model.Show(Tab(tab))
	v.tabs.Select(tab)
	v.rows.ScrollToRow(0)
	v.drawBody()
}

// drawBody shows the open tab.
func (v *View) drawBody() {
	m, p := v.model, v.env.Text
	switch {
	case len(v.work.Objects) > 0:
		v.body.Objects = []fyne.CanvasObject{container.NewVScroll(v.work)}
		v.body.Refresh()
		return
	case m.Tab == Rules:
		v.body.Objects = []fyne.CanvasObject{v.rules()}
		v.body.Refresh()
		return
	}
	if len(m.Rows) == 0 {
		v.body.Objects = []fyne.CanvasObject{widget.NewEmpty(p.T("group.none."+m.Tab.name()), "", nil)}
		v.body.Refresh()
		return
	}
	parts := []fyne.CanvasObject{widget.Grow(widget.Pad(v.rows, 0, 1, 8, 1))}
	if len(m.Columns) > 0 {
		parts = []fyne.CanvasObject{v.columns(), widget.Rule(), parts[0]}
	} else {
		parts[0] = widget.Grow(widget.Pad(v.rows, 8, 1, 8, 1))
	}
	if m.Tab == Cash {
		parts = append([]fyne.CanvasObject{v.shareLink(), widget.Rule()}, parts...)
	}
	list := fyne.CanvasObject(widget.Card(widget.VStack(0, parts...)))
	if m.Tab == Loans {
		list = widget.VStack(12, v.classes(), widget.Grow(list))
	}
	v.body.Objects = []fyne.CanvasObject{list}
	v.rows.Refresh()
	v.body.Refresh()
}

// classes are the tiles of arrears by age.
func (v *View) classes() fyne.CanvasObject {
	tiles := make([]fyne.CanvasObject, len(v.model.Classes))
	for i, c := range v.model.Classes {
		tiles[i] = widget.NewStatTile(c.Label, c.Value, c.Note, tone(c.Tone), nil)
	}
	return widget.Columns(nil, 8, tiles...)
}

// columns are the heads over the rows, at the rows' own distances.
func (v *View) columns() fyne.CanvasObject {
	p := v.env.Text
	head := func(text string, width float32, align fyne.TextAlign) fyne.CanvasObject {
		t := widget.NewText(text, theme.SizeCaption, true, theme.Ink2)
		t.Align = align
		return widget.Fixed(t, width, 39)
	}
	var parts []fyne.CanvasObject
	if v.model.Tab == Members {
		parts = append(parts, head(p.T("group.column.number"), 24, fyne.TextAlignLeading))
	}
	first := "group.column.name"
	if v.model.Tab == Cash || v.model.Tab == Meetings {
		first = "group.column.what"
	}
	parts = append(parts, widget.Grow(head(p.T(first), 0, fyne.TextAlignLeading)))
	for _, c := range v.model.Columns {
		parts = append(parts, head(c, cellWidth, fyne.TextAlignTrailing))
	}
	if v.model.Tab != Cash {
		parts = append(parts, head(p.T("group.column.state"), stateWidth, fyne.TextAlignLeading), widget.Fixed(widget.VStack(0), 16, 39))
	}
	return widget.Pad(widget.HStack(16, parts...), 0, 16, 0, 16)
}

// bind fills a row.
func (v *View) bind(i int, o fyne.CanvasObject) {
	row, ok := o.(*widget.ListRow)
	if !ok || i >= len(v.model.Rows) {
		return
	}
	r := v.model.Rows[i]
	cfg := widget.ListRowConfig{
		No: r.No, Title: r.Title, Subtitle: r.Subtitle, Height: widget.RowCompact, Last: i == len(v.model.Rows)-1,
		ChipText: r.Mark.Text, ChipTone: tone(r.Mark.Tone), ChipIcon: icon(r.Mark),
	}
	if v.model.Tab == Meetings && r.Mark.Tone == Active {
		cfg.ChipIcon = assets.IconFill("play-circle") // under way, not agreed to
	}
	for _, c := range r.Cells {
		cfg.Cells = append(cfg.Cells, widget.RowCell{Text: c, Width: cellWidth})
	}
	if len(v.model.Columns) > 0 && v.model.Tab != Cash {
		cfg.ChipWidth, cfg.Chevron = stateWidth, true
	}
	if r.Route.Name != "" {
		cfg.Tapped = func() { v.env.Open(r.Route) }
	}
	row.Set(cfg)
}

// drawFoot counts the members and offers what can be done.
func (v *View) drawFoot() {
	m, p := v.model, v.env.Text
	count := widget.Body(m.Counts)
	count.SetColour(theme.Ink2)
	add := widget.NewButton(p.T("group.add_member"), widget.Secondary, assets.Icon("plus"), func() {
		v.env.Open(screen.Route{Name: screen.Member, Of: v.id})
	})
	if !m.CanRecord {
		v.foot.Objects = []fyne.CanvasObject{widget.NewActionBar(count, add)}
		v.foot.Refresh()
		return
	}
	key := "group.start"
	switch {
	case m.Running != nil && m.Running.Returned:
		key = "group.mend"
	case m.Running != nil:
		key = "group.resume"
	}
	start := widget.NewButton(p.T(key), widget.Primary, assets.Icon("play"), func() { m.Start(v.failed) })
	v.foot.Objects = []fyne.CanvasObject{widget.NewActionBar(count, add, start)}
	v.foot.Refresh()
}

// failed says why no meeting could be started.
func (v *View) failed(err error) {
	v.note.Objects = []fyne.CanvasObject{widget.NewBanner(widget.Urgent, nil, "", screen.Words(v.env.Text, err))}
	v.note.Refresh()
	v.object.Refresh()
}

// tone turns the model's tone into the kit's.
func tone(t Tone) widget.Tone {
	switch t {
	case Good:
		return widget.Good
	case Waiting:
		return widget.Waiting
	case Urgent:
		return widget.Urgent
	case Active:
		return widget.Active
	default:
		return widget.Neutral
	}
}

// icon stands in a chip, so that its color is not the only sign.
func icon(m Mark) fyne.Resource {
	switch m.Tone {
	case Good:
		return assets.IconFill("check-circle")
	case Waiting:
		return assets.IconFill("warning")
	case Urgent:
		return assets.IconFill("flag")
	case Active:
		return assets.IconFill("seal-check")
	default:
		return nil
	}
}
