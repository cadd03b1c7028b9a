package translation_test

import (
	"errors"
	"math"
	"testing"
	"time"

	"pendamping/assets/translation"
	"pendamping/fault"
)

// printer makes a printer.
func printer(t *testing.T, lang string) *translation.Printer {
	t.Helper()
	p, err := translation.New(lang)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// both makes the printers of both languages, id first.
func both(t *testing.T) [2]*translation.Printer {
	t.Helper()
	return [2]*translation.Printer{printer(t, "id"), printer(t, "en")}
}

// compare reports where a printer writes something else than wanted, id first.
func compare(t *testing.T, want [2]string, write func(*translation.Printer) string) {
	t.Helper()
	for i, p := range both(t) {
		if got := write(p); got != want[i] {
			t.Errorf("%s: %q, want %q", p.Lang(), got, want[i])
		}
	}
}

func TestAmounts(t *testing.T) {
	tests := map[string]struct {
		n                          int64
		amount, dash, signed, unit [2]string
	}{
		"zero":      {0, [2]string{"0", "0"}, [2]string{"–", "–"}, [2]string{"0", "0"}, [2]string{"Rp 0", "Rp 0"}},
		"hundreds":  {500, [2]string{"500", "500"}, [2]string{"500", "500"}, [2]string{"+500", "+500"}, [2]string{"Rp 500", "Rp 500"}},
		"thousands": {2_000, [2]string{"2.000", "2,000"}, [2]string{"2.000", "2,000"}, [2]string{"+2.000", "+2,000"}, [2]string{"Rp 2.000", "Rp 2,000"}},
		"millions": {
			1_250_000,
			[2]string{"1.250.000", "1,250,000"},
			[2]string{"1.250.000", "1,250,000"},
			[2]string{"+1.250.000", "+1,250,000"},
			[2]string{"Rp 1.250.000", "Rp 1,250,000"},
		},
		"loss": {
			-345_678,
			[2]string{"−345.678", "−345,678"},
			[2]string{"−345.678", "−345,678"},
			[2]string{"−345.678", "−345,678"},
			[2]string{"−Rp 345.678", "−Rp 345,678"},
		},
		"lowest": {
			math.MinInt64,
			[2]string{"−9.223.372.036.854.775.808", "−9,223,372,036,854,775,808"},
			[2]string{"−9.223.372.036.854.775.808", "−9,223,372,036,854,775,808"},
			[2]string{"−9.223.372.036.854.775.808", "−9,223,372,036,854,775,808"},
			[2]string{"−Rp 9.223.372.036.854.775.808", "−Rp 9,223,372,036,854,775,808"},
		},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			compare(t, tc.amount, func(p *translation.Printer) string { return p.Amount(tc.n) })
			compare(t, tc.amount, func(p *translation.Printer) string { return p.Number(tc.n) })
			compare(t, tc.dash, func(p *translation.Printer) string { return p.AmountDash(tc.n) })
			compare(t, tc.signed, func(p *translation.Printer) string { return p.Signed(tc.n) })
			compare(t, tc.unit, func(p *translation.Printer) string { return p.Rupiah(tc.n) })
		})
	}
}

func TestPercent(t *testing.T) {
	tests := map[string]struct {
		basisPoints  int64
		short, fixed [2]string
	}{
		"zero":       {0, [2]string{"0 %", "0%"}, [2]string{"0,0 %", "0.0%"}},
		"decimal":    {1730, [2]string{"17,3 %", "17.3%"}, [2]string{"17,3 %", "17.3%"}},
		"whole":      {8400, [2]string{"84 %", "84%"}, [2]string{"84,0 %", "84.0%"}},
		"ten":        {1000, [2]string{"10 %", "10%"}, [2]string{"10,0 %", "10.0%"}},
		"all":        {10_000, [2]string{"100 %", "100%"}, [2]string{"100,0 %", "100.0%"}},
		"half up":    {1735, [2]string{"17,4 %", "17.4%"}, [2]string{"17,4 %", "17.4%"}},
		"below half": {1734, [2]string{"17,3 %", "17.3%"}, [2]string{"17,3 %", "17.3%"}},
		"carry":      {9996, [2]string{"100 %", "100%"}, [2]string{"100,0 %", "100.0%"}},
		"negative":   {-60, [2]string{"−0,6 %", "−0.6%"}, [2]string{"−0,6 %", "−0.6%"}},
		"no minus 0": {-4, [2]string{"0 %", "0%"}, [2]string{"0,0 %", "0.0%"}},
		"thousands":  {1_234_560, [2]string{"12.345,6 %", "12,345.6%"}, [2]string{"12.345,6 %", "12,345.6%"}},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			compare(t, tc.short, func(p *translation.Printer) string { return p.Percent(tc.basisPoints) })
			compare(t, tc.fixed, func(p *translation.Printer) string { return p.PercentFixed(tc.basisPoints) })
		})
	}
}

