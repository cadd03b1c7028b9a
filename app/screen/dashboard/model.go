// Package dashboard is the coordinator's first page: the figures of everything she
// holds with their trend, the months behind them, her sub-districts and villages, and
// what needs a look. Every figure leads to the list it was counted from.
package dashboard

import (
	"slices"

	"pendamping/app/screen"
	"pendamping/kpuk"
	"pendamping/kpuk/book"
)

// The lists behind the figures, as [screen.Route.Tab] names them to the lists.
const (
	FilterQuiet      = "quiet"      // groups later than their rhythm
	FilterArea       = "area:"      // and an area code: groups of it
	FilterMonth      = "month:"     // and the first day of a month: its meetings
	FilterDifference = "difference" // meetings with a cash difference nobody explained
	FilterNIK        = "nik"        // members without a NIK
	FilterDouble     = "double"     // members who may be the same woman
	FilterConsent    = "consent"    // members who have not agreed that their data are held
	FilterNew        = "new"        // members who joined this month
	FilterRisk       = "risk"       // groups with loans more than 30 days late
)

// parLimit is where arrears are shown as a warning: 5 % in basis points, the usual bound
// of microfinance.
const parLimit = 500

// silentAfter is after how many days without a record a person is asked after.
const silentAfter = 14

// Mood is how a figure or a list is to be taken.
type Mood uint8

// The moods.
const (
	Plain Mood = iota
	Better
	Worse
	Alarm
)

// Direction is where a figure went since the month before.
type Direction int8

// The directions.
const (
	Down  Direction = -1
	Level Direction = 0
	Up    Direction = 1
)

// Tile is one of the figures at the top.
type Tile struct {
	Label, Figure, Note string
	Direction           Direction
	Mood                Mood
	To                  screen.Route
}

// Column is one month of the chart of meetings.
type Column struct {
	Label         string
	Held, Planned int
	Current       bool
}

// Row is one line of a short list.
type Row struct {
	Text, Value string
	Mood        Mood
	To          screen.Route
}

// Model is what the page shows.
type Model struct {
	env     *screen.Env
	figures book.Figures
	joined  int
	gone    int
	areas   []Area
	silent  []Row
	quality []Row
	village bool
}

// NewModel counts everything once.
func NewModel(env *screen.Env) *Model {
	m := &Model{env: env}
	m.Reload()
	return m
}

// Reload counts again, after the book changed.
func (m *Model) Reload() {
	m.figures = m.env.Book.Figures(m.env.Today())
	m.countMoves()
	m.areas = m.reckonAreas()
	m.silent = m.listSilent()
	m.quality = m.listQuality()
}

// Empty tells that there is nothing to count yet.
func (m *Model) Empty() bool { return m.figures.Groups == 0 && m.figures.Members == 0 }

// Err tells that a sum did not fit, so that no figure may be shown.
func (m *Model) Err() error { return m.figures.Err }

// Period says of when the figures are: the month, until today.
func (m *Model) Period() string {
	return m.env.Text.T("dashboard.period", "Month", m.env.Text.MonthLong(m.figures.Today.Time()))
}

// month is the first day of the running month.
func (m *Model) month() kpuk.Date { return m.figures.Months[len(m.figures.Months)-1].First }

// countMoves counts who joined and who left in the running month.
func (m *Model) countMoves() {
	m.joined, m.gone = 0, 0
	first := m.month()
	for _, g := range m.env.Book.Groups() {
		for _, w := range g.Members() {
			switch {
			case w.Status.State == kpuk.MemberActive && w.JoinedOn >= first && w.JoinedOn <= m.figures.Today:
				m.joined++
			case w.Status.State != kpuk.MemberActive && w.Status.On >= first:
				m.gone++
			}
		}
	}
}

// now and before are the running month and the one before it.
func (m *Model) now() book.Month    { return m.figures.Months[len(m.figures.Months)-1] }
func (m *Model) before() book.Month { return m.figures.Months[len(m.figures.Months)-2] }

