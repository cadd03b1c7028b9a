package recorder

import (
	"slices"

	"pendamping/kpuk"
)

// MinutesRead tells whether last meeting's minutes were read.
func (m *Model) MinutesRead() bool { return m.meeting.MinutesRead == kpuk.Yes }

// SetMinutesRead changes it.
func (m *Model) SetMinutesRead(read bool) {
	answer := map[bool]kpuk.YesNo{true: kpuk.Yes, false: kpuk.No}[read]
	m.change(func(d *kpuk.Meeting) { d.MinutesRead = answer })
}

// Notes are the remarks on last meeting's minutes.
func (m *Model) Notes() string { return m.meeting.Notes }

// SetNotes changes them.
func (m *Model) SetNotes(notes string) { m.change(func(d *kpuk.Meeting) { d.Notes = notes }) }

// LastMinutes are what to read aloud: the day, discussion and decisions of the meeting
// before. All are empty when there was none.
func (m *Model) LastMinutes() (day, discussion, decisions string) {
	held := m.env.Book.Meeting(m.meeting.ID)
	if held == nil {
		return "", "", ""
	}
	last := held.Previous()
	if last == nil {
		return "", "", ""
	}
	return m.text.DateLong(last.Date.Time()), last.Discussion, last.Decisions
}

// OpenTasks lists what was promised at earlier meetings: what is still open, and what
// was ticked off on the day of this one.
func (m *Model) OpenTasks() []*kpuk.Task {
	return m.filterTasks(func(t *kpuk.Task) bool {
		return t.Meeting != m.meeting.ID &&
			(t.State == kpuk.TaskOpen || (t.State == kpuk.TaskDone && t.DoneOn == m.meeting.Date))
	})
}

// NewTasks lists what was promised at this meeting.
func (m *Model) NewTasks() []*kpuk.Task {
	return m.filterTasks(func(t *kpuk.Task) bool {
		return t.Meeting == m.meeting.ID && t.State != kpuk.TaskDropped
	})
}

// filterTasks lists the group's tasks with what changed here.
func (m *Model) filterTasks(keep func(*kpuk.Task) bool) []*kpuk.Task {
	var out []*kpuk.Task
	seen := map[kpuk.ID]bool{}
	for _, t := range m.group().Tasks() {
		seen[t.ID] = true
		if own, ok := m.tasks[t.ID]; ok {
			t = own
		}
		if keep(t) {
			out = append(out, t)
		}
	}
	var added []*kpuk.Task
	for id, t := range m.tasks {
		if !seen[id] && keep(t) {
			added = append(added, t)
		}
	}
	// IDs are ordered by time, so what was added last comes last.
	slices.SortFunc(added, func(x, y *kpuk.Task) int { return slices.Compare(x.ID[:], y.ID[:]) })
	return append(out, added...)
}

// task is the own copy of a task, nil when there is none.
func (m *Model) task(id kpuk.ID) *kpuk.Task {
	if own, ok := m.tasks[id]; ok {
		return own
	}
	held, ok := m.env.Book.Record(id).(*kpuk.Task)
	if !ok {
		return nil
	}
	own := kpuk.Clone(held)
	m.tasks[id] = own
	return own
}

// TickTask marks a task as done on the day of the meeting, or open again.
func (m *Model) TickTask(id kpuk.ID, done bool) {
	t := m.task(id)
	if t == nil || !m.Editable() {
		return
	}
	t.State = map[bool]kpuk.TaskState{true: kpuk.TaskDone, false: kpuk.TaskOpen}[done]
	t.DoneOn = map[bool]kpuk.Date{true: m.meeting.Date}[done]
	m.keeper.Keep(t)
}
