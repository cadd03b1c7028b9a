package widget

import (
	"math"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	fw "fyne.io/fyne/v2/widget"

	"pendamping/app/theme"
)

// Measures of charts in dp.
const (
	chartAxis    = 36
	chartLabels  = 24
	chartTop     = 12
	chartBarMost = 28
	chartStroke  = 2.5
	chartDot     = 10
	chartNote    = 92
)

// Bar is one month: what was done against what was planned.
type Bar struct {
	Label       string
	Value, Plan float64
	// Current marks the month that is still running.
	Current bool
}

// Bars draws done against planned per month, with a scale at the left.
type Bars struct {
	fw.BaseWidget
	bars   []Bar
	format func(v float64) string
	shapes []*barShape
	grid   [3]*canvas.Rectangle
	scale  [3]*canvas.Text
	draw   *drawing
}

// barShape is the drawn form of a Bar.
type barShape struct {
	plan  *box
	value *canvas.Rectangle
	label *canvas.Text
}

// NewBars makes the chart; format writes the numbers of the scale.
func NewBars(bars []Bar, format func(v float64) string) *Bars {
	b := &Bars{format: format}
	for i := range b.grid {
		b.grid[i], b.scale[i] = canvas.NewRectangle(nil), canvas.NewText("", nil)
	}
	b.ExtendBaseWidget(b)
	b.SetBars(bars)
	return b
}

// SetBars replaces the months.
func (b *Bars) SetBars(bars []Bar) {
	b.bars = bars
	for len(b.shapes) < len(bars) {
		b.shapes = append(b.shapes, &barShape{newBox(), canvas.NewRectangle(nil), canvas.NewText("", nil)})
	}
	b.shapes = b.shapes[:len(bars)]
	if b.draw != nil {
		b.draw.objects = b.objects()
		b.Refresh()
	}
}

// CreateRenderer is called by the toolkit.
func (b *Bars) CreateRenderer() fyne.WidgetRenderer {
	b.paint()
	b.draw = &drawing{
		owner:   b,
		objects: b.objects(), layout: b.layout, refresh: b.paint,
		min: func() fyne.Size { return fyne.NewSize(240, 120) },
	}
	return b.draw
}

// objects lists scale and bars.
func (b *Bars) objects() []fyne.CanvasObject {
	var objects []fyne.CanvasObject
	for i := range b.grid {
		objects = append(objects, b.grid[i], b.scale[i])
	}
	for _, s := range b.shapes {
		objects = append(objects, s.plan.objects()...)
		objects = append(objects, s.value, s.label)
	}
	return objects
}

// step is the distance of the lines of the scale: a round number of which two reach
// at least half of the highest bar.
func (b *Bars) step() float64 {
	high := 0.0
	for _, bar := range b.bars {
		high = max(high, bar.Value, bar.Plan)
	}
	return roundStep(high / 2)
}

// roundStep is the largest of 1, 2, 5, 10, 20, 50 ... that is not above v, at least 1.
func roundStep(v float64) float64 {
	if v < 1 {
		return 1
	}
	power := math.Pow(10, math.Floor(math.Log10(v)))
	for _, m := range []float64{5, 2} {
		if m*power <= v {
			return m * power
		}
	}
	return power
}

// paint takes months and theme over.
func (b *Bars) paint() {
	th, step := b.Theme(), b.step()
	for i := range b.grid {
		fillWith(b.grid[i], tint(b, theme.Line), 0)
		write(b.scale[i], th, b.format(float64(i)*step),
			inkStyle{size: theme.SizeCaption, tone: theme.Ink2, align: fyne.TextAlignTrailing})
	}
	for i, s := range b.shapes {
		bar := b.bars[i]
		s.plan.set(look{fill: tint(b, theme.Sunk), border: tint(b, theme.Edge), stroke: 1, radius: 4})
		tone, f := theme.Leaf, inkStyle{size: theme.SizeCaption, tone: theme.Ink2, align: fyne.TextAlignCenter}
		if bar.Current {
			tone, f.tone, f.bold = theme.Plum, theme.Ink, true
		}
		fillWith(s.value, tint(b, tone), 4)
		write(s.label, th, bar.Label, f)
	}
}

// layout scales the highest bar to the height there is.
func (b *Bars) layout(size fyne.Size) {
	step, high := b.step(), 1.0
	for _, bar := range b.bars {
		high = max(high, bar.Value, bar.Plan)
	}
	bottom := size.Height - chartLabels
	perUnit := (bottom - chartTop) / float32(high)
	for i := range b.grid {
		y := bottom - float32(float64(i)*step)*perUnit
		place(b.grid[i], chartAxis, y, size.Width-chartAxis, 1)
		line(b.scale[i], 0, y, chartAxis-8)
	}
	if len(b.shapes) == 0 {
		return
	}
	pitch := (size.Width - chartAxis) / float32(len(b.shapes))
	width := min(chartBarMost, pitch*2/3)
	for i, s := range b.shapes {
		x := chartAxis + float32(i)*pitch + (pitch-width)/2
		plan := float32(b.bars[i].Plan) * perUnit
		value := float32(b.bars[i].Value) * perUnit
		s.plan.place(fyne.NewPos(x, bottom-plan), fyne.NewSize(width, plan))
		place(s.value, x, bottom-value, width, value)
		setVisible(s.value, value > 0)
		line(s.label, x-8, bottom+chartLabels/2+2, width+16)
	}
}

