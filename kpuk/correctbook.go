package kpuk

import (
	"bytes"
	"slices"
)

// bookAnew books the difference of every count that the correction moves: what was
// counted stands, so what was recorded otherwise becomes a named difference.
func (k *correcting) bookAnew() error {
	for _, m := range k.inTime() {
		moves, err := k.moves(m)
		if err != nil {
			return err
		}
		if !moves {
			continue
		}
		booked, err := k.after.BookDifference(k.now(m))
		if err != nil {
			return err
		}
		for _, e := range booked {
			if e.Line.Kind == EntryVoid {
				e.Line.Note = k.note
				k.add(&k.r.Voids, e)
			} else {
				k.add(&k.r.Writes, e)
			}
		}
	}
	return nil
}

// now is a meeting as it will be.
func (k *correcting) now(m *Meeting) *Meeting {
	if own := k.held[m.ID]; own != nil {
		return own
	}
	return m
}

// moves tells whether the correction moves what a meeting's count leaves to be booked,
// and sees to it that a difference that appears has a reason.
func (k *correcting) moves(m *Meeting) (bool, error) {
	if !k.now(m).Cash.Done {
		return false, nil
	}
	was, err := k.Ledger.CashSheet(m)
	if err != nil {
		return false, err
	}
	is, err := k.after.CashSheet(k.now(m))
	if err != nil {
		return false, err
	}
	if is.Difference-is.Booked == was.Difference-was.Booked && m.Cash.Done {
		return false, nil
	}
	if is.Difference != 0 && k.now(m).Cash.Reason == "" {
		k.copyOf(m).Cash.Reason = k.note
	}
	return true, nil
}

// mark notes the correction on every meeting whose lines or attendance change, brings
// its grid in line and sends it back to the coordinator.
func (k *correcting) mark() error {
	for _, m := range k.inTime() {
		note := k.noteOn(m)
		if k.held[m.ID] == nil && len(note.Void)+len(note.Write) == 0 {
			continue
		}
		due := k.copyOf(m)
		if due.Corrections == nil {
			due.Corrections = map[ID]Corrected{}
		}
		due.Corrections[k.c.ID] = note
		k.fillSheet(due)
		state, err := m.State.Correct(k.c.By)
		if err != nil {
			return err
		}
		if state != due.State {
			due.Stand(state)
		}
		k.r.Meetings = append(k.r.Meetings, due)
	}
	for _, l := range k.loans {
		k.r.Loans = append(k.r.Loans, l)
	}
	slices.SortFunc(k.r.Loans, func(a, b *Loan) int { return bytes.Compare(a.ID[:], b.ID[:]) })
	return nil
}

// noteOn says what the correction does to a meeting.
func (k *correcting) noteOn(m *Meeting) Corrected {
	note := Corrected{By: k.c.By.Person, At: k.c.By.At, Reason: k.note, Spread: m.ID != k.own}
	at := func(entries []*Entry) (ids []ID) {
		for _, e := range entries {
			if e.Line.Meeting == m.ID {
				ids = append(ids, e.ID)
			}
		}
		return ids
	}
	note.Void, note.Write = at(k.r.Voids), at(k.r.Writes)
	if m.ID == k.own && k.c.Attendance != nil {
		note.Member, note.From, note.To = k.c.Member, m.Attendance[k.c.Member], *k.c.Attendance
	}
	return note
}

// fillSheet brings the grid's confirmed rows in line with the lines that stand.
func (k *correcting) fillSheet(m *Meeting) {
	kinds := CellKinds()
	touched := map[ID]bool{}
	for _, e := range append(slices.Clone(k.r.Voids), k.r.Writes...) {
		if e.Line.Meeting == m.ID && !e.Line.Member.IsZero() {
			touched[e.Line.Member] = true
		}
	}
	for member := range touched {
		row, ok := m.Sheet[member]
		if !ok || !row.Confirmed {
			continue
		}
		cells := make(map[EntryKind]Rupiah)
		for e := range k.after.Standing() {
			if e.Line.Meeting == m.ID && e.Line.Member == member && slices.Contains(kinds, e.Line.Kind) {
				cells[e.Line.Kind] += e.Line.Amount // fits: the ledger's sums do
			}
		}
		row.Cells = cells
		m.Sheet[member] = row
	}
}
