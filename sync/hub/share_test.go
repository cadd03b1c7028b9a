package hub_test

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"encoding/binary"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"runtime"
	"sync"
	"testing"
	"testing/synctest"

	"pendamping/sync/hub"
	"pendamping/sync/merge"
	"pendamping/sync/wire"
)

// gate is a store whose writes wait until it is opened.
type gate struct {
	hub.Store

	open chan struct{}
}

func (s *gate) Ingest(ctx context.Context, r merge.Replica, c []merge.Change, j merge.Judge) (merge.Head, []merge.Verdict, error) {
	<-s.open
	return s.Store.Ingest(ctx, r, c, j)
}

// TestFairness: a device that sends many requests at once while the store is slow holds two
// places and is told to come back later; the requests of others are taken in meanwhile.
func TestFairness(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		slow := &gate{open: make(chan struct{})}
		d := newDesk(t, nil, hub.Device{All: true})
		slow.Store = d.store
		greedy, modest := newPeer(t, d, 2), newPeer(t, d, 3)
		h := d.over(slow)
		greedy.learn(h)
		modest.learn(h)
		var answers sync.Map
		for i := range 40 {
			req := greedy.push(byte(i))
			go func() {
				rec := httptest.NewRecorder()
				h.ServeHTTP(rec, req)
				answers.Store(i, rec.Code)
			}()
			synctest.Wait()
		}
		busy := 0
		answers.Range(func(_, code any) bool {
			if code == http.StatusTooManyRequests {
				busy++
			}
			return true
		})
		if busy != 38 {
			t.Errorf("%d of 40 requests at once were put off, want 38", busy)
		}
		// The other one only reads, which does not wait for the slow store.
		rec := httptest.NewRecorder()
		h.ServeHTTP(rec, modest.request(&wire.Request{Want: 1000}))
		if rec.Code != http.StatusOK {
			t.Errorf("the other device gets %d", rec.Code)
		}
		close(slow.open)
		synctest.Wait()
		rec = httptest.NewRecorder()
		h.ServeHTTP(rec, modest.push(1))
		if rec.Code != http.StatusOK {
			t.Errorf("the other device's push: %d", rec.Code)
		}
	})
}

// peer is a further device.
type peer struct {
	t       *testing.T
	codec   *wire.Codec
	key     ed25519.PrivateKey
	id      merge.ID
	counter uint64
	chal    []byte
	chain   chain
}

func newPeer(t *testing.T, d *desk, n byte) *peer {
	t.Helper()
	p := &peer{t: t, codec: d.codec, key: ed25519.NewKeyFromSeed(bytes.Repeat([]byte{n}, 32)), chain: chain{replica: merge.Replica{n}, stamp: d.now}}
	p.id = wire.DeviceID(public(t, p.key))
	d.dir.Enrol(p.id, hub.Device{Key: public(t, p.key), Partition: partition, All: true})
	return p
}

func (p *peer) request(r *wire.Request) *http.Request {
	p.t.Helper()
	body, err := p.codec.PackRequest(p.chain.replica, r)
	if err != nil {
		p.t.Fatal(err)
	}
	p.counter++
	auth := wire.Auth{Device: p.id, Replica: p.chain.replica, Counter: p.counter, Challenge: p.chal}
	auth.Sign(p.key, wire.PathSync, "p", body)
	req := httptest.NewRequestWithContext(p.t.Context(), http.MethodPost, wire.PathSync, bytes.NewReader(body))
	req.Header.Set(wire.AuthHeader, auth.Header())
	return req
}

// learn gets the challenge.
func (p *peer) learn(h http.Handler) {
	p.t.Helper()
	rec := httptest.NewRecorder()
	h.ServeHTTP(rec, p.request(&wire.Request{}))
	problem, err := p.codec.UnpackProblem(rec.Body.Bytes())
	if err != nil || problem.Code != wire.ProblemChallenge {
		p.t.Fatalf("status %d: %v", rec.Code, err)
	}
	p.chal = problem.Challenge
}

func (p *peer) push(n byte) *http.Request {
	c := chain{replica: p.chain.replica, stamp: p.chain.stamp}
	return p.request(request(merge.Head{}, c.change(create(kindMember, merge.ID{n, 9}, village, "a"))))
}

// weighing notes how much memory is in use while the hub works on a request.
type weighing struct {
	hub.Store

	most  uint64
	named int // records that were packed
}

// derive names no record, and is asked for each that is packed.
func (s *weighing) derive(merge.Kind, merge.Field, []byte) (merge.ID, bool) {
	s.named++
	if s.named%6_000 == 0 {
		s.weigh()
	}
	return merge.ID{}, false
}

func inUse() uint64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}

func (s *weighing) weigh() { s.most = max(s.most, inUse()) }

func (s *weighing) Ingest(ctx context.Context, r merge.Replica, c []merge.Change, j merge.Judge) (merge.Head, []merge.Verdict, error) {
	s.weigh()
	return s.Store.Ingest(ctx, r, c, j)
}

