package postgres

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"pendamping/fault"
	"pendamping/sync/merge"
)

// Bounds of what one statement reads.
const (
	scanRows    = 500
	pageRows    = 500
	minPageRows = 16
	// recordBytes is about the least that a record takes in a page.
	recordBytes = 128
)

const (
	// A page's position and its records come of one statement, and so of one snapshot.
	// A statement without departures serves those who ask for the first time.
	sqlPage = `SELECT p.position, r.id, r.kind, r.scope, r.position, r.body
		FROM partitions p LEFT JOIN LATERAL (
			SELECT * FROM records WHERE partition = $1 AND position > $2
				AND ($3 AND scope <> $4 OR scope = ANY($5))
			ORDER BY position LIMIT $6) r ON true
		WHERE p.partition = $1 ORDER BY r.position`
	sqlPageLeft = `SELECT p.position, r.id, r.kind, r.scope, r.position, r.body
		FROM partitions p LEFT JOIN LATERAL (
			SELECT * FROM records WHERE partition = $1 AND position > $2
				AND ($3 AND scope <> $4 OR scope = ANY($5) OR EXISTS (
					SELECT FROM departures d WHERE d.partition = $1 AND d.id = records.id AND d.position > $7
						AND ($3 AND d.scope <> $4 OR d.scope = ANY($5))))
			ORDER BY position LIMIT $6) r ON true
		WHERE p.partition = $1 ORDER BY r.position`
	sqlScan = `SELECT id, kind, scope, position, body FROM records
		WHERE partition = $1 AND ($2 OR scope = ANY($3)) AND ($4 = 0 OR kind = $4) AND (scope, kind, id) > ($5, $6, $7)
		ORDER BY scope, kind, id LIMIT $8`
	sqlScanFirst = `SELECT id, kind, scope, position, body FROM records
		WHERE partition = $1 AND ($2 OR scope = ANY($3)) AND ($4 = 0 OR kind = $4)
		ORDER BY scope, kind, id LIMIT $5`
)

// Page returns what is newer than a position for somebody who holds certain scopes, in
// the order of positions. A page has at least one delta if there is any. Of another
// partition there is nothing, and the query stays where it is.
func (s *Store) Page(ctx context.Context, q merge.Query) (merge.Page, error) {
	return merge.Collect(ctx, q, s.PageTo) //nolint:wrapcheck // PageTo's own
}

// PageTo is Page for those who take each delta as it is found. take must not call the store:
// a statement is under way.
func (s *Store) PageTo(ctx context.Context, q merge.Query, take merge.Taker) (merge.Page, error) {
	const op fault.Op = "postgres.Page"
	p := &paging{s: s, q: &q, page: merge.Page{Next: q.After, Base: q.Base}, room: q.Room(take)}
	for q.Partition == s.opts.Partition && !p.page.More && !p.end {
		if err := p.read(ctx); err != nil {
			return merge.Page{}, s.wrap(op, err)
		}
	}
	return p.page, nil
}

// paging is a call of Page under way.
type paging struct {
	s    *Store
	q    *merge.Query
	page merge.Page
	room *merge.Room
	end  bool
}

// read goes on with the page by one statement: until it is full, or at the end of what
// there is.
func (p *paging) read(ctx context.Context) error {
	limit := pageRows
	if p.q.MaxBytes > 0 {
		limit = min(limit, max(minPageRows, p.q.MaxBytes/recordBytes))
	}
	sql := sqlPage
	args := []any{
		uid(p.q.Partition), number(p.page.Next), p.q.All, uid(merge.AdminScope(p.q.Partition)), uids(p.q.Scopes), limit,
	}
	if !p.q.First() {
		sql, args = sqlPageLeft, append(args, number(p.q.Base))
	}
	rows, _ := p.s.pool().Query(ctx, sql, args...) //nolint:errcheck // ForEachRow returns it
	var position int64
	var id, scope *[16]byte
	var kind *int32
	var at *int64
	var body []byte
	n := 0
	_, err := pgx.ForEachRow(rows, []any{&position, &id, &kind, &scope, &at, &body}, func() error {
		if id == nil {
			return nil // no record, only the position
		}
		n++
		return p.add(stored{id: *id, scope: *scope, kind: *kind, position: *at, body: body})
	})
	if err != nil {
		return fmt.Errorf("page: %w", err)
	}
	if n < limit && !p.page.More {
		p.end = true
		p.page.Next, p.page.Base = count(position), count(position)
	}
	return nil
}

