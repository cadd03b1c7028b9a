package postgres

import (
	"bytes"
	"context"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"

	"pendamping/fault"
	"pendamping/sync/merge"
)

// keyLink is the local name of the link.
const keyLink = "link"

const (
	sqlLocal    = `SELECT body FROM locals WHERE partition = $1 AND name = $2`
	sqlSetLocal = `INSERT INTO locals (partition, name, body) VALUES ($1, $2, $3)
		ON CONFLICT (partition, name) DO UPDATE SET body = excluded.body`
)

// nothing plans no reading beside the lock.
func nothing(*tx, *pgx.Batch) {}

// Local returns a value that is never synchronized; nil when there is none.
func (s *Store) Local(ctx context.Context, name string) ([]byte, error) {
	const op fault.Op = "postgres.Local"
	v, err := s.local(name, s.pool().QueryRow(ctx, sqlLocal, uid(s.opts.Partition), name))
	return v, s.wrap(op, err)
}

// local opens a value.
func (s *Store) local(name string, row pgx.Row) ([]byte, error) {
	var body []byte
	err := row.Scan(&body)
	switch {
	case errors.Is(err, pgx.ErrNoRows):
		return nil, nil
	case err != nil:
		return nil, fmt.Errorf("locals: %w", err)
	}
	return s.sealer.open("locals", []byte(name), body)
}

// SetLocal keeps a value of at least one byte that is never synchronized.
func (s *Store) SetLocal(ctx context.Context, name string, value []byte) error {
	const op fault.Op = "postgres.SetLocal"
	return s.wrap(op, s.update(ctx, nothing, func(t *tx) error { return t.setLocal(name, value) }))
}

// Claim keeps a value under a name that has none yet, and returns what is kept: the
// first value, whichever process set it.
func (s *Store) Claim(ctx context.Context, name string, value []byte) ([]byte, error) {
	const op fault.Op = "postgres.Claim"
	var held []byte
	err := s.update(ctx, nothing, func(t *tx) (err error) {
		held, err = t.local(ctx, name)
		if err == nil && held == nil {
			held = bytes.Clone(value)
			err = t.setLocal(name, value)
		}
		return err
	})
	if err != nil {
		return nil, s.wrap(op, err)
	}
	return held, nil
}

func (t *tx) local(ctx context.Context, name string) ([]byte, error) {
	return t.s.local(name, t.pg.QueryRow(ctx, sqlLocal, t.partition(), name))
}

func (t *tx) setLocal(name string, value []byte) error {
	body, err := t.s.sealer.seal("locals", []byte(name), value)
	if err != nil {
		return err
	}
	t.out.Queue(sqlSetLocal, t.partition(), name, body)
	return nil
}

// Link is what the replica remembers of its hub, if it has one above it.
func (s *Store) Link(ctx context.Context) (merge.Link, error) {
	const op fault.Op = "postgres.Link"
	plain, err := s.Local(ctx, keyLink)
	if err != nil {
		return merge.Link{}, fault.E(op, fault.Other, err)
	}
	l, err := decodeLink(plain)
	return l, fault.E(op, fault.Other, err)
}

func decodeLink(plain []byte) (l merge.Link, err error) {
	if plain != nil && json.Unmarshal(plain, &l) != nil {
		return merge.Link{}, damage("locals: cannot be read")
	}
	return l, nil
}

// SetLink keeps what the replica shall remember of its hub.
func (s *Store) SetLink(ctx context.Context, l merge.Link) error {
	const op fault.Op = "postgres.SetLink"
	return s.wrap(op, s.update(ctx, nothing, func(t *tx) error { return t.setLink(&l) }))
}

func (t *tx) link(ctx context.Context) (merge.Link, error) {
	plain, err := t.local(ctx, keyLink)
	if err != nil {
		return merge.Link{}, err
	}
	return decodeLink(plain)
}

func (t *tx) setLink(l *merge.Link) error {
	plain, err := json.Marshal(l)
	if err != nil {
		return fmt.Errorf("link: %w", err)
	}
	return t.setLocal(keyLink, plain)
}

// Confirm notes that the hub holds own changes up to a head, and its verdicts. A head
// that is not of the own chain gives [merge.ErrForked] and changes nothing; an older
// receipt of the same hub epoch is ignored.
func (s *Store) Confirm(ctx context.Context, receipt merge.Receipt, verdicts []merge.Verdict) error {
	const op fault.Op = "postgres.Confirm"
	if receipt.Replica != s.own {
		return fault.E(op, fault.Other, merge.ErrForked)
	}
	err := s.update(ctx, func(t *tx, b *pgx.Batch) { t.queueHeads(b, s.own) }, func(t *tx) error {
		at, err := t.linkAt(ctx, receipt.Head.Seq)
		if err != nil {
			return err
		}
		if receipt.Head.Seq > t.own().head.Seq || at != receipt.Head.Hash {
			return merge.ErrForked
		}
		return t.confirm(ctx, receipt, verdicts)
	})
	return s.wrap(op, err)
}

