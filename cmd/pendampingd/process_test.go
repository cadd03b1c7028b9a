package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"pendamping/sync/bundle"
)

// field is a hub and its tablets, each a process of its own, in a folder.
type field struct {
	t    *testing.T
	dir  string
	addr string
	hub  *exec.Cmd
}

// newField makes a hub with a roster, and serves it.
func newField(t *testing.T) *field {
	t.Helper()
	if testing.Short() {
		t.Skip("several processes for some seconds")
	}
	f := &field{t: t, dir: t.TempDir()}
	ln, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	ok(t, err)
	f.addr = ln.Addr().String()
	ok(t, ln.Close())
	f.must("pendampingd", append([]string{
		"init", "--data", f.path("hub"), "--name", "JarPUK", "--areas", "52.02",
		"--coordinator", "Baiq Handayani", "--url", "http://" + f.addr,
	}, storeOf(t)...)...)
	writeFile(t, f.path("roster.csv"), "kode_kelompok,kelompok,kode_desa,nomor,nama\nK-01,Melati,52.02.02.2004,1,Inaq Sahnim\n")
	f.must("pendampingd", "import", "--data", f.path("hub"), f.path("roster.csv"))
	f.serve()
	return f
}

func (f *field) path(name string) string { return filepath.Join(f.dir, name) }

// try runs a program to its end.
func (f *field) try(name string, args ...string) (out string, err error) {
	f.t.Helper()
	cmd := exec.CommandContext(f.t.Context(), name, args...)
	var said, errs bytes.Buffer
	cmd.Stdout, cmd.Stderr = &said, &errs
	if err = cmd.Run(); err != nil {
		err = fmt.Errorf("%s %v: %w: %s", name, args, err, errs.String())
	}
	return said.String(), err
}

func (f *field) must(name string, args ...string) string {
	f.t.Helper()
	out, err := f.try(name, args...)
	ok(f.t, err)
	return out
}

// serve starts the hub and waits until it says that it listens.
func (f *field) serve() {
	f.t.Helper()
	f.hub = exec.CommandContext(f.t.Context(), "pendampingd", "serve", "--data", f.path("hub"), "--http", "--listen", f.addr)
	out, err := f.hub.StdoutPipe()
	ok(f.t, err)
	var log bytes.Buffer
	f.hub.Stderr = &log
	ok(f.t, f.hub.Start())
	f.t.Cleanup(func() {
		if f.t.Failed() {
			f.t.Logf("hub: %s", log.String())
		}
	})
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil || !strings.HasPrefix(line, "Listening on ") {
		f.t.Fatalf("the hub does not start: %q %v\n%s", line, err, log.String())
	}
}

// kill ends the hub's process as a power cut would.
func (f *field) kill() {
	f.t.Helper()
	ok(f.t, f.hub.Process.Kill())
	_ = f.hub.Wait() //nolint:errcheck // it was killed
}

// tablet is a device in a folder of the field.
type tablet struct {
	f    *field
	name string
}

// join lets a tablet in.
func (f *field) join(name string, invite ...string) *tablet {
	f.t.Helper()
	var got struct{ Link string }
	ok(f.t, json.Unmarshal([]byte(f.must("pendampingd", append([]string{"invite", "--json", "--data", f.path("hub")}, invite...)...)), &got))
	f.must("tablet", f.path(name), "join", got.Link)
	return &tablet{f, name}
}

// facilitator and coordinator are whom the hub invites.
func facilitator() []string { return []string{"--name", "Nurlaela", "--groups", "K-01"} }

func coordinator() []string { return []string{"--name", "Baiq Handayani", "--office", "coordinator"} }

func (d *tablet) do(args ...string) string {
	d.f.t.Helper()
	return d.f.must("tablet", append([]string{d.f.path(d.name)}, args...)...)
}

// work records n meetings and returns the entries that were said to be saved.
func (d *tablet) work(n int) []string {
	d.f.t.Helper()
	return savedIn(d.do("work", strconv.Itoa(n)))
}

func savedIn(out string) (ids []string) {
	for line := range strings.Lines(out) {
		if id, found := strings.CutPrefix(strings.TrimSpace(line), "saved "); found && strings.HasSuffix(line, "\n") {
			ids = append(ids, id)
		}
	}
	return ids
}

func (d *tablet) sync() (got tabletSynced) {
	d.f.t.Helper()
	ok(d.f.t, json.Unmarshal([]byte(d.do("sync")), &got))
	return got
}

func (d *tablet) state() (got tabletState) {
	d.f.t.Helper()
	ok(d.f.t, json.Unmarshal([]byte(d.do("state")), &got))
	return got
}

// keep copies a tablet's folder, as it lies on the disk.
func (d *tablet) keep(name string) *tablet {
	d.f.t.Helper()
	ok(d.f.t, os.CopyFS(d.f.path(name), os.DirFS(d.f.path(d.name))))
	return &tablet{d.f, name}
}

// become puts the copy in the place of the tablet.
func (d *tablet) become(old *tablet) {
	d.f.t.Helper()
	ok(d.f.t, os.RemoveAll(d.f.path(d.name)))
	ok(d.f.t, os.Rename(d.f.path(old.name), d.f.path(d.name)))
}

