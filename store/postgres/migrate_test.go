package postgres_test

import (
	"errors"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"pendamping/fault"
	"pendamping/store/postgres"
	"pendamping/store/postgres/cluster"
	"pendamping/store/storetest"
)

// denied is the server's code for a lack of rights.
const denied = "42501"

func TestVersions(t *testing.T) {
	t.Parallel()
	needServer(t)
	schema := freshSchema(t)
	for _, c := range []struct {
		name, before string
		opened       error
		migrated     error
	}{
		{"as migrated", "SELECT 1", nil, nil},
		{"a step more", "INSERT INTO versions SELECT max(version) + 1, ''::bytea FROM versions", postgres.ErrNewer, postgres.ErrNewer},
		{"without it", "DELETE FROM versions WHERE sum = ''::bytea", nil, nil},
		{"another step", "UPDATE versions SET sum = 'x' WHERE version = 2", postgres.ErrForeign, postgres.ErrForeign},
		{"a step less", "DELETE FROM versions WHERE version >= 2", postgres.ErrOlder, nil},
		{"no step", "DROP TABLE versions", postgres.ErrAbsent, nil},
	} {
		if c.name == "a step less" || c.name == "no step" { // what the missing steps made is not there either
			c.before += "; DROP VIEW report_records, report_logs, report_quarantine"
		}
		if c.name == "no step" {
			c.before += "; DROP TABLE partitions, changes, branches, verdicts, records, departures, locals"
		}
		if err := execAs(t, cluster.Superuser, schema, c.before); err != nil {
			t.Fatalf("%s: %v", c.name, err)
		}
		s, err := postgres.Open(t.Context(), server.DSN(appUser), options(storetest.ReplicaNo(1), schema))
		if !errors.Is(err, c.opened) {
			t.Errorf("%s: open: %v", c.name, err)
		}
		if err == nil {
			err = s.Close()
			if err != nil {
				t.Error(err)
			}
		}
		if err := postgres.Migrate(t.Context(), server.DSN(cluster.Superuser), schema); !errors.Is(err, c.migrated) {
			t.Errorf("%s: migrate: %v", c.name, err)
		}
		if c.opened == nil || c.migrated != nil {
			continue
		}
		open(t, options(storetest.ReplicaNo(1), schema))
	}
	if _, err := postgres.Connect(t.Context(), server.DSN(appUser), postgres.Settings{Schema: "nowhere"}); !errors.Is(err, postgres.ErrAbsent) {
		t.Errorf("a schema that is not there: %v", err)
	}
}

func TestMigrateNeedsRights(t *testing.T) {
	t.Parallel()
	needServer(t)
	freshSchema(t)
	err := postgres.Migrate(t.Context(), server.DSN(appUser), "of the hub")
	if fault.KindOf(err) != fault.Denied {
		t.Errorf("the hub's user migrated: %v", err)
	}
}

func TestRights(t *testing.T) {
	t.Parallel()
	needServer(t)
	schema := freshSchema(t)
	hub := open(t, options(storetest.ReplicaNo(1), schema))
	dev := device(2)
	write(t, dev, [16]byte{1}, "x")
	if err := push(t.Context(), dev, hub); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		user, sql string
		allowed   bool
	}{
		{appUser, "SELECT * FROM changes", true},
		{appUser, "UPDATE changes SET body = ''", false},
		{appUser, "DELETE FROM changes", false},
		{appUser, "TRUNCATE changes", false},
		{appUser, "UPDATE branches SET body = ''", false},
		{appUser, "DELETE FROM branches", false},
		{appUser, "DELETE FROM verdicts", false},
		{appUser, "DELETE FROM partitions", false},
		{appUser, "UPDATE versions SET sum = ''", false},
		{appUser, "CREATE TABLE mine ()", false},
		{appUser, "DROP TABLE changes", false},
		{reportUser, "SELECT * FROM report_records, report_logs, report_quarantine", true},
		{reportUser, "SELECT * FROM records", false},
		{reportUser, "SELECT * FROM changes", false},
	} {
		var pg *pgconn.PgError
		err := execAs(t, c.user, schema, c.sql)
		if refused := errors.As(err, &pg) && pg.Code == denied; refused == c.allowed || c.allowed && err != nil {
			t.Errorf("%s: %s: %v", c.user, c.sql, err)
		}
	}
	if n := ask(t, schema, "SELECT records FROM report_records"); n != 1 {
		t.Errorf("the report counts %d records", n)
	}
}

