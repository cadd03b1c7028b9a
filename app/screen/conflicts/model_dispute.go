package conflicts

import (
	"strings"

	"pendamping/fault"
	"pendamping/kpuk"
)

// describeDispute names a line that was corrected twice: whose, what, where and when.
func (m *Model) describeDispute(d kpuk.Dispute) (title, line string) {
	t, first := m.env.Text, d.Lines[0].Line
	title = m.groupName(first.Group)
	if g := m.env.Book.Group(first.Group); g != nil && !first.Member.IsZero() {
		title = g.NameOf(first.Member)
	}
	return title, joined(t.T("conflicts.dispute"), m.groupName(first.Group), t.Date(first.Date.Time()))
}

// claims lists what stands in the place of the line that is open, that which counts first.
func (m *Model) claims() []Side {
	it, _ := m.current()
	t := m.env.Text
	sides := make([]Side, 0, len(it.dispute.Lines))
	for i, e := range it.dispute.Lines {
		note := m.correctionOf(e.ID)
		s := Side{ID: e.ID, By: m.person(note.By), Made: m.moment(note.At), Counts: i == 0, Facts: []Fact{
			{t.T("conflicts.dispute.what"), t.T("word.entry." + e.Line.Kind.String())},
			{t.T("conflicts.dispute.whose"), orDash(m.nameIn(e.Line.Group, e.Line.Member))},
			{t.T("conflicts.dispute.amount"), t.Rupiah(int64(e.Line.Amount))},
			{t.T("conflicts.dispute.before"), m.wordsOf(it.dispute.Root)},
			{t.T("conflicts.dispute.why"), orDash(note.Reason)},
		}}
		sides = append(sides, s)
	}
	return sides
}

// correctionOf is the note of the correction that wrote a line; empty where it is not held.
func (m *Model) correctionOf(line kpuk.ID) kpuk.Corrected {
	e, ok := m.env.Book.Record(line).(*kpuk.Entry)
	if !ok {
		return kpuk.Corrected{}
	}
	if held := m.env.Book.Meeting(e.Line.Meeting); held != nil {
		for _, c := range held.Corrections {
			if c.Wrote(line) {
				return c
			}
		}
	}
	return kpuk.Corrected{}
}

// nameIn is a member in a group's books.
func (m *Model) nameIn(group, member kpuk.ID) string {
	if g := m.env.Book.Group(group); g != nil {
		return g.NameOf(member)
	}
	return ""
}

// wordsOf words a line as it was first written.
func (m *Model) wordsOf(id kpuk.ID) string {
	e, ok := m.env.Book.Record(id).(*kpuk.Entry)
	if !ok {
		return "–"
	}
	t := m.env.Text
	words := t.T("word.entry."+e.Line.Kind.String()) + " " + m.nameIn(e.Line.Group, e.Line.Member)
	return strings.TrimSpace(words) + " " + t.Amount(int64(e.Line.Amount))
}

// Decide lets one of the corrections of the line that is open hold; the zero ID none of
// them. The others are voided on their own days, and what follows from that is worked out.
func (m *Model) Decide(keep kpuk.ID) {
	it, ok := m.current()
	if !ok || !it.at.dispute || m.busy || !m.Decides() {
		return
	}
	g := m.env.Book.Group(it.dispute.Lines[0].Line.Group)
	id, err := m.env.IDs.New()
	if g == nil || err != nil {
		m.refuse(fault.New(fault.Other, "no such group"))
		return
	}
	d := m.decision(id, it.dispute.Root, "conflicts.dispute.reason")
	d.Keep = keep
	m.keepRipple(g.Holdings().Decide(d, m.env.Today()))
}

// saveCorrection settles a correction that two people made to different things under one
// name: what follows from it is worked out anew.
func (m *Model) saveCorrection(shown *kpuk.Entry, right kpuk.EntryLine) {
	g := m.env.Book.Group(shown.Line.Group)
	id, err := m.env.IDs.New()
	if g == nil || err != nil {
		m.refuse(fault.New(fault.Other, "no such group"))
		return
	}
	m.keepRipple(g.Holdings().Resolve(m.decision(id, shown.ID, "conflicts.line.reason"), right, m.env.Today()))
}

// decision is who decides about a line, and why.
func (m *Model) decision(id, line kpuk.ID, reason string) kpuk.Decision {
	return kpuk.Decision{
		ID: id, Root: line, Reason: m.env.Text.T(reason),
		By: kpuk.Actor{Person: m.env.Me, Office: m.env.Office, At: m.env.Now().UnixMilli()},
	}
}

// keepRipple keeps what a decision comes to.
func (m *Model) keepRipple(ripple *kpuk.Ripple, err error) {
	if err != nil {
		m.refuse(err)
		return
	}
	recs, err := ripple.Records()
	if err != nil {
		m.refuse(err)
		return
	}
	m.keep(recs)
}
