package session_test

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"crypto/sha256"
	"errors"
	"io"
	"log/slog"
	"math/rand/v2"
	"net"
	"net/http"
	"net/http/httptest"
	"testing"
	"testing/synctest"
	"time"

	"go.uber.org/goleak"

	"pendamping/fault"
	"pendamping/store/memory"
	"pendamping/sync/hub"
	"pendamping/sync/merge"
	"pendamping/sync/session"
	world "pendamping/sync/synctest"
	"pendamping/sync/wire"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

var scope = merge.ID{8}

func clock() time.Time { return time.UnixMilli(1_760_000_000_000) }

func fill(t *testing.T, w *world.World, d *world.Device, n int) {
	t.Helper()
	for i := range n {
		w.Write(t.Context(), d, world.Place{Record: merge.ID{1, byte(i), byte(i >> 8)}, Scope: scope, Field: merge.Field{Number: 10}}, []byte{0x41, byte(i)})
	}
}

// TestSync: one request brings and fetches everything; an idle one is small and
// changes nothing.
func TestSync(t *testing.T) {
	w := world.New(t, 1, 2, world.Faults{})
	a, b := w.Devices[0], w.Devices[1]
	fill(t, w, a, 30)
	var seen []session.Progress
	res, err := a.Session.Sync(t.Context(), func(p session.Progress) { seen = append(seen, p) })
	if err != nil {
		t.Fatal(err)
	}
	// The first request ever learns the challenge.
	if res.Pushed != 30 || res.Waiting != 0 || res.Requests != 2 || res.Pulled != 0 || res.Confirmed.Seq != 30 {
		t.Errorf("first push: %+v", res)
	}
	if len(seen) != 1 || seen[0] != res.Progress {
		t.Errorf("progress %+v", seen)
	}
	if res, err = b.Session.Sync(t.Context(), nil); err != nil || res.Pulled != 30 {
		t.Errorf("pull: %+v, %v", res, err)
	}
	if res, err = a.Session.Sync(t.Context(), nil); err != nil || res.Requests != 1 || res.Pulled != 0 || res.BytesUp+res.BytesDown > 400 {
		t.Errorf("idle: %+v, %v", res, err)
	}
	w.Check(t.Context())
	link, err := a.Store.Link(t.Context())
	if err != nil || link.SyncedAt == 0 || link.Receipt.Head != res.Confirmed {
		t.Errorf("link %+v, %v", link, err)
	}
	if err := wire.VerifyReceipt(w.Hub.PublicKey(), &link.Receipt); err != nil {
		t.Errorf("the kept receipt: %v", err)
	}
}

// clone copies a device with everything, as a copied tablet would be.
func clone(t *testing.T, d *world.Device, upTo int) *memory.Store {
	t.Helper()
	now := func() time.Time { return time.UnixMilli(1_760_000_100_000) }
	c := memory.New(memory.Options{Replica: d.Store.Replica(), Now: now, Seed: merge.Seed{9}})
	changes, err := d.Store.Since(t.Context(), d.Store.Replica(), 0, 0, 0)
	if err != nil {
		t.Fatal(err)
	}
	if _, _, err := c.Ingest(t.Context(), d.Store.Replica(), changes[:upTo], nil); err != nil {
		t.Fatal(err)
	}
	return c
}

// TestClonedDevice: the second of two clones is told so; nothing of either is lost or
// confirmed that is not held.
func TestClonedDevice(t *testing.T) {
	tests := map[string]struct {
		held, write int
		told        bool
	}{
		"set back, silent":        {held: 3, write: 0, told: true},
		"set back, wrote on":      {held: 3, write: 1, told: true},
		"set back, wrote far":     {held: 3, write: 9, told: true},
		"wrote beside":            {held: 5, write: 2, told: true},
		"untold set back":         {held: 3, write: 0},
		"untold, wrote on":        {held: 3, write: 1},
		"untold, wrote as far":    {held: 3, write: 3},
		"untold, wrote beside it": {held: 5, write: 2},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			w := world.New(t, 1, 1, world.Faults{})
			d := w.Devices[0]
			fill(t, w, d, 5)
			c := clone(t, d, test.held)
			fill(t, w, d, 1)
			_, err := d.Session.Sync(t.Context(), nil)
			if err != nil {
				t.Fatal(err)
			}
			for i := range test.write {
				_, err = c.Commit(t.Context(), d.Person, []merge.Edit{{
					Record: merge.ID{2, byte(i)}, Kind: 3, Partition: w.Partition, Scope: scope,
					Writes: []merge.Write{{Field: merge.Field{Number: 10}, Value: []byte{1}}},
				}})
				if err != nil {
					t.Fatal(err)
				}
			}
			// The device finds out by itself, also when nobody tells it.
			codec, err := wire.New(wire.Options{})
			if err != nil {
				t.Fatal(err)
			}
			silent := &tamper{next: d.Transport, codec: codec, alter: func(r *wire.Reply) { r.Directives = nil }}
			s := w.JoinThrough(c, d, silent)
			if test.told {
				s = w.Join(c, d)
			}
			before, err := w.Store.Digest(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			if _, err = s.Sync(t.Context(), nil); !errors.Is(err, session.ErrForked) || fault.KindOf(err) != fault.Forked {
				t.Errorf("got %v, want ErrForked", err)
			}
			after, err := w.Store.Digest(t.Context())
			if err != nil || after != before {
				t.Errorf("the hub's records were altered (%v)", err)
			}
			link, err := c.Link(t.Context())
			if err != nil || link.Acked.Seq != 0 {
				t.Errorf("%d changes confirmed to the clone (%v)", link.Acked.Seq, err)
			}
		})
	}
}

