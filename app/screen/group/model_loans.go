package group

import (
	"strconv"

	"pendamping/app/screen"
	"pendamping/kpuk"
	"pendamping/kpuk/book"
)

// loans lists the loans, the newest first.
func (m *Model) loans(g *book.Group) {
	p, today := m.env.Text, m.env.Today()
	m.Columns = []string{p.T("group.lent"), p.T("group.owes")}
	m.classes(g)
	for _, l := range g.Loans() {
		r := Row{
			Title: p.T("group.unknown"), Subtitle: p.N("group.terms", l.Terms.Instalments, "Date", p.Date(l.Terms.Start.Time())),
			Cells: []string{p.Amount(int64(l.Terms.Principal)), p.AmountDash(int64(l.Outstanding()))},
			Mark:  Mark{Text: p.T("word.loan." + l.Status.Status.String())},
		}
		if l.Purpose != "" {
			r.Subtitle += " · " + l.Purpose
		}
		if member := l.Of(); member != nil {
			r.Title = member.Name
		} else if name := g.NameOf(l.Member); name != "" {
			r.Title = name
		}
		r.Route = screen.Route{Name: screen.Loan, ID: l.ID}
		if view, err := l.State(today); err == nil && view.Active {
			r.Mark = Mark{Text: p.T("group.well"), Tone: Good}
			if view.DaysLate > 0 {
				r.Mark = Mark{Text: p.N("group.days_late", view.DaysLate), Tone: Waiting}
			}
		}
		m.Rows = append(m.Rows, r)
	}
}

// classes sums what is owed by how late it is.
func (m *Model) classes(g *book.Group) {
	p := m.env.Text
	m.Classes = nil
	for _, c := range g.Classes(m.env.Today()) {
		f := Figure{
			Label: p.T("group.class." + strconv.Itoa(int(c.Lateness))), Value: p.AmountDash(int64(c.Outstanding)), Note: p.N("group.class.loans", c.Loans),
		}
		if c.Lateness != kpuk.LateNone && c.Loans > 0 {
			f.Tone = Waiting
		}
		m.Classes = append(m.Classes, f)
	}
}

// visits lists the visits to the group, newest first.
func (m *Model) visits(g *book.Group) {
	p := m.env.Text
	for _, v := range g.Visits() {
		r := Row{
			Title: p.DateLong(v.Date.Time()), Subtitle: v.Purpose, Mark: Mark{Text: p.T("word.visit." + v.State.String())},
			Route: screen.Route{Name: screen.Visit, ID: v.ID},
		}
		if v.State == kpuk.VisitDone {
			r.Mark.Tone = Good
		}
		if hours := clock(v.Arrived, v.Departed); hours != "" {
			r.Cells = []string{hours}
		}
		if v.Findings != "" {
			r.Subtitle += " · " + v.Findings
		}
		m.Rows = append(m.Rows, r)
	}
}

// clock writes from when to when a visit was; empty while it is not known.
func clock(from, to kpuk.Minutes) string {
	if from == 0 {
		return ""
	}
	return from.String() + "–" + to.String()
}

// Start goes to the group's meeting: the running one, or a new one of today.
func (m *Model) Start(failed func(error)) { m.env.StartMeeting(m.id, failed) }
