// Package today is the facilitator's first page: the meeting she left open, what needs
// her, what is planned, and how the month goes.
package today

import (
	"cmp"
	"slices"
	"strconv"
	"time"

	"pendamping/app/screen"
	"pendamping/kpuk"
	"pendamping/kpuk/book"
)

// Status is how this device stands with its hub.
type Status struct {
	Waiting  int       // records that the hub does not have yet
	SyncedAt time.Time // zero: never
	Tight    bool      // too little space is left for a meeting
}

// Model is what the page shows. Load fills it; nil Resume means that nothing is open.
type Model struct {
	env    *screen.Env
	status func() Status

	Title, Greeting        string
	StateStrong, StateText string
	Tight                  bool // space is to be freed before a meeting
	Resume                 *Resume
	Needs                  []Need
	Drafts                 []Draft // forms that were left half-filled
	Plan                   []Item  // today's meetings and visits
	Late                   []Item  // groups that outstayed their rhythm, the latest first
	Gaps                   []Item  // what is missing about members, each kind with its number
	Tiles                  [3]Tile
	GroupCount             int
	TasksOverdue           int
}

// Resume is the meeting that is being recorded.
type Resume struct {
	Meeting kpuk.ID
	Title   string
	Step    kpuk.Step
	Where   string // step and place in words
}

// NeedKind says what is to be done about a need.
type NeedKind int

// The kinds of needs.
const (
	Mend   NeedKind = iota // a returned meeting
	Settle                 // an overdue task
	Amend                  // a returned correction of a line of no meeting
)

// Need is something only she can put right.
type Need struct {
	Kind              NeedKind
	ID                kpuk.ID // the meeting or the task
	Title, Text, Note string
	Step              kpuk.Step
}

// Item is a row of the plan.
type Item struct {
	Lead, Title, Text string
	Chip              Chip
	Route             screen.Route
}

// Chip says in a word how an item stands.
type Chip int

// The chips of items.
const (
	NoChip Chip = iota
	Running
	Planned
	Overdue
)

// Tile is one figure of the month.
type Tile struct{ Label, Figure, Note string }

// quietRows is how many late groups the page lists; the rest are on the page of groups.
const quietRows = 3

// NewModel makes a model; status may be nil where nothing is known.
func NewModel(env *screen.Env, status func() Status) *Model {
	if status == nil {
		status = func() Status { return Status{} }
	}
	m := &Model{env: env, status: status}
	m.Load()
	return m
}

// Load reads the book anew.
func (m *Model) Load() {
	today := m.env.Today()
	m.Title = m.env.Text.DateLong(today.Time())
	m.Greeting = m.greeting()
	m.loadState()
	m.Resume, m.Needs, m.Plan, m.Late = nil, nil, nil, nil
	m.GroupCount, m.TasksOverdue = 0, 0
	for _, g := range m.env.Book.Groups() {
		if g.Status == kpuk.GroupActive {
			m.GroupCount++
			m.loadGroup(g, today)
		}
	}
	m.loadDrafts()
	m.loadReturned()
	m.loadAmendments()
	m.loadTasks(today)
	m.loadVisits(today)
	m.loadLate(today)
	m.loadGaps(today)
	m.loadTiles(today)
	slices.SortStableFunc(m.Plan, func(x, y Item) int { return cmp.Compare(x.Lead, y.Lead) })
}

// greeting is by the hour, and by name where it is known.
func (m *Model) greeting() string {
	key := "today.evening"
	switch hour := m.env.Now().Hour(); {
	case hour < 11:
		key = "today.morning"
	case hour < 15:
		key = "today.noon"
	case hour < 18:
		key = "today.afternoon"
	}
	person := m.env.Book.Person(m.env.Me)
	if person == nil {
		return m.env.Text.T(key)
	}
	return m.env.Text.T("today.greeting", "Hour", m.env.Text.T(key), "Name", person.Name)
}

// loadState says where the records are.
func (m *Model) loadState() {
	s, p := m.status(), m.env.Text
	m.StateStrong, m.Tight = p.T("common.saved"), s.Tight
	last := p.T("common.sync.never")
	if !s.SyncedAt.IsZero() {
		last = p.T("common.sync.last", "Ago", p.Ago(m.env.Now(), s.SyncedAt))
	}
	m.StateText = "· " + last
	if s.Waiting > 0 {
		m.StateText = "· " + p.N("common.waiting", s.Waiting) + " · " + last
	}
}

