package recorder

import (
	"slices"
	"strings"
	"time"

	"pendamping/kpuk"
)

// GroupKinds are the group's own kinds of entries that the cash sheet offers.
func GroupKinds() []kpuk.EntryKind {
	return []kpuk.EntryKind{
		kpuk.EntryGroupExpense, kpuk.EntryGroupIncome, kpuk.EntrySocialOut, kpuk.EntryWithdrawal,
		kpuk.EntryExternalIn, kpuk.EntryExternalOut,
	}
}

// UsualWords are the keys of what a group's own money is usually for. The share-out sums
// income and expenses by their words, so the same thing is best called the same.
func UsualWords() []string { return []string{"interest", "snacks", "books", "transport"} }

// GroupLine is one line of the group's own money.
type GroupLine struct {
	Entry  kpuk.ID
	Kind   kpuk.EntryKind
	Words  string // what for, or whose
	Amount kpuk.Rupiah
}

// GroupLines lists what the group itself took in or paid out at the meeting, and
// withdrawals and disbursements.
func (m *Model) GroupLines() []GroupLine {
	var out []GroupLine
	for _, e := range m.own(beside) {
		words := e.Line.Note
		if name := m.memberName(e.Line.Member); name != "" {
			words = strings.TrimPrefix(words+" · "+name, " · ")
		}
		out = append(out, GroupLine{Entry: e.ID, Kind: e.Line.Kind, Words: words, Amount: e.Line.Amount})
	}
	return out
}

// beside tells whether a line stands beside the money grid.
func beside(l kpuk.EntryLine) bool {
	switch l.Kind {
	case kpuk.EntryGroupExpense, kpuk.EntryGroupIncome, kpuk.EntrySocialOut, kpuk.EntryWithdrawal,
		kpuk.EntryExternalIn, kpuk.EntryExternalOut, kpuk.EntryDisbursement:
		return true
	default:
		return false
	}
}

// GroupInput is a line to add as it was typed.
type GroupInput struct {
	Kind   kpuk.EntryKind
	Amount string
	Words  string
	Member kpuk.ID // of a withdrawal
}

// AddGroupLine adds a line. It says what is wrong, in words, and then adds nothing.
func (m *Model) AddGroupLine(in GroupInput) (problem string) {
	amount, err := kpuk.ParseRupiah(in.Amount)
	words := strings.TrimSpace(in.Words)
	withdrawal := in.Kind == kpuk.EntryWithdrawal
	switch {
	case !m.Editable():
		return m.text.T("recorder.locked")
	case err != nil || amount <= 0:
		return m.text.T("recorder.amount_missing")
	case withdrawal && in.Member.IsZero():
		return m.text.T("recorder.member_missing")
	case withdrawal && amount > m.savingsOf(in.Member):
		return m.text.T("recorder.more_than_saved", "Amount", m.text.Rupiah(int64(m.savingsOf(in.Member))))
	case !withdrawal && words == "":
		return m.text.T("recorder.words_missing")
	}
	if withdrawal {
		return m.withdrawSavings(in.Member, amount)
	}
	e := m.newEntry(kpuk.ID{}, kpuk.EntryLine{Kind: in.Kind, Amount: amount, Note: words})
	m.save(m.enter([]*kpuk.Entry{e})...)
	return ""
}

// withdrawSavings writes what a member takes out into her row, next to what she pays
// in, and writes the row anew. A row still to be agreed with her is left to the money
// grid; who is absent gets a row of her own for it.
func (m *Model) withdrawSavings(member kpuk.ID, amount kpuk.Rupiah) (problem string) {
	i := m.rowOf(member)
	if i < 0 {
		return m.text.T("recorder.member_missing")
	}
	state := m.Row(i).State
	if state == RowOpen {
		return m.text.T("recorder.confirm_first", "Name", m.memberName(member))
	}
	voids, err := m.sitting().ReopenRow(member, m.text.T("recorder.void_reason"))
	if err != nil {
		return m.refusal(err)
	}
	with := m.enter(voids)
	m.setCell(member, kpuk.EntryWithdrawal, amount)
	m.alterRow(member, func(r *kpuk.SheetRow) {
		r.Confirmed = false
		r.Entrusted = r.Entrusted || state == RowAbsent
	})
	entries, err := m.sitting().ConfirmRow(member)
	if err == nil {
		m.alterRow(member, func(r *kpuk.SheetRow) { r.Confirmed = true })
		with = append(with, m.enter(entries)...)
	} else {
		problem = m.refusal(err)
	}
	m.save(with...)
	return problem
}

// rowOf is the line of a member in the grid, -1 when she has none.
func (m *Model) rowOf(member kpuk.ID) int {
	return slices.IndexFunc(m.members, func(x *kpuk.Member) bool { return x.ID == member })
}

// savingsOf is what a member has saved, this meeting included.
func (m *Model) savingsOf(member kpuk.ID) kpuk.Rupiah {
	b, err := m.ledger().Balances(0)
	if err != nil {
		return 0
	}
	return b.Members[member].Total()
}

// DropGroupLine voids a line; it can be taken back by adding it again. A disbursement
// is voided with its loan, which stays approved.
func (m *Model) DropGroupLine(entry kpuk.ID) {
	e := m.ledger().Entry(entry)
	if e == nil || !m.Editable() {
		return
	}
	if e.Line.Kind == kpuk.EntryWithdrawal {
		amount := e.Line.Amount
		m.withdrawSavings(e.Line.Member, 0)
		m.undo = &undo{
			text: m.text.T("recorder.line_dropped", "Amount", m.text.Amount(int64(amount))),
			back: func() { m.withdrawSavings(e.Line.Member, amount) },
		}
		return
	}
	with := m.void([]*kpuk.Entry{e}, m.text.T("recorder.void_reason"))
	if loan := m.loan(e.Line.Loan); loan != nil && e.Line.Kind == kpuk.EntryDisbursement {
		loan.Status = kpuk.LoanState{Status: kpuk.LoanApproved, On: m.meeting.Date}
		with = append(with, loan)
	}
	m.save(with...)
	line := e.Line
	m.undo = &undo{
		text: m.text.T("recorder.line_dropped", "Amount", m.text.Amount(int64(line.Amount))),
		back: func() { m.addAgain(line) },
	}
}

// addAgain writes a voided line anew: a void itself stays.
func (m *Model) addAgain(line kpuk.EntryLine) {
	e := m.newEntry(line.Member, line)
	with := m.enter([]*kpuk.Entry{e})
	if loan := m.loan(line.Loan); loan != nil && line.Kind == kpuk.EntryDisbursement {
		loan.Status = kpuk.LoanState{Status: kpuk.LoanActive, On: m.meeting.Date}
		with = append(with, loan)
	}
	m.save(with...)
}

// loan is the own copy of a loan, nil when there is none.
func (m *Model) loan(id kpuk.ID) *kpuk.Loan {
	if own, ok := m.loans[id]; ok {
		return own
	}
	held, ok := m.env.Book.Record(id).(*kpuk.Loan)
	if !ok {
		return nil
	}
	own := kpuk.Clone(held)
	m.loans[id] = own
	return own
}

// NextDate is the day of the next meeting: as agreed on, or by the group's rhythm.
func (m *Model) NextDate() time.Time {
	if !m.meeting.NextDate.IsZero() {
		return m.meeting.NextDate.Time()
	}
	day := m.meeting.Date
	switch m.rules().Rhythm {
	case kpuk.Weekly:
		day = day.AddDays(7)
	case kpuk.Fortnightly:
		day = day.AddDays(14)
	default:
		day = day.AddMonths(1)
	}
	return day.Time()
}
