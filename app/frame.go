package app

import (
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"pendamping/app/screen"
	"pendamping/app/widget"
	"pendamping/assets"
	"pendamping/fault"
	"pendamping/kpuk"
)

// railFrom is the window width in dp from which a tablet shows a rail instead of a
// bottom bar.
const railFrom = 1000

// place is one of the main places of the bar or rail.
type place struct {
	name screen.Name
	key  string // of the text
	icon string // Phosphor name
}

// frame is what stands around a page: the bottom bar or rail of a tablet, the rail and
// top bar of a desktop.
type frame struct {
	desk        *desk
	places      []place
	stack       *widget.Stack
	navs        []*widget.NavBar
	chip        *widget.Chip
	place, size *widget.Text // at the foot of the desktop rail
	top         *fyne.Container
	saving      time.Time
}

func tabletPlaces() []place {
	return []place{
		{screen.Today, "app.nav.today", "house"},
		{screen.Groups, "app.nav.groups", "users-three"},
		{screen.Tasks, "app.nav.tasks", "check-square"},
		{screen.Sync, "app.nav.sync", "arrows-clockwise"},
		{screen.Settings, "app.nav.more", "dots-three-outline"},
	}
}

func deskPlaces() []place {
	return []place{
		{screen.Dashboard, "app.nav.dashboard", "chart-bar"},
		{screen.Review, "app.nav.review", "tray"},
		{screen.Conflicts, "app.nav.conflicts", "scales"},
		{screen.Quarantine, "app.nav.quarantine", "hand"},
		{screen.Groups, "app.nav.groups", "users-three"},
		{screen.Members, "app.nav.members", "identification-card"},
		{screen.Devices, "app.nav.devices", "device-tablet"},
		{screen.Sync, "app.nav.sync", "arrows-clockwise"},
		{screen.Settings, "app.nav.settings", "gear-six"},
	}
}

// newFrame builds the frame for the office of the person and puts it into the window.
func newFrame(d *desk) *frame {
	f := &frame{desk: d, places: tabletPlaces()}
	if f.coordinator() {
		f.places = deskPlaces()
	}
	f.stack = widget.NewStack(widget.VStack(0))
	if f.coordinator() {
		d.app.cfg.Window.SetContent(f.desktop())
	} else {
		d.app.cfg.Window.SetContent(f.tablet())
	}
	return f
}

func (f *frame) coordinator() bool { return f.desk.env.Office != kpuk.OfficeFacilitator }

// main tells whether a route is one of the main places.
func (f *frame) main(r screen.Route) bool {
	return r.ID.IsZero() && r.Of.IsZero() && f.index(r.Name) >= 0
}

func (f *frame) index(name screen.Name) int {
	for i, p := range f.places {
		if p.name == name {
			return i
		}
	}
	return -1
}

func (f *frame) items() []widget.NavItem {
	items := make([]widget.NavItem, len(f.places))
	for i, p := range f.places {
		items[i] = widget.NavItem{
			Key: string(p.name), Text: f.desk.env.Text.T(p.key),
			Icon: assets.Icon(p.icon), IconFill: assets.IconFill(p.icon),
		}
	}
	return items
}

func (f *frame) visit(i int) { f.desk.open(screen.Route{Name: f.places[i].name}) }

// tablet has the bar below in portrait, a rail at the left in landscape. Pages that are
// not main places have the whole window.
func (f *frame) tablet() fyne.CanvasObject {
	bottom := widget.NewBottomBar(f.items(), 0, f.visit)
	rail := widget.NewRail(f.items(), 0, f.visit)
	f.navs = []*widget.NavBar{bottom, rail}
	return container.New(&tabletLayout{}, f.stack, bottom, rail)
}

// desktop has the rail always, and a bar above with the state and the person.
func (f *frame) desktop() fyne.CanvasObject {
	t := f.desk.env.Text
	f.place, f.size = widget.Caption(""), widget.Caption("")
	rail := widget.NewDeskRail(widget.DeskRail{
		Name:   t.T("app.name"),
		Footer: []*widget.Text{f.place, f.size},
	}, f.items(), 0, f.visit)
	f.navs = []*widget.NavBar{rail}
	f.chip = widget.NewChip("", widget.Neutral, assets.IconFill("check-circle"))
	who := f.desk.app.profile.Name
	f.top = widget.Fixed(widget.Layers(
		widget.Pad(widget.HStack(12, widget.Grow(widget.VStack(0)), f.chip, f.ask(), widget.NewAvatar(who, 32), widget.Body(who)), 4, 24, 4, 24),
	), 0, 56)
	f.standing()
	return container.New(&deskLayout{}, rail, f.top, f.stack)
}

// ask is the question mark of a desktop; it opens the help for the page in sight.
func (f *frame) ask() fyne.CanvasObject {
	return widget.NewIconButton(assets.Icon("question"), func() {
		if top := f.desk.top(); top != nil && top.route.Name != screen.Help {
			f.desk.help(string(top.route.Name))
		}
	})
}

