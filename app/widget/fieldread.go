package widget

import (
	"fyne.io/fyne/v2"

	"pendamping/app/theme"
)

// nothing stands where nobody wrote anything; it is the same in every language.
const nothing = "–"

// fieldInset is the room left and right of a field's text, in dp.
const fieldInset = 16

// settled tells whether the field shows what nobody can edit. One that is typed into by a
// keypad on the page is read-only to the system's keyboard alone.
func (f *Field) settled() bool { return f.ReadOnly && !f.pad }

// told is what a settled field says, a line each, in a field of the width given: nothing
// can be scrolled in it, so all of the text shows. Where nothing was written a dash says
// so, since an empty frame looks as if it waited for somebody.
func (f *Field) told(width float32) []string {
	if f.entry.Text == "" {
		return []string{nothing}
	}
	if width <= 2*fieldInset {
		return []string{f.entry.Text}
	}
	return penOf(f, fontSans, f.textSize()).wrap(f.entry.Text, width-2*fieldInset)
}

// tell writes the text of a field that has no entry into the frame, which begins at top;
// width is what suffix and action leave of it.
func (f *Field) tell(art *fieldArt, top, height, width float32) {
	var lines []string
	ink := theme.Ink2
	switch {
	case f.pad:
		lines, ink = []string{f.display()}, theme.Ink
	case f.ReadOnly:
		lines = f.told(width + 2*fieldInset)
	}
	for len(art.values) < len(lines) {
		art.values = append(art.values, newRun(fyne.TextAlignLeading))
	}
	art.values = art.values[:len(lines)]
	value := penOf(f, fontSans, f.textSize())
	step := value.line()
	at := top + max(0, (height-step*float32(len(lines)))/2)
	for i, line := range lines {
		setFitted(art.values[i], line, width, value, tint(f, ink))
		placeRun(art.values[i], fieldInset, at+float32(i)*step, width, step)
	}
}
