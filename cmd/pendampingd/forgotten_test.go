package main

import (
	"bytes"
	"crypto/ed25519"
	"errors"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"testing"

	tabletapp "pendamping/app/device" //nolint:depguard // the test is a device
	"pendamping/fault"
	"pendamping/kpuk"
	"pendamping/kpuk/book"
	"pendamping/store"
	"pendamping/store/escrow"
	"pendamping/sync/bundle"
	"pendamping/sync/wire"
)

// person is a device as the app runs it, with its folder.
type person struct {
	*tabletapp.Device

	t   *testing.T
	r   *rig
	cfg tabletapp.Config
}

// join lets in a device with a PIN or passphrase.
func (r *rig) join(link, secret string) *person {
	r.t.Helper()
	inv, err := wire.ParseInvitation(link)
	ok(r.t, err)
	inv.Hub = r.url
	p := &person{t: r.t, r: r, cfg: tabletapp.Config{
		Dir: r.t.TempDir(), Now: r.clock, Rand: r, Logger: slog.New(slog.DiscardHandler), Argon: store.Argon{Time: 2, Memory: 19 << 10, Threads: 1},
	}}
	p.Device, err = tabletapp.NewJoiner(p.cfg).Join(r.t.Context(), inv.String(), secret, func(tabletapp.Stage, int) {})
	ok(r.t, err)
	r.t.Cleanup(func() { p.Close() })
	return p
}

// open opens the folder of a device that was closed.
func (p *person) open(secret string) error {
	d, err := tabletapp.Open(p.t.Context(), p.cfg, secret)
	if err == nil {
		p.Device = d
	}
	return err
}

// round syncs and deposits what is to be deposited, as the app does.
func (p *person) round() {
	p.t.Helper()
	p.sync()
	r, err := p.Cover(p.t.Context())
	ok(p.t, err)
	if e := tabletapp.Deposit(p.book(), p.Identity.Partition, &r, p.r.clock().UnixMilli()); e != nil {
		ok(p.t, p.Store.Save(p.t.Context(), p.Identity.Person, e))
		p.sync()
	}
}

func (p *person) sync() {
	p.t.Helper()
	res, err := p.Sync(p.t.Context(), nil)
	ok(p.t, err)
	if len(res.Verdicts) > 0 {
		p.t.Fatalf("refused: %+v", res.Verdicts)
	}
}

func (p *person) book() *book.Book {
	p.t.Helper()
	b := book.New()
	_, err := p.Fill(p.t.Context(), b)
	ok(p.t, err)
	return b
}

// key puts a new recovery key into force and returns its secret half.
func (p *person) key() string {
	p.t.Helper()
	identity, recipient, err := escrow.Generate()
	ok(p.t, err)
	fed := kpuk.Clone(p.book().Federation())
	fed.Recovery = kpuk.RecoveryKey{Recipient: recipient, Since: p.r.clock().UnixMilli()}
	ok(p.t, p.Store.Save(p.t.Context(), p.Identity.Person, fed))
	p.sync()
	return identity
}

// forgotten is a federation in which a tablet's PIN is forgotten while work waits on it.
type forgotten struct {
	*rig

	desk, tablet, other *person
	identity            string
	meeting             *kpuk.Meeting
}

func newForgotten(t *testing.T) *forgotten {
	t.Helper()
	f := &forgotten{rig: newRig(t, "http://127.0.0.1:1")}
	links := []string{
		f.invite("--name", "Baiq Handayani", "--office", "coordinator"), f.invite("--name", "Nurlaela", "--groups", "K-01"),
		f.invite("--name", "Lale Aini", "--groups", "K-02"),
	}
	f.serve("--http")
	f.desk, f.tablet, f.other = f.join(links[0], "kata sandi kantor"), f.join(links[1], "135791"), f.join(links[2], "246802")
	f.identity = f.desk.key()
	f.tablet.round()
	f.other.round()
	ids := kpuk.IDSource{Now: f.clock, Rand: f}
	recs, err := sitting(t.Context(), f.tablet.Device, f.tablet.book().Groups()[0].Group, ids, 1)
	ok(t, err)
	ok(t, f.tablet.Store.Save(t.Context(), f.tablet.Identity.Person, recs...))
	for _, rec := range recs {
		if m, is := rec.(*kpuk.Meeting); is {
			f.meeting = m
		}
	}
	f.tablet.Close()
	return f
}

// code is what the coordinator reads out for a device, by a key.
func (f *forgotten) code(of *person, identity string) (escrow.Contents, *kpuk.Escrow) {
	f.t.Helper()
	f.desk.sync()
	e := f.desk.book().Escrow(of.Identity.Device)
	if e == nil {
		f.t.Fatal("no deposit came to the coordinator")
	}
	c, err := escrow.Open(identity, e.Sealed)
	ok(f.t, err)
	if c.Device != of.Identity.Device {
		f.t.Errorf("the deposit is of %v", c.Device)
	}
	return c, e
}

