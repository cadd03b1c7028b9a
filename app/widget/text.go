package widget

import (
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	fw "fyne.io/fyne/v2/widget"

	"pendamping/app/theme"
)

// Text is a piece of text in one of the kit's styles. It takes one line, gets smaller
// where it does not fit and then ends in an ellipsis, or wraps at words when Wrap is set. The
// exported fields are read when the text is drawn: set them before showing it, or
// call Refresh.
type Text struct {
	fw.BaseWidget
	Align fyne.TextAlign
	Wrap  bool
	Bold  bool
	Serif bool
	Font  fyne.ThemeSizeName
	Ink   fyne.ThemeColorName

	text string
	runs []*canvas.Text
}

// NewText makes a text of any size, weight and color of the theme.
func NewText(s string, size fyne.ThemeSizeName, bold bool, ink fyne.ThemeColorName) *Text {
	t := &Text{text: s, Font: size, Bold: bold, Ink: ink}
	t.ExtendBaseWidget(t)
	return t
}

// Title is 24/600 for totals and figures.
func Title(s string) *Text { return NewText(s, theme.SizeTitle, true, theme.Ink) }

// TitleSerif is the 24 book title at the head of a page.
func TitleSerif(s string) *Text {
	t := NewText(s, theme.SizeTitle, true, theme.Ink)
	t.Serif = true
	return t
}

// Heading is the 18 book title of a section.
func Heading(s string) *Text {
	t := NewText(s, theme.SizeName, false, theme.Ink)
	t.Serif = true
	return t
}

// Name is 18/600, for people, groups and money in lists.
func Name(s string) *Text { return NewText(s, theme.SizeName, true, theme.Ink) }

// Body is plain 15 text.
func Body(s string) *Text { return NewText(s, theme.SizeText, false, theme.Ink) }

// Strong is 15/600.
func Strong(s string) *Text { return NewText(s, theme.SizeText, true, theme.Ink) }

// Caption is 13 text in the secondary ink.
func Caption(s string) *Text { return NewText(s, theme.SizeCaption, false, theme.Ink2) }

// Amount is the 32/600 sum being entered.
func Amount(s string) *Text { return NewText(s, theme.SizeAmount, true, theme.Ink) }

// Text is what is written, whole even when an ellipsis shows.
func (t *Text) Text() string { return t.text }

// SetText writes something else; the same text again costs nothing.
func (t *Text) SetText(s string) {
	if t.text == s {
		return
	}
	t.text = s
	t.Refresh()
}

// SetTone colors the text by urgency; Neutral is the secondary ink.
func (t *Text) SetTone(tone Tone) { t.SetColour(tone.ink()) }

// SetColour colors the text by a name of the theme.
func (t *Text) SetColour(name fyne.ThemeColorName) {
	if t.Ink == name {
		return
	}
	t.Ink = name
	t.Refresh()
}

// pen chooses the font; the book face is 600 for sections and 700 for page titles.
func (t *Text) pen() pen {
	f := fontSans
	switch {
	case t.Serif && t.Bold:
		f = fontSerifBold
	case t.Serif:
		f = fontSerif
	case t.Bold:
		f = fontSemibold
	}
	return penOf(t, f, t.Font)
}

// penIn is the pen for a column of the width: smaller where the line, or a word of a
// wrapped text, needs more room.
func (t *Text) penIn(width float32) pen {
	p := t.pen()
	if !t.Wrap {
		return p.fitting(t.text, width)
	}
	longest := ""
	for _, word := range strings.Fields(t.text) {
		if p.width(word) > p.width(longest) {
			longest = word
		}
	}
	return p.fitting(longest, width)
}

// lines is the text as it is set within a width.
func (t *Text) lines(width float32) []string {
	p := t.penIn(width)
	if t.Wrap {
		return p.wrap(t.text, width)
	}
	return []string{p.cut(t.text, width)}
}

// heightFor is the height the text needs in a column of the width given.
func (t *Text) heightFor(width float32) float32 {
	if !t.Wrap || width <= 0 {
		return t.pen().line()
	}
	return t.pen().line() * float32(len(t.lines(width)))
}

// CreateRenderer draws one canvas text per line.
func (t *Text) CreateRenderer() fyne.WidgetRenderer {
	d := &drawing{owner: t}
	d.min = func() fyne.Size {
		if t.Wrap {
			return fyne.NewSize(t.pen().longestWord(t.text), t.heightFor(t.Size().Width))
		}
		return fyne.NewSize(t.pen().width(t.text), t.pen().line())
	}
	d.layout = func(s fyne.Size) { d.objects = t.set(s) }
	t.runs = nil
	return d
}

// set writes the lines and places them; the canvas texts are kept between calls.
func (t *Text) set(s fyne.Size) []fyne.CanvasObject {
	p, ink := t.penIn(s.Width), tint(t, t.Ink)
	lines := t.lines(s.Width)
	for len(t.runs) < len(lines) {
		t.runs = append(t.runs, newRun(t.Align))
	}
	t.runs = t.runs[:len(lines)]
	objects := make([]fyne.CanvasObject, len(lines))
	step := t.pen().line()
	top := max(0, float32(int((s.Height-step*float32(len(lines)))/2)))
	for i, line := range lines {
		run := t.runs[i]
		run.Alignment = t.Align
		setRun(run, line, p, ink)
		placeRun(run, 0, top+float32(i)*step, s.Width, step)
		objects[i] = run
	}
	return objects
}
