package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"

	"pendamping/sync/fleet"
)

// memoryFolder is where Linux keeps files in memory.
const memoryFolder = "/dev/shm"

// garden is where programs with defects are built.
type garden struct {
	o    options
	root string // of the project
	dir  string
}

func newGarden(o options) (*garden, error) {
	root, err := os.Getwd()
	if err != nil {
		return nil, fmt.Errorf("project: %w", err)
	}
	if _, err = os.Stat(filepath.Join(root, "go.mod")); err != nil {
		return nil, fmt.Errorf("to be run from the root of the project: %w", err)
	}
	dir, err := os.MkdirTemp("", "pendamping-planted-")
	if err != nil {
		return nil, fmt.Errorf("folder: %w", err)
	}
	return &garden{o: o, root: root, dir: dir}, nil
}

func (g *garden) clear() error { return os.RemoveAll(g.dir) }

// sound plays all seeds without a defect: else nothing that is found later means anything.
func (g *garden) sound(ctx context.Context) error {
	program, err := g.build(ctx, nil)
	if err != nil {
		return err
	}
	for _, play := range g.plays() {
		seed, found, err := g.search(ctx, program, play)
		if err != nil {
			return err
		}
		if seed != 0 {
			return fmt.Errorf("%w: seed %d fails without a defect: %s", errEscaped, seed, found)
		}
	}
	return nil
}

// plays are all the ways in which the defects that are asked for are played.
func (g *garden) plays() []play {
	plays := []play{{}}
	for _, d := range defects() {
		if d.play != (play{}) && strings.Contains(d.where()+" "+d.what, g.o.only) && !contains(plays, d.play) {
			plays = append(plays, d.play)
		}
	}
	return plays
}

func contains(all []play, p play) bool {
	for _, other := range all {
		if other == p {
			return true
		}
	}
	return false
}

// plant builds the program with a defect and plays it: the first seed that fails and how,
// or 0.
func (g *garden) plant(ctx context.Context, d *defect) (seed int, found string, err error) {
	program, err := g.build(ctx, d)
	if err != nil {
		return 0, "", err
	}
	return g.search(ctx, program, d.play)
}

// build builds pendampingd, through an overlay if there is a defect.
func (g *garden) build(ctx context.Context, d *defect) (string, error) {
	program := filepath.Join(g.dir, "pendampingd")
	args := []string{"build", "-o", program}
	if d != nil {
		overlay, err := g.overlay(d)
		if err != nil {
			return "", err
		}
		args = append(args, "-overlay", overlay)
	}
	cmd := exec.CommandContext(ctx, "go", append(args, "./cmd/pendampingd")...)
	cmd.Dir, cmd.Env = g.root, append(os.Environ(), "CGO_ENABLED=0")
	if out, err := cmd.CombinedOutput(); err != nil {
		return "", fmt.Errorf("build: %w\n%s", err, out)
	}
	return program, nil
}

// overlay writes the file with the defect, and what tells the compiler to take it.
func (g *garden) overlay(d *defect) (string, error) {
	path := filepath.Join(g.root, d.file)
	source, err := os.ReadFile(path) //nolint:gosec // of this table
	if err != nil {
		return "", fmt.Errorf("source: %w", err)
	}
	bad, err := d.into(source)
	if err != nil {
		return "", err
	}
	planted := filepath.Join(g.dir, "planted.go")
	overlay, err := json.Marshal(map[string]map[string]string{"Replace": {path: planted}})
	if err != nil {
		return "", fmt.Errorf("overlay: %w", err)
	}
	name := filepath.Join(g.dir, "overlay.json")
	if err = errors.Join(os.WriteFile(planted, bad, 0o600), os.WriteFile(name, overlay, 0o600)); err != nil {
		return "", fmt.Errorf("overlay: %w", err)
	}
	return name, nil
}

// search plays seed after seed until one fails.
func (g *garden) search(ctx context.Context, program string, p play) (seed int, found string, err error) {
	for seed = 1; seed <= g.o.seeds; seed++ {
		found, err = g.simulate(ctx, program, p, seed)
		if err != nil || found != "" {
			return seed, found, err
		}
	}
	return 0, "", nil
}

// simulate plays one fleet: what is found, or nothing.
func (g *garden) simulate(ctx context.Context, program string, p play, seed int) (string, error) {
	store, err := os.MkdirTemp(inMemory(), "pendamping-planted-")
	if err != nil {
		return "", fmt.Errorf("folder: %w", err)
	}
	defer os.RemoveAll(store) //nolint:errcheck // what a program left that was stopped
	days, faults := g.o.days, "all"
	if p.days > 0 {
		days = p.days
	}
	if p.faults != "" {
		faults = p.faults
	}
	limited, cancel := context.WithTimeout(ctx, g.o.longest)
	defer cancel()
	cmd := exec.CommandContext(limited, program, "simulate", "--devices", strconv.Itoa(g.o.devices), "--days", strconv.Itoa(days),
		"--faults", faults, "--seed", strconv.Itoa(seed), "--dir", store, "--json")
	var out, errs bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &errs
	failed := cmd.Run()
	var exit *exec.ExitError
	switch {
	case ctx.Err() != nil:
		return "", fmt.Errorf("stopped: %w", ctx.Err())
	case limited.Err() != nil:
		return fmt.Sprintf("hangs for %v", g.o.longest), nil
	case failed == nil:
		return "", nil
	case !errors.As(failed, &exit) || exit.ExitCode() == 2 && errs.Len() > 0 && !strings.Contains(errs.String(), "panic"):
		return "", fmt.Errorf("simulate: %w\n%s", failed, errs.String())
	}
	return verdict(out.Bytes(), errs.String()), nil
}

// inMemory is where fleets are played fast.
func inMemory() string {
	if info, err := os.Stat(memoryFolder); err == nil && info.IsDir() {
		return memoryFolder
	}
	return ""
}

// verdict says in a few words how a fleet failed: its figures, or what ended it.
func verdict(out []byte, errs string) string {
	var r fleet.Report
	if err := json.Unmarshal(out, &r); err != nil {
		if strings.Contains(errs, "panic") {
			return "panics"
		}
		line, _, _ := strings.Cut(strings.TrimSpace(errs), "\n")
		if _, after, ok := strings.Cut(line, "fleet.Run: "); ok {
			line = strings.TrimSuffix(after, ")")
		}
		return "the fleet ends: " + line
	}
	var figures []string
	for _, f := range []struct {
		n    int
		name string
	}{
		{r.Lost, "lost"},
		{r.Doubled, "doubled"},
		{r.Diverged, "diverged"},
		{r.Unseen, "unseen"},
		{r.Ledger, "ledger"},
		{r.Stuck, "stuck"},
		{r.Unsound, "unsound"},
		{r.Refused, "refused"},
	} {
		if f.n > 0 {
			figures = append(figures, fmt.Sprintf("%d %s", f.n, f.name))
		}
	}
	if len(figures) == 0 {
		return "the fleet fails and does not say why"
	}
	return strings.Join(figures, ", ")
}
