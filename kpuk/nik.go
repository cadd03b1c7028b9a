package kpuk

import (
	"strings"
	"time"

	"pendamping/fault"
)

// NIK is an Indonesian identity number: 16 digits, or empty. It is personal data:
// print it only through Masked. Digits 1–6 are the area of registration, 7–12 the date
// of birth as DDMMYY with 40 added to the day of women, 13–16 a serial from 0001
// (Government Regulation PP 37/2007, article 37). It is never changed, also where it was
// issued with a wrong date or its holder moves: so what disagrees is a warning only.
type NIK string

// ErrNIKDigits says that a NIK or KK does not have exactly 16 digits.
var ErrNIKDigits = fault.New(fault.Invalid, "an identity number has 16 digits")

// youngest is the least age in years for which a NIK is read as 20yy. Two digits do not
// say the century; members are grown women, so that "25" is 1925 until 2040.
const youngest = 15

// NIKReading is what a NIK says.
type NIKReading struct {
	Woman bool
	Born  Date
	Area  string // kecamatan, "52.02.01"
}

// ParseNIK reads a NIK, passing over spaces, dots and dashes between digits. Only what
// is not 16 digits is refused ([ErrNIKDigits]); see [NIK.Check] for the rest. Empty
// text gives the empty NIK.
func ParseNIK(text string) (NIK, error) {
	const op fault.Op = "kpuk.ParseNIK"
	digits, ok := sixteen(text)
	if !ok {
		return "", fault.E(op, fault.Invalid, ErrNIKDigits)
	}
	return NIK(digits), nil
}

// ParseKK reads the number of a family card as [ParseNIK] does.
func ParseKK(text string) (string, error) {
	const op fault.Op = "kpuk.ParseKK"
	digits, ok := sixteen(text)
	if !ok {
		return "", fault.E(op, fault.Invalid, ErrNIKDigits)
	}
	return digits, nil
}

// sixteen strips separators and tells whether nothing or 16 digits are left.
func sixteen(text string) (string, bool) {
	digits := stripSeparators(text)
	return digits, digits == "" || (len(digits) == 16 && allDigits(digits))
}

// stripSeparators removes what people put between digits.
func stripSeparators(text string) string {
	return strings.Map(func(r rune) rune {
		switch r {
		case ' ', '\t', '\u00a0', '-', '.':
			return -1
		default:
			return r
		}
	}, text)
}

// Masked returns the only form to be shown in lists, logs and files: the first and
// last four digits. What is not 16 digits shows nothing of itself.
func (n NIK) Masked() string { return maskSixteen(string(n)) }

// String masks, so that a NIK printed by accident does not show.
func (n NIK) String() string { return n.Masked() }

// MaskKK masks the number of a family card as [NIK.Masked] does.
func MaskKK(kk string) string { return maskSixteen(kk) }

func maskSixteen(s string) string {
	if len(s) != 16 || !allDigits(s) {
		return strings.Repeat("•", len([]rune(s)))
	}
	return s[:4] + "••••••••" + s[12:]
}

// Area returns the area code in a NIK, "52.02.01"; empty when it is not 16 digits.
func (n NIK) Area() string {
	if len(n) != 16 || !allDigits(string(n)) {
		return ""
	}
	return string(n[0:2] + "." + n[2:4] + "." + n[4:6])
}

// Read tells what the NIK says, with ages reckoned at reference. The problems are
// those of its form: nik_digits (refused), nik_month, nik_day, nik_date, nik_serial.
// Born is zero where the date cannot be read.
func (n NIK) Read(reference Date) (NIKReading, []Problem) {
	var f findings
	if len(n) != 16 || !allDigits(string(n)) {
		f.refuse("NIK", "nik_digits")
		return NIKReading{}, f
	}
	r := NIKReading{Area: n.Area()}
	day, month, yy := atoi(string(n[6:8])), atoi(string(n[8:10])), atoi(string(n[10:12]))
	if day > 40 {
		r.Woman = true
		day -= 40
	}
	var key string
	if r.Born, key = dateOf(day, month, yy, reference); key != "" {
		f.warn("NIK", "nik_"+key)
	}
	if n[12:] == "0000" {
		f.warn("NIK", "nik_serial")
	}
	return r, f
}

// dateOf finds the date of a day, month and two-digit year: 20yy if that is at least
// 15 years before reference, else 19yy; the zero reference is before all. The key says what is wrong: month, day or date.
func dateOf(day, month, yy int, reference Date) (Date, string) {
	switch {
	case month < 1 || month > 12:
		return 0, "month"
	case day < 1 || day > 31:
		return 0, "day"
	}
	d, ok := ValidDate(2000+yy, time.Month(month), day)
	if ok && d <= reference && d.YearsAt(reference) >= youngest {
		return d, ""
	}
	older, had := ValidDate(1900+yy, time.Month(month), day)
	switch {
	case had:
		return older, ""
	case ok && reference.IsZero(): // 29 February 2000, with no day to reckon from
		return d, ""
	default:
		return 0, "date"
	}
}

// WellFormed tells whether the NIK has 16 digits, a date and a serial.
func (n NIK) WellFormed(reference Date) bool {
	_, problems := n.Read(reference)
	return len(problems) == 0
}

// Check returns all that is odd about a NIK beside the date of birth a person gave
// (zero when unknown). known tells whether a kecamatan code exists; nil knows all. An
// empty NIK has no problems.
func (n NIK) Check(reference, born Date, known func(area string) bool) []Problem {
	if n == "" {
		return nil
	}
	r, problems := n.Read(reference)
	f := findings(problems)
	if _, bad := Refused(problems); bad {
		return f
	}
	if known != nil && !known(r.Area) {
		f.warn("NIK", "nik_area")
	}
	// The century is a guess of the reading, so only day, month and two digits count.
	if !r.Born.IsZero() && !born.IsZero() && (r.Born.Month() != born.Month() ||
		r.Born.Day() != born.Day() || r.Born.Year()%100 != born.Year()%100) {
		f.warn("NIK", "nik_born")
	}
	if !r.Woman {
		f.warn("NIK", "nik_man")
	}
	return f
}

// CheckKK returns what is odd about the number of a family card: kk_digits (refused),
// kk_date (its digits 7–12 are the day of issue), kk_serial.
func CheckKK(kk string, reference Date) []Problem {
	var f findings
	if kk == "" {
		return nil
	}
	if len(kk) != 16 || !allDigits(kk) {
		f.refuse("KK", "kk_digits")
		return f
	}
	day, month, year := atoi(kk[6:8]), time.Month(atoi(kk[8:10])), 2000+atoi(kk[10:12])
	if d, ok := ValidDate(year, month, day); !ok || (d > reference && !reference.IsZero()) {
		if _, ok = ValidDate(year-100, month, day); !ok || year < 2090 {
			f.warn("KK", "kk_date")
		}
	}
	if kk[12:] == "0000" {
		f.warn("KK", "kk_serial")
	}
	return f
}
