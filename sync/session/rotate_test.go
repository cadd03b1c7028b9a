package session_test

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"errors"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"testing"

	"pendamping/store"
	"pendamping/sync/hub"
	"pendamping/sync/merge"
	"pendamping/sync/session"
	world "pendamping/sync/synctest"
)

// office is a hub on disk that can be exchanged, and devices that speak to it.
type office struct {
	t      *testing.T
	random *rand.ChaCha8
	dir    *world.Directory
	store  *store.Store
	hub    *hub.Hub
	srv    *httptest.Server
	epochs byte
}

func newOffice(t *testing.T) *office {
	t.Helper()
	o := &office{t: t, random: rand.NewChaCha8([32]byte{3}), dir: world.NewDirectory()}
	o.renew()
	return o
}

// renew puts an empty hub in the place of the one there was.
func (o *office) renew() {
	o.t.Helper()
	o.store = database(o.t, o.random)
	o.reopen()
}

// reopen starts the hub with its store as a new epoch, as after a restore.
func (o *office) reopen() {
	o.t.Helper()
	if o.srv != nil {
		o.srv.Close()
	}
	o.epochs++
	h, err := hub.New(hub.Config{
		Project: "p", Key: ed25519.NewKeyFromSeed(bytes.Repeat([]byte{2}, 32)), Epoch: merge.ID{o.epochs}, Now: clock, Rand: o.random,
	}, o.store, o.dir, slog.New(slog.DiscardHandler))
	if err != nil {
		o.t.Fatal(err)
	}
	o.hub, o.srv = h, httptest.NewServer(h.Handler())
	o.t.Cleanup(o.srv.Close)
}

// device joins a store as a device that holds everything.
func (o *office) device(s *store.Store, d hub.Device) *session.Session {
	o.t.Helper()
	d.All = true
	return o.join(s, 3, d)
}

// join joins a store as the device of a number.
func (o *office) join(s *store.Store, n byte, d hub.Device) *session.Session {
	o.t.Helper()
	client := session.NewClient(nil)
	o.t.Cleanup(client.CloseIdleConnections)
	d.Partition = merge.ID{1}
	_, joined := enrolled(o.t, o.srv.URL, client, o.dir, s, n, d, o.hub.PublicKey())
	return joined
}

// note writes a value on top of what the store shows.
func note(t *testing.T, s *store.Store, record byte, value string) {
	t.Helper()
	field := merge.Field{Number: 10}
	var seen merge.Context
	if rec, err := s.Record(t.Context(), merge.ID{record}); err == nil {
		seen = rec.Field(field).Context
	}
	_, err := s.Commit(t.Context(), merge.ID{9}, []merge.Edit{{
		Record: merge.ID{record}, Kind: 3, Partition: merge.ID{1}, Scope: merge.ID{2},
		Writes: []merge.Write{{Field: field, Value: []byte(value), Context: seen}},
	}})
	if err != nil {
		t.Fatal(err)
	}
}

// values are what a store holds in a record.
func values(t *testing.T, s *store.Store, record byte) map[string]int {
	t.Helper()
	rec, err := s.Record(t.Context(), merge.ID{record})
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]int{}
	for _, sib := range rec.Field(merge.Field{Number: 10}).Siblings {
		out[string(sib.Value)]++
	}
	return out
}

// double copies a store with its header, as a backup of a tablet would be.
func double(ctx context.Context, t *testing.T, s *store.Store, from string) *store.Store {
	t.Helper()
	var db bytes.Buffer
	if err := s.CopyTo(ctx, &db); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "store.db")
	header, err := os.ReadFile(from + ".key")
	if err != nil {
		t.Fatal(err)
	}
	for name, b := range map[string][]byte{path: db.Bytes(), path + ".key": header} {
		if err = os.WriteFile(name, b, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	c, err := store.Open(ctx, path, store.Options{Secret: store.RawKey([32]byte{1}), Now: clock, Rand: rand.NewChaCha8([32]byte{8})})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := c.Close(); err != nil {
			t.Error(err)
		}
	})
	return c
}

