package synctest

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"encoding/binary"
	"log/slog"
	"math"
	"math/rand/v2"
	"net/http"
	"slices"
	"testing"
	"time"

	"pendamping/fault"
	"pendamping/store/memory"
	"pendamping/sync/hub"
	"pendamping/sync/merge"
	"pendamping/sync/session"
	"pendamping/sync/wire"
)

// Device is one replica of the world.
type Device struct {
	Store     *memory.Store
	Session   *session.Session
	Transport *Transport
	ID        merge.ID
	Person    merge.ID

	key ed25519.PrivateKey
}

// written is one write as the model remembers it.
type written struct {
	dot     merge.Dot
	value   []byte
	context merge.Context
}

// place is a field of a record.
type place struct {
	record merge.ID
	field  merge.Field
}

// World is a hub with its devices and the model of what was written.
type World struct {
	Hub       *hub.Hub
	Store     *memory.Store // the hub's
	Directory *Directory
	Devices   []*Device
	Rand      *rand.Rand
	Seed      uint64
	Partition merge.ID
	Reckon    hub.Reckon       // of the hub's next process
	Compare   session.Comparer // of the sessions that are made next

	tb     testing.TB
	source *rand.ChaCha8
	key    ed25519.PrivateKey
	epoch  merge.ID
	now    time.Time
	model  map[place][]written
	counts map[merge.Replica]uint64
}

// New makes a world of devices that hold the whole partition.
func New(tb testing.TB, seed uint64, devices int, faults Faults) *World {
	tb.Helper()
	var key [32]byte
	binary.LittleEndian.PutUint64(key[:], seed)
	source := rand.NewChaCha8(key)
	w := &World{
		Directory: NewDirectory(), Rand: rand.New(source), Seed: seed,
		tb: tb, source: source, now: time.UnixMilli(1_760_000_000_000),
		model: map[place][]written{}, counts: map[merge.Replica]uint64{},
	}
	w.Partition = w.id()
	w.key = w.newKey()
	w.EmptyHub()
	for range devices {
		w.Devices = append(w.Devices, w.device(faults))
	}
	return w
}

func (w *World) id() (id merge.ID) {
	w.fill(id[:])
	return id
}

func (w *World) fill(b []byte) {
	if _, err := w.source.Read(b); err != nil {
		w.tb.Fatal(err)
	}
}

func (w *World) newKey() ed25519.PrivateKey {
	seed := make([]byte, ed25519.SeedSize)
	w.fill(seed)
	return ed25519.NewKeyFromSeed(seed)
}

func (w *World) clock() time.Time { return w.now }

func (w *World) store() *memory.Store {
	var replica merge.Replica
	w.fill(replica[:])
	return memory.New(memory.Options{Replica: replica, Seed: merge.Seed(w.id()), Now: w.clock})
}

// EmptyHub puts a hub in place that has lost everything, with a new epoch.
func (w *World) EmptyHub() {
	w.Store, w.epoch = w.store(), w.id()
	w.RestartHub()
}

// RestartHub starts the hub's process anew on the same store.
func (w *World) RestartHub() {
	h, err := hub.New(hub.Config{
		Project: "test", Key: w.key, Epoch: w.epoch, Now: w.clock, Rand: w.source, Reckon: w.Reckon,
		DeviceRate: math.MaxFloat64, AddressRate: math.MaxFloat64, EnrolRate: math.MaxFloat64, // no limit
	}, w.Store, w.Directory, slog.New(slog.DiscardHandler))
	if err != nil {
		w.tb.Fatal(err)
	}
	w.Hub = h
}

func (w *World) device(faults Faults) *Device {
	key := w.newKey()
	public, ok := key.Public().(ed25519.PublicKey)
	if !ok {
		w.tb.Fatal("not an Ed25519 key")
	}
	d := &Device{Store: w.store(), ID: wire.DeviceID(public), Person: w.id(), key: key}
	w.Directory.Devices[d.ID] = hub.Device{Key: public, Person: d.Person, Partition: w.Partition, All: true}
	d.Transport = &Transport{
		Handler: func() http.Handler { return w.Hub.Handler() }, Faults: faults, Rand: w.Rand,
		Advance: func(by time.Duration) { w.now = w.now.Add(by) },
	}
	d.Session = w.Join(d.Store, d)
	return d
}

// Join makes a session of a store that speaks as the device: its own or a clone's.
func (w *World) Join(log session.Log, d *Device) *session.Session {
	return w.JoinThrough(log, d, d.Transport)
}

// JoinThrough is Join over another link.
func (w *World) JoinThrough(log session.Log, d *Device, link http.RoundTripper) *session.Session {
	return session.New(session.Config{
		Hub: "http://hub.test", Device: d.ID, Key: d.key, HubKey: w.Hub.PublicKey(), Project: "test",
		Now: w.clock, Rand: w.Rand, Compare: w.Compare,
	}, log, &http.Client{Transport: link}, slog.New(slog.DiscardHandler))
}

