package store

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"os"
	"path/filepath"
	"testing"
	"time"

	"pendamping/kpuk"
	"pendamping/sync/merge"
)

// folderOf opens a store whose clock can be turned, with its folder of files.
func folderOf(t *testing.T) (*Store, *Blobs, *time.Time) {
	t.Helper()
	now := time.Date(2026, 11, 23, 2, 0, 0, 0, time.UTC)
	o := options()
	o.Now = func() time.Time { return now }
	s := fresh(t, o)
	b, err := s.Blobs()
	if err != nil {
		t.Fatal(err)
	}
	return s, b, &now
}

func TestBlobs(t *testing.T) {
	s, b, _ := folderOf(t)
	content := bytes.Repeat([]byte("Inaq Sahnim "), 1000)
	d, errPut := b.Put(t.Context(), content)
	if errPut != nil || d != kpuk.Digest(sha256.Sum256(content)) {
		t.Fatal(d, errPut)
	}
	raw, errRead := os.ReadFile(b.file(d))
	if errRead != nil || bytes.Contains(raw, []byte("Inaq")) {
		t.Errorf("the file is not sealed: %v", errRead)
	}
	again, errOpen := s.Blobs()
	if errOpen != nil {
		t.Fatal(errOpen)
	}
	if got, err := again.Get(t.Context(), d); err != nil || !bytes.Equal(got, content) {
		t.Errorf("not what was put: %v", err)
	}
	if _, err := b.Get(t.Context(), kpuk.Digest{1}); !errors.Is(err, ErrNoBlob) {
		t.Errorf("what was never put: %v", err)
	}
	raw[len(raw)/2] ^= 1
	if err := os.WriteFile(b.file(d), raw, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := b.Get(t.Context(), d); !errors.Is(err, ErrDamaged) {
		t.Errorf("a flipped bit: %v", err)
	}
	if _, err := b.Put(t.Context(), content); err != nil {
		t.Fatal(err)
	}
	if got, err := b.Get(t.Context(), d); err != nil || !bytes.Equal(got, content) {
		t.Errorf("putting it again does not mend it: %v", err)
	}
	// A file under another's name must not pass for it.
	other, err := b.Put(t.Context(), []byte("other"))
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Rename(b.file(other), b.file(d)); err != nil {
		t.Fatal(err)
	}
	if _, err := b.Get(t.Context(), d); !errors.Is(err, ErrDamaged) {
		t.Errorf("another file under this name: %v", err)
	}
}

func TestPieces(t *testing.T) {
	s, b, _ := folderOf(t)
	content := bytes.Repeat([]byte{1, 2, 3, 4, 5}, 500)
	d := kpuk.Digest(sha256.Sum256(content))
	if _, err := b.Arrived(d); !errors.Is(err, ErrNoBlob) {
		t.Errorf("before it began: %v", err)
	}
	if err := b.Append(t.Context(), d, 0, content); !errors.Is(err, ErrNoBlob) {
		t.Errorf("a piece before it began: %v", err)
	}
	begin := func() {
		t.Helper()
		if err := b.Begin(d); err != nil {
			t.Fatal(err)
		}
	}
	begin()
	for at, n := 0, 1; at < len(content); n *= 3 {
		// A process that starts anew goes on at the same byte.
		again, err := s.Blobs()
		if err != nil {
			t.Fatal(err)
		}
		end := min(at+n, len(content))
		if err := again.Append(t.Context(), d, int64(at+1), content[at:end]); !errors.Is(err, ErrOffset) {
			t.Errorf("a gap at %d: %v", at, err)
		}
		if err := again.Append(t.Context(), d, int64(at), content[at:end]); err != nil {
			t.Fatal(err)
		}
		if have, err := again.Arrived(d); err != nil || have != int64(end) {
			t.Fatalf("arrived %d, want %d: %v", have, end, err)
		}
		begin() // begun twice loses nothing
		at = end
	}
	if b.Has(d) {
		t.Error("held before it was complete")
	}
	if err := b.Complete(d); err != nil {
		t.Fatal(err)
	}
	if got, err := b.Get(t.Context(), d); err != nil || !bytes.Equal(got, content) {
		t.Errorf("not what arrived: %v", err)
	}
	if _, err := b.Arrived(d); !errors.Is(err, ErrNoBlob) {
		t.Errorf("pieces stay after completion: %v", err)
	}

	wrong := kpuk.Digest{9}
	if err := b.Begin(wrong); err != nil {
		t.Fatal(err)
	}
	if err := b.Append(t.Context(), wrong, 0, content); err != nil {
		t.Fatal(err)
	}
	if err := b.Complete(wrong); !errors.Is(err, ErrDigest) || b.Has(wrong) {
		t.Errorf("another file's bytes: %v", err)
	}
	if _, err := b.Arrived(wrong); !errors.Is(err, ErrNoBlob) {
		t.Errorf("wrong bytes stay: %v", err)
	}
}

// TestSweep removes what no record names, once it is old, and nothing else.
func TestSweep(t *testing.T) {
	s, b, now := folderOf(t)
	put := func(text string) kpuk.Digest {
		d, err := b.Put(t.Context(), []byte(text))
		if err != nil {
			t.Fatal(err)
		}
		return d
	}
	photo := func(n byte, text string) *kpuk.Photo {
		return &kpuk.Photo{Header: head(n), Of: id(1), Image: kpuk.PhotoImage{Hash: put(text), Size: int64(len(text)), Thumb: put(text + " small"), ThumbSize: 1}}
	}
	stays, goes := photo(1, "stays"), photo(2, "goes")
	save(t, s, stays, goes)
	goes.Removed = kpuk.Removal{Reason: "blurred"}
	save(t, s, goes)
	orphan := put("orphan")
	if err := b.Begin(kpuk.Digest{5}); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(b.dir, newPrefix+"1"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Chtimes(filepath.Join(b.dir, newPrefix+"1"), *now, *now); err != nil {
		t.Fatal(err)
	}
	sweep := func() Swept {
		t.Helper()
		named, err := s.Named(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		swept, err := b.Sweep(t.Context(), now.Add(-7*24*time.Hour), func(d kpuk.Digest) bool { _, ok := named[d]; return ok })
		if err != nil {
			t.Fatal(err)
		}
		return swept
	}
	if swept := sweep(); swept.Files > 0 {
		t.Errorf("young files are gone: %+v", swept)
	}
	*now = now.Add(8 * 24 * time.Hour)
	young := put("young")
	if swept := sweep(); swept.Files != 5 { // orphan, two of goes, an upload, a left-over
		t.Errorf("swept %+v", swept)
	}
	for d, want := range map[kpuk.Digest]bool{
		stays.Image.Hash: true, stays.Image.Thumb: true, young: true, orphan: false, goes.Image.Hash: false, goes.Image.Thumb: false,
	} {
		if b.Has(d) != want {
			t.Errorf("%v held: %v, want %v", d, !want, want)
		}
	}
}

// TestNamedInConflict keeps the files while people disagree.
func TestNamedInConflict(t *testing.T) {
	s, _, _ := folderOf(t)
	p := &kpuk.Photo{Header: head(1), Of: id(1), Image: kpuk.PhotoImage{Hash: kpuk.Digest{1}, Size: 1}}
	save(t, s, p)
	here := p.Removed
	here.Reason = "blurred"
	p.Removed = here
	save(t, s, p)
	named, err := s.Named(t.Context())
	if err != nil || len(named) != 0 {
		t.Fatalf("a removed photo: %v, %v", named, err)
	}
	// Another replica brought it back and gave it other files, having seen neither.
	other := kpuk.PhotoImage{Hash: kpuk.Digest{2}, Size: 1}
	image, err := s.code.enc.Marshal(other)
	if err != nil {
		t.Fatal(err)
	}
	sibling := func(f uint16, value []byte) merge.FieldState {
		var r merge.Register
		dot := merge.Dot{Replica: merge.Replica{7}, Seq: 1}
		return merge.FieldState{Field: merge.Field{Number: f}, Register: r.Apply(merge.Sibling{Dot: dot, Value: value}, nil)}
	}
	stands, err := s.code.enc.Marshal(kpuk.Removal{})
	if err != nil {
		t.Fatal(err)
	}
	page := merge.Page{Deltas: []merge.Delta{{
		Record: merge.ID(p.ID), Kind: merge.Kind(kpuk.KindPhoto), Partition: merge.ID(p.Partition),
		Fields: []merge.FieldState{sibling(kpuk.FieldRemoved, stands), sibling(photoImage, image)},
	}}}
	if err = s.Absorb(t.Context(), page, nil); err != nil {
		t.Fatal(err)
	}
	if named, err = s.Named(t.Context()); err != nil || len(named) != 2 {
		t.Errorf("both files are wanted: %v, %v", named, err)
	}
}

func TestWipeTakesBlobs(t *testing.T) {
	s, b, _ := folderOf(t)
	if _, err := b.Put(t.Context(), []byte("photo")); err != nil {
		t.Fatal(err)
	}
	if err := s.Wipe(t.Context()); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(b.dir); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("the files are still there: %v", err)
	}
}

func TestBlobsEnd(t *testing.T) {
	s, b, _ := folderOf(t)
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := b.Put(ended, nil); !errors.Is(err, context.Canceled) {
		t.Errorf("after its context: %v", err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Blobs(); !errors.Is(err, ErrClosed) {
		t.Errorf("of a closed store: %v", err)
	}
}
