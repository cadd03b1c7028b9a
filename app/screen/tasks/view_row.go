package tasks

import (
	"fyne.io/fyne/v2"

	"pendamping/app/screen"
	"pendamping/app/widget"
	"pendamping/assets"
)

const (
	tickWidth = 64 // dp, the whole of which can be pressed
	tickSide  = 28 // dp, of the diamond within
)

// tick is the diamond that settles a task.
type tick struct {
	widget.Diamond

	tapped func()
}

// newTick makes a tick that does nothing yet.
func newTick() *tick {
	t := &tick{}
	t.Side = tickSide
	t.ExtendBaseWidget(t)
	return t
}

// Tapped answers a quick press.
func (t *tick) Tapped(*fyne.PointEvent) {
	if t.tapped != nil {
		t.tapped()
	}
}

// TappedSecondary answers a slow press the same way.
func (t *tick) TappedSecondary(e *fyne.PointEvent) { t.Tapped(e) }

// line is what a row of the list is made of.
type line struct {
	tick *tick
	row  *widget.ListRow
}

// newLine makes a row to be bound.
func (v *View) newLine() fyne.CanvasObject {
	l := &line{tick: newTick(), row: widget.NewListRow(widget.ListRowConfig{})}
	o := widget.HStack(0, widget.Fixed(l.tick, tickWidth, 0), widget.Grow(l.row))
	v.lines[o] = l
	return o
}

// bind fills a row.
func (v *View) bind(i int, o fyne.CanvasObject) {
	l := v.lines[o]
	if l == nil || i >= len(v.model.Rows) {
		return
	}
	r, p := v.model.Rows[i], v.env.Text
	state := widget.Todo
	switch {
	case r.Done:
		state = widget.Done
	case r.Late > 0:
		state = widget.Attention
	}
	l.tick.Set(state, "")
	l.tick.tapped = func() { v.toggle(r) }
	cfg := widget.ListRowConfig{
		Title: r.What, Subtitle: r.Who, Height: widget.RowTall, Last: i == len(v.model.Rows)-1,
		Cells: []widget.RowCell{{Note: r.Due}},
	}
	if r.Late > 0 {
		cfg.ChipText, cfg.ChipTone, cfg.ChipIcon = p.N("tasks.late", r.Late), widget.Waiting, assets.IconFill("clock-countdown")
	}
	if r.Due == "" {
		cfg.Cells[0].Note = p.T("tasks.no_date")
	}
	cfg.Chevron = true
	cfg.Tapped = func() { v.env.Open(screen.Route{Name: screen.Task, ID: r.ID}) }
	l.row.Set(cfg)
}
