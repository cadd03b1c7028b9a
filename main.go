//go:build cgo

// Command pendamping is the app: a facilitator's tool on a tablet, a coordinator's
// review desk on a desktop. Which of them it is follows from who is signed in.
package main

import (
	"context"
	"crypto/rand"
	"flag"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"runtime/debug"
	"time"
	_ "time/tzdata" // Android has no time zone files of its own

	"fyne.io/fyne/v2"
	fyneapp "fyne.io/fyne/v2/app"

	"pendamping/app"
	"pendamping/assets"
)

// AppID names the app on every platform; it never changes.
const appID = "id.asppuk.pendamping"

// options are what the command line says.
type options struct {
	dir, lang     string
	tablet        bool
	width, height float64
}

func main() {
	a := fyneapp.NewWithID(appID)
	a.SetIcon(assets.AppIcon())
	var o options
	flag.StringVar(&o.dir, "data", filepath.Join(a.Storage().RootURI().Path(), "records"), "folder of the records")
	flag.StringVar(&o.lang, "lang", "", "language until one is chosen in the settings: id or en")
	flag.BoolVar(&o.tablet, "tablet", fyne.CurrentDevice().IsMobile(), "enrol as a tablet: with a PIN instead of a passphrase")
	flag.Float64Var(&o.width, "width", 1366, "window width in dp")
	flag.Float64Var(&o.height, "height", 768, "window height in dp")
	flag.Parse()
	if err := run(a, o); err != nil {
		fmt.Fprintln(os.Stderr, "pendamping:", err)
		os.Exit(1)
	}
}

// gcPercent is how much the heap may grow before garbage is collected. A tablet has more
// time than memory: with the usual 100 a facilitator's records take 17 MB more.
const gcPercent = 50

func run(a fyne.App, o options) error {
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(gcPercent)
	}
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	w := a.NewWindow("Pendamping")
	w.SetMaster()
	w.SetPadded(false)
	w.Resize(fyne.NewSize(float32(o.width), float32(o.height)))
	logger := slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: slog.LevelInfo}))
	cfg := app.Config{
		App: a, Window: w, Dir: o.dir, Lang: o.lang,
		Version: a.Metadata().Version, Now: time.Now, Rand: rand.Reader, Logger: logger, Mobile: fyne.CurrentDevice().IsMobile(), Tablet: o.tablet,
	}
	native(ctx, &cfg)
	shell, err := app.New(ctx, cfg)
	if err != nil {
		return fmt.Errorf("start: %w", err)
	}
	drive(w)
	w.ShowAndRun()
	shell.Close()
	return nil
}
