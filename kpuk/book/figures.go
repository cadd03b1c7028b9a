package book

import (
	"slices"
	"strings"

	"pendamping/kpuk"
)

// months is how far back the figures go, this month included.
const months = 12

// Figures are the sums of everything a book holds, as of one day.
type Figures struct {
	Today     kpuk.Date
	Districts int // kecamatan with a group
	Villages  int // desa with a group
	Groups    int // that are not closed
	Members   int // active
	Meetings  int // held, drafts left out
	Entries   int // lines of all ledgers, voids included

	Savings     kpuk.Rupiah
	Outstanding kpuk.Rupiah
	Cash        kpuk.Rupiah
	AtRisk      kpuk.Rupiah // outstanding of loans more than 30 days late
	PAR30BP     int64       // AtRisk ÷ Outstanding, basis points

	Months []Month  // oldest first, this month last
	Quiet  []*Group // later than their rhythm, the latest first
	Err    error    // a sum did not fit: the figures are not to be shown
}

// Month is what happened in one month, and how things stood at its end (or today).
type Month struct {
	First         kpuk.Date // first day
	Held, Planned int       // meetings
	Came, Of      int       // attendances taken
	Savings       kpuk.Rupiah
	Outstanding   kpuk.Rupiah
	PAR30BP       int64
}

// end is the last day of the month.
func (m Month) end() kpuk.Date { return m.First.AddMonths(1).AddDays(-1) }

// Figures sums up the book as of a day. The result is kept until a record changes.
func (b *Book) Figures(today kpuk.Date) Figures {
	if b.figures == nil || b.figures.Today != today {
		f := b.reckon(today)
		b.figures = &f
	}
	return *b.figures
}

// reckon adds up what every group has to say.
func (b *Book) reckon(today kpuk.Date) Figures {
	f := Figures{Today: today, Months: monthsTo(today)}
	var t tally
	districts, villages := map[string]bool{}, map[string]bool{}
	risks := make([][]kpuk.Exposure, months)
	for _, g := range b.Groups() {
		if g.Status != kpuk.GroupClosed {
			f.Groups++
			villages[g.Village] = true
			districts[District(g.Village)] = true
		}
		f.take(&t, g.share(today), risks)
		if g.Late(today) > 0 {
			f.Quiet = append(f.Quiet, g)
		}
	}
	for i := range f.Months {
		par, err := kpuk.PAR30(risks[i])
		if err != nil {
			t.note(err)
		}
		f.Months[i].PAR30BP = par
	}
	f.PAR30BP = f.Months[months-1].PAR30BP
	f.AtRisk = atRisk(&t, risks[months-1])
	f.Districts, f.Villages, f.Err = len(districts), len(villages), t.err
	slices.SortStableFunc(f.Quiet, func(x, y *Group) int { return y.Late(today) - x.Late(today) })
	return f
}

// share is what one group adds to the figures of a day.
type share struct {
	Figures

	risks [][]kpuk.Exposure // by month
}

// share is worked out once and kept until a record of the group changes, so that one
// more line costs one group.
func (g *Group) share(today kpuk.Date) *share {
	if g.part != nil && g.part.Today == today {
		return g.part
	}
	s := &share{Figures: Figures{Today: today, Months: monthsTo(today)}, risks: make([][]kpuk.Exposure, months)}
	s.Members, s.Entries = g.Active(), len(g.entries)
	s.Savings, s.Outstanding, s.Cash = g.Savings(), g.Outstanding(), g.Cash()
	var t tally
	if err := g.Err(); err != nil {
		t.note(err)
	}
	s.takeMeetings(g)
	s.takeMonths(&t, g, s.risks)
	s.Err = t.err
	g.part = s
	return s
}

// take adds a group's share.
func (f *Figures) take(t *tally, s *share, risks [][]kpuk.Exposure) {
	f.Members += s.Members
	f.Entries += s.Entries
	f.Meetings += s.Meetings
	t.add(&f.Savings, s.Savings)
	t.add(&f.Outstanding, s.Outstanding)
	t.add(&f.Cash, s.Cash)
	if s.Err != nil {
		t.note(s.Err)
	}
	for i := range s.Months {
		to, from := &f.Months[i], &s.Months[i]
		to.Held += from.Held
		to.Planned += from.Planned
		to.Came += from.Came
		to.Of += from.Of
		t.add(&to.Savings, from.Savings)
		t.add(&to.Outstanding, from.Outstanding)
		risks[i] = append(risks[i], s.risks[i]...)
	}
}

// District is the kecamatan an area code lies in.
func District(code string) string {
	parts := strings.SplitN(code, ".", 4)
	return strings.Join(parts[:min(3, len(parts))], ".")
}

// monthsTo lists the twelve months that end with the one of today.
func monthsTo(today kpuk.Date) []Month {
	first := kpuk.NewDate(today.Year(), today.Month(), 1)
	out := make([]Month, months)
	for i := range out {
		out[i].First = first.AddMonths(i - months + 1)
	}
	return out
}

// atRisk sums what is owed on loans more than 30 days late.
func atRisk(t *tally, loans []kpuk.Exposure) kpuk.Rupiah {
	var sum kpuk.Rupiah
	for _, e := range loans {
		if e.DaysLate > 30 {
			t.add(&sum, e.Outstanding)
		}
	}
	return sum
}

// takeMeetings counts meetings held and planned.
func (f *Figures) takeMeetings(g *Group) {
	for _, m := range g.meetings {
		if m.State.State == kpuk.Draft {
			continue
		}
		f.Meetings++
		i := f.month(m.Date)
		if i < 0 {
			continue
		}
		f.Months[i].Held++
		counts := (&Meeting{Meeting: m, group: g}).AttendanceCounts()
		of := len(m.Attendance) - counts[kpuk.NotTaken]
		f.Months[i].Of += of
		f.Months[i].Came += of - counts[kpuk.Excused] - counts[kpuk.Sick] - counts[kpuk.Absent]
	}
	for i := range f.Months {
		f.Months[i].Planned += planned(g, f.Months[i])
	}
}

// planned is how often a group's rhythm lets it meet in a month in which it stood.
func planned(g *Group, m Month) int {
	before := !g.FormedOn.IsZero() && g.FormedOn > m.end()
	after := g.Status != kpuk.GroupActive && (g.ClosedOn.IsZero() || g.ClosedOn < m.First)
	if before || after {
		return 0
	}
	switch g.rules(m.end()).Rhythm {
	case kpuk.Weekly:
		return 4
	case kpuk.Fortnightly:
		return 2
	default:
		return 1
	}
}

// month is the index of the month a day falls in, or −1.
func (f *Figures) month(day kpuk.Date) int {
	first := f.Months[0].First
	i := (day.Year()-first.Year())*12 + int(day.Month()-first.Month())
	if i < 0 || i >= months {
		return -1
	}
	return i
}

// takeMonths adds how a group stood at the end of each month.
func (f *Figures) takeMonths(t *tally, g *Group, risks [][]kpuk.Exposure) {
	var saved, owed kpuk.Rupiah
	i := 0
	settle := func() {
		t.add(&f.Months[i].Savings, saved)
		t.add(&f.Months[i].Outstanding, owed)
		i++
	}
	for m := range g.Ledger().Movements(f.Today) {
		for m.Line.Date > f.Months[i].end() {
			settle()
		}
		t.add(&saved, savingsEffect(m))
		t.add(&owed, owedEffect(m))
	}
	for i < months {
		settle()
	}
	for i := range f.Months {
		risks[i] = append(risks[i], g.exposures(t, min(f.Months[i].end(), f.Today), nil)...)
	}
}
