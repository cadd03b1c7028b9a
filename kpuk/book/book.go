package book

import (
	"cmp"
	"slices"
	"strings"

	"pendamping/kpuk"
)

// Book holds records by ID and by what they belong to. Make one with New.
type Book struct {
	records map[kpuk.ID]kpuk.Record
	shelves map[kpuk.ID]*Group // also of groups whose own record has not come yet
	persons map[kpuk.ID]*kpuk.Person
	devices map[kpuk.ID]*kpuk.Device
	invites map[kpuk.ID]*kpuk.Invite
	visits  map[kpuk.ID]*kpuk.Visit
	events  map[kpuk.ID]*kpuk.Activity
	tasks   map[kpuk.ID]*kpuk.Task
	unions  map[kpuk.ID]*kpuk.Federation
	photos  map[kpuk.ID]map[kpuk.ID]*kpuk.Photo // by what they show
	held    map[kpuk.ID]*kpuk.Held
	escrows map[kpuk.ID]map[kpuk.ID]*kpuk.Escrow // by device
	drills  map[kpuk.ID]map[kpuk.ID]*kpuk.Drill  // by device

	area    func(code string) string
	groups  []*Group    // by name; nil when out of date
	index   *kpuk.Index // nil when out of date
	figures *Figures    // nil when out of date

	villages map[kpuk.ID]string // codes of villages with groups by their scopes; as index

	contested map[kpuk.ID]bool // records that people disagree about
}

// New returns an empty book.
func New() *Book {
	return &Book{
		records: map[kpuk.ID]kpuk.Record{},
		shelves: map[kpuk.ID]*Group{},
		persons: map[kpuk.ID]*kpuk.Person{},
		devices: map[kpuk.ID]*kpuk.Device{},
		invites: map[kpuk.ID]*kpuk.Invite{},
		escrows: map[kpuk.ID]map[kpuk.ID]*kpuk.Escrow{},
		drills:  map[kpuk.ID]map[kpuk.ID]*kpuk.Drill{},
		visits:  map[kpuk.ID]*kpuk.Visit{},
		events:  map[kpuk.ID]*kpuk.Activity{},
		tasks:   map[kpuk.ID]*kpuk.Task{},
		unions:  map[kpuk.ID]*kpuk.Federation{},
		photos:  map[kpuk.ID]map[kpuk.ID]*kpuk.Photo{},
		held:    map[kpuk.ID]*kpuk.Held{},
		area:    func(code string) string { return code },
	}
}

// SetAreaNames gives the book names for area codes, so that villages can be searched.
func (b *Book) SetAreaNames(name func(code string) string) {
	b.area = name
	b.index = nil
}

// Put inserts records, or replaces those of the same ID. The book keeps the records
// and hands them out: they must not be changed afterwards.
func (b *Book) Put(recs ...kpuk.Record) {
	for _, rec := range recs {
		id := rec.Head().ID
		if old, ok := b.records[id]; ok {
			b.unlink(old)
		}
		b.records[id] = rec
		b.link(rec)
	}
}

// Drop forgets records, as when they left what this device may hold.
func (b *Book) Drop(ids ...kpuk.ID) {
	for _, id := range ids {
		if old, ok := b.records[id]; ok {
			b.unlink(old)
			delete(b.records, id)
		}
	}
}

// Len is the number of records held, removed ones included.
func (b *Book) Len() int { return len(b.records) }

// Record returns a record as it was put, also a removed one, or nil.
func (b *Book) Record(id kpuk.ID) kpuk.Record { return b.records[id] }

// link puts a record where it belongs. A removed record belongs nowhere, but a line
// of the ledger stands whatever is said of it.
func (b *Book) link(rec kpuk.Record) {
	id := rec.Head().ID
	b.stale(rec)
	if e, ok := rec.(*kpuk.Entry); ok {
		b.shelf(e.Line.Group).entries[id] = e
		return
	}
	if rec.Head().Gone() {
		return
	}
	switch r := rec.(type) {
	case *kpuk.Group:
		b.shelf(id).Group = r
	case *kpuk.Member:
		b.shelf(r.Group).members[id] = r
	case *kpuk.Meeting:
		b.shelf(r.Group).meetings[id] = r
	case *kpuk.Loan:
		b.shelf(r.Group).loans[id] = r
	case *kpuk.Amendment:
		b.shelf(r.Group).amendments[id] = r
	case *kpuk.Task:
		b.tasks[id] = r
	case *kpuk.Visit:
		b.visits[id] = r
	case *kpuk.Activity:
		b.events[id] = r
	case *kpuk.Person:
		b.persons[id] = r
	case *kpuk.Device:
		b.devices[id] = r
	case *kpuk.Invite:
		b.invites[id] = r
	case *kpuk.Federation:
		b.unions[id] = r
	case *kpuk.Photo:
		b.hang(r)
	case *kpuk.Held:
		b.held[id] = r
	case *kpuk.Escrow:
		deposit(b.escrows, r.Device, r)
	case *kpuk.Drill:
		deposit(b.drills, r.Device, r)
	default: // lines are put above; other kinds are only held
	}
}

