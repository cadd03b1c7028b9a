package month

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/test"
)

// seat is a device with somebody in front of it, who reads its window and touches it.
type seat struct {
	*stage

	name   string
	window fyne.Window
	frames frames
}

// entry is what text is typed into.
type entry interface {
	fyne.Focusable
	SelectedText() string
}

// area is a part of the window, in dp.
type area struct{ left, top, right, bottom float32 }

func (a area) holds(p fyne.Position) bool {
	return p.X >= a.left && p.X < a.right && p.Y >= a.top && p.Y < a.bottom
}

func (a area) within(b area) area {
	return area{max(a.left, b.left), max(a.top, b.top), min(a.right, b.right), min(a.bottom, b.bottom)}
}

func (a area) middle() fyne.Position {
	return fyne.NewPos((a.left+a.right)/2, (a.top+a.bottom)/2)
}

// thing is a text or a field in the window: where it is, and what it can be seen through.
type thing struct {
	text  string // empty of a field
	at    area
	clip  area
	views []area         // of the scrolling parts around it, the outermost first
	field fyne.Focusable // nil of a text
}

// seen tells whether the middle of a thing is in sight.
func (t *thing) seen() bool { return t.clip.holds(t.at.middle()) }

// look lists what is in the window: the topmost overlay where there is one.
func (s *seat) look() []thing {
	c := s.window.Canvas()
	root := c.Content()
	if top := c.Overlays().Top(); top != nil {
		root = top
	}
	s.frames.draw(root)
	all := area{0, 0, c.Size().Width, c.Size().Height}
	var out []thing
	walk(root, fyne.Position{}, all, nil, &out)
	return out
}

// walk collects texts and fields below an object.
func walk(o fyne.CanvasObject, at fyne.Position, clip area, views []area, out *[]thing) {
	if o == nil || !o.Visible() {
		return
	}
	at = at.Add(o.Position())
	here := area{at.X, at.Y, at.X + o.Size().Width, at.Y + o.Size().Height}
	if t, ok := o.(*canvas.Text); ok {
		if t.Text != "" {
			*out = append(*out, thing{text: t.Text, at: here, clip: clip, views: views})
		}
		return
	}
	if c, ok := o.(*fyne.Container); ok {
		for _, child := range c.Objects {
			walk(child, at, clip, views, out)
		}
		return
	}
	w, ok := o.(fyne.Widget)
	if !ok {
		return
	}
	if f, ok := o.(entry); ok {
		*out = append(*out, thing{at: here, clip: clip, views: views, field: f})
	}
	if _, ok := o.(*container.Scroll); ok {
		clip = clip.within(here)
		views = append(slices.Clone(views), clip)
	}
	for _, child := range test.WidgetRenderer(w).Objects() {
		walk(child, at, clip, views, out)
	}
}

// says tells whether a text is what is meant: all of it or, with a star, how it
// begins and ends.
func says(text, what string) bool {
	head, tail, ok := strings.Cut(what, "*")
	if !ok {
		return text == what
	}
	return strings.HasPrefix(text, head) && strings.HasSuffix(text[len(head):], tail)
}

// find is the nth text of the window that says something, in the order of drawing; those
// in sight come first.
func (s *seat) find(what string, nth int) (thing, bool) {
	var in, out []thing
	for _, t := range s.look() {
		switch {
		case t.field != nil || !says(t.text, what):
		case t.seen():
			in = append(in, t)
		default:
			out = append(out, t)
		}
	}
	all := slices.Concat(in, out)
	if nth < 0 && len(in) > 0 {
		nth = len(in) - 1
	} else if nth < 0 { // below or above what is in sight
		nth = len(all) - 1
	}
	if nth < 0 || nth >= len(all) {
		return thing{}, false
	}
	return all[nth], true
}

// shows tells whether a text is in the window.
func (s *seat) shows(what string) bool {
	_, ok := s.find(what, 0)
	return ok
}

// words are all texts in the window, for messages.
func (s *seat) words() string {
	var all []string
	for _, t := range s.look() {
		if t.text != "" {
			all = append(all, t.text)
		}
	}
	return strings.Join(all, " | ")
}

// wait runs the app until a text shows.
func (s *seat) wait(ctx context.Context, what string) error {
	if err := s.until(ctx, func() bool { return s.shows(what) }); err != nil {
		return fmt.Errorf("%s: waiting for «%s»: %w; there is %s", s.name, what, err, s.words())
	}
	return nil
}

