// Package groups is the list of groups, those that need somebody first, with a search
// that filters while one types. It also serves to choose the group of a new meeting.
package groups

import (
	"cmp"
	"slices"

	"pendamping/app/screen"
	"pendamping/kpuk"
	"pendamping/kpuk/book"
)

// State is why a group stands where it does in the list. Lower states come first.
type State int

// The states, by need.
const (
	Returned State = iota // its meeting came back from the coordinator
	Late                  // it outstayed its rhythm
	Running               // a meeting is being recorded
	Today                 // it meets today
	Well                  // nothing is to be done
	Resting               // dormant or closed
)

// most is how many hits of a search are looked at; more is no help to anybody.
const most = 1000

// Order is how the list is sorted.
type Order int

// The orders.
const (
	ByNeed    Order = iota
	ByName          // A first
	ByMeeting       // longest ago first
	ByMembers       // most first
	BySavings       // most first
	orders          // how many there are
)

// name of an order in texts.
func (o Order) name() string { return [...]string{"need", "name", "meeting", "members", "savings"}[o] }

// Model is what the page shows.
type Model struct {
	env *screen.Env
	all []Row

	// GroupsOnly lists groups alone, also while something is searched for: a group is to be
	// chosen.
	GroupsOnly bool
	Order      Order

	Query   string
	Village string // area code; empty: all
	Rows    []Row  // filtered
	Members int    // in the rows shown
	Places  []Place
}

// Row is a group in the list; while something is searched for, it may be a village with
// groups or a member.
type Row struct {
	Kind    kpuk.Kind // KindGroup, KindMember or book.KindVillage
	ID      kpuk.ID
	Name    string
	Village string // area code
	Where   string // village, sub-district, last meeting
	Short   string // village, members, last meeting
	Members int
	Savings string // rupiah, or a dash where a sum cannot be shown
	State   State
	Days    int    // late by
	Found   string // the member whose name was searched for

	met   kpuk.Date
	saved kpuk.Rupiah
}

// Place is a village with groups.
type Place struct {
	Code, Name string
	Count      int
}

// NewModel makes a model of the groups in the book.
func NewModel(env *screen.Env) *Model {
	m := &Model{env: env}
	m.Load()
	return m
}

// Load reads the book anew and filters as before.
func (m *Model) Load() {
	groups := m.env.Book.Groups()
	m.all = make([]Row, len(groups))
	counts := map[string]int{}
	for i, g := range groups {
		m.all[i] = m.row(g)
		counts[g.Village]++
	}
	m.sort()
	m.Places = m.Places[:0]
	for code, n := range counts {
		m.Places = append(m.Places, Place{Code: code, Name: m.env.Area(code), Count: n})
	}
	slices.SortFunc(m.Places, func(x, y Place) int { return cmp.Or(cmp.Compare(x.Name, y.Name), cmp.Compare(x.Code, y.Code)) })
	m.filter()
}

// Sort puts the list into an order.
func (m *Model) Sort(by Order) {
	m.Order = by
	m.sort()
	m.filter()
}

// sort orders all groups; those of equal standing by need.
func (m *Model) sort() {
	slices.SortStableFunc(m.all, func(x, y Row) int {
		first := 0
		switch m.Order {
		case ByName:
			first = cmp.Compare(kpuk.Fold(x.Name), kpuk.Fold(y.Name))
		case ByMeeting:
			first = cmp.Compare(x.met, y.met)
		case ByMembers:
			first = cmp.Compare(y.Members, x.Members)
		case BySavings:
			first = cmp.Compare(y.saved, x.saved)
		default:
		}
		return cmp.Or(first, cmp.Compare(x.State, y.State), cmp.Compare(y.Days, x.Days), cmp.Compare(x.Name, y.Name))
	})
}

// row reads one group.
func (m *Model) row(g *book.Group) Row {
	p, today := m.env.Text, m.env.Today()
	village := m.env.Area(g.Village)
	met, short := p.T("groups.never_met"), p.T("groups.never_met")
	if last := g.LastMeeting(); !last.IsZero() {
		met = p.T("groups.met", "Date", p.Date(last.Time()))
		short = p.DayMonth(last.Time())
	}
	r := Row{
		Kind: kpuk.KindGroup, met: g.LastMeeting(), saved: g.Savings(),
		ID: g.ID, Name: p.T("groups.name", "Name", g.Name), Village: g.Village, Members: g.Active(),
		Where: village + " · " + m.env.Area(book.District(g.Village)) + " · " + met, Savings: p.Amount(int64(g.Savings())),
	}
	r.Short = village + " · " + p.N("common.members", r.Members) + " · " + short
	if g.Err() != nil {
		r.Savings = "–"
	}
	r.State, r.Days = stateOf(g, today)
	return r
}

