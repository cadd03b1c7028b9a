package directory

import (
	"strings"

	"pendamping/app/screen"
	"pendamping/kpuk"
	"pendamping/kpuk/book"
)

// groups is the list of groups.
type groups struct{ env *screen.Env }

func (*groups) order() (col int, down bool) { return 0, false }

func (l *groups) columns() []Column {
	t := l.env.Text
	return []Column{
		{Title: t.T("lists.col.group"), Leading: true},
		{Title: t.T("lists.col.village"), Width: 150, Leading: true},
		{Title: t.T("lists.col.members"), Width: 80},
		{Title: t.T("lists.col.last"), Width: 112},
		{Title: t.T("lists.col.savings"), Width: 120},
		{Title: t.T("lists.col.lent"), Width: 120},
		{Title: t.T("lists.col.par30"), Width: 80},
		{Title: "", Width: 16},
		{Title: t.T("lists.col.state"), Width: 150, Leading: true},
	}
}

func (l *groups) filters() []Filter {
	t := l.env.Text
	return []Filter{
		{Text: t.T("common.all")},
		{Tab: "quiet", Text: t.T("lists.tab.quiet")},
		{Tab: "risk", Text: t.T("lists.tab.risk")},
		{Tab: "closed", Text: t.T("lists.tab.closed")},
	}
}

// fits tells whether a filter leaves a group. Closed ones show only where asked for.
func (l *groups) fits(g *book.Group, tab string) bool {
	if tab == "closed" {
		return g.Status == kpuk.GroupClosed
	}
	if g.Status == kpuk.GroupClosed {
		return false
	}
	if code, ok := strings.CutPrefix(tab, "area:"); ok {
		return g.Village == code || strings.HasPrefix(g.Village, code+".")
	}
	switch tab {
	case "quiet":
		return g.Late(l.env.Today()) > 0
	case "risk":
		return g.PAR30BP(l.env.Today()) > 0
	default:
		return true
	}
}

func (l *groups) rows(tab string) []row {
	var out []row
	today, t := l.env.Today(), l.env.Text
	for _, g := range l.env.Book.Groups() {
		if !l.fits(g, tab) {
			continue
		}
		village, last, par := l.env.Area(g.Village), g.LastMeeting(), g.PAR30BP(today)
		b := builder{row{to: screen.Route{Name: screen.Group, ID: g.ID}, words: searchable(g.Name, village)}}
		b.words(g.Name)
		b.words(village)
		b.number(t.Number(int64(g.Active())), int64(g.Active()))
		b.number(day(l.env, last), int64(last))
		if g.Err() != nil {
			// A sum that does not fit is not shown at all.
			b.add("?", Urgent, key{n: -1})
			b.add("?", Urgent, key{n: -1})
			b.add("?", Urgent, key{n: -1})
		} else {
			b.number(t.AmountDash(int64(g.Savings())), int64(g.Savings()))
			b.number(t.AmountDash(int64(g.Outstanding())), int64(g.Outstanding()))
			b.add(t.PercentFixed(par), riskMood(par), key{n: par})
		}
		b.words("")
		text, mood := l.state(g)
		b.add(text, mood, key{s: kpuk.Fold(text)})
		out = append(out, b.row)
	}
	return out
}

// riskMood warns above 5 %.
func riskMood(basisPoints int64) Mood {
	if basisPoints > 500 {
		return Waiting
	}
	return Plain
}

// day writes a date; none is a dash.
func day(env *screen.Env, d kpuk.Date) string {
	if d.IsZero() {
		return "–"
	}
	return env.Text.Date(d.Time())
}

// state says in two words how a group stands.
func (l *groups) state(g *book.Group) (string, Mood) {
	t := l.env.Text
	switch {
	case g.Status != kpuk.GroupActive:
		return t.T("lists.group." + g.Status.String()), Plain
	case g.Running() != nil && g.Running().State.State == kpuk.Returned:
		return t.T("common.state.returned"), Urgent
	}
	if late := g.Late(l.env.Today()); late > 0 {
		return t.N("lists.late", late), Waiting
	}
	return t.T("lists.group.active"), Good
}

