package recorder

import (
	"strings"

	"fyne.io/fyne/v2"

	"pendamping/app/screen/form"
	"pendamping/app/theme"
	"pendamping/app/widget"
	"pendamping/assets"
	"pendamping/kpuk"
)

// loanSheet is the card of loans under the count: asked for, decided, paid out.
type loanSheet struct {
	v       *View
	changed func()
	opened  func(open bool) // a form is shown, or was closed
	rows    *fyne.Container
	note    *widget.Text
	form    *fyne.Container
	left    *form.Offer // requests and decisions that were left half-typed
	root    fyne.CanvasObject
}

// newLoanSheet builds the card; forms open inside it.
func newLoanSheet(v *View) *loanSheet {
	t := v.env.Text
	s := &loanSheet{v: v, rows: widget.VStack(0), form: widget.VStack(12), note: wrapped(widget.Body(""))}
	s.note.SetTone(widget.Urgent)
	s.note.Hide()
	s.left = v.left(s.form, s.ways()...)
	ask := widget.NewMediumButton(t.T("lending.ask"), widget.Secondary, assets.Icon("hand-coins"), s.openRequest)
	s.root = boxed(widget.VStack(12, widget.Spread(widget.Name(t.T("recorder.loans")), ask), s.rows, s.note, s.left.Object(), s.form))
	return s
}

// object is the card.
func (s *loanSheet) object() fyne.CanvasObject { return s.root }

// refresh lists the loans.
func (s *loanSheet) refresh() {
	t := s.v.env.Text
	var rows []fyne.CanvasObject
	for _, c := range s.v.model.Loans() {
		rows = append(rows, widget.Rule(), s.row(c))
		rows = append(rows, s.v.pinned(kpuk.StepCash, kpuk.FieldLoan, c.ID)...)
	}
	if len(rows) == 0 {
		rows = append(rows, wrapped(grey(t.T("lending.none"))))
	}
	s.rows.Objects = rows
	s.rows.Refresh()
}

// row is one loan with what can be done about it.
func (s *loanSheet) row(c LoanCard) fyne.CanvasObject {
	t := s.v.env.Text
	tone, icon := loanTone(c.Status)
	chip := widget.NewChip(t.T("recorder.loan_status."+c.Status.String()), tone, icon)
	words := widget.VStack(0, widget.HStack(8, widget.Strong(c.Name), chip), wrapped(widget.Caption(s.about(c))))
	amount := widget.Name(t.Amount(int64(c.Amount)))
	return widget.Pad(widget.HStack(12, widget.Grow(words), amount, widget.HStack(8, s.actions(c)...)), 8, 0, 8, 0)
}

// about is what is known of a loan beside its amount.
func (s *loanSheet) about(c LoanCard) string {
	t := s.v.env.Text
	parts := []string{c.Purpose, t.T("lending.times", "N", c.Input.Instalments)}
	if c.Asked > 0 {
		parts = append(parts, t.T("lending.asked_for", "Amount", t.Amount(int64(c.Asked))))
	}
	if c.Guarantor != "" {
		parts = append(parts, t.T("lending.guarantor_is", "Name", c.Guarantor))
	}
	if c.Reason != "" {
		parts = append(parts, c.Reason)
	}
	return strings.TrimPrefix(strings.Join(parts, " · "), " · ")
}

// loanTone is how a status looks.
func loanTone(s kpuk.LoanStatus) (widget.Tone, fyne.Resource) {
	switch s {
	case kpuk.LoanApproved:
		return widget.Active, assets.IconFill("seal-check")
	case kpuk.LoanRejected:
		return widget.Urgent, assets.IconFill("x-circle")
	case kpuk.LoanActive:
		return widget.Good, assets.IconFill("check-circle")
	default:
		return widget.Waiting, assets.IconFill("clock")
	}
}

// actions are the buttons of a loan's row.
func (s *loanSheet) actions(c LoanCard) []fyne.CanvasObject {
	t, m := s.v.env.Text, s.v.model
	act := func(do func(kpuk.ID)) func() {
		return func() {
			do(c.ID)
			s.said("")
		}
	}
	button := func(key string, kind widget.ButtonKind, do func()) fyne.CanvasObject {
		return widget.NewMediumButton(t.T(key), kind, nil, do)
	}
	drop := func(do func(kpuk.ID)) fyne.CanvasObject { return widget.NewIconButton(assets.Icon("x"), act(do)) }
	switch {
	case c.Here:
		return []fyne.CanvasObject{drop(m.ReturnLoan)}
	case c.Status == kpuk.LoanRequested:
		return []fyne.CanvasObject{button("lending.decide", widget.Primary, func() { s.openDecision(c) }), drop(m.DropRequest)}
	case c.Status == kpuk.LoanApproved:
		pay := func() { s.said(m.DisburseLoan(c.ID)) }
		return []fyne.CanvasObject{button("recorder.loan_pay", widget.Primary, pay), drop(m.ReopenLoan)}
	default:
		return []fyne.CanvasObject{drop(m.ReopenLoan)}
	}
}

