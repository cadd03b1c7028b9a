package enrol

import (
	"time"

	"pendamping/fault"
)

// Restored is what a copy gave, in plain numbers.
type Restored struct {
	Records int       // in the copy
	Until   time.Time // everything recorded up to then is here
	Hub     bool      // the hub was reached and let this device in
	Refused bool      // it was reached and did not
	Newer   int       // records that were newer at the hub, and were fetched
	Unsent  int       // own saves that wait to be sent
}

// Picked takes a chosen copy and asks for its secret; an error says why it cannot be read.
func (m *Model) Picked(name string, err error) {
	if err != nil {
		m.page, m.wrong = PageInvite, m.cfg.Text.T("enrol.copy.unread")
		return
	}
	m.copied, m.problem, m.wrong, m.page = name, "", "", PageCopy
}

// Wrong says why the copy that was chosen last gave nothing; empty when nothing is wrong.
func (m *Model) Wrong() string { return m.wrong }

// Copy names the chosen file.
func (m *Model) Copy() string { return m.copied }

// Unlock takes the secret of the copy; false when it is empty.
func (m *Model) Unlock(secret string) bool {
	if secret == "" {
		m.problem = m.cfg.Text.T("enrol.copy.empty")
		return false
	}
	m.page, m.problem = PageRestoring, ""
	return true
}

// Unlocked takes over how restoring ended. Another secret can be tried at once.
func (m *Model) Unlocked(r Restored, err error) {
	switch kind := fault.KindOf(err); {
	case err == nil:
		m.restored, m.page = r, PageRestored
	case kind == fault.Wrong:
		m.page, m.problem = PageCopy, m.cfg.Text.T("enrol.copy.wrong")
	case kind == fault.Damaged:
		m.page, m.wrong = PageInvite, m.cfg.Text.T("enrol.copy.damaged")
	case kind == fault.Foreign || kind == fault.NotFound:
		m.page, m.wrong = PageInvite, m.cfg.Text.T("enrol.copy.foreign")
	case kind == fault.Full || kind == fault.Newer:
		m.page, m.wrong = PageInvite, m.cfg.Text.T("enrol.failed."+kind.String())
	default:
		m.page, m.wrong = PageInvite, m.cfg.Text.T("enrol.copy.failed")
	}
}

// Line is a sentence about what a copy gave; a grave one asks for a person.
type Line struct {
	Text  string
	Grave bool
}

// Lines say what came back, up to when, and what does not.
func (m *Model) Lines() []Line {
	r, t := m.restored, m.cfg.Text
	at := r.Until
	if m.cfg.Zone != nil {
		at = at.In(m.cfg.Zone)
	}
	lines := []Line{{Text: t.N("enrol.copy.until", r.Records, "Date", t.Date(at), "Clock", t.Clock(at))}}
	if r.Newer > 0 {
		lines = append(lines, Line{Text: t.N("enrol.copy.newer", r.Newer)})
	}
	if r.Unsent > 0 {
		lines = append(lines, Line{Text: t.N("enrol.copy.unsent", r.Unsent)})
	}
	switch {
	case r.Refused:
		lines = append(lines, Line{Text: t.T("enrol.copy.refused"), Grave: true})
	case !r.Hub:
		lines = append(lines, Line{Text: t.T("enrol.copy.offline"), Grave: true})
	}
	return append(lines, Line{Text: t.T("enrol.copy.clone")})
}
