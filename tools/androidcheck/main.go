// Command androidcheck type-checks the whole app for Android (arm64, cgo) with the
// standard library alone: no NDK, no C compiler. Mistakes in files that only Android
// builds are found on any machine; what C code does is not.
package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"io"
	"os"
	"os/exec"
	"path/filepath"
)

// listed is what `go list -deps -json` says of a package.
type listed struct {
	Dir        string
	ImportPath string
	GoFiles    []string
	CgoFiles   []string
	ImportMap  map[string]string
	Standard   bool
	Module     *struct{ Main bool }
	Error      *struct{ Err string }
}

func main() {
	out := log{os.Stdout}
	checked, err := run(out)
	if err != nil {
		out.print("androidcheck: %v", err)
		os.Exit(1)
	}
	out.print("androidcheck: %d packages type-check for android/arm64", checked)
}

func run(out log) (int, error) {
	packages, err := list()
	if err != nil {
		return 0, err
	}
	fset := token.NewFileSet()
	done := map[string]*types.Package{"unsafe": types.Unsafe}
	var problems int
	for _, p := range packages {
		if p.Error != nil {
			return 0, fmt.Errorf("%s: %s", p.ImportPath, p.Error.Err)
		}
		if p.ImportPath == "unsafe" {
			continue
		}
		files, err := parse(fset, p)
		if err != nil {
			return 0, err
		}
		conf := config(p, done, func(err error) {
			problems++
			out.print("%v", err)
		})
		checked, err := conf.Check(p.ImportPath, fset, files, nil)
		if err != nil && !p.own() {
			// Bodies of other modules are not looked at; what remains is theirs.
			out.print("note: %s: %v", p.ImportPath, err)
		}
		done[p.ImportPath] = checked
	}
	if problems > 0 {
		return 0, fmt.Errorf("%d problems", problems)
	}
	return len(done), nil
}

// log writes lines for whoever runs the check.
type log struct{ w io.Writer }

func (l log) print(format string, args ...any) {
	_, _ = fmt.Fprintf(l.w, format+"\n", args...) //nolint:errcheck // nobody is left to tell
}

// own tells whether a package is of this module.
func (p listed) own() bool { return p.Module != nil && p.Module.Main }

// config checks a package against those that were checked before it.
func config(p listed, done map[string]*types.Package, report func(error)) types.Config {
	return types.Config{
		FakeImportC:      true,
		IgnoreFuncBodies: !p.own(),
		Sizes:            types.SizesFor("gc", "arm64"),
		Importer: importer(func(path string) (*types.Package, error) {
			if mapped, ok := p.ImportMap[path]; ok {
				path = mapped
			}
			if got := done[path]; got != nil {
				return got, nil
			}
			return nil, fmt.Errorf("%s is not among the dependencies", path)
		}),
		Error: func(err error) {
			if p.own() {
				report(err)
			}
		},
	}
}

// list asks the go command for all packages of the app, dependencies first.
func list() ([]listed, error) {
	cmd := exec.Command("go", "list", "-e", "-deps", "-json=Dir,ImportPath,GoFiles,CgoFiles,ImportMap,Standard,Module,Error", "-tags", "migrated_fynedo", ".") //nolint:noctx // a build tool, ended by its user
	cmd.Env = append(os.Environ(), "GOOS=android", "GOARCH=arm64", "CGO_ENABLED=1")
	cmd.Stderr = os.Stderr
	raw, err := cmd.Output()
	if err != nil {
		return nil, fmt.Errorf("go list: %w", err)
	}
	var all []listed
	dec := json.NewDecoder(bytes.NewReader(raw))
	for {
		var p listed
		if err := dec.Decode(&p); errors.Is(err, io.EOF) {
			return all, nil
		} else if err != nil {
			return nil, fmt.Errorf("go list: %w", err)
		}
		all = append(all, p)
	}
}

func parse(fset *token.FileSet, p listed) ([]*ast.File, error) {
	files := make([]*ast.File, 0, len(p.GoFiles)+len(p.CgoFiles))
	for _, name := range append(p.GoFiles, p.CgoFiles...) {
		f, err := parser.ParseFile(fset, filepath.Join(p.Dir, name), nil, parser.SkipObjectResolution)
		if err != nil {
			return nil, fmt.Errorf("parse: %w", err)
		}
		files = append(files, f)
	}
	return files, nil
}

// importer makes a types.Importer of a function.
type importer func(path string) (*types.Package, error)

// Import implements types.Importer.
func (f importer) Import(path string) (*types.Package, error) { return f(path) }
