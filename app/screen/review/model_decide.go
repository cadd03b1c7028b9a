package review

import (
	"errors"
	"strings"

	"pendamping/fault"
	"pendamping/kpuk"
	"pendamping/kpuk/book"
)

// actor is who decides, and when.
func (m *Model) actor() kpuk.Actor {
	return kpuk.Actor{Person: m.env.Me, Office: m.env.Office, At: m.env.Now().UnixMilli()}
}

// Approve accepts the open meeting, unless it changed unseen.
func (m *Model) Approve() {
	b := m.Open()
	if b == nil || m.stale {
		return
	}
	m.approve([]*book.Meeting{b}, m.env.Text.T("review.approved", "Group", m.group(b.Meeting)))
}

// ApproveBulk accepts all of Bulk. A meeting that is open and changed unseen stays.
func (m *Model) ApproveBulk() {
	all := m.Bulk()
	var fresh []*book.Meeting
	for _, b := range all {
		if b.ID != m.selected || !m.stale {
			fresh = append(fresh, b)
		}
	}
	if len(fresh) > 0 {
		m.approve(fresh, m.env.Text.N("review.approved.many", len(fresh)))
	}
}

func (m *Model) approve(meetings []*book.Meeting, said string) {
	var before []*kpuk.Meeting
	var after []kpuk.Record
	for _, b := range meetings {
		standing, err := b.State.Approve(m.actor())
		if err != nil {
			m.fail(err)
			return
		}
		mended := kpuk.Clone(b.Meeting)
		mended.Stand(standing)
		before, after = append(before, b.Meeting), append(after, mended)
	}
	m.decide(before, after, said)
}

// Return gives the open meeting back with the comment, pinned to where it was pinned.
// Without a comment nothing happens but that one is asked for.
func (m *Model) Return() {
	b := m.Open()
	if b == nil || m.stale {
		return
	}
	d := m.drafts[b.ID]
	standing, err := b.State.Return(m.actor(), d.pin.Step, d.text)
	if errors.Is(err, kpuk.ErrNoComment) {
		m.nudge = true
		return
	}
	if err != nil {
		m.fail(err)
		return
	}
	mended := kpuk.Clone(b.Meeting)
	mended.Stand(standing)
	id, err := m.env.IDs.New()
	if err != nil {
		m.fail(err)
		return
	}
	mended.Say(id, kpuk.Comment{
		By: standing.By, At: standing.At, Step: d.pin.Step, Of: d.pin.Of, Field: d.pin.Field, To: d.pin.Thread, Text: strings.TrimSpace(d.text),
	})
	said := m.env.Text.T("review.returned", "Group", m.group(b.Meeting))
	m.decide([]*kpuk.Meeting{b.Meeting}, []kpuk.Record{mended}, said)
}

// decide holds a decision back for a while, after the one before was kept.
func (m *Model) decide(before []*kpuk.Meeting, after []kpuk.Record, said string) {
	m.Settle()
	m.hasErr, m.gone = false, ""
	d := &decision{before: before, after: after, said: said, drafts: map[kpuk.ID]draft{}}
	for _, k := range before {
		d.drafts[k.ID] = m.drafts[k.ID]
		delete(m.drafts, k.ID)
		delete(m.checked, k.ID)
	}
	row := m.Index()
	m.pending = d
	m.seen = opened{}
	m.Reload()
	m.Select(row)
	m.env.Go(m.hold, func(error) {
		if m.pending == d {
			m.Settle()
			m.changed()
		}
	})
}

// Undo takes the last decision back and opens its meeting again.
func (m *Model) Undo() {
	d := m.pending
	if d == nil {
		return
	}
	m.pending = nil
	m.restore(d)
	m.Reload()
	m.SelectID(d.before[0].ID)
}

// restore gives a decision's comments back to be written on.
func (m *Model) restore(d *decision) {
	for id, was := range d.drafts {
		if was != (draft{}) {
			m.drafts[id] = was
		}
	}
}

// Said is what was decided last, while it can be taken back; empty otherwise.
func (m *Model) Said() string {
	if m.pending == nil {
		return ""
	}
	return m.pending.said
}

// Settle keeps the last decision for good. What changed in the meantime is not decided
// on: it comes back into the inbox.
func (m *Model) Settle() {
	d := m.pending
	if d == nil {
		return
	}
	m.pending = nil
	var keep []kpuk.Record
	for i, was := range d.before {
		if m.env.Book.Record(was.ID) != kpuk.Record(was) {
			m.gone = m.title(was)
			continue
		}
		m.settling[was.ID] = was
		keep = append(keep, d.after[i])
	}
	if len(keep) == 0 {
		m.restore(d)
		m.Reload()
		return
	}
	m.env.Keep(func(err error) {
		// A meeting that was kept stays hidden until the book holds it as decided.
		if err != nil {
			for _, was := range d.before {
				delete(m.settling, was.ID)
			}
			m.restore(d)
			m.fail(err)
		}
		m.Reload()
		m.changed()
	}, keep...)
}

// fail remembers what went wrong, to be said in words.
func (m *Model) fail(err error) { m.failed, m.hasErr = fault.KindOf(err), true }

// Failure says what went wrong with the last decision, empty when nothing did.
func (m *Model) Failure() string {
	if !m.hasErr {
		return ""
	}
	return m.env.Text.T("error." + m.failed.String())
}

// Calm forgets what went wrong and what left the inbox, after it was read.
func (m *Model) Calm() { m.hasErr, m.gone = false, "" }
