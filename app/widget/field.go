package widget

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	fw "fyne.io/fyne/v2/widget"

	"pendamping/app/theme"
	"pendamping/assets"
)

// Field is a labeled text field with a message below. The exported fields other
// than the callbacks are read when it is drawn: set them first, or call Refresh.
type Field struct {
	fw.BaseWidget
	// OnLeave is told the text when the field is left or Enter is pressed, and only
	// when it differs from what was last told or set.
	OnLeave func(string)
	// OnChanged is told the text after every edit by the user.
	OnChanged func(string)
	// OnEnter is told that somebody begins to type.
	OnEnter func()
	// Optional is written after the label, such as "may be empty".
	Optional string
	// Placeholder shows while the field is empty.
	Placeholder string
	// Password hides what is typed.
	Password bool
	// ReadOnly shows a value nobody can edit, all of it, however long it is.
	ReadOnly bool
	// Digits asks for the number keyboard and drops all other characters.
	Digits bool
	// MaxLength limits the characters; 0 means no limit.
	MaxLength int
	// Rows over 1 make a text of several lines that many rows high.
	Rows int
	// Desk makes the 40 dp field of the desktop screens.
	Desk bool

	watched
	self       fyne.Widget
	pad        bool // typed into by a keypad on the page, never by the system's keyboard
	groups     int  // digits shown together; 0: all
	shown      func(string) string
	label      string
	tone       Tone
	message    remark
	suffix     string
	suffixTone Tone
	action     *IconButton
	saved      string
	focused    bool
	look       *inputLook
	entry      *input
	dressed    *container.ThemeOverride
	spacer     *spacer
}

// spacer keeps a width free at the end of an entry.
type spacer struct{ width float32 }

// Layout has nothing to place.
func (*spacer) Layout([]fyne.CanvasObject, fyne.Size) {}

// MinSize is the width kept free.
func (s *spacer) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.NewSize(s.width, 1) }

// NewField makes an empty field.
func NewField(label string) *Field {
	f := &Field{}
	f.setUp(f, label)
	return f
}

// setUp builds the field inside self, which may be a widget that embeds it.
func (f *Field) setUp(self fyne.Widget, label string) {
	f.self, f.label = self, label
	f.ExtendBaseWidget(self)
	f.look = &inputLook{th: f.Theme(), text: theme.SizeName, padding: 16, radius: 12}
	f.entry, f.spacer = newInput(), &spacer{}
	f.entry.ActionItem = container.New(f.spacer)
	f.entry.focus = f.focusChanged
	f.entry.enter = f.leave
	f.entry.typed = func(s string) {
		if f.OnChanged != nil {
			f.OnChanged(s)
		}
		f.edited()
	}
	f.dressed = container.NewThemeOverride(f.entry, inputTheme{look: f.look})
}

// Text is what the field holds.
func (f *Field) Text() string { return f.entry.Text }

// SetText writes a text as already saved: neither callback is told.
func (f *Field) SetText(s string) {
	f.saved = s
	if f.entry.Text != s {
		f.entry.write(s)
	}
	if f.ReadOnly {
		f.Refresh()
	}
}

// SetLabel changes the label.
func (f *Field) SetLabel(s string) {
	f.label = s
	f.Refresh()
}

// SetMessage writes a message below; the tone also colors the border. An empty
// text takes it away.
func (f *Field) SetMessage(tone Tone, text string) { f.SetRemark(tone, "", text) }

// SetRemark is SetMessage with a strong beginning.
func (f *Field) SetRemark(tone Tone, strong, text string) {
	if f.tone == tone && f.message == (remark{strong, text}) {
		return
	}
	f.tone, f.message = tone, remark{strong, text}
	f.Refresh()
}

// Message is what is written below the field, its strong beginning first.
func (f *Field) Message() string {
	if f.message.strong == "" || f.message.text == "" {
		return f.message.strong + f.message.text
	}
	return f.message.strong + " " + f.message.text
}

// SetSuffix writes a note inside at the end, such as a count of digits; Good adds a
// tick, Waiting a warning, Urgent writes it strong.
func (f *Field) SetSuffix(tone Tone, text string) {
	if f.suffix == text && f.suffixTone == tone {
		return
	}
	f.suffix, f.suffixTone = text, tone
	f.Refresh()
}

