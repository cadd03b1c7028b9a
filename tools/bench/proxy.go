package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"sync"
	"time"
)

// packet is the largest piece that the slow link carries at once, in bytes.
const packet = 1400

// proxy is a TCP link that counts what goes through it and can be made slow: half the
// round trip each way, one more round trip for each new connection, and one rate per
// direction that all connections share.
type proxy struct {
	listener net.Listener
	target   string
	now      func() time.Time
	ended    sync.WaitGroup

	mu    sync.Mutex
	rtt   time.Duration
	rate  float64                // bytes per second; 0: unlimited
	free  [directions]time.Time  // when each direction has sent what it was given
	count [directions]int        // payload bytes
	posts int                    // requests
	conns map[io.Closer]struct{} // both ends of every connection
}

// The directions of a link.
const (
	up = iota
	down
	directions
)

// newProxy starts a link to a target address; close ends it.
func newProxy(ctx context.Context, target string, now func() time.Time) (*proxy, error) {
	l, err := (&net.ListenConfig{}).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return nil, fmt.Errorf("proxy: %w", err)
	}
	p := &proxy{listener: l, target: target, now: now, conns: map[io.Closer]struct{}{}}
	p.ended.Go(func() { p.accept(ctx) })
	return p, nil
}

// close ends the link and everything on it.
func (p *proxy) close() error {
	err := p.listener.Close()
	p.mu.Lock()
	for c := range p.conns {
		err = errors.Join(err, ignoreClosed(c.Close()))
	}
	p.mu.Unlock()
	p.ended.Wait()
	return err
}

// ignoreClosed leaves out that a connection was closed by the other end already.
func ignoreClosed(err error) error {
	if errors.Is(err, net.ErrClosed) {
		return nil
	}
	return err
}

// slow sets the link; kbit 0 is unlimited.
func (p *proxy) slow(rtt time.Duration, kbit int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.rtt, p.rate = rtt, float64(kbit)*1000/8
	p.free = [directions]time.Time{}
}

// traffic is what went over a link.
type traffic struct{ requests, up, down int }

// take returns what went over the link since it was last asked.
func (p *proxy) take() traffic {
	p.mu.Lock()
	defer p.mu.Unlock()
	t := traffic{p.posts, p.count[up], p.count[down]}
	p.posts, p.count = 0, [directions]int{}
	return t
}

// url is where clients find the target.
func (p *proxy) url() string { return "http://" + p.listener.Addr().String() }

func (p *proxy) accept(ctx context.Context) {
	for {
		client, err := p.listener.Accept()
		if err != nil {
			return // closed
		}
		server, err := (&net.Dialer{}).DialContext(ctx, "tcp", p.target)
		if err != nil {
			client.Close() //nolint:errcheck,gosec // the client sees that nobody answers
			continue
		}
		p.mu.Lock()
		p.conns[client], p.conns[server] = struct{}{}, struct{}{}
		ready := p.now().Add(p.rtt) // the handshake
		p.mu.Unlock()
		p.ended.Go(func() { p.pump(ctx, client, server, up, ready) })
		p.ended.Go(func() { p.pump(ctx, server, client, down, ready) })
	}
}

// piece is a packet on its way.
type piece struct {
	data []byte
	at   time.Time // of arrival
}

// pump carries one direction of a connection until it ends.
func (p *proxy) pump(ctx context.Context, from, to net.Conn, direction int, ready time.Time) {
	way := make(chan piece, 4096)
	p.ended.Go(func() {
		for next := range way {
			if !p.until(ctx, next.at) {
				continue
			}
			if _, err := to.Write(next.data); err != nil {
				from.Close() //nolint:errcheck,gosec // ends the reader below
			}
		}
		p.forget(from, to)
	})
	buffer := make([]byte, 64<<10)
	for {
		n, err := from.Read(buffer)
		p.send(way, buffer[:n], direction, ready)
		if err != nil {
			close(way)
			return
		}
	}
}

// send counts what was read and gives it to the link packet by packet.
func (p *proxy) send(way chan<- piece, data []byte, direction int, ready time.Time) {
	p.mu.Lock()
	p.count[direction] += len(data)
	if direction == up {
		p.posts += bytes.Count(data, []byte("POST /v1/"))
	}
	p.mu.Unlock()
	for rest := data; len(rest) > 0; {
		n := min(packet, len(rest))
		way <- piece{bytes.Clone(rest[:n]), p.arrival(direction, n, ready)}
		rest = rest[n:]
	}
}

// arrival reckons when a packet of n bytes is through; the zero time is at once.
func (p *proxy) arrival(direction, n int, ready time.Time) time.Time {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.rtt == 0 && p.rate == 0 {
		return time.Time{}
	}
	begin := p.now()
	for _, t := range []time.Time{ready, p.free[direction]} {
		if t.After(begin) {
			begin = t
		}
	}
	sent := begin
	if p.rate > 0 {
		sent = begin.Add(time.Duration(float64(n) / p.rate * float64(time.Second)))
	}
	p.free[direction] = sent
	return sent.Add(p.rtt / 2)
}

// until waits for a time; false when ctx ended.
func (p *proxy) until(ctx context.Context, at time.Time) bool {
	wait := at.Sub(p.now())
	if at.IsZero() || wait <= 0 {
		return true
	}
	timer := time.NewTimer(wait)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return false
	case <-timer.C:
		return true
	}
}

// forget closes a connection, when one of its directions has ended.
func (p *proxy) forget(conns ...net.Conn) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, c := range conns {
		delete(p.conns, c)
		c.Close() //nolint:errcheck,gosec // closed twice when the other end went first
	}
}
