package book

import (
	"cmp"
	"slices"

	"pendamping/kpuk"
)

// Contest tells the book which records people disagree about; it replaces what it was
// told before. Figures go on showing what every device shows, and say so.
func (b *Book) Contest(ids ...kpuk.ID) {
	b.contested = make(map[kpuk.ID]bool, len(ids))
	for _, id := range ids {
		b.contested[id] = true
	}
}

// Contested tells whether people disagree about a record.
func (b *Book) Contested(id kpuk.ID) bool { return b.contested[id] }

// Held lists the changes that the hub keeps in quarantine and somebody has to do
// something about, the oldest first.
func (b *Book) Held() []*kpuk.Held {
	all := sorted(b.held, func(x, y *kpuk.Held) int {
		return cmp.Or(cmp.Compare(x.At, y.At), compareID(x.ID, y.ID))
	})
	return slices.DeleteFunc(all, func(h *kpuk.Held) bool { return !h.Open() })
}

// Twins lists the meetings that were recorded twice, over all groups, each list with the
// one that counts first.
func (b *Book) Twins() [][]*Meeting {
	var out [][]*Meeting
	for _, g := range b.Groups() {
		out = append(out, g.Twins()...)
	}
	return out
}

// Twins lists the group's meetings that were recorded twice. The money of the first of
// each list counts until a coordinator decides; that of the others is kept and counts
// nowhere.
func (g *Group) Twins() [][]*Meeting {
	g.pair()
	return g.twins
}

// Disputes lists the lines that two people corrected to different things, over all groups.
func (b *Book) Disputes() []kpuk.Dispute {
	var out []kpuk.Dispute
	for _, g := range b.Groups() {
		out = append(out, g.Disputes()...)
	}
	return out
}

// Disputes lists the group's lines that two people corrected to different things. One of
// those that stand in a line's place counts until a coordinator decides.
func (g *Group) Disputes() []kpuk.Dispute { return g.ledger().Disputes() }

// Doubts is how much of the group's figures waits for a coordinator: standing lines with
// two values or that were corrected twice, and meetings that were recorded twice.
func (g *Group) Doubts() (lines, meetings int) {
	lines = len(g.Disputes())
	for e := range g.ledger().Standing() {
		if g.book.contested[e.ID] {
			lines++
		}
	}
	return lines, len(g.Twins())
}

// pair finds the group's twins, once until one of its records changes.
func (g *Group) pair() {
	if g.paired {
		return
	}
	g.paired, g.twins, g.shadows = true, nil, nil
	all := make([]*kpuk.Meeting, 0, len(g.meetings))
	for _, m := range g.meetings {
		all = append(all, m)
	}
	for _, same := range kpuk.Twins(all) {
		list := make([]*Meeting, len(same))
		for i, m := range same {
			list[i] = &Meeting{Meeting: m, group: g}
			if i > 0 {
				if g.shadows == nil {
					g.shadows = map[kpuk.ID]bool{}
				}
				g.shadows[m.ID] = true
			}
		}
		g.twins = append(g.twins, list)
	}
}

// counted leaves out the lines of meetings that were recorded twice and do not count.
func (g *Group) counted(all []*kpuk.Entry) []*kpuk.Entry {
	g.pair()
	if len(g.shadows) == 0 {
		return all
	}
	return slices.DeleteFunc(slices.Clone(all), func(e *kpuk.Entry) bool { return g.shadows[e.Line.Meeting] })
}

// EntriesFor lists the lines of the group's ledger as the meeting sees them: all but those
// of its twins.
func (g *Group) EntriesFor(meeting kpuk.ID) []*kpuk.Entry {
	all := g.Entries()
	g.pair()
	if len(g.shadows) == 0 {
		return all
	}
	out := map[kpuk.ID]bool{}
	for _, twins := range g.twins {
		own := slices.ContainsFunc(twins, func(m *Meeting) bool { return m.ID == meeting })
		for i, m := range twins {
			// Of its own twins only itself counts, of others' the first.
			out[m.ID] = own && m.ID != meeting || !own && i > 0
		}
	}
	return slices.DeleteFunc(slices.Clone(all), func(e *kpuk.Entry) bool { return out[e.Line.Meeting] })
}

// Twins lists the others that record the same meeting, in the order in which they count.
func (m *Meeting) Twins() []*Meeting {
	var out []*Meeting
	for _, twins := range m.group.Twins() {
		if slices.ContainsFunc(twins, func(o *Meeting) bool { return o.ID == m.ID }) {
			for _, o := range twins {
				if o.ID != m.ID {
					out = append(out, o)
				}
			}
		}
	}
	return out
}

// Counts tells whether the meeting's money is in the group's sums: it has no twin that is
// shown rather than it.
func (m *Meeting) Counts() bool {
	m.group.pair()
	return !m.group.shadows[m.ID]
}

// Ledger is the group's ledger as the meeting sees it, without the lines of its twins.
func (m *Meeting) Ledger() *kpuk.Ledger {
	if m.Counts() {
		return m.group.ledger().Ledger
	}
	return kpuk.NewLedger(m.group.EntriesFor(m.ID)...)
}

// Contested is the number of the meeting's standing lines that have two values, or were
// corrected to two different things; figures show what every device shows.
func (m *Meeting) Contested() int {
	n := 0
	for _, e := range m.Entries() {
		if m.group.book.contested[e.ID] {
			n++
		}
	}
	for _, d := range m.group.Disputes() {
		if slices.ContainsFunc(d.Lines, func(e *kpuk.Entry) bool { return e.Line.Meeting == m.ID }) {
			n++
		}
	}
	return n
}

// Receipt is the meeting in a few figures and a code to compare over the phone.
func (m *Meeting) Receipt() kpuk.Receipt { return kpuk.ReceiptOf(m.Meeting, m.AllEntries()) }
