package devices

import (
	"cmp"
	"crypto/sha256"
	"io"
	"slices"
	"strings"
	"time"

	"pendamping/fault"
	"pendamping/kpuk"
)

// validFor is how long an invitation can be used.
const validFor = 24 * time.Hour

// codeBytes is the size of a code: 128 bits.
const codeBytes = 16

// Form is the invitation being filled in.
type Form struct {
	Person kpuk.ID // zero: somebody new
	Name   string
	Office kpuk.Office
	Label  string // what the tablet is called
	Groups map[kpuk.ID]bool
}

// Issued is an invitation that was made. It lives on screen only.
type Issued struct {
	Name, Link, Code, Until string
}

// Choice is a line of the checklist: a village, or one of its groups.
type Choice struct {
	Village    bool
	Title      string
	Note       string
	On         bool
	groups     []kpuk.ID
	searchable string
}

// Form is the invitation being filled in, or nil.
func (m *Model) Form() *Form { return m.form }

// Issued is the invitation that was just made, or nil.
func (m *Model) Issued() *Issued { return m.issued }

// StartForm begins an invitation, for the chosen person or for somebody new.
func (m *Model) StartForm() {
	person := m.selected.Person
	m.issued, m.failed = nil, nil
	m.SetPerson(person)
}

// SetPerson begins the form anew for a person, or with the zero ID for somebody new.
func (m *Model) SetPerson(id kpuk.ID) {
	m.form = &Form{Person: id, Office: kpuk.OfficeFacilitator, Groups: map[kpuk.ID]bool{}}
	p := m.env.Book.Person(id)
	if p == nil {
		m.form.Person = kpuk.ID{}
		return
	}
	m.form.Name, m.form.Office = p.Name, p.Office
	for _, g := range m.groupsOf(p) {
		m.form.Groups[g] = true
	}
}

// Persons lists who can be chosen, by name.
func (m *Model) Persons() []*kpuk.Person {
	out := slices.Clone(m.env.Book.Persons())
	slices.SortStableFunc(out, func(x, y *kpuk.Person) int {
		return cmp.Compare(kpuk.FoldName(x.Name), kpuk.FoldName(y.Name))
	})
	return out
}

// NeedsGroups tells whether the office works with groups of its own; the others hold all.
func (f *Form) NeedsGroups() bool { return f.Office == kpuk.OfficeFacilitator }

// Missing names what the form still lacks as a message key, empty when nothing.
func (f *Form) Missing() string {
	switch {
	case strings.TrimSpace(f.Name) == "":
		return "devices.missing.name"
	case f.NeedsGroups() && len(f.Groups) == 0:
		return "devices.missing.groups"
	default:
		return ""
	}
}

// Choices lists villages with their groups below, as far as the query leaves them.
func (m *Model) Choices(query string) []Choice {
	words := strings.Fields(kpuk.Fold(query))
	byVillage := map[string][]Choice{}
	var codes []string
	for _, g := range m.env.Book.Groups() {
		if g.Status == kpuk.GroupClosed {
			continue
		}
		village := m.env.Area(g.Village)
		c := Choice{
			Title: g.Name, Note: m.env.Text.N("common.members", g.Active()), On: m.form.Groups[g.ID], groups: []kpuk.ID{g.ID},
			searchable: " " + kpuk.Fold(g.Name+" "+village),
		}
		if slices.ContainsFunc(words, func(w string) bool { return !strings.Contains(c.searchable, " "+w) }) {
			continue
		}
		if byVillage[g.Village] == nil {
			codes = append(codes, g.Village)
		}
		byVillage[g.Village] = append(byVillage[g.Village], c)
	}
	slices.SortFunc(codes, func(x, y string) int { return cmp.Or(cmp.Compare(m.env.Area(x), m.env.Area(y)), cmp.Compare(x, y)) })
	var out []Choice
	for _, code := range codes {
		groups := byVillage[code]
		head := Choice{Village: true, Title: m.env.Area(code), Note: m.env.Text.N("common.groups", len(groups)), On: true}
		for _, c := range groups {
			head.On = head.On && c.On
			head.groups = append(head.groups, c.groups...)
		}
		out = append(out, head)
		out = append(out, groups...)
	}
	return out
}

