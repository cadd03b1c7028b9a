package kpuk

import (
	"maps"
	"slices"
	"strings"
)

// RulesAt returns the rules that hold on a day: the newest that began until then. A day
// before the first rules has none, and false.
func (g *Group) RulesAt(day Date) (Rules, bool) {
	var since Date
	for from := range g.Rules {
		if from <= day && (since.IsZero() || from > since) {
			since = from
		}
	}
	r, ok := g.Rules[since]
	return r, ok
}

// Check returns what is wrong or odd about rules.
func (r Rules) Check() []Problem {
	var f findings
	amounts := map[string]Rupiah{
		"Pokok": r.Pokok, "Wajib": r.Wajib, "Social": r.Social, "LateFine": r.LateFine, "AbsentFine": r.AbsentFine,
		"Membership": r.Membership, "LatePayFine": r.LatePayFine, "SHUUnit": r.SHUUnit,
	}
	for _, field := range slices.Sorted(maps.Keys(amounts)) {
		if amounts[field] < 0 {
			f.refuse(field, "rules_negative")
		}
	}
	if r.RateBP < 0 || r.RateBP > wholeBP {
		f.refuse("RateBP", "rules_rate")
	}
	if !slices.Contains([]Rupiah{0, 1, 100, 500}, r.Unit) {
		f.refuse("Unit", "rules_unit")
	}
	if r.MaxTerm < 0 || r.MaxTerm > maxInstalments {
		f.refuse("MaxTerm", "rules_term")
	}
	if r.WriteOffDays < 0 {
		f.refuse("WriteOffDays", "rules_negative")
	}
	if r.Grace < 0 || (r.MaxTerm > 0 && r.Grace >= r.MaxTerm) {
		f.refuse("Grace", "rules_grace")
	}
	r.checkSHU(&f)
	return f
}

func (r Rules) checkSHU(f *findings) {
	if len(r.SHU) == 0 {
		f.warn("SHU", "rules_shu_missing")
		return
	}
	var sum int64
	for _, s := range r.SHU {
		if s.BP < 0 || s.BP > wholeBP {
			f.refuse("SHU", "rules_shu_part")
			return
		}
		sum += s.BP
	}
	if sum != wholeBP {
		f.refuse("SHU", "rules_shu_sum")
	}
}

// The usual size of a group.
const (
	fewest = 8
	most   = 30
)

// Check returns what is wrong or odd about a group.
func (g *Group) Check() []Problem {
	var f findings
	if strings.TrimSpace(g.Name) == "" {
		f.warn("Name", "name_missing")
	}
	switch {
	case g.Village == "":
		f.warn("Village", "village_missing")
	case AreaLevelOf(g.Village) != AreaVillage:
		f.refuse("Village", "village_code")
	}
	if g.Status == GroupClosed && g.ClosedOn.IsZero() {
		f.warn("ClosedOn", "closed_when")
	}
	if !g.ClosedOn.IsZero() && g.ClosedOn < g.FormedOn {
		f.refuse("ClosedOn", "closed_before_formed")
	}
	if len(g.Rules) == 0 {
		f.warn("Rules", "rules_missing")
	}
	for from, rules := range g.Rules {
		for _, p := range rules.Check() {
			p.Field = "Rules." + p.Field
			p.Args = map[string]any{"From": from}
			f = append(f, p)
		}
	}
	return f
}

// CheckSize warns when a group has fewer or more active members than is usual.
func CheckSize(active int) []Problem {
	if active >= fewest && active <= most {
		return nil
	}
	return []Problem{{
		Field: "Members", Key: "group_size", Warning: true,
		Args: map[string]any{"Active": active, "Least": fewest, "Most": most},
	}}
}

// Next returns the day of the meeting after one on day, by the rhythm: a week, two
// weeks or a month later.
func (r Rhythm) Next(day Date) Date { return Terms{Start: day, Interval: r}.Due(1) }

// Planned returns how many meetings the rhythm asks for from one day to another, both
// included, counted from the first.
func (r Rhythm) Planned(from, to Date) int {
	if from.IsZero() || to < from {
		return 0
	}
	n := 0
	for t := (Terms{Start: from, Interval: r}); n < 100_000 && t.Due(n) <= to; {
		n++
	}
	return n
}
