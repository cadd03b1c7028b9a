package main

import (
	"context"
	"errors"
	"io"
	"path/filepath"
	"sync"
	"time"

	"github.com/fxamacker/cbor/v2"

	"pendamping/fault"
	"pendamping/kpuk"
	"pendamping/store"
	"pendamping/store/postgres"
	"pendamping/sync/hub"
	"pendamping/sync/merge"
)

// The ways in which a hub can keep its records.
const (
	storeBbolt    = "bbolt"    // in a file of its own
	storePostgres = "postgres" // in a database, which several hub processes and federations may share
)

// hubStore is where a hub keeps its records.
type hubStore interface {
	hub.Store

	Replica() merge.Replica
	Replicas(ctx context.Context) ([]merge.Replica, error)
	Since(ctx context.Context, r merge.Replica, after uint64, maxChanges, maxBytes int) ([]merge.Change, error)
	Record(ctx context.Context, id merge.ID) (merge.Record, error)
	Gather(ctx context.Context, ids []merge.ID) ([]merge.Record, error)
	Page(ctx context.Context, q merge.Query) (merge.Page, error)
	Scan(ctx context.Context, scope merge.ID, kind merge.Kind, fn func(merge.Record) bool) error
	Quarantine(ctx context.Context) ([]merge.Quarantined, error)
	Digest(ctx context.Context, scopes ...merge.ID) ([32]byte, error)

	Read(ctx context.Context, id kpuk.ID) (kpuk.Record, error)
	All(ctx context.Context) ([]kpuk.Record, error)
	Save(ctx context.Context, author kpuk.ID, recs ...kpuk.Record) error
	Named(ctx context.Context) (map[kpuk.Digest]struct{}, error)
	Local(ctx context.Context, key string, v any) (bool, error)
	SetLocal(ctx context.Context, key string, v any) error

	// Claim keeps an ID under a name that has none yet, durably, and returns what is
	// kept: the first one, whichever process set it.
	Claim(ctx context.Context, name string, id kpuk.ID) (kpuk.ID, error)
	// Renew sets a new epoch with a new replica for what the hub itself writes.
	Renew(ctx context.Context, set *settings) error

	Blobs() (*store.Blobs, error)
	Check(ctx context.Context) (store.Report, error)
	Usage(ctx context.Context) (store.Usage, error)
	Close() error
}

// boltStore is a hub's store in a bbolt file. One process has it open.
type boltStore struct {
	*store.Store

	claiming sync.Mutex
}

// Claim implements hubStore.
func (s *boltStore) Claim(ctx context.Context, name string, id kpuk.ID) (kpuk.ID, error) {
	const op fault.Op = "claim"
	s.claiming.Lock()
	defer s.claiming.Unlock()
	var held kpuk.ID
	found, err := s.Local(ctx, name, &held)
	if err != nil || found {
		return held, fault.E(op, fault.Other, err)
	}
	return id, fault.E(op, fault.Other, s.SetLocal(ctx, name, id))
}

// Renew implements hubStore.
func (s *boltStore) Renew(ctx context.Context, set *settings) error {
	const op fault.Op = "renew"
	old := s.Replica()
	head, err := s.Head(ctx, old)
	if err != nil {
		return fault.E(op, fault.Other, err)
	}
	// The epoch first: with it alone, devices already send everything again.
	if err = s.SetLocal(ctx, settingsKey, set); err != nil {
		return fault.E(op, fault.Other, err)
	}
	if _, err = s.RotateReplica(ctx, old, head.Seq); err != nil {
		return fault.E(op, fault.Other, err)
	}
	// No device may call itself what the hub was called.
	return fault.E(op, fault.Other, s.SetLocal(ctx, claimKey(old), set.Partition))
}

// Replicas implements hubStore: those whose changes are held.
func (s *boltStore) Replicas(ctx context.Context) ([]merge.Replica, error) {
	all, err := s.Store.Replicas(ctx)
	return all, fault.E("replicas", fault.Other, err)
}

// pgStore is a hub's store in PostgreSQL.
type pgStore struct {
	*postgres.Store
	*store.Records

	db   *postgres.DB
	dir  string // of photos
	key  [32]byte
	now  func() time.Time
	rand io.Reader
}

// moment is a partition whose records are listed as of one moment: others may write
// meanwhile, and what is missing from a list would be taken for a fault, or a photo that
// nobody names.
type moment struct{ *postgres.Store }

// Scan implements store.Log.
func (m moment) Scan(ctx context.Context, scope merge.ID, kind merge.Kind, fn func(merge.Record) bool) error {
	return fault.E("scan", fault.Other, m.ScanMoment(ctx, scope, kind, fn))
}

// Save implements hubStore.
func (s *pgStore) Save(ctx context.Context, author kpuk.ID, recs ...kpuk.Record) error {
	return fault.E("save", fault.Other, s.Records.Save(ctx, author, recs...))
}

