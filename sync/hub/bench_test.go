package hub_test

import (
	"bytes"
	"crypto/ed25519"
	"encoding/binary"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"sync/atomic"
	"testing"
	"time"

	"golang.org/x/time/rate"

	"pendamping/store"
	"pendamping/sync/hub"
	"pendamping/sync/merge"
	"pendamping/sync/synctest"
	"pendamping/sync/wire"
)

// BenchmarkVisits: visits of 36 changes a second, each a request of its own, signed and
// committed to disk, by many clients at once.
func BenchmarkVisits(b *testing.B) {
	now := func() time.Time { return time.UnixMilli(1_760_000_000_000) }
	random := rand.NewChaCha8([32]byte{})
	center, err := store.Create(b.Context(), filepath.Join(b.TempDir(), "hub.db"), store.Options{
		Secret: store.RawKey([32]byte{1}), Now: now, Rand: random,
	})
	if err != nil {
		b.Fatal(err)
	}
	defer center.Close()
	dir := synctest.NewDirectory()
	key := ed25519.NewKeyFromSeed(make([]byte, 32))
	h, err := hub.New(hub.Config{
		Project: "p", Key: key, Epoch: merge.ID{1}, Now: now, Rand: random,
		DeviceRate: rate.Inf, AddressRate: rate.Inf,
	}, center, dir, slog.New(slog.DiscardHandler))
	if err != nil {
		b.Fatal(err)
	}
	codec, err := wire.New(wire.Options{})
	if err != nil {
		b.Fatal(err)
	}
	handler := h.Handler()
	var clients atomic.Uint32
	b.SetParallelism(8)
	b.RunParallel(func(pb *testing.PB) {
		c := newClient(b, dir, clients.Add(1), handler, codec)
		for pb.Next() {
			c.visit(b)
		}
	})
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "visits/s")
}

// client is a device that sends visits.
type client struct {
	handler http.Handler
	codec   *wire.Codec
	key     ed25519.PrivateKey
	id      merge.ID
	chain   chain
	counter uint64
	chal    []byte
	records uint32
}

func newClient(b *testing.B, dir *synctest.Directory, n uint32, handler http.Handler, codec *wire.Codec) *client {
	b.Helper()
	seed := binary.BigEndian.AppendUint32(make([]byte, 28), n)
	key := ed25519.NewKeyFromSeed(seed)
	public, ok := key.Public().(ed25519.PublicKey)
	if !ok {
		b.Fatal("not an Ed25519 key")
	}
	c := &client{handler: handler, codec: codec, key: key, id: wire.DeviceID(public)}
	copy(c.chain.replica[:], seed[24:])
	c.chain.stamp = time.UnixMilli(1_760_000_000_000)
	dir.Enrol(c.id, hub.Device{Key: public, Partition: partition, All: true})
	c.send(b, &wire.Request{})
	return c
}

func (c *client) visit(b *testing.B) {
	b.Helper()
	base := c.chain.head
	var changes []merge.Change
	for range 36 {
		c.records++
		id := merge.ID{}
		copy(id[:], c.chain.replica[:])
		binary.BigEndian.PutUint32(id[8:], c.records)
		changes = append(changes, c.chain.change(create(kindEntry, id, village, "an entry of some forty bytes, as they are")))
	}
	req := request(base, changes...)
	req.Want = 0
	if reply := c.send(b, req); reply.Head != c.chain.head || len(reply.Verdicts) > 0 {
		b.Fatalf("head %d, verdicts %v", reply.Head.Seq, reply.Verdicts)
	}
}

func (c *client) send(b *testing.B, r *wire.Request) *wire.Reply {
	b.Helper()
	body, err := c.codec.PackRequest(c.chain.replica, r)
	if err != nil {
		b.Fatal(err)
	}
	for range 2 {
		c.counter++
		auth := wire.Auth{Device: c.id, Replica: c.chain.replica, Counter: c.counter, Challenge: c.chal}
		auth.Sign(c.key, wire.PathSync, "p", body)
		req := httptest.NewRequestWithContext(b.Context(), http.MethodPost, wire.PathSync, bytes.NewReader(body))
		req.Header.Set(wire.AuthHeader, auth.Header())
		rec := httptest.NewRecorder()
		c.handler.ServeHTTP(rec, req)
		if rec.Code == http.StatusOK {
			reply, err := c.codec.UnpackReply(rec.Body.Bytes())
			if err != nil {
				b.Fatal(err)
			}
			return reply
		}
		problem, err := c.codec.UnpackProblem(rec.Body.Bytes())
		if err != nil || problem.Code != wire.ProblemChallenge {
			b.Fatalf("status %d, problem %d, %v", rec.Code, problem.Code, err)
		}
		c.chal = problem.Challenge
	}
	b.Fatal("refused twice")
	return nil
}