// stateOf says what a group needs.
func stateOf(g *book.Group, today kpuk.Date) (State, int) {
	running := g.Running()
	late := g.Late(today)
	switch {
	case running != nil && running.State.State == kpuk.Returned:
		return Returned, 0
	case running != nil:
		return Running, 0
	case g.Status != kpuk.GroupActive:
		return Resting, 0
	case late > 0:
		return Late, late
	case g.NextMeeting() == today:
		return Today, 0
	default:
		return Well, 0
	}
}

// Search filters by a text: group, village or member.
func (m *Model) Search(query string) {
	m.Query = query
	m.filter()
}

// Choose filters by a village; empty shows all.
func (m *Model) Choose(village string) {
	m.Village = village
	m.filter()
}

// filter makes Rows from all.
func (m *Model) filter() {
	if m.Query != "" && !m.GroupsOnly {
		m.mix()
		return
	}
	found := m.found()
	m.Rows, m.Members = m.Rows[:0], 0
	for _, r := range m.all {
		if m.Village != "" && r.Village != m.Village {
			continue
		}
		if found != nil {
			member, ok := found[r.ID]
			if !ok {
				continue
			}
			r.Found = member
		}
		m.Rows = append(m.Rows, r)
		m.Members += r.Members
	}
}

// mix lists what a search found: groups, then villages, then members.
func (m *Model) mix() {
	p := m.env.Text
	rows := make(map[kpuk.ID]Row, len(m.all))
	for _, r := range m.all {
		rows[r.ID] = r
	}
	m.Rows, m.Members = m.Rows[:0], 0
	for _, hit := range m.env.Book.Search(m.Query, most) {
		if m.Village != "" && hit.Village != m.Village {
			continue
		}
		switch hit.Kind {
		case kpuk.KindGroup:
			m.Rows = append(m.Rows, rows[hit.ID])
			m.Members += rows[hit.ID].Members
		case book.KindVillage:
			r := Row{Kind: hit.Kind, ID: hit.ID, Name: p.T("groups.village", "Name", hit.Name), Village: hit.Village}
			r.Where = m.env.Area(book.District(hit.Village)) + " · " + p.N("common.groups", m.count(hit.Village))
			r.Short = r.Where
			m.Rows = append(m.Rows, r)
		default:
			m.Rows = append(m.Rows, m.person(hit, rows[hit.Group]))
		}
	}
}

// count is how many groups a village has.
func (m *Model) count(village string) int {
	for _, place := range m.Places {
		if place.Code == village {
			return place.Count
		}
	}
	return 0
}

// person is the row of a member.
func (m *Model) person(hit book.Hit, of Row) Row {
	r := Row{Kind: hit.Kind, ID: hit.ID, Name: hit.Name, Village: hit.Village, Where: of.Name + " · " + m.env.Area(hit.Village)}
	if member := m.env.Book.Member(hit.ID); member != nil && member.Status.State != kpuk.MemberActive {
		r.Where += " · " + m.env.Text.T("word.status."+member.Status.State.String())
	}
	r.Short = r.Where
	return r
}

// found maps the groups a search found to the member that was found in them, if it was
// not the group itself; nil when nothing is searched for.
func (m *Model) found() map[kpuk.ID]string {
	if m.Query == "" {
		return nil
	}
	out := map[kpuk.ID]string{}
	for _, hit := range m.env.Book.Search(m.Query, most) {
		if _, known := out[hit.Group]; known {
			continue
		}
		out[hit.Group] = ""
		if hit.Kind == kpuk.KindMember {
			out[hit.Group] = hit.Name
		}
	}
	return out
}

// Empty says why there are no rows: "groups.none" with no group at all, else
// "groups.nothing"; empty when there are rows.
func (m *Model) Empty() string {
	switch {
	case len(m.all) == 0:
		return "groups.none"
	case len(m.Rows) == 0:
		return "groups.nothing"
	default:
		return ""
	}
}
