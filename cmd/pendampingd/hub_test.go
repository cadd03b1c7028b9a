package main

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"encoding/json"
	"io"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"pendamping/fault"
	"pendamping/kpuk"
	"pendamping/store"
	"pendamping/sync/merge"
	"pendamping/sync/session" //nolint:depguard // the test is a device
	"pendamping/sync/wire"
)

// rig is a hub in a folder with a roster, run through the program's own commands.
type rig struct {
	t   *testing.T
	dir string
	url string
	// said are the headers of the last answer to a bundle.
	said http.Header

	logs io.Writer // of the program; nil: nowhere

	mu  sync.Mutex
	now time.Time
	ids *rand.ChaCha8

	stop func() int // ends a running hub
	wait func() int // waits until it ends by itself
}

func newRig(t *testing.T, url string) *rig {
	t.Helper()
	r := &rig{t: t, dir: t.TempDir(), now: time.Date(2026, 11, 23, 2, 0, 0, 0, time.UTC), ids: rand.NewChaCha8([32]byte{1})}
	r.mustRun(append([]string{"init", "--name", "JarPUK Lombok Tengah", "--areas", "52.02", "--coordinator", "Baiq Handayani", "--url", url},
		storeOf(t)...)...)
	roster := filepath.Join(t.TempDir(), "roster.csv")
	writeFile(t, roster, "kode_kelompok,kelompok,kode_desa,nomor,nama\nK-01,Melati,52.02.02.2004,1,Inaq Sahnim\n"+
		"K-01,Melati,52.02.02.2004,2,Baiq Rohani\nK-02,Mawar,52.02.02.2005,1,Rohayati\n")
	r.mustRun("import", roster)
	return r
}

// world is the program's, with the rig's clock and seeded randomness.
func (r *rig) world(out io.Writer) world {
	errs := r.logs
	if errs == nil {
		errs = io.Discard
	}
	return world{out: out, errs: errs, env: func(string) (string, bool) { return "", false }, now: r.clock, rand: r}
}

// Read gives the same bytes in every run.
func (r *rig) Read(p []byte) (int, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.ids.Read(p)
}

func (r *rig) clock() time.Time {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.now = r.now.Add(time.Millisecond)
	return r.now
}

func (r *rig) mustRun(args ...string) string {
	r.t.Helper()
	var out bytes.Buffer
	if code := run(r.t.Context(), r.world(&out), append(args, "--data", r.dir)); code != 0 {
		r.t.Fatalf("%v: exit code %d: %s", args, code, out.String())
	}
	return out.String()
}

// invite returns an invitation's link.
func (r *rig) invite(args ...string) string {
	r.t.Helper()
	var got struct{ Link string }
	if err := json.Unmarshal([]byte(r.mustRun(append([]string{"invite", "--json"}, args...)...)), &got); err != nil {
		r.t.Fatal(err)
	}
	return got.Link
}

// serve starts the hub.
func (r *rig) serve(args ...string) {
	r.t.Helper()
	ctx, cancel := context.WithCancel(r.t.Context())
	in, out := io.Pipe()
	ended := make(chan int, 1)
	go func() {
		code := run(ctx, r.world(out), append([]string{"serve", "--json", "--listen", "127.0.0.1:0", "--data", r.dir}, args...))
		_ = out.Close() //nolint:errcheck // of a pipe
		ended <- code
	}()
	var on struct{ URL string }
	if err := json.NewDecoder(in).Decode(&on); err != nil {
		r.t.Fatalf("hub did not start: %v", err)
	}
	r.url = on.URL
	r.wait = sync.OnceValue(func() int { return <-ended })
	r.stop = func() int { cancel(); return r.wait() }
	r.t.Cleanup(func() { r.stop() })
}

// device is an enrolled device with its store.
type device struct {
	*store.Store

	session *session.Session
	grant   session.Enrolment
	ids     kpuk.IDSource
	key     ed25519.PrivateKey
}

// enrol lets in a new device with a link; the hub listens elsewhere than it says.
func (r *rig) enrol(link string, seed byte) (*device, error) {
	r.t.Helper()
	inv, err := wire.ParseInvitation(link)
	if err != nil {
		r.t.Fatal(err)
	}
	inv.Hub = r.url
	d := &device{key: ed25519.NewKeyFromSeed(bytes.Repeat([]byte{seed}, 32)), ids: kpuk.IDSource{Now: r.clock, Rand: r}}
	client := session.NewClient(inv.Pin)
	r.t.Cleanup(client.CloseIdleConnections)
	d.grant, err = session.Enrol(r.t.Context(), client, inv, session.EnrolRequest{Key: d.key, Label: "Tablet", Schema: store.Schema, Derive: store.Derive})
	if err != nil {
		return nil, err
	}
	d.Store, err = store.Create(r.t.Context(), filepath.Join(r.t.TempDir(), "device.db"), store.Options{
		Secret: store.RawKey([32]byte{seed}), Now: r.clock, Rand: r,
	})
	if err != nil {
		r.t.Fatal(err)
	}
	r.t.Cleanup(func() { ok(r.t, d.Close()) })
	ok(r.t, d.Absorb(r.t.Context(), merge.Page{Deltas: d.grant.Deltas}, nil))
	ok(r.t, d.SetLink(r.t.Context(), d.grant.Link))
	d.session = session.New(session.Config{
		Hub: d.grant.Hub, Device: d.grant.Device, Key: d.key, HubKey: d.grant.HubKey, Project: d.grant.Project, Schema: store.Schema,
		Derive: store.Derive, Now: r.clock, Rand: rand.New(rand.NewPCG(1, 2)),
	}, d.Store, client, slog.New(slog.DiscardHandler))
	return d, nil
}

