package fleet

import (
	"context"
	"crypto/ed25519"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"path/filepath"
	"slices"
	"time"

	"pendamping/fault"
	"pendamping/store"
	"pendamping/sync/hub"
	"pendamping/sync/merge"
	"pendamping/sync/parcel"
	"pendamping/sync/peer"
	"pendamping/sync/session"
	"pendamping/sync/wire"
)

// device is a tablet or a desk.
type device struct {
	w      *world
	n      int
	key    ed25519.PrivateKey // as the device knows it
	first  ed25519.PrivateKey // with which it was enrolled
	person merge.ID
	all    bool
	scopes []merge.ID // as the device knows them
	lost   []merge.ID // groups that were taken from it
	page   int        // bytes of its pages; zero: as many as it asks for

	path    string
	store   *store.Store
	session *session.Session
	counter *parcel.Counter
	link    *link
	mishap  mishap
	skew    time.Duration // of its clock

	tokens    []uint64 // of what its log holds, oldest first
	acked     merge.Head
	ackedOf   merge.Replica
	last      receipt
	epoch     merge.ID            // of the hub at the last sync that went well
	away      int                 // day until which it has no network; files go instead
	disturbed bool                // it was cloned or set back and has not synced since
	unaware   bool                // its rights changed since the last sync that went well
	shown     bool                // it met colleagues since then
	aboard    map[merge.ID]*cargo // what it carries for them
	twins     []*device
	copied    *backup
}

// receipt is what a device took for delivered when it was last looked at.
type receipt struct {
	of  merge.Replica
	by  merge.ID // hub epoch
	seq uint64
}

func (d *device) id() merge.ID {
	public, _ := d.key.Public().(ed25519.PublicKey) //nolint:errcheck // its type is known
	return wire.DeviceID(public)
}

// gain gives the device a scope, without the hub.
func (d *device) gain(group merge.ID) {
	if !slices.Contains(d.scopes, group) {
		d.scopes = append(d.scopes, group)
	}
}

// enter makes the hub know the device as it is.
func (d *device) enter() {
	public, _ := d.key.Public().(ed25519.PublicKey) //nolint:errcheck // its type is known
	d.w.directory.devices[d.id()] = hub.Device{
		Key: public, Person: d.person, Partition: d.w.partition, All: d.all, Scopes: slices.Clone(d.scopes),
	}
}

func (d *device) clock() time.Time { return d.w.now.Add(d.skew) }

func (d *device) options() store.Options {
	return store.Options{
		Secret: store.RawKey([32]byte{2}), Now: d.clock, Rand: d.w.noise, Logger: d.w.cfg.Logger, Hook: d.mishap.hook,
	}
}

// create makes the device's store; the hub knows it from the start.
func (d *device) create(ctx context.Context) (err error) {
	d.path = filepath.Join(d.w.cfg.Dir, fmt.Sprintf("device%d.db", d.n))
	if d.store, err = store.Create(ctx, d.path, d.options()); err != nil {
		return fmt.Errorf("device: %w", err)
	}
	d.enter()
	return d.start()
}

// open opens the device's store, as after a restart of the app.
func (d *device) open(ctx context.Context) (err error) {
	d.mishap = mishap{full: d.mishap.full}
	if d.store, err = store.Open(ctx, d.path, d.options()); err != nil {
		return fmt.Errorf("device: %w", err)
	}
	if fail := d.remember(ctx); fail != nil {
		return fail
	}
	return d.start()
}

// start makes the session of a store that was just opened.
func (d *device) start() error {
	if d.link == nil {
		d.link = &link{w: d.w, at: d.w}
	}
	d.session = session.New(session.Config{
		Hub: "http://hub.test", Device: d.id(), Key: d.key, HubKey: d.w.hub.PublicKey(), Project: project, Derive: store.Derive,
		Now: d.clock, Rand: rand.New(rand.NewPCG(d.w.cfg.Seed, 1)), Rights: peer.Outdated(d.store),
	}, d.store, &http.Client{Transport: d.link}, d.w.cfg.Logger)
	d.w.replicas[d.store.Replica()] = struct{}{}
	return d.mail()
}

// revive opens the store again if the app was killed.
func (d *device) revive(ctx context.Context) error {
	if !d.mishap.dead {
		return nil
	}
	d.w.count(Kill)
	return d.reopen(ctx)
}

func (d *device) reopen(ctx context.Context) error {
	_ = d.store.Close() //nolint:errcheck // never fails
	return d.open(ctx)
}

