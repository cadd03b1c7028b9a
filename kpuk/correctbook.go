package kpuk

import (
	"bytes"
	"slices"
)

// bookAnew names the difference that the correction leaves at every meeting that was
// counted: what was counted stands. Where the count itself was wrong, what is right is a
// difference of the count like any other, at that meeting and at those after it.
func (k *correcting) bookAnew() error {
	for _, m := range k.inTime() {
		left, err := k.leaves(m)
		if err != nil {
			return err
		}
		switch {
		case left == 0 && (m.Cash.Done || !k.now(m).Cash.Done):
		case k.c.Cash == nil:
			k.setAside(m, left)
		default:
			err = k.recount(m)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// recount books what was counted otherwise.
func (k *correcting) recount(m *Meeting) error {
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
	return nil
}

// setAside names what a correction leaves in a box that was counted, or misses in it: in
// one line for each line that was corrected, however often.
func (k *correcting) setAside(m *Meeting, left Rupiah) {
	root := k.root()
	var old []*Entry
	for e := range k.after.Standing() {
		if e.Line.Meeting == m.ID && e.Line.Aside() && e.Line.Corrects == root {
			old = append(old, e)
		}
	}
	for _, e := range old {
		left += e.Line.Amount // fits: a ledger's sums do
		k.take(e)
	}
	if left == 0 {
		return
	}
	e := m.entry(ID{}, EntryCashDifference, 0, left)
	e.Line.Note, e.Line.Corrects = k.note, root
	e.ID = k.asideID(m)
	k.add(&k.r.Writes, e)
}

// root is the corrected line as it was first written; where the line was missing, what is
// written for it.
func (k *correcting) root() ID {
	id := k.c.Entry
	switch {
	case id.IsZero() && len(k.r.Voids) > 0:
		id = k.r.Voids[0].Line.Voids
	case id.IsZero() && len(k.r.Writes) > 0:
		id = k.r.Writes[0].ID
	}
	return k.after.root(id)
}

// asideID names the difference that a correction leaves at a meeting by the lines that it
// takes and writes, so that the same correction made on two devices leaves one.
func (k *correcting) asideID(m *Meeting) ID {
	parts := [][]byte{m.ID[:]}
	for _, e := range append(slices.Clone(k.r.Voids), k.r.Writes...) {
		target := k.after.byID[e.Line.Voids]
		if !e.Line.Aside() && (target == nil || !target.Line.Aside()) {
			parts = append(parts, e.ID[:])
		}
	}
	return Derive("aside", parts...)
}

// now is a meeting as it will be.
func (k *correcting) now(m *Meeting) *Meeting {
	if own := k.held[m.ID]; own != nil {
		return own
	}
	return m
}

// leaves is what the correction leaves to be booked of a meeting's count; it sees to it
// that a difference that appears has a reason.
func (k *correcting) leaves(m *Meeting) (Rupiah, error) {
	if !k.now(m).Cash.Done || (k.clean[m.ID] && m.State.Editable()) {
		return 0, nil // what is still being written is counted there
	}
	was, err := k.Ledger.CashSheet(m)
	if err != nil {
		return 0, err
	}
	is, err := k.after.CashSheet(k.now(m))
	if err != nil {
		return 0, err
	}
	// A box that does not agree with the book hands that on to the next count.
	before, now := was.Difference-was.Booked, is.Difference-is.Booked
	left := now - k.handed.now
	if !k.clean[m.ID] {
		left -= before - k.handed.before
	}
	k.handed.before, k.handed.now = before, now-left
	if left != 0 || !m.Cash.Done {
		if is.Difference != 0 && k.now(m).Cash.Reason == "" {
			k.copyOf(m).Cash.Reason = k.note
		}
	}
	return left, nil
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
