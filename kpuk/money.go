package kpuk

import (
	"math"
	"math/bits"
	"strconv"
	"strings"

	"pendamping/fault"
)

// Rupiah is an amount of money in whole rupiah. Reckon with its methods, which refuse
// what does not fit; never with floating point.
type Rupiah int64

// Errors of amounts.
var (
	// ErrOverflow says that a sum or product does not fit an amount.
	ErrOverflow = fault.New(fault.Invalid, "amount too large")
	// ErrNotMoney says that a text is not an amount in whole rupiah.
	ErrNotMoney = fault.New(fault.Invalid, "not an amount in whole rupiah")
)

// wholeBP is the number of basis points in the whole.
const wholeBP = 10_000

// overflow is [ErrOverflow] with its place.
func overflow(op fault.Op) error { return fault.E(op, fault.Invalid, ErrOverflow) }

// Add returns r + o, or [ErrOverflow].
func (r Rupiah) Add(o Rupiah) (Rupiah, error) {
	s := r + o
	if (o > 0 && s < r) || (o < 0 && s > r) {
		return 0, overflow("kpuk.Rupiah.Add")
	}
	return s, nil
}

// Sub returns r − o, or [ErrOverflow].
func (r Rupiah) Sub(o Rupiah) (Rupiah, error) {
	s := r - o
	if (o > 0 && s > r) || (o < 0 && s < r) {
		return 0, overflow("kpuk.Rupiah.Sub")
	}
	return s, nil
}

// Mul returns r · n, or [ErrOverflow].
func (r Rupiah) Mul(n int64) (Rupiah, error) {
	if r == 0 || n == 0 {
		return 0, nil
	}
	p := int64(r) * n
	// The second test catches MinInt64 · −1, whose quotient overflows as well.
	if p/n != int64(r) || (n == -1 && int64(r) == math.MinInt64) {
		return 0, overflow("kpuk.Rupiah.Mul")
	}
	return Rupiah(p), nil
}

// Sum adds amounts. Only a total that does not fit is an error, whatever the order of
// the parts.
func Sum(parts ...Rupiah) (Rupiah, error) {
	var hi, lo uint64
	for _, p := range parts {
		var carry uint64
		lo, carry = bits.Add64(lo, uint64(p), 0)     //nolint:gosec // two's complement on purpose
		hi, _ = bits.Add64(hi, uint64(p>>63), carry) //nolint:gosec // sign extension
	}
	total := int64(lo)
	if hi != uint64(total>>63) {
		return 0, overflow("kpuk.Sum")
	}
	return Rupiah(total), nil
}

// mulDiv returns ⌊a · b ÷ div⌋ and the remainder; a and b are not negative, div > 0.
func mulDiv(a, b, div int64) (quo, rem int64, err error) {
	if a < 0 || b < 0 || div <= 0 {
		return 0, 0, overflow("kpuk.mulDiv")
	}
	hi, lo := bits.Mul64(uint64(a), uint64(b))
	if hi >= uint64(div) {
		return 0, 0, overflow("kpuk.mulDiv")
	}
	q, r := bits.Div64(hi, lo, uint64(div))
	if q > math.MaxInt64 {
		return 0, 0, overflow("kpuk.mulDiv")
	}
	return int64(q), int64(r), nil //nolint:gosec // r < div
}

// roundDiv returns a · b ÷ div rounded half-up; a and b are not negative.
func roundDiv(a, b, div int64) (int64, error) {
	q, r, err := mulDiv(a, b, div)
	if err != nil {
		return 0, err
	}
	if r >= div-r { // 2r ≥ div, written so that it cannot overflow
		if q == math.MaxInt64 {
			return 0, overflow("kpuk.roundDiv")
		}
		q++
	}
	return q, nil
}

// String writes the amount as it is shown in Indonesia: "Rp 1.250.000".
func (r Rupiah) String() string {
	if r < 0 {
		return "-Rp " + group(strconv.FormatUint(uint64(-(r+1))+1, 10)) //nolint:gosec // −(r+1) ≥ 0, even for MinInt64
	}
	return "Rp " + r.Digits()
}

// Digits writes the amount without currency: "1.250.000".
func (r Rupiah) Digits() string {
	text := strconv.FormatInt(int64(r), 10)
	if digits, negative := strings.CutPrefix(text, "-"); negative {
		return "-" + group(digits)
	}
	return group(text)
}

// group puts a dot before every third digit from the right.
func group(digits string) string {
	var b strings.Builder
	for i, d := range digits {
		if i > 0 && (len(digits)-i)%3 == 0 {
			b.WriteByte('.')
		}
		b.WriteRune(d)
	}
	return b.String()
}

// ParseRupiah reads "1.250.000", "Rp 1.250.000", "1250000", with a leading minus and
// with a trailing ",00" or ",-". It returns [ErrNotMoney] or [ErrOverflow].
func ParseRupiah(text string) (Rupiah, error) {
	const op fault.Op = "kpuk.ParseRupiah"
	s := strings.TrimSpace(strings.ReplaceAll(text, "\u00a0", " "))
	s, minus := strings.CutPrefix(s, "-")
	s = strings.TrimSpace(s)
	if len(s) >= 2 && strings.EqualFold(s[:2], "rp") {
		s = strings.TrimSpace(strings.TrimPrefix(s[2:], "."))
	}
	if !minus {
		s, minus = strings.CutPrefix(s, "-")
	}
	s = strings.TrimSuffix(strings.TrimSuffix(s, ",-"), ",00")
	digits, ok := ungroup(s)
	if !ok {
		return 0, fault.E(op, fault.Invalid, ErrNotMoney)
	}
	if minus {
		digits = "-" + digits
	}
	n, err := strconv.ParseInt(digits, 10, 64)
	if err != nil {
		return 0, fault.E(op, fault.Invalid, ErrOverflow)
	}
	return Rupiah(n), nil
}

// ungroup removes the dots of thousands; groups must be whole, so that "1.25" is
// refused rather than read as 125.
func ungroup(s string) (string, bool) {
	parts := strings.Split(s, ".")
	for i, p := range parts {
		whole := len(p) == 3 || (i == 0 && p != "" && (len(parts) == 1 || len(p) < 3))
		if !whole || !allDigits(p) {
			return "", false
		}
	}
	return strings.Join(parts, ""), true
}

// allDigits tells whether s has nothing but ASCII digits.
func allDigits(s string) bool {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return true
}
