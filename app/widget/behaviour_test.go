package widget_test

import (
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/driver/mobile"
	"fyne.io/fyne/v2/test"
	base "fyne.io/fyne/v2/theme"

	"pendamping/app/theme"
	"pendamping/app/widget"
)

// under starts a test app in the light theme, for widgets that need no window.
func under(t *testing.T) {
	t.Helper()
	test.NewTempApp(t)
	test.ApplyTheme(t, theme.New(base.VariantLight, 1))
}

// window shows one object in a window of the size, in the light theme.
func window(t *testing.T, size fyne.Size, build func() fyne.CanvasObject) fyne.Window {
	t.Helper()
	return show(t, build, base.VariantLight, 1, size)
}

// pressSlowly presses an object for longer than 300 ms.
func pressSlowly(o fyne.SecondaryTappable) { o.TappedSecondary(&fyne.PointEvent{}) }

func TestSlowPressIsATap(t *testing.T) {
	under(t)
	count := 0
	add := func() { count++ }
	for name, o := range map[string]interface {
		fyne.Tappable
		fyne.SecondaryTappable
	}{
		"button":      widget.NewButton("Mulai", widget.Primary, nil, add),
		"icon button": widget.NewIconButton(nil, add),
		"filter chip": widget.NewFilterChip("Ubung", false, func(bool) { add() }),
		"toggle":      widget.NewToggle("Kepala keluarga", false, func(bool) { add() }),
		"banner":      widget.NewBanner(widget.Neutral, nil, "", "x").OnTapped(add),
	} {
		t.Run(name, func(t *testing.T) {
			count = 0
			o.Tapped(&fyne.PointEvent{})
			pressSlowly(o)
			if count != 2 {
				t.Errorf("a quick and a slow press gave %d actions, want 2", count)
			}
		})
	}
}

func TestDisabledButtonKeepsStill(t *testing.T) {
	under(t)
	count := 0
	b := widget.NewButton("Ajukan", widget.Primary, nil, func() { count++ })
	plain := b.MinSize().Width
	b.Hint("Isi alasan dulu")
	b.Disable()
	pressSlowly(b)
	b.Tapped(nil)
	b.TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn})
	if count != 0 {
		t.Errorf("a disabled button acted %d times", count)
	}
	if b.MinSize().Width <= plain {
		t.Error("the reason takes no room beside a disabled button")
	}
	b.Enable()
	if b.MinSize().Width != plain {
		t.Error("the reason still takes room beside an enabled button")
	}
	b.TypedKey(&fyne.KeyEvent{Name: fyne.KeySpace})
	if count != 1 {
		t.Errorf("space pressed the button %d times, want 1", count)
	}
}

func TestStepperTellsTheStepUnderTheFinger(t *testing.T) {
	var got []int
	var w *widget.Stepper
	window(t, fyne.NewSize(800, 72), func() fyne.CanvasObject {
		w = widget.NewStepper(make([]widget.Step, 7), func(i int) { got = append(got, i) })
		return w
	})
	w.Tapped(&fyne.PointEvent{Position: fyne.NewPos(64, 30)})
	w.TappedSecondary(&fyne.PointEvent{Position: fyne.NewPos(736, 60)})
	w.Tapped(&fyne.PointEvent{Position: fyne.NewPos(799, 10)})
	if len(got) != 2 || got[0] != 0 || got[1] != 6 {
		t.Errorf("steps pressed = %v, want [0 6]", got)
	}
}

// entryOf finds what takes the keys once the field is focused.
func entryOf(t *testing.T, w fyne.Window) fyne.Focusable {
	t.Helper()
	f := w.Canvas().Focused()
	if f == nil {
		t.Fatal("nothing is focused")
	}
	return f
}

