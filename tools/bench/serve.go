package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime/pprof"
	"strconv"
	"strings"
	"time"

	"pendamping/sync/hub"
	"pendamping/sync/merge"
	"pendamping/sync/wire"
)

// job tells a hub in a process of its own what to serve.
type job struct {
	Path      string     `json:"path"` // of its store
	DSN       string     `json:"dsn"`  // of the database instead
	Partition merge.ID   `json:"partition"`
	Person    merge.ID   `json:"person"`
	Scopes    []merge.ID `json:"scopes"` // device n holds the nth alone
}

// serve is the other process: it reads a job, says where it listens and serves until its
// input ends.
func serve(ctx context.Context, std streams) error {
	var j job
	in := bufio.NewReader(std.in)
	line, err := in.ReadBytes('\n')
	if err == nil {
		err = json.Unmarshal(line, &j)
	}
	if err != nil {
		return fmt.Errorf("job: %w", err)
	}
	now := time.Now
	hub.SaveMemory()
	s, err := j.open(ctx, now)
	if err != nil {
		return err
	}
	dir := newDirectory()
	for n, scope := range j.Scopes {
		k := public(key(n))
		dir.add(wire.DeviceID(k), hub.Device{Key: k, Person: j.Person, Partition: j.Partition, Scopes: []merge.ID{scope}})
	}
	h, err := newServer(ctx, s, dir, j.Partition, now)
	if err != nil {
		return err
	}
	if _, err = fmt.Fprintln(std.out, h.address); err != nil {
		return fmt.Errorf("address: %w", err)
	}
	err = profiled(in) // until the parent closes it or is gone
	return errors.Join(err, h.close())
}

// profiled writes a profile of the processor for each line of its input, which names the
// file, up to the next one, until the input ends. An empty line only ends a profile.
func profiled(in io.Reader) error {
	lines := bufio.NewScanner(in)
	for lines.Scan() {
		pprof.StopCPUProfile()
		if lines.Text() == "" {
			continue
		}
		f, err := os.Create(lines.Text())
		if err != nil {
			return fmt.Errorf("profile: %w", err)
		}
		if err := pprof.StartCPUProfile(f); err != nil {
			return fmt.Errorf("profile: %w", err)
		}
	}
	pprof.StopCPUProfile()
	return nil
}

// child is a hub in a process of its own.
type child struct {
	cmd   *exec.Cmd
	input io.WriteCloser
	url   string
}

// profile lets the process write a profile of its processor time to a file, up to the
// next call; no name only ends the one before.
func (c *child) profile(name string) error {
	if _, err := fmt.Fprintln(c.input, name); err != nil {
		return fmt.Errorf("profile: %w", err)
	}
	return nil
}

// newChild starts a hub process.
func newChild(ctx context.Context, j *job) (*child, error) {
	self, err := os.Executable()
	if err != nil {
		return nil, fmt.Errorf("find the program: %w", err)
	}
	c := &child{cmd: exec.CommandContext(ctx, self, serveMode)}
	c.cmd.Stderr = os.Stderr
	input, err := c.cmd.StdinPipe()
	if err != nil {
		return nil, fmt.Errorf("hub process: %w", err)
	}
	output, err := c.cmd.StdoutPipe()
	if err != nil {
		return nil, fmt.Errorf("hub process: %w", err)
	}
	if err = c.cmd.Start(); err != nil {
		return nil, fmt.Errorf("hub process: %w", err)
	}
	c.input = input
	if err = json.NewEncoder(input).Encode(j); err != nil {
		return nil, errors.Join(err, c.close())
	}
	address, err := bufio.NewReader(output).ReadString('\n')
	if err != nil {
		return nil, errors.Join(fmt.Errorf("hub process: %w", err), c.close())
	}
	c.url = "http://" + strings.TrimSpace(address)
	return c, nil
}

// memoryMB is a figure of the process's memory, in MB; see processMB.
func (c *child) memoryMB(key string) (float64, error) {
	return processMB(strconv.Itoa(c.cmd.Process.Pid), key)
}

// usage is what a process has used since it began.
type usage struct {
	cpu     time.Duration // of the processor, by itself and by the system for it
	written uint64        // bytes
}

// used reads what the process has used.
func (c *child) used() (usage, error) {
	dir := fmt.Sprintf("/proc/%d/", c.cmd.Process.Pid)
	var out usage
	threads, err := filepath.Glob(dir + "task/*/schedstat")
	if err != nil {
		return usage{}, fmt.Errorf("usage: %w", err)
	}
	for _, name := range threads {
		text, gone := os.ReadFile(name) //nolint:gosec // a process of ours
		if gone != nil {
			continue // the thread has ended
		}
		spent, _, _ := strings.Cut(string(text), " ")
		ns, wrong := strconv.ParseInt(spent, 10, 64)
		if wrong != nil {
			return usage{}, fmt.Errorf("usage: %w", wrong)
		}
		out.cpu += time.Duration(ns)
	}
	text, err := os.ReadFile(dir + "io") //nolint:gosec // a process of ours
	if err != nil {
		return usage{}, fmt.Errorf("usage: %w", err)
	}
	for line := range strings.Lines(string(text)) {
		if n, ok := strings.CutPrefix(line, "wchar: "); ok {
			out.written, err = strconv.ParseUint(strings.TrimSpace(n), 10, 64)
		}
	}
	if err != nil {
		return usage{}, fmt.Errorf("usage: %w", err)
	}
	return out, nil
}

// close ends the process in good order.
func (c *child) close() error {
	err := c.input.Close()
	if ended := c.cmd.Wait(); ended != nil {
		err = errors.Join(err, fmt.Errorf("hub process: %w", ended))
	}
	return err
}
