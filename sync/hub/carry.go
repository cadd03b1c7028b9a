package hub

import (
	"context"
	"crypto/ed25519"

	"pendamping/fault"
	"pendamping/sync/merge"
	"pendamping/sync/wire"
)

// DeviceKey is the public key of a device that is or was enrolled; an error of kind
// NotFound when there is none.
func (h *Hub) DeviceKey(ctx context.Context, id merge.ID) (ed25519.PublicKey, error) {
	const op fault.Op = "hub.DeviceKey"
	d, err := h.directory.Device(ctx, id)
	return d.Key, fault.E(op, fault.Other, err)
}

// Answer answers a request that came otherwise than over HTTP. The caller has verified
// that the device signed it, with the counter. A request that was overtaken by a later
// one is no sign of a device that was set back, as files come in any order.
func (h *Hub) Answer(ctx context.Context, from wire.Auth, req *wire.Request) (*wire.Reply, error) {
	const op fault.Op = "hub.Answer"
	device, err := h.directory.Device(ctx, from.Device)
	if err != nil {
		return nil, fault.E(op, fault.Other, err)
	}
	if replaced(&device) != nil {
		return nil, fault.E(op, fault.Denied, errReplaced)
	}
	head, err := h.store.Head(ctx, from.Replica)
	if err != nil {
		return nil, fault.E(op, fault.Other, err)
	}
	late := *req
	late.Head = max(late.Head, head.Seq)
	// One bundle is taken in at a time, and its pages are small.
	room := int(min(req.Want, maxPage))
	reply, err := h.answer(ctx, &guest{auth: from, device: device, visitor: &visitor{}, room: room}, &late)
	if err != nil {
		return nil, fault.E(op, fault.Other, err)
	}
	reply.Challenge = nil // for those who ask this process
	return reply, nil
}
