package hotspot

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"errors"
	"math/rand/v2"
	"net"
	"net/http"
	"testing"
	"time"

	"pendamping/app/device"
	"pendamping/fault"
	"pendamping/kpuk"
	"pendamping/store"
	"pendamping/store/memory"
	"pendamping/sync/hub"
	"pendamping/sync/merge"
	"pendamping/sync/session"
	"pendamping/sync/wire"
)

// forge makes a certificate as the holder of a key would sign it.
func forge(t *testing.T, key ed25519.PrivateKey, c *wire.Certificate, alter func(*wire.Certificate)) []byte {
	t.Helper()
	codec, err := wire.New(wire.Options{})
	ok(t, err)
	forged := *c
	alter(&forged)
	raw, err := codec.SignCertificate(key, project, &forged)
	ok(t, err)
	return raw
}

func papers(t *testing.T, p *player) *device.Papers {
	t.Helper()
	out, err := p.Papers(t.Context())
	ok(t, err)
	return out
}

// TestHostileGuest: nobody comes in without the hub's word on his very key.
func TestHostileGuest(t *testing.T) {
	o := newOffice(t)
	a, b := o.join(1, in(melati)), o.join(2, in(melati, mawar))
	h := b.host()
	at := h.Hotspot()
	own := papers(t, a)
	rogue := ed25519.NewKeyFromSeed(bytes.Repeat([]byte{6}, 32))
	day := int64(24 * time.Hour / time.Millisecond)
	tests := map[string]struct {
		key  ed25519.PrivateKey
		cert []byte
		want error
	}{
		"as it should be": {a.Identity.Key, own.Raw, nil},
		"nothing":         {a.Identity.Key, nil, session.ErrInvite},
		"signed by himself": {a.Identity.Key, forge(t, a.Identity.Key, own.Own, func(c *wire.Certificate) {
			c.All = true
		}), session.ErrInvite},
		"another's certificate": {rogue, own.Raw, session.ErrInvite},
		"the host's own":        {b.Identity.Key, papers(t, b).Raw, session.ErrInvite},
		"expired": {a.Identity.Key, forge(t, hubKey, own.Own, func(c *wire.Certificate) {
			c.Issued, c.Until = c.Issued-100*day, c.Issued-10*day
		}), session.ErrInvite},
		"of another federation": {a.Identity.Key, forge(t, hubKey, own.Own, func(c *wire.Certificate) {
			c.Partition = merge.ID{9}
		}), session.ErrInvite},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			client := (&peerClient{}).client()
			defer client.CloseIdleConnections()
			_, err := session.Enrol(t.Context(), client, at.Invitation(), session.EnrolRequest{
				Key: test.key, Derive: store.Derive, Certificate: test.cert,
			})
			if !errors.Is(err, test.want) {
				t.Errorf("%v", err)
			}
		})
	}
}

// peerClient trusts any key, as somebody who does not care whom he talks to.
type peerClient struct{}

func (*peerClient) client() *http.Client {
	c := session.NewClient(bytes.Repeat([]byte{1}, 32))
	if tr, fine := c.Transport.(*http.Transport); fine {
		tr.TLSClientConfig.VerifyConnection = nil
	}
	return c
}

// TestRevokedGuest: the hub's word on revoked devices counts where there is no hub, for
// those who heard it.
func TestRevokedGuest(t *testing.T) {
	o := newOffice(t)
	a, b := o.join(1, in(melati)), o.join(2, in(melati))
	dev := o.dir.Devices[merge.ID(a.Identity.Device)]
	dev.Revoked = true
	o.dir.Enrol(merge.ID(a.Identity.Device), dev)
	ok(t, b.Store.SetLocal(t.Context(), "passport", nil))
	b.sync()
	h := b.host()
	if _, err := a.Visit(t.Context(), h.Hotspot(), nil); !errors.Is(err, session.ErrInvite) {
		t.Errorf("a revoked device at the door: %v", err)
	}
	dev.Revoked = false
	o.dir.Enrol(merge.ID(a.Identity.Device), dev)
	h = a.host()
	if _, err := b.Visit(t.Context(), h.Hotspot(), nil); !errors.Is(err, device.ErrRevoked) {
		t.Errorf("a revoked device as a host: %v", err)
	}
}

