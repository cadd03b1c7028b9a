package kpuk_test

import (
	"errors"
	"testing"
	"time"

	"pgregory.net/rapid"

	"pendamping/fault"
	"pendamping/kpuk"
)

func date(tb testing.TB, iso string) kpuk.Date {
	tb.Helper()
	d, err := kpuk.ParseDate(iso)
	if err != nil {
		tb.Fatalf("bad date in a test: %q: %v", iso, err)
	}
	return d
}

func TestDateNumbers(t *testing.T) {
	tests := map[string]kpuk.Date{"1970-01-01": 1, "1970-01-02": 2, "1969-12-31": -1, "1969-12-30": -2, "2026-11-23": 20781}
	for iso, want := range tests {
		if got := date(t, iso); got != want {
			t.Errorf("%s = %d, want %d", iso, int32(got), int32(want))
		}
		if got := want.String(); got != iso {
			t.Errorf("%d prints %s, want %s", int32(want), got, iso)
		}
	}
}

func TestParseDate(t *testing.T) {
	good := map[string]string{
		"2026-11-23": "2026-11-23", "23/11/2026": "2026-11-23", "3/1/2026": "2026-01-03",
		"23-11-2026": "2026-11-23", "23.11.2026": "2026-11-23", "29/02/2024\n": "2024-02-29", "": "",
	}
	for text, want := range good {
		if d, err := kpuk.ParseDate(text); err != nil || d.String() != want {
			t.Errorf("ParseDate(%q) = %s, %v; want %s", text, d, err, want)
		}
	}
	for _, text := range []string{"29/02/2023", "31/04/2026", "2026-13-01", "0/1/2026", "1/1/26", "x", "2026--1-01", "1/1/2026/", "20261123"} {
		if d, err := kpuk.ParseDate(text); err == nil {
			t.Errorf("ParseDate(%q) = %s, want an error", text, d)
		}
	}
}

func TestAddMonths(t *testing.T) {
	tests := map[string]struct {
		from string
		n    int
		want string
	}{
		"clamped to February":  {"2025-01-31", 1, "2025-02-28"},
		"clamped in leap year": {"2024-01-31", 1, "2024-02-29"},
		"over the year":        {"2025-11-30", 3, "2026-02-28"},
		"backwards":            {"2025-03-31", -1, "2025-02-28"},
		"twelve":               {"2024-02-29", 12, "2025-02-28"},
		"across 1970":          {"1969-12-31", 2, "1970-02-28"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			if got := date(t, tt.from).AddMonths(tt.n).String(); got != tt.want {
				t.Errorf("%s + %d months = %s, want %s", tt.from, tt.n, got, tt.want)
			}
		})
	}
}

// TestDateAgainstTime walks dates from 1900 to 2100 beside package time.
func TestDateAgainstTime(t *testing.T) {
	origin := time.Date(1900, 1, 1, 0, 0, 0, 0, time.UTC)
	rapid.Check(t, func(t *rapid.T) {
		at := origin.AddDate(0, 0, rapid.IntRange(0, 73000).Draw(t, "day"))
		n := rapid.IntRange(-40000, 40000).Draw(t, "n")
		d := kpuk.DateOf(at)
		if d.IsZero() || !d.Time().Equal(at) || d.Weekday() != at.Weekday() {
			t.Fatalf("%s became %s", at, d)
		}
		later := d.AddDays(n)
		if !later.Time().Equal(at.AddDate(0, 0, n)) || later.Sub(d) != n || (later > d) != (n > 0) {
			t.Fatalf("%s + %d days = %s", d, n, later)
		}
		if back, err := kpuk.ParseDate(d.Time().Format("02/01/2006")); err != nil || back != d {
			t.Fatalf("%s reads back as %s, %v", d, back, err)
		}
	})
}

func TestNoDate(t *testing.T) {
	var none kpuk.Date
	if none.String() != "" || !none.AddDays(3).IsZero() || !none.AddMonths(3).IsZero() || none.Sub(5) != 0 || !none.Time().IsZero() {
		t.Error("the zero date does not stay none")
	}
	if !kpuk.DateOf(time.Time{}).IsZero() {
		t.Error("the zero time gives a date")
	}
}

func TestYearsAt(t *testing.T) {
	born := date(t, "2004-02-29")
	tests := map[string]int{"2004-02-28": 0, "2005-02-28": 0, "2005-03-01": 1, "2024-02-29": 20, "2024-02-28": 19}
	for on, want := range tests {
		if got := born.YearsAt(date(t, on)); got != want {
			t.Errorf("age on %s = %d, want %d", on, got, want)
		}
	}
}

func TestMinutes(t *testing.T) {
	if got := kpuk.At(14, 5).String(); got != "14.05" {
		t.Errorf("14.05 prints %q", got)
	}
	if kpuk.At(24, 0) != 0 || kpuk.At(0, 0) != 1 || kpuk.Minutes(0).String() != "" {
		t.Error("bounds of the day are wrong")
	}
	good := map[string]kpuk.Minutes{"14.05": kpuk.At(14, 5), "9:30": kpuk.At(9, 30), "0930": kpuk.At(9, 30), "8": kpuk.At(8, 0), "": 0}
	for text, want := range good {
		if got, err := kpuk.ParseMinutes(text); err != nil || got != want {
			t.Errorf("ParseMinutes(%q) = %s, %v; want %s", text, got, err, want)
		}
	}
	for _, text := range []string{"24.00", "12.60", "12.5", "x", "12.5x", "-1.00", "99999"} {
		if got, err := kpuk.ParseMinutes(text); err == nil {
			t.Errorf("ParseMinutes(%q) = %s, want an error", text, got)
		}
	}
}

func FuzzParseDate(f *testing.F) {
	for _, s := range []string{"2026-11-23", "23/11/2026", "29/02/1900", "1-2-2026"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		d, err := kpuk.ParseDate(text)
		if err != nil || d.IsZero() {
			return
		}
		if back, err := kpuk.ParseDate(d.String()); err != nil || back != d {
			t.Fatalf("%q reads as %s, read again %s, %v", text, d, back, err)
		}
	})
}

func TestParseSpan(t *testing.T) {
	for name, c := range map[string]struct {
		from, to string
		begin    kpuk.Minutes
		end      kpuk.Minutes
		wrong    error
		kind     fault.Kind
	}{
		"both":         {"8.15", "11:30", kpuk.At(8, 15), kpuk.At(11, 30), nil, 0},
		"a moment":     {"8", "8", kpuk.At(8, 0), kpuk.At(8, 0), nil, 0},
		"under way":    {"8.15", "", kpuk.At(8, 15), 0, nil, 0},
		"only the end": {"", "11.30", 0, kpuk.At(11, 30), nil, 0},
		"neither":      {"", " ", 0, 0, nil, 0},
		"turned":       {"11.30", "8.15", 0, 0, kpuk.ErrTurned, fault.Invalid},
		"midnight":     {"23.00", "00.30", 0, 0, kpuk.ErrTurned, fault.Invalid},
		"no beginning": {"pagi", "8.15", 0, 0, nil, fault.Invalid},
		"no such end":  {"8.15", "25.00", 0, 0, nil, fault.Invalid},
	} {
		begin, end, err := kpuk.ParseSpan(c.from, c.to)
		if begin != c.begin || end != c.end || fault.KindOf(err) != c.kind || c.wrong != nil && !errors.Is(err, c.wrong) {
			t.Errorf("%s: %v to %v, %v", name, begin, end, err)
		}
	}
}
