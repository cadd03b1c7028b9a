package kpuk

import (
	"bytes"
	"cmp"
	"slices"
)

// Twins finds the meetings that were recorded twice: of the same group, day and type,
// none of them removed, and not told apart by a coordinator. Each list begins with the
// meeting whose money counts until somebody decides; see [Meeting.Before]. The lists are
// in the order of their first meetings' days and IDs.
func Twins(meetings []*Meeting) [][]*Meeting {
	type place struct {
		group ID
		day   Date
		kind  MeetingType
	}
	by := map[place][]*Meeting{}
	for _, m := range meetings {
		if !m.Gone() && !m.Date.IsZero() {
			at := place{m.Group, m.Date, m.Type}
			by[at] = append(by[at], m)
		}
	}
	var out [][]*Meeting
	for _, same := range by {
		slices.SortFunc(same, (*Meeting).order)
		for len(same) > 1 {
			var alike []*Meeting
			if alike, same = part(same); len(alike) > 1 {
				out = append(out, alike)
			}
		}
	}
	slices.SortFunc(out, func(a, b []*Meeting) int {
		return cmp.Or(cmp.Compare(a[0].Date, b[0].Date), bytes.Compare(a[0].ID[:], b[0].ID[:]))
	})
	return out
}

// part takes those that may be the first once more out of a list.
func part(same []*Meeting) (alike, apart []*Meeting) {
	alike = same[:1:1]
	for _, m := range same[1:] {
		if toldApart(same[0], m) {
			apart = append(apart, m)
		} else {
			alike = append(alike, m)
		}
	}
	return alike, apart
}

// Before tells whether m is shown rather than its twin o: the one that came further on
// its way to approval, and of equals the one begun first. Every device decides alike.
func (m *Meeting) Before(o *Meeting) bool { return m.order(o) < 0 }

// order sorts twins, the one to be shown first.
func (m *Meeting) order(o *Meeting) int {
	rank := map[MeetingState]int{Approved: 0, Submitted: 1, Returned: 2, Draft: 3}
	return cmp.Or(cmp.Compare(rank[m.State.State], rank[o.State.State]), bytes.Compare(m.ID[:], o.ID[:]))
}

// toldApart tells whether a coordinator found the two to be different meetings.
func toldApart(a, b *Meeting) bool { return a.Apart[b.ID] || b.Apart[a.ID] }
