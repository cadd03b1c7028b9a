package postgres_test

import (
	"errors"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/jackc/pgx/v5"

	"pendamping/store/postgres"
	"pendamping/store/postgres/cluster"
	"pendamping/store/storetest"
	"pendamping/sync/merge"
)

// pooled starts a pooler in front of a cluster for so many logins, and returns their names.
func pooled(t *testing.T, c *cluster.Cluster, logins int, settings ...string) (*cluster.Bouncer, []string) {
	t.Helper()
	names := []string{cluster.Superuser} // the first shows that it runs
	for i := range logins {
		names = append(names, fmt.Sprintf("pooled%d_%d", poolers.Add(1), i))
	}
	b, err := c.Pool(t.Context(), names, settings...)
	if errors.Is(err, cluster.ErrNoBouncer) {
		t.Skip(err)
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := b.Stop(); err != nil {
			t.Error(err)
		}
	})
	return b, names[1:]
}

// poolers counts logins, whose names belong to the cluster.
var poolers atomic.Int64

// login makes a login as docs/OPERATIONS.md says for hubs behind a pooler, with some of the
// settings.
func login(t storetest.Tester, name, schema string, settings ...string) {
	t.Helper()
	exec(t, "CREATE ROLE "+name+" LOGIN IN ROLE pendamping_app")
	for _, s := range settings {
		exec(t, "ALTER ROLE "+name+" SET "+strings.ReplaceAll(s, "SCHEMA", pgx.Identifier{schema}.Sanitize()))
	}
}

// allSettings are those that a login needs.
var allSettings = []string{"search_path = SCHEMA", "synchronous_commit = on", "statement_timeout = '10s'", "idle_in_transaction_session_timeout = '30s'"}

// TestContractThroughAPooler: the contract holds where each transaction may be run by another
// session of the server.
func TestContractThroughAPooler(t *testing.T) {
	needServer(t)
	b, names := pooled(t, server, 200, "server_idle_timeout=2")
	var mu sync.Mutex
	storetest.Run(t, func(t storetest.Tester, r merge.Replica) storetest.Log {
		t.Helper()
		mu.Lock()
		name := names[0]
		names = names[1:]
		mu.Unlock()
		schema := freshSchema(t)
		login(t, name, schema, allSettings...)
		return openAs(t, b.DSN(name)+" pooler=transaction", options(r, schema))
	})
}

// TestPoolerHasToBeNamed: a hub that does not know of the pooler, or whose login lacks
// settings, refuses and says what to do.
func TestPoolerHasToBeNamed(t *testing.T) {
	needServer(t)
	schema := freshSchema(t)
	dropping, names := pooled(t, server, 2, "ignore_startup_parameters=search_path,synchronous_commit,statement_timeout,idle_in_transaction_session_timeout,enable_seqscan")
	strict, more := pooled(t, server, 5)
	for _, n := range names {
		login(t, n, schema)
	}
	for i, n := range more {
		login(t, n, schema, allSettings[:min(i, len(allSettings))]...)
	}
	for name, test := range map[string]struct{ dsn, says string }{
		"strict":        {strict.DSN(more[4]), "pooler=transaction"},
		"dropping":      {dropping.DSN(names[0]), ""},
		"no path":       {strict.DSN(more[0]) + " pooler=transaction", "SET search_path = "},
		"no timeout":    {strict.DSN(more[2]) + " pooler=transaction", "ALTER ROLE \"" + more[2] + "\" SET statement_timeout = '10s'"},
		"no idle":       {strict.DSN(more[3]) + " pooler=transaction", "SET idle_in_transaction_session_timeout = '30s'"},
		"unknown way":   {strict.DSN(more[4]) + " pooler=statement", "only transaction is known"},
		"all, by words": {strict.DSN(more[4]) + " pooler=transaction", "fine"},
	} {
		db, err := postgres.Connect(t.Context(), test.dsn, postgres.Settings{Schema: schema})
		if err == nil {
			db.Close()
			err = errors.New("fine")
		}
		t.Logf("%s: %v", name, err)
		if !strings.Contains(err.Error(), test.says) || (test.says != "fine") == (err.Error() == "fine") {
			t.Errorf("%s: %v, and not: %s", name, err, test.says)
		}
	}
	if err := postgres.Migrate(t.Context(), strict.DSN(more[4])+" pooler=transaction", schema); !errors.Is(err, postgres.ErrSession) {
		t.Errorf("migrating through a pooler: %v", err)
	}
}

// TestPromotionBehindAPooler: the pooler keeps its connections to the hub when the server is
// another, and the hub notices all the same.
func TestPromotionBehindAPooler(t *testing.T) {
	t.Parallel()
	needServer(t)
	c, err := cluster.Start(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if failed := c.Stop(); failed != nil {
			t.Error(failed)
		}
	})
	if err = postgres.Migrate(t.Context(), c.DSN(cluster.Superuser), ""); err != nil {
		t.Fatal(err)
	}
	conn, err := pgx.Connect(t.Context(), c.DSN(cluster.Superuser))
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range allSettings {
		if _, err = conn.Exec(t.Context(), "ALTER ROLE "+cluster.Superuser+" SET "+strings.ReplaceAll(s, "SCHEMA", postgres.DefaultSchema)); err != nil {
			t.Fatal(err)
		}
	}
	if err = conn.Close(t.Context()); err != nil {
		t.Fatal(err)
	}
	b, _ := pooled(t, c, 0) // whose sessions have the settings
	s := openAs(t, b.DSN(cluster.Superuser)+" pooler=transaction", options(storetest.ReplicaNo(9), ""))
	if _, err = s.Position(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err = c.Promote(t.Context()); err != nil {
		t.Fatal(err)
	}
	await(t, "the promotion to be noticed", func() bool {
		_, failed := s.Position(t.Context())
		return errors.Is(failed, postgres.ErrPromoted)
	})
	if _, err = s.Commit(t.Context(), merge.ID{1}, nil); !errors.Is(err, postgres.ErrPromoted) {
		t.Errorf("writing after it: %v", err)
	}
}
