package recorder

import (
	"errors"
	"time"

	"pendamping/app/screen/shareout"
	"pendamping/fault"
	"pendamping/kpuk"
)

// shareCell is the name of the share-out's page for the device, in the place of a cell of
// the grid.
const shareCell = "share"

// SharesOut tells whether the meeting shares out SHU; its money step then has a second
// page.
func (m *Model) SharesOut() bool { return m.meeting.Type == kpuk.MeetingShareOut }

// Sharing tells whether the page of the share-out is shown.
func (m *Model) Sharing() bool { return m.sharing && m.step == kpuk.StepMoney && m.SharesOut() }

// OpenShare shows the page of the share-out, and writes down the usual period where none
// was agreed on.
func (m *Model) OpenShare() bool {
	if !m.SharesOut() || !m.Go(kpuk.StepMoney) {
		return false
	}
	m.sharing = true
	if m.meeting.Share.IsZero() {
		m.change(func(d *kpuk.Meeting) { d.Share = m.usualShare() })
	}
	m.resume()
	return true
}

// usualShare is the period that follows the one shared out before.
func (m *Model) usualShare() kpuk.SharePeriod {
	to := shareout.SharedTo(shareout.Meetings(m.group()), m.meeting.Date)
	return m.ledger().UsualPeriod(to, m.meeting.Date)
}

// Share is the share-out as it stands.
func (m *Model) Share() shareout.Result {
	s := m.sitting()
	sharing, err := s.ShareOut()
	return shareout.Read(m.env, shareout.Source{
		Sharing: sharing, Err: err, Paid: s.PaidShare, Member: m.ofMeeting, Note: m.absence,
		Since: shareout.RuleSince(m.group().Group, m.meeting.Date), Box: m.Box().Expected,
	})
}

// ofMeeting is a member of the meeting, nil when she is none.
func (m *Model) ofMeeting(id kpuk.ID) *kpuk.Member {
	if i := m.rowOf(id); i >= 0 {
		return m.members[i]
	}
	return nil
}

// absence says how a member who is not there is excused; empty for who came.
func (m *Model) absence(id kpuk.ID) string {
	a := m.presence(id)
	if a.Presence.Attends() {
		return ""
	}
	return m.text.T("recorder.presence." + a.Presence.String())
}

// SetShare changes the period that is shared out. It says what is wrong, in words, and
// then changes nothing.
func (m *Model) SetShare(from, to time.Time) (problem string) {
	p := kpuk.SharePeriod{From: kpuk.DateOf(from), To: kpuk.DateOf(to)}
	switch problem = shareout.CheckPeriod(m.env, p, m.meeting.Date); {
	case problem != "" || p == m.meeting.Share:
		return problem
	case m.Share().PaidCount > 0 || len(m.sitting().SharePaid(kpuk.ID{})) > 0:
		return m.text.T("shareout.locked_period")
	}
	m.change(func(d *kpuk.Meeting) { d.Share = p })
	return ""
}

// TogglePaid hands an envelope over, or takes that back; the zero member is the social
// fund. It says what hinders it, in words, and then changes nothing.
func (m *Model) TogglePaid(member kpuk.ID) (problem string) {
	switch {
	case !m.Editable():
		return m.text.T("recorder.locked")
	case len(m.sitting().SharePaid(member)) > 0:
		return m.takeShareBack(member)
	default:
		return m.payShare(member)
	}
}

// payShare writes the entries of one envelope, or of the social fund.
func (m *Model) payShare(member kpuk.ID) (problem string) {
	s := m.sitting()
	pay := func() ([]*kpuk.Entry, error) { return s.PayShare(member) }
	if member.IsZero() {
		pay = func() ([]*kpuk.Entry, error) { return s.PaySocial(m.text.T("shareout.fund_note")) }
	}
	entries, err := pay()
	switch {
	case errors.Is(err, kpuk.ErrNoShare):
		return m.text.T("shareout.nobody")
	case err != nil:
		return m.text.T("error." + kindKey(fault.E("recorder.payShare", fault.Other, err)))
	}
	amount := entries[0].Line.Amount
	if box := m.Box().Expected; !member.IsZero() && amount > box {
		return m.text.T("shareout.more_than_box", "Amount", m.text.Rupiah(int64(max(0, box))))
	}
	m.save(m.enter(entries)...)
	m.undo = &undo{
		text: m.text.T("shareout.was_paid", "Name", m.shareName(member), "Amount", m.text.Amount(int64(amount))),
		back: func() { m.takeShareBack(member) },
	}
	return ""
}

// takeShareBack voids what was paid.
func (m *Model) takeShareBack(member kpuk.ID) (problem string) {
	voids, err := m.sitting().TakeShareBack(member, m.text.T("shareout.void_reason"))
	if err != nil {
		return m.text.T("error." + kindKey(fault.E("recorder.takeShareBack", fault.Other, err)))
	}
	m.save(m.enter(voids)...)
	m.undo = &undo{
		text: m.text.T("shareout.was_taken_back", "Name", m.shareName(member)),
		back: func() { m.payShare(member) },
	}
	return ""
}

// shareName is who is paid: a member, or the social fund.
func (m *Model) shareName(member kpuk.ID) string {
	if member.IsZero() {
		return m.text.T("word.shu.social")
	}
	return m.memberName(member)
}
