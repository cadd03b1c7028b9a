package fleet_test

import (
	"os"
	"strconv"
	"strings"
	"testing"

	"go.uber.org/goleak"

	"pendamping/fault"
	"pendamping/sync/fleet"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// folder is a folder in memory where there is one.
func folder(t *testing.T) string {
	t.Helper()
	dir, err := os.MkdirTemp("/dev/shm", "fleet") //nolint:usetesting // t.TempDir is on the disk
	if err != nil {
		return t.TempDir()
	}
	t.Cleanup(func() {
		if err := os.RemoveAll(dir); err != nil {
			t.Error(err)
		}
	})
	return dir
}

// TestBundles: where only files travel for days, each thing that may happen to them does,
// and all is well once there is a network again.
func TestBundles(t *testing.T) {
	r, err := fleet.Run(t.Context(), fleet.Config{
		Devices: 12, Days: 16, Seed: 5, Dir: folder(t),
		Faults: []fleet.Kind{fleet.Bundle, fleet.Cut, fleet.Flip, fleet.Kill, fleet.Clone, fleet.HubRestore},
	})
	if err != nil {
		t.Fatal(err)
	}
	b := r.Bundles
	if !r.OK || r.Faults[fleet.Bundle] != b.Imported {
		t.Errorf("%s\n%+v", r.Replay, r)
	}
	if min(b.Exported, b.Imported, b.Answered, b.Overtook, b.Twice, b.Late, b.Lost, b.Spoiled) == 0 {
		t.Errorf("something was not played: %+v", b)
	}
}

// TestGivenBack: a group is taken from a device and given back, and she writes to records
// that have not come back yet, as a pull takes many pages and is cut in between.
func TestGivenBack(t *testing.T) {
	r, err := fleet.Run(t.Context(), fleet.Config{
		Devices: 20, Days: 40, Seed: 3, Dir: folder(t),
		Faults: []fleet.Kind{fleet.Loss, fleet.Cut, fleet.Grant, fleet.Revoke, fleet.Concurrent},
	})
	if err != nil {
		t.Fatal(err)
	}
	if !r.OK || r.Again == 0 {
		t.Errorf("%s\n%+v", r.Replay, r)
	}
}

// TestColleagues: where there is no hub devices meet, relay and carry, on bad links, with
// apps that are killed and groups that are taken; each thing that may happen does, and all
// is well once there is a network again.
func TestColleagues(t *testing.T) {
	r, err := fleet.Run(t.Context(), fleet.Config{
		Devices: 16, Days: 24, Seed: 2, Dir: folder(t),
		Faults: []fleet.Kind{fleet.Hotspot, fleet.Loss, fleet.Cut, fleet.Kill, fleet.Full, fleet.Grant, fleet.Revoke, fleet.HubRestore, fleet.Concurrent},
	})
	if err != nil {
		t.Fatal(err)
	}
	c := r.Colleagues
	if !r.OK || r.Faults[fleet.Hotspot] != c.Visits || r.Faults[fleet.Revoke] == 0 {
		t.Errorf("%s\n%+v", r.Replay, r)
	}
	if min(c.Hosted, c.Visits, c.Broken, c.Given, c.Heard, c.Handed, c.Delivered, c.Answered) == 0 {
		t.Errorf("something was not played: %+v", c)
	}
}

// TestFleet: whatever happens, nothing is lost, doubled, different or overwritten unseen.
func TestFleet(t *testing.T) {
	for seed := range uint64(12) {
		t.Run(strconv.FormatUint(seed, 10), func(t *testing.T) {
			r, err := fleet.Run(t.Context(), fleet.Config{Devices: 8, Days: 12, Seed: seed, Dir: folder(t)})
			if err != nil {
				t.Fatal(err)
			}
			if !r.OK {
				t.Errorf("%s\n%+v", r.Replay, r)
			}
		})
	}
}

// TestTrace: a trace names who wrote a value, and who came to hold it.
func TestTrace(t *testing.T) {
	var out strings.Builder
	cfg := fleet.Config{Devices: 4, Days: 6, Seed: 1, Dir: folder(t), Faults: []fleet.Kind{fleet.Loss}}
	r, err := fleet.Trace(t.Context(), cfg, 7, &out)
	if err != nil || !r.OK {
		t.Fatalf("%+v, %v", r, err)
	}
	for _, want := range []string{" writes 7, having seen [", "the hub holds [7 as ", "sync: device "} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("not told: %q in\n%s", want, out.String())
		}
	}
	if strings.Contains(out.String(), "nothing") {
		t.Errorf("what is not held is not news:\n%s", out.String())
	}
	cfg.Dir = folder(t)
	if _, err = fleet.Trace(t.Context(), cfg, 1<<40, &out); fault.KindOf(err) != fault.NotFound {
		t.Errorf("a write that nobody made: %v", err)
	}
}
