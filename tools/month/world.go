package month

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/storage"

	"pendamping/app"
)

// The people and the place; all are invented.
const (
	facilitator = "Nurlaela"
	coordinator = "Baiq Handayani"
	village     = "52.02.02.2004"
	pin         = "135791"
	passphrase  = "songket-lombok-2026" //nolint:gosec // of invented data
)

// Config says where the month happens.
type Config struct {
	Hub    string // the program pendampingd
	Dir    string // of all data; empty at the start
	Shots  string // folder of the pictures; empty: none are left
	Kills  int    // how often the tablet is ended without warning in a meeting
	Halves int    // how often that is in the middle of a field of a form
	Seed   uint64 // of when that is
	Logger *slog.Logger
}

// world is the hub, the tablet and the desktop.
type world struct {
	Config

	*stage

	url    string
	hub    *exec.Cmd
	log    *os.File
	now    time.Time
	tablet *device
	desk   *device
	shot   int
}

// device is an app in its window over a folder.
type device struct {
	seat

	w     *world
	dir   string
	pin   bool
	size  fyne.Size
	app   *app.App
	end   context.CancelFunc
	photo string // the file that the picker gives
	lives int    // how often it was opened
}

// zone is the time in Lombok.
func zone() *time.Location { return time.FixedZone("WITA", 8*60*60) }

// at moves the clock of both devices.
func (w *world) at(month time.Month, day, hour, minute int) {
	w.now = time.Date(2026, month, day, hour, minute, 0, 0, zone())
}

// run calls the hub's program for one command.
func (w *world) run(ctx context.Context, args ...string) ([]byte, error) {
	cmd := exec.CommandContext(ctx, w.Hub, args...)
	cmd.Stderr = w.log
	out, err := cmd.Output()
	if err != nil {
		return out, fmt.Errorf("pendampingd %s: %w: %s", args[0], err, out)
	}
	return out, nil
}

func (w *world) data() string { return filepath.Join(w.Dir, "hub") }

// found makes the hub and invites both; it gives their links.
func (w *world) found(ctx context.Context) (links [2]string, err error) {
	if w.log, err = os.Create(filepath.Join(w.Dir, "hub.log")); err != nil {
		return links, err
	}
	var listen net.ListenConfig
	ln, err := listen.Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return links, err
	}
	address := ln.Addr().String()
	err = ln.Close()
	if err != nil {
		return links, err
	}
	w.url = "http://" + address
	out, err := w.run(ctx, "init", "--data", w.data(), "--name", "JarPUK Lombok Tengah", "--areas", "52.02", "--zone", "WITA",
		"--coordinator", coordinator, "--url", w.url, "--json")
	if err != nil {
		return links, err
	}
	var made struct{ Invitation struct{ Link string } }
	err = json.Unmarshal(out, &made)
	if err != nil {
		return links, err
	}
	out, err = w.run(ctx, "invite", "--data", w.data(), "--name", facilitator, "--office", "facilitator", "--villages", village, "--json")
	if err != nil {
		return links, err
	}
	var invited struct{ Link string }
	if err = json.Unmarshal(out, &invited); err != nil {
		return links, fmt.Errorf("invite: %w: %s", err, out)
	}
	w.hub = exec.CommandContext(ctx, w.Hub, "serve", "--data", w.data(), "--http", "--listen", address)
	w.hub.Stdout, w.hub.Stderr = w.log, w.log
	w.hub.Cancel = func() error { return w.hub.Process.Signal(syscall.SIGTERM) }
	err = w.hub.Start()
	if err != nil {
		return links, err
	}
	return [2]string{invited.Link, made.Invitation.Link}, w.serving(ctx)
}

// serving waits until the hub answers.
func (w *world) serving(ctx context.Context) error {
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	limit := time.NewTimer(patience)
	defer limit.Stop()
	for {
		req, err := http.NewRequestWithContext(ctx, http.MethodGet, w.url+"/healthz", http.NoBody)
		if err != nil {
			return err
		}
		resp, err := http.DefaultClient.Do(req)
		if err == nil {
			err = resp.Body.Close()
		}
		if err == nil && resp.StatusCode < http.StatusBadRequest {
			return nil
		}
		select {
		case <-tick.C:
		case <-limit.C:
			return fmt.Errorf("the hub: %w", errLate)
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// stop ends apps and hub.
func (w *world) stop() {
	for _, d := range []*device{w.tablet, w.desk} {
		if d != nil && d.app != nil {
			d.app.Close()
			d.end()
		}
	}
	if w.hub != nil && w.hub.Process != nil {
		if w.hub.Process.Signal(syscall.SIGTERM) == nil {
			_ = w.hub.Wait() //nolint:errcheck // it was told to end
		}
	}
	w.drain()
}

// newDevice makes a device that is not open yet.
func (w *world) newDevice(name string, tablet bool, size fyne.Size) *device {
	return &device{seat: seat{stage: w.stage, name: name}, w: w, dir: filepath.Join(w.Dir, name), pin: tablet, size: size}
}

// start opens the app over the device's folder.
func (d *device) start(ctx context.Context) error {
	ctx, d.end = context.WithCancel(ctx)
	d.window = d.NewWindow(d.name)
	d.window.SetPadded(false)
	d.window.Resize(d.size)
	d.lives++
	var err error
	d.app, err = app.New(ctx, app.Config{
		App: d.stage, Window: d.window, Dir: d.dir, Lang: "id", Version: "1.0.0", Tablet: d.pin,
		Now: func() time.Time { return d.w.now }, Rand: rand.Reader, Logger: d.w.Logger, Pick: d.pick,
	})
	d.window.Resize(d.size)
	return err
}

// pick stands for the system's picker: it gives the photo that lies ready.
func (d *device) pick(done func(fyne.URIReadCloser, error)) {
	done(storage.Reader(storage.NewFileURI(d.photo)))
}

// copyFolder copies a folder as it stands.
func copyFolder(from, to string) error {
	return filepath.WalkDir(from, func(path string, e fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		name, err := filepath.Rel(from, path)
		if err != nil {
			return err
		}
		if e.IsDir() {
			return os.MkdirAll(filepath.Join(to, name), 0o700)
		}
		return copyFile(path, filepath.Join(to, name))
	})
}

func copyFile(from, to string) error {
	in, err := os.Open(from) //nolint:gosec // in the folder of the data
	if err != nil {
		return err
	}
	defer in.Close()                                                       //nolint:errcheck // only read
	out, err := os.OpenFile(to, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600) //nolint:gosec // in the folder of the data
	if err != nil {
		return err
	}
	if _, err = io.Copy(out, in); err != nil {
		return err
	}
	return out.Close()
}
