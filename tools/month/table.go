package month

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// Table is figures in whole rupiah by what they are, such as "savings Halimah wajib" or
// "cash 2026-11-02".
type Table map[string]int

// String writes a line for each figure.
func (t Table) String() string {
	var b strings.Builder
	for _, key := range slices.Sorted(maps.Keys(t)) {
		fmt.Fprintf(&b, "%-32s %10d\n", key, t[key])
	}
	return b.String()
}

// Differences lists where another table says something else. Of what it does not speak of
// as a whole, such as a loan's schedule in a list of ledger entries, nothing is said.
func (t Table) Differences(other Table) []string {
	subjects := map[string]bool{}
	for key := range other {
		subject, _, _ := strings.Cut(key, " ")
		subjects[subject] = true
	}
	var out []string
	for _, key := range slices.Sorted(maps.Keys(t)) {
		subject, _, _ := strings.Cut(key, " ")
		got, there := other[key]
		switch {
		case !subjects[subject]:
		case !there && t[key] != 0:
			out = append(out, fmt.Sprintf("%s: there is none, want %d", key, t[key]))
		case got != t[key]:
			out = append(out, fmt.Sprintf("%s: %d, want %d", key, got, t[key]))
		}
	}
	for _, key := range slices.Sorted(maps.Keys(other)) {
		if _, known := t[key]; !known && other[key] != 0 {
			out = append(out, fmt.Sprintf("%s: %d, want none", key, other[key]))
		}
	}
	return out
}

// The rules that the group agreed on, in rupiah, percent and hundredths of a percent.
const (
	pokok, wajib, social, fine = 20_000, 5_000, 1_000, 1_000
	lent, times, rateBP, unit  = 160_000, 3, 150, 100
	bank                       = 25_000
	saidWrong, isRight         = 20_000, 15_000 // what Sri Wahyuni saved of her own will
	shuUnit                    = 500
)

// Expected is what the month comes to, by the rules of the groups and plain arithmetic; it
// uses nothing of the program.
func Expected() Table {
	t := Table{}
	names := all()
	// Each woman pays her pokok once, and wajib and social fund at each meeting; the sixth
	// misses the first of five. Halimah's of the fourth came with somebody else.
	meetings := map[string]int{}
	for _, name := range names {
		meetings[name] = 5
	}
	meetings[sixth] = 4
	for _, name := range names {
		t["savings "+name+" pokok"], t["savings "+name+" wajib"], t["savings "+name+" sukarela"] = pokok, meetings[name]*wajib, 0
		t["social fund"] += meetings[name] * social
	}
	t["savings Sri Wahyuni sukarela"] = isRight

	parts := expectedSchedule(t)
	// What the correction of Sri Wahyuni's savings leaves in the box is nobody's income.
	net := parts[0].service + parts[1].service + fine + bank
	paid := expectedShares(t, names, net)

	// The box: what was counted stays, whatever is put right later.
	dues := len(names) * (wajib + social)
	box := len(women()) * (pokok + wajib + social)
	t["cash 2026-10-26"] = box
	box += dues + pokok + saidWrong - lent
	t["cash 2026-11-02"] = box
	box += dues + fine + bank + parts[0].principal + parts[0].service
	t["cash 2026-11-09"] = box
	box += dues + parts[1].principal + parts[1].service
	t["cash 2026-11-16"] = box
	box += dues + parts[2].principal + parts[2].service - paid
	t["cash 2026-11-23"] = box
	return t
}

// part is one instalment.
type part struct{ principal, service int }

// expectedSchedule reckons the loan: flat service, rounded down to the unit, the last
// instalment taking what remains.
func expectedSchedule(t Table) []part {
	service := (lent*rateBP*times + 5_000) / 10_000
	parts := make([]part, times)
	left, due := lent, service
	for i := range parts {
		parts[i] = part{lent / times / unit * unit, lent * rateBP / 10_000 / unit * unit}
		if i == times-1 {
			parts[i] = part{left, due}
		}
		left -= parts[i].principal
		due -= parts[i].service
		t[fmt.Sprintf("schedule %d principal", i+1)] = parts[i].principal
		t[fmt.Sprintf("schedule %d service", i+1)] = parts[i].service
	}
	t["loan lent"], t["loan left"], t["loan service"] = lent, 0, service
	return parts
}

// expectedShares splits the net income; it returns what the women are paid in all.
func expectedShares(t Table, names []string, net int) int {
	shares := split(net, []int{40, 30, 10, 10, 10}) // savings, service, officers, social, reserve
	reserve := shares[4]
	saved := make([]int, len(names))
	for i, name := range names {
		// At the end of the day before the share-out, so without its wajib.
		saved[i] = t["savings "+name+" pokok"] + t["savings "+name+" wajib"] - wajib + t["savings "+name+" sukarela"]
	}
	weights := [][]int{saved, make([]int, len(names)), make([]int, len(names))}
	weights[1][slices.Index(names, borrower)] = 1
	weights[2][slices.Index(names, "Inaq Sahnim")], weights[2][slices.Index(names, "Baiq Rohani")] = 1, 1
	paid := 0
	for pool, by := range weights {
		units := split(shares[pool]/shuUnit, by)
		reserve += shares[pool]
		for i, n := range units {
			t["shu "+names[i]] += n * shuUnit
			reserve -= n * shuUnit
			paid += n * shuUnit
		}
	}
	t["share net"], t["share reserve"], t["shu fund"] = net, reserve, shares[3]
	t["social fund"] += shares[3]
	return paid
}

// split splits whole things by weights with the largest remainder, ties to the first.
func split(count int, weights []int) []int {
	whole := 0
	for _, w := range weights {
		whole += w
	}
	out, order, left := make([]int, len(weights)), make([]int, len(weights)), count
	for i, w := range weights {
		out[i] = count * w / whole
		left -= out[i]
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int {
		return cmp.Compare(count*weights[b]%whole, count*weights[a]%whole)
	})
	for _, i := range order[:left] {
		out[i]++
	}
	return out
}

// Beside writes a line for each figure: what it should be, and what tablet, desktop and hub
// say; a dot where one does not speak of it.
func Beside(want Table, r *Result) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%-32s %10s %10s %10s %10s\n", "", "expected", "tablet", "desktop", "hub")
	for _, key := range slices.Sorted(maps.Keys(want)) {
		fmt.Fprintf(&b, "%-32s %10d", key, want[key])
		for _, t := range []Table{r.Tablet, r.Desktop, r.Hub} {
			if n, ok := t[key]; ok {
				fmt.Fprintf(&b, " %10d", n)
			} else {
				fmt.Fprintf(&b, " %10s", "·")
			}
		}
		b.WriteByte('\n')
	}
	return b.String()
}
