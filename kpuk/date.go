package kpuk

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"pendamping/fault"
)

// Date is a day of the calendar without time zone. The zero Date means none. 1 January
// 1970 is 1 and days after it follow; 31 December 1969 is −1 and days before it
// precede, so that every day has a number, later days have greater ones, and no day is
// zero.
type Date int32

// ErrNotDate says that a text is not a day of the calendar.
var ErrNotDate = fault.New(fault.Invalid, "not a date")

// secondsPerDay turns Unix time into days.
const secondsPerDay = 24 * 60 * 60

// fromDays makes a Date of days since 1 January 1970, stepping over zero.
func fromDays(days int64) Date {
	if days >= 0 {
		days++
	}
	return Date(days) //nolint:gosec // 5.8 million years
}

// days returns days since 1 January 1970.
func (d Date) days() int64 {
	if d > 0 {
		return int64(d) - 1
	}
	return int64(d)
}

// NewDate makes a date; days and months out of range are carried over as time.Date
// does. Use [ValidDate] for what people typed.
func NewDate(year int, month time.Month, day int) Date {
	return fromDays(time.Date(year, month, day, 0, 0, 0, 0, time.UTC).Unix() / secondsPerDay)
}

// ValidDate makes a date and tells whether the calendar has that day.
func ValidDate(year int, month time.Month, day int) (Date, bool) {
	t := time.Date(year, month, day, 0, 0, 0, 0, time.UTC)
	if t.Year() != year || t.Month() != month || t.Day() != day {
		return 0, false
	}
	return NewDate(year, month, day), true
}

// DateOf returns the day of t in t's own time zone; the zero time gives the zero Date.
func DateOf(t time.Time) Date {
	if t.IsZero() {
		return 0
	}
	return NewDate(t.Date())
}

// IsZero tells whether d means none.
func (d Date) IsZero() bool { return d == 0 }

// Time returns midnight UTC of d; the zero Date gives the zero time.
func (d Date) Time() time.Time {
	if d == 0 {
		return time.Time{}
	}
	return time.Unix(d.days()*secondsPerDay, 0).UTC()
}

// Year returns the year; 1 for the zero Date.
func (d Date) Year() int { return d.Time().Year() }

// Month returns the month.
func (d Date) Month() time.Month { return d.Time().Month() }

// Day returns the day of the month.
func (d Date) Day() int { return d.Time().Day() }

// Weekday returns the day of the week.
func (d Date) Weekday() time.Weekday { return d.Time().Weekday() }

// String writes ISO 8601, "2026-11-23"; empty for the zero Date.
func (d Date) String() string {
	if d == 0 {
		return ""
	}
	return d.Time().Format(time.DateOnly)
}

// AddDays returns the day n days after d; none stays none.
func (d Date) AddDays(n int) Date {
	if d == 0 {
		return 0
	}
	return fromDays(d.days() + int64(n))
}

// Sub returns the number of days from o to d; 0 if either is none.
func (d Date) Sub(o Date) int {
	if d == 0 || o == 0 {
		return 0
	}
	return int(d.days() - o.days())
}

// AddMonths returns the same day n months later, clamped to the last day of that month;
// none stays none.
func (d Date) AddMonths(n int) Date {
	if d == 0 {
		return 0
	}
	year, month, day := d.Time().Date()
	first := time.Date(year, month+time.Month(n), 1, 0, 0, 0, 0, time.UTC)
	last := first.AddDate(0, 1, -1).Day()
	return NewDate(first.Year(), first.Month(), min(day, last))
}

// YearsAt returns the full years from d to on, as ages are counted; 0 if either is
// none or on is before d. Who was born on 29 February turns on 1 March in other years.
func (d Date) YearsAt(on Date) int {
	if d == 0 || on < d {
		return 0
	}
	y, m, day := d.Time().Date()
	oy, om, oday := on.Time().Date()
	years := oy - y
	if om < m || (om == m && oday < day) {
		years--
	}
	return years
}