func TestFieldSavesOnceOnLeaving(t *testing.T) {
	var f *widget.Field
	var saved, typed []string
	w := window(t, fyne.NewSize(400, 200), func() fyne.CanvasObject {
		f = widget.NewField("Nama")
		f.OnLeave = func(s string) { saved = append(saved, s) }
		f.OnChanged = func(s string) { typed = append(typed, s) }
		return widget.VStack(0, f)
	})
	f.SetText("Inaq")
	f.Focus()
	w.Canvas().Unfocus()
	if len(saved) != 0 || len(typed) != 0 {
		t.Fatalf("leaving an unchanged field told %v and %v", saved, typed)
	}
	f.Focus()
	entryOf(t, w).TypedKey(&fyne.KeyEvent{Name: fyne.KeyEnd})
	test.Type(entryOf(t, w), "!")
	entryOf(t, w).TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn})
	w.Canvas().Unfocus()
	if len(saved) != 1 || saved[0] != "Inaq!" {
		t.Errorf("saved = %q, want one %q", saved, "Inaq!")
	}
	if len(typed) != 1 {
		t.Errorf("OnChanged was told %q", typed)
	}
}

func TestDigitsFieldDropsTheRest(t *testing.T) {
	var f *widget.Field
	w := window(t, fyne.NewSize(400, 200), func() fyne.CanvasObject {
		f = widget.NewField("NIK")
		f.Digits, f.MaxLength = true, 16
		return widget.VStack(0, f)
	})
	f.Focus()
	test.Type(entryOf(t, w), "52-02 a")
	if f.Text() != "5202" {
		t.Errorf("typed text = %q, want 5202", f.Text())
	}
	clipboard := test.NewClipboard()
	clipboard.SetContent("52.02.11-0715 0041 9999")
	shortcut, ok := entryOf(t, w).(fyne.Shortcutable)
	if !ok {
		t.Fatal("the field takes no shortcuts")
	}
	shortcut.TypedShortcut(&fyne.ShortcutPaste{Clipboard: clipboard})
	if f.Text() != "5202520211071500" {
		t.Errorf("pasted text = %q, want the first 16 digits", f.Text())
	}
	keyboard, ok := entryOf(t, w).(mobile.Keyboardable)
	if !ok || keyboard.Keyboard() != mobile.NumberKeyboard {
		t.Error("the field does not ask for the number keyboard")
	}
}

func TestBackReachesTheScreen(t *testing.T) {
	for name, build := range map[string]func() (fyne.CanvasObject, func()){
		"field": func() (fyne.CanvasObject, func()) {
			f := widget.NewField("Nama")
			return f, f.Focus
		},
		"date": func() (fyne.CanvasObject, func()) {
			f := widget.NewDateField("Lahir", time.Time{}, nil)
			return f, f.Focus
		},
		"search": func() (fyne.CanvasObject, func()) {
			s := widget.NewSearch("Cari", nil)
			return s, s.Focus
		},
	} {
		t.Run(name, func(t *testing.T) {
			var focus func()
			w := window(t, fyne.NewSize(400, 200), func() fyne.CanvasObject {
				o, f := build()
				focus = f
				return widget.VStack(0, o)
			})
			var keys []fyne.KeyName
			w.Canvas().SetOnTypedKey(func(e *fyne.KeyEvent) { keys = append(keys, e.Name) })
			focus()
			entryOf(t, w).TypedKey(&fyne.KeyEvent{Name: mobile.KeyBack})
			if len(keys) != 1 || keys[0] != mobile.KeyBack {
				t.Errorf("the window saw %v, want Back", keys)
			}
			if w.Canvas().Focused() != nil {
				t.Error("the field kept the focus, so the next Back would not leave the page")
			}
		})
	}
}

func TestFocusScrollsIntoView(t *testing.T) {
	var area *container.Scroll
	var last *widget.Field
	window(t, fyne.NewSize(400, 300), func() fyne.CanvasObject {
		fields := make([]fyne.CanvasObject, 12)
		for i := range fields {
			last = widget.NewField("Isian")
			fields[i] = last
		}
		area = container.NewVScroll(widget.Pad(widget.VStack(16, fields...), 16, 16, 16, 16))
		return area
	})
	last.Focus()
	bottom := area.Content.MinSize().Height - area.Size().Height
	if area.Offset.Y < bottom-20 || area.Offset.Y > bottom {
		t.Errorf("offset = %v, want about %v", area.Offset.Y, bottom)
	}
}

