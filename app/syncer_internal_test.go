package app

import (
	"context"
	"errors"
	"testing"

	"pendamping/app/screen/settings"
	syncscreen "pendamping/app/screen/sync"
	"pendamping/sync/blob"
)

// still is a syncer that begins nothing: another sync is under way for as long as it
// lives.
func still(t *testing.T) (s *syncer, stopped *int) {
	t.Helper()
	ctx, end := context.WithCancel(t.Context())
	t.Cleanup(end)
	n := 0
	return &syncer{ctx: ctx, changed: func() {}, cancel: func() { n++ }}, &n
}

// Pausing stops what runs; nothing begins by itself until the person goes on.
func TestPauseHolds(t *testing.T) {
	s, stopped := still(t)
	s.pending = true
	s.Cancel()
	if *stopped != 1 || !s.state.Paused || s.pending {
		t.Errorf("stopped %d times, %+v", *stopped, s.state)
	}
	s.Auto()
	if s.pending {
		t.Error("a sync was noted while paused")
	}
	s.Start()
	if !s.pending || s.state.Paused {
		t.Error("going on did not take")
	}
}

// On a connection that costs none begins by itself where the person wants to be asked;
// one that she asks for does.
func TestByHand(t *testing.T) {
	s, _ := still(t)
	free := false
	s.may = func() bool { return free }
	s.Auto()
	if s.pending || !s.state.ByHand || s.timer == nil {
		t.Errorf("noted %v, %+v", s.pending, s.state)
	}
	s.Start()
	if !s.pending || s.state.ByHand {
		t.Error("asked for and not taken")
	}
	s.pending, free = false, true
	s.Auto()
	if !s.pending || s.state.ByHand {
		t.Error("a free connection is not used")
	}
	s.unplan()
}

func TestMayAuto(t *testing.T) {
	for name, c := range map[string]struct {
		byHand, metered, known, may bool
	}{
		"usual on mobile data": {false, true, true, true},
		"by hand on mobile":    {true, true, true, false},
		"by hand on Wi-Fi":     {true, false, true, true},
		"by hand, not known":   {true, false, false, false},
	} {
		d := &desk{app: &App{cfg: Config{Mobile: true, Metered: func() (bool, bool) { return c.metered, c.known }}}, sync: settings.SyncRules{ByHand: c.byHand}}
		if got := d.mayAuto(); got != c.may {
			t.Errorf("%s: %v", name, got)
		}
	}
}

func TestPhotosOf(t *testing.T) {
	for name, c := range map[string]struct {
		from blob.Result
		err  error
		want syncscreen.PhotosWhy
	}{
		"all":    {blob.Result{}, nil, syncscreen.PhotosNext},
		"wifi":   {blob.Result{Waiting: 2, WaitingBytes: 9, Why: blob.NoWiFi}, nil, syncscreen.PhotosWiFi},
		"budget": {blob.Result{Waiting: 2, WaitingBytes: 9, Why: blob.BudgetUsed}, nil, syncscreen.PhotosBudget},
		"broken": {blob.Result{Waiting: 2, WaitingBytes: 9}, errors.New("gone"), syncscreen.PhotosBroken},
	} {
		got := photosOf(c.from, c.err)
		if got.Why != c.want || got.Files != c.from.Waiting || got.Bytes != c.from.WaitingBytes || got.Sending {
			t.Errorf("%s: %+v", name, got)
		}
	}
}
