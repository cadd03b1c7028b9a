// Package device is a device of the network without its screens: a folder with a
// sealed store, a key pair, the hub it was enrolled at, and the sync between them.
//
// The app, the demo and the benchmarks all stand on it. Joining is done by a [Joiner],
// opening by [Open]; both give a [Device]. One process opens a folder once.
package device

import (
	"context"
	"crypto/ed25519"
	"encoding/binary"
	"errors"
	"io"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"os"
	"path/filepath"
	"sync"
	"time"

	"pendamping/fault"
	"pendamping/kpuk"
	"pendamping/kpuk/book"
	"pendamping/store"
	"pendamping/store/receipt"
	"pendamping/sync/merge"
	"pendamping/sync/parcel"
	"pendamping/sync/peer"
	"pendamping/sync/session"
)

const (
	storeFile   = "store.db"
	identityKey = "identity"
	// ballast is kept free for finishing a meeting on a full disk, in bytes.
	ballast = 8 << 20
	// secretLength of a PIN; anything else is a passphrase.
	pinLength = 6
)

// ErrNotEnrolled is returned by Open for a store that never got its identity, because
// joining was cut off; joining again sets it aside.
var ErrNotEnrolled = fault.New(fault.NotFound, "joining was not finished")

// Config says where a device lives and what it may use.
type Config struct {
	Dir     string
	Now     func() time.Time
	Rand    io.Reader
	Logger  *slog.Logger
	Label   string      // of the device in lists; empty: the machine's name
	Argon   store.Argon // cost of the PIN; zero: the store's usual one
	Profile Profile     // choices made before there is a store
}

// Identity is what a device is after enrolment. It is kept sealed in the store.
type Identity struct {
	Device    kpuk.ID     `cbor:"1,keyasint"`
	Key       []byte      `cbor:"2,keyasint"` // Ed25519 private key
	Hub       string      `cbor:"3,keyasint"`
	Pin       []byte      `cbor:"4,keyasint,omitempty"`
	Project   string      `cbor:"5,keyasint,omitempty"`
	HubKey    []byte      `cbor:"6,keyasint"` // Ed25519 public key
	Partition kpuk.ID     `cbor:"7,keyasint"`
	Person    kpuk.ID     `cbor:"8,keyasint"`
	Office    kpuk.Office `cbor:"9,keyasint"`
	All       bool        `cbor:"10,keyasint,omitempty"`
}

// Device is an open device. Its methods may be called from any goroutine.
type Device struct {
	Store    *store.Store
	Identity Identity // as it was opened; see [Device.Sync] for a key that is new since

	cfg      Config
	profile  Profile
	renewing renewing
	carrying sync.Mutex   // guards the list of carried bundles
	client   *http.Client // to the hub
	receipts *receipt.Book

	mu      sync.Mutex // guards the rest, which a new key replaces
	present Identity
	session *session.Session
	parcels *parcel.Counter

	copying  sync.Mutex // one copy is made or tried at a time
	covering sync.Mutex // one recovery code is drawn at a time
}

// Exists tells whether dir holds a store.
func Exists(dir string) bool { return store.Present(filepath.Join(dir, storeFile)) }

// Open opens the device in cfg.Dir with its PIN or passphrase.
func Open(ctx context.Context, cfg Config, secret string) (*Device, error) {
	const op fault.Op = "device.Open"
	s, err := store.Open(ctx, filepath.Join(cfg.Dir, storeFile), cfg.options(secret))
	if err != nil {
		var locked *store.LockedError
		if errors.As(err, &locked) {
			return nil, fault.E(op, fault.Wrong, err)
		}
		return nil, fault.E(op, fault.Other, err)
	}
	d := &Device{Store: s, cfg: cfg, profile: cfg.Profile}
	found, err := s.Local(ctx, identityKey, &d.Identity)
	if err == nil && !found {
		err = ErrNotEnrolled
	}
	if err == nil {
		err = d.connect(d.Identity)
	}
	if err != nil {
		return nil, fault.E(op, fault.Other, errors.Join(err, s.Close()))
	}
	return d, nil
}

// Tries tells how many wrong PINs may follow before one has to wait, and how long to
// wait now.
func Tries(dir string, now time.Time) (left int, wait time.Duration) {
	return store.Tries(filepath.Join(dir, storeFile), now)
}

