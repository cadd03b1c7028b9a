package member

import (
	"strconv"
	"strings"
	"time"

	"pendamping/kpuk"
)

// Field names a field of the form as kpuk's problems do.
type Field string

// The fields of a member.
const (
	Name          Field = "Name"
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
	Role          Field = "Role"
	Status        Field = "Status"
	StatusReason  Field = "StatusReason"
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
		return spec{get: func(m *kpuk.Member) string { return kpuk.ShowPhone(m.Phone) }, set: setPhone}, true
	default:
		return m.groupSpec(f)
	}
}

// groupSpec finds the fields of address, membership and household.
func (m *Model) groupSpec(f Field) (spec, bool) {
	switch f {
	case Address:
		return text(func(m *kpuk.Member) *string { return &m.Address }), true
	case Village:
		return text(func(m *kpuk.Member) *string { return &m.Village }), true
	case Number:
		return number(func(m *kpuk.Member) *int { return &m.Number }), true
	case Role:
		return enum(func(m *kpuk.Member) *kpuk.Role { return &m.Role }), true
	case Status:
		return m.statusSpec(), true
	case StatusReason:
		return text(func(m *kpuk.Member) *string { return &m.Status.Reason }), true
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

// statusSpec keeps with a status the day on which it was noted.
func (m *Model) statusSpec() spec {
	s := enum(func(m *kpuk.Member) *kpuk.MemberStatus { return &m.Status.State })
	plain := s.set
	s.set = func(member *kpuk.Member, text string) string {
		key := plain(member, text)
		member.Status.On = m.env.Today()
		if member.Status.State == kpuk.MemberActive {
			member.Status = kpuk.Membership{}
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
// Problems says why.
func (m *Model) Put(f Field, typed string) {
	s, ok := m.specOf(f)
	if !ok {
		return
	}
	delete(m.Refused, f)
	if key := s.set(m.member, typed); key != "" {
		m.Refused[f] = key
		return
	}
	m.save()
}

// Date is what a field with a date holds; the zero time for none.
func (m *Model) Date(f Field) time.Time {
	if f == JoinedOn {
		return m.member.JoinedOn.Time()
	}
	return m.member.Born.Time()
}

// PutDate takes a date and saves it.
func (m *Model) PutDate(f Field, day time.Time) {
	delete(m.Refused, f)
	switch f {
	case JoinedOn:
		m.member.JoinedOn = kpuk.DateOf(day)
	default:
		m.member.Born = kpuk.DateOf(day)
	}
	m.save()
}

// AgeNow is her age in years, false while it is not known.
func (m *Model) AgeNow() (int, bool) { return m.member.Age(m.env.Today()) }

// Services are the public services that are asked for.
func Services() []string { return []string{"bpjs", "ktp", "birth", "pkh"} }

// Service tells whether she has access to a service.
func (m *Model) Service(name string) kpuk.YesNo {
	return m.member.Services[kpuk.Derive("service", []byte(name))].Has
}

// PutService notes that she has a service or not, as of today.
func (m *Model) PutService(name, answer string) {
	has, err := kpuk.ParseName[kpuk.YesNo](answer)
	if err != nil {
		return
	}
	if m.member.Services == nil {
		m.member.Services = map[kpuk.ID]kpuk.ServiceAccess{}
	}
	m.member.Services[kpuk.Derive("service", []byte(name))] = kpuk.ServiceAccess{Name: name, Has: has, On: m.env.Today()}
	m.save()
}

// PutBusiness takes a field of one business and saves it; it returns the message key of a
// refusal, or "".
func (m *Model) PutBusiness(id kpuk.ID, f Field, typed string) string {
	b := m.member.Businesses[id]
	typed = strings.TrimSpace(typed)
	switch f {
	case BusinessName:
		b.Name = typed
	case BusinessKind:
		b.Kind = typed
	case BusinessPlace:
		b.Place = typed
	case BusinessMarket:
		b.Market = typed
	case BusinessNIB:
		b.NIB = typed
	default:
		if key := putFigure(&b, f, typed); key != "" {
			return key
		}
	}
	m.setBusiness(id, b)
	m.save()
	return ""
}

// putFigure takes a number of a business.
func putFigure(b *kpuk.Business, f Field, typed string) string {
	if f == BusinessTurnover {
		if typed == "" {
			b.Turnover = 0
			return ""
		}
		amount, err := kpuk.ParseRupiah(typed)
		if err != nil || amount < 0 {
			return "member.problem.money"
		}
		b.Turnover = amount
		return ""
	}
	n, ok := whole(typed)
	if !ok {
		return "member.problem.number"
	}
	if f == BusinessSince {
		b.Since = n
	} else {
		b.Workers = n
	}
	return ""
}
