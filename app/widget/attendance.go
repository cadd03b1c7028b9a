package widget

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	fw "fyne.io/fyne/v2/widget"

	"pendamping/app/theme"
)

// Measures of an attendance tile in dp.
const (
	tileWidth  = 248
	tileHeight = 128
	tileStrip  = 48
	tileRadius = 12
	tileInset  = 16
)

// AttendanceState is what the strip of a tile says: the word, its icon and tone,
// and a note at the right such as the time of coming.
type AttendanceState struct {
	Word, Note string
	Icon       fyne.Resource
	Tone       Tone
	// Touched marks the tile that was tapped last.
	Touched bool
}

// AttendanceConfig is one member's tile. Tapped answers a tap on the name, StripTapped
// one on the strip; a nil StripTapped leaves the strip to Tapped.
type AttendanceConfig struct {
	Name, Detail        string
	State               AttendanceState
	Tapped, StripTapped func()
}

// AttendanceTile shows a member and how she attends.
type AttendanceTile struct {
	fw.BaseWidget
	cfg                      AttendanceConfig
	frame                    *box
	strip                    *canvas.Rectangle
	icon                     *glyph
	name, detail, word, note *canvas.Text
}

// NewAttendanceTile makes a tile.
func NewAttendanceTile(cfg AttendanceConfig) *AttendanceTile {
	text := func() *canvas.Text { return canvas.NewText("", nil) }
	a := &AttendanceTile{
		cfg: cfg, frame: newBox(), strip: canvas.NewRectangle(nil), icon: newGlyph(),
		name: text(), detail: text(), word: text(), note: text(),
	}
	a.ExtendBaseWidget(a)
	return a
}

// Set changes what the strip says and redraws this tile only.
func (a *AttendanceTile) Set(state AttendanceState) {
	if a.cfg.State == state {
		return
	}
	a.cfg.State = state
	a.Refresh()
}

// Tapped answers a quick press on name or strip.
func (a *AttendanceTile) Tapped(e *fyne.PointEvent) { a.hit(e.Position.Y) }

// TappedSecondary answers a slow press the same way.
func (a *AttendanceTile) TappedSecondary(e *fyne.PointEvent) { a.hit(e.Position.Y) }

// hit runs the action for a tap y dp from the top.
func (a *AttendanceTile) hit(y float32) {
	if a.cfg.StripTapped != nil && y >= a.Size().Height-tileStrip {
		a.cfg.StripTapped()
		return
	}
	call(a.cfg.Tapped)
}

// CreateRenderer is called by the toolkit.
func (a *AttendanceTile) CreateRenderer() fyne.WidgetRenderer {
	objects := append(a.frame.objects(), a.strip, a.icon.Image, a.name, a.detail, a.word, a.note)
	a.paint()
	return &drawing{
		owner:   a,
		objects: objects, layout: a.layout, refresh: a.paint,
		min: func() fyne.Size { return fyne.NewSize(160, tileHeight) },
	}
}

// paint takes the state over.
func (a *AttendanceTile) paint() {
	th, s := a.Theme(), a.cfg.State
	frame := look{fill: tint(a, theme.Card), border: tint(a, theme.Line), stroke: 1, radius: tileRadius}
	if s.Touched {
		frame.border, frame.stroke = tint(a, theme.Plum), 3
	}
	a.frame.set(frame)
	a.strip.BottomLeftCornerRadius = tileRadius - frame.stroke
	a.strip.BottomRightCornerRadius = tileRadius - frame.stroke
	a.strip.FillColor = tint(a, s.Tone.soft())
	a.strip.Refresh()
	ink := s.Tone.ink()
	a.icon.set(s.Icon, tint(a, ink))
	write(a.name, th, a.name.Text, inkStyle{size: theme.SizeName, tone: theme.Ink, bold: true})
	write(a.detail, th, a.detail.Text, inkStyle{size: theme.SizeCaption, tone: theme.Ink2})
	write(a.word, th, s.Word, inkStyle{size: theme.SizeText, tone: ink, bold: true})
	write(a.note, th, s.Note, inkStyle{size: theme.SizeText, tone: ink, align: fyne.TextAlignTrailing})
}

// layout has the names above the strip, all within the border.
func (a *AttendanceTile) layout(size fyne.Size) {
	border, inner := a.frame.stroke, size.Width-2*tileInset
	a.frame.place(fyne.NewPos(0, 0), size)
	top := size.Height - tileStrip
	place(a.strip, border, top-border, size.Width-2*border, tileStrip)
	upper := (top - 1) / 2
	fit(a.name, a.cfg.Name, inner, measureOf(a, theme.SizeName))
	line(a.name, tileInset+1, upper-8.5, inner)
	fit(a.detail, a.cfg.Detail, inner, measureOf(a, theme.SizeCaption))
	line(a.detail, tileInset+1, upper+12.5, inner)
	mid := top + tileStrip/2 - 0.5
	place(a.icon.Image, tileInset+1, mid-11, 22, 22)
	line(a.word, tileInset+31, mid, inner)
	line(a.note, tileInset, mid, inner)
}
