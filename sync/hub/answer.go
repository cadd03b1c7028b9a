package hub

import (
	"context"
	"crypto/ed25519"
	"errors"
	"log/slog"
	"net/http"

	"pendamping/fault"
	"pendamping/sync/wire"
)

// errReplica means that a device speaks for another's replica.
var errReplica = fault.New(fault.Denied, "the replica belongs to another device")

// sync answers POST /v1/sync.
func (h *Hub) sync(w http.ResponseWriter, r *http.Request) {
	g, no := h.admit(w, r)
	if no != nil {
		h.deny(w, r, no)
		return
	}
	defer h.leave(g)
	body, no := h.serve(r, g)
	if no != nil {
		h.deny(w, r, no)
		return
	}
	h.write(w, r, http.StatusOK, body)
}

// serve decodes, answers and encodes.
func (h *Hub) serve(r *http.Request, g *guest) ([]byte, *refusal) {
	ctx := r.Context()
	leave, ok := h.seat(ctx, len(g.body))
	if !ok {
		return nil, refuse(http.StatusServiceUnavailable, wire.ProblemInternal)
	}
	defer leave()
	req, err := h.decode(g)
	switch {
	case errors.Is(err, wire.ErrTooLarge):
		return nil, refuse(http.StatusRequestEntityTooLarge, wire.ProblemTooLarge)
	case err != nil:
		return nil, refuse(http.StatusBadRequest, wire.ProblemMalformed)
	}
	g.room = h.pages.take(int(min(req.Want, maxPage)))
	defer func() { h.pages.giveBack(g.room) }() // when it is packed
	reply, err := h.answer(ctx, g, req)
	if errors.Is(err, errReplica) {
		h.logger.WarnContext(ctx, "replica of another device", deviceAttr(g.auth.Device))
		return nil, refuse(http.StatusForbidden, wire.ProblemReplica)
	}
	if err != nil {
		return nil, h.internal(r, err)
	}
	body, err := h.codec.PackReply(reply)
	if errors.Is(err, wire.ErrTooLarge) { // values that do not shrink: a smaller page goes through
		return nil, refuse(http.StatusRequestEntityTooLarge, wire.ProblemTooLarge)
	}
	if err != nil {
		return nil, h.internal(r, err)
	}
	h.observe(g, req, reply)
	h.logger.InfoContext(ctx, "sync", deviceAttr(g.auth.Device),
		slog.Int("changes", len(req.Changes)), slog.Int("records", reply.Records()),
		slog.Int("bytes_up", g.size), slog.Int("bytes_down", len(body)), slog.Int("verdicts", len(reply.Verdicts)))
	return body, nil
}

// largeBody is from what size on a request is a large one, in bytes as it came. A visit
// has some two thousand; unfolded it is many times as much.
const largeBody = 8 << 10

// seat waits until a request may be worked on; leave ends that. Many may wait for one
// commit of the store together, but of the large ones only a few: the others wait as they
// came, and take no seat from the small ones.
func (h *Hub) seat(ctx context.Context, size int) (leave func(), ok bool) {
	rows := []chan struct{}{h.serving}
	if size > largeBody {
		rows = []chan struct{}{h.large, h.serving}
	}
	taken := 0
	leave = func() {
		for _, row := range rows[:taken] {
			<-row
		}
	}
	for _, row := range rows {
		select {
		case row <- struct{}{}:
			taken++
		case <-ctx.Done():
			leave()
			return nil, false
		}
	}
	return leave, true
}

// decode reads the request's body.
func (h *Hub) decode(g *guest) (*wire.Request, error) {
	h.decoding <- struct{}{} // decoding ends by itself, so this wait does
	defer func() { <-h.decoding }()
	req, err := h.codec.UnpackRequest(g.auth.Replica, g.body)
	g.size, g.body = len(g.body), nil // it has served
	return req, fault.E("", fault.Other, err)
}

// answer does what a request asks for: push, then pull.
func (h *Hub) answer(ctx context.Context, g *guest, req *wire.Request) (*wire.Reply, error) {
	if err := h.claim(ctx, g); err != nil {
		return nil, err
	}
	reply := &wire.Reply{
		Epoch: h.cfg.Epoch, Challenge: h.challenge(g.auth.Device), Now: h.cfg.Now().UnixMilli(),
		Peer: req.Reads,
	}
	if req.Schema < h.cfg.MinSchema {
		head, err := h.store.Head(ctx, g.auth.Replica)
		if err != nil {
			return nil, fault.E("", fault.Other, err)
		}
		reply.Head = head
		reply.Directives = append(reply.Directives, wire.Directive{Kind: wire.DirectUpgrade})
		return h.sealed(g, reply), nil
	}
	if err := h.listen(ctx, g, req); err != nil {
		return nil, err
	}
	// Before the push: where the pull begins must not lie behind what is pushed.
	at, restart, err := h.begin(ctx, &g.device, req.Cursor)
	if err != nil {
		return nil, err
	}
	rotate, err := h.push(ctx, g, req, reply)
	if err != nil {
		return nil, err
	}
	if rotate {
		h.logger.WarnContext(ctx, "two histories of one replica", deviceAttr(g.auth.Device))
		reply.Directives = append(reply.Directives, wire.Directive{Kind: wire.DirectRotate})
	}
	if !rotate && !g.device.Revoked && req.Want > 0 {
		if restart {
			reply.Directives = append(reply.Directives, wire.Directive{
				Kind: wire.DirectScopes, All: g.device.All, Scopes: g.device.list(),
			})
		}
		end, err := h.pull(ctx, g, at, req, reply)
		if err != nil {
			return nil, err
		}
		h.check(ctx, g, pulled{from: at.after, to: end, whole: at.whole() && len(req.Changes) == 0}, req, reply)
	}
	return h.sealed(g, reply), nil
}

