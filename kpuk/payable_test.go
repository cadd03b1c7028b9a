package kpuk_test

import (
	"testing"

	"pgregory.net/rapid"

	"pendamping/kpuk"
)

func TestUnpayable(t *testing.T) {
	start := kpuk.NewDate(2026, 11, 2)
	for name, tt := range map[string]struct {
		terms kpuk.Terms
		no    int // of the first instalment that cannot be handed over; 0: none
		total kpuk.Rupiah
		even  kpuk.Rupiah
	}{
		"all fit":             {kpuk.Terms{Principal: 1_000_000, RateBP: 150, Instalments: 10, Unit: 100, Start: start}, 0, 0, 1_000_000},
		"the last ends in 75": {kpuk.Terms{Principal: 155_000, RateBP: 150, Instalments: 3, Unit: 100, Start: start}, 3, 54_175, 140_000},
		"the last ends in 50": {kpuk.Terms{Principal: 1_001_000, RateBP: 150, Instalments: 9, Unit: 500, Start: start}, 9, 0, 1_000_000},
		"whole rupiah":        {kpuk.Terms{Principal: 100_000, RateBP: 0, Instalments: 3, Unit: 1, Start: start}, 1, 33_333, 90_000},
		"declining":           {kpuk.Terms{Principal: 100_050, RateBP: 0, Method: kpuk.Declining, Instalments: 1, Unit: 100, Start: start}, 1, 100_050, 100_000},
		"no terms":            {kpuk.Terms{Principal: 100_050}, 0, 0, 100_000},
		"less than a coin":    {kpuk.Terms{Principal: 50, Instalments: 1, Unit: 100, Start: start}, 1, 50, 0},
	} {
		t.Run(name, func(t *testing.T) {
			line, found := tt.terms.Unpayable()
			if found != (tt.no > 0) || line.No != tt.no || tt.total > 0 && line.Total() != tt.total {
				t.Errorf("instalment %d of %d, %v", line.No, line.Total(), found)
			}
			if got := tt.terms.Even(); got != tt.even {
				t.Errorf("even %d, want %d", got, tt.even)
			}
		})
	}
}

// TestEvenIsEven: whatever is proposed instead can be handed over, to the last instalment, and
// is not more than was asked for.
func TestEvenIsEven(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		terms := kpuk.Terms{
			Principal: kpuk.Rupiah(rapid.Int64Range(100, 5_000_000).Draw(rt, "principal")), RateBP: rapid.Int64Range(0, 500).Draw(rt, "rate"),
			Method: rapid.SampledFrom([]kpuk.ServiceMethod{kpuk.Flat, kpuk.Declining}).Draw(rt, "method"), Instalments: rapid.IntRange(1, 24).Draw(rt, "n"),
			Unit: rapid.SampledFrom([]kpuk.Rupiah{1, 100, 500}).Draw(rt, "unit"), Start: kpuk.NewDate(2026, 11, 2),
		}
		even := terms.Even()
		if even == 0 {
			return // none is near, as with odd rates; nothing is proposed
		}
		if even > terms.Principal {
			rt.Fatalf("%d is more than %d", even, terms.Principal)
		}
		terms.Principal = even
		lines, err := kpuk.Schedule(terms)
		if err != nil {
			rt.Fatal(err)
		}
		for _, l := range lines {
			if !kpuk.Payable(l.Total()) {
				rt.Fatalf("instalment %d of %d is %d", l.No, even, l.Total())
			}
		}
	})
}