// agree syncs everybody until all has gone round, and wants each to hold the entries,
// once, the same as everybody, with the same codes, and the hub's books to say the same.
func (f *field) agree(entries []string, tablets ...*tablet) {
	f.t.Helper()
	for range 2 {
		for _, d := range tablets {
			d.sync()
		}
	}
	want := slices.Sorted(slices.Values(entries))
	first := tablets[0].state()
	for _, d := range tablets {
		st := d.state()
		if !slices.Equal(st.Entries, want) {
			f.t.Errorf("%s holds %d entries, want %d", d.name, len(st.Entries), len(want))
		}
		if st.Digest != first.Digest || st.Codes != first.Codes || st.Total != first.Total || st.Waiting != 0 {
			f.t.Errorf("%s differs from %s: %+v, %+v", d.name, tablets[0].name, st, first)
		}
	}
	if codes := f.codes(); codes != first.Codes {
		f.t.Errorf("the hub's codes are %q, the tablets' %q", codes, first.Codes)
	}
	var sums checked
	out, err := f.try("pendampingd", "check", "--json", "--data", f.path("hub"))
	if err != nil && !strings.Contains(err.Error(), "exit status 1") { // what is in quarantine are findings
		f.t.Error(err)
	}
	ok(f.t, json.Unmarshal([]byte(out), &sums))
	if sums.Entries != len(want) || int64(sums.Savings) != int64(first.Total) {
		f.t.Errorf("the hub: %d entries, %d rupiah; want %d, %d", sums.Entries, sums.Savings, len(want), first.Total)
	}
}

// codes are the codes of all meetings that the hub would read out over the phone.
func (f *field) codes() string {
	f.t.Helper()
	var list []receipt
	ok(f.t, json.Unmarshal([]byte(f.must("pendampingd", "receipt", "--json", "--data", f.path("hub"), "--group", "K-01")), &list))
	slices.SortFunc(list, func(a, b receipt) int { return bytes.Compare(a.Meeting[:], b.Meeting[:]) })
	var out strings.Builder
	for _, r := range list {
		out.WriteString(r.Code + " ")
	}
	return out.String()
}

// TestClonedTablet: a tablet's folder is copied with unsent work in it, both go on, and
// everybody ends with all of it, once.
func TestClonedTablet(t *testing.T) {
	f := newField(t)
	one, desk := f.join("one", facilitator()...), f.join("desk", coordinator()...)
	all := one.work(2)
	one.sync()
	all = append(all, one.work(1)...) // unsent, in both
	two := one.keep("two")
	one.keep("kept")
	all = append(append(all, one.work(2)...), two.work(3)...)
	one.sync()
	if got := two.sync(); got.Rotated == 0 {
		t.Errorf("the clone was not noticed: %+v", got)
	}
	all = append(append(all, one.work(1)...), two.work(1)...)
	f.agree(all, one, two, desk)
	if one.state().Replica == two.state().Replica {
		t.Error("two tablets write under one replica")
	}

	// By now the hub has heard both: each asks for a key of its own, and works on.
	shared := one.state().Device
	f.agree(all, one, two, desk)
	if got := two.state().Device; got != shared {
		t.Errorf("a key was changed without approval: %s", got)
	}
	if got := desk.do("approve"); got != "2\n" {
		t.Errorf("%q ask for approval, want 2", got)
	}
	desk.sync()
	all = append(append(all, one.work(1)...), two.work(1)...)
	f.agree(all, one, two, desk)
	if a, b := one.state().Device, two.state().Device; a == b || a == shared || b == shared {
		t.Errorf("after approval: %s and %s, from %s", a, b, shared)
	}

	// A copy that was away is shut out with the old key, and asks too.
	three := &tablet{f, "three"}
	ok(t, os.CopyFS(f.path("three"), os.DirFS(f.path("kept"))))
	all = append(all, three.work(1)...)
	if _, err := f.try("tablet", f.path("three"), "sync"); err == nil || !strings.Contains(err.Error(), "was replaced") {
		t.Errorf("a closed key: %v", err)
	}
	desk.sync()
	if got := desk.do("approve"); got != "1\n" {
		t.Errorf("%q ask for approval, want 1", got)
	}
	desk.sync()
	f.agree(all, three, one, two, desk)
}

// TestRestoredTablet: a tablet is set back to an old copy; what it had sent comes back.
func TestRestoredTablet(t *testing.T) {
	f := newField(t)
	d, desk := f.join("tablet", facilitator()...), f.join("desk", coordinator()...)
	all := d.work(2)
	d.sync()
	old := d.keep("old")
	all = append(all, d.work(3)...)
	d.sync()
	d.become(old)
	all = append(all, d.work(2)...) // under numbers that the hub has seen
	f.agree(all, d, desk)
}

