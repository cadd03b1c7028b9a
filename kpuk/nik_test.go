package kpuk_test

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"pendamping/kpuk"
)

// vectors reads test data that was computed independently of this package.
func vectors[T any](t *testing.T, name string) []T {
	t.Helper()
	raw, err := os.ReadFile(filepath.Join("testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	var out []T
	if err := json.Unmarshal(raw, &out); err != nil {
		t.Fatal(err)
	}
	if len(out) == 0 {
		t.Fatalf("%s is empty", name)
	}
	return out
}

func TestNIKVectors(t *testing.T) {
	type vector struct {
		NIK, Why, Area, Masked string
		Reference, Born        kpuk.Date
		Valid, Woman           bool
	}
	for _, v := range vectors[vector](t, "nik.json") {
		n, err := kpuk.ParseNIK(v.NIK)
		if refused := v.Why == "length" || v.Why == "digit"; refused != (err != nil) {
			t.Errorf("ParseNIK(%s): %v, want refused %v", v.NIK, err, refused)
		}
		if kpuk.NIK(v.NIK).WellFormed(v.Reference) != v.Valid {
			t.Errorf("%s: well-formed is not %v", v.NIK, v.Valid)
		}
		got, problems := n.Read(v.Reference)
		if !v.Valid {
			if err == nil && (len(problems) != 1 || problems[0].Key != "nik_"+v.Why || !problems[0].Warning) {
				t.Errorf("%s: problems %+v, want the warning nik_%s", v.NIK, problems, v.Why)
			}
			continue
		}
		if got.Woman != v.Woman || got.Born != v.Born || got.Area != v.Area || n.Masked() != v.Masked {
			t.Errorf("%s reads %+v masked %s, want %+v", v.NIK, got, n.Masked(), v)
		}
	}
}

// TestNIKRoundTrip builds numbers from what they should say.
func TestNIKRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		reference := kpuk.NewDate(2026, 11, 23)
		born := kpuk.NewDate(1912, 1, 1).AddDays(rapid.IntRange(0, 36000).Draw(t, "born"))
		woman := rapid.Bool().Draw(t, "woman")
		day := born.Day()
		if woman {
			day += 40
		}
		area := rapid.IntRange(110000, 999999).Draw(t, "area")
		text := fmt.Sprintf("%06d%02d%02d%02d%04d", area, day, int(born.Month()), born.Year()%100, rapid.IntRange(1, 9999).Draw(t, "serial"))
		n, err := kpuk.ParseNIK(text[:6] + " " + text[6:12] + "-" + text[12:])
		if err != nil || string(n) != text {
			t.Fatalf("%s parsed as %s, %v", text, string(n), err)
		}
		got, problems := n.Read(reference)
		if len(problems) != 0 || got.Born != born || got.Woman != woman || strings.ReplaceAll(got.Area, ".", "") != text[:6] {
			t.Fatalf("%s (born %s) reads %+v, %+v", text, born, got, problems)
		}
		if shown := fmt.Sprint([]kpuk.NIK{n}); strings.Contains(shown, text[4:12]) || shown != "["+n.Masked()+"]" {
			t.Fatalf("printing shows %s", shown)
		}
	})
}

func TestNIKCheck(t *testing.T) {
	reference := date(t, "2026-11-23")
	none := func(string) bool { return false }
	tests := map[string]struct {
		nik   kpuk.NIK
		born  string
		known func(string) bool
		want  []string
	}{
		"empty":         {"", "", none, nil},
		"good":          {"5202014708956752", "1995-08-07", nil, nil},
		"other century": {"5202014708956752", "1895-08-07", nil, nil},
		"area":          {"5202014708956752", "", none, []string{"nik_area"}},
		"born":          {"5202014708956752", "1995-08-08", nil, []string{"nik_born"}},
		"man":           {"5202011206405525", "", nil, []string{"nik_man"}},
		"digits":        {"520201", "", none, []string{"nik_digits"}},
		"two faults":    {"5202014113840000", "", nil, []string{"nik_month", "nik_serial"}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			got := keys(tt.nik.Check(reference, date(t, tt.born), tt.known))
			if fmt.Sprint(got) != fmt.Sprint(tt.want) {
				t.Errorf("problems %v, want %v", got, tt.want)
			}
		})
	}
}