func (s *weighing) PageTo(ctx context.Context, q merge.Query, take merge.Taker) (merge.Page, error) {
	p, err := s.Store.PageTo(ctx, q, take)
	s.weigh()
	return p, err
}

// Synced implements hub.Observer: the reply is packed then.
func (s *weighing) Synced(hub.Synced) { s.weigh() }

// TestMemoryOfARequest: the largest push and the largest page hold less than 8 MiB beside
// what the hub holds anyway. The program's test of this name weighs them over real stores.
func TestMemoryOfARequest(t *testing.T) {
	scale := &weighing{}
	d := newDesk(t, func(c *hub.Config) { c.Observer, c.Derive = scale, scale.derive }, hub.Device{All: true})
	scale.Store = d.store
	h := d.over(scale)
	p := newPeer(t, d, 2)
	p.learn(h)
	noise := rand.NewChaCha8([32]byte{})
	var changes []merge.Change
	for n := 0; n < wire.MaxChangeBytes-2000; {
		v := make([]byte, 1000)
		if _, err := noise.Read(v); err != nil {
			t.Fatal(err)
		}
		id := merge.ID{7}
		binary.BigEndian.PutUint32(id[1:], uint32(len(changes)))
		c := p.chain.change(create(kindMember, id, village, string(v)))
		changes, n = append(changes, c), n+c.Size()
	}
	measure := func(what string, req *http.Request) {
		t.Helper()
		scale.most = 0
		before := inUse()
		rec := httptest.NewRecorder()
		h.ServeHTTP(rec, req)
		if rec.Code != http.StatusOK {
			t.Fatalf("%s: %d", what, rec.Code)
		}
		grown := int64(scale.most) - int64(before)
		t.Logf("%s: %d KiB", what, grown>>10)
		if grown > 8<<20 {
			t.Errorf("%s holds %d KiB", what, grown>>10)
		}
	}
	measure("push", p.request(request(merge.Head{}, changes...)))
	// Many small records, as a first download has them.
	other := newPeer(t, d, 3)
	var edits []merge.Edit
	for i := range 60_000 {
		id := merge.ID{8}
		binary.BigEndian.PutUint32(id[1:], uint32(i))
		edits = append(edits, create(kindMember, id, village, "a value of some forty bytes, as they are."))
		if len(edits) == 500 {
			if _, err := d.store.Commit(t.Context(), merge.ID{1}, edits); err != nil {
				t.Fatal(err)
			}
			edits = nil
		}
	}
	other.learn(h)
	for range 4 { // the compressors take their tables once, not for each request
		h.ServeHTTP(httptest.NewRecorder(), other.request(&wire.Request{Want: 100_000, Reads: wire.NewestDictionary}))
	}
	scale.named = 0
	measure("page", other.request(&wire.Request{Want: 1 << 30, Reads: wire.NewestDictionary}))
	if scale.named < 20_000 {
		t.Errorf("the page had %d records", scale.named)
	}
}

// counting is a store that notes how large the pages are that are asked for at once.
type counting struct {
	hub.Store

	mu    sync.Mutex
	sizes []int
	open  chan struct{}
}

func (s *counting) PageTo(ctx context.Context, q merge.Query, take merge.Taker) (merge.Page, error) {
	s.mu.Lock()
	s.sizes = append(s.sizes, q.MaxBytes)
	s.mu.Unlock()
	<-s.open
	return s.Store.PageTo(ctx, q, take)
}

// TestPagesShareTheRoom: one device gets a large page, many at once get small ones, and all
// of theirs together stay within a bound. When they are done there is room again.
func TestPagesShareTheRoom(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newDesk(t, nil, hub.Device{All: true})
		slow := &counting{Store: d.store, open: make(chan struct{})}
		h := d.over(slow)
		ask := func(n byte) {
			p := newPeer(t, d, n)
			p.learn(h)
			req := p.request(&wire.Request{Want: 1 << 30})
			go func() {
				rec := httptest.NewRecorder()
				h.ServeHTTP(rec, req)
				if rec.Code != http.StatusOK {
					t.Errorf("device %d: %d", n, rec.Code)
				}
			}()
			synctest.Wait()
		}
		const many = 60
		for n := range byte(many) {
			ask(n + 10)
		}
		sum := 0
		for _, n := range slow.sizes {
			sum += n
		}
		if len(slow.sizes) != many || slow.sizes[0] < 7<<20 || slow.sizes[many-1] < 200<<10 || slow.sizes[many-1] > 300<<10 || sum > 32<<20 {
			t.Errorf("%d pages of %d bytes: %v", len(slow.sizes), sum, slow.sizes)
		}
		close(slow.open)
		synctest.Wait()
		ask(5)
		if last := slow.sizes[len(slow.sizes)-1]; last != slow.sizes[0] {
			t.Errorf("afterwards a page has %d bytes, at first %d", last, slow.sizes[0])
		}
	})
}
