package month

import (
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"testing"
)

// hub builds the hub's program.
func hub(t *testing.T) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "pendampingd")
	cmd := exec.CommandContext(t.Context(), "go", "build", "-o", path, "pendamping/cmd/pendampingd")
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	return path
}

// TestMonth lets the month happen with the app ended at random points, and holds tablet,
// desktop and hub against the figures that were reckoned apart.
func TestMonth(t *testing.T) {
	if testing.Short() {
		t.Skip("a whole month through the widgets")
	}
	const kills, halves = 4, 5
	seed := uint64(1)
	if other, err := strconv.ParseUint(os.Getenv("MONTH_SEED"), 10, 64); err == nil {
		seed = other // to look for other moments
	}
	res, err := Play(t.Context(), Config{
		Hub: hub(t), Dir: t.TempDir(), Shots: os.Getenv("MONTH_SHOTS"), Kills: kills, Halves: halves, Seed: seed, Logger: slog.New(slog.DiscardHandler),
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := res.Check(); err != nil {
		t.Errorf("%v\n%s", err, Beside(Expected(), res))
	}
	if res.Killed != kills {
		t.Errorf("the app was ended %d times in meetings, want %d", res.Killed, kills)
	}
	if res.Broken != halves {
		t.Errorf("the app was ended %d times in the middle of a field, want %d", res.Broken, halves)
	}
}

// TestExpected holds the reckoning against figures that were worked out on paper.
func TestExpected(t *testing.T) {
	got := Expected()
	for key, want := range (Table{
		"cash 2026-10-26": 130_000, "cash 2026-11-02": 46_000, "cash 2026-11-09": 163_700,
		"schedule 1 principal": 53_300, "schedule 3 principal": 53_400, "schedule 3 service": 2_400,
		"savings Rohayati wajib": 20_000, "savings Sri Wahyuni sukarela": 15_000,
		"share net": 30_800,
	}) {
		if got[key] != want {
			t.Errorf("%s: %d, want %d", key, got[key], want)
		}
	}
}

func TestSplit(t *testing.T) {
	for _, tt := range []struct {
		count   int
		weights []int
		want    []int
	}{
		{10, []int{1, 1, 1}, []int{4, 3, 3}},
		{7, []int{1, 1}, []int{4, 3}},
		{28, []int{40, 40, 55, 40, 40, 35}, []int{5, 5, 6, 4, 4, 4}},
		{5, []int{0, 1}, []int{0, 5}},
	} {
		if got := split(tt.count, tt.weights); !slices.Equal(got, tt.want) {
			t.Errorf("split %d by %v: %v, want %v", tt.count, tt.weights, got, tt.want)
		}
	}
}

func TestDifferences(t *testing.T) {
	want := Table{"cash 1": 5, "cash 2": 6, "loan left": 7, "shu a": 0}
	got := want.Differences(Table{"cash 1": 5, "cash 2": 8, "cash 3": 1, "shu b": 2})
	if len(got) != 3 {
		t.Errorf("%q", got)
	}
	if err := (&Result{Tablet: Expected(), Desktop: Expected(), Hub: Expected()}).Check(); err != nil {
		t.Error(err)
	}
	off := Expected()
	off["share net"]++
	if err := (&Result{Tablet: Expected(), Desktop: off, Hub: Expected()}).Check(); err == nil {
		t.Error("a rupiah more is not found")
	}
}

func TestSays(t *testing.T) {
	for _, tt := range []struct {
		text, what string
		want       bool
	}{
		{"Kas", "Kas", true},
		{"Kas awal", "Kas", false},
		{"Kas awal", "Kas*", true},
		{"Rapat KPUK Kenanga dikembalikan", "Rapat*dikembalikan", true},
		{"Rapat", "Rapat*dikembalikan", false},
	} {
		if got := says(tt.text, tt.what); got != tt.want {
			t.Errorf("%q says %q: %v", tt.text, tt.what, got)
		}
	}
}
