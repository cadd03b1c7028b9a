package postgres

import (
	"context"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5/pgconn"

	"pendamping/fault"
)

// Errors of opening.
var (
	// ErrAbsent is returned for a database in which [Migrate] has not made the tables.
	ErrAbsent = fault.New(fault.NotFound, "the database has no tables of this program")
	// ErrOlder is returned for tables of an earlier version: [Migrate] brings them on.
	ErrOlder = fault.New(fault.Invalid, "the database has to be migrated first")
	// ErrNewer is returned for tables of a later version than this program knows.
	ErrNewer = fault.New(fault.Newer, "the database was migrated by a newer program")
	// ErrForeign is returned when migrations were applied that are not this program's.
	ErrForeign = fault.New(fault.Foreign, "the database was migrated by another program")
	// ErrNoPartition is returned for a partition that is not there and shall not be made.
	ErrNoPartition = fault.New(fault.NotFound, "the partition is not in this database")
	// ErrWrongKey is returned when the key does not open the partition.
	ErrWrongKey = fault.New(fault.Wrong, "the key does not open this partition")
	// ErrOptions is returned for options that lack something.
	ErrOptions = fault.New(fault.Invalid, "the store needs Partition, Key, Now and Rand")
)

// Errors of any operation.
var (
	// ErrDamaged is returned when stored bytes do not verify or do not fit together.
	ErrDamaged = fault.New(fault.Damaged, "the store is damaged")
	// ErrClosed is returned after Close.
	ErrClosed = fault.New(fault.Internal, "the store is closed")
	// ErrPromoted is returned once the server continues another history than before: a
	// standby was promoted, or an older state recovered. What was confirmed may be missing.
	ErrPromoted = fault.New(fault.Foreign, "the database server was promoted or recovered since it was opened")
	// ErrReplaced is returned to a process that opened the partition before it got a new
	// epoch (see [Store.Renew]). It has to be opened again.
	ErrReplaced = fault.New(fault.Foreign, "the partition has a new epoch since it was opened")
	// ErrPartition is returned for a change or record of another partition.
	ErrPartition = fault.New(fault.Invalid, "not of this partition")
)

// The conditions of the server that are told apart (PostgreSQL manual, appendix A).
const (
	sqlSerialization = "40001"
	sqlDeadlock      = "40P01"
	sqlNoTable       = "42P01"
	sqlDenied        = "42501"
	sqlDiskFull      = "53100"
)

// damage makes an ErrDamaged that says what did not verify, without any content.
func damage(format string, args ...any) error {
	return fmt.Errorf("%w: "+format, append([]any{ErrDamaged}, args...)...)
}

// wrap gives an error its place, and its kind when it came from the server or the way
// there. After a transient error of a write the outcome is unknown.
func wrap(op fault.Op, err error) error {
	if err == nil {
		return nil
	}
	var own *fault.Error
	var pg *pgconn.PgError
	switch {
	case errors.As(err, &own), errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded):
		return fault.E(op, fault.Other, err)
	case !errors.As(err, &pg):
		return fault.E(op, fault.Transient, err)
	}
	switch class := pg.Code[:min(2, len(pg.Code))]; {
	case pg.Code == sqlDiskFull:
		return fault.E(op, fault.Full, err)
	case pg.Code == sqlDenied:
		return fault.E(op, fault.Denied, err)
	case class == "08", class == "40", class == "53", class == "55", class == "57", class == "58":
		return fault.E(op, fault.Transient, err)
	default:
		return fault.E(op, fault.Internal, err)
	}
}

// code is the server's code of an error; empty when it is not the server's.
func code(err error) string {
	var pg *pgconn.PgError
	if errors.As(err, &pg) {
		return pg.Code
	}
	return ""
}

// again tells whether a transaction failed only because of another one beside it.
func again(err error) bool { return code(err) == sqlSerialization || code(err) == sqlDeadlock }
