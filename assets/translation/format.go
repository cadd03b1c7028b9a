package translation

import (
	"strconv"
	"strings"
	"time"
)

// Signs that are the same in every language.
const (
	minus = "−" // as wide as the plus, unlike a hyphen
	// Nothing stands where there is no value: an amount of zero, a day not known.
	Nothing = "–"
)

// style is what differs between languages in numbers and dates.
type style struct {
	thousands, decimal, percent string
	clock, digits               string // layouts of package time
	million, milliard           string
	months, shortMonths         [12]string
	days, shortDays             [7]string // from Sunday, as in package time
}

// styleOf returns the style of a language, and false if there is none.
func styleOf(lang string) (style, bool) {
	switch lang {
	case Indonesian:
		return style{
			thousands: ".", decimal: ",", percent: " %",
			clock: "15.04", digits: "02/01/2006", million: " juta", milliard: " M",
			months: [12]string{
				"Januari", "Februari", "Maret", "April", "Mei", "Juni",
				"Juli", "Agustus", "September", "Oktober", "November", "Desember",
			},
			shortMonths: [12]string{"Jan", "Feb", "Mar", "Apr", "Mei", "Jun", "Jul", "Agu", "Sep", "Okt", "Nov", "Des"},
			days:        [7]string{"Minggu", "Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu"},
			shortDays:   [7]string{"Min", "Sen", "Sel", "Rab", "Kam", "Jum", "Sab"},
		}, true
	case English:
		return style{
			thousands: ",", decimal: ".", percent: "%",
			clock: "15:04", digits: "02/01/2006", million: " million", milliard: " billion",
			months: [12]string{
				"January", "February", "March", "April", "May", "June",
				"July", "August", "September", "October", "November", "December",
			},
			shortMonths: [12]string{"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"},
			days:        [7]string{"Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"},
			shortDays:   [7]string{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"},
		}, true
	default:
		return style{}, false
	}
}

// Number writes a whole number: 1.250.000.
func (p *Printer) Number(n int64) string {
	// As a uint64, because the lowest int64 has no positive counterpart.
	digits := strconv.FormatUint(magnitude(n), 10)
	var b strings.Builder
	if n < 0 {
		b.WriteString(minus)
	}
	for i, digit := range digits {
		if i > 0 && (len(digits)-i)%3 == 0 {
			b.WriteString(p.style.thousands)
		}
		b.WriteRune(digit)
	}
	return b.String()
}

// magnitude returns n without its sign.
func magnitude(n int64) uint64 {
	if n < 0 {
		return -uint64(n) //nolint:gosec // wraps round to the magnitude, for the lowest too
	}
	return uint64(n)
}

// Amount writes rupiah without the unit: 1.250.000.
func (p *Printer) Amount(rupiah int64) string {
	return p.Number(rupiah)
}

// AmountDash is Amount, with a dash for zero, for grids that are mostly empty.
func (p *Printer) AmountDash(rupiah int64) string {
	if rupiah == 0 {
		return Nothing
	}
	return p.Number(rupiah)
}

// Signed writes rupiah with the sign of a difference, even when it is a gain: +35.000, −10.000, 0.
func (p *Printer) Signed(rupiah int64) string {
	if rupiah > 0 {
		return "+" + p.Number(rupiah)
	}
	return p.Number(rupiah)
}

// Rupiah writes rupiah with the unit: Rp 1.250.000, −Rp 5.000.
func (p *Printer) Rupiah(rupiah int64) string {
	if rupiah < 0 {
		return minus + "Rp " + strings.TrimPrefix(p.Number(rupiah), minus)
	}
	return "Rp " + p.Number(rupiah)
}

// Compact writes rupiah shortly, for figures on a dashboard: 950.000, 32,1 juta, 1,284 M.
func (p *Printer) Compact(rupiah int64) string {
	const million, milliard = 1_000_000, 1_000_000_000
	switch m := magnitude(rupiah); {
	case m < million:
		return p.Number(rupiah)
	case m < milliard-million/20: // what would round to 1.000,0 juta is a milliard
		return p.trimmed(rupiah, million, 1) + p.style.million
	default:
		return p.trimmed(rupiah, milliard, 3) + p.style.milliard
	}
}

// Millions writes rupiah in millions with one decimal, for columns headed so: 312,4.
func (p *Printer) Millions(rupiah int64) string {
	return p.fixed(rupiah, 1_000_000, 1)
}

// Percent writes basis points as a percentage, with a decimal only where it is not zero: 1730 is
// 17,3 % and 8400 is 84 %.
func (p *Printer) Percent(basisPoints int64) string {
	return p.trimmed(basisPoints, 100, 1) + p.style.percent
}

// PercentFixed is Percent with one decimal always, for columns: 4,0 %.
func (p *Printer) PercentFixed(basisPoints int64) string {
	return p.fixed(basisPoints, 100, 1) + p.style.percent
}

// Bytes writes a size of data in units of 1,000: 635 KB, 1,9 MB. What is not nothing is at least 1 KB.
func (p *Printer) Bytes(n int64) string {
	switch {
	case n <= 0:
		return "0 KB"
	case n < 999_500:
		return p.Number(max(1, (n+500)/1000)) + " KB"
	default:
		return p.fixed(n, 1_000_000, 1) + " MB"
	}
}

// fixed writes n ÷ unit with so many decimals, rounded half up from zero. unit is a power of ten
// with at least that many zeros.
func (p *Printer) fixed(n, unit int64, decimals int) string {
	step := uint64(unit) //nolint:gosec // positive
	shown := uint64(1)
	for range decimals {
		step /= 10
		shown *= 10
	}
	tenths := magnitude(n) / step
	if magnitude(n)%step*2 >= step && step > 1 {
		tenths++
	}
	fraction := strconv.FormatUint(tenths%shown, 10)
	whole := p.Number(int64(tenths / shown)) //nolint:gosec // divided by ten at least
	written := whole + p.style.decimal + strings.Repeat("0", decimals-len(fraction)) + fraction
	if n < 0 && tenths > 0 {
		return minus + written
	}
	return written
}

// trimmed is fixed without zeros at the end.
func (p *Printer) trimmed(n, unit int64, decimals int) string {
	return strings.TrimSuffix(strings.TrimRight(p.fixed(n, unit, decimals), "0"), p.style.decimal)
}

// Date writes a day: 23 Nov 2026. For Date and the others below the zero time is a day not known and
// gives Nothing; the time is written as it is, in its own zone.
func (p *Printer) Date(t time.Time) string {
	return onDay(t, func() string { return p.dayMonth(t) + " " + year(t) })
}

// DateLong writes a day with its weekday: Senin, 23 Nov 2026.
func (p *Printer) DateLong(t time.Time) string {
	return onDay(t, func() string { return p.style.days[t.Weekday()] + ", " + p.dayMonth(t) + " " + year(t) })
}

// DateShort writes a day in digits: 23/11/2026.
func (p *Printer) DateShort(t time.Time) string {
	return onDay(t, func() string { return t.Format(p.style.digits) })
}

// DayMonth writes a day of a year that is clear: 23 Nov.
func (p *Printer) DayMonth(t time.Time) string {
	return onDay(t, func() string { return p.dayMonth(t) })
}

// WeekdayShort writes a weekday: Sen.
func (p *Printer) WeekdayShort(t time.Time) string {
	return onDay(t, func() string { return p.style.shortDays[t.Weekday()] })
}

// Weekday writes the name of a weekday, Sunday being 0: Senin.
func (p *Printer) Weekday(day time.Weekday) string {
	return p.style.days[(day%7+7)%7]
}

// Month writes a month: Nov 2026.
func (p *Printer) Month(t time.Time) string {
	return onDay(t, func() string { return p.style.shortMonths[t.Month()-1] + " " + year(t) })
}

// MonthShort writes a month of a year that is clear: Nov.
func (p *Printer) MonthShort(t time.Time) string {
	return onDay(t, func() string { return p.style.shortMonths[t.Month()-1] })
}

// MonthLong writes a month in full: November 2026.
func (p *Printer) MonthLong(t time.Time) string {
	return onDay(t, func() string { return p.style.months[t.Month()-1] + " " + year(t) })
}

// Clock writes the time of day: 14.05.
func (p *Printer) Clock(t time.Time) string {
	return onDay(t, func() string { return t.Format(p.style.clock) })
}

// Ago writes how long before now something was: baru saja, 5 menit lalu, 3 jam lalu, kemarin,
// 3 hari lalu. Days are counted by the calendar of now's zone. What is yet to come, by a clock that
// was wrong, is just now.
func (p *Printer) Ago(now, t time.Time) string {
	if t.IsZero() {
		return Nothing
	}
	past := now.Sub(t)
	days := int(midnight(now).Sub(midnight(t.In(now.Location()))).Hours() / 24)
	switch {
	case past < time.Minute:
		return p.T("common.ago.now")
	case past < time.Hour:
		return p.N("common.ago.minutes", int(past.Minutes()))
	case days <= 0:
		return p.N("common.ago.hours", int(past.Hours()))
	case days == 1:
		return p.T("common.ago.yesterday")
	default:
		return p.N("common.ago.days", days)
	}
}

// midnight returns the beginning of t's day, in UTC so that every day has 24 hours.
func midnight(t time.Time) time.Time {
	return time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, time.UTC)
}

// onDay writes t, or Nothing for the zero time.
func onDay(t time.Time, write func() string) string {
	if t.IsZero() {
		return Nothing
	}
	return write()
}

// dayMonth writes 23 Nov.
func (p *Printer) dayMonth(t time.Time) string {
	return strconv.Itoa(t.Day()) + " " + p.style.shortMonths[t.Month()-1]
}

// year writes a year in four digits.
func year(t time.Time) string {
	return t.Format("2006")
}
