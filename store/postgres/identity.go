package postgres

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"pendamping/fault"
)

// What tells one history of a server from another: which cluster it is, and the timeline
// that it writes, which is a new one after every promotion and every recovery to a point
// in time. A server that writes nothing (a standby) has none.
const sqlIdentity = `SELECT (SELECT system_identifier FROM pg_control_system())::text || ' ' || left(pg_walfile_name(pg_current_wal_lsn()), 8)`

// Codes with which a server says that it cannot tell: another product, or no right.
const (
	sqlNoFunction  = "42883"
	sqlUnsupported = "0A000"
	sqlNoColumn    = "42703"
)

// Identity names the history that the server continues; empty where the server does not
// say. When it changes the server was promoted, or recovered, and may lack what it had
// confirmed: see [ErrPromoted].
func (db *DB) Identity() string {
	db.meeting.Lock()
	defer db.meeting.Unlock()
	return db.identity
}

// identify asks a server for its identity.
func identify(ctx context.Context, conn *pgx.Conn) (name string, err error) {
	err = conn.QueryRow(ctx, sqlIdentity).Scan(&name)
	switch code(err) {
	case sqlNoFunction, sqlUnsupported, sqlNoColumn, sqlDenied:
		return "", nil
	}
	if err != nil {
		return "", fmt.Errorf("identity: %w", err)
	}
	return name, nil
}

// usable tells why the database may not be used.
func (db *DB) usable() error {
	switch {
	case db.closed.Load():
		return ErrClosed
	case db.promoted.Load():
		return ErrPromoted
	}
	return nil
}

// Ready tells whether the partition can be read and written; its error says why not.
func (s *Store) Ready(ctx context.Context) error {
	const op fault.Op = "postgres.Ready"
	if _, err := s.Position(ctx); err != nil {
		return fault.E(op, fault.Other, err)
	}
	var mode string
	if err := s.pool().QueryRow(ctx, "SHOW transaction_read_only").Scan(&mode); err != nil {
		return s.wrap(op, err)
	}
	if mode != "off" {
		return fault.E(op, fault.Transient, fault.New(fault.Transient, "the database takes no writes"))
	}
	return nil
}

// sqlSize asks about the schema as a whole, which belongs to all its partitions.
const sqlSize = `SELECT coalesce(sum(pg_total_relation_size(oid)), 0)::bigint FROM pg_catalog.pg_class
	WHERE relkind = 'r' AND relnamespace = (SELECT oid FROM pg_catalog.pg_namespace WHERE nspname = current_schema())`

// Size is how many bytes the tables take with their indexes: those of all partitions,
// and of this node where they are spread.
func (s *Store) Size(ctx context.Context) (int64, error) {
	const op fault.Op = "postgres.Size"
	var n int64
	err := s.pool().QueryRow(ctx, sqlSize).Scan(&n)
	return n, s.wrap(op, err)
}
