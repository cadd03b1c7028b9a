package store

import (
	"bytes"
	"context"
	"encoding/binary"
	"fmt"
	"slices"

	"pendamping/fault"
	"pendamping/kpuk"
	"pendamping/sync/merge"
)

// dotSize is the size of a dot in a held write: replica and number, in bytes.
const dotSize = 16

// A record's value has a limit, which bounds what a held change carries, in bytes as
// encoded. A larger change is listed, up to so many records, and cannot be released from
// a device.
const (
	maxHeld   = merge.MaxValue - 1<<10
	maxListed = maxHeld / heldEditSize

	heldEditSize  = 48 // at most, without its writes
	heldWriteSize = 32 // at most, without value and context
)

// HeldOf words a change that was put aside as the record in which its author and the
// coordinators see it; device may be none. Writes to people, devices and invitations
// are left out: not everybody who sees the record may see those.
func HeldOf(q *merge.Quarantined, device kpuk.ID) *kpuk.Held {
	c := &q.Change
	h := &kpuk.Held{
		Author: kpuk.ID(c.Author), Device: device, Replica: bytes.Clone(c.Replica[:]), Seq: c.Seq,
		At: c.Stamp.Time().UnixMilli(), Verdict: uint8(q.Verdict.Code), Detail: q.Verdict.Detail,
	}
	h.ID, h.Scope = kpuk.HeldID(h.Replica, h.Seq), h.Author
	carry := heldSize(c) <= maxHeld && !q.Fork
	for i := range c.Edits[:min(len(c.Edits), maxListed)] {
		e := &c.Edits[i]
		h.Partition = kpuk.ID(e.Partition)
		edit := kpuk.HeldEdit{Record: kpuk.ID(e.Record), Kind: kpuk.Kind(e.Kind), Scope: kpuk.ID(e.Scope)}
		if carry && kpuk.Kind(e.Kind) < kpuk.KindPerson {
			edit.Writes = heldWrites(e.Writes)
		}
		h.Edits = append(h.Edits, edit)
	}
	return h
}

// heldSize bounds the bytes of a change's edits as a held change carries them.
func heldSize(c *merge.Change) int {
	n := 0
	for i := range c.Edits {
		n += heldEditSize
		for j := range c.Edits[i].Writes {
			w := &c.Edits[i].Writes[j]
			n += heldWriteSize + len(w.Value) + dotSize*len(w.Context)
		}
	}
	return n
}

func heldWrites(writes []merge.Write) []kpuk.HeldWrite {
	out := make([]kpuk.HeldWrite, len(writes))
	for i, w := range writes {
		out[i] = kpuk.HeldWrite{Number: w.Field.Number, Element: kpuk.ID(w.Field.Element), Value: w.Value}
		for _, d := range w.Context {
			out[i].Context = append(out[i].Context, d.Replica[:]...)
			out[i].Context = binary.BigEndian.AppendUint64(out[i].Context, d.Seq)
		}
	}
	return out
}

// Held lists the changes that the hub keeps in quarantine and somebody has to do
// something about: those that it told of, and own ones of which only the verdict came
// so far. The oldest are first.
func (s *Store) Held(ctx context.Context) ([]*kpuk.Held, error) {
	const op fault.Op = "store.Held"
	told, err := List[kpuk.Held](ctx, s, kpuk.ID{})
	if err != nil {
		return nil, fault.E(op, fault.Other, err)
	}
	known := make(map[kpuk.ID]bool, len(told))
	for _, h := range told {
		known[h.ID] = true
	}
	out := slices.DeleteFunc(told, func(h *kpuk.Held) bool { return !h.Open() })
	aside, err := s.Quarantine(ctx)
	if err != nil {
		return nil, fault.E(op, fault.Other, err)
	}
	for i := range aside {
		if h := HeldOf(&aside[i], kpuk.ID{}); aside[i].Change.Replica == s.Replica() && !known[h.ID] {
			out = append(out, h)
		}
	}
	slices.SortStableFunc(out, func(a, b *kpuk.Held) int { return int(a.At - b.At) })
	return out, nil
}

