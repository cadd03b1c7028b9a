package postgres

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"pendamping/sync/merge"
)

// A write transaction is begun and ended by statements of its own batches: two round
// trips less than where each is waited for.
const (
	sqlBegin    = "BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE"
	sqlCommit   = "COMMIT"
	sqlRollback = "ROLLBACK"
)

// tries is how often a transaction is tried that failed only because of another one.
const tries = 3

const (
	// The lock that orders the commits of a partition. It is held until the transaction
	// has ended, so that no position becomes visible before a lower one.
	sqlLock  = `SELECT position, clock, replica FROM partitions WHERE partition = $1 FOR UPDATE`
	sqlMoved = `UPDATE partitions SET position = $2, clock = $3 WHERE partition = $1`

	sqlHead  = `SELECT seq, hash FROM changes WHERE partition = $1 AND replica = $2 ORDER BY seq DESC LIMIT 1`
	sqlHeads = `SELECT wanted.replica, c.seq, c.hash FROM unnest($2::bytea[]) AS wanted (replica) CROSS JOIN LATERAL
		(SELECT seq, hash FROM changes WHERE partition = $1 AND replica = wanted.replica ORDER BY seq DESC LIMIT 1) c`
	sqlLog = `INSERT INTO changes (partition, replica, seq, hash, body)
		SELECT $1::uuid, * FROM unnest($2::bytea[], $3::bigint[], $4::bytea[], $5::bytea[])`

	// One probe of the primary key for each ID, whatever the planner believes of a table
	// that was empty when it looked: OFFSET keeps it from joining in another way.
	sqlRecords = `SELECT r.id, r.kind, r.scope, r.position, r.body FROM unnest($2::uuid[]) AS wanted (id)
		CROSS JOIN LATERAL (SELECT * FROM records WHERE partition = $1 AND id = wanted.id OFFSET 0) r`
	sqlPut = `INSERT INTO records (partition, id, kind, scope, position, body)
		SELECT $1::uuid, * FROM unnest($2::uuid[], $3::integer[], $4::uuid[], $5::bigint[], $6::bytea[])
		ON CONFLICT (partition, id) DO UPDATE
		SET kind = excluded.kind, scope = excluded.scope, position = excluded.position, body = excluded.body`
	sqlRemove = `DELETE FROM records WHERE partition = $1 AND id = $2`
	sqlForget = `DELETE FROM departures WHERE partition = $1 AND id = $2`
	sqlLeft   = `INSERT INTO departures (partition, id, position, scope) VALUES ($1, $2, $3, $4)`
)

// departure says at which position a record left a scope.
type departure struct {
	scope merge.ID
	at    uint64
}

// held is a record in a transaction. One without fields that was not altered is known
// not to be there.
type held struct {
	rec     merge.Record
	left    []departure // in this transaction
	stored  bool        // there is a row
	wiped   bool        // was removed in this transaction, whatever came after
	altered bool
	removed bool
}

// tx is one write transaction, which holds the partition's lock. Writes are queued and
// sent together by flush; altered records are written once, however often they were
// altered.
type tx struct {
	s        *Store
	pg       *pgxpool.Conn
	clock    merge.Clock
	position uint64
	start    uint64      // position at the beginning
	stamp    merge.Stamp // clock at the beginning
	chains   map[merge.Replica]*chain
	recs     map[merge.ID]*held
	out      pgx.Batch
	logged   logRows
	records  recordRows
	mine     bool                // a change was made here
	removed  bool                // a record was removed
	forgot   map[merge.ID]uint64 // highest own number in records that were removed
}

// chain is a log in a transaction.
type chain struct {
	head  merge.Head
	links map[uint64]merge.Hash    // where changes might be held already
	known map[uint64]merge.Verdict // on changes that are held
}

// logRows are rows of changes to be, column by column: they are sent as one statement.
type logRows struct {
	seqs                   []int64
	replicas, hashes, body [][]byte
}

