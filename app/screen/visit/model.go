// Package visit is one visit to a village: its plan, and its log while it is made.
//
// Every field is saved as it is left. A visit is begun and ended with one button each,
// which write the time of day; both can be mended by hand and taken back. Follow-ups and
// photos are records of their own that name the visit.
package visit

import (
	"errors"
	"slices"
	"strings"

	"pendamping/app/screen"
	"pendamping/app/screen/keep"
	"pendamping/app/screen/pictures"
	"pendamping/fault"
	"pendamping/kpuk"
)

// Model is one visit being planned or recorded.
type Model struct {
	env    *screen.Env
	visit  *kpuk.Visit // own copy
	tasks  map[kpuk.ID]*kpuk.Task
	album  *pictures.Album
	keeper *keep.Keeper
	undo   *Undo
}

// Undo is how to take the last thing back.
type Undo struct {
	Text string
	Back func()
}

// NewModel opens a visit; fault.NotFound when the book has none of this ID.
func NewModel(env *screen.Env, id kpuk.ID) (*Model, error) {
	const op fault.Op = "visit.NewModel"
	held := env.Book.Visit(id)
	if held == nil {
		return nil, fault.E(op, fault.NotFound, fault.New(fault.NotFound, "no such visit"))
	}
	m := &Model{env: env, visit: kpuk.Clone(held), tasks: map[kpuk.ID]*kpuk.Task{}, keeper: keep.New(env)}
	m.album = pictures.NewAlbum(env, id, m.header, func(p *kpuk.Photo) { m.keeper.Keep(p) })
	return m, nil
}

// header is that of a record that belongs to the visit.
func (m *Model) header(id kpuk.ID) kpuk.Header {
	return kpuk.Header{ID: id, Partition: m.visit.Partition, Scope: m.visit.Scope}
}

// Reload takes over what changed in the book, unless something here waits to be saved.
func (m *Model) Reload() {
	held := m.env.Book.Visit(m.visit.ID)
	if held == nil || !m.keeper.Idle() {
		return
	}
	m.visit = kpuk.Clone(held)
	clear(m.tasks)
	m.album.Forget()
}

// Visit is the visit as it is now; it must not be changed by the caller.
func (m *Model) Visit() *kpuk.Visit { return m.visit }

// Mine tells whether the person signed in made the visit and so may change it.
func (m *Model) Mine() bool {
	return m.env.Office == kpuk.OfficeFacilitator && (m.visit.Facilitator == m.env.Me || m.visit.Facilitator.IsZero())
}

// Editable tells whether anything can be changed now.
func (m *Model) Editable() bool { return m.Mine() && m.visit.State != kpuk.VisitCancelled }

// Change alters the visit and saves it.
func (m *Model) Change(alter func(v *kpuk.Visit)) {
	if !m.Editable() {
		return
	}
	alter(m.visit)
	m.keeper.Keep(m.visit)
}

// SetVillage moves a visit that has not begun to another village, and the groups chosen
// with it away.
func (m *Model) SetVillage(code string) {
	if m.visit.State != kpuk.VisitPlanned || code == m.visit.Village || kpuk.AreaLevelOf(code) != kpuk.AreaVillage {
		return
	}
	m.Change(func(v *kpuk.Visit) {
		v.Village, v.Scope = code, kpuk.VillageScope(code)
		v.Groups, v.Members = nil, nil
	})
}

// Begin writes down that she has arrived.
func (m *Model) Begin() error {
	return m.turn((*kpuk.Visit).Begin, "visit.begun", func(v *kpuk.Visit) { v.State, v.Arrived = kpuk.VisitPlanned, 0 })
}

// Finish writes down that she has left.
func (m *Model) Finish() error {
	return m.turn((*kpuk.Visit).Finish, "visit.finished", func(v *kpuk.Visit) { v.State, v.Departed = kpuk.VisitRunning, 0 })
}

// turn moves the visit on with the present time of day.
func (m *Model) turn(move func(*kpuk.Visit, kpuk.Minutes) error, said string, back func(*kpuk.Visit)) error {
	now := m.env.Now()
	if err := move(m.visit, kpuk.At(now.Hour(), now.Minute())); err != nil {
		return err
	}
	if m.visit.Date != m.env.Today() && m.visit.State == kpuk.VisitRunning {
		m.visit.Date = m.env.Today() // planned for another day, made today
	}
	m.keeper.Keep(m.visit)
	m.undo = &Undo{Text: m.env.Text.T(said), Back: func() {
		back(m.visit)
		m.keeper.Keep(m.visit)
	}}
	return nil
}

// Resume takes the end back.
func (m *Model) Resume() error {
	if err := m.visit.Resume(); err != nil {
		return err //nolint:wrapcheck // already carries place and kind
	}
	m.keeper.Keep(m.visit)
	return nil
}

// Cancel calls the visit off.
func (m *Model) Cancel(reason string) error {
	if err := m.visit.Cancel(strings.TrimSpace(reason)); err != nil {
		return err //nolint:wrapcheck // already carries place and kind
	}
	m.keeper.Keep(m.visit)
	m.undo = &Undo{Text: m.env.Text.T("visit.canceled"), Back: func() {
		if m.visit.Restore() == nil {
			m.keeper.Keep(m.visit)
		}
	}}
	return nil
}