// tap touches the first text that says something; last the last one in sight.
func (s *seat) tap(ctx context.Context, what string) error  { return s.touch(ctx, what, 0) }
func (s *seat) last(ctx context.Context, what string) error { return s.touch(ctx, what, -1) }

func (s *seat) touch(ctx context.Context, what string, nth int) error {
	if err := s.wait(ctx, what); err != nil {
		return err
	}
	return s.press(what, func() (thing, bool) { return s.find(what, nth) })
}

// press scrolls a thing into sight and touches it.
func (s *seat) press(what string, find func() (thing, bool)) error {
	for range 60 {
		t, ok := find()
		if !ok {
			return fmt.Errorf("%s: «%s» is gone; there is %s", s.name, what, s.words())
		}
		if t.seen() {
			test.TapCanvas(s.window.Canvas(), t.at.middle())
			if t.field != nil { // a real driver gives the focus as the finger comes down
				s.window.Canvas().Focus(t.field)
			}
			s.drain()
			return nil
		}
		if !s.scroll(&t) {
			break
		}
	}
	return fmt.Errorf("%s: «%s» cannot be scrolled into sight", s.name, what)
}

// scroll turns the wheel over the innermost part that scrolls so that a thing comes nearer.
func (s *seat) scroll(t *thing) bool {
	if len(t.views) == 0 {
		return false
	}
	view := t.views[len(t.views)-1]
	mid, to := t.at.middle(), view.middle()
	before := *t
	test.Scroll(s.window.Canvas(), to, to.X-mid.X, to.Y-mid.Y)
	s.drain()
	for _, now := range s.look() {
		if now.text == before.text && now.at == before.at {
			return len(t.views) > 1 && s.outer(t)
		}
	}
	return true
}

// outer scrolls the part around the innermost.
func (s *seat) outer(t *thing) bool {
	view := t.views[len(t.views)-2]
	mid := t.at.middle()
	test.Scroll(s.window.Canvas(), fyne.NewPos(view.left+4, view.middle().Y), 0, view.middle().Y-mid.Y)
	s.drain()
	return true
}

// write types into the field under a label, in place of what it holds, and leaves it.
func (s *seat) write(ctx context.Context, label, text string) error {
	if err := s.begin(ctx, label, text); err != nil {
		return err
	}
	s.window.Canvas().Unfocus()
	s.drain()
	return nil
}

// begin is write without leaving the field.
func (s *seat) begin(ctx context.Context, label, text string) error {
	if err := s.wait(ctx, label); err != nil {
		return err
	}
	find := func() (thing, bool) {
		l, ok := s.find(label, 0)
		if !ok {
			return l, false
		}
		return s.below(l)
	}
	if err := s.press(label, find); err != nil {
		return err
	}
	focused := s.window.Canvas().Focused()
	if focused == nil {
		return fmt.Errorf("%s: the field «%s» takes no text", s.name, label)
	}
	if f, ok := focused.(fyne.Shortcutable); ok {
		f.TypedShortcut(&fyne.ShortcutSelectAll{})
	}
	if text == "" {
		focused.TypedKey(&fyne.KeyEvent{Name: fyne.KeyBackspace})
	}
	for _, r := range text {
		focused.TypedRune(r)
	}
	s.drain()
	return nil
}

// below is the field nearest under a label.
func (s *seat) below(label thing) (thing, bool) {
	var best thing
	found := false
	for _, f := range s.look() {
		if f.field == nil || f.at.bottom < label.at.top || f.at.right < label.at.left || f.at.left > label.at.right {
			continue
		}
		if !found || f.at.top < best.at.top {
			best, found = f, true
		}
	}
	return best, found
}

// beside is the text at the right of a label.
func (s *seat) beside(label string) (string, bool) {
	l, ok := s.find(label, 0)
	if !ok {
		return "", false
	}
	y := l.at.middle().Y
	best, found := thing{}, false
	for _, t := range s.look() {
		if t.field != nil || t.at.left < l.at.left+1 || t.at.top > y || t.at.bottom < y {
			continue
		}
		if !found || t.at.left < best.at.left {
			best, found = t, true
		}
	}
	return best.text, found
}
