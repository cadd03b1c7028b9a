package recorder

import (
	"slices"
	"strconv"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"

	"pendamping/app/screen/pictures"
	"pendamping/app/theme"
	"pendamping/app/widget"
	"pendamping/assets"
	"pendamping/kpuk"
)

// closePage is the seventh step: the minutes as they will be printed, then submitting.
// A meeting that cannot be changed shows this page alone.
type closePage struct {
	v     *View
	lacks *fyne.Container
	chip  *fyne.Container
	page  *fyne.Container
	undo  *fyne.Container
	strip *pictures.Strip // nil without photos
	said  *fyne.Container // questions and history of a meeting that is only read
	root  *fyne.Container
}

// newClosePage builds the page.
func newClosePage(v *View) *closePage {
	p := &closePage{
		v: v, lacks: widget.VStack(8), chip: container.NewStack(), page: container.NewStack(),
		undo: container.New(layout.NewCustomPaddedLayout(8, 8, margin, margin)),
	}
	p.undo.Hide()
	parts := []fyne.CanvasObject{p.lacks, p.chip, p.page}
	if v.model.FromPaper() {
		parts = slices.Insert(parts, 1, newPaperCard(v).object())
	}
	bar := p.readBar()
	if v.model.Editable() {
		send := widget.NewButton(v.env.Text.T("recorder.submit"), widget.Primary, assets.Icon("paper-plane-tilt"), p.submit)
		bar = widget.NewActionBar(wrapped(grey(v.env.Text.T("recorder.note_submit"))), v.backButton(), send)
		parts = append(parts, p.next()) // built once: its fields keep what is typed in them
	}
	if v.model.opts.Photos != nil {
		p.strip = pictures.NewStrip(v.env, v.model.album, v.model.opts.Photos, v.model.Editable, func(back func()) {
			v.model.photoRemoved(back)
			v.offerUndo()
		})
		parts = append(parts, boxed(p.strip.Object()))
	}
	if !v.model.Editable() {
		p.said = widget.VStack(12)
		parts = append(parts, p.said)
	}
	p.refresh()
	p.root = container.NewBorder(nil, widget.VStack(0, p.undo, bar), nil, nil,
		container.NewVScroll(widget.Pad(widget.VStack(12, parts...), margin, margin, margin, margin)))
	return p
}

// ownActions marks the page as having its own bar.
func (*closePage) ownActions() {}

// undoSlot is where the undo bar goes: above the page's own bar.
func (p *closePage) undoSlot() *fyne.Container { return p.undo }

// backButton leads one step back.
func (v *View) backButton() *widget.Button {
	return widget.NewButton(v.env.Text.T("common.back"), widget.Secondary, nil, v.previous)
}

// readBar is the bar of a meeting that is only read.
func (p *closePage) readBar() *fyne.Container {
	t, m := p.v.env.Text, p.v.model
	text := wrapped(grey(t.T("recorder.read_only." + m.State().String())))
	if !m.CanWithdraw() {
		return widget.NewActionBar(text, widget.NewButton(t.T("common.close"), widget.Secondary, nil, p.v.env.Back))
	}
	back := widget.NewButton(t.T("recorder.withdraw"), widget.Secondary, assets.Icon("arrow-counter-clockwise"), func() {
		m.Withdraw()
		p.v.show()
	})
	return widget.NewActionBar(text, back)
}

// submit hands the meeting over, or names what is missing.
func (p *closePage) submit() {
	p.v.leaveField()
	lacks := p.v.model.Submit()
	if len(lacks) > 0 {
		p.showLacks(lacks)
		p.root.Refresh()
		return
	}
	p.v.show()
	p.v.offerUndo()
}

// showLacks lists what keeps the meeting from being submitted, each with the way to it.
func (p *closePage) showLacks(lacks []Lack) {
	t := p.v.env.Text
	rows := make([]fyne.CanvasObject, 0, len(lacks))
	for _, l := range lacks {
		b := widget.NewBanner(widget.Waiting, assets.IconFill("warning"), p.v.stepName(l.Step), l.Text)
		b.Action(t.T("common.fix"), func() { p.v.goTo(l.Step) })
		rows = append(rows, b)
	}
	p.lacks.Objects = rows
	if len(rows) == 0 {
		p.lacks.Hide()
	} else {
		p.lacks.Show()
	}
	p.lacks.Refresh()
}

