package hub

import (
	"context"
	"time"

	"pendamping/fault"
	"pendamping/sync/merge"
	"pendamping/sync/wire"
)

// Synced is one answered sync, for whoever counts them. It names no person.
type Synced struct {
	Device  merge.ID
	At      time.Time
	Changes int    // brought by the device
	Aside   int    // of them, put into quarantine
	Records int    // given to the device
	Behind  uint64 // changes that the device has and the hub does not hold yet
	Forked  bool   // the device was told to take a new replica
	// Compared are the things that device and hub both hold whole and reckoned, and
	// Differing those of them in which they came to different results.
	Compared, Differing int
}

// Observer is told of each answered sync. It is called by many goroutines and must not
// wait.
type Observer interface {
	Synced(s Synced)
}

// observe tells the observer, if there is one.
func (h *Hub) observe(g *guest, req *wire.Request, reply *wire.Reply) {
	if h.cfg.Observer == nil {
		return
	}
	s := Synced{Device: g.auth.Device, At: h.cfg.Now(), Changes: len(req.Changes), Records: reply.Records()}
	if req.Head > reply.Head.Seq {
		s.Behind = req.Head - reply.Head.Seq
	}
	for _, v := range reply.Verdicts {
		if v.Code != merge.Accepted && v.Code != merge.ClockFarAhead {
			s.Aside++
		}
	}
	for _, d := range reply.Directives {
		s.Forked = s.Forked || d.Kind == wire.DirectRotate
	}
	s.Compared, s.Differing = g.compared, g.differing
	h.cfg.Observer.Synced(s)
}

// able tells why the store cannot take in changes; nil when it can. A store that can be
// read and not written says so by a method Ready.
func (h *Hub) able(ctx context.Context) error {
	const op fault.Op = "hub.able"
	type readier interface {
		Ready(ctx context.Context) error
	}
	if s, ok := h.store.(readier); ok {
		return fault.E(op, fault.Other, s.Ready(ctx))
	}
	_, err := h.store.Position(ctx)
	return fault.E(op, fault.Other, err)
}
