// Package member is a member's form in short sections and her savings and loan book.
// Each field is saved as it is left; what cannot be is refused beside the field, what is
// odd can be passed with a reason.
package member

import (
	"strings"
	"time"

	"pendamping/app/screen"
	"pendamping/app/screen/pictures"
	"pendamping/kpuk"
	"pendamping/kpuk/book"
)

// Model is a member being read or written.
type Model struct {
	env    *screen.Env
	member *kpuk.Member
	isNew  bool             // not kept yet
	fresh  bool             // made on this page, so that it may be given up again
	short  map[Field]string // by how much a refused number is too short, in words
	beside []kpuk.Record    // of the last save, until it is known to be durable

	// Found tells that there is a member to show.
	Found   bool
	Refused map[Field]string // message keys of what was typed and not taken
	SavedAt time.Time        // zero before the first save
	Failure error            // of the last save; nil when it succeeded
	changed func()           // called when a save came back
}

// NewModel reads a member, or begins a new one of a group when id is zero. changed is
// called whenever a save came back; it may be nil.
func NewModel(env *screen.Env, id, group kpuk.ID, changed func()) *Model {
	return newModel(env, id, group, env.IDs.New, changed)
}

// newModel is NewModel with the ID of a new member given from outside.
func newModel(env *screen.Env, id, group kpuk.ID, fresh func() (kpuk.ID, error), changed func()) *Model {
	if changed == nil {
		changed = func() {}
	}
	m := &Model{env: env, short: make(map[Field]string), Refused: make(map[Field]string), changed: changed}
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
	own, err := fresh()
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

// recorded is what the book holds of her, as of reads it; empty before she was saved.
func (m *Model) recorded(of func(*Model) string) string {
	held := m.env.Book.Member(m.member.ID)
	if held == nil {
		return ""
	}
	return of(&Model{env: m.env, member: held.Member})
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

// Masked is her NIK as it may be seen by anybody, MaskedKK the number of her family card.
func (m *Model) Masked() string { return m.member.NIK.Masked() }

// MaskedKK is the number of her family card as it may be seen by anybody.
func (m *Model) MaskedKK() string { return kpuk.MaskKK(m.member.KK) }

// Album are her photos.
func (m *Model) Album() *pictures.Album {
	header := func(id kpuk.ID) kpuk.Header {
		return kpuk.Header{ID: id, Partition: m.member.Partition, Scope: m.member.Scope}
	}
	return pictures.NewAlbum(m.env, m.member.ID, header, func(p *kpuk.Photo) { m.env.Keep(nil, kpuk.Clone(p)) })
}

// Filled is how many questions of the form are answered, and how many there are.
func (m *Model) Filled() (n, of int) { return m.member.Filled() }

// save keeps the member as she is now, with others in the same change. The page goes on
// with its own copy.
func (m *Model) save(with ...kpuk.Record) {
	m.isNew = false
	m.beside = with
	m.env.Keep(func(err error) {
		m.Failure = err
		if err == nil {
			m.SavedAt, m.beside = m.env.Now(), nil
		}
		m.changed()
	}, append([]kpuk.Record{kpuk.Clone(m.member)}, with...)...)
}

// Retry saves again after a failure.
func (m *Model) Retry() { m.save(m.beside...) }

// known tells whether a kecamatan exists.
func (m *Model) known(area string) bool { return m.env.Area(area) != area }

// Problem is what is said below a field.
type Problem struct {
	Key     string
	Strong  string // translated; said first
	Warning bool
}

// Problems are what is wrong or odd, by field. What was typed and refused comes first.
func (m *Model) Problems() map[Field]Problem {
	out := make(map[Field]Problem)
	for field, key := range m.Refused {
		out[field] = Problem{Key: key, Strong: m.short[field]}
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
func (m *Model) Reading() string { return m.ReadingOf(string(m.member.NIK)) }

// nikArea and nikBirth are how many digits of a NIK it takes to read the area and the
// date of birth.
const (
	nikArea  = 6
	nikBirth = 12
	nikAll   = 16
)

// ReadingOf is what the digits of a NIK say as far as they were typed.
func (m *Model) ReadingOf(digits string) string {
	p := m.env.Text
	if len(digits) < nikArea || len(digits) > nikAll {
		return ""
	}
	// What is missing reads as the first serial: it says nothing about her.
	padded := digits
	if len(digits) >= nikBirth {
		padded += strings.Repeat("0", nikAll-len(digits))
	} else {
		padded = digits[:nikArea] + "4101010001"
	}
	r, problems := kpuk.NIK(padded).Read(m.env.Today())
	if _, refused := kpuk.Refused(problems); refused {
		return ""
	}
	var parts []string
	if len(digits) >= nikBirth {
		if r.Born.IsZero() {
			return ""
		}
		parts = []string{p.T("member.nik.man"), p.T("member.nik.born", "Date", p.Date(r.Born.Time()))}
		if r.Woman {
			parts[0] = p.T("member.nik.woman")
		}
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
