// Package gaps lists the members about whom something has to be mended: an instalment is
// overdue, consent is missing, or the record is not whole. Each row leads to where it can
// be mended.
package gaps

import (
	"strings"

	"pendamping/app/screen"
	"pendamping/kpuk"
	"pendamping/kpuk/book"
)

// Row is one member.
type Row struct {
	Title, Subtitle, Mark string
	Route                 screen.Route
}

// Model is the list of one gap.
type Model struct {
	env    *screen.Env
	Gap    book.Gap
	Counts [book.GapCount]int
	Rows   []Row
}

// NewModel lists a gap; a name that is none lists arrears.
func NewModel(env *screen.Env, gap string) *Model {
	m := &Model{env: env}
	for g := range book.GapCount {
		if g.String() == gap {
			m.Gap = g
		}
	}
	m.Load()
	return m
}

// Choose lists another gap.
func (m *Model) Choose(gap book.Gap) {
	m.Gap = gap
	m.Load()
}

// Load reads the book anew.
func (m *Model) Load() {
	today := m.env.Today()
	m.Rows = nil
	for g := range book.GapCount {
		members := m.env.Book.Gaps(g, today)
		m.Counts[g] = len(members)
		if g != m.Gap {
			continue
		}
		for _, member := range members {
			m.Rows = append(m.Rows, m.row(member, today))
		}
	}
}

// row says what is to be mended about a member.
func (m *Model) row(member *book.Member, today kpuk.Date) Row {
	p := m.env.Text
	r := Row{Title: member.Name, Route: screen.Route{Name: screen.Member, ID: member.ID}}
	if g := member.In(); g != nil {
		r.Subtitle = p.T("visits.group", "Name", g.Name) + " · " + m.env.Area(g.Village)
	}
	switch m.Gap {
	case book.GapArrears:
		r.Mark = p.N("group.days_late", member.DaysLate(today))
		r.Route.Tab = "loans"
	case book.GapConsent:
		r.Mark = p.T("gaps.no_consent")
		if !member.Consent.WithdrawnOn.IsZero() {
			r.Mark = p.T("gaps.withdrawn")
		}
		r.Route.Tab = "consent"
	default:
		var words []string
		for _, field := range member.Lacks(today) {
			words = append(words, p.T("gaps.lacks."+field))
		}
		r.Mark = strings.Join(words, ", ")
		r.Route.Tab = section(member.Lacks(today)[0])
	}
	return r
}

// section is the part of the member's page that has a field.
func section(field string) string {
	switch field {
	case "address", "business":
		return field
	default:
		return "self"
	}
}