// TestGreedyGuest: a guest whose program shows and asks for more than it may is judged by
// the certificate: it gets nothing of another group, and what it writes there is refused.
func TestGreedyGuest(t *testing.T) {
	o := newOffice(t)
	a, b := o.join(1, in(melati)), o.join(2, in(melati, mawar))
	o.off.Store(true)
	secret := member(mawar, 1)
	b.save(secret)
	a.save(member(mawar, 2)) // his program lets him
	a.save(member(melati, 2))
	foreign := member(melati, 3)
	ok(t, a.Store.Save(t.Context(), b.person, foreign)) // in another's name
	h := b.host()
	v := a.visit(h)
	if v.Refused != 2 || get[kpuk.Member](b, member(mawar, 2).ID) != nil || get[kpuk.Member](b, foreign.ID) != nil {
		t.Errorf("%d refused", v.Refused)
	}
	if get[kpuk.Member](b, member(melati, 2).ID) == nil {
		t.Error("what stands behind a refused change did not come")
	}
	if get[kpuk.Member](a, secret.ID) != nil {
		t.Error("he got another group's member")
	}
	aside, err := b.Store.Quarantine(t.Context())
	ok(t, err)
	if len(aside) != 0 {
		t.Errorf("%d changes of others in the host's quarantine", len(aside))
	}
	// The replica of somebody else.
	s := session.New(session.Config{
		Hub: "https://" + h.State().Host, Device: merge.ID(a.Identity.Device), Key: a.Identity.Key, HubKey: ed25519.PublicKey(b.Identity.Key[32:]),
		Project: project, Derive: store.Derive, Now: clock, Rand: rand.New(rand.NewPCG(1, 2)),
	}, memory.New(memory.Options{Replica: o.store.Replica(), Now: clock}), (&peerClient{}).client(), silent)
	if _, err = s.Sync(t.Context(), nil); fault.KindOf(err) != fault.Forked {
		t.Errorf("in the name of another replica: %v", err)
	}
}

// liar is a store that says yes to everything and gives what it likes.
type liar struct {
	deltas []merge.Delta
	heads  map[merge.Replica]merge.Head
}

func (l *liar) Head(_ context.Context, r merge.Replica) (merge.Head, error) { return l.heads[r], nil }

func (l *liar) Ingest(_ context.Context, r merge.Replica, changes []merge.Change, _ merge.Judge) (merge.Head, []merge.Verdict, error) {
	head := l.heads[r]
	for i := range changes {
		head = merge.Head{Seq: changes[i].Seq, Hash: changes[i].Hash(head.Hash)}
	}
	l.heads[r] = head
	return head, nil, nil
}

func (l *liar) PageTo(_ context.Context, _ merge.Query, take merge.Taker) (merge.Page, error) {
	for i := range l.deltas {
		d := l.deltas[i]
		take(&d)
	}
	return merge.Page{Next: 9, Base: 9}, nil
}

func (*liar) Verdicts(context.Context, merge.Replica, uint64, uint64) ([]merge.Verdict, error) {
	return nil, nil
}

func (*liar) Position(context.Context) (uint64, error) { return 9, nil }

// tyrant orders every device to destroy what it holds.
type tyrant struct{ *directory }

func (d tyrant) Device(ctx context.Context, id merge.ID) (hub.Device, error) {
	dev, err := d.directory.Device(ctx, id)
	dev.Order = "wipe"
	return dev, err
}

// TestHostileHost: a colleague's device that acknowledges everything and keeps nothing,
// orders to destroy, takes records away and speaks in others' names changes nothing of
// what waits and of what was recorded.
func TestHostileHost(t *testing.T) {
	o := newOffice(t)
	a, b := o.join(1, in(melati)), o.join(2, in(melati, mawar))
	kept := member(melati, 1)
	a.save(kept)
	delta := func(rec *kpuk.Member, dot merge.Dot) merge.Delta {
		writes, err := store.Encode(rec)
		ok(t, err)
		e := merge.Edit{Record: merge.ID(rec.ID), Kind: merge.Kind(kpuk.KindMember), Partition: merge.ID(fed), Scope: merge.ID(rec.Scope), Writes: writes}
		e.CompleteScope(&merge.Record{})
		r := merge.Record{ID: e.Record, Kind: e.Kind, Partition: e.Partition}
		r.Apply(&merge.Change{Replica: dot.Replica, Seq: dot.Seq, Stamp: merge.StampAt(clock()), Edits: []merge.Edit{e}}, &e, 1)
		return r.Newer(0)
	}
	account := &kpuk.Person{Name: "Penyusup"}
	lies := []merge.Delta{
		{Record: merge.ID(kept.ID), Kind: merge.Kind(kpuk.KindMember), Partition: merge.ID(fed), Gone: true},
		delta(member(melati, 5), merge.Dot{Replica: a.Store.Replica(), Seq: 50}), // in the guest's own name
		delta(member(mawar, 6), merge.Dot{Replica: merge.Replica{7}, Seq: 1}),    // of a group that is not his
		{Record: merge.ID(a.person), Kind: merge.Kind(account.Kind()), Partition: merge.ID(fed), Fields: delta(member(melati, 7), merge.Dot{Replica: merge.Replica{7}, Seq: 2}).Fields},
		delta(member(melati, 8), merge.Dot{Replica: merge.Replica{7}, Seq: 3}), // the one that may come
		// The federation's record, in a scope that both hold: it names the key for forgotten PINs.
		{Record: merge.ID(fed), Kind: merge.Kind(kpuk.KindFederation), Partition: merge.ID(fed), Fields: delta(member(melati, 9), merge.Dot{Replica: merge.Replica{7}, Seq: 4}).Fields},
	}
	h := b.host()
	cfg := b.config()
	dir := tyrant{newDirectory(papers(t, b), h.at, h.met)}
	evil, err := newHub(papers(t, b), &cfg, &liar{deltas: lies, heads: map[merge.Replica]merge.Head{}}, dir)
	ok(t, err)
	h.hub = evil // for carrying
	at := serve(t, h, evil)
	v, err := a.Visit(t.Context(), at, nil)
	ok(t, err)
	if v.Result.Pushed != 1 || v.Heard != 1 {
		t.Errorf("visit %+v", v)
	}
	if a.waiting() != 1 || get[kpuk.Member](a, kept.ID) == nil {
		t.Errorf("%d wait: the outbox believed him", a.waiting())
	}
	for n, want := range map[byte]bool{5: false, 7: false, 8: true} {
		if got := get[kpuk.Member](a, member(melati, n).ID) != nil; got != want {
			t.Errorf("member %d is here: %v", n, got)
		}
	}
	if get[kpuk.Member](a, member(mawar, 6).ID) != nil {
		t.Error("he gave a member of another group")
	}
	link, err := a.Store.Link(t.Context())
	ok(t, err)
	if link.Acked.Seq != 0 || link.Hub != (merge.ID{5}) {
		t.Errorf("the hub's link is %+v", link)
	}
	b.sync() // the real device has the bundle: nothing is lost by the lie
	a.sync()
	if a.waiting() != 0 {
		t.Errorf("%d wait after the hub was heard", a.waiting())
	}
}