// TestSpread lets the migration run where the extension's function is, and looks at what
// it asked for.
func TestSpread(t *testing.T) {
	t.Parallel()
	needServer(t)
	const schema = "spread"
	exec(t, "CREATE SCHEMA "+schema)
	if err := execAs(t, cluster.Superuser, schema, `
		CREATE TABLE calls (n serial, name text, key text, beside text);
		CREATE FUNCTION create_distributed_table(table_name regclass, distribution_column text,
			distribution_type text DEFAULT 'hash', colocate_with text DEFAULT 'default', shard_count int DEFAULT NULL)
		RETURNS void LANGUAGE sql AS
			$$ INSERT INTO calls (name, key, beside) VALUES (table_name::text, distribution_column, colocate_with) $$`); err != nil {
		t.Fatal(err)
	}
	if err := postgres.Migrate(t.Context(), server.DSN(cluster.Superuser), schema); err != nil {
		t.Fatal(err)
	}
	got := map[string]string{}
	for _, line := range list(t, schema, "SELECT name || ' ' || key || ' ' || beside FROM calls ORDER BY n") {
		name, rest, _ := strings.Cut(line, " ")
		got[name] = rest
	}
	want := map[string]string{}
	for _, name := range list(t, schema, "SELECT tablename FROM pg_tables WHERE schemaname = current_schema AND tablename NOT IN ('calls', 'versions')") {
		want[name] = "partition partitions"
	}
	want["partitions"] = "partition none"
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("spread: %s", diff)
	}
}

// list reads a column of texts.
func list(t *testing.T, schema, sql string) []string {
	t.Helper()
	conn := connect(t, cluster.Superuser, schema)
	rows, _ := conn.Query(t.Context(), sql) //nolint:errcheck // CollectRows returns it
	out, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if closing := conn.Close(t.Context()); err != nil || closing != nil {
		t.Fatalf("list: %v, %v", err, closing)
	}
	return out
}

// TestEveryKeyBeginsWithThePartition holds the schema against what spreading it needs.
func TestEveryKeyBeginsWithThePartition(t *testing.T) {
	t.Parallel()
	needServer(t)
	schema := freshSchema(t)
	odd := list(t, schema, `SELECT i.indexrelid::regclass::text FROM pg_index i
		JOIN pg_class c ON c.oid = i.indrelid
		JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = i.indkey[0]
		WHERE c.relnamespace = (SELECT oid FROM pg_namespace WHERE nspname = current_schema) AND c.relname <> 'versions' AND a.attname <> 'partition'`)
	keyed := list(t, schema, `SELECT c.relname::text FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid
		WHERE c.relnamespace = (SELECT oid FROM pg_namespace WHERE nspname = current_schema) AND i.indisprimary`)
	if len(odd) > 0 || len(keyed) != 8 {
		t.Errorf("keys without the partition: %v; tables with a key: %v", odd, keyed)
	}
}

// TestEveryStatementNamesOnePartition reads the statements out of the source.
func TestEveryStatementNamesOnePartition(t *testing.T) {
	t.Parallel()
	source := token.NewFileSet()
	pkgs, err := parser.ParseDir(source, ".", func(f fs.FileInfo) bool { return !strings.HasSuffix(f.Name(), "_test.go") }, 0) //nolint:staticcheck // one folder, no build tags
	if err != nil {
		t.Fatal(err)
	}
	seen := 0
	ast.Inspect(pkgs["postgres"], func(n ast.Node) bool {
		lit, ok := n.(*ast.BasicLit)
		if !ok || lit.Kind != token.STRING {
			return true
		}
		sql, err := strconv.Unquote(lit.Value)
		verb, _, _ := strings.Cut(sql, " ")
		if err != nil || !slices.Contains([]string{"SELECT", "INSERT", "UPDATE", "DELETE"}, verb) || strings.Contains(sql, "versions") ||
			strings.Contains(sql, "pg_advisory") || strings.Contains(sql, "pg_control_system") || strings.Contains(sql, "pg_catalog.pg_class") || strings.Contains(sql, "current_setting(") {
			return true
		}
		seen++
		if !strings.Contains(sql, "partition = $1") && !strings.Contains(sql, "(partition, ") {
			t.Errorf("%s: names no partition: %s", source.Position(lit.Pos()), sql)
		}
		return true
	})
	if seen < 20 {
		t.Errorf("only %d statements were found", seen)
	}
}
