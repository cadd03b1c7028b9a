package demodata

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"time"

	"pendamping/app/device"
	"pendamping/kpuk"
	"pendamping/store"
)

// tablet is somebody's device at work.
type tablet struct {
	dev   *device.Device
	clock *clock
	plan  *Plan
	sum   *tally
	books map[string]*ledgers // by group code
}

// ledgers are what a facilitator knows of a group while she records it.
type ledgers struct {
	plan    *group
	group   *kpuk.Group
	members []*kpuk.Member // by number
	loans   []*kpuk.Loan
	entries []*kpuk.Entry
	tasks   []*kpuk.Task
	last    *kpuk.Meeting
	ids     kpuk.IDSource
}

// wita is the zone of Lombok.
func wita() *time.Location { return time.FixedZone("WITA", 8*3600) }

// load reads the groups that the device was given.
func (t *tablet) load(ctx context.Context) error {
	t.books = map[string]*ledgers{}
	groups, err := store.List[kpuk.Group](ctx, t.dev.Store, kpuk.ID{})
	if err != nil {
		return fmt.Errorf("groups: %w", err)
	}
	for _, g := range groups {
		i := slices.IndexFunc(t.plan.groups, func(planned *group) bool { return planned.code == g.Code })
		if i < 0 {
			continue
		}
		if t.books[g.Code], err = t.ledgers(ctx, t.plan.groups[i], g); err != nil {
			return err
		}
	}
	return nil
}

// ledgers reads the members of a group and sets them beside the plan's.
func (t *tablet) ledgers(ctx context.Context, planned *group, g *kpuk.Group) (*ledgers, error) {
	b := &ledgers{plan: planned, group: g, members: make([]*kpuk.Member, len(planned.members))}
	b.ids = kpuk.IDSource{Now: t.clock.Now, Rand: rand.NewChaCha8(seedOf(planned.seed))}
	members, err := store.List[kpuk.Member](ctx, t.dev.Store, g.ID)
	if err != nil {
		return nil, fmt.Errorf("members: %w", err)
	}
	for _, m := range members {
		if m.Number < 1 || m.Number > len(b.members) {
			return nil, fmt.Errorf("group %s has a member %d that is not in the plan", g.Code, m.Number)
		}
		b.members[m.Number-1] = m
	}
	if i := slices.Index(b.members, nil); i >= 0 {
		return nil, fmt.Errorf("group %s lacks member %d of the plan", g.Code, i+1)
	}
	return b, nil
}

func seedOf(n uint64) (seed [32]byte) {
	for i := range 8 {
		seed[i] = byte(n >> (8 * i)) //nolint:gosec // the low byte is meant
	}
	return seed
}

// save saves in the name of the person whose device it is.
func (t *tablet) save(ctx context.Context, recs ...kpuk.Record) error {
	if err := t.dev.Store.Save(ctx, t.dev.Identity.Person, recs...); err != nil {
		return fmt.Errorf("save: %w", err)
	}
	return nil
}

// header is that of a new record of the group.
func (b *ledgers) header() (kpuk.Header, error) {
	id, err := b.ids.New()
	if err != nil {
		return kpuk.Header{}, fmt.Errorf("id: %w", err)
	}
	return kpuk.Header{ID: id, Partition: b.group.Partition, Scope: b.group.ID}, nil
}

// sitting is the meeting with all that its rules look at.
func (b *ledgers) sitting(m *kpuk.Meeting) *kpuk.Sitting {
	rules, _ := b.group.RulesAt(m.Date)
	return &kpuk.Sitting{Meeting: m, Rules: rules, Members: b.members, Loans: b.loans, Ledger: kpuk.NewLedger(b.entries...), Last: b.last}
}

// meet records a meeting in the steps of the recorder, each saved when it is left.
func (t *tablet) meet(ctx context.Context, b *ledgers, i int) error {
	hour, minute, _ := b.plan.start.Clock()
	day := b.plan.dates[i].Time()
	t.clock.set(time.Date(day.Year(), day.Month(), day.Day(), hour, minute, 0, 0, wita()))
	m, err := b.open(i)
	if err != nil {
		return err
	}
	err = t.save(ctx, m)
	if err != nil {
		return err
	}
	changed := b.attend(m, i)
	err = t.save(ctx, append(changed, m)...)
	if err != nil {
		return err
	}
	for _, step := range []func(*kpuk.Meeting, int) ([]kpuk.Record, error){b.money, b.cash} {
		recs, failed := step(m, i)
		if failed != nil {
			return failed
		}
		err = t.save(ctx, append(recs, m)...)
		if err != nil {
			return err
		}
	}
	promised, err := b.talk(m, i)
	if err != nil {
		return err
	}
	submitted, err := b.sitting(m).Submit(kpuk.Actor{Person: t.dev.Identity.Person, Office: t.dev.Identity.Office, At: t.clock.Now().UnixMilli()})
	if err != nil {
		return fmt.Errorf("submit: %w", err)
	}
	m.Stand(submitted)
	b.last = m
	err = t.save(ctx, append(promised, m)...)
	if err != nil {
		return err
	}
	if i == len(b.plan.dates)-1 {
		t.count(b)
	}
	return nil
}

