package widget

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	fw "fyne.io/fyne/v2/widget"

	"pendamping/app/theme"
	"pendamping/assets"
)

// Option is one answer of a Choice: what is stored and what is shown.
type Option struct{ Value, Text string }

// chipChoices is the largest number of options shown side by side.
const chipChoices = 6

// Choice picks one of several options: pills side by side for a few, a list to
// open for more. Its label wraps.
type Choice struct {
	fw.BaseWidget
	label    *Text
	options  []Option
	selected string
	changed  func(string)
	chips    []*FilterChip
	opener   *optionRow
	body     *fyne.Container
	watched
	popup *fw.PopUp
	note  *Text
}

// NewChoice makes a choice; selected is a Value, and "" or an unknown one chooses
// nothing. changed is told the new value, only when it differs.
func NewChoice(label string, options []Option, selected string, changed func(value string)) *Choice {
	c := &Choice{options: options, selected: selected, changed: changed}
	c.label = NewText(label, theme.SizeCaption, true, theme.Ink2)
	c.label.Wrap = true
	c.note = NewText("", theme.SizeText, false, theme.Ink2)
	c.note.Wrap = true
	c.note.Hide()
	var control fyne.CanvasObject
	if len(options) > chipChoices {
		c.opener = newOptionRow(c.text(), Active, c.open)
		c.opener.framed = true
		control = c.opener
	} else {
		pills := make([]fyne.CanvasObject, len(options))
		c.chips = make([]*FilterChip, len(options))
		for i, o := range options {
			c.chips[i] = NewFilterChip(o.Text, o.Value == selected, func(bool) { c.choose(o.Value) })
			pills[i] = c.chips[i]
		}
		control = WrapRow(8, pills...)
	}
	c.body = VStack(4, c.label, control, c.note)
	if label == "" {
		c.label.Hide()
	}
	c.ExtendBaseWidget(c)
	return c
}

// Selected is the chosen value, "" for none.
func (c *Choice) Selected() string { return c.selected }

// SetSelected chooses without telling anyone.
func (c *Choice) SetSelected(value string) {
	c.selected = value
	c.show()
}

// SetMessage writes a message below; an empty text takes it away.
func (c *Choice) SetMessage(tone Tone, text string) {
	c.note.SetTone(tone)
	c.note.SetText(text)
	setVisible(c.note, text != "")
	c.Refresh()
}

// choose takes the user's answer.
func (c *Choice) choose(value string) {
	if c.popup != nil {
		c.popup.Hide()
		c.popup = nil
	}
	different := c.selected != value
	c.selected = value
	c.show()
	if different && c.changed != nil {
		c.changed(value)
	}
	c.edited()
}

// show brings pills or opener in line with the value.
func (c *Choice) show() {
	for i, chip := range c.chips {
		chip.SetOn(c.options[i].Value == c.selected)
	}
	if c.opener != nil {
		c.opener.setText(c.text())
	}
	c.Refresh()
}

// text is the chosen option's.
func (c *Choice) text() string {
	for _, o := range c.options {
		if o.Value == c.selected {
			return o.Text
		}
	}
	return ""
}

// open shows the list of options over the page.
func (c *Choice) open() {
	on := canvasOf(c)
	if on == nil {
		return
	}
	rows := make([]fyne.CanvasObject, len(c.options))
	for i, o := range c.options {
		tone := Neutral
		if o.Value == c.selected {
			tone = Active
		}
		rows[i] = newOptionRow(o.Text, tone, func() { c.choose(o.Value) })
	}
	list := container.NewVScroll(VStack(0, rows...))
	height := min(float32(len(rows))*56, on.Size().Height-160)
	width := min(float32(480), on.Size().Width-48)
	content := VStack(12, Heading(c.label.Text()), Fixed(list, width, height))
	c.popup = fw.NewPopUp(Pad(content, 12, 12, 12, 12), on)
	size := c.popup.MinSize()
	at := fyne.NewPos((on.Size().Width-size.Width)/2, (on.Size().Height-size.Height)/2)
	c.popup.ShowAtPosition(at)
}

// held lets reveal look inside.
func (c *Choice) held() []fyne.CanvasObject { return []fyne.CanvasObject{c.body} }

// heightFor is label and pills in a width.
func (c *Choice) heightFor(width float32) float32 { return heightOf(c.body, width) }

// CreateRenderer shows the label over the control.
func (c *Choice) CreateRenderer() fyne.WidgetRenderer { return wrapRenderer(c, c.body) }

// wrapRenderer draws a widget that is made of other objects only.
func wrapRenderer(owner fyne.Widget, body fyne.CanvasObject) fyne.WidgetRenderer {
	d := &drawing{owner: owner, objects: []fyne.CanvasObject{body}}
	d.min = body.MinSize
	d.layout = func(s fyne.Size) {
		put(body, 0, 0, s.Width, s.Height)
		relayout(body)
	}
	return d
}

