package correct

import (
	"slices"

	"fyne.io/fyne/v2"

	"pendamping/app/screen"
	"pendamping/app/screen/form"
	"pendamping/app/theme"
	"pendamping/app/widget"
	"pendamping/kpuk"
)

// formParts are what is written, what is right, and why.
func (v *View) formParts() []fyne.CanvasObject {
	t, m := v.env.Text, v.model
	var parts []fyne.CanvasObject
	if m.Kind != Missing {
		parts = append(parts, v.written())
	}
	v.fields = widget.VStack(16)
	switch m.Kind {
	case Presence:
		v.fields.Objects = v.presence()
	case Count:
		v.fields.Objects = []fyne.CanvasObject{v.amount("correct.counted")}
	case Back:
		v.fields.Objects = []fyne.CanvasObject{grey(t.T("correct.back"))}
	case Missing:
		v.fields.Objects = append(v.who(), v.amount("correct.amount"))
	default:
		parts = append(parts, v.never())
		v.fields.Objects = append(v.who(), v.amount("correct.amount"))
	}
	reason := widget.NewField(t.T("correct.reason"))
	reason.Rows, reason.Placeholder = 2, t.T("correct.reason_example")
	reason.SetText(m.Input.Reason)
	reason.OnChanged = func(s string) { m.Input.Reason = s; v.look() }
	v.sheet.Ask("reason", t.T("correct.reason"), reason)
	v.notice()
	return append(parts, v.fields, reason)
}

// written is the card of what is written now, with its history.
func (v *View) written() fyne.CanvasObject {
	m := v.model
	w := m.Written()
	figure := widget.Amount(w.Figure)
	if m.Kind == Presence {
		figure = widget.Name(w.Figure)
	}
	figure.Align = fyne.TextAlignTrailing
	title, note := widget.Name(w.Title), widget.Caption(w.Note)
	title.Wrap, note.Wrap = true, true
	parts := []fyne.CanvasObject{
		widget.Caption(v.env.Text.T("correct.written")),
		widget.HStack(12, widget.Grow(widget.VStack(0, title, note)), figure),
	}
	for _, line := range m.Past() {
		parts = append(parts, grey(line))
	}
	return widget.Panel(theme.Sunk, 12, widget.Pad(widget.VStack(6, parts...), 14, 16, 14, 16))
}

// never chooses between another line and none.
func (v *View) never() fyne.CanvasObject {
	t, m := v.env.Text, v.model
	chosen := "other"
	if m.Input.Never {
		chosen = "never"
		v.fields.Hide()
	}
	choice := widget.NewChoice(t.T("correct.what"), []widget.Option{
		{Value: "other", Text: t.T("correct.what_other")}, {Value: "never", Text: t.T("correct.what_never")},
	}, chosen, func(value string) {
		m.Input.Never = value == "never"
		if m.Input.Never {
			v.fields.Hide()
		} else {
			v.fields.Show()
		}
		v.look()
	})
	v.sheet.Ask("never", t.T("correct.what"), choice)
	return choice
}

