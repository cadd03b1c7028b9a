package host

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"sync"

	"pendamping/fault"
	"pendamping/sync/merge"
	"pendamping/sync/wire"
)

// Store is what a host needs of the device's storage.
type Store interface {
	// Replica names the device's own log.
	Replica() merge.Replica
	// Graft merges changes that came past the hub, and returns how many were new and a
	// verdict on each that was refused.
	Graft(ctx context.Context, r merge.Replica, changes []merge.Change, judge merge.Judge) (int, []merge.Verdict, error)
	// PageTo gives what is newer than a position, and Position is the newest.
	PageTo(ctx context.Context, q merge.Query, take merge.Taker) (merge.Page, error)
	Position(ctx context.Context) (uint64, error)
	// Local and SetLocal keep something under a name, on this device only.
	Local(ctx context.Context, key string, v any) (found bool, err error)
	SetLocal(ctx context.Context, key string, v any) error
}

// Shelf is the device's store as the hub's code sees it; it implements hub.Store. What
// colleagues bring is merged, not logged; how far each has come is kept under the epoch.
type Shelf struct {
	store Store
	epoch merge.ID
	took  func(r merge.Replica, fresh, refused int)

	mu sync.Mutex // one colleague's changes at a time
}

// NewShelf makes the shelf of a host with its certificate. took is told what came of each
// colleague's changes.
func NewShelf(s Store, own *wire.Certificate, took func(r merge.Replica, fresh, refused int)) *Shelf {
	return &Shelf{store: s, epoch: Epoch(own, s.Replica()), took: took}
}

// Epoch names a device as a place to sync with: another one when it began anew, or when
// its rights are others, as colleagues then show it other parts of their logs.
func Epoch(own *wire.Certificate, replica merge.Replica) merge.ID {
	h := sha256.New()
	h.Write([]byte("pendamping hotspot epoch\n"))
	h.Write(own.Device[:])
	h.Write(replica[:])
	if own.All {
		h.Write([]byte{1})
	}
	for _, s := range slices.SortedFunc(slices.Values(own.Scopes), merge.ID.Compare) {
		h.Write(s[:])
	}
	return merge.ID(h.Sum(nil))
}

// came is how far a colleague has come: the end of the chain that he shows here.
type came struct {
	Seq  uint64     `cbor:"1,keyasint"`
	Hash merge.Hash `cbor:"2,keyasint"`
}

func (s *Shelf) key(r merge.Replica) string {
	return "guest/" + hex.EncodeToString(s.epoch[:8]) + "/" + hex.EncodeToString(r[:])
}

// Head implements hub.Store.
func (s *Shelf) Head(ctx context.Context, r merge.Replica) (merge.Head, error) {
	var c came
	_, err := s.store.Local(ctx, s.key(r), &c)
	return merge.Head(c), fault.E("host.Head", fault.Other, err)
}

// Ingest implements hub.Store. The changes are merged before it is noted that they are
// here, so that a cut between the two brings them again, which changes nothing.
func (s *Shelf) Ingest(ctx context.Context, r merge.Replica, changes []merge.Change, judge merge.Judge) (merge.Head, []merge.Verdict, error) {
	const op fault.Op = "host.Ingest"
	s.mu.Lock()
	defer s.mu.Unlock()
	head, err := s.Head(ctx, r)
	if err != nil {
		return merge.Head{}, nil, fault.E(op, fault.Other, err)
	}
	var next []merge.Change
	end := head
	for i := range changes {
		if changes[i].Seq == end.Seq+1 {
			end = merge.Head{Seq: changes[i].Seq, Hash: changes[i].Hash(end.Hash)}
			next = append(next, changes[i])
		}
	}
	if len(next) == 0 {
		return head, nil, nil
	}
	fresh, verdicts, err := s.store.Graft(ctx, r, next, judge)
	if err == nil {
		err = s.store.SetLocal(ctx, s.key(r), came(end))
	}
	if err != nil {
		return merge.Head{}, nil, fault.E(op, fault.Other, err)
	}
	s.took(r, fresh, len(verdicts))
	return end, verdicts, nil
}

// Verdicts implements hub.Store: what is not merged here leaves no trace.
func (*Shelf) Verdicts(context.Context, merge.Replica, uint64, uint64) ([]merge.Verdict, error) {
	return nil, nil
}

// PageTo implements hub.Store.
func (s *Shelf) PageTo(ctx context.Context, q merge.Query, take merge.Taker) (merge.Page, error) {
	return s.store.PageTo(ctx, q, take) //nolint:wrapcheck // already carries place and kind
}

// Position implements hub.Store.
func (s *Shelf) Position(ctx context.Context) (uint64, error) {
	return s.store.Position(ctx) //nolint:wrapcheck // already carries place and kind
}
