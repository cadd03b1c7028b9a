package postgres

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"slices"

	"github.com/jackc/pgx/v5"

	"pendamping/fault"
	"pendamping/sync/merge"
)

// listRows bounds how many changes one statement reads.
const listRows = 200

const (
	sqlSince    = `SELECT seq, hash, body FROM changes WHERE partition = $1 AND replica = $2 AND seq > $3 ORDER BY seq LIMIT $4`
	sqlHashAt   = `SELECT hash FROM changes WHERE partition = $1 AND replica = $2 AND seq = $3`
	sqlReplicas = `SELECT DISTINCT replica FROM changes WHERE partition = $1 ORDER BY replica`
	sqlPosition = `SELECT position, replica FROM partitions WHERE partition = $1`
	sqlRecord   = `SELECT id, kind, scope, position, body FROM records WHERE partition = $1 AND id = $2`
	sqlAside    = `SELECT v.replica, v.seq, v.hash, v.code, v.detail, c.hash, c.body, b.body FROM verdicts v
		LEFT JOIN changes c ON c.partition = $1 AND c.replica = v.replica AND c.seq = v.seq AND v.hash = ''
		LEFT JOIN branches b ON b.partition = $1 AND b.replica = v.replica AND b.seq = v.seq AND b.hash = v.hash
		WHERE v.partition = $1 ORDER BY v.replica, v.seq, v.hash`
)

// Commit makes the edits the next change of the own log and merges them: all or nothing,
// durable when it returns. It fills in replica, number, stamp and seed, and the scope of
// new records. After a transient error the outcome is unknown.
func (s *Store) Commit(ctx context.Context, author merge.ID, edits []merge.Edit) (merge.Change, error) {
	const op fault.Op = "postgres.Commit"
	ids := make([]merge.ID, len(edits))
	for i := range edits {
		if edits[i].Partition != s.opts.Partition {
			return merge.Change{}, fault.E(op, fault.Other, ErrPartition)
		}
		ids[i] = edits[i].Record
	}
	var c merge.Change
	err := s.update(ctx, func(t *tx, b *pgx.Batch) {
		t.queueHeads(b, s.own)
		t.queueRecords(b, ids)
	}, func(t *tx) (err error) {
		c, err = t.commit(ctx, author, cloneEdits(edits))
		return err
	})
	if err != nil {
		return merge.Change{}, s.wrap(op, err)
	}
	return c, nil
}

// commit is Commit inside a transaction; the edits belong to it.
func (t *tx) commit(ctx context.Context, author merge.ID, edits []merge.Edit) (merge.Change, error) {
	forgot, err := t.forgotten(ctx)
	if err != nil { // one statement: only the hub's own changes come this way
		return merge.Change{}, err
	}
	for i := range edits {
		h, err := t.findOrNew(ctx, edits[i].Record, edits[i].Kind)
		if err != nil {
			return merge.Change{}, err
		}
		edits[i].CompleteScope(&h.rec)
		edits[i].Recall(&h.rec, t.s.own, forgot[edits[i].Record])
	}
	merge.Normalize(edits)
	c := merge.Change{
		Replica: t.s.own, Seq: t.own().head.Seq + 1, Stamp: t.clock.Next(), Author: author, Seed: t.s.seed, Edits: edits,
	}
	if err := c.Validate(); err != nil {
		return merge.Change{}, fmt.Errorf("commit: %w", err)
	}
	if err := t.append(&c); err != nil {
		return merge.Change{}, err
	}
	t.mine = true
	if err := t.apply(ctx, &c); err != nil {
		return merge.Change{}, err
	}
	return c, nil
}

// cloneEdits copies what a caller might alter later.
func cloneEdits(edits []merge.Edit) []merge.Edit {
	out := slices.Clone(edits)
	for i := range out {
		out[i].Writes = slices.Clone(out[i].Writes)
		for j := range out[i].Writes {
			w := &out[i].Writes[j]
			w.Value, w.Context = bytes.Clone(w.Value), slices.Clone(w.Context)
		}
	}
	return out
}

// Outbox returns own changes after a number, in order. Limits of zero are none, and at
// least one change is returned if there is one.
func (s *Store) Outbox(ctx context.Context, after uint64, maxChanges, maxBytes int) ([]merge.Change, error) {
	return s.Since(ctx, s.own, after, maxChanges, maxBytes)
}

