package recorder

import (
	"strings"

	"pendamping/kpuk"
)

// noteCell begins the name of a row of the count for the device, in the place of a cell of
// the grid.
const noteCell = "note/"

// coins is the piece under which coins are counted. They are typed as one sum in
// rupiah: nobody sorts them in a village.
const coins kpuk.Rupiah = kpuk.Coin

// Bounds of a count, so that a slip of the finger is seen.
const (
	maxPieces = 9999        // notes of one kind
	maxCoins  = 999_999_999 // rupiah in coins
)

// denominations are the notes in the box, largest first; coins come last.
func denominations() []kpuk.Rupiah {
	return []kpuk.Rupiah{100_000, 50_000, 20_000, 10_000, 5_000, 2_000, 1_000, coins}
}

// Reasons are the keys of the usual reasons for a difference.
func Reasons() []string { return []string{"change", "miscount"} }

// cash is the state of the counting page.
type cash struct {
	note  kpuk.Rupiah // the row the keypad writes to
	typed bool        // a digit was typed since the row was chosen
	coins int         // rupiah typed for coins, before they make whole pieces
}

// CashRow is one row of the count.
type CashRow struct {
	Note   kpuk.Rupiah // coins when 1
	Coins  bool
	Pieces int
	Amount kpuk.Rupiah
}

// CashRows lists the rows of the count.
func (m *Model) CashRows() []CashRow {
	rows := make([]CashRow, 0, len(denominations()))
	for _, note := range denominations() {
		n := m.pieces(note)
		row := CashRow{Note: note, Coins: note == coins, Pieces: n, Amount: note * kpuk.Rupiah(n)}
		if row.Coins {
			row.Amount = kpuk.Rupiah(n)
		}
		rows = append(rows, row)
	}
	return rows
}

// CashRowSelected is the index of the row the keypad writes to.
func (m *Model) CashRowSelected() int {
	for i, note := range denominations() {
		if note == m.cash.note {
			return i
		}
	}
	return 0
}

// pieces is what stands in a row: notes, or rupiah in the row of coins.
func (m *Model) pieces(note kpuk.Rupiah) int {
	if note == coins {
		return m.cash.coins
	}
	return m.meeting.Cash.Notes[note]
}

// loadCash takes the coins over from the meeting, unless they are just being typed: the
// digits so far may not make a whole piece yet.
func (m *Model) loadCash() {
	if held := m.meeting.Cash.Notes[coins]; held != m.cash.coins/int(coins) {
		m.cash.coins = held * int(coins)
	}
	if m.cash.note == 0 {
		m.cash.note = denominations()[0]
	}
}

// SelectCash chooses a row; the first digit then replaces its count.
func (m *Model) SelectCash(i int) {
	m.cash.note, m.cash.typed = denominations()[i], false
	m.resume()
}

// noteAt chooses the row of a name that was kept; any other name changes nothing.
func (m *Model) noteAt(name string) {
	for _, note := range denominations() {
		if note.Digits() == name {
			m.cash.note = note
		}
	}
}

// NextCash chooses the row below, and after the last the first again.
func (m *Model) NextCash() {
	m.SelectCash((m.CashRowSelected() + 1) % len(denominations()))
}

// SetPieces changes the count of a row; in the row of coins n is rupiah.
func (m *Model) SetPieces(i, n int) {
	note, most := denominations()[i], maxPieces
	if note == coins {
		most = maxCoins
	}
	if n < 0 || n > most || !m.Editable() {
		return
	}
	pieces := n
	if note == coins {
		m.cash.coins, pieces = n, n/int(coins)
	}
	m.change(func(d *kpuk.Meeting) {
		if d.Cash.Notes == nil {
			d.Cash.Notes = map[kpuk.Rupiah]int{}
		}
		d.Cash.Notes[note] = pieces
		m.total()
	})
}

// total writes down what the pieces come to.
func (m *Model) total() {
	m.meeting.Cash.Done = true
	if sum, err := m.meeting.Cash.Total(); err == nil {
		m.meeting.Cash.Counted = sum
	}
}

// CoinsOdd tells whether the coins typed do not come to whole pieces.
func (m *Model) CoinsOdd() bool { return m.cash.coins%int(coins) != 0 }

// CashDigits adds digits to the row chosen.
func (m *Model) CashDigits(digits string) {
	n := 0
	if m.cash.typed {
		n = m.pieces(m.cash.note)
	}
	for _, d := range digits {
		n = n*10 + int(d-'0')
	}
	m.cash.typed = true
	m.SetPieces(m.CashRowSelected(), n)
}

// CashBack takes the last digit of the row chosen away.
func (m *Model) CashBack() {
	m.cash.typed = true
	m.SetPieces(m.CashRowSelected(), m.pieces(m.cash.note)/10)
}

// CashClear empties the row chosen.
func (m *Model) CashClear() { m.SetPieces(m.CashRowSelected(), 0) }

// Box is the reckoning of the money box: opening, in, out, expected, counted. Sums that
// do not fit come out as nothing; entries of such amounts are refused before.
func (m *Model) Box() kpuk.CashSheet {
	sheet, err := m.ledger().CashSheet(m.meeting)
	if err != nil {
		return kpuk.CashSheet{}
	}
	return sheet
}

// Difference is what was counted less what should be there. Before anything was
// counted there is none, but on the counting page itself.
func (m *Model) Difference() kpuk.Rupiah {
	if !m.meeting.Cash.Done && m.step != kpuk.StepCash {
		return 0
	}
	return m.Box().Difference
}

// Reason is why there is a difference, in words.
func (m *Model) Reason() string { return m.meeting.Cash.Reason }

// SetReason changes it; blanks alone are no reason.
func (m *Model) SetReason(reason string) {
	m.change(func(d *kpuk.Meeting) { d.Cash.Reason = strings.TrimSpace(reason) })
}

// closeCount ends the count when its page is left: a reason for a difference that has
// gone is dropped, and the ledger is made to agree with the box. It returns the
// entries to save with the meeting.
func (m *Model) closeCount() ([]kpuk.Record, error) {
	m.total()
	if m.Difference() == 0 {
		m.meeting.Cash.Reason = ""
	}
	booked, err := m.ledger().BookDifference(m.meeting)
	if err != nil {
		return nil, err //nolint:wrapcheck // an error of the domain with its kind
	}
	return m.enter(booked), nil
}

// Witness is the treasurer, with whom the box is counted; empty when there is none.
func (m *Model) Witness() string {
	for _, member := range m.members {
		if member.Role == kpuk.RoleTreasurer {
			return member.Name
		}
	}
	return ""
}
