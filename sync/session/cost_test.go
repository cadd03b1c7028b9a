package session_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"net"
	"net/http"
	"net/http/httptest"
	"sync/atomic"
	"testing"

	"pendamping/sync/merge"
	"pendamping/sync/session"
	world "pendamping/sync/synctest"
)

// metered counts the bytes of connections.
type metered struct {
	net.Conn

	up, down *atomic.Int64
}

func (c metered) Read(b []byte) (int, error) {
	n, err := c.Conn.Read(b)
	c.down.Add(int64(n))
	return n, err
}

func (c metered) Write(b []byte) (int, error) {
	c.up.Add(int64(len(b)))
	return c.Conn.Write(b)
}

// TestCost: what a sync takes is told before it starts, as it is then counted on the link.
func TestCost(t *testing.T) {
	w := world.New(t, 1, 1, world.Faults{})
	d := w.Devices[0]
	srv := httptest.NewServer(w.Hub.Handler())
	defer srv.Close()
	var up, down atomic.Int64
	link := &http.Transport{DisableCompression: true, DialContext: func(ctx context.Context, network, _ string) (net.Conn, error) {
		c, err := (&net.Dialer{}).DialContext(ctx, network, srv.Listener.Addr().String())
		return metered{c, &up, &down}, err
	}}
	defer link.CloseIdleConnections()
	s := w.JoinThrough(d.Store, d, link)
	if _, err := s.Sync(t.Context(), nil); err != nil { // learns the challenge
		t.Fatal(err)
	}
	noise := rand.NewChaCha8([32]byte{4})
	written := 0
	for _, n := range []int{0, 1, 37, 0, 400, 2500, 20} {
		for range n {
			v := make([]byte, 60)
			if _, err := noise.Read(v[40:]); err != nil {
				t.Fatal(err)
			}
			copy(v, fmt.Sprintf("Ibu nomor %d menabung.", written))
			written++
			w.Write(t.Context(), d, world.Place{Record: merge.ID{1, byte(written), byte(written >> 8)}, Scope: scope, Field: merge.Field{Number: 10}}, v)
		}
		told, err := s.Cost(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		again, err := s.Cost(t.Context())
		if err != nil || again != told {
			t.Errorf("%d changes: %+v, then %+v (%v)", n, told, again, err)
		}
		up.Store(0)
		down.Store(0)
		res, err := s.Sync(t.Context(), nil)
		if err != nil {
			t.Fatal(err)
		}
		t.Logf("%d changes: told %+v, counted %d requests, %d up, %d down", n, told, res.Requests, up.Load(), down.Load())
		if told.Requests != res.Requests || off(told.Up, up.Load()) > 0.01 || off(told.Down, down.Load()) > 0.1 {
			t.Errorf("%d changes: told %+v, counted %d requests, %d up, %d down", n, told, res.Requests, up.Load(), down.Load())
		}
	}
}

// off is by how much of the true figure another one is off.
func off(told, counted int64) float64 {
	d := float64(told-counted) / float64(counted)
	return max(d, -d)
}

// TestCostNeedsNoHub: without a network, and before the hub was ever asked, it is told too.
func TestCostNeedsNoHub(t *testing.T) {
	w := world.New(t, 1, 1, world.Faults{})
	d := w.Devices[0]
	fill(t, w, d, 12)
	s := w.JoinThrough(d.Store, d, roundTripper(func(*http.Request) (*http.Response, error) {
		t.Error("a request was sent")
		return nil, net.ErrClosed
	}))
	if got, err := s.Cost(t.Context()); err != nil || got.Requests != 1 || got.Up < 400 || got.Up > 1500 {
		t.Errorf("%+v, %v", got, err)
	}
	if _, err := session.New(session.Config{}, d.Store, http.DefaultClient, nil).Cost(t.Context()); err == nil {
		t.Error("a session that is not set up tells a cost")
	}
}
