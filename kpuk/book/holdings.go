package book

import "pendamping/kpuk"

// Holdings is the group with everything that its rules reckon with. The records are the
// book's: they must not be changed. Members are those who belonged to it at any time. Lines of meetings that were recorded twice and do not
// count are left out, as from the sums.
func (g *Group) Holdings() *kpuk.Holdings {
	h := &kpuk.Holdings{Group: g.Group, Ledger: g.Ledger(), Members: g.Everyone()}
	for _, a := range g.amendments {
		h.Amendments = append(h.Amendments, a)
	}
	for _, m := range g.Meetings() {
		h.Meetings = append(h.Meetings, m.Meeting)
	}
	for _, l := range g.Loans() {
		h.Loans = append(h.Loans, l.Loan)
	}
	return h
}
