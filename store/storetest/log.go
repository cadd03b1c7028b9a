package storetest

import (
	"context"

	"pendamping/sync/merge"
)

// Log is the whole of what a replica's storage does; users of it declare the part that
// they need. Limits of zero are none, and a page or list has at least one element when
// there is any.
type Log interface {
	// Replica is the name of the own log.
	Replica() merge.Replica
	// Commit makes the edits the next own change and merges them, all or nothing.
	Commit(ctx context.Context, author merge.ID, edits []merge.Edit) (merge.Change, error)
	// Outbox returns own changes after a number, in order.
	Outbox(ctx context.Context, after uint64, maxChanges, maxBytes int) ([]merge.Change, error)
	// Since returns the held changes of any replica after a number, in order.
	Since(ctx context.Context, r merge.Replica, after uint64, maxChanges, maxBytes int) ([]merge.Change, error)
	// Head is the end of a replica's chain; zero when nothing of it is held.
	Head(ctx context.Context, r merge.Replica) (merge.Head, error)
	// HashAt is the link of a replica's chain at a number that is held.
	HashAt(ctx context.Context, r merge.Replica, seq uint64) (merge.Hash, error)
	// Link is what the replica remembers of its hub.
	Link(ctx context.Context) (merge.Link, error)
	// SetLink keeps it.
	SetLink(ctx context.Context, l merge.Link) error
	// Confirm notes what the hub durably holds, and its verdicts.
	Confirm(ctx context.Context, receipt merge.Receipt, verdicts []merge.Verdict) error
	// Absorb merges a page and keeps the cursor, all or nothing.
	Absorb(ctx context.Context, page merge.Page, cursor []byte) error
	// Ingest takes another replica's changes: idempotent, in order, without gaps.
	Ingest(ctx context.Context, r merge.Replica, changes []merge.Change, judge merge.Judge) (merge.Head, []merge.Verdict, error)
	// Verdicts lists those on a replica's changes between two numbers that are without effect.
	Verdicts(ctx context.Context, r merge.Replica, after, upTo uint64) ([]merge.Verdict, error)
	// Page returns what is newer than a position.
	Page(ctx context.Context, q merge.Query) (merge.Page, error)
	// PageTo gives what is newer than a position to take, one by one.
	PageTo(ctx context.Context, q merge.Query, take merge.Taker) (merge.Page, error)
	// Position is the position of the newest change of any record.
	Position(ctx context.Context) (uint64, error)
	// Record returns what is held of a record, or merge.ErrNoRecord.
	Record(ctx context.Context, id merge.ID) (merge.Record, error)
	// Gather reads several records, in any order; those that are not held are left out.
	Gather(ctx context.Context, ids []merge.ID) ([]merge.Record, error)
	// Scan calls fn with each record of a scope and kind (zero: all), outside of any
	// transaction, until it returns false.
	Scan(ctx context.Context, scope merge.ID, kind merge.Kind, fn func(merge.Record) bool) error
	// Quarantine lists the changes kept without effect.
	Quarantine(ctx context.Context) ([]merge.Quarantined, error)
	// Watch tells of changes until ctx ends.
	Watch(ctx context.Context) <-chan merge.Note
	// Digest is a fingerprint of the records of the scopes, or of all without any.
	Digest(ctx context.Context, scopes ...merge.ID) ([32]byte, error)
}

// Open makes a fresh, empty replica of the given name; it is closed by t.Cleanup.
type Open func(t Tester, r merge.Replica) Log
