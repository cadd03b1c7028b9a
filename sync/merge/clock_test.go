package merge_test

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"pendamping/sync/merge"
)

// wall is a wall clock that a test sets.
type wall struct{ t time.Time }

func (w *wall) now() time.Time { return w.t }

func noon() time.Time { return time.Date(2026, 3, 4, 12, 0, 0, 0, time.UTC) }

func TestClockNeverGoesBack(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		w := &wall{t: noon()}
		c := &merge.Clock{Now: w.now}
		var last merge.Stamp
		for range rapid.IntRange(1, 60).Draw(t, "steps") {
			w.t = w.t.Add(time.Duration(rapid.Int64Range(-9e17, 9e17).Draw(t, "jump")))
			switch rapid.IntRange(0, 2).Draw(t, "what") {
			case 0:
				s := merge.Stamp(rapid.Uint64().Draw(t, "stamp"))
				far := c.Observe(s)
				if far != s.FarAhead(w.t) {
					t.Fatalf("far = %v", far)
				}
			case 1: // a restart
				next := &merge.Clock{Now: w.now}
				next.SetLast(c.Last())
				c = next
			default:
				got := c.Next()
				if got <= last {
					t.Fatalf("%d after %d", got, last)
				}
				last = got
			}
		}
	})
}

func TestClockAndOthers(t *testing.T) {
	t.Parallel()
	w := &wall{t: noon()}
	c := &merge.Clock{Now: w.now}
	near := merge.StampAt(noon().Add(23 * time.Hour))
	if c.Observe(near) {
		t.Error("23 hours ahead is not far")
	}
	if got := c.Next(); got <= near {
		t.Error("the clock is behind what it observed")
	}
	last := c.Last()
	if !c.Observe(merge.StampAt(time.Date(2050, 1, 1, 0, 0, 0, 0, time.UTC))) {
		t.Error("2050 is far ahead")
	}
	if c.Last() != last {
		t.Error("a stamp of 2050 advanced the clock")
	}
	w.t = time.Date(1969, 1, 1, 0, 0, 0, 0, time.UTC)
	if got := c.Next(); got != last+1 {
		t.Errorf("with the wall clock in 1969 got %d, want %d", got, last+1)
	}
	if got := merge.StampAt(noon()).Time(); !got.Equal(noon()) {
		t.Errorf("time of a stamp: %v", got)
	}
}
