package groups

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"pendamping/app/screen"
	"pendamping/app/screen/helped"
	"pendamping/app/theme"
	"pendamping/app/widget"
	"pendamping/assets"
	"pendamping/kpuk"
	"pendamping/kpuk/book"
)

const (
	// wide is the width in dp from which the list stands beside the group's page.
	wide = 1000
	// paneWidth is the width of the list there.
	paneWidth = 360
	// barRoom is the height in dp below the village pills that a scroll bar needs.
	barRoom = 14
)

// Config is what the app gives the page beside the environment. Every field may be zero.
type Config struct {
	// Start makes the page choose the group of a new meeting.
	Start bool
	// Waiting is the number of records the hub does not have yet.
	Waiting func() int
	// Detail builds the page of a group for the right pane of a wide window. Where it is
	// nil the list takes the whole width and a tap goes to the group's page.
	Detail func(group kpuk.ID) Page
}

// Page is what the right pane shows of a group.
type Page interface {
	Object() fyne.CanvasObject
	Refresh()
}

// View draws the list.
type View struct {
	env      *screen.Env
	cfg      Config
	model    *Model
	object   fyne.CanvasObject
	lists    []*list
	pane     *fyne.Container // the group's page beside the list
	page     Page            // in the pane; nil before
	selected kpuk.ID
}

// list is one of the two forms of the list; both show the same model.
type list struct {
	view   *View
	narrow bool // the pane of a wide window
	search *widget.Search
	chips  *fyne.Container
	count  *widget.Text
	rows   *widget.RowList
	body   *fyne.Container // rows, or why there are none
	note   *fyne.Container
	chip   *widget.Chip
	root   fyne.CanvasObject
	order  *widget.Button  // says the order and opens the others
	orders *fyne.Container // the orders to choose from; empty while closed
}

// New makes the page.
func New(env *screen.Env, cfg Config) *View {
	if cfg.Waiting == nil {
		cfg.Waiting = func() int { return 0 }
	}
	v := &View{env: env, cfg: cfg, model: NewModel(env), pane: widget.Layers()}
	v.model.GroupsOnly = cfg.Start
	if cfg.Detail == nil || cfg.Start {
		v.object = v.newList(false)
		return v
	}
	v.object = widget.NewResponsive(wide, func() fyne.CanvasObject { return v.newList(false) }, v.panes)
	return v
}

// Object is the page.
func (v *View) Object() fyne.CanvasObject { return v.object }

// Refresh shows what the book holds now, in the pane too; the search stays as it is.
func (v *View) Refresh() {
	v.model.Load()
	v.show()
	if v.page != nil {
		v.page.Refresh()
	}
}

// Selected is the group shown in the right pane, zero for none.
func (v *View) Selected() kpuk.ID { return v.selected }

// panes is list and group side by side, the neediest group open.
func (v *View) panes() fyne.CanvasObject {
	left := v.newList(true)
	if v.selected.IsZero() && len(v.model.Rows) > 0 {
		v.Select(v.model.Rows[0].ID)
	}
	return container.New(sideBySide{}, left, widget.UprightRule(), v.pane)
}

// sideBySide gives the list its width, the rule one dp and the pane the rest, all at
// full height.
type sideBySide struct{}

// Layout places list, rule and pane.
func (sideBySide) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	edges := [...]float32{0, paneWidth - 1, paneWidth, size.Width}
	for i, o := range objects {
		o.Move(fyne.NewPos(edges[i], 0))
		o.Resize(fyne.NewSize(edges[i+1]-edges[i], size.Height))
	}
}

// MinSize asks for the list's width alone; both sides scroll.
func (sideBySide) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.NewSize(paneWidth, 0) }

// Select opens a group in the right pane.
func (v *View) Select(group kpuk.ID) {
	if v.cfg.Detail == nil {
		return
	}
	v.selected = group
	v.page = v.cfg.Detail(group)
	v.pane.Objects = []fyne.CanvasObject{v.page.Object()}
	v.pane.Refresh()
	v.show()
}

// tap goes where a row leads.
func (v *View) tap(l *list, r Row) {
	switch {
	case v.cfg.Start:
		v.env.StartMeeting(r.ID, l.failed)
	case r.Kind == kpuk.KindMember:
		v.env.Open(screen.Route{Name: screen.Member, ID: r.ID})
	case r.Kind == book.KindVillage:
		l.search.SetText("")
		v.model.Search("")
		v.model.Choose(r.Village)
		v.show()
	case l.narrow:
		v.Select(r.ID)
	default:
		v.env.Open(screen.Route{Name: screen.Group, ID: r.ID})
	}
}

