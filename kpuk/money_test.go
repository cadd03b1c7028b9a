package kpuk_test

import (
	"errors"
	"math"
	"math/big"
	"testing"

	"pgregory.net/rapid"

	"pendamping/kpuk"
)

func TestRupiahText(t *testing.T) {
	tests := map[string]struct {
		amount kpuk.Rupiah
		text   string
	}{
		"zero":      {0, "Rp 0"},
		"hundreds":  {999, "Rp 999"},
		"thousand":  {1000, "Rp 1.000"},
		"million":   {1250000, "Rp 1.250.000"},
		"negative":  {-1250000, "-Rp 1.250.000"},
		"most":      {math.MaxInt64, "Rp 9.223.372.036.854.775.807"},
		"least":     {math.MinInt64, "-Rp 9.223.372.036.854.775.808"},
		"minus one": {-1, "-Rp 1"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			if got := tt.amount.String(); got != tt.text {
				t.Errorf("String = %q, want %q", got, tt.text)
			}
			back, err := kpuk.ParseRupiah(tt.text)
			if err != nil || back != tt.amount {
				t.Errorf("ParseRupiah(%q) = %d, %v", tt.text, back, err)
			}
			if back, err = kpuk.ParseRupiah(tt.amount.Digits()); err != nil || back != tt.amount {
				t.Errorf("ParseRupiah(%q) = %d, %v", tt.amount.Digits(), back, err)
			}
		})
	}
}

func TestParseRupiah(t *testing.T) {
	good := map[string]kpuk.Rupiah{
		"1250000": 1250000, "Rp1.250.000": 1250000, "rp. 1.250.000,-": 1250000, " 5.000 ": 5000,
		"Rp 5.000,00": 5000, "Rp\u00a05.000": 5000, "- 5.000": -5000, "Rp -5.000": -5000, "007": 7,
	}
	for text, want := range good {
		if got, err := kpuk.ParseRupiah(text); err != nil || got != want {
			t.Errorf("ParseRupiah(%q) = %d, %v; want %d", text, got, err, want)
		}
	}
	bad := []string{
		"", "Rp", "1.25", "1,5", "1.2500", "1..000", ".500", "12 000", "1e3", "--5", "-Rp -5", "٣",
		"1234.567", "9.223.372.036.854.775.808",
	}
	for _, text := range bad {
		if got, err := kpuk.ParseRupiah(text); err == nil {
			t.Errorf("ParseRupiah(%q) = %d, want an error", text, got)
		}
	}
}

// TestRupiahArithmetic compares with unbounded integers over the whole range.
func TestRupiahArithmetic(t *testing.T) {
	check := func(t *rapid.T, what string, got kpuk.Rupiah, err error, want *big.Int) {
		if want.IsInt64() {
			if err != nil || int64(got) != want.Int64() {
				t.Fatalf("%s = %d, %v; want %v", what, got, err, want)
			}
		} else if !errors.Is(err, kpuk.ErrOverflow) {
			t.Fatalf("%s = %d, %v; want overflow (%v)", what, got, err, want)
		}
	}
	edge := rapid.OneOf(rapid.Int64(), rapid.SampledFrom([]int64{
		math.MinInt64, math.MinInt64 + 1, -1, 0, 1, math.MaxInt64 - 1, math.MaxInt64, 3037000500,
	}))
	rapid.Check(t, func(t *rapid.T) {
		a, b, c := edge.Draw(t, "a"), edge.Draw(t, "b"), edge.Draw(t, "c")
		x, y, z := big.NewInt(a), big.NewInt(b), big.NewInt(c)
		got, err := kpuk.Rupiah(a).Add(kpuk.Rupiah(b))
		check(t, "sum", got, err, new(big.Int).Add(x, y))
		got, err = kpuk.Rupiah(a).Sub(kpuk.Rupiah(b))
		check(t, "difference", got, err, new(big.Int).Sub(x, y))
		got, err = kpuk.Rupiah(a).Mul(b)
		check(t, "product", got, err, new(big.Int).Mul(x, y))
		got, err = kpuk.Sum(kpuk.Rupiah(a), kpuk.Rupiah(b), kpuk.Rupiah(c))
		check(t, "sum of three", got, err, new(big.Int).Add(new(big.Int).Add(x, y), z))
	})
}

func FuzzParseRupiah(f *testing.F) {
	for _, s := range []string{"Rp 1.250.000", "-5", "1.25", "rp.1,-", "9223372036854775808"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		r, err := kpuk.ParseRupiah(text)
		if err != nil {
			return
		}
		if back, err := kpuk.ParseRupiah(r.String()); err != nil || back != r {
			t.Fatalf("%q reads as %d, shown %q, read again %d, %v", text, r, r, back, err)
		}
	})
}
