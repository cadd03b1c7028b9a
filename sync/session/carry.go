package session

import (
	"bytes"
	"context"
	"log/slog"
	"time"

	"pendamping/fault"
	"pendamping/sync/merge"
	"pendamping/sync/wire"
)

// carriedWant is the size of a page in a carried answer, in bytes before compression.
const carriedWant = 1 << 20

// Parcel is what a device remembers of requests that it packed for a journey without
// network.
type Parcel struct {
	Hub     merge.ID // hub epoch that was known when they were packed
	Settled bool     // an answer was taken in to its end: its orders have been obeyed
}

// Packed says what was packed.
type Packed struct {
	Changes  int
	Records  int // that the changes are about, each counted once
	Requests int
}

// Reply is one carried reply: the request's counter, the cursor from which its records
// go on, and what the hub says.
type Reply struct {
	Counter uint64
	From    []byte
	Reply   *wire.Reply
}

// Received is what came of carried replies.
type Received struct {
	Result

	Skipped int // replies whose records or receipts were overtaken by a later sync
}

// Pack makes the requests of a sync that travels otherwise than over HTTP, with all
// changes that are not confirmed, and hands them to add, which may be called many times
// and at least once. They may be made again and again: the hub knows what it holds.
func (s *Session) Pack(ctx context.Context, add func(counter uint64, req *wire.Request) error) (Packed, error) {
	const op fault.Op = "session.Pack"
	var p Packed
	leave, err := s.enter()
	if err != nil {
		return p, fault.E(op, fault.Other, err)
	}
	defer leave()
	link, err := s.log.Link(ctx)
	if err != nil {
		return p, fault.E(op, fault.Other, err)
	}
	own, err := s.log.Head(ctx, s.log.Replica())
	if err != nil {
		return p, fault.E(op, fault.Other, err)
	}
	if own.Seq < link.Acked.Seq {
		return p, fault.E(op, fault.Other, ErrForked)
	}
	touched := map[merge.ID]struct{}{}
	for base := link.Acked; ; {
		req := wire.Request{Schema: s.cfg.Schema, Base: base, Head: own.Seq, Cursor: link.Cursor, Want: carriedWant, Reads: wire.NewestDictionary}
		if req.Changes, err = s.upTo(ctx, base, own.Seq); err != nil {
			return p, fault.E(op, fault.Other, err)
		}
		link.Counter++
		// Before it is signed: a counter that was seen once is never used again.
		if err = s.log.SetLink(ctx, link); err != nil {
			return p, fault.E(op, fault.Other, err)
		}
		if err = add(link.Counter, &req); err != nil {
			return p, fault.E(op, fault.Other, err)
		}
		touch(touched, req.Changes)
		p.Changes, p.Records, p.Requests = p.Changes+len(req.Changes), len(touched), p.Requests+1
		if base = follow(base, req.Changes); base.Seq >= own.Seq {
			return p, nil
		}
	}
}

// touch notes which records changes are about.
func touch(records map[merge.ID]struct{}, changes []merge.Change) {
	for i := range changes {
		for _, e := range changes[i].Edits {
			records[e.Record] = struct{}{}
		}
	}
}

// upTo is a batch of the own changes after base, none above seq: what is saved while a
// bundle is made is for the next one.
func (s *Session) upTo(ctx context.Context, base merge.Head, seq uint64) ([]merge.Change, error) {
	changes, err := s.log.Since(ctx, s.log.Replica(), base.Seq, wire.MaxChanges, maxPushBytes)
	if err != nil {
		return nil, fault.E("", fault.Other, err)
	}
	for len(changes) > 0 && changes[len(changes)-1].Seq > seq {
		changes = changes[:len(changes)-1]
	}
	if len(changes) == 0 && base.Seq < seq {
		return nil, errStalled
	}
	return changes, nil
}

// Receive takes in the carried replies to a parcel, which each hands over one by one.
// Replies that come late or twice are harmless: a receipt only ever adds to what is
// confirmed, and records are absorbed only where the device's own cursor stands.
func (s *Session) Receive(ctx context.Context, p Parcel, each func(func(Reply) error) error) (Received, error) {
	const op fault.Op = "session.Receive"
	leave, err := s.enter()
	if err != nil {
		return Received{}, fault.E(op, fault.Other, err)
	}
	defer leave()
	r := round{Session: s, ceiling: wire.MaxChanges}
	var got Received
	used := false
	err = each(func(c Reply) error {
		ok, fail := r.carried(ctx, p, c)
		used = used || ok
		if !ok && fail == nil {
			got.Skipped++
		}
		return fail
	})
	if err == nil && used {
		err = r.contact(ctx)
	}
	r.result.At = s.cfg.Now()
	got.Result = r.result
	return got, fault.E(op, fault.Other, err)
}

