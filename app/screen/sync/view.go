package sync

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	fynetheme "fyne.io/fyne/v2/theme"
	fw "fyne.io/fyne/v2/widget"

	"pendamping/app/screen"
	"pendamping/app/screen/helped"
	"pendamping/app/theme"
	"pendamping/app/widget"
	"pendamping/assets"
	"pendamping/kpuk"
)

// Measures in dp.
const (
	margin   = 24
	twoPanes = 1000 // from this width on the history stands beside
)

// View is the page about sending and receiving.
type View struct {
	env    *screen.Env
	model  *Model
	signal *widget.Chip
	title  *widget.Text
	detail *widget.Text
	bytes  *widget.Text
	sum    *widget.Text
	bar    *widget.Progress
	button *widget.Button
	rows   *fyne.Container
	past   *fyne.Container
	sent   *fyne.Container // submitted meetings with their receipts
	alerts *fyne.Container
	carry  *carry
	head   *fyne.Container
	root   *fyne.Container
}

// New makes the page over a source of states.
func New(env *screen.Env, source Source) *View {
	v := &View{
		env: env, model: NewModel(env, source), signal: widget.NewChip("", widget.Neutral, nil),
		title: widget.Title(""), detail: widget.Body(""), bytes: widget.NewText("", theme.SizeName, false, theme.Ink2),
		sum: widget.Caption(""), bar: widget.NewProgress(), rows: widget.VStack(0), past: widget.VStack(0),
		sent: widget.VStack(12), alerts: widget.VStack(12),
	}
	v.carry = newCarry(env, v.model)
	meet := meetTile(env)
	v.detail.Wrap, v.title.Wrap, v.sum.Wrap = true, true, true
	v.button = widget.NewMediumButton("", widget.Primary, nil, v.toggle)
	v.head = widget.Spread(widget.TitleSerif(env.Text.T("sync.title")),
		widget.HStack(8, helped.After(env, screen.Sync, v.signal)...))
	state := widget.Card(widget.Pad(widget.VStack(12,
		widget.Spread(widget.VStack(4, v.title, v.detail), v.button), v.bar, v.bytes, v.sum, v.rows), 24, 24, 16, 24))
	history := widget.VStack(12, widget.Heading(env.Text.T("sync.history")), widget.Card(v.past))
	v.root = container.NewStack(widget.NewResponsive(twoPanes,
		func() fyne.CanvasObject { return page(v.head, v.alerts, state, v.carry.card, meet, v.sent, history) },
		func() fyne.CanvasObject {
			return page(v.head, v.alerts, widget.Columns([]float32{3, 2}, 24, widget.VStack(20, state, v.carry.card, meet, v.sent), widget.VStack(0, history)))
		}))
	v.draw()
	return v
}

// page scrolls a column of objects.
func page(objects ...fyne.CanvasObject) fyne.CanvasObject {
	return container.NewVScroll(widget.Pad(widget.VStack(20, objects...), margin, margin, margin, margin))
}

// Object is the page.
func (v *View) Object() fyne.CanvasObject { return v.root }

// Refresh reads the state again.
func (v *View) Refresh() {
	v.model.Reload()
	v.draw()
}

// toggle starts or stops a sync.
func (v *View) toggle() {
	v.model.Toggle()
	v.Refresh()
}

// draw takes the model over.
func (v *View) draw() {
	t, m := v.env.Text, v.model
	icon := "cell-signal-slash"
	if m.Online() {
		icon = "cell-signal-full"
	}
	v.signal.Set(m.Signal(), widget.Neutral, assets.Icon(icon))
	v.title.SetText(m.Title())
	v.detail.SetText(m.Detail())
	v.detail.SetColour(theme.Ink2)
	v.bar.SetTone(widget.Good)
	if m.Level() == NeedsYou {
		v.detail.SetTone(widget.Urgent)
		v.bar.SetTone(widget.Urgent)
	}
	v.bar.SetValue(m.Fraction())
	v.bytes.SetText(m.Size())
	setVisible(v.bytes, m.Size() != "")
	v.sum.SetText(m.Note())
	setVisible(v.sum, m.Note() != "")
	switch {
	case m.Running():
		v.button.SetText(t.T("sync.stop"))
		v.button.SetIcon(assets.Icon("pause"))
	case m.Paused():
		v.button.SetText(t.T("sync.go_on"))
		v.button.SetIcon(assets.Icon("play"))
	default:
		v.button.SetText(t.T("sync.start"))
		v.button.SetIcon(assets.Icon("arrows-clockwise"))
	}
	v.drawRows()
	v.drawPast()
	v.drawSent()
	v.drawAlerts()
	v.carry.draw()
	v.root.Refresh()
}

// drawRows lists what waits, by kind.
func (v *View) drawRows() {
	t := v.env.Text
	var out []fyne.CanvasObject
	for _, row := range v.model.Rows() {
		icon := fw.NewIcon(fynetheme.NewColoredResource(assets.Icon(iconOf(row.Kind)), theme.Ink2))
		size := widget.NewText(row.Bytes, theme.SizeText, false, theme.Ink2)
		chip := widget.NewSmallChip(t.N("sync.count_waiting", row.Count), widget.Waiting, assets.IconFill("clock"))
		out = append(out, widget.Rule(), widget.Pad(widget.HStack(16, widget.Fixed(icon, 24, 24),
			widget.Grow(widget.Strong(row.Name)), size, chip), 16, 0, 16, 0))
	}
	if p, waits := v.model.Photos(); waits {
		out = append(out, widget.Rule(), v.photoRow(p))
	}
	v.rows.Objects = out
	v.rows.Refresh()
}

