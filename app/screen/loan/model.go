// Package loan is the page of one loan: its schedule with what was paid and what is late,
// and what can be done with it: approve or reject a request, take a payment between two
// meetings, reschedule, and write off where the group's rules allow it.
package loan

import (
	"errors"
	"strconv"
	"strings"

	"pendamping/app/screen"
	"pendamping/kpuk"
	"pendamping/kpuk/book"
)

// Row is an instalment, or a payment.
type Row struct {
	No, Date, Amount, Note string
	Paid, Late             bool
}

// Model is what the page shows.
type Model struct {
	env *screen.Env
	id  kpuk.ID

	Found           bool
	Title, Subtitle string
	Status          string // in words, with its reason
	State           kpuk.LoanStatus
	Left, Due       string // owed in all, and due now
	Late            int    // days
	Class           string // of arrears, such as "31-60"; empty in time
	Rows            []Row
	Paid            []Row
	MayPay          bool
	MayWriteOff     bool
	Running         kpuk.ID // the group's meeting that is being recorded, where money belongs
	Other           kpuk.ID // the loan that this one replaces, or that replaces it
}

// NewModel reads a loan.
func NewModel(env *screen.Env, id kpuk.ID) *Model {
	m := &Model{env: env, id: id}
	m.Load()
	return m
}

// Load reads the book anew.
func (m *Model) Load() {
	l := m.env.Book.Loan(m.id)
	m.Found = l != nil
	if l == nil {
		return
	}
	p, today := m.env.Text, m.env.Today()
	g := m.env.Book.Group(l.Group)
	name, group := p.T("group.unknown"), ""
	m.Running = kpuk.ID{}
	if g != nil {
		group = p.T("member.group", "Name", g.Name)
		if known := g.NameOf(l.Member); known != "" {
			name = known
		}
		if meeting := g.Running(); meeting != nil && meeting.State.State == kpuk.Draft {
			m.Running = meeting.ID
		}
	}
	m.Title = name + " · " + p.Rupiah(int64(l.Terms.Principal))
	m.Subtitle = strings.Trim(group+" · "+p.N("loan.terms", l.Terms.Instalments, "Date", p.Date(l.Terms.Start.Time()), "Rate", p.Percent(l.Terms.RateBP))+" · "+l.Purpose, " ·")
	m.State = l.Status.Status
	m.Status = p.T("word.loan." + l.Status.Status.String())
	if l.Status.Reason != "" {
		m.Status += " · " + l.Status.Reason
	}
	m.related(l)
	m.schedule(l, today)
	m.payments(l)
	rules := m.rules()
	view, err := l.State(today)
	m.MayPay = err == nil && view.Active && m.State == kpuk.LoanActive
	m.MayWriteOff = err == nil && rules.MayWriteOff(view)
}

// related finds the loan before or after this one.
func (m *Model) related(l *book.Loan) {
	m.Other = l.Replaces
	if next := kpuk.Derive("rescheduled", l.ID[:]); m.env.Book.Loan(next) != nil {
		m.Other = next
	}
}

// schedule fills the instalments.
func (m *Model) schedule(l *book.Loan, today kpuk.Date) {
	p := m.env.Text
	m.Rows, m.Left, m.Due, m.Late, m.Class = nil, "–", "–", 0, ""
	view, err := l.State(today)
	if err != nil {
		return
	}
	m.Left, m.Late = p.Amount(int64(view.Debt.Left().Total())), view.DaysLate
	m.Due = p.Amount(int64(view.Debt.Bill(today, 0).Split.Total()))
	if view.Class != kpuk.LateNone {
		m.Class = p.T("group.class." + strconv.Itoa(int(view.Class)))
	}
	for i := range view.Debt.Lines {
		line := &view.Debt.Lines[i]
		m.Rows = append(m.Rows, Row{
			No: p.Number(int64(line.No)), Date: p.Date(line.Due.Time()), Amount: p.Amount(int64(line.Total())),
			Note: p.T("loan.parts", "Principal", p.Amount(int64(line.Principal)), "Service", p.Amount(int64(line.Service))),
			Paid: line.Left() == 0, Late: view.Active && line.Left() > 0 && line.Due < today,
		})
	}
}

// payments lists what moved for the loan, the newest first.
func (m *Model) payments(l *book.Loan) {
	p := m.env.Text
	m.Paid = nil
	entries := l.Entries()
	for i := len(entries) - 1; i >= 0; i-- {
		e := entries[i].Line
		r := Row{Date: p.Date(e.Date.Time()), Amount: p.Amount(int64(e.Amount)), No: p.T("word.entry." + e.Kind.String()), Note: e.Note}
		if e.Kind == kpuk.EntryInstalment {
			s := e.Split()
			r.Note = p.T("loan.split", "Principal", p.Amount(int64(s.Principal)), "Service", p.Amount(int64(s.Service)), "Penalty", p.Amount(int64(s.Penalty)))
		}
		m.Paid = append(m.Paid, r)
	}
}

func (m *Model) rules() kpuk.Rules {
	if g := m.env.Book.Group(m.loan().Group); g != nil {
		rules, _ := g.RulesAt(m.env.Today())
		return rules
	}
	return kpuk.Rules{}
}

func (m *Model) loan() *kpuk.Loan { return m.env.Book.Loan(m.id).Loan }

