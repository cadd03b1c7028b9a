package main

import (
	"bytes"
	"encoding/json"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"pendamping/sync/fleet"
)

// TestTable: every defect can still be planted: its text stands once in the program, what
// takes its place is other Go code, and the function is the one that is named.
func TestTable(t *testing.T) {
	seen := map[string]bool{}
	for _, d := range defects() {
		if seen[d.file+d.bad] {
			t.Errorf("%s: %s stands twice in the table", d.where(), d.what)
		}
		seen[d.file+d.bad] = true
		source, err := os.ReadFile(filepath.Join("..", "..", d.file))
		if err != nil {
			t.Fatal(err)
		}
		bad, err := d.into(source)
		if err != nil {
			t.Error(err)
			continue
		}
		if bytes.Equal(bad, source) {
			t.Errorf("%s: %s alters nothing", d.where(), d.what)
		}
		if _, err := parser.ParseFile(token.NewFileSet(), d.file, bad, parser.SkipObjectResolution); err != nil {
			t.Errorf("%s: %s: %v", d.where(), d.what, err)
		}
		before, _, _ := strings.Cut(string(source), d.old)
		head := before[strings.LastIndex(before, "\nfunc "):]
		if head, _, _ = strings.Cut(head[1:], "{"); !strings.Contains(head, " "+d.fn+"(") {
			t.Errorf("%s: %s stands in %s", d.where(), d.what, head)
		}
	}
}

// TestNotOnce: a text that is gone, or stands twice, is said and not planted anyhow.
func TestNotOnce(t *testing.T) {
	d := defect{file: "a.go", what: "all wrong", old: "x"}
	for _, source := range []string{"", "x x"} {
		if out, err := d.into([]byte(source)); err == nil || out != nil {
			t.Errorf("%q: %q, %v", source, out, err)
		}
	}
}

func TestVerdict(t *testing.T) {
	pack := func(r fleet.Report) string {
		b, err := json.Marshal(r)
		if err != nil {
			t.Fatal(err)
		}
		return string(b)
	}
	for name, test := range map[string]struct{ out, errs, want string }{
		"figures": {out: pack(fleet.Report{Lost: 3, Unsound: 1}), want: "3 lost, 1 unsound"},
		"none":    {out: pack(fleet.Report{}), want: "the fleet fails and does not say why"},
		"ended":   {errs: "a store is damaged\nmore", want: "the fleet ends: a store is damaged"},
		"wrapped": {errs: "pendampingd simulate: damaged (simulate: seed 1: fleet.Run: day 1, device 8: damaged)\n", want: "the fleet ends: day 1, device 8: damaged"},
		"panic":   {errs: "panic: index\n\ngoroutine 1", want: "panics"},
	} {
		t.Run(name, func(t *testing.T) {
			if got := verdict([]byte(test.out), test.errs); got != test.want {
				t.Errorf("%q, want %q", got, test.want)
			}
		})
	}
}

// TestOverlay: the program is built with the defect, and the tree stays as it is.
func TestOverlay(t *testing.T) {
	root := t.TempDir()
	write := func(name, text string) {
		t.Helper()
		path := filepath.Join(root, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write("go.mod", "module small\n\ngo 1.24\n")
	// It fails, as a fleet does, unless somebody has made it sound; seed 2 is the first.
	const main = `package main

import ("fmt"; "os")

func main() {
	if sound := true; !sound && os.Args[9] > "1" {
		fmt.Println("{\"lost\": 2}")
		os.Exit(1)
	}
}
`
	write("cmd/pendampingd/main.go", main)
	g := &garden{o: options{devices: 2, days: 6, seeds: 3, longest: 1 << 40}, root: root, dir: t.TempDir()}
	if err := g.sound(t.Context()); err != nil {
		t.Error(err)
	}
	d := defect{file: "cmd/pendampingd/main.go", fn: "main", what: "unsound", old: "sound := true", bad: "sound := false"}
	if seed, found, err := g.plant(t.Context(), &d); seed != 2 || found != "2 lost" || err != nil {
		t.Errorf("seed %d, %q, %v", seed, found, err)
	}
	d.bad = "sound := os.Args != nil"
	if seed, found, err := g.plant(t.Context(), &d); seed != 0 || found != "" || err != nil {
		t.Errorf("harmless: seed %d, %q, %v", seed, found, err)
	}
	d.bad = "sound := 1"
	if _, _, err := g.plant(t.Context(), &d); err == nil {
		t.Error("what cannot be built was played")
	}
	if now, err := os.ReadFile(filepath.Join(root, "cmd", "pendampingd", "main.go")); err != nil || string(now) != main {
		t.Errorf("the tree was touched: %v", err)
	}
}
