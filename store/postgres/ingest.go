package postgres

import (
	"context"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"

	"pendamping/fault"
	"pendamping/sync/merge"
)

const (
	sqlLinks = `SELECT seq, hash FROM changes WHERE partition = $1 AND replica = $2 AND seq = ANY($3)`
	sqlKnown = `SELECT seq, code, detail FROM verdicts
		WHERE partition = $1 AND replica = $2 AND hash = '' AND seq = ANY($3)`
	sqlRefused = `SELECT seq, code, detail FROM verdicts
		WHERE partition = $1 AND replica = $2 AND hash = '' AND seq > $3 AND seq <= $4 ORDER BY seq`
	sqlBranch = `INSERT INTO branches (partition, replica, seq, hash, body) VALUES ($1, $2, $3, $4, $5)
		ON CONFLICT (partition, replica, seq, hash) DO NOTHING`
	sqlVerdict = `INSERT INTO verdicts (partition, replica, seq, hash, code, detail) VALUES ($1, $2, $3, $4, $5, $6)
		ON CONFLICT (partition, replica, seq, hash) DO UPDATE SET code = excluded.code, detail = excluded.detail`
)

// Ingest takes changes of another replica into the log, in order and without gaps, and
// merges those that judge accepts (nil accepts all): all of them or, after an error, none.
// What is held already counts for nothing; a different change under a held number is kept
// as a fork and ends the batch with [merge.ErrForked]; a gap ends the batch without error.
// A change of another partition is put aside with [merge.NoRight]. It returns how far the
// chain is held now and a verdict on each change not simply accepted.
//
// Calls that wait for each other share one transaction, and so one wait for the disk. The
// judge is asked again when the transaction has to be repeated.
func (s *Store) Ingest(ctx context.Context, r merge.Replica, changes []merge.Change, judge merge.Judge) (merge.Head, []merge.Verdict, error) {
	const op fault.Op = "postgres.Ingest"
	if len(changes) == 0 {
		head, err := s.Head(ctx, r)
		return head, nil, fault.E(op, fault.Other, err)
	}
	for i := range changes {
		if changes[i].Replica != r || changes[i].Seq == 0 {
			return merge.Head{}, nil, fault.E(op, fault.Invalid, errors.New("a change of another replica"))
		}
	}
	in := &ingestion{replica: r, changes: changes, judge: judge, done: make(chan error, 1)}
	err := s.crowd(ctx, in)
	switch {
	case err != nil:
		return merge.Head{}, nil, s.wrap(op, err)
	case in.forked:
		return in.head, in.verdicts, fault.E(op, fault.Forked, merge.ErrForked)
	}
	return in.head, in.verdicts, nil
}

// ingestion is one call of Ingest.
type ingestion struct {
	replica merge.Replica
	changes []merge.Change
	judge   merge.Judge
	done    chan error // has room for one: who ends the call does not wait

	// Of one try.
	t        *tx
	log      *chain
	head     merge.Head // at the end
	verdicts []merge.Verdict
	forked   bool
}

// ids are the records that the changes touch.
func (in *ingestion) ids(out []merge.ID) []merge.ID {
	for i := range in.changes {
		for j := range in.changes[i].Edits {
			out = append(out, in.changes[i].Edits[j].Record)
		}
	}
	return out
}

// run takes all changes.
func (in *ingestion) run(ctx context.Context, t *tx) error {
	in.t, in.log, in.verdicts, in.forked = t, t.chain(in.replica), nil, false
	if in.changes[0].Seq <= in.log.head.Seq {
		if err := in.recall(ctx); err != nil {
			return err
		}
	}
	for i := range in.changes {
		if in.changes[i].Seq > in.log.head.Seq+1 || in.forked {
			break
		}
		if err := in.take(ctx, &in.changes[i]); err != nil {
			return err
		}
	}
	in.head = in.log.head
	return nil
}

// recall reads what is held under the numbers of the changes, and the verdicts on it.
func (in *ingestion) recall(ctx context.Context) error {
	var seqs []int64
	for i := range in.changes {
		if seq := in.changes[i].Seq; seq <= in.log.head.Seq {
			seqs = append(seqs, number(seq-1), number(seq))
		}
	}
	var b pgx.Batch
	b.Queue(sqlLinks, in.t.partition(), in.replica[:], seqs).Query(in.takeLinks)
	b.Queue(sqlKnown, in.t.partition(), in.replica[:], seqs).Query(in.takeKnown)
	return in.t.send(ctx, &b)
}

