package kpuk

import (
	"strings"

	"pendamping/fault"
)

// AreaLevel is how deep an area code goes.
type AreaLevel uint8

// The levels of areas.
const (
	AreaNone AreaLevel = iota
	AreaProvince
	AreaRegency  // kabupaten or kota
	AreaDistrict // kecamatan
	AreaVillage  // desa or kelurahan
)

// ErrNotArea says that a text is not an area code.
var ErrNotArea = fault.New(fault.Invalid, "not an area code")

// String returns the level's name.
func (l AreaLevel) String() string {
	return named(l, "none", "province", "regency", "district", "village")
}

// AreaLevelOf returns the level of a code in the Kemendagri form, such as
// "52.02.01.2001"; AreaNone when it is not one.
func AreaLevelOf(code string) AreaLevel {
	parts := strings.Split(code, ".")
	if len(parts) > int(AreaVillage) {
		return AreaNone
	}
	for i, p := range parts {
		want := 2
		if i == int(AreaVillage)-1 {
			want = 4
		}
		if len(p) != want || !allDigits(p) {
			return AreaNone
		}
	}
	return AreaLevel(len(parts)) //nolint:gosec // 1 to 4
}

// ParseArea reads a code with or without dots and returns it with dots.
func ParseArea(text string) (string, error) {
	const op fault.Op = "kpuk.ParseArea"
	digits := stripSeparators(text)
	var parts []string
	for _, width := range []int{2, 2, 2, 4} {
		if len(digits) < width {
			break
		}
		parts = append(parts, digits[:width])
		digits = digits[width:]
	}
	code := strings.Join(parts, ".")
	if digits != "" || AreaLevelOf(code) == AreaNone {
		return "", fault.E(op, fault.Invalid, ErrNotArea)
	}
	return code, nil
}

// AreaUp returns the code cut to a level: AreaUp("52.02.01.2001", AreaDistrict) is
// "52.02.01". A code that does not reach the level stays.
func AreaUp(code string, level AreaLevel) string {
	parts := strings.Split(code, ".")
	return strings.Join(parts[:min(int(level), len(parts))], ".")
}