// members is the list of members.
type members struct{ env *screen.Env }

func (*members) order() (col int, down bool) { return 0, false }

func (l *members) columns() []Column {
	t := l.env.Text
	return []Column{
		{Title: t.T("lists.col.name"), Leading: true},
		{Title: t.T("lists.col.nik"), Width: 160, Leading: true},
		{Title: t.T("lists.col.group"), Width: 150, Leading: true},
		{Title: t.T("lists.col.village"), Width: 130, Leading: true},
		{Title: t.T("lists.col.savings"), Width: 110},
		{Title: t.T("lists.col.lent"), Width: 110},
		{Title: "", Width: 16},
		{Title: t.T("lists.col.state"), Width: 130, Leading: true},
	}
}

func (l *members) filters() []Filter {
	t := l.env.Text
	return []Filter{
		{Text: t.T("lists.tab.active")},
		{Tab: "new", Text: t.T("lists.tab.new")},
		{Tab: "late", Text: t.T("lists.tab.late")},
		{Tab: "nik", Text: t.T("lists.tab.nik")},
		{Tab: "consent", Text: t.T("lists.tab.consent")},
		{Tab: "double", Text: t.T("lists.tab.double")},
		{Tab: "left", Text: t.T("lists.tab.left")},
	}
}

// fits tells whether a filter leaves a member. Those who left show only where asked for.
func (l *members) fits(w *book.Member, tab string, double map[kpuk.ID]bool) bool {
	if tab == "left" {
		return w.Status.State != kpuk.MemberActive
	}
	if w.Status.State != kpuk.MemberActive {
		return false
	}
	today := l.env.Today()
	switch tab {
	case "new":
		return w.JoinedOn >= kpuk.NewDate(today.Year(), today.Month(), 1)
	case "late":
		return w.DaysLate(today) > 0
	case "nik":
		return w.NIK == ""
	case "consent":
		return w.Consent.GivenOn.IsZero() || !w.Consent.WithdrawnOn.IsZero()
	case "double":
		return double[w.ID]
	default:
		return true
	}
}

// doubles are the members who may be another one too.
func (l *members) doubles(tab string) map[kpuk.ID]bool {
	if tab != "double" {
		return nil
	}
	var active []*kpuk.Member
	for _, g := range l.env.Book.Groups() {
		for _, w := range g.Members() {
			if w.Status.State == kpuk.MemberActive {
				active = append(active, w.Member)
			}
		}
	}
	out := map[kpuk.ID]bool{}
	for _, p := range kpuk.DuplicateMembers(active) {
		out[p.A], out[p.B] = true, true
	}
	return out
}

func (l *members) rows(tab string) []row {
	var out []row
	double := l.doubles(tab)
	for _, g := range l.env.Book.Groups() {
		village := l.env.Area(g.Village)
		for _, w := range g.Members() {
			if l.fits(w, tab, double) {
				out = append(out, l.row(g, w, village))
			}
		}
	}
	return out
}

func (l *members) row(g *book.Group, w *book.Member, village string) row {
	t := l.env.Text
	b := builder{row{to: screen.Route{Name: screen.Member, ID: w.ID}, words: searchable(w.Name, g.Name, village)}}
	b.words(w.Name)
	b.words(w.NIK.Masked())
	b.words(g.Name)
	b.words(village)
	if g.Err() != nil {
		b.add("?", Urgent, key{n: -1})
		b.add("?", Urgent, key{n: -1})
	} else {
		saved, owed := int64(w.Savings().Total()), int64(w.Outstanding())
		b.number(t.AmountDash(saved), saved)
		b.number(t.AmountDash(owed), owed)
	}
	b.words("")
	late := w.DaysLate(l.env.Today())
	switch {
	case w.Status.State != kpuk.MemberActive:
		b.words(t.T("word.status." + w.Status.State.String()))
	case late > 0:
		b.add(t.N("lists.late", late), Waiting, key{n: int64(late)})
	default:
		b.add(t.T("word.status.active"), Good, key{s: "a"})
	}
	return b.row
}
