package recorder

import (
	"slices"
	"strings"

	"pendamping/fault"
	"pendamping/kpuk"
)

// mostInstalments is what can be typed at all.
const mostInstalments = 120

// LoanInput is a loan as it was typed.
type LoanInput struct {
	ID          kpuk.ID // of a new request; zero: one is drawn
	Member      kpuk.ID
	Amount      string
	Instalments string
	Purpose     string
	Guarantor   kpuk.ID
	Source      kpuk.LoanSource
}

// terms are the conditions the group's rules give to what was typed.
func (m *Model) terms(in LoanInput) (kpuk.Terms, string) {
	amount, err := kpuk.ParseRupiah(in.Amount)
	if err != nil || amount <= 0 {
		return kpuk.Terms{}, m.text.T("recorder.amount_missing")
	}
	n, err := kpuk.ParseRupiah(in.Instalments)
	if err != nil || n <= 0 || n > mostInstalments {
		return kpuk.Terms{}, m.text.T("recorder.instalments_missing")
	}
	terms := m.rules().TermsFor(amount, int(n), m.meeting.Date)
	terms.Grace, terms.Unit = min(terms.Grace, int(n)-1), max(1, terms.Unit)
	return terms, ""
}

// PreviewLoan is the schedule of a loan as typed, or what is wrong, in words.
func (m *Model) PreviewLoan(in LoanInput) (lines []kpuk.Instalment, problem string) {
	terms, problem := m.terms(in)
	if problem != "" {
		return nil, problem
	}
	lines, err := kpuk.Schedule(terms)
	if err != nil {
		return nil, m.text.T("recorder.loan_terms_odd")
	}
	return lines, ""
}

// LoanCautions are what to think of before a loan is agreed on: terms beyond the rules, a
// debt she still has, a box that holds less. The meeting may decide so all the same.
func (m *Model) LoanCautions(in LoanInput) []string {
	terms, problem := m.terms(in)
	if problem != "" {
		return nil
	}
	var out []string
	if most := m.rules().MaxTerm; most > 0 && terms.Instalments > most {
		out = append(out, m.text.T("lending.longer", "N", most))
	}
	for _, v := range m.sitting().Debts(in.Member) {
		words := m.text.T("lending.still_owes", "Amount", m.text.Rupiah(int64(v.Debt.PrincipalLeft())))
		if v.DaysLate > 0 {
			words = m.text.N("lending.still_late", v.DaysLate, "Amount", m.text.Rupiah(int64(v.Debt.PrincipalLeft())))
		}
		out = append(out, words)
	}
	if line, odd := terms.Unpayable(); odd {
		out = append(out, m.unpayable(terms, line))
	}
	if box := m.Box().Expected; terms.Principal > box {
		out = append(out, m.text.T("recorder.more_than_box", "Amount", m.text.Rupiah(int64(box))))
	}
	return out
}

// LoanCard is a loan that the meeting deals with.
type LoanCard struct {
	ID        kpuk.ID
	Status    kpuk.LoanStatus
	Here      bool // it was paid out at this meeting
	Name      string
	Amount    kpuk.Rupiah
	Asked     kpuk.Rupiah // what was asked for, where it differs; else 0
	Purpose   string
	Guarantor string
	Reason    string // of a rejection
	Input     LoanInput
}

// Loans lists the loans that wait for a decision or for their money, and those decided
// or paid out at this meeting.
func (m *Model) Loans() []LoanCard {
	var out []LoanCard
	paidOut := map[kpuk.ID]bool{}
	for _, e := range m.own(func(l kpuk.EntryLine) bool { return l.Kind == kpuk.EntryDisbursement }) {
		paidOut[e.Line.Loan] = true
	}
	for _, loan := range m.sitting().Loans {
		status := loan.Status.Status
		waits := status == kpuk.LoanRequested || status == kpuk.LoanApproved
		decided := status == kpuk.LoanRejected && loan.Status.On == m.meeting.Date
		if !loan.Gone() && (waits || decided || paidOut[loan.ID]) {
			out = append(out, m.loanCard(loan, paidOut[loan.ID]))
		}
	}
	slices.SortFunc(out, func(a, b LoanCard) int { return slices.Compare(a.ID[:], b.ID[:]) })
	return out
}

