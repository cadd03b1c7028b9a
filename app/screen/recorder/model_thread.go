package recorder

import (
	"slices"
	"strings"

	"pendamping/app/screen/pictures"
	"pendamping/app/screen/talk"
	"pendamping/kpuk"
)

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
func (m *Model) point(t *kpuk.Thread) talk.Point { return talk.Read(m.env, m.group(), t) }

// Threads lists all that was asked and answered about the meeting, by step and time; the
// reasons for opening steps are in its history.
func (m *Model) Threads() []talk.Point { return talk.ReadAll(m.env, m.group(), m.meeting) }

// Events tells what happened to the meeting, the earliest first.
func (m *Model) Events() []talk.Event { return talk.Events(m.env, m.group(), m.meeting) }

// Comments lists the open threads of a step that speak of the step as a whole, or of
// something that is not there any more.
func (m *Model) Comments(s kpuk.Step) []talk.Point {
	return m.pointsOf(func(t *kpuk.Thread) bool { return t.Step == s && !m.placed(t) })
}

// CommentsOn lists the open threads of a step that speak of a member.
func (m *Model) CommentsOn(s kpuk.Step, member kpuk.ID) []talk.Point {
	return m.pointsOf(func(t *kpuk.Thread) bool { return t.Step == s && t.Of == member && !member.IsZero() })
}

// CommentsAt lists the open threads of a step that speak of a field, and, where a record is
// named, of that record.
func (m *Model) CommentsAt(s kpuk.Step, field string, of kpuk.ID) []talk.Point {
	return m.pointsOf(func(t *kpuk.Thread) bool { return t.Step == s && t.Field == field && t.Of == of && m.placed(t) })
}

// pointsOf words the open threads that a condition holds for.
func (m *Model) pointsOf(which func(*kpuk.Thread) bool) []talk.Point {
	var out []talk.Point
	for _, t := range m.asked() {
		if which(&t) {
			out = append(out, m.point(&t))
		}
	}
	return out
}

// placed tells whether a thread speaks of something that its step's page shows by itself.
func (m *Model) placed(t *kpuk.Thread) bool {
	switch t.Step {
	case kpuk.StepAttendance, kpuk.StepMoney:
		return slices.ContainsFunc(m.members, func(w *kpuk.Member) bool { return w.ID == t.Of })
	case kpuk.StepCash:
		return m.placedInCash(t)
	case kpuk.StepDiscussion:
		_, topic := kpuk.TopicOf(t.Field)
		return topic || t.Field == kpuk.FieldDiscussion || t.Field == kpuk.FieldDecisions ||
			t.Field == kpuk.FieldTask && slices.ContainsFunc(m.NewTasks(), func(x *kpuk.Task) bool { return x.ID == t.Of })
	default:
		return false
	}
}

// placedInCash is placed for the page of the count.
func (m *Model) placedInCash(t *kpuk.Thread) bool {
	if note, ok := kpuk.NoteOf(t.Field); ok {
		return slices.Contains(denominations(), note)
	}
	switch t.Field {
	case kpuk.FieldLine:
		return slices.ContainsFunc(m.GroupLines(), func(l GroupLine) bool { return l.Entry == t.Of })
	case kpuk.FieldLoan:
		return slices.ContainsFunc(m.Loans(), func(c LoanCard) bool { return c.ID == t.Of })
	default:
		return t.Field == kpuk.FieldDifference || slices.Contains(bookFields(), t.Field)
	}
}

// bookFields are the fields of the reckoning of the box, in the order in which it shows
// them.
func bookFields() []string {
	return []string{kpuk.FieldOpening, kpuk.FieldIn, kpuk.FieldOut, kpuk.FieldExpected, kpuk.FieldCounted}
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
	return m.Answer(thread, text, false)
}

// Answer is Reply; right says that what was asked about is right as it is, and the text why.
func (m *Model) Answer(thread kpuk.ID, text string, right bool) (problem string) {
	id, err := m.env.IDs.New()
	if err != nil {
		return m.text.T("error.internal")
	}
	if err := m.meeting.AnswerTo(thread, id, m.actor(), text, right); err != nil {
		return talk.Problem(m.text, err)
	}
	m.save()
	return ""
}

// MayAnswer tells whether the person signed in may answer what is asked.
func (m *Model) MayAnswer() bool { return talk.MayAnswer(m.env) }

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
