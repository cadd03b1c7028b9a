package loan

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"pendamping/app/screen"
	"pendamping/app/screen/form"
	"pendamping/app/screen/helped"
	"pendamping/app/widget"
	"pendamping/assets"
	"pendamping/kpuk"
)

// View draws the page.
type View struct {
	env    *screen.Env
	model  *Model
	object *fyne.Container
	work   *fyne.Container // a form above the schedule; empty when there is none
	note   *fyne.Container // why something was not kept
	left   *form.Offer     // of forms that were left half-filled
	sheet  *form.Sheet     // of the form that is open
}

// New makes the page of a loan.
func New(env *screen.Env, id kpuk.ID) *View {
	v := &View{env: env, model: NewModel(env, id), object: widget.Layers(), work: widget.VStack(0), note: widget.VStack(0)}
	v.offer()
	v.draw()
	return v
}

// Object is the page.
func (v *View) Object() fyne.CanvasObject { return v.object }

// Refresh shows what the book holds now; a form that is open stays as it is.
func (v *View) Refresh() {
	v.model.Load()
	v.draw()
}

// draw arranges the parts.
func (v *View) draw() {
	m, p := v.model, v.env.Text
	if !m.Found {
		v.object.Objects = []fyne.CanvasObject{widget.NewEmpty(p.T("loan.missing"), p.T("common.back"), v.env.Back)}
		v.object.Refresh()
		return
	}
	kind := widget.Neutral
	if m.Late > 0 {
		kind = widget.Waiting
	}
	late := p.T("loan.on_time")
	if m.Late > 0 {
		late = p.N("loan.late", m.Late)
	}
	tiles := widget.Columns(nil, 12,
		widget.NewStatTile(p.T("loan.left"), m.Left, p.T("member.book.rupiah"), widget.Neutral, nil),
		widget.NewStatTile(p.T("loan.due"), m.Due, p.T("member.book.rupiah"), kind, nil),
		widget.NewStatTile(p.T("loan.standing"), late, m.Class, kind, nil))
	parts := []fyne.CanvasObject{v.note, v.left.Object(), tiles, widget.NewBanner(v.tone(), nil, "", m.Status)}
	parts = append(parts, v.actions(), v.work)
	if !m.Other.IsZero() {
		other := widget.NewMediumButton(p.T("loan.other"), widget.Quiet, assets.Icon("arrow-right"), func() {
			v.env.Open(screen.Route{Name: screen.Loan, ID: m.Other})
		})
		parts = append(parts, widget.HStack(0, other))
	}
	parts = append(parts, widget.Heading(p.T("loan.schedule")), card(v.instalments(m.Rows)))
	if len(m.Paid) > 0 {
		parts = append(parts, widget.Heading(p.T("loan.moved")), card(v.payments()))
	}
	v.object.Objects = []fyne.CanvasObject{widget.VStack(0,
		widget.NewAppBar(m.Title, m.Subtitle, v.env.Back, helped.On(v.env, screen.Loan)...),
		widget.Grow(container.NewVScroll(widget.Pad(widget.VStack(12, parts...), 16, 24, 24, 24))))}
	v.object.Refresh()
}

// tone is how much attention the loan's state asks for.
func (v *View) tone() widget.Tone {
	switch v.model.State {
	case kpuk.LoanActive, kpuk.LoanPaid:
		return widget.Good
	case kpuk.LoanRequested, kpuk.LoanApproved, kpuk.LoanRescheduled:
		return widget.Active
	default:
		return widget.Waiting
	}
}

// actions are what can be done with the loan now.
func (v *View) actions() fyne.CanvasObject {
	m, p := v.model, v.env.Text
	var buttons []fyne.CanvasObject
	add := func(key, icon string, kind widget.ButtonKind, do func()) {
		buttons = append(buttons, widget.NewMediumButton(p.T(key), kind, assets.Icon(icon), do))
	}
	switch m.State {
	case kpuk.LoanRequested:
		add("loan.approve", "check", widget.Primary, func() { v.after(m.Decide(kpuk.LoanApproved, "", v.done)) })
		add("loan.reject", "x", widget.Secondary, v.reject)
	case kpuk.LoanApproved:
		add("loan.reject", "x", widget.Secondary, v.reject)
	default: // nothing is left to decide
	}
	if m.MayPay {
		add("loan.pay", "hand-coins", widget.Primary, v.pay)
		add("loan.reschedule", "calendar-dots", widget.Secondary, v.reschedule)
	}
	if m.MayWriteOff {
		add("loan.write_off", "trash", widget.Danger, v.writeOff)
	}
	return widget.WrapRow(12, buttons...)
}

// rejecting rejects with a reason.
func (m *Model) rejecting(done func(error)) func(string) string {
	return func(reason string) string { return m.Decide(kpuk.LoanRejected, reason, done) }
}

// done follows a save.
func (v *View) done(err error) {
	if err != nil {
		v.after(v.model.words(err))
		return
	}
	if v.sheet != nil {
		v.sheet.Saved()
	}
	v.note.Objects, v.work.Objects = nil, nil
	v.Refresh()
}

// after says why something could not be; "" says nothing.
func (v *View) after(problem string) {
	if problem == "" {
		return
	}
	v.note.Objects = []fyne.CanvasObject{widget.NewBanner(widget.Urgent, nil, "", problem)}
	v.object.Refresh()
}

