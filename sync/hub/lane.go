package hub

import (
	"crypto/sha256"
	"encoding/base64"
	"net/http"
	"strconv"

	"pendamping/sync/merge"
	"pendamping/sync/wire"
)

// Visit is a request on another path than the hub's own that has passed the hub's gates.
type Visit struct {
	ID     merge.ID // of the device
	Device Device
}

// Holds tells whether a scope is the device's.
func (d *Device) Holds(scope merge.ID) bool { return d.holds(scope) }

// Admit leads a request of another handler through the gates: rate by address, known
// device, signature over the subject with an empty body, challenge and counter, rate by
// device. Lane names the handler: each has counters of its own, so that it does not get
// into the way of syncing. A refused request is answered, and nil returned; otherwise
// leave must be called when it is done.
func (h *Hub) Admit(w http.ResponseWriter, r *http.Request, lane, subject string) (v *Visit, leave func()) {
	g, no := h.known(r)
	if no == nil {
		sum := sha256.Sum256(append([]byte(lane), g.auth.Device[:]...))
		g.lane = merge.ID(sum[:])
		no = h.verify(r, g, subject)
	}
	if no == nil {
		no = replaced(&g.device)
	}
	if no == nil && g.device.Revoked {
		no = refuse(http.StatusForbidden, wire.ProblemUnknown)
	}
	if no == nil {
		no = h.enter(g)
	}
	if no == nil {
		return &Visit{ID: g.auth.Device, Device: g.device}, func() { h.leave(g) }
	}
	if no.problem.Code == wire.ProblemChallenge { // an answer to HEAD has no body to say it in
		w.Header().Set(wire.ChallengeHeader, base64.RawURLEncoding.EncodeToString(no.problem.Challenge))
		w.Header().Set(wire.CounterHeader, strconv.FormatUint(no.problem.Counter, 36))
	}
	h.deny(w, r, no)
	return nil, nil
}