// Release makes a held change author's own, with the same writes, and marks it as
// released, all in one change: when the hub refuses it again, both wait. h is as it was
// read from the store; one of which only the verdict came cannot be released. A release
// that was refused is a held change too: to release it marks also those that it was to
// release.
func (s *Store) Release(ctx context.Context, author kpuk.ID, h *kpuk.Held, at int64) error {
	const op fault.Op = "store.Release"
	edits, err := heldEdits(h)
	if err != nil {
		return fault.E(op, fault.Invalid, err)
	}
	marks, err := s.answered(ctx, h)
	if err != nil {
		return fault.E(op, fault.Other, err)
	}
	for i, mark := range marks {
		mark.State = kpuk.HeldStanding{State: kpuk.HeldReleased, By: author, At: at}
		d, fail := s.draft(mark)
		if fail != nil {
			return fault.E(op, fault.Other, fail)
		}
		if i == 0 && len(d.edit.Writes) == 0 {
			return nil // released before
		}
		if len(d.edit.Writes) > 0 {
			edits = append(edits, d.edit)
		}
	}
	_, err = s.Commit(ctx, merge.ID(author), edits)
	return fault.E(op, fault.Other, err)
}

// answered are the held changes that a release of h answers: h itself and, when h is a
// release that was refused, those that it was to release.
func (s *Store) answered(ctx context.Context, h *kpuk.Held) ([]*kpuk.Held, error) {
	out := []*kpuk.Held{kpuk.Clone(h)}
	for i := range h.Edits {
		if h.Edits[i].Kind != kpuk.KindHeld {
			continue
		}
		before, err := Get[kpuk.Held](ctx, s, h.Edits[i].Record)
		if err != nil {
			return nil, err
		}
		out = append(out, before)
	}
	return out, nil
}

// heldEdits are the edits of a held change, each write taking the place of the one that
// was held.
func heldEdits(h *kpuk.Held) ([]merge.Edit, error) {
	if v, ok := h.Seen.(*seen); !ok || v == nil || len(h.Replica) != len(merge.Replica{}) || !h.Open() {
		return nil, fmt.Errorf("%w: not a held change to be released", ErrInvalid)
	}
	own := merge.Dot{Replica: merge.Replica(h.Replica), Seq: h.Seq}
	edits := make([]merge.Edit, 0, len(h.Edits))
	for i := range h.Edits {
		e := &h.Edits[i]
		if e.Kind == kpuk.KindHeld { // a mark, which is made anew
			continue
		}
		if len(e.Writes) == 0 {
			return nil, fmt.Errorf("%w: its writes are not here", ErrInvalid)
		}
		edit := merge.Edit{
			Record: merge.ID(e.Record), Kind: merge.Kind(e.Kind), Partition: merge.ID(h.Partition), Scope: merge.ID(e.Scope),
		}
		var err error
		if edit.Writes, err = releasedWrites(e, own); err != nil {
			return nil, err
		}
		edits = append(edits, edit)
	}
	if len(edits) == 0 {
		return nil, fmt.Errorf("%w: nothing is held", ErrInvalid)
	}
	return edits, nil
}

// releasedWrites are the writes of a held edit, with the held change among what they saw.
func releasedWrites(e *kpuk.HeldEdit, own merge.Dot) ([]merge.Write, error) {
	writes := make([]merge.Write, 0, len(e.Writes))
	for _, w := range e.Writes {
		seenOf, err := heldContext(w.Context)
		if err != nil {
			return nil, err
		}
		if e.Kind != kpuk.KindEntry { // the first write of a line sees nothing
			seenOf = seenOf.With(own)
		}
		writes = append(writes, merge.Write{
			Field: merge.Field{Number: w.Number, Element: merge.ID(w.Element)}, Value: w.Value, Context: seenOf,
		})
	}
	return writes, nil
}

// heldContext reads a context.
func heldContext(b []byte) (merge.Context, error) {
	if len(b)%dotSize != 0 {
		return nil, fmt.Errorf("%w: a context cannot be read", ErrInvalid)
	}
	var out merge.Context
	for ; len(b) > 0; b = b[dotSize:] {
		d := merge.Dot{Replica: merge.Replica(b[:8]), Seq: binary.BigEndian.Uint64(b[8:dotSize])}
		out = out.With(d)
	}
	return out, nil
}

// Answer returns a held change to its author with a comment, or notes that she is done
// with it.
func (s *Store) Answer(ctx context.Context, author kpuk.ID, h *kpuk.Held, answer kpuk.HeldStanding) error {
	const op fault.Op = "store.Answer"
	if v, ok := h.Seen.(*seen); !ok || v == nil {
		return fault.E(op, fault.Invalid, ErrInvalid)
	}
	mark := kpuk.Clone(h)
	mark.State = answer
	return fault.E(op, fault.Other, s.Save(ctx, author, mark))
}
