package shareout

import (
	"fyne.io/fyne/v2"
	fw "fyne.io/fyne/v2/widget"

	"pendamping/app/theme"
	"pendamping/app/widget"
	"pendamping/kpuk"
)

// Widths of the columns in dp.
const (
	numberWidth = 28
	partWidth   = 100
	totalWidth  = 112
	tickWidth   = 48
	columnGap   = 8
)

// line is one member's row: her parts with what they are weighed by, the sum, and the
// tick of her envelope.
type line struct {
	s      *Sheet
	ground *widget.Surface
	note   *widget.Text
	tick   *widget.Diamond
	root   fyne.CanvasObject
	state  RowState
	text   string
	done   string // key of the words for what was paid
}

// press is anything that can be pressed; a slow press counts too.
type press struct {
	fw.BaseWidget
	content fyne.CanvasObject
	tapped  func()
}

// newPress makes content pressable.
func newPress(content fyne.CanvasObject, tapped func()) *press {
	p := &press{content: content, tapped: tapped}
	p.ExtendBaseWidget(p)
	return p
}

// CreateRenderer implements fyne.Widget.
func (p *press) CreateRenderer() fyne.WidgetRenderer { return fw.NewSimpleRenderer(p.content) }

// Tapped implements fyne.Tappable.
func (p *press) Tapped(*fyne.PointEvent) { p.tapped() }

// TappedSecondary implements fyne.SecondaryTappable.
func (p *press) TappedSecondary(*fyne.PointEvent) { p.tapped() }

// tickRoom is what the column of ticks takes at the right; nothing on a mere reckoning.
func (s *Sheet) tickRoom() float32 {
	if s.actions.Pay == nil {
		return 0
	}
	return tickWidth + columnGap
}

// heads are the titles of the columns; the second line says what a part is weighed by.
func (s *Sheet) heads() fyne.CanvasObject {
	t := s.env.Text
	head := func(title, below string, width float32) fyne.CanvasObject {
		upper, lower := widget.NewText(title, theme.SizeCaption, true, theme.Ink2), widget.Caption(below)
		if width > 0 {
			upper.Align, lower.Align = fyne.TextAlignTrailing, fyne.TextAlignTrailing
		}
		return widget.Fixed(widget.VStack(0, upper, lower), width, 0)
	}
	cells := []fyne.CanvasObject{
		widget.Fixed(widget.VStack(0), numberWidth, 0), widget.Grow(head(t.T("shareout.member"), "", 0)),
		head(t.T("shareout.column.savings"), t.T("shareout.weight.savings"), partWidth),
		head(t.T("shareout.column.service"), t.T("shareout.weight.service"), partWidth),
		head(t.T("shareout.column.office"), "", partWidth), head(t.T("shareout.column.total"), "", totalWidth),
	}
	if s.actions.Pay != nil {
		cells = append(cells, widget.Fixed(widget.VStack(0), tickWidth, 0))
	}
	left := float32(0)
	if s.actions.Pay != nil {
		left = columnGap
	}
	return widget.VStack(0, widget.Pad(widget.HStack(columnGap, cells...), 8, 0, 8, left), widget.Rule())
}

// newLine draws a member's row.
func (s *Sheet) newLine(r *Row) *line {
	t := s.env.Text
	l := &line{s: s, ground: widget.NewSurface(theme.Card, "", 0, 0), note: widget.Caption(""), done: "shareout.paid"}
	part := func(amount, weight kpuk.Rupiah, weighed bool) fyne.CanvasObject {
		upper, lower := widget.Body(t.AmountDash(int64(amount))), widget.Caption("")
		if weighed {
			lower.SetText(t.AmountDash(int64(weight)))
		}
		upper.Align, lower.Align = fyne.TextAlignTrailing, fyne.TextAlignTrailing
		return widget.Fixed(widget.VStack(0, upper, lower), partWidth, 0)
	}
	total := widget.Name(t.AmountDash(int64(r.Total())))
	total.Align = fyne.TextAlignTrailing
	cells := []fyne.CanvasObject{
		widget.Fixed(widget.Caption(t.Number(int64(r.Number))), numberWidth, 0),
		widget.Grow(widget.VStack(0, widget.Fixed(widget.Strong(r.Name), 1, 0), l.note)),
		part(r.Savings, r.Saved, true), part(r.Service, r.Served, true), part(r.Office, 0, false),
		widget.Fixed(total, totalWidth, 0),
	}
	l.finish(cells, r)
	return l
}

// newFund draws the row of the social fund, whose part moves inside the box.
func (s *Sheet) newFund(r *Row) *line {
	t := s.env.Text
	l := &line{s: s, ground: widget.NewSurface(theme.Card, "", 0, 0), note: widget.Caption(""), done: "shareout.booked"}
	total := widget.Name(t.Amount(int64(s.shown.Social)))
	total.Align = fyne.TextAlignTrailing
	l.finish([]fyne.CanvasObject{
		widget.Grow(widget.VStack(0, widget.Body(t.T("shareout.fund")), l.note)), widget.Fixed(total, totalWidth, 0),
	}, r)
	return l
}

// finish puts the cells on their ground, with a tick where something can be paid.
func (l *line) finish(cells []fyne.CanvasObject, r *Row) {
	member := r.Member
	if l.s.actions.Pay == nil {
		l.root = widget.Pad(widget.HStack(columnGap, cells...), 6, 0, 6, 0)
		l.set(r)
		return
	}
	l.tick = widget.NewDiamond(widget.Todo, "")
	cells = append(cells, widget.Fixed(widget.Middle(widget.Fixed(l.tick, 32, 32)), tickWidth, 48))
	l.root = newPress(widget.Layers(l.ground, widget.Pad(widget.HStack(columnGap, cells...), 6, 0, 6, columnGap)), func() { l.s.actions.Pay(member) })
	l.set(r)
}

// set shows how the envelope stands.
func (l *line) set(r *Row) {
	t := l.s.env.Text
	text, ground, mark := r.Note, theme.Card, widget.Todo
	switch r.State {
	case RowPaid:
		text, ground, mark = joined(r.Note, t.T(l.done)), theme.LeafSoft, widget.Done
	case RowDiffers:
		text, ground, mark = t.T("shareout.differs", "Amount", t.Amount(int64(r.Paid))), theme.AmberSoft, widget.Attention
	default: // plain
	}
	if l.text != text {
		l.text = text
		l.note.SetText(text)
	}
	if l.tick == nil || l.state == r.State {
		l.state = r.State
		return
	}
	l.state = r.State
	l.ground.SetColours(ground, "")
	l.tick.Set(mark, "")
}