// loadGroup takes a group's meeting of today into the plan, and its open one on top.
func (m *Model) loadGroup(g *book.Group, today kpuk.Date) {
	running := g.Running()
	if running != nil && running.State.State == kpuk.Draft {
		m.offer(running)
	}
	planned := g.NextMeeting() == today || (running != nil && running.Date == today)
	if !planned || g.LastMeeting() == today {
		return
	}
	item := Item{
		Title: m.groupName(g), Chip: Planned,
		Text:  m.env.Text.N("today.routine", g.Active(), "Village", m.env.Area(g.Village)),
		Route: screen.Route{Name: screen.Group, ID: g.ID},
	}
	if running != nil && running.Date == today {
		item.Lead, item.Chip = screen.Hour(m.env.Text, running.Start), Running
		item.Route = screen.Route{Name: screen.Recorder, ID: running.ID}
	} else if last := g.Meetings(); len(last) > 0 {
		item.Lead = screen.Hour(m.env.Text, last[0].Start) // groups keep to their hour
	}
	m.Plan = append(m.Plan, item)
}

// groupName is the name as it is written everywhere.
func (m *Model) groupName(g *book.Group) string { return m.env.Text.T("today.group", "Name", g.Name) }

// offer puts the newest open meeting on top of the page.
func (m *Model) offer(meeting *book.Meeting) {
	if m.Resume != nil {
		if other := m.env.Book.Meeting(m.Resume.Meeting); other != nil && other.Date >= meeting.Date {
			return
		}
	}
	g := meeting.Of()
	if g == nil {
		return
	}
	step := OpenStep(meeting.Meeting)
	p := m.env.Text
	where := p.T("today.step", "N", int(step), "Name", p.T("word.step."+step.String()))
	if step == kpuk.StepMoney {
		if name, number, of := m.moneyRow(meeting, g); name != "" {
			where += " · " + p.T("today.row", "Name", name, "N", number, "Of", of)
		}
	}
	m.Resume = &Resume{
		Meeting: meeting.ID, Title: m.groupName(g) + " · " + m.env.Area(g.Village), Step: step, Where: where,
	}
}

// OpenStep is the first step of a meeting that was not left as finished.
func OpenStep(m *kpuk.Meeting) kpuk.Step {
	for step := kpuk.StepOpen; step < kpuk.StepClose; step++ {
		if m.Done&(1<<(step-1)) == 0 {
			return step
		}
	}
	return kpuk.StepClose
}

// moneyRow finds the first row of the money grid that is not confirmed.
func (*Model) moneyRow(meeting *book.Meeting, g *book.Group) (name string, number, of int) {
	for _, member := range g.Members() {
		if member.Status.State != kpuk.MemberActive {
			continue
		}
		of++
		if name == "" && !meeting.Meeting.Sheet[member.ID].Confirmed {
			name, number = member.Name, of
		}
	}
	return name, number, of
}

// loadReturned lists the meetings a coordinator sent back, with her words.
func (m *Model) loadReturned() {
	p := m.env.Text
	for _, meeting := range m.env.Book.Waiting(kpuk.Returned) {
		g := meeting.Of()
		if g == nil {
			continue
		}
		by := ""
		if person := m.env.Book.Person(meeting.State.By); person != nil {
			by = person.Name + " · "
		}
		at := time.UnixMilli(meeting.State.At).In(m.env.Now().Location())
		m.Needs = append(m.Needs, Need{
			Kind: Mend, ID: meeting.ID, Step: meeting.State.Step,
			Title: p.T("today.returned", "Group", m.groupName(g)),
			Text:  p.T("today.quote", "Text", meeting.State.Comment),
			Note:  by + p.Date(at) + " · " + m.env.Area(g.Village) + m.questions(meeting.Meeting),
		})
	}
}

// loadAmendments lists the corrections outside of meetings that a coordinator sent back.
func (m *Model) loadAmendments() {
	p := m.env.Text
	for _, a := range m.env.Book.Amendments(kpuk.Returned) {
		by := ""
		if person := m.env.Book.Person(a.State.By); person != nil {
			by = person.Name + " · "
		}
		at := time.UnixMilli(a.State.At).In(m.env.Now().Location())
		m.Needs = append(m.Needs, Need{
			Kind: Amend, ID: a.ID, Title: p.T("today.returned_line", "Group", m.groupName(m.env.Book.Group(a.Group))),
			Text: p.T("today.quote", "Text", a.State.Comment), Note: by + p.Date(at),
		})
	}
}

// questions counts what still waits for an answer; empty when nothing does.
func (m *Model) questions(meeting *kpuk.Meeting) string {
	n := 0
	for _, t := range meeting.Threads() {
		if t.By != m.env.Me && t.Waits() {
			n++
		}
	}
	if n == 0 {
		return ""
	}
	return " · " + m.env.Text.N("today.questions", n)
}

