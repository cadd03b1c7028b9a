package main

import (
	"archive/tar"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"filippo.io/age"

	"pendamping/fault"
	"pendamping/kpuk"
	"pendamping/store"
	"pendamping/sync/merge"
	"pendamping/sync/session" //nolint:depguard // the test is a device
)

// recoveryKey is an identity in a file, with its recipient.
func recoveryKey(t *testing.T) (file, recipient string) {
	t.Helper()
	id, err := age.GenerateX25519Identity()
	ok(t, err)
	file = filepath.Join(t.TempDir(), "key.txt")
	writeFile(t, file, id.String()+"\n")
	return file, id.Recipient().String()
}

// at gives a device a session with a hub elsewhere.
func (r *rig) at(d *device) {
	client := session.NewClient(nil)
	r.t.Cleanup(client.CloseIdleConnections)
	d.session = session.New(session.Config{
		Hub: r.url, Device: d.grant.Device, Key: d.key, HubKey: d.grant.HubKey, Project: d.grant.Project, Schema: store.Schema,
		Derive: store.Derive, Now: r.clock, Rand: rand.New(rand.NewPCG(3, 4)),
	}, d.Store, client, slog.New(slog.DiscardHandler))
}

// digest is a device's or the hub's of a group.
func digest(t *testing.T, s interface {
	Digest(ctx context.Context, scopes ...merge.ID) ([32]byte, error)
}, scope kpuk.ID,
) [32]byte {
	t.Helper()
	sum, err := s.Digest(t.Context(), merge.ID(scope))
	ok(t, err)
	return sum
}

// TestRestoredHubIsMadeWhole backs a hub up while it serves, lets a device have more
// acknowledged and another enrol, brings the older state back, and finds everything there
// again after the devices' next sync.
func TestRestoredHubIsMadeWhole(t *testing.T) {
	r := newRig(t, "http://127.0.0.1:1")
	key, recipient := recoveryKey(t)
	links := []string{r.invite("--name", "Nurlaela", "--groups", "K-01"), r.invite("--name", "Baiq Handayani", "--office", "coordinator")}
	r.serve("--http")
	tablet, desk := r.mustEnrol(links[0], 1), r.mustEnrol(links[1], 2)
	melati := tablet.group(t, "K-01")
	before, entry := tablet.meeting(t, melati)
	ok(t, tablet.Save(t.Context(), tablet.author(), before, entry))
	r.sync(tablet)

	file := filepath.Join(t.TempDir(), "hub.age")
	var made backedUp
	ok(t, json.Unmarshal([]byte(r.mustRun("backup", "--json", "--to", file, "--recipient", recipient)), &made))

	// Acknowledged after the backup: a meeting, an approval, what the desk has pulled.
	after, entry := tablet.meeting(t, melati)
	ok(t, tablet.Save(t.Context(), tablet.author(), after, entry))
	r.sync(tablet)
	r.sync(desk)
	seen, err := store.Get[kpuk.Meeting](t.Context(), desk.Store, before.ID)
	ok(t, err)
	seen.State, err = seen.State.Approve(kpuk.Actor{Person: desk.author(), Office: kpuk.OfficeCoordinator, At: 1})
	ok(t, err)
	ok(t, desk.Save(t.Context(), desk.author(), seen))
	r.sync(desk)
	r.sync(tablet)
	// The hub's own writing, which nobody else has: a second device of somebody known, and
	// an account.
	second := r.mustEnrol(r.invite("--name", "Nurlaela", "--groups", "K-01"), 4)
	r.mustRun("invite", "--name", "Lale Aini", "--groups", "K-02")
	third, entry := second.meeting(t, melati)
	ok(t, second.Save(t.Context(), second.author(), third, entry))
	r.sync(second)
	r.sync(tablet)
	want := digest(t, tablet.Store, melati.ID)
	ok(t, os.Chmod(file, 0o400))
	if code := r.stop(); code != exitDone {
		t.Fatalf("serve ended with %d", code)
	}

	first := r.dir
	r.dir = filepath.Join(t.TempDir(), "again", "hub")
	var got restored
	ok(t, json.Unmarshal([]byte(r.mustRun("restore", "--json", "--from", file, "--identity", key)), &got))
	if got.Before != made.Epoch || got.Epoch == made.Epoch || got.Position != made.Position || got.Data != r.dir {
		t.Errorf("restored %+v of %+v", got, made)
	}
	if left := hubDigest(t, r, r.dir, melati.ID); left == want || hubDigest(t, r, first, melati.ID) != want {
		t.Fatal("the backup was to be older than the hub")
	}

	r.serve("--http")
	for _, d := range []*device{tablet, desk} {
		r.at(d)
		if res := r.sync(d); len(res.Verdicts) > 0 || res.Waiting > 0 {
			t.Errorf("after the restore: %+v", res)
		}
	}
	r.sync(tablet)
	link, err := tablet.Link(t.Context())
	ok(t, err)
	if link.Hub != merge.ID(got.Epoch) {
		t.Errorf("the tablet still knows epoch %x", link.Hub)
	}
	// The device that enrolled since is unknown, is invited again, and sends what it has.
	r.at(second)
	if _, err = second.session.Sync(t.Context(), nil); fault.KindOf(err) != fault.Denied {
		t.Errorf("a device that the restored hub cannot know: %v", err)
	}
	again, err := r.enrol(r.invite("--name", "Nurlaela", "--groups", "K-01"), 4)
	ok(t, err)
	if again.grant.Device != second.grant.Device {
		t.Error("the same key is another device")
	}
	if res := r.sync(second); len(res.Verdicts) > 0 || res.Waiting > 0 {
		t.Errorf("of a device that enrolled since: %+v", res)
	}
	r.sync(tablet)
	r.sync(desk)
	r.stop()
	hubs := hubDigest(t, r, r.dir, melati.ID)
	if a, b := digest(t, tablet.Store, melati.ID), digest(t, desk.Store, melati.ID); a != want || b != want || hubs != want {
		t.Errorf("digests after the restore: tablet %x, desk %x, hub %x, want %x", a[:4], b[:4], hubs[:4], want[:4])
	}
	var sound checked
	ok(t, json.Unmarshal([]byte(r.mustRun("check", "--json")), &sound))
	if sound.Entries != 3 || sound.Savings != 30_000 || len(sound.Findings) > 0 {
		t.Errorf("check: %+v", sound)
	}
}