// who chooses the kind of the line and, for a member's, whose it is.
func (v *View) who() []fyne.CanvasObject {
	t, m := v.env.Text, v.model
	ofGroup := m.Kind == Line && m.Input.Member.IsZero()
	kinds := Kinds(ofGroup)
	if m.Input.Line == kpuk.EntryDisbursement {
		kinds = []kpuk.EntryKind{kpuk.EntryDisbursement} // another loan than was agreed on is a new one
	} else {
		kinds = slices.DeleteFunc(kinds, func(k kpuk.EntryKind) bool { return k == kpuk.EntryDisbursement })
	}
	options := make([]widget.Option, len(kinds))
	for i, k := range kinds {
		options[i] = widget.Option{Value: k.String(), Text: t.T("word.entry." + k.String())}
	}
	kind := widget.NewChoice(t.T("correct.kind"), options, m.Input.Line.String(), func(value string) {
		if k, err := kpuk.ParseName[kpuk.EntryKind](value); err == nil {
			m.Input.Line = k
		}
		v.look()
	})
	v.sheet.Ask("kind", t.T("correct.kind"), kind)
	out := []fyne.CanvasObject{kind}
	switch {
	case ofGroup:
		words := widget.NewField(t.T("correct.words"))
		words.SetText(m.Input.Note)
		words.OnChanged = func(s string) { m.Input.Note = s; v.look() }
		v.sheet.Ask("words", t.T("correct.words"), words)
		return append(out, words)
	case m.Input.Line == kpuk.EntryDisbursement:
		return nil
	}
	var people []widget.Option
	for _, w := range m.group.Members() {
		people = append(people, widget.Option{Value: w.ID.String(), Text: w.Name})
	}
	who := widget.NewChoice(t.T("correct.member"), people, m.Input.Member.String(), func(value string) {
		for _, w := range m.group.Members() {
			if w.ID.String() == value {
				m.Input.Member = w.ID
			}
		}
		v.look()
	})
	v.sheet.Ask("member", t.T("correct.member"), who)
	return append(out, who)
}

// amount is the field for what is right.
func (v *View) amount(key string) fyne.CanvasObject {
	m := v.model
	f := widget.NewField(v.env.Text.T(key))
	f.Digits, f.MaxLength = true, 13
	f.SetText(m.Input.Amount)
	read := func() { f.SetMessage(widget.Neutral, m.AmountWords()) }
	f.OnChanged = func(s string) {
		m.Input.Amount = s
		read()
		v.look()
	}
	v.sheet.Ask("amount", v.env.Text.T(key), f)
	read()
	return f
}

// presence chooses the attendance, and whether the fine follows.
func (v *View) presence() []fyne.CanvasObject {
	t, m := v.env.Text, v.model
	var options []widget.Option
	for p := kpuk.Present; p <= kpuk.LeftEarly; p++ {
		options = append(options, widget.Option{Value: p.String(), Text: t.T("word.presence." + p.String())})
	}
	v.fineOn = widget.VStack(0)
	pick := widget.NewChoice(t.T("correct.presence"), options, m.Input.Presence.String(), func(value string) {
		if p, err := kpuk.ParseName[kpuk.Presence](value); err == nil {
			m.SetPresence(p)
		}
		v.showFine()
		v.look()
	})
	v.sheet.Ask("presence", t.T("correct.presence"), pick)
	v.showFine()
	return []fyne.CanvasObject{pick, v.fineOn}
}

// showFine offers that the fine follows, where one does.
func (v *View) showFine() {
	m := v.model
	v.fineOn.Objects = nil
	if words := m.Fine(); words != "" {
		v.fine = widget.NewToggle(words, m.Input.Fine, func(on bool) { m.Input.Fine = on; v.look() })
		v.sheet.Ask("fine", words, v.fine)
		v.fineOn.Objects = []fyne.CanvasObject{v.fine}
	}
	v.fineOn.Refresh()
}

// openSheet opens the draft of a correction: of a line, or of a meeting's part, which has its
// own.
func openSheet(env *screen.Env, route screen.Route) *form.Sheet {
	name := formCorrect
	if route.Tab != "" {
		name += "-" + route.Tab
	}
	if !route.Of.IsZero() {
		name += "-" + route.Of.String()
	}
	return form.NewSheet(env, name, route.ID, route)
}

// formCorrect begins the names of corrections among the drafts of the device.
const formCorrect = "correct"

// notice notes what is written now, so that it is said when somebody else corrected it
// meanwhile.
func (v *View) notice() {
	if v.model.Kind == Missing {
		return
	}
	w := v.model.Written()
	v.sheet.Fact("written", v.env.Text.T("correct.written"), w.Title+" "+w.Figure)
}
