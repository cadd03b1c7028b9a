package store

import (
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"
)

// transactions are the methods of bbolt that begin a transaction or go through the whole
// file; no other type that this package uses has methods of these names.
var transactions = []string{"Update", "View", "Batch", "Begin", "WriteTo"}

// opensFile are the functions of bbolt that do.
var opensFile = []string{"Open", "Compact"}

// bare finds the functions of a package that may reach bbolt outside of the guard, with
// the places where they do. A function that does is bare itself for whoever calls it
// outside of the guard.
func bare(files []*ast.File, at func(token.Pos) string) map[string][]string {
	found := map[string][]string{}
	for {
		before := len(found)
		for _, f := range files {
			for _, d := range f.Decls {
				if fn, ok := d.(*ast.FuncDecl); ok && fn.Body != nil {
					if places := unguarded(fn.Body, found, at); len(places) > 0 {
						found[fn.Name.Name] = places
					}
				}
			}
		}
		if len(found) == before {
			return found
		}
	}
}

// unguarded lists the calls of bbolt, and of bare functions, that do not stand within an
// argument of guarded.
func unguarded(body ast.Node, known map[string][]string, at func(token.Pos) string) (places []string) {
	ast.Inspect(body, func(n ast.Node) bool {
		call, ok := n.(*ast.CallExpr)
		if !ok {
			return true
		}
		switch fn := call.Fun.(type) {
		case *ast.Ident:
			if fn.Name == "guarded" {
				return false
			}
			if known[fn.Name] != nil {
				places = append(places, at(call.Pos()))
			}
		case *ast.SelectorExpr:
			pkg, ok := fn.X.(*ast.Ident)
			isBolt := ok && pkg.Name == "bolt" && slices.Contains(opensFile, fn.Sel.Name)
			isBare := known[fn.Sel.Name] != nil && (!ok || pkg.Name != "bolt")
			if isBolt || isBare || slices.Contains(transactions, fn.Sel.Name) {
				places = append(places, at(call.Pos()))
			}
		default:
		}
		return true
	})
	return places
}

// parsed reads sources.
func parsed(t *testing.T, files *token.FileSet, name string, src any) *ast.File {
	t.Helper()
	f, err := parser.ParseFile(files, name, src, parser.SkipObjectResolution)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// TestEveryTransactionIsGuarded looks through the package: bbolt panics on a damaged page,
// so that each of its transactions must run behind the guard. Only snapshot may begin one
// outside, and is called within it alone.
func TestEveryTransactionIsGuarded(t *testing.T) {
	t.Parallel()
	entries, err := os.ReadDir(".")
	if err != nil {
		t.Fatal(err)
	}
	set := token.NewFileSet()
	var files []*ast.File
	for _, e := range entries {
		if strings.HasSuffix(e.Name(), ".go") && !strings.HasSuffix(e.Name(), "_test.go") {
			files = append(files, parsed(t, set, e.Name(), nil))
		}
	}
	found := bare(files, func(p token.Pos) string { return set.Position(p).String() })
	if found["snapshot"] == nil {
		t.Error("the search no longer finds what it is about")
	}
	delete(found, "snapshot")
	for _, name := range slices.Sorted(maps.Keys(found)) {
		t.Errorf("%s reaches bbolt outside of the guard: %v", name, found[name])
	}
}

// TestBareTransactionsAreFound holds the search to sources with and without the guard.
func TestBareTransactionsAreFound(t *testing.T) {
	t.Parallel()
	const src = `package store
func (s *Store) fine() error {
	err, _ := guarded(func() error { return s.db.View(nil) })
	return err
}
func (s *Store) direct() error { return s.db.Update(nil) }
func (s *Store) closure() { defer func() { s.db.Batch(nil) }() }
func open() { bolt.Open("", 0, nil) }
func (s *Store) begins() { s.db.Begin(false) }
func (s *Store) deeper() { s.begins() }
func (s *Store) deepest() { s.deeper() }
func (s *Store) caught() { guarded(func() error { s.deepest(); return nil }) }
func (s *Store) beside() { s.deepest(); guarded(nil) }
`
	set := token.NewFileSet()
	got := slices.Sorted(maps.Keys(bare([]*ast.File{parsed(t, set, "x.go", src)}, func(p token.Pos) string { return set.Position(p).String() })))
	want := []string{"begins", "beside", "closure", "deeper", "deepest", "direct", "open"}
	if !slices.Equal(got, want) {
		t.Errorf("found %v, want %v", got, want)
	}
}
