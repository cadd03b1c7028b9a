package area

import (
	"sort"
	"strings"
	"unicode"
)

// Ranks of a match, the better the lower.
const (
	exactly = iota // the whole name
	starts         // the name begins so
	words          // words of the name begin so, in that order
	noMatch
)

// match is an area found.
type match struct {
	area  Area
	rank  int
	level int // dots in the code: wider areas come first
}

// Search returns areas whose name has words that begin with those of the query, in that order:
// "pray bar" finds Praya Barat. Case, accents and apostrophes do not count, and neither does a
// leading "Kabupaten" or "Kota" of the name. Only areas inside the one with the code under are
// looked at; "" is the whole country. Whole names come first, then names that begin with the query,
// then the rest; among equals wider areas, then lower codes. At most limit are returned; a query
// without a letter or digit, a limit below 1 and an unknown code give none.
//
// Searching the country unpacks every regency once and keeps none; that takes tens of milliseconds,
// so it is for a button, not for every key. Searching in a province or less is for every key.
func (ix *Index) Search(query, under string, limit int) []Area {
	wanted := strings.Fields(string(fold(nil, query)))
	if len(wanted) == 0 || limit < 1 {
		return nil
	}
	s := search{wanted: wanted, whole: strings.Join(wanted, " ")}
	ix.searchIn(&s, under)
	sort.SliceStable(s.found, func(i, j int) bool {
		a, b := s.found[i], s.found[j]
		if a.rank != b.rank {
			return a.rank < b.rank
		}
		return a.level < b.level
	})
	areas := make([]Area, 0, min(limit, len(s.found)))
	for _, m := range s.found[:min(limit, len(s.found))] {
		areas = append(areas, m.area)
	}
	return areas
}

// searchIn looks through the areas inside one, in the order of their codes.
func (ix *Index) searchIn(s *search, under string) {
	parts := strings.Split(under, ".")
	switch {
	case under == "":
		for _, p := range ix.provinces {
			s.try(0, p.name, func() string { return p.code })
			ix.searchProvince(s, p, false)
		}
	case len(parts) == 1:
		if at, ok := ix.province(under); ok {
			ix.searchProvince(s, ix.provinces[at], true)
		}
	case len(parts) == 2:
		if at, ok := ix.regency(under); ok {
			s.districts(under, ix.unpacked(at))
		}
	case len(parts) == 3:
		if d := ix.district(parts); d != nil {
			s.villages(under, d.villages)
		}
	}
}

// searchProvince looks through the regencies of a province and what is inside them. keep says
// whether the unpacked regencies may be wanted again, by the next key.
func (ix *Index) searchProvince(s *search, p province, keep bool) {
	for at := p.first; at < p.end; at++ {
		g := &ix.regencies[at]
		s.try(1, g.name, func() string { return g.code })
		districts := ix.peek(at)
		switch {
		case districts != nil:
		case keep && p.end-p.first <= keptBlocks:
			districts = ix.unpacked(at)
		default:
			districts = g.unpack()
		}
		s.districts(g.code, districts)
	}
}

// peek returns the sub-districts of a regency if they are at hand.
func (ix *Index) peek(at int) []district {
	ix.mu.Lock()
	defer ix.mu.Unlock()
	return ix.kept[at]
}

// search is one search under way.
type search struct {
	wanted []string // the query's words, folded
	whole  string   // the same joined
	found  []match
	buffer []byte // for folding without garbage
}

// districts tries sub-districts and their villages.
func (s *search) districts(regencyCode string, districts []district) {
	for i := range districts {
		code := districtCode(regencyCode, districts[i].number)
		s.try(2, districts[i].name, func() string { return code })
		s.villages(code, districts[i].villages)
	}
}

// villages tries the villages of a sub-district.
func (s *search) villages(inside string, villages []village) {
	for i := range villages {
		s.try(3, villages[i].name, func() string { return villageCode(inside, villages[i].number) })
	}
}

// try keeps an area if its name matches; its code is made only then.
func (s *search) try(level int, name string, code func() string) {
	s.buffer = fold(s.buffer[:0], name)
	folded := string(s.buffer)
	rank := s.rank(folded)
	if level == 1 {
		_, bare, _ := strings.Cut(folded, " ") // without Kabupaten or Kota
		rank = min(rank, s.rank(bare))
	}
	if rank < noMatch {
		s.found = append(s.found, match{Area{Code: code(), Name: name}, rank, level})
	}
}

// rank compares a folded name with the query.
func (s *search) rank(name string) int {
	switch {
	case name == s.whole:
		return exactly
	case strings.HasPrefix(name, s.whole):
		return starts
	}
	rest := name
	for _, word := range s.wanted {
		for rest != "" && !strings.HasPrefix(rest, word) {
			_, rest, _ = strings.Cut(rest, " ")
		}
		if rest == "" {
			return noMatch
		}
		_, rest, _ = strings.Cut(rest, " ")
	}
	return words
}

// fold appends s in lower case without accents and apostrophes, everything else that is neither
// letter nor digit as one space.
func fold(to []byte, s string) []byte {
	out, gap := to, false
	for _, r := range s {
		switch {
		case r >= 'a' && r <= 'z' || r >= '0' && r <= '9':
		case r >= 'A' && r <= 'Z':
			r += 'a' - 'A'
		case strings.ContainsRune("'’‘ʼ`\"", r) || unicode.Is(unicode.Mn, r):
			continue
		case unicode.IsLetter(r) || unicode.IsDigit(r):
			r = plain(unicode.ToLower(r))
		default:
			gap = len(out) > 0
			continue
		}
		if gap {
			out, gap = append(out, ' '), false
		}
		out = append(out, string(r)...)
	}
	return out
}

// plain returns the letter under an accent, for the letters met in Indonesian names and on the
// keyboards there.
func plain(r rune) rune {
	const accented, letters = "áàâäãåéèêëíìîïóòôöõúùûüçñý", "aaaaaaeeeeiiiiooooouuuucny"
	at := 0
	for _, a := range accented {
		if a == r {
			return rune(letters[at])
		}
		at++
	}
	return r
}
