package app

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"errors"
	"log/slog"
	"math/rand/v2"
	"net/http/httptest"
	"testing"
	"time"

	"pendamping/app/device"
	"pendamping/app/hotspot"
	meetscreen "pendamping/app/screen/hotspot"
	syncscreen "pendamping/app/screen/sync"
	"pendamping/fault"
	"pendamping/kpuk"
	"pendamping/store"
	"pendamping/store/memory"
	"pendamping/sync/bundle"
	"pendamping/sync/hub"
	"pendamping/sync/merge"
	"pendamping/sync/session"
	"pendamping/sync/synctest"
	"pendamping/sync/wire"
)

func TestMeetTrouble(t *testing.T) {
	for want, err := range map[meetscreen.Trouble]error{
		meetscreen.NoPassport: device.ErrNoPassport,
		meetscreen.NoNetwork:  hotspot.ErrNoNetwork,
		meetscreen.Expired:    device.ErrRevoked,
		meetscreen.Code:       session.ErrInvite,
		meetscreen.Stranger:   device.ErrStranger,
		meetscreen.Forked:     session.ErrForked,
		meetscreen.Absent:     fault.New(fault.Transient, "no route"),
		meetscreen.Full:       device.ErrShelfFull,
		meetscreen.Internal:   errors.New("something"),
	} {
		if got := meetTrouble(fault.E("x", fault.Other, err)); got != want {
			t.Errorf("%v is shown as %q, want %q", err, got, want)
		}
	}
}

func TestMeetingWrong(t *testing.T) {
	link := wire.Hotspot{Host: "10.0.0.2:8470", Code: "123456", Pin: make([]byte, 32)}.String()
	for _, c := range []struct{ address, code, want string }{
		{"192.168.43.1:8470", "048 291", ""},
		{"192.168.43.1:8470", "", "code"},
		{"192.168.43.1", "048291", "address"},
		{"", "", "address"},
		{link, "", ""},
		{"pendamping:?hub=https://x&code=1", "", "address"},
	} {
		if got := meetingWrong(c.address, c.code); got != c.want {
			t.Errorf("%q %q: wrong is %q, want %q", c.address, c.code, got, c.want)
		}
	}
}

func noon() time.Time { return time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC) }