// form puts a form above the schedule and fills it with what was left in it.
func (v *View) form(title string, keep *widget.Button, parts ...fyne.CanvasObject) {
	sheet := v.sheet
	cancel := widget.NewMediumButton(v.env.Text.T("common.cancel"), widget.Quiet, nil, func() {
		v.work.Objects = nil
		v.left.Thrown(sheet.GiveUp())
		v.object.Refresh()
	})
	all := append([]fyne.CanvasObject{widget.Name(title), sheet.Object()}, parts...)
	all = append(all, widget.Spread(widget.Body(""), widget.HStack(8, cancel, keep)))
	v.work.Objects = []fyne.CanvasObject{widget.Card(widget.Pad(widget.VStack(12, all...), 16, 16, 16, 16))}
	v.object.Refresh()
	sheet.Resume()
}

// ask asks for a reason.
func (v *View) ask(name, key string, do func(reason string) string) {
	p := v.env.Text
	reason := widget.NewField(p.T("member.end.reason"))
	keep := widget.NewMediumButton(p.T(key), widget.Primary, assets.Icon("check"), nil)
	keep.OnTapped(func() { reason.SetMessage(widget.Urgent, do(reason.Text())) })
	v.open(name).Ask("reason", p.T("member.end.reason"), reason)
	v.form(p.T(key), keep, reason)
}

// pay takes a payment, at the group's running meeting where there is one.
func (v *View) pay() {
	m, p := v.model, v.env.Text
	if !m.Running.IsZero() && v.env.Office == kpuk.OfficeFacilitator {
		v.env.Open(screen.Route{Name: screen.Recorder, ID: m.Running, Step: kpuk.StepMoney})
		return
	}
	amount := widget.NewField(p.T("loan.amount"))
	amount.Digits = true
	split := widget.Body("")
	look := func(typed string) {
		text, problem := m.Split(typed)
		split.SetText(text)
		amount.SetMessage(widget.Urgent, problem)
		v.object.Refresh()
	}
	amount.OnChanged = look
	sheet := v.open(formPay)
	sheet.Ask("amount", p.T("loan.amount"), amount)
	keep := widget.NewMediumButton(p.T("loan.pay.keep"), widget.Primary, assets.Icon("check"), func() {
		id, err := sheet.New()
		if err != nil {
			amount.SetMessage(widget.Urgent, m.words(err))
			return
		}
		amount.SetMessage(widget.Urgent, m.Pay(id, amount.Text(), v.done))
	})
	v.form(p.T("loan.pay"), keep, widget.Columns([]float32{1, 2}, 16, amount, split))
}

// reschedule asks for new terms, with the schedule that they give.
func (v *View) reschedule() {
	m, p := v.model, v.env.Text
	f := &Fresh{Instalments: "10", Carry: true}
	number := widget.NewField(p.T("loan.instalments"))
	number.Digits, number.MaxLength = true, 3
	number.SetText(f.Instalments)
	reason := widget.NewField(p.T("member.end.reason"))
	sum := widget.Strong("")
	preview := widget.VStack(0)
	look := func() {
		rows, principal, problem := m.Preview(*f)
		number.SetMessage(widget.Urgent, problem)
		preview.Objects = nil
		sum.SetText("")
		if problem == "" {
			sum.SetText(p.T("loan.principal", "Amount", principal))
			preview.Objects = v.instalments(rows)
		}
		v.object.Refresh()
	}
	number.OnChanged = func(typed string) {
		f.Instalments = typed
		look()
	}
	carry := widget.NewToggle(p.T("loan.carry"), f.Carry, func(on bool) {
		f.Carry = on
		look()
	})
	sheet := v.open(formReschedule)
	sheet.Ask("instalments", p.T("loan.instalments"), number)
	sheet.Ask("reason", p.T("member.end.reason"), reason)
	sheet.Ask("carry", p.T("loan.carry"), carry)
	keep := widget.NewMediumButton(p.T("loan.reschedule"), widget.Primary, assets.Icon("check"), func() {
		f.Reason = reason.Text()
		reason.SetMessage(widget.Urgent, m.Reschedule(*f, v.done))
	})
	v.form(p.T("loan.reschedule"), keep, widget.Columns([]float32{1, 2}, 16, number, reason), carry, sum, preview)
	look()
}

// instalments are the rows of a schedule.
func (v *View) instalments(rows []Row) []fyne.CanvasObject {
	p := v.env.Text
	out := make([]fyne.CanvasObject, len(rows))
	for i, r := range rows {
		cfg := widget.ListRowConfig{
			No: r.No, Title: r.Date, Subtitle: r.Note, Height: 56, Last: i == len(rows)-1, Cells: []widget.RowCell{{Text: r.Amount, Width: 112}},
		}
		switch {
		case r.Paid:
			cfg.ChipText, cfg.ChipTone, cfg.ChipIcon = p.T("member.book.paid"), widget.Good, assets.IconFill("check-circle")
		case r.Late:
			cfg.ChipText, cfg.ChipTone, cfg.ChipIcon = p.T("member.book.overdue"), widget.Waiting, assets.IconFill("warning")
		}
		out[i] = widget.NewListRow(cfg)
	}
	return out
}

// payments are the lines of the ledger that belong to the loan.
func (v *View) payments() []fyne.CanvasObject {
	out := make([]fyne.CanvasObject, len(v.model.Paid))
	for i, r := range v.model.Paid {
		out[i] = widget.NewListRow(widget.ListRowConfig{
			Title: r.No + " · " + r.Date, Subtitle: r.Note, Height: 56, Last: i == len(v.model.Paid)-1,
			Cells: []widget.RowCell{{Text: r.Amount, Width: 112, Bold: true}},
		})
	}
	return out
}

// card frames rows that run from edge to edge.
func card(rows []fyne.CanvasObject) fyne.CanvasObject {
	return widget.Card(widget.Pad(widget.VStack(0, rows...), 8, 1, 8, 1))
}
