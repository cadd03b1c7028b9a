package store

import (
	"bytes"
	"encoding/binary"
	"errors"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"pendamping/fault"
	"pendamping/kpuk"
	"pendamping/sync/merge"
)

// files are a store's file and its journal at one moment.
type files struct{ tree, journal []byte }

// now reads a store's files.
func now(t *testing.T, path string) files {
	t.Helper()
	journal, err := os.ReadFile(journalPath(path))
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		t.Fatal(err)
	}
	return files{tree: readUsed(t, path), journal: journal}
}

// changed lists the sectors in which two files differ.
func changed(before, after []byte) []int {
	meta, data := differing(before, after)
	return append(meta, data...)
}

// TestJournalCrashStates cuts the power at every commit, and at every transaction that
// folds the journal. Whatever part of the writes is on the disk, the state is that of
// before or, once all of them are there, of after.
func TestJournalCrashStates(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "c.store")
	var parts, mid []files
	o := options()
	o.Hook = func(stage string) error {
		switch stage {
		case "fold":
			parts = append(parts, now(t, path))
		case "mirror":
			mid = append(mid, now(t, path))
		}
		return nil
	}
	s, err := Create(t.Context(), path, o)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	s.journal.limit, s.part = 10*pageSize, 7
	w := &cuts{t: t, path: beside(t, path), rng: rand.New(rand.NewPCG(7, 8))}
	for n := range 40 {
		w.n, parts, mid = n, nil, nil
		before := now(t, path)
		save(t, s, nth(n))
		after := now(t, path)
		if len(mid) == 0 {
			w.commit(before, after)
			continue
		}
		parts = append(parts, mid[0])
		for i := 1; i < len(parts); i++ { // each transaction leads from one to the next
			w.fold(parts[i-1], parts[i])
		}
		w.fold(mid[0], files{after.tree, before.journal})
		w.commit(files{after.tree, before.journal}, after)
	}
	if w.states < 500 || w.folds < 18 {
		t.Errorf("%d states, %d transactions of folds", w.states, w.folds)
	}
}

// cuts tries states of a disk after a power cut.
type cuts struct {
	t             *testing.T
	path          string
	rng           *rand.Rand
	n             int
	states, folds int
}

// want opens a state, which must have one of the numbers of entries.
func (w *cuts) want(name string, f files, allowed ...int) {
	w.t.Helper()
	w.states++
	got, err := entriesIn(w.t, w.path, f.tree, f.journal)
	if err != nil || !slices.Contains(allowed, got) {
		w.t.Fatalf("commit %d, %s: %d entries, %v", w.n, name, got, err)
	}
}

// commit cuts the power while a record of the journal is written.
func (w *cuts) commit(before, after files) {
	if !bytes.Equal(before.tree, after.tree) {
		w.t.Fatal("a commit to the journal altered the tree")
	}
	all := changed(before.journal, after.journal)
	for range 8 {
		journal := disk(before.journal, after.journal, some(w.rng, all))
		n := w.n
		if bytes.Equal(journal, after.journal) {
			n++
		}
		w.want("part of a record", files{before.tree, journal}, n)
	}
	w.want("all", after, w.n+1)
}

// fold cuts the power while a part of the journal goes into the tree.
func (w *cuts) fold(before, after files) {
	w.folds++
	n := w.n
	data, meta := differing(before.tree, after.tree)
	for range 6 {
		w.want("part of a fold", files{disk(before.tree, after.tree, some(w.rng, data)), before.journal}, n)
	}
	torn := disk(before.tree, after.tree, data)
	w.want("all data of a fold", files{torn, before.journal}, n)
	at := meta[0] * sector
	copy(torn[at:at+w.rng.IntN(sector)], after.tree[at:])
	w.want("torn meta", files{torn, before.journal}, n)
	w.want("folded", files{after.tree, before.journal}, n)
}

