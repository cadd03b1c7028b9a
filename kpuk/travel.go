package kpuk

import (
	"cmp"
	"maps"
	"slices"
	"time"
)

// Travel is what a facilitator's visits of one month add up to, as her travel log says
// it. Visits that were planned or called off are not in it.
type Travel struct {
	Visits   []*Visit // that took place or are under way, in the order in which they were made
	Days     int      // on which there was one
	Villages int
	Groups   int // met, each once
	Members  int // met at home, each once
	Minutes  int // between arriving and leaving, where both are known
}

// TravelLog adds up the visits of a person in a month; the zero person stands for
// everybody.
func TravelLog(visits []*Visit, person ID, year int, month time.Month) Travel {
	var t Travel
	days, villages := map[Date]bool{}, map[string]bool{}
	groups, members := map[ID]bool{}, map[ID]bool{}
	for _, v := range visits {
		if !v.made() || v.Date.Year() != year || v.Date.Month() != month || (!person.IsZero() && v.Facilitator != person) {
			continue
		}
		t.Visits = append(t.Visits, v)
		days[v.Date] = true
		villages[v.Village] = true
		met(groups, v.Groups)
		met(members, v.Members)
		t.Minutes += v.Stay()
	}
	t.Days, t.Villages, t.Groups, t.Members = len(days), len(villages), len(groups), len(members)
	slices.SortFunc(t.Visits, func(x, y *Visit) int {
		return cmp.Or(cmp.Compare(x.Date, y.Date), cmp.Compare(x.Arrived, y.Arrived), slices.Compare(x.ID[:], y.ID[:]))
	})
	return t
}

// met adds those of a visit to those of the month.
func met(all, these map[ID]bool) {
	for id, there := range these {
		if there {
			all[id] = true
		}
	}
}

// made tells whether a visit took place or is under way.
func (v *Visit) made() bool {
	return !v.Gone() && !v.Date.IsZero() && (v.State == VisitDone || v.State == VisitRunning)
}

// Stay is for how many minutes a visit lasted; 0 while that is not known.
func (v *Visit) Stay() int {
	if v.Arrived == 0 || v.Departed < v.Arrived {
		return 0
	}
	return int(v.Departed) - int(v.Arrived)
}

// Ticked is a copy of a set with one member put in or taken out; set may be nil.
func Ticked(set map[ID]bool, id ID, in bool) map[ID]bool { //nolint:revive // the state of a tick, not a way to steer
	next := make(map[ID]bool, len(set)+1)
	maps.Copy(next, set)
	if in {
		next[id] = true
	} else {
		delete(next, id)
	}
	return next
}
