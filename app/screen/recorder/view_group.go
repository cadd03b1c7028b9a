package recorder

import (
	"fyne.io/fyne/v2"

	"pendamping/app/screen/form"
	"pendamping/app/widget"
	"pendamping/assets"
	"pendamping/kpuk"
)

// groupSheet is the group's own money under the count: income, expenses, savings taken
// out.
type groupSheet struct {
	v       *View
	changed func()
	opened  func(open bool) // a form is shown, or was closed
	lines   *fyne.Container
	form    *fyne.Container
	left    *form.Offer // a line that was left half-typed
	root    fyne.CanvasObject
}

// newGroupSheet builds the card with its lines; forms open inside it.
func newGroupSheet(v *View) *groupSheet {
	t := v.env.Text
	s := &groupSheet{v: v, lines: widget.VStack(0), form: widget.VStack(12)}
	s.left = v.left(s.form, form.Way{Form: formLine, Record: v.model.meeting.ID, Open: s.openLine})
	add := widget.NewMediumButton(t.T("recorder.group_add"), widget.Secondary, assets.Icon("plus"), s.openLine)
	s.root = boxed(widget.VStack(12,
		widget.Spread(widget.Name(t.T("recorder.group_cash")), add), s.lines, s.left.Object(), s.form))
	return s
}

// object is the card.
func (s *groupSheet) object() fyne.CanvasObject { return s.root }

// refresh lists the lines.
func (s *groupSheet) refresh() {
	t := s.v.env.Text
	var rows []fyne.CanvasObject
	for _, line := range s.v.model.GroupLines() {
		drop := widget.NewIconButton(assets.Icon("x"), func() {
			s.v.model.DropGroupLine(line.Entry)
			s.changed()
			s.v.offerUndo()
		})
		amount := line.Amount
		if amount *= line.Kind.CashEffect(); amount > 0 {
			amount = line.Amount
		}
		words := widget.VStack(0, widget.Strong(t.T("recorder.entry."+line.Kind.String())), widget.Caption(line.Words))
		rows = append(rows, widget.Rule(), widget.Spread(words, widget.HStack(8, widget.Name(t.Signed(int64(amount))), drop)))
		rows = append(rows, s.v.pinned(kpuk.StepCash, kpuk.FieldLine, line.Entry)...)
	}
	if len(rows) == 0 {
		rows = append(rows, wrapped(grey(t.T("recorder.group_none"))))
	}
	s.lines.Objects = rows
	s.lines.Refresh()
}

// show puts a form into the card; none closes it.
func (s *groupSheet) show(objects ...fyne.CanvasObject) {
	s.form.Objects = objects
	s.form.Refresh()
	s.changed()
	s.opened(len(objects) > 0)
}

// openLine asks for income, an expense or a withdrawal.
func (s *groupSheet) openLine() {
	t, m := s.v.env.Text, s.v.model
	in := GroupInput{Kind: kpuk.EntryGroupExpense}
	kinds := make([]widget.Option, 0, len(GroupKinds()))
	for _, k := range GroupKinds() {
		kinds = append(kinds, widget.Option{Value: k.String(), Text: t.T("recorder.entry." + k.String())})
	}
	who := memberChoice(s.v, t.T("recorder.member"), kpuk.ID{}, func(id kpuk.ID) { in.Member = id })
	who.Hide()
	kind := widget.NewChoice(t.T("recorder.group_kind"), kinds, in.Kind.String(), func(value string) {
		if k, err := kpuk.ParseName[kpuk.EntryKind](value); err == nil {
			in.Kind = k
		}
		if in.Kind == kpuk.EntryWithdrawal {
			who.Show()
		} else {
			who.Hide()
		}
		s.form.Refresh()
	})
	amount, words := amountField(t.T("recorder.amount")), widget.NewField(t.T("recorder.words"))
	note := widget.Body("")
	note.SetTone(widget.Urgent)
	sheet := s.v.sheet(formLine, s.form)
	s.left.Hide()
	sheet.Ask("kind", t.T("recorder.group_kind"), kind)
	sheet.Ask("member", t.T("recorder.member"), who)
	sheet.Ask("amount", t.T("recorder.amount"), amount)
	sheet.Ask("words", t.T("recorder.words"), words)
	sheet.Fact("lines", t.T("recorder.group_cash"), t.Number(int64(len(m.GroupLines()))))
	keep := widget.NewMediumButton(t.T("common.save"), widget.Primary, nil, func() {
		in.Amount, in.Words = amount.Text(), words.Text()
		if problem := m.AddGroupLine(in); problem != "" {
			note.SetText(problem)
			return
		}
		s.v.kept(sheet)
		s.show()
	})
	usual := make([]fyne.CanvasObject, 0, len(UsualWords()))
	for _, key := range UsualWords() {
		text := t.T("lending.usual." + key)
		usual = append(usual, widget.NewFilterChip(text, false, func(bool) { words.Retype(text) }))
	}
	s.show(widget.Rule(), sheet.Object(), kind, who, widget.Columns(nil, 16, amount, words), widget.WrapRow(8, usual...), note, s.buttons(sheet, keep))
	sheet.Resume()
}

// buttons are the two ways to end a form.
func (s *groupSheet) buttons(sheet *form.Sheet, keep *widget.Button) fyne.CanvasObject {
	cancel := widget.NewMediumButton(s.v.env.Text.T("common.cancel"), widget.Secondary, nil, func() {
		s.show()
		s.left.Thrown(sheet.GiveUp())
	})
	return widget.Spread(widget.Body(""), widget.HStack(8, cancel, keep))
}

// amountField is a field for digits.
func amountField(label string) *widget.Field {
	f := widget.NewField(label)
	f.Digits = true
	return f
}
