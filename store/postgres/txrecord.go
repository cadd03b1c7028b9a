package postgres

import (
	"context"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"

	"pendamping/sync/merge"
)

// queueRecords reads records, so that find need not ask for each.
func (t *tx) queueRecords(b *pgx.Batch, ids []merge.ID) {
	if len(ids) == 0 {
		return
	}
	for _, id := range ids {
		t.recs[id] = &held{rec: merge.Record{ID: id}}
	}
	b.Queue(sqlRecords, t.partition(), uids(ids)).Query(t.take)
}

// take keeps the records of a result.
func (t *tx) take(rows pgx.Rows) error {
	for rows.Next() {
		rec, err := t.s.scanRecord(rows)
		if err != nil {
			return err
		}
		t.recs[rec.ID] = &held{rec: rec, stored: true}
	}
	return rows.Err()
}

// scanRecord reads a row of id, kind, scope, position and body.
func (s *Store) scanRecord(row pgx.Row) (merge.Record, error) {
	var id, scope [16]byte
	var kind int32
	var position int64
	var body []byte
	if err := row.Scan(&id, &kind, &scope, &position, &body); err != nil {
		return merge.Record{}, fmt.Errorf("record: %w", err)
	}
	return s.unsealRecord(stored{id: id, scope: scope, kind: kind, position: position, body: body})
}

// stored is a row of records.
type stored struct {
	id, scope merge.ID
	kind      int32
	position  int64
	body      []byte
}

// unsealRecord opens a row and holds its columns against what was sealed.
func (s *Store) unsealRecord(row stored) (merge.Record, error) {
	plain, err := s.sealer.open("records", row.id[:], row.body)
	if err != nil {
		return merge.Record{}, err
	}
	fields, ok := decodeRecord(plain)
	rec := merge.Record{ID: row.id, Kind: merge.Kind(row.kind), Partition: s.opts.Partition, Fields: fields} //nolint:gosec // constraint
	if !ok || rec.Scope() != row.scope || rec.Position() != count(row.position) {
		return merge.Record{}, damage("records: not in its place")
	}
	return rec, nil
}

// find returns a record as it stands in this transaction, or merge.ErrNoRecord.
func (t *tx) find(ctx context.Context, id merge.ID) (*held, error) {
	h, ok := t.recs[id]
	if !ok {
		var b pgx.Batch
		t.queueRecords(&b, []merge.ID{id})
		if err := t.send(ctx, &b); err != nil {
			return nil, err
		}
		h = t.recs[id]
	}
	if h.removed || !h.stored && !h.altered {
		return nil, merge.ErrNoRecord
	}
	return h, nil
}

// findOrNew is find, or an empty record that is written when it is altered.
func (t *tx) findOrNew(ctx context.Context, id merge.ID, kind merge.Kind) (*held, error) {
	h, err := t.find(ctx, id)
	if !errors.Is(err, merge.ErrNoRecord) {
		return h, err
	}
	h = t.recs[id]
	h.rec = merge.Record{ID: id, Kind: kind, Partition: t.s.opts.Partition}
	return h, nil
}

// alter changes a record at the next position and notes which scope it left.
func (t *tx) alter(h *held, change func(*merge.Record, uint64) bool) {
	next := h.rec.Clone()
	if !change(&next, t.position+1) {
		return
	}
	t.position++
	if was := h.rec.Scope(); len(h.rec.Fields) > 0 && was != next.Scope() {
		h.left = append(h.left, departure{scope: was, at: t.position})
	}
	h.rec, h.altered, h.removed = next, true, false
}

// remove takes a record out, with what is known of its departures.
func (t *tx) remove(h *held) {
	h.removed, h.wiped, h.altered, h.left = true, true, false, nil
	t.removed = true
}

// settle queues the writes of one record.
func (t *tx) settle(h *held) error {
	id := uid(h.rec.ID)
	if h.wiped {
		t.out.Queue(sqlForget, t.partition(), id)
	}
	if h.removed {
		t.out.Queue(sqlRemove, t.partition(), id)
		return nil
	}
	body, err := t.s.sealer.seal("records", id[:], encodeRecord(&h.rec))
	if err != nil {
		return err
	}
	r := &t.records
	r.ids, r.scopes = append(r.ids, id), append(r.scopes, uid(h.rec.Scope()))
	r.kinds, r.positions = append(r.kinds, int32(h.rec.Kind)), append(r.positions, number(h.rec.Position()))
	r.body = append(r.body, body)
	for _, l := range h.left {
		t.out.Queue(sqlLeft, t.partition(), id, number(l.at), uid(l.scope))
	}
	return nil
}
