package dashboard

import (
	"strconv"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"pendamping/app/screen"
	"pendamping/app/theme"
	"pendamping/app/widget"
	"pendamping/assets"
)

// View draws the page.
type View struct {
	env    *screen.Env
	model  *Model
	root   *fyne.Container
	page   fyne.CanvasObject
	period *widget.Text
	tiles  []*widget.StatTile
	bars   *widget.Bars
	saved  *widget.Line
	risk   *widget.Line
	areas  *widget.Table
	frame  *fyne.Container // of areas, as high as they need
	lists  *fyne.Container
	level  [2]*widget.FilterChip
}

// New makes the page for the records of env.
func New(env *screen.Env) *View {
	v := &View{env: env, model: NewModel(env), root: container.NewStack()}
	v.show()
	return v
}

// Object is the page.
func (v *View) Object() fyne.CanvasObject { return v.root }

// Refresh counts again and draws what differs.
func (v *View) Refresh() {
	v.model.Reload()
	v.show()
}

// show chooses between the figures, the empty page and a refusal to show wrong sums.
func (v *View) show() {
	t := v.env.Text
	switch {
	case v.model.Err() != nil:
		v.put(widget.Pad(widget.NewBanner(widget.Urgent, nil, t.T("dashboard.broken"), t.T("dashboard.broken.why")), 24, 24, 24, 24))
	case v.model.Empty():
		v.put(container.NewCenter(widget.NewEmpty(t.T("dashboard.empty"), t.T("dashboard.empty.do"), func() {
			v.model.Open(screen.Route{Name: screen.Devices})
		})))
	default:
		if v.page == nil {
			v.page = v.build()
		}
		v.fill()
		v.put(v.page)
	}
}

// put swaps the content when it is another.
func (v *View) put(o fyne.CanvasObject) {
	if len(v.root.Objects) == 1 && v.root.Objects[0] == o {
		return
	}
	v.root.Objects = []fyne.CanvasObject{o}
	v.root.Refresh()
}

// build makes the widgets once.
func (v *View) build() fyne.CanvasObject {
	t := v.env.Text
	v.period = widget.NewText(v.model.Period(), theme.SizeText, false, theme.Ink2)
	tiles := make([]fyne.CanvasObject, 0, 6)
	for _, tile := range v.model.Tiles() {
		to := tile.To
		s := widget.NewStatTile(tile.Label, tile.Figure, tile.Note, widget.Neutral, func() { v.model.Open(to) })
		v.tiles = append(v.tiles, s)
		tiles = append(tiles, s)
	}
	v.bars = widget.NewBars(nil, func(n float64) string { return t.Number(int64(n)) })
	v.saved = widget.NewLine(widget.LineConfig{})
	v.risk = widget.NewLine(widget.LineConfig{})
	v.areas = v.table()
	v.frame = widget.Fixed(v.areas, 0, 0)
	v.lists = widget.VStack(12)
	return container.NewVScroll(widget.Pad(widget.VStack(12,
		widget.HStack(12, widget.TitleSerif(t.T("dashboard.title")), widget.Grow(v.period)),
		widget.Grid(160, 90, 12, tiles...),
		beside(608, 490, widget.Fixed(v.meetings(), 0, 210), widget.Fixed(v.lines(), 0, 210)),
		beside(700, 398, widget.VStack(0, widget.Card(widget.Pad(v.frame, 1, 1, 1, 1))), v.lists),
	), 12, 24, 24, 24))
}

// beside lays two parts side by side by their weights, or one above the other where the
// window is narrower than a desktop's.
func beside(left, right float32, a, b fyne.CanvasObject) fyne.CanvasObject {
	return widget.NewResponsive(960,
		func() fyne.CanvasObject { return widget.VStack(12, a, b) },
		func() fyne.CanvasObject { return widget.Columns([]float32{left, right}, 12, a, b) })
}

// meetings is the card of meetings held and planned.
func (v *View) meetings() fyne.CanvasObject {
	t := v.env.Text
	key := func(name string, fill, border fyne.ThemeColorName) fyne.CanvasObject {
		return widget.HStack(6, widget.Fixed(widget.NewSurface(fill, border, 1, 3), 12, 12), widget.Caption(name))
	}
	head := widget.HStack(12, widget.Grow(widget.Strong(t.T("dashboard.held"))),
		key(t.T("dashboard.key.held"), theme.Leaf, ""), key(t.T("dashboard.key.running"), theme.Plum, ""),
		key(t.T("dashboard.key.planned"), theme.Sunk, theme.Edge))
	return widget.Card(widget.Pad(widget.VStack(4, head, widget.Grow(v.bars)), 14, 16, 8, 16))
}

