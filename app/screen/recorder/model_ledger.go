package recorder

import (
	"pendamping/kpuk"
)

// ledger is the group's ledger with what was written here and the book may not have.
func (m *Model) ledger() *kpuk.Ledger {
	if m.book == nil {
		all := append([]*kpuk.Entry(nil), m.group().EntriesFor(m.meeting.ID)...)
		for _, e := range m.fresh {
			all = append(all, e) // an entry the book has as well counts once
		}
		m.book = kpuk.NewLedger(all...)
	}
	return m.book
}

// enter takes new entries into the ledger and returns them as records to save.
func (m *Model) enter(entries []*kpuk.Entry) []kpuk.Record {
	out := make([]kpuk.Record, 0, len(entries))
	for _, e := range entries {
		m.fresh[e.ID] = e
		out = append(out, e)
	}
	m.book = nil
	return out
}

// own lists the meeting's entries that stand, by kind if any are named.
func (m *Model) own(match func(kpuk.EntryLine) bool) []*kpuk.Entry {
	var out []*kpuk.Entry
	for e := range m.ledger().Standing() {
		if e.Line.Meeting == m.meeting.ID && match(e.Line) {
			out = append(out, e)
		}
	}
	return out
}

// newEntry makes an entry of the meeting in the first turn that is free; the zero
// member is the group.
func (m *Model) newEntry(member kpuk.ID, line kpuk.EntryLine) *kpuk.Entry {
	e := line
	e.Group, e.Meeting, e.Member, e.Date, e.Turn = m.meeting.Group, m.meeting.ID, member, m.meeting.Date, 0
	id := kpuk.EntryID(m.meeting.ID, member, e.Kind, e.Turn)
	for m.ledger().Entry(id) != nil {
		e.Turn++
		id = kpuk.EntryID(m.meeting.ID, member, e.Kind, e.Turn)
	}
	return &kpuk.Entry{Header: m.header(id), Line: e}
}

// void voids entries of the meeting and returns the voids as records to save. Entries
// that are voided already are left alone.
func (m *Model) void(entries []*kpuk.Entry, reason string) []kpuk.Record {
	var voids []*kpuk.Entry
	for _, e := range entries {
		if v, err := m.ledger().Void(e.ID, m.meeting.Date, reason); err == nil {
			voids = append(voids, v)
		}
	}
	return m.enter(voids)
}
