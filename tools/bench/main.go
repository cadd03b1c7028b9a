// Command bench measures Pendamping by the workloads that its goals are written for and
// prints one JSON object per figure on standard output; what it does meanwhile goes to
// standard error.
//
//	go run ./tools/bench            # every family, each in a process of its own
//	go run ./tools/bench wire       # one family: wire, slow, hub, month, pg, store or ui
//
// The family month, which all of them leave out, is that part of hub alone, several times
// over; with BENCH_PROFILES=folder it leaves profiles of the hub there.
//
// It runs the code that users run: bbolt stores in a temporary folder, device sessions
// and a hub over HTTP on loopback with a counting proxy between them, screens through
// the software driver. All data is synthetic and drawn from fixed seeds.
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/exec"
	"os/signal"
	"slices"
	"strings"
	"syscall"
	"time"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	err := run(ctx, os.Args[1:], streams{os.Stdin, os.Stdout, os.Stderr})
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

// streams are where a bench reads and writes.
type streams struct {
	in       io.Reader
	out, err io.Writer
}

// serveMode is the argument with which the bench starts itself as a hub.
const serveMode = "serve"

// profilesVariable names the folder into which the family of months writes profiles.
const profilesVariable = "BENCH_PROFILES"

// bench is one run.
type bench struct {
	out  *json.Encoder
	log  *slog.Logger
	now  func() time.Time
	size sizes
	dir  string // temporary files

	profiles string // folder for profiles of the hub's processor time; empty: none
}

// family is a group of figures.
type family struct {
	name string
	run  func(*bench, context.Context) error
}

// families lists them in the order in which they run.
func families() []family {
	return []family{
		{"wire", (*bench).wire}, {"store", (*bench).store}, {"ui", (*bench).ui}, {"hub", (*bench).hub}, {"month", (*bench).months}, {"slow", (*bench).slow}, {"pg", (*bench).postgres},
	}
}

// run does what the arguments ask for.
func run(ctx context.Context, args []string, std streams) error {
	switch {
	case len(args) == 0:
		return runAll(ctx, std)
	case len(args) == 1 && args[0] == serveMode:
		return serve(ctx, std)
	case len(args) == 1 && slices.Contains(names(), args[0]):
		return runFamily(ctx, args[0], full(), std)
	default:
		return fmt.Errorf("usage: bench [%s]", strings.Join(names(), "|"))
	}
}

// names of the families.
func names() []string {
	var out []string
	for _, f := range families() {
		out = append(out, f.name)
	}
	return out
}

// runAll runs every family in a process of its own, so that none is measured with the
// memory of another.
func runAll(ctx context.Context, std streams) error {
	self, err := os.Executable()
	if err != nil {
		return fmt.Errorf("find the program: %w", err)
	}
	for _, name := range names() {
		if name == "month" { // hub has it
			continue
		}
		cmd := exec.CommandContext(ctx, self, name)
		cmd.Stdout, cmd.Stderr = std.out, std.err
		if err := cmd.Run(); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
	}
	return nil
}

// runFamily measures one family in this process.
func runFamily(ctx context.Context, name string, size sizes, std streams) (err error) {
	dir, err := os.MkdirTemp("", "pendamping-bench-*")
	if err != nil {
		return fmt.Errorf("temporary folder: %w", err)
	}
	defer func() {
		if gone := os.RemoveAll(dir); err == nil && gone != nil {
			err = fmt.Errorf("temporary folder: %w", gone)
		}
	}()
	b := &bench{
		out: json.NewEncoder(std.out), log: slog.New(slog.NewTextHandler(std.err, &slog.HandlerOptions{Level: slog.LevelDebug})),
		now:  time.Now, // the clock on the wall is what is measured with
		size: size, dir: dir, profiles: os.Getenv(profilesVariable),
	}
	for _, f := range families() {
		if f.name == name {
			return f.run(b, ctx)
		}
	}
	return fmt.Errorf("no family %q", name)
}

// figure prints one figure; n is the number of measurements or records behind it.
func (b *bench) figure(name string, value float64, unit string, n int) error {
	err := b.out.Encode(struct {
		Name  string  `json:"name"`
		Value float64 `json:"value"`
		Unit  string  `json:"unit"`
		N     int     `json:"n"`
	}{name, value, unit, n})
	if err != nil {
		return fmt.Errorf("print %s: %w", name, err)
	}
	return nil
}