func (in *ingestion) takeLinks(rows pgx.Rows) error {
	var seq int64
	var hash []byte
	for rows.Next() {
		if err := rows.Scan(&seq, &hash); err != nil {
			return fmt.Errorf("links: %w", err)
		}
		if len(hash) != len(merge.Hash{}) {
			return damage("changes: not a hash")
		}
		in.log.links[count(seq)] = merge.Hash(hash)
	}
	return rows.Err()
}

func (in *ingestion) takeKnown(rows pgx.Rows) error {
	var seq int64
	var verdict int16
	var detail string
	for rows.Next() {
		if err := rows.Scan(&seq, &verdict, &detail); err != nil {
			return fmt.Errorf("verdicts: %w", err)
		}
		in.log.known[count(seq)] = merge.Verdict{Seq: count(seq), Code: merge.Code(verdict), Detail: detail} //nolint:gosec // written from a Code
	}
	return rows.Err()
}

// take puts one change into its place: known already, a fork, or new.
func (in *ingestion) take(ctx context.Context, c *merge.Change) error {
	t := in.t
	if c.Seq <= in.log.head.Seq {
		return in.again(c)
	}
	v, err := in.judged(ctx, c)
	if err != nil {
		return err
	}
	v.Seq = c.Seq
	err = t.append(c)
	if err != nil {
		return err
	}
	if v.Code.Merged() {
		if t.clock.Observe(c.Stamp) && v.Code == merge.Accepted {
			v.Code = merge.ClockFarAhead
		}
		err = t.apply(ctx, c)
	} else {
		in.log.known[c.Seq] = v
		t.setAside(c.Replica, v)
	}
	in.report(v)
	return err
}

// again deals with a number that is taken.
func (in *ingestion) again(c *merge.Change) error {
	at, held := in.log.links[c.Seq]
	before, first := in.log.links[c.Seq-1], c.Seq == 1
	if !held || before == (merge.Hash{}) && !first {
		return damage("changes: a change is missing")
	}
	if c.Hash(before) == at {
		in.report(in.log.known[c.Seq])
		return nil
	}
	in.forked = true
	v := merge.Verdict{Seq: c.Seq, Code: merge.Branched}
	in.report(v)
	return in.t.branch(c, v)
}

// report keeps a verdict that says more than that all is well.
func (in *ingestion) report(v merge.Verdict) {
	if v.Code != merge.Accepted {
		in.verdicts = append(in.verdicts, v)
	}
}

// judged is the verdict on a new change. Records that cannot be read while judging end
// the transaction: a judge must not decide on half the facts.
func (in *ingestion) judged(ctx context.Context, c *merge.Change) (merge.Verdict, error) {
	if err := c.Validate(); err != nil {
		return merge.Verdict{Code: merge.Malformed}, nil //nolint:nilerr // the verdict says it
	}
	if c.Edits[0].Partition != in.t.s.opts.Partition { // all edits are of one
		return merge.Verdict{Code: merge.NoRight, Detail: "partition"}, nil
	}
	if in.judge == nil {
		return merge.Verdict{}, nil
	}
	var failed error
	v := in.judge(*c, func(id merge.ID) (merge.Record, bool) {
		h, err := in.t.find(ctx, id)
		if err != nil {
			if !errors.Is(err, merge.ErrNoRecord) {
				failed = err
			}
			return merge.Record{}, false
		}
		return h.rec.Clone(), true
	})
	return v, failed
}

// setAside keeps the verdict on a change of the log.
func (t *tx) setAside(r merge.Replica, v merge.Verdict) {
	t.out.Queue(sqlVerdict, t.partition(), r[:], number(v.Seq), []byte{}, int16(v.Code), v.Detail)
}

// branch keeps a change whose number is taken, once, with its verdict.
func (t *tx) branch(c *merge.Change, v merge.Verdict) error {
	hash := c.Hash(merge.Hash{})
	body, err := t.s.sealer.seal("branches", logKey(c.Replica, c.Seq, &hash), encodeChange(c))
	if err != nil {
		return err
	}
	t.out.Queue(sqlBranch, t.partition(), c.Replica[:], number(c.Seq), hash[:], body)
	t.out.Queue(sqlVerdict, t.partition(), c.Replica[:], number(c.Seq), hash[:], int16(v.Code), v.Detail)
	return nil
}
