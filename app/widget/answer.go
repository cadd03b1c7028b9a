package widget

import "strings"

// Answer is something that a person fills in: a field, a choice, a box to tick. What stands
// in it can be kept as a text while the form is not saved, and be put back.
type Answer interface {
	// Typed is what stands in it, also where it says nothing that could be saved.
	Typed() string
	// Retype puts back what stood in it and tells so as if the person had filled it in and
	// gone on.
	Retype(text string)
	// Watch has fn called after each edit by the person and each time the field was left, after
	// its other listeners.
	Watch(fn func())
	// Shown words such a text for people.
	Shown(text string) string
}

// watched is the one who wants to know of every edit.
type watched struct{ watch func() }

// Watch implements Answer.
func (w *watched) Watch(fn func()) { w.watch = fn }

func (w *watched) edited() {
	if w.watch != nil {
		w.watch()
	}
}

// Typed implements Answer.
func (f *Field) Typed() string { return f.entry.Text }

// Retype implements Answer.
func (f *Field) Retype(text string) {
	f.dress()
	cleaned := f.entry.clean(text)
	f.entry.write(cleaned)
	f.Refresh()
	if f.OnChanged != nil {
		f.OnChanged(cleaned)
	}
	f.leave()
	f.edited() // also where leaving had nothing to tell
}

// Typed implements Answer.
func (c *Choice) Typed() string { return c.selected }

// Retype implements Answer. An answer that cannot be chosen any more is left out.
func (c *Choice) Retype(value string) {
	for _, o := range c.options {
		if o.Value == value {
			c.choose(value)
			return
		}
	}
}

// ticked is the answer of a toggle that is on.
const ticked = "yes"

// Typed implements Answer.
func (t *Toggle) Typed() string {
	if t.on {
		return ticked
	}
	return ""
}

// Retype implements Answer.
func (t *Toggle) Retype(text string) {
	if t.on != (text == ticked) {
		t.turn()
	}
}

// Typed implements Answer.
func (d *Drill) Typed() string { return d.cfg.Value }

// Retype implements Answer. What can be chosen is of the last level.
func (d *Drill) Retype(value string) {
	if value != "" && d.last(value) {
		d.pick(value)
	}
}

// Shown implements Answer.
func (*Field) Shown(text string) string { return text }

// Shown implements Answer.
func (c *Choice) Shown(value string) string {
	for _, o := range c.options {
		if o.Value == value {
			return o.Text
		}
	}
	return value
}

// Shown implements Answer.
func (*Toggle) Shown(text string) string {
	if text == ticked {
		return "✓"
	}
	return "–"
}

// Shown implements Answer.
func (d *Drill) Shown(value string) string {
	text := ""
	for _, step := range d.cfg.Path(value) {
		text = step.Text + ", " + text
	}
	return strings.TrimSuffix(text, ", ")
}
