package member

import (
	"strconv"
	"strings"

	"pendamping/kpuk"
)

// Field names a field of the form as kpuk's problems do.
type Field string

// The fields of a member.
const (
	Name          Field = "Name"
	Nickname      Field = "Nickname"
	NIK           Field = "NIK"
	NIKReason     Field = "NIKReason"
	KK            Field = "KK"
	BirthPlace    Field = "BirthPlace"
	Born          Field = "Born"
	Age           Field = "AgeGiven"
	Marital       Field = "Marital"
	HouseholdHead Field = "HouseholdHead"
	Education     Field = "Education"
	Religion      Field = "Religion"
	Disability    Field = "Disability"
	Phone         Field = "Phone"
	Address       Field = "Address"
	Village       Field = "Village"
	Number        Field = "Number"
	JoinedOn      Field = "JoinedOn"
	RoleSince     Field = "RoleSince"
	ConsentOn     Field = "ConsentOn"
	Household     Field = "Household"
	IncomeBand    Field = "IncomeBand"
)

// The fields of a business.
const (
	BusinessName     Field = "BusinessName"
	BusinessKind     Field = "BusinessKind"
	BusinessSince    Field = "BusinessSince"
	BusinessPlace    Field = "BusinessPlace"
	BusinessWorkers  Field = "BusinessWorkers"
	BusinessTurnover Field = "BusinessTurnover"
	BusinessMarket   Field = "BusinessMarket"
	BusinessNIB      Field = "BusinessNIB"
	BusinessPIRT     Field = "BusinessPIRT"
	BusinessHalal    Field = "BusinessHalal"
	BusinessCapital  Field = "BusinessCapital"
	BusinessBand     Field = "BusinessBand"
	BusinessAssets   Field = "BusinessAssets"
)

// spec reads and writes one field. set returns the message key of a refusal, or "".
type spec struct {
	get func(*kpuk.Member) string
	set func(*kpuk.Member, string) string
}

// text is the spec of a plain text.
func text(at func(*kpuk.Member) *string) spec {
	return spec{
		get: func(m *kpuk.Member) string { return *at(m) },
		set: func(m *kpuk.Member, s string) string {
			*at(m) = strings.TrimSpace(s)
			return ""
		},
	}
}

// number is the spec of a whole number that is not negative; 0 shows as empty.
func number(at func(*kpuk.Member) *int) spec {
	return spec{
		get: func(m *kpuk.Member) string { return digits(*at(m)) },
		set: func(m *kpuk.Member, s string) string {
			n, ok := whole(s)
			if !ok {
				return "member.problem.number"
			}
			*at(m) = n
			return ""
		},
	}
}

// digits writes a number, nothing for 0.
func digits(n int) string {
	if n == 0 {
		return ""
	}
	return strconv.Itoa(n)
}

// whole reads a number; empty is 0.
func whole(s string) (int, bool) {
	s = strings.TrimSpace(s)
	if s == "" {
		return 0, true
	}
	n, err := strconv.Atoi(s)
	return n, err == nil && n >= 0
}

// enum is the spec of a choice by its stable English word.
func enum[T interface {
	~uint8
	String() string
}](at func(*kpuk.Member) *T) spec {
	return spec{
		get: func(m *kpuk.Member) string { return (*at(m)).String() },
		set: func(m *kpuk.Member, s string) string {
			v, err := kpuk.ParseName[T](s)
			if err != nil {
				return "member.problem.choice"
			}
			*at(m) = v
			return ""
		},
	}
}

// specOf finds a field's spec, false for a date or a field of a business.
func (m *Model) specOf(f Field) (spec, bool) {
	switch f {
	case Name:
		return text(func(m *kpuk.Member) *string { return &m.Name }), true
	case Nickname:
		return text(func(m *kpuk.Member) *string { return &m.Nickname }), true
	case NIK:
		return spec{get: func(m *kpuk.Member) string { return string(m.NIK) }, set: setNIK}, true
	case NIKReason:
		return text(func(m *kpuk.Member) *string { return &m.NIKReason }), true
	case KK:
		return spec{get: func(m *kpuk.Member) string { return m.KK }, set: setKK}, true
	case BirthPlace:
		return text(func(m *kpuk.Member) *string { return &m.BirthPlace }), true
	case Age:
		return m.ageSpec(), true
	case Marital:
		return enum(func(m *kpuk.Member) *kpuk.Marital { return &m.Marital }), true
	case HouseholdHead:
		return enum(func(m *kpuk.Member) *kpuk.YesNo { return &m.HouseholdHead }), true
	case Education:
		return enum(func(m *kpuk.Member) *kpuk.Education { return &m.Education }), true
	case Religion:
		return text(func(m *kpuk.Member) *string { return &m.Religion }), true
	case Disability:
		return text(func(m *kpuk.Member) *string { return &m.Disability }), true
	case Phone:
		return spec{get: func(m *kpuk.Member) string { return phoneDigits(m.Phone) }, set: setPhone}, true
	default:
		return groupSpec(f)
	}
}