// said shows what hindered an action, or offers to take it back.
func (s *loanSheet) said(problem string) {
	s.note.SetText(problem)
	if problem == "" {
		s.note.Hide()
	} else {
		s.note.Show()
	}
	s.changed()
	if problem == "" {
		s.v.offerUndo()
	}
}

// show puts a form into the card; none closes it.
func (s *loanSheet) show(objects ...fyne.CanvasObject) {
	s.form.Objects = objects
	s.form.Refresh()
	s.changed()
	s.opened(len(objects) > 0)
}

// loanForm are the fields of a request or a decision, with the schedule below.
type loanForm struct {
	in            LoanInput
	amount, count *widget.Field
	preview       *fyne.Container
}

// newLoanForm makes amount and count; the schedule is drawn anew when one is left.
func (s *loanSheet) newLoanForm(in LoanInput) *loanForm {
	t := s.v.env.Text
	f := &loanForm{in: in, preview: widget.VStack(8)}
	f.amount, f.count = amountField(t.T("recorder.loan_amount")), amountField(t.T("recorder.loan_count"))
	f.amount.SetText(in.Amount)
	f.count.SetText(in.Instalments)
	leave := func(string) {
		s.preview(f)
		s.changed()
	}
	f.amount.OnLeave, f.count.OnLeave = leave, leave
	return f
}

// typed is what the form says now.
func (f *loanForm) typed() LoanInput {
	f.in.Amount, f.in.Instalments = f.amount.Text(), f.count.Text()
	return f.in
}

// preview draws the schedule of what is typed, and what to think of before.
func (s *loanSheet) preview(f *loanForm) {
	m, in := s.v.model, f.typed()
	lines, problem := m.PreviewLoan(in)
	var objects []fyne.CanvasObject
	if problem == "" {
		for _, caution := range m.LoanCautions(in) {
			objects = append(objects, widget.NewBanner(widget.Waiting, assets.IconFill("warning"), "", caution))
		}
		objects = append(objects, s.schedule(lines))
	} else if in.Amount != "" && in.Instalments != "" {
		objects = append(objects, wrapped(grey(problem)))
	}
	f.preview.Objects = objects
	f.preview.Refresh()
	s.form.Refresh()
}

// openRequest asks for what a member wants to borrow.
func (s *loanSheet) openRequest() {
	t, m := s.v.env.Text, s.v.model
	f := s.newLoanForm(LoanInput{})
	who := memberChoice(s.v, t.T("recorder.member"), kpuk.ID{}, func(id kpuk.ID) { f.in.Member = id; s.preview(f) })
	guarantor := memberChoice(s.v, t.T("lending.guarantor"), kpuk.ID{}, func(id kpuk.ID) { f.in.Guarantor = id })
	source := widget.NewChoice(t.T("lending.source"), []widget.Option{
		{Value: kpuk.SourceGroup.String(), Text: t.T("lending.source.group")}, {Value: kpuk.SourceLKP.String(), Text: t.T("lending.source.lkp")},
	}, kpuk.SourceGroup.String(), func(value string) {
		if from, err := kpuk.ParseName[kpuk.LoanSource](value); err == nil {
			f.in.Source = from
		}
	})
	purpose := widget.NewField(t.T("recorder.loan_purpose"))
	note := wrapped(widget.Body(""))
	note.SetTone(widget.Urgent)
	sheet := s.open(formLoan, m.meeting.ID, f)
	sheet.Ask("member", t.T("recorder.member"), who)
	sheet.Ask("purpose", t.T("recorder.loan_purpose"), purpose)
	sheet.Ask("guarantor", t.T("lending.guarantor"), guarantor)
	sheet.Ask("source", t.T("lending.source"), source)
	keep := widget.NewMediumButton(t.T("lending.note_down"), widget.Primary, nil, func() {
		in := f.typed()
		in.ID = s.v.fresh(sheet)
		in.Purpose = purpose.Text()
		if problem := m.RequestLoan(in); problem != "" {
			note.SetText(problem)
			return
		}
		s.v.kept(sheet)
		s.show()
		s.said("")
	})
	s.show(widget.Rule(), sheet.Object(), who, widget.Columns(nil, 16, f.amount, f.count), purpose, widget.Columns(nil, 16, guarantor, source), f.preview, note, s.buttons(sheet, keep))
	sheet.Resume()
}

