package theme

import (
	"image/color"

	"fyne.io/fyne/v2"
	base "fyne.io/fyne/v2/theme"
)

// Color names, to be asked of a theme made by New.
const (
	// Paper is the ground of a page.
	Paper fyne.ThemeColorName = "pendamping.paper"
	// Card is the ground of cards, fields and keys.
	Card fyne.ThemeColorName = "pendamping.card"
	// Sunk is the ground of grey chips, tracks and table heads.
	Sunk fyne.ThemeColorName = "pendamping.sunk"
	// Dock is the ground under the keypad.
	Dock fyne.ThemeColorName = "pendamping.dock"
	// Line is a rule between rows and around cards, and the ground of a grey key.
	Line fyne.ThemeColorName = "pendamping.line"
	// Edge is the border of a control; it stands out from Paper by 3:1.
	Edge fyne.ThemeColorName = "pendamping.edge"
	// Ink is text.
	Ink fyne.ThemeColorName = "pendamping.ink"
	// Ink2 is secondary text and values filled in beforehand.
	Ink2 fyne.ThemeColorName = "pendamping.ink2"

	// Plum is the primary color and the focus.
	Plum fyne.ThemeColorName = "pendamping.plum"
	// OnPlum is text on Plum.
	OnPlum fyne.ThemeColorName = "pendamping.onPlum"
	// PlumSoft is the ground of what is selected.
	PlumSoft fyne.ThemeColorName = "pendamping.plumSoft"
	// PlumInk is text on PlumSoft.
	PlumInk fyne.ThemeColorName = "pendamping.plumInk"

	// Leaf is money in and things done.
	Leaf fyne.ThemeColorName = "pendamping.leaf"
	// OnLeaf is text on Leaf.
	OnLeaf fyne.ThemeColorName = "pendamping.onLeaf"
	// LeafSoft is the ground of confirmed rows and good news.
	LeafSoft fyne.ThemeColorName = "pendamping.leafSoft"
	// LeafInk is text on LeafSoft.
	LeafInk fyne.ThemeColorName = "pendamping.leafInk"

	// Amber is waiting and warning; a fill only.
	Amber fyne.ThemeColorName = "pendamping.amber"
	// OnAmber is text on Amber.
	OnAmber fyne.ThemeColorName = "pendamping.onAmber"
	// AmberSoft is the ground of a warning.
	AmberSoft fyne.ThemeColorName = "pendamping.amberSoft"
	// AmberInk is text on AmberSoft and the border of a field with a warning.
	AmberInk fyne.ThemeColorName = "pendamping.amberInk"

	// Brick is what needs a person.
	Brick fyne.ThemeColorName = "pendamping.brick"
	// OnBrick is text on Brick.
	OnBrick fyne.ThemeColorName = "pendamping.onBrick"
	// BrickSoft is the ground of what needs a person.
	BrickSoft fyne.ThemeColorName = "pendamping.brickSoft"
	// BrickInk is text on BrickSoft.
	BrickInk fyne.ThemeColorName = "pendamping.brickInk"

	// Rail is the ground of the desktop's navigation rail.
	Rail fyne.ThemeColorName = "pendamping.rail"
	// RailText is text on Rail.
	RailText fyne.ThemeColorName = "pendamping.railText"
)

// Color asks th for one of the names above. The variant is the one the theme was made with.
func Color(th fyne.Theme, name fyne.ThemeColorName) color.Color {
	if t, ok := th.(*pendamping); ok {
		return t.Color(name, t.variant)
	}
	return th.Color(name, base.VariantLight)
}

// Note returns the color of a bank note, by its value in rupiah: the real notes' colors, so that
// a pile is found by eye, dark enough for white text in both variants. Coins get a neutral grey.
func Note(rupiah int64) color.Color {
	switch rupiah {
	case 100_000:
		return rgb(0xB23A2E)
	case 50_000:
		return rgb(0x2B6496)
	case 20_000:
		return rgb(0x2F7440)
	case 10_000:
		return rgb(0x704596)
	case 5_000:
		return rgb(0x8A5A22)
	case 2_000:
		return rgb(0x5E6268)
	case 1_000:
		return rgb(0x626C1A)
	default:
		return rgb(0x5C4B57)
	}
}

// rgb makes an opaque color of 0xRRGGBB.
func rgb(hex uint32) color.NRGBA {
	return color.NRGBA{R: uint8(hex >> 16 & 0xFF), G: uint8(hex >> 8 & 0xFF), B: uint8(hex & 0xFF), A: 0xFF}
}

// faint returns c with the given opacity, for layers over other colors.
func faint(c color.NRGBA, alpha uint8) color.NRGBA {
	return color.NRGBA{R: c.R, G: c.G, B: c.B, A: alpha}
}