func synced(t *testing.T, s *session.Session) session.Result {
	t.Helper()
	r, err := s.Sync(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// TestRotation: a tablet that was set back rotates by itself, keeps what it wrote since
// beside what it had sent before, and when the hub is lost both its logs come back.
func TestRotation(t *testing.T) {
	ctx := t.Context()
	o := newOffice(t)
	path := filepath.Join(t.TempDir(), "first.db")
	first, err := store.Create(ctx, path, store.Options{Secret: store.RawKey([32]byte{1}), Now: clock, Rand: o.random})
	if err != nil {
		t.Fatal(err)
	}
	defer first.Close()
	up := o.device(first, hub.Device{})
	note(t, first, 1, "a")
	synced(t, up)
	old := double(ctx, t, first, path)
	note(t, first, 1, "sent and forgotten")
	note(t, first, 2, "sent too")
	synced(t, up)

	note(t, old, 1, "written after the restore")
	again := o.device(old, hub.Device{})
	r := synced(t, again)
	if r.Rotated != 1 || r.Waiting != 0 || old.Replica() == first.Replica() {
		t.Errorf("%+v", r)
	}
	for name, s := range map[string]*store.Store{"tablet": old, "hub": o.store} {
		if got := values(t, s, 1); got["sent and forgotten"] != 1 || got["written after the restore"] != 1 || len(got) != 2 {
			t.Errorf("%s holds %v", name, got)
		}
		if got := values(t, s, 2); got["sent too"] != 1 {
			t.Errorf("%s holds %v", name, got)
		}
	}
	aside, err := o.store.Quarantine(ctx)
	if err != nil || len(aside) != 1 || !aside[0].Fork {
		t.Errorf("the fork is not kept: %+v, %v", aside, err)
	}
	if r = synced(t, again); r.Rotated != 0 || r.Requests != 1 {
		t.Errorf("idle: %+v", r)
	}

	o.renew()
	r = synced(t, o.device(old, hub.Device{}))
	if r.Waiting != 0 {
		t.Errorf("%+v", r)
	}
	want, err := first.Since(ctx, first.Replica(), 0, 1, 0)
	if err != nil {
		t.Fatal(err)
	}
	got, err := o.store.Since(ctx, first.Replica(), 0, 0, 0)
	if err != nil || len(got) != 1 || got[0].Hash(merge.Hash{}) != want[0].Hash(merge.Hash{}) {
		t.Errorf("%d changes of the elder came back, %v", len(got), err)
	}
}

// TestOrders: an order to wipe after all is sent counts only then.
func TestOrders(t *testing.T) {
	tests := map[string]struct {
		device hub.Device
		want   session.Order
	}{
		"none":           {want: session.OrderNone},
		"lock":           {device: hub.Device{Order: "lock"}, want: session.OrderLock},
		"wipe":           {device: hub.Device{Order: "wipe"}, want: session.OrderWipe},
		"push then wipe": {device: hub.Device{Order: "push-then-wipe"}, want: session.OrderWipe},
		"revoked":        {device: hub.Device{Revoked: true}, want: session.OrderWipe},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			o := newOffice(t)
			s := database(t, o.random)
			note(t, s, 1, "a")
			up := o.device(s, test.device)
			ctx, cancel := context.WithCancel(t.Context())
			r, err := up.Sync(ctx, func(session.Progress) { cancel() })
			cancel()
			if err == nil || r.Order() == session.OrderWipe && test.device.Order != "wipe" {
				t.Errorf("cut off: order %d, %v", r.Order(), err)
			}
			r = synced(t, up)
			if r.Order() != test.want {
				t.Errorf("order %d, want %d", r.Order(), test.want)
			}
		})
	}
}

