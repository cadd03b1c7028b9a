package book

import (
	"cmp"
	"slices"

	"pendamping/kpuk"
)

// Gap is what somebody has to mend about a member.
type Gap uint8

// The gaps, the most pressing first.
const (
	GapArrears    Gap = iota // an instalment is overdue
	GapConsent               // she has not agreed that her data are kept, or no longer
	GapIncomplete            // reports miss something: see [Member.Lacks]
	GapCount                 // how many kinds there are
)

// String is the gap's name.
func (g Gap) String() string {
	return [...]string{"arrears", "consent", "incomplete", "unknown"}[min(g, GapCount)]
}

// Lacks names the fields without which a member is not whole in the reports: nik, born
// (date of birth or age), address and business.
func (m *Member) Lacks(today kpuk.Date) []string {
	var out []string
	if m.NIK == "" {
		out = append(out, "nik")
	}
	if _, known := m.Age(today); !known {
		out = append(out, "born")
	}
	if m.Address == "" && m.Village == "" {
		out = append(out, "address")
	}
	if len(m.Businesses) == 0 {
		out = append(out, "business")
	}
	return out
}

// Gaps lists the active members of groups that are not closed who have a gap: those
// longest in arrears first, the others by group and number.
func (b *Book) Gaps(gap Gap, today kpuk.Date) []*Member {
	var out []*Member
	for _, g := range b.Groups() {
		if g.Status == kpuk.GroupClosed {
			continue
		}
		for _, m := range g.Members() {
			if m.Status.State == kpuk.MemberActive && m.has(gap, today) {
				out = append(out, m)
			}
		}
	}
	if gap == GapArrears {
		slices.SortStableFunc(out, func(x, y *Member) int { return cmp.Compare(y.DaysLate(today), x.DaysLate(today)) })
	}
	return out
}

// has tells whether a member has a gap.
func (m *Member) has(gap Gap, today kpuk.Date) bool {
	switch gap {
	case GapArrears:
		return m.DaysLate(today) > 0
	case GapConsent:
		return !m.Consented(today)
	case GapIncomplete:
		return len(m.Lacks(today)) > 0
	default:
		return false
	}
}