// openDecision asks what the meeting agreed to, with the schedule before it is agreed.
func (s *loanSheet) openDecision(c LoanCard) {
	t, m := s.v.env.Text, s.v.model
	f := s.newLoanForm(c.Input)
	why := widget.NewField(t.T("lending.reason"))
	note := wrapped(widget.Body(""))
	note.SetTone(widget.Urgent)
	sheet := s.open(formDecide, c.ID, f)
	sheet.Ask("reason", t.T("lending.reason"), why)
	end := func(decide func() string) func() {
		return func() {
			if problem := decide(); problem != "" {
				note.SetText(problem)
				return
			}
			s.v.kept(sheet)
			s.show()
			s.said("")
		}
	}
	reject := widget.NewMediumButton(t.T("lending.reject"), widget.Danger, nil, end(func() string { return m.RejectLoan(c.ID, why.Text()) }))
	approve := widget.NewMediumButton(t.T("lending.approve"), widget.Primary, assets.Icon("check"),
		end(func() string { return m.ApproveLoan(c.ID, f.typed()) }))
	title := widget.VStack(0, widget.Name(t.T("lending.decide_on", "Name", c.Name)), wrapped(grey(s.about(c))))
	s.show(widget.Rule(), sheet.Object(), title, widget.Columns(nil, 16, f.amount, f.count), f.preview, why, note, s.buttons(sheet, reject, approve))
	s.preview(f)
	sheet.Resume()
}

// buttons are the ways to end a form.
func (s *loanSheet) buttons(sheet *form.Sheet, ends ...fyne.CanvasObject) fyne.CanvasObject {
	cancel := widget.NewMediumButton(s.v.env.Text.T("common.cancel"), widget.Secondary, nil, func() {
		s.show()
		s.left.Thrown(sheet.GiveUp())
	})
	return widget.Spread(widget.Body(""), widget.HStack(8, append([]fyne.CanvasObject{cancel}, ends...)...))
}

// schedule is every instalment: day, principal, service, sum and what is left after it.
func (s *loanSheet) schedule(lines []kpuk.Instalment) fyne.CanvasObject {
	t := s.v.env.Text
	var principal, service, left kpuk.Rupiah
	for _, l := range lines {
		principal += l.Principal // the schedule sums to the terms, which were checked
		service += l.Service
	}
	row := func(bold bool, cells ...string) fyne.CanvasObject {
		objects := make([]fyne.CanvasObject, len(cells))
		for i, c := range cells {
			text := widget.NewText(c, theme.SizeText, bold, theme.Ink)
			if i > 0 {
				text.Align = fyne.TextAlignTrailing
			}
			objects[i] = text
		}
		return widget.Columns([]float32{1.5, 1, 1, 1, 1}, 8, objects...)
	}
	amount := func(r kpuk.Rupiah) string { return t.Amount(int64(r)) }
	out := []fyne.CanvasObject{row(true, t.T("lending.due"), t.T("recorder.bill_principal"), t.T("recorder.bill_service"), t.T("recorder.total"), t.T("lending.left")), widget.Rule()}
	left = principal
	for _, l := range lines {
		left -= l.Principal
		out = append(out, row(false, t.T("lending.line", "N", l.No, "Date", t.Date(l.Due.Time())), amount(l.Principal), amount(l.Service), amount(l.Total()), amount(left)))
	}
	out = append(out, widget.Rule(), row(true, t.T("lending.in_all"), amount(principal), amount(service), amount(principal+service), ""),
		wrapped(widget.Caption(t.T("lending.terms", "Rate", t.Percent(s.v.model.rules().RateBP), "Method", t.T("word.method."+s.v.model.rules().Method.String())))))
	return widget.Panel(theme.Sunk, 12, widget.Pad(widget.VStack(4, out...), 12, 16, 12, 16))
}

// lending are the loans in the minutes.
func (p *closePage) lending() fyne.CanvasObject {
	t, l := p.v.env.Text, p.v.model.Lending()
	var lines [][2]string
	if l.Asked > 0 {
		lines = append(lines, [2]string{t.T("lending.asked_sum"), t.Amount(int64(l.Asked))})
	}
	for _, c := range l.Decided {
		lines = append(lines, [2]string{
			t.T("recorder.loan_here", "Status", t.T("recorder.loan_status."+c.Status.String()), "Name", c.Name), t.Amount(int64(c.Amount)),
		})
	}
	if l.PaidOut > 0 {
		lines = append(lines, [2]string{"*" + t.T("lending.paid_sum"), t.Amount(int64(l.PaidOut))})
	}
	if len(lines) == 0 {
		lines = append(lines, [2]string{t.T("recorder.loans_none"), t.AmountDash(0)})
	}
	return block(t.T("recorder.loans"), lines...)
}
