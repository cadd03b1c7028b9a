package postgres

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"math"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"

	"pendamping/fault"
	"pendamping/sync/merge"
)

// Options say which partition is opened and how.
type Options struct {
	Partition merge.ID         // required
	Key       [keySize]byte    // seals values, see KeyFile; required
	Now       func() time.Time // wall clock; required
	Rand      io.Reader        // random source, such as crypto/rand.Reader; required
	Replica   merge.Replica    // name of a new partition's own log; zero: random
	Settings  Settings         // of the pool that Open makes
	Existing  bool             // the partition must be there; else [ErrNoPartition], and nothing is made

	// Hook is called at "commit" (before a transaction commits) and at "committed"; its
	// error is taken for the database's. For tests of faults; nil in use.
	Hook func(stage string) error
}

// Store is one partition in a database, to which any number of processes may write at
// the same time. It is safe for concurrent use. The own log is the partition's: all hub
// processes write to it in turn.
type Store struct {
	db      *DB
	owned   bool // the pool is closed with the store
	opts    Options
	own     merge.Replica
	seed    merge.Seed
	sealer  *sealer
	writing chan struct{} // holds one token: writers of a process wait here, not on connections

	waiting sync.Mutex // guards queue
	queue   []*ingestion

	watch    sync.Mutex
	watchers map[chan merge.Note]struct{}
}

// Open connects to a database and opens a partition in it; Close ends both.
func Open(ctx context.Context, dsn string, o Options) (*Store, error) {
	const op fault.Op = "postgres.Open"
	db, err := Connect(ctx, dsn, o.Settings)
	if err != nil {
		return nil, fault.E(op, fault.Other, err)
	}
	s, err := db.Store(ctx, o)
	if err != nil {
		db.Close()
		return nil, fault.E(op, fault.Other, err)
	}
	s.owned = true
	return s, nil
}

// Store opens a partition, which is made when it is not there. A key that does not open
// it gives [ErrWrongKey].
func (db *DB) Store(ctx context.Context, o Options) (*Store, error) {
	const op fault.Op = "postgres.Store"
	if o.Partition.IsZero() || o.Key == [keySize]byte{} || o.Now == nil || o.Rand == nil {
		return nil, fault.E(op, fault.Other, ErrOptions)
	}
	sealer, err := newSealer(o.Key, o.Partition, o.Rand)
	if err != nil {
		return nil, fault.E(op, fault.Internal, err)
	}
	s := &Store{db: db, opts: o, sealer: sealer, writing: make(chan struct{}, 1), watchers: map[chan merge.Note]struct{}{}}
	s.writing <- struct{}{}
	if _, err := io.ReadFull(o.Rand, s.seed[:]); err != nil {
		return nil, fault.E(op, fault.Internal, err)
	}
	if err := s.enter(ctx); err != nil {
		return nil, wrap(op, err)
	}
	return s, nil
}

const (
	sqlPartition = `SELECT replica, seal FROM partitions WHERE partition = $1`
	sqlFound     = `INSERT INTO partitions (partition, replica, position, clock, seal) VALUES ($1, $2, 0, 0, $3)
		ON CONFLICT (partition) DO NOTHING`
)

// enter finds the partition's row, or makes it, and tries the key on it.
func (s *Store) enter(ctx context.Context) error {
	found, err := s.recognize(ctx)
	if err != nil || found {
		return err
	}
	if s.opts.Existing {
		return ErrNoPartition
	}
	replica := s.opts.Replica
	if replica.IsZero() {
		if _, err = io.ReadFull(s.opts.Rand, replica[:]); err != nil {
			return fmt.Errorf("random source: %w", err)
		}
	}
	seal, err := s.sealer.seal("partitions", nil, replica[:])
	if err != nil {
		return err
	}
	if _, err = s.db.pool.Exec(ctx, sqlFound, uid(s.opts.Partition), replica[:], seal); err != nil {
		return fmt.Errorf("partition: %w", err)
	}
	if found, err = s.recognize(ctx); err == nil && !found { // another process may have been first
		err = damage("partitions: no row")
	}
	return err
}

// recognize reads the partition's row; false when there is none.
func (s *Store) recognize(ctx context.Context) (bool, error) {
	var replica, seal []byte
	err := s.db.pool.QueryRow(ctx, sqlPartition, uid(s.opts.Partition)).Scan(&replica, &seal)
	switch {
	case errors.Is(err, pgx.ErrNoRows):
		return false, nil
	case err != nil:
		return false, fmt.Errorf("partition: %w", err)
	}
	plain, err := s.sealer.open("partitions", nil, seal)
	if err != nil {
		return false, ErrWrongKey
	}
	if !bytes.Equal(plain, replica) {
		return false, damage("partitions: not its replica")
	}
	s.own = merge.Replica(replica)
	return true, nil
}

// Close ends the store, and the pool if [Open] made it.
func (s *Store) Close() error {
	if s.owned {
		s.db.Close()
	}
	return nil
}

// Replica is the name of the partition's own log.
func (s *Store) Replica() merge.Replica { return s.own }

// Partition is the partition that the store keeps.
func (s *Store) Partition() merge.ID { return s.opts.Partition }

// pool is where single statements are run.
func (s *Store) pool() querier { return s.db.pool } //nolint:ireturn // what pool and transaction share

// wrap is [wrap] for the store's own methods: after Close, or a promotion, that is the
// reason.
func (s *Store) wrap(op fault.Op, err error) error {
	if unusable := s.db.usable(); err != nil && unusable != nil {
		return fault.E(op, fault.Other, unusable)
	}
	return wrap(op, err)
}

// uid is an ID as the driver wants it.
func uid(id merge.ID) [16]byte { return id }

// uids are IDs as the driver wants them; none are an empty list.
func uids(ids []merge.ID) [][16]byte {
	out := make([][16]byte, len(ids))
	for i, id := range ids {
		out[i] = id
	}
	return out
}

// number is a position or sequence number as a column; those beyond what a column holds
// count as the largest.
func number(n uint64) int64 { return int64(min(n, math.MaxInt64)) }

// count is a column's number, which a constraint keeps from being negative.
func count(n int64) uint64 { return uint64(max(n, 0)) }

// Watch returns a channel that tells of changes made through this store until ctx ends,
// when it is closed; those of other processes are not told. Notes that were not fetched
// in time are joined into one.
func (s *Store) Watch(ctx context.Context) <-chan merge.Note {
	ch := make(chan merge.Note, 1)
	s.watch.Lock()
	s.watchers[ch] = struct{}{}
	s.watch.Unlock()
	context.AfterFunc(ctx, func() {
		s.watch.Lock()
		defer s.watch.Unlock()
		delete(s.watchers, ch)
		close(ch)
	})
	return ch
}

// notify tells the watchers.
func (s *Store) notify(n merge.Note) {
	s.watch.Lock()
	defer s.watch.Unlock()
	for ch := range s.watchers {
		joined := n
		select {
		case old := <-ch:
			joined.Local = joined.Local || old.Local
			joined.Position = max(joined.Position, old.Position)
		default:
		}
		ch <- joined
	}
}
