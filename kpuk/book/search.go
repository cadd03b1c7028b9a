package book

import (
	"cmp"
	"slices"
	"strings"

	"pendamping/kpuk"
)

// Hit is something a search found.
type Hit struct {
	Kind    kpuk.Kind // KindGroup or KindMember
	ID      kpuk.ID
	Group   kpuk.ID // the group itself, or the member's
	Name    string
	Village string // area code of the group's village
}

// index holds one folded text per group and member.
type index struct{ rows []row }

type row struct {
	hit   Hit
	words string // folded words, each after a space, so that a search finds their beginnings
}

// Search finds groups by name or village and members by name: every word of the query
// must begin a word of theirs. Groups come before members, then by name. A blank query
// finds nothing.
func (b *Book) Search(query string, limit int) []Hit {
	words := strings.Fields(fold(query))
	if len(words) == 0 {
		return nil
	}
	if b.index == nil {
		b.index = b.indexed()
	}
	var out []Hit
	for i := range b.index.rows {
		if len(out) == limit {
			break
		}
		if r := &b.index.rows[i]; r.has(words) {
			out = append(out, r.hit)
		}
	}
	return out
}

// has tells whether every word begins one of the row's.
func (r *row) has(words []string) bool {
	for _, word := range words {
		if !strings.Contains(r.words, " "+word) {
			return false
		}
	}
	return true
}

// indexed folds every name once.
func (b *Book) indexed() *index {
	var groups, members []row
	for _, g := range b.Groups() {
		hit := Hit{Kind: kpuk.KindGroup, ID: g.ID, Group: g.ID, Name: g.Name, Village: g.Village}
		groups = append(groups, row{hit: hit, words: " " + fold(g.Name+" "+b.area(g.Village))})
		for _, m := range g.Members() {
			hit = Hit{Kind: kpuk.KindMember, ID: m.ID, Group: g.ID, Name: m.Name, Village: g.Village}
			members = append(members, row{hit: hit, words: " " + fold(m.Name)})
		}
	}
	slices.SortStableFunc(members, func(x, y row) int { return cmp.Compare(x.hit.Name, y.hit.Name) })
	return &index{rows: append(groups, members...)}
}

func fold(s string) string { return strings.Join(strings.Fields(strings.ToLower(s)), " ") }
