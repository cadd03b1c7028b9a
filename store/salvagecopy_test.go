package store

import (
	"bytes"
	"crypto/sha256"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"

	"pendamping/sync/merge"
)

// torn is the file with a part of its used pages lost.
func (w *wreck) torn(rng *rand.Rand, part float64) []byte {
	b := bytes.Clone(w.content)
	used := w.usedPages()
	for _, n := range rng.Perm(len(used))[:int(part*float64(len(used)))] {
		clear(b[used[n]*pageSize:][:pageSize])
	}
	return b
}

// with is the wreck with a copy to salvage from.
func (w *wreck) with(t *testing.T, content []byte) *wreck {
	t.Helper()
	c := w.on(t)
	c.from = filepath.Join(t.TempDir(), "store.db.copy")
	if err := os.WriteFile(c.from, content, 0o600); err != nil {
		t.Fatal(err)
	}
	return c
}

// TestSalvageFillsFromTheCopy: with a fifth of the pages lost the copy gives records and own
// changes back that neither the file nor the hub has; the file goes first, nothing that left
// the device returns, nothing is doubled, and the copy stays as it was.
func TestSalvageFillsFromTheCopy(t *testing.T) {
	t.Parallel()
	w := newWreck(t)
	sum := sha256.Sum256(w.copy)
	var without, with, unsent, more, records int
	for seed := range uint64(8) {
		content := w.torn(rand.New(rand.NewPCG(*salvageSeed, seed)), 0.2)
		alone := w.on(t)
		s, before, err := alone.salvage(content)
		if err != nil {
			t.Fatal(err)
		}
		without += alone.meetHub(s, &before)
		closeIt(t, s)
		filled := w.with(t, w.copy)
		s, after, err := filled.salvage(content)
		if err != nil {
			t.Fatal(err)
		}
		err = s.Scan(t.Context(), merge.ID{}, 0, func(r merge.Record) bool {
			if _, known := w.truth[r.ID]; !known && !after.Unsure {
				t.Errorf("a record that left is back: %x", r.ID)
			}
			return true
		})
		if err != nil {
			t.Fatal(err)
		}
		wrong := filled.meetHub(s, &after)
		with += wrong
		closeIt(t, s)
		unsent, more = unsent+before.Unsent, more+after.Unsent
		for _, n := range after.Copied {
			records += n
		}
		if after.Unsent < before.Unsent || len(after.Missing) > len(before.Missing) {
			t.Errorf("with the copy less came back: %d of %d changes, %d and %d missing", after.Unsent, before.Unsent, len(after.Missing), len(before.Missing))
		}
		if kept, err := os.ReadFile(filled.from); err != nil || sha256.Sum256(kept) != sum {
			t.Errorf("the copy was altered: %v", err)
		}
	}
	t.Logf("%d records are not what they were without the copy, %d with it; %d changes came back without, %d with; %d records from the copy", without, with, unsent, more, records)
	if with >= without || more < unsent || records == 0 {
		t.Error("the copy gave nothing")
	}
}

// TestCopiesThatGiveNothing: of another store, damaged, or none; the salvage is as without.
func TestCopiesThatGiveNothing(t *testing.T) {
	t.Parallel()
	w := newWreck(t)
	content := w.torn(rand.New(rand.NewPCG(*salvageSeed, 1)), 0.1)
	s, alone, err := w.on(t).salvage(content)
	if err != nil {
		t.Fatal(err)
	}
	closeIt(t, s)
	noise := bytes.Clone(w.copy)
	for i := range noise {
		noise[i] ^= 0x5a
	}
	for name, copied := range map[string][]byte{"empty": {}, "noise": noise, "cut": w.copy[:100]} {
		t.Run(name, func(t *testing.T) {
			filled, report, failed := w.with(t, copied).salvage(content)
			if failed != nil {
				t.Fatal(failed)
			}
			closeIt(t, filled)
			if len(report.Copied)+report.CopiedChanges > 0 || report.Unsent != alone.Unsent {
				t.Errorf("it gave %v and %d changes", report.Copied, report.CopiedChanges)
			}
		})
	}
	none := w.on(t)
	none.from = filepath.Join(t.TempDir(), "no such file")
	if s, _, err = none.salvage(content); err != nil {
		t.Fatal(err)
	}
	closeIt(t, s)
}

func closeIt(t *testing.T, s *Store) {
	t.Helper()
	if err := s.Close(); err != nil {
		t.Error(err)
	}
}
