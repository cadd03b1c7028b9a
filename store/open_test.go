package store

import (
	"bytes"
	"encoding/binary"
	"errors"
	"os"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	bolt "go.etcd.io/bbolt"

	"pendamping/fault"
	"pendamping/kpuk"
	"pendamping/store/storetest"
	"pendamping/sync/merge"
)

// withPIN are options with a PIN that costs little.
func withPIN(pin string) Options {
	o := options()
	o.Secret, o.Argon, o.weak = PIN(pin), Argon{Time: 1, Memory: 8, Threads: 1}, true
	return o
}

// closed makes a store with a record and closes it.
func closed(t *testing.T, o Options) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "a.store")
	s, err := Create(t.Context(), path, o)
	if err != nil {
		t.Fatal(err)
	}
	save(t, s, meeting(10))
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	return path
}

// refused opens and wants an error of a kind and the file as it was.
func refused(t *testing.T, path string, o Options, want error, kind fault.Kind) {
	t.Helper()
	before, _ := os.ReadFile(path) //nolint:errcheck // may be absent
	s, err := Open(t.Context(), path, o)
	if err == nil {
		t.Fatal("opened", s.Close())
	}
	if !errors.Is(err, want) || fault.KindOf(err) != kind {
		t.Errorf("got %v (%v), want %v", err, fault.KindOf(err), want)
	}
	if after, _ := os.ReadFile(path); !bytes.Equal(before, after) { //nolint:errcheck // may be absent
		t.Error("the file was altered")
	}
}

