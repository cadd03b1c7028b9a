package postgres_test

import (
	"strings"
	"testing"

	"pendamping/store/postgres/cluster"
	"pendamping/store/storetest"
	"pendamping/sync/merge"
)

// TestCheck damages a partition in every way that a check is to find.
func TestCheck(t *testing.T) {
	t.Parallel()
	needServer(t)
	for name, c := range map[string]struct{ sql, place, says string }{
		"as it was":                 {"SELECT 1", "", ""},
		"a change is missing":       {"DELETE FROM changes WHERE seq = 2", "changes", "missing before 3"},
		"the first is missing":      {"DELETE FROM changes WHERE seq = 1", "changes", "missing before 2"},
		"a change was altered":      {"UPDATE changes SET body = sha256(body) WHERE seq = 2", "changes", "sealed"},
		"changes in another order":  {"UPDATE changes SET seq = 9 WHERE seq = 3", "changes", "missing before 9"},
		"a record was altered":      {"UPDATE records SET body = sha256(body) WHERE position = 3", "records", "sealed"},
		"a record in another place": {"UPDATE records SET scope = id WHERE position = 3", "records", "not in its place"},
		"a record is gone":          {"DELETE FROM records WHERE position = 3", "records", "does not know"},
		"a verdict on nothing":      {"INSERT INTO verdicts SELECT partition, replica, 99, '', 1, '' FROM changes LIMIT 1", "verdicts", "not there"},
		"the position went back":    {"UPDATE partitions SET position = 1", "partitions", "beyond"},
		"a branch was altered":      {"UPDATE branches SET body = sha256(body)", "branches", "sealed"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			schema := freshSchema(t)
			hub, dev, clone := open(t, options(storetest.ReplicaNo(9), schema)), device(1), device(1)
			for i := range byte(3) {
				write(t, dev, merge.ID{1, i}, "x")
			}
			if err := push(t.Context(), dev, hub); err != nil {
				t.Fatal(err)
			}
			write(t, clone, merge.ID{1}, "other")
			if _, _, err := hub.Ingest(t.Context(), clone.Replica(), outbox(t, clone), nil); err == nil {
				t.Fatal("no fork")
			}
			checkSound(t, hub, 3)
			if err := execAs(t, cluster.Superuser, schema, c.sql); err != nil {
				t.Fatal(err)
			}
			report, err := hub.Check(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			if c.place == "" {
				if len(report.Findings) > 0 || report.Replicas != 1 || report.Records[4] != 3 || report.Position != 3 {
					t.Errorf("%+v", report)
				}
				return
			}
			for _, f := range report.Findings {
				if f.Place == c.place && strings.Contains(f.Detail, c.says) {
					return
				}
			}
			t.Errorf("not found: %+v", report.Findings)
		})
	}
}

// TestCheckFindsAnOldRecord: a record that was put back together with its position.
func TestCheckFindsAnOldRecord(t *testing.T) {
	t.Parallel()
	needServer(t)
	schema := freshSchema(t)
	hub, dev := open(t, options(storetest.ReplicaNo(9), schema)), device(1)
	write(t, dev, merge.ID{1}, "old")
	if err := push(t.Context(), dev, hub); err != nil {
		t.Fatal(err)
	}
	sql := func(text string) {
		t.Helper()
		if err := execAs(t, cluster.Superuser, schema, text); err != nil {
			t.Fatal(err)
		}
	}
	sql("CREATE TABLE kept AS SELECT * FROM records")
	write(t, dev, merge.ID{1}, "new")
	if err := push(t.Context(), dev, hub); err != nil {
		t.Fatal(err)
	}
	checkSound(t, hub, 2)
	sql("DELETE FROM records; INSERT INTO records SELECT * FROM kept")
	report, err := hub.Check(t.Context())
	if err != nil || len(report.Findings) != 1 || !strings.Contains(report.Findings[0].Detail, "does not know change 2") {
		t.Errorf("%+v, %v", report, err)
	}
}
