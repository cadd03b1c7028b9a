package kpuk

import (
	"strings"

	"pendamping/fault"
)

// ErrNotPhone says that a text cannot be a telephone number.
var ErrNotPhone = fault.New(fault.Invalid, "not a telephone number")

// ParsePhone returns a number in the form of ITU-T E.164, such as "+6281234567890", so that
// the same number is the same text however it was typed. It accepts 08…,
// 62…, +62…, 8…, 00…, spaces, dashes, dots and brackets, and foreign numbers that
// begin with a plus. Empty text gives an empty number.
func ParsePhone(text string) (string, error) {
	const op fault.Op = "kpuk.ParsePhone"
	s := strings.NewReplacer("(", "", ")", "", "/", "").Replace(stripSeparators(text))
	if s == "" {
		return "", nil
	}
	digits, plus := strings.CutPrefix(s, "+")
	if !plus {
		if rest, abroad := strings.CutPrefix(digits, "00"); abroad {
			digits, plus = rest, true
		}
	}
	national, ok := nationalPart(digits, plus)
	switch {
	case !allDigits(digits):
		return "", fault.E(op, fault.Invalid, ErrNotPhone)
	case !ok && len(digits) >= 8 && len(digits) <= 15 && digits[0] != '0':
		return "+" + digits, nil
	case !ok || len(national) < 7 || len(national) > 12 || national[0] == '0':
		return "", fault.E(op, fault.Invalid, ErrNotPhone)
	}
	return "+62" + national, nil
}

// nationalPart returns an Indonesian number without country code and trunk zero; false
// for a number of another country.
func nationalPart(digits string, international bool) (string, bool) { //nolint:revive // says how the digits were written
	if rest, ok := strings.CutPrefix(digits, "62"); ok {
		return strings.TrimPrefix(rest, "0"), true // "+62 (0)812…" is often written
	}
	if international {
		return "", false
	}
	return strings.TrimPrefix(digits, "0"), true
}

// ShowPhone writes an Indonesian number as people write it, in groups of four:
// "0812-3456-7890". Others stay in E.164.
func ShowPhone(e164 string) string {
	national, ok := strings.CutPrefix(e164, "+62")
	if !ok {
		return e164
	}
	s := "0" + national
	var b strings.Builder
	for len(s) > 4 {
		cut := 4
		if len(s) == 5 { // never a last group of one digit
			cut = 3
		}
		b.WriteString(s[:cut] + "-")
		s = s[cut:]
	}
	return b.String() + s
}
