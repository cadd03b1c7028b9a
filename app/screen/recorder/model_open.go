package recorder

import (
	"strings"
	"time"

	"pendamping/kpuk"
)

// Opening is the first step's content.
type Opening struct {
	Date      time.Time
	Start     string
	Place     string
	Type      kpuk.MeetingType
	LedBy     kpuk.ID
	WrittenBy kpuk.ID
	Agenda    string
}

// fillOpening prefills what is usually so: it began now, where it was agreed, led by
// the chair, written by the secretary. What is there already stays.
func (m *Model) fillOpening() {
	changed := false
	if m.meeting.Date.IsZero() {
		m.meeting.Date, changed = m.env.Today(), true
	}
	if m.meeting.Start == 0 && m.meeting.Date == m.env.Today() {
		m.meeting.Start, changed = m.clock(), true
	}
	if m.meeting.Place == "" {
		m.meeting.Place = m.usualPlace()
		changed = changed || m.meeting.Place != ""
	}
	for _, member := range m.members {
		if member.Role == kpuk.RoleChair && m.meeting.LedBy.IsZero() {
			m.meeting.LedBy, changed = member.ID, true
		}
		if member.Role == kpuk.RoleSecretary && m.meeting.WrittenBy.IsZero() {
			m.meeting.WrittenBy, changed = member.ID, true
		}
	}
	if m.fillAgenda() || changed {
		m.save()
	}
}

// fillAgenda puts what nobody answered on the agenda of a meeting that begins; it tells
// whether there was anything.
func (m *Model) fillAgenda() bool {
	if m.meeting.Agenda != "" || m.state() != kpuk.Draft || m.meeting.Left(kpuk.StepOpen) {
		return false
	}
	m.meeting.Agenda = strings.Join(m.Unanswered(), "\n")
	return m.meeting.Agenda != ""
}

// usualPlace is where the last meeting agreed to meet, or met, or the group's hamlet.
func (m *Model) usualPlace() string {
	if held := m.env.Book.Meeting(m.meeting.ID); held != nil {
		if last := held.Previous(); last != nil {
			if last.NextPlace != "" {
				return last.NextPlace
			}
			return last.Place
		}
	}
	return m.group().Hamlet
}

// clock is the time of day now.
func (m *Model) clock() kpuk.Minutes {
	now := m.env.Now()
	return kpuk.At(now.Hour(), now.Minute())
}

// clockText writes a time of day as the language does; empty when not given.
func (m *Model) clockText(at kpuk.Minutes) string {
	hour, minute, ok := at.Clock()
	if !ok {
		return ""
	}
	return m.text.Clock(time.Date(1970, 1, 1, hour, minute, 0, 0, time.UTC))
}

// Opening is what the first step shows.
func (m *Model) Opening() Opening {
	d := m.meeting
	return Opening{
		Date: d.Date.Time(), Start: m.clockText(d.Start), Place: d.Place, Type: d.Type,
		LedBy: d.LedBy, WrittenBy: d.WrittenBy, Agenda: d.Agenda,
	}
}

// SetDate changes the day of the meeting.
func (m *Model) SetDate(day time.Time) {
	m.change(func(d *kpuk.Meeting) { d.Date = kpuk.DateOf(day) })
}

// SetStart changes the time at which it began; it says what is wrong with a text that
// is no time of day and then changes nothing.
func (m *Model) SetStart(text string) (problem string) {
	at, err := kpuk.ParseMinutes(text)
	if err != nil {
		return m.text.T("recorder.bad_time")
	}
	m.change(func(d *kpuk.Meeting) { d.Start = at })
	return ""
}

// SetPlace changes where it is held.
func (m *Model) SetPlace(place string) { m.change(func(d *kpuk.Meeting) { d.Place = place }) }

// SetAgenda changes what is to be talked about.
func (m *Model) SetAgenda(agenda string) { m.change(func(d *kpuk.Meeting) { d.Agenda = agenda }) }

// SetType changes what kind of meeting it is.
func (m *Model) SetType(t kpuk.MeetingType) { m.change(func(d *kpuk.Meeting) { d.Type = t }) }

// SetLeader changes who leads.
func (m *Model) SetLeader(member kpuk.ID) { m.change(func(d *kpuk.Meeting) { d.LedBy = member }) }

// SetWriter changes who writes.
func (m *Model) SetWriter(member kpuk.ID) { m.change(func(d *kpuk.Meeting) { d.WrittenBy = member }) }

// Members lists who can lead, write or promise something.
func (m *Model) Members() []*kpuk.Member { return m.members }
