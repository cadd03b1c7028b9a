package storetest

import (
	"context"
	"fmt"
	"time"

	"pendamping/sync/merge"
)

// Tester is what the suite needs of *testing.T and *rapid.T.
type Tester interface {
	Helper()
	Cleanup(fn func())
	Fatalf(format string, args ...any)
	Errorf(format string, args ...any)
	Context() context.Context
}

// Start is the moment at which the suite's clocks stand.
func Start() time.Time { return time.Date(2026, 3, 4, 9, 0, 0, 0, time.UTC) }

// Partition is the partition of the suite's records.
func Partition() merge.ID { return merge.ID{0xaa, 1} }

// ReplicaNo names the n-th replica.
func ReplicaNo(n byte) merge.Replica { return merge.Replica{0x10 + n, n} }

// scope names the n-th scope, record the n-th record.
func scope(n byte) merge.ID  { return merge.ID{0xbb, n} }
func record(n byte) merge.ID { return merge.ID{0xcc, n} }

// kind is the kind of the suite's records.
const kind merge.Kind = 4

// field is a plain field.
func field(n uint16) merge.Field { return merge.Field{Number: n} }

// edit writes one field of a record, having seen what r holds of it.
func edit(r merge.Record, in merge.ID, n uint16, value string) merge.Edit {
	return merge.Edit{
		Record: r.ID, Kind: kind, Partition: Partition(), Scope: in,
		Writes: []merge.Write{{Field: field(n), Value: []byte(value), Context: r.Field(field(n)).Context}},
	}
}

// fresh is an edit of a record that its author has not seen.
func fresh(id, in merge.ID, n uint16, value string) merge.Edit {
	return edit(merge.Record{ID: id}, in, n, value)
}

// move writes a record's scope, having seen the present one.
func move(r merge.Record, to merge.ID) merge.Edit {
	e := edit(r, to, merge.FieldScope, "")
	e.Writes[0].Value = merge.ScopeValue(to)
	return e
}

// commit commits or fails the test.
func commit(t Tester, l Log, edits ...merge.Edit) merge.Change {
	t.Helper()
	c, err := l.Commit(t.Context(), merge.ID{0xdd}, edits)
	if err != nil {
		t.Fatalf("commit: %v", err)
	}
	return c
}

// get reads a record or fails the test.
func get(t Tester, l Log, id merge.ID) merge.Record {
	t.Helper()
	r, err := l.Record(t.Context(), id)
	if err != nil {
		t.Fatalf("record: %v", err)
	}
	return r
}

// push brings all of from's own changes to the hub.
func push(t Tester, from, hub Log, judge merge.Judge) []merge.Verdict {
	t.Helper()
	head, err := hub.Head(t.Context(), from.Replica())
	if err != nil {
		t.Fatalf("head: %v", err)
	}
	changes, err := from.Outbox(t.Context(), head.Seq, 0, 0)
	if err != nil {
		t.Fatalf("outbox: %v", err)
	}
	_, verdicts, err := hub.Ingest(t.Context(), from.Replica(), changes, judge)
	if err != nil {
		t.Fatalf("ingest: %v", err)
	}
	return verdicts
}

// pull brings the hub's news to a replica, page by page, moves the query on and
// returns how many pages there were.
func pull(t Tester, hub, to Log, q *merge.Query) (pages int) {
	t.Helper()
	for {
		page, err := hub.Page(t.Context(), *q)
		if err != nil {
			t.Fatalf("page: %v", err)
		}
		if err := to.Absorb(t.Context(), page, fmt.Append(nil, page.Next)); err != nil {
			t.Fatalf("absorb: %v", err)
		}
		pages++
		q.After, q.Base = page.Next, page.Base
		if !page.More {
			return pages
		}
	}
}

// scan collects the IDs of a scan.
func scan(t Tester, l Log, in merge.ID, k merge.Kind) []merge.ID {
	t.Helper()
	var out []merge.ID
	err := l.Scan(t.Context(), in, k, func(r merge.Record) bool {
		out = append(out, r.ID)
		return true
	})
	if err != nil {
		t.Fatalf("scan: %v", err)
	}
	return out
}

// digest is a replica's fingerprint.
func digest(t Tester, l Log, scopes ...merge.ID) [32]byte {
	t.Helper()
	d, err := l.Digest(t.Context(), scopes...)
	if err != nil {
		t.Fatalf("digest: %v", err)
	}
	return d
}

// link reads what a replica remembers of its hub.
func link(t Tester, l Log) merge.Link {
	t.Helper()
	k, err := l.Link(t.Context())
	if err != nil {
		t.Fatalf("link: %v", err)
	}
	return k
}
