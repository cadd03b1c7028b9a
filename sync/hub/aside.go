package hub

import (
	"context"
	"log/slog"

	"pendamping/fault"
	"pendamping/sync/merge"
)

// Aside is told of the changes of a request that were put into quarantine, after they
// were stored and before the device is answered. It is told again of those that a device
// sends again. After an error the request fails, and the device, which was not
// acknowledged, sends them again; but for an error of kind Invalid, which would only
// come again: nothing is to wait behind a change that cannot be told of.
type Aside func(ctx context.Context, device merge.ID, changes []merge.Quarantined) error

// aside tells of what was put aside. A change under a number that another holds is left
// out: its device writes it again under its next replica, where it is judged anew.
func (h *Hub) aside(ctx context.Context, g *guest, changes []merge.Change, verdicts []merge.Verdict) error {
	if h.cfg.Aside == nil || len(verdicts) == 0 {
		return nil
	}
	why := make(map[uint64]merge.Verdict, len(verdicts))
	for _, v := range verdicts {
		if !v.Code.Merged() && v.Code != merge.Branched {
			why[v.Seq] = v
		}
	}
	var out []merge.Quarantined
	for i := range changes {
		if v, ok := why[changes[i].Seq]; ok {
			out = append(out, merge.Quarantined{Change: changes[i], Verdict: v})
		}
	}
	if len(out) == 0 {
		return nil
	}
	err := h.cfg.Aside(ctx, g.auth.Device, out)
	if fault.KindOf(err) == fault.Invalid {
		h.logger.ErrorContext(ctx, "a quarantined change could not be told of", deviceAttr(g.auth.Device), slog.Any("err", err))
		return nil
	}
	return fault.E("", fault.Other, err)
}
