package session

import (
	"context"
	"crypto/ed25519"
	"errors"
	"log/slog"
	"slices"
	"time"

	"pendamping/fault"
	"pendamping/sync/merge"
	"pendamping/sync/wire"
)

// round is a sync under way.
type round struct {
	*Session

	progress func(Progress)
	result   Result
	own      merge.Head // the device's chain
	ceiling  int        // most changes in a batch: one more was too large in this sync
	fork     merge.Head // where the search for the last common change begins
	refused  bool       // the replica is another device's
	upgrade  bool       // the hub wants a newer program
}

// all goes round until nothing is left, and rotates where the hub holds another history.
func (r *round) all(ctx context.Context) error {
	err := r.rounds(ctx)
	for range maxRotations {
		if !errors.Is(err, ErrForked) {
			return err
		}
		again, fail := r.rotate(ctx)
		if fail != nil {
			return fail
		}
		if !again {
			return err
		}
		err = r.rounds(ctx)
	}
	return err
}

// rounds goes round until nothing is left.
func (r *round) rounds(ctx context.Context) error {
	for idle := 0; ; {
		before, err := r.log.Link(ctx)
		if err != nil {
			return fault.E("", fault.Other, err)
		}
		more, err := r.once(ctx)
		r.report()
		if err == nil {
			err = r.bringElders(ctx)
		}
		if err != nil {
			return err
		}
		after, err := r.log.Link(ctx)
		if err != nil {
			return fault.E("", fault.Other, err)
		}
		if !more {
			r.result.delivered = !r.upgrade
			after.SyncedAt = r.cfg.Now().UnixMilli()
			return fault.E("", fault.Other, r.log.SetLink(ctx, after))
		}
		idle++
		if moved(&before, &after) {
			idle = 0
		}
		if idle > 12 { // a smaller batch may need a few rounds before it fits
			return errStalled
		}
	}
}

// moved tells whether a round brought either side further.
func moved(before, after *merge.Link) bool {
	return after.Acked != before.Acked || !slices.Equal(after.Cursor, before.Cursor) || after.Hub != before.Hub
}

func (r *round) report() {
	if r.progress != nil {
		r.progress(r.result.Progress)
	}
}

// once does one round trip and tells whether another is needed.
func (r *round) once(ctx context.Context) (bool, error) {
	link, err := r.log.Link(ctx)
	if err != nil {
		return false, fault.E("", fault.Other, err)
	}
	replica := r.log.Replica()
	if r.own, err = r.log.Head(ctx, replica); err != nil {
		return false, fault.E("", fault.Other, err)
	}
	if r.own.Seq < link.Acked.Seq {
		r.fork = merge.Head{}
		return false, ErrForked // the log is older than what the hub confirmed
	}
	changes, err := r.log.Since(ctx, replica, link.Acked.Seq, r.batch, r.pushBytes())
	if err != nil {
		return false, fault.E("", fault.Other, err)
	}
	req := wire.Request{
		Schema: r.cfg.Schema, Base: link.Acked, Head: r.own.Seq, Changes: changes, Cursor: link.Cursor, Want: r.want,
	}
	r.fork = link.Acked
	if req.Checks, err = r.compare(ctx, link, changes); err != nil {
		return false, err
	}
	begin := r.cfg.Now()
	reply, counter, err := r.exchange(ctx, replica, &req)
	if err != nil {
		return r.smaller(err, len(changes))
	}
	r.batch = min(2*r.batch, r.ceiling)
	r.want = min(growth(r.cfg.Now().Sub(begin))*r.want, maxWant)
	more, err := r.accept(ctx, link, counter, reply)
	if err == nil && !more && !r.upgrade {
		r.heard(ctx, req.Checks, reply)
	}
	return more, err
}

// growth is how many times larger the next page may be after a trip: few trips where the
// link is fast, none that takes long, and is lost when it breaks, where it is slow.
func growth(took time.Duration) uint64 {
	return uint64(min(max(goodTrip/max(took, time.Millisecond), 1), maxGrowth))
}

// pushBytes shrinks together with the number of changes.
func (r *round) pushBytes() int { return max(maxPushBytes*r.batch/wire.MaxChanges, 16<<10) }

