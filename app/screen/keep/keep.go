// Package keep saves what a screen changes, one batch after another.
//
// A screen goes on changing its records while they are being saved. Each batch must
// start from what the one before it left in the store, or the store would take the
// author's own changes for somebody else's; so further changes wait and go out together
// in their last state. Nothing is dropped: a batch that failed is kept and goes out first
// when it is tried again.
package keep

import (
	"slices"
	"time"

	"pendamping/app/screen"
	"pendamping/kpuk"
)

// Keeper saves records of one screen. Make one with New; use it on the UI thread only.
type Keeper struct {
	// Err is why the last batch could not be saved; nil when it was.
	Err error
	// At is when the last batch was saved; zero before.
	At time.Time
	// Changed is told after every batch; it may be nil.
	Changed func()

	env   *screen.Env
	then  []func(error) // wait for the batch that is not handed over yet
	dirty []kpuk.Record // live records, each once, in the order they changed
	busy  bool
}

// New makes a keeper that saves through env.
func New(env *screen.Env) *Keeper { return &Keeper{env: env} }

// Keep saves records as they are now. They stay the caller's and may go on changing.
func (k *Keeper) Keep(recs ...kpuk.Record) {
	k.dirty = join(k.dirty, recs)
	if k.Err == nil {
		k.flush()
	}
}

// Then has done told when everything kept so far is saved, or could not be. It is told once.
func (k *Keeper) Then(done func(error)) {
	switch {
	case k.Idle() || k.Err != nil:
		done(k.Err)
	default:
		k.then = append(k.then, done)
	}
}

// join adds the records that are not there yet.
func join(to, recs []kpuk.Record) []kpuk.Record {
	for _, r := range recs {
		if !slices.Contains(to, r) {
			to = append(to, r)
		}
	}
	return to
}

// Idle tells whether everything is saved.
func (k *Keeper) Idle() bool { return !k.busy && len(k.dirty) == 0 }

// Retry sends the failed batch again.
func (k *Keeper) Retry() {
	k.Err = nil
	k.flush()
}

// flush hands the waiting records over as clones.
func (k *Keeper) flush() {
	if k.busy || len(k.dirty) == 0 {
		return
	}
	batch := k.dirty
	clones := make([]kpuk.Record, len(batch))
	for i, r := range batch {
		clones[i] = kpuk.CloneRecord(r)
	}
	k.dirty, k.busy = nil, true
	k.env.Keep(func(err error) { k.done(err, batch, clones) }, clones...)
}

// done takes over what the store saw, or puts the batch back.
func (k *Keeper) done(err error, batch, clones []kpuk.Record) {
	k.busy, k.Err = false, err
	if err != nil {
		k.dirty = join(batch, k.dirty)
	} else {
		k.At = k.env.Now()
		for i, r := range batch {
			r.Head().Seen = clones[i].Head().Seen
		}
		k.flush()
	}
	if k.Err != nil || k.Idle() {
		told := k.then
		k.then = nil
		for _, done := range told {
			done(k.Err)
		}
	}
	if k.Changed != nil {
		k.Changed()
	}
}
