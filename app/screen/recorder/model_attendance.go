package recorder

import (
	"strconv"

	"pendamping/kpuk"
)

// attended is an attendance tap that can be taken back.
type attended struct {
	member kpuk.ID
	before kpuk.Attendance
	had    bool
}

// Tile is one member on the attendance page.
type Tile struct {
	Member   kpuk.ID
	Name     string
	Number   int
	Role     kpuk.Role
	Presence kpuk.Presence
	At       string // of coming late or leaving early, "09.25"
}

// Presences are the six a member can have, in the order of the choice.
func Presences() []kpuk.Presence {
	return []kpuk.Presence{kpuk.Present, kpuk.Late, kpuk.Excused, kpuk.Sick, kpuk.Absent, kpuk.LeftEarly}
}

// presence is a member's attendance; who was not touched is present.
func (m *Model) presence(member kpuk.ID) kpuk.Attendance {
	a := m.meeting.Attendance[member]
	if a.Presence == kpuk.NotTaken {
		a.Presence = kpuk.Present
	}
	return a
}

// Tile is what member number i of the list shows.
func (m *Model) Tile(i int) Tile {
	member := m.members[i]
	a := m.presence(member.ID)
	return Tile{
		Member: member.ID, Name: member.Name, Number: member.Number, Role: member.Role,
		Presence: a.Presence, At: m.clockText(a.At),
	}
}

// Cycle sets the next attendance of a tap: present, late, excused, absent.
func (m *Model) Cycle(member kpuk.ID) {
	m.SetPresence(member, m.presence(member).Presence.Next())
}

// SetPresence sets one member's attendance; coming late and leaving early take the
// time of the tap.
func (m *Model) SetPresence(member kpuk.ID, p kpuk.Presence) {
	if !m.Editable() {
		return
	}
	before, had := m.meeting.Attendance[member]
	m.taps = append(m.taps, attended{member, before, had})
	a := kpuk.Attendance{Presence: p, Reason: before.Reason}
	if p == kpuk.Late || p == kpuk.LeftEarly {
		a.At = m.clock()
	}
	m.attend(member, a)
	m.save()
}

// attend writes one attendance.
func (m *Model) attend(member kpuk.ID, a kpuk.Attendance) {
	if m.meeting.Attendance == nil {
		m.meeting.Attendance = map[kpuk.ID]kpuk.Attendance{}
	}
	m.meeting.Attendance[member] = a
	delete(m.sheet.usual, member) // a fine for coming late is no longer usual, or is now
}

// CanUnattend tells whether an attendance tap can be taken back.
func (m *Model) CanUnattend() bool { return len(m.taps) > 0 }

// Unattend takes the last attendance tap back and tells whose it was.
func (m *Model) Unattend() kpuk.ID {
	if !m.CanUnattend() {
		return kpuk.ID{}
	}
	last := m.taps[len(m.taps)-1]
	m.taps = m.taps[:len(m.taps)-1]
	if !last.had {
		// A register cannot be unwritten: who was not touched is present.
		last.before = kpuk.Attendance{Presence: kpuk.Present}
	}
	m.attend(last.member, last.before)
	m.save()
	return last.member
}

// takeAttendance writes "present" for whoever was not touched; the page is left.
func (m *Model) takeAttendance() {
	for _, member := range m.members {
		m.attend(member.ID, m.presence(member.ID))
	}
	m.taps = nil
}

// ensureAttendance takes the attendance when a later step is opened before the page
// was left by its own button.
func (m *Model) ensureAttendance() {
	for _, member := range m.members {
		if m.meeting.Attendance[member.ID].Presence == kpuk.NotTaken {
			m.takeAttendance()
			m.save()
			return
		}
	}
}

// Turnout is how many came, of the members now active, and how many must; who was not
// touched is present.
func (m *Model) Turnout() kpuk.Quorum {
	here := 0
	for _, member := range m.members {
		if m.presence(member.ID).Presence.Attends() {
			here++
		}
	}
	return kpuk.QuorumOf(here, len(m.members))
}

// Guests is the number of guests.
func (m *Model) Guests() int {
	n, err := strconv.Atoi(m.meeting.Guests)
	if err != nil {
		return 0
	}
	return n
}

// AddGuests changes the number of guests, never below those known by name.
func (m *Model) AddGuests(n int) {
	now := max(len(m.meeting.Visitors), m.Guests()+n)
	m.change(func(d *kpuk.Meeting) { d.Guests = strconv.Itoa(now) })
}

// FineNote says what attendance brings with it to the money grid; empty when nothing.
func (m *Model) FineNote(member kpuk.ID) string {
	fine := kpuk.Rupiah(0)
	a := m.presence(member)
	switch a.Presence {
	case kpuk.Late:
		fine = m.rules().LateFine
	case kpuk.Absent:
		fine = m.rules().AbsentFine
	default:
	}
	word := m.text.T("recorder.presence." + a.Presence.String())
	if at := m.clockText(a.At); at != "" {
		word = m.text.T("recorder.presence_at", "Word", word, "Clock", at)
	}
	if fine == 0 {
		return word
	}
	return m.text.T("recorder.fine_follows", "Word", word, "Amount", m.text.Amount(int64(fine)))
}
