package kpuk

import (
	"slices"
	"strings"
)

// oldest is the greatest age in years that is believed.
const oldest = 110

// Age returns the member's age in full years on a day, and whether it is known: from
// her date of birth, or from the age she gave and the day on which she gave it.
func (m *Member) Age(on Date) (int, bool) {
	switch {
	case !m.Born.IsZero():
		return m.Born.YearsAt(on), on >= m.Born
	case m.AgeGiven > 0:
		return m.AgeGiven + m.AgeGivenOn.YearsAt(on), true
	default:
		return 0, false
	}
}

// Consented tells whether consent to hold her data stands on a day.
func (m *Member) Consented(on Date) bool {
	c := m.Consent
	return !c.GivenOn.IsZero() && c.GivenOn <= on && (c.WithdrawnOn.IsZero() || c.WithdrawnOn > on)
}

// Check returns what is wrong or odd about a member. on is today, from which ages are
// reckoned (zero when not known); known tells whether a kecamatan code exists (nil: not
// asked). A doubtful NIK or another oddity that was accepted with a reason is no longer
// mentioned.
func (m *Member) Check(on Date, known func(area string) bool) []Problem {
	var f findings
	if strings.TrimSpace(m.Name) == "" {
		f.warn("Name", "name_missing")
	}
	for _, p := range m.NIK.Check(on, m.Born, known) {
		if !p.Warning || m.NIKReason == "" {
			f = append(f, p)
		}
	}
	f = append(f, CheckKK(m.KK, on)...)
	if m.Phone != "" {
		if e164, err := ParsePhone(m.Phone); err != nil || e164 != m.Phone {
			f.refuse("Phone", "phone")
		}
	}
	if m.Village != "" && AreaLevelOf(m.Village) != AreaVillage {
		f.refuse("Village", "village_code")
	}
	m.checkDates(on, &f)
	m.checkNumbers(&f)
	return slices.DeleteFunc(f, func(p Problem) bool { return p.Warning && m.Passed[PassID(p.Key)].Reason != "" })
}

func (m *Member) checkDates(on Date, f *findings) {
	if !on.IsZero() && m.Born > on {
		f.refuse("Born", "born_future")
	} else if age, ok := m.Age(on); ok && !on.IsZero() && (age < youngest || age > oldest) {
		f.warn("Born", "age_odd")
	}
	if !m.Born.IsZero() && !m.JoinedOn.IsZero() && m.JoinedOn < m.Born {
		f.refuse("JoinedOn", "joined_before_birth")
	}
	if !on.IsZero() && m.JoinedOn > on {
		f.warn("JoinedOn", "joined_future")
	}
	m.checkLeaving(f)
	if c := m.Consent; !c.WithdrawnOn.IsZero() && c.WithdrawnOn < c.GivenOn {
		f.refuse("Consent", "consent_dates")
	}
	if m.Consent.GivenOn.IsZero() {
		f.warn("Consent", "consent_missing")
	}
}

func (m *Member) checkLeaving(f *findings) {
	switch {
	case m.Status.State == MemberActive:
	case m.Status.On.IsZero():
		f.warn("Status", "left_when")
	case m.Status.On < m.JoinedOn:
		f.refuse("Status", "left_before_joined")
	}
}

func (m *Member) checkNumbers(f *findings) {
	if m.AgeGiven < 0 || m.AgeGiven > oldest {
		f.refuse("AgeGiven", "age_range")
	}
	if m.Number < 0 {
		f.refuse("Number", "number_range")
	}
	if m.Household < 0 || m.Household > 50 {
		f.refuse("Household", "household_range")
	}
	if !band(m.IncomeBand) {
		f.refuse("IncomeBand", "band_range")
	}
	for id, b := range m.Businesses {
		if !band(b.TurnoverBand) || !band(b.AssetsBand) || b.Workers < 0 || b.Turnover < 0 {
			*f = append(*f, Problem{Field: "Businesses", Key: "business_range", Of: id})
		}
	}
}

// band tells whether a band is unknown or one of five.
func band(b int) bool { return b >= 0 && b <= 5 }

// services are the names of the public services that are asked for.
var services = []string{"bpjs", "ktp", "birth", "pkh"} //nolint:gochecknoglobals // a fixed list

// Services lists the public services that are asked for, by name.
func Services() []string { return slices.Clone(services) }

// ServiceID is the key of a service in [Member.Services].
func ServiceID(name string) ID { return Derive("service", []byte(name)) }

// Filled returns how many of the questions of a member's form are answered, and how many
// there are. What may stay empty for everybody (religion, disability, nickname) is none.
func (m *Member) Filled() (n, of int) {
	given := []bool{
		strings.TrimSpace(m.Name) != "", m.NIK != "", m.KK != "", m.BirthPlace != "",
		!m.Born.IsZero() || m.AgeGiven > 0, m.Marital != MaritalUnknown, m.HouseholdHead != Unanswered,
		m.Education != EducationUnknown, m.Phone != "", m.Address != "", m.Village != "", m.Number > 0,
		!m.JoinedOn.IsZero(), m.Household > 0, m.IncomeBand > 0, !m.Consent.GivenOn.IsZero(),
	}
	for _, name := range services {
		given = append(given, m.Services[ServiceID(name)].Has != Unanswered)
	}
	// Her fullest business stands for all of them.
	best := make([]bool, 5)
	for _, b := range m.Businesses {
		own := []bool{b.Kind != "", b.Since > 0, b.Place != "", b.TurnoverBand > 0 || b.Turnover > 0, b.Market != ""}
		if count(own) > count(best) {
			best = own
		}
	}
	given = append(given, best...)
	return count(given), len(given)
}

func count(given []bool) int {
	n := 0
	for _, ok := range given {
		if ok {
			n++
		}
	}
	return n
}

// Completeness returns how much of a member's form is filled, in percent.
func (m *Member) Completeness() int {
	n, of := m.Filled()
	return n * 100 / of
}

// IsOfficer tells whether the role is an office of the group.
func (r Role) IsOfficer() bool { return r != RoleMember }
