package correct

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"pendamping/app/screen"
	"pendamping/app/screen/form"
	"pendamping/app/screen/helped"
	"pendamping/app/theme"
	"pendamping/app/widget"
	"pendamping/assets"
	"pendamping/kpuk"
)

// wide is the width in dp from which the ripple stands beside the form.
const wide = 900

// View draws the page.
type View struct {
	env    *screen.Env
	model  *Model
	root   *fyne.Container
	form   *fyne.Container
	ripple *fyne.Container
	note   *widget.Text
	save   *widget.Button
	fine   *widget.Toggle
	fineOn *fyne.Container
	sheet  *form.Sheet     // what was typed and is not saved
	fields *fyne.Container // what is right, hidden where nothing stands instead
}

// New makes the page of a route; see [NewModel].
func New(env *screen.Env, route screen.Route) *View {
	v := &View{env: env, root: container.NewStack(), form: widget.VStack(16), ripple: widget.VStack(16)}
	v.sheet = openSheet(env, route)
	v.model = newModel(env, route, v.sheet.New)
	v.sheet.Redraw = v.root.Refresh
	v.build()
	v.sheet.Offer()
	return v
}

// Object is the page.
func (v *View) Object() fyne.CanvasObject { return v.root }

// Model is what the page shows.
func (v *View) Model() *Model { return v.model }

// Refresh takes over what the book holds now; what was typed stays.
func (v *View) Refresh() {
	if v.model.Saved {
		return
	}
	was := v.model.Kind
	v.model.Load()
	if v.model.Kind != was || was == Choosing || was == Nothing {
		v.build()
		return
	}
	v.look()
}

// Rebuild draws the page anew from the model, as after what was typed was set from
// elsewhere.
func (v *View) Rebuild() { v.build() }

// build makes the page once.
func (v *View) build() {
	t, m := v.env.Text, v.model
	if m.Kind == Nothing {
		v.root.Objects = []fyne.CanvasObject{widget.NewEmpty(t.T("correct.missing"), t.T("common.back"), v.env.Back)}
		v.root.Refresh()
		return
	}
	title, subtitle := m.Title()
	bar := widget.NewAppBar(title, subtitle, v.env.Back, helped.On(v.env, screen.Correct)...)
	var body fyne.CanvasObject
	parts := []fyne.CanvasObject{bar}
	switch {
	case m.Writing():
		parts = append(parts, widget.Grow(v.writing()))
	case m.Kind == Choosing:
		body = v.choices()
		parts = append(parts, widget.Grow(container.NewVScroll(widget.Pad(body, 8, 16, 24, 16))))
	default:
		parts = append(parts, widget.Pad(v.sheet.Object(), 0, 16, 0, 16), widget.Grow(v.page()), v.foot())
		v.look()
	}
	v.root.Objects = []fyne.CanvasObject{widget.VStack(0, parts...)}
	v.root.Refresh()
}

// writing says that the meeting is changed where it is written, and leads there.
func (v *View) writing() fyne.CanvasObject {
	t := v.env.Text
	if v.env.Office != kpuk.OfficeFacilitator {
		return widget.NewEmpty(t.T("correct.no.writing"), t.T("common.back"), v.env.Back)
	}
	return widget.NewEmpty(t.T("correct.no.writing"), t.T("correct.to_meeting"), func() {
		v.env.Open(screen.Route{Name: screen.Recorder, ID: v.model.meeting.ID})
	})
}

// choices lists what of a meeting can be corrected.
func (v *View) choices() fyne.CanvasObject {
	t, m := v.env.Text, v.model
	explain := grey(t.T("correct.choose"))
	parts := []fyne.CanvasObject{explain, widget.Heading(t.T("correct.section.money")), v.rows(m.Lines(), "correct.no_lines")}
	add := widget.NewMediumButton(t.T("correct.add"), widget.Secondary, assets.Icon("plus"), func() { v.env.Open(m.MissingRoute()) })
	parts = append(parts, widget.HStack(0, add))
	if count, ok := m.Counted(); ok {
		parts = append(parts, widget.Heading(t.T("correct.section.cash")), v.rows([]Row{count}, ""))
	}
	return widget.VStack(12, append(parts, widget.Heading(t.T("correct.section.attendance")), v.rows(m.People(), "correct.no_lines"))...)
}

