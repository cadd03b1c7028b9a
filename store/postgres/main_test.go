package postgres_test

import (
	"context"
	"flag"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"go.uber.org/goleak"

	"pendamping/store/postgres"
	"pendamping/store/postgres/cluster"
	"pendamping/store/storetest"
	"pendamping/sync/merge"
)

// skipVariable, when set, leaves out all tests that need a server.
const skipVariable = "PENDAMPING_SKIP_POSTGRES"

// server is the server of this test binary; nil when its tests are to be skipped.
var server *cluster.Cluster

// schemas counts the schemas that were made.
var schemas atomic.Int64

func TestMain(m *testing.M) {
	flag.Parse()
	given := false
	flag.Visit(func(f *flag.Flag) { given = given || f.Name == "rapid.checks" })
	if !given { // each check migrates four schemas
		if err := flag.Set("rapid.checks", "15"); err != nil {
			panic(err)
		}
	}
	if os.Getenv(skipVariable) == "" { //nolint:forbidigo // how a developer without a server says so
		var err error
		if server, err = cluster.Start(context.Background()); err != nil { //nolint:forbidigo // before any test
			fmt.Fprintf(os.Stderr, "%v\nset %s to leave these tests out\n", err, skipVariable)
			os.Exit(1) //nolint:forbidigo // the tests' main
		}
	}
	goleak.VerifyTestMain(m, goleak.Cleanup(func(code int) {
		if server != nil {
			if err := server.Stop(); err != nil {
				fmt.Fprintln(os.Stderr, err)
				code = 1
			}
		}
		os.Exit(code) //nolint:forbidigo // the tests' main
	}))
}

// needServer skips a test where the server was not wanted.
func needServer(t *testing.T) {
	t.Helper()
	if server == nil {
		t.Skip(skipVariable + " is set")
	}
}

// The logins of hub processes and of those who make reports: members of the roles that
// a migration makes.
const (
	appUser    = "hub"
	reportUser = "office"
)

// logins makes them once.
var logins sync.Once

// freshSchema migrates a new schema and returns its name.
func freshSchema(t storetest.Tester) string {
	t.Helper()
	name := fmt.Sprintf("t%d \"';--", schemas.Add(1))
	if err := postgres.Migrate(t.Context(), server.DSN(cluster.Superuser), name); err != nil {
		t.Fatalf("migrate: %v", err)
	}
	logins.Do(func() { // roles belong to the cluster, not to a schema
		exec(t, "CREATE ROLE "+appUser+" LOGIN IN ROLE pendamping_app")
		exec(t, "CREATE ROLE "+reportUser+" LOGIN IN ROLE pendamping_report")
	})
	return name
}

// exec runs SQL as the superuser.
func exec(t storetest.Tester, sql string) {
	t.Helper()
	if err := execAs(t, cluster.Superuser, "", sql); err != nil {
		t.Fatalf("exec: %v", err)
	}
}

// execAs runs SQL as a user, in a schema.
func execAs(t storetest.Tester, name, schema, sql string) error {
	t.Helper()
	conn := connect(t, name, schema)
	_, err := conn.Exec(t.Context(), sql)
	if closing := conn.Close(t.Context()); closing != nil {
		t.Fatalf("close: %v", closing)
	}
	return err
}

// ask reads one number in a schema, as the superuser.
func ask(t storetest.Tester, schema, sql string, args ...any) (n int64) {
	t.Helper()
	conn := connect(t, cluster.Superuser, schema)
	err := conn.QueryRow(t.Context(), sql, args...).Scan(&n)
	if closing := conn.Close(t.Context()); err != nil || closing != nil {
		t.Fatalf("ask: %v, %v", err, closing)
	}
	return n
}

// connect connects as a user, in a schema.
func connect(t storetest.Tester, name, schema string) *pgx.Conn {
	t.Helper()
	cfg, err := pgx.ParseConfig(server.DSN(name))
	if err != nil {
		t.Fatalf("dsn: %v", err)
	}
	if schema != "" {
		cfg.RuntimeParams["search_path"] = pgx.Identifier{schema}.Sanitize()
	}
	conn, err := pgx.ConnectConfig(t.Context(), cfg)
	if err != nil {
		t.Fatalf("connect: %v", err)
	}
	return conn
}

// random is a source of random bytes that repeats itself; each store needs its own.
func random(seed byte) io.Reader { return rand.NewChaCha8([32]byte{seed}) }

// options are those of a process of the tests' hub.
func options(r merge.Replica, schema string) postgres.Options {
	return postgres.Options{
		Partition: storetest.Partition(), Key: [32]byte{7}, Replica: r,
		Now: storetest.Start, Rand: random(r[0] ^ byte(schemas.Add(1))),
		Settings: postgres.Settings{Schema: schema, MaxConns: 4},
	}
}

// open opens a store as a hub process does; it is closed by t.Cleanup.
func open(t storetest.Tester, o postgres.Options) *postgres.Store {
	t.Helper()
	return openAs(t, server.DSN(appUser), o)
}

// openAs is open with a DSN of its own.
func openAs(t storetest.Tester, dsn string, o postgres.Options) *postgres.Store {
	t.Helper()
	s, err := postgres.Open(t.Context(), dsn, o)
	if err != nil {
		t.Fatalf("open: %v", err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Errorf("close: %v", err)
		}
	})
	return s
}

func TestContract(t *testing.T) {
	t.Parallel()
	needServer(t)
	storetest.Run(t, func(t storetest.Tester, r merge.Replica) storetest.Log {
		t.Helper()
		return open(t, options(r, freshSchema(t)))
	})
}

// patience is how long a test waits for what must come.
const patience = 20 * time.Second