// smaller halves the batches after a failure of the link. A message that is too large
// is tried again at once, as long as there is something to halve.
func (r *round) smaller(err error, sent int) (bool, error) {
	large := errors.Is(err, errTooLarge)
	if fault.KindOf(err) != fault.Transient && !large {
		return false, err
	}
	r.batch, r.want = max(min(r.batch, max(sent, minChanges))/2, 1), max(r.want/2, minWant)
	if large && sent > 1 {
		r.ceiling = sent - 1
		return true, nil
	}
	return false, err
}

// accept takes in a reply: receipt, directives, records. It tells whether another round
// is needed.
func (r *round) accept(ctx context.Context, link merge.Link, counter uint64, reply *wire.Reply) (bool, error) {
	restored := !link.Hub.IsZero() && link.Hub != reply.Epoch
	if restored {
		r.logger.WarnContext(ctx, "the hub was restored, sending again what it lacks",
			slog.Uint64("acked", link.Acked.Seq), slog.Uint64("held", reply.Head.Seq))
		link.Acked = merge.Head{}
	}
	if restored || reply.Head.Seq < link.Acked.Seq {
		r.fork = merge.Head{} // the hub has forgotten: nothing is known to be common
	}
	r.result.HubTime = time.UnixMilli(reply.Now)
	r.upgrade = ordered(reply, wire.DirectUpgrade)
	if err := r.verify(ctx, link, reply); err != nil && (!r.upgrade || !errors.Is(err, ErrForked)) {
		return false, err
	}
	forked, err := r.obey(ctx, counter, reply)
	switch {
	case err != nil:
		return false, err
	case r.upgrade:
		return false, nil // nothing was stored or given
	case forked:
		return false, ErrForked
	}
	return r.take(ctx, link, reply)
}

// take keeps what a reply that fits says and brings.
func (r *round) take(ctx context.Context, link merge.Link, reply *wire.Reply) (bool, error) {
	if err := r.confirm(ctx, link, reply); err != nil {
		return false, err
	}
	if len(reply.Deltas) > 0 || len(reply.Cursor) > 0 {
		cursor := reply.Cursor
		if len(cursor) == 0 {
			cursor = link.Cursor
		}
		if err := r.log.Absorb(ctx, merge.Page{Deltas: reply.Deltas, More: reply.More}, cursor); err != nil {
			return false, fault.E("", fault.Other, err)
		}
		r.result.Pulled += len(reply.Deltas)
		r.touched(nil, reply.Deltas)
	}
	if err := r.remember(ctx, reply); err != nil {
		return false, err
	}
	r.result.More = reply.More
	return reply.More || r.result.Waiting > 0, nil
}

// verify checks that the hub's head is one of the device's own chain and that the hub
// signed for it.
func (r *round) verify(ctx context.Context, link merge.Link, reply *wire.Reply) error {
	if reply.Head.Seq == 0 {
		return nil
	}
	receipt := reply.Receipt(r.log.Replica())
	if err := wire.VerifyReceipt(r.cfg.HubKey, &receipt); err != nil {
		return errors.Join(ErrReceipt, err)
	}
	if reply.Head.Seq > r.own.Seq {
		return ErrForked
	}
	mine, err := r.chain(ctx, link.Acked, reply.Head.Seq)
	if err != nil {
		return err
	}
	if mine != reply.Head {
		return ErrForked
	}
	return nil
}

// chain is the device's own chain at seq, computed on from a head that is known.
func (r *round) chain(ctx context.Context, from merge.Head, seq uint64) (merge.Head, error) {
	if seq == r.own.Seq {
		return r.own, nil
	}
	return r.chainOf(ctx, r.log.Replica(), from, seq)
}

// chainOf is the chain of any of the device's replicas at seq.
func (r *round) chainOf(ctx context.Context, replica merge.Replica, from merge.Head, seq uint64) (merge.Head, error) {
	head := from
	if seq < head.Seq {
		head = merge.Head{}
	}
	for head.Seq < seq {
		changes, err := r.log.Since(ctx, replica, head.Seq, wire.MaxChanges, maxPushBytes)
		if err != nil {
			return merge.Head{}, fault.E("", fault.Other, err)
		}
		if len(changes) == 0 {
			return merge.Head{}, ErrForked
		}
		for i := range changes {
			if head.Seq < seq {
				head = merge.Head{Seq: changes[i].Seq, Hash: changes[i].Hash(head.Hash)}
			}
		}
	}
	return head, nil
}