// TestJournalLies: a disk that loses a record and keeps a later one is found out, and so
// is one that loses a fold.
func TestJournalLies(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "c.store")
	s, err := Create(t.Context(), path, options())
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	copyTo := beside(t, path)
	empty := now(t, path)
	for n := range 3 {
		save(t, s, nth(n))
	}
	whole := now(t, path)
	for at := range 2 {
		lost := bytes.Clone(whole.journal)
		clear(lost[at*pageSize:][:pageSize])
		if got, err := entriesIn(t, copyTo, whole.tree, lost); fault.KindOf(err) != fault.Damaged {
			t.Errorf("record %d is lost: %d entries, %v", at, got, err)
		}
	}
	if got, err := entriesIn(t, copyTo, whole.tree, whole.journal[:len(whole.journal)-7]); err != nil || got != 3 {
		t.Errorf("a short file: %d entries, %v", got, err)
	}
	if err := s.fold(); err != nil {
		t.Fatal(err)
	}
	save(t, s, nth(3))
	if got, err := entriesIn(t, copyTo, empty.tree, now(t, path).journal); fault.KindOf(err) != fault.Damaged {
		t.Errorf("a fold is lost: %d entries, %v", got, err)
	}
}

// TestJournalOfAnother: a copy of a store does not take the journal of what the store
// became later for its own, wherever it is put.
func TestJournalOfAnother(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "c.store")
	s, err := Create(t.Context(), path, options())
	if err != nil {
		t.Fatal(err)
	}
	save(t, s, nth(0))
	var copied bytes.Buffer
	if err = s.CopyTo(t.Context(), &copied); err != nil {
		t.Fatal(err)
	}
	save(t, s, nth(1))
	save(t, s, nth(2))
	after := now(t, path)
	if err = s.Close(); err != nil {
		t.Fatal(err)
	}
	other := beside(t, path)
	if got, fail := entriesIn(t, other, copied.Bytes(), nil); fail != nil || got != 1 {
		t.Errorf("the copy: %d entries, %v", got, fail)
	}
	if got, fail := entriesIn(t, other, copied.Bytes(), after.journal); !errors.Is(fail, ErrOlder) {
		t.Errorf("the copy beside a later journal: %d entries, %v", got, fail)
	}
	if err = SetBack(other); err != nil {
		t.Fatal(err)
	}
	list, err := List[kpuk.Entry](t.Context(), reopen(t, other, options()), kpuk.ID{})
	if err != nil || len(list) != 1 {
		t.Errorf("the copy that counts: %d entries, %v", len(list), err)
	}
}

// TestJournalFaults: after an error of the disk the outcome is unknown, the store goes
// on, and what it then says is kept.
func TestJournalFaults(t *testing.T) {
	t.Parallel()
	for _, stage := range []string{"commit", "committed", "fold", "mirror"} {
		t.Run(stage, func(t *testing.T) {
			t.Parallel()
			path := filepath.Join(t.TempDir(), "c.store")
			fail := false
			o := options()
			o.Hook = func(at string) error {
				if fail && at == stage {
					return errors.New("the disk is gone")
				}
				return nil
			}
			s, err := Create(t.Context(), path, o)
			if err != nil {
				t.Fatal(err)
			}
			s.journal.limit = 6 * pageSize
			for n := range 30 {
				fail = n%3 == 1
				e := nth(n)
				first := s.Save(t.Context(), id(99), e)
				fail = false
				if first != nil {
					save(t, s, e)
				}
			}
			before := now(t, path)
			if got, unread := entriesIn(t, beside(t, path), before.tree, before.journal); unread != nil || got != 30 {
				t.Errorf("killed: %d entries, %v", got, unread)
			}
			fail = true
			if err = s.Close(); err != nil {
				t.Error(err)
			}
			fail = false
			list, err := List[kpuk.Entry](t.Context(), reopen(t, path, o), kpuk.ID{})
			if err != nil || len(list) != 30 {
				t.Errorf("closed: %d entries, %v", len(list), err)
			}
		})
	}
}

