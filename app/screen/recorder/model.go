// Package recorder takes a group's meeting down in seven steps, in the order in which it
// happens: opening, attendance, last minutes, money, cash, discussion, closing.
//
// Every field is saved as it is left and every tap as it is made; the place where the
// facilitator stands is kept on the device, so that an app that was killed opens at
// the same cell. Money becomes ledger entries when a member's row is confirmed; a row
// that is reopened voids them. A returned meeting opens with the coordinator's
// comment and unlocks the steps it speaks of; a submitted or approved one is only read.
package recorder

import (
	"slices"
	"strings"
	"time"

	"pendamping/app/screen"
	"pendamping/app/screen/keep"
	"pendamping/app/screen/pictures"
	"pendamping/assets/translation"
	"pendamping/fault"
	"pendamping/kpuk"
	"pendamping/kpuk/book"
)

// steps is the number of steps of a meeting.
const steps = int(kpuk.StepClose)

// ResumeKey is the key under which [Resume] is kept on the device.
const ResumeKey = "resume"

// Resume is where the facilitator was, to reopen there.
type Resume struct {
	Meeting kpuk.ID   `cbor:"1,keyasint,omitempty"` // zero: none is being recorded
	Step    kpuk.Step `cbor:"2,keyasint,omitempty"`
	Cell    string    `cbor:"3,keyasint,omitempty"`
}

// Options are the person's choices and what only the app knows.
type Options struct {
	LeftHand bool // mirrors the keypad
	// Sent tells whether a submitted meeting has left the device; nil means it has.
	Sent func(meeting kpuk.ID) bool
	// Photos picks and reads photos; nil: there are none on this screen.
	Photos pictures.Source
}

// StepState is how a step stands in the stepper.
type StepState uint8

// The states of a step.
const (
	StepTodo StepState = iota
	StepCurrent
	StepDone
	StepAttention
	StepNeedsYou
)

// Model is one meeting being recorded.
type Model struct {
	env     *screen.Env
	opts    Options
	text    *translation.Printer
	meeting *kpuk.Meeting // own copy
	members []*kpuk.Member
	// fresh holds entries and loans written here, which the book may not have yet.
	fresh     map[kpuk.ID]*kpuk.Entry
	attending int                    // whose choices are open on the page of attendance: a place in the list, or one of the marks
	tasks     map[kpuk.ID]*kpuk.Task // changed here
	loans     map[kpuk.ID]*kpuk.Loan // changed here
	album     *pictures.Album
	book      *kpuk.Ledger // of the group, with fresh; nil when out of date
	keeper    *keep.Keeper
	step      kpuk.Step // 0: the comment of a returned meeting
	// sharing tells that the money step shows the share-out, its second page.
	sharing bool

	sheet sheet
	cash  cash
	undo  *undo
	taps  []attended // attendance taps that can be taken back
}

// undo takes back the last thing done.
type undo struct {
	text string
	back func()
}

// NewModel opens the meeting of the route, at its step and cell where they are given.
// It returns fault.NotFound when the book has no such meeting.
func NewModel(env *screen.Env, route screen.Route, opts Options) (*Model, error) {
	const op fault.Op = "recorder.NewModel"
	held := env.Book.Meeting(route.ID)
	if held == nil || held.Of() == nil {
		return nil, fault.E(op, fault.NotFound, fault.New(fault.NotFound, "no such meeting"))
	}
	m := &Model{
		env: env, opts: opts, text: env.Text, meeting: kpuk.Clone(held.Meeting),
		fresh: map[kpuk.ID]*kpuk.Entry{}, tasks: map[kpuk.ID]*kpuk.Task{}, loans: map[kpuk.ID]*kpuk.Loan{},
		keeper: keep.New(env),
	}
	m.album = pictures.NewAlbum(env, m.meeting.ID, m.header, func(p *kpuk.Photo) { m.keeper.Keep(p) })
	m.album.Caption = m.pageCaption
	m.loadMembers()
	m.step = m.firstStep(route.Step)
	if m.Editable() {
		m.fillOpening()
		if m.step > kpuk.StepAttendance {
			m.ensureAttendance()
		}
	}
	m.loadColumns()
	m.sheet.row, m.sheet.col = m.cellAt(route.Cell)
	m.attending = attendingAt(route.Cell, m.members)
	m.loadCash()
	if note, ok := strings.CutPrefix(route.Cell, noteCell); ok {
		m.noteAt(note)
	}
	m.resume()
	if route.Cell == shareCell && m.step == kpuk.StepMoney {
		m.OpenShare()
	}
	return m, nil
}

