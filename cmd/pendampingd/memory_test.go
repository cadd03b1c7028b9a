package main

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"encoding/binary"
	"fmt"
	"io"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"runtime"
	"testing"

	"pendamping/fault"
	"pendamping/kpuk"
	"pendamping/sync/hub"
	"pendamping/sync/merge"
	"pendamping/sync/wire"
)

// mostHeld is what a request may hold in memory beside what the hub holds anyway.
const mostHeld = 8 << 20

// weigher is a hub over a real store, asked by one device that may hold everything. It
// weighs what is in use while a request is at work.
type weigher struct {
	t       *testing.T
	f       *folder
	hub     http.Handler
	codec   *wire.Codec
	key     ed25519.PrivateKey
	replica merge.Replica
	counter uint64
	chal    []byte

	every int    // judged changes or packed records between two weighings
	done  int    // changes judged, or records packed
	most  uint64 // weight
}

// Device, Claim and Redeem implement hub.Directory.
func (w *weigher) Device(context.Context, merge.ID) (hub.Device, error) {
	public, _ := w.key.Public().(ed25519.PublicKey) //nolint:errcheck // its type is known
	return hub.Device{Key: public, Partition: merge.ID(w.f.set.Partition), All: true}, nil
}

func (*weigher) Claim(context.Context, merge.ID, merge.Replica) error { return nil }

func (*weigher) Redeem(context.Context, [32]byte, hub.DeviceRequest) (hub.Grant, error) {
	return hub.Grant{}, fault.New(fault.Denied, "nobody is let in")
}

// Synced implements hub.Observer: the reply is packed then.
func (w *weigher) Synced(hub.Synced) { w.weigh() }

func (w *weigher) step() {
	w.done++
	if w.done%w.every == 0 {
		w.weigh()
	}
}

func (w *weigher) weigh() {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	w.most = max(w.most, m.HeapAlloc)
}

// newWeigher sets up hub and device.
func newWeigher(t *testing.T, f *folder) *weigher {
	t.Helper()
	w := &weigher{t: t, f: f, key: ed25519.NewKeyFromSeed(bytes.Repeat([]byte{9}, ed25519.SeedSize)), replica: merge.Replica{9}, every: 1 << 30}
	h, err := hub.New(hub.Config{
		Project: project, Key: ed25519.NewKeyFromSeed(f.set.Key), Epoch: merge.ID(f.set.Epoch), Now: f.now, Rand: rand.NewChaCha8([32]byte{3}), Observer: w,
		Derive: func(merge.Kind, merge.Field, []byte) (merge.ID, bool) { w.step(); return merge.ID{}, false },
		Judge: func(merge.Change, func(merge.ID) (merge.Record, bool)) merge.Verdict {
			w.step()
			return merge.Verdict{}
		},
	}, f.store, w, slog.New(slog.DiscardHandler))
	ok(t, err)
	w.codec, err = wire.New(wire.Options{})
	ok(t, err)
	w.hub = h.Handler()
	return w
}

// ask sends a request, for the first time to learn the challenge; nil when the reply is too
// large.
func (w *weigher) ask(r *wire.Request) *wire.Reply {
	w.t.Helper()
	r.Reads = wire.NewestDictionary
	body, err := w.codec.PackRequest(w.replica, r)
	ok(w.t, err)
	public, _ := w.key.Public().(ed25519.PublicKey) //nolint:errcheck // its type is known
	for {
		w.counter++
		auth := wire.Auth{Device: wire.DeviceID(public), Replica: w.replica, Counter: w.counter, Challenge: w.chal}
		auth.Sign(w.key, wire.PathSync, project, body)
		req := httptest.NewRequestWithContext(w.t.Context(), http.MethodPost, wire.PathSync, bytes.NewReader(body))
		req.Header.Set(wire.AuthHeader, auth.Header())
		rec := httptest.NewRecorder()
		w.hub.ServeHTTP(rec, req)
		if rec.Code == http.StatusOK {
			reply, err := w.codec.UnpackReply(rec.Body.Bytes())
			ok(w.t, err)
			return reply
		}
		problem, err := w.codec.UnpackProblem(rec.Body.Bytes())
		ok(w.t, err)
		switch problem.Code {
		case wire.ProblemTooLarge:
			return nil
		case wire.ProblemChallenge:
			w.chal = problem.Challenge
		default:
			w.t.Fatalf("status %d, problem %d", rec.Code, problem.Code)
		}
	}
}

// weighed says how many bytes a request holds at the most.
func (w *weigher) weighed(what string, every int, r *wire.Request) *wire.Reply {
	w.t.Helper()
	runtime.GC() // empties pools, too, together with the next
	w.most, w.done = 0, 0
	w.weigh()
	before := w.most
	w.every = every
	reply := w.ask(r)
	w.every = 1 << 30
	held := int64(w.most) - int64(before)
	w.t.Logf("%s: %d KiB while %d changes were judged or records packed", what, held>>10, w.done)
	if w.done/every < 3 {
		w.t.Errorf("%s: weighed after %d steps of %d", what, w.done, every)
	}
	if held > mostHeld {
		w.t.Errorf("%s holds %d KiB", what, held>>10)
	}
	return reply
}

