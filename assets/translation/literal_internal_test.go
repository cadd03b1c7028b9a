package translation

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// wording is what reads like a text for people: two words, or one that begins with a
// capital letter.
var wording = regexp.MustCompile(`\pL{2,}[,.:;!?]? \(?\pL|^\p{Lu}\p{Ll}+\b`)

// unseen are the calls whose texts nobody sees on a screen: errors, which a screen shows
// by their kind, and the log.
var unseen = []string{
	"New", "Errorf", "E", // of fault, fmt and errors
	"InfoContext", "WarnContext", "ErrorContext", "DebugContext", "Info", "Warn", "warn",
	"Set",    // of headers
	"T", "N", // keys, and names of their values
}

// own are literals in shipped code of the app that are no text in a language, and why.
var own = map[string]string{
	"Tablet":                     "what a device without a name is called in the hub's list; a loan word in both languages",
	"Exif\x00\x00":               "begins a segment of a JPEG",
	"pendamping hotspot epoch\n": "is digested",
}

// data are folders whose words are records, not texts: people and topics of the exercise.
var data = []string{"../../app/practice"}

// fields are the names of fields as the rules name them in what they complain about: their
// own, and those of records.
func fields(t *testing.T) map[string]bool {
	t.Helper()
	names, err := filepath.Glob("../../kpuk/*.go")
	if err != nil || len(names) == 0 {
		t.Fatalf("no rules: %v", err)
	}
	found := map[string]bool{}
	for _, name := range names {
		source, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range regexp.MustCompile(`(?m)"(\p{Lu}\p{Ll}+)"|^\t(\p{Lu}\p{Ll}+) `).FindAllSubmatch(source, -1) {
			found[string(m[1])+string(m[2])] = true
		}
	}
	return found
}

// literals lists what reads like a text for people in a file, beside the catalog.
func literals(files *token.FileSet, file *ast.File, fields map[string]bool) (out []string) {
	ast.Inspect(file, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.ImportSpec:
			return false
		case *ast.Field:
			if n.Tag != nil {
				n.Tag = nil // for a decoder
			}
		case *ast.CallExpr:
			name := ""
			switch f := n.Fun.(type) {
			case *ast.Ident:
				name = f.Name
			case *ast.SelectorExpr:
				name = f.Sel.Name
			default:
			}
			return !slices.Contains(unseen, name)
		case *ast.BasicLit:
			value, err := strconv.Unquote(n.Value)
			drawn := strings.HasPrefix(value, "<") // SVG
			if n.Kind == token.STRING && err == nil && wording.MatchString(value) && own[value] == "" && !fields[value] && !drawn {
				out = append(out, files.Position(n.Pos()).String()+": "+strconv.Quote(value))
			}
		default:
		}
		return true
	})
	return out
}

// TestNoTextBesideTheCatalog looks for words in the app's code that are not in both
// languages.
func TestNoTextBesideTheCatalog(t *testing.T) {
	names := fields(t)
	err := filepath.WalkDir("../../app", func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && (d.Name() == "screentest" || slices.Contains(data, filepath.ToSlash(path))) {
			return filepath.SkipDir // the first is help for tests
		}
		if d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return nil
		}
		files := token.NewFileSet()
		file, err := parser.ParseFile(files, path, nil, parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		for _, text := range literals(files, file, names) {
			t.Errorf("not in the catalog: %s", text)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// TestLiteralsAreFound holds the search to a file with texts in and beside the catalog.
func TestLiteralsAreFound(t *testing.T) {
	const code = `package view

import "an imported path"

var errGone = fault.New(fault.NotFound, "the group is gone")

type row struct {
	name string ` + "`json:\"Some Name,omitempty\"`" + `
}

func show(t printer, log logger) {
	log.WarnContext(ctx, "no photo shown")
	label(t.T("today.title", "Name", "x"))
	label("Simpan")
	label("belum dikirim")
	field("Amount")
	icon("arrow-left")
	draw("<svg>a line</svg>")
	label("Rp " + "dua kata")
}
`
	files := token.NewFileSet()
	file, err := parser.ParseFile(files, "view.go", code, parser.SkipObjectResolution)
	if err != nil {
		t.Fatal(err)
	}
	got := literals(files, file, map[string]bool{"Amount": true})
	want := []string{`"Simpan"`, `"belum dikirim"`, `"Rp "`, `"dua kata"`}
	if len(got) != len(want) {
		t.Fatalf("found %q, want %q", got, want)
	}
	for i, text := range want {
		if !strings.HasSuffix(got[i], text) {
			t.Errorf("found %s, want %s", got[i], text)
		}
	}
}
