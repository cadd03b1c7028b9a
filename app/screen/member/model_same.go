package member

import (
	"pendamping/app/screen"
	"pendamping/kpuk"
)

// Same is somebody who may be the same person.
type Same struct {
	ID         kpuk.ID
	Name, Text string
	Said       bool // somebody said so; a coordinator has yet to decide
}

// Duplicate finds the first member who may be the same, but for those told apart.
func (m *Model) Duplicate() (Same, bool) {
	p := m.env.Text
	for _, g := range m.env.Book.Groups() {
		for _, other := range g.Members() {
			pair, same := kpuk.SameMember(m.member, other.Member)
			said := m.member.SameAs == other.ID || other.SameAs == m.member.ID
			if other.ID == m.member.ID || (!same && !said) {
				continue
			}
			text := p.T("member.same.name")
			switch {
			case said && !same:
				text = p.T("member.same.told")
			case pair.Why == "nik":
				text = p.T("member.same.nik", "NIK", other.NIK.Masked())
			}
			where := p.T("member.same.where", "Group", g.Name, "N", other.Number)
			return Same{ID: other.ID, Name: other.Name, Text: text + " · " + where, Said: said}, true
		}
	}
	return Same{}, false
}

// NotSame tells two women apart, for good and on every device.
func (m *Model) NotSame(other kpuk.ID) {
	if m.member.Apart == nil {
		m.member.Apart = map[kpuk.ID]bool{}
	}
	m.member.Apart[other] = true
	if m.member.SameAs == other {
		m.member.SameAs = kpuk.ID{}
	}
	m.save()
}

// TakeOther says that she is the one who was there already, and goes to her. A member
// entered on this page is given up; of an older record it is noted, for which of two to
// keep is for a coordinator.
func (m *Model) TakeOther(other kpuk.ID) {
	open := func() { m.env.Open(screen.Route{Name: screen.Member, ID: other}) }
	switch {
	case m.isNew:
		open()
		return
	case m.fresh:
		m.member.Removed = kpuk.Removal{Reason: "duplicate", On: m.env.Today()}
	default:
		m.member.SameAs = other
	}
	m.env.Keep(func(err error) {
		m.Failure = err
		if err == nil {
			open()
		}
		m.changed()
	}, kpuk.Clone(m.member))
}

// Consent states of a member.
const (
	ConsentNone      = "none"
	ConsentStands    = "stands"
	ConsentWithdrawn = "withdrawn"
)

// ConsentState tells how her consent stands.
func (m *Model) ConsentState() string {
	c := m.member.Consent
	switch {
	case m.member.Consented(m.env.Today()):
		return ConsentStands
	case !c.WithdrawnOn.IsZero():
		return ConsentWithdrawn
	default:
		return ConsentNone
	}
}

// ConsentWords says how and to which text she agreed, and since when she does not.
func (m *Model) ConsentWords() string {
	p, c := m.env.Text, m.member.Consent
	if m.ConsentState() == ConsentWithdrawn {
		return p.T("member.consent.withdrawn_on", "Date", p.Date(c.WithdrawnOn.Time()))
	}
	words := p.Date(c.GivenOn.Time())
	switch c.Means {
	case "spoken", "signed", "thumbprint":
		words += " · " + p.T("member.consent.by."+c.Means)
	default: // means of a later version
	}
	if c.TextVersion != "" {
		words += " · " + p.T("member.consent.version", "N", c.TextVersion)
	}
	return words
}

// ConsentStale tells that she agreed to a text that has changed since.
func (m *Model) ConsentStale() bool {
	return m.ConsentState() == ConsentStands && m.member.Consent.TextVersion != consentText
}

// consentText is the version of the text that is read aloud.
const consentText = "1"

// Consent notes that she agreed today, by "spoken", "signed" or "thumbprint".
func (m *Model) Consent(means string) {
	m.member.Consent = kpuk.Consent{GivenOn: m.env.Today(), Means: means, TextVersion: consentText}
	m.save()
}

// Withdraw notes that she took her consent back today, and returns how to take that back.
func (m *Model) Withdraw() (back func()) {
	m.member.Consent.WithdrawnOn = m.env.Today()
	m.save()
	return func() {
		m.member.Consent.WithdrawnOn = 0
		m.save()
	}
}