func TestParseDate(t *testing.T) {
	day := func(y int, m time.Month, d int) time.Time { return time.Date(y, m, d, 0, 0, 0, 0, time.UTC) }
	for text, want := range map[string]struct {
		value time.Time
		ok    bool
	}{
		"12/05/1984":     {day(1984, 5, 12), true},
		"12 / 05 / 1984": {day(1984, 5, 12), true},
		"1-2-2026":       {day(2026, 2, 1), true},
		"29.02.2024":     {day(2024, 2, 29), true},
		"23112026":       {day(2026, 11, 23), true},
		" 3 4 1990 ":     {day(1990, 4, 3), true},
		"":               {time.Time{}, true},
		"   ":            {time.Time{}, true},
		"29/02/2025":     {time.Time{}, false},
		"31/04/2026":     {time.Time{}, false},
		"0/1/2026":       {time.Time{}, false},
		"12/13/2026":     {time.Time{}, false},
		"12/05/84":       {time.Time{}, false},
		"12/05":          {time.Time{}, false},
		"2026-11-23":     {time.Time{}, false},
		"1205198":        {time.Time{}, false},
		"satu dua tiga":  {time.Time{}, false},
	} {
		got, ok := widget.ParseDate(text)
		if ok != want.ok || ok && !got.Equal(want.value) {
			t.Errorf("ParseDate(%q) = %v, %v, want %v, %v", text, got, ok, want.value, want.ok)
		}
	}
}

func TestDateFieldKeepsWhatItCannotRead(t *testing.T) {
	var f *widget.DateField
	var told []time.Time
	start := time.Date(1984, 5, 12, 0, 0, 0, 0, time.UTC)
	w := window(t, fyne.NewSize(400, 200), func() fyne.CanvasObject {
		f = widget.NewDateField("Lahir", start, func(v time.Time) { told = append(told, v) })
		f.ErrText = "Tanggal tidak ada."
		return widget.VStack(0, f)
	})
	leave := func(text string) {
		f.Focus()
		if field, ok := entryOf(t, w).(fyne.Shortcutable); ok {
			field.TypedShortcut(&fyne.ShortcutSelectAll{})
		}
		entryOf(t, w).TypedKey(&fyne.KeyEvent{Name: fyne.KeyDelete})
		test.Type(entryOf(t, w), text)
		w.Canvas().Unfocus()
	}
	leave("31/02/1990")
	if len(told) != 0 || f.Message() != "Tanggal tidak ada." || f.Text() != "31/02/1990" || !f.Value().Equal(start) {
		t.Fatalf("after a day that does not exist: told %v, message %q, text %q, value %v", told, f.Message(), f.Text(), f.Value())
	}
	leave("28021990")
	want := time.Date(1990, 2, 28, 0, 0, 0, 0, time.UTC)
	if len(told) != 1 || !told[0].Equal(want) || f.Message() != "" || f.Text() != "28 / 02 / 1990" {
		t.Errorf("after a date: told %v, message %q, text %q", told, f.Message(), f.Text())
	}
}