// Tiles lists the six figures in their order.
func (m *Model) Tiles() []Tile {
	t, f := m.env.Text, m.figures
	now := m.now()
	return []Tile{
		{
			Label: t.T("dashboard.members"), Figure: t.Number(int64(f.Members)),
			Note: t.T("dashboard.moves", "New", t.Number(int64(m.joined)), "Gone", t.Number(int64(m.gone))),
			To:   screen.Route{Name: screen.Members},
		},
		{
			Label: t.T("dashboard.groups"), Figure: t.Number(int64(f.Groups)),
			Note: t.N("dashboard.villages", f.Villages), To: screen.Route{Name: screen.Groups},
		},
		{
			Label: t.T("dashboard.meetings"), Figure: t.Number(int64(now.Held)),
			Note: t.N("dashboard.planned", now.Planned),
			To:   screen.Route{Name: screen.Meeting, Tab: FilterMonth + now.First.String()},
		},
		m.attendanceTile(), m.savingsTile(), m.riskTile(),
	}
}

// attendanceTile compares this month's attendance with the month before.
func (m *Model) attendanceTile() Tile {
	t, now, was := m.env.Text, share(m.now()), share(m.before())
	tile := Tile{
		Label: t.T("dashboard.attendance"), Figure: t.Percent(now / 100 * 100),
		To: screen.Route{Name: screen.Meeting, Tab: FilterMonth + m.now().First.String()},
	}
	if m.now().Of == 0 {
		tile.Figure = t.T("dashboard.none")
	}
	if m.now().Of == 0 || m.before().Of == 0 {
		tile.Note = t.T("dashboard.nocompare")
		return tile
	}
	points := (now / 100) - (was / 100)
	tile.Note, tile.Direction = m.trend(points, "dashboard.points", t.Number(max(points, -points)))
	tile.Mood = moodOf(tile.Direction, Up)
	return tile
}

// share is the attendance of a month in basis points, rounded down to whole ones.
func share(of book.Month) int64 {
	if of.Of == 0 {
		return 0
	}
	return int64(of.Came) * 10_000 / int64(of.Of)
}

// savingsTile compares savings with the end of the month before.
func (m *Model) savingsTile() Tile {
	t := m.env.Text
	by := int64(m.now().Savings - m.before().Savings)
	tile := Tile{
		Label: t.T("dashboard.savings"), Figure: t.Compact(int64(m.figures.Savings)),
		To: screen.Route{Name: screen.Groups, Tab: "savings"},
	}
	tile.Note, tile.Direction = m.trend(by, "dashboard.amount", t.Compact(max(by, -by)))
	tile.Mood = moodOf(tile.Direction, Up)
	return tile
}

// riskTile compares PAR30 with the end of the month before; more is worse.
func (m *Model) riskTile() Tile {
	t := m.env.Text
	by := m.now().PAR30BP - m.before().PAR30BP
	tile := Tile{
		Label: t.T("dashboard.par30"), Figure: t.Percent(m.figures.PAR30BP),
		To: screen.Route{Name: screen.Groups, Tab: FilterRisk},
	}
	magnitude := max(by, -by)
	tile.Note, tile.Direction = m.trend(by, "dashboard.points", trimPercent(t.Percent(magnitude)))
	tile.Mood = moodOf(tile.Direction, Down)
	if m.figures.PAR30BP > parLimit && tile.Mood == Plain {
		tile.Mood = Worse
	}
	return tile
}

// trimPercent leaves the figure of a percentage: points are no percentage of anything.
func trimPercent(s string) string {
	runes := []rune(s)
	for len(runes) > 0 && (runes[len(runes)-1] < '0' || runes[len(runes)-1] > '9') {
		runes = runes[:len(runes)-1]
	}
	return string(runes)
}

// trend words a change: how much, up or down, or that it stayed.
func (m *Model) trend(by int64, unit, amount string) (string, Direction) {
	t := m.env.Text
	switch {
	case by > 0:
		return t.T("dashboard.up", "By", t.T(unit, "By", amount)), Up
	case by < 0:
		return t.T("dashboard.down", "By", t.T(unit, "By", amount)), Down
	default:
		return t.T("dashboard.same"), Level
	}
}

