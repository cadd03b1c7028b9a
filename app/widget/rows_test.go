package widget_test

import (
	"fmt"
	"image/color"
	"slices"
	"testing"

	"fyne.io/fyne/v2"
	base "fyne.io/fyne/v2/theme"

	"pendamping/app/widget"
)

// TestMoneyGridTaps tells cells, ticks and absent members apart, quick or slow.
func TestMoneyGridTaps(t *testing.T) {
	for label, how := range presses() {
		var said []string
		w := show(t, func() fyne.CanvasObject {
			return meetingGrid(widget.MoneyGridCallbacks{
				CellTapped:   func(row, col int) { said = append(said, fmt.Sprint("cell ", row, " ", col)) },
				TickTapped:   func(row int) { said = append(said, fmt.Sprint("tick ", row)) },
				AbsentTapped: func(row int) { said = append(said, fmt.Sprint("absent ", row)) },
			})
		}, base.VariantLight, 1, fyne.NewSize(800, 745))
		for _, at := range []fyne.Position{
			{X: 60, Y: 60},
			{X: 350, Y: 110},
			{X: 450, Y: 410},
			{X: 610, Y: 410},
			{X: 700, Y: 460},
			{X: 768, Y: 410},
			{X: 690, Y: 610},
			{X: 300, Y: 610},
		} {
			tapAt(w, at.X, at.Y, how)
		}
		want := []string{"cell 0 0", "cell 1 1", "cell 7 2", "cell 7 4", "cell 8 4", "tick 7", "absent 11"}
		if !slices.Equal(said, want) {
			t.Errorf("%s: told %v, want %v", label, said, want)
		}
	}
}

// TestAttendanceTile tells name and strip apart.
func TestAttendanceTile(t *testing.T) {
	name, strip := 0, 0
	w := show(t, func() fyne.CanvasObject {
		return widget.NewAttendanceTile(widget.AttendanceConfig{
			Name: "Inaq Marni", Tapped: func() { name++ }, StripTapped: func() { strip++ },
		})
	}, base.VariantLight, 1, fyne.NewSize(248, 128))
	tapAt(w, 100, 30, quickly)
	tapAt(w, 100, 30, slowly)
	tapAt(w, 100, 110, slowly)
	if name != 2 || strip != 1 {
		t.Errorf("name tapped %d times, strip %d; want 2 and 1", name, strip)
	}
}

// TestCashRow counts up and down but never below none.
func TestCashRow(t *testing.T) {
	selected := 0
	var r *widget.CashRow
	w := show(t, func() fyne.CanvasObject {
		r = widget.NewCashRow("2.000", color.Black, 1, "2.000", func(n int) { r.SetCount(n, "") })
		r.OnSelect = func() { selected++ }
		return r
	}, base.VariantLight, 1, fyne.NewSize(478, 72))
	steps := []struct {
		x    float32
		want int
	}{{288, 2}, {288, 3}, {168, 2}, {168, 1}, {168, 0}, {168, 0}, {228, 0}}
	for i, s := range steps {
		tapAt(w, s.x, 36, press(i%2))
		if r.Count() != s.want {
			t.Fatalf("step %d: count %d, want %d", i, r.Count(), s.want)
		}
	}
	if selected != 1 {
		t.Errorf("count selected %d times, want 1", selected)
	}
}

// TestInboxRow tells the checkbox from the row.
func TestInboxRow(t *testing.T) {
	opened := 0
	var checked []bool
	w := show(t, func() fyne.CanvasObject {
		return widget.NewInboxRow(widget.InboxRowConfig{
			Title: "KPUK Melati", On: true, Checked: func(on bool) { checked = append(checked, on) }, Tapped: func() { opened++ },
		})
	}, base.VariantLight, 1, fyne.NewSize(352, 61))
	tapAt(w, 34, 30, quickly)
	tapAt(w, 200, 30, slowly)
	if opened != 1 || !slices.Equal(checked, []bool{false}) {
		t.Errorf("opened %d times, checked %v; want 1 and [false]", opened, checked)
	}
}

// TestTabsAndTable open what was tapped; a table's header sorts.
func TestTabsAndTable(t *testing.T) {
	var said []string
	w := show(t, func() fyne.CanvasObject {
		return widget.NewTabs([]string{"a", "b", "c"}, 0, func(i int) { said = append(said, fmt.Sprint("tab ", i)) })
	}, base.VariantLight, 1, fyne.NewSize(300, 56))
	tapAt(w, 250, 20, slowly)
	w = show(t, func() fyne.CanvasObject {
		table := widget.NewTable(
			[]widget.TableColumn{{Title: "a", Leading: true}, {Title: "b", Width: 80}},
			func() int { return 3 },
			func(int, int) (string, widget.Tone, bool) { return "1", widget.Neutral, false },
			func(row int) { said = append(said, fmt.Sprint("row ", row)) })
		table.OnSort = func(col int) { said = append(said, fmt.Sprint("sort ", col)) }
		return table
	}, base.VariantLight, 1, fyne.NewSize(400, 200))
	tapAt(w, 350, 15, quickly)
	tapAt(w, 100, 36+2*32+10, slowly)
	if want := []string{"tab 2", "sort 1", "row 2"}; !slices.Equal(said, want) {
		t.Errorf("told %v, want %v", said, want)
	}
}

// TestInitials covers names of no, one and several words.
func TestInitials(t *testing.T) {
	for name, want := range map[string]string{
		"": "", "nurlaela": "NL", "Rabiah": "RB", "Sri": "SR", "Hj.": "HJ", "Baiq Handayani": "BH", "Hj. Siti Érna": "SÉ", "Hj. Rabiah": "RB", "É": "É",
	} {
		if got := widget.Initials(name); got != want {
			t.Errorf("Initials(%q) = %q, want %q", name, got, want)
		}
	}
}
