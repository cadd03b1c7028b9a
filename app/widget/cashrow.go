package widget

import (
	"image/color"
	"strconv"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	fw "fyne.io/fyne/v2/widget"

	"pendamping/app/theme"
	"pendamping/assets"
)

// Measures of a cash row in dp.
const (
	cashHeight     = 72
	cashNoteWidth  = 96
	cashNoteHeight = 44
	cashButton     = 48
	cashCountWidth = 56
	cashMargin     = 16
	cashGap        = 8
	cashTimes      = 32
	cashMaxCount   = 9999
)

// CashRow counts the notes of one denomination: the note in its own color, minus,
// the count, plus, and what they come to.
type CashRow struct {
	fw.BaseWidget
	note     string
	paper    color.Color
	count    int
	amount   string
	changed  func(count int)
	selected bool
	// OnSelect is called when the count is tapped, to type it on the keypad.
	OnSelect func()

	ground, rule                 *canvas.Rectangle
	noteEdge, noteLine, noteFace *canvas.Rectangle
	noteText, times, number, sum *canvas.Text
	circles                      [2]*canvas.Circle
	icons                        [2]*glyph
	entry                        *box
}

// NewCashRow makes a row; changed is told the new count when plus or minus is tapped.
// The screen answers with SetCount, which brings the amount.
func NewCashRow(note string, paper color.Color, count int, amount string, changed func(count int)) *CashRow {
	rect := func() *canvas.Rectangle { return canvas.NewRectangle(nil) }
	text := func() *canvas.Text { return canvas.NewText("", nil) }
	r := &CashRow{
		note: note, paper: paper, count: count, amount: amount, changed: changed,
		ground: rect(), rule: rect(), noteEdge: rect(), noteLine: rect(), noteFace: rect(),
		noteText: text(), times: text(), number: text(), sum: text(), entry: newBox(),
	}
	for i := range r.circles {
		r.circles[i] = canvas.NewCircle(nil)
		r.icons[i] = newGlyph()
	}
	r.ExtendBaseWidget(r)
	return r
}

// SetCount changes count and amount.
func (r *CashRow) SetCount(count int, amount string) {
	r.count, r.amount = count, amount
	r.Refresh()
}

// Count tells how many notes were counted.
func (r *CashRow) Count() int { return r.count }

// Select marks the row as the one the keypad writes to.
func (r *CashRow) Select() {
	r.selected = true
	r.Refresh()
}

// Deselect takes the mark away.
func (r *CashRow) Deselect() {
	r.selected = false
	r.Refresh()
}

// Tapped answers a quick press on minus, count or plus.
func (r *CashRow) Tapped(e *fyne.PointEvent) { r.hit(e.Position.X) }

// TappedSecondary answers a slow press the same way.
func (r *CashRow) TappedSecondary(e *fyne.PointEvent) { r.hit(e.Position.X) }

// hit runs the action x dp from the left. The gaps count to the nearer button.
func (r *CashRow) hit(x float32) {
	minus, count, plus := cashPlaces()
	switch {
	case x >= minus-cashGap/2 && x < count-cashGap/2:
		r.change(r.count - 1)
	case x >= plus-cashGap/2 && x < plus+cashButton+cashGap/2:
		r.change(r.count + 1)
	default:
		call(r.OnSelect)
	}
}

// change asks for another count, never below none.
func (r *CashRow) change(count int) {
	if count < 0 || count > cashMaxCount || r.changed == nil {
		return
	}
	r.changed(count)
}

// cashPlaces gives the left edges of minus, count and plus.
func cashPlaces() (minus, count, plus float32) {
	minus = cashMargin + cashNoteWidth + cashTimes
	count = minus + cashButton + cashGap
	return minus, count, count + cashCountWidth + cashGap
}