// object implements page.
func (p *closePage) object() fyne.CanvasObject { return p.root }

// refresh implements page.
func (p *closePage) refresh() {
	if p.v.model.Editable() {
		p.showLacks(p.v.model.Lacks())
	} else {
		p.lacks.Hide()
	}
	p.chip.Objects = []fyne.CanvasObject{p.chips()}
	p.page.Objects = []fyne.CanvasObject{p.sheet()}
	p.chip.Refresh()
	p.page.Refresh()
	if p.strip != nil {
		p.strip.Refresh()
	}
	if p.said != nil {
		p.said.Objects = p.v.talk.Page(p.v.model.Threads(), p.v.model.Events())
		p.said.Refresh()
	}
}

// next asks when and where the group meets again.
func (p *closePage) next() fyne.CanvasObject {
	t, m := p.v.env.Text, p.v.model
	day := widget.NewDateField(t.T("recorder.next_date"), m.NextDate(), m.SetNextDate)
	start := widget.NewField(t.T("sign.next_start"))
	start.SetText(m.NextStart())
	start.OnLeave = func(text string) {
		start.SetMessage(widget.Urgent, m.SetNextStart(text))
		start.SetText(m.NextStart())
	}
	place := p.v.field("recorder.next_place", m.NextPlace, 1, m.SetNextPlace)
	return boxed(widget.Columns([]float32{1, 0.7, 1.6}, 16, day, start, place))
}

// chips say at a glance how the meeting went.
func (p *closePage) chips() fyne.CanvasObject {
	t, m := p.v.env.Text, p.v.model
	s, tally := m.Summary(), m.Tally()
	quorum := widget.NewChip(t.T("recorder.chip_quorum", "N", s.Quorum.Here, "Of", s.Quorum.Active), widget.Good, assets.IconFill("check-circle"))
	if !s.Quorum.Reached() {
		quorum.Set(t.T("recorder.quorum_missing"), widget.Waiting, assets.IconFill("warning"))
	}
	out := []fyne.CanvasObject{
		quorum, widget.NewChip(t.N("recorder.chip_rows", tally.Confirmed), widget.Good, assets.IconFill("check-circle")),
	}
	if diff := m.Difference(); diff != 0 {
		words := t.T("recorder.chip_difference", "Amount", t.Signed(int64(diff)))
		if m.Reason() == "" {
			words = t.T("recorder.difference_unnamed")
		}
		out = append(out, widget.NewChip(words, widget.Waiting, assets.IconFill("warning")))
	}
	if n := len(m.NewTasks()); n > 0 {
		out = append(out, widget.NewChip(t.N("recorder.chip_tasks", n), widget.Active, assets.IconFill("list-checks")))
	}
	return widget.WrapRow(8, out...)
}

// sheet is the page of minutes.
func (p *closePage) sheet() fyne.CanvasObject {
	t, m := p.v.env.Text, p.v.model
	day := widget.Strong(t.Date(m.Summary().Date.Time()))
	day.Align = fyne.TextAlignTrailing
	hours := grey(m.Hours())
	hours.Align = fyne.TextAlignTrailing
	head := widget.Spread(
		widget.VStack(0, widget.TitleSerif(m.MinutesTitle()), grey(m.Where())),
		widget.VStack(0, day, hours))
	parts := []fyne.CanvasObject{
		head, widget.Songket(),
		widget.Columns(nil, 40, p.attendance(), p.takings()),
		widget.Columns(nil, 40, p.lending(), p.box()),
	}
	if m.SharesOut() {
		parts = append(parts, p.share())
	}
	parts = append(parts, p.talk()...)
	parts = append(parts, p.signatures())
	return widget.Layers(widget.NewSurface(theme.Card, theme.Line, 1, 4),
		widget.Pad(widget.VStack(20, parts...), 28, 28, 40, 28))
}

// block is a heading over ruled lines.
func block(title string, lines ...[2]string) fyne.CanvasObject {
	rows := []fyne.CanvasObject{widget.Name(title)}
	for _, l := range lines {
		left, right := widget.Body(l[0]), widget.Body(l[1])
		if strong, ok := strings.CutPrefix(l[0], "*"); ok {
			left, right = widget.Strong(strong), widget.Strong(l[1])
		}
		rows = append(rows, widget.Pad(pair(left, right), 8, 0, 8, 0), widget.Rule())
	}
	return widget.VStack(0, rows...)
}

