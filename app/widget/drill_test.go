package widget_test

import (
	"strings"
	"testing"

	"fyne.io/fyne/v2/test"

	"pendamping/app/screen/screentest"
	"pendamping/app/widget"
)

// tree is a drill through letters: "a" holds "aa" and "ab", "ab" holds "aba" and so on.
func tree(chosen func(string)) *widget.Drill {
	inside := func(value string) []widget.Option {
		if len(value) == 3 {
			return nil
		}
		return []widget.Option{{Value: value + "a", Text: "N" + value + "a"}, {Value: value + "b", Text: "N" + value + "b"}}
	}
	return widget.NewDrill(widget.DrillConfig{
		Label: "Letters", Hint: "Find", None: "Nothing", Empty: "Choose", Asks: []string{"First?", "Second?", "Third?"}, Root: "All",
		Path: func(value string) []widget.Option {
			var out []widget.Option
			for i := range value {
				out = append(out, widget.Option{Value: value[:i+1], Text: "N" + value[:i+1]})
			}
			return out
		},
		Inside: inside,
		Find: func(query, _ string) []widget.Option {
			if query == "abb" {
				return []widget.Option{{Value: "abb", Text: "Nabb"}}
			}
			return nil
		},
		Note: func(value string) string { return "in " + value[:2] }, Chosen: chosen,
	})
}

func TestADrillGoesDownAndUp(t *testing.T) {
	test.NewTempApp(t)
	screentest.Look(t, screentest.Portrait)
	var chosen []string
	d := tree(func(value string) { chosen = append(chosen, value) })
	screentest.Show(t, screentest.Portrait, d)
	screentest.Tap(t, d, "Choose")
	if !d.Open() || !screentest.Says(d, "First?") {
		t.Fatalf("it shows %q", screentest.Texts(d))
	}
	screentest.Tap(t, d, "Na")
	screentest.Tap(t, d, "Nab")
	if !screentest.Says(d, "Third?") || !screentest.Says(d, "Naba") {
		t.Fatalf("two levels down it shows %q", screentest.Texts(d))
	}
	screentest.Tap(t, d, "All")
	if !screentest.Says(d, "First?") || screentest.Says(d, "Naba") {
		t.Fatalf("back at the beginning it shows %q", screentest.Texts(d))
	}
	screentest.Type(t, screentest.All[*widget.Search](d)[0], "abb")
	if !screentest.Says(d, "in ab") {
		t.Fatalf("where it lies is not said: %q", screentest.Texts(d))
	}
	screentest.Tap(t, d, "Nabb")
	if d.Open() || d.Value() != "abb" || strings.Join(chosen, " ") != "abb" || !screentest.Says(d, "Nabb, Nab, Na") {
		t.Errorf("chose %v, shows %q", chosen, screentest.Texts(d))
	}
	screentest.Tap(t, d, "Nabb, Nab, Na")
	if !screentest.Says(d, "Naba") {
		t.Error("it does not open where the choice lies")
	}
	screentest.Type(t, screentest.All[*widget.Search](d)[0], "zzz")
	if !screentest.Says(d, "Nothing") {
		t.Error("that nothing was found is not said")
	}
}

func TestADigitFieldTakesDigitsOnly(t *testing.T) {
	test.NewTempApp(t)
	screentest.Look(t, screentest.Portrait)
	var left []string
	d := widget.NewDigitField("NIK", 6, true)
	d.OnLeave = func(text string) { left = append(left, text) }
	tapped := 0
	d.OnTap = func() { tapped++ }
	screentest.Show(t, screentest.Portrait, d)
	test.Tap(d)
	d.SetActive(true)
	d.Press("12x3")
	d.Press("4567890")
	if d.Text() != "123456" || !screentest.Says(d, "1234  56▏") || tapped != 1 {
		t.Errorf("it holds %q and shows %q", d.Text(), screentest.Texts(d))
	}
	d.Back()
	d.SetActive(false)
	d.SetActive(false)
	if len(left) != 1 || left[0] != "12345" || screentest.Says(d, "▏") {
		t.Errorf("left with %q", left)
	}
	d.ShowAs(func(s string) string { return "<" + s + ">" })
	d.SetText("12")
	if !screentest.Says(d, "<12>") {
		t.Errorf("it shows %q", screentest.Texts(d))
	}
	d.Clear()
	if d.Text() != "" {
		t.Error("it was not emptied")
	}
}
