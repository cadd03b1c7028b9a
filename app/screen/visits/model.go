// Package visits is the facilitator's calendar of visits, her travel log of a month, and
// the trainings and public-service events she held.
package visits

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"time"

	"pendamping/app/screen"
	"pendamping/assets/translation"
	"pendamping/kpuk"
)

// Tab is one of the page's three parts.
type Tab int

// The parts in their order.
const (
	Calendar Tab = iota
	Travel
	Activities
	tabs
)

// Row is one visit or activity of a list.
type Row struct {
	ID       kpuk.ID
	Title    string
	Subtitle string
	Cell     string // hours or number of people
	State    string // in words
	Mark     Mark
	Route    screen.Route
}

// Mark says how a visit or an activity stands.
type Mark uint8

// The marks: still to come, under way, done, its day has passed, called off.
const (
	Planned Mark = iota
	Running
	Done
	Missed
	Canceled
)

// Day is a day of the calendar with the most pressing thing on it.
type Day struct {
	Date  kpuk.Date
	Count int
	Mark  Mark
}

// Model is the page.
type Model struct {
	env *screen.Env

	Tab   Tab
	Month kpuk.Date // its first day
	Day   kpuk.Date // the day chosen in the calendar; zero: the whole month

	Days   []Day
	Rows   []Row
	Travel kpuk.Travel
}

// NewModel opens a part of the page at the present month.
func NewModel(env *screen.Env, tab Tab) *Model {
	today := env.Today()
	m := &Model{env: env, Tab: tab, Month: kpuk.NewDate(today.Year(), today.Month(), 1)}
	m.Load()
	return m
}

// Load reads the book anew.
func (m *Model) Load() {
	m.loadDays()
	m.Travel = kpuk.TravelLog(m.env.Book.Visits(), m.person(), m.Month.Year(), m.Month.Month())
	m.Rows = nil
	switch m.Tab {
	case Travel:
		for _, v := range m.Travel.Visits {
			m.Rows = append(m.Rows, m.visitRow(v))
		}
	case Activities:
		for _, a := range m.env.Book.Activities() {
			m.Rows = append(m.Rows, m.activityRow(a))
		}
	default:
		m.loadCalendar()
	}
}

// person is whose visits are meant: the facilitator's own, a coordinator sees all.
func (m *Model) person() kpuk.ID {
	if m.env.Office == kpuk.OfficeFacilitator {
		return m.env.Me
	}
	return kpuk.ID{}
}

// inMonth tells whether a day lies in the month shown.
func (m *Model) inMonth(d kpuk.Date) bool {
	return !d.IsZero() && d.Year() == m.Month.Year() && d.Month() == m.Month.Month()
}

// loadDays marks the days of the month.
func (m *Model) loadDays() {
	end := m.Month.AddMonths(1)
	m.Days = nil
	for d := m.Month; d < end; d = d.AddDays(1) {
		m.Days = append(m.Days, Day{Date: d})
	}
	for _, v := range m.env.Book.Visits() {
		m.markDay(v.Date, m.visitMark(v))
	}
	for _, a := range m.env.Book.Activities() {
		m.markDay(a.Date, m.activityMark(a))
	}
}

// markDay keeps the most pressing mark of a day.
func (m *Model) markDay(on kpuk.Date, mark Mark) {
	if !m.inMonth(on) || mark == Canceled {
		return
	}
	urgency := map[Mark]int{Canceled: 0, Done: 1, Planned: 2, Missed: 3, Running: 4}
	d := &m.Days[on.Sub(m.Month)]
	if d.Count == 0 || urgency[mark] > urgency[d.Mark] {
		d.Mark = mark
	}
	d.Count++
}

// loadCalendar lists what is on the chosen day, or in the month.
func (m *Model) loadCalendar() {
	type dated struct {
		on  kpuk.Date
		row Row
	}
	var all []dated
	shown := func(d kpuk.Date) bool {
		if m.Day.IsZero() {
			return m.inMonth(d)
		}
		return d == m.Day
	}
	for _, v := range m.env.Book.Visits() {
		if shown(v.Date) {
			all = append(all, dated{v.Date, m.visitRow(v)})
		}
	}
	for _, a := range m.env.Book.Activities() {
		if shown(a.Date) {
			all = append(all, dated{a.Date, m.activityRow(a)})
		}
	}
	slices.SortStableFunc(all, func(x, y dated) int { return cmp.Compare(x.on, y.on) })
	for _, d := range all {
		m.Rows = append(m.Rows, d.row)
	}
}

// visitMark says how a visit stands today.
func (m *Model) visitMark(v *kpuk.Visit) Mark {
	switch {
	case v.State == kpuk.VisitCancelled:
		return Canceled
	case v.State == kpuk.VisitRunning:
		return Running
	case v.State == kpuk.VisitDone:
		return Done
	case v.Missed(m.env.Today()):
		return Missed
	}
	return Planned
}

