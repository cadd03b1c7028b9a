package member

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"pendamping/kpuk"
	"pendamping/kpuk/book"
)

// peers are the members of her group.
func (m *Model) peers() []*kpuk.Member {
	g := m.env.Book.Group(m.member.Group)
	if g == nil {
		return nil
	}
	out := make([]*kpuk.Member, 0, len(g.Members()))
	for _, other := range g.Members() {
		out = append(out, other.Member)
	}
	return out
}

// Role is the office she holds today.
func (m *Model) Role() kpuk.Role { return m.member.RoleAt(m.env.Today()) }

// Holder names who holds an office that she would take; empty when nobody else does.
func (m *Model) Holder(role kpuk.Role) string {
	if other := kpuk.Holder(m.peers(), role, m.member.ID, m.env.Today()); other != nil {
		return other.Name
	}
	return ""
}

// TakeRole gives her an office from today. Who held it until now becomes a member again,
// in the same save.
func (m *Model) TakeRole(role kpuk.Role) {
	today := m.env.Today()
	m.member.TakeOffice(role, today, today)
	var with []kpuk.Record
	if other := kpuk.Holder(m.peers(), role, m.member.ID, today); other != nil {
		before := kpuk.Clone(other)
		before.TakeOffice(kpuk.RoleMember, today, today)
		with = append(with, before)
	}
	m.save(with...)
}

// roleSince is the day from which she holds her office; none where it was never dated.
func (m *Model) roleSince() kpuk.Date {
	var since kpuk.Date
	for from := range m.member.Offices {
		if from <= m.env.Today() {
			since = max(since, from)
		}
	}
	return since
}

// moveRole changes the day from which she holds her office.
func (m *Model) moveRole(on kpuk.Date) {
	since, role := m.roleSince(), m.Role()
	if on.IsZero() || on > m.env.Today() || on < m.member.JoinedOn {
		m.Refused[RoleSince] = "member.problem.role_day"
		return
	}
	if !since.IsZero() {
		delete(m.member.Offices, since)
	}
	m.member.TakeOffice(role, on, m.env.Today())
}

// Offices lists her offices with the day from which each held, the newest first.
func (m *Model) Offices() []string {
	p := m.env.Text
	var days []kpuk.Date
	for day := range m.member.Offices {
		days = append(days, day)
	}
	slices.SortFunc(days, func(a, b kpuk.Date) int { return cmp.Compare(b, a) })
	out := make([]string, len(days))
	for i, day := range days {
		role := p.T("word.role." + m.member.Offices[day].String())
		out[i] = p.T("member.role.since", "Role", role, "Date", p.Date(day.Time()))
	}
	return out
}

// Active tells whether she belongs to her group.
func (m *Model) Active() bool { return m.member.Status.State == kpuk.MemberActive }

// StatusWords says how her membership ended.
func (m *Model) StatusWords() (strong, text string) {
	p, s := m.env.Text, m.member.Status
	strong = p.T("word.status." + s.State.String())
	if !s.On.IsZero() {
		text = p.Date(s.On.Time())
	}
	if s.Reason != "" {
		text = strings.TrimPrefix(text+" · "+s.Reason, " · ")
	}
	return strong, text
}

// MayRejoin tells whether she can come back.
func (m *Model) MayRejoin() bool { return m.member.Status.State == kpuk.MemberLeft }

// Ending is how a membership ends: by leaving, by death, or by moving to another group.
type Ending struct {
	State  kpuk.MemberStatus
	On     time.Time
	Reason string
	To     kpuk.ID // the group she moves to
}

// Leaving is what is said about an ending before it is kept, by field: On, Reason, To or
// Member. Refused holds what cannot be.
type Leaving struct {
	Refused map[string]string // translated, by field
	Notes   []string          // what goes along or stays unsettled
}

// Ends looks at an ending without keeping it.
func (m *Model) Ends(e Ending) Leaving {
	out := Leaving{Refused: map[string]string{}}
	var found []kpuk.Problem
	if e.State == kpuk.MemberMoved {
		move := m.move(e)
		if move.To == nil {
			out.Refused["To"] = m.env.Text.T("member.problem.move_to")
		}
		found = move.Check(m.env.Today())
		out.Notes = m.carried(move)
	} else {
		found = m.leaves(e)
	}
	for _, problem := range found {
		words := m.words(problem)
		if _, said := out.Refused[problem.Field]; problem.Warning {
			out.Notes = append(out.Notes, words)
		} else if !said {
			out.Refused[problem.Field] = words
		}
	}
	return out
}

