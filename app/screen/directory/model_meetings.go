package directory

import (
	"strings"

	"pendamping/app/screen"
	"pendamping/kpuk"
	"pendamping/kpuk/book"
)

// meetings is the list of meetings.
type meetings struct{ env *screen.Env }

func (*meetings) order() (col int, down bool) { return 0, true }

func (l *meetings) columns() []Column {
	t := l.env.Text
	return []Column{
		{Title: t.T("lists.col.day"), Width: 112, Leading: true},
		{Title: t.T("lists.col.group"), Leading: true},
		{Title: t.T("lists.col.village"), Width: 150, Leading: true},
		{Title: t.T("lists.col.type"), Width: 170, Leading: true},
		{Title: t.T("lists.col.came"), Width: 90},
		{Title: t.T("lists.col.in"), Width: 110},
		{Title: t.T("lists.col.out"), Width: 110},
		{Title: "", Width: 16},
		{Title: t.T("lists.col.state"), Width: 140, Leading: true},
	}
}

// shownMonths is how many months stand above the list.
const shownMonths = 3

func (l *meetings) filters() []Filter {
	t, today := l.env.Text, l.env.Today()
	out := []Filter{
		{Text: t.T("common.all")},
		{Tab: "submitted", Text: t.T("common.state.submitted")},
		{Tab: "returned", Text: t.T("common.state.returned")},
		{Tab: "approved", Text: t.T("common.state.approved")},
	}
	first := kpuk.NewDate(today.Year(), today.Month(), 1)
	for i := range shownMonths {
		month := first.AddMonths(-i)
		out = append(out, Filter{Tab: "month:" + month.String(), Text: t.Month(month.Time())})
	}
	return append(out, Filter{Tab: "difference", Text: t.T("lists.tab.difference")})
}

// fits tells whether a filter leaves a meeting.
func fits(m *book.Meeting, tab string) bool {
	if month, ok := strings.CutPrefix(tab, "month:"); ok {
		first, err := kpuk.ParseDate(month)
		return err == nil && m.State.State != kpuk.Draft && m.Date >= first && m.Date < first.AddMonths(1)
	}
	switch tab {
	case "":
		return true
	case "difference":
		for _, e := range m.Entries() {
			if e.Line.Kind == kpuk.EntryCashDifference && e.Line.Note == "" {
				return true
			}
		}
		return false
	default:
		return m.State.State.String() == tab
	}
}

func (l *meetings) rows(tab string) []row {
	var out []row
	for _, g := range l.env.Book.Groups() {
		village := l.env.Area(g.Village)
		for _, m := range g.Meetings() {
			if fits(m, tab) {
				out = append(out, l.row(g, m, village))
			}
		}
	}
	return out
}

func (l *meetings) row(g *book.Group, m *book.Meeting, village string) row {
	t := l.env.Text
	b := builder{row{to: screen.Route{Name: screen.Meeting, ID: m.ID}, words: searchable(g.Name, village)}}
	b.number(day(l.env, m.Date), int64(m.Date))
	b.words(g.Name)
	b.words(village)
	b.words(t.T("word.meeting." + m.Type.String()))
	came, of := m.Came(), len(m.Attendance)
	b.number(t.Number(int64(came))+"/"+t.Number(int64(of)), int64(came))
	in, outgo, err := moved(m.Entries())
	if err != nil {
		b.add("?", Urgent, key{n: -1})
		b.add("?", Urgent, key{n: -1})
	} else {
		b.number(t.AmountDash(int64(in)), int64(in))
		b.number(t.AmountDash(int64(outgo)), int64(outgo))
	}
	b.words("")
	state := t.T("common.state." + m.State.State.String())
	b.add(state, stateMood(m.State.State), key{n: int64(m.State.State)})
	return b.row
}

// moved sums what a meeting's standing lines brought into the box and took out of it. A
// cash difference is neither.
func moved(entries []*kpuk.Entry) (in, out kpuk.Rupiah, err error) {
	for _, e := range entries {
		if e.Line.Kind == kpuk.EntryCashDifference {
			continue
		}
		var failed error
		switch effect := e.Line.Kind.CashEffect(); {
		case effect > 0:
			in, failed = in.Add(e.Line.Amount)
		case effect < 0:
			out, failed = out.Add(e.Line.Amount)
		}
		if failed != nil {
			return 0, 0, failed //nolint:wrapcheck // only asked whether there is one
		}
	}
	return in, out, nil
}

// stateMood colors a meeting's state.
func stateMood(s kpuk.MeetingState) Mood {
	switch s {
	case kpuk.Approved:
		return Good
	case kpuk.Submitted:
		return Waiting
	case kpuk.Returned:
		return Urgent
	default:
		return Plain
	}
}
