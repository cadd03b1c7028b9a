package store

import (
	"errors"
	"flag"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"pendamping/kpuk"
	"pendamping/sync/merge"
)

// smallDisk is given to the child process: the folder over which it puts a small disk.
var smallDisk = flag.String("small-disk", "", "for TestSmallDisk's own use")

// TestSmallDisk fills a real disk of 12 MiB while a meeting is under way: with the reserve
// the meeting is finished and sent; when even that is used saves fail and say why, and
// nothing that was saved is lost.
func TestSmallDisk(t *testing.T) {
	if dir := *smallDisk; dir != "" {
		if err := syscall.Mount("tmpfs", dir, "tmpfs", 0, "size=12m"); err != nil {
			t.Fatal(err)
		}
		for name, tt := range map[string]full{
			"in the journal": {limit: journalSize, before: 40, during: 150, ballast: 4 << 20},
			"with folds":     {limit: 96 << 10, before: 40, during: 150, ballast: 4 << 20},
			// A fold would need more than the reserve; the journal does not.
			"without room to fold": {limit: journalSize, before: 500, during: 80, ballast: 512 << 10},
		} {
			t.Run(name, func(t *testing.T) { tt.meet(t, filepath.Join(dir, "d.store")) })
		}
		return
	}
	t.Parallel()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), self, "-test.run", "^TestSmallDisk$", "-test.v", "-small-disk", t.TempDir())
	cmd.SysProcAttr = &syscall.SysProcAttr{
		Cloneflags:  syscall.CLONE_NEWUSER | syscall.CLONE_NEWNS,
		UidMappings: []syscall.SysProcIDMap{{HostID: os.Getuid(), Size: 1}},
		GidMappings: []syscall.SysProcIDMap{{HostID: os.Getgid(), Size: 1}},
	}
	out, err := cmd.CombinedOutput()
	switch text := string(out); {
	case err == nil && strings.Contains(text, "ok of a meeting"):
		t.Log(text)
	case errors.Is(err, os.ErrPermission), strings.Contains(text, "operation not permitted"):
		t.Skip("no disk of one's own may be mounted here")
	default:
		t.Errorf("%v\n%s", err, text)
	}
}

// full is a disk that gets full after some lines of a meeting were saved.
type full struct {
	limit          int64 // of the journal
	ballast        int64
	before, during int // lines that are saved until then, and that the meeting still needs
}

// meet is a meeting on it.
func (d full) meet(t *testing.T, path string) {
	t.Helper()
	o := options()
	o.Ballast = d.ballast
	s, err := Create(t.Context(), path, o)
	if err != nil {
		t.Fatal(err)
	}
	s.journal.limit = d.limit
	n := 0
	line := func() error {
		m := byte(n >> 8)
		e := &kpuk.Entry{Header: kpuk.Header{ID: kpuk.ID{0x77, m, byte(n)}, Partition: id(1), Scope: id(2)}}
		e.Line = kpuk.EntryLine{Kind: kpuk.EntryWajib, Amount: kpuk.Rupiah(n + 1), Note: "setoran"}
		return s.Save(t.Context(), id(99), e)
	}
	for ; n < d.before; n++ {
		if err = line(); err != nil {
			t.Fatal(err)
		}
	}
	fill(t, filepath.Join(filepath.Dir(path), "films")) // somebody else takes all there is
	for ; n < d.before+d.during; n++ {
		if err = line(); err != nil {
			t.Fatalf("line %d: %v", n, err)
		}
	}
	if _, gone := os.Stat(ballastPath(path)); !errors.Is(gone, os.ErrNotExist) {
		t.Errorf("the reserve was not needed: %v", gone)
	}
	sendAll(t, s, n)
	t.Log("ok of a meeting")
	fill(t, filepath.Join(filepath.Dir(path), "more films"))
	for err = nil; err == nil && n < 20_000; n++ {
		err = line()
	}
	n-- // this one was refused
	t.Logf("%d lines until it was full", n)
	if !errors.Is(err, ErrFull) {
		t.Fatalf("line %d on a full disk: %v", n, err)
	}
	wantSound(t, s)
	if err = errors.Join(s.Close(), os.Remove(filepath.Join(filepath.Dir(path), "films"))); err != nil {
		t.Logf("closing: %v", err) // what it could not fold is in the journal
	}
	if s, err = Open(t.Context(), path, o); err != nil {
		t.Fatal(err)
	}
	if err = line(); err != nil { // again, under the same ID
		t.Fatal(err)
	}
	wantSound(t, s)
	list, err := List[kpuk.Entry](t.Context(), s, kpuk.ID{})
	if err != nil || len(list) != n+1 {
		t.Errorf("%d lines of %d: %v", len(list), n+1, err)
	}
	if err = s.Close(); err != nil {
		t.Error(err)
	}
	left, err := filepath.Glob(filepath.Join(filepath.Dir(path), "*"))
	for _, name := range left {
		err = errors.Join(err, os.RemoveAll(name))
	}
	if err != nil {
		t.Fatal(err)
	}
}

// fill takes what is left of the disk.
func fill(t *testing.T, path string) {
	t.Helper()
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	for size := 1 << 20; size > 0; size /= 2 {
		for err = nil; err == nil; {
			_, err = f.Write(make([]byte, size))
		}
	}
	if fail := f.Close(); fail != nil || !errors.Is(err, syscall.ENOSPC) {
		t.Fatal(err, fail)
	}
}

// sendAll is a sync: the outbox is read, and the hub's receipt taken in.
func sendAll(t *testing.T, s *Store, want int) {
	t.Helper()
	changes, err := s.Outbox(t.Context(), 0, 0, 0)
	if err != nil || len(changes) != want {
		t.Fatalf("%d changes of %d to send: %v", len(changes), want, err)
	}
	head, err := s.Head(t.Context(), s.Replica())
	if err == nil {
		err = s.Confirm(t.Context(), merge.Receipt{Replica: s.Replica(), Head: head, Epoch: merge.ID{5}}, nil)
	}
	pending, failed := s.Pending(t.Context())
	if err = errors.Join(err, failed); err != nil || pending.Changes != 0 {
		t.Fatalf("after sending %d wait: %v", pending.Changes, err)
	}
}