// edit makes a record with a value.
func (w *weigher) edit(n int, value []byte) merge.Edit {
	id := merge.ID{0xe}
	binary.BigEndian.PutUint64(id[8:], uint64(n))
	group := merge.ID(kpuk.Derive("group", []byte{byte(n)}))
	e := merge.Edit{Record: id, Kind: merge.Kind(kpuk.KindMember), Partition: merge.ID(w.f.set.Partition), Scope: group, Writes: []merge.Write{
		{Field: merge.Field{Number: merge.FieldScope}, Value: merge.ScopeValue(group)}, {Field: merge.Field{Number: 10}, Value: value},
	}}
	return e
}

// chain makes changes of a replica, each of some records, that the store does not have yet.
func chain(replica merge.Replica, head *merge.Head, edits ...[]merge.Edit) []merge.Change {
	out := make([]merge.Change, 0, len(edits))
	for _, e := range edits {
		c := merge.Change{Replica: replica, Seq: head.Seq + 1, Stamp: merge.Stamp(head.Seq+1) << 20, Author: merge.ID{1}, Edits: e}
		*head = merge.Head{Seq: c.Seq, Hash: c.Hash(head.Hash)}
		out = append(out, c)
	}
	return out
}

// ingest puts changes of another device into the store.
func (w *weigher) ingest(head *merge.Head, edits [][]merge.Edit) {
	w.t.Helper()
	other := merge.Replica{8}
	_, verdicts, err := w.f.store.Ingest(w.t.Context(), other, chain(other, head, edits...), nil)
	ok(w.t, err)
	if len(verdicts) > 0 {
		w.t.Fatalf("%+v", verdicts[0])
	}
}

// fill puts many small records into the store, as a first download has them: each of a
// change of a few.
func (w *weigher) fill(head *merge.Head, records int) {
	w.t.Helper()
	for n := 0; n < records; {
		var all [][]merge.Edit
		for range 500 {
			var edits []merge.Edit
			for range 2 {
				edits, n = append(edits, w.edit(n, fmt.Appendf(nil, "\x78\x2aa value of forty bytes, as they are: %05d", n))), n+1
			}
			all = append(all, edits)
		}
		w.ingest(head, all)
	}
}

// noise is edits of new records, from a number on, with values that do not shrink: as many
// as a request may have.
func (w *weigher) noise(from int) [][]merge.Edit {
	w.t.Helper()
	random := rand.NewChaCha8([32]byte{4})
	var edits [][]merge.Edit
	for size := 0; size < wire.MaxChangeBytes-2048; size += 1151 {
		v := append([]byte{0x59, 0x03, 0xe8}, make([]byte, 1000)...)
		_, err := random.Read(v[3:])
		ok(w.t, err)
		edits = append(edits, []merge.Edit{w.edit(from+len(edits), v)})
	}
	return edits
}

// TestMemoryOfARequest: the largest push, the largest page, and pages of what does not
// shrink hold less than 8 MiB, over a store as hubs use it.
func TestMemoryOfARequest(t *testing.T) {
	r := newRig(t, "http://127.0.0.1:1")
	c := &console{world: r.world(io.Discard), logger: slog.New(slog.DiscardHandler)}
	ok(t, c.within(t.Context(), r.dir, func(f *folder) error {
		w := newWeigher(t, f)
		var others, own merge.Head
		w.fill(&others, 56_000)
		push := func(from int) *wire.Request {
			base := own
			changes := chain(w.replica, &own, w.noise(from)...)
			return &wire.Request{Base: base, Head: own.Seq, Changes: changes}
		}
		pull := func(want uint64, cursor []byte) *wire.Request {
			return &wire.Request{Base: own, Head: own.Seq, Want: want, Cursor: cursor}
		}
		w.ask(push(1_000_000)) // what is made once is there then
		w.ask(pull(64<<10, nil))
		w.weighed("push", 100, push(2_000_000))
		page := w.weighed("page", 20_000, pull(1<<30, nil))
		if len(page.Deltas) < 25_000 {
			t.Errorf("the page has %d records", len(page.Deltas))
		}
		for page.More {
			page = w.ask(pull(4<<20, page.Cursor))
		}
		for i := range 8 {
			w.ingest(&others, w.noise(10_000_000+i*10_000))
		}
		// Reading the store through waits for what it folds beside, which is no request's.
		_, err := f.store.Check(t.Context())
		ok(t, err)
		if w.weighed("page that does not fit a message", 1_000, pull(1<<30, page.Cursor)) != nil {
			t.Error("the large page of noise was sent")
		}
		page = w.weighed("page of noise", 1_000, pull(3<<20, page.Cursor))
		if page == nil || len(page.Deltas) < 2_000 {
			t.Error("the page of noise is small")
		}
		return nil
	}))
}