// rows is a card of lines that lead to their correction.
func (v *View) rows(rows []Row, none string) fyne.CanvasObject {
	if len(rows) == 0 {
		return grey(v.env.Text.T(none))
	}
	out := make([]fyne.CanvasObject, len(rows))
	for i, r := range rows {
		cfg := widget.ListRowConfig{
			Title: r.Title, Subtitle: r.Note, Height: widget.RowCompact, Last: i == len(rows)-1, Chevron: true,
			Tapped: func() { v.env.Open(r.Route) },
		}
		if r.Figure != "" {
			cfg.Cells = []widget.RowCell{{Text: r.Figure, Width: 120}}
		}
		out[i] = widget.NewListRow(cfg)
	}
	return widget.Card(widget.Pad(widget.VStack(0, out...), 8, 1, 8, 1))
}

// page is the form, and beside or below it what moves.
func (v *View) page() fyne.CanvasObject {
	v.form.Objects = v.formParts()
	both := widget.NewResponsive(wide,
		func() fyne.CanvasObject { return widget.VStack(24, v.form, v.ripple) },
		func() fyne.CanvasObject {
			return widget.Columns([]float32{1, 1}, 24, widget.VStack(0, v.form), widget.VStack(0, v.ripple))
		})
	return container.NewVScroll(widget.Pad(both, 8, 16, 24, 16))
}

// foot is why it cannot be saved, and the button that saves.
func (v *View) foot() fyne.CanvasObject {
	v.note = grey("")
	v.save = widget.NewButton(v.env.Text.T("correct.save"), widget.Primary, assets.Icon("check"), func() {
		v.model.Save(func() {
			if v.model.Saved {
				v.sheet.Saved()
				v.env.Back()
				return
			}
			v.look()
		})
		v.look()
	})
	return widget.NewActionBar(v.note, v.save)
}

// look works the correction out and shows what moves.
func (v *View) look() {
	v.model.Look()
	v.showRipple()
	v.showNote()
}

// showNote says what is still missing, and lights the button when nothing is.
func (v *View) showNote() {
	t, m := v.env.Text, v.model
	text, urgent := m.Summary(), false
	switch refusal := m.Refusal(); {
	case m.Failure != "":
		text, urgent = m.Failure, true
	case m.Unchanged():
		text = t.T("correct.no.same")
	case refusal != "":
		text, urgent = refusal, true
	case m.Input.Reason == "":
		text = t.T("correct.need_reason")
	}
	v.note.SetColour(theme.Ink2)
	if urgent {
		v.note.SetTone(widget.Urgent)
	}
	v.note.SetText(text)
	if m.Ready() && !m.Busy {
		v.save.Enable()
	} else {
		v.save.Disable()
	}
	v.root.Refresh()
}

// showRipple lists what moves.
func (v *View) showRipple() {
	t, m := v.env.Text, v.model
	parts := []fyne.CanvasObject{widget.Heading(t.T("correct.moves"))}
	for _, odd := range m.Warnings() {
		parts = append(parts, widget.NewBanner(widget.Waiting, nil, "", odd))
	}
	sections := m.Sections()
	if len(sections) == 0 {
		parts = append(parts, grey(t.T("correct.moves_nothing")))
	}
	parts = append(parts, sectionCards(sections)...)
	v.ripple.Objects = parts
	v.ripple.Refresh()
}

// sectionCards are the parts of a ripple, each a card.
func sectionCards(sections []Section) []fyne.CanvasObject {
	out := make([]fyne.CanvasObject, 0, len(sections))
	for _, s := range sections {
		rows := []fyne.CanvasObject{widget.Name(s.Heading)}
		for _, r := range s.Rows {
			rows = append(rows, widget.Rule(), moved(r))
		}
		out = append(out, widget.Card(widget.Pad(widget.VStack(8, rows...), 14, 16, 14, 16)))
	}
	return out
}

// moved is one figure before and after.
func moved(r Moved) fyne.CanvasObject {
	title, note := widget.Body(r.Title), widget.Caption(r.Note)
	title.Wrap, note.Wrap = true, true
	figures := widget.HStack(6, widget.NewText(r.Before, theme.SizeText, false, theme.Ink2),
		widget.NewIcon(assets.Icon("arrow-right"), theme.Ink2, 16), widget.Strong(r.After))
	return widget.HStack(12, widget.Grow(widget.VStack(0, title, note)), figures)
}

// grey is running text in the secondary ink that takes the lines it needs.
func grey(s string) *widget.Text {
	text := widget.NewText(s, theme.SizeText, false, theme.Ink2)
	text.Wrap = true
	return text
}
