package recorder

import (
	"strings"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"pendamping/app/theme"
	"pendamping/app/widget"
	"pendamping/assets"
	"pendamping/kpuk"
)

// returnedPage is what a returned meeting opens with: the comment, then what to mend.
type returnedPage struct {
	v    *View
	body *fyne.Container
	why  *widget.Field // built once: it keeps what is typed in it
	said *threads
	root *fyne.Container
}

// newReturnedPage builds it.
func newReturnedPage(v *View) *returnedPage {
	t := v.env.Text
	p := &returnedPage{v: v, body: widget.VStack(16), why: widget.NewField(t.T("recorder.open_reason"))}
	p.said = newThreads(v, func() { p.refresh() })
	again := widget.NewButton(t.T("recorder.submit_again"), widget.Primary, nil, func() { v.goTo(kpuk.StepClose) })
	p.root = container.NewBorder(nil, widget.NewActionBar(wrapped(grey(t.T("recorder.note_returned"))), again), nil, nil,
		container.NewVScroll(widget.Pad(p.body, margin, margin, margin, margin)))
	p.refresh()
	return p
}

// ownActions marks the page as having its own bar.
func (*returnedPage) ownActions() {}

// object implements page.
func (p *returnedPage) object() fyne.CanvasObject { return p.root }

// refresh implements page.
func (p *returnedPage) refresh() {
	t, m := p.v.env.Text, p.v.model
	review := m.Review()
	rows := []fyne.CanvasObject{p.comment(review), widget.Heading(t.T("recorder.to_mend"))}
	for _, point := range review.Points {
		rows = append(rows, p.point(point))
	}
	if n := m.LockedCount(); n > 0 {
		rows = append(rows, p.locked(n))
	}
	p.body.Objects = rows
	p.body.Refresh()
}

// comment is who returned it, when and why.
func (p *returnedPage) comment(r Review) fyne.CanvasObject {
	t := p.v.env.Text
	at := time.UnixMilli(r.At).In(p.v.env.Now().Location())
	who := widget.HStack(12, widget.NewAvatar(r.By, 48), widget.VStack(0,
		widget.Name(t.T("recorder.coordinator", "Name", r.By)),
		widget.Caption(t.T("recorder.returned_at", "Date", t.DateLong(at), "Clock", t.Clock(at)))))
	words := wrapped(widget.NewText("“"+r.Text+"”", theme.SizeName, false, theme.Ink))
	return widget.Layers(widget.NewSurface(theme.Card, theme.Brick, 2, 12),
		widget.Pad(widget.VStack(12, who, words), 20, 20, 20, 20))
}

// point is one thing to mend with the way to it.
func (p *returnedPage) point(point Point) fyne.CanvasObject {
	t := p.v.env.Text
	state, fill := widget.NeedsYou, theme.BrickSoft
	if point.Mended {
		state, fill = widget.Done, theme.LeafSoft
	}
	title := t.T("recorder.whole_meeting")
	if point.Step > 0 {
		title = t.T("recorder.step_named", "N", int(point.Step), "Step", p.v.stepName(point.Step))
	}
	for _, more := range []string{point.Name, point.Field} {
		title = strings.TrimSuffix(title+" · "+more, " · ")
	}
	words := widget.VStack(0, widget.Name(title))
	if point.Text != "" {
		words.Objects = append(words.Objects, wrapped(grey(point.Text)))
	}
	fix := widget.NewButton(t.T("common.fix"), widget.Primary, assets.Icon("pencil-simple"), func() { p.v.goTo(point.Step) })
	row := widget.HStack(16, widget.NewDiamond(state, ""), widget.Grow(words), fix)
	if point.Step == 0 {
		row = widget.HStack(16, widget.NewDiamond(state, ""), widget.Grow(words))
	}
	head := widget.Layers(widget.NewSurface(fill, theme.Line, 1, 12), widget.Pad(row, 16, 16, 16, 16))
	parts := []fyne.CanvasObject{head}
	if point.Step == kpuk.StepCash {
		parts = append(parts, widget.Pad(p.reckoning(), 0, 16, 16, 16))
	}
	if !point.Thread.IsZero() {
		parts = append(parts, widget.Pad(p.said.object(point), 12, 16, 16, 16))
	}
	if len(parts) == 1 {
		return head
	}
	return widget.Card(widget.VStack(0, parts...))
}

// reckoning is the cash box as it was handed in, so that what is wrong can be seen
// before the step is opened.
func (p *returnedPage) reckoning() fyne.CanvasObject {
	t, m := p.v.env.Text, p.v.model
	box, diff := m.Box(), m.Difference()
	rows := []fyne.CanvasObject{}
	line := func(words string, amount string) {
		rows = append(rows, widget.Pad(pair(widget.Body(words), widget.NewText(amount, theme.SizeName, false, theme.Ink)), 8, 0, 8, 0), widget.Rule())
	}
	line(t.T("recorder.cash_opening"), t.Amount(int64(box.Opening)))
	line(t.T("recorder.cash_in"), t.Amount(int64(box.In)))
	line(t.T("recorder.cash_out"), t.Amount(int64(-box.Out)))
	line(t.T("recorder.cash_expected"), t.Amount(int64(box.Expected)))
	line(t.T("recorder.cash_counted"), t.Amount(int64(box.Counted)))
	if diff != 0 {
		words := t.T("recorder.difference_named", "Reason", m.Reason())
		if m.Reason() == "" {
			words = t.T("recorder.difference_unnamed")
		}
		left, right := widget.Strong(words), widget.Name(t.Signed(int64(diff)))
		left.SetTone(widget.Urgent)
		right.SetTone(widget.Urgent)
		rows = append(rows, widget.Pad(pair(left, right), 8, 0, 0, 0))
	}
	return widget.VStack(0, rows...)
}

// locked says how many steps are closed and opens them with a reason.
func (p *returnedPage) locked(n int) fyne.CanvasObject {
	t, m := p.v.env.Text, p.v.model
	open := widget.NewMediumButton(t.T("common.open"), widget.Quiet, nil, func() {
		if problem := m.OpenLocked(p.why.Text()); problem != "" {
			p.why.SetMessage(widget.Urgent, problem)
			return
		}
		p.refresh()
		p.v.showHead()
	})
	words := wrapped(widget.Body(t.N("recorder.locked_steps", n)))
	return widget.Panel(theme.Sunk, 12, widget.Pad(widget.VStack(12, words, widget.HStack(12, widget.Grow(p.why), open)), 16, 16, 16, 16))
}
