package widget_test

import (
	"slices"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/mobile"
	"fyne.io/fyne/v2/test"
	base "fyne.io/fyne/v2/theme"

	"pendamping/app/widget"
)

// tapAt presses the canvas of w, quick or slow, at a point in dp.
func tapAt(w fyne.Window, x, y float32, slow bool) {
	at := &fyne.PointEvent{Position: fyne.NewPos(x, y), AbsolutePosition: fyne.NewPos(x, y)}
	if !slow {
		test.TapCanvas(w.Canvas(), at.Position)
		return
	}
	if o, local := topAt(w.Canvas().Content(), at.Position); o != nil {
		o.TappedSecondary(&fyne.PointEvent{Position: local, AbsolutePosition: at.Position})
	}
}

// topAt finds the topmost object that takes slow presses at a point, and the point within it.
func topAt(o fyne.CanvasObject, at fyne.Position) (fyne.SecondaryTappable, fyne.Position) {
	local := at.Subtract(o.Position())
	if !o.Visible() || local.X < 0 || local.Y < 0 || local.X >= o.Size().Width || local.Y >= o.Size().Height {
		return nil, local
	}
	children := []fyne.CanvasObject{}
	switch o := o.(type) {
	case *fyne.Container:
		children = o.Objects
	case fyne.Widget:
		children = test.WidgetRenderer(o).Objects()
	}
	for _, child := range slices.Backward(children) {
		if found, inside := topAt(child, local); found != nil {
			return found, inside
		}
	}
	if found, ok := o.(fyne.SecondaryTappable); ok {
		return found, local
	}
	return nil, local
}

// typeFocused types on a physical keyboard into whatever has the focus.
func typeFocused(t *testing.T, w fyne.Window, text string) {
	t.Helper()
	focused := w.Canvas().Focused()
	if focused == nil {
		t.Fatal("nothing has the focus")
	}
	for _, r := range text {
		focused.TypedRune(r)
	}
}

// log records what a pad told, in order.
type log struct{ said []string }

func (l *log) say(s string) func() { return func() { l.said = append(l.said, s) } }

func recordingKeypad(l *log, panel, mirrored bool) *widget.Keypad {
	return meetingKeypad(widget.KeypadConfig{
		Panel: panel, Mirrored: mirrored,
		Digit:   func(d string) { l.said = append(l.said, d) },
		OnClear: l.say("clear"), OnBack: l.say("back"), OnNext: l.say("next"), OnGo: l.say("go"),
	})
}

// TestKeypadTaps presses every key where the drawn target has it.
func TestKeypadTaps(t *testing.T) {
	type place struct{ x, y float32 }
	for name, c := range map[string]struct {
		size            fyne.Size
		panel, mirrored bool
		at              []place
	}{
		"dock": {size: fyne.NewSize(800, 344), at: []place{
			{350, 52}, {466, 132}, {582, 212}, {350, 292}, {466, 292}, {582, 292}, {714, 52}, {714, 132}, {714, 250},
		}},
		"mirrored dock": {size: fyne.NewSize(800, 344), mirrored: true, at: []place{
			{218, 52}, {334, 132}, {450, 212}, {218, 292}, {334, 292}, {450, 292}, {86, 52}, {86, 132}, {86, 250},
		}},
		"panel": {size: fyne.NewSize(392, 729), panel: true, at: []place{
			{54, 423}, {138, 507}, {222, 591}, {54, 675}, {138, 675}, {222, 675}, {322, 423}, {322, 507}, {322, 630},
		}},
	} {
		for _, slow := range []bool{false, true} {
			t.Run(name, func(t *testing.T) {
				l := &log{}
				w := show(t, func() fyne.CanvasObject { return recordingKeypad(l, c.panel, c.mirrored) },
					base.VariantLight, 1, c.size)
				for _, p := range c.at {
					tapAt(w, p.x, p.y, slow)
				}
				if got, want := strings.Join(l.said, " "), "1 5 9 000 0 clear back next go"; got != want {
					t.Errorf("slow=%v: told %q, want %q", slow, got, want)
				}
			})
		}
	}
}

// TestKeypadKeyboard types on a physical keyboard.
func TestKeypadKeyboard(t *testing.T) {
	l := &log{}
	var k *widget.Keypad
	w := show(t, func() fyne.CanvasObject { k = recordingKeypad(l, false, false); return k },
		base.VariantLight, 1, fyne.NewSize(800, 344))
	w.Canvas().SetOnTypedKey(func(e *fyne.KeyEvent) { l.said = append(l.said, "window:"+string(e.Name)) })
	w.Canvas().Focus(k)
	typeFocused(t, w, "1x5-٣")
	for _, key := range []fyne.KeyName{fyne.KeyBackspace, fyne.KeyDelete, fyne.KeyTab, fyne.KeyReturn, mobile.KeyBack} {
		k.TypedKey(&fyne.KeyEvent{Name: key})
	}
	if got, want := strings.Join(l.said, " "), "1 5 back clear next go window:"+string(mobile.KeyBack); got != want {
		t.Errorf("told %q, want %q", got, want)
	}
	if !k.AcceptsTab() {
		t.Error("Tab leaves the keypad instead of moving to the next column")
	}
}

// TestKeypadNext hides the next-column key without a column to go to.
func TestKeypadNext(t *testing.T) {
	l := &log{}
	var k *widget.Keypad
	w := show(t, func() fyne.CanvasObject { k = recordingKeypad(l, false, false); return k },
		base.VariantLight, 1, fyne.NewSize(800, 344))
	k.SetNext("")
	tapAt(w, 714, 132, false)
	k.SetNext("Sosial")
	tapAt(w, 714, 132, false)
	if got := strings.Join(l.said, " "); got != "next" {
		t.Errorf("told %q, want one next", got)
	}
}

// TestPINPad submits at the sixth digit and not before, takes digits back and
// ignores keys while busy.
func TestPINPad(t *testing.T) {
	var tried []string
	var p *widget.PINPad
	w := show(t, func() fyne.CanvasObject {
		p = widget.NewPINPad(func(pin string) { tried = append(tried, pin) })
		return p
	}, base.VariantLight, 1, fyne.NewSize(464, 528))
	key := func(column, row int) (x, y float32) { return 72 + float32(column)*160, 172 + float32(row)*104 }
	press := func(column, row int, slow bool) {
		x, y := key(column, row)
		tapAt(w, x, y, slow)
	}
	for i := range 3 {
		press(i, 0, false) // 1 2 3
		press(i, 1, true)  // 4 5 6, slowly
		if i == 0 {
			press(2, 3, true) // takes the 4 back
		}
	}
	if len(tried) != 0 {
		t.Fatalf("submitted %v after five digits", tried)
	}
	press(1, 3, false)
	press(1, 3, false) // a seventh key does nothing
	if want := []string{"125360"}; !slices.Equal(tried, want) {
		t.Fatalf("submitted %v, want %v", tried, want)
	}
	p.Reset()
	p.Busy()
	w.Canvas().Focus(p)
	typeFocused(t, w, "123456")
	press(0, 0, false)
	p.Ready()
	w.Canvas().Focus(p) // a tap on a key takes the focus away
	typeFocused(t, w, "98a7654")
	if want := []string{"125360", "987654"}; !slices.Equal(tried, want) {
		t.Errorf("submitted %v, want %v", tried, want)
	}
}