// attendance counts who came.
func (p *closePage) attendance() fyne.CanvasObject {
	t, m := p.v.env.Text, p.v.model
	s := m.Summary()
	n := func(k kpuk.Presence) string { return strconv.Itoa(s.Counts[k]) }
	word := func(k kpuk.Presence) string { return t.T("recorder.presence." + k.String()) }
	share := int64(0)
	if s.Quorum.Active > 0 {
		share = int64((200*s.Quorum.Here+s.Quorum.Active)/(2*s.Quorum.Active)) * 100 // whole percent, half up
	}
	lines := [][2]string{{word(kpuk.Present), n(kpuk.Present)}, {word(kpuk.Late), n(kpuk.Late)}}
	if s.Counts[kpuk.LeftEarly] > 0 {
		lines = append(lines, [2]string{word(kpuk.LeftEarly), n(kpuk.LeftEarly)})
	}
	lines = append(lines,
		[2]string{t.T("recorder.away"), n(kpuk.Excused) + " · " + n(kpuk.Sick) + " · " + n(kpuk.Absent)},
		[2]string{"*" + t.T("recorder.share_of", "Of", s.Quorum.Active), t.Percent(share)},
		[2]string{t.T("recorder.guests"), strconv.Itoa(m.Guests())})
	out := block(t.T("recorder.attendance"), lines...)
	if names := m.Visitors(); len(names) > 0 {
		return widget.VStack(4, out, wrapped(widget.Caption(strings.Join(names, ", "))))
	}
	return out
}

// takings are the sums by kind.
func (p *closePage) takings() fyne.CanvasObject {
	t, m := p.v.env.Text, p.v.model
	s := m.Summary()
	var lines [][2]string
	for kind := kpuk.EntryPokok; kind < kpuk.EntryVoid; kind++ {
		amount := s.Cash.Kinds[kind]
		if kind.CashEffect() <= 0 || kind == kpuk.EntryCashDifference || amount == 0 {
			continue
		}
		lines = append(lines, [2]string{t.T("recorder.entry." + kind.String()), t.Amount(int64(amount))})
	}
	lines = append(lines, [2]string{"*" + t.T("recorder.sum_in"), t.Amount(int64(s.Cash.In))})
	return block(t.T("recorder.money_in"), lines...)
}

// box is the reckoning of the cash box.
func (p *closePage) box() fyne.CanvasObject {
	t, m := p.v.env.Text, p.v.model
	b := m.Box()
	lines := [][2]string{
		{t.T("recorder.cash_opening"), t.Amount(int64(b.Opening))},
		{t.T("recorder.cash_in"), t.Amount(int64(b.In))},
		{t.T("recorder.cash_out"), t.Amount(int64(-b.Out))},
	}
	if diff := m.Difference(); diff != 0 {
		lines = append(lines, [2]string{t.T("recorder.difference_named", "Reason", m.Reason()), t.Signed(int64(diff))})
	}
	lines = append(lines, [2]string{"*" + t.T("recorder.cash_closing"), t.Amount(int64(b.Counted))})
	return block(t.T("recorder.cash"), lines...)
}

// talk is what was said, decided and promised.
func (p *closePage) talk() []fyne.CanvasObject {
	t, m := p.v.env.Text, p.v.model
	var out []fyne.CanvasObject
	words := strings.TrimSpace(m.Discussion() + "\n" + m.Decisions())
	if words == "" && len(m.meeting.Topics) > 0 {
		topics := make([]string, 0, len(m.meeting.Topics))
		for _, topic := range m.meeting.Topics {
			topics = append(topics, t.T("word.topic."+topic))
		}
		words = strings.Join(topics, " · ")
	}
	if words != "" {
		out = append(out, widget.VStack(8, widget.Name(t.T("recorder.talk")), wrapped(widget.Body(words))))
	}
	tasks := m.NewTasks()
	if len(tasks) == 0 {
		return out
	}
	rows := []fyne.CanvasObject{widget.Name(t.T("recorder.new_tasks"))}
	for _, task := range tasks {
		rows = append(rows, widget.Pad(pair(widget.Body(task.What), grey(strings.TrimPrefix(p.v.taskWords(task), task.What+" · "))), 8, 0, 8, 0), widget.Rule())
	}
	return append(out, widget.VStack(0, rows...))
}
