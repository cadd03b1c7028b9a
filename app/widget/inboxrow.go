package widget

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"pendamping/app/theme"
	"pendamping/assets"
)

// Measures of an inbox row in dp.
const (
	// InboxRowHeight is the height of every row of an inbox.
	InboxRowHeight = 61

	inboxMargin = 24
	inboxEnd    = 16
	inboxCheck  = 20
	inboxText   = 56
)

// InboxRowConfig is one thing that waits for a decision. Checked is called with the new
// state when the box is tapped, Tapped when the row is.
type InboxRowConfig struct {
	Title, Subtitle, Age string
	ChipText             string
	ChipIcon             fyne.Resource
	ChipTone             Tone
	On, Selected         bool
	Checked              func(on bool)
	Tapped               func()
}

// InboxRow is one row of the review inbox: checkbox, title, subtitle, age and chip.
type InboxRow struct {
	tapper
	cfg                  InboxRowConfig
	ground, rule         *canvas.Rectangle
	check, chip          *box
	tick, chipIcon       *glyph
	title, subtitle, age *canvas.Text
	chipText             *canvas.Text
}

// NewInboxRow makes a row; Set fills it again when it is reused.
func NewInboxRow(cfg InboxRowConfig) *InboxRow {
	text := func() *canvas.Text { return canvas.NewText("", nil) }
	r := &InboxRow{
		cfg: cfg, ground: canvas.NewRectangle(nil), rule: canvas.NewRectangle(nil),
		check: newBox(), chip: newBox(), tick: newGlyph(), chipIcon: newGlyph(),
		title: text(), subtitle: text(), age: text(), chipText: text(),
	}
	r.tapped = cfg.Tapped
	r.extend(r)
	return r
}

// Set shows another content.
func (r *InboxRow) Set(cfg InboxRowConfig) {
	r.cfg, r.tapped = cfg, cfg.Tapped
	r.Refresh()
}

// Tapped tells the checkbox from the rest of the row.
func (r *InboxRow) Tapped(e *fyne.PointEvent) { r.hit(e.Position.X) }

// TappedSecondary answers a slow press the same way.
func (r *InboxRow) TappedSecondary(e *fyne.PointEvent) { r.hit(e.Position.X) }

// hit takes everything left of the text for the checkbox: it is small.
func (r *InboxRow) hit(x float32) {
	if x < inboxText && r.cfg.Checked != nil {
		r.cfg.Checked(!r.cfg.On)
		return
	}
	r.press()
}

// CreateRenderer is called by the toolkit.
func (r *InboxRow) CreateRenderer() fyne.WidgetRenderer {
	objects := []fyne.CanvasObject{r.ground, r.rule}
	objects = append(objects, r.check.objects()...)
	objects = append(objects, r.tick.Image, r.title, r.subtitle, r.age)
	objects = append(objects, r.chip.objects()...)
	objects = append(objects, r.chipIcon.Image, r.chipText)
	r.paint()
	return &drawing{
		owner:   r,
		objects: objects, layout: r.layout, refresh: r.paint,
		min: func() fyne.Size { return fyne.NewSize(240, InboxRowHeight*measureOf(r, theme.SizeText)/15) },
	}
}

// paint takes content and theme over.
func (r *InboxRow) paint() {
	th, c := r.Theme(), &r.cfg
	ground := theme.Paper
	if c.Selected {
		ground = theme.PlumSoft
	}
	fillWith(r.ground, tint(r, ground), 0)
	fillWith(r.rule, tint(r, theme.Line), 0)
	check := look{fill: tint(r, theme.Card), border: tint(r, theme.Edge), stroke: 1, radius: 4}
	if c.On {
		check = look{fill: tint(r, theme.Plum), radius: 4}
	}
	if r.focused {
		check.border, check.stroke = tint(r, theme.Plum), 2
	}
	r.check.set(check)
	r.tick.set(assets.Icon("check"), tint(r, theme.OnPlum))
	setVisible(r.tick.Image, c.On)
	write(r.title, th, c.Title, inkStyle{size: theme.SizeText, tone: theme.Ink, bold: true})
	write(r.subtitle, th, c.Subtitle, inkStyle{size: theme.SizeCaption, tone: theme.Ink2})
	write(r.age, th, c.Age, inkStyle{size: theme.SizeCaption, tone: theme.Ink2, align: fyne.TextAlignTrailing})
	r.chip.set(look{fill: tint(r, c.ChipTone.soft()), radius: 12})
	r.chip.show(c.ChipText != "")
	r.chipIcon.set(c.ChipIcon, tint(r, c.ChipTone.ink()))
	setVisible(r.chipIcon.Image, c.ChipText != "" && c.ChipIcon != nil)
	write(r.chipText, th, c.ChipText, inkStyle{size: theme.SizeCaption, tone: c.ChipTone.ink(), bold: true})
}

// layout has title and age above subtitle and chip.
func (r *InboxRow) layout(size fyne.Size) {
	place(r.ground, 0, 0, size.Width, size.Height)
	place(r.rule, 0, size.Height-1, size.Width, 1)
	mid, scale := (size.Height-1)/2, measureOf(r, theme.SizeText)/15
	at := fyne.NewPos(inboxMargin, mid-inboxCheck/2)
	r.check.place(at, fyne.NewSquareSize(inboxCheck))
	center(r.tick.Image, 14, at, fyne.NewSquareSize(inboxCheck))
	right := size.Width - inboxEnd
	upper, lower := mid-11*scale, mid+11*scale
	age := r.age.MinSize().Width
	line(r.age, right-age, upper, age)
	fit(r.title, r.cfg.Title, right-age-8-inboxText, measureOf(r, theme.SizeText))
	line(r.title, inboxText, upper, right-inboxText)
	room := right - inboxText
	if r.cfg.ChipText != "" {
		room -= r.layoutChip(right, lower) + 8
	}
	fit(r.subtitle, r.cfg.Subtitle, room, measureOf(r, theme.SizeCaption))
	line(r.subtitle, inboxText, lower, room)
}

// layoutChip places the chip with its right edge at right and tells its width.
func (r *InboxRow) layoutChip(right, mid float32) float32 {
	width := r.chipText.MinSize().Width + 2*8
	if r.cfg.ChipIcon != nil {
		width += 18
	}
	caption := measureOf(r, theme.SizeCaption)
	below := fyne.MeasureText(r.cfg.Subtitle, leastSize(r.cfg.Subtitle, caption), fyne.TextStyle{}).Width
	// Large text leaves room for the chip's icon alone; its word stands on the page beside.
	bare := r.cfg.ChipIcon != nil && caption > smallest && below > right-inboxText-width-8
	setVisible(r.chipText, r.cfg.ChipText != "" && !bare)
	if bare {
		width = 14 + 2*8
	}
	left := right - width
	r.chip.place(fyne.NewPos(left, mid-12), fyne.NewSize(width, 24))
	x := left + 8
	if r.cfg.ChipIcon != nil {
		place(r.chipIcon.Image, x, mid-7, 14, 14)
		x += 18
	}
	line(r.chipText, x, mid, width)
	return width
}
