package today

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"pendamping/app/screen"
	"pendamping/app/screen/helped"
	"pendamping/app/theme"
	"pendamping/app/widget"
	"pendamping/assets"
	"pendamping/kpuk"
)

// wide is the width in dp from which the page has two columns.
const wide = 1000

// View draws the page.
type View struct {
	env   *screen.Env
	model *Model
	page  *fyne.Container // holds the whole page, built anew on each refresh
	note  *fyne.Container // what went wrong, or what can be undone
}

// New makes the page; status says how the device stands with its hub and may be nil.
func New(env *screen.Env, status func() Status) *View {
	v := &View{env: env, model: NewModel(env, status), page: widget.Layers(), note: widget.VStack(0)}
	v.draw()
	return v
}

// Object is the page.
func (v *View) Object() fyne.CanvasObject { return v.page }

// Refresh shows what the book holds now. The page has no field that could be disturbed.
func (v *View) Refresh() {
	v.model.Load()
	v.draw()
}

// draw builds the page; it has a few dozen objects, so this is quicker than a glance.
func (v *View) draw() {
	scroll := container.NewVScroll(widget.Pad(v.body(), 24, 24, 24, 24))
	foot := widget.Pad(widget.HStack(16, widget.Grow(v.note), v.visits(), v.start()), 0, 24, 16, 24)
	v.page.Objects = []fyne.CanvasObject{widget.VStack(0, widget.Grow(scroll), foot)}
	v.page.Refresh()
}

// start is the one primary button: choose a group, then its meeting begins.
func (v *View) start() fyne.CanvasObject {
	return widget.NewButton(v.env.Text.T("today.start"), widget.Primary, assets.Icon("play"), func() {
		v.env.Open(screen.Route{Name: screen.Groups, Tab: "start"})
	})
}

// visits leads to the calendar of visits.
func (v *View) visits() fyne.CanvasObject {
	return widget.NewButton(v.env.Text.T("today.visits"), widget.Secondary, assets.Icon("path"), func() {
		v.env.Open(screen.Route{Name: screen.Visits})
	})
}

// body is the page above the button; on a wide tablet the month stands at the right.
func (v *View) body() fyne.CanvasObject {
	if v.model.GroupCount == 0 {
		empty := widget.NewEmpty(v.env.Text.T("today.empty"), v.env.Text.T("today.empty.action"), func() {
			v.env.Open(screen.Route{Name: screen.Sync})
		})
		try := widget.NewMediumButton(v.env.Text.T("today.practice"), widget.Secondary, assets.Icon("student"), func() {
			v.env.Open(screen.Route{Name: screen.Practice})
		})
		if len(v.model.Drafts) > 0 { // the first group is being formed
			return widget.VStack(16, v.head(), v.state(), v.drafts(), widget.Pad(empty, 64, 0, 0, 0), widget.Middle(try))
		}
		return widget.VStack(16, v.head(), v.state(), widget.Pad(empty, 64, 0, 0, 0), widget.Middle(try))
	}
	return widget.NewResponsive(wide,
		func() fyne.CanvasObject {
			return widget.VStack(16, append(v.top(), append(v.left(), v.right()...)...)...)
		},
		func() fyne.CanvasObject {
			columns := widget.Columns([]float32{3, 2}, 24,
				widget.VStack(16, append(v.left(), widget.Grow(widget.VStack(0)))...),
				widget.VStack(16, append(v.right(), widget.Grow(widget.VStack(0)))...))
			return widget.VStack(16, append(v.top(), columns)...)
		})
}

// top is what goes across the whole page.
func (v *View) top() []fyne.CanvasObject {
	parts := []fyne.CanvasObject{v.head(), v.state()}
	if v.model.Tight {
		t := v.env.Text
		parts = append(parts, widget.NewBanner(widget.Waiting, assets.IconFill("warning"), t.T("today.tight"), t.T("today.tight_how")))
	}
	if v.model.Resume != nil {
		parts = append(parts, v.resume(v.model.Resume))
	}
	return parts
}

// left is what needs doing today.
func (v *View) left() []fyne.CanvasObject {
	var parts []fyne.CanvasObject
	if len(v.model.Needs) > 0 {
		parts = append(parts, v.needs())
	}
	if len(v.model.Drafts) > 0 {
		parts = append(parts, v.drafts())
	}
	return append(parts, v.plan())
}

