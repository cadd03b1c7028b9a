package sync

import (
	"bytes"
	"cmp"
	"slices"

	"pendamping/app/screen"
	"pendamping/kpuk"
	"pendamping/kpuk/book"
)

// Sent is a submitted meeting with its receipt.
type Sent struct {
	ID          kpuk.ID
	Title, Line string
	// Same tells that the hub has confirmed every change made here to the meeting and
	// its money.
	Same bool
	// Agrees says that hub and device reckon the same, and since when that is known;
	// Differs that they do not. Both are empty while that is not known.
	Agrees, Differs string
}

// shownSent is how many submitted meetings are listed.
const shownSent = 5

// Sent lists the meetings that were submitted last, each with what two people can
// compare over the phone.
func (m *Model) Sent() []Sent {
	var all []*book.Meeting
	for _, g := range m.env.Book.Groups() {
		for _, b := range g.Meetings() {
			if b.State.State != kpuk.Draft {
				all = append(all, b)
			}
		}
	}
	slices.SortFunc(all, func(a, b *book.Meeting) int {
		return cmp.Or(cmp.Compare(b.State.At, a.State.At), cmp.Compare(b.Date, a.Date), bytes.Compare(a.ID[:], b.ID[:]))
	})
	out := make([]Sent, 0, shownSent)
	for _, b := range all[:min(len(all), shownSent)] {
		day := m.env.Text.DayMonth(b.Date.Time())
		r := b.Receipt()
		s := Sent{ID: b.ID, Title: m.env.Text.T("sync.meeting.unknown", "Day", day), Line: screen.ReceiptWords(m.env.Text, r), Same: m.same(b)}
		switch c := m.env.Compare(b.ID, r); c.Outcome {
		case screen.Agrees:
			s.Agrees = m.env.Text.T("sync.agrees", "Clock", screen.Moment(m.env.Text, c.At, m.env.Now()))
		case screen.Differs:
			s.Differs = m.env.Text.T("sync.differs")
		case screen.NotCompared:
		}
		if g := b.Of(); g != nil {
			s.Title = m.env.Text.T("sync.meeting", "Group", g.Name, "Day", day)
		}
		out = append(out, s)
	}
	return out
}

// same tells whether nothing of a meeting waits to be confirmed. Not to know is no.
func (m *Model) same(b *book.Meeting) bool {
	if m.state.Unconfirmed == nil || m.state.Unconfirmed[b.ID] {
		return false
	}
	return !slices.ContainsFunc(b.AllEntries(), func(e *kpuk.Entry) bool { return m.state.Unconfirmed[e.ID] })
}
