package postgres

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"pendamping/fault"
)

// ErrSession is returned when a session has not the settings that the hub needs: something
// between it and the server does not pass them on, or the login lacks them.
var ErrSession = fault.New(fault.Denied, "the session has not the settings that the hub needs")

const (
	// poolerKey of a connection string says that a pooler such as PgBouncer is in between,
	// and how it pools: [poolerTransaction] is all that there is, and holds for sessions too.
	poolerKey         = "pooler"
	poolerTransaction = "transaction"

	patienceStatement = "10s"
	patienceIdle      = "30s"
)

// session sets what every session needs, over what the DSN says: a commit is durable
// when it returns, and nobody holds a partition's lock for long.
//
// Behind a pooler each transaction may be run by another session of the server, which got
// its settings from the login (ALTER ROLE), and knows no statements that were prepared
// before: there the settings are only looked at, and statements are sent whole.
func (db *DB) session(cfg *pgxpool.Config) error {
	params := cfg.ConnConfig.RuntimeParams
	how, pooled := params[poolerKey]
	delete(params, poolerKey)
	if pooled && how != poolerTransaction {
		return fault.E("", fault.Invalid, fmt.Errorf("%s=%s: only %s is known", poolerKey, how, poolerTransaction))
	}
	db.pooled = pooled
	params["timezone"] = "UTC"
	if params["application_name"] == "" {
		params["application_name"] = "pendampingd"
	}
	if pooled {
		cfg.ConnConfig.DefaultQueryExecMode = pgx.QueryExecModeCacheDescribe
		return nil
	}
	params["search_path"] = searchPath(db.schema)
	params["synchronous_commit"] = "on"
	params["statement_timeout"] = patienceStatement
	params["idle_in_transaction_session_timeout"] = patienceIdle
	params["enable_seqscan"] = "off" // plans are kept that were made while tables were small
	return nil
}

// sqlSession reads which history the server continues and what the session is set to.
const sqlSession = `SELECT (%s), current_user::text, coalesce(current_schema()::text, ''), current_setting('search_path'), current_setting('synchronous_commit'),
	current_setting('statement_timeout') <> '0', current_setting('idle_in_transaction_session_timeout') <> '0'`

// sqlNoIdentity takes the place of the identity where servers do not tell it.
const sqlNoIdentity = `''::text`

// settings are what sqlSession reads.
type settings struct {
	identity, user, schema, path, commit string
	statements, idle                     bool // they end some time
}

// read reads the settings of a row.
func (s *settings) read(row pgx.Row) error {
	if err := row.Scan(&s.identity, &s.user, &s.schema, &s.path, &s.commit, &s.statements, &s.idle); err != nil {
		return fmt.Errorf("session: %w", err)
	}
	return nil
}

// lacks tells what of the settings is not as the hub needs it, and how to mend it.
func (db *DB) lacks(s *settings) error {
	role := pgx.Identifier{s.user}.Sanitize()
	var mend []string
	add := func(good bool, set string) {
		if !good {
			mend = append(mend, "ALTER ROLE "+role+" SET "+set)
		}
	}
	schema := db.schema
	if schema == "" {
		schema = DefaultSchema
	}
	add(s.schema == schema || s.path == searchPath(schema), "search_path = "+searchPath(schema))
	add(s.commit == "on" || s.commit == "remote_apply", "synchronous_commit = on")
	add(s.statements, "statement_timeout = '"+patienceStatement+"'")
	add(s.idle, "idle_in_transaction_session_timeout = '"+patienceIdle+"'")
	switch {
	case len(mend) == 0:
		return nil
	case !db.pooled:
		return fmt.Errorf("%w: a pooler in between drops them: connect to the server itself, or put pooler=transaction into the connection string", ErrSession)
	}
	return fmt.Errorf("%w behind the pooler: as the database's owner run `%s`, then RECONNECT in the pooler", ErrSession, strings.Join(mend, "; "))
}

// met is called for each new connection. The first says who the server is; one to a
// server of another history is refused, and so is everything from then on.
func (db *DB) met(ctx context.Context, conn *pgx.Conn) error {
	name, err := identify(ctx, conn)
	if err != nil {
		return err
	}
	db.meeting.Lock()
	if !db.known {
		db.identity, db.known = name, true
	}
	known := db.identity
	db.meeting.Unlock()
	if known != name {
		db.promoted.Store(true)
	}
	var now settings
	if err := now.read(conn.QueryRow(ctx, db.sqlSession())); err != nil {
		return err
	}
	return db.still(&now)
}

// sqlSession is the statement that reads the session's settings, and the server's identity
// if it has one.
func (db *DB) sqlSession() string {
	identity := sqlIdentity
	if db.Identity() == "" {
		identity = sqlNoIdentity
	}
	return fmt.Sprintf(sqlSession, identity)
}

// still tells why a session may not be used.
func (db *DB) still(now *settings) error {
	if now.identity != db.Identity() {
		db.promoted.Store(true)
	}
	return errors.Join(db.usable(), db.lacks(now))
}

// looks queues a look at the session of the transaction that has just begun, if it may be
// another than before.
func (db *DB) looks(b *pgx.Batch) {
	if !db.pooled {
		return
	}
	b.Queue(db.sqlSession()).QueryRow(func(row pgx.Row) error {
		var now settings
		if err := now.read(row); err != nil {
			return err
		}
		return db.still(&now)
	})
}

// look looks at a session behind a pooler.
func (db *DB) look(ctx context.Context) error {
	if !db.pooled {
		return nil
	}
	var now settings
	if err := now.read(db.pool.QueryRow(ctx, db.sqlSession())); err != nil {
		return err
	}
	return db.still(&now)
}

// explained adds to an error of connecting what to do when a pooler refused the session.
func explained(err error) error {
	if err != nil && strings.Contains(err.Error(), "unsupported startup parameter") {
		return fmt.Errorf("%w: a pooler is in between: put pooler=transaction into the connection string (%w)", ErrSession, err)
	}
	return err
}