// Choose ticks a group, or all groups of a village, or takes the tick away.
func (m *Model) Choose(c Choice, on bool) { //nolint:revive // the state is what is set
	for _, id := range c.groups {
		if on {
			m.form.Groups[id] = true
			continue
		}
		delete(m.form.Groups, id)
	}
}

// Invite makes the invitation and keeps it; once that is done it is shown. done is
// called then, or when it failed. Nothing happens while the form lacks something.
func (m *Model) Invite(done func()) {
	const op fault.Op = "devices.Model.Invite"
	if m.form == nil || m.form.Missing() != "" {
		return
	}
	code := make([]byte, codeBytes)
	if _, err := io.ReadFull(m.env.IDs.Rand, code); err != nil {
		m.failed = fault.E(op, fault.Internal, err)
		done()
		return
	}
	recs, issued, err := m.prepare(code)
	if err != nil {
		m.failed = fault.E(op, fault.Internal, err)
		done()
		return
	}
	m.keep(func() {
		if m.failed == nil {
			m.issued, m.form = issued, nil
		}
		done()
	}, recs...)
}

// prepare makes the records of an invitation: the person, new or with other groups, and
// the hash of the code.
func (m *Model) prepare(code []byte) ([]kpuk.Record, *Issued, error) {
	person, changed, err := m.person()
	if err != nil {
		return nil, nil, err
	}
	id, err := m.env.IDs.New()
	if err != nil {
		return nil, nil, fault.E("devices.Model.prepare", fault.Internal, err)
	}
	until := m.env.Now().Add(validFor)
	hash := sha256.Sum256(code)
	invite := &kpuk.Invite{
		Header:   kpuk.Header{ID: id, Partition: m.env.Partition, Scope: kpuk.AdminScope(m.env.Partition)},
		CodeHash: hash[:], Person: person.ID, Expires: until.UnixMilli(), Label: strings.TrimSpace(m.form.Label),
	}
	var recs []kpuk.Record
	if changed {
		recs = append(recs, person)
	}
	t := m.env.Text
	issued := &Issued{
		Name: person.Name, Link: m.cfg.Link(code), Code: m.cfg.Code(code), Until: t.DayMonth(until) + ", " + t.Clock(until),
	}
	return append(recs, invite), issued, nil
}

// person is who is invited, and whether her record is new or differs.
func (m *Model) person() (*kpuk.Person, bool, error) {
	f := m.form
	if known := m.env.Book.Person(f.Person); known != nil {
		p := kpuk.Clone(known)
		return p, m.assign(p), nil
	}
	id, err := m.env.IDs.New()
	if err != nil {
		return nil, false, fault.E("devices.Model.person", fault.Internal, err)
	}
	p := &kpuk.Person{
		Header: kpuk.Header{ID: id, Partition: m.env.Partition, Scope: kpuk.AdminScope(m.env.Partition)},
		Name:   strings.TrimSpace(f.Name), Office: f.Office,
	}
	m.assign(p)
	return p, true, nil
}

// assign gives a person the chosen groups with their villages, takes the others away,
// and tells whether that changed anything.
func (m *Model) assign(p *kpuk.Person) bool {
	if !m.form.NeedsGroups() {
		return false
	}
	wanted, known := map[kpuk.ID]bool{}, map[kpuk.ID]bool{}
	for _, g := range m.env.Book.Groups() {
		village := kpuk.VillageScope(g.Village)
		known[g.ID], known[village] = true, true
		if m.form.Groups[g.ID] {
			wanted[g.ID], wanted[village] = true, true
		}
	}
	changed := false
	for scope := range known {
		if p.Assigned[scope].Granted == wanted[scope] {
			continue
		}
		if p.Assigned == nil {
			p.Assigned = map[kpuk.ID]kpuk.Assignment{}
		}
		p.Assigned[scope] = kpuk.Assignment{Granted: wanted[scope], Since: m.env.Today()}
		changed = true
	}
	return changed
}
