package app

import (
	"context"
	"sync"

	"pendamping/kpuk"
)

// saver is what a keeper needs of the store: one durable transaction, after which each
// record's Seen holds what its author has seen.
type saver interface {
	Save(ctx context.Context, author kpuk.ID, recs ...kpuk.Record) error
	SetLocal(ctx context.Context, key string, v any) error
}

// keeper saves records one transaction after another, in the order in which they were
// handed over, without making the UI thread wait. Saves of the same record follow each
// other: each is made in the knowledge of the one before, so that somebody's quick
// second thought is no conflict with her first.
type keeper struct {
	store  saver
	author kpuk.ID
	post   func(func()) // runs a function on the UI thread

	mu      sync.Mutex
	wake    *sync.Cond
	jobs    []job
	closed  bool
	drained chan struct{}
	seen    map[kpuk.ID]lineage
}

// lineage is what the author of a record has seen since her screen read it: from is
// the Seen of that reading (a pointer, so that two readings differ), now is what saving
// it gave last.
type lineage struct{ from, now any }

// job is something to be made durable: records, or a value of this device alone.
type job struct {
	recs  []kpuk.Record
	key   string // of a local value; empty for records
	value any
	done  func(error)
}

// newKeeper starts a keeper; close ends it.
func newKeeper(ctx context.Context, store saver, author kpuk.ID, post func(func())) *keeper {
	k := &keeper{store: store, author: author, post: post, drained: make(chan struct{}), seen: map[kpuk.ID]lineage{}}
	k.wake = sync.NewCond(&k.mu)
	go k.run(ctx)
	return k
}

// keep hands over records to be saved. done, if any, is called on the UI thread.
func (k *keeper) keep(done func(error), recs ...kpuk.Record) {
	k.add(job{recs: recs, done: done})
}

// local hands over a value that stays on this device; the last one of a key counts.
func (k *keeper) local(key string, value any, done func(error)) {
	k.add(job{key: key, value: value, done: done})
}

func (k *keeper) add(j job) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if i := k.waiting(j.key); i >= 0 {
		k.jobs[i] = j // somebody types faster than the disk writes
		return
	}
	k.jobs = append(k.jobs, j)
	k.wake.Signal()
}

// waiting finds a value of a key that waits behind the last records; -1 without one. One
// before them stays: that it was so when they were saved may be what counts.
func (k *keeper) waiting(key string) int {
	for i := len(k.jobs) - 1; key != "" && i >= 0 && k.jobs[i].key != ""; i-- {
		if k.jobs[i].key == key {
			return i
		}
	}
	return -1
}

// close saves what was handed over and ends the keeper.
func (k *keeper) close() {
	k.mu.Lock()
	k.closed = true
	k.wake.Signal()
	k.mu.Unlock()
	<-k.drained
}

func (k *keeper) run(ctx context.Context) {
	defer close(k.drained)
	for {
		next, ok := k.next()
		if !ok {
			return
		}
		err := k.do(ctx, next)
		if next.done != nil {
			k.post(func() { next.done(err) })
		}
	}
}

func (k *keeper) next() (job, bool) {
	k.mu.Lock()
	defer k.mu.Unlock()
	for len(k.jobs) == 0 && !k.closed {
		k.wake.Wait()
	}
	if len(k.jobs) == 0 {
		return job{}, false
	}
	next := k.jobs[0]
	k.jobs = k.jobs[1:]
	return next, true
}

func (k *keeper) do(ctx context.Context, j job) error {
	if j.key != "" {
		return k.store.SetLocal(ctx, j.key, j.value) //nolint:wrapcheck // carries its place
	}
	return k.save(ctx, j.recs)
}

// save makes one transaction. It runs on the keeper's goroutine only, so seen needs no
// lock.
func (k *keeper) save(ctx context.Context, recs []kpuk.Record) error {
	before := make([]any, len(recs))
	for i, rec := range recs {
		h := rec.Head()
		before[i] = h.Seen
		if l, ok := k.seen[h.ID]; ok && l.from == h.Seen {
			h.Seen = l.now
		}
	}
	if err := k.store.Save(ctx, k.author, recs...); err != nil {
		return err //nolint:wrapcheck // the store's error carries its place; the screen asks for its kind
	}
	for i, rec := range recs {
		h := rec.Head()
		k.seen[h.ID] = lineage{from: before[i], now: h.Seen}
	}
	return nil
}
