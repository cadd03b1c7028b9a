package widget

import (
	"fyne.io/fyne/v2"
	fw "fyne.io/fyne/v2/widget"

	"pendamping/app/theme"
	"pendamping/assets"
)

// Chip states how things stand in a word or two; it cannot be pressed.
type Chip struct {
	fw.BaseWidget
	// Small is 24 dp high instead of 32; set it before showing the chip.
	Small bool

	text   string
	tone   Tone
	icon   fyne.Resource
	raised bool
}

// NewChip makes a 32 dp chip; the icon should be a filled one, nil leaves text only.
func NewChip(text string, tone Tone, icon fyne.Resource) *Chip {
	c := &Chip{text: text, tone: tone, icon: icon}
	c.ExtendBaseWidget(c)
	return c
}

// NewSmallChip makes a 24 dp chip.
func NewSmallChip(text string, tone Tone, icon fyne.Resource) *Chip {
	c := NewChip(text, tone, icon)
	c.Small = true
	return c
}

// Set changes what the chip says.
func (c *Chip) Set(text string, tone Tone, icon fyne.Resource) {
	c.text, c.tone, c.icon = text, tone, icon
	c.Refresh()
}

// Raise draws the chip on the card color, for rows that are themselves selected.
func (c *Chip) Raise() {
	c.raised = true
	c.Refresh()
}

// chipMeasures are the distances of a chip in dp.
type chipMeasures struct{ height, start, icon, gap, end float32 }

// measures gives the distances; without an icon the text has equal ends.
func (c *Chip) measures() chipMeasures {
	m := chipMeasures{height: 32, start: 10, icon: 18, gap: 6, end: 12}
	if c.Small {
		m = chipMeasures{height: 24, start: 8, icon: 16, gap: 4, end: 8}
	}
	if c.icon == nil {
		m.start, m.icon, m.gap = m.end, 0, 0
	}
	return m
}

// CreateRenderer draws pill, icon and text.
func (c *Chip) CreateRenderer() fyne.WidgetRenderer {
	pill, icon, text := newBox(), newGlyph(), newRun(fyne.TextAlignLeading)
	d := &drawing{owner: c, objects: append(pill.objects(), icon.Image, text)}
	p := func() pen { return penOf(c, fontSemibold, theme.SizeCaption) }
	d.min = func() fyne.Size {
		m := c.measures()
		return fyne.NewSize(m.start+m.icon+m.gap+p().width(c.text)+m.end, max(m.height, p().line()+6))
	}
	d.layout = func(s fyne.Size) {
		m := c.measures()
		pill.place(fyne.Position{}, s)
		center(icon, m.icon, fyne.NewPos(m.start, 0), fyne.NewSize(m.icon, s.Height))
		x := m.start + m.icon + m.gap
		setFitted(text, c.text, s.Width-x-m.end+1, p(), tint(c, c.tone.ink()))
		placeRun(text, x, 0, s.Width-x-m.end, s.Height)
	}
	d.refresh = func() {
		ground := c.tone.soft()
		if c.raised {
			ground = theme.Card
		}
		pill.set(look{fill: tint(c, ground), radius: d.min().Height / 2})
		icon.set(c.icon, tint(c, c.tone.ink()))
	}
	d.refresh()
	return d
}

// FilterChip is a pill that is on or off, for filters and short choices.
type FilterChip struct {
	tapper
	// Small is 32 dp high and bare of the tick, for the desktop; set it before showing.
	Small bool

	text string
	on   bool
}

// NewFilterChip makes a 48 dp pill; changed is told the new state after each press.
func NewFilterChip(text string, on bool, changed func(bool)) *FilterChip {
	c := &FilterChip{text: text, on: on}
	c.tapped = func() {
		c.on = !c.on
		c.Refresh()
		if changed != nil {
			changed(c.on)
		}
	}
	c.extend(c)
	return c
}

// On tells whether the chip is chosen.
func (c *FilterChip) On() bool { return c.on }

// SetOn chooses the chip or not without telling anyone.
func (c *FilterChip) SetOn(chosen bool) {
	before := c.on
	c.on = chosen
	if c.on != before {
		c.Refresh()
	}
}

// SetText changes the label, as counts in it move.
func (c *FilterChip) SetText(s string) {
	if c.text == s {
		return
	}
	c.text = s
	c.Refresh()
}

// ticked tells whether the tick is drawn; the fill alone would be color only, so
// the small one also turns to semibold.
func (c *FilterChip) ticked() bool { return c.on && !c.Small }

// pen is semibold when on.
func (c *FilterChip) pen() pen {
	if c.on {
		return penOf(c, fontSemibold, theme.SizeText)
	}
	return penOf(c, fontSans, theme.SizeText)
}

// pad is the room at both ends in dp.
func (c *FilterChip) pad() float32 {
	if c.Small {
		return 12
	}
	return 16
}

// The tick of a chosen chip, and its gap to the text, in dp.
const (
	chipTick    = 20
	chipTickGap = 6
)

// contentWidth is the text with its tick.
func (c *FilterChip) contentWidth() float32 {
	width := c.pen().width(c.text)
	if c.ticked() {
		width += chipTick + chipTickGap
	}
	return width
}

// CreateRenderer draws pill, tick and text.
func (c *FilterChip) CreateRenderer() fyne.WidgetRenderer {
	pill, tick, text := newBox(), newGlyph(), newRun(fyne.TextAlignLeading)
	d := &drawing{owner: c, objects: append(pill.objects(), tick.Image, text)}
	d.min = func() fyne.Size {
		height := float32(48)
		if c.Small {
			height = 32
		}
		return fyne.NewSize(max(c.contentWidth()+2*c.pad(), 48), max(height, c.pen().line()+8))
	}
	d.layout = func(s fyne.Size) {
		pill.place(fyne.Position{}, s)
		x := max(c.pad(), float32(int((s.Width-c.contentWidth())/2)))
		if c.ticked() {
			center(tick, chipTick, fyne.NewPos(x, 0), fyne.NewSize(chipTick, s.Height))
			x += chipTick + chipTickGap
		}
		_, ink, _, _ := c.paints()
		setFitted(text, c.text, s.Width-x-c.pad()+1, c.pen(), tint(c, ink))
		placeRun(text, x, 0, s.Width-x-c.pad(), s.Height)
	}
	d.refresh = func() {
		fill, ink, border, stroke := c.paints()
		pill.set(look{fill: tint(c, fill), border: tint(c, border), stroke: stroke, radius: d.min().Height / 2})
		tick.set(nil, nil)
		if c.ticked() {
			tick.set(assets.Icon("check"), tint(c, ink))
		}
	}
	d.refresh()
	return d
}

// paints are the colors of the chip's state and the width of its border in dp.
func (c *FilterChip) paints() (fill, ink, border fyne.ThemeColorName, stroke float32) {
	fill, ink, border, stroke = theme.Card, theme.Ink, theme.Edge, 1
	if c.on {
		fill, ink, border = theme.Plum, theme.OnPlum, theme.Plum
	}
	if c.focused {
		border, stroke = theme.Ink, 2
	}
	return fill, ink, border, stroke
}
