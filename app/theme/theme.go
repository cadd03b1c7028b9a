package theme

import (
	"image/color"

	"fyne.io/fyne/v2"
	base "fyne.io/fyne/v2/theme"

	"pendamping/assets"
)

// Text sizes, to be asked of a theme made by New; in units of 1 dp at a text scale of 1.
const (
	// SizeCaption is 13: labels above fields, chips, notes under names.
	SizeCaption fyne.ThemeSizeName = "pendamping.caption"
	// SizeText is 15: running text.
	SizeText fyne.ThemeSizeName = "pendamping.text"
	// SizeGrid is 16: names in the money grid in portrait.
	SizeGrid fyne.ThemeSizeName = "pendamping.grid"
	// SizeName is 18: names and money.
	SizeName fyne.ThemeSizeName = "pendamping.name"
	// SizeTitle is 24: titles and totals.
	SizeTitle fyne.ThemeSizeName = "pendamping.title"
	// SizeAmount is 32: the amount being entered.
	SizeAmount fyne.ThemeSizeName = "pendamping.amount"
)

// pendamping is the theme. It is immutable, so safe for concurrent use.
type pendamping struct {
	base    fyne.Theme
	variant fyne.ThemeVariant
	colors  map[fyne.ThemeColorName]color.NRGBA
	sizes   map[fyne.ThemeSizeName]float32
}

// New makes the theme in one variant, light or dark, whatever the system prefers: the user chooses
// in the settings. textScale multiplies text sizes only; 1 and 1.3 are offered, and a value that is
// not positive counts as 1. The theme is safe for concurrent use.
func New(variant fyne.ThemeVariant, textScale float32) fyne.Theme {
	palette := light()
	if variant == base.VariantDark {
		palette = dark()
	}
	return &pendamping{
		base:    base.DefaultTheme(),
		variant: variant,
		colors:  withStandard(palette),
		sizes:   sizes(textScale),
	}
}

// sizes lists every size that differs from the toolkit's.
func sizes(textScale float32) map[fyne.ThemeSizeName]float32 {
	scale := textScale
	if scale <= 0 {
		scale = 1
	}
	return map[fyne.ThemeSizeName]float32{
		SizeCaption: 13 * scale,
		SizeText:    15 * scale,
		SizeGrid:    16 * scale,
		SizeName:    18 * scale,
		SizeTitle:   24 * scale,
		SizeAmount:  32 * scale,

		base.SizeNameCaptionText:        13 * scale,
		base.SizeNameText:               15 * scale,
		base.SizeNameSubHeadingText:     18 * scale,
		base.SizeNameHeadingText:        24 * scale,
		base.SizeNameInlineIcon:         24,
		base.SizeNameInnerPadding:       12,
		base.SizeNameInputBorder:        1,
		base.SizeNameInputRadius:        12,
		base.SizeNamePadding:            4,
		base.SizeNameScrollBar:          12,
		base.SizeNameScrollBarSmall:     6, // the toolkit's 3 is lost in sunlight
		base.SizeNameSelectionRadius:    12,
		base.SizeNameSeparatorThickness: 1,
	}
}

// Size asks th for one of the sizes above, in units of 1 dp, text scale included.
func Size(th fyne.Theme, name fyne.ThemeSizeName) float32 {
	return th.Size(name)
}

// Color returns the color of that name; the variant asked for is ignored, see New. A name neither
// ours nor the toolkit's gives what the toolkit's theme gives.
func (t *pendamping) Color(name fyne.ThemeColorName, _ fyne.ThemeVariant) color.Color {
	if c, ok := t.colors[name]; ok {
		return c
	}
	return t.base.Color(name, t.variant)
}

// Size returns the size of that name.
func (t *pendamping) Size(name fyne.ThemeSizeName) float32 {
	if size, ok := t.sizes[name]; ok {
		return size
	}
	return t.base.Size(name)
}

// Font returns Plex Sans, in semibold where bold is asked for. There is no italic and no monospace:
// the digits of Plex Sans have one width already.
func (t *pendamping) Font(style fyne.TextStyle) fyne.Resource {
	switch {
	case style.Symbol:
		return t.base.Font(style)
	case style.Bold:
		return SansSemibold()
	default:
		return Sans()
	}
}

// Icon returns the toolkit's icon of that name; ours are asked of the assets package.
func (t *pendamping) Icon(name fyne.ThemeIconName) fyne.Resource {
	return t.base.Icon(name)
}

// Sans is IBM Plex Sans 400, for text.
func Sans() fyne.Resource {
	return assets.Font("IBMPlexSans_400Regular")
}

// SansSemibold is IBM Plex Sans 600, for names, labels and money.
func SansSemibold() fyne.Resource {
	return assets.Font("IBMPlexSans_600SemiBold")
}

// Serif is Literata 700, for titles of pages.
func Serif() fyne.Resource {
	return assets.Font("Literata_700Bold")
}

// SerifSemibold is Literata 600, for titles of sections and of the app bar.
func SerifSemibold() fyne.Resource {
	return assets.Font("Literata_600SemiBold")
}
