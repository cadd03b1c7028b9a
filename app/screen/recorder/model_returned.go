package recorder

import (
	"slices"

	"pendamping/kpuk"
)

// Review is the coordinator's comment on a returned meeting.
type Review struct {
	By, Text string
	At       int64 // Unix milliseconds
	Points   []Point
}

// Point is one thing to mend.
type Point struct {
	Step   kpuk.Step
	Name   string // member it is about, if any
	Text   string
	Mended bool

	Thread  kpuk.ID // zero: the comment on the whole meeting, which nobody answers
	Field   string  // of the step, in words; empty for the step
	Answers []Answer
	Waits   bool // the coordinator waits for an answer
}

// Review is why the meeting was returned.
func (m *Model) Review() Review {
	s := m.meeting.State
	r := Review{By: m.memberName(s.By), Text: s.Comment, At: s.At}
	pinned := false
	for _, c := range m.asked() {
		r.Points = append(r.Points, m.point(&c))
		pinned = pinned || c.Step == s.Step
	}
	if s.Step > 0 && !pinned {
		r.Points = append([]Point{{Step: s.Step, Mended: m.meeting.Left(s.Step) && m.touched(s.Step)}}, r.Points...)
	}
	return r
}

// brokenSteps are those a returned meeting is to be mended in.
func (m *Model) brokenSteps() []kpuk.Step {
	if m.state() != kpuk.Returned {
		return nil
	}
	var out []kpuk.Step
	if m.meeting.State.Step > 0 {
		out = append(out, m.meeting.State.Step)
	}
	for _, c := range m.asked() {
		if c.Step > 0 && !slices.Contains(out, c.Step) {
			out = append(out, c.Step)
		}
	}
	return out
}

// touched tells whether a step has nothing blocking any more.
func (m *Model) touched(s kpuk.Step) bool {
	for _, p := range m.sitting().Missing(s) {
		if !p.Warning {
			return false
		}
	}
	return true
}

// mended marks the remarks on a step as dealt with, once it is left as done.
func (m *Model) mended(s kpuk.Step) {
	if m.state() != kpuk.Returned {
		return
	}
	for _, t := range m.asked() {
		if t.Step == s && !t.Mended() {
			m.meeting.Mend(&t)
		}
	}
}

// OpenLocked opens the steps that were not complained about. It needs a reason, which
// the coordinator reads; it says what is missing and then opens nothing.
func (m *Model) OpenLocked(reason string) (problem string) {
	if !m.Editable() {
		return ""
	}
	id, err := m.env.IDs.New()
	if err != nil {
		return m.text.T("error.internal")
	}
	if err := m.meeting.Open(id, m.actor(), reason); err != nil {
		return m.text.T("recorder.need_open_reason")
	}
	m.save()
	return ""
}

// LockedCount is the number of steps that cannot be changed now.
func (m *Model) LockedCount() int {
	n := 0
	for _, s := range kpuk.Steps() {
		if m.Locked(s) {
			n++
		}
	}
	return n
}
