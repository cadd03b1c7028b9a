package fleet

import (
	"context"
	"fmt"
	"path/filepath"
	"slices"
	"time"

	"pendamping/sync/merge"
)

// Disasters of the hub happen in the first half; tablets are set back and rights change
// in the second: see the package's comment for what is not played.
const (
	tenths    = 10
	lossAt    = 2
	copyAt    = 3
	restoreAt = 4
	lateFrom  = 5
)

// year is a year's time.
const year = 365 * 24 * time.Hour

// late tells whether the disasters of the hub are over.
func (w *world) late(day int) bool { return day >= w.cfg.Days*lateFrom/tenths }

// disaster is what happens to the hub on some days.
func (w *world) disaster(ctx context.Context, day int) error {
	switch day {
	case w.cfg.Days * lossAt / tenths:
		if w.may(HubLoss) {
			return w.loseHub(ctx)
		}
	case w.cfg.Days * copyAt / tenths:
		err := w.mishap.spared(func() error { return w.backend.Copy(ctx, w.store) })
		if err != nil {
			return fmt.Errorf("hub: %w", err)
		}
	case w.cfg.Days * restoreAt / tenths:
		if w.may(HubRestore) {
			return w.restoreHub(ctx)
		}
	}
	return nil
}

// loseHub puts an empty hub in the place of the one there was.
func (w *world) loseHub(ctx context.Context) error {
	if err := w.quiesce(ctx); err != nil {
		return err
	}
	w.count(HubLoss)
	_ = w.store.Close() //nolint:errcheck // never fails
	w.mishap = mishap{}
	return w.freshHub(ctx)
}

// restoreHub sets the hub back to its copy, as a new epoch.
func (w *world) restoreHub(ctx context.Context) error {
	if err := w.quiesce(ctx); err != nil {
		return err
	}
	w.count(HubRestore)
	_ = w.store.Close() //nolint:errcheck // never fails
	if err := w.backend.Restore(ctx); err != nil {
		return fmt.Errorf("hub: %w", err)
	}
	w.epoch = w.id()
	if err := w.reopenHub(ctx); err != nil {
		return err
	}
	w.look(ctx, nil, "hub set back")
	return nil
}

// quiesce makes clones find out that they are two before the hub forgets what one of
// them has sent.
func (w *world) quiesce(ctx context.Context) error {
	for range 2 {
		for _, d := range w.devices {
			if len(d.twins) == 0 {
				continue
			}
			if err := d.firmly(ctx); err != nil {
				return err
			}
		}
	}
	w.recall()
	return nil
}

// firmly syncs until it goes well.
func (d *device) firmly(ctx context.Context) error {
	d.mishap.full = false
	for range 60 {
		d.w.directory.approve() // it may have been told to ask for a key
		if ok, err := d.sync(ctx); ok || err != nil {
			return err
		}
	}
	d.w.find(&d.w.report.Stuck, "device %d: 60 syncs failed", d.n)
	return nil
}

// happen is what happens to a device on some days.
func (d *device) happen(ctx context.Context, day int) error {
	w := d.w
	if w.hit(Clock, 0.03) {
		w.count(Clock)
		d.skew = time.Duration(w.rng.IntN(21)-10) * year
	}
	if w.hit(Full, 0.02) {
		d.mishap.full = true
	}
	if w.hit(Kill, 0.05) { // while nothing goes on
		w.count(Kill)
		if err := d.reopen(ctx); err != nil {
			return err
		}
	}
	if w.late(day) {
		if err := d.setBack(ctx); err != nil {
			return err
		}
		d.reassign()
	}
	if d.epoch == w.epoch && !d.disturbed && w.hit(Clone, 0.01) {
		return d.clone(ctx)
	}
	return nil
}

