// Command dictionary trains a dictionary for the frames of the sync protocol, on messages
// that devices of an invented federation would send: it lets the federation of
// tools/demodata be recorded at a real hub, takes the devices' logs tap by tap as the
// recorder writes them, packs them by visits, and chooses what repeats. From the root of
// the project:
//
//	go run ./tools/dictionary -number 3 -out assets/dictionary/3.dict
//
// A dictionary that was published stays as it is: it is never written over, and another
// one gets the next number.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"syscall"

	"github.com/klauspost/compress/zstd"

	"pendamping/tools/demodata"
)

// options are what the command line says.
type options struct {
	out    string
	number uint
	size   int
	small  bool
}

func main() {
	var o options
	flag.StringVar(&o.out, "out", "", "file to write; it must not exist")
	flag.UintVar(&o.number, "number", 0, "number of the dictionary; one that was never used")
	flag.IntVar(&o.size, "size", 4<<10, "bytes of content")
	flag.BoolVar(&o.small, "small", false, "train on three groups, to see whether it works")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	err := train(ctx, o)
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "dictionary:", err)
		os.Exit(1)
	}
}

// train makes the dictionary.
func train(ctx context.Context, o options) error {
	if o.out == "" || o.number == 0 {
		return errors.New("-out and -number are needed")
	}
	if _, err := os.Stat(o.out); err == nil {
		return errors.New("a published dictionary is not written over")
	}
	shape := demodata.Full()
	if o.small {
		shape = demodata.Small()
	}
	samples, err := record(ctx, shape)
	if err != nil {
		return err
	}
	trained, err := build(samples, o)
	if err != nil {
		return err
	}
	fmt.Fprintf(os.Stderr, "dictionary: %d messages, %d bytes\n", len(samples), len(trained))
	file, err := os.OpenFile(o.out, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o644) //nolint:gosec // for everybody
	if err != nil {
		return fmt.Errorf("writing: %w", err)
	}
	_, err = file.Write(trained)
	return errors.Join(err, file.Close())
}

// build gives a dictionary in zstd's own format: entropy tables and content.
func build(samples [][]byte, o options) ([]byte, error) {
	trained, err := zstd.BuildDict(zstd.BuildDictOptions{
		ID: uint32(o.number), Contents: samples, History: cover(samples, o.size), Offsets: [3]int{1, 4, 8}, //nolint:gosec // a small number
		CompatV155: true, Level: zstd.SpeedBetterCompression,
	})
	if err != nil {
		return nil, fmt.Errorf("training: %w", err)
	}
	return trained, nil
}