// groupSpec finds the fields of address, membership and household.
func groupSpec(f Field) (spec, bool) {
	switch f {
	case Address:
		return text(func(m *kpuk.Member) *string { return &m.Address }), true
	case Village:
		return text(func(m *kpuk.Member) *string { return &m.Village }), true
	case Number:
		return number(func(m *kpuk.Member) *int { return &m.Number }), true
	case Household:
		return number(func(m *kpuk.Member) *int { return &m.Household }), true
	case IncomeBand:
		return number(func(m *kpuk.Member) *int { return &m.IncomeBand }), true
	default:
		return spec{}, false
	}
}

// ageSpec keeps with an age the day on which she gave it.
func (m *Model) ageSpec() spec {
	s := number(func(m *kpuk.Member) *int { return &m.AgeGiven })
	plain := s.set
	s.set = func(member *kpuk.Member, text string) string {
		key := plain(member, text)
		if key == "" {
			member.AgeGivenOn = m.env.Today()
		}
		return key
	}
	return s
}

func setNIK(m *kpuk.Member, s string) string {
	nik, err := kpuk.ParseNIK(s)
	if err != nil {
		return "member.problem.nik_digits"
	}
	if nik != m.NIK {
		m.NIKReason = "" // the reason was for another number
	}
	m.NIK = nik
	return ""
}

func setKK(m *kpuk.Member, s string) string {
	kk, err := kpuk.ParseKK(s)
	if err != nil {
		return "member.problem.kk_digits"
	}
	m.KK = kk
	return ""
}

// phoneDigits writes a number as one dials it, from E.164.
func phoneDigits(phone string) string {
	if rest, ok := strings.CutPrefix(phone, "+62"); ok {
		return "0" + rest
	}
	return phone
}

// ShowPhone groups the digits of a number that is being typed.
func ShowPhone(digits string) string {
	if rest, ok := strings.CutPrefix(digits, "0"); ok {
		return kpuk.ShowPhone("+62" + rest)
	}
	return digits
}

func setPhone(m *kpuk.Member, s string) string {
	phone, err := kpuk.ParsePhone(s)
	if err != nil {
		return "member.problem.phone"
	}
	m.Phone = phone
	return ""
}

// Value is what a field holds.
func (m *Model) Value(f Field) string {
	if s, ok := m.specOf(f); ok {
		return s.get(m.member)
	}
	return ""
}

// Put takes what was typed into a field, and saves it. What cannot be is not taken;
// Problems says why. A reason for which something odd was accepted goes with the value
// that it was given for.
func (m *Model) Put(f Field, typed string) {
	s, ok := m.specOf(f)
	if !ok {
		return
	}
	delete(m.Refused, f)
	delete(m.short, f)
	before := s.get(m.member)
	if key := s.set(m.member, typed); key != "" {
		m.Refused[f] = key
		if n := len(typed); (f == NIK || f == KK) && n < nikAll {
			m.short[f] = m.env.Text.N("member.problem.short", nikAll-n)
		}
		return
	}
	if s.get(m.member) != before {
		m.ask(f)
	}
	m.save()
}

// ask forgets why oddities of a field were accepted.
func (m *Model) ask(f Field) {
	for id, pass := range m.member.Passed {
		for key, of := range passable {
			if pass.Key == key && of == f {
				delete(m.member.Passed, id)
			}
		}
	}
}

// passable are the oddities that can be accepted with a reason, and their fields. Those of
// the NIK have a reason of their own.
var passable = map[string]Field{ //nolint:gochecknoglobals // a fixed table
	"kk_date": KK, "kk_serial": KK, "age_odd": Born, "joined_future": JoinedOn,
}

// Pass accepts what is odd about a field with a reason, or asks again when the reason is
// empty.
func (m *Model) Pass(f Field, reason string) {
	reason = strings.TrimSpace(reason)
	for key, of := range passable {
		if of != f {
			continue
		}
		if reason == "" {
			delete(m.member.Passed, kpuk.PassID(key))
			continue
		}
		if m.odd(key) {
			if m.member.Passed == nil {
				m.member.Passed = map[kpuk.ID]kpuk.Pass{}
			}
			m.member.Passed[kpuk.PassID(key)] = kpuk.Pass{Key: key, Reason: reason}
		}
	}
	m.save()
}

// odd tells whether something is odd now.
func (m *Model) odd(key string) bool {
	for _, p := range m.member.Check(m.env.Today(), m.known) {
		if p.Key == key {
			return true
		}
	}
	return false
}

// Passed is the reason for which oddities of a field were accepted.
func (m *Model) Passed(f Field) string {
	for _, pass := range m.member.Passed {
		if passable[pass.Key] == f {
			return pass.Reason
		}
	}
	return ""
}
