package store

import (
	"bytes"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"

	"pendamping/fault"
	"pendamping/kpuk"
)

// ledger fills a store with meetings and entries and returns the figures that a reader
// must get: the sum of each scope.
func ledger(tb testing.TB, s *Store, groups, entries int) map[kpuk.ID]kpuk.Rupiah {
	tb.Helper()
	want := map[kpuk.ID]kpuk.Rupiah{}
	for g := range groups {
		scope := kpuk.ID{0xf0, byte(g)}
		m := &kpuk.Meeting{Header: kpuk.Header{ID: kpuk.ID{0xf1, byte(g)}, Partition: id(1), Scope: scope}, Group: scope, Notes: "catatan"}
		recs := []kpuk.Record{m}
		for e := range entries {
			x := &kpuk.Entry{Header: kpuk.Header{ID: kpuk.ID{0xf2, byte(g), byte(e), byte(e >> 8)}, Partition: id(1), Scope: scope}}
			x.Line = kpuk.EntryLine{Kind: kpuk.EntryWajib, Amount: kpuk.Rupiah(1000 + 7*e + g), Group: scope}
			want[scope] += x.Line.Amount
			recs = append(recs, x)
		}
		save(tb, s, recs...)
		m.Attendance = map[kpuk.ID]kpuk.Attendance{id(3): {Presence: kpuk.Present}}
		save(tb, s, m)
	}
	return want
}

// verify opens a file and reads everything that a screen would show. It fails the test
// on a wrong figure and returns the first error, which must be typed.
func verify(t *testing.T, path string, want map[kpuk.ID]kpuk.Rupiah) error {
	t.Helper()
	ctx := t.Context()
	before, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	s, err := Open(ctx, path, options())
	if err != nil {
		if after, _ := os.ReadFile(path); !bytes.Equal(before, after) { //nolint:errcheck // read before
			t.Error("a failing Open altered the file")
		}
		return err
	}
	defer s.Close()
	var first error
	note := func(err error) {
		if first == nil {
			first = err
		}
	}
	for scope, sum := range want {
		list, fail := List[kpuk.Entry](ctx, s, scope)
		note(fail)
		if got := total(list); fail == nil && got != sum {
			t.Errorf("a wrong figure: %d instead of %d", got, sum)
		}
		for _, e := range list {
			one, fail := Get[kpuk.Entry](ctx, s, e.ID)
			note(fail)
			if fail == nil && one.Line != e.Line {
				t.Error("a record read alone is another one")
			}
		}
	}
	all, err := List[kpuk.Entry](ctx, s, kpuk.ID{})
	note(err)
	var sum kpuk.Rupiah
	for _, v := range want {
		sum += v
	}
	if got := total(all); err == nil && got != sum {
		t.Errorf("a wrong total: %d instead of %d", got, sum)
	}
	_, err = s.Pending(ctx)
	note(err)
	r, err := s.Check(ctx)
	note(err)
	if len(r.Findings) > 0 {
		note(damage("%v", r.Findings[0]))
	}
	return first
}

func total(list []*kpuk.Entry) (sum kpuk.Rupiah) {
	for _, e := range list {
		sum += e.Line.Amount
	}
	return sum
}

// victim writes a store of some hundred pages, and returns its bytes and figures.
func victim(t *testing.T) (content []byte, want map[kpuk.ID]kpuk.Rupiah) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "v.store")
	s, err := Create(t.Context(), path, options())
	if err != nil {
		t.Fatal(err)
	}
	want = ledger(t, s, 6, 120)
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	return readUsed(t, path), want
}

// typed tells whether an error says what sort of thing happened.
func typed(err error) bool {
	switch fault.KindOf(err) {
	case fault.Damaged, fault.Foreign, fault.NotFound, fault.Newer, fault.Wrong:
		return true
	default:
		return false
	}
}

func TestFlippedBits(t *testing.T) {
	t.Parallel()
	content, want := victim(t)
	rng := rand.New(rand.NewPCG(1, 2))
	dir := t.TempDir()
	found := 0
	for i := range 500 {
		at := rng.IntN(len(content) * 8)
		bad := bytes.Clone(content)
		bad[at/8] ^= 1 << (at % 8)
		path := filepath.Join(dir, fmt.Sprintf("%d.store", i))
		if err := os.WriteFile(path, bad, 0o600); err != nil {
			t.Fatal(err)
		}
		if err := verify(t, path, want); err != nil {
			found++
			if !typed(err) {
				t.Errorf("bit %d: %v", at, err)
			}
		}
		if err := os.Remove(path); err != nil {
			t.Fatal(err)
		}
		if t.Failed() {
			t.Fatalf("flipped bit %d of page %d", at, at/8/pageSize)
		}
	}
	t.Logf("%d of 500 flips hit something that counts", found)
	if found < 100 {
		t.Error("the file is mostly empty: the test says little")
	}
}

func TestTruncation(t *testing.T) {
	t.Parallel()
	content, want := victim(t)
	rng := rand.New(rand.NewPCG(3, 4))
	dir := t.TempDir()
	for i := range 100 {
		n := rng.IntN(len(content))
		if i < 10 {
			n = i * pageSize / 2
		}
		path := filepath.Join(dir, fmt.Sprintf("%d.store", i))
		if err := os.WriteFile(path, content[:n], 0o600); err != nil {
			t.Fatal(err)
		}
		err := verify(t, path, want)
		if err == nil && n < usedBytes(t, content) {
			t.Errorf("cut at %d: not noticed", n)
		}
		if err != nil && !typed(err) {
			t.Errorf("cut at %d: %v", n, err)
		}
	}
}

// readUsed reads a file up to the last page that was ever used: bbolt reserves more.
func readUsed(t *testing.T, path string) []byte {
	t.Helper()
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	w := &inspector{f: bytes.NewReader(content), size: int64(len(content)), seen: map[uint64]struct{}{}}
	if err := w.readMeta(); err != nil {
		t.Fatal(err)
	}
	return content[:w.meta.end*pageSize]
}

// usedBytes is the end of the last page in use: what lies behind is free.
func usedBytes(t *testing.T, content []byte) int {
	t.Helper()
	w := &inspector{f: bytes.NewReader(content), size: int64(len(content)), seen: map[uint64]struct{}{}}
	if err := w.readMeta(); err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(w.tree(w.meta.root, 0), w.free()); err != nil {
		t.Fatal(err)
	}
	last := uint64(0)
	for id := range w.seen {
		last = max(last, id)
	}
	return int(last+1) * pageSize
}

// A page that is damaged while the file is open.
func TestDamageWhileOpen(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "v.store")
	s, err := Create(t.Context(), path, options())
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	want := ledger(t, s, 6, 120)
	if err := errors.Join(s.fold(), os.Truncate(path, 3*pageSize)); err != nil {
		t.Fatal(err)
	}
	for scope := range want {
		if _, err := List[kpuk.Entry](t.Context(), s, scope); fault.KindOf(err) != fault.Damaged {
			t.Errorf("reading a file cut under the map: %v", err)
		}
	}
	if err := s.Save(t.Context(), id(9), meeting(1)); fault.KindOf(err) != fault.Damaged {
		t.Errorf("writing: %v", err)
	}
	if err := s.Close(); err != nil {
		t.Error(err)
	}
	if _, err := Open(t.Context(), path, options()); fault.KindOf(err) != fault.Damaged {
		t.Errorf("opening again in the same process: %v", err)
	}
}