// Since returns the held changes of a replica after a number, like [Store.Outbox].
func (s *Store) Since(ctx context.Context, r merge.Replica, after uint64, maxChanges, maxBytes int) ([]merge.Change, error) {
	const op fault.Op = "postgres.Since"
	l := &listing{s: s, replica: r, after: after, maxChanges: maxChanges, maxBytes: maxBytes}
	for !l.end {
		if err := l.read(ctx); err != nil {
			return nil, s.wrap(op, err)
		}
	}
	return l.out, nil
}

// listing is a call of Since under way.
type listing struct {
	s                    *Store
	replica              merge.Replica
	after                uint64
	maxChanges, maxBytes int
	size                 int
	out                  []merge.Change
	end                  bool
}

// read reads the next stretch of the log.
func (l *listing) read(ctx context.Context) error {
	limit := listRows
	if l.maxChanges > 0 {
		limit = min(limit, l.maxChanges-len(l.out))
	}
	rows, _ := l.s.pool().Query(ctx, sqlSince, uid(l.s.opts.Partition), l.replica[:], number(l.after), limit) //nolint:errcheck // ForEachRow returns it
	var seq int64
	var hash, body []byte
	n := 0
	_, err := pgx.ForEachRow(rows, []any{&seq, &hash, &body}, func() error {
		n++
		return l.add(count(seq), hash, body)
	})
	if err != nil {
		return fmt.Errorf("changes: %w", err)
	}
	l.end = l.end || n < limit || len(l.out) == l.maxChanges && l.maxChanges > 0
	return nil
}

// add takes one change in, unless the bytes are spent.
func (l *listing) add(seq uint64, hash, body []byte) error {
	if l.end {
		return nil
	}
	if seq != l.after+1 {
		return damage("changes: a change is missing")
	}
	c, err := l.s.unsealChange("changes", logRow{replica: l.replica, seq: seq, hash: hash, body: body})
	if err != nil {
		return err
	}
	l.size += c.Size()
	if len(l.out) > 0 && l.maxBytes > 0 && l.size > l.maxBytes {
		l.end = true
		return nil
	}
	l.out, l.after = append(l.out, c), seq
	return nil
}

// logRow is a row of changes or branches.
type logRow struct {
	replica    merge.Replica
	seq        uint64
	hash, body []byte
}

// unsealChange opens a row.
func (s *Store) unsealChange(table string, row logRow) (merge.Change, error) {
	if len(row.hash) != len(merge.Hash{}) {
		return merge.Change{}, damage("%s: not a hash", table)
	}
	plain, err := s.sealer.open(table, logKey(row.replica, row.seq, (*merge.Hash)(row.hash)), row.body)
	if err != nil {
		return merge.Change{}, err
	}
	c, ok := decodeChange(row.replica, row.seq, plain)
	if !ok {
		return merge.Change{}, damage("%s: cannot be read", table)
	}
	return c, nil
}

// logKey is the place of a change: replica ‖ seq ‖ link.
func logKey(r merge.Replica, seq uint64, link *merge.Hash) []byte {
	return append(binary.BigEndian.AppendUint64(bytes.Clone(r[:]), seq), link[:]...)
}

// Head is the end of a replica's chain; zero when nothing of it is held.
func (s *Store) Head(ctx context.Context, r merge.Replica) (merge.Head, error) {
	const op fault.Op = "postgres.Head"
	head, err := scanHead(s.pool().QueryRow(ctx, sqlHead, uid(s.opts.Partition), r[:]))
	return head, s.wrap(op, err)
}

// HashAt is the link of a replica's chain at a number; zero for number zero.
func (s *Store) HashAt(ctx context.Context, r merge.Replica, seq uint64) (merge.Hash, error) {
	const op fault.Op = "postgres.HashAt"
	if seq == 0 {
		return merge.Hash{}, nil
	}
	var hash []byte
	err := s.pool().QueryRow(ctx, sqlHashAt, uid(s.opts.Partition), r[:], number(seq)).Scan(&hash)
	switch {
	case errors.Is(err, pgx.ErrNoRows):
		return merge.Hash{}, fault.E(op, fault.NotFound, fmt.Errorf("no change %d", seq))
	case err != nil:
		return merge.Hash{}, s.wrap(op, err)
	case len(hash) != len(merge.Hash{}):
		return merge.Hash{}, fault.E(op, fault.Other, damage("changes: not a hash"))
	}
	return merge.Hash(hash), nil
}

