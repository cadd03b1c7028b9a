package theme_test

import (
	"fmt"
	"image/color"
	"math"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/test"
	base "fyne.io/fyne/v2/theme"

	"pendamping/app/theme"
	"pendamping/assets"
)

// variants are the two looks.
func variants() map[string]fyne.Theme {
	return map[string]fyne.Theme{
		"light": theme.New(base.VariantLight, 1),
		"dark":  theme.New(base.VariantDark, 1),
	}
}

// luminance is the relative luminance of WCAG 2.
func luminance(c color.Color) float64 {
	r, g, b, _ := c.RGBA()
	linear := func(v uint32) float64 {
		s := float64(v) / 0xFFFF
		if s <= 0.03928 {
			return s / 12.92
		}
		return math.Pow((s+0.055)/1.055, 2.4)
	}
	return 0.2126*linear(r) + 0.7152*linear(g) + 0.0722*linear(b)
}

// contrast is the contrast ratio of WCAG 2.
func contrast(a, b color.Color) float64 {
	la, lb := luminance(a), luminance(b)
	return (math.Max(la, lb) + 0.05) / (math.Min(la, lb) + 0.05)
}

func TestContrast(t *testing.T) {
	const text, border = 4.5, 3.0 // WCAG AA
	pairs := []struct {
		front, back fyne.ThemeColorName
		least       float64
		light, dark float64 // as designed; 0 where the design gives none
	}{
		{theme.Ink, theme.Paper, text, 13.9, 15.6},
		{theme.Ink, theme.Card, text, 15.5, 14.1},
		{theme.Ink, theme.Sunk, text, 0, 0},
		{theme.Ink, theme.Dock, text, 0, 0},
		{theme.Ink, theme.Line, text, 0, 0},
		{theme.Ink, theme.LeafSoft, text, 0, 0},
		{theme.Ink, theme.PlumSoft, text, 0, 0},
		{theme.Ink2, theme.Paper, text, 7.1, 9.8},
		{theme.Ink2, theme.Card, text, 7.9, 8.9},
		{theme.Ink2, theme.Sunk, text, 6.4, 7.5},
		{theme.Ink2, theme.Dock, text, 0, 0},
		{theme.Ink2, theme.LeafSoft, text, 6.7, 6.8},
		{theme.Ink2, theme.PlumSoft, text, 6.4, 7.1},
		{theme.OnPlum, theme.Plum, text, 9.8, 8.5},
		{theme.Plum, theme.Paper, text, 8.5, 9.5},
		{theme.Plum, theme.Card, text, 0, 0},
		{theme.PlumInk, theme.PlumSoft, text, 9.6, 9.3},
		{theme.OnLeaf, theme.Leaf, text, 6.5, 8.1},
		{theme.Leaf, theme.Card, text, 0, 0},
		{theme.LeafInk, theme.LeafSoft, text, 7.2, 8.8},
		{theme.OnAmber, theme.Amber, text, 7.4, 8.8},
		{theme.AmberInk, theme.AmberSoft, text, 7.3, 8.8},
		{theme.AmberInk, theme.Card, text, 0, 0},
		{theme.OnBrick, theme.Brick, text, 7.0, 7.7},
		{theme.Brick, theme.Card, text, 0, 0},
		{theme.BrickInk, theme.BrickSoft, text, 7.0, 8.8},
		{theme.BrickInk, theme.Paper, text, 0, 0},
		{theme.Edge, theme.Paper, border, 3.9, 5.1},
		{theme.Edge, theme.Card, border, 0, 0},
		{theme.RailText, theme.Rail, text, 10.8, 0},

		// The toolkit's own names, for its dialogs and menus.
		{base.ColorNameForeground, base.ColorNameBackground, text, 13.9, 15.6},
		{base.ColorNameForeground, base.ColorNameOverlayBackground, text, 15.5, 14.1},
		{base.ColorNameForeground, base.ColorNameMenuBackground, text, 15.5, 14.1},
		{base.ColorNameForeground, base.ColorNameSelection, text, 0, 0},
		{base.ColorNameForeground, base.ColorNameButton, text, 0, 0},
		{base.ColorNameDisabled, base.ColorNameDisabledButton, text, 6.4, 7.5},
		{base.ColorNamePlaceHolder, base.ColorNameInputBackground, text, 7.9, 8.9},
		{base.ColorNameForegroundOnPrimary, base.ColorNamePrimary, text, 9.8, 8.5},
		{base.ColorNameForegroundOnError, base.ColorNameError, text, 7.0, 8.8},
		{base.ColorNameForegroundOnSuccess, base.ColorNameSuccess, text, 6.5, 8.1},
		{base.ColorNameForegroundOnWarning, base.ColorNameWarning, text, 7.3, 8.8},
		{base.ColorNameHyperlink, base.ColorNameBackground, text, 8.5, 9.5},
		{base.ColorNameInputBorder, base.ColorNameBackground, border, 3.9, 5.1},
	}
	for variant, th := range variants() {
		for _, p := range pairs {
			got := contrast(theme.Color(th, p.front), theme.Color(th, p.back))
			if got < p.least {
				t.Errorf("%s: %s on %s has contrast %.2f, want %.1f", variant, p.front, p.back, got, p.least)
			}
			designed := p.light
			if variant == "dark" {
				designed = p.dark
			}
			if designed != 0 && math.Abs(got-designed) > 0.06 {
				t.Errorf("%s: %s on %s has contrast %.2f, designed is %.1f", variant, p.front, p.back, got, designed)
			}
		}
	}
}

