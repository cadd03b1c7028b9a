package meeting

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"pendamping/app/screen"
	"pendamping/app/screen/helped"
	"pendamping/app/screen/pictures"
	"pendamping/app/screen/printed"
	"pendamping/app/screen/talk"
	"pendamping/app/theme"
	"pendamping/app/widget"
	"pendamping/assets"
	"pendamping/kpuk"
)

// pageWidth is the most the minutes take of a wide window, in dp.
const pageWidth = 960

// View draws the page.
type View struct {
	env    *screen.Env
	id     kpuk.ID
	model  *Model
	object *fyne.Container
	note   *fyne.Container // how printing went
	photos pictures.Source
	talk   *talk.Threads
	said   *fyne.Container   // questions and history
	page   *container.Scroll // keeps its place while the page is drawn anew
}

// New makes the page of a meeting. photos picks and reads the photos of what was asked; nil:
// there are none.
func New(env *screen.Env, id kpuk.ID, photos pictures.Source) *View {
	v := &View{env: env, id: id, model: NewModel(env, id), object: widget.Layers(), note: widget.VStack(0), photos: photos, said: widget.VStack(12)}
	host := talk.Host{Env: env, Photos: photos, Album: v.model.Evidence, Removed: v.offerUndo, Changed: v.talked}
	if talk.MayAnswer(env) {
		host.Answer = func(thread kpuk.ID, text string, right bool) string {
			return v.model.Answer(thread, text, right, v.Refresh)
		}
	}
	v.talk = talk.New(host)
	v.draw()
	return v
}

// offerUndo offers to take a photo's removal back.
func (v *View) offerUndo(back func()) {
	v.say(widget.NewUndoBar(v.env.Text.T("pictures.removed"), v.env.Text.T("common.undo"), func() {
		back()
		v.say()
	}))
}

// talked draws the questions and the history anew.
func (v *View) talked() {
	v.said.Objects = v.talk.Page(v.model.Threads, v.model.Events)
	if v.model.Failure != "" {
		v.said.Objects = append([]fyne.CanvasObject{widget.NewBanner(widget.Urgent, nil, "", v.model.Failure)}, v.said.Objects...)
	}
	v.said.Refresh()
	if v.page != nil {
		v.page.Refresh()
	}
}

// Object is the page.
func (v *View) Object() fyne.CanvasObject { return v.object }

// say puts something below the bar, or clears the place.
func (v *View) say(what ...fyne.CanvasObject) {
	v.note.Objects = what
	v.note.Refresh()
	v.object.Refresh()
}

// Refresh shows what the book holds now.
func (v *View) Refresh() {
	v.model.Load()
	v.draw()
}

// draw builds the page; the fields of answers are kept by their threads.
func (v *View) draw() {
	m, p := v.model, v.env.Text
	if !m.Found {
		v.object.Objects = []fyne.CanvasObject{widget.NewEmpty(p.T("meeting.missing"), p.T("common.back"), v.env.Back)}
		v.object.Refresh()
		return
	}
	chip := widget.NewChip(m.State.Text, tone(m.State.Tone), icon(m.State.Tone))
	right := []fyne.CanvasObject{chip}
	if icon := printed.Icon(v.env, v.say, printed.Choice{What: screen.Print{Kind: screen.PrintMinutes, ID: v.id}}); icon != nil {
		right = append(right, icon)
	}
	right = append(right, helped.On(v.env, screen.Meeting)...)
	parts := []fyne.CanvasObject{
		widget.NewAppBar(m.Title, m.Subtitle, v.env.Back, right...), widget.Pad(v.note, 0, 16, 0, 16), widget.Grow(v.scroll()),
	}
	if m.Mendable {
		mend := widget.NewButton(p.T("meeting.mend"), widget.Primary, assets.Icon("pencil-simple"), func() {
			v.env.Open(screen.Route{Name: screen.Recorder, ID: v.id})
		})
		parts = append(parts, widget.NewActionBar(nil, mend))
	}
	if m.Correctable {
		mend := widget.NewButton(p.T("meeting.correct"), widget.Secondary, assets.Icon("pencil-simple"), func() {
			v.env.Open(screen.Route{Name: screen.Correct, ID: v.id})
		})
		parts = append(parts, widget.NewActionBar(nil, mend))
	}
	v.object.Objects = []fyne.CanvasObject{widget.VStack(0, parts...)}
	v.object.Refresh()
}

// scroll is everything between the bars; on a wide window it keeps to the middle.
func (v *View) scroll() fyne.CanvasObject {
	body := widget.VStack(16)
	if v.model.Comment != "" {
		body.Add(widget.NewBanner(widget.Urgent, assets.IconFill("flag"), v.model.By, v.env.Text.T("meeting.quote", "Text", v.model.Comment)))
	}
	marks := make([]fyne.CanvasObject, len(v.model.Marks))
	for i, mark := range v.model.Marks {
		marks[i] = widget.NewChip(mark.Text, tone(mark.Tone), icon(mark.Tone))
	}
	body.Add(widget.WrapRow(8, marks...))
	if v.model.Differs != "" {
		body.Add(widget.NewBanner(widget.Urgent, assets.IconFill("warning"), v.model.Differs, v.env.Text.T("common.receipt.todo")))
	}
	said := v.model.Receipt
	if v.model.Agrees != "" {
		said += " · " + v.model.Agrees
	}
	receipt := widget.NewText(said, theme.SizeText, false, theme.Ink2)
	receipt.Wrap = true
	body.Add(widget.HStack(10, widget.NewIcon(assets.IconFill("receipt"), theme.Ink2, 20), widget.Grow(receipt)))
	body.Add(v.sheet())
	v.talked()
	body.Add(v.said)
	page := container.NewVScroll(widget.Narrow(pageWidth, widget.Pad(body, 8, 16, 24, 16)))
	if v.page != nil {
		page.Offset = v.page.Offset
	}
	v.page = page
	return page
}

