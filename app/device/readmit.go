package device

import (
	"context"
	"errors"

	"pendamping/sync/peer"
	"pendamping/sync/session"
	"pendamping/sync/wire"
)

// readmit asks a hub that refuses this device to know it again, and tells whether it
// does. It shows what the hub signed for the device before it was set back to an older
// state; a hub that never was, or has revoked the device, refuses it as before. The error
// is [session.ErrHeld] when a coordinator has to approve it.
func (d *Device) readmit(ctx context.Context) (bool, error) {
	var kept peer.Passport
	found, err := d.Store.Local(ctx, peer.PassportKey, &kept)
	if err != nil || !found {
		return false, err //nolint:wrapcheck // already carries place and kind
	}
	syncing, _ := d.lines()
	err = syncing.Readmit(ctx, wire.ReadmitRequest{
		Label: (&Joiner{cfg: d.cfg}).label(), Certificate: kept.Certificate, Bulletin: kept.Bulletin,
	})
	switch {
	case err == nil:
		d.cfg.Logger.WarnContext(ctx, "the hub was set back, and knows this device again")
		return true, nil
	case errors.Is(err, session.ErrHeld):
		return false, err //nolint:wrapcheck // already carries place and kind
	}
	d.Warn(ctx, "the hub does not know this device again", err)
	return false, nil
}