// show puts a page into the frame.
func (f *frame) show(r screen.Route, o fyne.CanvasObject) {
	i := f.index(r.Name)
	for _, n := range f.navs {
		if !f.coordinator() {
			if f.main(r) {
				n.Show()
			} else {
				n.Hide()
			}
		}
		if i >= 0 {
			n.Select(i)
		}
	}
	f.stack.Replace(o)
	f.refresh()
	// Asked of the canvas itself: Fyne forgets to which canvas an object belongs that was
	// out of sight for a minute, and an object without one asks for no repaint.
	w := f.desk.app.cfg.Window
	w.Content().Refresh()
	w.Canvas().Refresh(w.Content())
}

// measure says how large the federation is by now.
func (f *frame) measure() {
	if f.size == nil {
		return
	}
	b := f.desk.env.Book
	fig := b.Figures(f.desk.env.Today())
	if fed := b.Federation(); fed != nil {
		f.place.SetText(fed.Name)
	}
	f.size.SetText(f.desk.env.Text.T("app.size", "Villages", fig.Villages, "Groups", fig.Groups))
}

// refresh brings badges, footer and the state chip up to date.
func (f *frame) refresh() {
	f.measure()
	waiting := len(f.desk.env.Book.Waiting(kpuk.Submitted)) + len(f.desk.env.Book.Amendments(kpuk.Submitted))
	for _, n := range f.navs {
		if f.coordinator() {
			n.SetBadge(string(screen.Review), count(f.desk, waiting))
			if f.desk.syncer != nil {
				n.SetBadge(string(screen.Conflicts), count(f.desk, f.desk.syncer.State().Doubts))
				n.SetBadge(string(screen.Quarantine), count(f.desk, f.desk.syncer.State().Held))
			}
		}
	}
	f.standing()
}

// standing shows how sending stands.
func (f *frame) standing() {
	if f.desk.syncer == nil {
		return
	}
	waiting := f.desk.syncer.waiting()
	for _, n := range f.navs {
		n.SetBadge(string(screen.Sync), count(f.desk, waiting))
	}
	if f.chip == nil {
		return
	}
	t := f.desk.env.Text
	st := f.desk.syncer.State()
	switch {
	case waiting > 0:
		f.chip.Set(t.N("app.waiting", waiting), widget.Neutral, assets.IconFill("clock"))
	case st.At.IsZero():
		f.chip.Set(t.T("app.saved_here"), widget.Neutral, assets.IconFill("check-circle"))
	default:
		f.chip.Set(t.T("app.all_sent", "Clock", t.Clock(st.At.In(f.desk.env.Now().Location()))), widget.Neutral, assets.IconFill("check-circle"))
	}
}

// saved is told when something became durable.
func (f *frame) saved(at time.Time) {
	f.saving = at
	f.desk.syncer.Saved()
	f.refresh()
}

// failed is told when something could not be saved. The page that kept it says so
// beside the field; the log has the cause.
func (f *frame) failed(kind fault.Kind) {
	if f.chip != nil {
		f.chip.Set(f.desk.env.Text.T("error."+kind.String()), widget.Urgent, assets.IconFill("warning"))
	}
}

func count(d *desk, n int) string {
	if n == 0 {
		return ""
	}
	return d.env.Text.Number(int64(n))
}

// tabletLayout gives the page all that the visible bar leaves: objects are page,
// bottom bar, rail.
type tabletLayout struct{}

// MinSize implements fyne.Layout.
func (*tabletLayout) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.NewSize(320, 320) }

// Layout implements fyne.Layout.
func (*tabletLayout) Layout(o []fyne.CanvasObject, size fyne.Size) {
	page, bottom, rail := o[0], o[1], o[2]
	barred := bottom.Visible() || rail.Visible()
	at, room := fyne.NewPos(0, 0), size
	if barred && size.Width >= railFrom {
		bottom.Hide()
		rail.Show()
		w := rail.MinSize().Width
		rail.Resize(fyne.NewSize(w, size.Height))
		rail.Move(fyne.NewPos(0, 0))
		at.X, room.Width = w, size.Width-w
	} else if barred {
		rail.Hide()
		bottom.Show()
		h := bottom.MinSize().Height
		bottom.Resize(fyne.NewSize(size.Width, h))
		bottom.Move(fyne.NewPos(0, size.Height-h))
		room.Height = size.Height - h
	}
	page.Move(at)
	page.Resize(room)
}

// deskLayout: rail, top bar, page.
type deskLayout struct{}

// MinSize implements fyne.Layout.
func (*deskLayout) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.NewSize(1024, 600) }

// Layout implements fyne.Layout.
func (*deskLayout) Layout(o []fyne.CanvasObject, size fyne.Size) {
	rail, top, page := o[0], o[1], o[2]
	w, h := rail.MinSize().Width, top.MinSize().Height
	rail.Resize(fyne.NewSize(w, size.Height))
	rail.Move(fyne.NewPos(0, 0))
	top.Resize(fyne.NewSize(size.Width-w, h))
	top.Move(fyne.NewPos(w, 0))
	page.Resize(fyne.NewSize(size.Width-w, size.Height-h))
	page.Move(fyne.NewPos(w, h))
}