// TestRestoredHub: the hub is set back to a backup; what was acknowledged since comes
// from the tablets again.
func TestRestoredHub(t *testing.T) {
	f := newField(t)
	f.backup("hub.age")
	d, desk := f.join("tablet", facilitator()...), f.join("desk", coordinator()...)
	all := d.work(2)
	f.agree(all, d, desk)
	f.backup("later.age")
	all = append(all, d.work(4)...)
	if got := d.sync(); got.Waiting != 0 {
		t.Fatalf("not acknowledged: %+v", got)
	}
	f.restore("later.age")
	f.agree(all, d, desk)
	all = append(all, d.work(1)...)
	f.agree(all, d, desk)
}

// TestLostHub: nothing is left of the hub but the backup made when it was founded, with
// accounts and without a single meeting. The tablets make it whole.
func TestLostHub(t *testing.T) {
	f := newField(t)
	one, desk := f.join("one", facilitator()...), f.join("desk", coordinator()...)
	f.backup("founding.age")
	all := append(one.work(5), desk.work(1)...)
	f.agree(all, one, desk)
	two := one.keep("two") // also one that has been two before
	all = append(append(all, one.work(2)...), two.work(2)...)
	f.agree(all, one, two, desk)
	f.restore("founding.age")
	all = append(all, two.work(1)...)
	f.agree(all, two, one, desk)
}

// TestLostTablet: a tablet is lost with work that only a bundle carries. The hub imports
// it late and twice, and the new tablet of the same person has all of it.
func TestLostTablet(t *testing.T) {
	f := newField(t)
	d, desk := f.join("tablet", facilitator()...), f.join("desk", coordinator()...)
	all := d.work(1)
	d.sync()
	all = append(all, d.work(2)...)
	file := f.path("bag.pendamping")
	d.do("export", file)
	writeFile(t, f.path("answer.pendamping"), string(f.carry(file)))
	if got := d.state(); got.Waiting != 2 { // until the answer is there, nothing counts as delivered
		t.Errorf("%d changes wait, want 2", got.Waiting)
	}
	d.do("take", f.path("answer.pendamping"))
	if got := d.state(); got.Waiting != 0 {
		t.Errorf("%d changes wait after the answer", got.Waiting)
	}
	all = append(all, d.work(3)...)
	d.do("export", file)
	ok(t, os.RemoveAll(f.path(d.name)))
	for range 2 {
		f.carry(file)
	}
	f.agree(all, f.join("new", facilitator()...), desk)
}

// TestKilled: tablet and hub are killed in the middle of their work, again and again. What
// was said to be saved is there, and everybody agrees.
func TestKilled(t *testing.T) {
	f := newField(t)
	d, desk := f.join("tablet", facilitator()...), f.join("desk", coordinator()...)
	saved := map[string]bool{}
	for round := range 4 {
		cmd := exec.CommandContext(t.Context(), "tablet", f.path(d.name), "work", "0")
		out, err := cmd.StdoutPipe()
		ok(t, err)
		ok(t, cmd.Start())
		in := bufio.NewReader(out)
		for n := range 12 + 5*round {
			line, err := in.ReadString('\n')
			ok(t, err)
			for _, id := range savedIn(line) {
				saved[id] = true
			}
			if n == 7 { // while the tablet goes on
				f.kill()
				f.serve()
			}
		}
		ok(t, cmd.Process.Kill())
		rest, _ := io.ReadAll(in) //nolint:errcheck // what it had said before
		for _, id := range savedIn(string(rest)) {
			saved[id] = true
		}
		_ = cmd.Wait() //nolint:errcheck // it was killed
	}
	all := d.state().Entries // one more may be saved than it came to say
	for id := range saved {
		if !slices.Contains(all, id) {
			t.Errorf("%s was saved, and is gone", id)
		}
	}
	f.agree(all, d, desk)
}

// carry brings a bundle to the hub and returns the answer.
func (f *field) carry(file string) []byte {
	f.t.Helper()
	in, err := os.Open(file)
	ok(f.t, err)
	defer in.Close()
	req, err := http.NewRequestWithContext(f.t.Context(), http.MethodPost, "http://"+f.addr+bundle.Path, in)
	ok(f.t, err)
	req.Close = true
	resp, err := http.DefaultClient.Do(req)
	ok(f.t, err)
	defer resp.Body.Close()
	answer, err := io.ReadAll(resp.Body)
	if err != nil || resp.StatusCode != http.StatusOK {
		f.t.Fatalf("the hub answers a bundle with %d %s (%v)", resp.StatusCode, answer, err)
	}
	return answer
}

// backup backs the serving hub up.
func (f *field) backup(name string) {
	f.t.Helper()
	if _, err := os.Stat(f.path("words.txt")); err != nil {
		writeFile(f.t, f.path("words.txt"), "kata sandi yang panjang sekali\n")
	}
	f.must("pendampingd", "backup", "--data", f.path("hub"), "--to", f.path(name), "--passphrase-file", f.path("words.txt"))
}

// restore kills the hub, throws its folder away, makes it anew and serves.
func (f *field) restore(name string) {
	f.t.Helper()
	f.kill()
	ok(f.t, os.RemoveAll(f.path("hub")))
	f.must("pendampingd", "restore", "--from", f.path(name), "--data", f.path("hub"), "--passphrase-file", f.path("words.txt"))
	f.serve()
}