// setBack copies the device or sets it back to its copy. What it had written since and
// never sent is gone; what was acknowledged is not.
func (d *device) setBack(ctx context.Context) (err error) {
	chance := d.w.rng.Float64()
	settled := d.epoch == d.w.epoch && !d.disturbed && d.w.may(Restore)
	switch {
	case !settled || chance > 0.15:
		return nil
	case d.copied == nil:
		if d.copied, err = d.copyOf(ctx); err == nil {
			d.copied.tokens = slices.Clone(d.tokens)
		}
		return err
	}
	_ = d.store.Close() //nolint:errcheck // never fails
	if err := d.copied.write(d.path); err != nil {
		return err
	}
	d.w.count(Restore)
	d.tokens, d.copied, d.disturbed = d.copied.tokens, nil, true
	if fail := d.open(ctx); fail != nil {
		return fail
	}
	d.w.look(ctx, d, "set back")
	return nil
}

// clone copies the device with everything; both go on as the same device.
func (d *device) clone(ctx context.Context) error {
	pending, err := d.store.Pending(ctx)
	if err != nil {
		return fmt.Errorf("outbox: %w", err)
	}
	same := func(t *device) bool { return t.store.Replica() == d.store.Replica() }
	if pending.Changes > 0 && slices.ContainsFunc(d.twins, same) {
		return nil // what this one has not sent may hang on a chain that is forked already
	}
	c := &device{
		w: d.w, n: len(d.w.devices), key: d.key, first: d.first, person: d.person, all: d.all, scopes: slices.Clone(d.scopes),
		lost: slices.Clone(d.lost), page: d.page,
		tokens: slices.Clone(d.tokens), twins: append([]*device{d}, d.twins...), skew: d.skew, epoch: d.epoch, disturbed: true, unaware: d.unaware, shown: d.shown,
	}
	c.path = filepath.Join(d.w.cfg.Dir, fmt.Sprintf("device%d.db", c.n))
	b, err := d.copyOf(ctx)
	if err != nil {
		return err
	}
	if err := b.write(c.path); err != nil {
		return err
	}
	if err := c.open(ctx); err != nil {
		return err
	}
	for _, t := range d.twins {
		t.twins = append(t.twins, c)
	}
	d.twins, d.disturbed = append(d.twins, c), true
	d.w.devices = append(d.w.devices, c)
	d.w.look(ctx, c, fmt.Sprintf("clone of device %d", d.n))
	d.w.count(Clone)
	return nil
}

// reassign gives the device a group or takes one from it, at the hub. The device learns
// of it when it syncs. Rights change only of devices that have carried out the last
// change: when a right is given back before its loss was noticed, what was written
// meanwhile is in quarantine, yet shown by its author.
func (d *device) reassign() {
	w := d.w
	entered := w.directory.devices[d.id()]
	family := append([]*device{d}, d.twins...)
	unaware := func(f *device) bool {
		return f.disturbed || f.unaware || f.shown || f.epoch != w.epoch || !f.knows(entered.Scopes)
	}
	if d.all || slices.ContainsFunc(family, unaware) {
		return
	}
	group, chance := w.groups[w.rng.IntN(len(w.groups))], 0.05
	if back := w.rng.IntN(2) == 0; back && len(d.lost) > 0 { // of which it has something in its log
		group, chance = d.lost[len(d.lost)-1], 0.8
	}
	switch {
	case w.hit(Grant, chance) && !slices.Contains(entered.Scopes, group):
		w.count(Grant)
		entered.Scopes = append(slices.Clone(entered.Scopes), group)
	case w.hit(Revoke, 0.1) && len(entered.Scopes) > 1:
		w.count(Revoke)
		for _, f := range family { // rights are people's
			f.lost = append(slices.Clone(f.lost), entered.Scopes[0])
		}
		entered.Scopes = slices.Clone(entered.Scopes[1:])
	default:
		return
	}
	w.directory.entitle(d.person, entered.Scopes)
	for _, f := range family {
		f.unaware, f.copied = true, nil
	}
}

// knows tells whether the device holds exactly these scopes, as far as it knows.
func (d *device) knows(scopes []merge.ID) bool {
	return len(scopes) == len(d.scopes) && !slices.ContainsFunc(scopes, func(s merge.ID) bool { return !slices.Contains(d.scopes, s) })
}