func keys(problems []kpuk.Problem) []string {
	var out []string
	for _, p := range problems {
		out = append(out, p.Key)
	}
	return out
}

func TestNIKCenturyEdge(t *testing.T) {
	// Fifteen years to the day before the reference is 20yy, a day less is 19yy.
	for nik, want := range map[kpuk.NIK]string{"5202016311110001": "2011-11-23", "5202016411110001": "1911-11-24", "5202016902000001": "2000-02-29"} {
		if got, _ := nik.Read(date(t, "2026-11-23")); got.Born.String() != want {
			t.Errorf("%s born %s, want %s", string(nik), got.Born, want)
		}
	}
	// 29 February 1900 did not exist, and in 2010 the year 2000 is too near.
	if _, problems := kpuk.NIK("5202016902000001").Read(date(t, "2010-01-01")); len(problems) != 1 || problems[0].Key != "nik_date" {
		t.Errorf("29 Feb 00 seen from 2010: %+v", problems)
	}
}

func TestKK(t *testing.T) {
	reference := date(t, "2026-11-23")
	tests := map[string][]string{
		"": nil, "5202011203150001": nil, "520201": {"kk_digits"}, "52020112031500x1": {"kk_digits"},
		"5202014103150001": {"kk_date"}, "5202011203150000": {"kk_serial"}, "5202011203270001": {"kk_date"}, "5202011203990001": nil,
	}
	for kk, want := range tests {
		if got := keys(kpuk.CheckKK(kk, reference)); fmt.Sprint(got) != fmt.Sprint(want) {
			t.Errorf("CheckKK(%s) = %v, want %v", kk, got, want)
		}
	}
	if got, err := kpuk.ParseKK("5202 0112 0315 0001"); err != nil || got != "5202011203150001" || kpuk.MaskKK(got) != "5202••••••••0001" {
		t.Errorf("ParseKK = %s, %v", got, err)
	}
}

func TestPhone(t *testing.T) {
	good := map[string]string{
		"081234567890": "+6281234567890", "+62 812-3456-7890": "+6281234567890", "6281234567890": "+6281234567890",
		"+62 (0)812 3456 7890": "+6281234567890", "81234567890": "+6281234567890", "0370 631234": "+62370631234",
		"+60123456789": "+60123456789", "0060123456789": "+60123456789", "": "",
	}
	for text, want := range good {
		if got, err := kpuk.ParsePhone(text); err != nil || got != want {
			t.Errorf("ParsePhone(%q) = %q, %v; want %q", text, got, err, want)
		}
	}
	for _, text := range []string{"0812", "08123456789012345", "abc", "+", "+62", "0812x4567890", "++628123456789", "000812345678"} {
		if got, err := kpuk.ParsePhone(text); err == nil {
			t.Errorf("ParsePhone(%q) = %q, want an error", text, got)
		}
	}
	for e164, want := range map[string]string{"+6281234567890": "0812-3456-7890", "+628123456789": "0812-3456-789", "+62812345678": "0812-3456-78", "+6281234567": "0812-345-67", "+60123456789": "+60123456789"} {
		if got := kpuk.ShowPhone(e164); got != want {
			t.Errorf("ShowPhone(%s) = %s, want %s", e164, got, want)
		}
	}
}

func FuzzParsePhone(f *testing.F) {
	f.Add("0812-3456-7890")
	f.Add("+62 (0)812")
	f.Fuzz(func(t *testing.T, text string) {
		p, err := kpuk.ParsePhone(text)
		if err != nil || p == "" {
			return
		}
		if back, err := kpuk.ParsePhone(p); err != nil || back != p {
			t.Fatalf("%q gives %q, which gives %q, %v", text, p, back, err)
		}
	})
}

func FuzzParseNIK(f *testing.F) {
	f.Add("5202014708956752")
	f.Add("5202 0147 0895 6752")
	f.Fuzz(func(t *testing.T, text string) {
		n, err := kpuk.ParseNIK(text)
		r, _ := n.Read(kpuk.NewDate(2026, 11, 23))
		if err != nil && n != "" {
			t.Fatalf("%q refused and yet read", text)
		}
		if r.Born > kpuk.NewDate(2011, 11, 23) {
			t.Fatalf("%q born %s", text, r.Born)
		}
	})
}
