// Command planted shows that the fleet finds bugs: it plants defects into the program,
// one at a time, and plays fleets until one of them fails. The tree is not touched: each
// defect is built through an overlay. From the root of the project:
//
//	go run ./tools/planted                 # all of them
//	go run ./tools/planted -only store/    # those whose place has this in it
//
// It prints a table of which seed found what, and exits with 1 when one was not found, or
// when the program fails without any.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strings"
	"syscall"
	"time"
)

// options are what the command line says.
type options struct {
	devices, days int
	seeds         int
	only          string
	longest       time.Duration // of one fleet
}

// errEscaped ends a run in which a defect was not found.
var errEscaped = errors.New("not all was found")

func main() {
	var o options
	flag.IntVar(&o.devices, "devices", 20, "devices of a fleet")
	flag.IntVar(&o.days, "days", 20, "days of a fleet, for defects that do not ask for more")
	flag.IntVar(&o.seeds, "seeds", 10, "seeds to try, from 1")
	flag.StringVar(&o.only, "only", "", "plant those whose place or text has this in it")
	flag.DurationVar(&o.longest, "longest", time.Minute, "a fleet that takes longer hangs")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	err := try(ctx, o, os.Stdout, os.Stderr)
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "planted:", err)
		os.Exit(1)
	}
}

// try plants all that the options name, and prints the table.
func try(ctx context.Context, o options, out, errs io.Writer) (err error) {
	g, err := newGarden(o)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, g.clear()) }()
	fmt.Fprintln(errs, "without a defect ...") //nolint:errcheck // progress
	if err := g.sound(ctx); err != nil {
		return err
	}
	fmt.Fprint(out, "| where | defect | seed | found as |\n|---|---|---|---|\n") //nolint:errcheck // as the table is printed
	escaped := 0
	for _, d := range defects() {
		if !strings.Contains(d.where()+" "+d.what, o.only) {
			continue
		}
		fmt.Fprintf(errs, "%s: %s ...\n", d.where(), d.what) //nolint:errcheck // progress
		seed, found, err := g.plant(ctx, &d)
		if err != nil {
			return err
		}
		if seed == 0 {
			escaped++
			found = "**not found**"
		}
		fmt.Fprintf(out, "| `%s` %s | %s | %d | %s |\n", d.place(), d.fn, d.what+d.asks(), seed, found) //nolint:errcheck // as the table is printed
	}
	if escaped > 0 {
		return fmt.Errorf("%w: %d escaped", errEscaped, escaped)
	}
	return nil
}
