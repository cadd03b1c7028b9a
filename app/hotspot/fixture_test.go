package hotspot

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"sync/atomic"
	"testing"
	"time"

	"go.uber.org/goleak"

	"pendamping/app/device"
	"pendamping/kpuk"
	"pendamping/store"
	"pendamping/store/rule"
	"pendamping/sync/bundle"
	"pendamping/sync/hub"
	"pendamping/sync/merge"
	"pendamping/sync/synctest"
	"pendamping/sync/wire"
)

const (
	project = "pendamping"
	pin     = "135791"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func clock() time.Time { return time.Date(2026, 11, 23, 10, 24, 0, 0, time.UTC) }

var (
	fed           = kpuk.ID{1}
	melati, mawar = kpuk.ID{2}, kpuk.ID{3}
	hubKey        = ed25519.NewKeyFromSeed(make([]byte, 32))
	silent        = slog.New(slog.DiscardHandler)
)

// office is a hub that can be out of reach.
type office struct {
	t      *testing.T
	dir    *synctest.Directory
	store  *store.Store
	server *httptest.Server
	off    atomic.Bool
	deaf   atomic.Bool // gives no certificates
	codes  byte
	posted atomic.Int32 // bundles
}

func newOffice(t *testing.T) *office {
	t.Helper()
	o := &office{t: t, dir: synctest.NewDirectory()}
	var err error
	o.store, err = store.Create(t.Context(), filepath.Join(t.TempDir(), "hub.db"), store.Options{
		Secret: store.RawKey([32]byte{9}), Now: clock, Rand: rand.NewChaCha8([32]byte{8}),
	})
	ok(t, err)
	t.Cleanup(func() { ok(t, o.store.Close()) })
	h, err := hub.New(hub.Config{
		Project: project, Key: hubKey, Epoch: merge.ID{5}, Now: clock, Rand: rand.NewChaCha8([32]byte{7}), Derive: store.Derive,
		Judge: rule.Rules{Office: func(id kpuk.ID) kpuk.Office {
			switch {
			case id[0] != 0xee:
				return 0
			case id[1] == 3: // the desktop's
				return kpuk.OfficeCoordinator
			}
			return kpuk.OfficeFacilitator
		}}.Judge, DeviceBurst: 10_000,
	}, o.store, o.dir, silent)
	ok(t, err)
	b, err := bundle.NewHub(project, hubKey, store.Derive, h)
	ok(t, err)
	o.server = httptest.NewServer(o.front(h.Handler(), b))
	t.Cleanup(o.server.Close)
	for _, id := range []kpuk.ID{melati, mawar} {
		g := &kpuk.Group{Name: "Kelompok"}
		g.ID, g.Partition, g.Scope = id, fed, id
		o.record(g)
	}
	return o
}

// front is the hub with its bundles, as long as it can be reached.
func (o *office) front(own http.Handler, b *bundle.Hub) http.Handler {
	mux := http.NewServeMux()
	mux.Handle("/", own)
	mux.HandleFunc("POST "+bundle.Path, func(w http.ResponseWriter, r *http.Request) {
		var file, answer bytes.Buffer
		_, err := file.ReadFrom(r.Body)
		ok(o.t, err)
		out, err := b.Import(r.Context(), bytes.NewReader(file.Bytes()), &answer)
		if err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
			return
		}
		o.posted.Add(1)
		word := out.Word()
		word.Write(w.Header().Set)
		_, err = w.Write(answer.Bytes())
		ok(o.t, err)
	})
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if o.off.Load() || (o.deaf.Load() && r.URL.Path == wire.PathCertificate) {
			panic(http.ErrAbortHandler)
		}
		mux.ServeHTTP(w, r)
	})
}

func (o *office) record(recs ...kpuk.Record) {
	o.t.Helper()
	ok(o.t, o.store.Save(o.t.Context(), kpuk.ID{4}, recs...))
}

// player is a device with its person.
type player struct {
	*device.Device

	t      *testing.T
	person kpuk.ID
	seed   byte
}