// iconOf is the sign of a kind of record.
func iconOf(k kpuk.Kind) string {
	switch k {
	case kpuk.KindMeeting:
		return "notebook"
	case kpuk.KindEntry:
		return "coins"
	case kpuk.KindMember:
		return "users"
	case kpuk.KindVisit:
		return "path"
	case kpuk.KindActivity:
		return "graduation-cap"
	case kpuk.KindTask:
		return "list-checks"
	case kpuk.KindLoan:
		return "hand-coins"
	case kpuk.KindGroup:
		return "users-three"
	default:
		return "file-text"
	}
}

// drawPast lists past syncs.
func (v *View) drawPast() {
	lines := v.model.History()
	out := make([]fyne.CanvasObject, 0, 2*len(lines))
	for i, l := range lines {
		icon, ink := "receipt", theme.Leaf
		if l.Failed {
			icon, ink = "receipt-x", theme.Ink2
		}
		if i > 0 {
			out = append(out, widget.Pad(widget.Rule(), 0, 0, 0, 56))
		}
		sign := fw.NewIcon(fynetheme.NewColoredResource(assets.IconFill(icon), ink))
		what := widget.Caption(l.What)
		what.Wrap = true
		out = append(out, widget.Pad(widget.HStack(16, widget.Fixed(sign, 24, 24),
			widget.Grow(widget.VStack(0, widget.Strong(l.When), what))), 12, 16, 12, 16))
	}
	if len(out) == 0 {
		none := widget.NewText(v.env.Text.T("sync.history_none"), theme.SizeText, false, theme.Ink2)
		out = append(out, widget.Pad(none, 16, 16, 16, 16))
	}
	v.past.Objects = out
	v.past.Refresh()
}

// drawSent lists submitted meetings with their receipts.
func (v *View) drawSent() {
	t := v.env.Text
	v.sent.Objects = nil
	rows := widget.VStack(0)
	sent := v.model.Sent()
	for i, s := range sent {
		chip := widget.NewSmallChip(t.T("sync.not_yet"), widget.Waiting, assets.IconFill("clock"))
		switch {
		case s.Differs != "":
			chip = widget.NewSmallChip(s.Differs, widget.Urgent, assets.IconFill("warning"))
		case s.Same && s.Agrees != "":
			chip = widget.NewSmallChip(s.Agrees, widget.Good, assets.IconFill("check-circle"))
		case s.Same:
			chip = widget.NewSmallChip(t.T("sync.same"), widget.Good, assets.IconFill("check-circle"))
		}
		if i > 0 {
			rows.Add(widget.Pad(widget.Rule(), 0, 0, 0, 16))
		}
		line := widget.Caption(s.Line)
		line.Wrap = true
		words := widget.VStack(2, widget.Strong(s.Title), line)
		open := widget.NewIconButton(assets.Icon("caret-right"), func() { v.env.Open(screen.Route{Name: screen.Meeting, ID: s.ID}) })
		rows.Add(widget.Pad(widget.HStack(12, widget.Grow(words), chip, open), 8, 4, 8, 16))
	}
	if len(sent) > 0 {
		v.sent.Objects = []fyne.CanvasObject{widget.Heading(t.T("sync.meetings")), widget.Card(rows)}
	}
	setVisible(v.sent, len(sent) > 0)
	v.sent.Refresh()
}

// drawAlerts says what needs somebody: changes not accepted, records with two entries.
func (v *View) drawAlerts() {
	t, m := v.env.Text, v.model
	v.alerts.Objects = nil
	if ids := m.Differing(); len(ids) > 0 {
		v.alerts.Add(widget.NewBanner(widget.Urgent, assets.IconFill("warning"), t.N("sync.differing", len(ids)), t.T("common.receipt.todo")).
			Action(t.T("common.show"), func() { v.env.Open(screen.Route{Name: screen.Meeting, ID: ids[0]}) }))
	}
	if n := m.Held(); n > 0 {
		v.alerts.Add(widget.NewBanner(widget.Waiting, assets.IconFill("warning"), t.N("sync.held", n), t.T("sync.held.text")).
			Action(t.T("common.show"), func() { v.env.Open(screen.Route{Name: screen.Quarantine}) }))
	}
	if n := m.Doubts(); n > 0 {
		v.alerts.Add(widget.NewBanner(widget.Waiting, assets.IconFill("git-branch"), t.N("sync.doubts", n), t.T("sync.doubts.text")).
			Action(t.T("common.show"), func() { v.env.Open(screen.Route{Name: screen.Conflicts}) }))
	}
	setVisible(v.alerts, len(v.alerts.Objects) > 0)
	v.alerts.Refresh()
}

// setVisible shows or hides an object.
func setVisible(o fyne.CanvasObject, visible bool) { //nolint:revive // the state is what is set
	if visible {
		o.Show()
		return
	}
	o.Hide()
}
