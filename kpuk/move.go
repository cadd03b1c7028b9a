package kpuk

import (
	"maps"
	"strings"

	"pendamping/fault"
)

// Move is a member's way from one group to another with her savings. Both groups are of
// the same federation. Nothing given is changed.
type Move struct {
	Member *Member
	From   *Group
	To     *Group
	Number int // hers in the new group
	On     Date
	Reason string

	Ledger   *Ledger    // of the group she leaves
	Loans    []*Loan    // of that group
	Meetings []*Meeting // of that group
	Photos   []*Photo   // of her
}

// Moved is what is saved, in one change, for a member to move.
type Moved struct {
	Member  *Member
	From    *Group
	Entries []*Entry // out of one box and into the other, in pairs
	Photos  []*Photo
}

// Records lists all records of the move.
func (m *Moved) Records() []Record {
	out := []Record{m.Member, m.From}
	for _, e := range m.Entries {
		out = append(out, e)
	}
	for _, p := range m.Photos {
		out = append(out, p)
	}
	return out
}

// Check returns what stands against the move. Loans must be settled first, for they are
// the group's; money that is not in the box cannot be carried to another; and while a
// meeting is being recorded its cash is not counted yet.
func (m *Move) Check(today Date) []Problem {
	var f findings
	switch {
	case m.To == nil || m.To.ID == m.From.ID || m.To.Partition != m.From.Partition:
		f.refuse("To", "move_to")
	case m.To.Status == GroupClosed:
		f.refuse("To", "move_closed")
	}
	if m.Member.Status.State != MemberActive {
		f.refuse("Member", "move_inactive")
	}
	if strings.TrimSpace(m.Reason) == "" {
		f.refuse("Reason", "move_reason")
	}
	m.checkDay(&f, today)
	m.checkLoans(&f)
	m.checkMoney(&f)
	for _, meeting := range m.Meetings {
		if meeting.State.State == Draft && !meeting.Gone() {
			f = append(f, Problem{Field: "Member", Key: "move_meeting", Args: map[string]any{"Date": meeting.Date}})
			break
		}
	}
	return f
}

func (m *Move) checkDay(f *findings, today Date) {
	last := m.Member.JoinedOn
	for mv := range m.Ledger.Movements(0) {
		if mv.Line.Member == m.Member.ID {
			last = max(last, mv.Line.Date)
		}
	}
	switch {
	case m.On.IsZero() || m.On > today:
		f.refuse("On", "move_day")
	case m.On < last:
		*f = append(*f, Problem{Field: "On", Key: "move_early", Args: map[string]any{"Date": last}})
	}
	if _, twice := m.Member.Past[m.On]; twice {
		f.refuse("On", "move_twice")
	}
}

func (m *Move) checkLoans(f *findings) {
	for _, l := range m.Loans {
		if l.Gone() {
			continue
		}
		view, err := m.Ledger.View(l, m.On)
		switch {
		case l.Member == m.Member.ID && err == nil && view.Active:
			*f = append(*f, Problem{Field: "Member", Key: "move_loan", Of: l.ID, Args: map[string]any{"Amount": view.Debt.Left().Total()}})
		case l.Member == m.Member.ID && (l.Status.Status == LoanRequested || l.Status.Status == LoanApproved):
			*f = append(*f, Problem{Field: "Member", Key: "move_request", Of: l.ID, Args: map[string]any{"Amount": l.Terms.Principal}})
		case l.Guarantor == m.Member.ID && err == nil && view.Active:
			*f = append(*f, Problem{Field: "Member", Key: "move_guarantor", Of: l.ID, Warning: true})
		}
	}
}

func (m *Move) checkMoney(f *findings) {
	b, err := m.Ledger.Balances(0)
	if err != nil {
		f.refuse("Member", "move_sums")
		return
	}
	saved := b.Members[m.Member.ID].Left()
	switch {
	case saved.Sukarela < 0:
		f.refuse("Member", "move_negative")
	case saved.Total() > b.Cash:
		*f = append(*f, Problem{Field: "Member", Key: "move_cash", Args: map[string]any{"Amount": saved.Total(), "Cash": b.Cash}})
	}
}

// Savings returns what she takes along, by kind.
func (m *Move) Savings() Savings {
	b, err := m.Ledger.Balances(0)
	if err != nil {
		return Savings{}
	}
	return b.Members[m.Member.ID].Left()
}

