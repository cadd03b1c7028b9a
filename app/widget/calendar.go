package widget

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"pendamping/app/theme"
)

// Measures of a day in a calendar in dp.
const (
	dayHeight = 56
	dayMark   = 14
	weekDays  = 7
)

// CalendarDay is one day of a month: its number, what is marked on it, and whether it is
// the one chosen or today.
type CalendarDay struct {
	Text   string
	Marked bool
	Mark   DiamondState
	Today  bool
	Chosen bool
}

// NewCalendar lays a month out in weeks, head above the columns and the first day in
// column lead (0 to 6). tapped is told the index of the day that was pressed.
func NewCalendar(head []string, lead int, days []CalendarDay, tapped func(i int)) *fyne.Container {
	names := make([]fyne.CanvasObject, len(head))
	for i, name := range head {
		t := NewText(name, theme.SizeCaption, true, theme.Ink2)
		t.Align = fyne.TextAlignCenter
		names[i] = t
	}
	rows := []fyne.CanvasObject{Columns(nil, 4, names...)}
	for first := -lead; first < len(days); first += weekDays {
		week := make([]fyne.CanvasObject, weekDays)
		for i := range week {
			day := first + i
			if day < 0 || day >= len(days) {
				week[i] = Fixed(VStack(0), 0, dayHeight)
				continue
			}
			week[i] = newCalendarCell(days[day], func() { tapped(day) })
		}
		rows = append(rows, Columns(nil, 4, week...))
	}
	return VStack(4, rows...)
}

// calendarCell is a day one can press.
type calendarCell struct {
	tapper
	day  CalendarDay
	box  *box
	text *canvas.Text
	mark *diamondArt
}

func newCalendarCell(day CalendarDay, tapped func()) *calendarCell {
	c := &calendarCell{day: day, box: newBox(), text: canvas.NewText("", nil), mark: newDiamondArt()}
	c.tapped = tapped
	c.extend(c)
	return c
}

// CreateRenderer is called by the toolkit.
func (c *calendarCell) CreateRenderer() fyne.WidgetRenderer {
	objects := append(c.box.objects(), c.text)
	if c.day.Marked {
		objects = append(objects, c.mark.objects()...)
	}
	c.paint()
	return &drawing{
		owner: c, objects: objects, layout: c.layout, refresh: c.paint,
		min: func() fyne.Size { return fyne.NewSize(48, max(dayHeight, measureOf(c, theme.SizeText)*2+dayMark)) },
	}
}

// paint takes state and theme over.
func (c *calendarCell) paint() {
	l := look{fill: tint(c, theme.Card), border: tint(c, theme.Line), stroke: 1, radius: 8}
	if c.day.Today {
		l.border = tint(c, theme.Edge)
		l.stroke = 2
	}
	if c.day.Chosen {
		l.fill, l.border, l.stroke = tint(c, theme.PlumSoft), tint(c, theme.Plum), 2
	}
	if c.focused {
		l.border, l.stroke = tint(c, theme.Plum), 3
	}
	c.box.set(l)
	write(c.text, c.Theme(), c.day.Text, inkStyle{
		size: theme.SizeText, tone: theme.Ink, bold: c.day.Today || c.day.Chosen, align: fyne.TextAlignCenter,
	})
	if c.day.Marked {
		c.mark.set(c, c.day.Mark, "")
	}
}

// layout writes the number above the mark.
func (c *calendarCell) layout(size fyne.Size) {
	c.box.place(fyne.NewPos(0, 0), size)
	middle := size.Height / 2
	if c.day.Marked {
		middle = size.Height/2 - dayMark/2
		c.mark.place(fyne.NewPos((size.Width-dayMark)/2, size.Height-dayMark-6), dayMark)
	}
	line(c.text, 0, middle, size.Width)
}
