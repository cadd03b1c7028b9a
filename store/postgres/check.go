package postgres

import (
	"context"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"

	"pendamping/fault"
	"pendamping/sync/merge"
)

// Bounds of Check.
const (
	checkRows   = 500
	maxFindings = 50
)

const (
	sqlChanges = `SELECT replica, seq, hash, body FROM changes
		WHERE partition = $1 AND (replica, seq) > ($2, $3) ORDER BY replica, seq LIMIT $4`
	sqlBranches = `SELECT replica, seq, hash, body FROM branches WHERE partition = $1`
	sqlVerdicts = `SELECT replica, seq, code FROM verdicts WHERE partition = $1 AND hash = ''`
	sqlLoose    = `SELECT count(*) FROM verdicts v WHERE v.partition = $1 AND CASE WHEN v.hash = ''
		THEN NOT EXISTS (SELECT FROM changes c WHERE c.partition = $1 AND c.replica = v.replica AND c.seq = v.seq)
		ELSE NOT EXISTS (SELECT FROM branches b WHERE b.partition = $1 AND b.replica = v.replica AND b.seq = v.seq AND b.hash = v.hash) END`
	sqlAhead = `SELECT (SELECT count(*) FROM records WHERE partition = $1 AND position > $2) +
		(SELECT count(*) FROM departures WHERE partition = $1 AND position > $2)`
)

// Report is what Check found. Without findings the partition is as it should be.
type Report struct {
	Changes  int
	Replicas int
	Records  map[merge.Kind]int
	Position uint64
	Findings []Finding
}

// Finding is one thing that is not as it should be.
type Finding struct {
	Place  string // table
	Detail string // what does not fit; no content of records
}

// Check reads everything of the partition as it stands at one moment: that each value
// verifies, each chain is whole and its links are right, each change that was accepted
// took effect in its records, and nothing stands beyond the newest position. It returns
// an error only when the database cannot be read on. Writers are not held up.
func (s *Store) Check(ctx context.Context) (Report, error) {
	const op fault.Op = "postgres.Check"
	c := &checker{s: s, report: Report{Records: map[merge.Kind]int{}}, aside: map[merge.Dot]bool{}}
	err := s.db.snapshot(ctx, func(pg pgx.Tx) error {
		c.pg = pg
		for _, step := range []func(context.Context) error{c.verdicts, c.changes, c.branches, c.records, c.places} {
			if err := step(ctx); err != nil {
				return err
			}
		}
		return nil
	})
	return c.report, s.wrap(op, err)
}

// checker is a check under way.
type checker struct {
	s      *Store
	pg     pgx.Tx
	report Report
	aside  map[merge.Dot]bool // changes without effect
	last   merge.Dot          // change read last
	hash   merge.Hash         // its link
}

// find notes what is wrong; an error that is no damage is returned.
func (c *checker) find(table string, err error) error {
	if err != nil && !errors.Is(err, ErrDamaged) {
		return err
	}
	if err != nil && len(c.report.Findings) < maxFindings {
		c.report.Findings = append(c.report.Findings, Finding{Place: table, Detail: err.Error()})
	}
	return nil
}

