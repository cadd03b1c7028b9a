package hotspot

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"sync"

	"pendamping/app/device"
	"pendamping/fault"
	"pendamping/sync/merge"
	"pendamping/sync/wire"
)

// shelf is the device's store as the hub's code sees it. What colleagues bring is merged,
// not logged; how far each has come is kept under the epoch.
type shelf struct {
	dev   *device.Device
	epoch merge.ID
	took  func(r merge.Replica, fresh, refused int)

	mu sync.Mutex // one colleague's changes at a time
}

// epochOf names a device as a place to sync with: another one when it began anew, or when
// its rights are others, as colleagues then show it other parts of their logs.
func epochOf(own *wire.Certificate, replica merge.Replica) merge.ID {
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

func (s *shelf) key(r merge.Replica) string {
	return "guest/" + hex.EncodeToString(s.epoch[:8]) + "/" + hex.EncodeToString(r[:])
}

// Head implements hub.Store.
func (s *shelf) Head(ctx context.Context, r merge.Replica) (merge.Head, error) {
	var c came
	_, err := s.dev.Store.Local(ctx, s.key(r), &c)
	return merge.Head(c), fault.E("hotspot.Head", fault.Other, err)
}

// Ingest implements hub.Store. The changes are merged before it is noted that they are
// here, so that a cut between the two brings them again, which changes nothing.
func (s *shelf) Ingest(ctx context.Context, r merge.Replica, changes []merge.Change, judge merge.Judge) (merge.Head, []merge.Verdict, error) {
	const op fault.Op = "hotspot.Ingest"
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
	fresh, verdicts, err := s.dev.Store.Graft(ctx, r, next, judge)
	if err == nil {
		err = s.dev.Store.SetLocal(ctx, s.key(r), came(end))
	}
	if err != nil {
		return merge.Head{}, nil, fault.E(op, fault.Other, err)
	}
	s.took(r, fresh, len(verdicts))
	return end, verdicts, nil
}

// Page implements hub.Store.
func (s *shelf) Page(ctx context.Context, q merge.Query) (merge.Page, error) {
	return s.dev.Store.Page(ctx, q) //nolint:wrapcheck // already carries place and kind
}

// Position implements hub.Store.
func (s *shelf) Position(ctx context.Context) (uint64, error) {
	return s.dev.Store.Position(ctx) //nolint:wrapcheck // already carries place and kind
}