// right is how the month goes.
func (v *View) right() []fyne.CanvasObject {
	parts := []fyne.CanvasObject{v.month()}
	if len(v.model.Late) > 0 {
		parts = append(parts, v.late())
	}
	if len(v.model.Gaps) > 0 {
		parts = append(parts, v.gaps())
	}
	return parts
}

// head is the day and the greeting.
func (v *View) head() fyne.CanvasObject {
	greeting := widget.Body(v.model.Greeting)
	greeting.SetColour(theme.Ink2)
	find := widget.NewIconButton(assets.Icon("magnifying-glass"), func() { v.env.Open(screen.Route{Name: screen.Groups}) })
	right := widget.HStack(0, append(helped.On(v.env, screen.Today), find)...)
	return widget.Spread(widget.VStack(0, widget.TitleSerif(v.model.Title), greeting), right)
}

// state says where the records are, and leads to the page that sends them.
func (v *View) state() fyne.CanvasObject {
	return widget.NewBanner(widget.Neutral, assets.Icon("device-tablet"), v.model.StateStrong, v.model.StateText).
		OnTapped(func() { v.env.Open(screen.Route{Name: screen.Sync}) })
}

// resume is the plum card of the meeting that was left open.
func (v *View) resume(r *Resume) fyne.CanvasObject {
	p := v.env.Text
	above := widget.Body(p.T("today.unfinished"))
	above.SetColour(theme.OnPlum)
	title := widget.TitleSerif(r.Title)
	title.SetColour(theme.OnPlum)
	where := widget.Body(r.Where)
	where.SetColour(theme.OnPlum)
	button := widget.NewButton(p.T("today.resume"), widget.Secondary, assets.Icon("arrow-right"), func() {
		v.env.Open(screen.Route{Name: screen.Recorder, ID: r.Meeting})
	})
	steps := make([]fyne.CanvasObject, 0, 7)
	for step := kpuk.StepOpen; step <= kpuk.StepClose; step++ {
		steps = append(steps, stepMark(step, r.Step))
	}
	line := widget.HStack(12, widget.HStack(8, steps...), widget.Grow(where))
	card := widget.VStack(12, widget.Spread(widget.VStack(0, above, title), button), line)
	return widget.Panel(theme.Plum, 12, widget.Pad(card, 20, 20, 20, 24))
}

// stepMark is a small diamond: filled when done, amber where the meeting stands.
func stepMark(step, at kpuk.Step) fyne.CanvasObject {
	name, color := "diamond", theme.OnPlum
	icon := assets.Icon(name)
	if step <= at {
		icon = assets.IconFill(name)
	}
	if step == at {
		color = theme.Amber
	}
	return widget.NewIcon(icon, color, 20)
}

// needs lists what only she can put right.
func (v *View) needs() fyne.CanvasObject {
	p := v.env.Text
	rows := make([]fyne.CanvasObject, 0, 2*len(v.model.Needs))
	for i, n := range v.model.Needs {
		if i > 0 {
			rows = append(rows, widget.Pad(widget.Rule(), 0, 16, 0, 16))
		}
		rows = append(rows, v.need(n))
	}
	count := widget.NewSmallChip(p.Number(int64(len(v.model.Needs))), widget.Urgent, assets.IconFill("flag"))
	head := widget.Spread(widget.Heading(p.T("today.needs")), count)
	return widget.VStack(12, head, widget.Card(widget.VStack(0, rows...)))
}

// need is one of them, with its way out at the right.
func (v *View) need(n Need) fyne.CanvasObject {
	p := v.env.Text
	mark := widget.NewDiamond(widget.NeedsYou, "")
	button := widget.NewMediumButton(p.T("common.fix"), widget.Secondary, assets.Icon("pencil-simple"), func() { v.model.Go(n) })
	if n.Kind == Settle {
		mark = widget.NewDiamond(widget.Attention, "")
		button = widget.NewMediumButton(p.T("common.done"), widget.Secondary, assets.Icon("check"), func() { v.settle(n) })
	}
	text := widget.Body(n.Text)
	text.Wrap = true
	text.SetColour(theme.Ink2)
	title := widget.Name(n.Title)
	title.Wrap = true
	lines := widget.VStack(4, title, text)
	if n.Note != "" {
		lines.Add(widget.Caption(n.Note))
	}
	return widget.Pad(widget.HStack(16, mark, widget.Grow(lines), button), 16, 16, 16, 16)
}