// TestMovedWhileRestored: a device that pulls all anew, because the hub was restored, is
// told of a record that left its scopes since its last sync.
func TestMovedWhileRestored(t *testing.T) {
	ctx := t.Context()
	o := newOffice(t)
	tablet, desk := database(t, o.random), database(t, o.random)
	scopes := hub.Device{Scopes: []merge.ID{{2}}}
	note(t, desk, 1, "a")
	note(t, desk, 2, "b")
	synced(t, o.device(desk, hub.Device{}))
	synced(t, o.join(tablet, 4, scopes))
	if got := values(t, tablet, 1); got["a"] != 1 {
		t.Fatalf("the tablet holds %v", got)
	}
	rec, err := desk.Record(ctx, merge.ID{1})
	if err != nil {
		t.Fatal(err)
	}
	scope := merge.Field{Number: merge.FieldScope}
	_, err = desk.Commit(ctx, merge.ID{9}, []merge.Edit{{
		Record: merge.ID{1}, Kind: 3, Partition: merge.ID{1}, Scope: merge.ID{2},
		Writes: []merge.Write{{Field: scope, Value: merge.ScopeValue(merge.ID{5}), Context: rec.Field(scope).Context}},
	}})
	if err != nil {
		t.Fatal(err)
	}
	synced(t, o.device(desk, hub.Device{}))
	o.reopen()
	synced(t, o.join(tablet, 4, scopes))
	if _, err = tablet.Record(ctx, merge.ID{1}); !errors.Is(err, merge.ErrNoRecord) {
		t.Errorf("the record that moved away is still there: %v", err)
	}
	if got := values(t, tablet, 2); got["b"] != 1 {
		t.Errorf("the tablet holds %v", got)
	}
}

// weak is a link that fails a few times.
type weak struct {
	left int
	next http.RoundTripper
}

// RoundTrip implements http.RoundTripper.
func (w *weak) RoundTrip(r *http.Request) (*http.Response, error) {
	if w.left > 0 {
		w.left--
		return nil, errors.New("no network")
	}
	return w.next.RoundTrip(r)
}

// TestRotationInSmallSteps: a link so bad that one change is sent at a time does not
// hide a fork further on.
func TestRotationInSmallSteps(t *testing.T) {
	ctx := t.Context()
	o := newOffice(t)
	path := filepath.Join(t.TempDir(), "first.db")
	first, err := store.Create(ctx, path, store.Options{Secret: store.RawKey([32]byte{1}), Now: clock, Rand: o.random})
	if err != nil {
		t.Fatal(err)
	}
	defer first.Close()
	up := o.device(first, hub.Device{})
	note(t, first, 1, "a")
	synced(t, up)
	note(t, first, 2, "in both")
	note(t, first, 3, "in both")
	old := double(ctx, t, first, path)
	for i := range byte(3) {
		note(t, first, 10+i, "first")
		note(t, old, 20+i, "old")
		note(t, old, 30+i, "old")
	}
	synced(t, up)
	link := &weak{left: 8, next: http.DefaultTransport}
	client := &http.Client{Transport: link}
	defer client.CloseIdleConnections()
	_, again := enrolled(t, o.srv.URL, client, o.dir, old, 3, hub.Device{Partition: merge.ID{1}, All: true}, o.hub.PublicKey())
	for link.left > 0 {
		if _, err = again.Sync(ctx, nil); err == nil {
			t.Fatal("synced without a network")
		}
	}
	if r := synced(t, again); r.Rotated != 1 || r.Waiting != 0 {
		t.Errorf("%+v", r)
	}
	elders, err := old.Elders(ctx)
	if err != nil || len(elders) != 1 || elders[0].Common.Seq != 3 {
		t.Errorf("elders %+v, %v", elders, err)
	}
	if got := values(t, old, 10); got["first"] != 1 {
		t.Errorf("the tablet holds %v", got)
	}
}
