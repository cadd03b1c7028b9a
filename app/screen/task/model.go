// Package task is one follow-up (RTL): what was promised, by whom and until when, and the
// evidence that it was done, in words and photos. Every field is saved as it is left.
package task

import (
	"strings"

	"pendamping/app/screen"
	"pendamping/app/screen/keep"
	"pendamping/app/screen/pictures"
	"pendamping/fault"
	"pendamping/kpuk"
)

// Model is one follow-up.
type Model struct {
	env    *screen.Env
	task   *kpuk.Task // own copy
	album  *pictures.Album
	keeper *keep.Keeper
}

// NewModel opens a follow-up; fault.NotFound when the book has none of this ID.
func NewModel(env *screen.Env, id kpuk.ID) (*Model, error) {
	const op fault.Op = "task.NewModel"
	held, ok := env.Book.Record(id).(*kpuk.Task)
	if !ok || held.Gone() {
		return nil, fault.E(op, fault.NotFound, fault.New(fault.NotFound, "no such follow-up"))
	}
	m := &Model{env: env, task: kpuk.Clone(held), keeper: keep.New(env)}
	m.album = pictures.NewAlbum(env, id, func(id kpuk.ID) kpuk.Header {
		return kpuk.Header{ID: id, Partition: m.task.Partition, Scope: m.task.Scope}
	}, func(p *kpuk.Photo) { m.keeper.Keep(p) })
	return m, nil
}

// Reload takes over what changed in the book, unless something here waits to be saved.
func (m *Model) Reload() {
	if held, ok := m.env.Book.Record(m.task.ID).(*kpuk.Task); ok && m.keeper.Idle() {
		m.task = kpuk.Clone(held)
		m.album.Forget()
	}
}

// Task is the follow-up as it is now; it must not be changed by the caller.
func (m *Model) Task() *kpuk.Task { return m.task }

// Open tells whether it is still to be done.
func (m *Model) Open() bool { return m.task.State == kpuk.TaskOpen }

// Change alters the follow-up and saves it.
func (m *Model) Change(alter func(t *kpuk.Task)) {
	alter(m.task)
	m.keeper.Keep(m.task)
}

// SetWhat changes what is to be done; false when nothing would be left of it.
func (m *Model) SetWhat(text string) bool {
	text = strings.TrimSpace(text)
	if text == "" {
		return false
	}
	m.Change(func(t *kpuk.Task) { t.What = text })
	return true
}

// SetState settles the follow-up, drops it, or opens it again; back takes that back.
func (m *Model) SetState(to kpuk.TaskState) (back func()) {
	before, on := m.task.State, m.task.DoneOn
	m.Change(func(t *kpuk.Task) {
		t.State, t.DoneOn = to, 0
		if to == kpuk.TaskDone {
			t.DoneOn = m.env.Today()
		}
	})
	return func() { m.Change(func(t *kpuk.Task) { t.State, t.DoneOn = before, on }) }
}

// Origin says where it was promised, and how to get there; the zero Route where there is
// no page.
func (m *Model) Origin() (words string, to screen.Route) {
	p := m.env.Text
	if held := m.env.Book.Meeting(m.task.Meeting); held != nil {
		return p.T("task.from_meeting", "Date", p.Date(held.Date.Time())), screen.Route{Name: screen.Meeting, ID: held.ID}
	}
	if v := m.env.Book.Visit(m.task.Visit); v != nil {
		return p.T("task.from_visit", "Village", m.env.Area(v.Village), "Date", p.Date(v.Date.Time())), screen.Route{Name: screen.Visit, ID: v.ID}
	}
	if g := m.env.Book.Group(m.task.Group); g != nil {
		return p.T("visits.group", "Name", g.Name) + " · " + m.env.Area(g.Village), screen.Route{Name: screen.Group, ID: g.ID}
	}
	return "", screen.Route{}
}
