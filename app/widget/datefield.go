package widget

import (
	"strings"
	"time"
)

// DateField is a field for a date typed as day, month, year. What cannot be read
// stays as typed, with ErrText below, and is not handed on.
type DateField struct {
	Field
	// ErrText is the message for what is no date.
	ErrText string

	value   time.Time
	changed func(time.Time)
}

// NewDateField makes a field with a date, the zero time showing as empty. changed is
// told a new date (midnight UTC, or the zero time for an emptied field) on leaving.
func NewDateField(label string, value time.Time, changed func(time.Time)) *DateField {
	d := &DateField{changed: changed}
	d.setUp(d, label)
	d.Digits, d.MaxLength = true, 16
	d.entry.allow = "/.- "
	d.OnLeave = d.left
	d.SetValue(value)
	return d
}

// Value is the last date that could be read; zero for none.
func (d *DateField) Value() time.Time { return d.value }

// SetValue shows a date without telling anyone.
func (d *DateField) SetValue(value time.Time) {
	d.value = value
	d.SetText(DateText(value))
	d.SetMessage(Neutral, "")
}

// left reads what was typed.
func (d *DateField) left(text string) {
	value, ok := ParseDate(text)
	if !ok {
		d.SetMessage(Urgent, d.ErrText)
		return
	}
	same := value.Equal(d.value)
	d.SetValue(value)
	if !same && d.changed != nil {
		d.changed(value)
	}
}

// DateText writes a date with room around the slashes, nothing for the zero time.
func DateText(value time.Time) string {
	if value.IsZero() {
		return ""
	}
	return value.Format("02 / 01 / 2006")
}

// ParseDate reads day, month and four-digit year, with slashes, points, dashes or
// spaces between, or eight digits in a row. Empty text is the zero time. It refuses
// days that do not exist and years of two digits, whose century nobody can know.
func ParseDate(text string) (time.Time, bool) {
	plain := strings.TrimSpace(text)
	if plain == "" {
		return time.Time{}, true
	}
	parts := strings.FieldsFunc(plain, func(r rune) bool { return strings.ContainsRune("/.- ", r) })
	if len(parts) == 1 && len(parts[0]) == 8 {
		parts = []string{plain[:2], plain[2:4], plain[4:]}
	}
	if len(parts) != 3 || len(parts[2]) != 4 {
		return time.Time{}, false
	}
	value, err := time.Parse("2/1/2006", strings.Join(parts, "/"))
	return value, err == nil
}
