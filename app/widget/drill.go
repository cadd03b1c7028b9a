package widget

import (
	"strings"

	"fyne.io/fyne/v2"
	fw "fyne.io/fyne/v2/widget"

	"pendamping/app/theme"
)

// Measures of a drill in dp.
const (
	drillRow  = 56
	drillRows = 6 // in sight
	drillMost = 50
)

// DrillConfig is what a drill asks and tells. All functions but Chosen are needed; they
// must be quick, for they are asked at every key.
type DrillConfig struct {
	Label string
	// Hint stands in the search, None where nothing was found, Empty before a choice.
	Hint, None, Empty string
	// Optional is written after the label.
	Optional string
	// Asks are what is asked at each level below Home, such as "Which village?"; a value of
	// the last one is what is chosen.
	Asks []string
	// Home is where the list begins, Root its name; Value what is chosen, "" for nothing.
	Home, Root, Value string
	// Path lists the way from below Home to a value, itself last; nil for an unknown one.
	Path func(value string) []Option
	// Inside lists what is in a value.
	Inside func(value string) []Option
	// Find lists what in a value bears a name like the query; Note says where each lies.
	Find func(query, in string) []Option
	Note func(value string) string
	// Chosen is told a value of the last level.
	Chosen func(value string)
}

// Drill chooses one of many things that lie inside others, such as a village: closed it
// is a field, open a list of one level at a time with a search and the way back.
type Drill struct {
	fw.BaseWidget
	watched
	cfg    DrillConfig
	opener *optionRow
	body   *fyne.Container
	card   *fyne.Container // search, way and list; empty while closed
	way    *fyne.Container
	list   *RowList
	none   *Text
	ask    *Text
	note   *Text
	search *Search
	at     string // what the list shows the inside of
	query  string
	rows   []Option
}

// NewDrill makes a closed drill.
func NewDrill(cfg DrillConfig) *Drill {
	d := &Drill{cfg: cfg, card: VStack(0), way: WrapRow(8)}
	d.opener = newOptionRow("", Neutral, d.toggle)
	d.opener.framed = true
	d.ask, d.none = Strong(""), Body(cfg.None)
	d.none.SetColour(theme.Ink2)
	d.note = NewText("", theme.SizeText, false, theme.Ink2)
	d.note.Wrap = true
	d.note.Hide()
	label := HStack(4, NewText(cfg.Label, theme.SizeCaption, true, theme.Ink2))
	if cfg.Optional != "" {
		label.Add(NewText(cfg.Optional, theme.SizeCaption, false, theme.Ink2))
	}
	d.list = NewRowList(func() int { return len(d.rows) }, drillRow,
		func() fyne.CanvasObject { return NewListRow(ListRowConfig{}) }, d.bind)
	d.body = VStack(4, label, d.opener, d.note, d.card)
	d.ExtendBaseWidget(d)
	d.show()
	return d
}

// SetValue chooses without telling anyone.
func (d *Drill) SetValue(value string) {
	d.cfg.Value = value
	d.show()
}

// Value is what is chosen.
func (d *Drill) Value() string { return d.cfg.Value }

// SetMessage writes a message below; an empty text takes it away.
func (d *Drill) SetMessage(tone Tone, text string) {
	d.note.SetTone(tone)
	d.note.SetText(text)
	setVisible(d.note, text != "")
	d.Refresh()
}

// Open tells whether the list shows.
func (d *Drill) Open() bool { return len(d.card.Objects) > 0 }

// toggle opens the list where the value lies, or closes it.
func (d *Drill) toggle() {
	if d.Open() {
		d.close()
		return
	}
	d.at, d.query = d.cfg.Home, ""
	if path := d.cfg.Path(d.cfg.Value); len(path) > 1 {
		d.at = path[len(path)-2].Value
	}
	d.search = NewSearch(d.cfg.Hint, func(query string) {
		d.query = query
		d.fill()
	})
	room := Fixed(Layers(d.list, Pad(d.none, 16, 16, 16, 16)), 0, drillRow*drillRows)
	d.card.Objects = []fyne.CanvasObject{Card(Pad(VStack(12, d.search, d.way, d.ask, Rule(), room), 12, 12, 12, 12))}
	d.fill()
	d.Refresh()
	reveal(d)
}

// close hides the list.
func (d *Drill) close() {
	d.card.Objects = nil
	d.Refresh()
}

// fill lists what is in sight: what was searched for, or one level.
func (d *Drill) fill() {
	d.rows = d.cfg.Inside(d.at)
	if strings.TrimSpace(d.query) != "" {
		d.rows = d.cfg.Find(d.query, d.cfg.Home)
		d.rows = d.rows[:min(len(d.rows), drillMost)]
	}
	path := d.cfg.Path(d.at)
	steps := []fyne.CanvasObject{NewFilterChip(d.cfg.Root, d.at == d.cfg.Home, func(bool) { d.enter(d.cfg.Home) })}
	for _, step := range path {
		steps = append(steps, NewFilterChip(step.Text, step.Value == d.at, func(bool) { d.enter(step.Value) }))
	}
	d.way.Objects = steps
	d.ask.SetText(d.cfg.Asks[min(len(path), len(d.cfg.Asks)-1)])
	setVisible(d.none, len(d.rows) == 0)
	d.way.Refresh()
	d.list.ScrollToRow(0)
	d.list.Refresh()
	relayout(d.body)
}

// enter shows the inside of a value.
func (d *Drill) enter(value string) {
	d.at, d.query = value, ""
	if d.search != nil {
		d.search.SetText("")
	}
	d.fill()
}

// last tells whether a value is of the level that is chosen.
func (d *Drill) last(value string) bool { return len(d.cfg.Path(value)) >= len(d.cfg.Asks) }

// bind fills a row.
func (d *Drill) bind(i int, o fyne.CanvasObject) {
	row, ok := o.(*ListRow)
	if !ok || i >= len(d.rows) {
		return
	}
	option := d.rows[i]
	cfg := ListRowConfig{Title: option.Text, Height: drillRow, Last: i == len(d.rows)-1, Chevron: !d.last(option.Value)}
	cfg.Selected = option.Value == d.cfg.Value
	if d.query != "" {
		cfg.Subtitle = d.cfg.Note(option.Value)
	}
	cfg.Tapped = func() { d.pick(option.Value) }
	row.Set(cfg)
}

// pick chooses a value of the last level, and goes into any other.
func (d *Drill) pick(value string) {
	if !d.last(value) {
		d.enter(value)
		return
	}
	different := value != d.cfg.Value
	d.cfg.Value = value
	d.show()
	d.close()
	if different && d.cfg.Chosen != nil {
		d.cfg.Chosen(value)
	}
	d.edited()
}

// show writes the choice into the closed field, the innermost first.
func (d *Drill) show() {
	text := ""
	for _, step := range d.cfg.Path(d.cfg.Value) {
		if text != "" {
			text = ", " + text
		}
		text = step.Text + text
	}
	if text == "" {
		text = d.cfg.Empty
	}
	d.opener.setText(text)
}

// held lets reveal look inside.
func (d *Drill) held() []fyne.CanvasObject { return []fyne.CanvasObject{d.body} }

// heightFor is the field, and the list while it is open.
func (d *Drill) heightFor(width float32) float32 { return heightOf(d.body, width) }

// CreateRenderer shows field and list.
func (d *Drill) CreateRenderer() fyne.WidgetRenderer { return wrapRenderer(d, d.body) }