// relayout places what is inside containers again. Fyne skips a container whose own
// size stays, though an object in it may have become wider.
func relayout(o fyne.CanvasObject) {
	c, ok := o.(*fyne.Container)
	if !ok || c.Layout == nil {
		return
	}
	c.Layout.Layout(c.Objects, c.Size())
	for _, child := range c.Objects {
		relayout(child)
	}
}

// optionRow is a line of a list to choose from, or the frame that opens it.
type optionRow struct {
	tapper
	text   string
	tone   Tone
	framed bool
}

// newOptionRow makes a row of 56 dp; Active marks the chosen one.
func newOptionRow(text string, tone Tone, tapped func()) *optionRow {
	r := &optionRow{text: text, tone: tone}
	r.tapped = tapped
	r.extend(r)
	return r
}

// setText changes the row.
func (r *optionRow) setText(s string) {
	r.text = s
	r.Refresh()
}

// CreateRenderer draws ground, text and mark.
func (r *optionRow) CreateRenderer() fyne.WidgetRenderer {
	ground, text, mark := newBox(), newRun(fyne.TextAlignLeading), newGlyph()
	d := &drawing{owner: r, objects: append(ground.objects(), text, mark.Image)}
	p := func() pen { return penOf(r, fontSans, theme.SizeName) }
	d.min = func() fyne.Size { return fyne.NewSize(160, max(56, p().line()+16)) }
	d.layout = func(s fyne.Size) {
		ground.place(fyne.Position{}, s)
		setFitted(text, r.text, s.Width-58, p(), tint(r, theme.Ink))
		placeRun(text, 16, 0, s.Width-58, s.Height)
		center(mark, 24, fyne.NewPos(s.Width-40, 0), fyne.NewSize(24, s.Height))
	}
	d.refresh = func() {
		switch {
		case r.framed:
			ground.set(look{fill: tint(r, theme.Card), border: tint(r, theme.Edge), stroke: 1, radius: 12})
			mark.set(assets.Icon("caret-down"), tint(r, theme.Ink2))
		case r.tone == Active:
			ground.set(look{fill: tint(r, theme.PlumSoft), radius: 12})
			mark.set(assets.Icon("check"), tint(r, theme.PlumInk))
		default:
			ground.set(look{fill: color.Transparent})
			mark.set(nil, nil)
		}
	}
	d.refresh()
	return d
}

// Toggle is a box to tick with a text beside it that wraps.
type Toggle struct {
	tapper
	watched
	text    *Text
	on      bool
	changed func(bool)
}

// NewToggle makes a toggle; changed is told the new state after each press.
func NewToggle(text string, on bool, changed func(bool)) *Toggle {
	t := &Toggle{text: NewText(text, theme.SizeName, false, theme.Ink), on: on, changed: changed}
	t.text.Wrap = true
	t.tapped = t.turn
	t.extend(t)
	return t
}

// turn ticks the box or takes the tick off.
func (t *Toggle) turn() {
	t.on = !t.on
	t.Refresh()
	if t.changed != nil {
		t.changed(t.on)
	}
	t.edited()
}

// On tells whether the box is ticked.
func (t *Toggle) On() bool { return t.on }

// SetOn ticks the box or not without telling anyone.
func (t *Toggle) SetOn(ticked bool) {
	before := t.on
	t.on = ticked
	if t.on != before {
		t.Refresh()
	}
}

// toggleInset is the room of the box and its gap.
const toggleInset = 40

// heightFor is at least a finger's 48.
func (t *Toggle) heightFor(width float32) float32 {
	return max(48, t.text.heightFor(width-toggleInset)+12)
}

// CreateRenderer draws box, tick and text.
func (t *Toggle) CreateRenderer() fyne.WidgetRenderer {
	square, tick := newBox(), newGlyph()
	d := &drawing{owner: t, objects: append(square.objects(), tick.Image, t.text)}
	d.min = func() fyne.Size {
		return fyne.NewSize(toggleInset+t.text.MinSize().Width, t.heightFor(max(t.Size().Width, toggleInset+40)))
	}
	d.layout = func(s fyne.Size) {
		at := fyne.NewPos(0, float32(int((s.Height-28)/2)))
		square.place(at, fyne.NewSquareSize(28))
		center(tick, 20, at, fyne.NewSquareSize(28))
		put(t.text, toggleInset, 0, s.Width-toggleInset, s.Height)
	}
	d.refresh = func() {
		l := look{fill: tint(t, theme.Card), border: tint(t, theme.Edge), stroke: 1, radius: 6}
		if t.on {
			l.fill, l.border = tint(t, theme.Plum), tint(t, theme.Plum)
		}
		if t.focused {
			l.border, l.stroke = tint(t, theme.Ink), 2
		}
		square.set(l)
		if t.on {
			tick.set(assets.Icon("check"), tint(t, theme.OnPlum))
			return
		}
		tick.set(nil, nil)
	}
	d.refresh()
	return d
}
