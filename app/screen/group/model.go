// Package group is the page of one group: four figures, the meeting that is being
// recorded, and its members, meetings, cash book, loans, visits and rules.
package group

import (
	"pendamping/app/screen"
	"pendamping/kpuk"
	"pendamping/kpuk/book"
)

// Tab is a part of the page.
type Tab int

// The tabs, in their order.
const (
	Members Tab = iota
	Meetings
	Cash
	Loans
	Visits
	Rules
	tabs // how many there are
)

// Tone is how much attention a mark asks for.
type Tone int

// The tones.
const (
	Plain Tone = iota
	Good
	Waiting
	Urgent
	Active
)

// Mark is a word or two about how something stands; empty Text means none.
type Mark struct {
	Text string
	Tone Tone
}

// Figure is one of the four at the head.
type Figure struct {
	Label, Value, Note string
	Tone               Tone
}

// Row is a line of a tab.
type Row struct {
	No, Title, Subtitle string
	Mark                Mark
	Cells               []string
	Route               screen.Route // zero: the row leads nowhere
}

// Model is what the page shows.
type Model struct {
	env *screen.Env
	id  kpuk.ID

	Found           bool // the group is held by this device
	Title, Subtitle string
	Figures         [4]Figure
	Running         *Banner
	Counts          string // of members, for the foot
	CanRecord       bool   // the user records meetings
	Tab             Tab
	Rows            []Row
	Columns         []string // heads of the cells of the tab
	Broken          bool     // a sum does not fit: figures are not to be shown
	Closed          string   // when and why it was closed, in words; empty while it works
	Classes         []Figure // of the loans tab: what is owed by how late it is
}

// Banner speaks of the meeting that is being written.
type Banner struct {
	Meeting      kpuk.ID
	Strong, Text string
	Returned     bool
}

// NewModel makes a model of a group.
func NewModel(env *screen.Env, id kpuk.ID, tab Tab) *Model {
	m := &Model{env: env, id: id, Tab: min(max(tab, Members), Rules)}
	m.Load()
	return m
}

// Load reads the book anew.
func (m *Model) Load() {
	g := m.env.Book.Group(m.id)
	m.Found = g != nil
	if g == nil {
		m.Rows = nil
		return
	}
	p := m.env.Text
	m.CanRecord = m.env.Office == kpuk.OfficeFacilitator
	m.Title = p.T("group.name", "Name", g.Name)
	m.Subtitle = m.env.Area(g.Village) + ", " + m.env.Area(book.District(g.Village))
	if !g.FormedOn.IsZero() {
		m.Subtitle += " · " + p.T("group.since", "Date", p.Date(g.FormedOn.Time()))
	}
	if rules, ok := g.RulesAt(m.env.Today()); ok {
		m.Subtitle += " · " + p.T("word.rhythm."+rules.Rhythm.String())
	}
	m.Broken, m.Closed = g.Err() != nil, ""
	if g.Status == kpuk.GroupClosed {
		m.Closed = p.T("group.closed", "Date", p.Date(g.ClosedOn.Time()), "Reason", g.CloseReason)
		m.CanRecord = false
	}
	m.loadFigures(g)
	m.loadRunning(g)
	m.Show(m.Tab)
}

// loadFigures fills the four tiles.
func (m *Model) loadFigures(g *book.Group) {
	p, today := m.env.Text, m.env.Today()
	newcomers, left := 0, 0
	for _, member := range g.Members() {
		switch {
		case member.Status.State != kpuk.MemberActive:
			left++
		case member.JoinedOn.Year() == today.Year():
			newcomers++
		}
	}
	m.Counts = p.N("group.active", g.Active())
	if left > 0 {
		m.Counts += " · " + p.N("group.left", left)
	}
	m.Figures = [4]Figure{
		{Label: p.T("group.members"), Value: p.Number(int64(g.Active()))},
		{Label: p.T("group.savings"), Value: p.Amount(int64(g.Savings())), Note: p.T("group.rupiah")},
		{Label: p.T("group.outstanding"), Value: p.Amount(int64(g.Outstanding())), Note: p.T("group.rupiah")},
		{Label: p.T("group.par"), Value: p.Percent(g.PAR30BP(today)), Note: p.T("group.on_time")},
	}
	if newcomers > 0 {
		m.Figures[0].Note = p.N("group.newcomers", newcomers)
	}
	borrowers := map[kpuk.ID]bool{}
	for _, l := range g.Loans() {
		if l.Outstanding() > 0 {
			borrowers[l.Member] = true
		}
	}
	if len(borrowers) > 0 {
		m.Figures[2].Note = p.T("group.rupiah") + " · " + p.N("group.borrowers", len(borrowers))
	}
	m.loadLate(g)
	if m.Broken {
		for i := 1; i < len(m.Figures); i++ {
			m.Figures[i].Value, m.Figures[i].Note, m.Figures[i].Tone = "–", p.T("group.broken"), Urgent
		}
	}
}

