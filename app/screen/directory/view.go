package directory

import (
	"fyne.io/fyne/v2"

	"pendamping/app/screen"
	"pendamping/app/theme"
	"pendamping/app/widget"
)

// View draws one of the lists.
type View struct {
	env     *screen.Env
	model   *Model
	root    *fyne.Container
	count   *widget.Text
	filters *fyne.Container
	search  *widget.Search
	table   *widget.Table
	body    *fyne.Container
	framed  fyne.CanvasObject
	empty   *widget.Empty
}

// New makes the page of one list; tab is the filter it begins with, as the pages that
// lead here give it in [screen.Route.Tab]; empty shows everything.
func New(env *screen.Env, kind Kind, tab string) *View {
	v := &View{env: env, model: NewModel(env, kind, tab)}
	t := env.Text
	v.count = widget.NewText("", theme.SizeText, false, theme.Ink2)
	v.search = widget.NewSearch(t.T("lists.search"), func(query string) {
		v.model.Search(query)
		v.show()
	})
	v.search.Desk = true
	v.filters = widget.WrapRow(8)
	v.table = v.newTable()
	v.framed = widget.Card(widget.Pad(v.table, 8, 1, 8, 1))
	v.empty = widget.NewEmpty(t.T("lists.empty"), t.T("lists.empty.all"), v.everything)
	v.body = widget.Layers(v.framed)
	titles := map[Kind]string{
		Groups: t.T("lists.groups"), Members: t.T("lists.members"), Meetings: t.T("lists.meetings"),
	}
	head := widget.HStack(12, widget.TitleSerif(titles[kind]), widget.Grow(v.count), widget.Fixed(v.search, 320, 40))
	v.root = widget.Pad(widget.VStack(12, head, v.filters, widget.Grow(v.body)), 12, 24, 24, 24)
	v.show()
	return v
}

// Object is the page.
func (v *View) Object() fyne.CanvasObject { return v.root }

// Refresh reads the list again; search, order and place stay.
func (v *View) Refresh() {
	v.model.Reload()
	v.show()
}

// newTable makes the table of the list's columns.
func (v *View) newTable() *widget.Table {
	columns := v.model.Columns()
	cols := make([]widget.TableColumn, len(columns))
	for i, c := range columns {
		cols[i] = widget.TableColumn{Title: c.Title, Width: c.Width, Leading: c.Leading}
	}
	table := widget.NewTable(cols, func() int { shown, _ := v.model.Count(); return shown },
		func(row, col int) (string, widget.Tone, bool) {
			c := v.model.Cell(row, col)
			return c.Text, toneOf(c.Mood), c.Bold
		}, v.model.Open)
	table.OnSort = func(col int) {
		v.model.Sort(col)
		v.show()
	}
	return table
}

// toneOf is the kit's word for a mood.
func toneOf(m Mood) widget.Tone {
	switch m {
	case Good:
		return widget.Good
	case Waiting:
		return widget.Waiting
	case Urgent:
		return widget.Urgent
	default:
		return widget.Neutral
	}
}

// everything takes filter and search away.
func (v *View) everything() {
	v.search.SetText("")
	v.model.Search("")
	v.model.SetTab("")
	v.show()
}

// show brings the widgets in line with the model.
func (v *View) show() {
	t := v.env.Text
	shown, of := v.model.Count()
	v.count.SetText(t.T("lists.count", "Shown", t.Number(int64(shown)), "Of", t.Number(int64(of))))
	chips := []fyne.CanvasObject{}
	for _, f := range v.model.Filters() {
		chip := widget.NewFilterChip(f.Text, f.Tab == v.model.Tab() || f.Tab == "" && v.model.Tab() == tabSavings, func(bool) {
			v.model.SetTab(f.Tab)
			v.show()
		})
		chip.Small = true
		chips = append(chips, chip)
	}
	v.filters.Objects = chips
	v.filters.Refresh()
	if col, down := v.model.Order(); down {
		v.table.SetSortDescending(col)
	} else {
		v.table.SetSort(col)
	}
	v.table.Refresh()
	content := fyne.CanvasObject(v.empty)
	if shown > 0 {
		content = v.framed
	}
	if v.body.Objects[0] != content {
		v.body.Objects[0] = content
		v.body.Refresh()
	}
}
