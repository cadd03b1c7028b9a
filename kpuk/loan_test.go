package kpuk_test

import (
	"errors"
	"math"
	"testing"

	"pgregory.net/rapid"

	"pendamping/fault"
	"pendamping/kpuk"
)

func TestLoanVectors(t *testing.T) {
	type payment struct{ Amount kpuk.Rupiah }
	type allocation struct {
		Refused                     bool
		Excess                      kpuk.Rupiah
		Penalty, Service, Principal kpuk.Rupiah
	}
	type vector struct {
		Principal            kpuk.Rupiah
		Rate                 int64 `json:"rate_bp"`
		Instalments, Grace   int
		Method, Interval     string
		Unit                 kpuk.Rupiah
		Start                kpuk.Date
		Schedule             []kpuk.Instalment
		Penalty              kpuk.Rupiah
		Payments             []payment
		Allocations          []allocation
		PenaltyLeft          kpuk.Rupiah `json:"penalty_left"`
		OutstandingPrincipal kpuk.Rupiah `json:"outstanding_principal"`
		OutstandingService   kpuk.Rupiah `json:"outstanding_service"`
		AsOf                 kpuk.Date   `json:"as_of"`
		DaysLate             int         `json:"days_late"`
		Class                string
	}
	for i, v := range vectors[vector](t, "loans.json") {
		terms := kpuk.Terms{
			Principal: v.Principal, RateBP: v.Rate, Instalments: v.Instalments, Grace: v.Grace,
			Method: parse[kpuk.ServiceMethod](t, v.Method), Unit: v.Unit, Start: v.Start, Interval: parse[kpuk.Rhythm](t, v.Interval),
		}
		debt, err := kpuk.NewDebt(terms)
		if err != nil {
			t.Fatalf("vector %d: %v", i, err)
		}
		if len(debt.Lines) != len(v.Schedule) {
			t.Fatalf("vector %d: %d lines, want %d", i, len(debt.Lines), len(v.Schedule))
		}
		for n, want := range v.Schedule {
			if got := debt.Lines[n].Instalment; got != want {
				t.Errorf("vector %d: instalment %+v, want %+v", i, got, want)
			}
		}
		if v.Penalty > 0 {
			if err := debt.Charge(v.Penalty); err != nil {
				t.Fatal(err)
			}
		}
		for n, p := range v.Payments {
			split, err := debt.Pay(p.Amount)
			want := v.Allocations[n]
			var excess *kpuk.ExcessError
			if want.Refused != errors.As(err, &excess) || (excess != nil && excess.Excess != want.Excess) {
				t.Errorf("vector %d payment %d: %v, want refused %v with excess %d", i, n, err, want.Refused, want.Excess)
			}
			if split != (kpuk.Split{Penalty: want.Penalty, Service: want.Service, Principal: want.Principal}) {
				t.Errorf("vector %d payment %d: %+v, want %+v", i, n, split, want)
			}
		}
		left := kpuk.Split{Penalty: v.PenaltyLeft, Service: v.OutstandingService, Principal: v.OutstandingPrincipal}
		if debt.Left() != left {
			t.Errorf("vector %d: left %+v, want %+v", i, debt.Left(), left)
		}
		days := debt.DaysLate(v.AsOf)
		if days != v.DaysLate || kpuk.LatenessOf(days).String() != v.Class {
			t.Errorf("vector %d: %d days late (%s), want %d (%s)", i, days, kpuk.LatenessOf(days), v.DaysLate, v.Class)
		}
	}
}

func parse[T interface {
	~uint8
	String() string
}](t *testing.T, name string) T {
	t.Helper()
	v, err := kpuk.ParseName[T](name)
	if err != nil {
		t.Fatalf("%q: %v", name, err)
	}
	return v
}

func TestPAR30Vectors(t *testing.T) {
	type loan struct {
		Outstanding kpuk.Rupiah
		DaysLate    int `json:"days_late"`
	}
	type vector struct {
		Loans []loan
		Want  int64 `json:"par30_bp"`
	}
	for i, v := range vectors[vector](t, "par30.json") {
		var loans []kpuk.Exposure
		for _, l := range v.Loans {
			loans = append(loans, kpuk.Exposure(l))
		}
		if got, err := kpuk.PAR30(loans); err != nil || got != v.Want {
			t.Errorf("vector %d: %d, %v; want %d", i, got, err, v.Want)
		}
	}
	if got, err := kpuk.PAR30(nil); got != 0 || err != nil {
		t.Errorf("PAR30 of nothing = %d, %v", got, err)
	}
	if got, err := kpuk.PAR30([]kpuk.Exposure{{math.MaxInt64, 31}}); got != 10000 || err != nil {
		t.Errorf("PAR30 of one late loan = %d, %v", got, err)
	}
	if _, err := kpuk.PAR30([]kpuk.Exposure{{math.MaxInt64, 31}, {1, 0}}); !errors.Is(err, kpuk.ErrOverflow) {
		t.Errorf("overflow gives %v", err)
	}
}