func reopen(t *testing.T, path string, o Options) *Store {
	t.Helper()
	s, err := Open(t.Context(), path, o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

func TestOpenAgain(t *testing.T) {
	t.Parallel()
	path := closed(t, withPIN("123456"))
	o := withPIN("123456")
	o.Now = func() time.Time { return storetest.Start().AddDate(-10, 0, 0) } // the clock was set back
	s := reopen(t, path, o)
	got, err := Get[kpuk.Meeting](t.Context(), s, id(10))
	if err != nil {
		t.Fatal(err)
	}
	got.Place = "lain"
	save(t, s, got)
	changes, err := s.Outbox(t.Context(), 0, 0, 0)
	if err != nil || len(changes) != 2 || changes[1].Stamp <= changes[0].Stamp {
		t.Errorf("the clock went back over a restart: %v, %v", changes, err)
	}
	wantSound(t, s)
	if err := s.Close(); err != nil {
		t.Error(err)
	}
	if err := s.Close(); err != nil {
		t.Error(err)
	}
	if _, err := s.Record(t.Context(), merge.ID{}); !errors.Is(err, ErrClosed) {
		t.Errorf("after closing: %v", err)
	}
}

func TestRefusals(t *testing.T) {
	t.Parallel()
	t.Run("absent and empty", func(t *testing.T) {
		t.Parallel()
		path := filepath.Join(t.TempDir(), "none.store")
		refused(t, path, options(), ErrAbsent, fault.NotFound)
		if err := os.WriteFile(path, nil, 0o600); err != nil {
			t.Fatal(err)
		}
		refused(t, path, options(), ErrAbsent, fault.NotFound)
		s, err := Create(t.Context(), path, options())
		if err != nil {
			t.Fatalf("create over an empty file: %v", err)
		}
		if err := s.Close(); err != nil {
			t.Error(err)
		}
		if _, err := Create(t.Context(), path, options()); !errors.Is(err, ErrExists) {
			t.Errorf("create over a store: %v", err)
		}
	})
	t.Run("in use", func(t *testing.T) {
		t.Parallel()
		path := closed(t, options())
		s := reopen(t, path, options())
		refused(t, path, options(), ErrInUse, fault.Busy)
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
		db, err := bolt.Open(path, 0o600, nil) // as another process would
		if err != nil {
			t.Fatal(err)
		}
		refused(t, path, options(), ErrInUse, fault.Busy)
		if err := db.Close(); err != nil {
			t.Fatal(err)
		}
		reopen(t, path, options())
	})
	t.Run("newer", func(t *testing.T) {
		t.Parallel()
		path := closed(t, options())
		setSchema(t, path, schema+1)
		refused(t, path, options(), ErrNewer, fault.Newer)
	})
	t.Run("foreign", func(t *testing.T) {
		t.Parallel()
		path := filepath.Join(t.TempDir(), "x.store")
		for _, content := range [][]byte{[]byte("hello"), bytes.Repeat([]byte("SQLite format 3\x00"), 2000)} {
			if err := os.WriteFile(path, content, 0o600); err != nil {
				t.Fatal(err)
			}
			refused(t, path, options(), ErrForeign, fault.Foreign)
		}
		if err := os.Remove(path); err != nil {
			t.Fatal(err)
		}
		db, err := bolt.Open(path, 0o600, nil)
		if err != nil || db.Close() != nil {
			t.Fatal(err)
		}
		refused(t, path, options(), ErrForeign, fault.Foreign)
	})
	t.Run("another key", func(t *testing.T) {
		t.Parallel()
		path := closed(t, options())
		o := options()
		o.Secret = RawKey([32]byte{8})
		refused(t, path, o, ErrWrongPIN, fault.Wrong)
		refused(t, path, withPIN("1"), ErrWrongPIN, fault.Wrong)
	})
}

// setSchema alters the schema of a closed file.
func setSchema(t *testing.T, path string, v uint32) {
	t.Helper()
	db, err := bolt.Open(path, 0o600, nil)
	if err != nil {
		t.Fatal(err)
	}
	err = db.Update(func(b *bolt.Tx) error {
		return b.Bucket([]byte(bucketMeta)).Put([]byte(metaSchema), binary.BigEndian.AppendUint32(nil, v))
	})
	if fail := errors.Join(err, db.Close()); fail != nil {
		t.Fatal(fail)
	}
}

func TestWrongPINs(t *testing.T) {
	t.Parallel()
	path := closed(t, withPIN("123456"))
	now := storetest.Start()
	try := func(pin string) error {
		o := withPIN(pin)
		o.Now = func() time.Time { return now }
		s, err := Open(t.Context(), path, o)
		if err == nil {
			return s.Close()
		}
		return err
	}
	for range freeTries {
		if err := try("000000"); !errors.Is(err, ErrWrongPIN) {
			t.Fatalf("got %v", err)
		}
	}
	var locked *LockedError
	if err := try("123456"); !errors.As(err, &locked) || locked.Wait != firstWait {
		t.Fatalf("after %d wrong PINs: %v", freeTries, err)
	}
	now = now.Add(firstWait)
	if err := try("000000"); !errors.Is(err, ErrWrongPIN) {
		t.Fatalf("got %v", err)
	}
	now = now.Add(firstWait)
	if err := try("123456"); !errors.As(err, &locked) || locked.Wait != firstWait {
		t.Fatalf("the delay does not grow: %v", err)
	}
	now = now.Add(-1000 * time.Hour)
	if err := try("123456"); !errors.As(err, &locked) || locked.Wait > 2*firstWait {
		t.Fatalf("a clock that was set back: %v", err)
	}
	now = now.Add(2000 * time.Hour)
	if err := try("123456"); err != nil {
		t.Fatalf("the right PIN: %v", err)
	}
	if err := try("000000"); !errors.Is(err, ErrWrongPIN) {
		t.Errorf("the count was not reset: %v", err)
	}
}

func TestShareIsNeeded(t *testing.T) {
	t.Parallel()
	o := withPIN("123456")
	o.Share = []byte("of this device")
	path := closed(t, o)
	refused(t, path, withPIN("123456"), ErrWrongPIN, fault.Wrong)
	reopen(t, path, o)
}

func TestChangeSecret(t *testing.T) {
	t.Parallel()
	path := closed(t, withPIN("123456"))
	s := reopen(t, path, withPIN("123456"))
	if err := s.ChangeSecret(t.Context(), PIN("999999"), PIN("1")); !errors.Is(err, ErrWrongPIN) {
		t.Errorf("with a wrong old PIN: %v", err)
	}
	if err := s.ChangeSecret(t.Context(), PIN("123456"), PIN("654321")); err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	refused(t, path, withPIN("123456"), ErrWrongPIN, fault.Wrong)
	if err := os.Remove(headerPath(path)); err != nil { // either copy of the header will do
		t.Fatal(err)
	}
	reopen(t, path, withPIN("654321"))
}

func TestKeyFile(t *testing.T) {
	t.Parallel()
	o := options()
	o.Secret = KeyFile(filepath.Join(t.TempDir(), "hub.key"))
	path := closed(t, o)
	if info, err := os.Stat(o.Secret.path); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("key file: %v, %v", info, err)
	}
	reopen(t, path, o)
	bad := options()
	bad.Secret = KeyFile(filepath.Join(t.TempDir(), "absent"))
	s, err := Open(t.Context(), path, bad)
	if err == nil || s != nil {
		t.Error("opened without the key file")
	}
}

func TestHostileHeader(t *testing.T) {
	t.Parallel()
	for name, a := range map[string]Argon{
		"memory": {Time: 3, Memory: 4 << 20, Threads: 1}, "time": {Time: 1 << 20, Memory: 64, Threads: 1}, "none": {},
		"threads": {Time: 1, Memory: 64, Threads: 200},
	} {
		o := withPIN("1")
		h := &header{StoreID: make([]byte, saltSize), Slots: []slot{{Kind: slotPIN, Argon: a, Salt: make([]byte, 16), Nonce: make([]byte, 24)}}}
		if _, err := h.unlock(&o); fault.KindOf(err) != fault.Damaged {
			t.Errorf("%s: %v", name, err)
		}
	}
	strong := options()
	strong.Argon = Argon{Time: 1, Memory: 8, Threads: 1}
	if _, err := Create(t.Context(), filepath.Join(t.TempDir(), "w.store"), strong); fault.KindOf(err) != fault.Invalid {
		t.Errorf("a cost below the floor: %v", err)
	}
}

// A file of schema 1 has no sums.
func TestMigration(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "a.store")
	s, err := Create(t.Context(), path, options())
	if err != nil {
		t.Fatal(err)
	}
	want := ledger(t, s, 3, 5)
	asWrittenBySchema1(t, s)
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	setSchema(t, path, 1)
	s = reopen(t, path, options())
	wantSound(t, s)
	for scope, sum := range want {
		list, err := List[kpuk.Entry](t.Context(), s, scope)
		if err != nil || total(list) != sum {
			t.Errorf("%d, %v; want %d", total(list), err, sum)
		}
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	reopen(t, path, options()) // now of the present schema
}

// asWrittenBySchema1 takes the sums away, and the footprint.
func asWrittenBySchema1(t *testing.T, s *Store) {
	t.Helper()
	if err := s.fold(); err != nil {
		t.Fatal(err)
	}
	err := s.inTree(func(tr *tx) error {
		if err := tr.loadState(); err != nil {
			return err
		}
		tr.st.Totals = nil
		b := tr.b
		sums := b.Bucket([]byte(bucketSums))
		for k, _ := sums.Cursor().First(); k != nil; k, _ = sums.Cursor().First() {
			if err := sums.Delete(k); err != nil {
				return err
			}
		}
		state := b.Bucket([]byte(bucketState))
		return errors.Join(tr.save(bucketState, keyState, &tr.st), state.Delete([]byte(keyFoot)), state.Delete([]byte(journalPlace)))
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestFullDisk(t *testing.T) {
	t.Parallel()
	o := options()
	o.Ballast = 64 << 10
	full := false
	var path string
	o.Hook = func(stage string) error {
		if _, err := os.Stat(ballastPath(path)); full && stage == "commit" && err == nil {
			return syscall.ENOSPC // as long as the ballast takes the space
		}
		return nil
	}
	path = filepath.Join(t.TempDir(), "a.store")
	s, err := Create(t.Context(), path, o)
	if err != nil {
		t.Fatal(err)
	}
	if info, err := os.Stat(ballastPath(path)); err != nil || info.Size() != o.Ballast {
		t.Fatalf("ballast: %v, %v", info, err)
	}
	full = true
	save(t, s, meeting(10)) // the meeting can be finished
	if _, err := os.Stat(ballastPath(path)); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("the ballast is still there: %v", err)
	}
	full = false
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	s = reopen(t, path, o)
	if _, err := os.Stat(ballastPath(path)); err != nil {
		t.Errorf("the ballast was not made again: %v", err)
	}
	wantSound(t, s)
}

func TestFullDiskWithoutBallast(t *testing.T) {
	t.Parallel()
	full := false
	o := options()
	o.Hook = func(string) error {
		if full {
			return syscall.ENOSPC
		}
		return nil
	}
	s := fresh(t, o)
	full = true
	m := meeting(10)
	if err := s.Save(t.Context(), id(9), m); !errors.Is(err, ErrFull) || fault.KindOf(err) != fault.Full {
		t.Errorf("got %v", err)
	}
	full = false
	save(t, s, m)
	wantSound(t, s)
}

func TestCopyAndCompact(t *testing.T) {
	t.Parallel()
	s := fresh(t, options())
	want := ledger(t, s, 4, 60)
	if err := errors.Join(s.SetLocal(t.Context(), "large", make([]byte, 4<<20)), s.SetLocal(t.Context(), "large", nil)); err != nil {
		t.Fatal(err)
	}
	before, err := s.Digest(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "copy.store")
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	if fail := errors.Join(s.CopyTo(t.Context(), f), f.Close()); fail != nil {
		t.Fatal(fail)
	}
	if fail := verify(t, path, want); fail != nil {
		t.Errorf("the copy: %v", fail)
	}
	old, err := s.Size()
	if err != nil {
		t.Fatal(err)
	}
	if done, fail := s.Compact(t.Context()); fail != nil || !done {
		t.Fatal(done, fail)
	}
	if size, fail := s.Size(); fail != nil || size*2 > old {
		t.Errorf("%d bytes after %d, %v", size, old, fail)
	}
	after, err := s.Digest(t.Context())
	if err != nil || before != after {
		t.Errorf("compacting altered something: %v", err)
	}
	wantSound(t, s)
	save(t, s, meeting(11))
}
