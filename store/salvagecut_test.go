package store

import (
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"syscall"
	"testing"

	"pendamping/fault"
	"pendamping/kpuk"
)

// salvageable makes a small store with a PIN and returns its path.
func salvageable(t *testing.T) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "store.db")
	s, err := Create(t.Context(), path, withPIN("135791"))
	if err != nil {
		t.Fatal(err)
	}
	save(t, s, meeting(1), meeting(2))
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	return path
}

// TestSalvageNeedsTheSecret: without it nothing happens; the header inside the file
// serves when the one beside it is gone.
func TestSalvageNeedsTheSecret(t *testing.T) {
	t.Parallel()
	path := salvageable(t)
	before, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if err = os.Remove(headerPath(path)); err != nil {
		t.Fatal(err)
	}
	if _, err = Salvage(t.Context(), path, withPIN("000000"), nil); !errors.Is(err, ErrWrongPIN) {
		t.Errorf("a wrong PIN gave %v", err)
	}
	if after, fail := os.ReadFile(path); fail != nil || !bytes.Equal(before, after) {
		t.Errorf("a refused salvage altered the file: %v", fail)
	}
	last := 0.0
	report, err := Salvage(t.Context(), path, withPIN("135791"), func(p float64) {
		if p < last || p > 1 {
			t.Errorf("progress goes from %v to %v", last, p)
		}
		last = p
	})
	if err != nil || report.Unsent != 1 || last != 1 {
		t.Fatalf("%+v, %v, progress %v", report, err, last)
	}
	s := reopen(t, path, withPIN("135791"))
	if list, err := List[kpuk.Meeting](t.Context(), s, id(200)); err != nil || len(list) != 2 {
		t.Errorf("%d meetings, %v", len(list), err)
	}
	wantSound(t, s)
}

// TestSalvageTwice keeps both damaged files.
func TestSalvageTwice(t *testing.T) {
	t.Parallel()
	path := salvageable(t)
	for n, want := range []string{path + ".damaged-1", path + ".damaged-2"} {
		o := withPIN("135791")
		o.Rand = noise(byte(20 + n)) // no replica ID comes twice
		report, err := Salvage(t.Context(), path, o, nil)
		if err != nil || report.Aside != want {
			t.Fatalf("%+v, %v", report, err)
		}
		if h := readHeaderFile(report.Aside); h == nil {
			t.Error("the damaged file has no header beside it")
		}
	}
	s := reopen(t, path, withPIN("135791"))
	elders, err := s.Elders(t.Context())
	if err != nil || len(elders) != 2 {
		t.Errorf("elders: %v, %v", elders, err)
	}
	wantSound(t, s)
}

// TestSalvageCutOff: a power cut between the two renamings is made good when the store
// is opened, and until then there is a store.
func TestSalvageCutOff(t *testing.T) {
	t.Parallel()
	path := salvageable(t)
	if err := os.Rename(path, salvagedPath(path)); err != nil {
		t.Fatal(err)
	}
	if !Present(path) {
		t.Error("the store counts as absent")
	}
	s := reopen(t, path, withPIN("135791"))
	wantSound(t, s)
	if Present(filepath.Join(t.TempDir(), "store.db")) {
		t.Error("an empty folder counts as a store")
	}
}

// TestSalvageRefusals: the file stays, and nothing is left beside it.
func TestSalvageRefusals(t *testing.T) {
	t.Parallel()
	newer := func(t *testing.T, path string) { t.Helper(); setSchema(t, path, schema+1) }
	noise := func(t *testing.T, path string) {
		t.Helper()
		err := errors.Join(os.WriteFile(path, bytes.Repeat([]byte("x"), 8*pageSize), 0o600), os.Remove(journalPath(path)))
		if err != nil {
			t.Fatal(err)
		}
	}
	full := withPIN("135791")
	full.Hook = func(stage string) error {
		if stage == "commit" {
			return syscall.ENOSPC
		}
		return nil
	}
	noRandom := withPIN("135791")
	noRandom.Rand = io.LimitReader(noRandom.Rand, 16)
	canceled, cancel := context.WithCancel(t.Context())
	cancel()
	for name, c := range map[string]struct {
		harm func(*testing.T, string)
		o    Options
		ctx  context.Context //nolint:containedctx // of one case
		want fault.Kind
	}{
		"newer":     {newer, withPIN("135791"), t.Context(), fault.Newer},
		"noise":     {noise, withPIN("135791"), t.Context(), fault.Damaged},
		"full":      {nil, full, t.Context(), fault.Full},
		"no random": {nil, noRandom, t.Context(), fault.Other},
		"canceled":  {nil, withPIN("135791"), canceled, fault.Other},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			path := salvageable(t)
			if c.harm != nil {
				c.harm(t, path)
			}
			before, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			if _, err = Salvage(c.ctx, path, c.o, nil); err == nil || fault.KindOf(err) != c.want {
				t.Errorf("got %v", err)
			}
			if after, fail := os.ReadFile(path); fail != nil || !bytes.Equal(before, after) {
				t.Error("the file was altered")
			}
			if _, err := os.Stat(salvagedPath(path)); err == nil {
				t.Error("a salvaged store is left over")
			}
		})
	}
}
