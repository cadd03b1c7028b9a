package hub

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/binary"
	"slices"

	"pendamping/fault"
	"pendamping/sync/merge"
	"pendamping/sync/wire"
)

// maxPage bounds a page in bytes of records before compression. What surrounds them
// must fit into [wire.MaxPlain] beside them.
const maxPage = 7680 << 10

// maxHeld bounds what a page of packed records holds in memory, in bytes: one that would
// take more ends earlier, however many bytes of records the device wants.
const maxHeld = 6 << 20

// cursor says how far a device has pulled, and of what. Its bytes are the hub's own
// affair.
type cursor struct {
	epoch    [4]byte // digest of the hub epoch: positions of another one mean nothing
	scopes   [4]byte // digest of what the device may hold
	after    uint64  // position
	base     uint64  // position at which the last finished pull ended: what is newer is news
	full     uint64  // up to here everything is sent, also the device's own writes
	gift     [4]byte // mark of the last [Gift] that was given
	backfill bool    // scopes were granted: when caught up, start over from 0
	filling  bool    // by somebody who may write what has not come back yet: all is sent until the end
	again    bool    // not sent: a cursor that means nothing here was shown, by somebody who may hold records
}

const (
	cursorFixed = 9
	flagFill    = 1
	flagFilling = 2
)

func (c cursor) bytes() []byte {
	b := make([]byte, 0, 20)
	b = append(b, c.epoch[:]...)
	b = append(b, c.scopes[:]...)
	flags := byte(0)
	if c.backfill {
		flags |= flagFill
	}
	if c.filling {
		flags |= flagFilling
	}
	b = append(b, flags)
	for _, v := range []uint64{c.after, c.base, c.full} {
		b = binary.AppendUvarint(b, v)
	}
	if c.gift != [4]byte{} {
		b = append(b, c.gift[:]...)
	}
	return b
}

// whole tells whether who shows the cursor was given all that there is up to it.
func (c *cursor) whole() bool { return c.after > 0 && c.after == c.base && !c.backfill && !c.filling }

// parseCursor reads a cursor; false for anything that is none.
func parseCursor(b []byte) (cursor, bool) {
	var c cursor
	if len(b) < cursorFixed {
		return c, false
	}
	copy(c.epoch[:], b)
	copy(c.scopes[:], b[4:])
	c.backfill, c.filling = b[8]&flagFill != 0, b[8]&flagFilling != 0
	b = b[cursorFixed:]
	for _, v := range []*uint64{&c.after, &c.base, &c.full} {
		var n int
		if *v, n = binary.Uvarint(b); n <= 0 {
			return c, false
		}
		b = b[n:]
	}
	return c, len(b) == 0 || len(b) == copy(c.gift[:], b) && len(b) == len(c.gift)
}

// begin is called before the request's own changes are stored. It finds out where a pull
// goes on. When the scopes have changed it first sends what happened since
// the cursor, with the notices of records that left, then all of it again, so that a
// granted scope is filled. restart means that the device must be told what it may hold
// now.
func (h *Hub) begin(ctx context.Context, d *Device, held []byte) (from cursor, restart bool, err error) {
	now := cursor{scopes: scopeDigest(d)}
	now.epoch = epochDigest(h.cfg.Epoch)
	old, ok := parseCursor(held)
	switch {
	case ok && old.epoch == now.epoch && old.scopes == now.scopes:
		return old, false, nil
	case ok && old.epoch == now.epoch && old.after > 0:
		now.after, now.base, now.full, now.backfill, now.filling, now.gift = old.after, old.base, old.full, true, old.filling, old.gift
		return now, true, nil
	}
	now.again = len(held) > 0
	now.filling = now.again
	now.full, err = h.store.Position(ctx)
	return now, now.again, fault.E("", fault.Other, err)
}

// epochDigest tells epochs apart that were drawn in the same minute: their first bytes are
// the time.
func epochDigest(epoch merge.ID) (digest [4]byte) {
	sum := sha256.Sum256(epoch[:])
	copy(digest[:], sum[:])
	return digest
}

