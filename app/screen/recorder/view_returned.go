package recorder

import (
	"strings"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"pendamping/app/screen/talk"
	"pendamping/app/theme"
	"pendamping/app/widget"
	"pendamping/assets"
	"pendamping/kpuk"
)

// returnedPage is what a returned meeting opens with: the comment, then what to mend and
// to answer, then what happened so far.
type returnedPage struct {
	v       *View
	body    *fyne.Container
	why     *widget.Field // built once: it keeps what is typed in it
	opening bool          // the reason for opening locked steps is being written
	note    *widget.Text
	again   *widget.Button
	reply   *widget.Button
	scroll  *container.Scroll
	root    *fyne.Container
}

// newReturnedPage builds it.
func newReturnedPage(v *View) *returnedPage {
	t := v.env.Text
	p := &returnedPage{v: v, body: widget.VStack(16), why: widget.NewField(t.T("recorder.open_reason")), note: wrapped(grey(""))}
	p.again = widget.NewButton(t.T("recorder.submit_again"), widget.Primary, nil, func() { v.goTo(kpuk.StepClose) })
	p.reply = widget.NewButton(t.T("talk.answer"), widget.Secondary, assets.Icon("chat-text"), p.answerAll)
	p.scroll = container.NewVScroll(widget.Pad(p.body, margin, margin, margin, margin))
	p.root = container.NewBorder(nil, widget.NewActionBar(p.note, p.reply, p.again), nil, nil, p.scroll)
	p.refresh()
	return p
}

// ownActions marks the page as having its own bar.
func (*returnedPage) ownActions() {}

// object implements page.
func (p *returnedPage) object() fyne.CanvasObject { return p.root }

// answerAll begins an answer to the comment itself.
func (p *returnedPage) answerAll() {
	p.v.talk.Begin(p.v.model.Review().Main.Thread, false)
	p.scroll.ScrollToTop()
}

// refresh implements page.
func (p *returnedPage) refresh() {
	t, m := p.v.env.Text, p.v.model
	review := m.Review()
	rows := []fyne.CanvasObject{p.comment(review)}
	if len(review.Points) > 0 {
		rows = append(rows, widget.Heading(t.T("recorder.to_mend")))
	}
	for _, point := range review.Points {
		rows = append(rows, p.point(point))
	}
	if n := m.LockedCount(); n > 0 {
		rows = append(rows, p.locked(n))
	}
	events := m.Events()
	for i := range events {
		if i == len(events)-1 && events[i].Kind == kpuk.EventReturned {
			events[i].Text = "" // the card above says it
		}
	}
	rows = append(rows, widget.Heading(t.T("talk.history")), talk.History(events))
	p.body.Objects = rows
	p.body.Refresh()
	p.showBar(review)
}

// showBar says how much is left before it can be handed in again.
func (p *returnedPage) showBar(r Review) {
	t := p.v.env.Text
	if r.Main.Thread.IsZero() || !p.v.model.MayAnswer() {
		p.reply.Hide()
	} else {
		p.reply.Show()
	}
	if r.Left > 0 {
		p.note.SetText(t.N("recorder.points_left", r.Left))
		p.again.Disable()
		return
	}
	p.note.SetText(t.T("recorder.note_mended"))
	p.again.Enable()
}

// comment is who returned it, when and why, with what was answered.
func (p *returnedPage) comment(r Review) fyne.CanvasObject {
	t := p.v.env.Text
	at := time.UnixMilli(r.At).In(p.v.env.Now().Location())
	who := widget.HStack(12, widget.NewAvatar(r.By, 48), widget.Grow(widget.VStack(0,
		widget.Name(t.T("recorder.coordinator", "Name", r.By)),
		widget.Caption(t.T("recorder.returned_at", "Date", t.DateLong(at), "Clock", t.Clock(at))))))
	parts := widget.VStack(12, who, wrapped(widget.NewText(t.T("talk.quoted", "Text", r.Text), theme.SizeName, false, theme.Ink)))
	var chips []fyne.CanvasObject
	if r.Mend > 0 {
		chips = append(chips, widget.NewChip(t.N("recorder.points_mend", r.Mend), widget.Urgent, assets.IconFill("wrench")))
	}
	if r.Ask > 0 {
		chips = append(chips, widget.NewChip(t.N("recorder.points_ask", r.Ask), widget.Waiting, assets.IconFill("question")))
	}
	if len(chips) > 0 {
		parts.Add(widget.WrapRow(8, chips...))
	}
	for _, said := range p.v.talk.Said(r.Main) {
		parts.Add(said)
	}
	if !r.Main.Thread.IsZero() && p.v.talk.IsWriting(r.Main.Thread) {
		parts.Add(p.v.talk.Writing(r.Main))
	}
	return widget.Layers(widget.NewSurface(theme.Card, theme.Brick, 2, 12), widget.Pad(parts, 20, 20, 20, 20))
}

