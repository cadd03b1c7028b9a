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
	"time"
	_ "time/tzdata" // Android has no time zone files of its own

	"fyne.io/fyne/v2"
	fyneapp "fyne.io/fyne/v2/app"

	"pendamping/app"
	"pendamping/assets"
)

// AppID names the app on every platform; it never changes.
const appID = "id.asppuk.pendamping"

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, "pendamping:", err)
		os.Exit(1)
	}
}

func run() error {
	a := fyneapp.NewWithID(appID)
	a.SetIcon(assets.AppIcon())
	dir := flag.String("data", "", "folder of the records (default: the app's own storage)")
	lang := flag.String("lang", "", "language until one is chosen in the settings: id or en")
	tablet := flag.Bool("tablet", fyne.CurrentDevice().IsMobile(), "enrol as a tablet: with a PIN instead of a passphrase")
	width := flag.Float64("width", 0, "window width in dp (default by the platform)")
	height := flag.Float64("height", 0, "window height in dp")
	flag.Parse()
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	if *dir == "" {
		*dir = filepath.Join(a.Storage().RootURI().Path(), "records")
	}
	w := a.NewWindow("Pendamping")
	w.SetMaster()
	w.SetPadded(false)
	size := fyne.NewSize(1366, 768)
	if *width > 0 && *height > 0 {
		size = fyne.NewSize(float32(*width), float32(*height))
	}
	w.Resize(size)
	logger := slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: slog.LevelInfo}))
	shell, err := app.New(ctx, app.Config{
		App: a, Window: w, Dir: *dir, Lang: *lang,
		Now: time.Now, Rand: rand.Reader, Logger: logger, Mobile: fyne.CurrentDevice().IsMobile(), Tablet: *tablet,
	})
	if err != nil {
		return err
	}
	drive(w)
	w.ShowAndRun()
	shell.Close()
	return nil
}