func TestChoice(t *testing.T) {
	var told []string
	var c *widget.Choice
	w := window(t, fyne.NewSize(480, 640), func() fyne.CanvasObject {
		c = longChoice()
		few := widget.NewChoice("Status", []widget.Option{{Value: "a", Text: "A"}, {Value: "b", Text: "B"}}, "a",
			func(v string) { told = append(told, v) })
		return widget.VStack(8, c, few)
	})
	if c.Selected() != "Bendahara" {
		t.Errorf("selected = %q", c.Selected())
	}
	test.TapCanvas(w.Canvas(), fyne.NewPos(100, 50)) // the frame below its label
	if w.Canvas().Overlays().Top() == nil {
		t.Fatal("pressing a long choice opened no list")
	}
	y := c.MinSize().Height + 8 + 40
	w.Canvas().Overlays().Top().Hide()
	test.TapCanvas(w.Canvas(), fyne.NewPos(24, y)) // A again
	test.TapCanvas(w.Canvas(), fyne.NewPos(80, y)) // B
	test.TapCanvas(w.Canvas(), fyne.NewPos(80, y))
	if len(told) != 1 || told[0] != "b" {
		t.Errorf("told = %v, want [b]", told)
	}
}

func TestSearchTellsAndClears(t *testing.T) {
	var s *widget.Search
	var told []string
	w := window(t, fyne.NewSize(400, 48), func() fyne.CanvasObject {
		s = widget.NewSearch("Cari", func(text string) { told = append(told, text) })
		return s
	})
	s.Focus()
	test.Type(entryOf(t, w), "me")
	test.TapCanvas(w.Canvas(), fyne.NewPos(376, 24))
	if len(told) != 3 || told[1] != "me" || told[2] != "" || s.Text() != "" {
		t.Errorf("told = %q, text %q", told, s.Text())
	}
}

func TestStackKeepsItsPages(t *testing.T) {
	var s *widget.Stack
	var depths []int
	var saved string
	field := func() *widget.Field {
		f := widget.NewField("Nama")
		f.OnLeave = func(text string) { saved = text }
		return f
	}
	first := widget.Body("satu")
	w := window(t, fyne.NewSize(400, 300), func() fyne.CanvasObject {
		s = widget.NewStack(first)
		s.OnChange = func(depth int) { depths = append(depths, depth) }
		return s
	})
	page := field()
	s.Push(page)
	s.CreateRenderer() // as Fyne does after a minute out of sight
	if s.Top() != page || s.Depth() != 2 {
		t.Fatalf("a new renderer lost the pages: depth %d", s.Depth())
	}
	page.Focus()
	test.Type(entryOf(t, w), "Murni")
	if !s.Pop() || s.Top() != first {
		t.Fatal("Pop did not go back")
	}
	if saved != "Murni" {
		t.Errorf("going back saved %q, want the text of the field left", saved)
	}
	if s.Pop() || s.Depth() != 1 {
		t.Error("the first page was popped")
	}
	s.Push(field())
	s.Replace(widget.Body("lain"))
	s.PopToRoot()
	want := []int{2, 1, 2, 2, 1}
	if len(depths) != len(want) {
		t.Fatalf("depths = %v, want %v", depths, want)
	}
	for i := range want {
		if depths[i] != want[i] {
			t.Errorf("depths = %v, want %v", depths, want)
		}
	}
}

func TestNavBar(t *testing.T) {
	var bar *widget.NavBar
	var told []int
	w := window(t, fyne.NewSize(800, 81), func() fyne.CanvasObject {
		bar = widget.NewBottomBar(areas(), 0, func(i int) { told = append(told, i) })
		return bar
	})
	before := w.Canvas().Capture()
	test.TapCanvas(w.Canvas(), fyne.NewPos(240, 40))
	if len(told) != 1 || told[0] != 1 || bar.Selected() != 1 {
		t.Errorf("told = %v, selected %d", told, bar.Selected())
	}
	if different(before, w.Canvas().Capture()) == 0 {
		t.Error("the lit area looks the same")
	}
	before = w.Canvas().Capture()
	bar.SetBadge("sync", "")
	if different(before, w.Canvas().Capture()) == 0 {
		t.Error("taking a badge away changed nothing")
	}
}