// bench is a hub with a tablet and a desktop that knows it.
func bench(t *testing.T) (tablet, desktop *device.Device) {
	t.Helper()
	now := noon
	dir := synctest.NewDirectory()
	log := memory.New(memory.Options{Replica: merge.Replica{9}, Now: now})
	h, err := hub.New(hub.Config{
		Project: "pendamping", Key: ed25519.NewKeyFromSeed(make([]byte, 32)), Epoch: merge.ID{5}, Now: now,
		Rand: rand.NewChaCha8([32]byte{7}), Derive: store.Derive,
	}, log, dir, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(h.Handler())
	t.Cleanup(server.Close)
	group := merge.ID{2}
	join := func(n byte, rights hub.Device) *device.Device {
		code := [16]byte{n}
		rights.Person, rights.Partition = merge.ID{0xee, n}, merge.ID{1}
		dir.Codes[wire.CodeHash(code)] = hub.Grant{Device: rights}
		d, fail := device.NewJoiner(device.Config{
			Dir: t.TempDir(), Now: now, Rand: rand.NewChaCha8([32]byte{n}), Logger: slog.New(slog.DiscardHandler), Label: "Uji",
			Argon: store.Argon{Time: 2, Memory: 19 << 10, Threads: 1},
		}).Join(t.Context(), wire.Invitation{Hub: server.URL, Code: code, Project: "pendamping"}.String(), "135791", func(device.Stage, int) {})
		if fail != nil {
			t.Fatal(fail)
		}
		t.Cleanup(d.Close)
		return d
	}
	desktop = join(2, hub.Device{All: true, Admin: true})
	tablet = join(1, hub.Device{Scopes: []merge.ID{group}})
	admin := merge.AdminScope(merge.ID{1})
	person := &kpuk.Person{Name: "Nurlaela", Office: kpuk.OfficeFacilitator, Assigned: map[kpuk.ID]kpuk.Assignment{kpuk.ID(group): {Granted: true}}}
	person.ID, person.Partition, person.Scope = kpuk.ID{0xee, 1}, kpuk.ID{1}, kpuk.ID(admin)
	dev := &kpuk.Device{Person: person.ID, Key: tablet.Identity.Key[32:]}
	dev.ID, dev.Partition, dev.Scope = tablet.Identity.Device, kpuk.ID{1}, kpuk.ID(admin)
	if err = desktop.Store.Save(t.Context(), desktop.Identity.Person, person, dev); err != nil {
		t.Fatal(err)
	}
	return tablet, desktop
}

// TestFilesOfOthers: one button takes an answer, and the file of another device: opened
// where it is sealed for this one, carried in any case.
func TestFilesOfOthers(t *testing.T) {
	tablet, desktop := bench(t)
	ctx := t.Context()
	m := &kpuk.Member{Name: "Inaq Uji", Group: kpuk.ID{2}, Number: 1}
	m.ID, m.Partition, m.Scope = kpuk.ID{77}, kpuk.ID{1}, kpuk.ID{2}
	if err := tablet.Store.Save(ctx, tablet.Identity.Person, m); err != nil {
		t.Fatal(err)
	}
	var file bytes.Buffer
	if _, err := tablet.ExportBundle(ctx, &file); err != nil {
		t.Fatal(err)
	}
	take := func(dev *device.Device, b []byte) (*boarded, error) {
		f := fileTaker{dev: dev, host: hotspot.Config{
			Device: dev, Now: noon, Rand: rand.NewChaCha8([32]byte{1}), Logger: slog.New(slog.DiscardHandler),
		}}
		_, _, err := readIn(ctx, readCloser{bytes.NewReader(b)}, f.take, func(syncscreen.Carry) {})
		return f.on, err
	}
	for range 2 {
		on, err := take(desktop, file.Bytes())
		if err != nil || on == nil || !on.opened || on.Name != "Nurlaela" || on.Refused != 0 {
			t.Fatalf("on the desktop: %+v, %v", on, err)
		}
		if c := on.carry(9); c.Stage != syncscreen.Boarded || !c.Opened || c.From != "Nurlaela" {
			t.Errorf("shown as %+v", c)
		}
	}
	if _, err := store.Get[kpuk.Member](ctx, desktop.Store, m.ID); err != nil {
		t.Errorf("what was in the file is not there: %v", err)
	}
	on, err := take(tablet, file.Bytes()) // sealed for others
	if err != nil || on == nil || on.opened {
		t.Errorf("on a tablet: %+v, %v", on, err)
	}
	for who, dev := range map[string]*device.Device{"desktop": desktop, "tablet": tablet} {
		all, err := dev.Carrying(ctx)
		if err != nil || len(all) != 1 || !all[0].ByFile || all[0].State != device.CarriedWaiting || all[0].Bytes != int64(file.Len()) {
			t.Errorf("the %s carries %+v, %v", who, all, err)
		}
	}
	if _, err := take(desktop, []byte("a photo of something else, long enough to be read")); troubleOf(err, syncscreen.Unread) != syncscreen.Foreign {
		t.Errorf("a photo: %v", err)
	}
	cut := file.Bytes()[:file.Len()-20]
	if on, err := take(desktop, cut); !errors.Is(err, bundle.ErrDamaged) {
		t.Errorf("a file that was cut: %+v, %v", on, err)
	}
}

// readCloser is a chosen file.
type readCloser struct{ *bytes.Reader }

// Close implements io.Closer.
func (readCloser) Close() error { return nil }

// TestPause: while a colleague is visited no sync begins, and one that was asked for
// meanwhile begins afterwards.
func TestPause(t *testing.T) {
	ctx, end := context.WithCancel(t.Context())
	end() // nothing really runs
	s := &syncer{ctx: ctx, changed: func() {}}
	s.pause()
	c := &courier{syncer: s}
	if c.begin(syncscreen.Writing) {
		t.Error("a file is written during a visit")
	}
	s.resume()
	if s.paused {
		t.Error("still paused")
	}
}
