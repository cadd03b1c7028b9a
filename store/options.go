package store

import (
	"context"
	"io"
	"log/slog"
	"time"

	"golang.org/x/crypto/argon2"

	"pendamping/fault"
	"pendamping/sync/merge"
)

// Options say how a store is made or opened.
type Options struct {
	Secret  Secret           // opens the file; required
	Now     func() time.Time // wall clock; required
	Rand    io.Reader        // random source, such as crypto/rand.Reader; required
	Logger  *slog.Logger     // nil: silent
	Argon   Argon            // cost of a new PIN slot; zero: DefaultArgon
	Share   []byte           // secret of the device that is mixed into a PIN; may be nil
	Replica merge.Replica    // name of a new store's log; zero: random
	Ballast int64            // bytes held back for a full disk; 0: none
	Journal int64            // bytes of the journal, at most; 0: 4 MiB, see [HubJournal]
	// Beside lets saves go on in a second journal of that size while the first is folded: for
	// a hub, whose devices would wait. Hook is then called by several goroutines.
	Beside bool

	// Hook is called at "commit" (before a transaction commits), at "committed", at "fold"
	// and "mirror" (before what the journal holds is committed to the tree, and once more),
	// at "header" (between its two copies, or before a reset) and at "ballast"; its error is taken for the disk's. For tests of faults; nil in use.
	Hook func(stage string) error

	weak bool // allow any cost of argon2id, for tests of this package
}

// Argon is the cost of deriving a key from a PIN (RFC 9106).
type Argon struct {
	Time    uint32 `cbor:"1,keyasint"` // passes
	Memory  uint32 `cbor:"2,keyasint"` // KiB
	Threads uint8  `cbor:"3,keyasint"`
}

// HubJournal is a journal's size where many devices push: the longer it is, the fewer
// pages of the tree are written for each commit, and the more memory is needed, several
// times its size.
const HubJournal = 6 << 20

// The floor of the cost, and what a header may ask for: a hostile one must not take
// the machine's memory.
const (
	minArgonTime   = 2
	minArgonMemory = 19 << 10
	maxArgonTime   = 10
	maxArgonMemory = 256 << 10
	maxThreads     = 8
)

// DefaultArgon is the cost where it was not calibrated: 64 MiB, 3 passes.
func DefaultArgon() Argon { return Argon{Time: 3, Memory: 64 << 10, Threads: 1} }

// CalibrateArgon returns the dearest cost of a fixed list, [DefaultArgon] first, that takes
// less than a second on this machine, as measured by the clock; at least 19 MiB and 2
// passes.
func CalibrateArgon(now func() time.Time) Argon {
	floor := Argon{Time: minArgonTime, Memory: minArgonMemory, Threads: 1}
	begin := now()
	argon2.IDKey([]byte("calibration"), make([]byte, saltSize), floor.Time, floor.Memory, floor.Threads, keySize)
	took := now().Sub(begin)
	for _, a := range []Argon{DefaultArgon(), {Time: 2, Memory: 46 << 10, Threads: 1}} {
		work := int64(a.Time) * int64(a.Memory)
		if took*time.Duration(work)/(minArgonTime*minArgonMemory) < time.Second {
			return a
		}
	}
	return floor
}

// sane tells whether the cost may be paid.
func (a Argon) sane(weak bool) bool {
	if a.Time == 0 || a.Threads == 0 || a.Threads > maxThreads || a.Time > maxArgonTime || a.Memory > maxArgonMemory {
		return false
	}
	return weak || a.Time >= minArgonTime && a.Memory >= minArgonMemory
}

// check completes the options.
func (o *Options) check() error {
	if o.Now == nil || o.Rand == nil || o.Secret.kind == 0 {
		return fault.New(fault.Invalid, "options need Secret, Now and Rand") //nolint:wrapcheck // wrapped by the caller
	}
	if o.Logger == nil {
		o.Logger = slog.New(slog.DiscardHandler)
	}
	if o.Argon == (Argon{}) {
		o.Argon = DefaultArgon()
	}
	if o.Journal <= 0 {
		o.Journal = journalSize
	}
	if !o.Argon.sane(o.weak) {
		return fault.New(fault.Invalid, "argon2id cost out of bounds") //nolint:wrapcheck // wrapped by the caller
	}
	return nil
}

// warn logs a fault that does not stop the work.
func (o *Options) warn(ctx context.Context, msg string, err error) {
	//nolint:sloglint // callers pass constant messages
	o.Logger.LogAttrs(ctx, slog.LevelWarn, msg, slog.String("error", err.Error()))
}