// loadLate says who is behind, and by how much.
func (m *Model) loadLate(g *book.Group) {
	late, oldest := g.LateMembers(m.env.Today()), 0
	for _, days := range late {
		oldest = max(oldest, days)
	}
	if len(late) > 0 {
		m.Figures[3].Note = m.env.Text.N("group.late", len(late), "Days", oldest)
		m.Figures[3].Tone = Waiting
	}
}

// loadRunning fills the banner.
func (m *Model) loadRunning(g *book.Group) {
	m.Running = nil
	meeting := g.Running()
	if meeting == nil {
		return
	}
	p := m.env.Text
	day := p.DayMonth(meeting.Date.Time())
	if meeting.State.State == kpuk.Returned {
		m.Running = &Banner{
			Meeting: meeting.ID, Returned: true, Strong: p.T("group.returned", "Date", day),
			Text: p.T("group.quote", "Text", meeting.State.Comment),
		}
		return
	}
	step := kpuk.StepOpen
	for step < kpuk.StepClose && meeting.Done&(1<<(step-1)) != 0 {
		step++
	}
	m.Running = &Banner{
		Meeting: meeting.ID, Strong: p.T("group.running", "Date", day),
		Text: p.T("group.step", "N", int(step), "Name", p.T("word.step."+step.String())),
	}
}

// Show turns to a tab.
func (m *Model) Show(tab Tab) {
	g := m.env.Book.Group(m.id)
	if g == nil {
		return
	}
	m.Tab, m.Columns, m.Rows = tab, nil, nil
	switch tab {
	case Members:
		m.members(g)
	case Meetings:
		m.meetings(g)
	case Cash:
		m.cash(g)
	case Loans:
		m.loans(g)
	case Visits:
		m.visits(g)
	default:
		m.rules(g)
	}
}

// members lists who belongs to the group, those who left last.
func (m *Model) members(g *book.Group) {
	p := m.env.Text
	m.Columns = []string{p.T("group.savings"), p.T("group.owes")}
	var gone []Row
	for _, member := range g.Members() {
		r := Row{
			No: p.Number(int64(member.Number)), Title: member.Name, Subtitle: m.work(member),
			Cells: []string{p.AmountDash(int64(member.Savings().Total())), p.AmountDash(int64(member.Outstanding()))},
			Mark:  m.accepted(m.standing(member), member.ID), Route: screen.Route{Name: screen.Member, ID: member.ID},
		}
		if member.Status.State != kpuk.MemberActive {
			r.Mark = m.accepted(Mark{Text: p.T("word.status." + member.Status.State.String())}, member.ID)
			gone = append(gone, r)
			continue
		}
		m.Rows = append(m.Rows, r)
	}
	for _, moved := range g.Moved() {
		r := Row{
			No: p.Number(int64(moved.Number)), Title: moved.Name, Cells: []string{"–", "–"},
			Subtitle: p.T("group.moved_to", "Name", moved.ToName, "Date", p.Date(moved.On.Time())),
			Mark:     Mark{Text: p.T("word.status." + kpuk.MemberMoved.String())},
		}
		if m.env.Book.Member(moved.ID) != nil {
			r.Route = screen.Route{Name: screen.Member, ID: moved.ID}
		}
		gone = append(gone, r)
	}
	m.Rows = append(m.Rows, gone...)
}

