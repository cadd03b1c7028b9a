package translation

import (
	"encoding/json"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"sort"
	"strconv"
	"strings"
	"testing"
	"text/template"
	"text/template/parse"
)

// dynamic lists beginnings of keys whose texts count as used, and why. A string in the code that ends
// in a dot or in a dot and a verb, such as "sync.kind." or "sync.kind.%s", need not be listed: it is
// found. A beginning that no text has is an error.
var dynamic = map[string]string{
	"error.":  "ends with the name of a kind of fault",
	"common.": "words that all screens share; kept whole",
}

// roots are the folders and files whose Go code shows texts.
var roots = []string{"../../app", "../../cmd", "../../main.go"}

// startShape is what the beginning of a key looks like, completed by a sum or a format.
var startShape = regexp.MustCompile(`^([a-z][a-z0-9]*\.([a-z0-9_-]+\.)*)(%[sdv])?$`)

// keyShape is what every key looks like: its area, a dot and more.
var keyShape = regexp.MustCompile(`^[a-z][a-z0-9]*(\.[a-z0-9_-]+)+$`)

// entry is one text of one language.
type entry struct {
	text
	file string
}

// catalog reads every text of a language, refusing a key given twice in one file, which a JSON
// decoder would not notice.
func catalog(t *testing.T, lang string) map[string]entry {
	t.Helper()
	names, err := filepath.Glob("*." + lang + ".json")
	if err != nil || len(names) == 0 {
		t.Fatalf("no files of %s: %v", lang, err)
	}
	all := map[string]entry{}
	for _, name := range names {
		content, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		decoder := json.NewDecoder(strings.NewReader(string(content)))
		if _, err := decoder.Token(); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		for decoder.More() {
			next, err := decoder.Token()
			key, ok := next.(string)
			if err != nil || !ok {
				t.Fatalf("%s: %v, %v", name, next, err)
			}
			e := entry{file: strings.TrimSuffix(name, "."+lang+".json")}
			if err := decoder.Decode(&e.text); err != nil {
				t.Fatalf("%s: %v: %v", name, key, err)
			}
			if before, ok := all[key]; ok {
				t.Errorf("%s: %q is given twice, first in %s", name, key, before.file)
			}
			all[key] = e
		}
	}
	return all
}

// variables lists the names a template asks for, sorted, each once.
func variables(t *testing.T, key, form string) []string {
	t.Helper()
	parsed, err := template.New(key).Parse(form)
	if err != nil {
		t.Errorf("%s: %v", key, err)
		return nil
	}
	var names []string
	for _, node := range parsed.Root.Nodes {
		switch n := node.(type) {
		case *parse.TextNode:
		case *parse.ActionNode:
			name := strings.TrimSuffix(strings.TrimPrefix(n.String(), "{{."), "}}")
			if !regexp.MustCompile(`^[A-Z][A-Za-z0-9]*$`).MatchString(name) {
				t.Errorf("%s: %s is more than the name of a value", key, n)
			}
			names = append(names, name)
		default:
			t.Errorf("%s: %s is more than the name of a value", key, n)
		}
	}
	sort.Strings(names)
	return slices.Compact(names)
}

func TestBothLanguagesHaveEveryKey(t *testing.T) {
	id, en := catalog(t, Indonesian), catalog(t, English)
	for key, a := range id {
		b, ok := en[key]
		switch {
		case !ok:
			t.Errorf("%s is not in English", key)
			continue
		case a.file != b.file:
			t.Errorf("%s is in %s in Indonesian and in %s in English", key, a.file, b.file)
		}
		want := variables(t, key, a.Other)
		for _, form := range []string{a.One, b.One, b.Other} {
			if form == "" {
				continue
			}
			if got := variables(t, key, form); !slices.Equal(got, want) && !countLeftOut(got, want, form == b.One) {
				t.Errorf("%s: values %v in %q, %v in %q", key, got, form, want, a.Other)
			}
		}
	}
	for key := range en {
		if _, ok := id[key]; !ok {
			t.Errorf("%s is not in Indonesian", key)
		}
	}
}

// countLeftOut allows a form for one to say "one" or "a" instead of the number.
func countLeftOut(got, want []string, one bool) bool {
	return one && slices.Equal(got, slices.DeleteFunc(slices.Clone(want), func(v string) bool { return v == "N" }))
}

func TestTextsAreWhole(t *testing.T) {
	for _, lang := range []string{Indonesian, English} {
		for key, e := range catalog(t, lang) {
			if !keyShape.MatchString(key) {
				t.Errorf("%s: key %q is not of the shape area.name", lang, key)
			}
			if strings.TrimSpace(e.Other) == "" || e.Other != strings.TrimSpace(e.Other) {
				t.Errorf("%s: %s is %q", lang, key, e.Other)
			}
			if lang == Indonesian && e.One != "" && e.One != e.Other {
				t.Errorf("%s: %s has a form for one that never shows; Indonesian has no plural", lang, key)
			}
		}
	}
}

// use is a place in the code that names a key.
type use struct {
	at   token.Position
	call string   // T or N, or empty for a mere string
	args []string // the names of the values, nil if they cannot be told
}

// uses finds every string in the code that looks like a key, and the calls of T and N among them.
func uses(t *testing.T) map[string][]use {
	t.Helper()
	found := map[string][]use{}
	for _, root := range roots {
		err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
			if os.IsNotExist(err) {
				return nil
			}
			if err != nil || d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
				return err
			}
			return usesIn(path, found)
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	return found
}

