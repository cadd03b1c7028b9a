package shareout

import (
	"time"

	"pendamping/app/screen"
	"pendamping/kpuk"
	"pendamping/kpuk/book"
)

// Model reckons what a share-out would give if it were held today. Nothing of it is
// kept.
type Model struct {
	env    *screen.Env
	group  kpuk.ID
	period kpuk.SharePeriod // as chosen here; zero: the usual one
}

// NewModel makes the model of a group.
func NewModel(env *screen.Env, group kpuk.ID) *Model { return &Model{env: env, group: group} }

// Group is the group, nil when this device does not hold it.
func (m *Model) Group() *book.Group { return m.env.Book.Group(m.group) }

// Period is what would be shared out: from the day after the last share-out's, or from
// the first entry, to today, unless other days were chosen.
func (m *Model) Period() kpuk.SharePeriod {
	if !m.period.IsZero() {
		return m.period
	}
	g, today := m.Group(), m.env.Today()
	p := g.Ledger().UsualPeriod(SharedTo(Meetings(g), today.AddDays(1)), today)
	p.To = today
	return p
}

// SetPeriod chooses other days. It says what is wrong with them, and then changes
// nothing.
func (m *Model) SetPeriod(from, to time.Time) (problem string) {
	p := kpuk.SharePeriod{From: kpuk.DateOf(from), To: kpuk.DateOf(to)}
	if problem = CheckPeriod(m.env, p, m.env.Today()); problem == "" {
		m.period = p
	}
	return problem
}

// Result is the share-out as it would be. The group must be held.
func (m *Model) Result() Result {
	g, today := m.Group(), m.env.Today()
	rules, _ := g.RulesAt(today)
	members := make([]*kpuk.Member, 0, len(g.Members()))
	for _, member := range g.Members() {
		members = append(members, member.Member)
	}
	sharing, err := g.Ledger().ShareOut(m.Period(), rules, members, today)
	return Read(m.env, Source{
		Sharing: sharing, Err: err, Since: RuleSince(g.Group, today), Box: g.Cash(), Member: m.member,
	})
}

// member is a member of the book.
func (m *Model) member(id kpuk.ID) *kpuk.Member {
	if member := m.env.Book.Member(id); member != nil {
		return member.Member
	}
	return nil
}

// Meetings are a group's meetings as records.
func Meetings(g *book.Group) []*kpuk.Meeting {
	out := make([]*kpuk.Meeting, 0, len(g.Meetings()))
	for _, m := range g.Meetings() {
		out = append(out, m.Meeting)
	}
	return out
}

// CheckPeriod says what is wrong with a period that is to be shared out on a day.
func CheckPeriod(env *screen.Env, p kpuk.SharePeriod, on kpuk.Date) (problem string) {
	switch {
	case p.From.IsZero() || p.To.IsZero():
		return env.Text.T("shareout.period_missing")
	case p.From > p.To:
		return env.Text.T("shareout.period_turned")
	case p.To > on:
		return env.Text.T("shareout.period_ahead")
	}
	return ""
}