// words says a problem with its amounts and days.
func (m *Model) words(problem kpuk.Problem) string {
	p := m.env.Text
	var args []any
	for name, value := range problem.Args {
		switch v := value.(type) {
		case kpuk.Rupiah:
			args = append(args, name, p.Rupiah(int64(v)))
		case kpuk.Date:
			args = append(args, name, p.Date(v.Time()))
		}
	}
	return p.T("member.problem."+problem.Key, args...)
}

// leaves is what is odd about leaving or a death.
func (m *Model) leaves(e Ending) []kpuk.Problem {
	var out []kpuk.Problem
	refuse := func(field, key string) { out = append(out, kpuk.Problem{Field: field, Key: key}) }
	on := kpuk.DateOf(e.On)
	switch {
	case e.On.IsZero() || on > m.env.Today():
		refuse("On", "left_when")
	case on < m.member.JoinedOn:
		refuse("On", "left_before_joined")
	}
	if e.State == kpuk.MemberLeft && strings.TrimSpace(e.Reason) == "" {
		refuse("Reason", "left_why")
	}
	if held := m.env.Book.Member(m.member.ID); held != nil {
		out = append(out, kpuk.CheckLeaving(held.Savings().Total(), held.Outstanding())...)
	}
	return out
}

// move is an ending as a move between two groups.
func (m *Model) move(e Ending) *kpuk.Move {
	from := m.env.Book.Group(m.member.Group)
	move := &kpuk.Move{Member: m.member, On: kpuk.DateOf(e.On), Reason: e.Reason, Ledger: kpuk.NewLedger(), From: &kpuk.Group{}}
	if e.On.IsZero() {
		move.On = 0
	}
	if from != nil {
		move.From, move.Ledger = from.Group, from.Ledger()
		for _, l := range from.Loans() {
			move.Loans = append(move.Loans, l.Loan)
		}
		for _, meeting := range from.Meetings() {
			move.Meetings = append(move.Meetings, meeting.Meeting)
		}
	}
	if to := m.env.Book.Group(e.To); to != nil {
		move.To, move.Number = to.Group, nextNumber(to)
	}
	move.Photos = m.env.Book.Photos(m.member.ID)
	return move
}

// carried says what she takes along.
func (m *Model) carried(move *kpuk.Move) []string {
	p, saved := m.env.Text, move.Savings()
	if saved.Total() <= 0 {
		return []string{p.T("member.move.nothing")}
	}
	return []string{p.T("member.move.carried", "Total", p.Rupiah(int64(saved.Total())), "Pokok", p.Amount(int64(saved.Pokok)),
		"Wajib", p.Amount(int64(saved.Wajib)), "Sukarela", p.Amount(int64(saved.Sukarela)))}
}

// Targets are the groups she can move to.
func (m *Model) Targets() []*book.Group {
	var out []*book.Group
	for _, g := range m.env.Book.Groups() {
		if g.ID != m.member.Group && g.Status != kpuk.GroupClosed && g.Partition == m.member.Partition {
			out = append(out, g)
		}
	}
	return out
}

// End keeps an ending. It returns how to take it back, nil where that is not possible:
// money that went over to another group comes back by another move.
func (m *Model) End(e Ending) (back func()) {
	if len(m.Ends(e).Refused) > 0 {
		return nil
	}
	if e.State == kpuk.MemberMoved {
		moved, err := m.move(e).Records(m.env.Today())
		if err != nil {
			m.Failure = err
			return nil
		}
		m.member = moved.Member
		m.save(moved.Records()[1:]...)
		return nil
	}
	before := m.member.Status
	if err := m.member.Leave(e.State, kpuk.DateOf(e.On), e.Reason); err != nil {
		m.Failure = err
		return nil
	}
	m.save()
	return func() {
		m.member.Status = before
		m.save()
	}
}

// Rejoin takes her back today.
func (m *Model) Rejoin() {
	g := m.env.Book.Group(m.member.Group)
	if g == nil {
		return
	}
	if err := m.member.Rejoin(g.Group, m.env.Today()); err != nil {
		m.Failure = err
		return
	}
	m.save()
}

// NeverLeft takes back an ending that was noted by mistake.
func (m *Model) NeverLeft() {
	m.member.Status = kpuk.Membership{}
	m.save()
}