// Place is a field of a record in a scope.
type Place struct {
	Record merge.ID
	Scope  merge.ID
	Field  merge.Field
}

// Write lets a device give a field a value, seeing what it holds of that field.
func (w *World) Write(ctx context.Context, d *Device, at Place, value []byte) {
	w.tb.Helper()
	record, field := at.Record, at.Field
	rec, err := d.Store.Record(ctx, record)
	if err != nil && fault.KindOf(err) != fault.NotFound {
		w.tb.Fatal(err)
	}
	c, err := d.Store.Commit(ctx, d.Person, []merge.Edit{{
		Record: record, Kind: 3, Partition: w.Partition, Scope: at.Scope,
		Writes: []merge.Write{{Field: field, Value: value, Context: rec.Field(field).Context}},
	}})
	if err != nil {
		w.tb.Fatalf("seed %d: %v", w.Seed, err)
	}
	w.counts[c.Replica] = c.Seq
	for _, e := range c.Edits {
		for _, wr := range e.Writes {
			p := place{e.Record, wr.Field}
			w.model[p] = append(w.model[p], written{
				dot: merge.Dot{Replica: c.Replica, Seq: c.Seq}, value: wr.Value, context: wr.Context,
			})
		}
	}
}

// Sync lets a device sync. Faults of the link are part of the game, others are not.
func (w *World) Sync(ctx context.Context, d *Device) (session.Result, error) {
	w.tb.Helper()
	res, err := d.Session.Sync(ctx, nil)
	switch fault.KindOf(err) {
	case fault.Other, fault.Transient, fault.Busy, fault.Full:
	case fault.Denied, fault.Invalid: // a bit flipped on the way breaks the signature
		if d.Transport.Faults.Flip == 0 {
			w.tb.Fatalf("seed %d: %v", w.Seed, err)
		}
	default:
		w.tb.Fatalf("seed %d: %v", w.Seed, err)
	}
	return res, fault.E("", fault.Other, err)
}

// Settle ends all faults and syncs everybody until all have everything.
func (w *World) Settle(ctx context.Context) {
	w.tb.Helper()
	for _, d := range w.Devices {
		d.Transport.Settle()
	}
	for range 2 { // once to bring, once to fetch what the others brought
		for _, d := range w.Devices {
			if _, err := w.Sync(ctx, d); err != nil {
				w.tb.Fatalf("seed %d: sync on a good link: %v", w.Seed, err)
			}
		}
	}
}

// Check compares all replicas with the model.
func (w *World) Check(ctx context.Context) {
	w.tb.Helper()
	want, err := w.Store.Digest(ctx)
	if err != nil {
		w.tb.Fatal(err)
	}
	for i, d := range w.Devices {
		got, err := d.Store.Digest(ctx)
		if err != nil || got != want {
			w.tb.Errorf("seed %d: device %d differs from the hub (%v)", w.Seed, i, err)
		}
		w.checkLog(ctx, d)
	}
	w.checkModel(ctx)
}

// checkLog: the hub has each of the device's changes, once and unaltered.
func (w *World) checkLog(ctx context.Context, d *Device) {
	w.tb.Helper()
	mine, err := d.Store.Head(ctx, d.Store.Replica())
	if err != nil {
		w.tb.Fatal(err)
	}
	hubs, err := w.Store.Head(ctx, d.Store.Replica())
	if err != nil || hubs != mine || mine.Seq != w.counts[d.Store.Replica()] {
		w.tb.Errorf("seed %d: made %d, logged %d, at the hub %d changes (%v)",
			w.Seed, w.counts[d.Store.Replica()], mine.Seq, hubs.Seq, err)
	}
	link, err := d.Store.Link(ctx)
	if err != nil || link.Acked != mine {
		w.tb.Errorf("seed %d: %d of %d confirmed (%v)", w.Seed, link.Acked.Seq, mine.Seq, err)
	}
}

// checkModel: a field holds exactly the writes that no other write covers.
func (w *World) checkModel(ctx context.Context) {
	w.tb.Helper()
	for at, all := range w.model {
		rec, err := w.Store.Record(ctx, at.record)
		if err != nil {
			w.tb.Errorf("seed %d: %v", w.Seed, err)
			continue
		}
		want := surviving(all)
		got := rec.Field(at.field).Siblings
		same := slices.EqualFunc(got, want, func(s merge.Sibling, m written) bool {
			return s.Dot == m.dot && bytes.Equal(s.Value, m.value)
		})
		if !same {
			w.tb.Errorf("seed %d: field %d holds %d values, want %d", w.Seed, at.field.Number, len(got), len(want))
		}
	}
}

// surviving are the writes that no other covers, sorted by dot.
func surviving(all []written) []written {
	var out []written
	for _, m := range all {
		covered := slices.ContainsFunc(all, func(o written) bool { return o.context.Has(m.dot) })
		if !covered {
			out = append(out, m)
		}
	}
	slices.SortFunc(out, func(a, b written) int { return a.dot.Compare(b.dot) })
	return out
}
