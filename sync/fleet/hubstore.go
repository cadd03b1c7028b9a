package fleet

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"math/rand/v2"
	"path/filepath"
	"sync/atomic"
	"time"

	"pendamping/store"
	"pendamping/sync/hub"
	"pendamping/sync/merge"
)

// HubStore is the hub's store while it is open.
type HubStore interface {
	hub.Store

	Since(ctx context.Context, r merge.Replica, after uint64, maxChanges, maxBytes int) ([]merge.Change, error)
	Quarantine(ctx context.Context) ([]merge.Quarantined, error)
	Record(ctx context.Context, id merge.ID) (merge.Record, error)
	Scan(ctx context.Context, scope merge.ID, kind merge.Kind, fn func(merge.Record) bool) error
	Digest(ctx context.Context, scopes ...merge.ID) ([32]byte, error)
	Close() error
}

// narrow is a store with small pages for the devices that have such.
type narrow struct {
	HubStore

	w *world
}

// PageTo implements hub.Store.
func (n narrow) PageTo(ctx context.Context, q merge.Query, take merge.Taker) (merge.Page, error) {
	if n.w.page > 0 {
		q.MaxBytes = min(q.MaxBytes, n.w.page)
	}
	return n.HubStore.PageTo(ctx, q, take) //nolint:wrapcheck // as the store says it
}

// Backend makes the hub's stores, one after another: an empty one takes the place of one
// that was lost.
type Backend interface {
	// Create makes an empty store and opens it. One that was there is closed, and lost.
	Create(ctx context.Context) (HubStore, error)
	// Open opens the store again, after its process ended.
	Open(ctx context.Context) (HubStore, error)
	// Copy remembers the store, which is open, as it stands.
	Copy(ctx context.Context, s HubStore) error
	// Restore puts the copy in the place of the store, which is closed.
	Restore(ctx context.Context) error
	// Check is what the store's own check finds; nothing when it is sound.
	Check(ctx context.Context, s HubStore) ([]string, error)
}

// HubOptions are what a [Backend] is made with.
type HubOptions struct {
	Dir       string   // for files
	Partition merge.ID // the one that the fleet has
	Now       func() time.Time
	Rand      io.Reader // for one goroutine
	Logger    *slog.Logger
	Hook      func(stage string) error // to be asked at "commit" and "committed" of each write transaction
}

// embedded keeps the hub in a bbolt file, as a hub of one federation does.
type embedded struct {
	o    HubOptions
	n    int // names the file
	path string
	copy *backup
}

func newEmbedded(o HubOptions) Backend { return &embedded{o: o} } //nolint:ireturn // as Config.Hub wants it

// hubJournal is small, so that a fleet's hub often folds.
const hubJournal = 96 << 10

// options are for one opening. What folds beside the commits is killed with them, and asks
// for nothing else, as it runs on a goroutine of its own. How far it comes until then is
// not for the seed to say, so that the random bytes that this takes are the store's own.
func (e *embedded) options() (store.Options, error) {
	var dead atomic.Bool
	var key [32]byte
	if _, err := io.ReadFull(e.o.Rand, key[:]); err != nil {
		return store.Options{}, fmt.Errorf("random source: %w", err)
	}
	return store.Options{
		Secret: store.RawKey([32]byte{1}), Now: e.o.Now, Rand: rand.NewChaCha8(key), Logger: e.o.Logger, Journal: hubJournal, Beside: true,
		Hook: func(stage string) error {
			if dead.Load() {
				return errKilled
			}
			if stage == "fold" || stage == "mirror" {
				return nil
			}
			err := e.o.Hook(stage)
			dead.Store(errors.Is(err, errKilled))
			return err
		},
	}, nil
}

// Create implements Backend.
func (e *embedded) Create(ctx context.Context) (HubStore, error) { //nolint:ireturn // as the interface says
	e.n++
	e.path = filepath.Join(e.o.Dir, fmt.Sprintf("hub%d.db", e.n))
	o, err := e.options()
	if err != nil {
		return nil, err
	}
	s, err := store.Create(ctx, e.path, o)
	if err != nil {
		return nil, fmt.Errorf("create: %w", err)
	}
	return s, nil
}

// Open implements Backend.
func (e *embedded) Open(ctx context.Context) (HubStore, error) { //nolint:ireturn // as the interface says
	o, err := e.options()
	if err != nil {
		return nil, err
	}
	s, err := store.Open(ctx, e.path, o)
	if err != nil {
		return nil, fmt.Errorf("open: %w", err)
	}
	return s, nil
}

// Copy implements Backend.
func (e *embedded) Copy(ctx context.Context, s HubStore) (err error) {
	own, ok := s.(*store.Store)
	if !ok {
		return fmt.Errorf("copy: %w", ErrConfig)
	}
	e.copy, err = copyOf(ctx, own, e.path)
	return err
}

// Restore implements Backend.
func (e *embedded) Restore(context.Context) error { return e.copy.write(e.path) }

// Check implements Backend.
func (*embedded) Check(ctx context.Context, s HubStore) ([]string, error) {
	own, ok := s.(*store.Store)
	if !ok {
		return nil, fmt.Errorf("check: %w", ErrConfig)
	}
	return findings(ctx, own)
}

// findings lists what a store's check finds.
func findings(ctx context.Context, s *store.Store) ([]string, error) {
	report, err := s.Check(ctx)
	if err != nil {
		return nil, fmt.Errorf("check: %w", err)
	}
	var out []string
	for _, f := range report.Findings {
		out = append(out, f.Place+": "+f.Detail)
	}
	return out, nil
}
