package kpuk

import (
	"bytes"
	"cmp"
	"encoding/binary"
	"maps"
	"slices"
	"strings"

	"pendamping/fault"
)

// Stand brings the meeting to a state and keeps it in its history. Every state is an
// element of its own, so that two people who move a meeting at the same time are both in it.
func (m *Meeting) Stand(s Standing) {
	if m.History == nil {
		m.History = map[ID]Standing{}
	}
	if m.State.At != 0 { // also one of before histories were kept
		m.History[m.State.id()] = m.State
	}
	m.State = s
	m.History[s.id()] = s
}

// id names a state in the history of its meeting: what was kept twice is one.
func (s Standing) id() ID {
	var at [8]byte
	binary.BigEndian.PutUint64(at[:], uint64(s.At)) //nolint:gosec // two's complement on purpose
	return Derive("standing", []byte{byte(s.State)}, s.By[:], at[:])
}

// EventKind says what happened to a meeting.
type EventKind uint8

// What happens to a meeting on its way between facilitator and coordinator.
const (
	EventBegun     EventKind = iota + 1 // it was begun to be recorded
	EventSubmitted                      // handed in
	EventWithdrawn                      // taken back before it was reviewed
	EventReturned                       // given back for mending; Text says why
	EventOpened                         // steps that were reviewed were opened again; Text says why
	EventMended                         // handed in again after mending
	EventApproved                       // accepted
	EventCorrected                      // corrected after it was handed in; Text says why
)

// String returns the name of the kind of event.
func (k EventKind) String() string {
	return named(k, "none", "begun", "submitted", "withdrawn", "returned", "opened", "mended", "approved", "corrected")
}

// Event is one thing that happened to a meeting: who did it, and when by the clock of her
// device.
type Event struct {
	Kind EventKind
	By   ID    // Person
	At   int64 // Unix milliseconds
	Text string
}

// Events tells what happened to the meeting, the earliest first. States follow one another
// by their number, since clocks of tablets are wrong; what a meeting of before histories
// were kept went through is known from its present state on.
func (m *Meeting) Events() []Event {
	states := maps.Clone(m.History)
	if states == nil {
		states = map[ID]Standing{}
	}
	if m.State.At != 0 || m.State.State != Draft {
		states[m.State.id()] = m.State
	}
	order := slices.SortedFunc(maps.Values(states), func(a, b Standing) int {
		return cmp.Or(cmp.Compare(a.No, b.No), cmp.Compare(a.At, b.At), cmp.Compare(a.State, b.State), bytes.Compare(a.By[:], b.By[:]))
	})
	var out []Event
	before := Standing{}
	for _, s := range order {
		e := Event{Kind: s.event(before), By: s.By, At: s.At, Text: s.Comment}
		if e.Kind == EventCorrected {
			e.Text = m.correctedBy(s)
		}
		out = append(out, e)
		if s.State == Returned {
			out = append(out, m.openings(s)...)
		}
		before = s
	}
	return out
}

// event says what brought a meeting from one state to the next.
func (s Standing) event(before Standing) EventKind {
	switch {
	case s.State == Returned:
		return EventReturned
	case s.State == Approved:
		return EventApproved
	case s.State == Draft && before.State == Submitted:
		return EventWithdrawn
	case s.State == Draft:
		return EventBegun
	case before.State == Returned:
		return EventMended
	case before.State == Submitted || before.State == Approved:
		return EventCorrected
	default:
		return EventSubmitted
	}
}

// correctedBy is the reason of the correction that brought a meeting back to review.
func (m *Meeting) correctedBy(s Standing) string {
	for _, c := range m.Corrections {
		if c.By == s.By && c.At == s.At {
			return c.Reason
		}
	}
	return ""
}

// openings are the reasons for which steps of a returned meeting were opened.
func (m *Meeting) openings(s Standing) []Event {
	var out []Event
	for _, c := range m.Comments {
		if c.opens(s) {
			out = append(out, Event{Kind: EventOpened, By: c.By, At: c.At, Text: c.Text})
		}
	}
	slices.SortFunc(out, func(a, b Event) int { return cmp.Or(cmp.Compare(a.At, b.At), cmp.Compare(a.Text, b.Text)) })
	return out
}

// opens tells whether a comment opened the locked steps of the return s.
func (c Comment) opens(s Standing) bool { return c.Opens != 0 && c.Opens == s.At }

// Opened tells whether the steps that the coordinator had nothing to say about were opened
// since the meeting was returned. It follows from the comment that gives the reason, and
// ends with the next return.
func (m *Meeting) Opened() bool {
	if m.State.State != Returned {
		return false
	}
	for _, c := range m.Comments {
		if c.opens(m.State) {
			return true
		}
	}
	return false
}

// Open opens them, with the reason that the coordinator reads. Without one it is
// [ErrNoReason] and nothing changes.
func (m *Meeting) Open(id ID, by Actor, reason string) error {
	text := strings.TrimSpace(reason)
	if text == "" {
		return fault.E("kpuk.Meeting.Open", fault.Invalid, ErrNoReason)
	}
	m.Say(id, Comment{By: by.Person, At: by.At, Text: text, Opens: m.State.At})
	return nil
}
