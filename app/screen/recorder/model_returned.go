package recorder

import (
	"slices"

	"pendamping/app/screen/talk"
	"pendamping/kpuk"
)

// Review is the coordinator's comment on a returned meeting.
type Review struct {
	By, Text string
	At       int64      // Unix milliseconds
	Main     talk.Point // the thread that the comment began; its Thread is zero where there is none
	Points   []Point
	Mend     int // how many of the points are to be mended, and
	Ask      int // how many are questions
	Left     int // how many of all are still to be mended or answered
}

// Point is one thing to mend or to answer.
type Point struct {
	talk.Point

	Asks bool // it is a question beside the reason for the return
}

// Review is why the meeting was returned: the step or the whole that the comment speaks of,
// then what else was asked.
func (m *Model) Review() Review {
	s := m.meeting.State
	r := Review{By: m.memberName(s.By), Text: s.Comment, At: s.At}
	for _, t := range m.asked() {
		p := m.point(&t)
		if r.Main.Thread.IsZero() && m.returnedBy(&t) {
			r.Main = p
			p.Text = m.trouble(s.Step)
			r.Points = append([]Point{{Point: p}}, r.Points...)
			continue
		}
		r.Points = append(r.Points, Point{Point: p, Asks: true})
	}
	if r.Main.Thread.IsZero() && s.Step > 0 {
		done := m.meeting.Left(s.Step) && m.touched(s.Step)
		r.Points = append([]Point{{Point: talk.Point{Step: s.Step, Text: m.trouble(s.Step), Mended: done, Handled: done}}}, r.Points...)
	}
	for _, p := range r.Points {
		if p.Asks {
			r.Ask++
		} else {
			r.Mend++
		}
		if !p.Handled {
			r.Left++
		}
	}
	return r
}

// returnedBy tells whether a thread has the comment with which the meeting was returned.
func (m *Model) returnedBy(t *kpuk.Thread) bool {
	s := m.meeting.State
	return slices.ContainsFunc(append([]kpuk.Remark{t.Remark}, t.Replies...), func(r kpuk.Remark) bool {
		return r.By == s.By && r.At == s.At
	})
}

// trouble says what is wrong with a step, as far as the rules see it; empty when nothing.
func (m *Model) trouble(step kpuk.Step) string {
	if diff := m.Difference(); step == kpuk.StepCash && diff != 0 {
		key := "recorder.trouble_less"
		if diff > 0 {
			key = "recorder.trouble_more"
		}
		words := m.text.T(key, "Amount", m.text.Amount(int64(max(diff, -diff))))
		if m.Reason() == "" {
			return m.text.T("recorder.trouble_unnamed", "What", words)
		}
		return m.text.T("recorder.trouble_named", "What", words, "Reason", m.Reason())
	}
	if step == 0 {
		return ""
	}
	for _, lack := range m.lacks(slices.DeleteFunc(m.sitting().Missing(step), func(p kpuk.Problem) bool { return p.Warning })) {
		return lack.Text
	}
	return ""
}

// MarkMended notes that what a thread asked for was done. It is for what belongs to no
// step; a step's are noted when it is left as done.
func (m *Model) MarkMended(thread kpuk.ID) {
	for _, t := range m.asked() {
		if t.ID == thread && m.Editable() {
			m.meeting.Mend(&t)
			m.save()
		}
	}
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