// loadTasks lists the promises that are overdue.
func (m *Model) loadTasks(today kpuk.Date) {
	p := m.env.Text
	for _, t := range m.env.Book.Tasks() {
		if t.State != kpuk.TaskOpen || t.Due.IsZero() || t.Due >= today {
			continue
		}
		m.TasksOverdue++
		note := p.T("today.promised", "Date", p.Date(t.Due.Time()))
		if g := m.env.Book.Group(t.Group); g != nil {
			note += " · " + m.env.Area(g.Village)
		}
		if meeting := m.env.Book.Meeting(t.Meeting); meeting != nil {
			note += " · " + p.T("today.from", "Month", p.Month(meeting.Date.Time()))
		}
		m.Needs = append(m.Needs, Need{
			Kind: Settle, ID: t.ID, Note: "", Text: note,
			Title: p.N("today.overdue", today.Sub(t.Due), "What", t.What),
		})
	}
}

// loadVisits adds the visits of today.
func (m *Model) loadVisits(today kpuk.Date) {
	for _, v := range m.env.Book.Visits() {
		if (v.Date != today && v.State != kpuk.VisitRunning) || v.State == kpuk.VisitCancelled || v.State == kpuk.VisitDone {
			continue
		}
		chip := Planned
		if v.State == kpuk.VisitRunning {
			chip = Running
		}
		m.Plan = append(m.Plan, Item{
			Chip: chip, Lead: screen.Hour(m.env.Text, v.Arrived), Title: m.env.Text.T("today.visit", "Village", m.env.Area(v.Village)), Text: v.Purpose,
			Route: screen.Route{Name: screen.Visit, ID: v.ID},
		})
	}
}

// loadLate lists the groups that were longest without a meeting.
func (m *Model) loadLate(today kpuk.Date) {
	p := m.env.Text
	for _, g := range m.env.Book.Figures(today).Quiet {
		if len(m.Late) == quietRows {
			break
		}
		if g.Running() != nil {
			continue
		}
		m.Late = append(m.Late, Item{
			Title: m.groupName(g), Chip: Overdue, Lead: p.N("today.late", g.Late(today)),
			Text:  p.T("today.since", "Village", m.env.Area(g.Village), "Date", p.DayMonth(g.LastMeeting().Time())),
			Route: screen.Route{Name: screen.Group, ID: g.ID},
		})
	}
}

// loadGaps counts the members about whom something has to be mended.
func (m *Model) loadGaps(today kpuk.Date) {
	m.Gaps = nil
	for gap := range book.GapCount {
		if n := len(m.env.Book.Gaps(gap, today)); n > 0 {
			m.Gaps = append(m.Gaps, Item{
				Title: m.env.Text.N("today.gap."+gap.String(), n), Route: screen.Route{Name: screen.Gaps, Tab: gap.String()},
			})
		}
	}
}

// loadTiles counts the month.
func (m *Model) loadTiles(today kpuk.Date) {
	p := m.env.Text
	months := m.env.Book.Figures(today).Months
	now, before := months[len(months)-1], months[len(months)-2]
	rate := func(came, of int) int64 {
		if of == 0 {
			return 0
		}
		return (int64(came)*200 + int64(of)) / int64(2*of) // half up
	}
	attendance := Tile{Label: p.T("today.attendance"), Figure: "–"}
	if now.Of > 0 {
		attendance.Figure = p.Percent(100 * rate(now.Came, now.Of))
		if change := rate(now.Came, now.Of) - rate(before.Came, before.Of); before.Of > 0 && change != 0 {
			key := "today.up"
			if change < 0 {
				key, change = "today.down", -change
			}
			attendance.Note = p.T(key, "N", change)
		}
	}
	open := 0
	for _, t := range m.env.Book.Tasks() {
		if t.State == kpuk.TaskOpen {
			open++
		}
	}
	m.Tiles = [3]Tile{
		{p.T("today.held"), strconv.Itoa(now.Held), p.T("today.of", "N", now.Planned)},
		attendance,
		{p.T("today.tasks"), strconv.Itoa(open), ""},
	}
	if m.TasksOverdue > 0 {
		m.Tiles[2].Note = p.N("today.tasks_late", m.TasksOverdue)
	}
}

// Settle marks an overdue task as done today. done is told when it is kept.
func (m *Model) Settle(task kpuk.ID, done func(error)) {
	t, ok := m.env.Book.Record(task).(*kpuk.Task)
	if !ok {
		return
	}
	settled := *t // a task holds plain values only
	settled.State, settled.DoneOn = kpuk.TaskDone, m.env.Today()
	m.env.Keep(done, &settled)
}

// Reopen takes Settle back.
func (m *Model) Reopen(task kpuk.ID, done func(error)) {
	t, ok := m.env.Book.Record(task).(*kpuk.Task)
	if !ok {
		return
	}
	open := *t
	open.State, open.DoneOn = kpuk.TaskOpen, 0
	m.env.Keep(done, &open)
}

// Go opens what a need is about.
func (m *Model) Go(n Need) {
	if n.Kind == Amend {
		m.env.Open(screen.Route{Name: screen.Correct, ID: n.ID})
		return
	}
	m.env.Open(screen.Route{Name: screen.Recorder, ID: n.ID, Step: n.Step})
}