// count adds a finished group to the summary.
func (t *tablet) count(b *ledgers) {
	t.sum.mu.Lock()
	defer t.sum.mu.Unlock()
	t.sum.Meetings += len(b.plan.dates)
	t.sum.Entries += len(b.entries)
	t.sum.Loans += len(b.loans)
	t.sum.Tasks += len(b.tasks)
}

// open begins a meeting.
func (b *ledgers) open(i int) (*kpuk.Meeting, error) {
	h, err := b.header()
	if err != nil {
		return nil, err
	}
	m := &kpuk.Meeting{
		Header: h, Group: b.group.ID, Date: b.plan.dates[i], Start: b.plan.start, LedBy: b.members[0].ID, WrittenBy: b.members[1].ID,
		Place: "Rumah " + b.members[i%3].Name, Agenda: "Simpanan, pinjaman, lain-lain",
	}
	m.Leave(kpuk.StepOpen)
	return m, nil
}

// attend takes attendance and ticks off what was promised and is due. It returns the
// tasks that changed.
func (b *ledgers) attend(m *kpuk.Meeting, i int) []kpuk.Record {
	m.Attendance = map[kpuk.ID]kpuk.Attendance{}
	for n, member := range b.members {
		a := kpuk.Attendance{Presence: b.plan.members[n].present[i]}
		if hour, minute, _ := m.Start.Clock(); a.Presence == kpuk.Late {
			a.At = kpuk.At(hour, min(minute+20, 59))
		}
		m.Attendance[member.ID] = a
	}
	m.MinutesRead = kpuk.Yes
	m.Leave(kpuk.StepAttendance)
	m.Leave(kpuk.StepNotes)
	var done []kpuk.Record
	for _, task := range b.tasks {
		if task.State == kpuk.TaskOpen && task.Due <= m.Date {
			task.State, task.DoneOn, task.Result = kpuk.TaskDone, m.Date, "Selesai"
			done = append(done, task)
		}
	}
	return done
}

// talk writes down what was spoken of and promised, and closes.
func (b *ledgers) talk(m *kpuk.Meeting, i int) ([]kpuk.Record, error) {
	d := b.plan.days[i]
	m.Topics, m.Discussion = []string{d.topic}, d.talk
	m.NextDate, m.NextPlace = b.plan.next, m.Place
	if i+1 < len(b.plan.dates) {
		m.NextDate = b.plan.dates[i+1]
	}
	hour, minute, _ := m.Start.Clock()
	m.End = kpuk.At(hour+2, minute)
	m.Leave(kpuk.StepDiscussion)
	m.Leave(kpuk.StepClose)
	if d.promise == "" {
		return nil, nil
	}
	h, err := b.header()
	if err != nil {
		return nil, err
	}
	who := b.members[d.by]
	task := &kpuk.Task{
		Header: h, What: d.promise + " " + who.Name, Who: "Pendamping", Member: who.ID, Due: m.Date.AddDays(d.due), Group: m.Group, Meeting: m.ID,
	}
	b.tasks = append(b.tasks, task)
	return []kpuk.Record{task}, nil
}

// planVisit plans a visit for the day after the plan's last.
func (t *tablet) planVisit(ctx context.Context) error {
	for _, g := range t.plan.groups {
		b := t.books[g.code]
		if g.name != "Mawar" || b == nil {
			continue
		}
		h, err := b.header()
		if err != nil {
			return err
		}
		h.Scope = kpuk.VillageScope(g.village)
		who := b.members[len(b.members)-1]
		return t.save(ctx, &kpuk.Visit{
			Header: h, Facilitator: t.dev.Identity.Person, Village: g.village, Date: t.plan.shape.Until.AddDays(1),
			Purpose: "Kunjungan rumah " + who.Name + ": usaha keripik, tindak lanjut PIRT", Members: map[kpuk.ID]bool{who.ID: true},
			Groups: map[kpuk.ID]bool{b.group.ID: true},
		})
	}
	return nil
}
