package conflicts

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	fw "fyne.io/fyne/v2/widget"

	"pendamping/app/theme"
	"pendamping/app/widget"
	"pendamping/assets"
	"pendamping/kpuk"
)

// showDetail draws what is open. While the same thing stays open its widgets stay, so
// that a field that is being typed into is not disturbed.
func (v *View) showDetail() {
	m := v.model
	it, ok := m.current()
	switch {
	case !ok:
		v.fields, v.drawn = nil, place{}
		words := widget.NewText(v.env.Text.T("conflicts.choose"), theme.SizeText, false, theme.Ink2)
		words.Wrap = true
		v.body.Objects = []fyne.CanvasObject{widget.VStack(0, widget.Pad(v.notice(), 24, 0, 0, 0), widget.Pad(words, 24, 24, 24, 24))}
		v.bar.Objects = nil
	case it.at.sides():
		v.fields, v.drawn = nil, it.at
		v.body.Objects = []fyne.CanvasObject{v.twins()}
		v.bar.Objects = v.twinBar()
	default:
		fields := m.Fields()
		if v.drawn != it.at || len(v.fields) != len(fields) || v.failedBefore() {
			v.drawn = it.at
			v.body.Objects = []fyne.CanvasObject{v.contest(fields)}
		}
		for i := range fields {
			v.fields[i].set(&fields[i])
		}
		v.bar.Objects = v.contestBar()
	}
	v.heading.Objects = v.title()
	v.body.Refresh()
	v.bar.Refresh()
}

// failedBefore tells whether a banner has to come or go.
func (v *View) failedBefore() bool { return v.model.Failure() != "" || v.model.Busy() }

// title is the heading of what is open; a narrow window has it in its bar.
func (v *View) title() []fyne.CanvasObject {
	title, line := v.model.Heading()
	if title == "" {
		return nil
	}
	words := widget.NewText(line, theme.SizeText, false, theme.Ink2)
	return []fyne.CanvasObject{widget.Pad(widget.HStack(12, widget.TitleSerif(title), widget.Grow(widget.Fixed(words, 1, 32))), 16, 24, 0, 24)}
}

// contest draws the fields of a record.
func (v *View) contest(fields []Field) fyne.CanvasObject {
	t, m := v.env.Text, v.model
	parts := []fyne.CanvasObject{v.notice()}
	people := m.People()
	v.fields = make([]*fieldRow, len(fields))
	if len(people) == 2 {
		heads := make([]fyne.CanvasObject, 0, 2)
		for _, p := range people {
			heads = append(heads, who(p))
		}
		parts = append(parts, widget.Pad(widget.HStack(12, widget.Grow(widget.Columns(nil, 12, heads...)),
			widget.Fixed(widget.Caption(t.T("conflicts.or")), typeWidth, 0)), 8, 16, 0, nameWidth+28))
	}
	if !m.MayDecide() {
		parts = append(parts, widget.NewBanner(widget.Neutral, assets.IconFill("info"), t.T("conflicts.not_yours"), t.T("conflicts.not_yours.text")))
	}
	for i := range fields {
		v.fields[i] = v.newFieldRow(i, &fields[i])
		parts = append(parts, v.fields[i].object)
	}
	return container.NewVScroll(widget.Pad(widget.VStack(12, parts...), 16, 24, 24, 24))
}

// who is the head of a column: the person whose values stand in it.
func who(p Person) fyne.CanvasObject {
	return widget.HStack(12, widget.NewAvatar(p.Name, 40), widget.Grow(widget.VStack(0, widget.Strong(p.Name), widget.Caption(p.Where))))
}

// contestBar keeps what was chosen.
func (v *View) contestBar() []fyne.CanvasObject {
	t, m := v.env.Text, v.model
	n, of := m.Chosen()
	save := widget.NewSmallButton(t.T("conflicts.save"), widget.Primary, assets.Icon("check"), func() { v.do(m.Save) })
	if n == 0 || m.Busy() || !m.MayDecide() {
		save.Disable()
	}
	count := widget.NewText(t.T("conflicts.chosen", "N", n, "Of", of), theme.SizeText, false, theme.Ink2)
	count.Wrap = true // two names on buttons leave it little room
	objects := []fyne.CanvasObject{widget.Grow(widget.Fixed(count, 1, 0))}
	if people := m.People(); of > 1 && m.MayDecide() {
		for _, p := range people[:min(len(people), 2)] {
			objects = append(objects, widget.NewSmallButton(t.T("conflicts.all_of", "Name", p.Name), widget.Secondary, nil,
				func() { v.do(func() { m.PickAll(p.ID) }) }))
		}
	}
	bar := widget.HStack(12, append(objects, save)...)
	return []fyne.CanvasObject{widget.Rule(), widget.Panel(theme.Card, 0, widget.Pad(bar, 16, 24, 16, 24))}
}

