package book

import (
	"slices"

	"pendamping/fault"
	"pendamping/kpuk"
)

// Meeting is a meeting's record with its ledger lines.
type Meeting struct {
	*kpuk.Meeting
	group *Group
}

// Of is the group that met, or nil when its record is not held.
func (m *Meeting) Of() *Group { return m.group.book.Group(m.Group) }

// Entries lists the live lines written at the meeting.
func (m *Meeting) Entries() []*kpuk.Entry { return m.group.ledger().meetings[m.ID] }

// AllEntries lists every line written at the meeting, voids and voided included.
func (m *Meeting) AllEntries() []*kpuk.Entry {
	var out []*kpuk.Entry
	for _, e := range m.group.Entries() {
		if e.Line.Meeting == m.ID {
			out = append(out, e)
		}
	}
	return out
}

// Sheet is the meeting's money: opening cash, in and out by kind, expected and counted.
func (m *Meeting) Sheet() (kpuk.CashSheet, error) {
	const op fault.Op = "book.Meeting.Sheet"
	sheet, err := m.Ledger().CashSheet(m.Meeting)
	return sheet, fault.E(op, fault.Other, err)
}

// AttendanceCounts says how many members were present, late and so on.
func (m *Meeting) AttendanceCounts() map[kpuk.Presence]int {
	counts := make(map[kpuk.Presence]int)
	for _, a := range m.Attendance {
		counts[a.Presence]++
	}
	return counts
}

// Came is the number of members who were there, if only for a part of the meeting.
func (m *Meeting) Came() int {
	counts := m.AttendanceCounts()
	return counts[kpuk.Present] + counts[kpuk.Late] + counts[kpuk.LeftEarly]
}

// PerMember sums the live lines of one member by kind.
func (m *Meeting) PerMember(member kpuk.ID) map[kpuk.EntryKind]kpuk.Rupiah {
	sums := make(map[kpuk.EntryKind]kpuk.Rupiah)
	var t tally
	for _, e := range m.Entries() {
		if e.Line.Member == member {
			sum := sums[e.Line.Kind]
			t.add(&sum, e.Line.Amount)
			sums[e.Line.Kind] = sum
		}
	}
	return sums
}

// Previous is the meeting before this one, or nil.
func (m *Meeting) Previous() *Meeting {
	all := m.group.Meetings()
	i := slices.IndexFunc(all, func(o *Meeting) bool { return compareMeetings(o.Meeting, m.Meeting) < 0 })
	if i < 0 {
		return nil
	}
	return all[i]
}

// SittingOn is a meeting of the group that has not been held, with everybody there: what
// a page to take it down by hand is filled from.
func (g *Group) SittingOn(day kpuk.Date) *kpuk.Sitting {
	s := &kpuk.Sitting{
		Meeting: &kpuk.Meeting{Group: g.id, Date: day, Attendance: map[kpuk.ID]kpuk.Attendance{}},
		Rules:   g.rules(day), Ledger: g.Ledger(),
	}
	for _, m := range g.Members() {
		s.Members = append(s.Members, m.Member)
		s.Meeting.Attendance[m.ID] = kpuk.Attendance{Presence: kpuk.Present}
	}
	for _, l := range g.Loans() {
		s.Loans = append(s.Loans, l.Loan)
	}
	return s
}