// usesIn adds the uses of one file.
func usesIn(path string, found map[string][]use) error {
	files := token.NewFileSet()
	file, err := parser.ParseFile(files, path, nil, parser.SkipObjectResolution)
	if err != nil {
		return err
	}
	calls := map[ast.Expr]use{}
	ast.Inspect(file, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.ImportSpec:
			return false // a path is no key
		case *ast.CallExpr:
			if name, ok := n.Fun.(*ast.SelectorExpr); ok && len(n.Args) > 0 {
				switch name.Sel.Name {
				case "T":
					calls[n.Args[0]] = use{call: "T", args: valueNames(n, 1)}
				case "N":
					calls[n.Args[0]] = use{call: "N", args: valueNames(n, 2)}
				}
			}
		case *ast.BasicLit:
			if n.Kind != token.STRING {
				return true
			}
			value, err := strconv.Unquote(n.Value)
			if start := startShape.FindStringSubmatch(value); err == nil && start != nil {
				found[start[1]] = append(found[start[1]], use{at: files.Position(n.Pos())})
			}
			if err == nil && keyShape.MatchString(value) {
				u := calls[n]
				u.at = files.Position(n.Pos())
				found[value] = append(found[value], u)
			}
		default:
		}
		return true
	})
	return nil
}

// valueNames lists the names among the arguments of a call from a position on, sorted; nil if one
// is not a literal.
func valueNames(call *ast.CallExpr, from int) []string {
	names := []string{}
	if call.Ellipsis.IsValid() {
		return nil
	}
	for i := from; i < len(call.Args); i += 2 {
		literal, ok := call.Args[i].(*ast.BasicLit)
		if !ok {
			return nil
		}
		name, err := strconv.Unquote(literal.Value)
		if err != nil {
			return nil
		}
		names = append(names, name)
	}
	sort.Strings(names)
	return names
}

func TestKeysInCodeExist(t *testing.T) {
	id := catalog(t, Indonesian)
	areas := map[string]bool{}
	for key := range id {
		area, _, _ := strings.Cut(key, ".")
		areas[area] = true
	}
	for key, places := range uses(t) {
		area, _, _ := strings.Cut(key, ".")
		if strings.HasSuffix(key, ".") {
			continue
		}
		e, ok := id[key]
		for _, u := range places {
			switch {
			case !ok && u.call != "":
				t.Errorf("%s: no text %q", u.at, key)
			case !ok && areas[area] && !isFileName(key):
				t.Errorf("%s: %q looks like a key but there is no such text", u.at, key)
			case ok && u.call != "" && u.args != nil:
				checkValues(t, key, e, u)
			}
		}
	}
}

// isFileName tells names such as "sync.json" from keys.
func isFileName(s string) bool {
	return slices.Contains([]string{".db", ".json", ".csv", ".png", ".svg", ".cbor"}, filepath.Ext(s))
}

// checkValues compares the values given in a call with those the template asks for.
func checkValues(t *testing.T, key string, e entry, u use) {
	t.Helper()
	given := u.args
	if u.call == "N" {
		given = append([]string{"N"}, given...)
	}
	for _, name := range variables(t, key, e.Other) {
		if !slices.Contains(given, name) {
			t.Errorf("%s: %q needs the value %s", u.at, key, name)
		}
	}
}

func TestNoTextIsUnused(t *testing.T) {
	used := uses(t)
	id := catalog(t, Indonesian)
	met := map[string]bool{} // beginnings that a text has
	for key := range id {
		isUsed := used[key] != nil
		for at, r := range key {
			start := key[:at+1]
			if _, listed := dynamic[start]; r == '.' && (listed || used[start] != nil) {
				isUsed, met[start] = true, true
			}
		}
		if !isUsed {
			t.Errorf("%s is not used", key)
		}
	}
	for start := range dynamic {
		if !met[start] {
			t.Errorf("no text begins with %s", start)
		}
	}
}

// TestUsesAreFound holds the search itself to a file with every kind of use.
func TestUsesAreFound(t *testing.T) {
	path := filepath.Join(t.TempDir(), "view.go")
	const code = `package view

import "example.org/not.a.key"

const title = "today.title"

func show(p printer, kind string) {
	p.T("today.step", "N", 4, "Of", 7)
	p.N("today.waiting", 3, "Village", kind)
	p.T("today.kind." + kind)
	p.T(sprintf("today.state.%s", kind))
	p.T("Not a key. At all.")
}
`
	if err := os.WriteFile(path, []byte(code), 0o600); err != nil {
		t.Fatal(err)
	}
	found := map[string][]use{}
	if err := usesIn(path, found); err != nil {
		t.Fatal(err)
	}
	want := map[string]use{
		"today.title":   {},
		"today.step":    {call: "T", args: []string{"N", "Of"}},
		"today.waiting": {call: "N", args: []string{"Village"}},
		"today.kind.":   {},
		"today.state.":  {},
	}
	if len(found) != len(want) {
		t.Errorf("found %v", found)
	}
	for key, w := range want {
		uses := found[key]
		if len(uses) != 1 || uses[0].call != w.call || !slices.Equal(uses[0].args, w.args) {
			t.Errorf("%s: found %+v, want %+v", key, uses, w)
		}
	}
}
