package recorder

import (
	"errors"
	"slices"
	"strings"
	"time"

	"pendamping/kpuk"
)

// Submit hands the meeting to the coordinator. It says what is still missing, each in
// words with its step, and then changes nothing.
func (m *Model) Submit() []Lack {
	if !m.Editable() {
		return nil
	}
	before := kpuk.Clone(m.meeting)
	m.fillClosing()
	standing, err := m.sitting().Submit(m.actor())
	if err != nil {
		m.meeting.Done, m.meeting.End, m.meeting.NextDate = before.Done, before.End, before.NextDate
		var blocked *kpuk.BlockedError
		if errors.As(err, &blocked) {
			return m.lacks(blocked.Problems)
		}
		return []Lack{{Step: kpuk.StepClose, Text: m.text.T("error." + kindKey(err))}}
	}
	m.meeting.Stand(standing)
	m.save()
	m.resume()
	m.undo = &undo{text: m.text.T("recorder.submitted"), back: m.withdraw}
	return nil
}

// fillClosing writes what is usual and was left open: it ended now, the next meeting
// is where the rhythm puts it.
func (m *Model) fillClosing() {
	if m.meeting.NextDate.IsZero() {
		m.meeting.NextDate = kpuk.DateOf(m.NextDate())
	}
	if m.meeting.End == 0 && m.meeting.Date == m.env.Today() {
		m.meeting.End = max(m.clock(), m.meeting.Start)
	}
	m.meeting.Leave(kpuk.StepClose)
}

// actor is the person signed in.
func (m *Model) actor() kpuk.Actor {
	return kpuk.Actor{Person: m.env.Me, Office: m.env.Office, At: m.env.Now().UnixMilli()}
}

// CanWithdraw tells whether a submitted meeting has not left the device yet.
func (m *Model) CanWithdraw() bool {
	return m.state() == kpuk.Submitted && m.opts.Sent != nil && !m.opts.Sent(m.meeting.ID)
}

// Withdraw takes a submitted meeting back while it has not left the device.
func (m *Model) Withdraw() {
	if m.CanWithdraw() {
		m.withdraw()
	}
}

// withdraw makes the meeting a draft again.
func (m *Model) withdraw() {
	standing, err := m.meeting.State.Withdraw(m.actor())
	if err != nil {
		return
	}
	m.meeting.Stand(standing)
	m.step = kpuk.StepClose
	m.save()
	m.resume()
}

// Lack is one thing that keeps the meeting from being submitted.
type Lack struct {
	Step kpuk.Step
	Text string
}

// Lacks lists what keeps the meeting from being submitted now.
func (m *Model) Lacks() []Lack { return m.lacks(m.sitting().Blocking()) }

// lacks puts problems into words, those of one kind together.
func (m *Model) lacks(problems []kpuk.Problem) []Lack {
	var out []Lack
	names := map[string][]string{}
	for _, p := range problems {
		if _, seen := names[p.Key]; !seen {
			out = append(out, Lack{Step: p.Step, Text: p.Key})
		}
		names[p.Key] = append(names[p.Key], m.memberName(p.Of))
	}
	for i, l := range out {
		who := slices.DeleteFunc(names[l.Text], func(s string) bool { return s == "" })
		out[i].Text = m.text.T("recorder.lack."+l.Text, "N", len(who), "Names", m.few(who))
	}
	return out
}

// few names at most three people and counts the rest.
func (m *Model) few(names []string) string {
	const most = 3
	if len(names) <= most {
		return strings.Join(names, ", ")
	}
	return m.text.T("recorder.and_more", "Names", strings.Join(names[:most], ", "), "N", len(names)-most)
}

// SetNextDate changes the day of the next meeting.
func (m *Model) SetNextDate(day time.Time) {
	m.change(func(d *kpuk.Meeting) { d.NextDate = kpuk.DateOf(day) })
}

// NextStart is when the next meeting begins; empty when that was not agreed on.
func (m *Model) NextStart() string { return m.clockText(m.meeting.NextStart) }

// SetNextStart changes it; nothing typed leaves it open. It says what is wrong with a text
// that is no time of day and then changes nothing.
func (m *Model) SetNextStart(text string) (problem string) {
	var at kpuk.Minutes
	if strings.TrimSpace(text) != "" {
		var err error
		if at, err = kpuk.ParseMinutes(text); err != nil {
			return m.text.T("recorder.bad_time")
		}
	}
	if at != m.meeting.NextStart {
		m.change(func(d *kpuk.Meeting) { d.NextStart = at })
	}
	return ""
}

// NextPlace is where the group meets next.
func (m *Model) NextPlace() string { return m.meeting.NextPlace }

// SetNextPlace changes it.
func (m *Model) SetNextPlace(place string) { m.change(func(d *kpuk.Meeting) { d.NextPlace = place }) }

// Summary is the meeting on one page.
func (m *Model) Summary() kpuk.Summary {
	s, err := m.sitting().Summary()
	if err != nil {
		return kpuk.Summary{Date: m.meeting.Date, State: m.state(), Counts: nil}
	}
	return s
}

// Hours says from when to when it was held.
func (m *Model) Hours() string {
	if m.meeting.End == 0 {
		return m.clockText(m.meeting.Start)
	}
	return m.text.T("recorder.hours", "From", m.clockText(m.meeting.Start), "To", m.clockText(m.meeting.End))
}

// Officer is the name of who holds an office, empty when nobody does.
func (m *Model) Officer(role kpuk.Role) string {
	for _, member := range m.members {
		if member.Role == role {
			return member.Name
		}
	}
	return ""
}

// Where names group, village and sub-district.
func (m *Model) Where() string {
	g := m.group()
	village := m.env.Area(g.Village)
	parent := ""
	if i := strings.LastIndexByte(g.Village, '.'); i > 0 {
		parent = m.env.Area(g.Village[:i])
	}
	return m.text.T("recorder.where", "Group", g.Name, "Village", village, "District", parent)
}

// Note is what the left of the action bar says: who began when, or that what was asked
// is complete.
func (m *Model) Note() string {
	switch m.step {
	case kpuk.StepOpen, kpuk.StepAttendance:
		return m.text.T("recorder.note_started", "Clock", m.clockText(m.meeting.Start), "Name", m.memberName(m.meeting.WrittenBy))
	case kpuk.StepMoney:
		if !m.Sharing() {
			return ""
		}
		r := m.Share()
		if r.Problem != "" {
			return ""
		}
		return m.text.T("shareout.note_bar", "N", r.PaidCount, "Of", r.PaidCount+r.OpenCount, "Amount", m.text.Amount(int64(r.PaidSum)))
	case kpuk.StepCash:
		switch {
		case m.Hindrance() != "":
			return m.Hindrance()
		case m.Difference() == 0:
			return m.text.T("recorder.note_cash_fits")
		default:
			return m.text.T("recorder.note_cash_reason")
		}
	case kpuk.StepClose:
		return m.text.T("recorder.note_submit")
	default:
		return ""
	}
}
