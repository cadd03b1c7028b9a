package kpuk

import (
	"slices"
	"strings"
	"unicode"
)

// Fold brings text to the form in which it is compared and searched: lower case,
// without accents, words of letters and digits with one space between.
func Fold(text string) string {
	var b strings.Builder
	b.Grow(len(text))
	gap := false
	for _, r := range text {
		r = plain(unicode.ToLower(r))
		switch {
		case r == 0 || r == '\'' || r == '’' || r == '`':
			// combining marks and apostrophes vanish: Nur'aini is Nuraini
		case unicode.IsLetter(r) || unicode.IsDigit(r):
			if gap && b.Len() > 0 {
				b.WriteByte(' ')
			}
			gap = false
			b.WriteRune(r)
		default:
			gap = true
		}
	}
	return b.String()
}

// plain takes the accent off a lower-case letter; 0 for combining marks.
func plain(r rune) rune {
	if r < 0x80 {
		return r
	}
	if unicode.Is(unicode.Mn, r) {
		return 0
	}
	return accentless(r)
}

// accentless maps the accented Latin letters of European languages to their base.
func accentless(r rune) rune {
	switch r {
	case 'à', 'á', 'â', 'ã', 'ä', 'å', 'ā', 'ă', 'ą':
		return 'a'
	case 'ç', 'ć', 'ĉ', 'ċ', 'č':
		return 'c'
	case 'ď', 'đ':
		return 'd'
	case 'è', 'é', 'ê', 'ë', 'ē', 'ĕ', 'ė', 'ę', 'ě':
		return 'e'
	case 'ĝ', 'ğ', 'ġ', 'ģ':
		return 'g'
	case 'ĥ', 'ħ':
		return 'h'
	case 'ì', 'í', 'î', 'ï', 'ĩ', 'ī', 'ĭ', 'į', 'ı':
		return 'i'
	case 'ĵ':
		return 'j'
	case 'ķ':
		return 'k'
	case 'ĺ', 'ļ', 'ľ', 'ł':
		return 'l'
	case 'ñ', 'ń', 'ņ', 'ň':
		return 'n'
	case 'ò', 'ó', 'ô', 'õ', 'ö', 'ō', 'ŏ', 'ő', 'ø':
		return 'o'
	case 'ŕ', 'ŗ', 'ř':
		return 'r'
	case 'ś', 'ŝ', 'ş', 'š':
		return 's'
	case 'ţ', 'ť', 'ŧ':
		return 't'
	case 'ù', 'ú', 'û', 'ü', 'ũ', 'ū', 'ŭ', 'ů', 'ű', 'ų':
		return 'u'
	case 'ŵ':
		return 'w'
	case 'ý', 'ÿ', 'ŷ':
		return 'y'
	case 'ź', 'ż', 'ž':
		return 'z'
	default:
		return r
	}
}

// honorific tells whether a folded word is a form of address rather than a name.
func honorific(word string) bool {
	switch word {
	case "ibu", "bu", "hj", "hajjah", "inaq", "inak", "baiq", "bq":
		return true
	default:
		return false
	}
}

// FoldName folds a person's name and leaves out forms of address (Ibu, Hj., Inaq,
// Baiq). A name of nothing else keeps them.
func FoldName(name string) string {
	words := strings.Fields(Fold(name))
	kept := slices.DeleteFunc(slices.Clone(words), honorific)
	if len(kept) == 0 {
		kept = words
	}
	return strings.Join(kept, " ")
}

// Winkler's constants: the prefix counts up to 4 letters, a tenth each.
const (
	winklerPrefix = 4
	winklerScale  = 0.1
)

// JaroWinkler returns how alike two texts are, from 0 to 1. Fold them before. It is the
// measure of W. E. Winkler, "String Comparator Metrics and Enhanced Decision Rules in the
// Fellegi-Sunter Model of Record Linkage" (1990), made for names in a census: a slip at the
// end of a name counts for less than one at its beginning.
func JaroWinkler(a, b string) float64 {
	x, y := []rune(a), []rune(b)
	jaro := jaro(x, y)
	prefix := 0
	for prefix < min(len(x), len(y), winklerPrefix) && x[prefix] == y[prefix] {
		prefix++
	}
	return jaro + float64(prefix)*winklerScale*(1-jaro)
}

// jaro returns the Jaro similarity: matches within reach of each other, less half the
// matches that stand in another order.
func jaro(x, y []rune) float64 {
	if len(x) == 0 && len(y) == 0 {
		return 1
	}
	inX, inY := matching(x, y)
	if len(inX) == 0 {
		return 0
	}
	swapped := 0
	for i := range inX {
		if inX[i] != inY[i] {
			swapped++
		}
	}
	m := float64(len(inX))
	return (m/float64(len(x)) + m/float64(len(y)) + (m-float64(swapped/2))/m) / 3
}

// matching returns the letters that match, in the order of x and in the order of y.
func matching(x, y []rune) (inX, inY []rune) {
	reach := max(max(len(x), len(y))/2-1, 0)
	used := make([]bool, len(y))
	for i, r := range x {
		for j := max(0, i-reach); j < min(len(y), i+reach+1); j++ {
			if !used[j] && y[j] == r {
				used[j] = true
				inX = append(inX, r)
				break
			}
		}
	}
	for j, r := range y {
		if used[j] {
			inY = append(inY, r)
		}
	}
	return inX, inY
}
