package recorder

import (
	"testing"
	"time"

	"pendamping/app/screen"
	"pendamping/fault"
	"pendamping/kpuk"
)

// saver stands for a store that takes its time: saves end when the test says so.
type saver struct {
	batches [][]kpuk.Record
	done    []func(error)
}

// newKeeper makes a keeper over a saver.
func newKeeper() (*keeper, *saver) {
	s := &saver{}
	return &keeper{env: &screen.Env{
		Now: func() time.Time { return time.Date(2026, 11, 23, 10, 24, 0, 0, time.UTC) },
		Keep: func(done func(error), recs ...kpuk.Record) {
			s.batches, s.done = append(s.batches, recs), append(s.done, done)
		},
	}}, s
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

// TestKeeperStartsFromWhatWasSaved changes a meeting while it is being saved: the change
// waits, and goes out knowing what the store saw last.
func TestKeeperStartsFromWhatWasSaved(t *testing.T) {
	k, s := newKeeper()
	m := &kpuk.Meeting{Place: "a"}
	k.keep(m)
	m.Place = "b"
	k.keep(m)
	m.Place = "c"
	k.keep(m)
	if len(s.batches) != 1 || k.idle() {
		t.Fatalf("%d saves are under way, want 1", len(s.batches))
	}
	s.end(0, nil)
	if len(s.batches) != 2 {
		t.Fatalf("%d saves, want the waiting changes in one more", len(s.batches))
	}
	got, ok := s.batches[1][0].(*kpuk.Meeting)
	if !ok || got.Place != "c" || got.Seen != 0 || got == m {
		t.Errorf("second save: place %q from state %v", got.Place, got.Seen)
	}
	s.end(1, nil)
	if !k.idle() || m.Seen != 1 || k.at.IsZero() {
		t.Errorf("idle %v, seen %v, at %v", k.idle(), m.Seen, k.at)
	}
}

// TestKeeperLosesNothingOnFailure fails a save while another change waits.
func TestKeeperLosesNothingOnFailure(t *testing.T) {
	k, s := newKeeper()
	m, e := &kpuk.Meeting{Place: "a"}, &kpuk.Entry{}
	k.keep(m, e)
	task := &kpuk.Task{What: "x"}
	k.keep(task)
	m.Place = "b"
	k.keep(m)
	s.end(0, fault.New(fault.Full, "full"))
	if k.err == nil || len(s.batches) != 1 {
		t.Fatalf("after a failure: error %v, %d saves", k.err, len(s.batches))
	}
	k.keep(task) // more typing does not hammer a full device
	if len(s.batches) != 1 {
		t.Error("a change after a failure was sent before it was tried again")
	}
	k.retry()
	if len(s.batches) != 2 || len(s.batches[1]) != 3 {
		t.Fatalf("%d saves; the second has %d records, want meeting, entry and task", len(s.batches), len(s.batches[1]))
	}
	if got, ok := s.batches[1][0].(*kpuk.Meeting); !ok || got.Place != "b" {
		t.Errorf("the meeting goes out first, as it is now: %+v", s.batches[1][0])
	}
	s.end(1, nil)
	if !k.idle() || k.err != nil {
		t.Errorf("idle %v, error %v", k.idle(), k.err)
	}
}
