package store

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"testing"

	"pendamping/fault"
)

// names lists what stands in a folder.
func names(t *testing.T, dir string) (out []string) {
	t.Helper()
	found, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range found {
		out = append(out, e.Name())
	}
	return out
}

// A kept copy opens with the same secret and holds what stood in the store; work in the
// restored store touches neither.
func TestKeepCopyAndRestore(t *testing.T) {
	t.Parallel()
	s := fresh(t, options())
	ledger(t, s, 4, 60)
	was, err := s.Digest(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	path := filepath.Join(dir, "last")
	size, err := s.KeepCopy(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	if info, fail := os.Stat(path); fail != nil || info.Size() != size || size == 0 {
		t.Errorf("%d bytes are told: %v", size, fail)
	}
	save(t, s, meeting(11))
	back, err := s.Restore(t.Context(), path, dir)
	if err != nil {
		t.Fatal(err)
	}
	wantSound(t, back.Store)
	if got, fail := back.Digest(t.Context()); fail != nil || got != was {
		t.Errorf("the copy holds something else: %v", fail)
	}
	save(t, back.Store, meeting(12))
	if err = back.Close(); err != nil {
		t.Error(err)
	}
	if left := names(t, dir); len(left) != 1 || left[0] != "last" {
		t.Errorf("left are %v", left)
	}
	if rec, fail := s.Read(t.Context(), meeting(12).ID); fail == nil && rec != nil {
		t.Error("what was saved in the restored store is in the other")
	}
	wantSound(t, s)
}

// A copy that fails leaves the one before; its remains are removed.
func TestKeepCopyFails(t *testing.T) {
	t.Parallel()
	broken := errors.New("the disk")
	o := options()
	fail := false
	o.Hook = func(stage string) error {
		if stage == "copy" && fail {
			return broken
		}
		return nil
	}
	s := fresh(t, o)
	ledger(t, s, 2, 20)
	dir := t.TempDir()
	path := filepath.Join(dir, "last")
	if _, err := s.KeepCopy(t.Context(), path); err != nil {
		t.Fatal(err)
	}
	before, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	save(t, s, meeting(11))
	fail = true
	if _, err = s.KeepCopy(t.Context(), path); !errors.Is(err, broken) {
		t.Errorf("got %v", err)
	}
	after, err := os.ReadFile(path)
	if err != nil || !bytes.Equal(after, before) || len(names(t, dir)) != 1 {
		t.Errorf("the copy before is not as it was: %v, %v", names(t, dir), err)
	}
	fail = false
	if _, err = s.KeepCopy(t.Context(), path); err != nil {
		t.Error(err)
	}
	wantSound(t, s)
}

// What cannot be restored says why and leaves nothing behind.
func TestRestoreRefuses(t *testing.T) {
	t.Parallel()
	s := fresh(t, options())
	ledger(t, s, 2, 20)
	dir := t.TempDir()
	path := filepath.Join(dir, "last")
	if _, err := s.KeepCopy(t.Context(), path); err != nil {
		t.Fatal(err)
	}
	whole, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	stranger := options()
	stranger.Secret = RawKey([32]byte{8})
	for name, c := range map[string]struct {
		content []byte
		o       Options
		kind    fault.Kind
	}{
		"cut short":      {whole[:len(whole)/2], options(), fault.Damaged},
		"no store":       {make([]byte, 64<<10), options(), fault.Foreign},
		"another secret": {whole, stranger, fault.Wrong},
	} {
		at := filepath.Join(t.TempDir(), "copy")
		if err := os.WriteFile(at, c.content, 0o600); err != nil {
			t.Fatal(err)
		}
		scratch := t.TempDir()
		if _, err := Restore(t.Context(), filepath.Join(scratch, "none"), at, scratch, c.o); fault.KindOf(err) != c.kind {
			t.Errorf("%s: %v", name, err)
		}
		if left := names(t, scratch); len(left) > 0 {
			t.Errorf("%s leaves %v", name, left)
		}
	}
	if _, err := s.Restore(t.Context(), filepath.Join(dir, "none"), dir); fault.KindOf(err) != fault.NotFound {
		t.Errorf("without a copy: %v", err)
	}
	if err := errors.Join(os.Mkdir(filepath.Join(dir, scratchName+"1"), 0o700), SweepScratch(dir)); err != nil {
		t.Error(err)
	}
	if left := names(t, dir); len(left) != 1 {
		t.Errorf("not swept: %v", left)
	}
}

// The copy takes the place of the file, with the journal out of its way, and the old
// file is kept.
func TestPutBack(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "a.store")
	s, err := Create(t.Context(), path, options())
	if err != nil {
		t.Fatal(err)
	}
	ledger(t, s, 2, 20)
	last := filepath.Join(t.TempDir(), "last")
	if _, err = s.KeepCopy(t.Context(), last); err != nil {
		t.Fatal(err)
	}
	was, err := s.Digest(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	save(t, s, meeting(11))
	if _, err = PutBack(t.Context(), path, last); !errors.Is(err, ErrInUse) {
		t.Errorf("of an open store: %v", err)
	}
	if err = s.Close(); err != nil {
		t.Fatal(err)
	}
	aside, err := PutBack(t.Context(), path, last)
	if err != nil {
		t.Fatal(err)
	}
	if s, err = Open(t.Context(), path, options()); err != nil {
		t.Fatal(err)
	}
	if got, fail := s.Digest(t.Context()); fail != nil || got != was {
		t.Errorf("something else is back: %v", fail)
	}
	wantSound(t, s)
	if err = s.Close(); err != nil {
		t.Error(err)
	}
	if old, fail := Open(t.Context(), aside, options()); fail != nil {
		t.Errorf("the file set aside: %v", fail)
	} else if fail = old.Close(); fail != nil {
		t.Error(fail)
	}
	if _, err = PutBack(t.Context(), path, filepath.Join(t.TempDir(), "none")); fault.KindOf(err) != fault.NotFound {
		t.Errorf("without a copy: %v", err)
	}
	if !Present(path) {
		t.Error("the store is gone although there was no copy")
	}
}
