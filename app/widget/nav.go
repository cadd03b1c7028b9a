package widget

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	fw "fyne.io/fyne/v2/widget"
)

// Stack is the trail of pages of one area, the last one showing. The toolkit's own
// forgets its pages once hidden for a minute; this one keeps them in the widget,
// so nothing is lost with a renderer.
type Stack struct {
	fw.BaseWidget
	pages []fyne.CanvasObject
	// OnChange is told the new depth after every push, pop and replace.
	OnChange func(depth int)
}

// NewStack makes a stack whose first page cannot be popped.
func NewStack(root fyne.CanvasObject) *Stack {
	s := &Stack{pages: []fyne.CanvasObject{root}}
	s.ExtendBaseWidget(s)
	return s
}

// Push shows a page over the present one, which keeps its state.
func (s *Stack) Push(page fyne.CanvasObject) {
	s.pages = append(s.pages, page)
	s.changed()
}

// Pop goes back one page; it tells whether there was one to go back to.
func (s *Stack) Pop() bool {
	if len(s.pages) == 1 {
		return false
	}
	s.pages[len(s.pages)-1] = nil
	s.pages = s.pages[:len(s.pages)-1]
	s.changed()
	return true
}

// PopToRoot goes back to the first page.
func (s *Stack) PopToRoot() {
	if len(s.pages) == 1 {
		return
	}
	s.pages = s.pages[:1:1]
	s.changed()
}

// Replace shows a page instead of the present one.
func (s *Stack) Replace(page fyne.CanvasObject) {
	s.pages[len(s.pages)-1] = page
	s.changed()
}

// Depth is the number of pages, at least 1.
func (s *Stack) Depth() int { return len(s.pages) }

// Top is the page that shows.
func (s *Stack) Top() fyne.CanvasObject { return s.pages[len(s.pages)-1] }

// held lets reveal look inside.
func (s *Stack) held() []fyne.CanvasObject { return []fyne.CanvasObject{s.Top()} }

// changed redraws and takes the focus off what is no longer there, which saves the
// field that had it.
func (s *Stack) changed() {
	if c := canvasOf(s); c != nil {
		c.Unfocus()
	}
	s.Refresh()
	if s.OnChange != nil {
		s.OnChange(len(s.pages))
	}
}

// CreateRenderer shows the top page only.
func (s *Stack) CreateRenderer() fyne.WidgetRenderer {
	d := &drawing{owner: s, objects: s.held()}
	d.min = func() fyne.Size { return s.Top().MinSize() }
	d.layout = func(size fyne.Size) { put(s.Top(), 0, 0, size.Width, size.Height) }
	d.refresh = func() {
		d.objects = s.held()
		canvas.Refresh(s) // a page of the same size moves nothing, so nothing else asks for a repaint
	}
	return d
}