func TestCompact(t *testing.T) {
	tests := map[string]struct {
		rupiah            int64
		compact, millions [2]string
	}{
		"zero":          {0, [2]string{"0", "0"}, [2]string{"0,0", "0.0"}},
		"below million": {999_999, [2]string{"999.999", "999,999"}, [2]string{"1,0", "1.0"}},
		"million":       {1_000_000, [2]string{"1 juta", "1 million"}, [2]string{"1,0", "1.0"}},
		"millions":      {32_149_999, [2]string{"32,1 juta", "32.1 million"}, [2]string{"32,1", "32.1"}},
		"below a milliard": {
			999_949_999,
			[2]string{"999,9 juta", "999.9 million"},
			[2]string{"999,9", "999.9"},
		},
		"nearly":    {999_950_000, [2]string{"1 M", "1 billion"}, [2]string{"1.000,0", "1,000.0"}},
		"milliards": {1_284_000_000, [2]string{"1,284 M", "1.284 billion"}, [2]string{"1.284,0", "1,284.0"}},
		"leading zeros": {
			1_004_000_000,
			[2]string{"1,004 M", "1.004 billion"},
			[2]string{"1.004,0", "1,004.0"},
		},
		"loss": {-5_500_000, [2]string{"−5,5 juta", "−5.5 million"}, [2]string{"−5,5", "−5.5"}},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			compare(t, tc.compact, func(p *translation.Printer) string { return p.Compact(tc.rupiah) })
			compare(t, tc.millions, func(p *translation.Printer) string { return p.Millions(tc.rupiah) })
		})
	}
}

func TestBytes(t *testing.T) {
	tests := map[int64][2]string{
		0:             {"0 KB", "0 KB"},
		1:             {"1 KB", "1 KB"},
		635_000:       {"635 KB", "635 KB"},
		999_499:       {"999 KB", "999 KB"},
		999_500:       {"1,0 MB", "1.0 MB"},
		1_900_000:     {"1,9 MB", "1.9 MB"},
		2_345_678_901: {"2.345,7 MB", "2,345.7 MB"},
	}
	for n, want := range tests {
		compare(t, want, func(p *translation.Printer) string { return p.Bytes(n) })
	}
}

func TestDates(t *testing.T) {
	wita := time.FixedZone("WITA", 8*60*60)
	monday := time.Date(2026, time.November, 23, 14, 5, 59, 0, wita)
	sunday := time.Date(2027, time.May, 2, 0, 0, 0, 0, wita)
	tests := map[string]struct {
		write          func(*translation.Printer, time.Time) string
		monday, sunday [2]string
	}{
		"date":       {(*translation.Printer).Date, [2]string{"23 Nov 2026", "23 Nov 2026"}, [2]string{"2 Mei 2027", "2 May 2027"}},
		"long":       {(*translation.Printer).DateLong, [2]string{"Senin, 23 Nov 2026", "Monday, 23 Nov 2026"}, [2]string{"Minggu, 2 Mei 2027", "Sunday, 2 May 2027"}},
		"short":      {(*translation.Printer).DateShort, [2]string{"23/11/2026", "23/11/2026"}, [2]string{"02/05/2027", "02/05/2027"}},
		"day":        {(*translation.Printer).DayMonth, [2]string{"23 Nov", "23 Nov"}, [2]string{"2 Mei", "2 May"}},
		"weekday":    {(*translation.Printer).WeekdayShort, [2]string{"Sen", "Mon"}, [2]string{"Min", "Sun"}},
		"month":      {(*translation.Printer).Month, [2]string{"Nov 2026", "Nov 2026"}, [2]string{"Mei 2027", "May 2027"}},
		"month only": {(*translation.Printer).MonthShort, [2]string{"Nov", "Nov"}, [2]string{"Mei", "May"}},
		"full month": {(*translation.Printer).MonthLong, [2]string{"November 2026", "November 2026"}, [2]string{"Mei 2027", "May 2027"}},
		"clock":      {(*translation.Printer).Clock, [2]string{"14.05", "14:05"}, [2]string{"00.00", "00:00"}},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			compare(t, tc.monday, func(p *translation.Printer) string { return tc.write(p, monday) })
			compare(t, tc.sunday, func(p *translation.Printer) string { return tc.write(p, sunday) })
			compare(t, [2]string{"–", "–"}, func(p *translation.Printer) string { return tc.write(p, time.Time{}) })
		})
	}
}

func TestNamesOfTheYear(t *testing.T) {
	months := [2][]string{
		{"Jan", "Feb", "Mar", "Apr", "Mei", "Jun", "Jul", "Agu", "Sep", "Okt", "Nov", "Des"},
		{"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"},
	}
	for m := range 12 {
		day := time.Date(2026, time.Month(m+1), 1, 0, 0, 0, 0, time.UTC)
		compare(t, [2]string{months[0][m], months[1][m]}, func(p *translation.Printer) string { return p.MonthShort(day) })
	}
	days := [2][]string{
		{"Minggu", "Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu"},
		{"Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"},
	}
	for d := range 7 {
		compare(t, [2]string{days[0][d], days[1][d]}, func(p *translation.Printer) string { return p.Weekday(time.Weekday(d)) })
	}
}

