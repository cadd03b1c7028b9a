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

// press is a quick or a slow tap.
type press int

const (
	quickly press = iota
	slowly
)

// presses are the two ways a finger comes down.
func presses() map[string]press { return map[string]press{"quick": quickly, "slow": slowly} }

// tapAt presses the canvas of w at a point in dp.
func tapAt(w fyne.Window, x, y float32, how press) {
	at := fyne.NewPos(x, y)
	if how == quickly {
		test.TapCanvas(w.Canvas(), at)
		return
	}
	if o, local := topAt(w.Canvas().Content(), at); o != nil {
		o.TappedSecondary(&fyne.PointEvent{Position: local})
	}
}

// topAt finds the topmost object that takes slow presses at a point, and the point within it.
func topAt(o fyne.CanvasObject, at fyne.Position) (fyne.SecondaryTappable, fyne.Position) {
	local := at.Subtract(o.Position())
	if !o.Visible() || local.X < 0 || local.Y < 0 || local.X >= o.Size().Width || local.Y >= o.Size().Height {
		return nil, local
	}
	for _, child := range slices.Backward(childrenOf(o)) {
		if found, inside := topAt(child, local); found != nil {
			return found, inside
		}
	}
	if found, ok := o.(fyne.SecondaryTappable); ok {
		return found, local
	}
	return nil, local
}

// childrenOf lists what an object is made of, none for a plain shape.
func childrenOf(o fyne.CanvasObject) []fyne.CanvasObject {
	if wid, ok := o.(fyne.Widget); ok {
		return test.WidgetRenderer(wid).Objects()
	}
	if box, ok := o.(*fyne.Container); ok {
		return box.Objects
	}
	return nil
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
		for label, how := range presses() {
			t.Run(name+" "+label, func(t *testing.T) {
				l := &log{}
				w := show(t, func() fyne.CanvasObject { return recordingKeypad(l, c.panel, c.mirrored) },
					base.VariantLight, 1, c.size)
				for _, p := range c.at {
					tapAt(w, p.x, p.y, how)
				}
				if got, want := strings.Join(l.said, " "), "1 5 9 000 0 clear back next go"; got != want {
					t.Errorf("told %q, want %q", got, want)
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
	tapAt(w, 714, 132, quickly)
	k.SetNext("Sosial")
	tapAt(w, 714, 132, quickly)
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
	tap := func(column, row int, how press) {
		x, y := key(column, row)
		tapAt(w, x, y, how)
	}
	for i := range 3 {
		tap(i, 0, quickly) // 1 2 3
		tap(i, 1, slowly)  // 4 5 6, slowly
		if i == 0 {
			tap(2, 3, slowly) // takes the 4 back
		}
	}
	if len(tried) != 0 {
		t.Fatalf("submitted %v after five digits", tried)
	}
	tap(1, 3, quickly)
	tap(1, 3, quickly) // a seventh key does nothing
	if want := []string{"125360"}; !slices.Equal(tried, want) {
		t.Fatalf("submitted %v, want %v", tried, want)
	}
	p.Reset()
	p.Busy()
	w.Canvas().Focus(p)
	typeFocused(t, w, "123456")
	tap(0, 0, quickly)
	p.Ready()
	w.Canvas().Focus(p) // a tap on a key takes the focus away
	typeFocused(t, w, "98a7654")
	if want := []string{"125360", "987654"}; !slices.Equal(tried, want) {
		t.Errorf("submitted %v, want %v", tried, want)
	}
}
