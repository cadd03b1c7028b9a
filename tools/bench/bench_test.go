package main

import (
	"bytes"
	"encoding/json"
	"io"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"pendamping/assets/dictionary"
)

// TestMain lets the test program be the hub process that the bench starts.
func TestMain(m *testing.M) {
	if slices.Contains(os.Args[1:], serveMode) {
		main()
		return
	}
	m.Run()
}

// wanted are the figures of each family that others rely on.
func wanted() map[string]string {
	return map[string]string{
		"wire": "visit.requests visit.bytes_up visit.bytes_down idle.requests idle.bytes month.requests month.bytes_up " +
			"first.requests first.bytes",
		"slow":  "slow.visit_s slow.month_s slow.first_s",
		"hub":   "hub.visits_per_s_1 hub.visits_per_s_2 hub.month_visits_per_s hub.rss_mb hub.sync_growth",
		"month": "hub.month_visits_per_s hub.cpu_us_per_visit_month hub.client_us_per_visit_month hub.rss_mb",
		"pg":    "pg.hub.visits_per_s_1 pg.hub.visits_per_s_2 pg.hub.month_visits_per_s pg.hub.visits_per_s_2_two_processes pg.hub.rss_mb",
		"store": "fsync.p50_us save.tap_p50_us save.tap_p99_us save.tap_over_fsync save.visit_p50_us open.tablet_ms open.desk_ms " +
			"unlock.argon_ms",
		"ui": "list.first_paint_ms list.scroll_step_ms search.3k_ms search.100k_ms meeting.open_ms dashboard.warm_ms dashboard.cold_ms " +
			"app.rss_mb",
	}
}

// figuresOf runs a family at small sizes and returns its figures.
func figuresOf(t *testing.T, name string) map[string]float64 {
	t.Helper()
	var out bytes.Buffer
	if err := runFamily(t.Context(), name, small(), streams{out: &out, err: io.Discard}); err != nil {
		t.Fatal(err)
	}
	got := map[string]float64{}
	for line := range strings.Lines(out.String()) {
		var f struct {
			Name  string   `json:"name"`
			Value *float64 `json:"value"`
			Unit  string   `json:"unit"`
			N     int      `json:"n"`
		}
		if err := json.Unmarshal([]byte(line), &f); err != nil {
			t.Fatalf("%s: %v", line, err)
		}
		if f.Value == nil || *f.Value <= 0 || f.Unit == "" || f.N <= 0 {
			t.Errorf("%s says nothing", line)
			continue
		}
		got[f.Name] = *f.Value
	}
	return got
}

func TestEveryFamilyPrintsItsFigures(t *testing.T) {
	if testing.Short() {
		t.Skip("the families take some seconds")
	}
	for name, list := range wanted() {
		t.Run(name, func(t *testing.T) {
			got := figuresOf(t, name)
			for figure := range strings.FieldsSeq(list) {
				if _, ok := got[figure]; !ok {
					t.Errorf("no %s; there is %v", figure, got)
				}
			}
			if name == "wire" && (got["visit.requests"] != 1 || got["idle.requests"] != 1) {
				t.Errorf("a visit takes %v requests, an idle sync %v", got["visit.requests"], got["idle.requests"])
			}
		})
	}
}

// TestDictionaryIsBlind: what the frames' dictionary was trained on has none of the
// workload's sentences, or the figures would say nothing about other people's minutes.
func TestDictionaryIsBlind(t *testing.T) {
	const long = 12 // bytes in a row that are no chance
	known := dictionary.Trained()
	for _, s := range slices.Concat(sentences(), notes(), places()) {
		for i := range max(len(s)-long+1, 0) {
			if part := s[i : i+long]; bytes.Contains(known, []byte(part)) {
				t.Errorf("the dictionary has %q of %q", part, s)
				break
			}
		}
	}
}

func TestUnknownFamily(t *testing.T) {
	for name, args := range map[string][]string{"unknown": {"speed"}, "too many": {"wire", "slow"}} {
		t.Run(name, func(t *testing.T) {
			if err := run(t.Context(), args, streams{out: io.Discard, err: io.Discard}); err == nil {
				t.Error("no error")
			}
		})
	}
}

// TestWorkload: the data has the shape that the goals are written for, and is the same
// every time.
func TestWorkload(t *testing.T) {
	draw := func() *visit {
		m, err := newMaker(7)
		if err != nil {
			t.Fatal(err)
		}
		c, err := m.circle(11)
		if err != nil {
			t.Fatal(err)
		}
		v, err := m.visit(c, wireKinds)
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
	v := draw()
	// One meeting, 22 lines and two mended members, each tap a save of its own.
	if len(v.entries) != 22 || len(v.meeting.Attendance) != 11 || v.phone == v.turnover || len(v.parts()) != 1+11+1+22 {
		t.Errorf("%d lines, %d attendances, members %d and %d", len(v.entries), len(v.meeting.Attendance), v.phone, v.turnover)
	}
	if n := len(v.meeting.Discussion); n < 300 || n > 420 {
		t.Errorf("minutes of %d characters", n)
	}
	if again := draw(); again.meeting.ID != v.meeting.ID || again.entries[21].Line != v.entries[21].Line {
		t.Error("the same seed draws other data")
	}
	larger, err := counted()
	if err != nil {
		t.Fatal(err)
	}
	if larger != 61_776 {
		t.Errorf("the first download has %d entries", larger)
	}
}

// counted is the number of ledger lines of the first download.
func counted() (int, error) {
	m, err := newMaker(42)
	if err != nil {
		return 0, err
	}
	of, lines := full().first, 0
	for i := range of.groups {
		c, err := m.circle(of.size(i))
		if err != nil {
			return 0, err
		}
		v, err := m.visit(c, of.kinds)
		if err != nil {
			return 0, err
		}
		lines += of.meetings * len(v.entries)
	}
	return lines, nil
}

func TestShape(t *testing.T) {
	for name, tt := range map[string]struct {
		of   shape
		want int
	}{"first": {full().first, 2_633}, "tablet": {full().tablet, 340}, "desk": {full().desk, 100_000}} {
		t.Run(name, func(t *testing.T) {
			members := 0
			for i := range tt.of.groups {
				members += tt.of.size(i)
			}
			if members != tt.want {
				t.Errorf("%d members, want %d", members, tt.want)
			}
		})
	}
}

func TestPercentile(t *testing.T) {
	samples := []time.Duration{5, 1, 4, 2, 3}
	for p, want := range map[int]time.Duration{0: 1, 50: 3, 99: 5, 100: 5} {
		if got := percentile(samples, p); got != want {
			t.Errorf("percentile %d is %d, want %d", p, got, want)
		}
	}
	if got := percentile(nil, 50); got != 0 {
		t.Errorf("percentile of nothing is %d", got)
	}
}
