package gaps

import (
	"fyne.io/fyne/v2"

	"pendamping/app/screen"
	"pendamping/app/screen/helped"
	"pendamping/app/widget"
	"pendamping/assets"
	"pendamping/kpuk/book"
)

// View draws the list.
type View struct {
	env   *screen.Env
	model *Model
	chips [book.GapCount]*widget.FilterChip
	rows  *widget.RowList
	body  *fyne.Container
	page  fyne.CanvasObject
}

// New makes the list of a gap: arrears, consent or incomplete.
func New(env *screen.Env, gap string) *View {
	v := &View{env: env, model: NewModel(env, gap), body: widget.Layers()}
	chips := make([]fyne.CanvasObject, len(v.chips))
	for g := range book.GapCount {
		v.chips[g] = widget.NewFilterChip("", false, func(bool) {
			v.model.Choose(g)
			v.draw()
		})
		chips[g] = v.chips[g]
	}
	v.rows = widget.NewRowList(func() int { return len(v.model.Rows) }, widget.RowTall,
		func() fyne.CanvasObject { return widget.NewListRow(widget.ListRowConfig{}) }, v.bind)
	bar := widget.NewAppBar(env.Text.T("gaps.title"), env.Text.T("gaps.about"), env.Back, helped.On(env, screen.Gaps)...)
	v.page = widget.VStack(0, bar, widget.Pad(widget.WrapRow(8, chips...), 8, 24, 12, 24),
		widget.Grow(widget.Pad(v.body, 0, 24, 24, 24)))
	v.draw()
	return v
}

// Object is the page.
func (v *View) Object() fyne.CanvasObject { return v.page }

// Refresh shows what the book holds now.
func (v *View) Refresh() {
	v.model.Load()
	v.draw()
}

// draw brings the page in line with the model.
func (v *View) draw() {
	for g, chip := range v.chips {
		chip.SetText(v.env.Text.T("gaps."+book.Gap(g).String(), "N", v.model.Counts[g]))
		chip.SetOn(book.Gap(g) == v.model.Gap)
	}
	if len(v.model.Rows) == 0 {
		v.body.Objects = []fyne.CanvasObject{widget.NewEmpty(v.env.Text.T("gaps.none."+v.model.Gap.String()), "", nil)}
	} else {
		v.body.Objects = []fyne.CanvasObject{widget.Card(widget.Pad(v.rows, 8, 1, 8, 1))}
		v.rows.Refresh()
	}
	v.body.Refresh()
	v.page.Refresh()
}

// bind writes one row.
func (v *View) bind(i int, o fyne.CanvasObject) {
	row, ok := o.(*widget.ListRow)
	if !ok || i >= len(v.model.Rows) {
		return
	}
	r := v.model.Rows[i]
	row.Set(widget.ListRowConfig{
		Person: r.Title, Title: r.Title, Subtitle: r.Subtitle, ChipText: r.Mark, ChipTone: widget.Waiting,
		ChipIcon: assets.IconFill("warning"), Chevron: true, Last: i == len(v.model.Rows)-1, Height: widget.RowTall,
		Tapped: func() { v.env.Open(r.Route) },
	})
}
