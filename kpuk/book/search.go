package book

import (
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

// Search finds groups by name, village or code and members by name: every word of the
// query must begin a word of theirs, whatever the case, accents and forms of address.
// Groups come before members, those whose name begins with the query first, then by
// name. A blank query finds nothing.
func (b *Book) Search(query string, limit int) []Hit {
	if strings.TrimSpace(query) == "" {
		return nil
	}
	if b.index == nil {
		b.index = b.indexed()
	}
	var out []Hit
	for _, kind := range []kpuk.Kind{kpuk.KindGroup, kpuk.KindMember} {
		for _, found := range b.index.Find(query, kind, limit-len(out)) {
			out = append(out, b.hit(found))
		}
	}
	return out
}

// hit adds what is shown of a record that was found.
func (b *Book) hit(found kpuk.Hit) Hit {
	h := Hit{Kind: found.Kind, ID: found.ID, Group: found.ID}
	if m := b.Member(found.ID); m != nil {
		h.Group, h.Name = m.Group, m.Name
	}
	if g := b.Group(h.Group); g != nil {
		h.Village = g.Village
		if h.Kind == kpuk.KindGroup {
			h.Name = g.Name
		}
	}
	return h
}

// indexed folds every name once.
func (b *Book) indexed() *kpuk.Index {
	x := &kpuk.Index{}
	for _, g := range b.Groups() {
		x.Put(g.ID, kpuk.KindGroup, g.Name, b.area(g.Village), g.Code)
		for _, m := range g.Members() {
			x.Put(m.ID, kpuk.KindMember, m.Name)
		}
	}
	return x
}
