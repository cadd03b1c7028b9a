package area_test

import (
	"errors"
	"os"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"pendamping/assets/area"
)

// open opens the embedded areas.
func open(tb testing.TB) *area.Index {
	tb.Helper()
	ix, err := area.Open()
	if err != nil {
		tb.Fatal(err)
	}
	return ix
}

func TestCountsOfTheCountry(t *testing.T) {
	want := area.Counts{Provinces: 38, Regencies: 514, Districts: 7285, Villages: 83762}
	ix := open(t)
	if got := ix.Counts(); got != want {
		t.Errorf("counts %+v, want %+v", got, want)
	}
	walked := area.Counts{}
	for _, p := range ix.Children("") {
		walked.Provinces++
		for _, g := range ix.Children(p.Code) {
			walked.Regencies++
			for _, d := range ix.Children(g.Code) {
				walked.Districts++
				walked.Villages += len(ix.Children(d.Code))
			}
		}
	}
	if walked != want {
		t.Errorf("walked over %+v, want %+v", walked, want)
	}
}

func TestLombokTengah(t *testing.T) {
	ix := open(t)
	districts := ix.Children("52.02")
	villages := 0
	for _, d := range districts {
		villages += len(ix.Children(d.Code))
	}
	if len(districts) != 12 || villages != 154 {
		t.Errorf("%d sub-districts, %d villages, want 12 and 154", len(districts), villages)
	}
	want := []area.Area{
		{"52.02.01", "Praya"},
		{"52.02.02", "Jonggat"},
		{"52.02.03", "Batukliang"},
		{"52.02.04", "Pujut"},
		{"52.02.05", "Praya Barat"},
		{"52.02.06", "Praya Timur"},
		{"52.02.07", "Janapria"},
		{"52.02.08", "Pringgarata"},
		{"52.02.09", "Kopang"},
		{"52.02.10", "Praya Tengah"},
		{"52.02.11", "Praya Barat Daya"},
		{"52.02.12", "Batukliang Utara"},
	}
	if diff := cmp.Diff(want, districts); diff != "" {
		t.Error(diff)
	}
}

func TestName(t *testing.T) {
	tests := map[string]struct {
		code, name string
	}{
		"first province":    {"11", "Aceh"},
		"province":          {"52", "Nusa Tenggara Barat"},
		"regency":           {"52.02", "Kabupaten Lombok Tengah"},
		"city":              {"52.71", "Kota Mataram"},
		"sub-district":      {"52.02.02", "Jonggat"},
		"first village":     {"11.01.01.2001", "Keude Bakongan"},
		"village":           {"52.02.02.2002", "Ubung"},
		"name with a comma": {"14.02.09.2010", "Lambang Sari I, II, III"},
		"name with a quote": {"53.07.01.2021", "Regapu’u"},

		"empty":                {"", ""},
		"no such province":     {"99", ""},
		"no such regency":      {"52.99", ""},
		"no such sub-district": {"52.02.99", ""},
		"no such village":      {"52.02.01.2999", ""},
		"five parts":           {"52.02.01.2001.1", ""},
		"short part":           {"52.2", ""},
		"short village":        {"52.02.01.1", ""},
		"not digits":           {"52.02.0x", ""},
		"signed":               {"52.02.+1", ""},
		"without dots":         {"5202", ""},
	}
	ix := open(t)
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			got, ok := ix.Name(tc.code)
			if got != tc.name || ok != (tc.name != "") {
				t.Errorf("Name(%q) = %q, %t, want %q", tc.code, got, ok, tc.name)
			}
		})
	}
}

func TestPath(t *testing.T) {
	ix := open(t)
	want := []area.Area{
		{"52", "Nusa Tenggara Barat"},
		{"52.02", "Kabupaten Lombok Tengah"},
		{"52.02.02", "Jonggat"},
		{"52.02.02.2002", "Ubung"},
	}
	if diff := cmp.Diff(want, ix.Path("52.02.02.2002")); diff != "" {
		t.Error(diff)
	}
	if got := ix.Path("52.99.01"); got != nil {
		t.Errorf("path of an unknown code: %v", got)
	}
	if got := want[1].Short(); got != "Lombok Tengah" {
		t.Errorf("short name %q", got)
	}
}

func TestChildrenOfNothing(t *testing.T) {
	ix := open(t)
	for _, code := range []string{"99", "52.99", "52.02.99", "52.02.02.2001", "x", "52.02.02.2001.1"} {
		if got := ix.Children(code); got != nil {
			t.Errorf("Children(%q) = %v, want nil", code, got)
		}
	}
}

