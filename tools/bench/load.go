package main

import (
	"context"
	"fmt"
	"slices"
	"time"

	"pendamping/fault"
	"pendamping/kpuk"
	"pendamping/store/memory"
	"pendamping/sync/merge"
)

// client is a device that pushes visits recorded beforehand. Its log is in memory and
// shows only as many visits as are let out, so that recording costs nothing while the
// hub is measured.
type client struct {
	*memory.Store

	device *device
	heads  []merge.Head // after each visit; the first is before all
	open   int          // visits let out
	maker  *maker
	circle circle
	checks []merge.Check // what each visit makes of its meeting
	asked  int           // visits whose meetings were compared
}

// newClient makes device n of a hub, which holds the circle's group, and pulls it.
func newClient(ctx context.Context, n int, url string, m *maker, c circle) (*client, error) {
	out := &client{Store: memoryLog(n, m.clock), maker: m, circle: c, heads: make([]merge.Head, 1)}
	out.device = newDevice(n, url, out, out, m.clock)
	result, err := out.device.sync(ctx, nil)
	if err != nil {
		return nil, err
	}
	if result.Pulled < 1+len(c.members) {
		return nil, fmt.Errorf("device %d holds %d records", n, result.Pulled)
	}
	return out, nil
}

// Head shows the own chain up to what is let out.
func (c *client) Head(ctx context.Context, r merge.Replica) (merge.Head, error) {
	if r == c.Replica() {
		return c.heads[c.open], nil
	}
	return c.Store.Head(ctx, r)
}

// Since shows the own log up to what is let out.
func (c *client) Since(ctx context.Context, r merge.Replica, after uint64, maxChanges, maxBytes int) ([]merge.Change, error) {
	if r == c.Replica() {
		left := c.heads[c.open].Seq - after
		if left == 0 {
			return nil, nil
		}
		maxChanges = int(min(uint64(maxChanges), left)) //nolint:gosec // at most a batch
	}
	return c.Store.Since(ctx, r, after, maxChanges, maxBytes)
}

// record writes a visit, tap by tap, to be let out later.
func (c *client) record(ctx context.Context) error {
	v, err := c.maker.visit(c.circle, wireKinds)
	if err != nil {
		return err
	}
	for _, part := range append(v.parts(), v.mended()...) {
		err = c.commit(ctx, part)
		if err != nil {
			return err
		}
	}
	head, err := c.Store.Head(ctx, c.Replica())
	if err != nil {
		return fmt.Errorf("head: %w", err)
	}
	c.heads = append(c.heads, head)
	r := kpuk.ReceiptOf(v.meeting, v.entries)
	c.checks = append(c.checks, merge.Check{Subject: merge.ID(v.meeting.ID), Digest: r.Brief()})
	return nil
}

// Touched implements session.Comparer: what a visit touches is known beforehand.
func (*client) Touched([]merge.Change, []merge.Delta) {}

// Ask implements session.Comparer: the meetings of the visits that were let out.
func (c *client) Ask(_ context.Context, _ bool, most int) ([]merge.Check, error) {
	return c.checks[c.asked:min(c.open, c.asked+most)], nil
}

// Heard implements session.Comparer.
func (c *client) Heard(_ context.Context, asked []merge.Check, said []merge.Checked) error {
	for _, s := range said {
		if s.Agreement != merge.CheckAgrees {
			return fmt.Errorf("a meeting is answered with %d", s.Agreement)
		}
	}
	c.asked += len(asked)
	return nil
}

// commit makes one save of what a record holds.
func (c *client) commit(ctx context.Context, part kpuk.Record) error {
	c.maker.wait(20 * time.Second)
	e, err := edit(part)
	if err != nil {
		return err
	}
	rec, err := c.Record(ctx, e.Record)
	if err != nil && fault.KindOf(err) != fault.NotFound {
		return fmt.Errorf("record: %w", err)
	}
	for i := range e.Writes { // what its author saw, of a new record nothing
		e.Writes[i].Context = rec.Field(e.Writes[i].Field).Context
	}
	if _, err := c.Commit(ctx, merge.ID(c.maker.author), []merge.Edit{e}); err != nil {
		return fmt.Errorf("commit: %w", err)
	}
	return nil
}

// mended are the two members' records with nothing but what was mended.
func (v *visit) mended() []kpuk.Record {
	first := &kpuk.Member{Header: v.of.members[v.phone].Header, Phone: v.number}
	second := &kpuk.Member{Header: v.of.members[v.turnover].Header, Businesses: map[kpuk.ID]kpuk.Business{}}
	for id, business := range v.of.members[v.turnover].Businesses {
		business.Turnover = v.monthly
		second.Businesses[id] = business
	}
	return []kpuk.Record{first, second}
}

// recordAll writes n visits.
func (c *client) recordAll(ctx context.Context, n int) error {
	for range n {
		if err := c.record(ctx); err != nil {
			return err
		}
	}
	return nil
}

// push lets n more visits out and sends them.
func (c *client) push(ctx context.Context, n int) error {
	before := c.heads[c.open].Seq
	c.open += n
	result, err := c.device.again(ctx, nil)
	if err != nil {
		return err
	}
	if want := c.heads[c.open].Seq - before; uint64(result.Pushed) != want { //nolint:gosec // a count
		return fmt.Errorf("%d of %d changes were sent", result.Pushed, want)
	}
	return nil
}

// all runs work for every client at once and returns the first error.
func all(clients []*client, work func(*client) error) error {
	failed := make(chan error, len(clients))
	for _, c := range clients {
		go func() { failed <- work(c) }()
	}
	var first error
	for range clients {
		if err := <-failed; err != nil && first == nil {
			first = err
		}
	}
	return first
}

// disconnect closes the clients' connections.
func disconnect(clients []*client) {
	for c := range slices.Values(clients) {
		c.device.client.CloseIdleConnections()
	}
}