// LineConfig is one series drawn as a line; the last point carries Note, its value in words.
type LineConfig struct {
	Points []float64
	Note   string
	Tone   Tone
	// Limit draws a thin line of warning at that value; nil draws none.
	Limit *float64
}

// Line draws a series over time without a scale, with a dot and a figure at its end.
type Line struct {
	fw.BaseWidget
	cfg      LineConfig
	segments []*canvas.Line
	base     *canvas.Rectangle
	limit    *canvas.Rectangle
	dot      *canvas.Circle
	note     *canvas.Text
	draw     *drawing
}

// NewLine makes the chart.
func NewLine(cfg LineConfig) *Line {
	l := &Line{
		base: canvas.NewRectangle(nil), limit: canvas.NewRectangle(nil),
		dot: canvas.NewCircle(nil), note: canvas.NewText("", nil),
	}
	l.ExtendBaseWidget(l)
	l.Set(cfg)
	return l
}

// Set replaces the series.
func (l *Line) Set(cfg LineConfig) {
	l.cfg = cfg
	want := max(0, len(cfg.Points)-1)
	for len(l.segments) < want {
		l.segments = append(l.segments, canvas.NewLine(nil))
	}
	l.segments = l.segments[:want]
	if l.draw != nil {
		l.draw.objects = l.objects()
		l.Refresh()
	}
}

// CreateRenderer is called by the toolkit.
func (l *Line) CreateRenderer() fyne.WidgetRenderer {
	l.paint()
	l.draw = &drawing{
		owner:   l,
		objects: l.objects(), layout: l.layout, refresh: l.paint,
		min: func() fyne.Size { return fyne.NewSize(160, 48) },
	}
	return l.draw
}

// objects lists base line, limit, segments, dot and figure.
func (l *Line) objects() []fyne.CanvasObject {
	objects := []fyne.CanvasObject{l.base, l.limit}
	for _, s := range l.segments {
		objects = append(objects, s)
	}
	return append(objects, l.dot, l.note)
}

// paint takes tone and theme over.
func (l *Line) paint() {
	ink := tint(l, l.cfg.Tone.solid())
	fillWith(l.base, tint(l, theme.Line), 0)
	fillWith(l.limit, tint(l, theme.AmberInk), 0)
	for _, s := range l.segments {
		s.StrokeColor, s.StrokeWidth = ink, chartStroke
		s.Refresh()
	}
	l.dot.FillColor = ink
	l.dot.Refresh()
	setVisible(l.dot, len(l.cfg.Points) > 0)
	setVisible(l.limit, l.cfg.Limit != nil)
	write(l.note, l.Theme(), l.cfg.Note, inkStyle{size: theme.SizeText, tone: theme.Ink, bold: true})
}

// bounds is the lowest and highest value drawn, never equal.
func (l *Line) bounds() (low, high float64) {
	low, high = math.Inf(1), math.Inf(-1)
	for _, v := range l.cfg.Points {
		low, high = min(low, v), max(high, v)
	}
	if l.cfg.Limit != nil {
		low, high = min(low, *l.cfg.Limit), max(high, *l.cfg.Limit)
	}
	if high <= low {
		return low - 1, low + 1
	}
	return low, high
}

// layout scales the series to the room left of the figure.
func (l *Line) layout(size fyne.Size) {
	width, bottom := size.Width-chartNote, size.Height-1
	place(l.base, 0, bottom, width+chartDot, 1)
	if len(l.cfg.Points) == 0 {
		return
	}
	low, high := l.bounds()
	top, floor := float32(chartDot), bottom-10
	y := func(v float64) float32 { return floor - float32((v-low)/(high-low))*(floor-top) }
	if l.cfg.Limit != nil {
		place(l.limit, 0, y(*l.cfg.Limit)-1, width+chartDot, 2)
	}
	pitch := width
	if len(l.segments) > 0 {
		pitch = width / float32(len(l.segments))
	}
	for i, s := range l.segments {
		// Each begins a little before the end of the one before: painters cut a line at its
		// ends to whole pixels, which left gaps between two that only touch.
		x, from, to := float32(i)*pitch, y(l.cfg.Points[i]), y(l.cfg.Points[i+1])
		back := min(1, x)
		s.Position1 = fyne.NewPos(x-back, from-back*(to-from)/pitch)
		s.Position2 = fyne.NewPos(x+pitch, to)
		s.Refresh()
	}
	end := y(l.cfg.Points[len(l.cfg.Points)-1])
	place(l.dot, width-chartDot/2, end-chartDot/2, chartDot, chartDot)
	line(l.note, width+chartDot+4, end, chartNote-chartDot-4)
}
