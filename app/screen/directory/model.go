// Package directory is the coordinator's lists on the desktop: groups, members and
// meetings, to sort, search and filter, as long as they may be. A row leads to the page
// of what it names.
package directory

import (
	"cmp"
	"slices"
	"strings"

	"pendamping/app/screen"
	"pendamping/kpuk"
)

// Kind says which list is shown.
type Kind uint8

// The lists.
const (
	Groups Kind = iota
	Members
	Meetings
)

// Mood is how a cell is to be taken.
type Mood uint8

// The moods.
const (
	Plain Mood = iota
	Good
	Waiting
	Urgent
)

// Column is one column of a list.
type Column struct {
	Title string
	// Width in dp; 0 shares what is left.
	Width   float32
	Leading bool
}

// Cell is what stands in one place of a list.
type Cell struct {
	Text string
	Mood Mood
	Bold bool
}

// Filter is one of the choices above a list.
type Filter struct {
	Tab, Text string
}

// row is one line with what it is sorted and searched by. Amounts are sorted as numbers,
// words by their folded letters.
type row struct {
	to    screen.Route
	words string // folded, each word after a space
	texts []string
	moods []Mood
	keys  []key
}

// key is what a cell is sorted by: a number, or folded words.
type key struct {
	n int64
	s string
}

// list is what differs between groups, members and meetings.
type list interface {
	columns() []Column
	filters() []Filter
	// rows makes all rows; keep tells which of them a filter of the dashboard leaves.
	rows(tab string) []row
	// order is the column and direction in which the list is first shown.
	order() (col int, down bool)
}

// Model is one of the lists as it is filtered, searched and sorted.
type Model struct {
	env   *screen.Env
	kind  Kind
	list  list
	tab   string
	query string
	col   int
	down  bool
	all   []row
	shown []int // of all, in order
}

// NewModel reads a list; tab is a filter, empty for everything.
func NewModel(env *screen.Env, kind Kind, tab string) *Model {
	m := &Model{env: env, kind: kind, tab: tab}
	switch kind {
	case Members:
		m.list = &members{env}
	case Meetings:
		m.list = &meetings{env}
	default:
		m.list = &groups{env}
	}
	m.col, m.down = m.list.order()
	if tab == tabSavings {
		m.col, m.down = 4, true
	}
	m.Reload()
	return m
}

// tabSavings shows all groups, the most savings first.
const tabSavings = "savings"

// Reload reads the list again and keeps filter, search and order.
func (m *Model) Reload() {
	m.all = m.list.rows(m.tab)
	m.arrange()
}

// Columns lists the columns.
func (m *Model) Columns() []Column { return m.list.columns() }

// Filters lists the choices above the list. A filter that another page asked for and
// that is not among the usual ones comes first, so that it can be taken away.
func (m *Model) Filters() []Filter {
	usual := m.list.filters()
	if m.tab == "" || m.tab == tabSavings || slices.ContainsFunc(usual, func(f Filter) bool { return f.Tab == m.tab }) {
		return usual
	}
	return append([]Filter{{Tab: m.tab, Text: m.name(m.tab)}}, usual...)
}

// name words a filter that came from another page.
func (m *Model) name(tab string) string {
	if code, ok := strings.CutPrefix(tab, "area:"); ok {
		return m.env.Area(code)
	}
	if day, ok := strings.CutPrefix(tab, "month:"); ok {
		if first, err := kpuk.ParseDate(day); err == nil {
			return m.env.Text.Month(first.Time())
		}
	}
	return m.env.Text.T("lists.tab." + tab)
}

// Tab is the filter that holds, empty for everything.
func (m *Model) Tab() string { return m.tab }

// SetTab filters the list.
func (m *Model) SetTab(tab string) {
	m.tab = tab
	m.Reload()
}

// Search leaves only the rows in which every word begins a word of theirs.
func (m *Model) Search(query string) {
	m.query = query
	m.arrange()
}

// Query is what is searched for.
func (m *Model) Query() string { return m.query }

// Sort orders the rows by a column; the same column again turns them round.
func (m *Model) Sort(col int) {
	m.down = m.col == col && !m.down
	m.col = col
	m.arrange()
}

// Order is the column the rows are sorted by, and whether downwards.
func (m *Model) Order() (col int, down bool) { return m.col, m.down }

// Count is the number of rows shown, of how many.
func (m *Model) Count() (shown, of int) { return len(m.shown), len(m.all) }

// Cell is one cell of a shown row.
func (m *Model) Cell(shown, col int) Cell {
	r := &m.all[m.shown[shown]]
	return Cell{Text: r.texts[col], Mood: r.moods[col], Bold: col == 0 || r.moods[col] != Plain}
}

// Open goes to what a shown row names.
func (m *Model) Open(shown int) {
	if shown >= 0 && shown < len(m.shown) {
		m.env.Open(m.all[m.shown[shown]].to)
	}
}

// arrange chooses and orders the rows.
func (m *Model) arrange() {
	words := strings.Fields(kpuk.Fold(m.query))
	m.shown = m.shown[:0]
	for i := range m.all {
		if matches(m.all[i].words, words) {
			m.shown = append(m.shown, i)
		}
	}
	slices.SortStableFunc(m.shown, func(x, y int) int {
		c := m.all[x].keys[m.col].compare(m.all[y].keys[m.col])
		if m.down {
			return -c
		}
		return c
	})
}

// matches tells whether every word begins one of the row's.
func matches(have string, words []string) bool {
	for _, w := range words {
		if !strings.Contains(have, " "+w) {
			return false
		}
	}
	return true
}

func (k key) compare(o key) int { return cmp.Or(cmp.Compare(k.n, o.n), cmp.Compare(k.s, o.s)) }

// searchable joins folded words so that the beginning of each is found.
func searchable(texts ...string) string { return " " + kpuk.Fold(strings.Join(texts, " ")) }

// builder fills a row cell by cell.
type builder struct{ row }

func (b *builder) words(text string) { b.add(text, Plain, key{s: kpuk.Fold(text)}) }

func (b *builder) number(text string, n int64) { b.add(text, Plain, key{n: n}) }

func (b *builder) add(text string, mood Mood, k key) {
	b.texts = append(b.texts, text)
	b.moods = append(b.moods, mood)
	b.keys = append(b.keys, k)
}
