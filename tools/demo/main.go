// Command demo makes a whole network on this machine and uses it: a hub with the groups
// and members of a federation, twenty facilitators who recorded a year of meetings, a
// coordinator who reviewed them; all invented, all through the ways that users have.
//
// Where there is a display it opens the tablet's and the desktop's window and serves
// until they are closed. Elsewhere, or with -headless, it runs the same apps under Xvfb
// and has a robot record a meeting from unlocking to approval; it leaves pictures and
// summary.json in the folder of -out.
package main

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"flag"
	"fmt"
	"log/slog"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"syscall"
	"time"

	"pendamping/tools/demodata"
)

const (
	pin        = "246810"
	passphrase = "songket-lombok-2026" //nolint:gosec // of invented data, printed by the program
)

// options are what the command line says.
type options struct {
	out, app, hub   string
	small, headless bool
	kills           int
}

func main() {
	var o options
	flag.StringVar(&o.out, "out", "build/demo", "folder for data, pictures and summary; emptied first")
	flag.StringVar(&o.app, "app", "build/pendamping-drive", "the app, built with the tag drive")
	flag.StringVar(&o.hub, "hub", "build/pendampingd", "the hub")
	flag.BoolVar(&o.small, "small", false, "three groups instead of 234")
	flag.BoolVar(&o.headless, "headless", os.Getenv("DISPLAY") == "", "run under Xvfb with a robot")
	flag.IntVar(&o.kills, "kills", 0, "kill the app so many times in the middle of the meeting")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	err := demo(ctx, o)
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "demo:", err)
		os.Exit(1)
	}
}

// say tells what happens now.
func say(format string, args ...any) { fmt.Fprintf(os.Stderr, "demo: "+format+"\n", args...) }

func demo(ctx context.Context, o options) error {
	if err := os.RemoveAll(o.out); err != nil {
		return err
	}
	if err := os.MkdirAll(o.out, 0o700); err != nil {
		return err
	}
	shape := demodata.Full()
	if o.small {
		shape = demodata.Small()
	}
	plan, err := demodata.New(shape)
	if err != nil {
		return err
	}
	net := &network{options: o, plan: plan, url: "http://127.0.0.1:18443"}
	err = net.found(ctx)
	if err != nil {
		return err
	}
	defer net.stop()
	err = net.serve(ctx)
	if err != nil {
		return err
	}
	say("recording %d months of meetings on the tablets of %d facilitators", shape.Months, shape.Facilitators)
	start := time.Now()
	net.made, err = plan.Record(ctx, demodata.Config{
		Dir: filepath.Join(o.out, "devices"), Invites: net.invites, PIN: pin, Passphrase: passphrase,
		Now: time.Now, Rand: rand.Reader, Logger: slog.New(slog.DiscardHandler),
	})
	if err != nil {
		return err
	}
	say("%d meetings, %d entries in %.0f s", net.made.Meetings, net.made.Entries, time.Since(start).Seconds())
	if !o.headless {
		return net.open(ctx)
	}
	return net.play(ctx)
}

// network is the hub with its devices.
type network struct {
	options

	plan    *demodata.Plan
	url     string
	invites map[string]string
	made    demodata.Summary
	tablet  string // folder of the tablet that is shown
	server  *exec.Cmd
	log     *os.File
}

func (n *network) data() string { return filepath.Join(n.out, "hub") }

// run calls the hub program for one command and gives what it printed.
func (n *network) run(ctx context.Context, args ...string) ([]byte, error) {
	cmd := exec.CommandContext(ctx, n.hub, args...)
	cmd.Stderr = n.log
	out, err := cmd.Output()
	if err != nil {
		return out, fmt.Errorf("pendampingd %s: %w: %s", args[0], err, out)
	}
	return out, nil
}

// found makes the hub, brings in the roster and invites everybody.
func (n *network) found(ctx context.Context) error {
	var err error
	if n.log, err = os.Create(filepath.Join(n.out, "hub.log")); err != nil {
		return err
	}
	first := n.plan.Coordinators()[0]
	out, err := n.run(ctx, "init", "--data", n.data(), "--name", "JarPUK Lombok Tengah", "--areas", "52.02", "--zone", "WITA",
		"--coordinator", first, "--url", n.url, "--json")
	if err != nil {
		return err
	}
	var made struct{ Invitation invitation }
	err = json.Unmarshal(out, &made)
	if err != nil {
		return fmt.Errorf("init: %w", err)
	}
	n.invites = map[string]string{first: made.Invitation.Link}
	roster, people := filepath.Join(n.out, "roster.csv"), filepath.Join(n.out, "people.csv")
	err = write(roster, n.plan.Roster)
	if err != nil {
		return err
	}
	err = write(people, n.plan.People)
	if err != nil {
		return err
	}
	say("importing the roster")
	_, err = n.run(ctx, "import", "--data", n.data(), "--json", roster)
	if err != nil {
		return err
	}
	if out, err = n.run(ctx, "invite", "--data", n.data(), "--people", people, "--json"); err != nil {
		return err
	}
	var invited []invitation
	err = json.Unmarshal(out, &invited)
	if err != nil {
		return fmt.Errorf("invite: %w", err)
	}
	for _, i := range invited {
		if _, ok := n.invites[i.Name]; !ok {
			n.invites[i.Name] = i.Link
		}
	}
	return nil
}

type invitation struct{ Name, Link string }

// serve starts the hub and waits until it is ready.
func (n *network) serve(ctx context.Context) error {
	n.server = exec.CommandContext(ctx, n.hub, "serve", "--data", n.data(), "--http", "--listen", "127.0.0.1:18443", "--enrol-burst", "100")
	n.server.Stdout, n.server.Stderr = n.log, n.log
	n.server.Cancel = func() error { return n.server.Process.Signal(syscall.SIGTERM) }
	if err := n.server.Start(); err != nil {
		return err
	}
	return poll(ctx, 20*time.Second, "the hub", func() bool { return healthy(ctx, n.url) })
}

// end sends a signal to a program and waits for its end. How it ended is nobody's
// business any more.
func end(cmd *exec.Cmd, sig syscall.Signal) {
	if err := cmd.Process.Signal(sig); err != nil {
		return // it has ended already
	}
	if err := cmd.Wait(); err != nil {
		return // it was told to end
	}
}

// stop stops the hub.
func (n *network) stop() {
	if n.server == nil || n.server.Process == nil {
		return
	}
	end(n.server, syscall.SIGTERM)
	n.server = nil
}

// open shows both windows and serves until they are closed.
func (n *network) open(ctx context.Context) error {
	n.tablet = n.made.Devices[n.plan.Facilitators()[0]]
	say("tablet: PIN %s · desktop: passphrase %s · close both windows to end", pin, passphrase)
	windows := []*exec.Cmd{
		exec.CommandContext(ctx, n.app, "-data", n.tablet, "-lang", "id", "-width", "800", "-height", "1280"),
		exec.CommandContext(ctx, n.app, "-data", n.desktop(), "-lang", "id", "-width", "1366", "-height", "768"),
	}
	for _, w := range windows {
		w.Env = append(os.Environ(), "TZ=Asia/Makassar")
		if err := w.Start(); err != nil {
			return err
		}
	}
	for _, w := range windows {
		if err := w.Wait(); err != nil {
			return err
		}
	}
	return nil
}

func (n *network) desktop() string { return n.made.Devices[n.plan.Coordinators()[0]] }