// newList builds one form of the list.
func (v *View) newList(narrow bool) fyne.CanvasObject { //nolint:revive // the two forms differ in measures only
	p := v.env.Text
	l := &list{view: v, narrow: narrow, chips: widget.HStack(8), note: widget.VStack(0), body: widget.Layers()}
	hint := "groups.search"
	if narrow {
		hint = "groups.search_short"
	}
	l.search = widget.NewSearch(p.T(hint), func(query string) {
		v.model.Search(query)
		v.show()
	})
	l.count = widget.Body("")
	l.count.SetColour(theme.Ink2)
	l.chip = widget.NewChip("", widget.Neutral, assets.Icon("device-tablet"))
	l.rows = widget.NewRowList(func() int { return len(v.model.Rows) }, l.height(),
		func() fyne.CanvasObject { return widget.NewListRow(widget.ListRowConfig{}) }, l.bind)
	v.lists = append(v.lists, l)
	l.orders = widget.VStack(0)
	l.order = widget.NewMediumButton("", widget.Quiet, assets.Icon("arrows-down-up"), l.sortable)
	l.show()
	l.root = l.page()
	return l.root
}

// height of a row in dp.
func (l *list) height() float32 {
	if l.narrow {
		return widget.RowMedium
	}
	return widget.RowTall
}

// page arranges the parts.
func (l *list) page() fyne.CanvasObject {
	p := l.view.env.Text
	// The bar of the scroll lies at its lower edge, below the pills.
	chips := container.NewHScroll(widget.Pad(l.chips, 0, 0, barRoom, 0))
	if l.narrow {
		title := widget.Spread(widget.TitleSerif(p.T("groups.title")),
			widget.HStack(0, append(helped.On(l.view.env, screen.Groups), widget.NewIconButton(assets.Icon("plus"), l.form))...))
		head := widget.VStack(12, title, l.search, widget.VStack(0, chips, widget.Pad(l.count, 8, 0, 0, 0), widget.HStack(0, l.order), l.orders))
		return widget.VStack(12, widget.Pad(head, 16, 16, 0, 16), widget.Grow(l.body))
	}
	parts := widget.VStack(12, l.head(), l.note, l.search, widget.VStack(0, chips, widget.Spread(l.count, l.order), l.orders), widget.Grow(l.body))
	if !l.view.cfg.Start {
		add := widget.NewButton(p.T("groups.new"), widget.Primary, assets.Icon("plus"), l.form)
		parts.Add(widget.Spread(widget.Body(""), add))
	}
	return widget.Pad(parts, 24, 24, 24, 24)
}

// form goes to where a new group is formed.
func (l *list) form() { l.view.env.Open(screen.Route{Name: screen.Form}) }

// sortable opens the orders to choose from, or closes them.
func (l *list) sortable() {
	if len(l.orders.Objects) > 0 {
		l.orders.Objects = nil
		l.root.Refresh()
		return
	}
	var pills []fyne.CanvasObject
	for by := ByNeed; by < orders; by++ {
		pills = append(pills, widget.NewFilterChip(l.view.env.Text.T("groups.order."+by.name()), by == l.view.model.Order, func(bool) {
			l.orders.Objects = nil
			l.view.model.Sort(by)
			l.view.show()
			l.rows.ScrollToRow(0)
			l.root.Refresh()
		}))
	}
	l.orders.Objects = []fyne.CanvasObject{widget.Pad(widget.WrapRow(8, pills...), 4, 0, 4, 0)}
	l.root.Refresh()
}

// head is the title, or what is to be chosen.
func (l *list) head() fyne.CanvasObject {
	p := l.view.env.Text
	if !l.view.cfg.Start {
		return helped.Beside(l.view.env, screen.Groups, widget.Spread(widget.TitleSerif(p.T("groups.title")), l.chip))
	}
	back := widget.NewIconButton(assets.Icon("arrow-left"), l.view.env.Back)
	return widget.HStack(8, back, widget.Grow(widget.TitleSerif(p.T("groups.choose"))))
}

// show brings every form of the list in line with the model.
func (v *View) show() {
	for _, l := range v.lists {
		l.show()
	}
}

// show brings this form in line with the model.
func (l *list) show() {
	m, p := l.view.model, l.view.env.Text
	l.count.SetText(p.N("common.groups", len(m.Rows)) + " · " + p.N("common.members", m.Members))
	waiting := l.view.cfg.Waiting()
	l.chip.Set(p.T("common.saved"), widget.Neutral, assets.Icon("device-tablet"))
	if waiting > 0 {
		l.chip.Set(p.N("common.waiting", waiting), widget.Neutral, assets.Icon("device-tablet"))
	}
	l.order.SetText(p.T("groups.order." + m.Order.name()))
	if m.Query != "" && !m.GroupsOnly {
		l.count.SetText(p.N("groups.hits", len(m.Rows)))
	}
	l.showPlaces()
	if key := m.Empty(); key != "" {
		l.body.Objects = []fyne.CanvasObject{l.empty(key)}
	} else if l.narrow {
		l.body.Objects = []fyne.CanvasObject{l.rows}
	} else {
		l.body.Objects = []fyne.CanvasObject{widget.Card(widget.Pad(l.rows, 8, 1, 8, 1))}
	}
	l.body.Refresh()
	l.rows.Refresh()
}