// Replicas lists the replicas of which changes are held, for those who carry the
// partition to another store.
func (s *Store) Replicas(ctx context.Context) ([]merge.Replica, error) {
	const op fault.Op = "postgres.Replicas"
	rows, _ := s.pool().Query(ctx, sqlReplicas, uid(s.opts.Partition)) //nolint:errcheck // ForEachRow returns it
	var out []merge.Replica
	var r []byte
	_, err := pgx.ForEachRow(rows, []any{&r}, func() error {
		out = append(out, merge.Replica(r))
		return nil
	})
	return out, s.wrap(op, err)
}

// Record returns what is held of a record, or [merge.ErrNoRecord].
func (s *Store) Record(ctx context.Context, id merge.ID) (merge.Record, error) {
	const op fault.Op = "postgres.Record"
	rec, err := s.scanRecord(s.pool().QueryRow(ctx, sqlRecord, uid(s.opts.Partition), uid(id)))
	if errors.Is(err, pgx.ErrNoRows) {
		err = merge.ErrNoRecord
	}
	return rec, s.wrap(op, err)
}

// Gather reads several records by one statement, in no order. Those that are not held are
// left out.
func (s *Store) Gather(ctx context.Context, ids []merge.ID) ([]merge.Record, error) {
	const op fault.Op = "postgres.Gather"
	rows, _ := s.pool().Query(ctx, sqlRecords, uid(s.opts.Partition), uids(ids)) //nolint:errcheck // CollectRows returns it
	out, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (merge.Record, error) { return s.scanRecord(row) })
	if err != nil {
		return nil, s.wrap(op, err)
	}
	return out, nil
}

// Position is the position of the newest change of any record.
func (s *Store) Position(ctx context.Context) (uint64, error) {
	const op fault.Op = "postgres.Position"
	if err := s.db.usable(); err != nil {
		return 0, fault.E(op, fault.Other, err)
	}
	var n int64
	var replica []byte
	err := s.pool().QueryRow(ctx, sqlPosition, uid(s.opts.Partition)).Scan(&n, &replica)
	if err == nil && !bytes.Equal(replica, s.own[:]) {
		err = ErrReplaced
	}
	if err == nil {
		err = s.db.look(ctx) // after it, so that it was not another server that answered
	}
	return count(n), s.wrap(op, err)
}

// Verdicts lists those on changes of a replica after a number and up to another that are
// without effect, by number.
func (s *Store) Verdicts(ctx context.Context, r merge.Replica, after, upTo uint64) ([]merge.Verdict, error) {
	const op fault.Op = "postgres.Verdicts"
	rows, _ := s.pool().Query(ctx, sqlRefused, uid(s.opts.Partition), r[:], number(after), number(upTo)) //nolint:errcheck // ForEachRow returns it
	var out []merge.Verdict
	var seq int64
	var verdict int16
	var detail string
	_, err := pgx.ForEachRow(rows, []any{&seq, &verdict, &detail}, func() error {
		out = append(out, merge.Verdict{Seq: count(seq), Code: merge.Code(verdict), Detail: detail}) //nolint:gosec // written from a Code
		return nil
	})
	if err != nil {
		return nil, s.wrap(op, err)
	}
	return out, nil
}

// Quarantine lists the changes kept without effect, by replica, number and hash.
func (s *Store) Quarantine(ctx context.Context) ([]merge.Quarantined, error) {
	const op fault.Op = "postgres.Quarantine"
	rows, _ := s.pool().Query(ctx, sqlAside, uid(s.opts.Partition)) //nolint:errcheck // ForEachRow returns it
	var out []merge.Quarantined
	var replica, branch, link, body, forked []byte
	var seq int64
	var verdict int16
	var detail string
	_, err := pgx.ForEachRow(rows, []any{&replica, &seq, &branch, &verdict, &detail, &link, &body, &forked}, func() error {
		row, table := logRow{replica: merge.Replica(replica), seq: count(seq), hash: link, body: body}, "changes"
		if len(branch) > 0 {
			row.hash, row.body, table = branch, forked, "branches"
		}
		c, err := s.unsealChange(table, row)
		out = append(out, merge.Quarantined{
			Change:  c,
			Verdict: merge.Verdict{Seq: c.Seq, Code: merge.Code(verdict), Detail: detail}, //nolint:gosec // written from a Code
			Fork:    len(branch) > 0,
		})
		return err
	})
	if err != nil {
		return nil, s.wrap(op, err)
	}
	return out, nil
}
