package main

import (
	"context"
	"crypto/ed25519"
	"fmt"
	"log/slog"
	"math"
	"math/rand/v2"
	"net"
	"net/http"
	"path/filepath"
	"time"

	"pendamping/store"
	"pendamping/store/memory"
	"pendamping/store/receipt"
	"pendamping/sync/hub"
	"pendamping/sync/merge"
	"pendamping/sync/session"
	"pendamping/sync/wire"
)

// project is what the hub of the bench serves.
const project = "ntb"

// hubKey signs the receipts of the bench's hubs; it protects nothing.
func hubKey() ed25519.PrivateKey { return ed25519.NewKeyFromSeed(make([]byte, ed25519.SeedSize)) }

// storeOptions are those of every store here: sealed, but with a key instead of a PIN.
func storeOptions(now func() time.Time, seed byte) store.Options {
	return store.Options{Secret: store.RawKey([32]byte{seed}), Now: now, Rand: rand.NewChaCha8([32]byte{seed})}
}

// server is a hub on loopback.
type server struct {
	store     hubRecords
	directory *directory
	address   string
	stop      context.CancelFunc
	done      chan error
}

// newServer starts a hub over a store, which it then owns.
func newServer(ctx context.Context, s hubRecords, dir *directory, partition merge.ID, now func() time.Time) (*server, error) {
	receipts, err := receipt.NewReckoner(s, partition)
	if err != nil {
		return nil, fmt.Errorf("hub: %w", err)
	}
	h, err := hub.New(hub.Config{
		Reckon: receipts.Reckon, Project: project, Key: hubKey(), Epoch: merge.ID{1}, Now: now, Rand: rand.NewChaCha8([32]byte{99}), Derive: store.Derive,
		DeviceRate: math.MaxFloat64, AddressRate: math.MaxFloat64, // the limits are not what is measured
	}, s, dir, slog.New(slog.DiscardHandler))
	if err != nil {
		return nil, fmt.Errorf("hub: %w", err)
	}
	l, err := (&net.ListenConfig{}).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return nil, fmt.Errorf("hub: %w", err)
	}
	serving, stop := context.WithCancel(ctx)
	out := &server{store: s, directory: dir, address: l.Addr().String(), stop: stop, done: make(chan error, 1)}
	go func() { out.done <- h.Serve(serving, h.Server(), l, time.Second) }()
	return out, nil
}

// close stops the hub and closes its store.
func (s *server) close() error {
	s.stop()
	if err := <-s.done; err != nil {
		return fmt.Errorf("hub: %w", err)
	}
	if err := s.store.Close(); err != nil {
		return fmt.Errorf("hub's store: %w", err)
	}
	return nil
}

// key is a device's own key, by its number.
func key(n int) ed25519.PrivateKey {
	seed := make([]byte, ed25519.SeedSize)
	copy(seed, fmt.Sprintf("device %d", n))
	return ed25519.NewKeyFromSeed(seed)
}

// public is the public half of a key.
func public(k ed25519.PrivateKey) ed25519.PublicKey {
	out, _ := k.Public().(ed25519.PublicKey) //nolint:errcheck // its type is known
	return out
}

// device is a session over a log.
type device struct {
	session *session.Session
	client  *http.Client
	key     ed25519.PrivateKey
	url     string
}

// newDevice makes the nth device's session; the directory must know it.
func newDevice(n int, url string, log session.Log, compare session.Comparer, now func() time.Time) *device {
	k := key(n)
	d := &device{client: session.NewClient(nil), key: k, url: url}
	d.session = session.New(session.Config{
		Hub: url, Device: wire.DeviceID(public(k)), Key: k, HubKey: public(hubKey()), Project: project, Schema: store.Schema,
		Derive: store.Derive, Now: now, Rand: rand.New(rand.NewPCG(1, uint64(n))), Timeout: 10 * time.Minute, //nolint:gosec // a number of a device
		Compare: compare,
	}, log, d.client, slog.New(slog.DiscardHandler))
	return d
}

