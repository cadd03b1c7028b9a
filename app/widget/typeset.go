package widget

import (
	"image/color"
	"math"
	"strconv"
	"strings"
	"unicode"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"pendamping/app/theme"
)

// ellipsis ends a text that did not fit.
const ellipsis = "…"

// font names one of the four bundled fonts.
type font int

const (
	fontSans font = iota
	fontSemibold
	fontSerif
	fontSerifBold
)

// source is the font file of the book faces; the plain ones come from the theme,
// which also knows what to fall back on for letters they lack.
func (f font) source() fyne.Resource {
	switch f {
	case fontSerif:
		return theme.SerifSemibold()
	case fontSerifBold:
		return theme.Serif()
	default:
		return nil
	}
}

// style asks the theme for the weight.
func (f font) style() fyne.TextStyle { return fyne.TextStyle{Bold: f == fontSemibold} }

// sameFont tells whether two font files are the same one.
func sameFont(a, b fyne.Resource) bool {
	if a == nil || b == nil {
		return a == nil && b == nil
	}
	return a.Name() == b.Name()
}

// pen is how a run of text is set: a font at a size in dp.
type pen struct {
	font font
	size float32
}

// penOf takes a size from the theme of w.
func penOf(w themed, f font, name fyne.ThemeSizeName) pen {
	return pen{font: f, size: measureOf(w, name)}
}

// line is the height of one line of text, on the 4 dp half step for unscaled sizes
// (13/18, 15/20, 16/22, 18/24, 24/32, 32/40).
func (p pen) line() float32 {
	if p.size >= 32 {
		return float32(math.Round(float64(p.size) * 1.25))
	}
	return float32(math.Round(float64(p.size)*1.34 + 0.2))
}

// width is the room a single line needs, rounded up to whole dp so that what
// follows starts on a pixel.
func (p pen) width(s string) float32 {
	if s == "" {
		return 0
	}
	t := canvas.Text{Text: s, TextSize: p.size, TextStyle: p.font.style(), FontSource: p.font.source()}
	return float32(math.Ceil(float64(t.MinSize().Width)))
}

// smallest is how small a text may get, in dp: that of captions in standard text.
const smallest = 13

// squeezed is the share of its size down to which a text shrinks before it is shortened:
// a little more than large text had grown by. figureSqueezed is that of figures, which are
// never cut.
const (
	squeezed       = 0.7
	figureSqueezed = 0.6
)

// fitting is the pen for s in a width: the same one, or smaller where s needs more room.
func (p pen) fitting(s string, width float32) pen {
	if width <= 0 {
		return p
	}
	size := sizeWithin(width, p.size, leastSize(s, p.size), func(size float32) float32 { return pen{p.font, size}.width(s) })
	return pen{font: p.font, size: size}
}

// sizeWithin is the largest size in dp, between least and most, at which a text of the
// width measured fits; least where none does. Widths do not grow evenly with the size.
func sizeWithin(width, most, least float32, measure func(size float32) float32) float32 {
	const step = 0.5
	size := most
	for size > least && measure(size) > width {
		size = max(least, size-step)
	}
	return size
}

// leastSize is how small a text of the size given may get, in dp.
func leastSize(s string, size float32) float32 {
	if isFigure(s) {
		return size * figureSqueezed
	}
	return min(size, max(smallest, size*squeezed))
}

// isFigure tells whether a text is a number, perhaps with sign, currency or unit.
func isFigure(s string) bool {
	return strings.ContainsAny(s, "0123456789") &&
		strings.Trim(s, "0123456789.,:+−–-% Rp") == ""
}

// cut shortens s to the width with an ellipsis, keeping whole characters.
func (p pen) cut(s string, width float32) string {
	if p.width(s) <= width {
		return s
	}
	runes := []rune(s)
	low, high := 0, len(runes)
	for low < high {
		mid := (low + high + 1) / 2
		if p.width(string(runes[:mid])+ellipsis) <= width {
			low = mid
		} else {
			high = mid - 1
		}
	}
	if low == 0 {
		return "" // a lone ellipsis says nothing
	}
	return strings.TrimRightFunc(string(runes[:low]), unicode.IsSpace) + ellipsis
}

// wrap breaks s into lines of at most the width, at spaces and at line ends. A word
// longer than a line is cut, since a field never scrolls sideways.
func (p pen) wrap(s string, width float32) []string {
	var lines []string
	for _, paragraph := range strings.Split(s, "\n") {
		current := ""
		for _, word := range words(paragraph, width, p.width) {
			next := word
			if current != "" {
				next = current + " " + word
			}
			if current != "" && p.width(next) > width {
				lines = append(lines, p.cut(current, width))
				next = word
			}
			current = next
		}
		lines = append(lines, p.cut(current, width))
	}
	return lines
}

// words splits a text where a line may end. What means nothing by itself stays with the
// number that follows, as "Rp" of an amount or the sign of a number, unless both are too wide for a line.
func words(s string, width float32, measure func(string) float32) []string {
	fields := strings.Fields(s)
	out := fields[:0]
	for i := 0; i < len(fields); i++ {
		word := fields[i]
		if sticks(word) && i+1 < len(fields) && measure(word+" "+fields[i+1]) <= width {
			i++
			word += " " + fields[i]
		}
		out = append(out, word)
	}
	return out
}

// sticks tells whether a word is the unit before an amount, or an abbreviation such as that
// of "number", two letters and a dot.
func sticks(word string) bool {
	return strings.HasSuffix(word, "Rp") || len(word) == 3 && word[2] == '.' && word[0] >= 'A' && word[0] <= 'Z'
}

// longestWord is the narrowest a wrapped text can get without cutting words, capped
// so that one long name cannot push a page apart.
func (p pen) longestWord(s string) float32 {
	const most = 160
	var width float32
	for _, word := range strings.Fields(s) {
		width = max(width, p.width(word))
	}
	return min(width, most)
}

// newRun makes an empty line of text with an alignment.
func newRun(align fyne.TextAlign) *canvas.Text {
	return &canvas.Text{Alignment: align, Color: color.Transparent}
}

// setRun writes s, repainting only when something differs.
func setRun(t *canvas.Text, s string, p pen, c color.Color) {
	src, style := p.font.source(), p.font.style()
	if t.Text == s && t.Color == c && t.TextSize == p.size && t.TextStyle == style && sameFont(t.FontSource, src) {
		return
	}
	t.Text, t.Color, t.TextSize, t.TextStyle = s, c, p.size, style
	if !sameFont(t.FontSource, src) {
		t.FontSource = src
	}
	t.Refresh()
}

// setFitted writes s as large as fits the width, shortened where that is not enough.
func setFitted(t *canvas.Text, s string, width float32, p pen, c color.Color) {
	q := p.fitting(s, width)
	setRun(t, q.cut(s, width), q, c)
}

// placeRun puts a line of text, already written by setRun, into an area, upright in
// its middle. The offset is cut to whole dp: painters round up, which would leave
// the line a pixel low.
func placeRun(t *canvas.Text, x, y, width, height float32) {
	own := t.MinSize().Height
	t.Move(fyne.NewPos(x, y+float32(math.Floor(float64(height-own)/2))))
	t.Resize(fyne.NewSize(width, own))
}

// itoa writes a small number without grouping, for steps and counts.
func itoa(n int) string { return strconv.Itoa(n) }
