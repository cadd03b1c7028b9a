package shareout

import (
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"pendamping/app/screen"
	"pendamping/app/screen/helped"
	"pendamping/app/widget"
	"pendamping/assets"
	"pendamping/kpuk"
)

// margin is the page's margin in dp.
const margin = 16

// View is the page that reckons what a share-out would give today.
type View struct {
	env    *screen.Env
	model  *Model
	period *PeriodFields
	sheet  *Sheet
	root   *fyne.Container
}

// New makes the page of a group. A group that this device does not hold gives a page
// that says so and leads back.
func New(env *screen.Env, group kpuk.ID) *View {
	v := &View{env: env, model: NewModel(env, group)}
	t, g := env.Text, v.model.Group()
	if g == nil {
		v.root = widget.Layers(widget.NewEmpty(t.T("group.missing"), t.T("common.back"), env.Back))
		return v
	}
	bar := widget.NewAppBar(t.T("group.name", "Name", g.Name), t.T("shareout.what_if"), env.Back, append([]fyne.CanvasObject{
		widget.NewChip(t.T("shareout.estimate"), widget.Waiting, assets.IconFill("calculator")),
	}, helped.On(env, screen.ShareOut)...)...)
	v.period = NewPeriodFields(env, func(from, to time.Time) string {
		problem := v.model.SetPeriod(from, to)
		v.Refresh()
		return problem
	})
	v.sheet = NewSheet(env, t.T("shareout.title"), t.T("group.name", "Name", g.Name), Actions{Rules: func() {
		env.Open(screen.Route{Name: screen.Group, ID: group, Tab: "rules"})
	}})
	hint := widget.NewBanner(widget.Active, assets.IconFill("info"), t.T("shareout.estimate"), t.T("shareout.unsaved"))
	body := widget.VStack(12, hint, v.period.Object(), v.sheet.Object())
	v.root = container.NewBorder(widget.VStack(0, bar, widget.Rule()), nil, nil, nil,
		container.NewVScroll(widget.Pad(body, margin, margin, margin, margin)))
	v.Refresh()
	return v
}

// Object is the page.
func (v *View) Object() fyne.CanvasObject { return v.root }

// Refresh reckons anew from the book.
func (v *View) Refresh() {
	if v.sheet == nil || v.model.Group() == nil {
		return
	}
	v.period.Show(v.model.Period())
	v.sheet.Show(v.model.Result())
}

// PeriodFields ask from when to when net income is shared out.
type PeriodFields struct {
	from, to *widget.DateField
	root     fyne.CanvasObject
}

// NewPeriodFields makes the two fields. changed is told both days when one was left; what
// it says is wrong shows under the second.
func NewPeriodFields(env *screen.Env, changed func(from, to time.Time) (problem string)) *PeriodFields {
	t, p := env.Text, &PeriodFields{}
	tell := func(time.Time) {
		problem := changed(p.from.Value(), p.to.Value())
		p.to.SetMessage(widget.Urgent, problem)
	}
	p.from = widget.NewDateField(t.T("shareout.from"), time.Time{}, tell)
	p.to = widget.NewDateField(t.T("shareout.to"), time.Time{}, tell)
	p.root = widget.Card(widget.Pad(widget.Columns(nil, 16, p.from, p.to), 16, 16, 16, 16))
	return p
}

// Object is the card with the fields.
func (p *PeriodFields) Object() fyne.CanvasObject { return p.root }

// Show takes a period over, leaving a field in use alone.
func (p *PeriodFields) Show(period kpuk.SharePeriod) {
	if p.from.Focused() || p.to.Focused() {
		return
	}
	p.from.SetValue(period.From.Time())
	p.to.SetValue(period.To.Time())
}
