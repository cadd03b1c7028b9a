package postgres

import (
	"bytes"
	"context"
	"crypto/sha256"
	"embed"
	"errors"
	"fmt"
	"io/fs"

	"github.com/jackc/pgx/v5"

	"pendamping/fault"
)

//go:embed migrations/*.sql
var migrations embed.FS

// DefaultSchema is the schema of the tables when none is named.
const DefaultSchema = "pendamping"

// migrationLock is the advisory lock that keeps two migrations apart.
const migrationLock = 0x70656e64

// migration is one step; its number is its place.
type migration struct {
	sql string
	sum [sha256.Size]byte
}

// steps reads the embedded migrations in their order.
func steps() ([]migration, error) {
	names, err := fs.Glob(migrations, "migrations/*.sql") // sorted
	if err != nil {
		return nil, fmt.Errorf("migrations: %w", err)
	}
	out := make([]migration, len(names))
	for i, name := range names {
		text, err := migrations.ReadFile(name)
		if err != nil {
			return nil, fmt.Errorf("migrations: %w", err)
		}
		out[i] = migration{sql: string(text), sum: sha256.Sum256(text)}
	}
	return out, nil
}

// Migrate makes the tables in a schema of a database, or brings them on to this program's
// version, all or nothing. The DSN is that of the tables' owner, who may be another than
// the hub's user and needs the right to make the schema and, the first time, the roles
// pendamping_app and pendamping_report. An empty schema is [DefaultSchema].
func Migrate(ctx context.Context, dsn, schema string) (err error) {
	const op fault.Op = "postgres.Migrate"
	cfg, err := pgx.ParseConfig(dsn)
	if err != nil {
		return fault.E(op, fault.Invalid, err)
	}
	if _, pooled := cfg.RuntimeParams[poolerKey]; pooled {
		return fault.E(op, fault.Denied, fmt.Errorf("%w: tables are made over a connection to the server itself, without %s", ErrSession, poolerKey))
	}
	cfg.RuntimeParams["search_path"] = searchPath(schema)
	conn, err := pgx.ConnectConfig(ctx, cfg)
	if err != nil {
		return wrap(op, explained(err))
	}
	defer func() { err = errors.Join(err, wrap(op, conn.Close(context.WithoutCancel(ctx)))) }()
	err = pgx.BeginFunc(ctx, conn, func(tx pgx.Tx) error { return migrate(ctx, tx, schema) })
	return wrap(op, err)
}

// migrate runs the steps that are missing.
func migrate(ctx context.Context, tx pgx.Tx, schema string) error {
	all, err := steps()
	if err != nil {
		return err
	}
	for _, sql := range []string{
		fmt.Sprintf("SELECT pg_advisory_xact_lock(%d)", migrationLock),
		"CREATE SCHEMA IF NOT EXISTS " + searchPath(schema),
		"CREATE TABLE IF NOT EXISTS versions (version integer PRIMARY KEY, sum bytea NOT NULL, at timestamptz NOT NULL DEFAULT now())",
	} {
		if _, err = tx.Exec(ctx, sql); err != nil {
			return fmt.Errorf("migrations: %w", err)
		}
	}
	done, err := applied(ctx, tx, all)
	if err != nil && !errors.Is(err, ErrOlder) {
		return err
	}
	for i := done; i < len(all); i++ {
		if _, err := tx.Exec(ctx, all[i].sql); err != nil {
			return fmt.Errorf("migration %d: %w", i+1, err)
		}
		if _, err := tx.Exec(ctx, "INSERT INTO versions (version, sum) VALUES ($1, $2)", i+1, all[i].sum[:]); err != nil {
			return fmt.Errorf("migration %d: %w", i+1, err)
		}
	}
	return nil
}

// applied tells how many of the steps were applied, and whether they were these.
func applied(ctx context.Context, q querier, all []migration) (int, error) {
	rows, _ := q.Query(ctx, "SELECT version, sum FROM versions ORDER BY version") //nolint:errcheck // ForEachRow returns it
	done := 0
	var version int
	var sum []byte
	_, err := pgx.ForEachRow(rows, []any{&version, &sum}, func() error {
		done++
		switch {
		case version != done:
			return ErrForeign
		case version > len(all):
			return ErrNewer
		case !bytes.Equal(sum, all[version-1].sum[:]):
			return ErrForeign
		}
		return nil
	})
	switch {
	case code(err) == sqlNoTable:
		return 0, ErrAbsent
	case err != nil:
		return 0, fmt.Errorf("versions: %w", err)
	case done < len(all):
		return done, ErrOlder
	}
	return done, nil
}

// searchPath is a schema's name as SQL wants it.
func searchPath(schema string) string {
	if schema == "" {
		schema = DefaultSchema
	}
	return pgx.Identifier{schema}.Sanitize()
}

// Tables lists the tables that hold a partition, in an order in which they can be filled.
func Tables() []string {
	return []string{"partitions", "changes", "branches", "verdicts", "records", "departures", "locals"}
}
