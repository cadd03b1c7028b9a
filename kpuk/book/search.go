package book

import (
	"strings"

	"pendamping/kpuk"
)

// KindVillage marks a hit that is a village with groups; villages are no records.
const KindVillage kpuk.Kind = 1<<16 - 1

// Hit is something a search found.
type Hit struct {
	Kind    kpuk.Kind // KindGroup, KindMember or KindVillage
	ID      kpuk.ID   // of a village: its scope
	Group   kpuk.ID   // the group itself, or the member's; zero for a village
	Name    string
	Village string // area code of the group's village, or of the village found
}

// Search finds groups by name, village or code, villages that have groups and members by
// name or nickname: every word of the query must begin a word of theirs, whatever the
// case, accents and forms of address. Groups come before villages and these before
// members, those whose name begins with the query first, then by name. A blank query
// finds nothing.
func (b *Book) Search(query string, limit int) []Hit {
	if strings.TrimSpace(query) == "" {
		return nil
	}
	if b.index == nil {
		b.index = b.indexed()
	}
	var out []Hit
	for _, kind := range []kpuk.Kind{kpuk.KindGroup, KindVillage, kpuk.KindMember} {
		for _, found := range b.index.Find(query, kind, limit-len(out)) {
			out = append(out, b.hit(found))
		}
	}
	return out
}

// hit adds what is shown of a record that was found.
func (b *Book) hit(found kpuk.Hit) Hit {
	if found.Kind == KindVillage {
		code := b.villages[found.ID]
		return Hit{Kind: KindVillage, ID: found.ID, Name: b.area(code), Village: code}
	}
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
	b.villages = map[kpuk.ID]string{}
	for _, g := range b.Groups() {
		x.Put(g.ID, kpuk.KindGroup, g.Name, b.area(g.Village), g.Code)
		if scope := kpuk.VillageScope(g.Village); g.Village != "" && b.villages[scope] == "" {
			b.villages[scope] = g.Village
			x.Put(scope, KindVillage, b.area(g.Village))
		}
		for _, m := range g.Members() {
			x.Put(m.ID, kpuk.KindMember, m.Name, m.Nickname)
		}
	}
	return x
}
