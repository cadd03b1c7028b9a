package main

import (
	"io"
	"net"
	"sync/atomic"
	"testing"
	"time"
)

// echo answers every connection with what it says until it ends.
func echo(t *testing.T) string {
	t.Helper()
	l, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() }) //nolint:errcheck // the test is over
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			go func() {
				io.Copy(c, c) //nolint:errcheck // ends with the connection
				c.Close()     //nolint:errcheck // likewise
			}()
		}
	}()
	return l.Addr().String()
}

func TestProxyCountsAndDelays(t *testing.T) {
	p, err := newProxy(t.Context(), echo(t), time.Now)
	if err != nil {
		t.Fatal(err)
	}
	c, err := (&net.Dialer{}).DialContext(t.Context(), "tcp", p.listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	said := []byte("POST /v1/sync and so on")
	talk := func() time.Duration {
		begin := time.Now()
		if _, err := c.Write(said); err != nil {
			t.Fatal(err)
		}
		if _, err := io.ReadFull(c, make([]byte, len(said))); err != nil {
			t.Fatal(err)
		}
		return time.Since(begin)
	}
	talk()
	if got, want := p.take(), (traffic{1, len(said), len(said)}); got != want {
		t.Errorf("counted %+v, want %+v", got, want)
	}
	p.slow(100*time.Millisecond, 0)
	if took := talk(); took < 100*time.Millisecond {
		t.Errorf("a round trip took %v", took)
	}
	if err := c.Close(); err != nil {
		t.Fatal(err)
	}
	if err := p.close(); err != nil {
		t.Error(err)
	}
}

// TestSlowLinkSharesItsRate: packets queue behind each other, each direction by itself.
func TestSlowLinkSharesItsRate(t *testing.T) {
	var at atomic.Int64
	begin := time.Unix(1_700_000_000, 0)
	p := &proxy{now: func() time.Time { return begin.Add(time.Duration(at.Load())) }}
	p.slow(300*time.Millisecond, 128) // 16,000 bytes a second
	for i, want := range []time.Duration{100 * time.Millisecond, 200 * time.Millisecond} {
		if got := p.arrival(up, 1600, begin).Sub(begin); got != want+150*time.Millisecond {
			t.Errorf("packet %d arrives after %v", i, got)
		}
	}
	if got := p.arrival(down, 1600, begin).Sub(begin); got != 250*time.Millisecond {
		t.Errorf("the other way waits: %v", got)
	}
	at.Store(int64(time.Second))
	if got := p.arrival(up, 1600, begin).Sub(begin); got != 1250*time.Millisecond {
		t.Errorf("a free link delays: %v", got)
	}
	if got := p.arrival(up, 0, begin.Add(3*time.Second)).Sub(begin); got != 3150*time.Millisecond {
		t.Errorf("a handshake is not waited for: %v", got)
	}
}
