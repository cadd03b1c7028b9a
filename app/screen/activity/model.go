// Package activity is one training or public-service event: what it was about, who took
// part, and what came of it. Every field is saved as it is left.
package activity

import (
	"errors"
	"maps"
	"slices"
	"strconv"
	"strings"

	"pendamping/app/screen"
	"pendamping/app/screen/keep"
	"pendamping/app/screen/pictures"
	"pendamping/fault"
	"pendamping/kpuk"
)

// Model is one activity being planned or recorded.
type Model struct {
	env      *screen.Env
	activity *kpuk.Activity // own copy
	album    *pictures.Album
	keeper   *keep.Keeper
}

// NewModel opens an activity; fault.NotFound when the book has none of this ID.
func NewModel(env *screen.Env, id kpuk.ID) (*Model, error) {
	const op fault.Op = "activity.NewModel"
	held := env.Book.Activity(id)
	if held == nil {
		return nil, fault.E(op, fault.NotFound, fault.New(fault.NotFound, "no such activity"))
	}
	m := &Model{env: env, activity: kpuk.Clone(held), keeper: keep.New(env)}
	m.album = pictures.NewAlbum(env, id, func(id kpuk.ID) kpuk.Header {
		return kpuk.Header{ID: id, Partition: m.activity.Partition, Scope: m.activity.Scope}
	}, func(p *kpuk.Photo) { m.keeper.Keep(p) })
	return m, nil
}

// Reload takes over what changed in the book, unless something here waits to be saved.
func (m *Model) Reload() {
	if held := m.env.Book.Activity(m.activity.ID); held != nil && m.keeper.Idle() {
		m.activity = kpuk.Clone(held)
		m.album.Forget()
	}
}

// Activity is the activity as it is now; it must not be changed by the caller.
func (m *Model) Activity() *kpuk.Activity { return m.activity }

// Editable tells whether the person signed in may change it now.
func (m *Model) Editable() bool {
	mine := m.activity.Facilitator == m.env.Me || m.activity.Facilitator.IsZero()
	return m.env.Office == kpuk.OfficeFacilitator && mine && m.activity.State != kpuk.ActivityCanceled
}

// Mine tells whether the person signed in recorded it.
func (m *Model) Mine() bool {
	return m.env.Office == kpuk.OfficeFacilitator && (m.activity.Facilitator == m.env.Me || m.activity.Facilitator.IsZero())
}

// Change alters the activity and saves it.
func (m *Model) Change(alter func(a *kpuk.Activity)) {
	if m.Editable() {
		alter(m.activity)
		m.keeper.Keep(m.activity)
	}
}

// SetState says that the activity was held, was called off, or is planned again; back
// takes that back.
func (m *Model) SetState(to kpuk.ActivityState) (back func()) {
	if !m.Mine() || m.activity.State == to {
		return nil
	}
	before := m.activity.State
	m.activity.State = to
	m.keeper.Keep(m.activity)
	return func() {
		m.activity.State = before
		m.keeper.Keep(m.activity)
	}
}

// SetVillage moves the activity to another village.
func (m *Model) SetVillage(code string) {
	if code == m.activity.Village || kpuk.AreaLevelOf(code) != kpuk.AreaVillage {
		return
	}
	m.Change(func(a *kpuk.Activity) { a.Village, a.Scope = code, kpuk.VillageScope(code) })
}

// SetTimes keeps when it began and ended; a text that is no time, or an end before the
// beginning, is refused with a key that says so.
func (m *Model) SetTimes(start, end string) (refused string) {
	from, to, err := kpuk.ParseSpan(start, end)
	switch {
	case errors.Is(err, kpuk.ErrTurned):
		return "activity.times_turned"
	case err != nil:
		return "visit.time_wrong"
	}
	m.Change(func(a *kpuk.Activity) { a.Start, a.End = from, to })
	return ""
}

// mostPeople bounds what a number of people may be.
const mostPeople = 10_000

// SetCrowd keeps how many women and men took part who are no members; false when a text
// is no number of people.
func (m *Model) SetCrowd(women, men string) bool {
	w, okW := people(women)
	n, okN := people(men)
	if !okW || !okN {
		return false
	}
	m.Change(func(a *kpuk.Activity) { a.Women, a.Men = w, n })
	return true
}

// people reads a number of people; empty is none.
func people(text string) (int, bool) {
	if strings.TrimSpace(text) == "" {
		return 0, true
	}
	n, err := strconv.Atoi(strings.TrimSpace(text))
	return n, err == nil && n >= 0 && n <= mostPeople
}

// Person is a member who took part, or may be added.
type Person struct {
	ID   kpuk.ID
	Name string
}

// Members lists the members who took part, by name.
func (m *Model) Members() []Person {
	var out []Person
	for id, there := range m.activity.Members {
		if member := m.env.Book.Member(id); there && member != nil {
			out = append(out, Person{id, member.Name})
		}
	}
	slices.SortFunc(out, func(x, y Person) int { return strings.Compare(x.Name, y.Name) })
	return out
}

// Tick notes that a member took part, or did not.
func (m *Model) Tick(id kpuk.ID, on bool) {
	m.Change(func(a *kpuk.Activity) { a.Members = kpuk.Ticked(a.Members, id, on) })
}

// TickGroup notes that all active members of a group took part.
func (m *Model) TickGroup(id kpuk.ID) {
	g := m.env.Book.Group(id)
	if g == nil {
		return
	}
	m.Change(func(a *kpuk.Activity) {
		next := maps.Clone(a.Members)
		if next == nil {
			next = map[kpuk.ID]bool{}
		}
		for _, member := range g.Members() {
			if member.Status.State == kpuk.MemberActive {
				next[member.ID] = true
			}
		}
		a.Members = next
	})
}

// Find lists groups and members whose name holds what was typed, at most most of each.
func (m *Model) Find(typed string, most int) (groups, members []Person) {
	wanted := kpuk.Fold(typed)
	if wanted == "" {
		return nil, nil
	}
	for _, g := range m.env.Book.Groups() {
		name := m.env.Text.T("visits.group", "Name", g.Name)
		if len(groups) < most && g.Status == kpuk.GroupActive && strings.Contains(kpuk.Fold(g.Name), wanted) {
			groups = append(groups, Person{g.ID, name})
		}
		for _, member := range g.Members() {
			if len(members) < most && !m.activity.Members[member.ID] && strings.Contains(kpuk.Fold(member.Name), wanted) {
				members = append(members, Person{member.ID, member.Name + " · " + name})
			}
		}
	}
	return groups, members
}