// hubDigest is that of a hub that does not serve.
func hubDigest(t *testing.T, r *rig, dir string, scope kpuk.ID) (sum [32]byte) {
	t.Helper()
	c := &console{world: r.world(io.Discard), logger: slog.New(slog.DiscardHandler)}
	ok(t, c.within(t.Context(), dir, func(f *folder) error {
		sum = digest(t, f.store, scope)
		return nil
	}))
	return sum
}

// TestRestoreRotatesTheHub: what the hub wrote after the backup is gone, so that its
// numbers must not be used for anything else.
func TestRestoreRotatesTheHub(t *testing.T) {
	r := newRig(t, "http://127.0.0.1:1")
	key, recipient := recoveryKey(t)
	file := filepath.Join(t.TempDir(), "hub.age")
	r.mustRun("backup", "--to", file, "--recipient", recipient)
	c := &console{world: r.world(io.Discard), logger: slog.New(slog.DiscardHandler)}
	var old merge.Replica
	ok(t, c.within(t.Context(), r.dir, func(f *folder) error { old = f.store.Replica(); return nil }))
	r.dir = filepath.Join(t.TempDir(), "hub")
	r.mustRun("restore", "--from", file, "--identity", key)
	ok(t, c.within(t.Context(), r.dir, func(f *folder) error {
		if f.store.Replica() == old {
			t.Error("the hub writes on under its old replica")
		}
		d, err := newDirectory(t.Context(), f)
		ok(t, err)
		if err = d.Claim(t.Context(), merge.ID{9}, old); fault.KindOf(err) != fault.Denied {
			t.Errorf("a device may call itself the old hub: %v", err)
		}
		return nil
	}))
	// A snapshot of the machine: the same without a backup.
	var got restored
	ok(t, json.Unmarshal([]byte(r.mustRun("restore", "--adopt", "--json")), &got))
	if got.Epoch == got.Before || got.Epoch.IsZero() {
		t.Errorf("adopted: %+v", got)
	}
}

// TestOlderStoreIsNotServed: a store that was put back by hand has no new epoch.
func TestOlderStoreIsNotServed(t *testing.T) {
	r := newRig(t, "http://127.0.0.1:1")
	old, err := os.ReadFile(filepath.Join(r.dir, storeFile))
	ok(t, err)
	link := r.invite("--name", "Nurlaela", "--groups", "K-01")
	r.serve("--http")
	r.mustEnrol(link, 1)
	if code := r.stop(); code != exitDone {
		t.Fatalf("serve ended with %d", code)
	}
	r.serve("--http") // served again as it is
	r.stop()
	ok(t, os.WriteFile(filepath.Join(r.dir, storeFile), old, 0o600))
	var said bytes.Buffer
	w := r.world(io.Discard)
	w.errs = &said
	if code := run(t.Context(), w, []string{"serve", "--http", "--listen", "127.0.0.1:0", "--data", r.dir}); code != exitRefused {
		t.Errorf("exit code %d", code)
	}
	if !strings.Contains(said.String(), "restore --adopt") {
		t.Errorf("it is not said what to do: %s", said.String())
	}
	r.mustRun("restore", "--adopt")
	r.serve("--http")
}