// SetAction puts an icon to press at the end, such as the eye; nil removes it.
func (f *Field) SetAction(icon fyne.Resource, tapped func()) {
	f.action = nil
	if icon != nil {
		f.action = NewIconButton(icon, tapped)
	}
	f.Refresh()
}

// Focus puts the caret at the end of the field.
func (f *Field) Focus() {
	if f.Rows <= 1 {
		f.entry.CursorColumn = len([]rune(f.entry.Text))
	}
	if c := canvasOf(f.self); c != nil {
		f.FocusOn(c)
	}
}

// FocusOn puts the cursor into the field on a canvas that has not drawn it yet, which
// Fyne therefore cannot find by the field.
func (f *Field) FocusOn(c fyne.Canvas) { c.Focus(f.entry) }

// Focused tells whether the field is being typed into.
func (f *Field) Focused() bool { return f.focused }

// focusChanged saves on leaving and scrolls into view on entering.
func (f *Field) focusChanged(in bool) {
	f.focused = in
	f.Refresh()
	if f.focused {
		if f.OnEnter != nil {
			f.OnEnter()
		}
		reveal(f.self)
		return
	}
	f.leave()
}

// leave tells OnLeave, once per changed text.
func (f *Field) leave() {
	if f.entry.Text == f.saved {
		return
	}
	f.saved = f.entry.Text
	if f.OnLeave != nil {
		f.OnLeave(f.saved)
	}
	f.edited()
}

// held lets reveal see the entry.
func (f *Field) held() []fyne.CanvasObject { return []fyne.CanvasObject{f.dressed} }

// labelHeight is the room of the label and its gap, 0 without a label.
func (f *Field) labelHeight() float32 {
	if f.label == "" {
		return 0
	}
	return penOf(f, fontSemibold, theme.SizeCaption).line() + 4
}

// boxHeight is the height of the frame in a width, 56 unless text is larger or has rows.
func (f *Field) boxHeight(width float32) float32 {
	line := penOf(f, fontSans, f.textSize()).line()
	rows := float32(max(1, f.Rows))
	if f.settled() {
		rows = float32(len(f.told(width)))
	}
	least := float32(56)
	if f.Desk {
		least = 40
	}
	return max(least, rows*line+least-24)
}

// textSize is 18, or 15 on the desktop.
func (f *Field) textSize() fyne.ThemeSizeName {
	if f.Desk {
		return theme.SizeText
	}
	return theme.SizeName
}

// messageInset is the room of the message's icon.
const messageInset = 28

// heightFor is label, frame and wrapped message.
func (f *Field) heightFor(width float32) float32 {
	height := f.labelHeight() + f.boxHeight(width)
	if message := f.message.height(f, width-messageInset); message > 0 {
		height += 8 + message
	}
	return height
}

// suffixPen is strong for what is wrong.
func (f *Field) suffixPen() pen {
	if f.suffixTone == Urgent {
		return penOf(f, fontSemibold, theme.SizeText)
	}
	return penOf(f, fontSans, theme.SizeCaption)
}

// suffixIcon goes before the note.
func (f *Field) suffixIcon() fyne.Resource {
	switch f.suffixTone {
	case Good:
		return assets.IconFill("check-circle")
	case Waiting:
		return assets.IconFill("warning")
	default:
		return nil
	}
}

// frame paints the border by focus and tone.
func (f *Field) frame(b *box) {
	l := look{fill: tint(f, theme.Card), border: tint(f, theme.Edge), stroke: 1, radius: f.look.radius}
	said := f.message != (remark{})
	switch {
	case f.settled():
		l.fill = tint(f, theme.Paper)
	case f.focused:
		l.border, l.stroke = tint(f, theme.Plum), 2
	case said && f.tone == Urgent:
		l.border, l.stroke = tint(f, theme.Brick), 2
	case said && f.tone == Waiting:
		l.border, l.stroke = tint(f, theme.AmberInk), 2
	}
	b.set(l)
}