// add takes one record into the page, unless the bytes are spent.
func (p *paging) add(row stored) error {
	if p.page.More {
		return nil
	}
	d := merge.Delta{Record: row.id, Kind: merge.Kind(row.kind), Partition: p.q.Partition, Gone: true} //nolint:gosec // constraint
	if p.q.Sees(row.scope) {
		rec, err := p.s.unsealRecord(row)
		if err != nil {
			return err
		}
		d = rec.Newer(p.q.Base)
	}
	if !p.room.Take(&d) {
		p.page.More = true
		return nil
	}
	p.page.Next = count(row.position)
	return nil
}

// Scan calls fn with each record of a scope and kind, in the order of scope, kind and
// ID, until it returns false; the zero scope means all scopes, kind zero all kinds. fn
// runs outside of any transaction and may call the store. Records that move while the
// scan goes on may be missed or met twice.
func (s *Store) Scan(ctx context.Context, scope merge.ID, kind merge.Kind, fn func(merge.Record) bool) error {
	const op fault.Op = "postgres.Scan"
	w := &scanner{s: s, kind: kind}
	if !scope.IsZero() {
		w.scopes = []merge.ID{scope}
	}
	for !w.end {
		recs, err := w.read(ctx, s.pool())
		if err != nil {
			return s.wrap(op, err)
		}
		for _, r := range recs {
			if !fn(r) {
				return nil
			}
		}
	}
	return nil
}

// scanner is a scan under way.
type scanner struct {
	s      *Store
	scopes []merge.ID // none: all
	kind   merge.Kind // zero: all
	last   *stored
	end    bool
	bad    func(error) error // told of rows that do not verify; nil: they end the scan
}

// read reads the next stretch.
func (w *scanner) read(ctx context.Context, q querier) ([]merge.Record, error) {
	sql := sqlScanFirst
	args := []any{uid(w.s.opts.Partition), len(w.scopes) == 0, uids(w.scopes), int32(w.kind)}
	if w.last != nil {
		sql = sqlScan
		args = append(args, uid(w.last.scope), w.last.kind, uid(w.last.id))
	}
	rows, _ := q.Query(ctx, sql, append(args, scanRows)...) //nolint:errcheck // ForEachRow returns it
	var row stored
	var id, scope [16]byte
	var recs []merge.Record
	n := 0
	_, err := pgx.ForEachRow(rows, []any{&id, &row.kind, &scope, &row.position, &row.body}, func() error {
		n++
		row.id, row.scope = id, scope
		rec, err := w.s.unsealRecord(row)
		if err != nil && w.bad != nil {
			return w.bad(err)
		}
		recs = append(recs, rec)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("scan: %w", err)
	}
	w.end = n < scanRows
	w.last = &row
	return recs, nil
}

// ScanMoment is [Store.Scan] of one moment: no record is missed or met twice. It keeps a
// connection until it ends, so fn must not call the store.
func (s *Store) ScanMoment(ctx context.Context, scope merge.ID, kind merge.Kind, fn func(merge.Record) bool) error {
	const op fault.Op = "postgres.ScanMoment"
	w := &scanner{s: s, kind: kind}
	if !scope.IsZero() {
		w.scopes = []merge.ID{scope}
	}
	err := s.db.snapshot(ctx, func(tx pgx.Tx) error {
		for !w.end {
			recs, err := w.read(ctx, tx)
			if err != nil {
				return err
			}
			for _, r := range recs {
				if !fn(r) {
					return nil
				}
			}
		}
		return nil
	})
	return s.wrap(op, err)
}

// Digest is a fingerprint of the records of the scopes, or of all without any: the same
// on every replica that holds the same. It is of one moment.
func (s *Store) Digest(ctx context.Context, scopes ...merge.ID) ([32]byte, error) {
	const op fault.Op = "postgres.Digest"
	var d merge.Digests
	err := s.db.snapshot(ctx, func(tx pgx.Tx) error {
		w := &scanner{s: s, scopes: scopes}
		for !w.end {
			recs, err := w.read(ctx, tx)
			if err != nil {
				return err
			}
			for i := range recs {
				d.Add(&recs[i])
			}
		}
		return nil
	})
	if err != nil {
		return merge.Hash{}, s.wrap(op, err)
	}
	return d.Sum(), nil
}