// tamper alters replies on their way.
type tamper struct {
	next  http.RoundTripper
	codec *wire.Codec
	alter func(*wire.Reply)
}

func (x *tamper) RoundTrip(req *http.Request) (*http.Response, error) {
	resp, err := x.next.RoundTrip(req)
	if err != nil || resp.StatusCode != http.StatusOK {
		return resp, err
	}
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		return nil, err
	}
	reply, err := x.codec.UnpackReply(body)
	if err != nil {
		return nil, err
	}
	x.alter(reply)
	if body, err = x.codec.PackReply(reply); err != nil {
		return nil, err
	}
	resp.Body = io.NopCloser(bytes.NewReader(body))
	return resp, nil
}

// TestForgedReplies: somebody who answers in the hub's place confirms nothing and gives
// no orders.
func TestForgedReplies(t *testing.T) {
	tests := map[string]struct {
		alter func(*wire.Reply)
		want  error
	}{
		"head further": {func(r *wire.Reply) { r.Head.Seq++ }, session.ErrReceipt},
		"other hash":   {func(r *wire.Reply) { r.Head.Hash[0]++ }, session.ErrReceipt},
		"no signature": {func(r *wire.Reply) { r.Signature = nil }, session.ErrReceipt},
		"other epoch":  {func(r *wire.Reply) { r.Epoch[0]++ }, session.ErrReceipt},
		"order to wipe": {func(r *wire.Reply) {
			r.Directives = append(r.Directives, wire.Directive{Kind: wire.DirectWipe, Signature: make([]byte, 64)})
		}, nil},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			w := world.New(t, 1, 1, world.Faults{})
			d := w.Devices[0]
			fill(t, w, d, 2)
			codec, err := wire.New(wire.Options{})
			if err != nil {
				t.Fatal(err)
			}
			s := w.JoinThrough(d.Store, d, &tamper{next: d.Transport, codec: codec, alter: test.alter})
			res, err := s.Sync(t.Context(), nil)
			if !errors.Is(err, test.want) {
				t.Errorf("got %v, want %v", err, test.want)
			}
			if len(res.Directives) != 0 {
				t.Errorf("obeyed %v", res.Directives)
			}
			link, errLink := d.Store.Link(t.Context())
			if errLink != nil || (link.Acked.Seq > 0) != (test.want == nil) {
				t.Errorf("%d confirmed (%v)", link.Acked.Seq, errLink)
			}
		})
	}
}

// small is a proxy that takes small bodies only.
type small struct {
	next  http.RoundTripper
	limit int64
	sizes []int64
}

func (x *small) RoundTrip(req *http.Request) (*http.Response, error) {
	x.sizes = append(x.sizes, req.ContentLength)
	if req.ContentLength > x.limit {
		return &http.Response{StatusCode: http.StatusRequestEntityTooLarge, Body: http.NoBody, Request: req}, req.Body.Close()
	}
	return x.next.RoundTrip(req)
}