// CreateRenderer is called by the toolkit.
func (r *CashRow) CreateRenderer() fyne.WidgetRenderer {
	objects := []fyne.CanvasObject{r.ground, r.rule, r.noteEdge, r.noteLine, r.noteFace, r.noteText, r.times}
	for i := range r.circles {
		objects = append(objects, r.circles[i], r.icons[i].Image)
	}
	objects = append(objects, r.entry.objects()...)
	objects = append(objects, r.number, r.sum)
	r.paint()
	return &drawing{owner: r, objects: objects, layout: r.layout, min: r.minSize, refresh: r.paint}
}

// minSize has room for the buttons and the amount.
func (r *CashRow) minSize() fyne.Size {
	_, _, plus := cashPlaces()
	return fyne.NewSize(plus+cashButton+cashMargin+r.sum.MinSize().Width+cashMargin, cashHeight)
}

// paint takes count, amount and theme over. Notes keep their color in the dark:
// they are recognized by it.
func (r *CashRow) paint() {
	th := r.Theme()
	ground := theme.Card
	border := look{fill: tint(r, theme.Card), border: tint(r, theme.Edge), stroke: 1, radius: 8}
	if r.selected {
		ground = theme.PlumSoft
		border.border, border.stroke = tint(r, theme.Plum), 3
	}
	fillWith(r.ground, tint(r, ground), 0)
	fillWith(r.rule, tint(r, theme.Line), 0)
	fillWith(r.noteEdge, r.paper, 6)
	fillWith(r.noteLine, color.White, 3)
	fillWith(r.noteFace, r.paper, 2)
	r.entry.set(border)
	write(r.noteText, th, r.note, inkStyle{size: theme.SizeName, tone: theme.Ink, bold: true, align: fyne.TextAlignCenter})
	r.noteText.Color = color.White
	write(r.times, th, "×", inkStyle{size: theme.SizeName, tone: theme.Ink2, align: fyne.TextAlignCenter})
	write(r.number, th, strconv.Itoa(r.count),
		inkStyle{size: theme.SizeTitle, tone: theme.Ink, bold: true, align: fyne.TextAlignCenter})
	write(r.sum, th, r.amount, inkStyle{size: theme.SizeName, tone: theme.Ink, align: fyne.TextAlignTrailing})
	for i, name := range [2]string{"minus", "plus"} {
		if want := tint(r, theme.Sunk); r.circles[i].FillColor != want {
			r.circles[i].FillColor = want
			r.circles[i].Refresh()
		}
		r.icons[i].set(assets.Icon(name), tint(r, theme.Ink))
	}
}

// layout places the parts from the left and the amount at the right.
func (r *CashRow) layout(size fyne.Size) {
	place(r.ground, 0, 0, size.Width, size.Height)
	place(r.rule, 0, size.Height-1, size.Width, 1)
	mid := size.Height / 2
	top := mid - cashNoteHeight/2
	place(r.noteEdge, cashMargin, top, cashNoteWidth, cashNoteHeight)
	place(r.noteLine, cashMargin+4, top+4, cashNoteWidth-8, cashNoteHeight-8)
	place(r.noteFace, cashMargin+5, top+5, cashNoteWidth-10, cashNoteHeight-10)
	line(r.noteText, cashMargin, mid, cashNoteWidth)
	line(r.times, cashMargin+cashNoteWidth, mid, cashTimes)
	minus, count, plus := cashPlaces()
	for i, x := range [2]float32{minus, plus} {
		at := fyne.NewPos(x, mid-cashButton/2)
		place(r.circles[i], at.X, at.Y, cashButton, cashButton)
		center(r.icons[i].Image, 22, at, fyne.NewSquareSize(cashButton))
	}
	r.entry.place(fyne.NewPos(count, mid-cashButton/2), fyne.NewSize(cashCountWidth, cashButton))
	line(r.number, count, mid, cashCountWidth)
	left := plus + cashButton + cashGap
	line(r.sum, left, mid, size.Width-cashMargin-left)
}
