package session_test

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

	"pendamping/kpuk"
	"pendamping/store"
	"pendamping/sync/hub"
	"pendamping/sync/merge"
	"pendamping/sync/session"
	world "pendamping/sync/synctest"
	"pendamping/sync/wire"
)

// database makes a store on disk.
func database(t *testing.T, random *rand.ChaCha8) *store.Store {
	t.Helper()
	s, err := store.Create(t.Context(), filepath.Join(t.TempDir(), "store.db"), store.Options{
		Secret: store.RawKey([32]byte{1}), Now: clock, Rand: random,
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

// TestDatabases: a facilitator's money reaches the coordinator through stores on disk,
// her approval comes back, and all three hold the same.
func TestDatabases(t *testing.T) {
	ctx := t.Context()
	random := rand.NewChaCha8([32]byte{1})
	ids := kpuk.IDSource{Now: clock, Rand: random}
	id := func() kpuk.ID {
		t.Helper()
		got, err := ids.New()
		if err != nil {
			t.Fatal(err)
		}
		return got
	}
	partition, group, meeting := id(), id(), id()
	hubKey := ed25519.NewKeyFromSeed(bytes.Repeat([]byte{2}, 32))
	center, dir := database(t, random), world.NewDirectory()
	h, err := hub.New(hub.Config{
		Project: "p", Key: hubKey, Epoch: merge.ID{1}, Now: clock, Rand: random, Derive: store.Derive,
	}, center, dir, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	srv := httptest.NewServer(h.Handler())
	defer srv.Close()
	client := session.NewClient(nil)
	defer client.CloseIdleConnections()
	join := func(n byte, device hub.Device) (*store.Store, *session.Session) {
		return enrolled(t, srv.URL, client, dir, database(t, random), n, device, h.PublicKey())
	}
	facilitator, coordinator := id(), id()
	tablet, up := join(3, hub.Device{Partition: merge.ID(partition), Person: merge.ID(facilitator), Scopes: []merge.ID{merge.ID(group)}})
	desk, down := join(4, hub.Device{Partition: merge.ID(partition), Person: merge.ID(coordinator), All: true, Admin: true})

	header := func(id kpuk.ID) kpuk.Header { return kpuk.Header{ID: id, Partition: partition, Scope: group} }
	recs := []kpuk.Record{&kpuk.Meeting{Header: header(meeting), Group: group}}
	total := kpuk.Rupiah(0)
	for i := range 11 {
		member := id()
		line := kpuk.EntryLine{Kind: kpuk.EntryWajib, Amount: kpuk.Rupiah(1000 * (i + 1)), Group: group, Meeting: meeting, Member: member}
		total += line.Amount
		recs = append(recs, &kpuk.Entry{Header: header(kpuk.EntryID(meeting, member, line.Kind, 0)), Line: line})
	}
	if err = tablet.Save(ctx, facilitator, recs...); err != nil {
		t.Fatal(err)
	}
	step := func(s *session.Session) {
		t.Helper()
		if _, err = s.Sync(ctx, nil); err != nil {
			t.Fatal(err)
		}
	}
	step(up)
	step(down)
	entries, err := store.List[kpuk.Entry](ctx, desk, group)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		total -= e.Line.Amount
	}
	if len(entries) != 11 || total != 0 {
		t.Errorf("%d entries arrived, %d rupiah are missing", len(entries), total)
	}
	m, err := store.Get[kpuk.Meeting](ctx, desk, meeting)
	if err != nil {
		t.Fatal(err)
	}
	m.State = kpuk.Standing{State: kpuk.Approved, By: coordinator}
	if err = desk.Save(ctx, coordinator, m); err != nil {
		t.Fatal(err)
	}
	step(down)
	step(up)
	if m, err = store.Get[kpuk.Meeting](ctx, tablet, meeting); err != nil || m.State.State != kpuk.Approved {
		t.Errorf("the approval did not come back (%v)", err)
	}
	sameEverywhere(ctx, t, group, center, tablet, desk)
}

// enrolled makes a device known to the hub and a session for its store.
func enrolled( //nolint:revive // a fixture
	t *testing.T, url string, client *http.Client, dir *world.Directory, s *store.Store, n byte, device hub.Device, hubKey ed25519.PublicKey,
) (*store.Store, *session.Session) {
	t.Helper()
	key := ed25519.NewKeyFromSeed(bytes.Repeat([]byte{n}, 32))
	public, ok := key.Public().(ed25519.PublicKey)
	if !ok {
		t.Fatal("not an Ed25519 key")
	}
	device.Key = public
	dir.Devices[wire.DeviceID(public)] = device
	return s, session.New(session.Config{
		Hub: url, Device: wire.DeviceID(public), Key: key, HubKey: hubKey, Project: "p", Derive: store.Derive,
		Now: clock, Rand: rand.New(rand.NewPCG(1, 1)), Timeout: time.Minute,
	}, s, client, slog.New(slog.DiscardHandler))
}

func sameEverywhere(ctx context.Context, t *testing.T, scope kpuk.ID, stores ...*store.Store) {
	t.Helper()
	want, err := stores[0].Digest(ctx, merge.ID(scope))
	if err != nil {
		t.Fatal(err)
	}
	for i, s := range stores[1:] {
		if got, err := s.Digest(ctx, merge.ID(scope)); err != nil || got != want {
			t.Errorf("store %d differs (%v)", i+1, err)
		}
	}
}
