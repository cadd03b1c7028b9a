package quarantine

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"pendamping/app/screen"
	"pendamping/app/screen/helped"
	"pendamping/app/theme"
	"pendamping/app/widget"
	"pendamping/assets"
	"pendamping/kpuk"
)

// pageWidth is the most that a card takes of a wide window, in dp.
const pageWidth = 840

// View draws the list.
type View struct {
	env    *screen.Env
	model  *Model
	body   *fyne.Container
	root   *fyne.Container
	typing *widget.Field // the comment that has the keyboard
	drawn  []Item
}

// New makes the page over what is held; *store.Store is a source.
func New(env *screen.Env, source Source) *View {
	v := &View{env: env, body: widget.VStack(16)}
	v.root = widget.VStack(0, widget.NewAppBar(env.Text.T("quarantine.title"), "", env.Back, helped.On(env, screen.Quarantine)...),
		widget.Grow(container.NewVScroll(widget.Narrow(pageWidth, widget.Pad(v.body, 8, 24, 24, 24)))))
	v.model = NewModel(env, source, v.show)
	v.show()
	return v
}

// Object is the page.
func (v *View) Object() fyne.CanvasObject { return v.root }

// Refresh reads the list anew. A comment that is being written stays.
func (v *View) Refresh() { v.model.Load() }

// do runs an action of the model and shows what came of it.
func (v *View) do(action func()) {
	action()
	v.show()
}

// show draws the list. While a comment is being written and the list is the same the
// cards stay.
func (v *View) show() {
	if v.model == nil {
		return // the first list came while the model was being made
	}
	t, m := v.env.Text, v.model
	items := m.Items()
	if v.typing != nil && v.typing.Focused() && alike(items, v.drawn) && m.Failure() == "" {
		return
	}
	v.typing, v.drawn = nil, items
	explain := widget.NewText(t.T("quarantine.explain"), theme.SizeText, false, theme.Ink2)
	explain.Wrap = true
	parts := []fyne.CanvasObject{explain}
	if m.Failure() != "" {
		parts = append(parts, widget.NewBanner(widget.Urgent, nil, t.T("quarantine.failed"), m.Failure()))
	}
	for i := range items {
		parts = append(parts, v.card(&items[i]))
	}
	if len(items) == 0 && m.Loaded() {
		parts = []fyne.CanvasObject{widget.Grow(widget.NewEmpty(t.T("quarantine.none"), t.T("common.back"), v.env.Back))}
	}
	v.body.Objects = parts
	v.body.Refresh()
	v.root.Refresh()
}

// alike tells whether the same changes stand as they stood, comments being written
// apart.
func alike(a, b []Item) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if a[i].ID != b[i].ID || a[i].State != b[i].State || a[i].Nudged != b[i].Nudged {
			return false
		}
	}
	return true
}

// card is one held change.
func (v *View) card(it *Item) fyne.CanvasObject {
	t := v.env.Text
	title := widget.Name(it.Title)
	title.Wrap = true
	chip := widget.NewSmallChip(t.T("quarantine.state.waiting"), widget.Waiting, assets.IconFill("clock"))
	if it.State == kpuk.HeldReturned {
		chip = widget.NewSmallChip(t.T("quarantine.state.returned"), widget.Urgent, assets.IconFill("flag"))
	}
	parts := []fyne.CanvasObject{
		widget.HStack(12, widget.Grow(widget.VStack(2, title, widget.Caption(it.Line))), chip),
		widget.NewBanner(widget.Waiting, assets.IconFill("warning"), it.Why, ""),
	}
	if it.Detail != "" {
		parts = append(parts, widget.Caption(t.T("quarantine.detail", "Detail", it.Detail)))
	}
	if it.State == kpuk.HeldReturned {
		parts = append(parts, widget.NewBanner(widget.Urgent, assets.IconFill("chat-circle-text"), it.By, t.T("quarantine.quote", "Text", it.Comment)))
	}
	if v.model.Decides() && it.Answerable {
		parts = append(parts, v.comment(it))
	}
	if buttons := v.buttons(it); len(buttons) > 0 {
		parts = append(parts, widget.HStack(12, append([]fyne.CanvasObject{widget.Grow(widget.VStack(0))}, buttons...)...))
	}
	return widget.Card(widget.Pad(widget.VStack(12, parts...), 16, 16, 16, 16))
}

// comment is the field for what the author shall read.
func (v *View) comment(it *Item) fyne.CanvasObject {
	field := widget.NewField(v.env.Text.T("quarantine.comment"))
	field.SetText(it.Draft)
	if it.Nudged {
		field.SetMessage(widget.Urgent, v.env.Text.T("quarantine.comment.wanted"))
	}
	id := it.ID
	field.OnChanged = func(s string) {
		v.typing = field
		v.model.SetComment(id, s)
	}
	return field
}

// buttons are what can be done about a change.
func (v *View) buttons(it *Item) []fyne.CanvasObject {
	t, m, id := v.env.Text, v.model, it.ID
	var out []fyne.CanvasObject
	add := func(key string, kind widget.ButtonKind, icon string, action func()) *widget.Button {
		b := widget.NewMediumButton(t.T(key), kind, assets.Icon(icon), action)
		if m.Busy() {
			b.Disable()
		}
		out = append(out, b)
		return b
	}
	if len(it.To) > 0 {
		to := it.To[0]
		add("common.open", widget.Quiet, "arrow-right", func() { v.env.Open(to) })
	}
	switch {
	case !it.Answerable:
	case m.Decides():
		add("common.return", widget.Danger, "arrow-u-up-left", func() { v.do(func() { m.Return(id) }) })
		release := add("quarantine.release", widget.Approve, "check", func() { v.do(func() { m.Release(id) }) })
		if !it.Releasable {
			release.Disable()
		}
	default:
		add("quarantine.done", widget.Secondary, "check", func() { v.do(func() { m.Done(id) }) })
	}
	return out
}
