package conflicts_test

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"testing"
	"time"

	"go.uber.org/goleak"

	"pendamping/app/screen"
	"pendamping/app/screen/conflicts"
	"pendamping/app/screen/screentest"
	"pendamping/kpuk"
	"pendamping/kpuk/book"
	"pendamping/store"
	"pendamping/sync/hub"
	"pendamping/sync/merge"
	"pendamping/sync/session"
	"pendamping/sync/synctest"
	"pendamping/sync/wire"
)

func TestMain(m *testing.M) {
	goleak.VerifyTestMain(m, goleak.IgnoreAnyFunction("fyne.io/fyne/v2/test.(*driver).run"))
}

// replica is a device of the fleet: a store on disk, its session and the page's model.
type replica struct {
	store   *store.Store
	session *session.Session
	person  kpuk.ID
	env     *screen.Env
	model   *conflicts.Model
}

// fleet is two tablets and a desktop with a hub between them.
type fleet struct {
	t         *testing.T
	url       string
	client    *http.Client
	dir       *synctest.Directory
	hubKey    ed25519.PublicKey
	partition kpuk.ID
	group     kpuk.ID
}

// disk makes a store.
func disk(t *testing.T, n byte) *store.Store {
	t.Helper()
	s, err := store.Create(t.Context(), filepath.Join(t.TempDir(), "store.db"), store.Options{
		Secret: store.RawKey([32]byte{1}), Now: screentest.Clock, Rand: rand.NewChaCha8([32]byte{n}),
	})
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

func newFleet(t *testing.T) *fleet {
	t.Helper()
	f := &fleet{
		t: t, client: session.NewClient(nil), dir: synctest.NewDirectory(), partition: screentest.ID("federation", 1),
		group: screentest.ID("group", screentest.Melati),
	}
	t.Cleanup(f.client.CloseIdleConnections)
	h, err := hub.New(hub.Config{
		Project: "p", Key: ed25519.NewKeyFromSeed(bytes.Repeat([]byte{2}, 32)), Epoch: merge.ID{1}, Now: screentest.Clock,
		Rand: rand.NewChaCha8([32]byte{9}), Derive: store.Derive, WriteOnce: []merge.Kind{merge.Kind(kpuk.KindEntry)},
	}, disk(t, 1), f.dir, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(h.Handler())
	t.Cleanup(server.Close)
	f.url, f.hubKey = server.URL, h.PublicKey()
	return f
}

// join adds a device of a person of the small book.
func (f *fleet) join(n byte, person int, device hub.Device) *replica {
	f.t.Helper()
	key := ed25519.NewKeyFromSeed(bytes.Repeat([]byte{n}, 32))
	public, ok := key.Public().(ed25519.PublicKey)
	if !ok {
		f.t.Fatal("not an Ed25519 key")
	}
	r := &replica{store: disk(f.t, n), person: screentest.ID("person", person)}
	device.Key, device.Person, device.Partition = public, merge.ID(r.person), merge.ID(f.partition)
	f.dir.Devices[wire.DeviceID(public)] = device
	r.session = session.New(session.Config{
		Hub: f.url, Device: wire.DeviceID(public), Key: key, HubKey: f.hubKey, Project: "p", Derive: store.Derive,
		Now: screentest.Clock, Rand: rand.New(rand.NewPCG(1, 1)), Timeout: time.Minute,
	}, r.store, f.client, slog.New(slog.DiscardHandler))
	return r
}

// sync lets every device sync twice, so that all know of all.
func (f *fleet) sync(replicas ...*replica) {
	f.t.Helper()
	for range 2 {
		for _, r := range replicas {
			if _, err := r.session.Sync(f.t.Context(), nil); err != nil {
				f.t.Fatal(err)
			}
		}
	}
}

// look opens the page on a device, over its real store.
func (f *fleet) look(r *replica, office kpuk.Office) *conflicts.Model {
	f.t.Helper()
	rig := screentest.New(f.t, "id")
	r.env = rig.Env
	r.env.Me, r.env.Office, r.env.Book = r.person, office, book.New()
	all, err := r.store.All(f.t.Context())
	if err != nil {
		f.t.Fatal(err)
	}
	r.env.Book.Put(all...)
	r.env.Go = func(work func(context.Context) error, done func(error)) { done(work(f.t.Context())) }
	r.env.Keep = func(done func(error), recs ...kpuk.Record) {
		err := r.store.Save(f.t.Context(), r.person, recs...)
		if err == nil {
			r.env.Book.Put(recs...)
		}
		done(err)
	}
	r.model = conflicts.NewModel(r.env, store.NewDoubts(r.store, f.partition), func() {})
	return r.model
}

// member reads the one member.
func member(t *testing.T, r *replica) *kpuk.Member {
	t.Helper()
	m, err := store.Get[kpuk.Member](t.Context(), r.store, screentest.MemberID(screentest.Melati, 8))
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// three are two tablets and a desktop that hold the same member.
func three(t *testing.T) (*fleet, []*replica) {
	t.Helper()
	f := newFleet(t)
	own := hub.Device{Scopes: []merge.ID{merge.ID(f.group)}}
	all := []*replica{f.join(3, 1, own), f.join(4, 3, own), f.join(5, 2, hub.Device{All: true, Admin: true})}
	g := &kpuk.Group{Header: screentest.Head(f.group, f.group), Name: "Melati"}
	m := &kpuk.Member{
		Header: screentest.Head(screentest.MemberID(screentest.Melati, 8), f.group), Name: "Rohayati", Group: f.group, Number: 8, Phone: "+62811",
	}
	if err := all[2].store.Save(t.Context(), all[2].person, g, m); err != nil {
		t.Fatal(err)
	}
	f.sync(all...)
	return f, all
}

// TestThreeDevicesOneDecision: three edit the same member offline; each sees all the
// values after syncing, and one decision counts on all.
func TestThreeDevicesOneDecision(t *testing.T) {
	f, all := three(t)
	phones := []string{"+62811111111", "+62822222222", "+62833333333"}
	for i, r := range all {
		m := member(t, r)
		m.Phone = phones[i]
		if err := r.store.Save(t.Context(), r.person, m); err != nil {
			t.Fatal(err)
		}
	}
	f.sync(all...)
	offices := []kpuk.Office{kpuk.OfficeFacilitator, kpuk.OfficeFacilitator, kpuk.OfficeCoordinator}
	shown := member(t, all[0]).Phone
	for i, r := range all {
		m := f.look(r, offices[i])
		if m.Count() != 1 || member(t, r).Phone != shown {
			t.Fatalf("device %d: %d lines, shows %s and not %s", i, m.Count(), member(t, r).Phone, shown)
		}
		m.Open(0)
		if values := m.Fields()[0].Values; len(values) != 3 {
			t.Errorf("device %d sees %d values", i, len(values))
		}
	}
	desk := all[2].model
	desk.Type(0, "081234567890")
	desk.Save()
	if desk.Failure() != "" || desk.Count() != 0 {
		t.Fatalf("%q, %d lines left", desk.Failure(), desk.Count())
	}
	f.sync(all...)
	for i, r := range all {
		r.model.Load()
		if r.model.Count() != 0 || member(t, r).Phone != "+6281234567890" {
			t.Errorf("device %d: %d lines left, shows %s", i, r.model.Count(), member(t, r).Phone)
		}
	}
	sameEverywhere(t, f, all)
}

// TestThreeDevicesRemoval: a member is removed by one and written into by another.
func TestThreeDevicesRemoval(t *testing.T) {
	f, all := three(t)
	a, b := member(t, all[0]), member(t, all[1])
	a.Removed = kpuk.Removal{Reason: "dobel"}
	b.Address = "RT 05"
	if err := all[0].store.Save(t.Context(), all[0].person, a); err != nil {
		t.Fatal(err)
	}
	if err := all[1].store.Save(t.Context(), all[1].person, b); err != nil {
		t.Fatal(err)
	}
	f.sync(all...)
	m := f.look(all[2], kpuk.OfficeCoordinator)
	if m.Count() != 1 {
		t.Fatalf("%d lines", m.Count())
	}
	m.Open(0)
	if values := m.Fields()[0].Values; values[1].Text != "Tetap ada" {
		t.Fatalf("values %+v", values)
	}
	m.Pick(0, 1)
	m.Save()
	f.sync(all...)
	for i, r := range all {
		if got := member(t, r); got.Gone() || got.Address != "RT 05" || f.look(r, kpuk.OfficeCoordinator).Count() != 0 {
			t.Errorf("device %d: gone %v, %q, %d lines left", i, got.Gone(), got.Address, r.model.Count())
		}
	}
	sameEverywhere(t, f, all)
}

// TestThreeDevicesMoney: two tablets record the same cell of the same meeting with
// different amounts. Neither is summed twice nor lost, and one decision settles it.
func TestThreeDevicesMoney(t *testing.T) {
	f, all := three(t)
	meeting := screentest.MeetingID(screentest.Melati, 11)
	for i, amount := range []kpuk.Rupiah{10_000, 12_000} {
		l := kpuk.EntryLine{
			Kind: kpuk.EntryWajib, Amount: amount, Group: f.group, Meeting: meeting, Member: screentest.MemberID(screentest.Melati, 8), Date: screentest.Day(11, 23),
		}
		e := &kpuk.Entry{Header: screentest.Head(kpuk.EntryID(l.Meeting, l.Member, l.Kind, 0), f.group), Line: l}
		if err := all[i].store.Save(t.Context(), all[i].person, e); err != nil {
			t.Fatal(err)
		}
	}
	f.sync(all...)
	m := f.look(all[2], kpuk.OfficeCoordinator)
	if got := all[2].env.Book.Group(f.group).Savings(); m.Count() != 1 || got != 10_000 && got != 12_000 {
		t.Fatalf("%d lines, savings %v", m.Count(), got)
	}
	m.Open(0)
	m.Type(0, "11.000")
	m.Save()
	if m.Failure() != "" || m.Count() != 0 {
		t.Fatalf("%q, %d lines left", m.Failure(), m.Count())
	}
	f.sync(all...)
	for i, r := range all {
		left := f.look(r, kpuk.OfficeCoordinator).Count()
		if got := r.env.Book.Group(f.group).Savings(); got != 11_000 || left != 0 {
			t.Errorf("device %d: savings %v, %d lines left", i, got, left)
		}
		aside, err := r.store.Quarantine(t.Context())
		if err != nil || len(aside) != 0 {
			t.Errorf("device %d: %d changes were not accepted, %v", i, len(aside), err)
		}
	}
	sameEverywhere(t, f, all)
}

// sameEverywhere compares the group's records on all devices.
func sameEverywhere(t *testing.T, f *fleet, all []*replica) {
	t.Helper()
	want, err := all[0].store.Digest(t.Context(), merge.ID(f.group))
	if err != nil {
		t.Fatal(err)
	}
	for i, r := range all[1:] {
		if got, err := r.store.Digest(t.Context(), merge.ID(f.group)); err != nil || got != want {
			t.Errorf("device %d differs (%v)", i+1, err)
		}
	}
}
