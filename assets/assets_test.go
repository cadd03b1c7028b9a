package assets_test

import (
	"bytes"
	"go/ast"
	"go/parser"
	"go/token"
	"image/color"
	"image/png"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/software"
	"fyne.io/fyne/v2/test"
	"fyne.io/fyne/v2/theme"

	"pendamping/assets"
)

// listed reads the names of the generator's list.
func listed(t *testing.T) []string {
	t.Helper()
	content, err := os.ReadFile("generate/icons.txt")
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for line := range strings.Lines(string(content)) {
		if name := strings.TrimSpace(line); name != "" && !strings.HasPrefix(name, "#") {
			names = append(names, name)
		}
	}
	return names
}

func TestEveryListedIconIsEmbedded(t *testing.T) {
	names := listed(t)
	for _, name := range names {
		if assets.Icon(name) == nil || assets.IconFill(name) == nil {
			t.Errorf("%s is not embedded in both weights", name)
		}
	}
	for _, weight := range []string{"bold", "fill"} {
		files, err := os.ReadDir("icon/" + weight)
		if err != nil {
			t.Fatal(err)
		}
		if len(files) != len(names) {
			t.Errorf("%d icons in %s, %d in the list", len(files), weight, len(names))
		}
	}
}

func TestUnknownIconIsNil(t *testing.T) {
	for _, name := range []string{"", "no-such-icon", "../fill/x", "arrow-left.svg"} {
		if assets.Icon(name) != nil || assets.IconFill(name) != nil {
			t.Errorf("there is an icon %q", name)
		}
	}
}

// TestIconsAreConverted holds the generator to what the toolkit's reader needs: no arcs, no
// currentColor, absolute commands only.
func TestIconsAreConverted(t *testing.T) {
	paths := regexp.MustCompile(` d="([^"]*)"`)
	for _, name := range listed(t) {
		for _, icon := range []fyne.Resource{assets.Icon(name), assets.IconFill(name)} {
			svg := string(icon.Content())
			if !strings.Contains(svg, "#000000") || strings.Contains(svg, "currentColor") {
				t.Errorf("%s is not black", icon.Name())
			}
			for _, d := range paths.FindAllStringSubmatch(svg, -1) {
				if bad := strings.Trim(d[1], "0123456789.- MLHVCQZ"); bad != "" {
					t.Errorf("%s has the commands %q", icon.Name(), bad)
				}
			}
		}
	}
}

// TestIconsAreDrawnInTheColorAskedFor draws every icon, recolored, with the toolkit.
func TestIconsAreDrawnInTheColorAskedFor(t *testing.T) {
	const side = 64 // so large that the smallest icon, a dot, has whole pixels
	test.NewTempApp(t)
	th := test.Theme()
	want := th.Color(theme.ColorNamePrimary, 0)
	for _, name := range listed(t) {
		for _, icon := range []fyne.Resource{assets.Icon(name), assets.IconFill(name)} {
			image := canvas.NewImageFromResource(theme.NewPrimaryThemedResource(icon))
			image.Resize(fyne.NewSquareSize(side))
			c := software.NewTransparentCanvas()
			c.SetPadded(false)
			c.SetContent(image)
			c.Resize(fyne.NewSquareSize(side))
			picture := c.Capture()
			inked := 0
			for y := range side {
				for x := range side {
					if sameColor(picture.At(x, y), want) {
						inked++
					}
				}
			}
			if inked < 10 || inked > side*side*9/10 {
				t.Errorf("%s has %d pixels in its color", icon.Name(), inked)
			}
		}
	}
}

// sameColor compares a pixel with a color, opaque.
func sameColor(a, b color.Color) bool {
	return color.NRGBAModel.Convert(a) == color.NRGBAModel.Convert(b)
}

// TestIconsInCodeExist finds every icon named in the code of the app.
func TestIconsInCodeExist(t *testing.T) {
	calls := 0
	err := filepath.WalkDir("../app", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(path, ".go") {
			return err
		}
		files := token.NewFileSet()
		file, err := parser.ParseFile(files, path, nil, parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		ast.Inspect(file, func(n ast.Node) bool {
			name, ok := iconCall(n)
			if ok {
				calls++
				if assets.Icon(name) == nil {
					t.Errorf("%s: no icon %q", files.Position(n.Pos()), name)
				}
			}
			return true
		})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if calls == 0 {
		t.Error("the code names no icon: is it looked for in the right place?")
	}
}

// iconCall returns the name in a call such as assets.Icon("x").
func iconCall(n ast.Node) (string, bool) {
	call, ok := n.(*ast.CallExpr)
	if !ok || len(call.Args) != 1 {
		return "", false
	}
	function, ok := call.Fun.(*ast.SelectorExpr)
	if !ok || function.Sel.Name != "Icon" && function.Sel.Name != "IconFill" {
		return "", false
	}
	if of, isName := function.X.(*ast.Ident); !isName || of.Name != "assets" {
		return "", false
	}
	literal, ok := call.Args[0].(*ast.BasicLit)
	if !ok || literal.Kind != token.STRING {
		return "", false
	}
	name, err := strconv.Unquote(literal.Value)
	return name, err == nil
}

func TestFonts(t *testing.T) {
	for _, name := range []string{"IBMPlexSans_400Regular", "IBMPlexSans_600SemiBold", "Literata_600SemiBold", "Literata_700Bold"} {
		font := assets.Font(name)
		switch {
		case font == nil:
			t.Errorf("%s is missing", name)
		case font != assets.Font(name):
			t.Errorf("%s is another resource each time", name)
		case !bytes.HasPrefix(font.Content(), []byte{0, 1, 0, 0}):
			t.Errorf("%s is not a TrueType font", name)
		}
	}
	if assets.Font("Comic") != nil {
		t.Error("there is a font Comic")
	}
}

func TestAppIcon(t *testing.T) {
	picture, err := png.Decode(bytes.NewReader(assets.AppIcon().Content()))
	if err != nil {
		t.Fatal(err)
	}
	if size := picture.Bounds().Size(); size.X != 512 || size.Y != 512 {
		t.Fatalf("size %v, want 512 × 512", size)
	}
	places := map[string]struct {
		x, y int
		want color.NRGBA
	}{
		"corner":        {0, 0, color.NRGBA{}},
		"plum edge":     {48, 4, color.NRGBA{0x6B, 0x2C, 0x5F, 0xFF}},
		"paper diamond": {48, 17, color.NRGBA{0xF6, 0xEF, 0xE3, 0xFF}},
		"plum diamond":  {48, 27, color.NRGBA{0x6B, 0x2C, 0x5F, 0xFF}},
		"amber diamond": {48, 36, color.NRGBA{0xE3, 0xA5, 0x35, 0xFF}},
		"ink tick":      {46, 53, color.NRGBA{0x2B, 0x1E, 0x29, 0xFF}},
	}
	for name, p := range places {
		if got := color.NRGBAModel.Convert(picture.At(p.x*512/96, p.y*512/96)); got != p.want {
			t.Errorf("%s is %v, want %v", name, got, p.want)
		}
	}
}
