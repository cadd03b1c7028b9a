package widget_test

import (
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"pendamping/app/widget"
)

// drag moves a finger over the pad through places in dp.
func drag(p *widget.InkPad, places ...fyne.Position) {
	for i := 1; i < len(places); i++ {
		step := places[i].Subtract(places[i-1])
		p.Dragged(&fyne.DragEvent{PointEvent: fyne.PointEvent{Position: places[i]}, Dragged: fyne.NewDelta(step.X, step.Y)})
	}
	p.DragEnd()
}

// TestInkPad draws two strokes and a dot, off the edge too, and clears them.
func TestInkPad(t *testing.T) {
	test.NewTempApp(t)
	told := 0
	p := widget.NewInkPad(func() { told++ })
	w := test.NewTempWindow(t, p)
	w.SetPadded(false)
	w.Resize(fyne.NewSize(500, 200)) // half a dp to the unit
	drag(p, fyne.NewPos(50, 100), fyne.NewPos(60, 100), fyne.NewPos(61, 100), fyne.NewPos(600, 300))
	drag(p, fyne.NewPos(10, 10), fyne.NewPos(20, 20))
	p.Tapped(&fyne.PointEvent{Position: fyne.NewPos(250, 20)})
	got := p.Strokes()
	if len(got) != 3 || told != 3 {
		t.Fatalf("%d strokes, told %d times", len(got), told)
	}
	want := []fyne.Position{{X: 100, Y: 200}, {X: 120, Y: 200}, {X: widget.InkWide, Y: widget.InkHigh}}
	if len(got[0]) != len(want) {
		t.Fatalf("first stroke %v, want %v: a dp apart is the same dot", got[0], want)
	}
	for i, d := range want {
		if got[0][i] != d {
			t.Errorf("dot %d at %v, want %v", i, got[0][i], d)
		}
	}
	if len(got[2]) != 1 || got[2][0] != fyne.NewPos(500, 40) {
		t.Errorf("the dot is at %v", got[2])
	}
	if n := len(test.WidgetRenderer(widget.NewInk(got)).Objects()); n != 0 {
		t.Errorf("%d lines without room", n)
	}
	ink := widget.NewInk(got)
	ink.Resize(fyne.NewSize(100, 40))
	if n := len(test.WidgetRenderer(ink).Objects()); n != 2+1+1 {
		t.Errorf("%d lines are drawn, want 4", n)
	}
	p.Clear()
	if len(p.Strokes()) != 0 || told != 4 {
		t.Errorf("after clearing %d strokes, told %d times", len(p.Strokes()), told)
	}
}

// TestInkPadStops takes no more than a drawing may have.
func TestInkPadStops(t *testing.T) {
	test.NewTempApp(t)
	p := widget.NewInkPad(nil)
	w := test.NewTempWindow(t, p)
	w.Resize(fyne.NewSize(1000, 400))
	places := make([]fyne.Position, 0, 5000)
	for i := range cap(places) {
		places = append(places, fyne.NewPos(float32(i%2*500), float32(i%300)))
	}
	drag(p, places...)
	if n := len(p.Strokes()[0]); n != 2000 {
		t.Errorf("%d dots", n)
	}
}