// TestBatchesShrink: what is too large for something on the way goes in parts.
func TestBatchesShrink(t *testing.T) {
	w := world.New(t, 1, 1, world.Faults{})
	d := w.Devices[0]
	noise := rand.NewChaCha8([32]byte{})
	for i := range 40 {
		v := make([]byte, 400)
		if _, err := noise.Read(v); err != nil {
			t.Fatal(err)
		}
		w.Write(t.Context(), d, world.Place{Record: merge.ID{1, byte(i)}, Scope: scope, Field: merge.Field{Number: 10}}, v)
	}
	via := &small{next: d.Transport, limit: 4000}
	res, err := w.JoinThrough(d.Store, d, via).Sync(t.Context(), nil)
	if err != nil || res.Pushed != 40 {
		t.Errorf("%+v, %v", res, err)
	}
	if via.sizes[0] <= via.limit || len(via.sizes) < 5 {
		t.Errorf("sizes %v", via.sizes)
	}
	w.Check(t.Context())
}

// TestScopeTaken: records of a scope that was taken away go, others stay.
func TestScopeTaken(t *testing.T) {
	ctx := t.Context()
	w := world.New(t, 1, 2, world.Faults{})
	a, b := w.Devices[0], w.Devices[1]
	other := merge.ID{8, 2}
	w.Write(ctx, a, world.Place{Record: merge.ID{1, 1}, Scope: scope, Field: merge.Field{Number: 10}}, []byte{1})
	w.Write(ctx, a, world.Place{Record: merge.ID{1, 2}, Scope: other, Field: merge.Field{Number: 10}}, []byte{2})
	assign := func(scopes ...merge.ID) {
		t.Helper()
		dev := w.Directory.Devices[b.ID]
		dev.All, dev.Scopes = false, scopes
		w.Directory.Devices[b.ID] = dev
		if _, err := b.Session.Sync(ctx, nil); err != nil {
			t.Fatal(err)
		}
	}
	held := func(id merge.ID) bool {
		_, err := b.Store.Record(ctx, id)
		return err == nil
	}
	if _, err := a.Session.Sync(ctx, nil); err != nil {
		t.Fatal(err)
	}
	assign(scope, other)
	if !held(merge.ID{1, 1}) || !held(merge.ID{1, 2}) {
		t.Fatal("not all records came")
	}
	w.Write(ctx, b, world.Place{Record: merge.ID{1, 3}, Scope: other, Field: merge.Field{Number: 10}}, []byte{4})
	assign(scope, other)
	w.Write(ctx, b, world.Place{Record: merge.ID{1, 2}, Scope: other, Field: merge.Field{Number: 11}}, []byte{3})
	assign(scope)
	if !held(merge.ID{1, 1}) || held(merge.ID{1, 2}) {
		t.Error("the wrong records went")
	}
	aside, err := w.Store.Quarantine(ctx)
	if err != nil || len(aside) != 1 {
		t.Errorf("%d in quarantine, want the change made before the news came (%v)", len(aside), err)
	}
	assign(scope, other)
	rec, err := b.Store.Record(ctx, merge.ID{1, 2})
	if err != nil || !bytes.Equal(rec.Field(merge.Field{Number: 10}).Value(), []byte{2}) {
		t.Errorf("granted again: %v", err)
	}
	if rec, err = b.Store.Record(ctx, merge.ID{1, 3}); err != nil || len(rec.Fields) != 2 {
		t.Errorf("the own record, granted again: %d fields, %v", len(rec.Fields), err)
	}
}

// TestVerdictsAfterLoss: the answer to a push is lost, and the next one, smaller, hears that
// the hub has all. The verdicts on what it did not bring again come with it.
func TestVerdictsAfterLoss(t *testing.T) {
	ctx := t.Context()
	w := world.New(t, 1, 1, world.Faults{})
	d := w.Devices[0]
	dev := w.Directory.Devices[d.ID]
	dev.All, dev.Scopes = false, []merge.ID{scope}
	w.Directory.Devices[d.ID] = dev
	if _, err := d.Session.Sync(ctx, nil); err != nil {
		t.Fatal(err)
	}
	const changes = 20
	for i := range byte(changes) {
		in := scope
		if i%2 == 1 {
			in = merge.ID{8, 2} // not hers
		}
		w.Write(ctx, d, world.Place{Record: merge.ID{1, i}, Scope: in, Field: merge.Field{Number: 10}}, []byte{1})
	}
	lost, most := false, 0
	s := w.JoinThrough(d.Store, d, roundTripper(func(req *http.Request) (*http.Response, error) {
		resp, err := d.Transport.RoundTrip(req)
		if !lost && err == nil && resp.StatusCode == http.StatusOK {
			lost = true
			return nil, errors.Join(fault.E("", fault.Transient, io.ErrUnexpectedEOF), resp.Body.Close())
		}
		return resp, err
	}))
	if _, err := s.Sync(ctx, nil); fault.KindOf(err) != fault.Transient {
		t.Fatalf("the first answer is lost: %v", err)
	}
	r, err := s.Sync(ctx, nil)
	if err != nil || r.Waiting != 0 {
		t.Fatalf("%+v, %v", r, err)
	}
	aside, err := d.Store.Quarantine(ctx)
	if err != nil || len(aside) != changes/2 {
		t.Errorf("the author knows of %d refusals of %d, %v", len(aside), changes/2, err)
	}
	for _, v := range r.Verdicts {
		most = max(most, int(v.Seq))
	}
	if most != changes {
		t.Errorf("the sync told of refusals up to change %d", most)
	}
}