// claim binds the replica to the device.
func (h *Hub) claim(ctx context.Context, g *guest) error {
	h.mu.Lock()
	owner, ok := h.claimed[g.auth.Replica]
	h.mu.Unlock()
	if ok && owner == g.auth.Device {
		return nil
	}
	err := h.directory.Claim(ctx, g.auth.Device, g.auth.Replica)
	if fault.KindOf(err) == fault.Denied {
		return fault.E("", fault.Denied, errReplica)
	}
	if err != nil {
		return fault.E("", fault.Other, err)
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	h.claimed[g.auth.Replica] = g.auth.Device
	return nil
}

// push stores the changes and sets head and verdicts. It tells whether the device's
// history is another than the hub's.
func (h *Hub) push(ctx context.Context, g *guest, req *wire.Request, reply *wire.Reply) (rotate bool, err error) {
	reply.Head, err = h.store.Head(ctx, g.auth.Replica)
	if err != nil {
		return false, fault.E("", fault.Other, err)
	}
	switch {
	case req.Base.Seq > reply.Head.Seq: // a gap: the device goes on from the head it is told
		return false, nil
	case req.Base.Seq == reply.Head.Seq && req.Base.Hash != reply.Head.Hash:
		// The changes hang on another chain and would be numbered into this one. The
		// device keeps them and sends them under its next replica ID.
		return true, nil
	}
	if len(req.Changes) > 0 {
		head, verdicts, err := h.store.Ingest(ctx, g.auth.Replica, req.Changes, h.judge(&g.device))
		reply.Head, reply.Verdicts = head, verdicts
		forked := fault.KindOf(err) == fault.Forked
		if err != nil && !forked {
			return false, fault.E("", fault.Other, err)
		}
		if err := h.aside(ctx, g, req.Changes, verdicts); err != nil {
			return false, err
		}
		if err := h.give(ctx, &g.device); err != nil {
			return false, err
		}
		if forked {
			return true, nil
		}
	}
	if err := h.repeat(ctx, g, req, reply); err != nil {
		return false, err
	}
	// A device that has less than it once sent was set back to an older state.
	return req.Head < reply.Head.Seq, nil
}

// repeat adds the verdicts on changes that the hub holds beyond what the request brought: an
// answer was lost, or a bundle came first, and the device will not bring them again.
func (h *Hub) repeat(ctx context.Context, g *guest, req *wire.Request, reply *wire.Reply) error {
	brought := req.Base.Seq + uint64(len(req.Changes))
	if brought >= reply.Head.Seq {
		return nil
	}
	more, err := h.store.Verdicts(ctx, g.auth.Replica, brought, reply.Head.Seq)
	reply.Verdicts = append(reply.Verdicts, more...)
	return fault.E("", fault.Other, err)
}

// give makes the scopes that a device founded its own for good.
func (h *Hub) give(ctx context.Context, d *Device) error {
	if len(d.founded) == 0 || h.cfg.Founded == nil {
		return nil
	}
	return fault.E("", fault.Other, h.cfg.Founded(ctx, d, d.founded))
}

// sealed adds the receipt and the orders, which the hub signs.
func (h *Hub) sealed(g *guest, reply *wire.Reply) *wire.Reply {
	if kind := orderKind(&g.device); kind != 0 {
		reply.Directives = append(reply.Directives, h.order(g, kind))
	}
	if g.device.Shared && !g.device.Revoked {
		reply.Directives = append(reply.Directives, h.order(g, wire.DirectReidentify))
	}
	if reply.Head.Seq == 0 {
		return reply
	}
	receipt := reply.Receipt(g.auth.Replica)
	h.mu.Lock()
	last := g.visitor.receipt
	h.mu.Unlock()
	if last.Replica != receipt.Replica || last.Head != receipt.Head {
		wire.SignReceipt(h.cfg.Key, &receipt)
		last = receipt
		h.mu.Lock()
		g.visitor.receipt = receipt
		h.mu.Unlock()
	}
	reply.Signature = last.Signature
	return reply
}

// order is a directive with the hub's signature.
func (h *Hub) order(g *guest, kind wire.DirectiveKind) wire.Directive {
	order := wire.Order{Kind: kind, Device: g.auth.Device, Epoch: h.cfg.Epoch, Counter: g.auth.Counter}
	return wire.Directive{Kind: kind, Signature: ed25519.Sign(h.cfg.Key, wire.OrderBytes(order))}
}

// orderKind is what a device is told by its account. A revoked one hands over what it
// has and removes it.
func orderKind(d *Device) wire.DirectiveKind {
	switch d.Order {
	case "lock":
		return wire.DirectLock
	case "wipe":
		return wire.DirectWipe
	case "push-then-wipe":
		return wire.DirectPushThenWipe
	}
	if d.Revoked {
		return wire.DirectPushThenWipe
	}
	return 0
}