// sync syncs once. It tells whether all went well.
func (d *device) sync(ctx context.Context) (bool, error) {
	if err := d.bringAboard(ctx); err != nil {
		return false, err
	}
	if d.mishap.fuse == 0 && d.w.hit(Kill, 0.05) {
		d.mishap.light(d.w, 8)
	}
	d.w.report.Syncs++
	before := d.store.Replica()
	d.w.page = d.page
	res, err := d.session.Sync(ctx, nil)
	d.w.page = 0
	d.w.look(ctx, d, "sync")
	d.obeyed(&res)
	if fail := d.revive(ctx); fail != nil {
		return false, fail
	}
	if now := d.store.Replica(); now != before {
		d.w.report.Rotations++
		d.w.replicas[now] = struct{}{}
		d.copied = nil // what it had not sent stands under another name now
	}
	if fail := d.confirmed(ctx); fail != nil {
		return false, fail
	}
	if fail := d.renew(ctx, &res, err); fail != nil {
		return false, fail
	}
	if err != nil {
		d.judge(err)
		return false, nil
	}
	d.epoch, d.disturbed, d.unaware, d.shown = d.w.epoch, false, false, false
	if fail := d.passport(ctx, &res); fail != nil {
		return false, fail
	}
	if res.Waiting > 0 {
		d.w.find(&d.w.report.Stuck, "device %d: %d changes wait after a sync that went well", d.n, res.Waiting)
	}
	return true, nil
}

// obeyed takes over what the device was told that it may hold.
func (d *device) obeyed(res *session.Result) {
	for _, dir := range res.Directives {
		if dir.Kind == wire.DirectScopes {
			d.scopes = slices.Clone(dir.Scopes)
		}
	}
}

// judge tells errors that faults explain from others.
func (d *device) judge(err error) {
	switch fault.KindOf(err) {
	case fault.Transient, fault.Busy, fault.Full:
		return
	case fault.Denied, fault.Invalid: // a bit that was another breaks the signature
		if d.w.may(Flip) {
			return
		}
	default:
	}
	if !errors.Is(err, errKilled) && !errors.Is(err, session.ErrClosed) {
		d.w.find(&d.w.report.Refused, "device %d: %v", d.n, err)
	}
}

// confirmed notes for the model what the device takes for delivered: the changes of its
// own log up to the one that the hub's receipt named.
func (d *device) confirmed(ctx context.Context) error {
	l, err := d.store.Link(ctx)
	if err != nil {
		return fmt.Errorf("link: %w", err)
	}
	replica := d.store.Replica()
	if fail := d.checkAck(ctx, l, replica); fail != nil {
		return fail
	}
	if d.ackedOf != replica {
		d.ackedOf, d.acked = replica, merge.Head{}
	}
	for d.acked.Seq < l.Acked.Seq {
		changes, err := d.store.Since(ctx, replica, d.acked.Seq, 1_000, 0)
		if err != nil {
			return fmt.Errorf("log: %w", err)
		}
		if len(changes) == 0 {
			d.w.find(&d.w.report.Lost, "device %d: %d changes are confirmed, its log has %d", d.n, l.Acked.Seq, d.acked.Seq)
			return nil
		}
		for i := range changes {
			if d.acked.Seq < l.Acked.Seq {
				d.acked.Seq = changes[i].Seq
				d.w.acknowledged(&changes[i])
			}
		}
	}
	return nil
}

// checkAck: what the device takes for delivered the hub has, now and not only in the end.
func (d *device) checkAck(ctx context.Context, l merge.Link, replica merge.Replica) error {
	switch {
	case l.Hub != d.w.epoch && d.epoch == d.w.epoch && !d.disturbed:
		d.w.find(&d.w.report.Lost, "device %d believes a hub that is no more, though it has met the one there is", d.n)
		return nil
	case l.Hub != d.w.epoch: // of a hub that is no more; it will find out
		return nil
	}
	last := receipt{of: replica, by: l.Hub, seq: l.Acked.Seq}
	if d.last.of == last.of && d.last.by == last.by && d.last.seq > last.seq && !d.disturbed {
		d.w.find(&d.w.report.Unsound, "device %d took %d changes for delivered, and now %d", d.n, d.last.seq, last.seq)
	}
	d.last = last
	head, err := d.w.store.Head(ctx, replica)
	if err != nil {
		return fmt.Errorf("the hub's head: %w", err)
	}
	if head.Seq < l.Acked.Seq {
		d.w.find(&d.w.report.Lost, "device %d takes %d changes for delivered, the hub has %d", d.n, l.Acked.Seq, head.Seq)
	}
	return nil
}

// acknowledged marks the writes of a change.
func (w *world) acknowledged(c *merge.Change) {
	eachToken(c, func(token uint64) {
		if m := w.model.writes[token]; m != nil {
			m.acked = true
		}
	})
}

// eachToken calls fn with the tokens of a change's values.
func eachToken(c *merge.Change, fn func(uint64)) {
	for i := range c.Edits {
		for j := range c.Edits[i].Writes {
			if t := tokenOf(c.Edits[i].Writes[j].Value); t != 0 {
				fn(t)
			}
		}
	}
}
