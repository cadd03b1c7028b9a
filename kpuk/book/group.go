package book

import (
	"cmp"
	"slices"

	"pendamping/kpuk"
)

// Group is a group's record with what follows from the records around it.
type Group struct {
	*kpuk.Group
	book *Book
	id   kpuk.ID

	members  map[kpuk.ID]*kpuk.Member
	meetings map[kpuk.ID]*kpuk.Meeting
	entries  map[kpuk.ID]*kpuk.Entry
	loans    map[kpuk.ID]*kpuk.Loan

	amendments map[kpuk.ID]*kpuk.Amendment // reviews of lines of no meeting

	byNumber []*Member  // nil when out of date, as the rest
	byDate   []*Meeting // newest first
	lent     []*Loan
	sums     *ledger
	quality  *quality
	part     *share // of the figures

	paired  bool
	twins   [][]*Meeting
	shadows map[kpuk.ID]bool // meetings whose lines do not count
}

func newGroup(b *Book, id kpuk.ID) *Group {
	return &Group{
		book: b, id: id,
		members:  map[kpuk.ID]*kpuk.Member{},
		meetings: map[kpuk.ID]*kpuk.Meeting{},
		entries:  map[kpuk.ID]*kpuk.Entry{},
		loans:    map[kpuk.ID]*kpuk.Loan{},

		amendments: map[kpuk.ID]*kpuk.Amendment{},
	}
}

// forget drops everything that was worked out.
func (g *Group) forget() {
	g.byNumber, g.byDate, g.lent, g.sums, g.quality, g.part = nil, nil, nil, nil, nil, nil
	g.paired, g.twins, g.shadows = false, nil, nil
}

// Members lists all members by number, those who left included.
func (g *Group) Members() []*Member {
	if g.byNumber == nil {
		g.byNumber = make([]*Member, 0, len(g.members))
		for _, m := range g.members {
			g.byNumber = append(g.byNumber, &Member{Member: m, group: g})
		}
		slices.SortFunc(g.byNumber, func(x, y *Member) int {
			return cmp.Or(cmp.Compare(x.Number, y.Number), cmp.Compare(x.Name, y.Name), compareID(x.ID, y.ID))
		})
	}
	return g.byNumber
}

// Active is the number of members who belong to the group now.
func (g *Group) Active() int {
	n := 0
	for _, m := range g.members {
		if m.Status.State == kpuk.MemberActive {
			n++
		}
	}
	return n
}

// Meetings lists the meetings, newest first.
func (g *Group) Meetings() []*Meeting {
	if g.byDate == nil {
		g.byDate = make([]*Meeting, 0, len(g.meetings))
		for _, m := range g.meetings {
			g.byDate = append(g.byDate, &Meeting{Meeting: m, group: g})
		}
		slices.SortFunc(g.byDate, func(x, y *Meeting) int { return compareMeetings(y.Meeting, x.Meeting) })
	}
	return g.byDate
}

// compareMeetings orders meetings by day and hour.
func compareMeetings(x, y *kpuk.Meeting) int {
	return cmp.Or(cmp.Compare(x.Date, y.Date), cmp.Compare(x.Start, y.Start), compareID(x.ID, y.ID))
}

// Running is the newest meeting that is still being written: a draft, or one that was
// returned. It is nil when there is none.
func (g *Group) Running() *Meeting {
	var returned *Meeting
	for _, m := range g.Meetings() {
		switch {
		case m.State.State == kpuk.Draft:
			return m
		case m.State.State == kpuk.Returned && returned == nil:
			returned = m
		}
	}
	return returned
}

// LastMeeting is the day of the newest meeting that was held, drafts left out; none
// when there was none.
func (g *Group) LastMeeting() kpuk.Date {
	if m := g.lastHeld(); m != nil {
		return m.Date
	}
	return 0
}

// lastHeld is the newest meeting that was submitted once.
func (g *Group) lastHeld() *Meeting {
	for _, m := range g.Meetings() {
		if m.State.State != kpuk.Draft {
			return m
		}
	}
	return nil
}

// NextMeeting is the day agreed on at the last meeting, or else the day the group's
// rhythm gives; none before the first meeting.
func (g *Group) NextMeeting() kpuk.Date {
	last := g.lastHeld()
	if last == nil {
		return 0
	}
	if last.NextDate > last.Date {
		return last.NextDate
	}
	return g.rhythmic(last.Date)
}

// rhythmic is the day one interval of the group's rhythm after another.
func (g *Group) rhythmic(day kpuk.Date) kpuk.Date {
	switch g.rules(day).Rhythm {
	case kpuk.Weekly:
		return day.AddDays(7)
	case kpuk.Fortnightly:
		return day.AddDays(14)
	default:
		return day.AddMonths(1)
	}
}

// rules are the group's rules on a day, empty when its record has not come.
func (g *Group) rules(day kpuk.Date) kpuk.Rules {
	if g.Group == nil {
		return kpuk.Rules{}
	}
	rules, _ := g.RulesAt(day) // none yet: empty rules say all that is known
	return rules
}

// Late is by how many days the group has outstayed the later of its rhythm and the day
// agreed on; 0 when it is in time, closed, or never met.
func (g *Group) Late(today kpuk.Date) int {
	last := g.LastMeeting()
	if last.IsZero() || g.Status != kpuk.GroupActive {
		return 0
	}
	return max(0, today.Sub(max(g.rhythmic(last), g.NextMeeting())))
}

