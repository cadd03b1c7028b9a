package hub

import (
	"context"
	"crypto/ed25519"
	"errors"
	"io"
	"log/slog"
	"net"
	"net/http"
	"sync"
	"sync/atomic"
	"time"

	"golang.org/x/time/rate"

	"pendamping/fault"
	"pendamping/sync/merge"
	"pendamping/sync/wire"
)

// ErrConfig is returned by New for a configuration that cannot work.
var ErrConfig = fault.New(fault.Internal, "the hub is not set up")

// Store is what a hub needs of its storage.
type Store interface {
	// Head is the end of a replica's chain; zero when nothing is held of it.
	Head(ctx context.Context, r merge.Replica) (merge.Head, error)
	// Ingest durably takes in changes of r: contiguous ones after the head; those held
	// already are no-ops, but their verdicts are repeated; another change under a held
	// number is kept aside and ends the batch with an error of kind Forked.
	Ingest(ctx context.Context, r merge.Replica, changes []merge.Change, judge merge.Judge) (merge.Head, []merge.Verdict, error)
	// Verdicts lists those on changes of r after a number and up to another that are without
	// effect, by number; branches are none.
	Verdicts(ctx context.Context, r merge.Replica, after, upTo uint64) ([]merge.Verdict, error)
	// PageTo finds what is newer than a position and gives it to take one by one, which
	// does not call the store; the page itself has no deltas.
	PageTo(ctx context.Context, q merge.Query, take merge.Taker) (merge.Page, error)
	// Position is the newest position.
	Position(ctx context.Context) (uint64, error)
}

// Device is what the hub knows of an enrolled device.
type Device struct {
	Key       ed25519.PublicKey
	Person    merge.ID // the author of its changes; zero: anybody
	Partition merge.ID
	All       bool       // the whole partition but accounts
	Admin     bool       // accounts too
	ReadOnly  bool       // may not write
	Scopes    []merge.ID // otherwise
	Revoked   bool
	Order     string // "", lock, push-then-wipe or wipe

	Shared  bool // two devices use its key: it is told to ask for a new one
	Closed  bool // another key has taken its place: it may only ask for a new one
	Waiting bool // it waits to take another's place: until it is approved it is nobody

	// Gift is what it is given though it lies in no scope of its own; nil: nothing.
	Gift *Gift

	founded []merge.ID // scopes that the changes of this request made
}

// Gift is a record or more that devices are given whatever their scopes are: once, and
// again when it has another mark. The record of a partition is one.
type Gift struct {
	Deltas []merge.Delta
	Mark   [4]byte // not zero
}

// DeviceRequest is a new device that shows a code.
type DeviceRequest struct {
	Device merge.ID
	Key    ed25519.PublicKey
	Label  string
	At     time.Time
	// Certificate is shown to a hub that is a colleague's device.
	Certificate []byte
}

// Grant is what a code was redeemed for.
type Grant struct {
	Device   Device
	Deltas   []merge.Delta // records that the device needs at once, such as its person
	Recovery []byte        // recipient for the recovery slot; may be empty
	// Certificate is that of the hub when it is a colleague's device.
	Certificate []byte
}

// Directory knows devices and invitations.
type Directory interface {
	// Device finds a device; an error of kind NotFound when there is none.
	Device(ctx context.Context, id merge.ID) (Device, error)
	// Claim binds a replica to the device that named it first, durably; an error of
	// kind Denied when it belongs to another.
	Claim(ctx context.Context, device merge.ID, r merge.Replica) error
	// Redeem lets a device in by the SHA-256 of a code. The same code with the same key
	// gives the same grant again, as answers get lost; with another key, or when it has
	// expired or never was, an error of kind Denied.
	Redeem(ctx context.Context, codeHash [32]byte, r DeviceRequest) (Grant, error)
}

// Config sets up a Hub. Zero limits mean the defaults.
type Config struct {
	Project   string
	Key       ed25519.PrivateKey // signs receipts and orders
	Epoch     merge.ID           // new after every restore
	Now       func() time.Time
	Rand      io.Reader    // for challenges
	Derive    wire.Deriver // the same as the devices'
	MinSchema uint64       // devices with an older schema are told to upgrade
	Judge     merge.Judge  // rules of the domain, asked after the hub's own; nil: none
	Observer  Observer     // told of each sync; may be nil
	Aside     Aside        // told of changes put into quarantine; may be nil
	Reckon    Reckon       // what devices compare; nil: nothing is

	// Founds tells whether the author of an edit may have the scope that its new record
	// is; Founded then gives it to her for good, after the change was stored. A device is
	// not acknowledged before that. Nil: new scopes are only given by the directory.
	Founds  func(d *Device, c *merge.Change, e *merge.Edit) bool
	Founded func(ctx context.Context, d *Device, scopes []merge.ID) error

	WriteOnce  []merge.Kind // kinds whose records never change; nil: entries (5)
	AdminKinds []merge.Kind // kinds that only admin devices write; nil: accounts (20, 21, 22)

	DeviceRate   rate.Limit // requests a second of one device; default 1
	DeviceBurst  int        // default 60
	AddressRate  rate.Limit // requests a second of one address; default 50, an office may share one
	AddressBurst int        // default 500
	EnrolRate    rate.Limit // enrolments a second of one address; default 10 an hour
	EnrolBurst   int        // default 10
	Decoding     int        // requests decoded at once, 8 MiB each; default 8
	Serving      int        // requests that wait for the store at once; default 64
	Large        int        // of those, the ones of more than 8 KiB that are unfolded at once; default 4
}