// sheet is the paper of the minutes.
func (v *View) sheet() fyne.CanvasObject {
	m, p := v.model, v.env.Text
	place := widget.Body(m.Place)
	place.SetColour(theme.Ink2)
	day, hours := widget.Strong(m.Day), widget.Body(m.Time)
	day.Align, hours.Align = fyne.TextAlignTrailing, fyne.TextAlignTrailing
	parts := []fyne.CanvasObject{
		widget.Spread(widget.VStack(0, widget.TitleSerif(m.Head), place), widget.VStack(0, day, hours)),
		widget.Songket(),
	}
	left, right := v.pairs("meeting.attendance", m.Attendance), v.pairs("meeting.money", m.Money)
	if m.Broken {
		right = widget.NewBanner(widget.Urgent, nil, p.T("meeting.broken"), p.T("meeting.broken_text"))
	}
	cash := v.pairs("meeting.cash", m.Cash)
	if len(m.Cash) == 0 {
		cash = widget.VStack(0)
	}
	if len(m.Facts) > 0 {
		right = widget.VStack(24, right, v.pairs("meeting.facts", m.Facts))
	}
	parts = append(parts, widget.Columns(nil, 40, widget.VStack(24, left, cash), right))
	for _, w := range m.Words {
		text := widget.Body(w.Text)
		text.Wrap = true
		parts = append(parts, widget.VStack(4, widget.Name(w.Heading), text))
	}
	if len(m.Promises) > 0 {
		parts = append(parts, v.promises())
	}
	if len(m.Corrections) > 0 {
		parts = append(parts, v.corrections())
	}
	if m.Next != "" {
		parts = append(parts, widget.VStack(2, widget.Caption(p.T("meeting.next")), widget.Name(m.Next)))
	}
	if len(m.Signatures) > 0 {
		parts = append(parts, v.signatures())
	}
	parts = append(parts, v.people())
	paper := widget.NewSurface(theme.Card, theme.Line, 1, 4)
	return widget.Layers(paper, widget.Pad(widget.VStack(20, parts...), 24, 28, 28, 28))
}

// pairs is a block of lines with figures.
func (v *View) pairs(heading string, pairs []Pair) fyne.CanvasObject {
	lines := []fyne.CanvasObject{widget.Name(v.env.Text.T(heading))}
	for _, pair := range pairs {
		label, value := widget.NewText(pair.Label, theme.SizeText, pair.Strong, theme.Ink), widget.NewText(pair.Value, theme.SizeText, pair.Strong, theme.Ink)
		if pair.Tone == Urgent {
			label.SetTone(widget.Urgent)
			value.SetTone(widget.Urgent)
		}
		lines = append(lines, widget.Fixed(widget.Spread(label, value), 0, 36), widget.Rule())
	}
	return widget.VStack(0, lines...)
}

// corrections lists what was put right after the meeting was submitted.
func (v *View) corrections() fyne.CanvasObject {
	lines := []fyne.CanvasObject{widget.Name(v.env.Text.T("meeting.corrections"))}
	for _, c := range v.model.Corrections {
		reason := widget.Body(c.Reason)
		reason.Wrap = true
		lines = append(lines, reason, widget.Caption(c.Head))
	}
	return widget.VStack(4, lines...)
}

// promises lists the follow-ups.
func (v *View) promises() fyne.CanvasObject {
	lines := []fyne.CanvasObject{widget.Name(v.env.Text.T("meeting.tasks"))}
	for _, promise := range v.model.Promises {
		who, due := widget.Body(promise.Who), widget.Body(promise.Due)
		who.SetColour(theme.Ink2)
		due.Align = fyne.TextAlignTrailing
		lines = append(lines, widget.Fixed(widget.Columns([]float32{4, 2, 1}, 12, widget.Body(promise.What), who, due), 0, 36), widget.Rule())
	}
	return widget.VStack(0, lines...)
}

// people lists every member with her attendance and money; a line leads to her book.
func (v *View) people() fyne.CanvasObject {
	p := v.env.Text
	rows := []fyne.CanvasObject{widget.Name(p.T("meeting.members"))}
	for i, person := range v.model.People {
		rows = append(rows, widget.NewListRow(widget.ListRowConfig{
			No: person.No, Title: person.Name, Subtitle: person.Presence, Height: widget.RowCompact, Last: i == len(v.model.People)-1,
			Cells:  []widget.RowCell{{Text: person.In, Note: p.T("meeting.in_short"), Width: 96}, {Text: person.Out, Note: p.T("meeting.out_short"), Width: 96}},
			Tapped: func() { v.env.Open(screen.Route{Name: screen.Member, ID: person.ID, Tab: "book"}) },
		}))
	}
	return widget.VStack(0, rows...)
}

// tone turns the model's tone into the kit's.
func tone(t Tone) widget.Tone {
	switch t {
	case Good:
		return widget.Good
	case Waiting:
		return widget.Waiting
	case Urgent:
		return widget.Urgent
	case Active:
		return widget.Active
	default:
		return widget.Neutral
	}
}

// icon stands in a chip, so that its color is not the only sign.
func icon(t Tone) fyne.Resource {
	switch t {
	case Good:
		return assets.IconFill("check-circle")
	case Waiting:
		return assets.IconFill("warning")
	case Urgent:
		return assets.IconFill("flag")
	case Active:
		return assets.IconFill("list-checks")
	default:
		return assets.IconFill("paper-plane-tilt")
	}
}
