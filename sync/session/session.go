package session

import (
	"context"
	"crypto/ed25519"
	"errors"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"net/url"
	"sync"
	"time"

	"pendamping/fault"
	"pendamping/sync/merge"
	"pendamping/sync/wire"
)

var (
	// ErrForked is returned when hub and device hold two histories of one replica (the
	// device was cloned or restored from an old copy, or the hub lost its way) and the
	// log is no [Rotator], or a fresh replica ID did not help. Nothing was confirmed or
	// overwritten.
	ErrForked = fault.New(fault.Forked, "two histories of one replica")
	// ErrReceipt is returned when the hub's confirmation does not verify with the key
	// that it gave at enrolment.
	ErrReceipt = fault.New(fault.Wrong, "the hub's receipt does not verify")
	// ErrBusy is returned by Sync while another Sync of the session runs.
	ErrBusy = fault.New(fault.Busy, "a sync is running")
	// ErrRefused is returned when the hub does not know the device.
	ErrRefused = fault.New(fault.Denied, "the hub refuses this device")
	// ErrClosed is returned when the device's key was replaced, because two devices used
	// it: this one asks for a new key of its own; see [Session.Renew].
	ErrClosed = fault.New(fault.Forked, "the device's key was replaced")
	// ErrConfig is returned when the session cannot work as it was set up.
	ErrConfig = fault.New(fault.Internal, "the session is not set up")
	// errStalled is returned when a round brought neither side further.
	errStalled = fault.New(fault.Transient, "the hub does not get further")
)

// Log is what a session needs of the device's storage.
type Log interface {
	// Replica names the device's own log.
	Replica() merge.Replica
	// Head is the end of a replica's chain; zero when nothing is held of it.
	Head(ctx context.Context, r merge.Replica) (merge.Head, error)
	// Since returns changes of r with a Seq above after, in order, at least one when
	// there is one, else within the limits.
	Since(ctx context.Context, r merge.Replica, after uint64, maxChanges, maxBytes int) ([]merge.Change, error)
	// Link and SetLink keep what the device remembers of its hub.
	Link(ctx context.Context) (merge.Link, error)
	SetLink(ctx context.Context, l merge.Link) error
	// Confirm notes durably that the hub holds the own changes up to the receipt's head.
	Confirm(ctx context.Context, receipt merge.Receipt, verdicts []merge.Verdict) error
	// Absorb merges a page and keeps the cursor after it, in one transaction.
	Absorb(ctx context.Context, page merge.Page, cursor []byte) error
	// Scan calls fn for records; the zero scope and kind 0 stand for all.
	Scan(ctx context.Context, scope merge.ID, kind merge.Kind, fn func(merge.Record) bool) error
}

// Rotator is a [Log] that can take a fresh replica ID. The session then does so by
// itself when the hub holds another history of the present one, and goes on.
type Rotator interface {
	// RotateReplica writes the own changes of from after the number common again, under
	// a fresh replica ID, and makes the link start anew; it does nothing when from is not
	// the present replica. It returns the present one.
	RotateReplica(ctx context.Context, from merge.Replica, common uint64) (merge.Replica, error)
	// Elders lists the replicas under which the device wrote before, oldest first.
	Elders(ctx context.Context) ([]merge.Elder, error)
	// ElderHeld notes that the hub of an epoch holds an elder up to its common head.
	ElderHeld(ctx context.Context, r merge.Replica, epoch merge.ID) error
}

// Comparer knows what the device reckons from its records and compares with the hub; what
// that is, is the business of the domain. Its methods are called by one sync at a time. A
// failure of it is no failure of the sync.
type Comparer interface {
	// Touched notes the changes that are sent, and the records that came.
	Touched(changes []merge.Change, deltas []merge.Delta)
	// Ask tells what to compare in the request that sends the last of what waits, at most
	// most, as the log holds it now.
	Ask(ctx context.Context, sends bool, most int) ([]merge.Check, error)
	// Heard takes in the hub's answers, once nothing waits on either side. What was asked
	// and is not answered so is asked again.
	Heard(ctx context.Context, asked []merge.Check, said []merge.Checked) error
}

// Config sets up a Session.
type Config struct {
	Hub     string             // base URL
	Device  merge.ID           // as enrolled; see wire.DeviceID
	Key     ed25519.PrivateKey // the device's
	HubKey  ed25519.PublicKey  // that signs receipts
	Project string
	Schema  uint64       // version of the record schema
	Derive  wire.Deriver // the same as the hub's
	Now     func() time.Time
	Rand    *rand.Rand    // for jitter
	Wait    time.Duration // between syncs of Run that went well; zero: 15 minutes
	Timeout time.Duration // of one request; zero: 2 minutes, for slow 2G
	Compare Comparer      // nil: nothing is compared
	// Rights is told that the device may hold something else from now on, before the records
	// follow and the cursor is kept: a cut tells it again. Nil: nobody has to know.
	Rights func(ctx context.Context, d wire.Directive) error
}