// Restore plans the visit again.
func (m *Model) Restore() error {
	if err := m.visit.Restore(); err != nil {
		return err //nolint:wrapcheck // already carries place and kind
	}
	m.keeper.Keep(m.visit)
	return nil
}

// TakeUndo is what can be taken back, once.
func (m *Model) TakeUndo() *Undo {
	u := m.undo
	m.undo = nil
	return u
}

// SetTimes mends the times of day; a text that is no time, or an end before the
// beginning, is refused with a key that says so.
func (m *Model) SetTimes(arrived, departed string) (refused string) {
	from, to, err := kpuk.ParseSpan(arrived, departed)
	switch {
	case errors.Is(err, kpuk.ErrTurned):
		return "visit.times_turned"
	case err != nil:
		return "visit.time_wrong"
	}
	m.Change(func(v *kpuk.Visit) { v.Arrived, v.Departed = from, to })
	return ""
}

// Person is somebody or a group that can be ticked.
type Person struct {
	ID     kpuk.ID
	Name   string
	Ticked bool
}

// Groups lists the groups of the village, those met first told by a tick; groups of
// other villages that were met stay listed.
func (m *Model) Groups() []Person {
	var out []Person
	for _, g := range m.env.Book.Groups() {
		if (g.Village == m.visit.Village && g.Status == kpuk.GroupActive) || m.visit.Groups[g.ID] {
			out = append(out, Person{g.ID, m.env.Text.T("visits.group", "Name", g.Name), m.visit.Groups[g.ID]})
		}
	}
	return out
}

// TickGroup notes that a group is to be met, or was not.
func (m *Model) TickGroup(id kpuk.ID, on bool) {
	m.Change(func(v *kpuk.Visit) { v.Groups = kpuk.Ticked(v.Groups, id, on) })
}

// TickMember notes that a member was met at home, or was not.
func (m *Model) TickMember(id kpuk.ID, on bool) {
	m.Change(func(v *kpuk.Visit) { v.Members = kpuk.Ticked(v.Members, id, on) })
}

// Members lists the members met at home.
func (m *Model) Members() []Person {
	var out []Person
	for id, there := range m.visit.Members {
		if member := m.env.Book.Member(id); there && member != nil {
			out = append(out, Person{id, member.Name, true})
		}
	}
	slices.SortFunc(out, func(x, y Person) int { return strings.Compare(x.Name, y.Name) })
	return out
}

// Find lists members of the village's groups by the beginning of what was typed, at
// most most, without those that are ticked already.
func (m *Model) Find(typed string, most int) []Person {
	wanted := kpuk.Fold(typed)
	if wanted == "" {
		return nil
	}
	var out []Person
	for _, g := range m.env.Book.Groups() {
		if g.Village != m.visit.Village {
			continue
		}
		for _, member := range g.Members() {
			if len(out) == most {
				return out
			}
			if !m.visit.Members[member.ID] && strings.Contains(kpuk.Fold(member.Name), wanted) {
				out = append(out, Person{ID: member.ID, Name: member.Name + " · " + m.env.Text.T("visits.group", "Name", g.Name)})
			}
		}
	}
	return out
}

// Tasks lists the follow-ups that were agreed on here.
func (m *Model) Tasks() []*kpuk.Task {
	var out []*kpuk.Task
	for _, t := range m.env.Book.Tasks() {
		if _, changed := m.tasks[t.ID]; t.Visit == m.visit.ID && !changed {
			out = append(out, t)
		}
	}
	for _, t := range m.tasks {
		out = append(out, t)
	}
	slices.SortFunc(out, func(x, y *kpuk.Task) int { return slices.Compare(x.ID[:], y.ID[:]) })
	return out
}

// AddTask keeps a follow-up under an ID of its own; what must be said and due may be zero. It
// returns a key that says what is missing, and else tells done when it is kept.
func (m *Model) AddTask(id kpuk.ID, what, who string, due kpuk.Date, done func(error)) (missing string) {
	if strings.TrimSpace(what) == "" {
		return "tasks.missing.what"
	}
	t := &kpuk.Task{
		Header: m.header(id), What: strings.TrimSpace(what), Who: strings.TrimSpace(who), Due: due, Visit: m.visit.ID, Group: m.onlyGroup(),
	}
	m.tasks[id] = t
	m.keeper.Keep(t)
	m.keeper.Then(done)
	return ""
}

// onlyGroup is the group a follow-up is for, when just one was met.
func (m *Model) onlyGroup() kpuk.ID {
	var only kpuk.ID
	for id, there := range m.visit.Groups {
		if there && !only.IsZero() {
			return kpuk.ID{}
		}
		if there {
			only = id
		}
	}
	return only
}

// SetPlace keeps where on earth it was; false when the two texts are no place. Two empty
// texts take the place away.
func (m *Model) SetPlace(lat, lon string) bool {
	p, ok := kpuk.ParseGeoPoint(lat, lon)
	if !ok {
		return false
	}
	m.Change(func(v *kpuk.Visit) { v.Place = p })
	return true
}
