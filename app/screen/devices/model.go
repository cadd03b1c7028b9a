// Package devices is where the coordinator sees who uses which tablet, lets a new one in
// by an invitation, and takes a lost one out.
//
// An invitation's code is a secret of 128 random bits. It is shown once: only its
// SHA-256 is kept, and it opens one device within 24 hours.
package devices

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"pendamping/app/screen"
	"pendamping/fault"
	"pendamping/kpuk"
)

// silentAfter is after how many days without a record a tablet is to be asked after.
const silentAfter = 14

// backFor is how long it is said of a tablet that it came back after the hub was set back
// to an older state, so that somebody notices one that had been revoked.
const backFor = 30 * 24 * time.Hour

// Config is what the page needs beside the records.
type Config struct {
	// Link writes the invitation with a code of 16 bytes, as it is scanned or pasted.
	Link func(code []byte) string
	// Code writes the code alone in groups, as it is typed.
	Code func(code []byte) string
	// Copy puts a text on the clipboard; nil leaves the button out.
	Copy func(text string)
	// Device is this device, which cannot revoke itself.
	Device kpuk.ID
	// Escrows opens what devices deposit for a forgotten PIN; nil leaves that out.
	Escrows Escrows
}

// Mood is how a state is to be taken.
type Mood uint8

// The moods.
const (
	Plain Mood = iota
	Good
	Waiting
)

// Tab is a choice above the list.
type Tab uint8

// The tabs.
const (
	Everybody Tab = iota
	Silent
	Revoked
)

// Row is one tablet with its person, or a person without one.
type Row struct {
	Person, Device     kpuk.ID // Device is zero for a person without one
	Name, Office       string
	Groups             int
	HoldsAll           bool // by her office: no group is given to her one by one
	Label, Last, State string
	Drill              string // how its last recovery drill went; empty when none was told
	Cover              string // whether a forgotten PIN can be helped
	Mood               Mood
	silent, revoked    bool
	closed, shared     bool // its key was replaced; it is used by two tablets
	asks               bool // it waits for approval of a key of its own, or to come back
	back               bool // it came back after the hub was set back to an older state
}

// Model is the list, the row that is chosen, and the invitation being made.
type Model struct {
	env      *screen.Env
	cfg      Config
	all      []Row
	shown    []Row
	tab      Tab
	selected Row
	form     *Form
	issued   *Issued
	lost     *Lost
	failed   error
}

// NewModel reads the people and their tablets.
func NewModel(env *screen.Env, cfg Config) *Model {
	m := &Model{env: env, cfg: cfg}
	m.Reload()
	return m
}

// Reload reads the list again. What is being filled in stays.
func (m *Model) Reload() {
	said := m.lastWords()
	devices := map[kpuk.ID][]*kpuk.Device{}
	for _, d := range m.env.Book.Devices() {
		devices[d.Person] = append(devices[d.Person], d)
	}
	m.all = m.all[:0]
	for _, p := range m.env.Book.Persons() {
		of := devices[p.ID]
		if len(of) == 0 {
			m.all = append(m.all, m.withoutDevice(p))
		}
		for _, d := range of {
			m.all = append(m.all, m.row(p, d, max(said[p.ID], d.EnrolledAt)))
		}
	}
	slices.SortStableFunc(m.all, func(x, y Row) int {
		return cmp.Or(cmp.Compare(kpuk.FoldName(x.Name), kpuk.FoldName(y.Name)), cmp.Compare(x.Label, y.Label))
	})
	for _, r := range m.all {
		if r.Person == m.selected.Person && r.Device == m.selected.Device {
			m.selected = r
		}
	}
	m.filter()
}

// lastWords tells for every person when a meeting last showed that she was at work, in
// Unix milliseconds.
func (m *Model) lastWords() map[kpuk.ID]int64 {
	out := map[kpuk.ID]int64{}
	for _, g := range m.env.Book.Groups() {
		for _, k := range g.Meetings() {
			out[k.State.By] = max(out[k.State.By], k.State.At)
			if k.State.State != kpuk.Draft {
				out[g.Facilitator] = max(out[g.Facilitator], k.Date.Time().UnixMilli())
			}
		}
	}
	return out
}

// base is what a row says of its person.
func (m *Model) base(p *kpuk.Person) Row {
	return Row{
		Person: p.ID, Name: p.Name, Office: m.env.Text.T("devices.office." + p.Office.String()), Groups: len(m.groupsOf(p)),
		HoldsAll: p.Office != kpuk.OfficeFacilitator,
	}
}