// TestMovedAway: a record that another moved out of the device's scope goes, and comes
// back whole, with what the device itself wrote.
func TestMovedAway(t *testing.T) {
	ctx := t.Context()
	w := world.New(t, 1, 2, world.Faults{})
	a, b := w.Devices[0], w.Devices[1]
	dev := w.Directory.Devices[b.ID]
	dev.All, dev.Scopes = false, []merge.ID{scope}
	w.Directory.Devices[b.ID] = dev
	at := world.Place{Record: merge.ID{1}, Scope: scope, Field: merge.Field{Number: 10}}
	place := world.Place{Record: merge.ID{1}, Scope: scope, Field: merge.Field{Number: merge.FieldScope}}
	sync := func(devices ...*world.Device) {
		t.Helper()
		for _, d := range devices {
			if _, err := d.Session.Sync(ctx, nil); err != nil {
				t.Fatal(err)
			}
		}
	}
	w.Write(ctx, b, at, []byte{1})
	sync(b, a)
	w.Write(ctx, a, place, merge.ScopeValue(merge.ID{8, 2}))
	sync(a, b)
	if _, err := b.Store.Record(ctx, merge.ID{1}); fault.KindOf(err) != fault.NotFound {
		t.Errorf("the record is still here (%v)", err)
	}
	place.Scope = merge.ID{8, 2}
	w.Write(ctx, a, place, merge.ScopeValue(scope))
	sync(a, b)
	rec, err := b.Store.Record(ctx, merge.ID{1})
	if err != nil || !bytes.Equal(rec.Field(at.Field).Value(), []byte{1}) {
		t.Errorf("the record did not come back whole (%v)", err)
	}
	w.Check(ctx)
}

// dead is a link without signal.
type dead struct{ at []time.Time }

func (d *dead) RoundTrip(*http.Request) (*http.Response, error) {
	d.at = append(d.at, time.Now()) //nolint:forbidigo // the clock of the bubble
	return nil, errors.New("no signal")
}

// TestRunKeepsTrying: without signal Run never gives up and waits ever longer, at
// random.
func TestRunKeepsTrying(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := world.New(t, 1, 1, world.Faults{})
		link := &dead{}
		s := w.JoinThrough(w.Devices[0].Store, w.Devices[0], link)
		ctx, cancel := context.WithTimeout(t.Context(), 12*time.Hour)
		defer cancel()
		if err := s.Run(ctx); err != nil {
			t.Fatal(err)
		}
		if n := len(link.at); n < 12*12 || n > 12*60 {
			t.Errorf("%d calls in twelve hours", n)
		}
		waits := map[time.Duration]bool{}
		for i := range link.at[1:] {
			wait := link.at[i+1].Sub(link.at[i])
			waits[wait] = true
			if wait > 5*time.Minute || (i == 0 && wait > 2*time.Second) {
				t.Errorf("wait %d: %v", i, wait)
			}
		}
		if len(waits) < len(link.at)/2 {
			t.Error("the waits are not random")
		}
	})
}

// TestKick: Run syncs at once when told, and ends when refused.
func TestKick(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := world.New(t, 1, 1, world.Faults{})
		d := w.Devices[0]
		ctx, cancel := context.WithCancel(t.Context())
		defer cancel()
		ended := make(chan error)
		go func() { ended <- d.Session.Run(ctx) }()
		synctest.Wait()
		begun := time.Now() //nolint:forbidigo // the clock of the bubble
		fill(t, w, d, 1)
		d.Session.Kick()
		synctest.Wait()
		if link, err := d.Store.Link(ctx); err != nil || link.Acked.Seq != 1 || !time.Now().Equal(begun) { //nolint:forbidigo // the clock of the bubble
			t.Errorf("%d confirmed (%v)", link.Acked.Seq, err)
		}
		delete(w.Directory.Devices, d.ID)
		d.Session.Kick()
		if err := <-ended; !errors.Is(err, session.ErrRefused) {
			t.Errorf("got %v, want ErrRefused", err)
		}
	})
}