// TestJournalSalvage: what is in the journal alone is brought back with the rest, and a
// journal that is older than the tree brings nothing old back.
func TestJournalSalvage(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "c.store")
	s, err := Create(t.Context(), path, options())
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	m := meeting(7)
	save(t, s, m)
	if err = s.fold(); err != nil {
		t.Fatal(err)
	}
	for n := range 5 {
		save(t, s, nth(n))
		m.Notes = string(rune('a' + n))
		save(t, s, m)
	}
	f := now(t, path)
	for name, harm := range map[string]func() (files, int){
		"root": func() (files, int) {
			b := bytes.Clone(f.tree)
			clear(b[2*pageSize:][:4*pageSize])
			return files{b, f.journal}, 5
		},
		"record": func() (files, int) {
			b := bytes.Clone(f.journal)
			clear(b[2*pageSize:][:pageSize])
			return files{f.tree, b}, 4
		},
	} {
		f, least := harm()
		other := beside(t, path)
		if err := errors.Join(os.WriteFile(other, f.tree, 0o600), os.WriteFile(journalPath(other), f.journal, 0o600)); err != nil {
			t.Fatal(err)
		}
		report, err := Salvage(t.Context(), other, options(), nil)
		if err != nil {
			t.Fatal(name, err)
		}
		if _, gone := os.Stat(journalPath(report.Aside)); gone != nil {
			t.Errorf("%s: the journal was not kept: %v", name, gone)
		}
		got := reopen(t, other, options())
		wantSound(t, got)
		list, err := List[kpuk.Entry](t.Context(), got, kpuk.ID{})
		now, err2 := Get[kpuk.Meeting](t.Context(), got, m.ID)
		if err != nil || err2 != nil || len(list) < least || now.Notes != "e" {
			t.Errorf("%s: %d entries, notes %q, %v %v", name, len(list), now.Notes, err, err2)
		}
	}
}

// TestReadersKeepTheirTime: who reads sees one moment, whatever is committed and folded
// meanwhile.
func TestReadersKeepTheirTime(t *testing.T) {
	t.Parallel()
	s := fresh(t, options())
	save(t, s, nth(0))
	err := s.view(t.Context(), func(early *tx) error {
		for n := range 4 {
			save(t, s, nth(n+1))
			if n == 2 {
				s.writing.Lock()
				err := s.fold()
				s.writing.Unlock()
				if err != nil {
					return err
				}
			}
		}
		if got := keys(early, bucketRec); got != 1 {
			t.Errorf("the early reader sees %d records", got)
		}
		_, err := early.find(merge.ID(nth(3).ID))
		if !noRecord(err) {
			t.Errorf("the early reader finds what came later: %v", err)
		}
		return s.view(t.Context(), func(late *tx) error {
			if got := keys(late, bucketRec); got != 5 {
				t.Errorf("the late reader sees %d records", got)
			}
			return nil
		})
	})
	if err != nil {
		t.Error(err)
	}
}

// TestWritesCodec: what a commit writes is read again as it was.
func TestWritesCodec(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		w := &writes{}
		for range rapid.IntRange(0, 40).Draw(t, "n") {
			key := rapid.SliceOfN(rapid.Byte(), 1, 50).Draw(t, "key")
			value := rapid.SliceOfN(rapid.Byte(), 0, 300).Draw(t, "value")
			if rapid.Bool().Draw(t, "deleted") {
				value = nil
			}
			w.set(rapid.IntRange(0, bucketCount-1).Draw(t, "bucket"), key, value)
		}
		b := w.encode(nil)
		if len(b) > w.size {
			t.Errorf("%d bytes, counted as %d", len(b), w.size)
		}
		got, ok := decodeWrites(b)
		if !ok {
			t.Fatal("cannot be read")
		}
		for n := range w.by {
			if len(w.by[n]) != len(got.by[n]) {
				t.Fatalf("bucket %d: %d keys, %d read", n, len(w.by[n]), len(got.by[n]))
			}
			for key, v := range w.by[n] {
				if again, there := got.by[n][key]; !there || (v == nil) != (again == nil) || !bytes.Equal(v, again) {
					t.Errorf("bucket %d, key %x: %x instead of %x", n, key, again, v)
				}
			}
		}
	})
}

// FuzzWrites: whatever verified by mistake is read without panic or unbounded memory.
func FuzzWrites(f *testing.F) {
	f.Add([]byte{4, 2, 'a', 'b', 0})
	f.Add(binary.AppendUvarint([]byte{1, 1, 'k'}, 1<<60))
	f.Fuzz(func(t *testing.T, b []byte) {
		w, ok := decodeWrites(b)
		if !ok {
			return
		}
		if _, ok := decodeWrites(w.encode(nil)); !ok {
			t.Error("written again it cannot be read")
		}
	})
}