// unlink takes a record away from where link put it.
func (b *Book) unlink(rec kpuk.Record) {
	id := rec.Head().ID
	b.stale(rec)
	switch r := rec.(type) {
	case *kpuk.Group:
		b.shelf(id).Group = nil
	case *kpuk.Member:
		delete(b.shelf(r.Group).members, id)
	case *kpuk.Meeting:
		delete(b.shelf(r.Group).meetings, id)
	case *kpuk.Entry:
		delete(b.shelf(r.Line.Group).entries, id)
	case *kpuk.Loan:
		delete(b.shelf(r.Group).loans, id)
	case *kpuk.Amendment:
		delete(b.shelf(r.Group).amendments, id)
	case *kpuk.Task:
		delete(b.tasks, id)
	case *kpuk.Visit:
		delete(b.visits, id)
	case *kpuk.Activity:
		delete(b.events, id)
	case *kpuk.Person:
		delete(b.persons, id)
	case *kpuk.Device:
		delete(b.devices, id)
	case *kpuk.Invite:
		delete(b.invites, id)
	case *kpuk.Federation:
		delete(b.unions, id)
	case *kpuk.Photo:
		delete(b.photos[r.Of], id)
	case *kpuk.Held:
		delete(b.held, id)
	case *kpuk.Escrow:
		delete(b.escrows[r.Device], id)
	case *kpuk.Drill:
		delete(b.drills[r.Device], id)
	default:
	}
}

// stale forgets what was worked out of the record: its group's sums, and the lists and
// the index only where names may have changed.
func (b *Book) stale(rec kpuk.Record) {
	b.figures = nil
	switch r := rec.(type) {
	case *kpuk.Group:
		b.shelf(r.ID).forget()
		b.groups, b.index = nil, nil
	case *kpuk.Member:
		b.shelf(r.Group).forget()
		b.index = nil
	case *kpuk.Meeting:
		b.shelf(r.Group).forget()
	case *kpuk.Entry:
		b.shelf(r.Line.Group).forget()
	case *kpuk.Loan:
		b.shelf(r.Group).forget()
	default: // the others are in no sum
	}
}

// shelf returns where the records of a group stand, making room at first.
func (b *Book) shelf(id kpuk.ID) *Group {
	g, ok := b.shelves[id]
	if !ok {
		g = newGroup(b, id)
		b.shelves[id] = g
	}
	return g
}

// Groups lists the groups by name. The list is the book's: do not change it.
func (b *Book) Groups() []*Group {
	if b.groups != nil {
		return b.groups
	}
	b.groups = make([]*Group, 0, len(b.shelves))
	for _, g := range b.shelves {
		if g.Group != nil {
			b.groups = append(b.groups, g)
		}
	}
	slices.SortFunc(b.groups, func(x, y *Group) int {
		return cmp.Or(strings.Compare(x.Name, y.Name), strings.Compare(x.Village, y.Village), compareID(x.ID, y.ID))
	})
	return b.groups
}

// Group returns a group, or nil when its record is not held or was removed.
func (b *Book) Group(id kpuk.ID) *Group {
	g, ok := b.shelves[id]
	if !ok || g.Group == nil {
		return nil
	}
	return g
}

// Member returns a member, or nil.
func (b *Book) Member(id kpuk.ID) *Member {
	r, ok := b.records[id].(*kpuk.Member)
	if !ok || r.Gone() {
		return nil
	}
	return &Member{Member: r, group: b.shelf(r.Group)}
}

// Meeting returns a meeting, or nil.
func (b *Book) Meeting(id kpuk.ID) *Meeting {
	r, ok := b.records[id].(*kpuk.Meeting)
	if !ok || r.Gone() {
		return nil
	}
	return &Meeting{Meeting: r, group: b.shelf(r.Group)}
}