// own is the asker when all that it alone wrote since its base is no news to it, as news
// would find out; else the zero replica.
func (c *cursor) own(asker merge.Replica) merge.Replica {
	if c.filling || c.full > c.base {
		return merge.Replica{}
	}
	return asker
}

// pull adds the next page to the reply, of at most g.room bytes of records, and tells how
// far it comes.
func (h *Hub) pull(ctx context.Context, g *guest, at cursor, req *wire.Request, reply *wire.Reply) (uint64, error) {
	rows := h.codec.NewRows()
	q := merge.Query{
		Partition: g.device.Partition, All: g.device.All, Scopes: g.device.list(), After: at.after, Base: at.base,
		Again: at.again, MaxBytes: g.room, Own: at.own(g.auth.Replica),
	}
	page, err := h.store.PageTo(ctx, q, func(d *merge.Delta) bool {
		if !at.filling && !news(d, g.auth.Replica, at.full) {
			return true
		}
		if rows.Len() > 0 && rows.Held() > maxHeld {
			return false
		}
		rows.Add(d)
		return true
	})
	if err != nil {
		return 0, fault.E("", fault.Other, err)
	}
	if gift := g.device.Gift; gift != nil && gift.Mark != at.gift {
		for i := range gift.Deltas {
			rows.Add(&gift.Deltas[i])
		}
		at.gift = gift.Mark
	}
	reply.Rows, reply.More = rows, at.advance(&page)
	if next := at.bytes(); !bytes.Equal(next, req.Cursor) {
		reply.Cursor = next
	}
	return page.Next, nil
}

// advance moves the cursor behind a page and tells whether there is more to pull.
func (c *cursor) advance(page *merge.Page) bool {
	c.after, c.base = page.Next, page.Base
	c.filling = c.filling && page.More
	if !page.More && c.backfill {
		c.backfill, c.filling, c.after, c.base, c.full = false, true, 0, 0, page.Next
		return true
	}
	return page.More
}

// list is what a device may hold, in the terms of a query.
func (d *Device) list() []merge.ID {
	admin := merge.AdminScope(d.Partition)
	scopes := slices.DeleteFunc(slices.Clone(d.Scopes), func(id merge.ID) bool { return id == admin })
	if d.Admin {
		scopes = append(scopes, admin)
	}
	return scopes
}

func scopeDigest(d *Device) (digest [4]byte) {
	scopes := slices.SortedFunc(slices.Values(d.list()), merge.ID.Compare)
	h := sha256.New()
	if d.All {
		h.Write([]byte{1})
	}
	for _, id := range scopes {
		h.Write(id[:])
	}
	copy(digest[:], h.Sum(nil))
	return digest
}

// news leaves out fields in which the asker would only meet its own writes again: a
// field whose siblings are all of its replica holds nothing that it had not seen, as
// every other value was covered by one of them. It holds them still, unless the field
// is sent to fill a scope (up to full, or all until that has come to its end) or the
// record came back from another scope. False when nothing is left.
func news(d *merge.Delta, asker merge.Replica, full uint64) bool {
	if d.Gone || arrived(d, asker) {
		return true
	}
	stale := func(f merge.FieldState) bool { return f.Position > full && own(f.Register.Siblings, asker) }
	if slices.ContainsFunc(d.Fields, stale) {
		d.Fields = slices.DeleteFunc(slices.Clone(d.Fields), stale)
	}
	return len(d.Fields) > 0
}

// arrived tells whether somebody else set the record's scope.
func arrived(d *merge.Delta, asker merge.Replica) bool {
	for i := range d.Fields {
		f := &d.Fields[i]
		if f.Field.Number == merge.FieldScope && !own(f.Register.Siblings, asker) {
			return true
		}
	}
	return false
}

func own(siblings []merge.Sibling, asker merge.Replica) bool {
	for i := range siblings {
		if siblings[i].Dot.Replica != asker {
			return false
		}
	}
	return len(siblings) > 0
}
