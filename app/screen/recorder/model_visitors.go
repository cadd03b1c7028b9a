package recorder

import (
	"slices"
	"strconv"
	"strings"

	"pendamping/kpuk"
)

// nudge is by how many minutes a tap moves the time of coming or leaving.
const nudge = 5

// timed tells whether a presence has a time of coming or leaving.
func timed(p kpuk.Presence) bool { return p == kpuk.Late || p == kpuk.LeftEarly }

// Moment is when a member came late or left early; empty for others.
func (m *Model) Moment(member kpuk.ID) string { return m.clockText(m.presence(member).At) }

// SetMoment changes when a member came late or left early. It says what is wrong with a
// text that is no time of day and then changes nothing.
func (m *Model) SetMoment(member kpuk.ID, text string) (problem string) {
	at, err := kpuk.ParseMinutes(text)
	if err != nil {
		return m.text.T("recorder.bad_time")
	}
	m.alterAttendance(member, func(a *kpuk.Attendance) { a.At = at })
	return ""
}

// ShiftMoment moves that time by five minutes for each step, within the day.
func (m *Model) ShiftMoment(member kpuk.ID, steps int) {
	hour, minute, ok := m.presence(member).At.Clock()
	if !ok {
		return
	}
	of := max(0, min(hour*60+minute+steps*nudge, 23*60+59))
	m.alterAttendance(member, func(a *kpuk.Attendance) { a.At = kpuk.At(of/60, of%60) })
}

// AwayReason is why a member is not there.
func (m *Model) AwayReason(member kpuk.ID) string { return m.presence(member).Reason }

// SetAwayReason changes it; blanks alone are none.
func (m *Model) SetAwayReason(member kpuk.ID, reason string) {
	m.alterAttendance(member, func(a *kpuk.Attendance) { a.Reason = strings.TrimSpace(reason) })
}

// alterAttendance changes a member's attendance and saves it where it became another.
func (m *Model) alterAttendance(member kpuk.ID, with func(*kpuk.Attendance)) {
	a := m.presence(member)
	before := a
	with(&a)
	if a != before && m.Editable() {
		m.attend(member, a)
		m.save()
	}
}

// Visitors are the guests known by name.
func (m *Model) Visitors() []string { return m.meeting.Visitors }

// AddVisitor names a guest: one of those counted, or else one more. It says what is
// missing, in words, and then adds nobody.
func (m *Model) AddVisitor(name string) (problem string) {
	words := strings.TrimSpace(name)
	switch {
	case words == "":
		return m.text.T("attend.visitor_missing")
	case slices.Contains(m.meeting.Visitors, words):
		return ""
	}
	m.setVisitors(append(slices.Clone(m.meeting.Visitors), words), m.Guests())
	return ""
}

// RemoveVisitor takes a named guest away, and one from the count; that can be undone.
func (m *Model) RemoveVisitor(name string) {
	before, count := m.meeting.Visitors, m.Guests()
	i := slices.Index(before, name)
	if i < 0 || !m.Editable() {
		return
	}
	m.setVisitors(slices.Delete(slices.Clone(before), i, i+1), count-1)
	m.undo = &undo{text: m.text.T("attend.visitor_removed", "Name", name), back: func() { m.setVisitors(before, count) }}
}

// setVisitors writes names and count together.
func (m *Model) setVisitors(names []string, count int) {
	m.change(func(d *kpuk.Meeting) {
		d.Visitors = names
		d.Guests = strconv.Itoa(max(count, len(names)))
	})
}
