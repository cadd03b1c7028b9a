package rescue

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"pendamping/app/theme"
	"pendamping/app/widget"
	"pendamping/assets"
)

// Measures in dp.
const (
	column  = 520
	songket = 16
)

// View is the page.
type View struct {
	cfg   Config
	model *Model
	bar   *widget.Progress
	doing *widget.Text
	body  *fyne.Container
	root  fyne.CanvasObject
}

// New makes the page.
func New(cfg Config) *View {
	v := &View{cfg: cfg, model: NewModel(cfg), body: container.NewStack()}
	v.root = container.NewBorder(widget.Fixed(widget.Songket(), 0, songket), nil, nil, nil,
		container.NewVScroll(container.New(&middle{}, v.body)))
	v.Refresh()
	return v
}

// Object is the page.
func (v *View) Object() fyne.CanvasObject { return v.root }

// Refresh builds the page of the model.
func (v *View) Refresh() {
	v.bar, v.doing = nil, nil
	rows := map[Page]func() []fyne.CanvasObject{Told: v.told, Working: v.working, Done: v.done}[v.model.Page()]()
	rows = append([]fyne.CanvasObject{container.NewCenter(widget.Logo(72))}, rows...)
	v.body.Objects = []fyne.CanvasObject{widget.VStack(16, rows...)}
	v.body.Refresh()
	v.root.Refresh()
}

// told says what happened and offers the way out.
func (v *View) told() []fyne.CanvasObject {
	t := v.cfg.Text
	rows := []fyne.CanvasObject{
		v.title("rescue.title"), center(widget.Body(t.T("rescue.what"))),
		center(widget.NewText(t.T("rescue.how"), theme.SizeText, false, theme.Ink2)),
	}
	if p := v.model.Problem(); p != "" {
		rows = append(rows, widget.NewBanner(widget.Urgent, assets.IconFill("warning"), "", p))
	}
	if v.model.Anew() {
		return append(rows, widget.NewButton(t.T("rescue.go"), widget.Primary, assets.Icon("arrow-right"), v.cfg.Join))
	}
	return append(rows, widget.NewButton(t.T("rescue.start"), widget.Primary, nil, v.start))
}

// working shows progress.
func (v *View) working() []fyne.CanvasObject {
	v.bar, v.doing = widget.NewProgress(), center(widget.Body(""))
	v.move()
	return []fyne.CanvasObject{v.title("rescue.working"), v.bar, v.doing}
}

// done says what came of it.
func (v *View) done() []fyne.CanvasObject {
	t := v.cfg.Text
	title := "rescue.part"
	if v.model.Whole() {
		title = "rescue.whole"
	}
	rows := []fyne.CanvasObject{v.title(title)}
	for _, l := range v.model.Lines() {
		if l.Grave {
			rows = append(rows, widget.NewBanner(widget.Waiting, assets.IconFill("warning"), "", l.Text))
			continue
		}
		rows = append(rows, center(widget.Body(l.Text)))
	}
	return append(rows, center(widget.NewText(t.T("rescue.kept"), theme.SizeText, false, theme.Ink2)),
		widget.NewButton(t.T("rescue.go"), widget.Primary, assets.Icon("arrow-right"), v.cfg.Go))
}

// start begins the rescue.
func (v *View) start() {
	if !v.model.Begin() {
		return
	}
	v.Refresh()
	v.cfg.Start(func(p Progress) {
		v.model.Report(p)
		v.move()
	}, func(r Result, err error) {
		v.model.Finish(r, err)
		v.Refresh()
	})
}

// move moves the bar.
func (v *View) move() {
	if v.bar != nil {
		v.bar.SetValue(v.model.Fraction())
		v.doing.SetText(v.model.Doing())
	}
}

func (v *View) title(key string) fyne.CanvasObject {
	return center(widget.TitleSerif(v.cfg.Text.T(key)))
}

// center sets a text in the middle and lets it wrap.
func center(t *widget.Text) *widget.Text {
	t.Align, t.Wrap = fyne.TextAlignCenter, true
	return t
}

// middle keeps a column in the middle of a wide screen.
type middle struct{}

// Layout implements fyne.Layout.
func (*middle) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	width := min(column, size.Width-32)
	for _, o := range objects {
		o.Move(fyne.NewPos((size.Width-width)/2, 48))
		o.Resize(fyne.NewSize(width, max(o.MinSize().Height, size.Height-96)))
	}
}

// MinSize implements fyne.Layout.
func (*middle) MinSize(objects []fyne.CanvasObject) fyne.Size {
	var height float32
	for _, o := range objects {
		height = max(height, o.MinSize().Height)
	}
	return fyne.NewSize(320, height+96)
}
