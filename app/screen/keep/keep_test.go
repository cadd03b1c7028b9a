package keep_test

import (
	"testing"
	"time"

	"pendamping/app/screen"
	"pendamping/app/screen/keep"
	"pendamping/fault"
	"pendamping/kpuk"
)

// saver stands for a store that takes its time: saves end when the test says so.
type saver struct {
	batches [][]kpuk.Record
	done    []func(error)
}

// newKeeper makes a keeper over a saver.
func newKeeper() (*keep.Keeper, *saver) {
	s := &saver{}
	return keep.New(&screen.Env{
		Now: func() time.Time { return time.Date(2026, 11, 23, 10, 24, 0, 0, time.UTC) },
		Keep: func(done func(error), recs ...kpuk.Record) {
			s.batches, s.done = append(s.batches, recs), append(s.done, done)
		},
	}), s
}

// end finishes save n as the store does: it leaves what it saw on the saved clone.
func (s *saver) end(n int, err error) {
	if err == nil {
		for _, r := range s.batches[n] {
			r.Head().Seen = n
		}
	}
	s.done[n](err)
}

// TestStartsFromWhatWasSaved changes a visit while it is being saved: the change waits,
// and goes out knowing what the store saw last.
func TestStartsFromWhatWasSaved(t *testing.T) {
	k, s := newKeeper()
	v := &kpuk.Visit{Purpose: "a"}
	k.Keep(v)
	v.Purpose = "b"
	k.Keep(v)
	v.Purpose = "c"
	k.Keep(v)
	if len(s.batches) != 1 || k.Idle() {
		t.Fatalf("%d saves are under way, want 1", len(s.batches))
	}
	s.end(0, nil)
	if len(s.batches) != 2 {
		t.Fatalf("%d saves, want the waiting changes in one more", len(s.batches))
	}
	got, ok := s.batches[1][0].(*kpuk.Visit)
	if !ok || got.Purpose != "c" || got.Seen != 0 || got == v {
		t.Errorf("second save: %+v", s.batches[1][0])
	}
	s.end(1, nil)
	if !k.Idle() || v.Seen != 1 || k.At.IsZero() {
		t.Errorf("idle %v, seen %v, at %v", k.Idle(), v.Seen, k.At)
	}
}

// TestLosesNothingOnFailure fails a save while another change waits.
func TestLosesNothingOnFailure(t *testing.T) {
	k, s := newKeeper()
	told := 0
	k.Changed = func() { told++ }
	v, a := &kpuk.Visit{Purpose: "a"}, &kpuk.Activity{}
	k.Keep(v, a)
	task := &kpuk.Task{What: "x"}
	k.Keep(task)
	v.Purpose = "b"
	k.Keep(v)
	s.end(0, fault.New(fault.Full, "full"))
	if k.Err == nil || len(s.batches) != 1 || told != 1 {
		t.Fatalf("after a failure: error %v, %d saves, told %d times", k.Err, len(s.batches), told)
	}
	k.Keep(task) // more typing does not hammer a full device
	if len(s.batches) != 1 {
		t.Error("a change after a failure was sent before it was tried again")
	}
	k.Retry()
	if len(s.batches) != 2 || len(s.batches[1]) != 3 {
		t.Fatalf("%d saves; the second has %d records, want visit, activity and task", len(s.batches), len(s.batches[1]))
	}
	if got, ok := s.batches[1][0].(*kpuk.Visit); !ok || got.Purpose != "b" {
		t.Errorf("the visit goes out first, as it is now: %+v", s.batches[1][0])
	}
	s.end(1, nil)
	if !k.Idle() || k.Err != nil {
		t.Errorf("idle %v, error %v", k.Idle(), k.Err)
	}
}
