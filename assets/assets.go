package assets

import (
	"embed"
	"strings"
	"sync"

	"fyne.io/fyne/v2"
)

//go:embed icon/bold/*.svg icon/fill/*.svg
var icons embed.FS

//go:embed font/*.ttf
var fonts embed.FS

//go:embed appicon/Icon.png
var appIcon []byte // embed: read-only

// Icon returns the bold Phosphor icon of that name, such as "arrow-left", or nil if it is not
// embedded. Bold is the shape at rest. Safe for concurrent use.
func Icon(name string) fyne.Resource {
	return icon("bold", name)
}

// IconFill returns the filled Phosphor icon of that name, or nil if it is not embedded. The filled
// shape marks what is active, and stands in chips.
func IconFill(name string) fyne.Resource {
	return icon("fill", name)
}

// icon reads one icon. A missing one gives an untyped nil, so that callers can compare with nil.
func icon(weight, name string) fyne.Resource {
	content, err := icons.ReadFile("icon/" + weight + "/" + name + ".svg")
	if err != nil {
		return nil
	}
	return fyne.NewStaticResource(name+"-"+weight+".svg", content)
}

// Font returns an embedded font by its file name without ".ttf", such as "Literata_700Bold", or
// nil if there is none. The same name gives the same resource each time: the toolkit keeps a parsed
// font by the identity of its resource. Safe for concurrent use.
func Font(name string) fyne.Resource {
	font, ok := loadFonts()[name]
	if !ok {
		return nil
	}
	return font
}

// loadFonts wraps every embedded font once.
//
//nolint:gochecknoglobals // one resource per font for the whole process, see Font
var loadFonts = sync.OnceValue(func() map[string]*fyne.StaticResource {
	loaded := make(map[string]*fyne.StaticResource)
	files, err := fonts.ReadDir("font")
	if err != nil {
		return loaded
	}
	for _, file := range files {
		content, err := fonts.ReadFile("font/" + file.Name())
		if err != nil {
			continue // cannot be: the listing and the files are embedded together
		}
		loaded[strings.TrimSuffix(file.Name(), ".ttf")] = fyne.NewStaticResource(file.Name(), content)
	}
	return loaded
})

// AppIcon returns the app icon, a PNG 512 pixels square. Safe for concurrent use.
func AppIcon() fyne.Resource {
	return fyne.NewStaticResource("Icon.png", appIcon)
}
