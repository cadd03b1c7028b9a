package store

import (
	"bytes"
	"errors"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"pendamping/kpuk"
)

const sector = 512

// differing lists the sectors in which two files differ, those of the meta pages apart.
func differing(before, after []byte) (data, meta []int) {
	for at := 0; at < len(after); at += sector {
		end := min(at+sector, len(after))
		if at < len(before) && bytes.Equal(before[at:min(end, len(before))], after[at:end]) && end <= len(before) {
			continue
		}
		if at < 2*pageSize {
			meta = append(meta, at/sector)
		} else {
			data = append(data, at/sector)
		}
	}
	return data, meta
}

// disk builds a file from the old one and some sectors of the new one.
func disk(before, after []byte, sectors []int) []byte {
	out := bytes.Clone(before)
	if len(after) > len(out) {
		out = append(out, make([]byte, len(after)-len(out))...)
	}
	for _, n := range sectors {
		copy(out[n*sector:], after[n*sector:min((n+1)*sector, len(after))])
	}
	return out
}

// some picks a random part of the sectors.
func some(rng *rand.Rand, all []int) []int {
	out := slices.Clone(all)
	rng.Shuffle(len(out), func(i, j int) { out[i], out[j] = out[j], out[i] })
	return out[:rng.IntN(len(out)+1)]
}

// entriesIn opens a file and counts the entries, which must be the first n of all.
func entriesIn(t *testing.T, path string, content, journal []byte) (int, error) {
	t.Helper()
	ctx := t.Context()
	if err := errors.Join(os.WriteFile(path, content, 0o600), os.WriteFile(journalPath(path), journal, 0o600)); err != nil {
		t.Fatal(err)
	}
	s, err := Open(ctx, path, options())
	if err != nil {
		return 0, err
	}
	defer s.Close()
	list, err := List[kpuk.Entry](ctx, s, kpuk.ID{})
	if err != nil {
		return 0, err
	}
	for i, e := range list {
		if e.Line.Amount != kpuk.Rupiah(i+1) {
			t.Errorf("entry %d has %d", i, e.Line.Amount)
		}
	}
	r, err := s.Check(ctx)
	if err != nil {
		return 0, err
	}
	if len(r.Findings) > 0 {
		return 0, damage("%v", r.Findings)
	}
	return len(list), nil
}

// beside makes a place for copies of a store and returns its path.
func beside(t *testing.T, path string) string {
	t.Helper()
	out := filepath.Join(t.TempDir(), "c.store")
	key, err := os.ReadFile(headerPath(path))
	if err == nil {
		err = os.WriteFile(headerPath(out), key, 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// nth is an entry that says the how manieth it is, from 0.
func nth(n int) *kpuk.Entry {
	e := &kpuk.Entry{Header: kpuk.Header{ID: kpuk.ID{byte(n + 1)}, Partition: id(1), Scope: id(2)}}
	e.Line = kpuk.EntryLine{Kind: kpuk.EntryWajib, Amount: kpuk.Rupiah(n + 1), Note: string(make([]byte, 300))}
	return e
}

// TestCrashStates cuts the power at every commit into the tree in twelve ways. Before the meta page is
// written any part of the data may be on the disk: the state is that of before. Once the
// data are there the meta page, torn or whole, makes it that of before or after. A disk
// that writes the meta page but loses data it has confirmed cannot be right: that must be
// noticed, unless what it lost does not matter.
func TestCrashStates(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "c.store")
	s, err := Create(t.Context(), path, options())
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	s.direct = true // each commit goes into the tree
	copyTo := beside(t, path)
	rng := rand.New(rand.NewPCG(5, 6))
	states, lies, noticed := 0, 0, 0
	check := func(name string, n int, content []byte, allowed ...int) {
		states++
		got, err := entriesIn(t, copyTo, content, nil)
		if err != nil || !slices.Contains(allowed, got) {
			t.Fatalf("commit %d, %s: %d entries, %v", n, name, got, err)
		}
	}
	for n := range 62 {
		before := readUsed(t, path)
		save(t, s, nth(n))
		after := readUsed(t, path)
		data, meta := differing(before, after)
		for range 7 {
			check("part of the data", n, disk(before, after, some(rng, data)), n)
		}
		check("all data", n, disk(before, after, data), n)
		torn := disk(before, after, data)
		cut := rng.IntN(sector)
		at := meta[0] * sector
		copy(torn[at:at+cut], after[at:])
		check("torn meta", n, torn, n, n+1)
		check("part of the meta", n, disk(before, after, append(slices.Clone(data), some(rng, meta)...)), n, n+1)
		check("all", n, after, n+1)
		states, lies = states+1, lies+1
		half := disk(before, after, append(slices.Clone(data[:len(data)/2]), meta...))
		if got, err := entriesIn(t, copyTo, half, nil); err != nil {
			noticed++
		} else if got != n+1 {
			t.Fatalf("commit %d: a lying disk was believed: %d entries", n, got)
		}
	}
	t.Logf("%d states, %d of %d lies noticed", states, noticed, lies)
	if states < 700 || noticed < lies*9/10 {
		t.Errorf("%d states, %d of %d lies noticed", states, noticed, lies)
	}
}
