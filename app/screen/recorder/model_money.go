package recorder

import (
	"errors"
	"maps"
	"slices"

	"pendamping/fault"
	"pendamping/kpuk"
)

// maxAmount is the most that can be typed into a cell, in rupiah.
const maxAmount kpuk.Rupiah = 99_999_999_999

// sheet is the state of the money grid.
type sheet struct {
	columns  []kpuk.EntryKind
	row, col int
	typed    bool // a digit was typed since the cell was chosen
	usual    map[kpuk.ID]map[kpuk.EntryKind]kpuk.Rupiah
	problem  string // why the row could not be confirmed
}

// RowState is how a row of the grid stands.
type RowState uint8

// The states of a row.
const (
	RowOpen RowState = iota
	RowConfirmed
	RowAbsent
)

// Row is a member's line of the money grid.
type Row struct {
	Member    kpuk.ID
	Number    int
	Name      string
	Cells     []kpuk.Rupiah // by column
	Total     kpuk.Rupiah
	State     RowState
	Presence  kpuk.Presence
	Entrusted bool
}

// sitting is the meeting with all that its rules look at.
func (m *Model) sitting() *kpuk.Sitting {
	g := m.group()
	s := &kpuk.Sitting{Meeting: m.meeting, Rules: m.rules(), Members: m.members, Ledger: m.ledger()}
	seen := map[kpuk.ID]bool{}
	for _, l := range g.Loans() {
		loan := l.Loan
		if own, ok := m.loans[loan.ID]; ok {
			loan = own
		}
		seen[loan.ID] = true
		s.Loans = append(s.Loans, loan)
	}
	for id, loan := range m.loans {
		if !seen[id] {
			s.Loans = append(s.Loans, loan)
		}
	}
	if held := m.env.Book.Meeting(m.meeting.ID); held != nil {
		if last := held.Previous(); last != nil {
			s.Last = last.Meeting
		}
	}
	return s
}

// Columns are the kinds of the grid, by the group's rules and what members owe.
func (m *Model) Columns() []kpuk.EntryKind { return m.sheet.columns }

// loadColumns finds the columns anew and forgets the usual amounts.
func (m *Model) loadColumns() {
	m.sheet.usual = map[kpuk.ID]map[kpuk.EntryKind]kpuk.Rupiah{}
	wanted := make(map[kpuk.EntryKind]bool)
	wanted[kpuk.EntrySukarela], wanted[kpuk.EntryPenalty] = true, true
	wanted[kpuk.EntryWajib], wanted[kpuk.EntrySocialIn] = m.rules().Wajib > 0, m.rules().Social > 0
	for _, member := range m.members {
		for kind, amount := range m.cells(member.ID) {
			wanted[kind] = wanted[kind] || amount > 0
		}
	}
	m.sheet.columns = slices.DeleteFunc(kpuk.CellKinds(), func(k kpuk.EntryKind) bool {
		return !wanted[k] || k == kpuk.EntryWithdrawal
	})
	m.sheet.row = max(0, min(m.sheet.row, len(m.members)-1))
	m.sheet.col = max(0, min(m.sheet.col, len(m.sheet.columns)-1))
}

// cells are a member's amounts: what was typed, else what is usual.
func (m *Model) cells(member kpuk.ID) map[kpuk.EntryKind]kpuk.Rupiah {
	if row, ok := m.meeting.Sheet[member]; ok && (len(row.Cells) > 0 || row.Confirmed) {
		return row.Cells
	}
	if usual, ok := m.sheet.usual[member]; ok {
		return usual
	}
	usual, err := m.sitting().Suggest(member)
	if err != nil {
		return nil
	}
	m.sheet.usual[member] = usual
	return usual
}

// Row is line i of the grid.
func (m *Model) Row(i int) Row {
	member := m.members[i]
	cells := m.cells(member.ID)
	r := Row{
		Member: member.ID, Number: member.Number, Name: member.Name, Cells: make([]kpuk.Rupiah, len(m.sheet.columns)),
		Presence: m.presence(member.ID).Presence, Entrusted: m.meeting.Sheet[member.ID].Entrusted,
	}
	for c, kind := range m.sheet.columns {
		r.Cells[c] = cells[kind]
	}
	if total, err := kpuk.RowTotal(cells); err == nil {
		r.Total = total
	}
	switch {
	case m.meeting.Sheet[member.ID].Confirmed:
		r.State = RowConfirmed
	case !m.sitting().Pays(member.ID):
		r.State = RowAbsent
	}
	return r
}

// Rows is the number of lines of the grid.
func (m *Model) Rows() int { return len(m.members) }

// Cell is the cell the keypad writes to.
func (m *Model) Cell() (row, col int) { return m.sheet.row, m.sheet.col }

