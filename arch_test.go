package main_test

import (
	"bytes"
	"go/parser"
	"go/token"
	"io/fs"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// TestArchitecture checks the transitive imports; depguard sees direct ones only.
func TestArchitecture(t *testing.T) {
	tests := []struct{ pkg, never, why string }{
		{"./fault", "pendamping/kpuk", "error kinds know nobody"},
		{"./kpuk/...", "net/http", "the domain does no I/O"},
		{"./kpuk/...", "pendamping/sync/merge", "the domain knows no syncing"},
		{"./kpuk/...", "pendamping/store", "the domain knows no store"},
		{"./sync/merge", "pendamping/kpuk", "merging knows no domain"},
		{"./sync/merge", "net/http", "merging does no I/O"},
		{"./sync/wire", "net/http", "the codec does no I/O"},
		{"./sync/wire", "pendamping/kpuk", "values are opaque to the codec"},
		{"./sync/session", "pendamping/store", "the client declares the log it needs"},
		{"./sync/session", "pendamping/sync/hub", "client and server share only the wire"},
		{"./sync/hub", "pendamping/store", "the server declares the store it needs"},
		{"./sync/hub", "pendamping/kpuk", "the server asks its directory for rules"},
		{"./sync/bundle", "pendamping/store", "bundles know only messages"},
		{"./sync/bundle", "net/http", "bundles travel without a network"},
		{"./sync/parcel", "pendamping/store", "the counter declares the store it needs"},
		{"./sync/peer", "pendamping/store", "visits declare the store they need"},
		{"./sync/peer", "pendamping/sync/hub", "a guest is a client"},
		{"./sync/peer/host", "pendamping/store", "hosts declare the store they need"},
		{"./app/...", "github.com/jackc/pgx/v5", "PostgreSQL is the hub's"},
		{"./store", "net/http", "the store does no network I/O"},
		{"./store", "fyne.io/fyne/v2", "the store knows no screens"},
		{"./store/memory", "go.etcd.io/bbolt", "the memory store stands alone"},
		{"./app/screen/...", "go.etcd.io/bbolt", "screens know no store"},
		{"./app/practice", "pendamping/store", "what is practiced is kept nowhere"},
		{"./app/practice", "pendamping/app/device", "what is practiced knows no device"},
		{"./app/practice", "pendamping/sync/session", "what is practiced is not sent"},
		{"./app/widget/...", "pendamping/kpuk", "widgets know no domain"},
		{"./app/theme/...", "pendamping/kpuk", "the theme knows no domain"},
		{"./app/...", "fyne.io/fyne/v2/app", "only main starts the driver"},
		{"./cmd/pendampingd", "fyne.io/fyne/v2", "the hub links no UI"},
		{"./cmd/pendampingd", "pendamping/sync/synctest", "the simulated fleet is no test"},
	}
	for _, tt := range tests {
		t.Run(strings.ReplaceAll(tt.pkg[2:]+" never "+tt.never, "/", "."), func(t *testing.T) {
			for _, dep := range deps(t, tt.pkg) {
				if dep == tt.never {
					t.Errorf("%s depends on %s: %s", tt.pkg, tt.never, tt.why)
				}
			}
		})
	}
}

// TestDriverOnlyInMain keeps cgo out of everything but the root package.
func TestOnlyMainImportsTheDriver(t *testing.T) {
	for dir, imports := range sources(t) {
		if dir != "." && slices.Contains(imports, "fyne.io/fyne/v2/app") {
			t.Errorf("%s imports fyne.io/fyne/v2/app; only the root package may", dir)
		}
		if !strings.HasPrefix(dir, "store") && !strings.HasPrefix(dir, "tools") && slices.Contains(imports, "go.etcd.io/bbolt") {
			t.Errorf("%s imports bbolt; only store may", dir)
		}
	}
}

// TestOnlyTheHotspotIsAHub: the app is a client; one room of it serves colleagues where no
// hub is, with the hub's code.
func TestOnlyTheHotspotIsAHub(t *testing.T) {
	for dir, imports := range sources(t) {
		if (dir != "." && !strings.HasPrefix(dir, "app")) || dir == "app/hotspot" {
			continue
		}
		for _, hubs := range []string{"pendamping/sync/hub", "pendamping/sync/peer/host"} {
			if slices.Contains(imports, hubs) {
				t.Errorf("%s imports %s; in the app only app/hotspot may", dir, hubs)
			}
		}
	}
	for _, dep := range deps(t, "./app/device/...") {
		if dep == "pendamping/sync/hub" {
			t.Error("app/device depends on pendamping/sync/hub: a device is a client")
		}
	}
}

// TestPackagesAreDocumented wants a package comment in every package.
func TestPackagesAreDocumented(t *testing.T) {
	documented := map[string]bool{}
	walkGo(t, func(path string) {
		if strings.HasSuffix(path, "_test.go") {
			return
		}
		dir := filepath.Dir(path)
		f, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.ParseComments|parser.PackageClauseOnly)
		if err != nil {
			t.Fatal(err)
		}
		documented[dir] = documented[dir] || f.Doc != nil
	})
	for dir, ok := range documented {
		if !ok {
			t.Errorf("%s has no package comment", dir)
		}
	}
}

func deps(t *testing.T, pattern string) []string {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), "go", "list", "-deps", pattern)
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("go list -deps %s: %v\n%s", pattern, err, stderr.String())
	}
	return strings.Fields(string(out))
}

// sources maps each directory to what its shipped files import.
func sources(t *testing.T) map[string][]string {
	t.Helper()
	found := map[string][]string{}
	walkGo(t, func(path string) {
		if strings.HasSuffix(path, "_test.go") {
			return
		}
		f, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.ImportsOnly)
		if err != nil {
			t.Fatal(err)
		}
		for _, i := range f.Imports {
			found[filepath.Dir(path)] = append(found[filepath.Dir(path)], strings.Trim(i.Path.Value, `"`))
		}
	})
	return found
}

func walkGo(t *testing.T, visit func(path string)) {
	t.Helper()
	err := filepath.WalkDir(".", func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		name := d.Name()
		if d.IsDir() && path != "." && (strings.HasPrefix(name, ".") || name == "build" || name == "testdata" || name == "node_modules") {
			return filepath.SkipDir
		}
		if strings.HasSuffix(name, ".go") {
			visit(path)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}
