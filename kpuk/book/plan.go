package book

import "pendamping/kpuk"

// Planned is how many meetings the group's rhythm gives the month that begins on a day;
// 0 for a month in which the group did not stand.
func (g *Group) Planned(first kpuk.Date) int { return planned(g, Month{First: first}) }

// Held is how many meetings were held in the month that begins on a day, drafts left out.
func (g *Group) Held(first kpuk.Date) int {
	n, end := 0, first.AddMonths(1)
	for _, m := range g.meetings {
		if m.State.State != kpuk.Draft && m.Date >= first && m.Date < end {
			n++
		}
	}
	return n
}
