package correct

import (
	"cmp"
	"slices"

	"pendamping/app/screen"
	"pendamping/kpuk"
)

// Row is one thing of a meeting that can be corrected.
type Row struct {
	Title, Note, Figure string
	Route               screen.Route
}

// Title names what is corrected.
func (m *Model) Title() (title, subtitle string) {
	t := m.env.Text
	if m.Kind == Nothing {
		return t.T("correct.title"), ""
	}
	subtitle = t.T("correct.group", "Name", m.group.Name)
	if m.meeting != nil {
		subtitle += " · " + t.T("correct.meeting", "Date", t.DateLong(m.meeting.Date.Time()))
	}
	return t.T("correct.title"), subtitle
}

// Writing tells that the meeting is still being written or mended: it is changed there.
func (m *Model) Writing() bool { return m.meeting != nil && m.meeting.State.Editable() }

// Lines lists the money of the meeting, by member and kind.
func (m *Model) Lines() []Row {
	var lines []*kpuk.Entry
	number := map[kpuk.ID]int{{}: 1 << 30} // the group's own lines come last
	for i, w := range m.group.Everyone() {
		number[w.ID] = i + 1
	}
	for e := range m.group.Ledger().Standing() {
		if e.Line.Meeting == m.meeting.ID && e.Line.Kind != kpuk.EntryCashDifference {
			lines = append(lines, e)
		}
	}
	slices.SortFunc(lines, func(a, b *kpuk.Entry) int {
		return cmp.Or(cmp.Compare(number[a.Line.Member], number[b.Line.Member]), cmp.Compare(a.Line.Kind, b.Line.Kind), cmp.Compare(a.Line.Turn, b.Line.Turn))
	})
	rows := make([]Row, 0, len(lines))
	for _, e := range lines {
		note := m.env.Text.T("correct.of_group")
		if !e.Line.Member.IsZero() {
			note = m.name(e.Line.Member)
		}
		if e.Line.Note != "" && e.Line.Member.IsZero() {
			note += " · " + e.Line.Note
		}
		rows = append(rows, Row{
			Title: m.env.Text.T("word.entry." + e.Line.Kind.String()), Note: note,
			Figure: m.env.Text.Amount(int64(e.Line.Amount)), Route: screen.Route{Name: screen.Correct, ID: e.ID},
		})
	}
	return rows
}

// People lists the attendance of the meeting.
func (m *Model) People() []Row {
	var rows []Row
	for _, w := range m.group.Everyone() {
		a, taken := m.meeting.Attendance[w.ID]
		if !taken && !w.ActiveOn(m.meeting.Date) {
			continue
		}
		rows = append(rows, Row{
			Title: w.Name, Note: m.env.Text.T("word.presence." + a.Presence.String()),
			Route: screen.Route{Name: screen.Correct, ID: m.meeting.ID, Of: w.ID},
		})
	}
	return rows
}

// Counted is what was counted at the meeting; false when nothing was.
func (m *Model) Counted() (Row, bool) {
	total, err := m.meeting.Cash.Total()
	if err != nil || !m.meeting.Cash.Done {
		return Row{}, false
	}
	return Row{
		Title: m.env.Text.T("correct.counted"), Figure: m.env.Text.Amount(int64(total)),
		Route: screen.Route{Name: screen.Correct, ID: m.meeting.ID, Tab: TabCount},
	}, true
}

// MissingRoute leads to writing a line that was forgotten.
func (m *Model) MissingRoute() screen.Route {
	return screen.Route{Name: screen.Correct, ID: m.meeting.ID, Tab: TabMissing}
}

// Written says what is written now: its name, whose, the day, and the figure.
func (m *Model) Written() Row {
	t := m.env.Text
	switch m.Kind {
	case Presence:
		return Row{Title: m.name(m.route.Of), Note: m.day(m.meeting.Date), Figure: t.T("word.presence." + m.meeting.Attendance[m.route.Of].Presence.String())}
	case Count:
		row, _ := m.Counted() // an empty row where nothing was counted
		row.Title, row.Note = t.T("correct.counted"), m.day(m.meeting.Date)
		return row
	case Line, Back:
		l := m.line()
		row := Row{Title: t.T("word.entry." + l.Kind.String()), Note: m.day(l.Date), Figure: t.Amount(int64(l.Amount))}
		if l.Member.IsZero() {
			row.Note += " · " + t.T("correct.of_group")
		} else {
			row.Note += " · " + m.name(l.Member)
		}
		return row
	default:
		return Row{}
	}
}

// Past lists what happened to the line, in words: what it stands instead of, what voided
// it and why, and who corrected it.
func (m *Model) Past() []string {
	if m.entry == nil {
		return nil
	}
	t, ledger := m.env.Text, m.group.Ledger()
	var out []string
	if old := ledger.Entry(m.entry.Line.Instead); old != nil {
		out = append(out, t.T("correct.instead", "What", t.T("word.entry."+old.Line.Kind.String()), "Amount", t.Amount(int64(old.Line.Amount))))
	}
	void := ledger.Entry(ledger.VoidedBy(m.entry.ID))
	if m.Kind == Back {
		void = m.entry
	}
	if void != nil {
		out = append(out, t.T("correct.voided", "Reason", void.Line.Note))
	}
	if m.meeting != nil {
		for _, c := range m.meeting.Corrections {
			if slices.Contains(c.Void, m.entry.ID) || slices.Contains(c.Write, m.entry.ID) || void != nil && slices.Contains(c.Void, void.ID) {
				out = append(out, t.T("correct.by", "Name", m.person(c.By), "When", m.moment(c.At), "Reason", c.Reason))
			}
		}
	}
	slices.Sort(out[min(len(out), 2):])
	return out
}
