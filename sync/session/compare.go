package session

import (
	"context"
	"log/slog"

	"pendamping/fault"
	"pendamping/sync/merge"
	"pendamping/sync/wire"
)

// touched tells the comparer what goes and comes.
func (r *round) touched(changes []merge.Change, deltas []merge.Delta) {
	if r.cfg.Compare != nil {
		r.cfg.Compare.Touched(changes, deltas)
	}
}

// compare chooses what to compare in a request with changes: nothing while more of them
// wait behind it, or the hub is known to have records that the device lacks. What was
// saved while it was reckoned is not in the request, so then nothing is compared either.
func (r *round) compare(ctx context.Context, link merge.Link, changes []merge.Change) ([]merge.Check, error) {
	if r.cfg.Compare == nil {
		return nil, nil
	}
	r.touched(changes, nil)
	last := link.Acked.Seq + uint64(len(changes))
	if last < r.own.Seq || len(link.Cursor) == 0 || r.result.More {
		return nil, nil
	}
	checks, err := r.cfg.Compare.Ask(ctx, len(changes) > 0, wire.MaxChecks)
	if err != nil {
		r.logger.WarnContext(ctx, "nothing is compared with the hub", slog.Any("err", err))
		return nil, nil
	}
	same, err := r.settled(ctx)
	if err != nil || !same {
		return nil, err
	}
	return checks, nil
}

// heard hands the hub's answers on, unless something was saved meanwhile: then the next
// sync asks again.
func (r *round) heard(ctx context.Context, asked []merge.Check, reply *wire.Reply) {
	if len(asked) == 0 || len(reply.Checked) != len(asked) {
		return
	}
	same, err := r.settled(ctx)
	if err == nil && same {
		err = r.cfg.Compare.Heard(ctx, asked, reply.Checked)
	}
	if err != nil {
		r.logger.WarnContext(ctx, "what the hub compared is not kept", slog.Any("err", err))
	}
}

// settled tells whether the log is still as it was when the round began.
func (r *round) settled(ctx context.Context) (bool, error) {
	now, err := r.log.Head(ctx, r.log.Replica())
	return now == r.own, fault.E("", fault.Other, err)
}