// Tasks lists the group's follow-ups, those due soonest first.
func (g *Group) Tasks() []*kpuk.Task {
	var out []*kpuk.Task
	for _, t := range g.book.Tasks() {
		if t.Group == g.id {
			out = append(out, t)
		}
	}
	return out
}

// Visits lists the visits that planned or met the group, newest first.
func (g *Group) Visits() []*kpuk.Visit {
	var out []*kpuk.Visit
	for _, v := range g.book.Visits() {
		if v.Groups[g.id] {
			out = append(out, v)
		}
	}
	return out
}

// Loans lists the group's loans, the newest request first.
func (g *Group) Loans() []*Loan {
	if g.lent == nil {
		g.lent = make([]*Loan, 0, len(g.loans))
		for _, l := range g.loans {
			g.lent = append(g.lent, &Loan{Loan: l, group: g})
		}
		slices.SortFunc(g.lent, func(x, y *Loan) int {
			return cmp.Or(cmp.Compare(y.Terms.Start, x.Terms.Start), cmp.Compare(y.RequestedOn, x.RequestedOn), compareID(x.ID, y.ID))
		})
	}
	return g.lent
}

// Ledger is the group's ledger with its voids resolved, without the lines of meetings
// that were recorded twice and do not count.
func (g *Group) Ledger() *kpuk.Ledger { return g.ledger().Ledger }

// Entries lists every line of the group's ledger by day, voids and voided included.
func (g *Group) Entries() []*kpuk.Entry { return g.ledger().all.Entries() }

// Balances are the group's sums; see Err.
func (g *Group) Balances() kpuk.Balances { return g.ledger().balances }

// Cash is what should be in the group's box.
func (g *Group) Cash() kpuk.Rupiah { return g.ledger().balances.Cash }

// Savings is what the members have saved, all kinds, withdrawals taken off.
func (g *Group) Savings() kpuk.Rupiah { return g.ledger().balances.Savings.Total() }

// Social is what is left of the social fund.
func (g *Group) Social() kpuk.Rupiah { return g.ledger().balances.Social }

// Outstanding is the principal members still owe.
func (g *Group) Outstanding() kpuk.Rupiah { return g.ledger().balances.LoansOut }

// PAR30BP is the part of the outstanding principal that is more than 30 days late, in
// basis points.
func (g *Group) PAR30BP(today kpuk.Date) int64 { return g.arrears(today).par }

// LateMembers are the members with an instalment overdue, and by how many days.
func (g *Group) LateMembers(today kpuk.Date) map[kpuk.ID]int {
	out := map[kpuk.ID]int{}
	for id, days := range g.arrears(today).late {
		if days > 0 {
			out[id] = days
		}
	}
	return out
}

// Err tells that a sum of this group does not fit an amount, or that a loan's terms
// cannot be kept: its figures are then not to be shown.
func (g *Group) Err() error {
	if l := g.ledger(); l.err != nil {
		return l.err
	}
	if g.quality != nil {
		return g.quality.err
	}
	return nil
}

// CashBook lists what moved the group's cash, by day, each with the balance after it. A
// line that was voided and its void both stand, as in a book of paper.
func (g *Group) CashBook() []Line { return g.ledger().running(kpuk.Movement.Cash) }

// NameOf names a member in this group's books, also one who moved to another group whose
// records this device does not hold; empty when nobody knows her.
func (g *Group) NameOf(member kpuk.ID) string {
	if m := g.book.Member(member); m != nil {
		return m.Name
	}
	if g.Group == nil {
		return ""
	}
	return g.Former[member].Name
}

// Class is the loans of one class of lateness.
type Class struct {
	Lateness    kpuk.Lateness
	Loans       int
	Outstanding kpuk.Rupiah
}

// Classes sums the running loans by how late they are on a day, all classes in their
// order, those in time first.
func (g *Group) Classes(today kpuk.Date) []Class {
	out := make([]Class, kpuk.LateMore+1)
	for i := range out {
		out[i].Lateness = kpuk.Lateness(i)
	}
	var t tally
	for _, l := range g.loans {
		view, err := g.ledger().View(l, today)
		if err != nil || !view.Active {
			continue
		}
		out[view.Class].Loans++
		t.add(&out[view.Class].Outstanding, view.Debt.PrincipalLeft())
	}
	return out
}

// Everyone lists who belonged to the group at any time, by number: its members, and
// after them those who moved to other groups, under the name that is known of them. The
// records are for reckoning and must not be saved.
func (g *Group) Everyone() []*kpuk.Member {
	own := make([]*kpuk.Member, 0, len(g.members))
	for _, m := range g.Members() {
		own = append(own, m.Member)
	}
	if g.Group == nil {
		return own
	}
	all := g.Group.Everyone(own)
	for _, m := range all[len(own):] {
		m.Name = g.NameOf(m.ID)
	}
	return all
}

// Moved lists those who moved to other groups, by number.
func (g *Group) Moved() []Moved {
	out := make([]Moved, 0, len(g.Former))
	for id, f := range g.Former {
		if m := g.book.Member(id); m != nil && m.Group == g.id {
			continue // she came back
		}
		out = append(out, Moved{ID: id, Former: f})
	}
	slices.SortFunc(out, func(x, y Moved) int { return cmp.Or(cmp.Compare(x.Number, y.Number), compareID(x.ID, y.ID)) })
	return out
}

// Moved is somebody who moved to another group.
type Moved struct {
	kpuk.Former

	ID kpuk.ID // her own
}