func TestWrappedTextGrowsInAColumn(t *testing.T) {
	var text *widget.Text
	var below *widget.Text
	w := window(t, fyne.NewSize(200, 300), func() fyne.CanvasObject {
		text = widget.Body("Nomor KK ada 16 angka. Lihat kanan atas kartu keluarga, atau kosongkan dulu.")
		text.Wrap = true
		below = widget.Body("x")
		return widget.VStack(8, text, below)
	})
	narrow := text.Size().Height
	if narrow < 80 || below.Position().Y != narrow+8 {
		t.Errorf("height %v, next line at %v", narrow, below.Position().Y)
	}
	w.Resize(fyne.NewSize(700, 300))
	if text.Size().Height != 20 {
		t.Errorf("height in a wide window = %v, want one line of 20", text.Size().Height)
	}
}

func TestLongTextEndsInAnEllipsis(t *testing.T) {
	under(t)
	text := widget.Name("Kelompok Perempuan Kepala Keluarga Melati")
	text.Resize(fyne.NewSize(150, 24))
	shown := test.WidgetRenderer(text).Objects()
	if len(shown) != 1 || shown[0].MinSize().Width > 150 {
		t.Errorf("%d lines, first %v wide, want one line within 150", len(shown), shown[0].MinSize().Width)
	}
	if text.Text() != "Kelompok Perempuan Kepala Keluarga Melati" {
		t.Error("the text itself was cut")
	}
}

func TestResponsiveKeepsWhatItBuilt(t *testing.T) {
	built := map[string]int{}
	part := func(name string) func() fyne.CanvasObject {
		return func() fyne.CanvasObject {
			built[name]++
			return widget.Body(name)
		}
	}
	var box *fyne.Container
	w := window(t, fyne.NewSize(500, 100), func() fyne.CanvasObject {
		box = widget.NewResponsive(600, part("narrow"), part("wide"))
		return box
	})
	w.Resize(fyne.NewSize(900, 100))
	wide := box.Objects[0]
	w.Resize(fyne.NewSize(500, 100))
	w.Resize(fyne.NewSize(900, 100))
	if box.Objects[0] != wide || built["narrow"] != 1 || built["wide"] != 1 {
		t.Errorf("built = %v, want each once", built)
	}
}

func TestLayouts(t *testing.T) {
	cell := func() fyne.CanvasObject { return widget.Fixed(widget.VStack(0), 40, 20) }
	for name, c := range map[string]struct {
		build func(o ...fyne.CanvasObject) *fyne.Container
		n     int
		want  fyne.Position // of the last object
	}{
		"columns":       {func(o ...fyne.CanvasObject) *fyne.Container { return widget.Columns([]float32{1, 3}, 20, o...) }, 2, fyne.NewPos(90, 0)},
		"grid wraps":    {func(o ...fyne.CanvasObject) *fyne.Container { return widget.Grid(90, 30, 15, o...) }, 4, fyne.NewPos(0, 45)},
		"row wraps":     {func(o ...fyne.CanvasObject) *fyne.Container { return widget.WrapRow(10, o...) }, 7, fyne.NewPos(0, 30)},
		"row grows":     {func(o ...fyne.CanvasObject) *fyne.Container { return widget.HStack(10, widget.Grow(o[0]), o[1]) }, 2, fyne.NewPos(260, 90)},
		"column grows":  {func(o ...fyne.CanvasObject) *fyne.Container { return widget.VStack(10, widget.Grow(o[0]), o[1]) }, 2, fyne.NewPos(0, 180)},
		"hidden is out": {func(o ...fyne.CanvasObject) *fyne.Container { o[0].Hide(); return widget.VStack(10, o...) }, 2, fyne.NewPos(0, 0)},
	} {
		t.Run(name, func(t *testing.T) {
			under(t)
			objects := make([]fyne.CanvasObject, c.n)
			for i := range objects {
				objects[i] = cell()
			}
			box := c.build(objects...)
			box.Resize(fyne.NewSize(300, 200))
			if got := objects[c.n-1].Position(); got != c.want {
				t.Errorf("last object at %v, want %v", got, c.want)
			}
		})
	}
}
