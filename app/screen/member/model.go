// Package member is a member's form in short sections and her savings and loan book.
// Each field is saved as it is left; what cannot be is refused beside the field, what is
// odd can be passed with a reason.
package member

import (
	"slices"
	"strings"
	"time"

	"pendamping/app/screen"
	"pendamping/kpuk"
	"pendamping/kpuk/book"
)

// Model is a member being read or written.
type Model struct {
	env    *screen.Env
	member *kpuk.Member
	isNew  bool // not kept yet
	fresh  bool // made on this page, so that it may be given up again
	others map[kpuk.ID]bool

	Found   bool
	Refused map[Field]string // message keys of what was typed and not taken
	SavedAt time.Time        // zero before the first save
	Failure error            // of the last save; nil when it succeeded
	changed func()           // called when a save came back
}

// NewModel reads a member, or begins a new one of a group when id is zero. changed is
// called whenever a save came back; it may be nil.
func NewModel(env *screen.Env, id, group kpuk.ID, changed func()) *Model {
	if changed == nil {
		changed = func() {}
	}
	m := &Model{env: env, others: map[kpuk.ID]bool{}, Refused: make(map[Field]string), changed: changed}
	if !id.IsZero() {
		if held := env.Book.Member(id); held != nil {
			m.member, m.Found = kpuk.Clone(held.Member), true
		}
		return m
	}
	g := env.Book.Group(group)
	if g == nil {
		return m
	}
	own, err := env.IDs.New()
	if err != nil {
		m.Failure = err
		return m
	}
	m.member = &kpuk.Member{
		Header: kpuk.Header{ID: own, Partition: g.Partition, Scope: g.ID},
		Group:  g.ID, Village: g.Village, JoinedOn: env.Today(), Number: nextNumber(g),
	}
	m.Found, m.isNew, m.fresh = true, true, true
	return m
}

// nextNumber is one more than the highest number ever given in the group.
func nextNumber(g *book.Group) int {
	most := 0
	for _, member := range g.Members() {
		most = max(most, member.Number)
	}
	return most + 1
}

// ID is the member's.
func (m *Model) ID() kpuk.ID { return m.member.ID }

// Fresh tells that she was entered on this page.
func (m *Model) Fresh() bool { return m.fresh }

// Kept tells whether she is saved; a new member is from her first field on.
func (m *Model) Kept() bool { return !m.isNew }

// Load takes over what the book holds now, when another device wrote it.
func (m *Model) Load() {
	if !m.Found || m.isNew {
		return
	}
	if held := m.env.Book.Member(m.member.ID); held != nil {
		m.member = kpuk.Clone(held.Member)
	}
}

// Title is her name, or that she is new.
func (m *Model) Title() string {
	if m.member.Name == "" {
		return m.env.Text.T("member.new")
	}
	return m.member.Name
}

// Subtitle is her group and its village.
func (m *Model) Subtitle() string {
	g := m.env.Book.Group(m.member.Group)
	if g == nil {
		return ""
	}
	return m.env.Text.T("member.group", "Name", g.Name) + " · " + m.env.Area(g.Village)
}

// Masked is her NIK as it may be seen by anybody.
func (m *Model) Masked() string { return m.member.NIK.Masked() }

// Complete is how much of the form is filled, in percent.
func (m *Model) Complete() int { return m.member.Completeness() }

// save keeps the member as she is now. The page goes on with its own copy.
func (m *Model) save() {
	m.isNew = false
	m.env.Keep(func(err error) {
		m.Failure = err
		if err == nil {
			m.SavedAt = m.env.Now()
		}
		m.changed()
	}, kpuk.Clone(m.member))
}

// Retry saves again after a failure.
func (m *Model) Retry() { m.save() }

// known tells whether a kecamatan exists.
func (m *Model) known(area string) bool { return m.env.Area(area) != area }

// Problem is what is said below a field.
type Problem struct {
	Key     string
	Warning bool
}

// Problems are what is wrong or odd, by field. What was typed and refused comes first.
func (m *Model) Problems() map[Field]Problem {
	out := make(map[Field]Problem)
	for field, key := range m.Refused {
		out[field] = Problem{Key: key}
	}
	for _, p := range m.member.Check(m.env.Today(), m.known) {
		field := Field(p.Field)
		if _, taken := out[field]; !taken {
			out[field] = Problem{Key: "member.problem." + p.Key, Warning: p.Warning}
		}
	}
	return out
}

// Reading is what the NIK says in words; empty while it cannot be read.
func (m *Model) Reading() string {
	if m.member.NIK == "" {
		return ""
	}
	p := m.env.Text
	r, problems := m.member.NIK.Read(m.env.Today())
	if _, refused := kpuk.Refused(problems); refused || r.Born.IsZero() {
		return ""
	}
	parts := []string{p.T("member.nik.man"), p.T("member.nik.born", "Date", p.Date(r.Born.Time()))}
	if r.Woman {
		parts[0] = p.T("member.nik.woman")
	}
	if m.known(r.Area) {
		parts = append(parts, m.env.Area(r.Area)+", "+m.env.Area(kpuk.AreaUp(r.Area, kpuk.AreaRegency)))
	}
	return strings.Join(parts, " · ")
}

