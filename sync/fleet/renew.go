package fleet

import (
	"context"
	"crypto/ed25519"
	"errors"
	"fmt"

	"pendamping/sync/merge"
	"pendamping/sync/session"
)

// keyDrawer is where a device keeps its key, once it is not the first one.
const keyDrawer = "identity"

// renew is what a device does that was told that another uses its key: it asks for one of
// its own until the coordinator has approved.
func (d *device) renew(ctx context.Context, res *session.Result, failed error) error {
	if !res.Reidentify() && !errors.Is(failed, session.ErrClosed) {
		return nil
	}
	key, err := d.session.Renew(ctx, session.Renewal{Keep: d.store, Rand: d.w.noise})
	if err == nil && key != nil {
		err = d.store.SetLocal(ctx, keyDrawer, key.Seed())
	}
	if fail := d.revive(ctx); fail != nil || err != nil {
		if err != nil {
			d.judge(err)
		}
		return fail
	}
	if key == nil {
		return nil
	}
	d.w.report.Renewed++
	d.key = key
	return d.start()
}

// remember reads the device's key, which a copy or an old state of it may have otherwise.
func (d *device) remember(ctx context.Context) error {
	seed := d.first.Seed()
	if _, err := d.store.Local(ctx, keyDrawer, &seed); err != nil {
		return fmt.Errorf("key: %w", err)
	}
	d.key = ed25519.NewKeyFromSeed(seed)
	return nil
}

// checkKeys: no two devices go on under one key. Copies of which neither has written
// anything since are the same device for all that anybody can tell.
func (w *world) checkKeys() {
	holders := map[merge.ID]*device{}
	for _, d := range w.devices {
		if other, ok := holders[d.id()]; ok && other.store.Replica() != d.store.Replica() {
			w.find(&w.report.Stuck, "devices %d and %d still share a key", other.n, d.n)
		}
		holders[d.id()] = d
	}
}
