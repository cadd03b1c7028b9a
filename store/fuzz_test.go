package store

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"

	"pendamping/kpuk"
	"pendamping/store/storetest"
	"pendamping/sync/merge"
)

// FuzzDecode holds the decoders of the file against any bytes: no panic, and what can
// be read can be written and read again.
func FuzzDecode(f *testing.F) {
	rec := merge.Record{ID: merge.ID{1}, Kind: 4, Partition: storetest.Partition()}
	c := visit(merge.Replica{3}, 1)[0]
	c.Edits[0].Writes[1].Context = merge.Context{{Replica: merge.Replica{9}, Seq: 4}}
	rec.Apply(&c, &c.Edits[0], 7)
	f.Add(encodeRecord(&rec, []departure{{scope: merge.ID{5}, at: 6}}))
	f.Add(encodeChange(&c, merge.Hash{1}))
	f.Fuzz(func(t *testing.T, b []byte) {
		if r, left, ok := decodeRecord(merge.ID{1}, b); ok {
			again, left2, ok2 := decodeRecord(merge.ID{1}, encodeRecord(&r, left))
			if !ok2 || again.Digest() != r.Digest() || len(left) != len(left2) {
				t.Error("a record changes when written again")
			}
		}
		if c, link, ok := decodeChange(merge.Replica{3}, 1, b); ok {
			again, link2, ok2 := decodeChange(merge.Replica{3}, 1, encodeChange(&c, link))
			if !ok2 || link != link2 || again.Hash(link) != c.Hash(link) {
				t.Error("a change changes when written again")
			}
		}
		if h := decodeHeader(b); h != nil && len(h.StoreID) != saltSize {
			t.Error("a header without an ID")
		}
	})
}

// FuzzOpen damages a small file at one place: opening it and reading all must end in
// the right figures or in a typed error.
func FuzzOpen(f *testing.F) {
	path := filepath.Join(f.TempDir(), "f.store")
	s, err := Create(f.Context(), path, options())
	if err != nil {
		f.Fatal(err)
	}
	want := ledger(f, s, 1, 4)
	if err = s.Close(); err != nil {
		f.Fatal(err)
	}
	content, err := os.ReadFile(path)
	if err != nil {
		f.Fatal(err)
	}
	w := &inspector{f: bytes.NewReader(content), size: int64(len(content)), seen: map[uint64]struct{}{}}
	if err = w.readMeta(); err != nil {
		f.Fatal(err)
	}
	content = content[:w.meta.end*pageSize]
	f.Add(uint32(0), []byte{1})
	f.Add(uint32(2*pageSize+8), []byte{1, 0, 255, 255})
	f.Add(uint32(pageSize+20), []byte{0xff})
	f.Fuzz(func(t *testing.T, at uint32, patch []byte) {
		bad := bytes.Clone(content)
		copy(bad[int(at)%len(bad):], patch)
		name := filepath.Join(t.TempDir(), "x.store")
		if fail := os.WriteFile(name, bad, 0o600); fail != nil {
			t.Fatal(fail)
		}
		if fail := verify(t, name, want); fail != nil && !typed(fail) {
			t.Errorf("patch at %d: %v", at, fail)
		}
	})
}

// TestAnyKind reads records without knowing their type.
func TestAnyKind(t *testing.T) {
	t.Parallel()
	s := fresh(t, options())
	save(t, s, meeting(10), &kpuk.Loan{Header: head(11), Purpose: "modal"})
	if _, err := s.Commit(t.Context(), merge.ID{}, []merge.Edit{{
		Record: merge.ID{77}, Kind: 4711, Partition: storetest.Partition(), Scope: merge.ID{1},
		Writes: []merge.Write{{Field: merge.Field{Number: 10}, Value: []byte{1}}},
	}}); err != nil {
		t.Fatal(err)
	}
	got, err := s.Read(t.Context(), id(11))
	if l, ok := got.(*kpuk.Loan); err != nil || !ok || l.Purpose != "modal" {
		t.Errorf("%v %v", got, err)
	}
	if got, err = s.Read(t.Context(), kpuk.ID{77}); got != nil || err != nil {
		t.Errorf("an unknown kind: %v %v", got, err)
	}
	if all, fail := s.All(t.Context()); len(all) != 2 || fail != nil {
		t.Errorf("%d records, %v", len(all), fail)
	}
	if left, wait := Tries(s.path, storetest.Start()); left != freeTries || wait != 0 {
		t.Errorf("tries %d, %v", left, wait)
	}
}

// TestDerivedIDs names an entry by its content, and nothing else.
func TestDerivedIDs(t *testing.T) {
	t.Parallel()
	line := kpuk.EntryLine{Kind: kpuk.EntryWajib, Amount: 10_000, Meeting: id(1), Member: id(2), Turn: 3}
	writes, err := Encode(&kpuk.Entry{Header: head(1), Line: line})
	if err != nil {
		t.Fatal(err)
	}
	w := writes[len(writes)-1]
	entry := merge.Kind(kpuk.KindEntry)
	if got, ok := Derive(entry, w.Field, w.Value); !ok || kpuk.ID(got) != kpuk.EntryID(id(1), id(2), kpuk.EntryWajib, 3) {
		t.Errorf("%v %v", got, ok)
	}
	for name, bad := range map[string]func() (merge.ID, bool){
		"kind":  func() (merge.ID, bool) { return Derive(entry+1, w.Field, w.Value) },
		"field": func() (merge.ID, bool) { return Derive(entry, merge.Field{Number: 1}, w.Value) },
		"value": func() (merge.ID, bool) { return Derive(entry, w.Field, []byte{0xff}) },
	} {
		if _, ok := bad(); ok {
			t.Errorf("another %s has a derived ID", name)
		}
	}
}