func goodTerms(tb testing.TB) kpuk.Terms {
	tb.Helper()
	return kpuk.Terms{Principal: 1_000_000, RateBP: 150, Instalments: 10, Unit: 100, Start: date(tb, "2026-01-31")}
}

func TestTermsRefused(t *testing.T) {
	tests := map[string]struct {
		change func(*kpuk.Terms)
		want   error
	}{
		"no principal":      {func(x *kpuk.Terms) { x.Principal = 0 }, kpuk.ErrPrincipal},
		"negative rate":     {func(x *kpuk.Terms) { x.RateBP = -1 }, kpuk.ErrRate},
		"no instalments":    {func(x *kpuk.Terms) { x.Instalments = 0 }, kpuk.ErrInstalments},
		"too many":          {func(x *kpuk.Terms) { x.Instalments = 1201 }, kpuk.ErrInstalments},
		"all grace":         {func(x *kpuk.Terms) { x.Grace = x.Instalments }, kpuk.ErrGrace},
		"negative grace":    {func(x *kpuk.Terms) { x.Grace = -1 }, kpuk.ErrGrace},
		"odd unit":          {func(x *kpuk.Terms) { x.Unit = 250 }, kpuk.ErrUnit},
		"unknown method":    {func(x *kpuk.Terms) { x.Method = 9 }, kpuk.ErrMethod},
		"unknown interval":  {func(x *kpuk.Terms) { x.Interval = 9 }, kpuk.ErrInterval},
		"no start":          {func(x *kpuk.Terms) { x.Start = 0 }, kpuk.ErrStart},
		"service too large": {func(x *kpuk.Terms) { x.Principal, x.RateBP = math.MaxInt64, 10000 }, kpuk.ErrOverflow},
		"sum too large":     {func(x *kpuk.Terms) { x.Principal, x.RateBP = math.MaxInt64, 1 }, kpuk.ErrOverflow},
		"declining too large": {func(x *kpuk.Terms) {
			x.Principal, x.RateBP, x.Method = math.MaxInt64, math.MaxInt64, kpuk.Declining
		}, kpuk.ErrOverflow},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			terms := goodTerms(t)
			tt.change(&terms)
			lines, err := kpuk.Schedule(terms)
			if !errors.Is(err, tt.want) || fault.KindOf(err) != fault.Invalid || lines != nil {
				t.Errorf("Schedule = %v, %v; want %v", lines, err, tt.want)
			}
		})
	}
}

func TestMonthEnds(t *testing.T) {
	lines, err := kpuk.Schedule(goodTerms(t))
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range []string{"2026-02-28", "2026-03-31", "2026-04-30"} {
		if got := lines[i].Due.String(); got != want {
			t.Errorf("instalment %d due %s, want %s", i+1, got, want)
		}
	}
}

func drawTerms(t *rapid.T) kpuk.Terms {
	n := rapid.IntRange(1, 60).Draw(t, "instalments")
	return kpuk.Terms{
		Principal:   kpuk.Rupiah(rapid.Int64Range(1, 1e12).Draw(t, "principal")),
		RateBP:      rapid.Int64Range(0, 2000).Draw(t, "rate"),
		Instalments: n,
		Grace:       rapid.IntRange(0, n-1).Draw(t, "grace"),
		Method:      rapid.SampledFrom([]kpuk.ServiceMethod{kpuk.Flat, kpuk.Declining}).Draw(t, "method"),
		Unit:        rapid.SampledFrom([]kpuk.Rupiah{0, 1, 100, 500}).Draw(t, "unit"),
		Start:       kpuk.NewDate(2020, 1, 1).AddDays(rapid.IntRange(0, 3000).Draw(t, "start")),
		Interval:    rapid.SampledFrom([]kpuk.Rhythm{kpuk.Monthly, kpuk.Fortnightly, kpuk.Weekly}).Draw(t, "interval"),
	}
}

// TestScheduleSums checks that the parts sum exactly, whatever the terms.
func TestScheduleSums(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		terms := drawTerms(t)
		lines, err := kpuk.Schedule(terms)
		if err != nil {
			t.Fatal(err)
		}
		var principal, service, exact int64
		balance := int64(terms.Principal)
		last := terms.Start
		unit := max(terms.Unit, 1)
		for i, line := range lines {
			principal += int64(line.Principal)
			service += int64(line.Service)
			exact += (2*balance*terms.RateBP + 10000) / 20000 // half-up
			balance -= int64(line.Principal)
			if line.Due <= last || line.No != i+1 || line.Principal < 0 || line.Service < 0 {
				t.Fatalf("line %d is %+v after %s", i, line, last)
			}
			if i < terms.Grace && line.Principal != 0 {
				t.Fatalf("principal in the grace: %+v", line)
			}
			if i < len(lines)-1 && (line.Principal%unit != 0 || line.Service%unit != 0) {
				t.Fatalf("not rounded to %d: %+v", unit, line)
			}
			last = line.Due
		}
		if terms.Method == kpuk.Flat {
			exact = (2*int64(terms.Principal)*terms.RateBP*int64(terms.Instalments) + 10000) / 20000
		}
		if principal != int64(terms.Principal) || service != exact {
			t.Fatalf("sums %d and %d, want %d and %d", principal, service, terms.Principal, exact)
		}
	})
}