// enter keeps other syncs of the session away.
func (s *Session) enter() (leave func(), err error) {
	if s.err != nil {
		return nil, s.err
	}
	select {
	case s.busy <- struct{}{}:
		return func() { <-s.busy }, nil
	default:
		return nil, ErrBusy
	}
}

// contact notes that the hub was heard of.
func (r *round) contact(ctx context.Context) error {
	link, err := r.log.Link(ctx)
	if err != nil {
		return fault.E("", fault.Other, err)
	}
	link.SyncedAt = r.cfg.Now().UnixMilli()
	return fault.E("", fault.Other, r.log.SetLink(ctx, link))
}

// carried takes in one reply; false when a later sync has overtaken it.
func (r *round) carried(ctx context.Context, p Parcel, c Reply) (used bool, err error) {
	link, err := r.log.Link(ctx)
	if err != nil {
		return false, fault.E("", fault.Other, err)
	}
	if r.own, err = r.log.Head(ctx, r.log.Replica()); err != nil {
		return false, fault.E("", fault.Other, err)
	}
	restored := c.Reply.Epoch != link.Hub
	if restored && (p.Settled || p.Hub != link.Hub) {
		return false, nil // of a hub epoch that may be gone: what was heard since counts
	}
	overtaken := !restored && c.Reply.Head.Seq < link.Acked.Seq
	if restored {
		r.logger.WarnContext(ctx, "the hub was restored, sending again what it lacks",
			slog.Uint64("acked", link.Acked.Seq), slog.Uint64("held", c.Reply.Head.Seq))
		link.Acked = merge.Head{}
	}
	r.upgrade = ordered(c.Reply, wire.DirectUpgrade)
	err = r.verify(ctx, link, c.Reply)
	if err != nil {
		return false, err
	}
	current := bytes.Equal(c.From, link.Cursor)
	forked, err := r.obey(ctx, c.Counter, due(&c, p, link.Cursor))
	switch {
	case err != nil || r.upgrade:
		return err == nil, err
	case forked:
		return false, ErrForked
	}
	r.result.HubTime = time.UnixMilli(c.Reply.Now)
	if !overtaken {
		if err := r.credit(ctx, link, c.Reply); err != nil {
			return false, err
		}
	}
	if !current {
		return !overtaken, nil
	}
	return true, r.page(ctx, link, c.Reply)
}

// due leaves the directives of a reply that are still to be obeyed: orders once, scopes
// together with the records that belong to them.
func due(c *Reply, p Parcel, cursor []byte) *wire.Reply {
	out := *c.Reply
	out.Directives = nil
	for _, d := range c.Reply.Directives {
		if (d.Kind.Signed() && p.Settled) || (d.Kind == wire.DirectScopes && !bytes.Equal(c.From, cursor)) {
			continue
		}
		out.Directives = append(out.Directives, d)
	}
	return &out
}

// credit notes what a carried receipt confirms. The challenge stays that of the last
// hub that answered in person.
func (r *round) credit(ctx context.Context, link merge.Link, reply *wire.Reply) error {
	if err := r.confirm(ctx, link, reply); err != nil {
		return err
	}
	r.result.delivered = r.result.Waiting == 0
	now, err := r.log.Link(ctx)
	if err != nil {
		return fault.E("", fault.Other, err)
	}
	if now.Hub == reply.Epoch && now.Acked == reply.Head {
		return nil
	}
	now.Hub, now.Acked = reply.Epoch, reply.Head
	return fault.E("", fault.Other, r.log.SetLink(ctx, now))
}

// page absorbs the records of a carried reply.
func (r *round) page(ctx context.Context, link merge.Link, reply *wire.Reply) error {
	r.result.More = reply.More
	if len(reply.Deltas) == 0 && len(reply.Cursor) == 0 {
		return nil
	}
	cursor := reply.Cursor
	if len(cursor) == 0 {
		cursor = link.Cursor
	}
	if err := r.log.Absorb(ctx, merge.Page{Deltas: reply.Deltas, More: reply.More}, cursor); err != nil {
		return fault.E("", fault.Other, err)
	}
	r.result.Pulled += len(reply.Deltas)
	return nil
}
