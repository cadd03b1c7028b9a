package fleet

import (
	"context"
	"crypto/ed25519"
	"encoding/binary"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"time"

	"pendamping/fault"
	"pendamping/store"
	"pendamping/sync/hub"
	"pendamping/sync/merge"
)

// The shape of the federation.
const (
	devicesPerGroup = 3 // at least; a device has two to four groups
	membersPerGroup = 8
	desks           = 2 // devices that hold everything
	smallEvery      = 3 // one device of so many is given small pages, so that its pulls span many
	smallPage       = 800
	project         = "fleet"
)

// world is a fleet that is played. It is for one goroutine.
type world struct {
	cfg    Config
	report Report
	rng    *rand.Rand    // what happens
	noise  *rand.ChaCha8 // keys, nonces, IDs
	now    time.Time     // right, at the hub
	model  *model
	quiet  bool // faults have ended
	day    int
	watch  *watch // nil: nothing is watched

	partition merge.ID
	groups    []merge.ID
	members   map[merge.ID][]merge.ID // by group
	devices   []*device
	replicas  map[merge.Replica]struct{} // that were ever used
	directory *directory

	hub     *hub.Hub
	store   HubStore
	backend Backend
	hubKey  ed25519.PrivateKey
	epoch   merge.ID
	mishap  mishap
	letters []letter // on their way
	page    int      // bytes of a page that the hub gives; zero: as many as are asked for
}

func newWorld(cfg Config) *world {
	w := &world{
		cfg: cfg, model: newModel(), now: time.UnixMilli(1_760_000_000_000), members: map[merge.ID][]merge.ID{},
		replicas: map[merge.Replica]struct{}{}, directory: &directory{
			devices: map[merge.ID]hub.Device{}, owners: map[merge.Replica]merge.ID{}, before: map[merge.ID]merge.ID{},
		},
	}
	var seed [32]byte
	binary.LittleEndian.PutUint64(seed[:], cfg.Seed)
	w.rng = rand.New(rand.NewChaCha8(seed))
	seed[31] = 1
	w.noise = rand.NewChaCha8(seed)
	w.report = Report{Seed: cfg.Seed, Days: cfg.Days, Faults: make(map[Kind]int), Findings: []string{}, Replay: replay(&cfg)}
	return w
}

// play plays all days and checks.
func (w *world) play(ctx context.Context) error {
	if err := w.populate(ctx); err != nil {
		return err
	}
	for day := range w.cfg.Days {
		w.day = day
		w.now = w.now.Truncate(24 * time.Hour).Add(24*time.Hour + 8*time.Hour)
		if err := w.disaster(ctx, day); err != nil {
			return err
		}
		if err := w.others(ctx, day); err != nil {
			return err
		}
		for _, i := range w.rng.Perm(len(w.devices)) {
			if err := ctx.Err(); err != nil {
				return fault.E("", fault.Other, err)
			}
			if err := w.devices[i].day(ctx, day); err != nil {
				return fmt.Errorf("day %d, device %d: %w", day, i, err)
			}
		}
	}
	return w.settle(ctx)
}

// others is what couriers and the coordinator do on a day.
func (w *world) others(ctx context.Context, day int) error {
	if day%3 == 0 { // she looks at her page of people and devices
		w.directory.approve()
	}
	return w.deliver(ctx, day)
}

// populate makes the hub, the groups and the devices.
func (w *world) populate(ctx context.Context) error {
	w.partition, w.hubKey = w.id(), w.key()
	w.backend = w.cfg.Hub(HubOptions{
		Dir: w.cfg.Dir, Partition: w.partition, Now: w.clock, Rand: w.noise, Logger: w.cfg.Logger, Hook: w.mishap.hook,
	})
	for range max(w.cfg.Devices/devicesPerGroup, 2) {
		group := w.id()
		w.groups = append(w.groups, group)
		for range membersPerGroup {
			w.members[group] = append(w.members[group], w.id())
		}
	}
	if err := w.freshHub(ctx); err != nil {
		return err
	}
	for i := range w.cfg.Devices {
		d := &device{w: w, n: i, key: w.key(), person: w.id(), all: i < desks}
		d.first = d.key
		if i%smallEvery == 0 {
			d.page = smallPage
		}
		if !d.all {
			for range 2 + w.rng.IntN(3) {
				d.gain(w.groups[w.rng.IntN(len(w.groups))])
			}
			d.gain(w.groups[i%len(w.groups)])
		}
		if err := d.create(ctx); err != nil {
			return err
		}
		w.devices = append(w.devices, d)
	}
	return nil
}

// id draws an ID.
func (w *world) id() (id merge.ID) {
	w.fill(id[:])
	return id
}

func (w *world) fill(b []byte) {
	_, _ = w.noise.Read(b) //nolint:errcheck // never fails
}

func (w *world) key() ed25519.PrivateKey {
	seed := make([]byte, ed25519.SeedSize)
	w.fill(seed)
	return ed25519.NewKeyFromSeed(seed)
}

func (w *world) clock() time.Time { return w.now }

// pass lets milliseconds pass.
func (w *world) pass(ms int) { w.now = w.now.Add(time.Duration(ms) * time.Millisecond) }

// may tells whether a kind of fault is played now.
func (w *world) may(k Kind) bool { return !w.quiet && slices.Contains(w.cfg.Faults, k) }

// hit draws whether a fault happens.
func (w *world) hit(k Kind, chance float64) bool {
	drawn := w.rng.Float64() < chance // also when it may not: the rest of the run stays alike
	return drawn && w.may(k)
}

// count notes that a fault really happened.
func (w *world) count(k Kind) { w.report.Faults[k]++ }

// find notes something that is wrong.
func (w *world) find(counter *int, format string, args ...any) {
	*counter++
	if len(w.report.Findings) < maxFindings {
		w.report.Findings = append(w.report.Findings, fmt.Sprintf(format, args...))
	}
}

// freshHub makes an empty hub with a new epoch.
func (w *world) freshHub(ctx context.Context) error {
	s, err := w.backend.Create(ctx)
	if err != nil {
		return fmt.Errorf("hub: %w", err)
	}
	w.store, w.epoch = s, w.id()
	return w.startHub()
}

// startHub starts the hub's process on its store.
func (w *world) startHub() error {
	h, err := hub.New(hub.Config{
		Project: project, Key: w.hubKey, Epoch: w.epoch, Now: w.clock, Rand: w.noise, Derive: store.Derive,
		DeviceRate: math.MaxFloat64, AddressRate: math.MaxFloat64, // no limit: a day of a fleet is over in a second
	}, narrow{HubStore: w.store, w: w}, w.directory, w.cfg.Logger)
	if err != nil {
		return fmt.Errorf("hub: %w", err)
	}
	w.hub = h
	return nil
}

// close lets go of all files.
func (w *world) close() {
	for _, d := range w.devices {
		_ = d.store.Close() //nolint:errcheck // never fails
	}
	if w.store != nil {
		_ = w.store.Close() //nolint:errcheck // never fails
	}
}