// Records returns the move as records, each a copy. What [Move.Check] refuses is an
// error.
func (m *Move) Records(today Date) (*Moved, error) {
	const op fault.Op = "kpuk.Move.Records"
	if p, refused := Refused(m.Check(today)); refused {
		return nil, fault.E(op, fault.Invalid, fault.New(fault.Invalid, p.Key))
	}
	out := &Moved{Member: Clone(m.Member), From: Clone(m.From)}
	saved := m.Savings()
	out.Entries = m.carry(saved)
	m.leave(out.From)
	m.arrive(out.Member, saved)
	for _, p := range m.Photos {
		moved := Clone(p)
		moved.Scope = m.To.Scope
		out.Photos = append(out.Photos, moved)
	}
	return out, nil
}

// carry makes the pairs of lines, one for each kind of savings, so that the kinds are the
// same in the new group.
func (m *Move) carry(saved Savings) []*Entry {
	var out []*Entry
	for _, part := range []struct {
		kind   EntryKind
		amount Rupiah
	}{{EntryPokok, saved.Pokok}, {EntryWajib, saved.Wajib}, {EntrySukarela, saved.Sukarela}} {
		if part.amount <= 0 {
			continue
		}
		turn := byte(0)
		for m.Ledger.Entry(m.lineID(part.kind, 0, turn)) != nil { // an earlier move of the day that was voided
			turn++
		}
		leaves := &Entry{
			Header: Header{ID: m.lineID(part.kind, 0, turn), Partition: m.From.Partition, Scope: m.From.ID},
			Line: EntryLine{
				Kind: EntryWithdrawal, Amount: part.amount, Group: m.From.ID, Member: m.Member.ID, Date: m.On,
				Note: m.To.Name, Linked: m.lineID(part.kind, 1, turn),
			},
		}
		arrives := &Entry{
			Header: Header{ID: leaves.Line.Linked, Partition: m.To.Partition, Scope: m.To.ID},
			Line: EntryLine{
				Kind: part.kind, Amount: part.amount, Group: m.To.ID, Member: m.Member.ID, Date: m.On,
				Note: m.From.Name, Linked: leaves.ID,
			},
		}
		out = append(out, leaves, arrives)
	}
	return out
}

// lineID names a line of the move: the same move recorded twice gives the same lines.
func (m *Move) lineID(kind EntryKind, side, turn byte) ID {
	day := m.On.String()
	return Derive("move", m.Member.ID[:], m.From.ID[:], m.To.ID[:], []byte(day), []byte{byte(kind), side, turn})
}

// leave notes in the old group who she was.
func (m *Move) leave(g *Group) {
	if g.Former == nil {
		g.Former = map[ID]Former{}
	}
	g.Former[m.Member.ID] = Former{
		Name: m.Member.Name, Number: m.Member.Number, Joined: m.Member.JoinedOn, On: m.On, To: m.To.ID, ToName: m.To.Name,
		Reason: strings.TrimSpace(m.Reason),
	}
}

// arrive puts her into the new group with her history.
func (m *Move) arrive(member *Member, saved Savings) {
	stay := Stay{
		Group: m.From.ID, Name: m.From.Name, Number: member.Number, Joined: member.JoinedOn, Role: member.Role, State: MemberMoved,
		Reason: strings.TrimSpace(m.Reason), Pokok: saved.Pokok, Wajib: saved.Wajib, Sukarela: saved.Sukarela,
	}
	m.tally(&stay)
	if member.Past == nil {
		member.Past = map[Date]Stay{}
	} else {
		member.Past = maps.Clone(member.Past)
	}
	member.Past[m.On] = stay
	if member.Role.IsOfficer() {
		member.TakeOffice(RoleMember, m.On, m.On)
	}
	member.Group, member.Scope, member.Number, member.JoinedOn = m.To.ID, m.To.ID, m.Number, m.On
	member.Role = RoleMember
}

// tally sums up her loans and meetings in the old group.
func (m *Move) tally(stay *Stay) {
	for _, l := range m.Loans {
		lent := l.Status.Status == LoanActive || l.Status.Status == LoanPaid || l.Status.Status == LoanRescheduled || l.Status.Status == LoanWrittenOff
		if l.Member != m.Member.ID || l.Gone() || !lent {
			continue
		}
		stay.Loans++
		if sum, err := stay.Lent.Add(l.Terms.Principal); err == nil {
			stay.Lent = sum
		}
	}
	for _, meeting := range m.Meetings {
		a := meeting.Attendance[m.Member.ID]
		if a.Presence == NotTaken || meeting.Gone() {
			continue
		}
		stay.Of++
		if a.Presence.Attends() {
			stay.Came++
		}
	}
}