// SelectCell chooses a cell; the first digit then replaces what is in it.
func (m *Model) SelectCell(row, col int) {
	if row < 0 || row >= len(m.members) || col < 0 || col >= len(m.sheet.columns) {
		return
	}
	m.sheet.row, m.sheet.col, m.sheet.typed, m.sheet.problem = row, col, false, ""
	m.resume()
}

// NextColumn chooses the cell to the right, and after the last the first.
func (m *Model) NextColumn() {
	m.SelectCell(m.sheet.row, (m.sheet.col+1)%len(m.sheet.columns))
}

// NextKind is the column that NextColumn leads to.
func (m *Model) NextKind() kpuk.EntryKind {
	return m.sheet.columns[(m.sheet.col+1)%len(m.sheet.columns)]
}

// Digits adds digits to the cell.
func (m *Model) Digits(digits string) {
	var amount kpuk.Rupiah
	if m.sheet.typed {
		amount = m.Row(m.sheet.row).Cells[m.sheet.col]
	}
	for _, d := range digits {
		amount = amount*10 + kpuk.Rupiah(d-'0')
	}
	m.SetAmount(amount)
}

// Backspace takes the last digit of the cell away.
func (m *Model) Backspace() { m.SetAmount(m.Row(m.sheet.row).Cells[m.sheet.col] / 10) }

// ClearCell empties the cell.
func (m *Model) ClearCell() { m.SetAmount(0) }

// SetAmount writes the cell. A confirmed row is reopened first by its tick, and who is
// absent pays nothing unless she sent money.
func (m *Model) SetAmount(amount kpuk.Rupiah) {
	row := m.Row(m.sheet.row)
	if !m.Editable() || row.State != RowOpen || amount > maxAmount {
		return
	}
	m.sheet.typed, m.sheet.problem = true, ""
	m.setCell(row.Member, m.sheet.columns[m.sheet.col], amount)
	m.save()
}

// setCell writes one amount beside the row's others.
func (m *Model) setCell(member kpuk.ID, kind kpuk.EntryKind, amount kpuk.Rupiah) {
	cells := maps.Clone(m.cells(member))
	if cells == nil {
		cells = make(map[kpuk.EntryKind]kpuk.Rupiah)
	}
	cells[kind] = amount
	m.alterRow(member, func(r *kpuk.SheetRow) { r.Cells = cells })
}

// alterRow changes a member's line of the sheet.
func (m *Model) alterRow(member kpuk.ID, with func(*kpuk.SheetRow)) {
	if m.meeting.Sheet == nil {
		m.meeting.Sheet = map[kpuk.ID]kpuk.SheetRow{}
	}
	row := m.meeting.Sheet[member]
	with(&row)
	m.meeting.Sheet[member] = row
}

// Entrust gives an absent member a row: she sent money.
func (m *Model) Entrust(row int) {
	if !m.Editable() || row < 0 || row >= len(m.members) {
		return
	}
	id := m.members[row].ID
	m.alterRow(id, func(r *kpuk.SheetRow) { r.Entrusted = true })
	delete(m.sheet.usual, id)
	m.SelectCell(row, 0)
	m.save()
	m.undo = &undo{text: m.text.T("recorder.entrusted", "Name", m.members[row].Name), back: func() {
		m.alterRow(id, func(r *kpuk.SheetRow) { r.Entrusted, r.Cells = false, nil })
		delete(m.sheet.usual, id)
		m.save()
	}}
}

// Confirm agrees the row with the member: its entries are written in the same change
// as its tick, and the next row that is open is chosen. It is false when the row
// cannot be confirmed; [Model.Warning] then says why.
func (m *Model) Confirm() bool {
	row := m.Row(m.sheet.row)
	if !m.Editable() || row.State != RowOpen {
		m.nextOpen()
		return row.State != RowOpen
	}
	if !m.confirmRow(row) {
		return false
	}
	i := m.sheet.row
	m.undo = &undo{
		text: m.text.T("recorder.confirmed", "Name", row.Name, "Amount", m.text.Amount(int64(row.Total))),
		back: func() { m.Reopen(i); m.SelectCell(i, 0) },
	}
	m.nextOpen()
	return true
}

// confirmRow writes a row's entries.
func (m *Model) confirmRow(row Row) bool {
	before := m.meeting.Sheet[row.Member]
	cells := m.cells(row.Member)
	m.alterRow(row.Member, func(r *kpuk.SheetRow) { r.Cells = cells })
	entries, err := m.sitting().ConfirmRow(row.Member)
	if err != nil {
		m.meeting.Sheet[row.Member] = before
		m.sheet.problem = m.refusal(err)
		return false
	}
	m.alterRow(row.Member, func(r *kpuk.SheetRow) { r.Confirmed = true })
	m.save(m.enter(entries)...)
	return true
}

