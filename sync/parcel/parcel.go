// Package parcel is a device's counter for syncing by files: it hands out bundles of all
// that the hub has not confirmed, remembers which, and takes in the answers.
//
// Files travel slowly and by strangers: an answer may come after a later sync, twice, or
// never, and to a device that has been set back since. What to make of its content is
// the session's business; this package sees to it that only answers to bundles of this
// very device and replica get there, whole.
package parcel

import (
	"context"
	"crypto/ed25519"
	"io"
	"slices"
	"sync"

	"pendamping/fault"
	"pendamping/sync/bundle"
	"pendamping/sync/merge"
	"pendamping/sync/session"
	"pendamping/sync/wire"
)

const (
	// sentKey is where the store keeps which bundles were exported.
	sentKey = "bundles"
	// maxSent is how many of them are remembered; answers to older ones are refused,
	// and nothing is lost by it, as each bundle holds all that is not confirmed.
	maxSent = 32
)

// ErrUnasked is returned for an answer to a bundle that this device does not remember,
// because it is very old or the device was set back or got a new replica ID since.
// Another export gets a new answer.
var ErrUnasked = fault.New(fault.Foreign, "an answer to a bundle that is not known here")

// Store is what the counter needs of the device's storage.
type Store interface {
	// Replica names the device's own log.
	Replica() merge.Replica
	// Link is what the device remembers of its hub.
	Link(ctx context.Context) (merge.Link, error)
	// Local and SetLocal keep something under a name, on this device only.
	Local(ctx context.Context, key string, v any) (found bool, err error)
	SetLocal(ctx context.Context, key string, v any) error
}

// sent is an exported bundle.
type sent struct {
	ID      merge.ID `cbor:"1,keyasint"`
	Hub     merge.ID `cbor:"2,keyasint"` // hub epoch known then
	Settled bool     `cbor:"3,keyasint,omitempty"`
}

// Config sets up a Counter.
type Config struct {
	Project string
	Key     ed25519.PrivateKey // the device's
	HubKey  ed25519.PublicKey
	Derive  wire.Deriver
	NewID   func() (merge.ID, error) // for bundles
	// Openers are the keys of devices that may read the bundles beside the hub; nil: none.
	Openers func(ctx context.Context) ([]ed25519.PublicKey, error)
	// Claim is the hub's word that a replica is this device's, for the openers; nil: none.
	Claim func(ctx context.Context, r merge.Replica) ([]byte, error)
}

// Counter exports a device's bundles and takes in the answers. It may be used by many
// goroutines.
type Counter struct {
	maker   *bundle.Device
	newID   func() (merge.ID, error)
	openers func(ctx context.Context) ([]ed25519.PublicKey, error)
	claim   func(ctx context.Context, r merge.Replica) ([]byte, error)
	store   Store
	session *session.Session

	mu sync.Mutex // guards the list of what was sent
}

// New makes the counter of a device with its store and its session.
func New(cfg Config, s Store, syncing *session.Session) (*Counter, error) {
	const op fault.Op = "parcel.New"
	maker, err := bundle.NewDevice(cfg.Project, cfg.Key, cfg.HubKey, cfg.Derive)
	if err != nil {
		return nil, fault.E(op, fault.Other, err)
	}
	if cfg.Openers == nil {
		cfg.Openers = func(context.Context) ([]ed25519.PublicKey, error) { return nil, nil }
	}
	if cfg.Claim == nil {
		cfg.Claim = func(context.Context, merge.Replica) ([]byte, error) { return nil, nil }
	}
	return &Counter{maker: maker, newID: cfg.NewID, openers: cfg.Openers, claim: cfg.Claim, store: s, session: syncing}, nil
}

