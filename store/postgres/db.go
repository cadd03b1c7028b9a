package postgres

import (
	"context"
	"fmt"
	"runtime"
	"sync/atomic"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"pendamping/fault"
)

// Settings say how a database is used.
type Settings struct {
	Schema string // of the tables; empty: DefaultSchema
	// MaxConns bounds the connections of this process. Zero: two for each core and one
	// more, at most ten; the server rarely does more with more.
	MaxConns int32
}

// DB is a pool of connections to a migrated database. It is safe for concurrent use.
type DB struct {
	pool   *pgxpool.Pool
	closed atomic.Bool
}

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
	cfg.MaxConns = o.MaxConns
	if cfg.MaxConns <= 0 {
		cfg.MaxConns = int32(min(10, 2*runtime.NumCPU()+1)) //nolint:gosec // at most 10
	}
	session(cfg.ConnConfig.RuntimeParams, o.Schema)
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
		return nil, wrap(op, err)
	}
	return &DB{pool: pool}, nil
}

// session sets what every session needs, over what the DSN says: a commit is durable
// when it returns, and nobody holds a partition's lock for long.
func session(params map[string]string, schema string) {
	params["search_path"] = searchPath(schema)
	params["synchronous_commit"] = "on"
	params["statement_timeout"] = "10s"
	params["idle_in_transaction_session_timeout"] = "30s"
	params["timezone"] = "UTC"
	params["enable_seqscan"] = "off" // plans are kept that were made while tables were small
	if params["application_name"] == "" {
		params["application_name"] = "pendampingd"
	}
}

// Ping tells whether the database answers.
func (db *DB) Ping(ctx context.Context) error {
	const op fault.Op = "postgres.Ping"
	if db.closed.Load() {
		return fault.E(op, fault.Other, ErrClosed)
	}
	return wrap(op, db.pool.Ping(ctx))
}

// Close ends all connections, after what is under way. Closing again does nothing.
func (db *DB) Close() {
	if !db.closed.Swap(true) {
		db.pool.Close()
	}
}

// transact runs fn in a transaction of a level.
func (db *DB) transact(ctx context.Context, level pgx.TxIsoLevel, mode pgx.TxAccessMode, fn func(pgx.Tx) error) error {
	if db.closed.Load() {
		return ErrClosed
	}
	err := pgx.BeginTxFunc(ctx, db.pool, pgx.TxOptions{IsoLevel: level, AccessMode: mode}, fn)
	if err != nil {
		return fmt.Errorf("transaction: %w", err)
	}
	return nil
}
