// Command show lets the month of tools/month happen, leaves pictures of it and prints what
// it should come to beside what tablet, desktop and hub say.
package main

import (
	"context"
	"flag"
	"fmt"
	"log/slog"
	"os"
	"os/signal"
	"syscall"

	"pendamping/tools/month"
)

func main() {
	hub := flag.String("hub", "build/pendampingd", "the hub")
	out := flag.String("out", "build/demo/month", "folder of the pictures; emptied first")
	kills := flag.Int("kills", 5, "how often the tablet's app is ended without warning")
	seed := flag.Uint64("seed", 1, "of when that is")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	err := show(ctx, month.Config{Hub: *hub, Shots: *out, Kills: *kills, Seed: *seed, Logger: slog.New(slog.DiscardHandler)})
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "month:", err)
		os.Exit(1)
	}
}

func show(ctx context.Context, cfg month.Config) error {
	if err := os.RemoveAll(cfg.Shots); err != nil {
		return err
	}
	var err error
	if cfg.Dir, err = os.MkdirTemp("", "month"); err != nil {
		return err
	}
	defer os.RemoveAll(cfg.Dir) //nolint:errcheck // a temporary folder
	res, err := month.Play(ctx, cfg)
	if err != nil {
		return err
	}
	fmt.Print(month.Beside(month.Expected(), res))
	fmt.Printf("the tablet's app was ended %d times without warning; pictures are in %s\n", res.Killed, cfg.Shots)
	return res.Check()
}
