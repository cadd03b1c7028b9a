package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"

	"pendamping/store"
	"pendamping/sync/merge"
	"pendamping/sync/wire"
)

// letter is a request that was packed and signed before the hub is measured, as devices do
// that on processors of their own.
type letter struct {
	auth   string
	body   []byte
	answer []byte
}

// letterWant is how many bytes of records a letter asks for, as a session's first request.
const letterWant = 512 << 10

// mailbox packs letters and reads their answers.
type mailbox struct{ codec *wire.Codec }

// newMailbox makes a mailbox.
func newMailbox() (*mailbox, error) {
	codec, err := wire.New(wire.Options{Derive: store.Derive})
	if err != nil {
		return nil, fmt.Errorf("codec: %w", err)
	}
	return &mailbox{codec: codec}, nil
}

// write lets n more visits of a client out and packs them. As nobody knows yet where the
// hub will say that the next pull begins, every letter names the same place: the hub has
// no less to do than with a session.
func (m *mailbox) write(ctx context.Context, c *client, n int) ([]*letter, error) {
	c.open += n
	link, err := c.Link(ctx)
	if err != nil {
		return nil, fmt.Errorf("link: %w", err)
	}
	var out []*letter
	for base, last := link.Acked, c.heads[c.open]; base.Seq < last.Seq; {
		changes, err := c.Since(ctx, c.Replica(), base.Seq, wire.MaxChanges, wire.MaxChangeBytes)
		if err != nil {
			return nil, fmt.Errorf("changes: %w", err)
		}
		body, err := m.codec.PackRequest(c.Replica(), &wire.Request{
			Schema: store.Schema, Base: base, Head: last.Seq, Changes: changes, Cursor: link.Cursor, Want: letterWant,
			Reads: wire.NewestDictionary, Peer: wire.ReadsOf(link.Challenge),
		})
		if err != nil {
			return nil, fmt.Errorf("pack: %w", err)
		}
		link.Counter++
		auth := wire.Auth{Device: wire.DeviceID(public(c.device.key)), Replica: c.Replica(), Counter: link.Counter, Challenge: link.Challenge}
		auth.Sign(c.device.key, wire.PathSync, project, body)
		out = append(out, &letter{auth: auth.Header(), body: body})
		for i := range changes {
			base = merge.Head{Seq: changes[i].Seq, Hash: changes[i].Hash(base.Hash)}
		}
	}
	if err := c.SetLink(ctx, link); err != nil {
		return nil, fmt.Errorf("link: %w", err)
	}
	return out, nil
}

// post sends a letter and keeps the answer unread.
func (d *device) post(ctx context.Context, l *letter) error {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, d.url+wire.PathSync, bytes.NewReader(l.body))
	if err != nil {
		return fmt.Errorf("post: %w", err)
	}
	req.Header.Set(wire.AuthHeader, l.auth)
	resp, err := d.client.Do(req)
	if err != nil {
		return fmt.Errorf("post: %w", err)
	}
	l.answer, err = io.ReadAll(resp.Body)
	if err = errors.Join(err, resp.Body.Close()); err != nil {
		return fmt.Errorf("post: %w", err)
	}
	if resp.StatusCode != http.StatusOK {
		return fmt.Errorf("post: the hub answered %s", resp.Status)
	}
	return nil
}

// read takes the answers in as a session does: all changes must be confirmed by receipts
// that verify.
func (m *mailbox) read(ctx context.Context, c *client, letters []*letter) error {
	for _, l := range letters {
		reply, err := m.codec.UnpackReply(l.answer)
		if err != nil {
			return fmt.Errorf("answer: %w", err)
		}
		receipt := reply.Receipt(c.Replica())
		if err = wire.VerifyReceipt(public(hubKey()), &receipt); err != nil {
			return fmt.Errorf("answer: %w", err)
		}
		if len(reply.Verdicts) > 0 || reply.More {
			return fmt.Errorf("%d verdicts, more: %t", len(reply.Verdicts), reply.More)
		}
		err = errors.Join(c.Confirm(ctx, receipt, nil), c.Absorb(ctx, merge.Page{Deltas: reply.Deltas}, reply.Cursor))
		if err != nil {
			return fmt.Errorf("answer: %w", err)
		}
	}
	link, err := c.Link(ctx)
	if err != nil {
		return fmt.Errorf("link: %w", err)
	}
	if link.Acked != c.heads[c.open] {
		return fmt.Errorf("the hub confirmed %d of %d changes", link.Acked.Seq, c.heads[c.open].Seq)
	}
	return nil
}