// settle marks a task as done at once and offers to take it back.
func (v *View) settle(n Need) {
	v.model.Settle(n.ID, func(err error) {
		if v.failed(err, func() { v.settle(n) }) {
			return
		}
		v.Refresh()
		undo := widget.NewUndoBar(v.env.Text.T("today.settled"), v.env.Text.T("common.undo"), func() {
			v.model.Reopen(n.ID, func(err error) {
				if v.failed(err, nil) {
					return
				}
				v.say()
				v.Refresh()
			})
		})
		v.say(undo)
	})
}

// failed says in words what could not be kept, with a way to try again.
func (v *View) failed(err error, again func()) bool {
	if err == nil {
		return false
	}
	banner := widget.NewBanner(widget.Urgent, nil, "", screen.Words(v.env.Text, err))
	if again != nil {
		banner.Action(v.env.Text.T("common.retry"), func() {
			v.say()
			again()
		})
	}
	v.say(banner)
	return true
}

// say puts something beside the button, or clears the place.
func (v *View) say(what ...fyne.CanvasObject) {
	v.note.Objects = what
	v.note.Refresh()
	v.page.Refresh()
}

// plan lists the meetings and visits of today.
func (v *View) plan() fyne.CanvasObject {
	p := v.env.Text
	heading := widget.Heading(p.T("today.plan"))
	if len(v.model.Plan) == 0 {
		none := widget.Body(p.T("today.no_plan"))
		none.SetColour(theme.Ink2)
		return widget.VStack(12, heading, widget.Card(widget.Pad(none, 20, 16, 20, 16)))
	}
	rows := make([]fyne.CanvasObject, len(v.model.Plan))
	for i, item := range v.model.Plan {
		cfg := v.row(item, i == len(v.model.Plan)-1)
		switch item.Chip {
		case Running:
			cfg.ChipText, cfg.ChipTone, cfg.ChipIcon = p.T("today.running"), widget.Active, assets.IconFill("play-circle")
		case Planned:
			cfg.ChipText, cfg.ChipTone, cfg.ChipIcon = p.T("today.planned"), widget.Neutral, assets.IconFill("calendar-check")
		default:
		}
		clock := widget.Pad(widget.Name(item.Lead), 0, 0, 0, 16)
		rows[i] = widget.HStack(0, widget.Fixed(clock, max(80, clock.MinSize().Width), 0), widget.Grow(widget.NewListRow(cfg)))
	}
	return widget.VStack(12, heading, card(rows))
}

// row is what plan and late groups have in common.
func (v *View) row(item Item, last bool) widget.ListRowConfig {
	return widget.ListRowConfig{
		Title: item.Title, Subtitle: item.Text, Chevron: true, Last: last, Height: widget.RowMedium,
		Tapped: func() { v.env.Open(item.Route) },
	}
}

// card frames rows that run from edge to edge.
func card(rows []fyne.CanvasObject) fyne.CanvasObject {
	return widget.Card(widget.Pad(widget.VStack(0, rows...), 8, 1, 8, 1))
}

// month is three figures.
func (v *View) month() fyne.CanvasObject {
	tiles := make([]fyne.CanvasObject, len(v.model.Tiles))
	for i, t := range v.model.Tiles {
		tiles[i] = widget.NewStatTile(t.Label, t.Figure, t.Note, widget.Neutral, nil)
	}
	heading := widget.Heading(v.env.Text.N("today.month", v.model.GroupCount))
	return widget.VStack(12, heading, widget.Columns(nil, 12, tiles...))
}

// gaps lists what is missing about members.
func (v *View) gaps() fyne.CanvasObject {
	rows := make([]fyne.CanvasObject, len(v.model.Gaps))
	for i, item := range v.model.Gaps {
		cfg := v.row(item, i == len(v.model.Gaps)-1)
		cfg.Height = widget.RowCompact
		rows[i] = widget.NewListRow(cfg)
	}
	return widget.VStack(12, widget.Heading(v.env.Text.T("today.gaps")), card(rows))
}

// late lists the groups that were longest without a meeting.
func (v *View) late() fyne.CanvasObject {
	rows := make([]fyne.CanvasObject, len(v.model.Late))
	for i, item := range v.model.Late {
		cfg := v.row(item, i == len(v.model.Late)-1)
		cfg.ChipText, cfg.ChipTone, cfg.ChipIcon = item.Lead, widget.Waiting, assets.IconFill("clock-countdown")
		rows[i] = widget.NewListRow(cfg)
	}
	return widget.VStack(12, widget.Heading(v.env.Text.T("today.quiet")), card(rows))
}