// Clash is a date of birth that differs from the NIK's; zero when they agree, or when
// the difference was passed with a reason.
func (m *Model) Clash() (nik, given kpuk.Date) {
	if m.Problems()["NIK"].Key != "member.problem.nik_born" {
		return 0, 0
	}
	r, _ := m.member.NIK.Read(m.env.Today())
	return r.Born, m.member.Born
}

// TakeNIKDate settles a clash by the NIK.
func (m *Model) TakeNIKDate() {
	if nik, _ := m.Clash(); !nik.IsZero() {
		m.member.Born = nik
		m.save()
	}
}

// Same is somebody who may be the same person.
type Same struct {
	ID         kpuk.ID
	Name, Text string
}

// Duplicate finds the first member who may be the same, but for those told apart.
func (m *Model) Duplicate() (Same, bool) {
	p := m.env.Text
	for _, g := range m.env.Book.Groups() {
		for _, other := range g.Members() {
			pair, same := kpuk.SameMember(m.member, other.Member)
			if !same || m.others[other.ID] {
				continue
			}
			text := p.T("member.same.name")
			if pair.Why == "nik" {
				text = p.T("member.same.nik", "NIK", other.NIK.Masked())
			}
			where := p.T("member.same.where", "Group", g.Name, "N", other.Number)
			return Same{ID: other.ID, Name: other.Name, Text: text + " · " + where}, true
		}
	}
	return Same{}, false
}

// NotSame tells two women apart for as long as the page is open.
func (m *Model) NotSame(other kpuk.ID) { m.others[other] = true }

// TakeOther gives up a member entered on this page and goes to the one who was there
// already. An older record is left as it is: which of two to keep is for a coordinator.
func (m *Model) TakeOther(other kpuk.ID) {
	open := func() { m.env.Open(screen.Route{Name: screen.Member, ID: other}) }
	if !m.fresh || m.isNew {
		open()
		return
	}
	m.member.Removed = kpuk.Removal{Reason: "duplicate", On: m.env.Today()}
	m.env.Keep(func(err error) {
		m.Failure = err
		if err == nil {
			open()
		}
		m.changed()
	}, kpuk.Clone(m.member))
}

// Consented tells since when her consent stands; zero while it does not.
func (m *Model) Consented() kpuk.Date {
	if !m.member.Consented(m.env.Today()) {
		return 0
	}
	return m.member.Consent.GivenOn
}

// consentText is the version of the text that is read aloud.
const consentText = "1"

// Consent notes that she agreed today, by "spoken", "signed" or "thumbprint".
func (m *Model) Consent(means string) {
	m.member.Consent = kpuk.Consent{GivenOn: m.env.Today(), Means: means, TextVersion: consentText}
	m.save()
}

// Withdraw notes that she took her consent back today.
func (m *Model) Withdraw() {
	m.member.Consent.WithdrawnOn = m.env.Today()
	m.save()
}

// Businesses lists the IDs of her businesses, oldest first.
func (m *Model) Businesses() []kpuk.ID {
	out := make([]kpuk.ID, 0, len(m.member.Businesses))
	for id := range m.member.Businesses {
		out = append(out, id)
	}
	slices.SortFunc(out, func(x, y kpuk.ID) int { return slices.Compare(x[:], y[:]) })
	return out
}

// Business returns one of them.
func (m *Model) Business(id kpuk.ID) kpuk.Business { return m.member.Businesses[id] }

// AddBusiness begins another business and returns its ID; it is kept with its first field.
func (m *Model) AddBusiness() (kpuk.ID, error) {
	id, err := m.env.IDs.New()
	if err != nil {
		return kpuk.ID{}, err //nolint:wrapcheck // only shown by its kind
	}
	m.setBusiness(id, kpuk.Business{})
	return id, nil
}

// setBusiness puts a business into the member's own map.
func (m *Model) setBusiness(id kpuk.ID, b kpuk.Business) {
	if m.member.Businesses == nil {
		m.member.Businesses = map[kpuk.ID]kpuk.Business{}
	}
	m.member.Businesses[id] = b
}

// Villages are the villages to choose from: those with groups, and her own.
func (m *Model) Villages() []string {
	codes := map[string]bool{m.member.Village: true}
	for _, g := range m.env.Book.Groups() {
		codes[g.Village] = true
	}
	delete(codes, "")
	out := make([]string, 0, len(codes))
	for code := range codes {
		out = append(out, code)
	}
	slices.SortFunc(out, func(x, y string) int { return strings.Compare(m.env.Area(x), m.env.Area(y)) })
	return out
}
