package book

import (
	"cmp"
	"slices"

	"pendamping/kpuk"
)

// Member is a member's record with her savings and loans.
type Member struct {
	*kpuk.Member
	group *Group
}

// In is the group she belongs to, or nil when its record is not held.
func (m *Member) In() *Group { return m.group.book.Group(m.Group) }

// Savings is what she put aside, by kind.
func (m *Member) Savings() kpuk.Savings { return m.group.ledger().balances.Members[m.ID] }

// SavingsBook lists what moved her savings in her group, by day, each with the balance
// after it.
func (m *Member) SavingsBook() []Line { return m.savingsIn(m.group) }

func (m *Member) savingsIn(g *Group) []Line {
	return g.ledger().running(func(mv kpuk.Movement) kpuk.Rupiah {
		if mv.Line.Member != m.ID {
			return 0
		}
		return savingsEffect(mv)
	})
}

// Loans lists her loans in her group, the newest first.
func (m *Member) Loans() []*Loan { return m.loansIn(m.group) }

func (m *Member) loansIn(g *Group) []*Loan {
	var out []*Loan
	for _, l := range g.Loans() {
		if l.Member == m.ID {
			out = append(out, l)
		}
	}
	return out
}

// Before is a time of hers in a group that ended, with what this device holds of it.
type Before struct {
	kpuk.Stay

	Until kpuk.Date
	Book  []Line  // her savings there; nil where the group is not held
	Loans []*Loan // hers there
}

// History lists her times in groups that ended, the newest first. A time in the group in
// which she is again has no book of its own.
func (m *Member) History() []Before {
	out := make([]Before, 0, len(m.Past))
	for until, stay := range m.Past {
		b := Before{Stay: stay, Until: until}
		if g := m.group.book.Group(stay.Group); g != nil && stay.Group != m.Group {
			b.Book, b.Loans = m.savingsIn(g), m.loansIn(g)
		}
		out = append(out, b)
	}
	slices.SortFunc(out, func(x, y Before) int { return cmp.Compare(y.Until, x.Until) })
	return out
}

// Outstanding is the principal she still owes, over all her loans.
func (m *Member) Outstanding() kpuk.Rupiah {
	var sum kpuk.Rupiah
	var t tally
	for _, l := range m.Loans() {
		t.add(&sum, l.Outstanding())
	}
	return sum
}

// DaysLate is the age of her oldest unpaid instalment that was due before today; 0
// when nothing is late.
func (m *Member) DaysLate(today kpuk.Date) int { return m.group.arrears(today).late[m.ID] }

// Met counts the meetings whose attendance was taken for her, and those she came to.
func (m *Member) Met() (came, of int) {
	for _, meeting := range m.group.Meetings() {
		switch meeting.Attendance[m.ID].Presence {
		case kpuk.NotTaken:
		case kpuk.Present, kpuk.Late, kpuk.LeftEarly:
			came++
			of++
		default:
			of++
		}
	}
	return came, of
}
