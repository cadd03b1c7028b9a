package widget

import (
	"strings"

	"fyne.io/fyne/v2"
)

// DigitField is a field for a number of many digits, such as an identity number, that is
// typed with a keypad on the page: the system's keyboard, which would cover half of it,
// stays away. The page shows the keypad while the field is active and hands its keys to
// Press, Back and Clear. Fields of such a page are left by SetActive(false), which tells
// OnLeave as leaving a [Field] does.
type DigitField struct {
	Field
	// OnTap is told that the field was pressed, for the page to make it active.
	OnTap func()
}

// NewDigitField makes an empty field for at most so many digits, shown in groups of four
// where grouped is set.
func NewDigitField(label string, most int, grouped bool) *DigitField { //nolint:revive // one of two looks
	d := &DigitField{}
	d.setUp(d, label)
	d.pad, d.ReadOnly, d.Digits, d.MaxLength = true, true, true, most
	if grouped {
		d.groups = 4
	}
	return d
}

// ShowAs sets how the digits are written, such as in the groups of a telephone number.
func (d *DigitField) ShowAs(shown func(digits string) string) { d.shown = shown }

// Tapped answers a quick press.
func (d *DigitField) Tapped(*fyne.PointEvent) { d.tap() }

// TappedSecondary answers a slow press the same way.
func (d *DigitField) TappedSecondary(*fyne.PointEvent) { d.tap() }

func (d *DigitField) tap() {
	if d.OnTap != nil {
		d.OnTap()
	}
}

// SetActive begins or ends typing.
func (d *DigitField) SetActive(active bool) { //nolint:revive // on or off
	if d.focused != active {
		d.focusChanged(active)
	}
}

// Press adds digits at the end; what is too long is left out.
func (d *DigitField) Press(digits string) { d.edit(d.entry.Text + digits) }

// Back takes the last digit off.
func (d *DigitField) Back() {
	if text := d.entry.Text; text != "" {
		d.edit(text[:len(text)-1])
	}
}

// Clear takes all digits off.
func (d *DigitField) Clear() { d.edit("") }

// edit writes what was typed and tells OnChanged.
func (d *DigitField) edit(text string) {
	d.dress()
	cleaned := d.entry.clean(text)
	if cleaned == d.entry.Text {
		return
	}
	d.entry.write(cleaned)
	d.Refresh()
	if d.OnChanged != nil {
		d.OnChanged(cleaned)
	}
	d.edited()
}

// display is what the field shows: digits in groups, and a caret while it is active.
// What is not only digits, as a masked number, is shown as it is.
func (f *Field) display() string {
	text := f.entry.Text
	switch {
	case !f.pad:
		return text
	case f.shown != nil:
		text = f.shown(text)
	}
	if f.groups > 0 && strings.Trim(text, "0123456789") == "" {
		var parts []string
		for len(text) > f.groups {
			parts, text = append(parts, text[:f.groups]), text[f.groups:]
		}
		text = strings.Join(append(parts, text), "  ")
	}
	if f.focused {
		text += "▏"
	}
	return text
}