// confirm notes what the hub holds.
func (r *round) confirm(ctx context.Context, link merge.Link, reply *wire.Reply) error {
	r.result.Verdicts = append(r.result.Verdicts, reply.Verdicts...)
	r.result.Confirmed = reply.Head
	r.result.Waiting = r.own.Seq - reply.Head.Seq
	if reply.Head.Seq > link.Acked.Seq {
		r.result.Pushed += int(reply.Head.Seq - link.Acked.Seq) //nolint:gosec // bounded by the log's length
	}
	receipt := reply.Receipt(r.log.Replica())
	if reply.Head.Seq == 0 || (reply.Head == link.Acked && len(reply.Verdicts) == 0) {
		return nil
	}
	return fault.E("", fault.Other, r.log.Confirm(ctx, receipt, reply.Verdicts))
}

// remember keeps what the next request needs. The acknowledged head follows the hub
// also backwards: a restored hub is sent again what it lost.
func (r *round) remember(ctx context.Context, reply *wire.Reply) error {
	link, err := r.log.Link(ctx)
	if err != nil {
		return fault.E("", fault.Other, err)
	}
	if link.Hub == reply.Epoch && link.Acked == reply.Head && slices.Equal(link.Challenge, reply.Challenge) {
		return nil
	}
	link.Hub, link.Acked, link.Challenge = reply.Epoch, reply.Head, reply.Challenge
	return fault.E("", fault.Other, r.log.SetLink(ctx, link))
}

// obey sorts out the directives. Those that must be signed and are not are left out, as
// if they had not been given.
func (r *round) obey(ctx context.Context, counter uint64, reply *wire.Reply) (forked bool, err error) {
	for _, d := range reply.Directives {
		order := wire.Order{Kind: d.Kind, Device: r.cfg.Device, Epoch: reply.Epoch, Counter: counter}
		if d.Kind.Signed() && !ed25519.Verify(r.cfg.HubKey, wire.OrderBytes(order), d.Signature) {
			r.logger.WarnContext(ctx, "an order without a valid signature was ignored", slog.Int("kind", int(d.Kind)))
			continue
		}
		r.result.Directives = append(r.result.Directives, d)
		switch d.Kind {
		case wire.DirectRotate:
			forked = true
		case wire.DirectScopes:
			if err := r.entitled(ctx, d); err != nil {
				return false, err
			}
		default: // for the caller to carry out: see [Result.Order]
		}
	}
	return forked, nil
}

// entitled takes in what the device may hold now.
func (r *round) entitled(ctx context.Context, d wire.Directive) error {
	if r.cfg.Rights != nil {
		if err := r.cfg.Rights(ctx, d); err != nil {
			return fault.E("", fault.Other, err)
		}
	}
	return r.forget(ctx, d)
}

// forget removes the records that the device may no longer hold. It happens before the
// new cursor is stored, so that a cut repeats it. The own log keeps every change.
func (r *round) forget(ctx context.Context, d wire.Directive) error {
	if d.All {
		return nil
	}
	var gone []merge.Delta
	err := r.log.Scan(ctx, merge.ID{}, 0, func(rec merge.Record) bool {
		scope := rec.Scope()
		// Accounts are the hub's to give and take: the person's own record is one. So is the
		// record of the partition itself, which is given at enrolment and not again.
		given := scope == merge.AdminScope(rec.Partition) || rec.ID == rec.Partition
		if !given && !slices.Contains(d.Scopes, scope) {
			gone = append(gone, merge.Delta{Record: rec.ID, Kind: rec.Kind, Partition: rec.Partition, Gone: true})
		}
		return true
	})
	if err != nil || len(gone) == 0 {
		return fault.E("", fault.Other, err)
	}
	link, err := r.log.Link(ctx)
	if err != nil {
		return fault.E("", fault.Other, err)
	}
	return fault.E("", fault.Other, r.log.Absorb(ctx, merge.Page{Deltas: gone}, link.Cursor))
}
