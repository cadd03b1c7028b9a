package widget

import (
	"strconv"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
	base "fyne.io/fyne/v2/theme"

	"pendamping/app/theme"
)

// shownGrid is a grid of n members in a window of its own.
func shownGrid(tb testing.TB, n int) *MoneyGrid {
	tb.Helper()
	test.NewTempApp(tb).Settings().SetTheme(theme.New(base.VariantLight, 1))
	g := NewMoneyGrid([]MoneyColumn{{Title: "a", Width: 84}, {Title: "b", Width: 88}, {Title: "c", Width: 100}},
		MoneyGridCallbacks{})
	rows := make([]MoneyRow, n)
	for i := range rows {
		rows[i] = MoneyRow{
			No: i + 1, Name: "Inaq " + strconv.Itoa(i), Cells: []string{"10.000", "–", "110.000"}, Total: "120.000",
		}
	}
	g.SetRows(rows)
	w := test.NewTempWindow(tb, g)
	w.SetPadded(false)
	w.Resize(fyne.NewSize(800, 745))
	return g
}

// paintsOf counts how often each row in view was drawn so far.
func paintsOf(g *MoneyGrid) map[int]int {
	paints := map[int]int{}
	for row, o := range g.list.body.shown {
		if l, ok := o.(*moneyLine); ok {
			paints[row] = l.paints
		}
	}
	return paints
}

// TestMoneyGridRedraw checks that a tap costs the touched rows only.
func TestMoneyGridRedraw(t *testing.T) {
	g := shownGrid(t, 14)
	g.Select(3, 1)
	before := paintsOf(g)
	row := g.rows[5]
	row.State = MoneyConfirmed
	g.SetRow(5, row)
	g.Select(6, 1)
	for i, n := range paintsOf(g) {
		want := i == 5 || i == 3 || i == 6
		if drawn := n > before[i]; drawn != want {
			t.Errorf("row %d drawn: %v, want %v", i, drawn, want)
		}
	}
}

// TestMoneyGridScrolls keeps objects only for the rows in view and brings a selected row there.
func TestMoneyGridScrolls(t *testing.T) {
	g := shownGrid(t, 1000)
	g.Select(900, 0)
	l, ok := g.list.body.shown[900].(*moneyLine)
	if !ok || l.name.Text != "Inaq 900" {
		t.Fatalf("row 900 is not in view after Select")
	}
	if n := len(g.list.body.shown) + len(g.list.body.spare); n > 40 {
		t.Errorf("%d row objects for a view of 15", n)
	}
	g.SetRows(g.rows[:5])
	if n := len(g.list.body.shown); n != 5 {
		t.Errorf("%d rows shown of 5", n)
	}
}

// TestMoneyGridLarge keeps the selected column in view when the text is large.
func TestMoneyGridLarge(t *testing.T) {
	g := shownGrid(t, 3)
	g.Resize(fyne.NewSize(400, 300))
	for col := range g.cols {
		g.Select(0, col)
		if col < g.plan.first || col >= g.plan.end {
			t.Errorf("column %d is hidden while it is entered: %d to %d", col, g.plan.first, g.plan.end)
		}
		if g.plan.name.width < 100 {
			t.Errorf("name has %v dp beside column %d", g.plan.name.width, col)
		}
	}
}

// BenchmarkMoneyGridScroll is the cost of one scroll step of three rows: binding and placing
// the rows that come into view, without the painter.
func BenchmarkMoneyGridScroll(b *testing.B) {
	g := shownGrid(b, 10000)
	step := float32(150)
	for b.Loop() {
		if g.list.scroll.Offset.Y > 400000 {
			step = -150
		}
		g.list.ScrollBy(step)
	}
}

// BenchmarkTableScroll is the cost of one scroll step of three rows of a desktop table.
func BenchmarkTableScroll(b *testing.B) {
	test.NewTempApp(b).Settings().SetTheme(theme.New(base.VariantLight, 1))
	cols := make([]TableColumn, 12)
	for i := range cols {
		cols[i] = TableColumn{Title: strconv.Itoa(i), Width: 90, Leading: i == 0}
	}
	table := NewTable(cols, func() int { return 10000 },
		func(row, col int) (string, Tone, bool) { return strconv.Itoa(row * col), Neutral, false }, nil)
	w := test.NewTempWindow(b, table)
	w.SetPadded(false)
	w.Resize(fyne.NewSize(1280, 800))
	step := float32(96)
	for b.Loop() {
		if table.list.scroll.Offset.Y > 300000 {
			step = -96
		}
		table.list.ScrollBy(step)
	}
}
