package member

import (
	"time"

	"pendamping/kpuk"
)

// Date is what a field with a date holds; the zero time for none.
func (m *Model) Date(f Field) time.Time {
	switch f {
	case JoinedOn:
		return m.member.JoinedOn.Time()
	case RoleSince:
		return m.roleSince().Time()
	case ConsentOn:
		return m.member.Consent.GivenOn.Time()
	default:
		return m.member.Born.Time()
	}
}

// PutDate takes a date and saves it.
func (m *Model) PutDate(f Field, day time.Time) {
	delete(m.Refused, f)
	on := kpuk.DateOf(day)
	if day.IsZero() {
		on = 0
	}
	switch f {
	case JoinedOn:
		m.member.JoinedOn = on
	case RoleSince:
		m.moveRole(on)
	case ConsentOn:
		if on > m.env.Today() || on.IsZero() {
			m.Refused[f] = "member.problem.consent_day"
			return
		}
		m.member.Consent.GivenOn = on
	default:
		m.member.Born = on
	}
	m.ask(f)
	m.save()
}

// Services are the public services that are asked for.
func Services() []string { return kpuk.Services() }

// Service tells whether she has access to a service, and since when.
func (m *Model) Service(name string) (has kpuk.YesNo, since time.Time) {
	s := m.member.Services[kpuk.ServiceID(name)]
	return s.Has, s.On.Time()
}

// PutService notes that she has a service or not, as of today.
func (m *Model) PutService(name, answer string) {
	has, err := kpuk.ParseName[kpuk.YesNo](answer)
	if err != nil {
		return
	}
	m.setService(name, has, m.env.Today())
}

// PutServiceDate notes since when it is so.
func (m *Model) PutServiceDate(name string, day time.Time) {
	has, _ := m.Service(name)
	on := kpuk.DateOf(day)
	if day.IsZero() {
		on = 0
	}
	m.setService(name, has, on)
}

func (m *Model) setService(name string, has kpuk.YesNo, on kpuk.Date) {
	if m.member.Services == nil {
		m.member.Services = map[kpuk.ID]kpuk.ServiceAccess{}
	}
	m.member.Services[kpuk.ServiceID(name)] = kpuk.ServiceAccess{Name: name, Has: has, On: on}
	m.save()
}
