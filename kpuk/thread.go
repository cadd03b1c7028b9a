package kpuk

import (
	"bytes"
	"cmp"
	"maps"
	"slices"
	"strings"

	"pendamping/fault"
)

// Remark is a comment with its name.
type Remark struct {
	ID ID
	Comment
}

// Thread is a remark on a meeting with what was answered. Every comment is an element of
// its own, so that two people who answer at the same time never write over each other.
type Thread struct {
	Remark           // the remark that began it
	Replies []Remark // in the order of their clocks
}

// Threads returns what was said about a meeting, by step and time.
func (m *Meeting) Threads() []Thread {
	at := map[ID]*Thread{}
	for id, c := range m.Comments {
		if _, answers := m.Comments[c.To]; !answers || c.To == id {
			at[id] = &Thread{Remark: Remark{id, c}}
		}
	}
	for id, c := range m.Comments {
		if at[id] != nil {
			continue
		}
		root := m.root(c.To)
		if t := at[root]; t != nil {
			t.Replies = append(t.Replies, Remark{id, c})
		}
	}
	order := func(a, b Remark) int { return cmp.Or(cmp.Compare(a.At, b.At), bytes.Compare(a.ID[:], b.ID[:])) }
	out := make([]Thread, 0, len(at))
	for t := range maps.Values(at) {
		slices.SortFunc(t.Replies, order)
		out = append(out, *t)
	}
	slices.SortFunc(out, func(a, b Thread) int { return cmp.Or(cmp.Compare(a.Step, b.Step), order(a.Remark, b.Remark)) })
	return out
}

// root follows answers to the remark that began them; a ring, which nobody writes, ends
// after as many steps as there are comments.
func (m *Meeting) root(id ID) ID {
	for range m.Comments {
		c := m.Comments[id]
		if _, answers := m.Comments[c.To]; !answers || c.To == id {
			return id
		}
		id = c.To
	}
	return id
}

// last is what was said last.
func (t *Thread) last() *Remark {
	if n := len(t.Replies); n > 0 {
		return &t.Replies[n-1]
	}
	return &t.Remark
}

// Closed tells whether the last word ended the thread; saying more opens it again.
func (t *Thread) Closed() bool { return t.last().Done }

// asked is what was asked last by who began the thread; ending it asks for nothing.
func (t *Thread) asked() *Remark {
	for i := len(t.Replies) - 1; i >= 0; i-- {
		if r := &t.Replies[i]; r.By == t.By && !r.Done {
			return r
		}
	}
	return &t.Remark
}

// Mended tells whether what was asked last was mended; asking again asks for it anew.
func (t *Thread) Mended() bool { return t.asked().Mend }

// Waits tells whether who began the thread waits for an answer: it is not closed, not
// mended, and the last word is still hers.
func (t *Thread) Waits() bool { return !t.Closed() && !t.Mended() && t.last().By == t.By }

// Right tells whether somebody else answered that what is asked about is right as it is,
// after who began the thread spoke last.
func (t *Thread) Right() bool { l := t.last(); return l.Right && l.By != t.By }

// Handled tells whether nothing is left to do about the thread for whom it was written to:
// it was mended, closed, or answered.
func (t *Thread) Handled() bool { return t.Mended() || t.Closed() || t.last().By != t.By }

// Stands answers that what was asked about is right as it is, and why. A reason of nothing
// is [ErrNoReason].
func (t *Thread) Stands(by Actor, reason string) (Comment, error) {
	c, err := t.Answer(by, reason, false)
	if err != nil {
		return Comment{}, fault.E("kpuk.Thread.Stands", fault.Invalid, ErrNoReason)
	}
	c.Right = true
	return c, nil
}

// Answer returns the comment that answers a thread, pinned where the thread is. A text
// of nothing that ends nothing is [ErrNoComment].
func (t *Thread) Answer(by Actor, text string, done bool) (Comment, error) { //nolint:revive // done is what is said
	c := Comment{By: by.Person, At: by.At, Step: t.Step, Of: t.Of, Field: t.Field, To: t.ID, Text: strings.TrimSpace(text), Done: done}
	if c.Text == "" && !done {
		return Comment{}, ErrNoComment
	}
	return c, nil
}

// ErrNoThread says that a thread is not there to be answered.
var ErrNoThread = fault.New(fault.NotFound, "the thread is not there")

// AnswerTo adds an answer to a thread, as the comment id; right says that what was asked
// about is right as it is, and the text why. [ErrNoComment] and [ErrNoReason] say that the
// text is missing; nothing is added then.
func (m *Meeting) AnswerTo(thread, id ID, by Actor, text string, right bool) error { //nolint:revive // right is what the answer says
	const op fault.Op = "kpuk.Meeting.AnswerTo"
	for _, t := range m.Threads() {
		if t.ID != thread {
			continue
		}
		c, err := t.Answer(by, text, false)
		if right {
			c, err = t.Stands(by, text)
		}
		if err != nil {
			return fault.E(op, fault.Invalid, err)
		}
		m.Say(id, c)
		return nil
	}
	return fault.E(op, fault.NotFound, ErrNoThread)
}

// Mend notes that what a thread asked for last was done.
func (m *Meeting) Mend(t *Thread) {
	asked := t.asked()
	c := m.Comments[asked.ID]
	c.Mend = true
	m.Say(asked.ID, c)
}

// Say adds a comment to the meeting.
func (m *Meeting) Say(id ID, c Comment) {
	if m.Comments == nil {
		m.Comments = map[ID]Comment{}
	}
	m.Comments[id] = c
}