// moodOf is good when a figure went the way it should.
func moodOf(d, wanted Direction) Mood {
	switch d {
	case Level:
		return Plain
	case wanted:
		return Better
	default:
		return Worse
	}
}

// Columns lists the months of the chart of meetings.
func (m *Model) Columns() []Column {
	out := make([]Column, len(m.figures.Months))
	for i, month := range m.figures.Months {
		out[i] = Column{
			Label: m.env.Text.MonthShort(month.First.Time()), Held: month.Held, Planned: month.Planned,
			Current: i == len(out)-1,
		}
	}
	return out
}

// SavingsLine lists the savings of the months in millions of rupiah, and the last in words.
func (m *Model) SavingsLine() ([]float64, string) {
	points := make([]float64, len(m.figures.Months))
	for i, month := range m.figures.Months {
		points[i] = float64(month.Savings) / 1e6 // drawn only; sums stay whole
	}
	return points, m.env.Text.Millions(int64(m.now().Savings))
}

// RiskLine lists PAR30 of the months in percent, the last in words, and the limit.
func (m *Model) RiskLine() (points []float64, last string, limit float64) {
	points = make([]float64, len(m.figures.Months))
	for i, month := range m.figures.Months {
		points[i] = float64(month.PAR30BP) / 100
	}
	return points, m.env.Text.Percent(m.now().PAR30BP), parLimit / 100
}

// Quiet lists the groups that are later than their rhythm, the latest first.
func (m *Model) Quiet() []Row {
	out := make([]Row, 0, len(m.figures.Quiet))
	for _, g := range m.figures.Quiet {
		late := g.Late(m.figures.Today)
		mood := Plain
		if late > 30 {
			mood = Worse
		}
		out = append(out, Row{
			Text: g.Name + " · " + m.env.Area(g.Village), Value: m.env.Text.N("common.days", late), Mood: mood,
			To: screen.Route{Name: screen.Group, ID: g.ID},
		})
	}
	return out
}

// Silent lists the people with a device from whom no record came for 14 days.
func (m *Model) Silent() []Row { return m.silent }

// Quality lists what is missing or odd in the data, by how much it matters.
func (m *Model) Quality() []Row { return m.quality }

// Open goes to the list behind a figure.
func (m *Model) Open(to screen.Route) { m.env.Open(to) }

// listSilent looks for the last sign of everybody who has a device that may sync.
func (m *Model) listSilent() []Row {
	type silence struct {
		row  Row
		days int
	}
	var all []silence
	said := LastWords(m.env.Book)
	for _, d := range m.env.Book.Devices() {
		person := m.env.Book.Person(d.Person)
		if d.RevokedAt != 0 || person == nil || person.Office != kpuk.OfficeFacilitator {
			continue
		}
		last := max(said[d.Person], d.EnrolledAt)
		days := int((m.env.Now().UnixMilli() - last) / (24 * 60 * 60 * 1000))
		if days < silentAfter {
			continue
		}
		name := person.Name
		if d.Label != "" {
			name = d.Label + " · " + name
		}
		all = append(all, silence{days: days, row: Row{
			Text: name, Value: m.env.Text.N("common.days", days), Mood: Worse, To: screen.Route{Name: screen.Devices, ID: d.ID},
		}})
	}
	slices.SortStableFunc(all, func(x, y silence) int { return y.days - x.days })
	out := make([]Row, len(all))
	for i, s := range all {
		out[i] = s.row
	}
	return out
}

// LastWords tells for every person when a meeting last showed that she was at work, in
// Unix milliseconds: a state she brought it to, or the day of a meeting of a group she
// accompanies.
func LastWords(b *book.Book) map[kpuk.ID]int64 {
	out := map[kpuk.ID]int64{}
	for _, g := range b.Groups() {
		for _, m := range g.Meetings() {
			out[m.State.By] = max(out[m.State.By], m.State.At)
			if m.State.State != kpuk.Draft {
				out[g.Facilitator] = max(out[g.Facilitator], m.Date.Time().UnixMilli())
			}
		}
	}
	return out
}