// TestBackupHoldsPhotos: the files of records come back too.
func TestBackupHoldsPhotos(t *testing.T) {
	r := newRig(t, "https://localhost:8443")
	c := &console{world: r.world(io.Discard), logger: slog.New(slog.DiscardHandler)}
	picture := bytes.Repeat([]byte("photo"), 50_000)
	var d kpuk.Digest
	ok(t, c.within(t.Context(), r.dir, func(f *folder) error {
		b, err := f.store.Blobs()
		ok(t, err)
		d, err = b.Put(t.Context(), picture)
		return err
	}))
	words := filepath.Join(t.TempDir(), "words.txt")
	writeFile(t, words, "enam kata acak yang panjang sekali\n")
	file := filepath.Join(t.TempDir(), "hub.age")
	var made backedUp
	ok(t, json.Unmarshal([]byte(r.mustRun("backup", "--json", "--to", file, "--passphrase-file", words)), &made))
	pin := r.pin(t)
	r.dir = filepath.Join(t.TempDir(), "hub")
	r.mustRun("restore", "--from", file, "--passphrase-file", words)
	if made.Photos != 1 || r.pin(t) != pin {
		t.Errorf("%d photos; the certificate is kept: %v", made.Photos, r.pin(t) == pin)
	}
	ok(t, c.within(t.Context(), r.dir, func(f *folder) error {
		b, err := f.store.Blobs()
		ok(t, err)
		got, err := b.Get(t.Context(), d)
		if !bytes.Equal(got, picture) {
			t.Error("the photo is another")
		}
		return err
	}))
}

func (r *rig) pin(t *testing.T) string {
	t.Helper()
	sum, err := pinOf(filepath.Join(r.dir, certFile))
	ok(t, err)
	return string(sum)
}

// TestDamagedBackupIsRefused flips, cuts and forges, and finds no folder afterwards.
func TestDamagedBackupIsRefused(t *testing.T) {
	r := newRig(t, "http://127.0.0.1:1")
	key, recipient := recoveryKey(t)
	file := filepath.Join(t.TempDir(), "hub.age")
	r.mustRun("backup", "--to", file, "--recipient", recipient)
	whole, err := os.ReadFile(file)
	ok(t, err)
	text, err := os.ReadFile(key)
	ok(t, err)
	id, err := age.ParseX25519Identity(strings.TrimSpace(string(text)))
	ok(t, err)
	flipped := bytes.Clone(whole)
	flipped[len(flipped)/2] ^= 1
	tests := map[string]struct {
		content []byte
		kind    fault.Kind
	}{
		"one bit":       {flipped, fault.Damaged},
		"cut off":       {whole[:len(whole)/2], fault.Damaged},
		"no last chunk": {whole[:len(whole)-len(whole)%(64<<10)], fault.Damaged},
		"not sealed":    {[]byte("something else"), fault.Damaged},
		"outside":       {forged(t, id, map[string]string{"../escaped": "x"}), fault.Foreign},
		"other file":    {forged(t, id, map[string]string{"admin.sock": "x"}), fault.Foreign},
		"no manifest":   {forged(t, id, map[string]string{storeFile: "x"}), fault.Damaged},
		"wrong digest":  {forged(t, id, map[string]string{storeFile: "x", manifestFile: `{"format":1,"files":[{"name":"hub.db","size":1,"sha256":"00"}]}`}), fault.Damaged},
		"newer":         {forged(t, id, map[string]string{storeFile: "x", manifestFile: `{"format":2}`}), fault.Newer},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			bad, dir := filepath.Join(t.TempDir(), "bad.age"), filepath.Join(t.TempDir(), "hub")
			ok(t, os.WriteFile(bad, tt.content, 0o600))
			c := &console{world: r.world(io.Discard), logger: slog.New(slog.DiscardHandler)}
			err := c.restore(t.Context(), &restoring{data: dir, from: bad, identity: key})
			if fault.KindOf(err) != tt.kind {
				t.Errorf("kind %v, want %v: %v", fault.KindOf(err), tt.kind, err)
			}
			left, err := os.ReadDir(filepath.Dir(dir))
			if err != nil || len(left) > 0 {
				t.Errorf("left behind: %v %v", left, err)
			}
		})
	}
}

// forged seals an archive that backup would not make; the store comes first.
func forged(t *testing.T, id *age.X25519Identity, files map[string]string) []byte {
	t.Helper()
	var out bytes.Buffer
	sealed, err := age.Encrypt(&out, id.Recipient())
	ok(t, err)
	w := tar.NewWriter(sealed)
	add := func(name string) {
		ok(t, w.WriteHeader(&tar.Header{Name: name, Size: int64(len(files[name])), Mode: 0o600}))
		_, err = io.WriteString(w, files[name])
		ok(t, err)
	}
	for name := range files {
		if name != manifestFile {
			add(name)
		}
	}
	if _, last := files[manifestFile]; last {
		add(manifestFile)
	}
	ok(t, errors.Join(w.Close(), sealed.Close()))
	return out.Bytes()
}

