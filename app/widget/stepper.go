package widget

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	fw "fyne.io/fyne/v2/widget"

	"pendamping/app/theme"
)

// Step is one station of a Stepper.
type Step struct {
	Label string
	State DiamondState
}

// Stepper shows the steps of a task as diamonds on a thread. Steps keep their
// numbers, counted from 1.
type Stepper struct {
	fw.BaseWidget
	steps  []Step
	tapped func(i int)
}

// NewStepper makes a stepper 72 dp high; tapped gets the index of the step pressed
// and may be nil.
func NewStepper(steps []Step, tapped func(i int)) *Stepper {
	w := &Stepper{steps: steps, tapped: tapped}
	w.ExtendBaseWidget(w)
	return w
}

// SetSteps replaces all steps.
func (w *Stepper) SetSteps(steps []Step) {
	w.steps = steps
	w.Refresh()
}

// Steps is what the stepper shows.
func (w *Stepper) Steps() []Step { return w.steps }

// inset is the room at both ends of the thread in dp.
const stepperInset = 8

// column is the width of one step.
func (w *Stepper) column(width float32) float32 {
	if len(w.steps) == 0 {
		return 0
	}
	return (width - 2*stepperInset) / float32(len(w.steps))
}

// hit presses the step under a point.
func (w *Stepper) hit(at fyne.Position) {
	column := w.column(w.Size().Width)
	if w.tapped == nil || column <= 0 {
		return
	}
	i := int((at.X - stepperInset) / column)
	if i >= 0 && i < len(w.steps) {
		w.tapped(i)
	}
}

// Tapped chooses the step under the finger.
func (w *Stepper) Tapped(e *fyne.PointEvent) { w.hit(e.Position) }

// TappedSecondary answers a slow press the same way.
func (w *Stepper) TappedSecondary(e *fyne.PointEvent) { w.hit(e.Position) }

// Cursor shows a hand where steps can be chosen.
func (w *Stepper) Cursor() desktop.Cursor {
	if w.tapped == nil {
		return desktop.DefaultCursor
	}
	return desktop.PointerCursor
}

// stepArt is what is painted for one step.
type stepArt struct {
	mark   *diamondArt
	label  *canvas.Text
	thread *canvas.Rectangle
}

// CreateRenderer draws the thread, the diamonds and the labels.
func (w *Stepper) CreateRenderer() fyne.WidgetRenderer {
	var arts []*stepArt
	d := &drawing{owner: w}
	d.min = func() fyne.Size {
		p := penOf(w, fontSemibold, theme.SizeText)
		return fyne.NewSize(float32(len(w.steps)*44), max(72, 46+p.line()+6))
	}
	d.layout = func(s fyne.Size) {
		column := w.column(s.Width)
		for i, art := range arts {
			mid := float32(int(stepperInset + column*(float32(i)+0.5)))
			art.mark.place(fyne.NewPos(mid-16, 8), 32)
			w.write(art, i, column)
			placeRun(art.label, mid-column/2, 43, column, penOf(w, fontSans, theme.SizeText).line())
			put(art.thread, mid+18, 23, max(0, column-36), 2)
		}
	}
	d.refresh = func() {
		if len(arts) != len(w.steps) {
			arts = make([]*stepArt, len(w.steps))
			d.objects = nil
			for i := range arts {
				arts[i] = &stepArt{mark: newDiamondArt(), label: newRun(fyne.TextAlignCenter), thread: &canvas.Rectangle{}}
				d.objects = append(d.objects, arts[i].thread)
				d.objects = append(d.objects, arts[i].mark.objects()...)
				d.objects = append(d.objects, arts[i].label)
			}
		}
		for i, art := range arts {
			w.paint(art, i)
		}
	}
	d.refresh()
	return d
}

// paint takes one step's state over; the thread is green behind what is done.
func (w *Stepper) paint(art *stepArt, i int) {
	step := w.steps[i]
	art.mark.set(w, step.State, itoa(i+1))
	ink := theme.Line
	if step.State == Done {
		ink = theme.Leaf
	}
	fillWith(art.thread, tint(w, ink), 0)
	setVisible(art.thread, i < len(w.steps)-1)
}

// write sets the label of a step, the current one in bold plum.
func (w *Stepper) write(art *stepArt, i int, column float32) {
	step := w.steps[i]
	p, ink := penOf(w, fontSans, theme.SizeText), theme.Ink2
	if step.State == Current {
		p, ink = penOf(w, fontSemibold, theme.SizeText), theme.PlumInk
	}
	setFitted(art.label, step.Label, column-4, p, tint(w, ink))
}
