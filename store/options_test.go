package store_test

import (
	"testing"
	"time"

	"pendamping/store"
)

// TestCalibrateArgon: a quick machine takes the usual cost, a slow one less, and none
// less than the floor. The floor takes as long as the clock says.
func TestCalibrateArgon(t *testing.T) {
	tests := map[string]struct {
		floor time.Duration
		want  store.Argon
	}{
		"quick":     {50 * time.Millisecond, store.DefaultArgon()},
		"slow":      {300 * time.Millisecond, store.Argon{Time: 2, Memory: 46 << 10, Threads: 1}},
		"very slow": {900 * time.Millisecond, store.Argon{Time: 2, Memory: 19 << 10, Threads: 1}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			at := time.Unix(0, 0)
			got := store.CalibrateArgon(func() time.Time {
				at = at.Add(tt.floor)
				return at
			})
			if got != tt.want {
				t.Errorf("%+v, want %+v", got, tt.want)
			}
		})
	}
}