// work is her office in the group and what she lives by.
func (m *Model) work(member *book.Member) string {
	p, text := m.env.Text, ""
	if member.Role != kpuk.RoleMember {
		text = p.T("word.role." + member.Role.String())
	}
	first := ""
	for _, b := range member.Businesses {
		if first == "" || b.Name < first {
			first = b.Name
		}
	}
	if text != "" && first != "" {
		text += " · "
	}
	return text + first
}

// standing is how her loans stand.
func (m *Model) standing(member *book.Member) Mark {
	p := m.env.Text
	if days := member.DaysLate(m.env.Today()); days > 0 {
		return Mark{Text: p.N("group.days_late", days), Tone: Waiting}
	}
	mark := Mark{}
	for _, l := range member.Loans() {
		switch l.Status.Status {
		case kpuk.LoanActive:
			return Mark{Text: p.T("group.well"), Tone: Good}
		case kpuk.LoanApproved:
			mark = Mark{Text: p.T("word.loan.approved"), Tone: Active}
		case kpuk.LoanRequested:
			mark = Mark{Text: p.T("word.loan.requested")}
		default:
		}
	}
	return mark
}

// meetings lists the meetings, newest first.
func (m *Model) meetings(g *book.Group) {
	p := m.env.Text
	m.Columns = []string{p.T("group.in"), p.T("group.out")}
	for _, meeting := range g.Meetings() {
		in, out := "–", "–"
		if sheet, err := meeting.Sheet(); err == nil {
			in, out = p.AmountDash(int64(sheet.In)), p.AmountDash(int64(sheet.Out))
		}
		r := Row{
			Title: p.DateLong(meeting.Date.Time()), Cells: []string{in, out}, Mark: m.accepted(m.state(meeting), meeting.ID),
			Subtitle: p.T("word.meeting."+meeting.Type.String()) + " · " + p.T("group.came", "N", meeting.Came(), "Of", len(meeting.Attendance)),
			Route:    screen.Route{Name: screen.Meeting, ID: meeting.ID},
		}
		if m.CanRecord && meeting.State.Editable() {
			r.Route.Name = screen.Recorder
		}
		m.Rows = append(m.Rows, r)
	}
}

// accepted is the chip of a record, unless the hub did not accept what it shows.
func (m *Model) accepted(mark Mark, id kpuk.ID) Mark {
	if m.env.Unaccepted(id) {
		return Mark{Text: m.env.Text.T("common.unaccepted"), Tone: Urgent}
	}
	return mark
}

// state is the chip of a meeting.
func (m *Model) state(meeting *book.Meeting) Mark {
	mark := Mark{Text: m.env.Text.T("common.state." + meeting.State.State.String())}
	switch meeting.State.State {
	case kpuk.Draft:
		mark.Tone = Active
	case kpuk.Returned:
		mark.Tone = Urgent
	case kpuk.Approved:
		mark.Tone = Good
	default:
		mark.Tone = Plain
	}
	return mark
}

// cash is the cash book, newest first, with the balance after each line.
func (m *Model) cash(g *book.Group) {
	p := m.env.Text
	m.Columns = []string{p.T("group.in"), p.T("group.out"), p.T("group.balance")}
	lines := g.CashBook()
	for i := len(lines) - 1; i >= 0; i-- {
		l := lines[i]
		title := p.T("word.entry." + l.Line.Kind.String())
		r := Row{Subtitle: p.Date(l.Line.Date.Time()), Cells: []string{"", "", p.Amount(int64(l.Balance))}}
		if l.Voids() {
			title = p.T("group.voided", "What", title)
			r.Mark = Mark{Text: p.T("word.entry.void")}
		}
		if name := g.NameOf(l.Line.Member); name != "" {
			title += " · " + name
		} else if l.Line.Note != "" {
			title += " · " + l.Line.Note
		}
		r.Title = title
		if l.Effect > 0 {
			r.Cells[0] = p.Amount(int64(l.Effect))
		} else {
			r.Cells[1] = p.Amount(int64(-l.Effect))
		}
		r.Route = screen.Route{Name: screen.Correct, ID: l.ID} // the line with its history, and the way to put it right
		m.Rows = append(m.Rows, r)
	}
}