func TestCancel(t *testing.T) {
	w := world.New(t, 1, 1, world.Faults{})
	ctx, cancel := context.WithCancel(t.Context())
	fill(t, w, w.Devices[0], 3)
	via := roundTripper(func(req *http.Request) (*http.Response, error) {
		cancel()
		<-req.Context().Done()
		return nil, req.Context().Err()
	})
	s := w.JoinThrough(w.Devices[0].Store, w.Devices[0], via)
	if _, err := s.Sync(ctx, nil); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
	w.Settle(t.Context())
	w.Check(t.Context())
}

type roundTripper func(*http.Request) (*http.Response, error)

func (f roundTripper) RoundTrip(req *http.Request) (*http.Response, error) { return f(req) }

// TestEnrol: over real TLS with a pinned certificate, a code lets one device in, twice
// when the answer was lost; then it syncs.
func TestEnrol(t *testing.T) {
	w := world.New(t, 1, 0, world.Faults{})
	srv := httptest.NewUnstartedServer(w.Hub.Handler())
	srv.Config.ErrorLog = slog.NewLogLogger(slog.DiscardHandler, slog.LevelError) // a refused certificate is logged
	srv.StartTLS()
	defer srv.Close()
	pin := sha256.Sum256(srv.Certificate().RawSubjectPublicKeyInfo)
	code := [16]byte{1, 2, 3}
	person := merge.ID{6}
	w.Directory.Codes[wire.CodeHash(code)] = hub.Grant{Device: hub.Device{Partition: w.Partition, Person: person, Scopes: []merge.ID{scope}}}
	inv := session.Invitation{Hub: srv.URL, Code: code, Pin: pin[:], Project: "test"}
	key := ed25519.NewKeyFromSeed(bytes.Repeat([]byte{3}, 32))
	client := session.NewClient(inv.Pin)
	defer client.CloseIdleConnections()
	for range 2 {
		got, err := session.Enrol(t.Context(), client, inv, session.EnrolRequest{Key: key, Label: "tablet"})
		if err != nil || got.Person != person || got.Partition != w.Partition || len(got.Scopes) != 1 || !bytes.Equal(got.HubKey, w.Hub.PublicKey()) {
			t.Fatalf("%+v, %v", got, err)
		}
		store := memory.New(memory.Options{Replica: merge.Replica{4}, Now: clock})
		if err = store.SetLink(t.Context(), got.Link); err != nil {
			t.Fatal(err)
		}
		s := session.New(session.Config{
			Hub: got.Hub, Device: got.Device, Key: key, HubKey: got.HubKey, Project: got.Project, Now: clock,
			Rand: rand.New(rand.NewPCG(1, 1)),
		}, store, client, slog.New(slog.DiscardHandler))
		res, err := s.Sync(t.Context(), nil)
		if err != nil || res.Requests > 2 {
			t.Errorf("%+v, %v", res, err)
		}
	}
	thief := ed25519.NewKeyFromSeed(bytes.Repeat([]byte{4}, 32))
	if _, err := session.Enrol(t.Context(), client, inv, session.EnrolRequest{Key: thief}); !errors.Is(err, session.ErrInvite) {
		t.Errorf("a second device: %v", err)
	}
	other := session.NewClient(make([]byte, 32))
	defer other.CloseIdleConnections()
	if _, err := session.Enrol(t.Context(), other, inv, session.EnrolRequest{Key: key}); !errors.Is(err, session.ErrPin) || fault.KindOf(err) != fault.Wrong {
		t.Errorf("another certificate: %v", err)
	}
	inv.Hub = "http://hub.example"
	if _, err := session.Enrol(t.Context(), client, inv, session.EnrolRequest{Key: key}); !errors.Is(err, session.ErrPlain) {
		t.Errorf("without TLS: %v", err)
	}
}

// TestServe: the hub ends gracefully, with a request under way.
func TestServe(t *testing.T) {
	w := world.New(t, 1, 0, world.Faults{})
	ln, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- w.Hub.Serve(ctx, w.Hub.Server(), ln, time.Minute) }()
	client := session.NewClient(nil)
	defer client.CloseIdleConnections()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "http://"+ln.Addr().String()+"/healthz", http.NoBody)
	if err != nil {
		t.Fatal(err)
	}
	resp, err := client.Do(req)
	if err != nil || resp.StatusCode != http.StatusNoContent {
		t.Fatalf("%v", err)
	}
	if err := resp.Body.Close(); err != nil {
		t.Fatal(err)
	}
	cancel()
	if err := <-ended; err != nil {
		t.Error(err)
	}
}
