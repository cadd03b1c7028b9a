package kpuk

import (
	"pendamping/fault"
)

// attend corrects a member's attendance and, where it is to follow, her fine.
func (k *correcting) attend() error {
	m, err := k.meeting(k.c.Meeting)
	if err != nil {
		return err
	}
	if m == nil {
		return fault.E(opCorrect, fault.Other, ErrNoMeeting)
	}
	k.own, k.from = m.ID, m.Date
	was := m.Attendance[k.c.Member]
	if was == *k.c.Attendance {
		return fault.E(opCorrect, fault.Other, ErrSame)
	}
	due := k.copyOf(m)
	if due.Attendance == nil {
		due.Attendance = map[ID]Attendance{}
	}
	due.Attendance[k.c.Member] = *k.c.Attendance
	if !k.c.Fine {
		return nil
	}
	standing, _, fine := k.Fines(m, k.c.Member, k.c.Attendance.Presence)
	if standing == fine {
		return nil
	}
	var instead ID
	for _, e := range k.finesOf(m.ID, k.c.Member) {
		k.take(e)
		instead = e.ID
	}
	if fine > 0 {
		l := m.entry(k.c.Member, EntryPenalty, 0, fine).Line
		l.Note = k.note
		k.put(l, instead)
	}
	return nil
}

// Fines returns what a member paid as a fine of her attendance at a meeting, what the
// rules ask for her attendance as it was recorded, and what they ask for another.
func (h *Holdings) Fines(m *Meeting, member ID, other Presence) (paid, asked, would Rupiah) {
	rules, _ := h.Group.RulesAt(m.Date)
	for _, e := range h.finesOf(m.ID, member) {
		paid += e.Line.Amount
	}
	return paid, rules.fine(m.Attendance[member].Presence), rules.fine(other)
}

// finesOf lists the standing fines of a member at a meeting, those of loans left out.
func (h *Holdings) finesOf(meeting, member ID) []*Entry {
	var out []*Entry
	for e := range h.Ledger.Standing() {
		l := &e.Line
		if l.Kind == EntryPenalty && l.Meeting == meeting && l.Member == member && l.Loan.IsZero() {
			out = append(out, e)
		}
	}
	return out
}

// fine is what the rules ask for an attendance.
func (r Rules) fine(p Presence) Rupiah {
	switch p {
	case Late:
		return r.LateFine
	case Absent:
		return r.AbsentFine
	default:
		return 0
	}
}

// count corrects what was counted at a meeting.
func (k *correcting) count() error {
	m, err := k.meeting(k.c.Meeting)
	if err != nil {
		return err
	}
	if m == nil {
		return fault.E(opCorrect, fault.Other, ErrNoMeeting)
	}
	if _, err := k.c.Cash.Total(); err != nil {
		return err
	}
	k.own, k.from = m.ID, m.Date
	k.copyOf(m).Cash = *k.c.Cash
	k.copyOf(m).Cash.Done = true
	return nil
}