// refusal says in words why a row cannot be written.
func (m *Model) refusal(err error) string {
	var excess *kpuk.ExcessError
	if errors.As(err, &excess) {
		return m.text.T("recorder.excess", "Amount", m.text.Amount(int64(excess.Excess)))
	}
	if errors.Is(err, kpuk.ErrRowWritten) {
		return m.text.T("recorder.row_written")
	}
	return m.text.T("error." + kindKey(fault.E("recorder.confirmRow", fault.Other, err)))
}

// nextOpen chooses the next row that is open, after the last from the top. Where none
// is, the cell stays.
func (m *Model) nextOpen() {
	for k := 1; k <= len(m.members); k++ {
		i := (m.sheet.row + k) % len(m.members)
		if m.Row(i).State == RowOpen {
			m.SelectCell(i, 0)
			return
		}
	}
	m.sheet.typed = false
}

// Reopen takes a confirmed row back: its entries are voided, and it can be typed again.
func (m *Model) Reopen(row int) {
	if !m.Editable() || row < 0 || row >= len(m.members) || m.Row(row).State != RowConfirmed {
		return
	}
	id := m.members[row].ID
	voids, err := m.sitting().ReopenRow(id, m.text.T("recorder.void_reason"))
	if err != nil {
		m.sheet.problem = m.refusal(err)
		return
	}
	m.alterRow(id, func(r *kpuk.SheetRow) { r.Confirmed = false })
	m.save(m.enter(voids)...)
	m.SelectCell(row, 0)
}

// Tally is how far the grid is.
type Tally struct {
	Confirmed, Of int
	In            kpuk.Rupiah // of confirmed rows
}

// AllConfirmed tells whether no row is open.
func (t Tally) AllConfirmed() bool { return t.Confirmed >= t.Of }

// Tally counts the rows of those who pay and sums what was confirmed.
func (m *Model) Tally() Tally {
	var t Tally
	for i := range m.members {
		row := m.Row(i)
		if row.State == RowAbsent {
			continue
		}
		t.Of++
		if row.State == RowConfirmed {
			t.Confirmed++
			t.In += row.Total // rows were checked for overflow when they were confirmed
		}
	}
	return t
}

// Bill is what the member's oldest loan asks for, for the side of the keypad.
type Bill struct {
	No, Of                             int
	Total, Service, Principal, Penalty kpuk.Rupiah
	Left                               kpuk.Rupiah // principal of all her loans before this payment
	Short                              kpuk.Rupiah // of the bill, by what is typed
}

// Bill is what the row's member owes today; false when she has no loan.
func (m *Model) Bill() (Bill, bool) {
	if len(m.members) == 0 {
		return Bill{}, false
	}
	bills := m.sitting().Bills(m.members[m.sheet.row].ID)
	if len(bills) == 0 {
		return Bill{}, false
	}
	out := Bill{No: bills[0].Bill.No, Of: bills[0].Bill.Of}
	for _, b := range bills {
		out.Total += b.Bill.Split.Total()
		out.Service += b.Bill.Split.Service
		out.Principal += b.Bill.Split.Principal
		out.Penalty += b.Bill.Split.Penalty
		out.Left += b.Debt.PrincipalLeft()
	}
	out.Short = out.Total - m.cells(m.members[m.sheet.row].ID)[kpuk.EntryInstalment]
	return out, true
}

// Quick are the amounts offered for the cell: the usual one, twice that, nothing.
func (m *Model) Quick() []kpuk.Rupiah {
	if len(m.members) == 0 {
		return nil
	}
	s, member, kind := m.sitting(), m.members[m.sheet.row].ID, m.sheet.columns[m.sheet.col]
	usual := s.Usual(member, kind)
	if kind == kpuk.EntryInstalment {
		bill, err := s.Bill(member)
		if err != nil {
			return []kpuk.Rupiah{0}
		}
		usual = bill
	}
	if usual <= 0 {
		return []kpuk.Rupiah{0}
	}
	return []kpuk.Rupiah{usual, 2 * usual, 0}
}

// Warning is what to say beside the keys: why the row cannot be confirmed, or by how
// much an instalment falls short. Empty when nothing.
func (m *Model) Warning() (strong, text string) {
	if m.sheet.problem != "" {
		return m.sheet.problem, ""
	}
	if strong, text = m.paidTwice(); strong != "" {
		return strong, text
	}
	bill, ok := m.Bill()
	if !ok || bill.Short <= 0 || m.Row(m.sheet.row).State == RowAbsent {
		return "", ""
	}
	return m.text.T("recorder.short", "Amount", m.text.Amount(int64(bill.Short))), m.text.T("recorder.short_then")
}