func (r *rig) mustEnrol(link string, seed byte) *device {
	r.t.Helper()
	d, err := r.enrol(link, seed)
	ok(r.t, err)
	r.sync(d)
	return d
}

func (r *rig) sync(d *device) session.Result {
	r.t.Helper()
	res, err := d.session.Sync(r.t.Context(), nil)
	ok(r.t, err)
	return res
}

func (d *device) author() kpuk.ID { return kpuk.ID(d.grant.Person) }

// group finds a group the device holds.
func (d *device) group(t *testing.T, code string) *kpuk.Group {
	t.Helper()
	groups, err := store.List[kpuk.Group](t.Context(), d.Store, kpuk.ID{})
	ok(t, err)
	for _, g := range groups {
		if g.Code == code {
			return g
		}
	}
	return nil
}

// meeting is a new, submitted meeting with one entry.
func (d *device) meeting(t *testing.T, g *kpuk.Group) (*kpuk.Meeting, *kpuk.Entry) {
	t.Helper()
	id, err := d.ids.New()
	ok(t, err)
	members, err := store.List[kpuk.Member](t.Context(), d.Store, g.ID)
	ok(t, err)
	h := kpuk.Header{ID: id, Partition: g.Partition, Scope: g.ID}
	m := &kpuk.Meeting{Header: h, Group: g.ID, Date: kpuk.NewDate(2026, 11, 23), State: kpuk.Standing{State: kpuk.Submitted, By: d.author()}}
	h.ID = kpuk.EntryID(id, members[0].ID, kpuk.EntryWajib, 0)
	return m, &kpuk.Entry{Header: h, Line: kpuk.EntryLine{
		Kind: kpuk.EntryWajib, Amount: 10_000, Group: g.ID, Meeting: id, Member: members[0].ID, Date: m.Date,
	}}
}

// TestMeetingGoesThrough takes a meeting from a facilitator through the hub to a
// coordinator and the approval back, over pinned TLS.
func TestMeetingGoesThrough(t *testing.T) {
	r := newRig(t, "https://localhost:8443")
	nurlaela := r.invite("--name", "Nurlaela", "--groups", "K-01")
	handayani := r.invite("--name", "Baiq Handayani", "--office", "coordinator")
	r.serve()
	tablet, desk := r.mustEnrol(nurlaela, 1), r.mustEnrol(handayani, 2)

	melati := tablet.group(t, "K-01")
	if melati == nil || tablet.group(t, "K-02") != nil || desk.group(t, "K-02") == nil {
		t.Fatal("the facilitator must hold her group alone, the coordinator all")
	}
	fed, err := store.Get[kpuk.Federation](t.Context(), tablet.Store, kpuk.ID(tablet.grant.Partition))
	ok(t, err)
	other, err := store.Get[kpuk.Person](t.Context(), tablet.Store, desk.author())
	ok(t, err)
	if fed.Name != "JarPUK Lombok Tengah" || other.Name != "Baiq Handayani" || melati.Facilitator != tablet.author() {
		t.Errorf("greeting: %q, %q, facilitator %v", fed.Name, other.Name, melati.Facilitator)
	}

	m, e := tablet.meeting(t, melati)
	ok(t, tablet.Save(t.Context(), tablet.author(), m, e))
	if res := r.sync(tablet); len(res.Verdicts) > 0 || res.Pushed != 1 {
		t.Fatalf("push: %+v", res)
	}
	r.sync(desk)
	seen, err := store.Get[kpuk.Meeting](t.Context(), desk.Store, m.ID)
	ok(t, err)
	seen.State, err = seen.State.Approve(kpuk.Actor{Person: desk.author(), Office: kpuk.OfficeCoordinator, At: 1})
	ok(t, err)
	ok(t, desk.Save(t.Context(), desk.author(), seen))
	if res := r.sync(desk); len(res.Verdicts) > 0 {
		t.Fatalf("approval: %+v", res.Verdicts)
	}
	r.sync(tablet)
	back, err := store.Get[kpuk.Meeting](t.Context(), tablet.Store, m.ID)
	ok(t, err)
	if back.State.State != kpuk.Approved {
		t.Errorf("the approval did not come back: %v", back.State.State)
	}
	scope := merge.ID(melati.ID)
	a, err := tablet.Digest(t.Context(), scope)
	ok(t, err)
	b, err := desk.Digest(t.Context(), scope)
	ok(t, err)
	if a != b {
		t.Error("tablet and desk differ")
	}
	if code := r.stop(); code != 0 {
		t.Errorf("serve ended with %d", code)
	}
	var got checked
	ok(t, json.Unmarshal([]byte(r.mustRun("check", "--json")), &got))
	if got.Savings != 10_000 || got.Cash != 10_000 || got.Entries != 1 {
		t.Errorf("check: %+v", got)
	}
}

