package session

import (
	"context"
	"errors"
	"log/slog"

	"pendamping/fault"
	"pendamping/sync/merge"
	"pendamping/sync/wire"
)

// rotate gives the device a fresh replica ID, unless it turns out that the hub holds no
// other history after all. It tells whether another round makes sense. A cut before the
// log has rotated changes nothing: the next sync meets the fork again.
func (r *round) rotate(ctx context.Context) (bool, error) {
	log, ok := r.log.(Rotator)
	if !ok {
		return false, nil
	}
	replica := r.log.Replica()
	common, forked, err := r.common(ctx, replica)
	if err != nil || !forked {
		return err == nil, err
	}
	fresh, err := log.RotateReplica(ctx, replica, common)
	if err != nil {
		return false, fault.E("", fault.Other, err)
	}
	r.result.Rotated++
	r.logger.WarnContext(ctx, "another history of this replica, going on under a fresh ID",
		slog.Uint64("common", common), slog.Uint64("written_again", r.own.Seq-common), slog.Bool("fresh", fresh != replica))
	return true, nil
}

// common finds the last change that the hub's chain and the device's have in common: it
// sends what the device has until the hub says which change is another. The hub keeps
// that one, for people to see. When it knows all of them and has more, the device was
// set back. That the hub gives no directive proves nothing while it has not been shown
// as many changes as it holds.
func (r *round) common(ctx context.Context, replica merge.Replica) (seq uint64, forked bool, err error) {
	if r.own, err = r.log.Head(ctx, replica); err != nil {
		return 0, false, fault.E("", fault.Other, err)
	}
	if r.refused { // the hub does not speak about this replica with this device
		return min(r.fork.Seq, r.own.Seq), true, nil
	}
	base := r.fork
	for {
		changes, err := r.log.Since(ctx, replica, base.Seq, r.batch, r.pushBytes())
		if err != nil {
			return 0, false, fault.E("", fault.Other, err)
		}
		req := wire.Request{Schema: r.cfg.Schema, Base: base, Head: r.own.Seq, Changes: changes}
		reply, _, err := r.exchange(ctx, replica, &req)
		if err != nil {
			if again, fail := r.smaller(err, len(changes)); !again {
				return 0, false, fail
			}
			continue
		}
		if at, ok := branch(reply); ok {
			return at - 1, true, nil
		}
		next := follow(base, changes)
		switch {
		case astray(base, reply.Head):
			base = merge.Head{} // what was taken for common is not
		case next.Seq == r.own.Seq:
			return next.Seq, reply.Head.Seq > next.Seq, nil
		case next.Seq >= reply.Head.Seq, ordered(reply, wire.DirectUpgrade):
			return 0, false, nil // the hub has no more than this device
		default: // batches are small: the hub has compared these only
			base = next
		}
	}
}

// astray tells whether base is no head of the hub's chain, which ends at head.
func astray(base, head merge.Head) bool {
	return base.Seq > head.Seq || base.Seq == head.Seq && base != head
}

// follow is the head after changes.
func follow(head merge.Head, changes []merge.Change) merge.Head {
	for i := range changes {
		head = merge.Head{Seq: changes[i].Seq, Hash: changes[i].Hash(head.Hash)}
	}
	return head
}

// branch is the first change that is another in the hub's chain.
func branch(reply *wire.Reply) (seq uint64, ok bool) {
	for _, v := range reply.Verdicts {
		if v.Code == merge.Branched && v.Seq > 0 {
			return v.Seq, true
		}
	}
	return 0, false
}

func ordered(reply *wire.Reply, kind wire.DirectiveKind) bool {
	for i := range reply.Directives {
		if reply.Directives[i].Kind == kind {
			return true
		}
	}
	return false
}

// errElder means that the hub follows another history of an elder: what this device
// wrote under it stays in its log only.
var errElder = fault.New(fault.Forked, "the hub holds another history of an elder")

// bringElders sees to it that the hub, which may have been restored, holds what the
// device wrote under earlier names.
func (r *round) bringElders(ctx context.Context) error {
	log, ok := r.log.(Rotator)
	if !ok {
		return nil
	}
	link, err := r.log.Link(ctx)
	if err != nil || link.Hub.IsZero() {
		return fault.E("", fault.Other, err)
	}
	elders, err := log.Elders(ctx)
	if err != nil {
		return fault.E("", fault.Other, err)
	}
	for i := range elders {
		if elders[i].Epoch == link.Hub {
			continue
		}
		err := r.bring(ctx, &elders[i], link.Hub)
		if errors.Is(err, errElder) {
			r.logger.ErrorContext(ctx, "an earlier log cannot be brought back", slog.Any("err", err))
			continue // asked again at the next sync
		}
		if err != nil {
			return err
		}
		if err := log.ElderHeld(ctx, elders[i].Replica, link.Hub); err != nil {
			return fault.E("", fault.Other, err)
		}
	}
	return nil
}

// bring sends an elder's changes from where the hub is, up to the common ones, until
// the hub has signed that it holds them.
func (r *round) bring(ctx context.Context, e *merge.Elder, epoch merge.ID) error {
	base := e.Common // asks where the hub is
	var changes []merge.Change
	for {
		req := wire.Request{Schema: r.cfg.Schema, Base: base, Head: e.Common.Seq, Changes: changes}
		reply, _, err := r.exchange(ctx, e.Replica, &req)
		switch {
		case r.refused:
			return fault.E("", fault.Other, errElder)
		case err != nil:
			if again, fail := r.smaller(err, len(changes)); !again {
				return fail
			}
			continue
		case reply.Epoch != epoch:
			return fault.E("", fault.Other, errStalled) // restored once more: the next sync begins again
		}
		held, err := r.elderHead(ctx, e, reply)
		if err != nil || held.Seq >= e.Common.Seq {
			return err
		}
		base = held
		if changes, err = r.log.Since(ctx, e.Replica, base.Seq, r.batch, r.pushBytes()); err != nil {
			return fault.E("", fault.Other, err)
		}
		for len(changes) > 0 && changes[len(changes)-1].Seq > e.Common.Seq {
			changes = changes[:len(changes)-1]
		}
	}
}

// elderHead is what the hub holds of an elder, as proved by its receipt.
func (r *round) elderHead(ctx context.Context, e *merge.Elder, reply *wire.Reply) (merge.Head, error) {
	if reply.Head.Seq == 0 {
		return merge.Head{}, nil
	}
	receipt := reply.Receipt(e.Replica)
	if err := wire.VerifyReceipt(r.cfg.HubKey, &receipt); err != nil {
		return merge.Head{}, errors.Join(ErrReceipt, err)
	}
	if _, other := branch(reply); other {
		return merge.Head{}, fault.E("", fault.Other, errElder)
	}
	if reply.Head.Seq > e.Common.Seq {
		return reply.Head, nil // whoever forked from here went on
	}
	mine, err := r.chainOf(ctx, e.Replica, merge.Head{}, reply.Head.Seq)
	if err != nil {
		return merge.Head{}, err
	}
	if mine != reply.Head {
		return merge.Head{}, fault.E("", fault.Other, errElder)
	}
	return mine, nil
}
