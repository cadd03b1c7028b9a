package peer

import (
	"context"
	"encoding/hex"
	"slices"

	"pendamping/fault"
	"pendamping/sync/merge"
	"pendamping/sync/wire"
)

// Store is what a visit needs of the device's storage.
type Store interface {
	// Replica names the device's own log.
	Replica() merge.Replica
	// Head is the end of a replica's chain.
	Head(ctx context.Context, r merge.Replica) (merge.Head, error)
	// Since returns changes of r with a Seq above after.
	Since(ctx context.Context, r merge.Replica, after uint64, maxChanges, maxBytes int) ([]merge.Change, error)
	// Quarantine lists what was put aside, the own changes that the hub refused among it.
	Quarantine(ctx context.Context) ([]merge.Quarantined, error)
	// AbsorbPeer merges what somebody else than the hub holds, of the records for which
	// may says so, and returns how many it altered.
	AbsorbPeer(ctx context.Context, deltas []merge.Delta, may func(rec *merge.Record) bool) (int, error)
	// Local and SetLocal keep something under a name, on this device only.
	Local(ctx context.Context, key string, v any) (found bool, err error)
	SetLocal(ctx context.Context, key string, v any) error
}

// Log is what a session with a colleague's device sees of the store: the own log as it
// stands when the visit begins, without what he may not hold and what the hub has refused,
// and a link of its own. So nothing that he says counts as said by the hub: what waits to
// be delivered goes on waiting.
type Log struct {
	store Store
	own   *wire.Certificate // this device's
	host  *wire.Certificate // the colleague's
	hubs  func(merge.Kind) bool
	key   string // of the state in the store
	state state

	known merge.Head // of the log as it is shown, computed so far
	heard int        // records that he altered here
}

// state is what is kept of a colleague's device. The log is another for each replica, and
// for each set of rights of his.
type state struct {
	Link merge.Link `cbor:"1,keyasint"`
	// Whether a change is shown is settled when it could be for the first time: the log has
	// to stay the same for him.
	Settled uint64   `cbor:"2,keyasint,omitempty"` // up to here
	Hidden  []uint64 `cbor:"3,keyasint,omitempty"` // changes that the hub had refused by then
}

// NewLog makes the log for a visit at a colleague's device. hubs names the kinds of records
// that are the hub's own affair.
func NewLog(ctx context.Context, s Store, own, host *wire.Certificate, hubs func(merge.Kind) bool) (*Log, error) {
	const op fault.Op = "peer.NewLog"
	replica := s.Replica()
	l := &Log{
		store: s, own: own, host: host, hubs: hubs,
		key: "peer/" + hex.EncodeToString(host.Device[:]) + "/" + hex.EncodeToString(replica[:]),
	}
	if _, err := s.Local(ctx, l.key, &l.state); err != nil {
		return nil, fault.E(op, fault.Other, err)
	}
	return l, fault.E(op, fault.Other, l.settle(ctx, replica))
}

// settle decides which changes are shown that could not be before.
func (l *Log) settle(ctx context.Context, replica merge.Replica) error {
	end, err := l.store.Head(ctx, replica)
	if err != nil {
		return err //nolint:wrapcheck // wrapped by NewLog
	}
	before := max(l.state.Settled, l.state.Link.Acked.Seq) // those of earlier versions were all shown
	if end.Seq <= before {
		l.state.Settled = before
		return nil
	}
	aside, err := l.store.Quarantine(ctx)
	if err != nil {
		return err //nolint:wrapcheck // wrapped by NewLog
	}
	for i := range aside {
		if c := &aside[i].Change; c.Replica == replica && c.Seq > before && !aside[i].Fork {
			l.state.Hidden = append(l.state.Hidden, c.Seq)
		}
	}
	slices.Sort(l.state.Hidden)
	l.state.Settled = end.Seq
	return l.store.SetLocal(ctx, l.key, l.state) //nolint:wrapcheck // wrapped by NewLog
}

// Replica implements session.Log.
func (l *Log) Replica() merge.Replica { return l.store.Replica() }

// Head implements session.Log: the end of the chain of what is shown, which is another
// than the one that the hub knows.
func (l *Log) Head(ctx context.Context, r merge.Replica) (merge.Head, error) {
	var err error
	for err == nil && l.known.Seq < l.state.Settled {
		var changes []merge.Change
		if changes, err = l.Since(ctx, r, l.known.Seq, 1_000, 4<<20); err == nil && len(changes) == 0 {
			break
		}
		for i := range changes {
			l.known = merge.Head{Seq: changes[i].Seq, Hash: changes[i].Hash(l.known.Hash)}
		}
	}
	return l.known, err
}

// Since implements session.Log.
func (l *Log) Since(ctx context.Context, r merge.Replica, after uint64, maxChanges, maxBytes int) ([]merge.Change, error) {
	changes, err := l.store.Since(ctx, r, after, maxChanges, maxBytes)
	for i := range changes {
		if changes[i].Seq > l.state.Settled { // saved since the visit began
			return changes[:i], err //nolint:wrapcheck // wrapped by the session
		}
		shows := l.shows
		if _, hidden := slices.BinarySearch(l.state.Hidden, changes[i].Seq); hidden {
			shows = func(merge.ID) bool { return false }
		}
		changes[i] = changes[i].Withhold(shows)
	}
	return changes, err //nolint:wrapcheck // wrapped by the session
}

// shows tells whether the colleague may see what happens in a scope. Accounts are between
// devices and the hub.
func (l *Log) shows(scope merge.ID) bool {
	return l.host.Holds(scope) && scope != merge.AdminScope(l.own.Partition)
}

// Link implements session.Log.
func (l *Log) Link(context.Context) (merge.Link, error) { return l.state.Link, nil }

// SetLink implements session.Log.
func (l *Log) SetLink(ctx context.Context, link merge.Link) error {
	next := l.state
	next.Link = link
	err := l.store.SetLocal(ctx, l.key, next)
	if err == nil {
		l.state = next
	}
	return err //nolint:wrapcheck // wrapped by the session
}

// Confirm implements session.Log: that he has the changes is between him and this device.
func (l *Log) Confirm(ctx context.Context, receipt merge.Receipt, _ []merge.Verdict) error {
	link, err := l.Link(ctx)
	if err != nil {
		return err
	}
	link.Acked, link.Receipt = receipt.Head, receipt
	return l.SetLink(ctx, link)
}

// Absorb implements session.Log. What he gives is merged before the cursor moves, so that
// a cut between the two brings it again.
func (l *Log) Absorb(ctx context.Context, page merge.Page, cursor []byte) error {
	n, err := l.store.AbsorbPeer(ctx, page.Deltas, l.may)
	if err != nil {
		return fault.E("peer.Absorb", fault.Other, err)
	}
	l.heard += n
	link, err := l.Link(ctx)
	if err != nil {
		return err
	}
	link.Cursor = cursor
	return l.SetLink(ctx, link)
}

// may tells whether a record may come from a colleague: one of a scope that both hold, and
// none of the hub's own affairs.
func (l *Log) may(rec *merge.Record) bool {
	return rec.Partition == l.own.Partition && !l.hubs(rec.Kind) && l.own.Holds(rec.Scope()) && l.host.Holds(rec.Scope())
}

// Scan implements session.Log. It is asked for what to forget; that is the hub's to say.
func (*Log) Scan(context.Context, merge.ID, merge.Kind, func(merge.Record) bool) error { return nil }