// linkAt is the link of the own chain at a number; zero when it is not held.
func (t *tx) linkAt(ctx context.Context, seq uint64) (merge.Hash, error) {
	var hash []byte
	err := t.pg.QueryRow(ctx, sqlHashAt, t.partition(), t.s.own[:], number(seq)).Scan(&hash)
	switch {
	case errors.Is(err, pgx.ErrNoRows):
		return merge.Hash{}, nil
	case err != nil:
		return merge.Hash{}, fmt.Errorf("link: %w", err)
	case len(hash) != len(merge.Hash{}):
		return merge.Hash{}, damage("changes: not a hash")
	}
	return merge.Hash(hash), nil
}

// confirm keeps a receipt that fits the own chain.
func (t *tx) confirm(ctx context.Context, receipt merge.Receipt, verdicts []merge.Verdict) error {
	l, err := t.link(ctx)
	if err != nil {
		return err
	}
	if receipt.Epoch != l.Receipt.Epoch || receipt.Head.Seq >= l.Acked.Seq {
		l.Acked, l.Receipt = receipt.Head, receipt
		if err := t.setLink(&l); err != nil {
			return err
		}
	}
	for _, v := range verdicts {
		if !v.Code.Merged() && v.Seq > 0 && v.Seq <= t.own().head.Seq {
			t.setAside(t.s.own, v)
		}
	}
	return nil
}

// Absorb merges a page from the hub and keeps the cursor, in one transaction. What the
// page says nothing new about is not written.
func (s *Store) Absorb(ctx context.Context, page merge.Page, cursor []byte) error {
	const op fault.Op = "postgres.Absorb"
	ids := make([]merge.ID, len(page.Deltas))
	for i := range page.Deltas {
		if page.Deltas[i].Partition != s.opts.Partition {
			return fault.E(op, fault.Other, ErrPartition)
		}
		ids[i] = page.Deltas[i].Record
	}
	err := s.update(ctx, func(t *tx, b *pgx.Batch) { t.queueRecords(b, ids) }, func(t *tx) error {
		for i := range page.Deltas {
			if err := t.absorb(ctx, &page.Deltas[i]); err != nil {
				return err
			}
		}
		l, err := t.link(ctx)
		if err != nil {
			return err
		}
		l.Cursor = bytes.Clone(cursor)
		return errors.Join(t.forget(ctx), t.setLink(&l))
	})
	return s.wrap(op, err)
}

// keyForgot is the local name of the records that left, with the highest own number in each.
const keyForgot = "forgot"

// forgotten is what [merge.Edit.Recall] asks for. A hub's records never leave it.
func (t *tx) forgotten(ctx context.Context) (map[merge.ID]uint64, error) {
	b, err := t.local(ctx, keyForgot)
	if err != nil {
		return nil, err
	}
	const size = len(merge.ID{}) + 8
	out := make(map[merge.ID]uint64, len(b)/size)
	for ; len(b) >= size; b = b[size:] {
		out[merge.ID(b)] = binary.BigEndian.Uint64(b[len(merge.ID{}):])
	}
	return out, nil
}

// forget keeps what forgotten returns.
func (t *tx) forget(ctx context.Context) error {
	if len(t.forgot) == 0 {
		return nil
	}
	all, err := t.forgotten(ctx)
	if err != nil {
		return err
	}
	for id, own := range t.forgot {
		all[id] = max(all[id], own) // it may have come back without the last one
	}
	var b []byte
	for id, own := range all {
		b = binary.BigEndian.AppendUint64(append(b, id[:]...), own)
	}
	return t.setLocal(keyForgot, b)
}

// absorb merges one delta.
func (t *tx) absorb(ctx context.Context, d *merge.Delta) error {
	if d.Gone {
		h, err := t.find(ctx, d.Record)
		if errors.Is(err, merge.ErrNoRecord) {
			return nil
		}
		if err == nil {
			if own := h.rec.Own(t.s.own); own > 0 {
				t.forgot[d.Record] = max(t.forgot[d.Record], own)
			}
			t.remove(h)
		}
		return err
	}
	h, err := t.findOrNew(ctx, d.Record, d.Kind)
	if err != nil {
		return err
	}
	for i := range d.Fields {
		for _, s := range d.Fields[i].Register.Siblings {
			t.clock.Observe(s.Stamp)
		}
	}
	t.alter(h, func(r *merge.Record, at uint64) bool { return r.MergeDelta(d, at) })
	return nil
}
