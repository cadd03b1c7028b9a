package hub

import (
	"context"
	"log/slog"
	"net/http"
	"slices"

	"pendamping/fault"
	"pendamping/sync/merge"
	"pendamping/sync/wire"
)

// Succession is a [Directory] that can give a device a new key. With another directory
// devices that share a key go on sharing it, each under a replica of its own.
type Succession interface {
	// Share notes durably that two devices are at work under one key; [Device.Shared]
	// says so from then on.
	Share(ctx context.Context, device merge.ID) error
	// Succeed notes durably that a new key asks to take the place of a device, and tells
	// whether somebody has approved it. It may be asked again and again. An error of kind
	// Denied when the new one was refused, or nobody told the device to ask.
	Succeed(ctx context.Context, device merge.ID, r DeviceRequest) (approved bool, err error)
}

// errReplaced means that a device has been replaced, or waits to replace another.
var errReplaced = fault.New(fault.Denied, "the device's key is not, or no longer, in use")

// maxVoices is how many replicas of a device are remembered.
const maxVoices = 16

// voices are the replicas under which a device has synced in person. A device that takes
// a fresh replica never goes back to one it left, but for being set back to an old copy,
// and then for once. Two of them that come again after another spoke are two devices.
type voices struct {
	heard []merge.Replica // by first time
	last  merge.Replica
	again []merge.Replica // that came again
}

// hear notes a sync and tells whether there are two devices.
func (v *voices) hear(r merge.Replica) bool {
	switch {
	case r == v.last:
	case !slices.Contains(v.heard, r):
		v.heard = append(v.heard, r)
		v.heard = v.heard[max(0, len(v.heard)-maxVoices):]
	case !slices.Contains(v.again, r):
		v.again = append(v.again, r)
	}
	v.last = r
	return len(v.again) > 1
}

// listen finds out whether two devices use one key. Requests that speak for an earlier
// replica, or look for a fork, ask for no records; a visitor without a limiter is a bundle.
func (h *Hub) listen(ctx context.Context, g *guest, req *wire.Request) error {
	s, able := h.directory.(Succession)
	if !able || req.Want == 0 || g.device.Shared || g.visitor.limiter == nil {
		return nil
	}
	h.mu.Lock()
	two := g.visitor.voices.hear(g.auth.Replica)
	h.mu.Unlock()
	if !two {
		return nil
	}
	h.logger.WarnContext(ctx, "two devices use one key", deviceAttr(g.auth.Device))
	if err := s.Share(ctx, g.auth.Device); err != nil {
		return fault.E("hub.listen", fault.Other, err)
	}
	g.device.Shared = true
	return nil
}

// replaced refuses a device that was replaced, or waits to replace another. One that was
// revoked has to be told so.
func replaced(d *Device) *refusal {
	switch {
	case d.Revoked:
		return nil
	case d.Waiting:
		return refuse(http.StatusForbidden, wire.ProblemUnknown)
	case d.Closed:
		return refuse(http.StatusForbidden, wire.ProblemClosed)
	}
	return nil
}

// reidentify answers POST /v1/reidentify.
func (h *Hub) reidentify(w http.ResponseWriter, r *http.Request) {
	body, no := h.succeed(w, r)
	if no != nil {
		h.deny(w, r, no)
		return
	}
	h.write(w, r, http.StatusOK, body)
}

// succeed notes a new key for a device. The request is signed with both keys: who has the
// new one speaks, and the old one agrees.
func (h *Hub) succeed(w http.ResponseWriter, r *http.Request) ([]byte, *refusal) {
	ctx := r.Context()
	auth, key, body, no := h.newcomer(w, r, h.addresses, wire.PathReidentify)
	if no != nil {
		return nil, no
	}
	req, err := h.codec.UnpackSuccessor(body)
	if err != nil {
		return nil, refuse(http.StatusBadRequest, wire.ProblemMalformed)
	}
	old, err := h.directory.Device(ctx, req.Device)
	s, able := h.directory.(Succession)
	switch {
	case !able, fault.KindOf(err) == fault.NotFound, err == nil && old.Revoked:
		return nil, refuse(http.StatusForbidden, wire.ProblemUnknown)
	case err != nil:
		return nil, h.internal(r, err)
	}
	if err = req.Verify(old.Key, h.cfg.Project, key); err != nil {
		return nil, refuse(http.StatusUnauthorized, wire.ProblemSignature)
	}
	approved, err := s.Succeed(ctx, req.Device, DeviceRequest{Device: auth.Device, Key: key, Label: req.Label, At: h.cfg.Now()})
	switch {
	case fault.KindOf(err) == fault.Denied:
		h.logger.WarnContext(ctx, "a new key was refused", deviceAttr(req.Device), slog.Any("err", err))
		return nil, refuse(http.StatusForbidden, wire.ProblemUnknown)
	case err != nil:
		return nil, h.internal(r, err)
	}
	answer, err := h.codec.PackSuccession(wire.SuccessorReply{Approved: approved})
	if err != nil {
		return nil, h.internal(r, err)
	}
	return answer, nil
}