// lines is the card of savings and arrears over time.
func (v *View) lines() fyne.CanvasObject {
	t := v.env.Text
	return widget.Card(widget.Pad(widget.VStack(4,
		widget.Spread(widget.Strong(t.T("dashboard.savings")), widget.Caption(t.T("dashboard.savings.note"))),
		widget.Grow(v.saved),
		widget.Spread(widget.Strong(t.T("dashboard.par30")), widget.Caption(t.T("dashboard.par30.note"))),
		widget.Grow(v.risk),
	), 14, 16, 14, 16))
}

// table is the list of sub-districts or villages.
func (v *View) table() *widget.Table {
	t := v.env.Text
	cols := []widget.TableColumn{
		{Title: t.T("dashboard.area"), Leading: true},
		{Title: t.T("dashboard.area.villages"), Width: 64},
		{Title: t.T("dashboard.area.groups"), Width: 88},
		{Title: t.T("dashboard.area.members"), Width: 80},
		{Title: "", Width: 16},
		{Title: t.T("dashboard.area.held"), Width: 148, Leading: true, Bar: func(row int) float32 {
			return v.model.Areas()[row].Share()
		}},
		{Title: t.T("dashboard.area.savings"), Width: 100},
		{Title: t.T("dashboard.area.par30"), Width: 76},
	}
	return widget.NewTable(cols, func() int { return len(v.model.Areas()) }, v.cell, v.model.OpenArea)
}

// cell words one cell of the table of areas.
func (v *View) cell(row, col int) (string, widget.Tone, bool) {
	a, t := v.model.Areas()[row], v.env.Text
	tone := widget.Neutral
	switch col {
	case 0:
		return a.Name, tone, true
	case 1:
		return t.Number(int64(a.Villages)), tone, false
	case 2:
		return t.Number(int64(a.Groups)), tone, false
	case 3:
		return t.Number(int64(a.Members)), tone, false
	case 5:
		return strconv.Itoa(a.Held) + "/" + strconv.Itoa(a.Planned), tone, false
	case 6:
		return t.Millions(int64(a.Savings)), tone, false
	case 7:
		if a.Warns() {
			tone = widget.Waiting
		}
		return t.PercentFixed(a.PAR30BP), tone, a.Warns()
	default:
		return "", tone, false
	}
}

// fill takes the model over into the widgets.
func (v *View) fill() {
	v.period.SetText(v.model.Period())
	for i, tile := range v.model.Tiles() {
		v.tiles[i].SetFigure(tile.Figure, tile.Note, toneOf(tile.Mood))
		v.tiles[i].SetIcon(arrow(tile.Direction))
	}
	columns := v.model.Columns()
	bars := make([]widget.Bar, len(columns))
	for i, c := range columns {
		bars[i] = widget.Bar{Label: c.Label, Value: float64(c.Held), Plan: float64(c.Planned), Current: c.Current}
	}
	v.bars.SetBars(bars)
	points, last := v.model.SavingsLine()
	v.saved.Set(widget.LineConfig{Points: points, Note: last, Tone: widget.Good})
	points, last, limit := v.model.RiskLine()
	v.risk.Set(widget.LineConfig{Points: points, Note: last, Tone: widget.Active, Limit: &limit})
	v.fillAreas()
	v.fillLists()
	v.page.Refresh() // the lists may have grown
}

// arrow is the sign of a direction, nil when nothing moved.
func arrow(d Direction) fyne.Resource {
	switch d {
	case Up:
		return assets.Icon("arrow-up")
	case Down:
		return assets.Icon("arrow-down")
	default:
		return nil
	}
}

// toneOf is the kit's word for a mood.
func toneOf(m Mood) widget.Tone {
	switch m {
	case Better:
		return widget.Good
	case Worse:
		return widget.Waiting
	case Alarm:
		return widget.Urgent
	default:
		return widget.Neutral
	}
}