// TestForgottenPIN goes the whole way: coordinators' key, deposit, forgotten PIN, code
// read out, new PIN; everything is there and goes on, and the code has had its day.
func TestForgottenPIN(t *testing.T) {
	f := newForgotten(t)
	ctx := t.Context()
	if err := f.tablet.open("135790"); fault.KindOf(err) != fault.Wrong {
		t.Fatalf("a wrong PIN: %v", err)
	}
	c, e := f.code(f.tablet, f.identity)
	kept, err := tabletapp.Recovery(ctx, f.tablet.cfg.Dir)
	ok(t, err)
	if escrow.Mark(e.Sealed) != escrow.Mark(kept.Escrow) {
		t.Error("the marks differ")
	}
	shown, err := escrow.Parse(escrow.Text(kept.Escrow)) // were there no hub
	ok(t, err)
	if again, fail := escrow.Open(f.identity, shown); fail != nil || again != c {
		t.Errorf("what the tablet shows: %v", fail)
	}
	typed, err := wire.ParseCode(wire.FormatCode(c.Code))
	ok(t, err)

	// The code of another tablet, and this one's on the other.
	foreign, _ := f.code(f.other, f.identity)
	if err = tabletapp.TryCode(ctx, f.tablet.cfg, foreign.Code); !errors.Is(err, store.ErrWrongPIN) {
		t.Errorf("another tablet's code: %v", err)
	}
	if err = tabletapp.Recover(ctx, f.tablet.cfg, foreign.Code, "112358"); !errors.Is(err, store.ErrWrongPIN) {
		t.Errorf("another tablet's code: %v", err)
	}

	ok(t, tabletapp.Recover(ctx, f.tablet.cfg, typed, "112358"))
	if err = f.tablet.open("135791"); fault.KindOf(err) != fault.Wrong {
		t.Errorf("the forgotten PIN: %v", err)
	}
	ok(t, f.tablet.open("112358"))
	m, err := store.Get[kpuk.Meeting](ctx, f.tablet.Store, f.meeting.ID)
	if err != nil || m.Date != f.meeting.Date {
		t.Errorf("what was not sent: %v", err)
	}
	f.tablet.round()
	if n, fail := f.tablet.Waiting(ctx); fail != nil || n != 0 {
		t.Errorf("%d wait, %v", n, fail)
	}
	next, _ := f.code(f.tablet, f.identity)
	if _, err = store.Get[kpuk.Meeting](ctx, f.desk.Store, f.meeting.ID); err != nil {
		t.Errorf("it did not come to the coordinator: %v", err)
	}

	// The code that was read out is worth nothing any more; the next one is.
	f.tablet.Close()
	if err = tabletapp.Recover(ctx, f.tablet.cfg, typed, "000111"); !errors.Is(err, store.ErrWrongPIN) || next.Code == typed {
		t.Errorf("the used code: %v", err)
	}
	ok(t, tabletapp.TryCode(ctx, f.tablet.cfg, next.Code))
	ok(t, f.tablet.open("112358"))
}

// TestReplacedRecoveryKey: after a new key the old one opens what is sealed for it and
// nothing that came after, and the codes of before are void.
func TestReplacedRecoveryKey(t *testing.T) {
	f := newForgotten(t)
	before, _ := f.code(f.other, f.identity)
	second := f.desk.key()
	f.other.round()
	after, e := f.code(f.other, second)
	if _, err := escrow.Open(f.identity, e.Sealed); !errors.Is(err, escrow.ErrOther) || after.Code == before.Code {
		t.Errorf("the old key and the new deposit: %v", err)
	}
	f.other.Close()
	if err := tabletapp.TryCode(t.Context(), f.other.cfg, before.Code); !errors.Is(err, store.ErrWrongPIN) {
		t.Errorf("the code from under the old key: %v", err)
	}
	ok(t, tabletapp.TryCode(t.Context(), f.other.cfg, after.Code))
	ok(t, f.other.open("246802"))
	// The tablet that has not synced since is still helped with the old key.
	c, _ := f.code(f.tablet, f.identity)
	ok(t, tabletapp.TryCode(t.Context(), f.tablet.cfg, c.Code))
	ok(t, f.tablet.open("135791"))
}

// TestHubAloneOpensNothing: with all that stands on the hub, its keys included, and the
// tablet itself, nobody has the code: it is nowhere in either folder.
func TestHubAloneOpensNothing(t *testing.T) {
	f := newForgotten(t)
	c, e := f.code(f.tablet, f.identity)
	f.stop()
	own, err := bundle.IdentityOf(ed25519.NewKeyFromSeed(f.open().set.Key))
	ok(t, err)
	if _, err = escrow.Open(own.String(), e.Sealed); !errors.Is(err, escrow.ErrOther) {
		t.Errorf("the hub's own key: %v", err)
	}
	secrets := map[string][]byte{
		"the code": c.Code[:], "the code as it is written": []byte(wire.FormatCode(c.Code)), "the recovery key": []byte(f.identity),
	}
	for _, dir := range []string{f.dir, f.tablet.cfg.Dir, f.desk.cfg.Dir} {
		files := 0
		ok(t, filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
			if err != nil || !d.Type().IsRegular() {
				return err
			}
			files++
			b, err := os.ReadFile(path)
			for name, secret := range secrets {
				if bytes.Contains(b, secret) {
					t.Errorf("%s is in %s", name, path)
				}
			}
			return err
		}))
		if files == 0 {
			t.Errorf("nothing in %s", dir)
		}
	}
	ok(t, f.tablet.open("135791"))
}