// Export writes all that the hub has not confirmed, and the wish for what is new, to w as
// a bundle that only the hub can read, and the openers. It may be done again at any time; only an answer
// takes changes off the list of what waits. After an error w holds no bundle.
func (c *Counter) Export(ctx context.Context, w io.Writer) (packed session.Packed, err error) {
	const op fault.Op = "parcel.Export"
	id, err := c.newID()
	if err != nil {
		return packed, fault.E(op, fault.Other, err)
	}
	// Before the first byte is out: an answer to it must be known.
	if err = c.expect(ctx, id); err != nil {
		return packed, fault.E(op, fault.Other, err)
	}
	openers, err := c.openers(ctx)
	if err != nil {
		return packed, fault.E(op, fault.Other, err)
	}
	m := bundle.Manifest{ID: id, Replica: c.store.Replica()}
	if m.Claim, err = c.claim(ctx, m.Replica); err != nil {
		return packed, fault.E(op, fault.Other, err)
	}
	err = c.maker.Export(w, m, openers, func(add bundle.Add) (fail error) {
		packed, fail = c.session.Pack(ctx, add)
		return fail //nolint:wrapcheck // wrapped by Export
	})
	if err != nil {
		return session.Packed{}, fault.E(op, fault.Other, err)
	}
	return packed, nil
}

// Take takes in the hub's answer to an exported bundle: what it confirms, and what is
// new. It is read to its end and verified while it is copied to spool, sealed as it is,
// before anything is changed: r may be able to give its bytes only once. To take the same
// again is harmless, and so is an answer that a later sync has overtaken. Whatever the
// result orders is for the caller to carry out, as after a sync.
func (c *Counter) Take(ctx context.Context, r io.Reader, spool io.ReadWriteSeeker) (session.Received, error) {
	const op fault.Op = "parcel.Take"
	m, err := c.maker.Check(ctx, io.TeeReader(r, spool))
	if err != nil {
		return session.Received{}, fault.E(op, fault.Other, err)
	}
	all, err := c.list(ctx)
	if err != nil {
		return session.Received{}, fault.E(op, fault.Other, err)
	}
	at := slices.IndexFunc(all, func(s sent) bool { return s.ID == m.ID })
	if at < 0 || m.Replica != c.store.Replica() {
		return session.Received{}, fault.E(op, fault.Other, ErrUnasked)
	}
	if _, err = spool.Seek(0, io.SeekStart); err != nil {
		return session.Received{}, fault.E(op, fault.Other, err)
	}
	p := session.Parcel{Hub: all[at].Hub, Settled: all[at].Settled}
	got, err := c.session.Receive(ctx, p, func(take func(session.Reply) error) error {
		_, fail := c.maker.Read(ctx, spool, func(a bundle.Answer) error {
			return take(session.Reply{Counter: a.Counter, From: a.From, Reply: a.Reply})
		})
		return fail //nolint:wrapcheck // wrapped by Take
	})
	if err == nil {
		err = c.settle(ctx, m.ID)
	}
	return got, fault.E(op, fault.Other, err)
}

// list is the exported bundles that are remembered, oldest first.
func (c *Counter) list(ctx context.Context) (all []sent, err error) {
	_, err = c.store.Local(ctx, sentKey, &all)
	return all, err //nolint:wrapcheck // wrapped by callers
}

// expect remembers a new bundle.
func (c *Counter) expect(ctx context.Context, id merge.ID) error {
	link, err := c.store.Link(ctx)
	if err != nil {
		return err //nolint:wrapcheck // wrapped by Export
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	all, err := c.list(ctx)
	if err != nil {
		return err
	}
	all = append(all, sent{ID: id, Hub: link.Hub})
	all = all[max(0, len(all)-maxSent):]
	return c.store.SetLocal(ctx, sentKey, all) //nolint:wrapcheck // wrapped by Export
}

// settle notes that an answer was taken in to its end.
func (c *Counter) settle(ctx context.Context, id merge.ID) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	all, err := c.list(ctx)
	if err != nil {
		return err
	}
	for i := range all {
		if all[i].ID == id {
			all[i].Settled = true
		}
	}
	return c.store.SetLocal(ctx, sentKey, all) //nolint:wrapcheck // wrapped by Take
}