// loanCard is what is shown of a loan.
func (m *Model) loanCard(loan *kpuk.Loan, here bool) LoanCard {
	c := LoanCard{
		ID: loan.ID, Status: loan.Status.Status, Here: here, Name: m.memberName(loan.Member), Amount: loan.Terms.Principal,
		Purpose: loan.Purpose, Guarantor: m.memberName(loan.Guarantor), Reason: loan.Status.Reason,
		Input: LoanInput{
			Member: loan.Member, Amount: loan.Terms.Principal.Digits(), Instalments: kpuk.Rupiah(loan.Terms.Instalments).Digits(),
			Purpose: loan.Purpose, Guarantor: loan.Guarantor, Source: loan.Source,
		},
	}
	if loan.Asked != loan.Terms.Principal {
		c.Asked = loan.Asked
	}
	return c
}

// RequestLoan writes down that a member asks for a loan. It says what is wrong, in words,
// and then writes nothing.
func (m *Model) RequestLoan(in LoanInput) (problem string) {
	terms, problem := m.terms(in)
	switch {
	case !m.Editable():
		return m.text.T("recorder.locked")
	case in.Member.IsZero():
		return m.text.T("recorder.member_missing")
	case problem != "":
		return problem
	case in.Guarantor == in.Member:
		return m.text.T("lending.own_guarantor")
	}
	id, problem := m.newID(in.ID)
	if problem != "" {
		return problem
	}
	loan := &kpuk.Loan{
		Header: m.header(id), Member: in.Member, Group: m.meeting.Group, Meeting: m.meeting.ID, Terms: terms, Asked: terms.Principal,
		Purpose: strings.TrimSpace(in.Purpose), Guarantor: in.Guarantor, Source: in.Source, RequestedOn: m.meeting.Date,
		Status: kpuk.LoanState{Status: kpuk.LoanRequested, On: m.meeting.Date},
	}
	m.loans[id] = loan
	m.keeper.Keep(loan)
	m.undo = &undo{text: m.text.T("lending.asked", "Name", m.memberName(in.Member)), back: func() { m.dropLoan(loan) }}
	return ""
}

// dropLoan takes a request back that was written down by mistake.
func (m *Model) dropLoan(loan *kpuk.Loan) {
	loan.Removed = kpuk.Removal{Reason: m.text.T("recorder.void_reason"), On: m.env.Today()}
	m.keeper.Keep(loan)
}

// DropRequest takes a request back; that can be undone.
func (m *Model) DropRequest(id kpuk.ID) {
	loan := m.loan(id)
	if loan == nil || !m.Editable() || loan.Status.Status != kpuk.LoanRequested {
		return
	}
	m.dropLoan(loan)
	m.undo = &undo{
		text: m.text.T("lending.dropped", "Name", m.memberName(loan.Member)),
		back: func() { loan.Removed = kpuk.Removal{}; m.keeper.Keep(loan) },
	}
}

// ApproveLoan writes down that the meeting agrees to a loan, with the amount and the
// instalments as typed. It says what is wrong, in words, and then changes nothing.
func (m *Model) ApproveLoan(id kpuk.ID, in LoanInput) (problem string) {
	terms, problem := m.terms(in)
	if problem != "" {
		return problem
	}
	return m.decide(id, kpuk.LoanApproved, "", func(loan *kpuk.Loan) { loan.Terms = terms })
}

// RejectLoan writes down that the meeting does not agree, and why.
func (m *Model) RejectLoan(id kpuk.ID, reason string) (problem string) {
	words := strings.TrimSpace(reason)
	if words == "" {
		return m.text.T("lending.reason_missing")
	}
	return m.decide(id, kpuk.LoanRejected, words, func(*kpuk.Loan) {})
}