func TestSearch(t *testing.T) {
	tests := map[string]struct {
		query, under string
		limit        int
		want         []string // codes
	}{
		"whole name before longer ones":  {"praya", "52.02", 4, []string{"52.02.01", "52.02.01.1001", "52.02.05", "52.02.06"}},
		"regency without its title":      {"lombok tengah", "52", 1, []string{"52.02"}},
		"title typed":                    {"kabupaten lombok tengah", "", 1, []string{"52.02"}},
		"case":                           {"UBUNG", "52.02", 1, []string{"52.02.02.2002"}},
		"accents":                        {"ùbúng", "52.02", 1, []string{"52.02.02.2002"}},
		"beginnings of words":            {"pray bar da", "52.02", 5, []string{"52.02.11"}},
		"later word":                     {"daya", "52.02", 1, []string{"52.02.11"}},
		"apostrophe left out":            {"regapuu", "53.07", 5, []string{"53.07.01.2021"}},
		"apostrophe typed plainly":       {"regapu'u", "53", 5, []string{"53.07.01.2021"}},
		"inside a sub-district":          {"ubung", "52.02.02", 5, []string{"52.02.02.2002"}},
		"not inside another":             {"ubung", "52.02.01", 5, []string{}},
		"the area itself is not inside":  {"jonggat", "52.02.02", 1, []string{}},
		"province before all":            {"bali", "", 1, []string{"51"}},
		"middle of a word is no match":   {"bung", "52.02", 5, []string{}},
		"words in another order":         {"barat praya", "52.02", 5, []string{}},
		"nothing asked":                  {" .- ", "52.02", 5, nil},
		"no limit":                       {"praya", "52.02", 0, nil},
		"unknown code":                   {"praya", "99", 5, []string{}},
		"inside a village there is none": {"ubung", "52.02.02.2001", 5, []string{}},
	}
	ix := open(t)
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			var got []string
			found := ix.Search(tc.query, tc.under, tc.limit)
			if found != nil {
				got = []string{}
			}
			for _, a := range found {
				got = append(got, a.Code)
				if name, ok := ix.Name(a.Code); !ok || name != a.Name {
					t.Errorf("%s is %q here and %q by its code", a.Code, a.Name, name)
				}
			}
			if diff := cmp.Diff(tc.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestSearchCountryFindsAllOfTheName(t *testing.T) {
	ix := open(t)
	found := ix.Search("sukamaju", "", 1<<20)
	if len(found) != 73 { // counted in the source with grep
		t.Errorf("%d places called Sukamaju, want 73", len(found))
	}
	provinces := map[string]bool{}
	for _, a := range found {
		provinces[a.Code[:2]] = true
	}
	if len(provinces) != 15 {
		t.Errorf("Sukamaju in %d provinces, want 15", len(provinces))
	}
}

func TestConcurrentUse(t *testing.T) {
	ix := open(t)
	var wg sync.WaitGroup
	for _, province := range ix.Children("") {
		wg.Go(func() {
			for _, g := range ix.Children(province.Code) {
				if len(ix.Children(g.Code)) == 0 {
					t.Errorf("%s is empty", g.Code)
				}
				ix.Search("desa", g.Code, 3)
			}
		})
	}
	wg.Wait()
}

func TestReadDamaged(t *testing.T) {
	whole, err := os.ReadFile("areas.bin")
	if err != nil {
		t.Fatal(err)
	}
	tests := map[string][]byte{
		"empty":         nil,
		"foreign":       []byte("PK\x03\x04 something else"),
		"magic only":    []byte(area.Magic),
		"cut index":     whole[:2000],
		"cut block":     whole[:len(whole)-1],
		"too long":      append([]byte(strings.Clone(string(whole))), 0),
		"later version": append([]byte("AREA\x02"), whole[5:]...),
	}
	for name, data := range tests {
		t.Run(name, func(t *testing.T) {
			if _, err := area.Read(data); !errors.Is(err, area.ErrDamaged) {
				t.Errorf("error %v, want ErrDamaged", err)
			}
		})
	}
}

// FuzzRead looks for damage that makes reading crash.
func FuzzRead(f *testing.F) {
	whole, err := os.ReadFile("areas.bin")
	if err != nil {
		f.Fatal(err)
	}
	f.Add(uint32(9), byte(0xFF))
	f.Add(uint32(5), byte(0x80))
	f.Add(uint32(30_000), byte(0x01))
	f.Fuzz(func(t *testing.T, at uint32, flip byte) {
		data := append([]byte(nil), whole...)
		data[int(at)%len(data)] ^= flip
		ix, err := area.Read(data)
		if err != nil {
			if !errors.Is(err, area.ErrDamaged) {
				t.Errorf("error %v, want ErrDamaged", err)
			}
			return
		}
		for _, g := range ix.Children("52") {
			ix.Children(g.Code)
		}
	})
}

func TestFileIsSmall(t *testing.T) {
	info, err := os.Stat("areas.bin")
	if err != nil {
		t.Fatal(err)
	}
	if info.Size() >= 1<<20 {
		t.Errorf("areas take %d bytes, want less than 1 MiB", info.Size())
	}
}

func BenchmarkOpen(b *testing.B) {
	for b.Loop() {
		open(b)
	}
}

func BenchmarkSearchRegency(b *testing.B) {
	ix := open(b)
	for b.Loop() {
		ix.Search("pray", "52.02", 20)
	}
}

func BenchmarkSearchProvince(b *testing.B) {
	ix := open(b)
	for b.Loop() {
		ix.Search("pray", "52", 20)
	}
}

func BenchmarkSearchCountry(b *testing.B) {
	ix := open(b)
	for b.Loop() {
		ix.Search("sukama", "", 20)
	}
}