// Close implements hubStore.
func (s *pgStore) Close() error {
	err := s.Store.Close()
	s.db.Close()
	return fault.E("close", fault.Other, err)
}

// Local implements hubStore.
func (s *pgStore) Local(ctx context.Context, key string, v any) (bool, error) {
	const op fault.Op = "local"
	b, err := s.Store.Local(ctx, key)
	if err == nil && b != nil && cbor.Unmarshal(b, v) != nil {
		err = store.ErrDamaged
	}
	return b != nil, fault.E(op, fault.Other, err)
}

// SetLocal implements hubStore.
func (s *pgStore) SetLocal(ctx context.Context, key string, v any) error {
	const op fault.Op = "local"
	b, err := cbor.Marshal(v)
	if err != nil {
		return fault.E(op, fault.Internal, err)
	}
	return fault.E(op, fault.Other, s.Store.SetLocal(ctx, key, b))
}

// Claim implements hubStore.
func (s *pgStore) Claim(ctx context.Context, name string, id kpuk.ID) (held kpuk.ID, err error) {
	const op fault.Op = "claim"
	b, err := cbor.Marshal(id)
	if err != nil {
		return held, fault.E(op, fault.Internal, err)
	}
	kept, err := s.Store.Claim(ctx, name, b)
	if err == nil && cbor.Unmarshal(kept, &held) != nil {
		err = store.ErrDamaged
	}
	return held, fault.E(op, fault.Other, err)
}

// Renew implements hubStore: all of it in one transaction. Other processes that have the
// partition open stop.
func (s *pgStore) Renew(ctx context.Context, set *settings) error {
	const op fault.Op = "renew"
	var fresh merge.Replica
	if _, err := io.ReadFull(s.rand, fresh[:]); err != nil {
		return fault.E(op, fault.Internal, err)
	}
	locals := map[string][]byte{}
	var failed error
	for name, v := range map[string]any{settingsKey: set, claimKey(s.Replica()): set.Partition, serverKey: s.db.Identity()} {
		b, err := cbor.Marshal(v)
		failed = errors.Join(failed, err)
		locals[name] = b
	}
	if failed != nil {
		return fault.E(op, fault.Internal, failed)
	}
	return fault.E(op, fault.Other, s.Store.Renew(ctx, fresh, locals))
}

// Blobs implements hubStore: photos lie in the folder, sealed under the hub's secret.
func (s *pgStore) Blobs() (*store.Blobs, error) {
	part := s.Partition()
	b, err := store.NewBlobs(filepath.Join(s.dir, blobFolder), s.key, part[:], s.now, s.rand)
	return b, fault.E("blobs", fault.Other, err)
}

// Check implements hubStore.
func (s *pgStore) Check(ctx context.Context) (store.Report, error) {
	found, err := s.Store.Check(ctx)
	report := store.Report{Changes: found.Changes, Replicas: found.Replicas, Position: found.Position, Records: make(map[kpuk.Kind]int, len(found.Records))}
	for kind, n := range found.Records {
		report.Records[kpuk.Kind(kind)] = n
	}
	for _, f := range found.Findings {
		report.Findings = append(report.Findings, store.Finding{Place: f.Place, Detail: f.Detail})
	}
	return report, fault.E("check", fault.Other, err)
}

// Usage implements hubStore.
func (s *pgStore) Usage(ctx context.Context) (store.Usage, error) {
	size, err := s.Size(ctx)
	return store.Usage{Size: size}, fault.E("usage", fault.Other, err)
}

// listOf reads the standing records of a kind in a scope; the zero scope means all.
func listOf[T any, P interface {
	*T
	kpuk.Record
}](ctx context.Context, s hubStore, scope kpuk.ID) (out []P, err error) {
	if own, ok := s.(*boltStore); ok {
		out, err = store.List[T, P](ctx, own.Store, scope)
		return out, fault.E("list", fault.Other, err)
	}
	pg, ok := s.(*pgStore)
	if !ok {
		return nil, fault.E("list", fault.Internal, errors.New("another store"))
	}
	err = pg.Each(ctx, scope, P(new(T)).Kind(), func(rec kpuk.Record) bool {
		if own, ok := rec.(P); ok && !rec.Head().Gone() {
			out = append(out, own)
		}
		return true
	})
	return out, fault.E("list", fault.Other, err)
}

// getOf reads a record, or returns [merge.ErrNoRecord]; removed records are returned too.
func getOf[T any, P interface {
	*T
	kpuk.Record
}](ctx context.Context, s hubStore, id kpuk.ID) (P, error) {
	rec, err := s.Read(ctx, id)
	own, is := rec.(P)
	if err == nil && !is {
		err = merge.ErrNoRecord
	}
	return own, fault.E("get", fault.Other, err)
}
