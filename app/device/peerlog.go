package device

import (
	"context"
	"encoding/hex"

	"pendamping/fault"
	"pendamping/kpuk"
	"pendamping/sync/merge"
	"pendamping/sync/wire"
)

// peerLog is what a session with a colleague's device sees of the store: the own log
// without what he may not hold, and a link of its own. So nothing that he says counts as
// said by the hub: what waits to be delivered goes on waiting.
type peerLog struct {
	*Device

	own  *wire.Certificate // this device's
	host *wire.Certificate // the colleague's
	key  string            // of the link in the store

	known merge.Head // of the log as it is shown, computed so far
	heard int        // records that he altered here
}

// peerState is what is kept of a colleague's device. The log is another for each replica,
// and for each set of rights of his.
type peerState struct {
	Link merge.Link `cbor:"1,keyasint"`
}

func newPeerLog(d *Device, own, host *wire.Certificate) *peerLog {
	replica := d.Store.Replica()
	return &peerLog{
		Device: d, own: own, host: host,
		key: "peer/" + hex.EncodeToString(host.Device[:]) + "/" + hex.EncodeToString(replica[:]),
	}
}

// Replica implements session.Log.
func (p *peerLog) Replica() merge.Replica { return p.Store.Replica() }

// Head implements session.Log: the end of the chain of what is shown, which is another
// than the one that the hub knows.
func (p *peerLog) Head(ctx context.Context, r merge.Replica) (merge.Head, error) {
	end, err := p.Store.Head(ctx, r)
	for err == nil && p.known.Seq < end.Seq {
		var changes []merge.Change
		if changes, err = p.Since(ctx, r, p.known.Seq, 1_000, 4<<20); err == nil && len(changes) == 0 {
			break
		}
		for i := range changes {
			p.known = merge.Head{Seq: changes[i].Seq, Hash: changes[i].Hash(p.known.Hash)}
		}
	}
	return p.known, err
}

// Since implements session.Log.
func (p *peerLog) Since(ctx context.Context, r merge.Replica, after uint64, maxChanges, maxBytes int) ([]merge.Change, error) {
	changes, err := p.Store.Since(ctx, r, after, maxChanges, maxBytes)
	for i := range changes {
		changes[i] = changes[i].Withhold(p.shows)
	}
	return changes, err //nolint:wrapcheck // wrapped by the session
}

// shows tells whether the colleague may see what happens in a scope. Accounts are between
// devices and the hub.
func (p *peerLog) shows(scope merge.ID) bool {
	return p.host.Holds(scope) && scope != merge.AdminScope(p.own.Partition)
}

// Link implements session.Log.
func (p *peerLog) Link(ctx context.Context) (merge.Link, error) {
	var s peerState
	_, err := p.Store.Local(ctx, p.key, &s)
	return s.Link, err //nolint:wrapcheck // wrapped by the session
}

// SetLink implements session.Log.
func (p *peerLog) SetLink(ctx context.Context, l merge.Link) error {
	return p.Store.SetLocal(ctx, p.key, peerState{Link: l}) //nolint:wrapcheck // wrapped by the session
}

// Confirm implements session.Log: that he has the changes is between him and this device.
func (p *peerLog) Confirm(ctx context.Context, receipt merge.Receipt, _ []merge.Verdict) error {
	l, err := p.Link(ctx)
	if err != nil {
		return err
	}
	l.Acked, l.Receipt = receipt.Head, receipt
	return p.SetLink(ctx, l)
}

// Absorb implements session.Log. What he gives is merged before the cursor moves, so that
// a cut between the two brings it again.
func (p *peerLog) Absorb(ctx context.Context, page merge.Page, cursor []byte) error {
	n, err := p.Store.AbsorbPeer(ctx, page.Deltas, p.may)
	if err != nil {
		return fault.E("device.Absorb", fault.Other, err)
	}
	p.heard += n
	l, err := p.Link(ctx)
	if err != nil {
		return err
	}
	l.Cursor = cursor
	return p.SetLink(ctx, l)
}

// may tells whether a record may come from a colleague: one of a scope that both hold, and
// none of the hub's own affairs.
func (p *peerLog) may(rec *merge.Record) bool {
	hubs := rec.Kind >= merge.Kind(kpuk.KindPerson) && rec.Kind <= merge.Kind(kpuk.KindHeld)
	return rec.Partition == p.own.Partition && !hubs && p.own.Holds(rec.Scope()) && p.host.Holds(rec.Scope())
}

// Scan implements session.Log. It is asked for what to forget; that is the hub's to say.
func (*peerLog) Scan(context.Context, merge.ID, merge.Kind, func(merge.Record) bool) error {
	return nil
}
