package main

import (
	"bytes"
	"crypto/ed25519"
	"errors"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"slices"
	"testing"

	"pendamping/fault"
	"pendamping/kpuk"
	"pendamping/store"
	"pendamping/sync/merge"
	"pendamping/sync/session" //nolint:depguard // the test is a device
	"pendamping/sync/wire"
)

// with is the device's session under another key.
func (r *rig) with(d *device, key ed25519.PrivateKey, id merge.ID) *session.Session {
	client := session.NewClient(nil)
	r.t.Cleanup(client.CloseIdleConnections)
	return session.New(session.Config{
		Hub: r.url, Device: id, Key: key, HubKey: d.grant.HubKey, Project: d.grant.Project, Schema: store.Schema,
		Derive: store.Derive, Now: r.clock, Rand: rand.New(rand.NewPCG(1, 2)),
	}, d.Store, client, slog.New(slog.DiscardHandler))
}

func idOf(t *testing.T, key ed25519.PrivateKey) merge.ID {
	t.Helper()
	public, isKey := key.Public().(ed25519.PublicKey)
	if !isKey {
		t.Fatal("not an Ed25519 key")
	}
	return wire.DeviceID(public)
}

// devicesAt lists the devices that a coordinator's desk knows, but her own.
func devicesAt(t *testing.T, desk *device) []*kpuk.Device {
	t.Helper()
	all, err := store.List[kpuk.Device](t.Context(), desk.Store, kpuk.AdminScope(kpuk.ID(desk.grant.Partition)))
	ok(t, err)
	return slices.DeleteFunc(all, func(d *kpuk.Device) bool { return d.Person == desk.author() })
}

// TestSuccession: only a device that was told to gets a new key, only with both keys'
// signatures, and only once a coordinator has approved.
func TestSuccession(t *testing.T) {
	r := newRig(t, "http://127.0.0.1:1")
	links := []string{r.invite("--name", "Nurlaela", "--groups", "K-01"), r.invite("--name", "Baiq Handayani", "--office", "coordinator")}
	r.serve("--http")
	tablet, desk := r.mustEnrol(links[0], 1), r.mustEnrol(links[1], 2)
	renewal := session.Renewal{Keep: tablet.Store, Rand: r}
	ctx := t.Context()

	if _, err := tablet.session.Renew(ctx, renewal); fault.KindOf(err) != fault.Denied {
		t.Fatalf("a device that was not told to ask: %v", err)
	}
	r.sync(desk)
	old := devicesAt(t, desk)[0]
	old.SharedAt = 1
	ok(t, desk.Save(ctx, desk.author(), old))
	r.sync(desk)
	if res := r.sync(tablet); !res.Reidentify() {
		t.Fatalf("it was not told: %+v", res.Directives)
	}
	for range 2 { // the second time the same key
		if key, err := tablet.session.Renew(ctx, renewal); err != nil || key != nil {
			t.Fatalf("before approval: %v, %v", key, err)
		}
	}
	r.sync(desk)
	all := devicesAt(t, desk)
	if len(all) != 2 {
		t.Fatalf("%d devices, want the old one and one that waits", len(all))
	}
	fresh := all[slices.IndexFunc(all, (*kpuk.Device).Waits)]
	old = all[slices.IndexFunc(all, func(d *kpuk.Device) bool { return !d.Waits() })]

	var seed []byte
	if _, err := tablet.Local(ctx, "successor", &seed); err != nil {
		t.Fatal(err)
	}
	key := ed25519.NewKeyFromSeed(seed)
	if _, err := r.with(tablet, key, idOf(t, key)).Sync(ctx, nil); !errors.Is(err, session.ErrRefused) {
		t.Errorf("a key that waits lets in: %v", err)
	}
	r.forge(tablet)

	if !kpuk.ApproveSuccessor(old, fresh, 5) {
		t.Fatal("not to be approved")
	}
	ok(t, desk.Save(ctx, desk.author(), old, fresh))
	r.sync(desk)
	if _, err := tablet.session.Sync(ctx, nil); !errors.Is(err, session.ErrClosed) {
		t.Errorf("the old key after approval: %v", err)
	}
	got, err := tablet.session.Renew(ctx, renewal)
	if err != nil || !bytes.Equal(got, key) {
		t.Fatalf("after approval: %v", err)
	}
	m, e := tablet.meeting(t, tablet.group(t, "K-01"))
	ok(t, tablet.Save(ctx, tablet.author(), m, e))
	if res, err := r.with(tablet, key, idOf(t, key)).Sync(ctx, nil); err != nil || res.Waiting != 0 || len(res.Verdicts) != 0 || res.Rotated != 0 {
		t.Errorf("with the new key: %+v, %v", res, err)
	}
}

// forge asks for a new key without the old one's signature.
func (r *rig) forge(d *device) {
	r.t.Helper()
	codec, err := wire.New(wire.Options{Derive: store.Derive})
	ok(r.t, err)
	key := ed25519.NewKeyFromSeed(bytes.Repeat([]byte{0x66}, ed25519.SeedSize))
	public := ed25519.NewKeyFromSeed(key.Seed()).Public().(ed25519.PublicKey) //nolint:errcheck,forcetypeassert // its type is known
	req := wire.SuccessorRequest{Device: d.grant.Device}
	req.Sign(key, d.grant.Project, public) // with a key of the forger's own
	body, err := codec.PackSuccessor(&req)
	ok(r.t, err)
	auth := wire.Auth{Device: wire.DeviceID(public), Challenge: public}
	auth.Sign(key, wire.PathReidentify, d.grant.Project, body)
	post, err := http.NewRequestWithContext(r.t.Context(), http.MethodPost, r.url+wire.PathReidentify, bytes.NewReader(body))
	ok(r.t, err)
	post.Header.Set(wire.AuthHeader, auth.Header())
	post.Close = true
	resp, err := http.DefaultClient.Do(post)
	ok(r.t, err)
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusUnauthorized {
		r.t.Errorf("a forged request is answered %d", resp.StatusCode)
	}
}
