package main

import (
	"context"
	"flag"
	"log/slog"

	"pendamping/fault"
)

func compactCommand() command {
	return command{
		name: "compact", level: slog.LevelWarn, brief: "rewrite the store without free pages, when they are more than half of it",
		examples: []string{"compact --data /var/lib/pendamping/hub", "compact --data ./hub --json   (while the hub serves, devices wait)"},
		flags: func(fs *flag.FlagSet) action {
			data := dataFlag(fs)
			return func(ctx context.Context, c *console) error {
				return c.online(ctx, *data, func(f *folder) error { return c.compact(ctx, f) })
			}
		},
	}
}

// compacted is the result of compact, in bytes.
type compacted struct {
	Done   bool  `json:"done"`
	Before int64 `json:"before"`
	Free   int64 `json:"free"` // of it
	After  int64 `json:"after"`
}

func (c *console) compact(ctx context.Context, f *folder) error {
	const op fault.Op = "compact"
	own, ok := f.store.(*boltStore)
	if !ok {
		return errDatabaseCompact
	}
	before, err := own.Usage(ctx)
	if err != nil {
		return fault.E(op, fault.Other, err)
	}
	done, err := own.Compact(ctx)
	if err != nil {
		return fault.E(op, fault.Other, err)
	}
	after, err := own.Usage(ctx)
	if err != nil {
		return fault.E(op, fault.Other, err)
	}
	v := compacted{Done: done, Before: before.Size, Free: before.Free, After: after.Size}
	return c.print(v, func(w *page) {
		if !v.Done {
			w.printf("Left as it is: %d of %d bytes are free, less than half.\n", v.Free, v.Before)
			return
		}
		w.printf("Compacted from %d to %d bytes.\n", v.Before, v.After)
	})
}
