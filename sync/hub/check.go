package hub

import (
	"context"
	"encoding/hex"
	"log/slog"

	"pendamping/fault"
	"pendamping/sync/merge"
	"pendamping/sync/wire"
)

// Reckon tells what the hub makes of a subject of comparison from its records as they are
// now; an error of kind NotFound when it holds no such thing in a scope that may be seen.
type Reckon func(ctx context.Context, subject merge.ID, sees func(scope merge.ID) bool) (merge.Reckoning, error)

// pulled is how far a device had pulled before a request, and how far after its reply.
type pulled struct {
	from, to uint64
	whole    bool // what there is up to from had been given, and nothing was sent on top
}

// check answers what the device wants to compare. It is reckoned after the page was made:
// what somebody wrote since is newer than the page, and shows by its position. While the
// page is not the last there is nothing to compare. That it cannot be reckoned is no
// reason to keep the device waiting.
func (h *Hub) check(ctx context.Context, g *guest, p pulled, req *wire.Request, reply *wire.Reply) {
	if h.cfg.Reckon == nil || len(req.Checks) == 0 || reply.More {
		return
	}
	out := make([]merge.Checked, 0, len(req.Checks))
	for _, c := range req.Checks {
		said, err := h.checkOne(ctx, g, p, c)
		if err != nil {
			h.logger.ErrorContext(ctx, "not reckoned, and so not compared", deviceAttr(g.auth.Device),
				slog.String("subject", hex.EncodeToString(c.Subject[:])), slog.Any("err", err))
			return
		}
		out = append(out, said)
	}
	reply.Checked = out
}

// checkOne compares one subject. A device that sent nothing and whose cursor was past all
// of it when it asked held the same as the hub: where both differ then, something was
// altered or lost behind the back of one of them, which is counted and logged. What the
// reply or the request itself brings is for the device to hold against the hub's digest
// first; it asks again where they differ.
func (h *Hub) checkOne(ctx context.Context, g *guest, p pulled, c merge.Check) (merge.Checked, error) {
	mine, err := h.cfg.Reckon(ctx, c.Subject, g.device.holds)
	known := err == nil
	if err != nil && fault.KindOf(err) != fault.NotFound {
		return merge.Checked{}, fault.E("", fault.Other, err)
	}
	switch {
	case known && mine.Position > p.to:
		return merge.Checked{Agreement: merge.CheckLater}, nil
	case known && mine.Digest == c.Digest:
		g.compared++
		return merge.Checked{Agreement: merge.CheckAgrees}, nil
	}
	if p.whole && mine.Position <= p.from {
		g.compared++
		g.differing++
		h.logger.WarnContext(ctx, "device and hub differ", deviceAttr(g.auth.Device),
			slog.String("subject", hex.EncodeToString(c.Subject[:])), slog.Bool("held", known),
			slog.String("here", hex.EncodeToString(mine.Digest[:])), slog.String("there", hex.EncodeToString(c.Digest[:])))
	}
	if !known {
		return merge.Checked{Agreement: merge.CheckUnknown}, nil
	}
	return merge.Checked{Agreement: merge.CheckDiffers, Digest: mine.Digest}, nil
}