// firstStep is where to begin: the route's step, or the first that is not done. What
// cannot be changed opens at its summary.
func (m *Model) firstStep(wanted kpuk.Step) kpuk.Step {
	switch {
	case m.state() == kpuk.Submitted || m.state() == kpuk.Approved:
		return kpuk.StepClose
	case wanted >= kpuk.StepOpen && wanted <= kpuk.StepClose && !m.Locked(wanted):
		return wanted
	case m.state() == kpuk.Returned:
		return 0
	}
	return m.meeting.Resume()
}

// loadMembers lists who belongs to the meeting: members of that day, also those who moved
// to another group since, and others who have something recorded at it.
func (m *Model) loadMembers() {
	m.members = m.members[:0]
	for _, member := range m.group().Everyone() {
		_, attended := m.meeting.Attendance[member.ID]
		_, paid := m.meeting.Sheet[member.ID]
		if member.ActiveOn(m.meeting.Date) || attended || paid {
			m.members = append(m.members, member)
		}
	}
}

// Reload takes over what changed in the book. The own copy of the meeting gives way
// only when nothing of it waits to be saved. It tells whether the screen has to be
// built anew because the meeting's state changed.
func (m *Model) Reload() bool {
	held := m.env.Book.Meeting(m.meeting.ID)
	if held == nil || !m.keeper.Idle() {
		return false
	}
	for id := range m.fresh {
		if _, ok := m.env.Book.Record(id).(*kpuk.Entry); ok {
			delete(m.fresh, id)
		}
	}
	before := m.state()
	m.meeting = kpuk.Clone(held.Meeting)
	m.tasks, m.loans = map[kpuk.ID]*kpuk.Task{}, map[kpuk.ID]*kpuk.Loan{}
	m.album.Forget()
	m.loadMembers()
	m.loadCash()
	m.book = nil
	m.loadColumns()
	if m.state() == before {
		return false
	}
	m.step, m.undo = m.firstStep(0), nil
	return true
}

// group is the group that meets. The constructor made sure that it is there.
func (m *Model) group() *book.Group { return m.env.Book.Group(m.meeting.Group) }

// rules are the group's rules on the day of the meeting, empty before its first ones.
func (m *Model) rules() kpuk.Rules {
	rules, _ := m.group().RulesAt(m.meeting.Date)
	return rules
}

// state is where the meeting stands.
func (m *Model) state() kpuk.MeetingState { return m.meeting.State.State }

// State is where the meeting stands between facilitator and coordinator.
func (m *Model) State() kpuk.MeetingState { return m.state() }

// Editable tells whether anything of the meeting can be changed.
func (m *Model) Editable() bool { return m.state() == kpuk.Draft || m.state() == kpuk.Returned }

// Step is the step that is shown; 0 is the page with the coordinator's comment.
func (m *Model) Step() kpuk.Step { return m.step }

// Locked tells whether a step cannot be changed: a coordinator has looked at it and
// found nothing to mend.
func (m *Model) Locked(s kpuk.Step) bool {
	if m.Editable() && (m.state() == kpuk.Draft || m.meeting.Opened() || s == kpuk.StepClose) {
		return false
	}
	if !m.Editable() {
		return true
	}
	broken := m.brokenSteps()
	return len(broken) > 0 && !slices.ContainsFunc(broken, func(b kpuk.Step) bool { return b == s || follows(s, b) })
}

// follows tells whether mending one step can unsettle another: who came decides who pays,
// and what is paid decides what must be in the box.
func follows(s, mended kpuk.Step) bool {
	return (s == kpuk.StepMoney || s == kpuk.StepCash) && mended < s && (mended == kpuk.StepAttendance || mended == kpuk.StepMoney)
}

// Go shows a step that is not locked and keeps the place.
func (m *Model) Go(s kpuk.Step) bool {
	if s > kpuk.StepClose || !m.Editable() || (s > 0 && m.Locked(s)) || (s == 0 && m.state() != kpuk.Returned) {
		return false
	}
	if s > kpuk.StepAttendance {
		m.ensureAttendance()
	}
	m.step, m.sharing = s, false
	if s == kpuk.StepMoney {
		m.loadColumns()
	}
	m.resume()
	return true
}

// Finish marks the step shown as done and goes on to the next that can be opened.
// It says what hinders it, in words, and stays.
func (m *Model) Finish() (hindrance string) {
	if hindrance = m.Hindrance(); hindrance != "" {
		return hindrance
	}
	if m.step == kpuk.StepMoney && !m.Sharing() && m.OpenShare() {
		return "" // the step has a second page
	}
	var with []kpuk.Record
	switch m.step {
	case kpuk.StepAttendance:
		m.takeAttendance()
	case kpuk.StepCash:
		booked, err := m.closeCount()
		if err != nil {
			return m.text.T("error." + kindKey(err))
		}
		with = booked
	default:
	}
	m.meeting.Leave(m.step)
	m.mended(m.step)
	m.save(with...)
	next := m.step + 1
	for next < kpuk.StepClose && m.Locked(next) {
		next++
	}
	m.Go(min(next, kpuk.StepClose))
	return ""
}

