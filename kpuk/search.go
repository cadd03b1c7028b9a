package kpuk

import (
	"cmp"
	"slices"
	"strings"
)

// Index finds records by the beginnings of words in their names: case, accents and
// forms of address make no difference. It is not safe for concurrent use. The zero
// Index is empty and ready.
type Index struct {
	slots map[ID]int
	docs  []doc
	free  []int
}

// doc is one record: its folded words, each with a space before it, so that a word
// begins where " word" is found. Walking all of them costs less than keeping a tree: a
// hundred thousand names are a few megabytes.
type doc struct {
	id    ID
	kind  Kind
	text  string
	order string
}

// Hit is a record found.
type Hit struct {
	ID   ID
	Kind Kind
}

// Put adds or replaces a record with the texts by which it is found: name first, then
// village, number and so on.
func (x *Index) Put(id ID, kind Kind, texts ...string) {
	var b strings.Builder
	for _, t := range texts {
		if folded := Fold(t); folded != "" {
			b.WriteByte(' ')
			b.WriteString(folded)
		}
	}
	d := doc{id: id, kind: kind, text: b.String()}
	if len(texts) > 0 {
		d.order = FoldName(texts[0])
	}
	if x.slots == nil {
		x.slots = map[ID]int{}
	}
	if at, ok := x.slots[id]; ok {
		x.docs[at] = d
		return
	}
	if n := len(x.free); n > 0 {
		x.slots[id] = x.free[n-1]
		x.docs[x.free[n-1]] = d
		x.free = x.free[:n-1]
		return
	}
	x.slots[id] = len(x.docs)
	x.docs = append(x.docs, d)
}

// Remove takes a record out.
func (x *Index) Remove(id ID) {
	if at, ok := x.slots[id]; ok {
		x.docs[at] = doc{}
		x.free = append(x.free, at)
		delete(x.slots, id)
	}
}

// Len returns the number of records.
func (x *Index) Len() int { return len(x.slots) }

// Find returns up to most records that have, for every word of the query, a word that
// begins with it; those whose name begins with the query come first, then by name. Kind
// 0 means all kinds. Forms of address in the query are passed over, unless it has
// nothing else. An empty query finds everything.
func (x *Index) Find(query string, kind Kind, most int) []Hit {
	words := strings.Fields(FoldName(query))
	needles := make([]string, len(words))
	for i, w := range words {
		needles[i] = " " + w
	}
	// The longest word is the rarest: looked for first, it ends most comparisons.
	slices.SortStableFunc(needles, func(a, b string) int { return cmp.Compare(len(b), len(a)) })
	start := strings.Join(words, " ")
	top := best{most: most, start: start}
	for i := range x.docs {
		d := &x.docs[i]
		if !d.id.IsZero() && (kind == 0 || d.kind == kind) && d.has(needles) {
			top.add(d)
		}
	}
	found := top.sorted()
	hits := make([]Hit, 0, len(found))
	for _, d := range found {
		hits = append(hits, Hit{ID: d.id, Kind: d.kind})
	}
	return hits
}

// insertMost is the most hits kept in order while walking; longer lists are sorted at
// the end.
const insertMost = 512

// best keeps the best hits.
type best struct {
	most  int
	start string
	docs  []*doc
}

func (b *best) add(d *doc) {
	full := len(b.docs) >= b.most
	switch {
	case b.most > insertMost:
		b.docs = append(b.docs, d)
		return
	case b.most <= 0 || (full && d.compare(b.docs[len(b.docs)-1], b.start) > 0):
		return // worse than the worst kept
	case full:
		b.docs = b.docs[:len(b.docs)-1]
	}
	at, _ := slices.BinarySearchFunc(b.docs, d, func(x, y *doc) int { return x.compare(y, b.start) })
	b.docs = slices.Insert(b.docs, at, d)
}

func (b *best) sorted() []*doc {
	if b.most > insertMost {
		slices.SortFunc(b.docs, func(x, y *doc) int { return x.compare(y, b.start) })
	}
	return b.docs[:min(max(b.most, 0), len(b.docs))]
}

// has tells whether all needles are in the text.
func (d *doc) has(needles []string) bool {
	for _, n := range needles {
		if !strings.Contains(d.text, n) {
			return false
		}
	}
	return true
}

// compare orders hits for a query.
func (d *doc) compare(o *doc, start string) int {
	a, b := strings.HasPrefix(d.order, start), strings.HasPrefix(o.order, start)
	switch {
	case a && !b:
		return -1
	case b && !a:
		return 1
	default:
		return cmp.Or(strings.Compare(d.order, o.order), slices.Compare(d.id[:], o.id[:]))
	}
}
