package month

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"fyne.io/fyne/v2"
)

// act is one thing that somebody does.
type act func(ctx context.Context) error

// do does things until one fails.
func do(ctx context.Context, acts ...act) error {
	for _, a := range acts {
		if err := a(ctx); err != nil {
			return err
		}
	}
	return nil
}

func (d *device) taps(what string) act {
	return func(ctx context.Context) error { return d.tap(ctx, what) }
}

func (d *device) lasts(what string) act {
	return func(ctx context.Context) error { return d.last(ctx, what) }
}

func (d *device) waits(what string) act {
	return func(ctx context.Context) error { return d.wait(ctx, what) }
}

func (d *device) writes(label, text string) act {
	return func(ctx context.Context) error { return d.write(ctx, label, text) }
}

// shots leaves a picture of the window.
func (d *device) shots(name string) act {
	return func(context.Context) error {
		if d.w.Shots == "" || d.window == nil {
			return nil
		}
		d.w.shot++
		return picture(filepath.Join(d.w.Shots, fmt.Sprintf("%02d-%s.png", d.w.shot, name)), d.window)
	}
}

// Play lets the month happen and gives what came of it.
func Play(ctx context.Context, cfg Config) (res *Result, err error) {
	for _, dir := range []string{cfg.Dir, cfg.Shots} {
		if dir != "" {
			if failed := os.MkdirAll(dir, 0o700); failed != nil {
				return nil, failed
			}
		}
	}
	w := &world{Config: cfg, stage: newStage()}
	defer w.stop()
	links, err := w.found(ctx)
	if err != nil {
		return nil, err
	}
	w.tablet = w.newDevice("tablet", true, fyne.NewSize(800, 1280))
	w.desk = w.newDevice("desktop", false, fyne.NewSize(1366, 768))
	s := &script{
		world: w, t: w.tablet, d: w.desk,
		killer: newKiller(cfg.Seed, cfg.Kills, pointsOfMonth), forms: newKiller(cfg.Seed, cfg.Halves, fieldsOfMonth),
	}
	err = do(ctx, s.month(links)...)
	if err != nil {
		return nil, errors.Join(err, do(ctx, w.tablet.shots("failed"), w.desk.shots("failed")))
	}
	res, err = w.reckon(ctx)
	if err == nil {
		res.Killed, res.Broken = s.killed, s.broken
	}
	return res, err
}

// Result is what came of it, by who says so.
type Result struct {
	Tablet, Desktop, Hub Table

	Killed int // times the tablet's app was ended without warning in a meeting
	Broken int // times it was in the middle of a field of a form
}

// reckon closes both apps and reads what devices and hub hold.
func (w *world) reckon(ctx context.Context) (*Result, error) {
	for _, d := range []*device{w.tablet, w.desk} {
		d.app.Close()
		d.end()
		d.app = nil
	}
	res, errs := &Result{}, [3]error{}
	res.Tablet, errs[0] = w.tablet.read(ctx)
	res.Desktop, errs[1] = w.desk.read(ctx)
	res.Hub, errs[2] = w.export(ctx)
	return res, errors.Join(errs[:]...)
}

// Check holds what came of it against what should have.
func (r *Result) Check() error {
	var errs []error
	want := Expected()
	for who, got := range map[string]Table{"tablet": r.Tablet, "desktop": r.Desktop, "hub": r.Hub} {
		for _, d := range want.Differences(got) {
			errs = append(errs, fmt.Errorf("%s: %s", who, d)) //nolint:err113 // a list for people
		}
	}
	return errors.Join(errs...)
}
