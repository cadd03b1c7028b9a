package recorder

import (
	"strings"
	"time"

	"pendamping/app/screen/pictures"
	"pendamping/kpuk"
)

// Answer is one word in a thread.
type Answer struct {
	By, At, Text string
	Done         bool // it ended the thread
}

// asked are the open threads that others began on this meeting, by step and time.
func (m *Model) asked() []kpuk.Thread {
	var out []kpuk.Thread
	for _, t := range m.meeting.Threads() {
		if t.By != m.env.Me && !t.Closed() {
			out = append(out, t)
		}
	}
	return out
}

// point words a thread.
func (m *Model) point(t *kpuk.Thread) Point {
	p := Point{
		Step: t.Step, Name: m.memberName(t.Of), Text: t.Text, Mended: t.Mended(), Thread: t.ID, Field: m.fieldName(t.Field), Waits: t.Waits(),
	}
	for _, r := range t.Replies {
		at := time.UnixMilli(r.At).In(m.env.Now().Location())
		p.Answers = append(p.Answers, Answer{
			By: m.memberName(r.By), At: m.text.DayMonth(at) + ", " + m.text.Clock(at), Text: r.Text, Done: r.Done,
		})
	}
	return p
}

// fieldName is the field of a comment as the grid and the pages name it.
func (m *Model) fieldName(field string) string {
	if kind, err := kpuk.ParseName[kpuk.EntryKind](field); err == nil {
		return m.text.T("word.entry." + kind.String())
	}
	return ""
}

// Comments lists the open threads of a step that speak of the step rather than of one
// member.
func (m *Model) Comments(s kpuk.Step) []Point {
	var out []Point
	for _, t := range m.asked() {
		if t.Step == s && (t.Of.IsZero() || !m.Editable()) {
			out = append(out, m.point(&t))
		}
	}
	return out
}

// CommentsOn lists the open threads of a step that speak of a member.
func (m *Model) CommentsOn(s kpuk.Step, member kpuk.ID) []Point {
	var out []Point
	for _, t := range m.asked() {
		if t.Step == s && t.Of == member && !member.IsZero() {
			out = append(out, m.point(&t))
		}
	}
	return out
}

// Commented tells whether an open thread speaks of a cell of the money grid: of the kind,
// or of the whole row.
func (m *Model) Commented(member kpuk.ID, kind kpuk.EntryKind) bool {
	for _, t := range m.asked() {
		if t.Step == kpuk.StepMoney && t.Of == member && t.Field == kind.String() {
			return true
		}
	}
	return false
}

// Reply answers a thread; it travels with the meeting, whatever state that is in. It says
// what is missing and then answers nothing.
func (m *Model) Reply(thread kpuk.ID, text string) (problem string) {
	for _, t := range m.meeting.Threads() {
		if t.ID != thread {
			continue
		}
		c, err := t.Answer(kpuk.Actor{Person: m.env.Me, Office: m.env.Office, At: m.env.Now().UnixMilli()}, text, false)
		if err != nil {
			return m.text.T("recorder.need_answer")
		}
		id, err := m.env.IDs.New()
		if err != nil {
			return m.text.T("error.internal")
		}
		m.meeting.Say(id, c)
		m.save()
		return ""
	}
	return m.text.T("recorder.need_answer")
}

// Evidence is the album of a thread's photos.
func (m *Model) Evidence(thread kpuk.ID) *pictures.Album {
	return pictures.NewAlbum(m.env, thread, m.header, func(p *kpuk.Photo) { m.keeper.Keep(p) })
}

// Unanswered words what coordinators asked at the group's earlier meetings and nobody
// answered: it is to be talked about.
func (m *Model) Unanswered() []string {
	var out []string
	for _, held := range m.group().Meetings() {
		if held.ID == m.meeting.ID || held.Date > m.meeting.Date || held.State.State == kpuk.Draft {
			continue
		}
		for _, t := range held.Threads() {
			if t.By == m.env.Me || !t.Waits() || t.Text == "" {
				continue
			}
			out = append(out, m.text.T("recorder.ask_agenda", "Date", m.text.DayMonth(held.Date.Time()), "Text", strings.TrimSuffix(t.Text, ".")))
		}
	}
	return out
}
