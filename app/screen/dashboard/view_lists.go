package dashboard

import (
	"fyne.io/fyne/v2"

	"pendamping/app/screen"
	"pendamping/app/widget"
)

// shownRows is how many lines a short list shows before it leads on to the whole list.
const shownRows = 3

// areaRoom is the least height of the table in dp, and the most before it scrolls.
const (
	areaLeast = 36 + 7*32
	areaMost  = 36 + 14*32
)

// fillAreas gives the table the height its rows need.
func (v *View) fillAreas() {
	height := min(max(v.areas.Height(), areaLeast), areaMost)
	v.areas.Refresh()
	if v.level[0] == nil {
		v.level[0] = widget.NewFilterChip(v.env.Text.T("dashboard.area"), true, func(bool) { v.setLevel(false) })
		v.level[1] = widget.NewFilterChip(v.env.Text.T("dashboard.area.village"), false, func(bool) { v.setLevel(true) })
		v.level[0].Small, v.level[1].Small = true, true
	}
	chips := widget.Pad(widget.HStack(8, v.level[0], v.level[1]), 10, 16, 6, 16)
	v.frame.Objects = []fyne.CanvasObject{widget.VStack(0, chips, widget.Fixed(v.areas, 0, height))}
	v.frame.Refresh()
}

// setLevel lists villages or sub-districts.
func (v *View) setLevel(village bool) {
	v.model.SetByVillage(village)
	v.level[0].SetOn(!village)
	v.level[1].SetOn(village)
	v.fillAreas()
	v.page.Refresh() // villages are more than sub-districts
}

// fillLists makes the short lists at the right; one that is empty is left out.
func (v *View) fillLists() {
	t := v.env.Text
	lists := []fyne.CanvasObject{}
	add := func(title string, count int, rows []Row, all screen.Route) {
		if count > 0 {
			lists = append(lists, v.list(title, t.Number(int64(count)), rows, all))
		}
	}
	silent, quiet, quality := v.model.Silent(), v.model.Quiet(), v.model.Quality()
	add(t.T("dashboard.silent"), len(silent), first(silent), screen.Route{Name: screen.Devices})
	add(t.T("dashboard.quiet"), len(quiet), first(quiet), screen.Route{Name: screen.Groups, Tab: FilterQuiet})
	add(t.T("dashboard.quality"), len(quality), quality, screen.Route{Name: screen.Members})
	if len(lists) == 0 {
		lists = append(lists, widget.NewBanner(widget.Good, nil, "", t.T("dashboard.nothing")))
	}
	v.lists.Objects = lists
	v.lists.Refresh()
}

// first cuts a list to what is shown of it.
func first(rows []Row) []Row { return rows[:min(len(rows), shownRows)] }

// list is a card with a heading that leads to the whole list, and rows that lead on.
func (v *View) list(title, count string, rows []Row, all screen.Route) fyne.CanvasObject {
	table := widget.NewTable([]widget.TableColumn{{Title: title, Leading: true}, {Title: count, Width: 88}},
		func() int { return len(rows) },
		func(row, col int) (string, widget.Tone, bool) {
			if col == 0 {
				return rows[row].Text, widget.Neutral, false
			}
			return rows[row].Value, toneOf(rows[row].Mood), rows[row].Mood != Plain
		},
		func(row int) { v.model.Open(rows[row].To) })
	table.OnSort = func(int) { v.model.Open(all) }
	return widget.Card(widget.Pad(widget.Fixed(table, 0, table.Height()), 4, 1, 8, 1))
}