// TestRulesHold sends what must not be, and finds it in quarantine.
func TestRulesHold(t *testing.T) {
	tests := map[string]struct {
		code merge.Code
		make func(t *testing.T, d *device, g *kpuk.Group) []kpuk.Record
	}{
		"a facilitator approves": {merge.RuleBroken, func(t *testing.T, d *device, g *kpuk.Group) []kpuk.Record {
			t.Helper()
			m, _ := d.meeting(t, g)
			m.State.State = kpuk.Approved
			return []kpuk.Record{m}
		}},
		"a negative deposit": {merge.RuleBroken, func(t *testing.T, d *device, g *kpuk.Group) []kpuk.Record {
			t.Helper()
			m, e := d.meeting(t, g)
			e.Line.Amount = -1
			return []kpuk.Record{m, e}
		}},
		"money in another group's name": {merge.RuleBroken, func(t *testing.T, d *device, g *kpuk.Group) []kpuk.Record {
			t.Helper()
			_, e := d.meeting(t, g)
			e.Line.Group = kpuk.Derive("elsewhere")
			return []kpuk.Record{e}
		}},
		"a group she does not accompany": {merge.NoRight, func(t *testing.T, d *device, g *kpuk.Group) []kpuk.Record {
			t.Helper()
			m, _ := d.meeting(t, g)
			m.Group = kpuk.Derive("elsewhere")
			m.Scope = m.Group
			return []kpuk.Record{m}
		}},
		"an account of her own": {merge.NoRight, func(t *testing.T, d *device, _ *kpuk.Group) []kpuk.Record {
			t.Helper()
			p, err := store.Get[kpuk.Person](t.Context(), d.Store, d.author())
			ok(t, err)
			p.Office = kpuk.OfficeCoordinator
			return []kpuk.Record{p}
		}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			r := newRig(t, "http://127.0.0.1:1")
			link := r.invite("--name", "Nurlaela", "--groups", "K-01")
			r.serve("--http")
			d := r.mustEnrol(link, 1)
			ok(t, d.Save(t.Context(), d.author(), tt.make(t, d, d.group(t, "K-01"))...))
			res := r.sync(d)
			if len(res.Verdicts) != 1 || res.Verdicts[0].Code != tt.code {
				t.Fatalf("verdicts: %+v, want code %v", res.Verdicts, tt.code)
			}
			r.stop()
			var out bytes.Buffer
			if code := run(t.Context(), r.world(&out), []string{"check", "--data", r.dir}); code != exitFailed || !strings.Contains(out.String(), "quarantine") {
				t.Errorf("check: %d %s", code, out.String())
			}
		})
	}
}

// TestInvitationsServeOnce tries codes that must not work.
func TestInvitationsServeOnce(t *testing.T) {
	r := newRig(t, "http://127.0.0.1:1")
	once := r.invite("--name", "Nurlaela", "--groups", "K-01")
	late := r.invite("--name", "Lale Aini", "--groups", "K-02", "--expires", "1ms")
	r.serve("--http")
	first := r.mustEnrol(once, 1)
	again, err := r.enrol(once, 1)
	if err != nil || again.grant.Device != first.grant.Device {
		t.Errorf("the same device, whose answer got lost, is refused: %v", err)
	}
	if _, err := r.enrol(once, 2); fault.KindOf(err) != fault.Denied {
		t.Errorf("another device with the same code: %v", err)
	}
	if _, err := r.enrol(late, 3); fault.KindOf(err) != fault.Denied {
		t.Errorf("an expired code: %v", err)
	}
}

// TestRevoked lets a coordinator revoke a device, and a wiped one know.
func TestRevoked(t *testing.T) {
	r := newRig(t, "http://127.0.0.1:1")
	links := []string{r.invite("--name", "Nurlaela", "--groups", "K-01"), r.invite("--name", "Baiq Handayani", "--office", "coordinator")}
	r.serve("--http")
	tablet, desk := r.mustEnrol(links[0], 1), r.mustEnrol(links[1], 2)
	dev, err := store.Get[kpuk.Device](t.Context(), desk.Store, kpuk.ID(tablet.grant.Device))
	ok(t, err)
	dev.RevokedAt, dev.Order = 1, "wipe"
	ok(t, desk.Save(t.Context(), desk.author(), dev))
	r.sync(desk)
	m, e := tablet.meeting(t, tablet.group(t, "K-01"))
	ok(t, tablet.Save(t.Context(), tablet.author(), m, e))
	res, err := tablet.session.Sync(t.Context(), nil)
	ok(t, err)
	if len(res.Verdicts) != 1 || res.Verdicts[0].Code != merge.NoRight || len(res.Directives) != 1 || res.Directives[0].Kind != wire.DirectWipe {
		t.Errorf("a revoked device: %+v", res)
	}
}
