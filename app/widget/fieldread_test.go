package widget_test

import (
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/test"
	base "fyne.io/fyne/v2/theme"

	"pendamping/app/theme"
	"pendamping/app/widget"
)

// shownBy lists the texts that a widget draws, once it has the size given.
func shownBy(t *testing.T, w fyne.Widget, width float32) []string {
	t.Helper()
	win := test.NewTempWindow(t, widget.VStack(0, w))
	win.Resize(fyne.NewSize(width, 600))
	var out []string
	for _, o := range test.WidgetRenderer(w).Objects() {
		if text, ok := o.(*canvas.Text); ok && text.Visible() && text.Text != "" {
			out = append(out, text.Text)
		}
	}
	return out
}

// TestReadOnlyFieldShowsAll reads what somebody else wrote, in fields of one row and of
// several: nothing of it may be cut, as nobody can scroll there.
func TestReadOnlyFieldShowsAll(t *testing.T) {
	test.NewTempApp(t)
	test.ApplyTheme(t, theme.New(base.VariantLight, 1))
	const long = "Stok benang menipis; dua penenun mencari pembeli baru di Praya, dan satu orang berhenti karena anaknya sakit."
	for _, rows := range []int{1, 3} {
		f := widget.NewField("Temuan")
		f.Rows, f.ReadOnly, f.Optional = rows, true, "boleh kosong"
		f.SetText(long + "\nKas cocok.")
		got := shownBy(t, f, 360)
		all := strings.Join(got, " ")
		if !strings.Contains(all, long+" Kas cocok.") || strings.Contains(all, "…") {
			t.Errorf("%d rows: shows %q", rows, got)
		}
		if strings.Contains(all, "boleh kosong") {
			t.Errorf("%d rows: says that a field nobody can fill may be empty", rows)
		}
		need := f.MinSize().Height
		f.SetText("Pendek.")
		if now := f.MinSize().Height; now >= need {
			t.Errorf("%d rows: %.0f dp high for a word, %.0f for a paragraph", rows, now, need)
		}
	}
}

// TestReadOnlyFieldSaysNothing tells an empty field of a closed page from one that waits
// for somebody to write.
func TestReadOnlyFieldSaysNothing(t *testing.T) {
	test.NewTempApp(t)
	f := widget.NewField("Masalah")
	f.Rows, f.ReadOnly, f.Placeholder = 2, true, "misalnya: jalan rusak"
	if got := shownBy(t, f, 360); len(got) != 2 || got[1] != "–" && got[0] != "–" {
		t.Errorf("shows %q", got)
	}
	f.ReadOnly = false
	f.Refresh()
	if got := shownBy(t, f, 360); len(got) != 1 {
		t.Errorf("a field to write in shows %q", got)
	}
}

// TestQuietButtonOfTheBar takes its own width: stretched over the bar its words would hang
// in the middle of nowhere.
func TestQuietButtonOfTheBar(t *testing.T) {
	test.NewTempApp(t)
	off := widget.NewButton("Batalkan", widget.Quiet, nil, func() {})
	bar := widget.NewActionBar(off, widget.NewButton("Mulai", widget.Primary, nil, func() {}))
	w := test.NewTempWindow(t, bar)
	w.Resize(fyne.NewSize(800, 88))
	if got, need := off.Size().Width, off.MinSize().Width; got > need+1 {
		t.Errorf("%.0f dp wide, needs %.0f", got, need)
	}
}

// TestUnitStaysWithItsNumber breaks a line before "Rp", never between it and the amount;
// where both are too wide for a line the amount must still show whole.
func TestUnitStaysWithItsNumber(t *testing.T) {
	test.NewTempApp(t)
	const said = "Simpanan sukarela · Rp 10.000.000 lalu −Rp 5.000 untuk No. 8"
	for width := float32(60); width < 500; width += 4 {
		text := widget.Body(said)
		text.Wrap = true
		lines := shownBy(t, text, width)
		if got := strings.Join(lines, " "); got != said && !strings.Contains(got, "…") {
			t.Fatalf("%.0f dp: %q", width, lines)
		}
		for _, line := range lines {
			if width > 160 && (strings.HasSuffix(line, "Rp") || strings.HasSuffix(line, "No.")) {
				t.Errorf("%.0f dp: %q ends a line", width, line)
			}
		}
	}
}