// activityMark says how an activity stands today.
func (m *Model) activityMark(a *kpuk.Activity) Mark {
	switch {
	case a.State == kpuk.ActivityCanceled:
		return Canceled
	case a.State == kpuk.ActivityHeld:
		return Done
	case !a.Date.IsZero() && a.Date < m.env.Today():
		return Missed
	}
	return Planned
}

// visitRow says a visit in one line.
func (m *Model) visitRow(v *kpuk.Visit) Row {
	p := m.env.Text
	r := Row{
		ID: v.ID, Title: m.env.Area(v.Village), Mark: m.visitMark(v), State: p.T("word.visit." + v.State.String()),
		Cell:  Hours(p, v.Arrived, v.Departed),
		Route: screen.Route{Name: screen.Visit, ID: v.ID},
	}
	if r.Mark == Missed {
		r.State = p.T("visits.missed")
	}
	words := []string{m.day(v.Date)}
	if names := m.groupNames(v.Groups); names != "" {
		words = append(words, names)
	}
	if v.Purpose != "" {
		words = append(words, v.Purpose)
	}
	r.Subtitle = strings.Join(words, " · ")
	return r
}

// day writes a date; the year only where no month stands above the list, as the rows of a
// wide tablet have little room.
func (m *Model) day(d kpuk.Date) string {
	if m.Tab == Activities {
		return m.env.Text.Date(d.Time())
	}
	return m.env.Text.DayMonth(d.Time())
}

// groupNames lists the groups of a visit by name.
func (m *Model) groupNames(ids map[kpuk.ID]bool) string {
	var names []string
	for id, there := range ids {
		if g := m.env.Book.Group(id); there && g != nil {
			names = append(names, m.env.Text.T("visits.group", "Name", g.Name))
		}
	}
	slices.Sort(names)
	return strings.Join(names, ", ")
}

// activityRow says an activity in one line.
func (m *Model) activityRow(a *kpuk.Activity) Row {
	p := m.env.Text
	r := Row{
		ID: a.ID, Title: a.Title, Mark: m.activityMark(a), State: p.T("word.activity_state." + a.State.String()),
		Cell:  p.N("visits.people", a.Participants()),
		Route: screen.Route{Name: screen.Activity, ID: a.ID},
	}
	if r.Title == "" {
		r.Title = p.T("visits.untitled")
	}
	if r.Mark == Missed {
		r.State = p.T("visits.missed")
	}
	words := []string{p.T("word.activity." + a.Type.String()), m.day(a.Date), m.env.Area(a.Village)}
	r.Subtitle = strings.Join(slices.DeleteFunc(words, func(w string) bool { return w == "" }), " · ")
	return r
}

// Hours writes from when to when; empty while nothing is known.
func Hours(text *translation.Printer, from, to kpuk.Minutes) string {
	switch {
	case from == 0:
		return ""
	case to == 0:
		return screen.Hour(text, from) + "–"
	}
	return screen.Hour(text, from) + "–" + screen.Hour(text, to)
}

// Step goes n months on, or back.
func (m *Model) Step(n int) {
	m.Month, m.Day = m.Month.AddMonths(n), 0
	m.Load()
}

// Choose picks a day of the calendar; the same day again shows the whole month.
func (m *Model) Choose(d kpuk.Date) {
	if m.Day == d {
		d = 0
	}
	m.Day = d
	m.Load()
}

// Open shows another part.
func (m *Model) Open(tab Tab) {
	m.Tab = tab
	m.Load()
}

// Lead is the column of the month's first day; weeks begin on Monday.
func (m *Model) Lead() int { return (int(m.Month.Weekday()) + 6) % 7 }

// Weekdays are the heads of the columns, Monday first.
func (m *Model) Weekdays() []string {
	monday := time.Date(2026, time.November, 23, 0, 0, 0, 0, time.UTC)
	out := make([]string, 7)
	for i := range out {
		out[i] = m.env.Text.WeekdayShort(monday.AddDate(0, 0, i))
	}
	return out
}

// Figures are the travel log's sums in words: visits, days out, villages, hours.
func (m *Model) Figures() [4][2]string {
	p, t := m.env.Text, m.Travel
	hours := "–"
	if t.Minutes > 0 {
		hours = p.T("visits.hours", "H", t.Minutes/60, "M", t.Minutes%60)
	}
	return [4][2]string{
		{p.T("visits.figure.visits"), strconv.Itoa(len(t.Visits))},
		{p.T("visits.figure.days"), strconv.Itoa(t.Days)},
		{p.T("visits.figure.groups"), strconv.Itoa(t.Groups)},
		{p.T("visits.figure.hours"), hours},
	}
}