// recordRows are rows of records to be.
type recordRows struct {
	ids, scopes [][16]byte
	kinds       []int32
	positions   []int64
	body        [][]byte
}

// update runs a write transaction and tells the watchers. plan queues what is to be read
// together with the lock; fn may be run more than once.
func (s *Store) update(ctx context.Context, plan func(*tx, *pgx.Batch), fn func(*tx) error) error {
	select {
	case <-s.writing:
	case <-ctx.Done():
		return ctx.Err()
	}
	defer func() { s.writing <- struct{}{} }()
	return s.insist(ctx, plan, fn)
}

// insist is update for whoever holds the token.
func (s *Store) insist(ctx context.Context, plan func(*tx, *pgx.Batch), fn func(*tx) error) error {
	for try := 1; ; try++ {
		err := s.attempt(ctx, plan, fn)
		if try == tries || !again(err) {
			return err
		}
	}
}

// attempt is one try of a write transaction. Statements see what was committed before
// the lock was given, because each has a snapshot of its own (read committed).
func (s *Store) attempt(ctx context.Context, plan func(*tx, *pgx.Batch), fn func(*tx) error) error {
	t := &tx{s: s, clock: merge.Clock{Now: s.opts.Now}, chains: map[merge.Replica]*chain{}, recs: map[merge.ID]*held{}, forgot: map[merge.ID]uint64{}}
	err := s.db.transact(ctx, func(pg *pgxpool.Conn) error {
		t.pg = pg
		if err := t.begin(ctx, plan); err != nil {
			return err
		}
		if err := fn(t); err != nil {
			return err
		}
		return t.finish(ctx)
	})
	if err == nil {
		err = s.hook("committed")
	}
	if err == nil && (t.position != t.start || t.removed) {
		s.notify(merge.Note{Position: t.position, Local: t.mine})
	}
	return err
}

// hook asks the options' hook.
func (s *Store) hook(stage string) error {
	if s.opts.Hook == nil {
		return nil
	}
	if err := s.opts.Hook(stage); err != nil {
		return fmt.Errorf("%s: %w", stage, err)
	}
	return nil
}

// partition is the first argument of every statement.
func (t *tx) partition() [16]byte { return uid(t.s.opts.Partition) }

// begin begins, takes the lock and reads what is planned, in one round trip.
func (t *tx) begin(ctx context.Context, plan func(*tx, *pgx.Batch)) error {
	var b pgx.Batch
	b.Queue(sqlBegin)
	t.s.db.looks(&b)
	b.Queue(sqlLock, t.partition()).QueryRow(func(row pgx.Row) error {
		var position, clock int64
		var replica []byte
		if err := row.Scan(&position, &clock, &replica); err != nil {
			return fmt.Errorf("lock: %w", err)
		}
		if !bytes.Equal(replica, t.s.own[:]) {
			return ErrReplaced
		}
		t.position, t.stamp = count(position), merge.Stamp(count(clock))
		t.start = t.position
		t.clock.SetLast(t.stamp)
		return nil
	})
	plan(t, &b)
	return t.send(ctx, &b)
}

// send sends a batch and hands out its results.
func (t *tx) send(ctx context.Context, b *pgx.Batch) error {
	if b.Len() == 0 {
		return nil
	}
	if err := t.pg.SendBatch(ctx, b).Close(); err != nil {
		return fmt.Errorf("batch: %w", err)
	}
	return nil
}

// chain is the state of a log, empty until it was read.
func (t *tx) chain(r merge.Replica) *chain {
	c, ok := t.chains[r]
	if !ok {
		c = &chain{links: map[uint64]merge.Hash{}, known: map[uint64]merge.Verdict{}}
		t.chains[r] = c
	}
	return c
}

// own is the own log.
func (t *tx) own() *chain { return t.chain(t.s.own) }