// Hindrance is why the step shown cannot be left as done, in words; empty when it can.
func (m *Model) Hindrance() string {
	switch {
	case m.step == kpuk.StepOpen && m.meeting.Date.IsZero():
		return m.text.T("recorder.need_date")
	case m.step == kpuk.StepOpen && m.meeting.Date > m.env.Today():
		return m.text.T("recorder.date_future")
	case m.step == kpuk.StepCash && m.CoinsOdd():
		return m.text.T("recorder.coins_odd")
	case m.step == kpuk.StepCash && m.Difference() != 0 && m.meeting.Cash.Reason == "":
		return m.text.T("recorder.need_reason")
	}
	return ""
}

// Previous goes one step back, to the nearest that can be opened.
func (m *Model) Previous() bool {
	switch {
	case m.Sharing():
		return m.Go(kpuk.StepMoney)
	case m.step == kpuk.StepCash && !m.Locked(kpuk.StepMoney) && m.OpenShare():
		return true
	}
	for s := m.step; s > kpuk.StepOpen; s-- {
		if m.Go(s - 1) {
			return true
		}
	}
	return m.Go(0)
}

// Steps are the states for the stepper, first step first.
func (m *Model) Steps() [steps]StepState {
	var out [steps]StepState
	broken := m.brokenSteps()
	for i := range out {
		s := kpuk.Step(i + 1)
		switch {
		case s == m.step && m.Editable():
			out[i] = StepCurrent
		case slices.Contains(broken, s) && s == m.meeting.State.Step:
			out[i] = StepNeedsYou
		case slices.Contains(broken, s), s == kpuk.StepCash && m.meeting.Left(s) && m.Difference() != 0:
			out[i] = StepAttention
		case m.meeting.Left(s):
			out[i] = StepDone
		}
	}
	return out
}

// save keeps the meeting, with further records in the same change.
func (m *Model) save(with ...kpuk.Record) {
	m.keeper.Keep(append([]kpuk.Record{m.meeting}, with...)...)
}

// change alters the meeting and saves it; nothing happens to one that is only read.
func (m *Model) change(with func(*kpuk.Meeting)) {
	if !m.Editable() {
		return
	}
	with(m.meeting)
	m.save()
}

// resume keeps the place on the device; a meeting that is no longer worked on leaves none.
func (m *Model) resume() {
	r := Resume{}
	if m.Editable() {
		r = Resume{Meeting: m.meeting.ID, Step: m.step}
		switch {
		case m.Sharing():
			r.Cell = shareCell
		case m.step == kpuk.StepAttendance:
			r.Cell = m.attendCell()
		case m.step == kpuk.StepMoney:
			r.Cell = m.cellName()
		case m.step == kpuk.StepCash:
			r.Cell = noteCell + m.cash.note.Digits()
		}
	}
	m.env.Local(ResumeKey, r)
}

// SavedAt is when the last change was kept; zero before the first.
func (m *Model) SavedAt() time.Time { return m.keeper.At }

// Failure says in words why the last change could not be kept; empty when it was.
func (m *Model) Failure() string {
	if m.keeper.Err == nil {
		return ""
	}
	key := "recorder.not_saved"
	if fault.KindOf(m.keeper.Err) == fault.Full {
		key = "recorder.not_saved_full"
	}
	return m.text.T(key)
}

// Retry tries to keep what could not be kept.
func (m *Model) Retry() { m.keeper.Retry() }

// OnSaved has f called after every attempt to keep something.
func (m *Model) OnSaved(f func()) { m.keeper.Changed = f }

// Undo is the text of what can be taken back; empty when nothing.
func (m *Model) Undo() string {
	if m.undo == nil {
		return ""
	}
	return m.undo.text
}

// TakeBack undoes the last thing done.
func (m *Model) TakeBack() {
	if m.undo == nil {
		return
	}
	back := m.undo.back
	m.undo = nil
	back()
}

// kindKey is a failure's kind as message keys write it.
func kindKey(err error) string {
	return strings.ReplaceAll(fault.KindOf(err).String(), " ", "_")
}

// Photos lists the meeting's photos in the order in which they were taken.
func (m *Model) Photos() []*kpuk.Photo { return m.album.Photos() }

// photoRemoved remembers how to take a photo's removal back.
func (m *Model) photoRemoved(back func()) {
	m.undo = &undo{text: m.text.T("pictures.removed"), back: back}
}
