package recorder

import (
	"time"

	"pendamping/app/screen"
	"pendamping/kpuk"
)

// keeper saves what changed, one batch after another. While a batch is under way
// further changes wait and go out together in their last state: each batch must start
// from what the one before it left in the store, or the store would take the author's
// own changes for somebody else's. Nothing is dropped: a batch that failed is kept
// and goes out first when it is tried again.
type keeper struct {
	env     *screen.Env
	dirty   []kpuk.Record // live records, each once, in the order they changed
	busy    bool
	err     error
	at      time.Time // of the last batch that was saved
	changed func()    // told after every batch
}

// keep saves records as they are now. They stay the caller's and may go on changing.
func (k *keeper) keep(recs ...kpuk.Record) {
	for _, r := range recs {
		if !k.waits(r) {
			k.dirty = append(k.dirty, r)
		}
	}
	if k.err == nil {
		k.flush()
	}
}

// waits tells whether a record is already in the batch to come.
func (k *keeper) waits(rec kpuk.Record) bool {
	for _, d := range k.dirty {
		if d == rec {
			return true
		}
	}
	return false
}

// idle tells whether everything is saved.
func (k *keeper) idle() bool { return !k.busy && len(k.dirty) == 0 }

// retry sends the failed batch again.
func (k *keeper) retry() {
	k.err = nil
	k.flush()
}

// flush hands the waiting records over as clones.
func (k *keeper) flush() {
	if k.busy || len(k.dirty) == 0 {
		return
	}
	batch := k.dirty
	clones := make([]kpuk.Record, len(batch))
	for i, r := range batch {
		clones[i] = clone(r)
	}
	k.dirty, k.busy = nil, true
	k.env.Keep(func(err error) { k.done(err, batch, clones) }, clones...)
}

// done takes over what the store saw, or puts the batch back.
func (k *keeper) done(err error, batch, clones []kpuk.Record) {
	k.busy, k.err = false, err
	if err != nil {
		later := k.dirty
		k.dirty = batch
		for _, r := range later {
			if !k.waits(r) {
				k.dirty = append(k.dirty, r)
			}
		}
	} else {
		k.at = k.env.Now()
		for i, r := range batch {
			r.Head().Seen = clones[i].Head().Seen
		}
		k.flush()
	}
	if k.changed != nil {
		k.changed()
	}
}

// clone copies a record of the kinds a meeting writes; a kind it does not write is
// handed over as it is.
func clone(rec kpuk.Record) kpuk.Record {
	switch r := rec.(type) {
	case *kpuk.Meeting:
		return kpuk.Clone(r)
	case *kpuk.Task:
		return kpuk.Clone(r)
	case *kpuk.Entry:
		return kpuk.Clone(r)
	case *kpuk.Loan:
		return kpuk.Clone(r)
	case *kpuk.Photo:
		return kpuk.Clone(r)
	default:
		return rec
	}
}