// queueHeads reads the ends of chains.
func (t *tx) queueHeads(b *pgx.Batch, replicas ...merge.Replica) {
	names := make([][]byte, len(replicas))
	for i := range replicas {
		names[i] = replicas[i][:]
	}
	b.Queue(sqlHeads, t.partition(), names).Query(func(rows pgx.Rows) error {
		for rows.Next() {
			var replica, hash []byte
			var seq int64
			if err := rows.Scan(&replica, &seq, &hash); err != nil {
				return fmt.Errorf("heads: %w", err)
			}
			if len(replica) != len(merge.Replica{}) || len(hash) != len(merge.Hash{}) {
				return damage("changes: not a hash")
			}
			t.chain(merge.Replica(replica)).head = merge.Head{Seq: count(seq), Hash: merge.Hash(hash)}
		}
		return rows.Err()
	})
}

// scanHead reads the end of a chain; zero when there is none.
func scanHead(row pgx.Row) (head merge.Head, err error) {
	var seq int64
	var hash []byte
	err = row.Scan(&seq, &hash)
	switch {
	case errors.Is(err, pgx.ErrNoRows):
		return merge.Head{}, nil
	case err != nil:
		return merge.Head{}, fmt.Errorf("head: %w", err)
	case len(hash) != len(head.Hash):
		return merge.Head{}, damage("changes: not a hash")
	}
	return merge.Head{Seq: count(seq), Hash: merge.Hash(hash)}, nil
}

// apply merges all edits of a change.
func (t *tx) apply(ctx context.Context, c *merge.Change) error {
	for i := range c.Edits {
		e := &c.Edits[i]
		h, err := t.findOrNew(ctx, e.Record, e.Kind)
		if err != nil {
			return err
		}
		t.alter(h, func(r *merge.Record, at uint64) bool { return r.Apply(c, e, at) })
	}
	return nil
}

// append puts a change at the end of its chain.
func (t *tx) append(c *merge.Change) error {
	log := t.chain(c.Replica)
	next := merge.Head{Seq: c.Seq, Hash: c.Hash(log.head.Hash)}
	body, err := t.s.sealer.seal("changes", logKey(c.Replica, c.Seq, &next.Hash), encodeChange(c))
	if err != nil {
		return err
	}
	t.logged.replicas = append(t.logged.replicas, c.Replica[:])
	t.logged.seqs = append(t.logged.seqs, number(c.Seq))
	t.logged.hashes = append(t.logged.hashes, next.Hash[:])
	t.logged.body = append(t.logged.body, body)
	log.head, log.links[c.Seq] = next, next.Hash
	return nil
}

// finish sends what was queued, altered records, how far position and clock are, and
// the commit, in one round trip.
func (t *tx) finish(ctx context.Context) error {
	if err := t.flush(); err != nil {
		return err
	}
	if t.s.opts.Hook != nil { // it is to fail between the last statement and the commit
		err := t.send(ctx, &t.out)
		if err == nil {
			err = t.s.hook("commit")
		}
		if err != nil {
			return err
		}
		t.out = pgx.Batch{}
	}
	t.out.Queue(sqlCommit)
	return t.send(ctx, &t.out)
}

// flush queues altered records, and how far position and clock are.
func (t *tx) flush() error {
	var recs []*held
	for _, h := range t.recs {
		if h.altered || h.wiped {
			recs = append(recs, h)
		}
	}
	slices.SortFunc(recs, func(a, b *held) int {
		return cmp.Or(cmp.Compare(a.rec.Position(), b.rec.Position()), a.rec.ID.Compare(b.rec.ID))
	})
	for _, h := range recs {
		if err := t.settle(h); err != nil {
			return err
		}
	}
	if l := &t.logged; len(l.seqs) > 0 {
		t.out.Queue(sqlLog, t.partition(), l.replicas, l.seqs, l.hashes, l.body)
	}
	if r := &t.records; len(r.ids) > 0 {
		t.out.Queue(sqlPut, t.partition(), r.ids, r.kinds, r.scopes, r.positions, r.body)
	}
	if last := t.clock.Last(); t.position != t.start || last != t.stamp {
		t.out.Queue(sqlMoved, t.partition(), number(t.position), number(uint64(last)))
	}
	return nil
}
