package kpuk

import (
	"bytes"
	"cmp"
	"slices"
	"strings"

	"pendamping/fault"
)

// ErrNotMember says that somebody does not belong to the group now.
var ErrNotMember = fault.New(fault.Invalid, "she is not an active member")

// RoleAt returns the office that held on a day. A member whose offices were never dated
// has the one that she has now.
func (m *Member) RoleAt(day Date) Role {
	var since Date
	for from := range m.Offices {
		if from <= day && (since.IsZero() || from > since) {
			since = from
		}
	}
	if since.IsZero() {
		if len(m.Offices) == 0 {
			return m.Role
		}
		return RoleMember
	}
	return m.Offices[since]
}

// TakeOffice gives a member an office from a day on; what she was before stays in her
// history. Role is the office that holds on today.
func (m *Member) TakeOffice(role Role, from, today Date) {
	if m.Offices == nil {
		m.Offices = map[Date]Role{}
		// The office of before was never dated: it held since she joined, as far as is known.
		if m.Role.IsOfficer() && m.JoinedOn < from {
			m.Offices[m.JoinedOn] = m.Role
		}
	}
	m.Offices[from] = role
	m.Role = m.RoleAt(today)
}

// Leave ends a membership: state is MemberLeft or MemberDied. A reason is needed for
// leaving, not for a death.
func (m *Member) Leave(state MemberStatus, on Date, reason string) error {
	const op fault.Op = "kpuk.Member.Leave"
	reason = strings.TrimSpace(reason)
	switch {
	case state != MemberLeft && state != MemberDied:
		return fault.E(op, fault.Invalid, ErrNotMember)
	case state == MemberLeft && reason == "":
		return fault.E(op, fault.Invalid, ErrNoReason)
	}
	m.Status = Membership{State: state, On: on, Reason: reason}
	return nil
}

// Rejoin takes a member back who had left: the time before stays in her history.
func (m *Member) Rejoin(group *Group, on Date) error {
	const op fault.Op = "kpuk.Member.Rejoin"
	if m.Status.State != MemberLeft || on < m.Status.On {
		return fault.E(op, fault.Invalid, ErrNotMember)
	}
	if m.Past == nil {
		m.Past = map[Date]Stay{}
	}
	m.Past[m.Status.On] = Stay{
		Group: m.Group, Name: group.Name, Number: m.Number, Joined: m.JoinedOn, Role: m.Role, State: MemberLeft, Reason: m.Status.Reason,
	}
	m.Status, m.JoinedOn = Membership{}, on
	if m.Role.IsOfficer() {
		m.TakeOffice(RoleMember, on, on)
	}
	return nil
}

// CheckLeaving returns what a member leaves behind: savings not paid out and debts.
// These are warnings, for both may be settled after she is gone.
func CheckLeaving(saved, owed Rupiah) []Problem {
	var f findings
	if saved > 0 {
		f = append(f, Problem{Field: "Status", Key: "leaving_savings", Warning: true, Args: map[string]any{"Amount": saved}})
	}
	if owed > 0 {
		f = append(f, Problem{Field: "Status", Key: "leaving_loan", Warning: true, Args: map[string]any{"Amount": owed}})
	}
	return f
}

// Holder returns the active member other than one who holds an office on a day, or nil:
// a group has one chair, one secretary and one treasurer.
func Holder(members []*Member, role Role, but ID, day Date) *Member {
	if !role.IsOfficer() {
		return nil
	}
	for _, m := range members {
		if m.ID != but && m.ActiveOn(day) && m.RoleAt(day) == role {
			return m
		}
	}
	return nil
}

// stay is a time in a group, from its first day to the day before its last; an end of
// zero is unknown where it ended, and none where it goes on.
type stay struct {
	from, to Date
	ended    bool
}

// covers tells whether a day lies in the stay. A stay that ended nobody knows when
// counts as long past.
func (s stay) covers(day Date) bool {
	return (s.from.IsZero() || s.from <= day) && (!s.ended || (!s.to.IsZero() && s.to > day))
}

// stays lists the member's times in the group in which she is, those that ended included.
func (m *Member) stays() []stay {
	out := []stay{{from: m.JoinedOn, to: m.Status.On, ended: m.Status.State != MemberActive}}
	for until, past := range m.Past {
		if past.Group == m.Group {
			out = append(out, stay{from: past.Joined, to: until, ended: true})
		}
	}
	return out
}

// Everyone lists who belonged to the group at any time, so that figures of past days
// count those who were there: its members, and after them those who moved to other
// groups, as the group's own books name them. Such a stand-in has her name, number and
// days and nothing else; it is for reckoning and never saved.
func (g *Group) Everyone(members []*Member) []*Member {
	out := slices.Clone(members)
	for id, f := range g.Former {
		if slices.ContainsFunc(members, func(m *Member) bool { return m.ID == id }) {
			continue // she came back: her own record knows both times
		}
		out = append(out, &Member{
			Header: Header{ID: id, Partition: g.Partition, Scope: g.Scope}, Group: g.ID, Name: f.Name, Number: f.Number,
			JoinedOn: f.Joined, Status: Membership{State: MemberMoved, On: f.On, Reason: f.Reason},
		})
	}
	slices.SortFunc(out[len(members):], func(a, b *Member) int {
		return cmp.Or(cmp.Compare(a.Number, b.Number), bytes.Compare(a.ID[:], b.ID[:]))
	})
	return out
}
