package app

import (
	"context"
	"errors"
	"sync"
	"testing"

	"pendamping/kpuk"
)

// mark is what the fake store hands out as Seen: a pointer, like the real one.
type mark struct{ n int }

// fakeStore remembers what was saved, and with which Seen.
type fakeStore struct {
	mu    sync.Mutex
	saves []savedRecord
	local map[string]any
	fail  error
	hold  chan struct{} // when set, each save waits for a token
}

type savedRecord struct {
	id   kpuk.ID
	seen any
}

func (f *fakeStore) Save(_ context.Context, _ kpuk.ID, recs ...kpuk.Record) error {
	if f.hold != nil {
		<-f.hold
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.fail != nil {
		return f.fail
	}
	for _, r := range recs {
		h := r.Head()
		f.saves = append(f.saves, savedRecord{h.ID, h.Seen})
		h.Seen = &mark{n: len(f.saves)}
	}
	return nil
}

func (f *fakeStore) SetLocal(_ context.Context, key string, v any) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.local[key] = v
	return f.fail
}

func task(id byte, seen any) *kpuk.Task {
	t := &kpuk.Task{}
	t.ID, t.Seen = kpuk.ID{id}, seen
	return t
}

func startKeeper(t *testing.T) (*fakeStore, *keeper) {
	t.Helper()
	f := &fakeStore{local: map[string]any{}}
	return f, newKeeper(t.Context(), f, kpuk.ID{9}, func(fn func()) { fn() })
}

// TestKeeperKeepsTheLineage: a screen clones a record twice from one reading; the second
// save must be made in the knowledge of the first, or it would be a conflict of the
// author with herself. A newer reading is left as it is.
func TestKeeperKeepsTheLineage(t *testing.T) {
	f, k := startKeeper(t)
	reading, later := &mark{-1}, &mark{-2}
	k.keep(nil, task(1, reading))
	k.keep(nil, task(1, reading))
	k.keep(nil, task(2, nil))
	k.keep(nil, task(2, nil))
	k.keep(nil, task(1, later))
	k.close()
	if len(f.saves) != 5 {
		t.Fatalf("%d saves, want 5", len(f.saves))
	}
	want := map[int]func(any) bool{
		0: func(s any) bool { return s == any(reading) },
		1: func(s any) bool { m, ok := s.(*mark); return ok && m.n == 1 },
		2: func(s any) bool { return s == nil },
		3: func(s any) bool { m, ok := s.(*mark); return ok && m.n == 3 },
		4: func(s any) bool { return s == any(later) },
	}
	for i, ok := range want {
		if !ok(f.saves[i].seen) {
			t.Errorf("save %d was made with seen %v", i, f.saves[i].seen)
		}
	}
}

func TestKeeperSavesInOrderAndDrainsOnClose(t *testing.T) {
	f, k := startKeeper(t)
	f.hold = make(chan struct{}, 10)
	var reported []int
	for i := range 5 {
		k.keep(func(err error) {
			if err != nil {
				t.Errorf("save %d: %v", i, err)
			}
			reported = append(reported, i)
		}, task(byte(i+1), nil))
	}
	k.local("where", 3, nil)
	for range 5 {
		f.hold <- struct{}{}
	}
	k.close()
	for i, s := range f.saves {
		if s.id != (kpuk.ID{byte(i + 1)}) {
			t.Errorf("save %d is of %v", i, s.id)
		}
	}
	if len(reported) != 5 || reported[0] != 0 || reported[4] != 4 {
		t.Errorf("reported %v", reported)
	}
	if f.local["where"] != 3 {
		t.Errorf("local value %v", f.local["where"])
	}
}

func TestKeeperReportsFailureAndGoesOn(t *testing.T) {
	f, k := startKeeper(t)
	f.fail = errors.New("no space")
	var first error
	failed := make(chan struct{})
	k.keep(func(err error) { first = err; close(failed) }, task(1, nil))
	<-failed
	f.mu.Lock()
	f.fail = nil
	f.mu.Unlock()
	k.keep(nil, task(1, nil))
	k.close()
	if first == nil {
		t.Error("the failure was not reported")
	}
	if len(f.saves) != 1 || f.saves[0].seen != nil {
		t.Errorf("after the failure: %v", f.saves)
	}
}

// TestKeeperWritesTheLastOfManyValues: while the disk is slow, of the values of one key only
// the last is written; one that stands before records stays before them.
func TestKeeperWritesTheLastOfManyValues(t *testing.T) {
	f, k := startKeeper(t)
	f.hold = make(chan struct{}, 10)
	k.keep(nil, task(1, nil)) // the disk is busy with this
	writes := 0
	done := func(error) { writes++ }
	for i := range 50 {
		k.local("draft", i, done)
		k.local("other", i, done)
	}
	k.keep(nil, task(2, nil))
	k.local("draft", nil, done)
	k.mu.Lock()
	queued := len(k.jobs)
	k.mu.Unlock()
	f.hold <- struct{}{}
	f.hold <- struct{}{}
	k.close()
	if queued < 4 || queued > 5 || writes != 3 {
		t.Errorf("%d jobs waited, %d values were written", queued, writes)
	}
	if f.local["draft"] != nil || f.local["other"] != 49 {
		t.Errorf("left %v", f.local)
	}
}
