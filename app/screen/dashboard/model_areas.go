package dashboard

import (
	"cmp"
	"slices"

	"pendamping/app/screen"
	"pendamping/kpuk"
	"pendamping/kpuk/book"
)

// Area is one sub-district or village of the table.
type Area struct {
	Code, Name    string
	Villages      int
	Groups        int
	Members       int
	Held, Planned int // meetings of the running month
	Savings       kpuk.Rupiah
	PAR30BP       int64

	seen  map[string]bool
	loans []kpuk.Exposure
}

// Warns tells whether the area's arrears are above the limit.
func (a *Area) Warns() bool { return a.PAR30BP > parLimit }

// Share is the part of the planned meetings that were held, 0 to 1 and beyond.
func (a *Area) Share() float32 {
	if a.Planned == 0 {
		return 0
	}
	return float32(a.Held) / float32(a.Planned)
}

// Areas lists sub-districts, or villages when they were chosen, the largest first.
func (m *Model) Areas() []Area { return m.areas }

// ByVillage tells whether the table lists villages.
func (m *Model) ByVillage() bool { return m.village }

// SetByVillage chooses between villages and sub-districts.
func (m *Model) SetByVillage(village bool) {
	m.village = village
	m.areas = m.reckonAreas()
}

// OpenArea lists the groups of an area.
func (m *Model) OpenArea(i int) {
	if i >= 0 && i < len(m.areas) {
		m.env.Open(screen.Route{Name: screen.Groups, Tab: FilterArea + m.areas[i].Code})
	}
}

// reckonAreas sums the groups by area.
func (m *Model) reckonAreas() []Area {
	by := map[string]*Area{}
	for _, g := range m.env.Book.Groups() {
		if g.Status == kpuk.GroupClosed {
			continue
		}
		code := book.District(g.Village)
		if m.village {
			code = g.Village
		}
		if by[code] == nil {
			by[code] = &Area{Code: code, Name: m.env.Area(code), seen: map[string]bool{}}
		}
		m.add(by[code], g)
	}
	out := make([]Area, 0, len(by))
	for _, a := range by {
		par, err := kpuk.PAR30(a.loans)
		if err != nil && m.figures.Err == nil {
			m.figures.Err = err
		}
		a.Villages, a.PAR30BP, a.loans = len(a.seen), par, nil
		out = append(out, *a)
	}
	slices.SortFunc(out, func(x, y Area) int {
		return cmp.Or(cmp.Compare(y.Members, x.Members), cmp.Compare(x.Name, y.Name), cmp.Compare(x.Code, y.Code))
	})
	return out
}

// add counts one group into its area. A sum that does not fit takes all figures away.
func (m *Model) add(a *Area, g *book.Group) {
	a.seen[g.Village] = true
	a.Groups++
	a.Members += g.Active()
	a.Held += g.Held(m.month())
	a.Planned += g.Planned(m.month())
	sum, err := a.Savings.Add(g.Savings())
	a.Savings = sum
	loans := make([]*kpuk.Loan, 0, len(g.Loans()))
	for _, l := range g.Loans() {
		loans = append(loans, l.Loan)
	}
	exposures, _, lent := g.Ledger().Portfolio(loans, m.figures.Today)
	a.loans = append(a.loans, exposures...)
	if failed := cmp.Or(err, lent); failed != nil && m.figures.Err == nil {
		m.figures.Err = failed
	}
}

// lacks counts what is missing or odd.
type lacks struct {
	difference, nik, consent int
	active                   []*kpuk.Member
}

// take adds what one group lacks.
func (l *lacks) take(g *book.Group) {
	for _, e := range g.Entries() {
		if e.Line.Kind == kpuk.EntryCashDifference && e.Line.Note == "" {
			l.difference++
		}
	}
	for _, w := range g.Members() {
		if w.Status.State != kpuk.MemberActive {
			continue
		}
		l.active = append(l.active, w.Member)
		if w.NIK == "" {
			l.nik++
		}
		if w.Consent.GivenOn.IsZero() || !w.Consent.WithdrawnOn.IsZero() {
			l.consent++
		}
	}
}

// listQuality words what is missing or odd and leaves out what is not.
func (m *Model) listQuality() []Row {
	var l lacks
	for _, g := range m.env.Book.Groups() {
		l.take(g)
	}
	t := m.env.Text
	rows := []Row{
		{Text: t.T("dashboard.quality.difference"), Mood: Alarm, To: screen.Route{Name: screen.Meeting, Tab: FilterDifference}},
		{Text: t.T("dashboard.quality.double"), Mood: Worse, To: screen.Route{Name: screen.Members, Tab: FilterDouble}},
		{Text: t.T("dashboard.quality.nik"), To: screen.Route{Name: screen.Members, Tab: FilterNIK}},
		{Text: t.T("dashboard.quality.consent"), To: screen.Route{Name: screen.Members, Tab: FilterConsent}},
	}
	var out []Row
	for i, n := range []int{l.difference, len(kpuk.DuplicateMembers(l.active)), l.nik, l.consent} {
		if n > 0 {
			rows[i].Value = t.Number(int64(n))
			out = append(out, rows[i])
		}
	}
	return out
}
