package session

import (
	"context"
	"crypto/ed25519"
	"net/url"
	"strconv"
	"strings"

	"pendamping/fault"
	"pendamping/sync/merge"
	"pendamping/sync/wire"
)

// Cost is what a sync is going to take: bytes of the link with the headers of HTTP,
// without those of TLS, and without the records that the hub has for this device, of
// which nobody knows before it is asked.
type Cost struct {
	Requests int
	Up, Down int64
}

const (
	replyBytes   = 284 // of a reply without records: headers, receipt, challenge and cursor
	receiptBytes = 119 // of them the receipt, for which the hub must hold something
)

// priced names a batch whose size does not change any more.
type priced struct {
	replica merge.Replica
	after   uint64
	peer    uint64
}

// maxPriced is how many batches are remembered.
const maxPriced = 64

// Cost tells what the next sync takes before it starts. The changes that wait are packed
// as they will be; full batches only once.
func (s *Session) Cost(ctx context.Context) (Cost, error) {
	const op fault.Op = "session.Cost"
	if s.err != nil {
		return Cost{}, fault.E(op, fault.Internal, s.err)
	}
	link, err := s.log.Link(ctx)
	if err != nil {
		return Cost{}, fault.E(op, fault.Other, err)
	}
	own, err := s.log.Head(ctx, s.log.Replica())
	if err != nil {
		return Cost{}, fault.E(op, fault.Other, err)
	}
	head, reply := s.requestHead(link), int64(replyBytes)
	if own.Seq == 0 {
		reply -= receiptBytes
	}
	var c Cost
	for base := link.Acked; ; {
		size, next, err := s.price(ctx, link, base, own.Seq)
		if err != nil {
			return Cost{}, fault.E(op, fault.Other, err)
		}
		c.Requests++
		c.Up += int64(head + len(strconv.Itoa(size)) + size)
		c.Down += reply
		if next >= own.Seq || next <= base.Seq {
			return c, nil
		}
		base = merge.Head{Seq: next, Hash: link.Acked.Hash} // any hash takes as many bytes
	}
}

// price is the size of the body of one batch and the last change in it.
func (s *Session) price(ctx context.Context, link merge.Link, base merge.Head, last uint64) (size int, next uint64, err error) {
	replica := s.log.Replica()
	key := priced{replica, base.Seq, wire.ReadsOf(link.Challenge)}
	s.pricing.Lock()
	known, ok := s.prices[key]
	s.pricing.Unlock()
	if ok {
		return known.size, known.next, nil
	}
	changes, err := s.log.Since(ctx, replica, base.Seq, wire.MaxChanges, maxPushBytes)
	if err != nil {
		return 0, 0, fault.E("", fault.Other, err)
	}
	next = base.Seq + uint64(len(changes))
	body, err := s.codec.PackRequest(replica, &wire.Request{
		Schema: s.cfg.Schema, Base: base, Head: max(last, next), Changes: changes, Cursor: link.Cursor, Want: startWant,
		Reads: wire.NewestDictionary, Peer: key.peer,
	})
	if err != nil {
		return 0, 0, fault.E("", fault.Other, err)
	}
	if next < last { // what follows is in a batch of its own, so this one stays as it is
		s.pricing.Lock()
		if len(s.prices) >= maxPriced {
			clear(s.prices)
		}
		s.prices[key] = price{len(body), next}
		s.pricing.Unlock()
	}
	return len(body), next, nil
}

// price is what is remembered of a batch.
type price struct {
	size int
	next uint64
}

// requestHead is the size of a request before its body, but for the digits of its length.
func (s *Session) requestHead(link merge.Link) int {
	auth := wire.Auth{
		Device: s.cfg.Device, Replica: s.log.Replica(), Counter: link.Counter + 1, Challenge: link.Challenge,
		Signature: make([]byte, ed25519.SignatureSize),
	}
	host, path := "", wire.PathSync
	if u, err := url.Parse(s.cfg.Hub); err == nil {
		host, path = u.Host, u.Path+wire.PathSync
	}
	return len(strings.Join([]string{
		"POST " + path + " HTTP/1.1", "Host: " + host, "Content-Length: ", wire.AuthHeader + ": " + auth.Header(), "", "",
	}, "\r\n"))
}