// connect makes the session with the hub, and the counter for files.
func (d *Device) connect(id Identity) error {
	var seed [16]byte
	if _, err := io.ReadFull(d.cfg.Rand, seed[:]); err != nil {
		return fault.E("device.connect", fault.Internal, err)
	}
	if d.client == nil {
		d.client = session.NewClient(id.Pin)
	}
	if d.receipts == nil {
		var err error
		if d.receipts, err = receipt.NewBook(d.Store, id.Partition, d.cfg.Now); err != nil {
			return err //nolint:wrapcheck // already carries place and kind
		}
	}
	syncing := session.New(session.Config{
		Hub: id.Hub, Device: merge.ID(id.Device), Key: id.Key, HubKey: ed25519.PublicKey(id.HubKey),
		Project: id.Project, Schema: store.Schema, Derive: store.Derive, Now: d.cfg.Now, Compare: d.receipts,
		Rand:   rand.New(rand.NewPCG(binary.BigEndian.Uint64(seed[:8]), binary.BigEndian.Uint64(seed[8:]))),
		Rights: peer.Outdated(d.Store),
	}, d.Store, d.client, d.cfg.Logger)
	parcels, err := d.counter(id, syncing)
	if err != nil {
		return err
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	d.session, d.parcels, d.present = syncing, parcels, id
	return nil
}

// Present is what the device is now: Identity, or with a key that is new since.
func (d *Device) Present() Identity {
	d.mu.Lock()
	defer d.mu.Unlock()
	if len(d.present.Key) == 0 {
		return d.Identity
	}
	return d.present
}

// Profile is what may be shown while the store is closed.
func (d *Device) Profile() Profile { return d.profile }

// Close closes the store.
func (d *Device) Close() {
	if err := d.Store.Close(); err != nil {
		d.cfg.Logger.Warn("store not closed cleanly", slog.Any("err", err))
	}
}

// Size is the room the store takes on disk, in bytes.
func (d *Device) Size() int64 {
	info, err := os.Stat(filepath.Join(d.cfg.Dir, storeFile))
	if err != nil {
		return 0
	}
	return info.Size()
}

// Fill puts all records of the device into a book and tells the position it then has.
func (d *Device) Fill(ctx context.Context, b *book.Book) (uint64, error) {
	const op fault.Op = "device.Fill"
	at, err := d.Store.Position(ctx)
	if err != nil {
		return 0, fault.E(op, fault.Other, err)
	}
	recs, err := d.Store.All(ctx)
	if err != nil {
		return 0, fault.E(op, fault.Other, err)
	}
	b.Put(recs...)
	return at, nil
}

// News is what changed in the store after a position.
type News struct {
	Records []kpuk.Record
	Gone    []kpuk.ID
	Next    uint64
}

// News reads what changed after a position.
func (d *Device) News(ctx context.Context, after uint64) (News, error) {
	const op fault.Op = "device.News"
	n := News{Next: after}
	for {
		page, err := d.Store.Page(ctx, merge.Query{Partition: merge.ID(d.Identity.Partition), All: true, Scopes: []merge.ID{merge.ID(kpuk.AdminScope(d.Identity.Partition))}, After: n.Next, MaxBytes: 1 << 20})
		if err != nil {
			return News{}, fault.E(op, fault.Other, err)
		}
		for _, delta := range page.Deltas {
			if err := d.read(ctx, &n, delta); err != nil {
				return News{}, fault.E(op, fault.Other, err)
			}
		}
		n.Next = page.Next
		if !page.More {
			return n, nil
		}
	}
}

// read adds one changed record to the news.
func (d *Device) read(ctx context.Context, n *News, delta merge.Delta) error {
	if delta.Gone {
		n.Gone = append(n.Gone, kpuk.ID(delta.Record))
		return nil
	}
	rec, err := d.Store.Read(ctx, kpuk.ID(delta.Record))
	if err != nil {
		return fault.E("device.read", fault.Other, err)
	}
	if rec != nil {
		n.Records = append(n.Records, rec)
	}
	return nil
}

// options are the store's, for this device.
func (c Config) options(secret string) store.Options {
	return store.Options{Secret: store.PIN(secret), Now: c.Now, Rand: c.Rand, Logger: c.Logger, Ballast: ballast, Argon: c.Argon}
}
