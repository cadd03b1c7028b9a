package postgres

import (
	"context"
	"fmt"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"pendamping/fault"
)

// Settings say how a database is used.
type Settings struct {
	Schema string // of the tables; empty: DefaultSchema
	// MaxConns bounds the connections of this process. Zero: pool_max_conns of the DSN, or
	// two for each core and one more, at most ten; the server rarely does more with more.
	MaxConns int32
}

// DB is a pool of connections to a migrated database. It is safe for concurrent use.
type DB struct {
	pool     *pgxpool.Pool
	schema   string
	pooled   bool // sessions are the pooler's
	closed   atomic.Bool
	promoted atomic.Bool

	meeting  sync.Mutex // guards the rest while connections are made
	identity string
	known    bool // identity is
}

const (
	idle   = 'I'             // a connection without transaction, as the server says it
	ending = 2 * time.Second // how long a rollback may take
)

// querier is what a pool and a transaction have in common.
type querier interface {
	Query(ctx context.Context, sql string, args ...any) (pgx.Rows, error)
	QueryRow(ctx context.Context, sql string, args ...any) pgx.Row
}

// Connect opens a database. It alters nothing: when the tables are missing or of another
// version the error is [ErrAbsent], [ErrOlder], [ErrNewer] or [ErrForeign].
func Connect(ctx context.Context, dsn string, o Settings) (*DB, error) {
	const op fault.Op = "postgres.Connect"
	cfg, err := pgxpool.ParseConfig(dsn)
	if err != nil {
		return nil, fault.E(op, fault.Invalid, err)
	}
	if o.MaxConns > 0 {
		cfg.MaxConns = o.MaxConns
	} else if !strings.Contains(dsn, "pool_max_conns") {
		cfg.MaxConns = int32(min(10, 2*runtime.NumCPU()+1)) //nolint:gosec // at most 10
	}
	db := &DB{schema: o.Schema}
	if err = db.session(cfg); err != nil {
		return nil, fault.E(op, fault.Invalid, err)
	}
	cfg.AfterConnect = db.met
	pool, err := pgxpool.NewWithConfig(ctx, cfg)
	if err != nil {
		return nil, wrap(op, err)
	}
	all, err := steps()
	if err == nil {
		_, err = applied(ctx, pool, all)
	}
	if err != nil {
		pool.Close()
		return nil, wrap(op, explained(err))
	}
	db.pool = pool
	return db, nil
}

// Ping tells whether the database answers.
func (db *DB) Ping(ctx context.Context) error {
	const op fault.Op = "postgres.Ping"
	if err := db.usable(); err != nil {
		return fault.E(op, fault.Other, err)
	}
	return wrap(op, db.pool.Ping(ctx))
}

// Close ends all connections, after what is under way. Closing again does nothing.
func (db *DB) Close() {
	if !db.closed.Swap(true) {
		db.pool.Close()
	}
}

// transact gives fn a connection on which it begins and commits a transaction. After an
// error whatever was begun is rolled back, or the connection is closed.
func (db *DB) transact(ctx context.Context, fn func(*pgxpool.Conn) error) error {
	if err := db.usable(); err != nil {
		return err
	}
	conn, err := db.pool.Acquire(ctx)
	if err != nil {
		return fmt.Errorf("connection: %w", err)
	}
	defer conn.Release() // closes a connection that is still in a transaction
	if err = fn(conn); err == nil {
		return nil
	}
	if status := conn.Conn().PgConn().TxStatus(); status != idle && !conn.Conn().IsClosed() {
		last, cancel := context.WithTimeout(context.WithoutCancel(ctx), ending)
		defer cancel()
		_, _ = conn.Exec(last, sqlRollback) //nolint:errcheck // Release closes what is not idle
	}
	return fmt.Errorf("transaction: %w", err)
}

// snapshot runs fn in a transaction that reads, all of one moment.
func (db *DB) snapshot(ctx context.Context, fn func(pgx.Tx) error) error {
	if err := db.usable(); err != nil {
		return err
	}
	err := pgx.BeginTxFunc(ctx, db.pool, pgx.TxOptions{IsoLevel: pgx.RepeatableRead, AccessMode: pgx.ReadOnly}, fn)
	if err != nil {
		return fmt.Errorf("transaction: %w", err)
	}
	return nil
}
