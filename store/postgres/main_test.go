package postgres_test

import (
	"context"
	"flag"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
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
		if err := flag.Set("rapid.checks", "20"); err != nil {
			panic(err)
		}
	}
	if os.Getenv(skipVariable) == "" { //nolint:forbidigo // how a developer without a server says so
		var err error
		if server, err = cluster.Start(context.Background()); err != nil { //nolint:usetesting // before any test
			fmt.Fprintf(os.Stderr, "%v\nset %s to leave these tests out\n", err, skipVariable)
			os.Exit(1) //nolint:forbidigo,revive // the tests' main
		}
	}
	goleak.VerifyTestMain(m, goleak.Cleanup(func(code int) {
		if server != nil {
			if err := server.Stop(); err != nil {
				fmt.Fprintln(os.Stderr, err)
				code = 1
			}
		}
		os.Exit(code) //nolint:forbidigo,revive // the tests' main
	}))
}

// appUser is the login of hub processes: a member of the role of least rights.
const appUser = "hub"

// freshSchema migrates a new schema and returns its name.
func freshSchema(t storetest.Tester) string {
	t.Helper()
	if server == nil {
		t.(interface{ Skip(args ...any) }).Skip(skipVariable + " is set") //nolint:errcheck,forcetypeassert // tests can skip
	}
	name := fmt.Sprintf("t%d \"';--", schemas.Add(1))
	if err := postgres.Migrate(t.Context(), server.DSN(cluster.Superuser), name); err != nil {
		t.Fatalf("migrate: %v", err)
	}
	exec(t, `DO $$ BEGIN
		IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '`+appUser+`') THEN
			CREATE ROLE `+appUser+` LOGIN IN ROLE pendamping_app;
		END IF;
	END $$`)
	return name
}

// exec runs SQL as the superuser.
func exec(t storetest.Tester, sql string, args ...any) {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), server.DSN(cluster.Superuser))
	if err != nil {
		t.Fatalf("connect: %v", err)
	}
	_, err = conn.Exec(t.Context(), sql, args...)
	if closing := conn.Close(t.Context()); err != nil || closing != nil {
		t.Fatalf("exec: %v, %v", err, closing)
	}
}

// random is a source of random bytes that repeats itself; each store needs its own.
func random(seed byte) io.Reader { return rand.NewChaCha8([32]byte{seed}) }

// options are those of a process of the tests' hub.
func options(r merge.Replica, schema string) postgres.Options {
	return postgres.Options{
		Partition: storetest.Partition(), Key: [32]byte{7}, Replica: r,
		Now: storetest.Start, Rand: random(r[0] ^ byte(schemas.Add(1))), //nolint:gosec // any byte
		Settings: postgres.Settings{Schema: schema, MaxConns: 4},
	}
}

// open opens a store as a hub process does; it is closed by t.Cleanup.
func open(t storetest.Tester, o postgres.Options) *postgres.Store {
	t.Helper()
	s, err := postgres.Open(t.Context(), server.DSN(appUser), o)
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
	storetest.Run(t, func(t storetest.Tester, r merge.Replica) storetest.Log {
		t.Helper()
		return open(t, options(r, freshSchema(t)))
	})
}

// patience is how long a test waits for what must come.
const patience = 20 * time.Second