// places are all villages, and the pill of all of them first.
func (l *list) places() []Place {
	m := l.view.model
	return append([]Place{{Name: l.view.env.Text.T("groups.all"), Count: len(m.all)}}, m.Places...)
}

// showPlaces makes one pill per village, or sets those that are there.
func (l *list) showPlaces() {
	m, places := l.view.model, l.places()
	l.chips.Objects = l.chips.Objects[:min(len(l.chips.Objects), len(places))]
	for i, place := range places {
		text, on := place.Name+"  "+l.view.env.Text.Number(int64(place.Count)), place.Code == m.Village
		if i == len(l.chips.Objects) {
			l.chips.Objects = append(l.chips.Objects, widget.NewFilterChip(text, on, func(bool) { l.choose(i) }))
			continue
		}
		if chip, ok := l.chips.Objects[i].(*widget.FilterChip); ok {
			chip.SetText(text)
			chip.SetOn(on)
		}
	}
	l.chips.Refresh()
}

// choose filters by the village of a pill.
func (l *list) choose(i int) {
	if places := l.places(); i < len(places) {
		l.view.model.Choose(places[i].Code)
		l.view.show()
	}
}

// empty says why there is nothing, and the way on.
func (l *list) empty(key string) fyne.CanvasObject {
	p, v := l.view.env.Text, l.view
	if key == "groups.none" {
		return widget.NewEmpty(p.T(key), p.T("groups.receive"), func() { v.env.Open(screen.Route{Name: screen.Sync}) })
	}
	return widget.NewEmpty(p.T(key), p.T("groups.clear"), func() {
		v.model.Query, v.model.Village = "", ""
		l.search.SetText("")
		v.model.Search("")
		v.show()
	})
}

// bind fills a row.
func (l *list) bind(i int, o fyne.CanvasObject) {
	row, ok := o.(*widget.ListRow)
	if !ok || i >= len(l.view.model.Rows) {
		return
	}
	r, p := l.view.model.Rows[i], l.view.env.Text
	cfg := widget.ListRowConfig{
		Title: r.Name, Subtitle: r.Where, Height: l.height(), Chevron: true, Last: i == len(l.view.model.Rows)-1,
		LeadIcon: assets.IconFill("users"), LeadText: p.Number(int64(r.Members)),
		Cells:  []widget.RowCell{{Text: r.Savings, Note: p.T("groups.savings"), Bold: true}},
		Tapped: func() { l.view.tap(l, r) },
	}
	if l.narrow {
		cfg.LeadIcon, cfg.LeadText, cfg.Cells, cfg.Subtitle = nil, "", nil, r.Short
		cfg.Selected = r.ID == l.view.selected
	}
	if r.Found != "" {
		cfg.Subtitle = p.T("groups.found", "Name", r.Found) + " · " + cfg.Subtitle
	}
	cfg.ChipText, cfg.ChipTone, cfg.ChipIcon = l.mark(r)
	switch r.Kind {
	case kpuk.KindMember:
		cfg.LeadIcon, cfg.LeadText, cfg.Cells, cfg.Person = nil, "", nil, r.Name
	case book.KindVillage:
		cfg.LeadIcon, cfg.LeadText, cfg.Cells = assets.IconFill("map-pin"), "", nil
	default:
	}
	row.Set(cfg)
}

// mark is the chip of a row.
func (l *list) mark(r Row) (string, widget.Tone, fyne.Resource) {
	p := l.view.env.Text
	if r.Kind != kpuk.KindGroup {
		return "", widget.Neutral, nil
	}
	switch r.State {
	case Returned:
		return p.T("common.state.returned"), widget.Urgent, assets.IconFill("flag")
	case Late:
		return p.N("groups.late", r.Days), widget.Waiting, assets.IconFill("clock-countdown")
	case Running:
		return p.T("groups.running"), widget.Active, assets.IconFill("play-circle")
	case Today:
		return p.T("groups.today"), widget.Active, assets.IconFill("calendar-check")
	case Resting:
		return p.T("groups.resting"), widget.Neutral, nil
	default:
		return "", widget.Neutral, nil
	}
}

// failed says why no meeting could be started.
func (l *list) failed(err error) {
	l.note.Objects = []fyne.CanvasObject{widget.NewBanner(widget.Urgent, nil, "", screen.Words(l.view.env.Text, err))}
	l.note.Refresh()
}
