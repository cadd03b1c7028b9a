package main

import (
	"context"
	"fmt"
	"time"

	"pendamping/kpuk"
	"pendamping/store"
	"pendamping/sync/merge"
)

// batch is the number of changes stored in one transaction when filling.
const batch = 1000

// ingester takes in changes of other replicas.
type ingester interface {
	Ingest(ctx context.Context, r merge.Replica, changes []merge.Change, judge merge.Judge) (merge.Head, []merge.Verdict, error)
}

// bulk writes the log of one replica that another store takes in, as a hub does.
type bulk struct {
	into    ingester
	replica merge.Replica
	author  merge.ID
	seed    merge.Seed
	seq     uint64
	waiting []merge.Change
	known   map[merge.ID]bool // records whose scope was written
}

// newBulk makes the nth replica of a maker.
func newBulk(into ingester, m *maker, n int) *bulk {
	id := kpuk.Derive("replica", fmt.Append(nil, n))
	b := &bulk{into: into, author: merge.ID(m.author), seed: merge.Seed(id), known: map[merge.ID]bool{}}
	copy(b.replica[:], id[:])
	return b
}

// add makes one change of what the records hold.
func (b *bulk) add(ctx context.Context, at time.Time, recs ...kpuk.Record) error {
	edits := make([]merge.Edit, 0, len(recs))
	for _, r := range recs {
		e, err := edit(r)
		if err != nil {
			return err
		}
		if !b.known[e.Record] {
			b.known[e.Record] = true
			e.CompleteScope(&merge.Record{})
		}
		edits = append(edits, e)
	}
	merge.Normalize(edits)
	b.seq++
	b.waiting = append(b.waiting, merge.Change{
		Replica: b.replica, Seq: b.seq, Stamp: merge.StampAt(at), Author: b.author, Seed: b.seed, Edits: edits,
	})
	if len(b.waiting) < batch {
		return nil
	}
	return b.flush(ctx)
}

// edit is what the record's fields are as one edit without context.
func edit(r kpuk.Record) (merge.Edit, error) {
	h := r.Head()
	writes, err := store.Encode(r)
	if err != nil {
		return merge.Edit{}, fmt.Errorf("encode: %w", err)
	}
	return merge.Edit{
		Record: merge.ID(h.ID), Kind: merge.Kind(r.Kind()), Partition: merge.ID(h.Partition), Scope: merge.ID(h.Scope), Writes: writes,
	}, nil
}

// flush stores what waits.
func (b *bulk) flush(ctx context.Context) error {
	if len(b.waiting) == 0 {
		return nil
	}
	head, verdicts, err := b.into.Ingest(ctx, b.replica, b.waiting, nil)
	if err != nil {
		return fmt.Errorf("ingest: %w", err)
	}
	if head.Seq != b.seq || len(verdicts) > 0 {
		return fmt.Errorf("the store holds %d of %d changes, with %d verdicts", head.Seq, b.seq, len(verdicts))
	}
	b.waiting = nil
	return nil
}

// parts are the saves of a visit in the order of the meeting: the meeting with what its
// first page asks, each attendance, the minutes, each ledger line. Each holds only what
// that tap adds.
func (v *visit) parts() []kpuk.Record {
	first := *v.meeting
	first.Attendance, first.Discussion = nil, ""
	out := []kpuk.Record{&first}
	for _, member := range v.of.members {
		out = append(out, &kpuk.Meeting{
			Header:     v.meeting.Header,
			Attendance: map[kpuk.ID]kpuk.Attendance{member.ID: v.meeting.Attendance[member.ID]},
		})
	}
	out = append(out, &kpuk.Meeting{Header: v.meeting.Header, Discussion: v.meeting.Discussion})
	return append(out, v.lines()...)
}

// records are the meeting as a whole and its ledger lines.
func (v *visit) records() []kpuk.Record { return append([]kpuk.Record{v.meeting}, v.lines()...) }

// lines are the ledger lines.
func (v *visit) lines() []kpuk.Record {
	out := make([]kpuk.Record, len(v.entries))
	for i, e := range v.entries {
		out[i] = e
	}
	return out
}

// filled is what fill wrote.
type filled struct {
	circles []circle
	records int
	changes int
}

// facilitators is the number of tablets among which the groups are shared.
const facilitators = 20

// fill writes a whole set of data: the roster by one desk, then month by month each
// group's meeting by its facilitator's tablet. The maker's clock moves on accordingly.
func fill(ctx context.Context, into ingester, m *maker, of shape) (*filled, error) {
	desk := newBulk(into, m, 0)
	out := &filled{}
	for i := range of.groups {
		n := of.size(i)
		c, err := form(ctx, desk, m, n)
		if err != nil {
			return nil, err
		}
		out.circles = append(out.circles, c)
		out.records += 1 + n
	}
	if err := desk.flush(ctx); err != nil {
		return nil, err
	}
	out.changes = int(desk.seq) //nolint:gosec // a count
	return out, history(ctx, into, m, of, out)
}

// form draws a group of n members and writes it as an import does, row by row.
func form(ctx context.Context, desk *bulk, m *maker, n int) (circle, error) {
	c, err := m.circle(n)
	if err != nil {
		return circle{}, err
	}
	for _, r := range c.records() {
		if err := desk.add(ctx, m.wait(2*time.Millisecond), r); err != nil {
			return circle{}, err
		}
	}
	return c, nil
}

// history writes the meetings of every group.
func history(ctx context.Context, into ingester, m *maker, of shape, out *filled) error {
	tablets := make([]*bulk, facilitators)
	for i := range tablets {
		tablets[i] = newBulk(into, m, i+1)
	}
	for k := range of.meetings {
		m.at = start().AddDate(0, k, 0)
		for i, c := range out.circles {
			n, err := meet(ctx, tablets[i%len(tablets)], m, c, of)
			if err != nil {
				return err
			}
			out.records += n
		}
	}
	for _, t := range tablets {
		out.changes += int(t.seq) //nolint:gosec // a count
		if err := t.flush(ctx); err != nil {
			return err
		}
	}
	return nil
}

// meet writes one meeting and returns the number of its records.
func meet(ctx context.Context, tablet *bulk, m *maker, c circle, of shape) (int, error) {
	v, err := m.visit(c, of.kinds)
	if err != nil {
		return 0, err
	}
	parts := v.parts()
	if of.whole {
		parts = v.records()
	}
	for _, part := range parts {
		if err := tablet.add(ctx, m.wait(20*time.Second), part); err != nil {
			return 0, err
		}
	}
	return 1 + len(v.entries), nil
}
