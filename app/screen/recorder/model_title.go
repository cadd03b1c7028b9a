package recorder

import (
	"unicode"
	"unicode/utf8"

	"pendamping/kpuk"
)

// Title names group and village.
func (m *Model) Title() string {
	g := m.group()
	return m.text.T("recorder.title", "Group", g.Name, "Village", m.env.Area(g.Village))
}

// Subtitle names the type of meeting and its day.
func (m *Model) Subtitle() string {
	kind := m.text.T("recorder.type." + m.meeting.Type.String())
	if m.meeting.Date.IsZero() {
		return kind
	}
	return m.text.T("recorder.subtitle", "Type", kind, "Date", m.text.DateLong(m.meeting.Date.Time()))
}

// ShortSubtitle is the subtitle in few words, for a narrow place.
func (m *Model) ShortSubtitle() string {
	kind := m.text.T("recorder.type_short." + m.meeting.Type.String())
	if m.meeting.Date.IsZero() {
		return kind
	}
	return m.text.T("recorder.subtitle", "Type", kind, "Date", m.text.Date(m.meeting.Date.Time()))
}

// MinutesTitle heads the minutes.
func (m *Model) MinutesTitle() string {
	kind := m.text.T("recorder.type." + m.meeting.Type.String())
	first, size := utf8.DecodeRuneInString(kind)
	return m.text.T("recorder.minutes_of", "Type", string(unicode.ToLower(first))+kind[size:])
}

// memberName is the name of a member or of a person, empty when neither is known.
func (m *Model) memberName(id kpuk.ID) string {
	if name := m.group().NameOf(id); name != "" {
		return name
	}
	if person := m.env.Book.Person(id); person != nil {
		return person.Name
	}
	return ""
}
