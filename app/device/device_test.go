package device_test

import (
	"crypto/ed25519"
	"errors"
	"log/slog"
	"math/rand/v2"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"go.uber.org/goleak"

	"pendamping/app/device"
	"pendamping/fault"
	"pendamping/kpuk"
	"pendamping/kpuk/book"
	"pendamping/store"
	"pendamping/store/memory"
	"pendamping/sync/hub"
	"pendamping/sync/merge"
	"pendamping/sync/synctest"
	"pendamping/sync/wire"
)

const pin = "135791"

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// office is a hub with one group, open for invitations.
type office struct {
	t         *testing.T
	dir       *synctest.Directory
	log       *memory.Store
	server    *httptest.Server
	partition kpuk.ID
	group     kpuk.ID
	person    kpuk.ID
	codes     byte
}

func newOffice(t *testing.T) *office {
	t.Helper()
	o := &office{
		t: t, dir: synctest.NewDirectory(), partition: kpuk.ID{1}, group: kpuk.ID{2}, person: kpuk.ID{3},
		log: memory.New(memory.Options{Replica: merge.Replica{9}, Now: clock}),
	}
	random := rand.NewChaCha8([32]byte{7})
	h, err := hub.New(hub.Config{
		Project: "pendamping", Key: ed25519.NewKeyFromSeed(make([]byte, 32)), Epoch: merge.ID{5},
		Now: clock, Rand: random, Derive: store.Derive,
	}, o.log, o.dir, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	o.server = httptest.NewServer(h.Handler())
	t.Cleanup(o.server.Close)
	g := &kpuk.Group{Name: "Melati"}
	g.ID, g.Partition, g.Scope = o.group, o.partition, o.group
	o.write(g)
	return o
}

func clock() time.Time { return time.Date(2026, 11, 23, 10, 24, 0, 0, time.UTC) }

// write puts a record into the hub as if another device had sent it.
func (o *office) write(rec kpuk.Record) {
	o.t.Helper()
	writes, err := store.Encode(rec)
	if err != nil {
		o.t.Fatal(err)
	}
	h := rec.Head()
	_, err = o.log.Commit(o.t.Context(), merge.ID(o.person), []merge.Edit{{
		Record: merge.ID(h.ID), Kind: merge.Kind(rec.Kind()), Partition: merge.ID(h.Partition), Scope: merge.ID(h.Scope), Writes: writes,
	}})
	if err != nil {
		o.t.Fatal(err)
	}
}

// invite makes an invitation for a device that may hold the group.
func (o *office) invite() string {
	o.codes++
	code := [16]byte{o.codes}
	o.dir.Codes[wire.CodeHash(code)] = hub.Grant{Device: hub.Device{
		Person: merge.ID(o.person), Partition: merge.ID(o.partition), Scopes: []merge.ID{merge.ID(o.group)},
	}}
	return wire.Invitation{Hub: o.server.URL, Code: code, Project: "pendamping"}.String()
}

func config(dir string, seed byte) device.Config {
	return device.Config{
		Dir: dir, Now: clock, Rand: rand.NewChaCha8([32]byte{seed}), Logger: slog.New(slog.DiscardHandler),
		Label: "Tablet uji", Argon: store.Argon{Time: 2, Memory: 19 << 10, Threads: 1},
	}
}

func join(t *testing.T, o *office, dir string, seed byte) *device.Device {
	t.Helper()
	d, err := device.NewJoiner(config(dir, seed)).Join(t.Context(), o.invite(), pin, func(device.Stage, int) {})
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func TestJoinFetchesAndReopens(t *testing.T) {
	o := newOffice(t)
	dir := t.TempDir()
	if device.Exists(dir) {
		t.Fatal("an empty folder counts as a device")
	}
	d := join(t, o, dir, 1)
	b := book.New()
	if _, err := d.Fill(t.Context(), b); err != nil {
		t.Fatal(err)
	}
	if g := b.Group(o.group); g == nil || g.Name != "Melati" {
		t.Fatalf("the group did not come with joining: %v", g)
	}
	d.Close()
	if _, err := os.Stat(filepath.Join(dir, "joining.key")); err == nil {
		t.Error("the joining key is still there")
	}
	again, err := device.Open(t.Context(), config(dir, 2), pin)
	if err != nil {
		t.Fatal(err)
	}
	defer again.Close()
	if again.Identity.Person != o.person || again.Identity.Partition != o.partition {
		t.Errorf("identity after reopening: %+v", again.Identity)
	}
	if _, err := again.Sync(t.Context(), nil); err != nil {
		t.Error(err)
	}
}

func TestWrongPINCountsAndWaits(t *testing.T) {
	o := newOffice(t)
	dir := t.TempDir()
	join(t, o, dir, 1).Close()
	for want := 2; want >= 0; want-- {
		if _, err := device.Open(t.Context(), config(dir, 3), "000000"); fault.KindOf(err) != fault.Wrong {
			t.Fatalf("wrong PIN gave %v", err)
		}
		if left, _ := device.Tries(dir, clock()); left != want {
			t.Errorf("%d tries left, want %d", left, want)
		}
	}
	_, err := device.Open(t.Context(), config(dir, 3), pin)
	var locked *store.LockedError
	if !errors.As(err, &locked) || fault.KindOf(err) != fault.Wrong {
		t.Errorf("the fourth try was not refused: %v", err)
	}
	if _, wait := device.Tries(dir, clock()); wait <= 0 {
		t.Error("no wait after three wrong PINs")
	}
}

// TestNewsFollowTwoDevices: what one device saves reaches the other's book.
func TestNewsFollowTwoDevices(t *testing.T) {
	o := newOffice(t)
	one, two := join(t, o, t.TempDir(), 1), join(t, o, t.TempDir(), 2)
	defer one.Close()
	defer two.Close()
	b := book.New()
	at, err := two.Fill(t.Context(), b)
	if err != nil {
		t.Fatal(err)
	}
	m := &kpuk.Member{Name: "Inaq Uji", Group: o.group, Number: 1}
	m.ID, m.Partition, m.Scope = kpuk.ID{77}, o.partition, o.group
	if err = one.Store.Save(t.Context(), o.person, m); err != nil {
		t.Fatal(err)
	}
	before, err := one.Standing(t.Context())
	if err != nil || before.Waiting[kpuk.KindMember] != 1 || before.Confirmed == before.Total {
		t.Fatalf("before the sync: %+v, %v", before, err)
	}
	for _, d := range []*device.Device{one, two} {
		if _, err = d.Sync(t.Context(), nil); err != nil {
			t.Fatal(err)
		}
	}
	after, err := one.Standing(t.Context())
	if err != nil || len(after.Waiting) != 0 || after.Confirmed != after.Total || after.At.IsZero() {
		t.Errorf("after the sync: %+v, %v", after, err)
	}
	news, err := two.News(t.Context(), at)
	if err != nil {
		t.Fatal(err)
	}
	if len(news.Records) != 1 || news.Records[0].Head().ID != m.ID {
		t.Fatalf("news are %v", news.Records)
	}
	if rest, err := two.News(t.Context(), news.Next); err != nil || len(rest.Records) != 0 {
		t.Errorf("news twice: %v, %v", rest.Records, err)
	}
}

// TestUsedInvitationIsRefused: the second device with the same code is turned away, and
// its folder still counts as empty.
func TestUsedInvitationIsRefused(t *testing.T) {
	o := newOffice(t)
	invite := o.invite()
	d, err := device.NewJoiner(config(t.TempDir(), 1)).Join(t.Context(), invite, pin, func(device.Stage, int) {})
	if err != nil {
		t.Fatal(err)
	}
	d.Close()
	dir := t.TempDir()
	_, err = device.NewJoiner(config(dir, 2)).Join(t.Context(), invite, pin, func(device.Stage, int) {})
	if fault.KindOf(err) != fault.Denied {
		t.Errorf("second use gave %v", err)
	}
	if device.Exists(dir) {
		t.Error("a refused device has a store")
	}
}

// TestLostAnswerIsTheSameDevice: joining again after the answer was lost works with the
// same invitation, because the key was kept.
func TestLostAnswerIsTheSameDevice(t *testing.T) {
	o := newOffice(t)
	dir := t.TempDir()
	invite := o.invite()
	cut := config(dir, 1)
	joiner := device.NewJoiner(cut)
	d, err := joiner.Join(t.Context(), invite, pin, func(device.Stage, int) {})
	if err != nil {
		t.Fatal(err)
	}
	first := d.Identity.Device
	d.Close()
	// The device never wrote its store: as after a cut between answer and store.
	for _, name := range []string{"store.db", "store.db.key"} {
		if failed := os.Remove(filepath.Join(dir, name)); failed != nil {
			t.Fatal(failed)
		}
	}
	d, err = joiner.Join(t.Context(), invite, pin, func(device.Stage, int) {})
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	if d.Identity.Device != first {
		t.Error("the second try became another device")
	}
}

func TestProfileRoundTrip(t *testing.T) {
	dir := t.TempDir()
	if p, err := device.ReadProfile(dir); err != nil || p != (device.Profile{}) {
		t.Fatalf("empty folder: %+v, %v", p, err)
	}
	want := device.Profile{Name: "Nurlaela", Office: "facilitator", Language: "en", TextScale: 130}
	if err := device.WriteProfile(dir, want); err != nil {
		t.Fatal(err)
	}
	if p, err := device.ReadProfile(dir); err != nil || p != want {
		t.Errorf("read %+v, %v", p, err)
	}
	if err := os.WriteFile(filepath.Join(dir, "profile.json"), []byte("{"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := device.ReadProfile(dir); fault.KindOf(err) != fault.Damaged {
		t.Errorf("damaged profile gave %v", err)
	}
}

// TestJoiningAnewKeepsTheStoreBefore: what was recorded last is in the journal only. The
// store that another takes the place of opens under its new name, with that.
func TestJoiningAnewKeepsTheStoreBefore(t *testing.T) {
	o, first, dir := newOffice(t), t.TempDir(), t.TempDir()
	was := join(t, o, first, 1)
	m := &kpuk.Member{Name: "Inaq Uji", Group: o.group, Number: 1}
	m.ID, m.Partition, m.Scope = kpuk.ID{77}, o.partition, o.group
	if err := was.Store.Save(t.Context(), o.person, m); err != nil {
		t.Fatal(err)
	}
	if err := os.CopyFS(dir, os.DirFS(first)); err != nil { // as a kill leaves it
		t.Fatal(err)
	}
	was.Close()
	now := join(t, o, dir, 2)
	defer now.Close()
	if all, err := now.Store.All(t.Context()); err != nil || slices.ContainsFunc(all, func(r kpuk.Record) bool { return r.Head().ID == m.ID }) {
		t.Errorf("the new store has the old one's records: %v", err)
	}
	cfg := config(dir, 3)
	before, err := store.Open(t.Context(), filepath.Join(dir, "store.db.aside-1"), store.Options{Secret: store.PIN(pin), Now: cfg.Now, Rand: cfg.Rand})
	if err != nil {
		t.Fatal(err)
	}
	kept, err := store.Get[kpuk.Member](t.Context(), before, m.ID)
	if err = errors.Join(err, before.Close()); err != nil || kept.Name != m.Name {
		t.Errorf("kept %+v, %v", kept, err)
	}
}
