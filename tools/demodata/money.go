package demodata

import (
	"fmt"

	"pendamping/kpuk"
)

// money fills the grid member by member as the rules suggest, with what each saves
// beside, and then lends.
func (b *ledgers) money(m *kpuk.Meeting, i int) ([]kpuk.Record, error) {
	s := b.sitting(m)
	m.Sheet = map[kpuk.ID]kpuk.SheetRow{}
	var recs []kpuk.Record
	for n, member := range b.members {
		if err := b.entrust(s, n, i); err != nil {
			return nil, err
		}
		if !s.Pays(member.ID) {
			continue
		}
		cells, err := s.Suggest(member.ID)
		if err != nil {
			return nil, fmt.Errorf("suggest: %w", err)
		}
		b.habit(cells, n, i)
		m.Sheet[member.ID] = kpuk.SheetRow{Cells: cells, Confirmed: true, Entrusted: m.Sheet[member.ID].Entrusted}
		lines, err := s.ConfirmRow(member.ID)
		if err != nil {
			return nil, fmt.Errorf("row of member %d: %w", n+1, err)
		}
		for _, e := range lines {
			b.entries, recs = append(b.entries, e), append(recs, e)
		}
	}
	settled, err := b.settle(m)
	if err != nil {
		return nil, err
	}
	lent, err := b.lend(m, i)
	m.Leave(kpuk.StepMoney)
	return append(append(recs, settled...), lent...), err
}

// entrust lets somebody else bring the money of a borrower who did not come.
func (b *ledgers) entrust(s *kpuk.Sitting, n, i int) error {
	who, id := b.plan.members[n], b.members[n].ID
	if s.Pays(id) || (who.stopsAt != never && i >= who.stopsAt) {
		return nil
	}
	bill, err := s.Bill(id)
	if bill > 0 {
		s.Meeting.Sheet[id] = kpuk.SheetRow{Entrusted: true}
	}
	if err != nil {
		return fmt.Errorf("bill of member %d: %w", n+1, err)
	}
	return nil
}

// habit makes a row what the member of the plan pays.
func (b *ledgers) habit(cells map[kpuk.EntryKind]kpuk.Rupiah, n, i int) {
	who := b.plan.members[n]
	more := who.sukarela[i]
	first := true
	for _, before := range who.present[:i] {
		first = first && !before.Attends()
	}
	if first {
		more += who.opening
	}
	if more > 0 {
		cells[kpuk.EntrySukarela] = more
	}
	switch bill := cells[kpuk.EntryInstalment]; {
	case who.stopsAt != never && i >= who.stopsAt:
		delete(cells, kpuk.EntryInstalment)
	case who.shorts == i && bill >= 2_000:
		cells[kpuk.EntryInstalment] = bill / 2 / 1_000 * 1_000
	}
}

// settle marks loans that are wholly paid.
func (b *ledgers) settle(m *kpuk.Meeting) ([]kpuk.Record, error) {
	l := kpuk.NewLedger(b.entries...)
	var out []kpuk.Record
	for _, loan := range b.loans {
		if loan.Status.Status != kpuk.LoanActive {
			continue
		}
		debt, err := l.Debt(loan, 0)
		if err != nil {
			return nil, fmt.Errorf("debt: %w", err)
		}
		if debt.Left().Total() > 0 {
			continue
		}
		if loan.Status, err = loan.Status.To(kpuk.LoanPaid, m.Date, ""); err != nil {
			return nil, fmt.Errorf("settle: %w", err)
		}
		out = append(out, loan)
	}
	return out, nil
}

// lend pays out the loans of this meeting, as far as there is money in the box.
func (b *ledgers) lend(m *kpuk.Meeting, i int) ([]kpuk.Record, error) {
	var out []kpuk.Record
	for n, who := range b.plan.members {
		if who.lentAt != i || who.loan == 0 {
			continue
		}
		recs, err := b.grant(m, n)
		if err != nil {
			return nil, fmt.Errorf("loan of member %d: %w", n+1, err)
		}
		out = append(out, recs...)
	}
	return out, nil
}

// grant asks for, approves and pays out a loan; it is rejected when the box has not
// enough.
func (b *ledgers) grant(m *kpuk.Meeting, n int) ([]kpuk.Record, error) {
	h, err := b.header()
	if err != nil {
		return nil, err
	}
	s, who := b.sitting(m), b.plan.members[n]
	instalments := 10
	if who.loan < 1_000_000 {
		instalments = 5
	}
	loan := &kpuk.Loan{
		Header: h, Member: b.members[n].ID, Group: m.Group, Meeting: m.ID, Terms: s.Rules.TermsFor(who.loan, instalments, m.Date),
		Purpose: "Modal usaha: " + who.business.name, RequestedOn: m.Date, Status: kpuk.LoanState{On: m.Date},
	}
	b.loans = append(b.loans, loan)
	cash, err := s.Ledger.Cash(0)
	if err != nil {
		return nil, err
	}
	if cash < who.loan {
		loan.Status, err = loan.Status.To(kpuk.LoanRejected, m.Date, "Kas belum cukup")
		return []kpuk.Record{loan}, err
	}
	if loan.Status, err = loan.Status.To(kpuk.LoanApproved, m.Date, ""); err != nil {
		return nil, err
	}
	out, err := s.Disburse(loan)
	if err != nil {
		return nil, err
	}
	b.entries = append(b.entries, out)
	loan.Status, err = loan.Status.To(kpuk.LoanActive, m.Date, "")
	return []kpuk.Record{loan, out}, err
}

// cash counts the box: in notes and coins where it comes out even, else as one amount.
func (b *ledgers) cash(m *kpuk.Meeting, i int) ([]kpuk.Record, error) {
	l := kpuk.NewLedger(b.entries...)
	sheet, err := l.CashSheet(m)
	if err != nil {
		return nil, fmt.Errorf("cash: %w", err)
	}
	counted := sheet.Expected
	if d := b.plan.days[i].difference; d != 0 && counted+d > 0 {
		counted += d
		m.Cash.Reason = "Masih dicari bersama bendahara"
	}
	m.Cash.Notes, m.Cash.Counted, m.Cash.Done = inNotes(counted), counted, true
	booked, err := l.BookDifference(m)
	if err != nil {
		return nil, fmt.Errorf("difference: %w", err)
	}
	var out []kpuk.Record
	for _, e := range booked {
		b.entries, out = append(b.entries, e), append(out, e)
	}
	m.Leave(kpuk.StepCash)
	return out, nil
}

// inNotes changes an amount into notes and coins; nil when it does not come out even.
func inNotes(amount kpuk.Rupiah) map[kpuk.Rupiah]int {
	out := map[kpuk.Rupiah]int{}
	left := amount
	for _, worth := range kpuk.Denominations() {
		if n := left / worth; n > 0 && worth != 75_000 { // a commemorative note, rarely seen
			out[worth] = int(n)
			left -= n * worth
		}
	}
	if left != 0 || amount <= 0 {
		return nil
	}
	return out
}
