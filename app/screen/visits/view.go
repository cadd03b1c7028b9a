package visits

import (
	"strconv"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"pendamping/app/screen"
	"pendamping/app/screen/helped"
	"pendamping/app/theme"
	"pendamping/app/widget"
	"pendamping/assets"
)

// wide is the width in dp from which calendar and list stand side by side.
const (
	wide      = 1000
	cellWidth = 120 // dp, of hours and numbers of people
)

// View draws the page.
type View struct {
	env   *screen.Env
	model *Model
	tabs  *widget.Tabs
	page  *fyne.Container
	note  *fyne.Container // what went wrong
}

// New makes the page; tab names the part to open: calendar, travel or activities.
func New(env *screen.Env, tab string) *View {
	v := &View{env: env, model: NewModel(env, tabOf(tab)), page: widget.Layers(), note: widget.VStack(0)}
	labels := make([]string, tabs)
	for t := range labels {
		labels[t] = env.Text.T("visits.tab." + Tab(t).name())
	}
	v.tabs = widget.NewTabs(labels, int(v.model.Tab), func(i int) {
		v.model.Open(Tab(i))
		v.draw()
	})
	v.draw()
	return v
}

// name is the part's name in routes and texts.
func (t Tab) name() string { return [...]string{"calendar", "travel", "activities"}[t] }

// tabOf finds a part by name; any other name opens the calendar.
func tabOf(name string) Tab {
	for t := Calendar; t < tabs; t++ {
		if t.name() == name {
			return t
		}
	}
	return Calendar
}

// Object is the page.
func (v *View) Object() fyne.CanvasObject { return v.page }

// Refresh shows what the book holds now.
func (v *View) Refresh() {
	v.model.Load()
	v.draw()
}

// draw builds the page; it has at most a month of rows in sight.
func (v *View) draw() {
	bar := widget.NewAppBar(v.env.Text.T("visits.title"), v.env.Text.T("visits.about"), v.env.Back,
		helped.On(v.env, screen.Visits)...)
	v.page.Objects = []fyne.CanvasObject{widget.VStack(0, bar,
		widget.Pad(v.tabs, 0, 24, 0, 24), widget.Grow(v.body()), v.foot())}
	v.page.Refresh()
}

// body is the open part.
func (v *View) body() fyne.CanvasObject {
	if !v.model.CanPlan() {
		return widget.NewEmpty(v.env.Text.T("visits.empty_groups"), v.env.Text.T("visits.receive"), func() {
			v.env.Open(screen.Route{Name: screen.Sync})
		})
	}
	switch v.model.Tab {
	case Travel:
		return v.scroll(widget.VStack(16, v.month(), v.figures(), v.list("visits.empty_travel")))
	case Activities:
		return v.scroll(v.list("visits.empty_activities"))
	default: // the calendar
	}
	return widget.NewResponsive(wide,
		func() fyne.CanvasObject {
			return v.scroll(widget.VStack(16, v.month(), v.calendar(), v.list("visits.empty")))
		},
		func() fyne.CanvasObject {
			return widget.Columns([]float32{3, 2}, 0,
				v.scroll(widget.VStack(16, v.month(), v.calendar())), v.scroll(v.list("visits.empty")))
		})
}

// scroll gives a part the margins of a page.
func (*View) scroll(o fyne.CanvasObject) fyne.CanvasObject {
	return container.NewVScroll(widget.Pad(o, 16, 24, 24, 24))
}

// month names the month and leads to the ones around it.
func (v *View) month() fyne.CanvasObject {
	step := func(icon string, n int) fyne.CanvasObject {
		return widget.NewIconButton(assets.Icon(icon), func() {
			v.model.Step(n)
			v.draw()
		})
	}
	return widget.Spread(widget.Heading(v.env.Text.MonthLong(v.model.Month.Time())),
		widget.HStack(8, step("caret-left", -1), step("caret-right", 1)))
}

// calendar marks the days on which something is.
func (v *View) calendar() fyne.CanvasObject {
	m := v.model
	days := make([]widget.CalendarDay, len(m.Days))
	today := v.env.Today()
	for i, d := range m.Days {
		days[i] = widget.CalendarDay{
			Text: strconv.Itoa(d.Date.Day()), Marked: d.Count > 0, Mark: diamond(d.Mark), Today: d.Date == today, Chosen: d.Date == m.Day,
		}
	}
	return widget.NewCalendar(m.Weekdays(), m.Lead(), days, func(i int) {
		m.Choose(m.Days[i].Date)
		v.draw()
	})
}

// diamond is the mark as it is drawn.
func diamond(m Mark) widget.DiamondState {
	switch m {
	case Running:
		return widget.Current
	case Done:
		return widget.Done
	case Missed:
		return widget.Attention
	default:
		return widget.Todo
	}
}

// tone is how urgent a mark is.
func tone(m Mark) widget.Tone {
	switch m {
	case Running:
		return widget.Active
	case Done:
		return widget.Good
	case Missed:
		return widget.Waiting
	default:
		return widget.Neutral
	}
}

// figures are the travel log's sums.
func (v *View) figures() fyne.CanvasObject {
	var tiles []fyne.CanvasObject
	for _, f := range v.model.Figures() {
		tiles = append(tiles, widget.NewStatTile(f[0], f[1], "", widget.Neutral, nil))
	}
	return widget.Columns(nil, 12, tiles...)
}

// list shows the rows, or why there are none.
func (v *View) list(none string) fyne.CanvasObject {
	if len(v.model.Rows) == 0 {
		words := widget.Body(v.env.Text.T(none))
		words.SetColour(theme.Ink2)
		words.Wrap = true
		return widget.Card(widget.Pad(words, 20, 16, 20, 16))
	}
	rows := make([]fyne.CanvasObject, len(v.model.Rows))
	for i, r := range v.model.Rows {
		cfg := widget.ListRowConfig{
			Title: r.Title, Subtitle: r.Subtitle, ChipText: r.State, ChipTone: tone(r.Mark), Chevron: true,
			Last: i == len(rows)-1, Height: widget.RowTall, Tapped: func() { v.env.Open(r.Route) },
		}
		if r.Cell != "" {
			cfg.Cells = []widget.RowCell{{Text: r.Cell, Width: cellWidth}}
		}
		rows[i] = widget.NewListRow(cfg)
	}
	return widget.Card(widget.Pad(widget.VStack(0, rows...), 8, 1, 8, 1))
}

// foot has what can be begun here.
func (v *View) foot() fyne.CanvasObject {
	p := v.env.Text
	var buttons []fyne.CanvasObject
	if v.model.Tab == Activities {
		buttons = append(buttons, widget.NewButton(p.T("visits.record"), widget.Primary, assets.Icon("plus"), func() {
			v.model.Record(v.failed)
		}))
	} else {
		plan := widget.NewButton(p.T("visits.plan"), widget.Secondary, assets.Icon("calendar-plus"), func() { v.model.Plan(v.failed) })
		begin := widget.NewButton(p.T("visits.begin"), widget.Primary, assets.Icon("play"), func() { v.model.Begin(v.failed) })
		buttons = append(buttons, plan, begin)
	}
	if !v.model.CanPlan() {
		buttons = nil
	}
	return widget.Pad(widget.HStack(16, append([]fyne.CanvasObject{widget.Grow(v.note)}, buttons...)...), 8, 24, 16, 24)
}

// failed says what could not be kept.
func (v *View) failed(err error) {
	v.note.Objects = []fyne.CanvasObject{widget.NewBanner(widget.Urgent, nil, "", screen.Words(v.env.Text, err))}
	v.note.Refresh()
	v.page.Refresh()
}