// decide moves a loan to a state, with what else the decision changes of it.
func (m *Model) decide(id kpuk.ID, to kpuk.LoanStatus, reason string, with func(*kpuk.Loan)) (problem string) {
	loan := m.loan(id)
	if loan == nil || !m.Editable() {
		return m.text.T("recorder.locked")
	}
	state, err := loan.Status.To(to, m.meeting.Date, reason)
	if err != nil {
		return m.text.T("error." + kindKey(fault.E("recorder.decideLoan", fault.Other, err)))
	}
	before := *loan
	with(loan)
	loan.Status = state
	m.keeper.Keep(loan)
	m.undo = &undo{
		text: m.text.T("lending.decided", "Name", m.memberName(loan.Member), "Status", m.text.T("recorder.loan_status."+to.String())),
		back: func() {
			loan.Terms, loan.Status = before.Terms, before.Status
			m.keeper.Keep(loan)
		},
	}
	return ""
}

// ReopenLoan makes a decision that was not paid out a request again.
func (m *Model) ReopenLoan(id kpuk.ID) {
	loan := m.loan(id)
	if loan == nil || !m.Editable() || (loan.Status.Status != kpuk.LoanApproved && loan.Status.Status != kpuk.LoanRejected) {
		return
	}
	before := loan.Status
	loan.Status = kpuk.LoanState{Status: kpuk.LoanRequested, On: m.meeting.Date}
	m.keeper.Keep(loan)
	m.undo = &undo{
		text: m.text.T("lending.reopened", "Name", m.memberName(loan.Member)),
		back: func() { loan.Status = before; m.keeper.Keep(loan) },
	}
}

// DisburseLoan pays an approved loan out of the box; its schedule starts on the day of
// the meeting. It says what is wrong, in words, and then changes nothing.
func (m *Model) DisburseLoan(id kpuk.ID) (problem string) {
	loan := m.loan(id)
	if loan == nil || !m.Editable() {
		return m.text.T("recorder.locked")
	}
	if box := m.Box(); loan.Terms.Principal > box.Expected {
		return m.text.T("recorder.more_than_box", "Amount", m.text.Rupiah(int64(max(0, box.Expected))))
	}
	e, err := m.sitting().Disburse(loan)
	if err != nil {
		return m.text.T("error." + kindKey(fault.E("recorder.DisburseLoan", fault.Other, err)))
	}
	state, err := loan.Status.To(kpuk.LoanActive, m.meeting.Date, "")
	if err != nil {
		return m.text.T("error." + kindKey(fault.E("recorder.DisburseLoan", fault.Other, err)))
	}
	e.Line.Note = loan.Purpose
	loan.Status, loan.Terms.Start = state, m.meeting.Date
	m.save(append(m.enter([]*kpuk.Entry{e}), loan)...)
	m.undo = &undo{
		text: m.text.T("lending.paid_out", "Name", m.memberName(loan.Member), "Amount", m.text.Amount(int64(loan.Terms.Principal))),
		back: func() { m.DropGroupLine(e.ID); m.undo = nil },
	}
	return ""
}

// ReturnLoan takes a disbursement of this meeting back: its line is voided, the loan
// stays approved.
func (m *Model) ReturnLoan(id kpuk.ID) {
	for _, e := range m.own(func(l kpuk.EntryLine) bool { return l.Kind == kpuk.EntryDisbursement && l.Loan == id }) {
		m.DropGroupLine(e.ID)
	}
}

// Lending is what the minutes say about loans.
type Lending struct {
	Asked   kpuk.Rupiah // at this meeting, in all
	Decided []LoanCard  // at this meeting
	PaidOut kpuk.Rupiah
}

// Lending sums what the meeting did about loans.
func (m *Model) Lending() Lending {
	var out Lending
	s := m.sitting()
	for _, loan := range s.Loans {
		if loan.Gone() {
			continue
		}
		if loan.Meeting == m.meeting.ID {
			out.Asked += max(loan.Asked, loan.Terms.Principal) // bounded when they were typed
		}
		status := loan.Status.Status
		if loan.Status.On == m.meeting.Date && (status == kpuk.LoanApproved || status == kpuk.LoanRejected || status == kpuk.LoanActive) {
			out.Decided = append(out.Decided, m.loanCard(loan, false))
		}
	}
	out.PaidOut = m.Summary().Cash.Kinds[kpuk.EntryDisbursement]
	return out
}