// sync runs one sync over a connection of its own, as after hours without signal.
func (d *device) sync(ctx context.Context, progress func(session.Progress)) (session.Result, error) {
	d.client.CloseIdleConnections()
	return d.again(ctx, progress)
}

// again runs one sync over the connection that is there.
func (d *device) again(ctx context.Context, progress func(session.Progress)) (session.Result, error) {
	result, err := d.session.Sync(ctx, progress)
	if err != nil {
		return result, fmt.Errorf("sync: %w", err)
	}
	if result.Waiting > 0 || len(result.Verdicts) > 0 {
		return result, fmt.Errorf("%d changes wait, %d verdicts", result.Waiting, len(result.Verdicts))
	}
	return result, nil
}

// field is a hub with a filled store, a link to it, and a device that holds everything.
type field struct {
	server *server
	link   *proxy
	maker  *maker
	filled *filled
	store  *store.Store // the device's
	device *device
	bench  *bench
	name   string
	made   int // devices
}

// newField fills a hub and starts everything.
func (b *bench) newField(ctx context.Context, name string, of shape) (*field, error) {
	m, err := newMaker(42)
	if err != nil {
		return nil, err
	}
	f := &field{maker: m, bench: b, name: name}
	s, err := store.Create(ctx, filepath.Join(b.dir, name+"-hub.db"), storeOptions(b.now, 1))
	if err != nil {
		return nil, fmt.Errorf("hub's store: %w", err)
	}
	begin := b.now()
	if f.filled, err = fill(ctx, s, m, of); err != nil {
		return nil, err
	}
	b.log.InfoContext(ctx, "hub filled", slog.String("set", name), slog.Int("records", f.filled.records),
		slog.Int("changes", f.filled.changes), slog.Duration("took", b.now().Sub(begin)))
	if f.server, err = newServer(ctx, s, newDirectory(), merge.ID(m.partition), b.now); err != nil {
		return nil, err
	}
	f.link, err = newProxy(ctx, f.server.address, b.now)
	return f, err
}

// enrol adds a device with an empty store, which is the field's device from then on.
func (f *field) enrol(ctx context.Context) error {
	f.made++
	k := key(f.made)
	f.server.directory.add(wire.DeviceID(public(k)), hub.Device{
		Key: public(k), Person: merge.ID(f.maker.author), Partition: merge.ID(f.maker.partition), All: true,
	})
	path := filepath.Join(f.bench.dir, fmt.Sprintf("%s-%d.db", f.name, f.made))
	// Its clock is that of the data, so that the times of saves are as far apart as taps are.
	s, err := store.Create(ctx, path, storeOptions(f.maker.clock, byte(2+f.made))) //nolint:gosec // a few
	if err != nil {
		return fmt.Errorf("device's store: %w", err)
	}
	if f.store != nil {
		if err = f.store.Close(); err != nil {
			return fmt.Errorf("device's store: %w", err)
		}
	}
	receipts, err := receipt.NewBook(s, f.maker.partition, f.bench.now)
	if err != nil {
		return fmt.Errorf("receipts: %w", err)
	}
	f.store, f.device = s, newDevice(f.made, f.link.url(), s, receipts, f.bench.now)
	return nil
}

// close ends everything.
func (f *field) close() error {
	if f.device != nil {
		f.device.client.CloseIdleConnections()
		if err := f.store.Close(); err != nil {
			return fmt.Errorf("device's store: %w", err)
		}
	}
	if err := f.link.close(); err != nil {
		return err
	}
	return f.server.close()
}

// memoryLog is a device's log without a disk, for the load of many devices.
func memoryLog(n int, now func() time.Time) *memory.Store {
	r := merge.Replica{0xd}
	copy(r[1:], fmt.Sprintf("%07d", n))
	return memory.New(memory.Options{Replica: r, Seed: merge.Seed{byte(n), byte(n >> 8)}, Now: now}) //nolint:gosec // any seed will do
}