// TestDebtConserves pays at random until the debt is gone: nothing is forgotten.
func TestDebtConserves(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		debt, err := kpuk.NewDebt(drawTerms(t))
		if err != nil {
			t.Fatal(err)
		}
		owed := debt.Left().Total()
		for range rapid.IntRange(1, 30).Draw(t, "steps") {
			amount := kpuk.Rupiah(rapid.Int64Range(1, int64(owed)+1000).Draw(t, "amount"))
			if rapid.Bool().Draw(t, "charge") {
				if err := debt.Charge(amount%10000 + 1); err != nil {
					t.Fatal(err)
				}
				owed += amount%10000 + 1
			}
			split, err := debt.Pay(amount)
			var excess *kpuk.ExcessError
			switch {
			case amount > owed:
				if !errors.As(err, &excess) || excess.Excess != amount-owed {
					t.Fatalf("paying %d of %d: %v", amount, owed, err)
				}
			case err != nil || split.Total() != amount:
				t.Fatalf("paying %d of %d: %+v, %v", amount, owed, split, err)
			default:
				owed -= amount
			}
			if debt.Left().Total() != owed {
				t.Fatalf("left %+v, want %d in all", debt.Left(), owed)
			}
			if owed == 0 {
				break
			}
		}
	})
}

func TestPaymentRefused(t *testing.T) {
	debt, err := kpuk.NewDebt(goodTerms(t))
	if err != nil {
		t.Fatal(err)
	}
	for _, amount := range []kpuk.Rupiah{0, -1} {
		if _, err := debt.Pay(amount); !errors.Is(err, kpuk.ErrNoAmount) {
			t.Errorf("paying %d: %v", amount, err)
		}
	}
	if err := debt.Charge(0); !errors.Is(err, kpuk.ErrNoAmount) {
		t.Errorf("charging nothing: %v", err)
	}
	if err := debt.Charge(math.MaxInt64); !errors.Is(err, kpuk.ErrOverflow) {
		t.Errorf("charging too much: %v", err)
	}
}

func TestBill(t *testing.T) {
	debt, err := kpuk.NewDebt(goodTerms(t)) // 100.000 and 15.000 a month from 28 Feb
	if err != nil {
		t.Fatal(err)
	}
	tests := map[string]struct {
		on   string
		want kpuk.Bill
	}{
		"nothing near":     {"2026-02-01", kpuk.Bill{Of: 10}},
		"soon":             {"2026-02-20", kpuk.Bill{No: 1, Of: 10, Split: kpuk.Split{Service: 15000, Principal: 100000}}},
		"on the day":       {"2026-02-28", kpuk.Bill{No: 1, Of: 10, Split: kpuk.Split{Service: 15000, Principal: 100000}}},
		"arrears only":     {"2026-03-20", kpuk.Bill{No: 1, Of: 10, Arrears: 115000, Split: kpuk.Split{Service: 15000, Principal: 100000}}},
		"arrears and this": {"2026-03-31", kpuk.Bill{No: 2, Of: 10, Arrears: 115000, Split: kpuk.Split{Service: 30000, Principal: 200000}}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			if got := debt.Bill(date(t, tt.on), 15); got != tt.want {
				t.Errorf("bill %+v, want %+v", got, tt.want)
			}
		})
	}
}

func TestFineDue(t *testing.T) {
	loan := &kpuk.Loan{Terms: goodTerms(t)}
	rules := kpuk.Rules{LatePayFine: 2000}
	debt, err := kpuk.NewDebt(loan.Terms)
	if err != nil {
		t.Fatal(err)
	}
	fine := func(on string) kpuk.Rupiah {
		t.Helper()
		got, err := loan.FineDue(debt, rules, date(t, on))
		if err != nil {
			t.Fatal(err)
		}
		return got
	}
	if got := fine("2026-02-28"); got != 0 {
		t.Errorf("on the due date %d", got)
	}
	if got := fine("2026-04-01"); got != 4000 {
		t.Errorf("two late: %d", got)
	}
	loan.Charges = map[kpuk.Date]kpuk.Rupiah{date(t, "2026-03-31"): 2000}
	if got := fine("2026-04-01"); got != 2000 { // the one due on 31 March was not yet late then
		t.Errorf("after one charge: %d", got)
	}
	loan.Charges[date(t, "2026-04-01")] = 2000
	if got := fine("2026-04-01"); got != 0 {
		t.Errorf("charged twice: %d", got)
	}
}