func TestNotesCarryWhiteText(t *testing.T) {
	seen := map[color.Color]int64{}
	for _, value := range []int64{100_000, 50_000, 20_000, 10_000, 5_000, 2_000, 1_000, 500} {
		c := theme.Note(value)
		if got := contrast(color.White, c); got < 5.65 {
			t.Errorf("white on the note of %d has contrast %.2f, want 5.7 (rounded)", value, got)
		}
		if other, ok := seen[c]; ok {
			t.Errorf("notes of %d and %d look the same", value, other)
		}
		seen[c] = value
	}
}

func TestVariantIsForced(t *testing.T) {
	for variant, th := range variants() {
		paper := th.Color(theme.Paper, base.VariantLight)
		if paper != th.Color(theme.Paper, base.VariantDark) || paper != theme.Color(th, theme.Paper) {
			t.Errorf("%s: paper depends on the variant asked for", variant)
		}
		if th.Color(base.ColorNameBackground, base.VariantDark) != paper {
			t.Errorf("%s: the toolkit's background is not paper", variant)
		}
	}
	if light := variants()["light"]; theme.Color(light, theme.Paper) == theme.Color(variants()["dark"], theme.Paper) {
		t.Error("light and dark have the same paper")
	}
}

func TestColorOfAnotherTheme(t *testing.T) {
	other := base.DefaultTheme()
	want := other.Color(base.ColorNameForeground, base.VariantLight)
	if got := theme.Color(other, base.ColorNameForeground); got != want {
		t.Errorf("color %v, want the theme's own %v", got, want)
	}
}

func TestSizes(t *testing.T) {
	plain := map[fyne.ThemeSizeName]float32{
		theme.SizeCaption: 13, theme.SizeText: 15, theme.SizeGrid: 16, theme.SizeName: 18,
		theme.SizeTitle: 24, theme.SizeAmount: 32, base.SizeNameText: 15, base.SizeNameCaptionText: 13,
	}
	for _, scale := range []float32{1, 1.3} {
		th := theme.New(base.VariantLight, scale)
		for name, size := range plain {
			if got := theme.Size(th, name); got != size*scale {
				t.Errorf("%s at %.1f is %g, want %g", name, scale, got, size*scale)
			}
		}
		if got := th.Size(base.SizeNamePadding); got != 4 {
			t.Errorf("padding grows with the text to %g", got)
		}
	}
	for _, scale := range []float32{0, -1} {
		if got := theme.Size(theme.New(base.VariantLight, scale), theme.SizeText); got != 15 {
			t.Errorf("text is %g at scale %g, want 15", got, scale)
		}
	}
	if got, want := theme.Size(theme.New(base.VariantDark, 1), base.SizeNameWindowTitleBarHeight),
		base.DefaultTheme().Size(base.SizeNameWindowTitleBarHeight); got != want {
		t.Errorf("a size that is not ours is %g, want the toolkit's %g", got, want)
	}
}

func TestFontsLoad(t *testing.T) {
	test.NewTempApp(t)
	th := theme.New(base.VariantLight, 1)
	test.ApplyTheme(t, th)
	fonts := map[string]fyne.Resource{
		"sans": theme.Sans(), "sans semibold": theme.SansSemibold(),
		"serif": theme.Serif(), "serif semibold": theme.SerifSemibold(),
	}
	widths := map[string]string{}
	for name, font := range fonts {
		if font == nil {
			t.Errorf("%s is missing", name)
			continue
		}
		text := canvas.NewText("Rapat KPUK Melati, langkah 4", color.Black)
		text.TextSize, text.FontSource = 24, font
		width := fmt.Sprintf("%.2f", text.MinSize().Width)
		if other, ok := widths[width]; ok {
			t.Errorf("%s and %s are equally wide: one of them did not load", name, other)
		}
		widths[width] = name
	}
	styles := map[string]struct {
		style fyne.TextStyle
		want  fyne.Resource
	}{
		"regular":   {fyne.TextStyle{}, theme.Sans()},
		"bold":      {fyne.TextStyle{Bold: true}, theme.SansSemibold()},
		"italic":    {fyne.TextStyle{Italic: true}, theme.Sans()},
		"monospace": {fyne.TextStyle{Monospace: true}, theme.Sans()},
		"symbol":    {fyne.TextStyle{Symbol: true}, base.DefaultTheme().Font(fyne.TextStyle{Symbol: true})},
	}
	for name, tc := range styles {
		if got := th.Font(tc.style); got != tc.want {
			t.Errorf("%s text is set in %s, want %s", name, got.Name(), tc.want.Name())
		}
	}
}

func TestDigitsHaveOneWidth(t *testing.T) {
	test.NewTempApp(t)
	for _, font := range []fyne.Resource{theme.Sans(), theme.SansSemibold()} {
		width := func(s string) float32 {
			text := canvas.NewText(s, color.Black)
			text.TextSize, text.FontSource = 24, font
			return text.MinSize().Width
		}
		for _, digit := range "023456789" {
			if got, want := width("000"+string(digit)), width("0001"); got != want {
				t.Errorf("%s: %c makes the number %g wide, 1 makes it %g", font.Name(), digit, got, want)
			}
		}
	}
}

func TestIconsOfTheToolkitRemain(t *testing.T) {
	if theme.New(base.VariantLight, 1).Icon(base.IconNameCancel) == nil {
		t.Error("the toolkit's dialogs have no icons")
	}
	if assets.Icon("x") == nil {
		t.Error("our own icon is missing")
	}
}