// withoutDevice is the row of a person who has no tablet yet.
func (m *Model) withoutDevice(p *kpuk.Person) Row {
	r, t := m.base(p), m.env.Text
	r.Label, r.State = t.T("devices.none"), t.T("devices.state.none")
	if m.invited(p.ID) {
		r.State, r.Mood = t.T("devices.state.invited"), Waiting
	}
	return r
}

// invited tells whether an invitation of the person is open.
func (m *Model) invited(person kpuk.ID) bool {
	now := m.env.Now().UnixMilli()
	return slices.ContainsFunc(m.env.Book.Invites(), func(i *kpuk.Invite) bool {
		return i.Person == person && i.UsedBy.IsZero() && i.Expires > now
	})
}

// drill says how a device's last recovery drill went.
func (m *Model) drill(id kpuk.ID) string {
	d := m.env.Book.Drill(id)
	if d == nil {
		return ""
	}
	t, zone := m.env.Text, m.env.Now().Location()
	day := t.Date(time.UnixMilli(d.At).In(zone))
	if !d.OK {
		return t.T("devices.drill_failed", "Date", day)
	}
	until := time.UnixMilli(d.Until).In(zone)
	return t.T("devices.drill_ok", "Date", day, "Until", t.Date(until)+", "+t.Clock(until))
}

// row words one tablet; last is when something was heard from it, Unix milliseconds.
func (m *Model) row(p *kpuk.Person, d *kpuk.Device, last int64) Row {
	r, t := m.base(p), m.env.Text
	zone := m.env.Now().Location()
	r.Device, r.Label = d.ID, cmp.Or(d.Label, t.T("devices.unnamed"))
	r.Last = t.Ago(m.env.Now(), time.UnixMilli(last).In(zone))
	r.Drill, r.Cover = m.drill(d.ID), m.cover(d.ID)
	r.State, r.Mood = t.T("devices.state.active"), Good
	r.closed, r.shared, r.asks, r.back = d.ClosedAt != 0, d.SharedAt != 0 && d.ClosedAt == 0, d.Waits(), d.CameBack()
	days := int(m.env.Now().Sub(time.UnixMilli(last)).Hours() / 24)
	switch {
	case d.RevokedAt != 0:
		r.State, r.Mood, r.revoked = t.T("devices.state.revoked"), Plain, true
		r.Last = t.Date(time.UnixMilli(d.RevokedAt).In(zone))
	case r.asks:
		r.State, r.Mood = t.T("devices.state.asks"), Waiting
	case r.closed:
		r.State, r.Mood = t.T("devices.state.closed"), Plain
	case r.shared:
		r.State, r.Mood = t.T("devices.state.shared"), Waiting
	case r.back && m.env.Now().Sub(time.UnixMilli(d.ApprovedAt)) < backFor:
		r.State, r.Mood = t.T("devices.state.back"), Waiting
	case days >= silentAfter && p.Office == kpuk.OfficeFacilitator:
		r.State, r.Mood, r.silent = t.T("devices.state.silent"), Waiting, true
	}
	return r
}

// groupsOf lists the groups a person was given, by the book.
func (m *Model) groupsOf(p *kpuk.Person) []kpuk.ID {
	var out []kpuk.ID
	for scope, a := range p.Assigned {
		if a.Granted && m.env.Book.Group(scope) != nil {
			out = append(out, scope)
		}
	}
	return out
}

// filter leaves what the tab shows.
func (m *Model) filter() {
	m.shown = m.shown[:0]
	for _, r := range m.all {
		if m.tab == Everybody || m.tab == Silent && r.silent || m.tab == Revoked && r.revoked {
			m.shown = append(m.shown, r)
		}
	}
}

// SetTab chooses what is shown.
func (m *Model) SetTab(tab Tab) {
	m.tab = tab
	m.filter()
}

// Tab is what is shown.
func (m *Model) Tab() Tab { return m.tab }

// Counts are the rows behind each tab, and the tablets that may sync.
func (m *Model) Counts() (all, silent, revoked, tablets int) {
	for _, r := range m.all {
		all++
		if r.silent {
			silent++
		}
		if r.revoked {
			revoked++
		}
		if !r.Device.IsZero() && !r.revoked && !r.closed && !r.asks {
			tablets++
		}
	}
	return all, silent, revoked, tablets
}

