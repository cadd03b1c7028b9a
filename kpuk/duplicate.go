package kpuk

import (
	"bytes"
	"slices"
)

// likeness is the Jaro-Winkler similarity from which names are close. High, as the date of
// birth and the village agree already: whoever is asked too often stops reading.
const likeness = 0.92

// Pair is two records that may be the same, A before B by ID.
type Pair struct {
	A, B ID
	Why  string  // nik, name or meeting
	Like float64 // of the names; 1 for the other reasons
}

// SameMember tells whether two members may be the same person: the same NIK; or the same
// date of birth and close names in the same village. Two who were told apart are not.
func SameMember(a, b *Member) (Pair, bool) {
	p := pair(a.ID, b.ID)
	if a.ID == b.ID || a.Apart[b.ID] || b.Apart[a.ID] {
		return Pair{}, false
	}
	if a.NIK != "" && a.NIK == b.NIK {
		p.Why, p.Like = "nik", 1
		return p, true
	}
	if a.Born.IsZero() || a.Born != b.Born || a.Village == "" || a.Village != b.Village {
		return Pair{}, false
	}
	p.Why, p.Like = "name", JaroWinkler(FoldName(a.Name), FoldName(b.Name))
	return p, p.Like >= likeness
}

func pair(a, b ID) Pair {
	if bytes.Compare(a[:], b[:]) > 0 {
		return Pair{A: b, B: a}
	}
	return Pair{A: a, B: b}
}

// DuplicateMembers returns all pairs of [SameMember], each once, by ID. Removed members
// are left out.
func DuplicateMembers(members []*Member) []Pair {
	type birth struct {
		born    Date
		village string
	}
	byNIK, byBirth := map[NIK][]*Member{}, map[birth][]*Member{}
	found := map[Pair]bool{}
	// Only within the same NIK or the same birth and village can a pair be found, so the
	// whole list is walked once.
	against := func(others []*Member, m *Member) {
		for _, o := range others {
			if p, same := SameMember(o, m); same {
				found[p] = true
			}
		}
	}
	for _, m := range members {
		if m.Gone() {
			continue
		}
		if m.NIK != "" {
			against(byNIK[m.NIK], m)
			byNIK[m.NIK] = append(byNIK[m.NIK], m)
		}
		if !m.Born.IsZero() && m.Village != "" {
			key := birth{m.Born, m.Village}
			against(byBirth[key], m)
			byBirth[key] = append(byBirth[key], m)
		}
	}
	return sortedPairs(found)
}

// DuplicateMeetings returns pairs of meetings of the same group on the same day.
func DuplicateMeetings(meetings []*Meeting) []Pair {
	type day struct {
		group ID
		date  Date
	}
	seen := map[day][]ID{}
	found := map[Pair]bool{}
	for _, m := range meetings {
		if m.Gone() || m.Date.IsZero() {
			continue
		}
		key := day{m.Group, m.Date}
		for _, o := range seen[key] {
			p := pair(o, m.ID)
			p.Why, p.Like = "meeting", 1
			found[p] = o != m.ID
		}
		seen[key] = append(seen[key], m.ID)
	}
	return sortedPairs(found)
}

func sortedPairs(found map[Pair]bool) []Pair {
	var out []Pair
	for p, yes := range found {
		if yes {
			out = append(out, p)
		}
	}
	slices.SortFunc(out, func(a, b Pair) int {
		if c := bytes.Compare(a.A[:], b.A[:]); c != 0 {
			return c
		}
		return bytes.Compare(a.B[:], b.B[:])
	})
	return out
}