// TestBackupForSeveral: each of several identities restores, also of the kind that
// withstands quantum computers; the two kinds are not mixed.
func TestBackupForSeveral(t *testing.T) {
	r := newRig(t, "http://127.0.0.1:1")
	one, first := recoveryKey(t)
	two, second := recoveryKey(t)
	id, err := age.GenerateHybridIdentity()
	ok(t, err)
	hybrid := filepath.Join(t.TempDir(), "hybrid.txt")
	writeFile(t, hybrid, id.String())
	both, late := filepath.Join(t.TempDir(), "both.age"), filepath.Join(t.TempDir(), "late.age")
	r.mustRun("backup", "--to", both, "--recipient", first, "--recipient", second)
	r.mustRun("backup", "--to", late, "--recipient", id.Recipient().String())
	for key, file := range map[string]string{one: both, two: both, hybrid: late} {
		dir := filepath.Join(t.TempDir(), "hub")
		if code := run(t.Context(), r.world(io.Discard), []string{"restore", "--data", dir, "--from", file, "--identity", key}); code != exitDone {
			t.Errorf("restore of %s with %s: exit code %d", file, key, code)
		}
	}
	mixed := []string{"backup", "--data", r.dir, "--to", filepath.Join(t.TempDir(), "mixed.age"), "--recipient", first, "--recipient", id.Recipient().String()}
	if code := run(t.Context(), r.world(io.Discard), mixed); code == exitDone {
		t.Error("a key that is weaker than the others is accepted among them")
	}
}

// lyingDisk gives back something else than was written.
type lyingDisk struct{ localFiles }

func (d lyingDisk) create(path string, k keeping) (output, error) {
	out, err := d.localFiles.create(path, k)
	return lyingOutput{out}, err
}

type lyingOutput struct{ output }

func (o lyingOutput) Write(p []byte) (int, error) {
	q := bytes.Clone(p)
	q[0] ^= 1
	return o.output.Write(q)
}

// TestBackupReadsBack: what the disk holds is compared with what was verified.
func TestBackupReadsBack(t *testing.T) {
	r := newRig(t, "http://127.0.0.1:1")
	_, recipient := recoveryKey(t)
	w := r.world(io.Discard)
	w.files = lyingDisk{}
	code := run(t.Context(), w, []string{"backup", "--data", r.dir, "--to", filepath.Join(t.TempDir(), "hub.age"), "--recipient", recipient})
	if code != exitFailed {
		t.Errorf("exit code %d for a disk that lies", code)
	}
}

// TestUnfinishedBackupLeavesNothing: one that was broken off, and one of a store with
// findings, which is not passed off as a backup.
func TestUnfinishedBackupLeavesNothing(t *testing.T) {
	r := newRig(t, "http://127.0.0.1:1")
	_, recipient := recoveryKey(t)
	c := &console{world: r.world(io.Discard), logger: slog.New(slog.DiscardHandler)}
	file := filepath.Join(t.TempDir(), "hub.age")
	o := &backingUp{to: file, recipients: many{recipient}}
	ok(t, c.within(t.Context(), r.dir, func(f *folder) error {
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		if err := c.backup(ctx, f, o); err == nil {
			t.Error("a backup that was broken off succeeds")
		}
		// The leaves are spoilt while the hub runs.
		name := filepath.Join(r.dir, storeFile)
		whole, err := os.ReadFile(name)
		ok(t, err)
		spoilt := 0
		db, err := os.OpenFile(name, os.O_WRONLY, 0)
		ok(t, err)
		defer db.Close()
		for at := 2 * 4096; at+4096 <= len(whole); at += 4096 {
			text := bytes.TrimRight(whole[at:at+4096], "\x00")
			if len(text) > 16 && text[8] == 2 { // a leaf: it ends with a value
				_, err = db.WriteAt([]byte{text[len(text)-1] ^ 1}, int64(at+len(text)-1))
				ok(t, err)
				spoilt++
			}
		}
		if err := c.backup(t.Context(), f, o); fault.KindOf(err) != fault.Damaged {
			t.Errorf("backup of a store with %d spoilt pages: %v", spoilt, err)
		}
		return nil
	}))
	if exists(file) || exists(file+".new") {
		t.Error("an unfinished backup has a name")
	}
	left, err := filepath.Glob(filepath.Join(r.dir, "backup-*"))
	if err != nil || len(left) > 0 {
		t.Errorf("left behind: %v %v", left, err)
	}
}