// Loan returns a loan, or nil.
func (b *Book) Loan(id kpuk.ID) *Loan {
	r, ok := b.records[id].(*kpuk.Loan)
	if !ok || r.Gone() {
		return nil
	}
	return &Loan{Loan: r, group: b.shelf(r.Group)}
}

// Person returns somebody who uses the program, or nil.
func (b *Book) Person(id kpuk.ID) *kpuk.Person { return b.persons[id] }

// Persons lists who uses the program, by name.
func (b *Book) Persons() []*kpuk.Person {
	return sorted(b.persons, func(x, y *kpuk.Person) int {
		return cmp.Or(strings.Compare(x.Name, y.Name), compareID(x.ID, y.ID))
	})
}

// Devices lists the enrolled devices, by label.
func (b *Book) Devices() []*kpuk.Device {
	return sorted(b.devices, func(x, y *kpuk.Device) int {
		return cmp.Or(strings.Compare(x.Label, y.Label), compareID(x.ID, y.ID))
	})
}

// Invites lists the invitations, those that end soonest first.
func (b *Book) Invites() []*kpuk.Invite {
	return sorted(b.invites, func(x, y *kpuk.Invite) int {
		return cmp.Or(cmp.Compare(x.Expires, y.Expires), compareID(x.ID, y.ID))
	})
}

// Visits lists the visits, newest first.
func (b *Book) Visits() []*kpuk.Visit {
	return sorted(b.visits, func(x, y *kpuk.Visit) int {
		return cmp.Or(cmp.Compare(y.Date, x.Date), compareID(x.ID, y.ID))
	})
}

// Visit returns a visit, or nil.
func (b *Book) Visit(id kpuk.ID) *kpuk.Visit { return b.visits[id] }

// Activity returns a training or public-service event, or nil.
func (b *Book) Activity(id kpuk.ID) *kpuk.Activity { return b.events[id] }

// Activities lists the trainings and public-service events, newest first.
func (b *Book) Activities() []*kpuk.Activity {
	return sorted(b.events, func(x, y *kpuk.Activity) int {
		return cmp.Or(cmp.Compare(y.Date, x.Date), compareID(x.ID, y.ID))
	})
}

// Tasks lists the follow-ups, those due soonest first; those without a day come last.
func (b *Book) Tasks() []*kpuk.Task {
	return sorted(b.tasks, func(x, y *kpuk.Task) int {
		return cmp.Or(cmp.Compare(dueKey(x), dueKey(y)), compareID(x.ID, y.ID))
	})
}

// Federation returns the federation the records belong to, or nil before it came. Where
// a device holds several it is the one of the lowest ID.
func (b *Book) Federation() *kpuk.Federation {
	all := sorted(b.unions, func(x, y *kpuk.Federation) int { return compareID(x.ID, y.ID) })
	if len(all) == 0 {
		return nil
	}
	return all[0]
}

// Waiting lists the meetings in a state, those longest in it first.
func (b *Book) Waiting(state kpuk.MeetingState) []*Meeting {
	var out []*Meeting
	for _, g := range b.Groups() {
		for _, m := range g.Meetings() {
			if m.State.State == state {
				out = append(out, m)
			}
		}
	}
	slices.SortFunc(out, func(x, y *Meeting) int {
		return cmp.Or(cmp.Compare(x.State.At, y.State.At), cmp.Compare(x.Date, y.Date), compareID(x.ID, y.ID))
	})
	return out
}

// Amendments lists the reviews of corrected lines of no meeting that are in a state, those
// longest in it first.
func (b *Book) Amendments(state kpuk.MeetingState) []*kpuk.Amendment {
	var out []*kpuk.Amendment
	for _, g := range b.Groups() {
		for _, a := range g.amendments {
			if a.State.State == state {
				out = append(out, a)
			}
		}
	}
	slices.SortFunc(out, func(x, y *kpuk.Amendment) int {
		return cmp.Or(cmp.Compare(x.State.At, y.State.At), compareID(x.ID, y.ID))
	})
	return out
}

// sorted lists the values of a map in an order.
func sorted[T any](m map[kpuk.ID]T, order func(x, y T) int) []T {
	out := make([]T, 0, len(m))
	for _, v := range m {
		out = append(out, v)
	}
	slices.SortFunc(out, order)
	return out
}

// compareID orders records that nothing else tells apart.
func compareID(x, y kpuk.ID) int { return slices.Compare(x[:], y[:]) }

// dueKey sorts a task without a day behind all others.
func dueKey(t *kpuk.Task) int64 {
	if t.Due == 0 {
		return 1 << 40
	}
	return int64(t.Due)
}