// title names a point: its step, whose, and which field.
func (p *returnedPage) title(point Point) string {
	t := p.v.env.Text
	title := t.T("recorder.whole_meeting")
	if point.Step > 0 {
		title = t.T("recorder.step_named", "N", int(point.Step), "Step", p.v.stepName(point.Step))
	}
	return strings.TrimSuffix(title+" · "+point.Place(), " · ")
}

// point is one thing to mend or to answer, with the ways to do it.
func (p *returnedPage) point(point Point) fyne.CanvasObject {
	title := widget.Name(p.title(point))
	title.Wrap = true
	words := widget.VStack(0, title)
	if point.Text != "" {
		text := point.Text
		if point.Asks {
			text = p.v.env.Text.T("talk.quoted", "Text", text)
		}
		line := wrapped(grey(text))
		if !point.Asks && !point.Handled {
			line.SetTone(widget.Urgent)
		}
		words.Add(line)
	}
	state, fill := widget.NeedsYou, theme.BrickSoft
	switch {
	case point.Handled:
		state, fill = widget.Done, theme.LeafSoft
	case point.Asks:
		state, fill = widget.Attention, theme.Card
	}
	line := append([]fyne.CanvasObject{widget.NewDiamond(state, ""), widget.Grow(words)}, p.ways(point)...)
	head := widget.Pad(widget.HStack(16, line...), 16, 16, 16, 16)
	below := p.below(point)
	if len(below) == 0 {
		return widget.Layers(widget.NewSurface(fill, theme.Line, 1, 12), head)
	}
	top := widget.Layers(widget.NewSurface(fill, theme.Line, 1, 12), head)
	return widget.Card(widget.VStack(0, top, widget.Pad(widget.VStack(10, below...), 12, 16, 16, 16)))
}

// ways are the buttons of a point: mending, and for a question that it is right as it is.
func (p *returnedPage) ways(point Point) []fyne.CanvasObject {
	t, m := p.v.env.Text, p.v.model
	step := func() { p.v.goTo(point.Step) }
	if !point.Asks && point.Step > 0 {
		return []fyne.CanvasObject{widget.NewButton(t.T("common.fix"), widget.Primary, assets.Icon("pencil-simple"), step)}
	}
	var out []fyne.CanvasObject
	if point.Asks && m.MayAnswer() {
		out = append(out, widget.NewIconButton(assets.Icon("chat-text"), func() { p.v.talk.Begin(point.Thread, false) }))
	}
	switch {
	case point.Handled:
	case point.Step == 0:
		out = append(out, widget.NewMediumButton(t.T("recorder.mended_it"), widget.Secondary, assets.Icon("check"), func() {
			m.MarkMended(point.Thread)
			p.refresh()
		}))
	case m.MayAnswer():
		out = append(out, p.v.talk.RightButton(point.Point))
	}
	if point.Step > 0 {
		out = append(out, widget.NewMediumButton(t.T("recorder.change"), widget.Secondary, assets.Icon("pencil-simple"), step))
	}
	return out
}

// below is what stands under a point: the reckoning of the box, and the thread. That of
// the comment itself stands in its card.
func (p *returnedPage) below(point Point) []fyne.CanvasObject {
	var out []fyne.CanvasObject
	if !point.Asks {
		if point.Step == kpuk.StepCash {
			out = append(out, p.reckoning())
		}
		return out
	}
	out = append(out, p.v.talk.Said(point.Point)...)
	if p.v.talk.IsWriting(point.Thread) {
		out = append(out, p.v.talk.Writing(point.Point))
	}
	return out
}

// reckoning is the cash box as it was handed in, so that what is wrong can be seen
// before the step is opened.
func (p *returnedPage) reckoning() fyne.CanvasObject {
	t, m := p.v.env.Text, p.v.model
	box, diff := m.Box(), m.Difference()
	rows := []fyne.CanvasObject{}
	line := func(words string, amount string) {
		left, right := widget.Body(words), widget.NewText(amount, theme.SizeName, false, theme.Ink)
		if len(rows) > 4 { // what should be there, and what is
			left, right = widget.Strong(words), widget.Name(amount)
		}
		rows = append(rows, widget.Pad(pair(left, right), 8, 0, 8, 0), widget.Rule())
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
	words := wrapped(widget.Body(t.N("recorder.locked_steps", n)))
	lock := widget.NewIcon(assets.Icon("lock"), theme.Ink, 24)
	open := widget.NewMediumButton(t.T("common.open"), widget.Quiet, nil, func() {
		if !p.opening {
			p.opening = true
		} else if problem := m.OpenLocked(p.why.Text()); problem != "" {
			p.why.SetMessage(widget.Urgent, problem)
		}
		p.refresh()
		p.v.showHead()
	})
	line := widget.HStack(16, lock, widget.Grow(words), open)
	if p.opening {
		line = widget.VStack(12, widget.HStack(16, lock, widget.Grow(words)), widget.HStack(12, widget.Grow(p.why), open))
	}
	return widget.Panel(theme.Sunk, 12, widget.Pad(line, 16, 16, 16, 16))
}