// join makes a device of the person with the number.
func (o *office) join(n byte, rights hub.Device) *player {
	o.t.Helper()
	o.codes++
	code := [16]byte{o.codes}
	p := &player{t: o.t, person: kpuk.ID{0xee, n}, seed: n}
	rights.Person, rights.Partition = merge.ID(p.person), merge.ID(fed)
	o.dir.Codes[wire.CodeHash(code)] = hub.Grant{Device: rights}
	inv := wire.Invitation{Hub: o.server.URL, Code: code, Project: project}
	d, err := device.NewJoiner(device.Config{
		Dir: o.t.TempDir(), Now: clock, Rand: rand.NewChaCha8([32]byte{n}), Logger: silent, Label: "Uji",
		Argon: store.Argon{Time: 2, Memory: 19 << 10, Threads: 1},
	}).Join(o.t.Context(), inv.String(), pin, func(device.Stage, int) {})
	ok(o.t, err)
	o.t.Cleanup(d.Close)
	p.Device = d
	id := merge.ID(d.Identity.Device)
	o.dir.Names[id], o.dir.Offices[id] = "Pendamping "+string(rune('A'+n)), uint8(kpuk.OfficeFacilitator)
	if rights.Admin {
		o.dir.Offices[id] = uint8(kpuk.OfficeCoordinator)
	}
	ok(o.t, d.Store.SetLocal(o.t.Context(), "passport", nil)) // from before its name was known
	p.sync()
	return p
}

// entitle gives a device other groups, at the hub.
func (o *office) entitle(p *player, groups ...kpuk.ID) {
	id := merge.ID(p.Identity.Device)
	dev := o.dir.Devices[id]
	dev.Scopes = in(groups...).Scopes
	o.dir.Enrol(id, dev)
}

func in(groups ...kpuk.ID) hub.Device {
	var d hub.Device
	for _, g := range groups {
		d.Scopes = append(d.Scopes, merge.ID(g))
	}
	return d
}

func (p *player) sync() {
	p.t.Helper()
	_, err := p.Sync(p.t.Context(), nil)
	ok(p.t, err)
}

func (p *player) save(recs ...kpuk.Record) {
	p.t.Helper()
	ok(p.t, p.Store.Save(p.t.Context(), p.person, recs...))
}

func (p *player) waiting() int {
	p.t.Helper()
	n, err := p.Waiting(p.t.Context())
	ok(p.t, err)
	return int(n)
}

func (p *player) unconfirmed() int {
	p.t.Helper()
	u, err := p.Store.Unconfirmed(p.t.Context())
	ok(p.t, err)
	return len(u)
}

// member is a woman of a group.
func member(group kpuk.ID, n byte) *kpuk.Member {
	m := &kpuk.Member{Name: "Inaq Uji", Group: group, Number: int(n)}
	m.ID, m.Partition, m.Scope = kpuk.ID{77, group[0], n}, fed, group
	return m
}

func meeting(state kpuk.MeetingState, by kpuk.ID) *kpuk.Meeting {
	m := &kpuk.Meeting{Group: melati, Date: kpuk.NewDate(2026, 11, 23), State: kpuk.Standing{State: state, By: by}}
	m.ID, m.Partition, m.Scope = kpuk.ID{88}, fed, melati
	return m
}

func get[T any, P interface {
	*T
	kpuk.Record
}](p *player, id kpuk.ID) P {
	p.t.Helper()
	rec, err := store.Get[T, P](p.t.Context(), p.Store, id)
	if err != nil {
		return nil
	}
	return rec
}

// host opens a hotspot on this machine.
func (p *player) host() *Host {
	p.t.Helper()
	h, err := Start(p.t.Context(), p.config())
	ok(p.t, err)
	p.t.Cleanup(func() { ok(p.t, h.Close()) })
	return h
}

func (p *player) config() Config {
	return Config{
		Device: p.Device, Now: clock, Rand: rand.NewChaCha8([32]byte{p.seed, 1}), Logger: silent, Listen: "127.0.0.1:0",
		Address: func(context.Context) (string, error) { return "127.0.0.1", nil },
	}
}

// visit visits a host by its link.
func (p *player) visit(h *Host) device.Visited {
	p.t.Helper()
	at, err := wire.ParseHotspot(h.State().Link)
	ok(p.t, err)
	v, err := p.Visit(p.t.Context(), at, nil)
	ok(p.t, err)
	return v
}

// same checks that all hold the same of a group.
func (o *office) same(group kpuk.ID, players ...*player) {
	o.t.Helper()
	want, err := o.store.Digest(o.t.Context(), merge.ID(group))
	ok(o.t, err)
	for _, p := range players {
		got, err := p.Store.Digest(o.t.Context(), merge.ID(group))
		ok(o.t, err)
		if got != want {
			o.t.Errorf("%s holds something else than the hub", p.person)
		}
	}
}

func ok(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