func TestAgo(t *testing.T) {
	wita := time.FixedZone("WITA", 8*60*60)
	now := time.Date(2026, time.November, 23, 9, 0, 0, 0, wita)
	tests := map[string]struct {
		then time.Time
		want [2]string
	}{
		"never":            {time.Time{}, [2]string{"–", "–"}},
		"now":              {now, [2]string{"baru saja", "just now"}},
		"ahead":            {now.Add(time.Hour), [2]string{"baru saja", "just now"}},
		"a minute":         {now.Add(-time.Minute), [2]string{"1 menit lalu", "1 minute ago"}},
		"minutes":          {now.Add(-59 * time.Minute), [2]string{"59 menit lalu", "59 minutes ago"}},
		"hours":            {now.Add(-9 * time.Hour), [2]string{"9 jam lalu", "9 hours ago"}},
		"before midnight":  {now.Add(-9*time.Hour - time.Second), [2]string{"kemarin", "yesterday"}},
		"yesterday, early": {now.Add(-33 * time.Hour), [2]string{"kemarin", "yesterday"}},
		"two days":         {now.Add(-34 * time.Hour), [2]string{"2 hari lalu", "2 days ago"}},
		"many days":        {now.AddDate(0, 0, -1200), [2]string{"1.200 hari lalu", "1,200 days ago"}},
		"other zone":       {now.Add(-8 * time.Hour).UTC(), [2]string{"8 jam lalu", "8 hours ago"}},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			compare(t, tc.want, func(p *translation.Printer) string { return p.Ago(now, tc.then) })
		})
	}
}

func TestTexts(t *testing.T) {
	tests := map[string]struct {
		write func(*translation.Printer) string
		want  [2]string
	}{
		"plain":       {func(p *translation.Printer) string { return p.T("common.undo") }, [2]string{"Urungkan", "Undo"}},
		"with value":  {func(p *translation.Printer) string { return p.T("common.saved.at", "Time", "10.24") }, [2]string{"Tersimpan 10.24", "Saved 10.24"}},
		"one":         {func(p *translation.Printer) string { return p.N("common.days", 1) }, [2]string{"1 hari", "1 day"}},
		"many":        {func(p *translation.Printer) string { return p.N("common.members", 2633) }, [2]string{"2.633 anggota", "2,633 members"}},
		"none":        {func(p *translation.Printer) string { return p.N("common.groups", 0) }, [2]string{"0 kelompok", "0 groups"}},
		"missing":     {func(p *translation.Printer) string { return p.T("common.nosuch") }, [2]string{"[common.nosuch]", "[common.nosuch]"}},
		"missing n":   {func(p *translation.Printer) string { return p.N("common.nosuch", 3) }, [2]string{"[common.nosuch]", "[common.nosuch]"}},
		"no value":    {func(p *translation.Printer) string { return p.T("common.saved.at") }, [2]string{"[common.saved.at]", "[common.saved.at]"}},
		"wrong value": {func(p *translation.Printer) string { return p.T("common.saved.at", "Clock", "1") }, [2]string{"[common.saved.at]", "[common.saved.at]"}},
		"odd values":  {func(p *translation.Printer) string { return p.T("common.saved.at", "Time") }, [2]string{"[common.saved.at]", "[common.saved.at]"}},
		"not escaped": {func(p *translation.Printer) string { return p.T("common.saved.at", "Time", "<a & b>") }, [2]string{"Tersimpan <a & b>", "Saved <a & b>"}},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) { compare(t, tc.want, tc.write) })
	}
}

func TestEveryKindOfFaultHasAText(t *testing.T) {
	for _, p := range both(t) {
		for kind := fault.Other; kind.String() != "unknown"; kind++ {
			key := "error." + kind.String()
			if got := p.T(key); got == "["+key+"]" || got == "" {
				t.Errorf("%s: no text %s", p.Lang(), key)
			}
		}
	}
}

func TestHas(t *testing.T) {
	for _, p := range both(t) {
		if !p.Has("common.undo") || !p.Has("common.days") || !p.Has("common.saved.at") {
			t.Errorf("%s: a text that exists is not found", p.Lang())
		}
		if p.Has("common.nosuch") {
			t.Errorf("%s: a text that does not exist is found", p.Lang())
		}
	}
}

func TestLanguages(t *testing.T) {
	for _, l := range translation.Languages() {
		if p := printer(t, l.Code); p.Lang() != l.Code || l.Name == "" {
			t.Errorf("language %+v gives %q", l, p.Lang())
		}
	}
	for _, lang := range []string{"", "fr", "ID", "id-ID"} {
		if _, err := translation.New(lang); !errors.Is(err, translation.ErrLanguage) {
			t.Errorf("New(%q): %v, want ErrLanguage", lang, err)
		}
	}
}

func BenchmarkT(b *testing.B) {
	p, err := translation.New("id")
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		p.T("common.saved.at", "Time", "10.24")
	}
}

func BenchmarkRupiah(b *testing.B) {
	p, err := translation.New("id")
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		p.Rupiah(1_250_000)
	}
}