// twins draws the recordings of one meeting side by side.
func (v *View) twins() fyne.CanvasObject {
	t, m := v.env.Text, v.model
	sides := m.Sides()
	cards := make([]fyne.CanvasObject, len(sides))
	for i, s := range sides {
		cards[i] = v.side(s)
	}
	said := widget.NewBanner(widget.Waiting, assets.IconFill("warning"), t.T("conflicts.twin.strong"), t.T("conflicts.twin.text"))
	if it, _ := m.current(); it.at.dispute {
		said.Set(widget.Waiting, assets.IconFill("warning"), t.T("conflicts.dispute.strong"), t.T("conflicts.dispute.text"))
	}
	return container.NewVScroll(widget.Pad(widget.VStack(12, v.notice(), said, widget.Columns(nil, 12, cards...)), 16, 24, 24, 24))
}

// side is the card of one recording.
func (v *View) side(s Side) fyne.CanvasObject {
	t, m := v.env.Text, v.model
	parts := []fyne.CanvasObject{widget.HStack(12, widget.NewAvatar(s.By, 40), widget.Grow(widget.VStack(0, widget.Strong(s.By), widget.Caption(s.Made))))}
	counts := widget.NewSmallChip(t.T("conflicts.twin.counts"), widget.Good, assets.IconFill("check-circle"))
	if !s.Counts {
		counts = widget.NewSmallChip(t.T("conflicts.twin.counts_not"), widget.Neutral, assets.IconFill("minus-circle"))
	}
	chips := []fyne.CanvasObject{counts}
	if s.State != "" {
		chips = append([]fyne.CanvasObject{widget.NewSmallChip(s.State, widget.Neutral, nil)}, chips...)
	}
	parts = append(parts, widget.WrapRow(8, chips...))
	for _, f := range s.Facts {
		value := widget.Strong(f.Value)
		value.Align = fyne.TextAlignTrailing
		parts = append(parts, widget.Spread(widget.Body(f.Label), value))
	}
	if m.Decides() {
		keep := widget.NewMediumButton(t.T("conflicts.twin.keep"), widget.Secondary, assets.Icon("check"), func() { v.do(func() { m.Keep(s.ID) }) })
		if m.Busy() {
			keep.Disable()
		}
		parts = append(parts, keep)
	}
	return widget.VStack(0, widget.Card(widget.Pad(widget.VStack(10, parts...), 16, 16, 16, 16)))
}

// twinBar says that the recordings are different meetings.
func (v *View) twinBar() []fyne.CanvasObject {
	t, m := v.env.Text, v.model
	words := widget.NewText(t.T("conflicts.twin.coordinator"), theme.SizeText, false, theme.Ink2)
	objects := []fyne.CanvasObject{widget.Grow(widget.Fixed(words, 1, 40))}
	if m.Decides() {
		words.SetText(t.T("conflicts.twin.which"))
		apart := widget.NewSmallButton(t.T("conflicts.twin.apart"), widget.Secondary, nil, func() { v.do(m.Apart) })
		if it, _ := m.current(); it.at.dispute {
			words.SetText(t.T("conflicts.dispute.which"))
			apart = widget.NewSmallButton(t.T("conflicts.dispute.none"), widget.Secondary, nil, func() { v.do(func() { m.Decide(kpuk.ID{}) }) })
		}
		if m.Busy() {
			apart.Disable()
		}
		objects = append(objects, apart)
	}
	return []fyne.CanvasObject{widget.Rule(), widget.Panel(theme.Card, 0, widget.Pad(widget.HStack(12, objects...), 16, 24, 16, 24))}
}

// fieldRow is the card of one contested field.
type fieldRow struct {
	object  *fyne.Container
	ground  *widget.Surface
	chip    *widget.Chip
	options []*option
	typed   *widget.Field
	box     *fyne.Container
	v       *View
}