// People is the number of people.
func (m *Model) People() int { return len(m.env.Book.Persons()) }

// Rows lists what the tab shows.
func (m *Model) Rows() []Row { return m.shown }

// Select chooses a row to be looked at.
func (m *Model) Select(i int) {
	m.selected, m.form, m.issued, m.lost, m.failed = m.shown[i], nil, nil, nil, nil
}

// SelectDevice chooses the row of a tablet, if it is there.
func (m *Model) SelectDevice(id kpuk.ID) {
	for _, r := range m.all {
		if r.Device == id && !id.IsZero() {
			m.selected = r
		}
	}
}

// Selected is the row that is looked at, and whether there is one.
func (m *Model) Selected() (Row, bool) { return m.selected, !m.selected.Person.IsZero() }

// Close leaves what stands at the right. A code that was shown is gone for good.
func (m *Model) Close() {
	m.selected, m.form, m.issued, m.lost, m.failed = Row{}, nil, nil, nil, nil
}

// Approvable tells whether the chosen tablet waits for approval of a key of its own.
func (m *Model) Approvable() bool { return m.selected.asks }

// Approve lets the chosen tablet go on under its own key, and closes the one that it
// shared: the other tablet has to ask too. done is called when it was kept, or not.
func (m *Model) Approve(done func()) bool {
	d, ok := m.env.Book.Record(m.selected.Device).(*kpuk.Device)
	if !ok || !m.selected.asks {
		return false
	}
	if d.CameBack() {
		back := kpuk.Clone(d)
		if !kpuk.ApproveReturn(back, m.env.Now().UnixMilli()) {
			return false
		}
		m.keep(done, back)
		return true
	}
	before, ok := m.env.Book.Record(d.Succeeds).(*kpuk.Device)
	if !ok {
		return false
	}
	old, fresh := kpuk.Clone(before), kpuk.Clone(d)
	if !kpuk.ApproveSuccessor(old, fresh, m.env.Now().UnixMilli()) {
		return false
	}
	m.keep(done, old, fresh)
	return true
}

// Why explains the state of the chosen tablet where that is not plain; empty otherwise.
func (m *Model) Why() string {
	switch t := m.env.Text; {
	case m.selected.revoked:
		return ""
	case m.selected.asks && m.selected.back:
		return t.T("devices.back.why", "Name", m.selected.Name)
	case m.selected.asks:
		return t.T("devices.asks.why", "Name", m.selected.Name)
	case m.selected.closed:
		return t.T("devices.closed.why")
	case m.selected.shared:
		return t.T("devices.shared.why")
	case m.selected.silent:
		return t.T("devices.silent.why")
	case m.selected.back:
		return t.T("devices.back.noted", "Name", m.selected.Name)
	}
	return ""
}

// Revocable tells whether the chosen tablet can be revoked from here.
func (m *Model) Revocable() bool {
	return !m.selected.Device.IsZero() && !m.selected.revoked && m.selected.Device != m.cfg.Device
}

// Revoke takes the chosen tablet out: from its next attempt on it can neither send nor
// receive. A reason is wanted, for whoever asks later; without one nothing happens and
// the answer is false. done is called when it was kept, or not.
func (m *Model) Revoke(reason string, done func()) bool {
	d, ok := m.env.Book.Record(m.selected.Device).(*kpuk.Device)
	text := strings.TrimSpace(reason)
	if !ok || text == "" || !m.Revocable() {
		return false
	}
	mended := kpuk.Clone(d)
	mended.RevokedAt, mended.Reason = m.env.Now().UnixMilli(), text
	m.keep(done, mended)
	return true
}

// keep saves records and remembers when that failed.
func (m *Model) keep(done func(), recs ...kpuk.Record) {
	m.env.Keep(func(err error) {
		m.failed = err
		m.Reload()
		done()
	}, recs...)
}

// Reason is why the chosen tablet was revoked, empty when it was not.
func (m *Model) Reason() string {
	if d, ok := m.env.Book.Record(m.selected.Device).(*kpuk.Device); ok {
		return d.Reason
	}
	return ""
}

// Failure says what went wrong, empty when nothing did.
func (m *Model) Failure() string {
	if m.failed == nil {
		return ""
	}
	return m.env.Text.T("error." + strings.ReplaceAll(fault.KindOf(m.failed).String(), " ", "_"))
}