// Hub answers devices. Make one with New; it may be used by many goroutines.
type Hub struct {
	cfg       Config
	store     Store
	directory Directory
	logger    *slog.Logger
	codec     *wire.Codec
	secret    [32]byte // of this process; challenges follow from it
	decoding  chan struct{}
	serving   chan struct{}
	large     chan struct{}
	addresses *limiters
	enrolling *limiters
	draining  atomic.Bool
	pages     share

	mu      sync.Mutex
	devices map[merge.ID]*visitor
	claimed map[merge.Replica]merge.ID
}

// New makes a hub.
func New(cfg Config, store Store, directory Directory, logger *slog.Logger) (*Hub, error) {
	const op fault.Op = "hub.New"
	if len(cfg.Key) != ed25519.PrivateKeySize || cfg.Now == nil || cfg.Rand == nil || cfg.Epoch.IsZero() {
		return nil, fault.E(op, fault.Other, ErrConfig)
	}
	codec, err := wire.New(wire.Options{Derive: cfg.Derive})
	if err != nil {
		return nil, fault.E(op, fault.Other, err)
	}
	cfg.defaults()
	h := &Hub{
		cfg: cfg, store: store, directory: directory, logger: logger, codec: codec,
		decoding:  make(chan struct{}, cfg.Decoding),
		serving:   make(chan struct{}, cfg.Serving),
		large:     make(chan struct{}, cfg.Large),
		addresses: newLimiters(cfg.AddressRate, cfg.AddressBurst),
		enrolling: newLimiters(cfg.EnrolRate, cfg.EnrolBurst),
		pages:     share{left: maxPages},
		devices:   map[merge.ID]*visitor{},
		claimed:   map[merge.Replica]merge.ID{},
	}
	if _, err := io.ReadFull(cfg.Rand, h.secret[:]); err != nil {
		return nil, fault.E(op, fault.Internal, err)
	}
	return h, nil
}

func (c *Config) defaults() {
	if c.WriteOnce == nil {
		c.WriteOnce = []merge.Kind{5}
	}
	if c.AdminKinds == nil {
		c.AdminKinds = []merge.Kind{20, 21, 22}
	}
	limit := func(r *rate.Limit, burst *int, per rate.Limit, most int) {
		if *r == 0 {
			*r = per
		}
		if *burst == 0 {
			*burst = most
		}
	}
	limit(&c.DeviceRate, &c.DeviceBurst, 1, 60)
	limit(&c.AddressRate, &c.AddressBurst, 50, 500)
	limit(&c.EnrolRate, &c.EnrolBurst, rate.Every(6*time.Minute), 10)
	if c.Decoding <= 0 {
		c.Decoding = 8
	}
	if c.Serving <= 0 {
		c.Serving = 64
	}
	if c.Large <= 0 {
		c.Large = 4
	}
}

// PublicKey is the key that verifies the hub's receipts.
func (h *Hub) PublicKey() ed25519.PublicKey {
	key, _ := h.cfg.Key.Public().(ed25519.PublicKey) //nolint:errcheck // its type is known
	return key
}

// NewCode draws a code for an invitation.
func NewCode(random io.Reader) ([16]byte, error) {
	const op fault.Op = "hub.NewCode"
	var code [16]byte
	_, err := io.ReadFull(random, code[:])
	return code, fault.E(op, fault.Internal, err)
}

// Handler routes the hub's paths.
func (h *Hub) Handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("POST "+wire.PathSync, h.sync)
	mux.HandleFunc("POST "+wire.PathEnrol, h.enrol)
	mux.HandleFunc("POST "+wire.PathReidentify, h.reidentify)
	mux.HandleFunc("POST "+wire.PathReadmit, h.readmit)
	mux.HandleFunc("POST "+wire.PathCertificate, h.certify)
	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusNoContent) })
	mux.HandleFunc("GET /readyz", h.ready)
	// A protocol that this hub does not speak: the device waits for a newer hub.
	mux.HandleFunc("POST /{version}/{what}", func(w http.ResponseWriter, r *http.Request) {
		h.deny(w, r, refuse(http.StatusUpgradeRequired, wire.ProblemNewer))
	})
	return mux
}

// ready answers 204 while the hub can store, 503 otherwise.
func (h *Hub) ready(w http.ResponseWriter, r *http.Request) {
	if h.able(r.Context()) != nil || h.draining.Load() {
		w.WriteHeader(http.StatusServiceUnavailable)
		return
	}
	w.WriteHeader(http.StatusNoContent)
}

// Server makes an http.Server with the limits that slow and hostile peers call for.
func (h *Hub) Server() *http.Server {
	return &http.Server{
		Handler:           h.Handler(),
		ReadHeaderTimeout: 10 * time.Second,
		ReadTimeout:       2 * time.Minute, // a full batch over slow 2G
		WriteTimeout:      2 * time.Minute,
		IdleTimeout:       time.Minute,
		MaxHeaderBytes:    16 << 10,
		ErrorLog:          slog.NewLogLogger(h.logger.Handler(), slog.LevelDebug),
	}
}

// Serve answers on ln until ctx ends, then lets requests under way come to their end,
// for at most grace.
func (h *Hub) Serve(ctx context.Context, srv *http.Server, ln net.Listener, grace time.Duration) error {
	const op fault.Op = "hub.Serve"
	failed := make(chan error, 1)
	go func() { failed <- srv.Serve(ln) }()
	select {
	case err := <-failed:
		return fault.E(op, fault.Internal, err)
	case <-ctx.Done():
	}
	h.draining.Store(true)
	last, cancel := context.WithTimeout(context.WithoutCancel(ctx), grace)
	defer cancel()
	err := srv.Shutdown(last)
	if err != nil {
		err = errors.Join(err, srv.Close())
	}
	if served := <-failed; !errors.Is(served, http.ErrServerClosed) {
		err = errors.Join(err, served)
	}
	return fault.E(op, fault.Transient, err)
}
