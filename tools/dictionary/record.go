package main

import (
	"bufio"
	"bytes"
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"syscall"
	"time"

	"pendamping/app/device"
	"pendamping/tools/demodata"
)

const (
	pin        = "246810"
	passphrase = "songket-lombok-2026" //nolint:gosec // of invented data
)

// record lets a federation happen at a hub in a folder of its own, and gives the messages
// of all its devices.
func record(ctx context.Context, shape demodata.Shape) (samples [][]byte, err error) {
	dir, err := os.MkdirTemp("", "dictionary-")
	if err != nil {
		return nil, fmt.Errorf("folder: %w", err)
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	plan, err := demodata.New(shape)
	if err != nil {
		return nil, fmt.Errorf("plan: %w", err)
	}
	h := &hub{dir: filepath.Join(dir, "hub"), program: filepath.Join(dir, "pendampingd")}
	links, err := h.found(ctx, plan, dir)
	if err != nil {
		return nil, err
	}
	sum, err := plan.Record(ctx, demodata.Config{
		Dir: filepath.Join(dir, "devices"), Invites: links, PIN: pin, Passphrase: passphrase, Now: time.Now, Rand: rand.Reader,
		Logger: slog.New(slog.DiscardHandler),
	})
	if err = errors.Join(err, h.stop()); err != nil {
		return nil, fmt.Errorf("recording: %w", err)
	}
	fmt.Fprintf(os.Stderr, "dictionary: %d meetings, %d ledger entries\n", sum.Meetings, sum.Entries)
	return all(ctx, plan, sum.Devices)
}

// all gives the messages of all devices.
func all(ctx context.Context, plan *demodata.Plan, dirs map[string]string) ([][]byte, error) {
	var out [][]byte
	for _, name := range append(plan.Facilitators(), plan.Coordinators()...) {
		secret := pin
		if slices.Contains(plan.Coordinators(), name) {
			secret = passphrase
		}
		d, err := device.Open(ctx, device.Config{
			Dir: dirs[name], Now: time.Now, Rand: rand.Reader, Logger: slog.New(slog.DiscardHandler),
		}, secret)
		if err != nil {
			return nil, fmt.Errorf("device of %s: %w", name, err)
		}
		some, err := messages(ctx, d.Store, d.Identity.Partition)
		d.Close()
		if err != nil {
			return nil, fmt.Errorf("device of %s: %w", name, err)
		}
		out = append(out, some...)
	}
	return out, nil
}

// hub is a hub program at work.
type hub struct {
	dir, program string
	running      *exec.Cmd
}

// found builds the program, makes a hub with the plan's groups, invites everybody and
// lets it serve. It returns the invitations by name.
func (h *hub) found(ctx context.Context, plan *demodata.Plan, dir string) (map[string]string, error) {
	build := exec.CommandContext(ctx, "go", "build", "-o", h.program, "pendamping/cmd/pendampingd")
	build.Stderr = os.Stderr
	if err := build.Run(); err != nil {
		return nil, fmt.Errorf("building the hub: %w", err)
	}
	first := plan.Coordinators()[0]
	if _, err := h.run(ctx, "init", "--name", "JarPUK Lombok Tengah", "--areas", "52.02", "--coordinator", first, "--url", "http://127.0.0.1:1"); err != nil {
		return nil, err
	}
	roster, people := filepath.Join(dir, "roster.csv"), filepath.Join(dir, "people.csv")
	if err := errors.Join(write(roster, plan.Roster), write(people, plan.People)); err != nil {
		return nil, err
	}
	if _, err := h.run(ctx, "import", roster); err != nil {
		return nil, err
	}
	url, err := h.serve(ctx)
	if err != nil {
		return nil, err
	}
	raw, err := h.run(ctx, "invite", "--people", people, "--json", "--url", url)
	if err != nil {
		return nil, errors.Join(err, h.stop())
	}
	var invited []struct{ Name, Link string }
	if err := json.Unmarshal(raw, &invited); err != nil {
		return nil, errors.Join(fmt.Errorf("invitations: %w", err), h.stop())
	}
	links := map[string]string{}
	for _, v := range invited {
		links[v.Name] = v.Link
	}
	return links, nil
}

// run calls the hub program for one command and gives what it printed.
func (h *hub) run(ctx context.Context, args ...string) ([]byte, error) {
	cmd := exec.CommandContext(ctx, h.program, append(args, "--data", h.dir)...)
	var errs bytes.Buffer
	cmd.Stderr = &errs
	out, err := cmd.Output()
	if err != nil {
		return nil, fmt.Errorf("pendampingd %s: %w: %s", args[0], err, errs.String())
	}
	return out, nil
}

// serve starts the hub and gives its address.
func (h *hub) serve(ctx context.Context) (string, error) {
	h.running = exec.CommandContext(ctx, h.program, "serve", "--data", h.dir, "--http", "--json", "--listen", "127.0.0.1:0", "--enrol-burst", "100")
	out, err := h.running.StdoutPipe()
	if err != nil {
		return "", fmt.Errorf("serve: %w", err)
	}
	if err = h.running.Start(); err != nil {
		return "", fmt.Errorf("serve: %w", err)
	}
	var on struct{ URL string }
	line, err := bufio.NewReader(out).ReadBytes('\n')
	if err == nil {
		err = json.Unmarshal(line, &on)
	}
	if err != nil {
		return "", fmt.Errorf("serve: %w", err)
	}
	return on.URL, nil
}

func (h *hub) stop() error {
	if err := h.running.Process.Signal(syscall.SIGTERM); err != nil {
		return fmt.Errorf("stopping the hub: %w", err)
	}
	if err := h.running.Wait(); err != nil {
		return fmt.Errorf("the hub ended: %w", err)
	}
	return nil
}

func write(path string, fill func(io.Writer) error) error {
	f, err := os.Create(path) //nolint:gosec // in a folder of our own
	if err != nil {
		return fmt.Errorf("writing: %w", err)
	}
	return errors.Join(fill(f), f.Close())
}
