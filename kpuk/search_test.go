package kpuk_test

import (
	"encoding/binary"
	"fmt"
	"math"
	"slices"
	"testing"

	"pendamping/kpuk"
)

func TestFold(t *testing.T) {
	tests := map[string]string{
		"Hj. Nur'aini  BINTI Ahmád": "hj nuraini binti ahmad", "KPUK “Melati-2”": "kpuk melati 2", "  ": "",
		"Señorita Ünal": "senorita unal", "e\u0301": "e", "Batukliang Utara": "batukliang utara", "Straße 9": "straße 9",
	}
	for text, want := range tests {
		if got := kpuk.Fold(text); got != want {
			t.Errorf("Fold(%q) = %q, want %q", text, got, want)
		}
	}
	names := map[string]string{"Hj. Siti Aminah": "siti aminah", "Inaq Sahnim": "sahnim", "Baiq": "baiq", "Ibu Baiq Rohani": "rohani", "Ibunda": "ibunda"}
	for name, want := range names {
		if got := kpuk.FoldName(name); got != want {
			t.Errorf("FoldName(%q) = %q, want %q", name, got, want)
		}
	}
}

// TestJaroWinkler checks the values of Winkler's own examples.
func TestJaroWinkler(t *testing.T) {
	tests := map[[2]string]float64{
		{"martha", "marhta"}: 0.9611, {"dwayne", "duane"}: 0.84, {"dixon", "dicksonx"}: 0.8133,
		{"", ""}: 1, {"a", ""}: 0, {"abc", "abc"}: 1, {"abc", "xyz"}: 0,
	}
	for pair, want := range tests {
		if got := kpuk.JaroWinkler(pair[0], pair[1]); math.Abs(got-want) > 0.0001 {
			t.Errorf("JaroWinkler(%s, %s) = %.4f, want %.4f", pair[0], pair[1], got, want)
		}
		if a, b := kpuk.JaroWinkler(pair[0], pair[1]), kpuk.JaroWinkler(pair[1], pair[0]); math.Abs(a-b) > 1e-12 {
			t.Errorf("JaroWinkler(%v) depends on the order: %f, %f", pair, a, b)
		}
	}
}

func numbered(n int) kpuk.ID {
	var id kpuk.ID
	binary.BigEndian.PutUint32(id[:], uint32(n)+1)
	return id
}

func TestSearch(t *testing.T) {
	var x kpuk.Index
	x.Put(numbered(1), kpuk.KindMember, "Inaq Sahnim", "Ubung")
	x.Put(numbered(2), kpuk.KindMember, "Baiq Rohani", "Ubung")
	x.Put(numbered(3), kpuk.KindGroup, "Melati Sahabat", "Ubung")
	x.Put(numbered(4), kpuk.KindMember, "Siti Rohayati", "Jonggat")
	tests := map[string]struct {
		query string
		kind  kpuk.Kind
		most  int
		want  []int
	}{
		"beginning of a word":     {"sah", 0, 10, []int{1, 3}},
		"honorific passed over":   {"Hj. Rohani", 0, 10, []int{2}},
		"honorific alone":         {"baiq", 0, 10, []int{2}},
		"several words":           {"ubung ro", 0, 10, []int{2}},
		"words in any order":      {"ro ubung", 0, 10, []int{2}},
		"not inside a word":       {"ahnim", 0, 10, nil},
		"by kind":                 {"ubung", kpuk.KindGroup, 10, []int{3}},
		"case and accent":         {"ROHÀ", 0, 10, []int{2, 4}},
		"beginning of name first": {"ro", 0, 10, []int{2, 4}},
		"at most":                 {"ubung", 0, 2, []int{3, 2}},
		"everything":              {"", 0, 1000, []int{3, 2, 1, 4}},
		"nothing asked":           {"", 0, 0, nil},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			var got []kpuk.ID
			for _, h := range x.Find(tt.query, tt.kind, tt.most) {
				got = append(got, h.ID)
			}
			var want []kpuk.ID
			for _, n := range tt.want {
				want = append(want, numbered(n))
			}
			if !slices.Equal(got, want) {
				t.Errorf("found %v, want %v", got, want)
			}
		})
	}
	x.Remove(numbered(2))
	x.Put(numbered(5), kpuk.KindMember, "Rohimah")
	x.Put(numbered(1), kpuk.KindMember, "Sri")
	if hits := x.Find("ro", 0, 10); len(hits) != 2 || hits[0].ID != numbered(5) || len(x.Find("sahnim", 0, 10)) != 0 || x.Len() != 4 {
		t.Errorf("after changes: %v of %d", hits, x.Len())
	}
}

func names(n int) *kpuk.Index {
	first := []string{"Inaq", "Baiq", "Siti", "Hj. Nur", "Sri", "Ni Luh", "Dewi", "Ibu Ratna"}
	middle := []string{"Sahnim", "Rohani", "Aminah", "Suhartini", "Wahyuni", "Marni", "Kartini", "Yuliana", "Halimah", "Sumiati", "Raehan"}
	last := []string{"", "Hayati", "Lestari", "Astuti", "Handayani", "Fitriani", "Maharani"}
	x := new(kpuk.Index)
	for i := range n {
		x.Put(numbered(i), kpuk.KindMember, fmt.Sprintf("%s %s %s", first[i%8], middle[i/8%11], last[i/88%7]), fmt.Sprintf("Desa %d", i%33))
	}
	return x
}

func BenchmarkSearch(b *testing.B) {
	for _, n := range []int{2633, 100_000} {
		x := names(n)
		for _, query := range []string{"s", "baiq roh", "kartini hand desa 3", "zz", ""} {
			b.Run(fmt.Sprintf("names=%d/query=%q", n, query), func(b *testing.B) {
				for b.Loop() {
					x.Find(query, 0, 50)
				}
			})
		}
	}
}
