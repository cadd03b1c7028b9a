package main

import (
	"context"
	"log/slog"
	"net/http"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"pendamping/kpuk"
	"pendamping/store"
	"pendamping/sync/hub"
	"pendamping/sync/merge"
)

// TestMetricsOutliveTheHub: when devices came last, and what they had left, is known after a
// restart; a device that never came has the day of its enrolment, and one that was revoked
// is not waited for.
func TestMetricsOutliveTheHub(t *testing.T) {
	r := newRig(t, "http://127.0.0.1:1")
	links := []string{
		r.invite("--name", "Nurlaela", "--groups", "K-01"), r.invite("--name", "Baiq Handayani", "--office", "coordinator"),
		r.invite("--name", "Rohana", "--groups", "K-02"),
	}
	r.serve("--http")
	tablet, desk, idle := r.mustEnrol(links[0], 1), r.mustEnrol(links[1], 2), r.mustEnrol(links[2], 3)
	r.sync(tablet)
	r.sync(desk)
	of := func(d *device) string {
		return `pendamping_device_last_sync_timestamp_seconds{device="` + kpukHex(d) + `"}`
	}
	read := func() (page string) {
		t.Helper()
		status, page := r.get(metricsPath)
		if status != http.StatusOK {
			t.Fatalf("metrics: %d", status)
		}
		return page
	}
	before := read()
	if code := r.stop(); code != 0 {
		t.Fatalf("the hub ended with %d", code)
	}
	r.serve("--http", "--listen", strings.TrimPrefix(r.url, "http://"))
	after := read()
	for name, d := range map[string]*device{"tablet": tablet, "desk": desk, "who only enrolled": idle} {
		was, now := value(t, before, of(d)), value(t, after, of(d))
		if was != now || was < 1_700_000_000 {
			t.Errorf("%s came at %v, after a restart at %v", name, was, now)
		}
		value(t, after, strings.Replace(of(d), "last_sync_timestamp_seconds", "behind_changes", 1))
	}
	dev, err := store.Get[kpuk.Device](t.Context(), desk.Store, kpuk.ID(tablet.grant.Device))
	ok(t, err)
	dev.RevokedAt = 1
	ok(t, desk.Save(t.Context(), desk.author(), dev))
	r.sync(desk)
	last := read()
	if strings.Contains(last, kpukHex(tablet)) {
		t.Error("a revoked device is waited for")
	}
	if value(t, last, of(desk)) <= value(t, after, of(desk)) {
		t.Error("the desk did not come again")
	}
}

// shelf is a store of values under names that two processes share.
type shelf struct {
	hubStore

	kept []sighting
	sets atomic.Int64
}

// Local and SetLocal implement hubStore.
func (s *shelf) Local(_ context.Context, _ string, v any) (bool, error) {
	out, isOne := v.(*[]sighting)
	if isOne {
		*out = slices.Clone(s.kept)
	}
	return isOne, nil
}

func (s *shelf) SetLocal(_ context.Context, _ string, v any) error {
	if all, isOne := v.([]sighting); isOne {
		s.kept = all
	}
	s.sets.Add(1)
	return nil
}

// TestSightings: the later of two counts, whichever process saw it, and nothing is written
// when nobody came.
func TestSightings(t *testing.T) {
	on := &shelf{}
	process := func() *sightings { return &sightings{f: &folder{store: on}, by: map[kpuk.ID]sighting{}} }
	devices := []*kpuk.Device{{Header: kpuk.Header{ID: kpuk.ID{1}}, EnrolledAt: 5}, {Header: kpuk.Header{ID: kpuk.ID{2}}, EnrolledAt: 6}}
	a, b := process(), process()
	came := func(s *sightings, device byte, at int64, behind uint64) {
		s.saw(&hub.Synced{Device: merge.ID{device}, At: time.UnixMilli(at), Behind: behind, Differing: int(behind)})
	}
	came(a, 1, 100, 3)
	came(b, 1, 200, 0)
	came(b, 9, 300, 0) // was revoked since
	for range 2 {
		ok(t, a.keep(t.Context(), devices))
		ok(t, b.keep(t.Context(), devices))
	}
	ok(t, process().keep(t.Context(), devices))
	want := []sighting{{Device: kpuk.ID{1}, At: 200}, {Device: kpuk.ID{2}, At: 6}}
	if on.sets.Load() != 2 || !slices.Equal(on.kept, want) {
		t.Errorf("%d times kept: %v", on.sets.Load(), on.kept)
	}
	came(a, 2, 400, 7)
	ok(t, a.keep(t.Context(), devices))
	came(b, 2, 350, 0) // its clock is late
	ok(t, b.keep(t.Context(), devices))
	got, err := b.now(t.Context(), devices)
	ok(t, err)
	if want[1] = (sighting{Device: kpuk.ID{2}, At: 400, Behind: 7, Apart: 7}); !slices.Equal(got, want) || !slices.Equal(on.kept, want) {
		t.Errorf("known %v, kept %v", got, on.kept)
	}
}

// TestSightingsAreKept: each minute, and at the end.
func TestSightingsAreKept(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		on := &shelf{}
		m := &meter{seen: &sightings{f: &folder{store: on}, by: map[kpuk.ID]sighting{}}, logger: slog.New(slog.DiscardHandler)}
		stop := m.keeping(t.Context(), time.Minute)
		for range 3 {
			m.seen.saw(&hub.Synced{Device: merge.ID{1}, At: time.Now()})
			<-time.NewTimer(time.Minute + time.Second).C
		}
		if on.sets.Load() != 3 {
			t.Errorf("kept %d times in three minutes", on.sets.Load())
		}
		m.seen.saw(&hub.Synced{Device: merge.ID{1}, At: time.Now()})
		stop()
		if on.sets.Load() != 4 {
			t.Errorf("kept %d times, the end included", on.sets.Load())
		}
	})
}
