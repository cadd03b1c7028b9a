package widget

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"pendamping/app/theme"
)

// Measures of a stat tile in dp.
const (
	statHeight = 94
	statInset  = 16
	statIcon   = 16
)

// StatTile is one figure with its name above and a note below. Tapping opens what
// lies behind the figure.
type StatTile struct {
	tapper
	label, figure, note string
	tone                Tone
	icon                fyne.Resource
	frame               *box
	sign                *glyph
	texts               [3]*canvas.Text
}

// NewStatTile makes a tile; tone colors the note, and Waiting or Urgent the border too.
// A nil tapped makes it a plain figure.
func NewStatTile(label, figure, note string, tone Tone, tapped func()) *StatTile {
	s := &StatTile{label: label, figure: figure, note: note, tone: tone, frame: newBox(), sign: newGlyph()}
	for i := range s.texts {
		s.texts[i] = canvas.NewText("", nil)
	}
	s.tapped = tapped
	s.extend(s)
	return s
}

// SetIcon puts a sign such as an arrow before the note; nil removes it.
func (s *StatTile) SetIcon(icon fyne.Resource) {
	s.icon = icon
	s.Refresh()
}

// SetFigure changes figure, note and tone.
func (s *StatTile) SetFigure(figure, note string, tone Tone) {
	s.figure, s.note, s.tone = figure, note, tone
	s.Refresh()
}

// CreateRenderer is called by the toolkit.
func (s *StatTile) CreateRenderer() fyne.WidgetRenderer {
	objects := append(s.frame.objects(), s.sign.Image, s.texts[0], s.texts[1], s.texts[2])
	s.paint()
	return &drawing{owner: s, objects: objects, layout: s.layout, min: s.minSize, refresh: s.paint}
}

// paint takes the figure over.
func (s *StatTile) paint() {
	frame := look{fill: tint(s, theme.Card), border: tint(s, theme.Line), stroke: 1, radius: 12}
	if s.tone == Waiting || s.tone == Urgent {
		frame.border = tint(s, s.tone.ink())
	}
	if s.focused {
		frame.border, frame.stroke = tint(s, theme.Plum), 2
	}
	s.frame.set(frame)
	s.sign.set(s.icon, tint(s, s.tone.ink()))
	th := s.Theme()
	write(s.texts[0], th, s.texts[0].Text, inkStyle{size: theme.SizeCaption, tone: theme.Ink2})
	write(s.texts[1], th, s.texts[1].Text, inkStyle{size: theme.SizeTitle, tone: theme.Ink, bold: true})
	write(s.texts[2], th, s.texts[2].Text,
		inkStyle{size: theme.SizeCaption, tone: s.tone.ink(), bold: s.tone != Neutral})
}

// minSize keeps the figure whole, if small; label and note may be shortened.
func (s *StatTile) minSize() fyne.Size {
	size := measureOf(s, theme.SizeTitle)
	figure := fyne.MeasureText(s.figure, max(24*squeezed, size*squeezed), fyne.TextStyle{Bold: true})
	return fyne.NewSize(figure.Width+2*statInset, statHeight*size/24)
}

// layout stacks the three lines.
func (s *StatTile) layout(size fyne.Size) {
	s.frame.place(fyne.NewPos(0, 0), size)
	scale := measureOf(s, theme.SizeTitle) / 24
	inset := float32(statInset)
	if size.Height < statHeight*scale {
		inset = 14 // the denser desktop tile
	}
	width, mid := size.Width-2*inset, size.Height/2
	fit(s.texts[0], s.label, width, measureOf(s, theme.SizeCaption))
	line(s.texts[0], inset+1, mid-26*scale, width)
	fit(s.texts[1], s.figure, width, measureOf(s, theme.SizeTitle))
	line(s.texts[1], inset+1, mid, width)
	indent := float32(0)
	if s.icon != nil {
		indent = statIcon + 4
		place(s.sign.Image, inset+1, mid+24*scale-statIcon/2, statIcon, statIcon)
	}
	fit(s.texts[2], s.note, width-indent, measureOf(s, theme.SizeCaption))
	line(s.texts[2], inset+1+indent, mid+24.5*scale, width-indent)
}
