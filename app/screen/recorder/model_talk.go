package recorder

import (
	"slices"
	"strings"
	"time"

	"pendamping/kpuk"
)

// HasTopic tells whether a subject was talked about.
func (m *Model) HasTopic(topic string) bool { return slices.Contains(m.meeting.Topics, topic) }

// SetTopic adds or removes a subject; they stay in the order of [kpuk.Topics].
func (m *Model) SetTopic(topic string, on bool) {
	chosen := map[string]bool{}
	for _, t := range m.meeting.Topics {
		chosen[t] = true
	}
	chosen[topic] = on
	next := slices.DeleteFunc(kpuk.Topics(), func(t string) bool { return !chosen[t] })
	m.change(func(d *kpuk.Meeting) { d.Topics = next })
}

// Discussion is what was said.
func (m *Model) Discussion() string { return m.meeting.Discussion }

// SetDiscussion changes it.
func (m *Model) SetDiscussion(text string) { m.change(func(d *kpuk.Meeting) { d.Discussion = text }) }

// Decisions are what was decided.
func (m *Model) Decisions() string { return m.meeting.Decisions }

// SetDecisions changes them.
func (m *Model) SetDecisions(text string) { m.change(func(d *kpuk.Meeting) { d.Decisions = text }) }

// AddTask records what somebody promised to do. It says what is missing, in words, and
// then adds nothing. Who is free text unless a member is named.
func (m *Model) AddTask(what string, member kpuk.ID, due time.Time) (problem string) {
	return m.addTask(kpuk.ID{}, what, member, due)
}

// addTask is AddTask under an ID that was given; zero: one is drawn.
func (m *Model) addTask(id kpuk.ID, what string, member kpuk.ID, due time.Time) (problem string) {
	words := strings.TrimSpace(what)
	if words == "" {
		return m.text.T("recorder.task_what_missing")
	}
	if !m.Editable() {
		return ""
	}
	if id, problem = m.newID(id); problem != "" {
		return problem
	}
	t := &kpuk.Task{
		Header: m.header(id), What: words, Member: member, Who: m.memberName(member),
		Due: kpuk.DateOf(due), Group: m.meeting.Group, Meeting: m.meeting.ID,
	}
	m.tasks[id] = t
	m.keeper.Keep(t)
	return ""
}

// newID is the ID of a new record: the one that was given, or else a drawn one.
func (m *Model) newID(given kpuk.ID) (id kpuk.ID, problem string) {
	if !given.IsZero() {
		return given, ""
	}
	id, err := m.env.IDs.New()
	if err != nil {
		return id, m.text.T("error.internal")
	}
	return id, ""
}

// DropTask takes a promise back.
func (m *Model) DropTask(id kpuk.ID) {
	t := m.task(id)
	if t == nil || !m.Editable() {
		return
	}
	t.State = kpuk.TaskDropped
	m.keeper.Keep(t)
	m.undo = &undo{
		text: m.text.T("recorder.task_dropped", "What", t.What),
		back: func() { t.State = kpuk.TaskOpen; m.keeper.Keep(t) },
	}
}

// header is that of a new record of the group.
func (m *Model) header(id kpuk.ID) kpuk.Header {
	return kpuk.Header{ID: id, Partition: m.meeting.Partition, Scope: m.meeting.Group}
}

// UsualDue is the day promised when none is said: the next meeting.
func (m *Model) UsualDue() time.Time { return m.NextDate() }
