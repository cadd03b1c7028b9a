package review

import (
	"errors"
	"time"

	"pendamping/kpuk"
)

// Thread is what was asked about the open meeting and answered.
type Thread struct {
	ID     kpuk.ID
	Pin    Pin
	Place  string // step, member and field in words
	Words  []Promise
	Closed bool
	Waits  bool // for the facilitator
}

// Threads lists what was said about the open meeting, by step and time.
func (m *Model) Threads() []Thread {
	b := m.Open()
	if b == nil {
		return nil
	}
	var out []Thread
	for _, t := range b.Threads() {
		pin := Pin{Step: t.Step, Of: t.Of, Field: t.Field, Thread: t.ID}
		one := Thread{ID: t.ID, Pin: pin, Place: m.PinLabel(Pin{Step: t.Step, Of: t.Of, Field: t.Field}), Closed: t.Closed(), Waits: t.Waits()}
		for _, r := range append([]kpuk.Remark{t.Remark}, t.Replies...) {
			at := time.UnixMilli(r.At).In(m.env.Now().Location())
			text := r.Text
			if r.Done && text == "" {
				text = m.env.Text.T("review.thread.ended")
			}
			if r.Right {
				text = m.env.Text.T("review.thread.right", "Text", text)
			}
			one.Words = append(one.Words, Promise{What: text, Who: m.person(r.By) + ", " + m.env.Text.DayMonth(at) + " " + m.env.Text.Clock(at)})
		}
		out = append(out, one)
	}
	return out
}

// Reply answers the thread that the comment is pinned to, without deciding on the
// meeting. Without a comment nothing happens but that one is asked for.
func (m *Model) Reply() {
	d := m.drafts[m.selected]
	if m.answer(d.pin.Thread, d.text, false) {
		delete(m.drafts, m.selected)
	}
}

// Resolve ends a thread: what was asked is settled.
func (m *Model) Resolve(thread kpuk.ID) { m.answer(thread, "", true) }

// answer adds a word to a thread of the open meeting and keeps it at once; it tells
// whether there was something to keep.
func (m *Model) answer(thread kpuk.ID, text string, done bool) bool {
	b := m.Open()
	if b == nil || thread.IsZero() || m.stale {
		return false
	}
	for _, t := range b.Threads() {
		if t.ID != thread {
			continue
		}
		c, err := t.Answer(m.actor(), text, done)
		if errors.Is(err, kpuk.ErrNoComment) {
			m.nudge = true
			return false
		}
		id, err := m.env.IDs.New()
		if err != nil {
			m.fail(err)
			return false
		}
		said := kpuk.Clone(b.Meeting)
		said.Say(id, c)
		m.say(said)
		return true
	}
	return false
}

// say keeps a meeting to which something was said.
func (m *Model) say(said *kpuk.Meeting) {
	m.env.Keep(func(err error) {
		if err != nil {
			m.fail(err)
		}
		m.Reload()
		m.Look() // the change is one's own
		m.changed()
	}, said)
}