// The limits of one round. Batches halve when the link fails and grow when it serves.
const (
	minChanges   = 8
	maxPushBytes = wire.MaxChangeBytes
	minWant      = 32 << 10
	startWant    = 512 << 10
	maxWant      = 7680 << 10       // with the rest of a reply still below wire.MaxPlain
	goodTrip     = 15 * time.Second // a page may grow to what takes so long
	maxGrowth    = 16               // times, from one page to the next
	maxRotations = 3                // in one sync
	shortWait    = 2 * time.Second  // first upper bound of the backoff
	longWait     = 5 * time.Minute  // last upper bound of the backoff
)

// Session syncs one log with one hub.
type Session struct {
	cfg    Config
	log    Log
	client *http.Client
	logger *slog.Logger
	codec  *wire.Codec
	err    error         // why nothing can work
	busy   chan struct{} // holds a token while a sync runs
	kick   chan struct{}

	pricing sync.Mutex // guards prices
	prices  map[priced]price

	// Touched by the running sync only.
	batch int // changes of the next push
	want  uint64
}

// New makes a session. What is wrong with the configuration is reported by every Sync.
func New(cfg Config, log Log, client *http.Client, logger *slog.Logger) *Session {
	if cfg.Wait <= 0 {
		cfg.Wait = 15 * time.Minute
	}
	if cfg.Timeout <= 0 {
		cfg.Timeout = 2 * time.Minute
	}
	codec, err := wire.New(wire.Options{Derive: cfg.Derive})
	u, errURL := url.Parse(cfg.Hub)
	if errURL != nil || u.Host == "" || cfg.Now == nil || cfg.Rand == nil ||
		len(cfg.Key) != ed25519.PrivateKeySize || len(cfg.HubKey) != ed25519.PublicKeySize {
		err = errors.Join(err, ErrConfig)
	}
	cfg.Hub = trimHub(cfg.Hub)
	return &Session{
		cfg: cfg, log: log, client: client, logger: logger, codec: codec, err: err,
		busy: make(chan struct{}, 1), kick: make(chan struct{}, 1),
		prices: map[priced]price{}, batch: wire.MaxChanges, want: startWant,
	}
}

// Progress is how far a sync has come.
type Progress struct {
	Pushed    int    // own changes that the hub has confirmed in this sync
	Waiting   uint64 // own changes not yet confirmed
	Pulled    int    // records received
	More      bool   // the hub has more
	Requests  int
	BytesUp   int // bodies
	BytesDown int // bodies
}

// Result is what a sync did, also when it ended early.
type Result struct {
	Progress

	Confirmed  merge.Head // own changes that the hub durably holds
	Verdicts   []merge.Verdict
	Directives []wire.Directive // verified, where they must be signed
	At         time.Time        // this device's clock at the end
	HubTime    time.Time        // the hub's clock as of its last reply; zero: no reply
	RetryAfter time.Duration    // the hub asked to wait so long
	Rotated    int              // times that a fresh replica ID was taken

	delivered bool // the hub has confirmed all changes there are
}

// Sync pushes everything that waits and pulls everything new. It reports how it gets on
// to progress, which may be nil and is called from this goroutine. Errors that time
// mends are of kind Transient or Busy; what was confirmed before an error stays so and
// is in the Result.
func (s *Session) Sync(ctx context.Context, progress func(Progress)) (Result, error) {
	const op fault.Op = "session.Sync"
	if s.err != nil {
		return Result{}, fault.E(op, fault.Internal, s.err)
	}
	select {
	case s.busy <- struct{}{}:
		defer func() { <-s.busy }()
	default:
		return Result{}, fault.E(op, fault.Busy, ErrBusy)
	}
	r := round{Session: s, progress: progress, ceiling: wire.MaxChanges}
	err := r.all(ctx)
	r.result.At = s.cfg.Now()
	return r.result, fault.E(op, fault.Other, err)
}

// Kick makes Run sync now instead of at the end of its wait.
func (s *Session) Kick() {
	select {
	case s.kick <- struct{}{}:
	default: // one is under way
	}
}

// Run syncs again and again until ctx ends, which is not an error. After a failure that
// time mends it waits a random time below a bound that doubles up to five minutes, so
// that many tablets that regain the network do not come at once. Other failures end it.
func (s *Session) Run(ctx context.Context) error {
	const op fault.Op = "session.Run"
	bound := shortWait
	for {
		result, err := s.Sync(ctx, nil)
		if ctx.Err() != nil {
			return nil //nolint:nilerr // being told to end is no failure
		}
		wait := s.cfg.Wait
		switch fault.KindOf(err) {
		case fault.Other: // no error
			bound = shortWait
			if err != nil {
				return fault.E(op, fault.Other, err)
			}
		case fault.Transient, fault.Busy, fault.Full: // a full disk is cleared one day
			s.logger.InfoContext(ctx, "sync failed, will be tried again", slog.Any("err", err))
			wait = max(s.jitter(bound), result.RetryAfter)
			bound = min(2*bound, longWait)
		default:
			return fault.E(op, fault.Other, err)
		}
		if !s.sleep(ctx, wait) {
			return nil
		}
	}
}

// jitter is a random time below bound ("full jitter").
func (s *Session) jitter(bound time.Duration) time.Duration {
	return time.Duration(s.cfg.Rand.Int64N(int64(bound)))
}

// sleep waits for d or a kick; false when ctx ended.
func (s *Session) sleep(ctx context.Context, d time.Duration) bool {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return false
	case <-s.kick:
	case <-timer.C:
	}
	return true
}