// ParseDate reads "2026-11-23" and "23/11/2026" (also with dots or dashes and without
// leading zeros). Empty text gives the zero Date; anything else is [ErrNotDate].
func ParseDate(text string) (Date, error) {
	const op fault.Op = "kpuk.ParseDate"
	s := strings.TrimSpace(text)
	if s == "" {
		return 0, nil
	}
	parts := strings.FieldsFunc(s, func(r rune) bool { return r == '-' || r == '/' || r == '.' })
	if len(parts) != 3 || len(s) != len(parts[0])+len(parts[1])+len(parts[2])+2 {
		return 0, fault.E(op, fault.Invalid, ErrNotDate)
	}
	if len(parts[0]) == 4 {
		parts[0], parts[2] = parts[2], parts[0]
	}
	day, month, year := parts[0], parts[1], parts[2]
	if len(day) > 2 || len(month) > 2 || len(year) != 4 || !allDigits(day+month+year) {
		return 0, fault.E(op, fault.Invalid, ErrNotDate)
	}
	d, ok := ValidDate(atoi(year), time.Month(atoi(month)), atoi(day))
	if !ok {
		return 0, fault.E(op, fault.Invalid, ErrNotDate)
	}
	return d, nil
}

// atoi reads a few digits that were checked before.
func atoi(digits string) int {
	n := 0
	for i := range len(digits) {
		n = n*10 + int(digits[i]-'0')
	}
	return n
}

// MarshalText writes ISO 8601, for CSV and JSON.
func (d Date) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// UnmarshalText reads what MarshalText wrote, and what [ParseDate] reads.
func (d *Date) UnmarshalText(text []byte) error {
	got, err := ParseDate(string(text))
	if err != nil {
		return err
	}
	*d = got
	return nil
}

// At makes a time of day, 0.00 to 23.59; anything else is none.
func At(hour, minute int) Minutes {
	if hour < 0 || hour > 23 || minute < 0 || minute > 59 {
		return 0
	}
	return Minutes(hour*60 + minute + 1)
}

// Clock returns hour and minute, and whether the time is given at all.
func (m Minutes) Clock() (hour, minute int, ok bool) {
	if m == 0 || m > 24*60 {
		return 0, 0, false
	}
	return int(m-1) / 60, int(m-1) % 60, true
}

// String writes "14.05"; empty when not given.
func (m Minutes) String() string {
	hour, minute, ok := m.Clock()
	if !ok {
		return ""
	}
	return fmt.Sprintf("%02d.%02d", hour, minute)
}

// ErrTurned says that something ends before it begins.
var ErrTurned = fault.New(fault.Invalid, "the end is before the beginning")

// ParseSpan reads from when to when something was, each as [ParseMinutes] does; either may
// be none. An end before the beginning is [ErrTurned]: nothing here lasts over midnight.
func ParseSpan(from, to string) (begin, end Minutes, err error) {
	const op fault.Op = "kpuk.ParseSpan"
	if begin, err = ParseMinutes(from); err != nil {
		return 0, 0, fault.E(op, fault.Invalid, err)
	}
	if end, err = ParseMinutes(to); err != nil {
		return 0, 0, fault.E(op, fault.Invalid, err)
	}
	if begin != 0 && end != 0 && end < begin {
		return 0, 0, fault.E(op, fault.Invalid, ErrTurned)
	}
	return begin, end, nil
}

// ParseMinutes reads "14.05", "14:05", "1405" and "14"; empty text gives none.
func ParseMinutes(text string) (Minutes, error) {
	const op fault.Op = "kpuk.ParseMinutes"
	s := strings.TrimSpace(text)
	if s == "" {
		return 0, nil
	}
	hour, minute, found := strings.Cut(strings.ReplaceAll(s, ":", "."), ".")
	switch {
	case !found && len(s) >= 3 && len(s) <= 4:
		hour, minute = s[:len(s)-2], s[len(s)-2:]
	case !found:
		minute = "00"
	}
	h, errHour := strconv.ParseUint(hour, 10, 8)
	m, errMinute := strconv.ParseUint(minute, 10, 8)
	if errHour != nil || errMinute != nil || len(minute) != 2 || h > 23 || m > 59 {
		return 0, fault.E(op, fault.Invalid, fault.New(fault.Invalid, "not a time of day"))
	}
	return At(int(h), int(m)), nil
}