// light is the palette of paper in daylight.
func light() map[fyne.ThemeColorName]color.NRGBA {
	return map[fyne.ThemeColorName]color.NRGBA{
		Paper: rgb(0xF6EFE3), Card: rgb(0xFFFCF7), Sunk: rgb(0xEDE3D3), Dock: rgb(0xEDE3D3),
		Line: rgb(0xDCCFBC), Edge: rgb(0x85745F), Ink: rgb(0x2B1E29), Ink2: rgb(0x5C4B57),
		Plum: rgb(0x6B2C5F), OnPlum: rgb(0xFFFFFF), PlumSoft: rgb(0xF1E0EB), PlumInk: rgb(0x57214D),
		Leaf: rgb(0x2B6A3A), OnLeaf: rgb(0xFFFFFF), LeafSoft: rgb(0xDFEDDB), LeafInk: rgb(0x1F5530),
		Amber: rgb(0xE3A535), OnAmber: rgb(0x2B1E29), AmberSoft: rgb(0xFAE8C4), AmberInk: rgb(0x6B4100),
		Brick: rgb(0xA3301F), OnBrick: rgb(0xFFFFFF), BrickSoft: rgb(0xF8DED6), BrickInk: rgb(0x8A2416),
		Rail: rgb(0x4A1C41), RailText: rgb(0xF1E0EB),
	}
}

// dark is the palette for the evening. The rail is a card there: a lit plum would be the brightest
// thing on the screen.
func dark() map[fyne.ThemeColorName]color.NRGBA {
	return map[fyne.ThemeColorName]color.NRGBA{
		Paper: rgb(0x1A1419), Card: rgb(0x251D24), Sunk: rgb(0x332933), Dock: rgb(0x120D11),
		Line: rgb(0x463A44), Edge: rgb(0x94848F), Ink: rgb(0xF6ECE2), Ink2: rgb(0xCBBAC3),
		Plum: rgb(0xE5A9D5), OnPlum: rgb(0x3A0F33), PlumSoft: rgb(0x47243F), PlumInk: rgb(0xF4CDE9),
		Leaf: rgb(0x8FCF97), OnLeaf: rgb(0x0F2E17), LeafSoft: rgb(0x1E3925), LeafInk: rgb(0xB5E3B9),
		Amber: rgb(0xEDB85A), OnAmber: rgb(0x2B1E29), AmberSoft: rgb(0x402F0E), AmberInk: rgb(0xF6D08A),
		Brick: rgb(0xF39A86), OnBrick: rgb(0x3E0F07), BrickSoft: rgb(0x4C1F17), BrickInk: rgb(0xFBC0B2),
		Rail: rgb(0x251D24), RailText: rgb(0xF6ECE2),
	}
}

// withStandard adds the toolkit's own color names to a palette, so that its dialogs, menus and
// scroll bars match.
func withStandard(p map[fyne.ThemeColorName]color.NRGBA) map[fyne.ThemeColorName]color.NRGBA {
	same := map[fyne.ThemeColorName]fyne.ThemeColorName{
		base.ColorNameBackground:          Paper,
		base.ColorNameButton:              Sunk,
		base.ColorNameDisabled:            Ink2,
		base.ColorNameDisabledButton:      Sunk,
		base.ColorNameError:               BrickInk,
		base.ColorNameFocus:               PlumSoft,
		base.ColorNameForeground:          Ink,
		base.ColorNameForegroundOnError:   BrickSoft,
		base.ColorNameForegroundOnPrimary: OnPlum,
		base.ColorNameForegroundOnSuccess: OnLeaf,
		base.ColorNameForegroundOnWarning: AmberSoft,
		base.ColorNameHeaderBackground:    Sunk,
		base.ColorNameHyperlink:           Plum,
		base.ColorNameInputBackground:     Card,
		base.ColorNameInputBorder:         Edge,
		base.ColorNameMenuBackground:      Card,
		base.ColorNameOverlayBackground:   Card,
		base.ColorNamePlaceHolder:         Ink2,
		base.ColorNamePrimary:             Plum,
		base.ColorNameScrollBar:           Edge,
		base.ColorNameSelection:           PlumSoft,
		base.ColorNameSeparator:           Line,
		base.ColorNameSuccess:             Leaf,
		base.ColorNameWarning:             AmberInk,
	}
	all := make(map[fyne.ThemeColorName]color.NRGBA, len(p)+len(same)+4)
	for name, c := range p {
		all[name] = c
	}
	for name, ours := range same {
		all[name] = p[ours]
	}
	all[base.ColorNameHover] = faint(p[Ink], 0x14)
	all[base.ColorNamePressed] = faint(p[Ink], 0x28)
	all[base.ColorNameScrollBarBackground] = faint(p[Ink], 0x0C)
	all[base.ColorNameShadow] = color.NRGBA{} // the book is flat
	return all
}