// newFieldRow makes the card: name and state, the values, and a field for a third one.
func (v *View) newFieldRow(i int, f *Field) *fieldRow {
	t, m := v.env.Text, v.model
	r := &fieldRow{v: v, ground: widget.NewSurface(theme.Card, theme.Line, 1, 12), chip: widget.NewSmallChip("", widget.Waiting, nil)}
	name := widget.Strong(f.Name)
	name.Wrap = true
	values := make([]fyne.CanvasObject, len(f.Values))
	two := len(m.People()) == 2
	for j, value := range f.Values {
		caption := joined(value.Who, value.When)
		if two {
			caption = value.When
		}
		o := newOption(value.Text, caption, func() {
			if m.MayDecide() {
				v.do(func() { m.Pick(i, j) })
			}
		})
		r.options = append(r.options, o)
		values[j] = o
	}
	typing := widget.VStack(0)
	if f.Typeable && m.MayDecide() {
		r.typed = widget.NewField("")
		r.typed.Placeholder, r.typed.Digits = t.T("conflicts.other"), f.Amount
		r.typed.OnChanged = func(s string) { v.do(func() { m.Type(i, s) }) }
		typing.Add(r.typed)
	}
	line := widget.HStack(12, widget.Fixed(widget.VStack(12, name, widget.WrapRow(0, r.chip)), nameWidth, 0),
		widget.Grow(inColumns(values, m.People(), f)), widget.Fixed(typing, typeWidth, 0))
	r.box = widget.VStack(8, line)
	if f.Note != "" {
		note := widget.Caption(f.Note)
		note.Wrap = true
		r.box.Add(note)
	}
	r.object = widget.Layers(r.ground, widget.Pad(r.box, 12, 16, 12, 16))
	r.set(f)
	return r
}

// inColumns puts values of two people into the columns below their names.
func inColumns(values []fyne.CanvasObject, people []Person, f *Field) fyne.CanvasObject {
	if len(people) == 2 && len(values) == 2 && f.Values[0].By == people[1].ID && f.Values[1].By == people[0].ID {
		values = []fyne.CanvasObject{values[1], values[0]}
	}
	return widget.Columns(nil, 12, values...)
}

// set shows what is chosen.
func (r *fieldRow) set(f *Field) {
	t := r.v.env.Text
	if f.Done {
		r.chip.Set(t.T("conflicts.done"), widget.Good, assets.IconFill("check-circle"))
		r.ground.SetColours(theme.Card, theme.Line)
	} else {
		r.chip.Set(t.T("conflicts.todo"), widget.Waiting, assets.IconFill("clock"))
		r.ground.SetColours(theme.Card, theme.AmberInk)
	}
	for j := range r.options {
		r.options[j].set(f.Values[j].Picked)
	}
	if r.typed == nil {
		return
	}
	if !r.typed.Focused() && r.typed.Text() != f.Typed {
		r.typed.SetText(f.Typed)
	}
	if r.typed.Message() != f.Problem {
		r.typed.SetMessage(widget.Urgent, f.Problem)
		r.v.body.Refresh()
	}
}

// option is one value that can be chosen.
type option struct {
	fw.BaseWidget
	ground *widget.Surface
	sign   *fyne.Container
	text   *widget.Text
	when   *widget.Text
	tapped func()
	picked bool
}

// newOption makes the card of a value.
func newOption(text, when string, tapped func()) *option {
	o := &option{
		ground: widget.NewSurface(theme.Card, theme.Edge, 1, 8), text: widget.Body(text), when: widget.Caption(when),
		sign: widget.Layers(widget.NewIcon(assets.Icon("circle"), theme.Edge, 24)), tapped: tapped,
	}
	o.text.Wrap = true
	o.ExtendBaseWidget(o)
	return o
}

// Tapped answers a quick press.
func (o *option) Tapped(*fyne.PointEvent) { o.tapped() }

// TappedSecondary answers a slow press the same way.
func (o *option) TappedSecondary(*fyne.PointEvent) { o.tapped() }

// set marks the value as chosen or not.
func (o *option) set(picked bool) { //nolint:revive // the state is what is set
	if o.picked == picked {
		return
	}
	o.picked = picked
	ground, border, sign := theme.Card, theme.Edge, widget.NewIcon(assets.Icon("circle"), theme.Edge, 24)
	if picked {
		ground, border, sign = theme.PlumSoft, theme.Plum, widget.NewIcon(assets.IconFill("check-circle"), theme.Plum, 24)
	}
	o.ground.SetColours(ground, border)
	o.sign.Objects = []fyne.CanvasObject{sign}
	o.sign.Refresh()
}

// CreateRenderer is called by the toolkit.
func (o *option) CreateRenderer() fyne.WidgetRenderer {
	words := widget.HStack(10, o.sign, widget.Grow(widget.VStack(0, o.text, o.when)))
	return fw.NewSimpleRenderer(widget.Layers(o.ground, widget.Pad(words, 11, 12, 11, 12)))
}

// Place names what is open for tests and the app: the record, zero when nothing is.
func (v *View) Place() kpuk.ID { return v.model.open.id }