// ledger is the group's.
func (m *Model) ledger() *kpuk.Ledger {
	if g := m.env.Book.Group(m.loan().Group); g != nil {
		return g.Ledger()
	}
	return kpuk.NewLedger()
}

// words says why something cannot be.
func (m *Model) words(err error) string {
	var excess *kpuk.ExcessError
	p := m.env.Text
	switch {
	case err == nil:
		return ""
	case errors.As(err, &excess):
		return p.T("loan.problem.excess", "Amount", p.Rupiah(int64(excess.Excess)))
	case errors.Is(err, kpuk.ErrNoReason):
		return p.T("loan.problem.reason")
	case errors.Is(err, kpuk.ErrWriteOffRule):
		return p.T("loan.problem.rules")
	default:
		return screen.Words(p, err)
	}
}

// Split says how a payment would be split, or why it cannot be.
func (m *Model) Split(typed string) (text, problem string) {
	p := m.env.Text
	amount, err := kpuk.ParseRupiah(typed)
	if err != nil || amount <= 0 {
		return "", p.T("loan.problem.amount")
	}
	d, err := m.ledger().Debt(m.loan(), 0)
	if err != nil {
		return "", m.words(err)
	}
	s, err := d.Allocate(amount)
	if err != nil {
		return "", m.words(err)
	}
	return p.T("loan.split", "Principal", p.Amount(int64(s.Principal)), "Service", p.Amount(int64(s.Service)), "Penalty", p.Amount(int64(s.Penalty))), ""
}

// Pay keeps a payment of today between two meetings under an ID of its own. The loan is paid
// when nothing is left of it.
func (m *Model) Pay(id kpuk.ID, typed string, done func(error)) (problem string) {
	amount, err := kpuk.ParseRupiah(typed)
	if err != nil || amount <= 0 {
		return m.env.Text.T("loan.problem.amount")
	}
	e, err := m.ledger().PayOutside(m.loan(), id, amount, m.env.Today())
	if err != nil {
		return m.words(err)
	}
	recs := []kpuk.Record{e}
	if d, err := m.ledger().Debt(m.loan(), 0); err == nil && d.Left().Total() == amount {
		paid := kpuk.Clone(m.loan())
		if paid.Status, err = paid.Status.To(kpuk.LoanPaid, m.env.Today(), ""); err == nil {
			recs = append(recs, paid)
		}
	}
	m.env.Keep(done, recs...)
	return ""
}

// Decide approves or rejects a request.
func (m *Model) Decide(to kpuk.LoanStatus, reason string, done func(error)) (problem string) {
	l := kpuk.Clone(m.loan())
	var err error
	if l.Status, err = l.Status.To(to, m.env.Today(), strings.TrimSpace(reason)); err != nil {
		return m.words(err)
	}
	m.env.Keep(done, l)
	return ""
}

// Fresh is a loan that is to be rescheduled, as it was typed.
type Fresh struct {
	Instalments, Reason string
	Carry               bool
}

// plan is a rescheduling as it was typed; false while it says nothing.
func (m *Model) plan(f Fresh) (*kpuk.Rescheduling, bool) {
	n, err := strconv.Atoi(strings.TrimSpace(f.Instalments))
	l := m.loan()
	terms := m.rules().TermsFor(0, n, m.env.Today())
	terms.RateBP, terms.Method, terms.Interval, terms.Unit = l.Terms.RateBP, l.Terms.Method, l.Terms.Interval, l.Terms.Unit
	terms.Grace = 0
	return &kpuk.Rescheduling{Loan: l, Ledger: m.ledger(), Terms: terms, Carry: f.Carry, Reason: f.Reason}, err == nil && n > 0
}

// Preview lists the instalments a rescheduling would have, and its principal.
func (m *Model) Preview(f Fresh) (rows []Row, principal, problem string) {
	p := m.env.Text
	r, ok := m.plan(f)
	if !ok {
		return nil, "", p.T("loan.problem.instalments")
	}
	owed, err := r.Owed()
	if err != nil {
		return nil, "", m.words(err)
	}
	terms := r.Terms
	terms.Principal = owed.Total()
	lines, err := kpuk.Schedule(terms)
	if err != nil {
		return nil, "", p.T("loan.problem.instalments")
	}
	for _, line := range lines {
		rows = append(rows, Row{No: p.Number(int64(line.No)), Date: p.Date(line.Due.Time()), Amount: p.Amount(int64(line.Total()))})
	}
	return rows, p.Rupiah(int64(terms.Principal)), ""
}

// Reschedule replaces the loan by one on new terms.
func (m *Model) Reschedule(f Fresh, done func(error)) (problem string) {
	r, ok := m.plan(f)
	if !ok {
		return m.env.Text.T("loan.problem.instalments")
	}
	out, err := r.Records()
	if err != nil {
		return m.words(err)
	}
	m.env.Keep(done, out.Old, out.New, out.Entries[0], out.Entries[1])
	return ""
}

// WriteOff gives the loan up.
func (m *Model) WriteOff(reason string, done func(error)) (problem string) {
	l, entries, err := m.ledger().WriteOff(m.loan(), m.rules(), m.env.Today(), reason)
	if err != nil {
		return m.words(err)
	}
	recs := []kpuk.Record{l}
	for _, e := range entries {
		recs = append(recs, e)
	}
	m.env.Keep(done, recs...)
	return ""
}