// serve puts another hub behind a host's address and key.
func serve(t *testing.T, h *Host, other *hub.Hub) wire.Hotspot {
	t.Helper()
	fake := &Host{cfg: h.cfg, hub: other, guests: h.guests, of: h.of, at: h.at}
	ln, err := fake.listen(t.Context())
	ok(t, err)
	srv := other.Server()
	srv.Handler = h.mount(srv.Handler)
	ctx, stop := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- other.Serve(ctx, srv, ln, grace) }()
	t.Cleanup(func() {
		stop()
		ok(t, <-done)
	})
	at := h.at
	at.Host = fake.at.Host
	return at
}

// TestImpostor: somebody who shows a colleague's certificate and has not his key.
func TestImpostor(t *testing.T) {
	o := newOffice(t)
	a, b := o.join(1, in(melati)), o.join(2, in(melati))
	h := b.host()
	seed := bytes.Repeat([]byte{3}, 32)
	cfg := b.config()
	cfg.Device = &device.Device{Store: b.Store, Identity: b.Identity}
	cfg.Device.Identity.Key = ed25519.NewKeyFromSeed(seed)
	dir := newDirectory(papers(t, b), h.at, h.met)
	evil, err := newHub(papers(t, b), &cfg, &liar{heads: map[merge.Replica]merge.Head{}}, dir)
	ok(t, err)
	fake := &Host{cfg: cfg, hub: evil, guests: h.guests, of: h.of, at: h.at}
	honest := b.config()
	between, err := newHub(papers(t, b), &honest, &liar{heads: map[merge.Replica]merge.Head{}}, dir)
	ok(t, err)
	a.save(member(melati, 1))
	for who, other := range map[string]*hub.Hub{"with a key of his own": evil, "who passes on what the colleague says": between} {
		at := serve(t, fake, other)
		for how, pin := range map[string][]byte{"by the link": h.at.Pin, "by the address": nil} {
			at.Pin = pin
			if _, err = a.Visit(t.Context(), at, nil); fault.KindOf(err) != fault.Wrong {
				t.Errorf("somebody %s, %s: %v", who, how, err)
			}
		}
	}
}

// TestNobodyThere: an address where nobody answers is a matter of patience.
func TestNobodyThere(t *testing.T) {
	o := newOffice(t)
	a := o.join(1, in(melati))
	ln, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	ok(t, err)
	at := wire.Hotspot{Host: ln.Addr().String(), Code: "123456"}
	ok(t, ln.Close())
	if _, err := a.Visit(t.Context(), at, nil); fault.KindOf(err) != fault.Transient {
		t.Errorf("%v", err)
	}
	ok(t, a.Store.SetLocal(t.Context(), "passport", nil))
	if _, err := a.Visit(t.Context(), at, nil); !errors.Is(err, device.ErrNoPassport) {
		t.Errorf("without a passport: %v", err)
	}
	if _, err := Start(t.Context(), a.config()); !errors.Is(err, device.ErrNoPassport) {
		t.Errorf("without a passport: %v", err)
	}
}