// verdicts reads which changes have no effect.
func (c *checker) verdicts(ctx context.Context) error {
	rows, _ := c.pg.Query(ctx, sqlVerdicts, uid(c.s.opts.Partition)) //nolint:errcheck // ForEachRow returns it
	var replica []byte
	var seq int64
	var verdict int16
	_, err := pgx.ForEachRow(rows, []any{&replica, &seq, &verdict}, func() error {
		if !merge.Code(verdict).Merged() { //nolint:gosec // written from a Code
			c.aside[merge.Dot{Replica: merge.Replica(replica), Seq: count(seq)}] = true
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("verdicts: %w", err)
	}
	return nil
}

// changes walks along all chains.
func (c *checker) changes(ctx context.Context) error {
	for {
		part, n, err := c.stretch(ctx)
		if err != nil {
			return err
		}
		if err := c.effects(ctx, part); err != nil {
			return err
		}
		if n < checkRows {
			return nil
		}
	}
}

// stretch reads the next rows, and returns the changes that could be read.
func (c *checker) stretch(ctx context.Context) (out []merge.Change, n int, err error) {
	rows, _ := c.pg.Query(ctx, sqlChanges, uid(c.s.opts.Partition), c.last.Replica[:], number(c.last.Seq), checkRows) //nolint:errcheck // ForEachRow returns it
	var replica, hash, body []byte
	var seq int64
	_, err = pgx.ForEachRow(rows, []any{&replica, &seq, &hash, &body}, func() error {
		n++
		at := merge.Dot{Replica: merge.Replica(replica), Seq: count(seq)}
		if at.Replica != c.last.Replica {
			c.report.Replicas++
			c.last, c.hash = merge.Dot{Replica: at.Replica}, merge.Hash{}
		}
		c.report.Changes++
		if at.Seq != c.last.Seq+1 {
			c.hash = merge.Hash{}
			if failed := c.find("changes", damage("changes: a change is missing before %d of %x", at.Seq, at.Replica)); failed != nil {
				return failed
			}
		}
		change, wrong := c.s.unsealChange("changes", logRow{replica: at.Replica, seq: at.Seq, hash: hash, body: body})
		if wrong == nil && at.Seq == c.last.Seq+1 && change.Hash(c.hash) != merge.Hash(hash) {
			wrong = damage("changes: %d of %x does not follow the one before", at.Seq, at.Replica)
		}
		if wrong == nil {
			out = append(out, change)
		}
		c.last = at
		copy(c.hash[:], hash)
		return c.find("changes", wrong)
	})
	if err != nil {
		return nil, n, fmt.Errorf("changes: %w", err)
	}
	return out, n, nil
}

// effects holds records against the changes that were accepted: a record that was put
// back to an older state does not know the newer writes.
func (c *checker) effects(ctx context.Context, changes []merge.Change) error {
	wanted := map[merge.ID]struct{}{}
	for i := range changes {
		for j := range changes[i].Edits {
			wanted[changes[i].Edits[j].Record] = struct{}{}
		}
	}
	ids := make([][16]byte, 0, len(wanted))
	for id := range wanted {
		ids = append(ids, id)
	}
	rows, _ := c.pg.Query(ctx, sqlRecords, uid(c.s.opts.Partition), ids) //nolint:errcheck // ForEachRow returns it
	held := map[merge.ID]merge.Record{}
	var row stored
	var id, scope [16]byte
	_, err := pgx.ForEachRow(rows, []any{&id, &row.kind, &scope, &row.position, &row.body}, func() error {
		row.id, row.scope = id, scope
		rec, err := c.s.unsealRecord(row)
		if err != nil { // the walk over the records tells
			delete(wanted, id)
		}
		held[id] = rec
		return nil
	})
	if err != nil {
		return fmt.Errorf("records: %w", err)
	}
	for i := range changes {
		if err := c.effect(&changes[i], wanted, held); err != nil {
			return err
		}
	}
	return nil
}

// effect tells whether one change is known to its records.
func (c *checker) effect(change *merge.Change, wanted map[merge.ID]struct{}, held map[merge.ID]merge.Record) error {
	dot := merge.Dot{Replica: change.Replica, Seq: change.Seq}
	if c.aside[dot] {
		return nil
	}
	for i := range change.Edits {
		e := &change.Edits[i]
		rec := held[e.Record]
		if _, ok := wanted[e.Record]; !ok {
			continue
		}
		for j := range e.Writes {
			if !rec.Field(e.Writes[j].Field).Context.Has(dot) {
				return c.find("records", damage("records: one does not know change %d of %x", dot.Seq, dot.Replica))
			}
		}
	}
	return nil
}

// branches opens the changes beside the chains.
func (c *checker) branches(ctx context.Context) error {
	rows, _ := c.pg.Query(ctx, sqlBranches, uid(c.s.opts.Partition)) //nolint:errcheck // ForEachRow returns it
	var replica, hash, body []byte
	var seq int64
	_, err := pgx.ForEachRow(rows, []any{&replica, &seq, &hash, &body}, func() error {
		change, err := c.s.unsealChange("branches", logRow{replica: merge.Replica(replica), seq: count(seq), hash: hash, body: body})
		if err == nil && change.Hash(merge.Hash{}) != merge.Hash(hash) {
			err = damage("branches: %d of %x is not what its name says", seq, replica)
		}
		return c.find("branches", err)
	})
	if err != nil {
		return fmt.Errorf("branches: %w", err)
	}
	return nil
}

// records opens all records.
func (c *checker) records(ctx context.Context) error {
	w := &scanner{s: c.s, bad: func(err error) error { return c.find("records", err) }}
	for !w.end {
		recs, err := w.read(ctx, c.pg)
		if err != nil {
			return err
		}
		for i := range recs {
			c.report.Records[recs[i].Kind]++
		}
	}
	return nil
}

// places looks for what stands where nothing can be.
func (c *checker) places(ctx context.Context) error {
	var position, loose, ahead int64
	var replica []byte
	if err := c.pg.QueryRow(ctx, sqlPosition, uid(c.s.opts.Partition)).Scan(&position, &replica); err != nil {
		return fmt.Errorf("position: %w", err)
	}
	c.report.Position = count(position)
	if err := c.pg.QueryRow(ctx, sqlLoose, uid(c.s.opts.Partition)).Scan(&loose); err != nil {
		return fmt.Errorf("verdicts: %w", err)
	}
	if err := c.pg.QueryRow(ctx, sqlAhead, uid(c.s.opts.Partition), position).Scan(&ahead); err != nil {
		return fmt.Errorf("positions: %w", err)
	}
	if loose > 0 {
		return c.find("verdicts", damage("verdicts: %d on changes that are not there", loose))
	}
	if ahead > 0 {
		return c.find("partitions", damage("partitions: %d positions beyond the newest", ahead))
	}
	return nil
}
